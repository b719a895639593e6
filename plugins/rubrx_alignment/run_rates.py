"""Rates of an infusion that an answer gives by what makes them: "40 mmol in a litre over four hours", "250 mL/h of it".

Where an amount an hour is asked for, an amount over a time is one, and so is a bag's volume an hour with what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.doses.dosing import Dose
from rubrx.reading.doses.roles import Role
from rubrx.reading.doses.strengths import MASSES, form_after, per_ml
from rubrx.reading.quantities import Quantity
from rubrx.reading.sentence import Sentence

#: between an amount and the time in which it is run in
_OVER = re.compile(
    r"[^.;]{0,60}?\b(?:over|in|within|lasting|across|during|spread over|x)\s?(?:(?:about|around|at least|some"
    r"|no less than"
    r"|the|next|a|full|period|of|each)\s){0,3}$"
)
#: "a 4-hour infusion"
_LONG = re.compile(r"[^.;]{0,60}?\b(?:an?|by|as an?|one)\s$")
_INFUSION = re.compile(r"[ -]?(?:infusion|drip|bag)\b")
#: what is not the time that it runs: "repeat in 4 hours", "check the level in 4 hours"
_OTHERWISE = re.compile(
    r"\b(?:re-?check\w*|check\w*|repeat\w*|review\w*|bloods?|levels?|measur\w*|again|then|every|later|max\w*|total"
    r"|no more|not more|limit)\b"
)
_A_LITRE = re.compile(r"(?:\s(?!and\b)[a-z]+){0,3}?\s(?:in|into|per|to) (?:an?|one|each|every|the) lit(?:re|er)\b")
_BAG = re.compile(r"\b(?:in|into|to|per|with)\b[^.;\d]{0,15}$")


def run_in(reading: Reading, stated: Iterable[Dose]) -> list[Dose]:
    """The doses an hour that advised amounts make with the times over which they are run in."""
    found: list[Dose] = []
    for each in stated:
        q = each.quantity
        holds = q.is_concentration and len(q.per) == 1  # "20 mmol/500 mL over two hours"
        if (q.per and not holds) or q.dimension not in MASSES or each.role not in (Role.ADVISED, Role.STRENGTH):
            continue
        sentence = reading.sentences[each.sentence]
        if (
            each.role is Role.ADVISED and not holds and form_after(reading.folded.text, q) == "patch"
        ):  # "a 12 microgram patch" gives as much an hour
            found.append(replace(each, quantity=q._replace(per=("h",)), role=Role.ADVISED))
        elif made := (_over_a_time(sentence, q) or _by_volume(sentence, q)):
            found.append(replace(each, quantity=made, frequency=None, role=Role.ADVISED))
    return found


def _over_a_time(sentence: Sentence, q: Quantity) -> Quantity | None:
    """An amount as one an hour, where its sentence says over what time it runs."""
    text = sentence.reading.folded.text
    for time in sentence.quantities:
        if time.dimension != "time" or time.per or time.start < q.end or time.low <= 0:
            continue
        over = _OVER.fullmatch(text, q.end, time.start)
        long = _LONG.fullmatch(text, q.end, time.start) and _INFUSION.match(text, time.end, sentence.end)
        if (over or long) and not _OTHERWISE.search(text, q.end, time.start) and not _another(sentence, q, time):
            return q._replace(low=q.low / time.high, high=q.high / time.low, per=("h",), end=time.end)
        return None
    return None


def _another(sentence: Sentence, q: Quantity, time: Quantity) -> bool:
    """Whether another amount of the same kind stands between an amount and a time."""
    return any(
        q.end <= other.start < time.start and other.dimension == q.dimension and not other.is_concentration
        for other in sentence.quantities
    )


_HOLDS = re.compile(r"\b(?:lit(?:re|er)|bag|half-lit(?:re|er)|\d ?mls?)\b")
#: numbers of what a bag holds, and not of what is done with it
_NO_AMOUNT = re.compile(
    r"\s?(?:little|of the|ampoules?|vials?|bags?|times|lit(?:re|er)s?|%|hours?|lines?|arms?|in (?:an? hundred"
    r"|ten|100|every)"
    r"|per cent|percent|people|patients|years?)\b"
)


def bags(reading: Reading, drugs: tuple[str, ...], asked: Quantity) -> list[Dose]:
    """The doses an hour that bare numbers make in sentences on a bag: "a litre with forty in it, across four hours".

    They have the unit that is asked for, and so can only be right.
    """
    text, found = reading.folded.text, []
    for sentence in reading.sentences if drugs else ():
        if not _HOLDS.search(text, sentence.start, sentence.end):
            continue
        for q in sentence.quantities:
            if (
                q.dimension
                or q.low <= 1
                or _NO_AMOUNT.match(text, q.end)
                or not reading.assertion_of(q.start, q.end).holds
            ):
                continue
            if made := _over_a_time(sentence, q._replace(dimension=asked.dimension, unit=asked.unit)):
                found.append(Dose(drugs, made, None, Role.ADVISED, sentence.index, is_inherited=True))
    return found


def _by_volume(sentence: Sentence, q: Quantity) -> Quantity | None:
    """An amount in a volume as one an hour, where its sentence says how much of that volume runs in an hour."""
    text = sentence.reading.folded.text
    rate = next((v for v in sentence.quantities if v.dimension == "volume" and v.per in (("h",), ("min",))), None)
    bag = next(
        (
            v
            for v in sentence.quantities
            if v.dimension == "volume"
            and not v.per
            and v.low > 0
            and v.start >= q.end
            and _BAG.search(text, q.end, v.start)
        ),
        None,
    )
    litre = _A_LITRE.match(text, q.end, sentence.end)
    held = q.low / bag.low if bag else q.low / 1000 if litre else per_ml(q)
    if rate is None or not held:
        return None
    hourly = held * (60.0 if rate.per == ("min",) else 1.0)
    return q._replace(low=rate.low * hourly, high=rate.high * hourly, per=("h",))
