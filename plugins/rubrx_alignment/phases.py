"""Phases: which of several doses of a drug a criterion means, and which amounts are only steps of the reckoning."""

from __future__ import annotations

import re
from bisect import bisect_left

from rubrx.reading import Reading
from rubrx.reading.dosing import Dose

#: the first doses, and those that follow them
_FIRST = re.compile(r"\b(?:load|ld\b|first|start|begin|initial|opening|stat\b|bolus|another|again)[^.;]*$")
_AFTER_THAT = re.compile(
    r"\b(?:after (?:that|this|it|which|then)|then|thereafter|followed by|follow(?:ed)? (?:it |this |that |on )?with"
    r"|maintenance|maintain|md|subsequently|from then on|afterwards|after which|later)\b[^.;]*$"
)
_WHEN_NEEDED = (
    r"(?:rescue|break-?through|prn|as required|as needed|(?:when|if|where|whenever) (?:required|needed|necessary)"
    r"|(?:pain|attacks?|spikes?|flares?|relief|needs?) in between|in between (?:doses|times)|top-?ups?|on demand)"
)
_SAYS_NEEDED = re.compile(rf"\b{_WHEN_NEEDED}\b")
_NEEDED_BEFORE = re.compile(rf"\b{_WHEN_NEEDED}\b[^.;]*$")
_NEEDED_AFTER = re.compile(rf"[^.;]{{0,60}}?\b{_WHEN_NEEDED}\b")
#: amounts within so much of each other are the same
_SLACK = 0.05


def of_phase(reading: Reading, given: list[Dose], phase: str | None, *, scheduled: bool) -> list[Dose]:
    """The doses of the phase that is asked about, where the answer gives several; all of them where it doesn't.

    `scheduled` says that a schedule is asked for: doses for when they are needed then stand aside.
    """
    if len(given) < 2:
        return given
    needed = _for_need(reading, given)
    if phase == "as needed":
        return [d for d in given if d.quantity.start in needed] or given
    if needed and scheduled:
        given = [d for d in given if d.quantity.start not in needed] or given
    if phase is None or len(given) < 2:
        return given
    text = reading.folded.text
    after = {
        d.quantity.start
        for d in given
        if _AFTER_THAT.search(text, reading.sentences[d.sentence].start, d.quantity.start)
    }
    first = {
        d.quantity.start
        for d in given
        if d.quantity.start not in after and _FIRST.search(text, reading.sentences[d.sentence].start, d.quantity.start)
    }
    # only beside one that is said to be of the phase asked about: what is not said is not guessed
    if phase == "maintenance":
        own = after - first
        return [d for d in given if d.quantity.start not in first and d.quantity.start >= min(own)] if own else given
    own = {d.quantity.start for d in given} - after
    return [d for d in given if d.quantity.start not in after] if own else given


def _for_need(reading: Reading, given: list[Dose]) -> set[int]:
    """Where the doses stand that are for breakthrough pain, or for whenever they are needed."""
    text = reading.folded.text
    if not _SAYS_NEEDED.search(text):
        return set()
    found = set()
    for index, each in enumerate(given):
        sentence, place = reading.sentences[each.sentence], each.quantity
        start = max(sentence.start, given[index - 1].quantity.end if index else 0)
        stop = min(sentence.end, given[index + 1].quantity.start if index + 1 < len(given) else sentence.end)
        if _NEEDED_BEFORE.search(text, start, place.start) or _NEEDED_AFTER.match(text, place.end, stop):
            found.add(place.start)
    return found


#: how many doses before and after an amount it may be a step to
_NEAR = 3
#: a day's dose when it is said like this is given once a day
_ONCE = "once"


def is_reckoned(reading: Reading, stated: Dose, right: list[Dose]) -> bool:
    """Whether an amount is a step on the way to a dose that is right, and no dose by itself.

    The day's total of it ("that gives 60 mg per day, so 30 mg morning and evening"), or a part of the week's total in
    its own sentence ("5 mg on five days and 7.5 mg on two: 40 mg a week").
    """
    q, often = stated.quantity, stated.frequency
    if often is not None and (often.high != 1 or reading.folded.text.startswith(_ONCE, often.start)):
        return False
    if q.per not in ((), ("day",)):
        return False
    near = bisect_left(right, q.start, key=lambda dose: dose.quantity.start)
    for each in right[max(0, near - _NEAR) : near + _NEAR]:
        amount, rate = each.quantity, each.frequency
        if amount.dimension != q.dimension or abs(each.sentence - stated.sentence) > 1:
            continue
        if not amount.per and rate is not None and rate.low > 1:
            total_low, total_high = amount.low * rate.low, amount.high * rate.high
            if abs(q.low - total_low) <= _SLACK * total_low and abs(q.high - total_high) <= _SLACK * total_high:
                return True
        if amount.per == ("day",) and not q.per and often is None and each.sentence == stated.sentence:
            week = 7 * amount.high
            if reading.folded.text[amount.start : amount.end].rstrip().endswith(_WEEK) and q.high < week:
                return True
    return False


_WEEK = ("week", "wk", "weekly", "/w")
