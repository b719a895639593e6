"""Doses: which quantities of an answer are doses of which drug, how often, and whether they are advised.

An advised dose is told from one that is merely there: a maximum, the dose the patient takes now, one that the answer
takes back or rejects, a titration step, a strength, another patient's or another renal band's dose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading.lexicon import Concept
from rubrx.reading.quantities import Frequency, Quantity

if TYPE_CHECKING:
    from rubrx.reading.reader import Mention, Reading, Sentence


class Role(StrEnum):
    """Why a dose stands in an answer."""

    ADVISED = "advised"
    MAXIMUM = "a maximum"
    CURRENT = "the dose taken now"
    REJECTED = "taken back or rejected"
    STEP = "a titration step"
    STRENGTH = "a strength"
    ELSEWHERE = "for another case"


@dataclass(frozen=True, slots=True)
class Dose:
    """A quantity of a drug with its frequency (times a day, None where none is given) and its role.

    `drugs` are concept names: the one drug it is of or, where the answer has named none so far, all that were asked
    about.
    """

    drugs: tuple[str, ...]
    quantity: Quantity
    frequency: Frequency | None
    role: Role
    sentence: int


_DOSED = frozenset(
    """mass volume units amount equivalent tablet capsule puff drop patch spray sachet application vial ampoule
    suppository teaspoon tablespoon""".split()
)
_MAX_BEFORE = re.compile(
    r"(?:\bmax(?:imum)?|\bceiling|\bcap(?:ped)?|\blimit(?:ed)?|\bexceed(?:ing)?|\bno more than|\bnot more than"
    r"|\bupper limit)"
    r"(?:\s+(?:dose|daily|of|is|at|to|a|her|his|for|was|in|should|be|remains|single|the|adult|recommended|total"
    r"|of [a-z][\w-]+))*\s*[:=(]?\s*$"
)
_MAX_AFTER = re.compile(
    r"\s*(?:\w+\s+){0,2}\(?(?:max\b|maximum\b|ceiling|is the (?:max|most|limit|ceiling)|cap\b|limit\b)"
)
_CURRENT_BEFORE = re.compile(
    r"(?:\bcurrent(?:ly)?|\busual|\bpresent|\bfrom|\bis on|\btakes|\bis taking|\bhas been on|\bwas on"
    r"|\balready on|\bexceeds|\binstead of"
    r"|\brather than|\bnot|\bnever|\bleave (?:her|him) on)(?:\s+(?:dose|of|at|a|the|her|his|on|taking|is|\w+))?\s*$"
)
_CURRENT_AFTER = re.compile(
    r"\s*(?:\w+\s+)?(?:is|was) (?:above|over|too|more than|higher|excessive|wrong|too high|too much)\b"
)
_STEP_BEFORE = re.compile(
    r"(?:\b(?:increas(?:e|ing)|titrat(?:e|ing)|rais(?:e|ing)|go up|step up|adjust(?:ing)?|add(?:ing)?"
    r"|nudge (?:it |the dose )?(?:up)?|up|"
    r"uptitrate|reduc(?:e|ing)|steps? of|increments? of|decreas(?:e|ing)|cut(?:ting)?|down)"
    r"(?:\s+(?:it|the dose|dose|up|by|in|of|about|another|basal|insulin|her|his|slowly|gradually))*|\bby)\s*$"
)
_EVERY_DAYS = re.compile(r"\s*(?:\w+\s+){0,2}?(?:every|q|each|once|twice|per|for every|if)\b")


def doses(reading: Reading) -> list[Dose]:
    """Every dose of an answer, in order of place."""
    found = []
    for sentence in reading.sentences:
        if not sentence.is_bare_list and any(map(is_dose_like, sentence.quantities)):
            found.extend(_of_sentence(reading, sentence))
    return found


def is_dose_like(quantity: Quantity) -> bool:
    """Whether a quantity could be an amount of drug: not a weight, a laboratory value, a rate of filtration."""
    if quantity.dimension not in _DOSED or quantity.unit in ("kg", "lb"):
        return False
    return not any(part in ("dl", "l", "min", "m2") for part in quantity.per) or quantity.per[:1] == ("m2",)


def _of_sentence(reading: Reading, sentence: Sentence) -> list[Dose]:
    drugs = [m for m in reading.dosable if m.sentence == sentence.index]
    amounts = [q for q in sentence.quantities if is_dose_like(q)]
    found = []
    for quantity in amounts:
        of = _drugs_of(reading, sentence, quantity, drugs, amounts)
        if of:
            quantity = _as_daily_total(sentence, quantity)  # noqa: PLW2901 -- the same amount, better understood
            frequency = _frequency_of(sentence, quantity, drugs, amounts)
            found.append(Dose(of, quantity, frequency, _role(reading, sentence, quantity, frequency), sentence.index))
    return found


def _as_daily_total(sentence: Sentence, quantity: Quantity) -> Quantity:
    """ "800 mg daily in three doses": the amount is a day's, when a "daily" is followed by the number of parts."""
    if quantity.per_day:
        return quantity
    after = [f for f in sentence.frequencies if f.start >= quantity.end]
    if len(after) < 2 or after[0].start - quantity.end > 2 or (after[0].low, after[0].high) != (1.0, 1.0):
        return quantity
    text = sentence.reading.folded.text
    parts = re.search(r"\b(?:divided|doses|split)\b|/", text[after[1].start - 12 : after[1].end])
    if after[1].low < 2 or after[1].start - after[0].end > 25 or not parts:
        return quantity
    return quantity._replace(end=after[0].end, per=(*quantity.per, "day"))


