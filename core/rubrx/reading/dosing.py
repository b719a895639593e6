"""Doses: which quantities of an answer are doses of which drug, how often, and whether they are advised.

Why an amount stands in an answer is decided in `dose_roles`, what a count of a strength makes in `dose_strengths`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rubrx.reading.dose_roles import Role, is_for_others, role_of
from rubrx.reading.dose_strengths import (
    FORMS,
    MASSES,
    Made,
    form_after,
    is_measured,
    made_in,
    made_of,
    per_ml,
    per_unit,
)
from rubrx.reading.lexicon import Concept
from rubrx.reading.quantities import Frequency, Quantity

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence

__all__ = ["Dose", "Role", "doses", "doses_of", "is_dose_like"]


@dataclass(frozen=True, slots=True)
class Dose:
    """A quantity of a drug with its frequency (times a day, None where none is given) and its role.

    `drugs` are concept names: the one drug it is of or, where the answer has named none so far, all that were asked
    about. `strength` is what one mL or one tablet of a counted amount holds, where the answer says it; `made_of` is
    the counted amount, where the quantity is what that makes ("9 mL of 250 mg/5 mL": 450 mg, made of 9 mL).
    """

    drugs: tuple[str, ...]
    quantity: Quantity
    frequency: Frequency | None
    role: Role
    sentence: int
    strength: Quantity | None = None
    made_of: Quantity | None = None


_DOSED = frozenset(
    """mass volume units amount equivalent tablet capsule puff drop patch spray sachet application vial ampoule
    suppository teaspoon tablespoon""".split()
)


class _Named:
    """The drugs of an answer that a dose can be of, grouped once: by sentence, and in order for what came earlier."""

    def __init__(self, reading: Reading) -> None:
        self.topics = reading.lexicon.asked.topics
        self.all = reading.dosable
        self.ends = [m.end for m in self.all]
        self.asked = [m for m in self.all if m.concept in self.topics]
        self.asked_ends = [m.end for m in self.asked]
        self.by_sentence: dict[int, list[Mention]] = {}
        for mention in self.all:
            self.by_sentence.setdefault(mention.sentence, []).append(mention)

    def last_before(self, sentence: Sentence) -> tuple[str, ...]:
        """The drug that a sentence without one goes on about."""
        count = bisect_right(self.ends, sentence.start)
        if not count:
            return self.topics
        last = self.all[count - 1]
        if last.sentence < sentence.index - 1:
            # a drug of the question is what "the dose" goes back to, before one that was named in passing
            asked = bisect_right(self.asked_ends, sentence.start)
            last = self.asked[asked - 1] if asked else last
        return _all_at(last, self.by_sentence[last.sentence])


def doses(reading: Reading) -> list[Dose]:
    """Every dose of an answer, in order of place. Linear in its sentences."""
    named = _Named(reading)
    found: list[Dose] = []
    for_others: set[int] = set()
    for sentence in reading.sentences:
        if sentence.is_bare_list or not any(map(is_dose_like, sentence.quantities)):
            continue
        amounts = [q for q in sentence.quantities if is_dose_like(q)]
        for each in _of_sentence(reading, sentence, amounts, named):
            place = each.made_of or each.quantity
            if each.role is Role.ADVISED and is_for_others(reading, sentence, place, each.frequency, amounts):
                for_others.add(len(found))
            found.append(each)
    advised = {
        (drug, d.quantity.dimension)
        for index, d in enumerate(found)
        if d.role is Role.ADVISED and index not in for_others
        for drug in d.drugs
    }
    for index in for_others:
        each = found[index]
        if any((drug, each.quantity.dimension) in advised for drug in each.drugs):
            found[index] = replace(each, role=Role.ELSEWHERE)
    return _with_strengths_from_afar(reading, found)


def is_dose_like(quantity: Quantity) -> bool:
    """Whether a quantity could be an amount of drug: not a weight, a laboratory value, a rate of filtration."""
    if quantity.dimension not in _DOSED or quantity.unit in ("kg", "lb"):
        return False
    return not any(part in ("dl", "l", "min", "m2") for part in quantity.per) or quantity.per[:1] == ("m2",)


def _of_sentence(reading: Reading, sentence: Sentence, amounts: list[Quantity], named: _Named) -> list[Dose]:
    drugs = named.by_sentence.get(sentence.index, [])
    made = made_in(reading.folded.text, sentence.quantities)
    strengths = {each.strength for each in made}
    of_counted = {each.counted: each for each in made}
    found = []
    for quantity in amounts:
        of = _drugs_of(reading, sentence, quantity, drugs, amounts, named)
        if not of:
            continue
        made_here = of_counted.get(quantity)
        quantity = _as_daily_total(sentence, quantity)  # noqa: PLW2901 -- the same amount, better understood
        frequency = _frequency_of(sentence, quantity, drugs, amounts)
        role = role_of(reading, sentence, quantity, frequency, amounts)
        if quantity in strengths:
            role = Role.STRENGTH
        strength = made_here.strength if made_here else None
        found.append(Dose(of, quantity, frequency, role, sentence.index, strength))
        if role is Role.CURRENT and (later := _changed_to(sentence, quantity, frequency, amounts)):
            found.append(Dose(of, quantity, later, Role.ADVISED, sentence.index, strength))
        if made_here:
            frequency = frequency or _frequency_of(sentence, made_here.strength, drugs, amounts)
            found.append(_made(of, made_here, frequency, role, sentence.index))
    for each in made:  # bare numbers, which are no doses by themselves
        if each.counted not in amounts and (of := _drugs_of(reading, sentence, each.strength, drugs, amounts, named)):
            frequency = _frequency_of(sentence, each.quantity, drugs, amounts)
            role = role_of(reading, sentence, each.quantity, frequency, amounts)
            found.append(_made(of, each, frequency, role, sentence.index))
    return sorted(found, key=lambda dose: (dose.quantity.start, dose.made_of is not None))


def _made(of: tuple[str, ...], made: Made, frequency: Frequency | None, role: Role, sentence: int) -> Dose:
    """The dose that a counted amount makes; it stands for what that stands for."""
    return Dose(of, made.quantity, frequency, role, sentence, made.strength, made.counted)


def _with_strengths_from_afar(reading: Reading, found: list[Dose]) -> list[Dose]:
    """The doses, and what counted ones make with a strength that another sentence says.

    Before it ("500 mg tablets. Take 2 ..."), or else right after it ("Give 9 mL. Use the 250 mg/5 mL suspension.").
    """
    text = reading.folded.text
    said: dict[tuple[str, str], list[Dose]] = {}
    masses: set[int] = set()
    for each in found:
        q = each.quantity
        if q.dimension not in MASSES or each.made_of:
            continue
        unit = per_unit(q)[0]
        if per_ml(q) or unit in FORMS or (not q.per and form_after(text, q)):
            for drug in each.drugs:
                said.setdefault((drug, "ml" if q.is_concentration else "form"), []).append(each)
        if not q.per or (not q.is_concentration and unit not in FORMS):
            masses.add(each.sentence)
    if not said:
        return found
    starts = {key: [d.quantity.start for d in several] for key, several in said.items()}
    all_doses: list[Dose] = []
    counted_with: set[Quantity] = set()
    for each in found:
        all_doses.append(each)
        q = each.quantity
        measured = is_measured(text, q)
        if not (measured or q.dimension in FORMS) or each.strength or each.sentence in masses:
            continue
        key = (each.drugs[0], "ml" if measured else "form")
        several = said.get(key, [])
        index = bisect_right(starts.get(key, []), q.start)
        strength = several[index - 1] if index else several[0] if several else None
        if strength is None or (not index and strength.sentence > each.sentence + 1):
            continue
        if measured or per_unit(strength.quantity)[0] in ("", q.dimension):
            counted_with.add(strength.quantity)
            all_doses[-1] = replace(each, strength=strength.quantity)
            if (q.low, q.high) != (1.0, 1.0):
                all_doses.append(
                    _made(each.drugs, made_of(q, strength.quantity), each.frequency, each.role, each.sentence)
                )
    return [
        replace(d, role=Role.STRENGTH) if d.quantity in counted_with and d.frequency is None else d for d in all_doses
    ]


def _as_daily_total(sentence: Sentence, quantity: Quantity) -> Quantity:
    """ "800 mg daily in three doses": the amount is a day's, when a "daily" is followed by the number of parts."""
    if quantity.per_day:
        return quantity
    after = [f for f in sentence.frequencies if f.start >= quantity.end]
    if len(after) < 2 or after[0].start - quantity.end > 2 or (after[0].low, after[0].high) != (1.0, 1.0):
        return quantity
    text = sentence.reading.folded.text
    parts = re.search(r"\b(?:divided|doses|split)\b|/ ?[2-6]", text[after[0].end : after[1].end])
    if after[1].low < 2 or after[1].start - after[0].end > 25 or not parts:
        return quantity
    return quantity._replace(end=after[0].end, per=(*quantity.per, "day"))


def _drugs_of(
    reading: Reading,
    sentence: Sentence,
    quantity: Quantity,
    drugs: list[Mention],
    amounts: list[Quantity],
    named: _Named,
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
        of_it = re.fullmatch(r"\s*of\s+", between)  # "3 mg of vitamin K" is of no drug before it
        if close and (of_it or not tied) and not re.search(r"\b(?:and|or|plus|with|than|for)\b", between):
            return _all_at(after[0], drugs)
    if before:
        return _all_at(before[-1], drugs)
    earlier = named.last_before(sentence)
    if earlier:
        return earlier
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
    # "once daily, not twice daily"
    after = [f for f in after if not _DENIED.search(text, quantity.end, f.start)]
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


def _changed_to(
    sentence: Sentence, quantity: Quantity, frequency: Frequency | None, amounts: list[Quantity]
) -> Frequency | None:
    """The schedule that the same amount is changed to ("1 mg/kg q12h must be cut to once daily")."""
    if frequency is None or any(q.start >= quantity.end for q in amounts):
        return None
    text = sentence.reading.folded.text
    later = next((f for f in sentence.frequencies if f.start >= frequency.end), None)
    return later if later and re.search(r"\bto\s(?:just\s|only\s)?$", text[frequency.end : later.start]) else None


_DENIED = re.compile(r"\b(?:not|never|rather than|instead of|in place of|from)\s(?:the\s)?(?:usual\s|given\s)?$")
_NEXT = re.compile(r"\b(?:up|then|increas\w*|titrat\w*|rais\w*|add\w*|nudge|max\w*|exceed\w*|after|followed|by)\b")


def _takes_over(text: str, quantity: Quantity, later: Quantity) -> bool:
    """Whether a later amount begins a step of its own, so that what follows it is no longer about this one."""
    return bool(_NEXT.search(text[quantity.end : later.start]))


def doses_of(reading: Reading, concept: Concept) -> list[Dose]:
    """The doses of one drug."""
    return [dose for dose in reading.doses if concept.name in dose.drugs]