def _drugs_of(
    reading: Reading, sentence: Sentence, quantity: Quantity, drugs: list[Mention], amounts: list[Quantity]
) -> tuple[str, ...]:
    """The drug that an amount is of: the one named before it, right after it, or last spoken of."""
    text = reading.folded.text
    before = [m for m in drugs if m.end <= quantity.start]
    after = [m for m in drugs if m.start >= quantity.end]
    if after:
        between = text[quantity.end : after[0].start]
        close = re.fullmatch(r"\s*(?:\w+\s+){0,2}(?:of\s+)?(?:\w+\s+){0,2}", between)
        own = before and not any(before[-1].end <= q.start and q.end <= quantity.start for q in amounts)
        tied = own and re.fullmatch(r"[\s\w:(-]{0,30}", text[before[-1].end : quantity.start])
        if close and not tied and not re.search(r"\b(?:and|or|plus|with|than|for)\b", between):
            return _all_at(after[0], drugs)
    if before:
        return _all_at(before[-1], drugs)
    topics = reading.lexicon.asked.topics
    earlier = [m for m in reading.dosable if m.end <= sentence.start]
    if earlier:
        # a drug of the question is what "the dose" goes back to, before one that was named in passing
        asked = [m for m in earlier if m.concept in topics]
        near = [m for m in earlier if m.sentence >= sentence.index - 1]
        return _all_at((near or asked or earlier)[-1], earlier)
    if topics:
        return topics
    return _all_at(after[0], drugs) if after else ()


def _all_at(mention: Mention, mentions: list[Mention]) -> tuple[str, ...]:
    """Every concept that one mention names: a drug, and a class that a rubric spells out with it."""
    return tuple(m.concept for m in mentions if (m.start, m.end) == (mention.start, mention.end))


def _frequency_of(
    sentence: Sentence, quantity: Quantity, drugs: list[Mention], amounts: list[Quantity]
) -> Frequency | None:
    """How often an amount is given: the first statement after it, before another drug or amount takes over."""
    text = sentence.reading.folded.text
    walls = [m.start for m in drugs if m.start > quantity.end and any(q.start > m.start for q in amounts)]
    wall = min(walls, default=sentence.end)
    after = [f for f in sentence.frequencies if quantity.end - 1 <= f.start < wall]
    overlapping = [f for f in sentence.frequencies if f.start < quantity.end <= f.end and quantity.per_day]
    after = [f for f in after if f not in overlapping or len(sentence.frequencies) == 1]
    for frequency in after:
        between = text[quantity.end : frequency.start]
        if any(_takes_over(text, quantity, q) for q in amounts if quantity.end <= q.start and q.end <= frequency.start):
            return None
        # after a daily total, a "daily" only repeats it
        repeats = quantity.per_day and frequency.high == 1 and not text.startswith("once", frequency.start)
        if not repeats:
            return frequency if between.count(" ") <= 16 else None
    before = [f for f in sentence.frequencies if f.end <= quantity.start and not quantity.per_day]
    if before and quantity.start - before[-1].end < 25:
        return before[-1]
    following = sentence.reading.sentences[sentence.index + 1 : sentence.index + 2]
    if following and not any(is_dose_like(q) for q in following[0].quantities) and following[0].frequencies:
        first = following[0].frequencies[0]
        if first.start - following[0].words_start < 12:
            return first
    return None


_NEXT = re.compile(r"\b(?:up|then|increas\w*|titrat\w*|rais\w*|add\w*|nudge|max\w*|exceed\w*|after|followed|by)\b")


def _takes_over(text: str, quantity: Quantity, later: Quantity) -> bool:
    """Whether a later amount begins a step of its own, so that what follows it is no longer about this one."""
    return bool(_NEXT.search(text[quantity.end : later.start]))


_CASE = re.compile(r"(?:where|for (?:more )?(?:severe|resistant|serious)|in (?:severe|resistant|serious))\b")


def _role(reading: Reading, sentence: Sentence, quantity: Quantity, frequency: Frequency | None) -> Role:
    text = reading.folded.text
    lead = text[max(sentence.start, quantity.start - 60) : quantity.start]
    tail = text[quantity.end : min(sentence.end, quantity.end + 40)]
    if quantity.is_concentration:
        return Role.STRENGTH
    if _superseded(sentence, quantity):
        return Role.REJECTED
    said = assertion.assertion_of(reading, quantity.start, quantity.end)
    if said.state is assertion.State.NEGATED or said.state is assertion.State.REJECTED:
        return Role.REJECTED
    if not said.holds or _other_band(reading, sentence, quantity) or _CASE.match(text, sentence.words_start):
        return Role.ELSEWHERE
    if _MAX_BEFORE.search(lead) or _MAX_AFTER.match(tail) or quantity.operator in ("<", "<="):
        return Role.MAXIMUM
    if _STEP_BEFORE.search(lead) or (
        frequency is not None
        and 0 < frequency.high < 0.9
        and _EVERY_DAYS.match(tail)
        and re.search(r"\b(?:titrat|increas|adjust|raise|up\b|then)", lead)
    ):
        return Role.STEP
    if _CURRENT_AFTER.match(tail) or (_CURRENT_BEFORE.search(lead) and not re.search(r"\bnot only\s*$", lead)):
        return Role.CURRENT
    return Role.ADVISED


_CONDITION_FIRST = re.compile(
    r"\s*(?:and |but |or )?(?:if|when|where|once|for|in|at|with|from|below|above|under|over)\b[^,;|]*$"
)


def _other_band(reading: Reading, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the amount stands under a bound that is not this patient's ("3 g from 120 kg", "eGFR > 60: 100 %")."""
    text = reading.folded.text
    start = sentence.words_start
    for mark in re.compile(r"[;,|]").finditer(text, start, quantity.start):
        # "if the CrCl is above 60, 1 g is given": such a comma ends the condition, and not what hangs on it
        if mark[0] != "," or not _CONDITION_FIRST.match(text, start, mark.start()):
            start = mark.end()
    close = re.search(r"[;,|)]", text[quantity.end : sentence.end])
    end = quantity.end + close.start() if close else sentence.end
    near = [b for s, e, b in sentence.bounds if (start <= s and e <= end) and not (s <= quantity.start < e)]
    verdicts = [
        b.holds(v) for b in near if (v := reading.patient.value(b.measure)) is not None and b.measure != "creatinine"
    ]
    return bool(verdicts) and not any(verdicts)


def _superseded(sentence: Sentence, quantity: Quantity) -> bool:
    """Taken back: a correction follows, and after it another amount of the same kind."""
    sentences = sentence.reading.sentences[sentence.index : sentence.index + 2]
    for each in sentences:
        for hit in each.cues("attribution"):
            if hit.cue.kind != "corrected" or hit.start < quantity.end or hit.start - quantity.end > 60:
                continue
            later = [q for s in sentence.reading.sentences[sentence.index : sentence.index + 3] for q in s.quantities]
            same = [q for q in later if q.start >= hit.end and q.dimension == quantity.dimension]
            between = [
                q for q in later if quantity.end <= q.start and q.end <= hit.start and q.dimension == quantity.dimension
            ]
            if same and not between:
                return True
    return False


def doses_of(reading: Reading, concept: Concept) -> list[Dose]:
    """The doses of one drug."""
    return [dose for dose in reading.doses if concept.name in dose.drugs]
