"""Parts of one dose: "5 g as two consecutive 2.5 g infusions", "both 2.5 g vials", "two 2.5 g doses back to back"."""

from __future__ import annotations

from dataclasses import replace

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.doses.dosing import Dose
from rubrx.reading.numbers import SMALL_NUMBER, number_of

#: how many of an amount there are, right before it
_SHARES = re.compile(
    rf"\b(?P<n>{SMALL_NUMBER}|both|a pair of)\s?(?:x\s?|×\s?|(?:lots|doses|vials|infusions|injections|halves|parts"
    r"|tablets|syringes|shots|bags|pens|bottles)\s(?:of|at|each)\s|(?:(?!and\b|or\b|times\b|then\b)[a-z-]+\s){0,2}?)$"
)
_NO_WHOLE = re.compile(r"\b(?:then|or|but|not|instead|up to|followed by|after)\b")
#: how parts are told to follow each other at once, and are no schedule
_AT_ONCE = re.compile(
    r"[^.;]{0,60}?(?:\bback[ -]to[ -]back\b|\bconsecutive(?:ly)?\b|\bone (?:straight |right )?after the other\b"
    r"|\bin (?:a row|quick succession|succession)\b|\b(?:straight|immediately|directly) after each other\b"
    r"|\b(?:within|no more than|at most|less than|\d+ ?[-–] ?)\s?\d{0,2} ?(?:min|minutes|mins)\b"
    r"|\b(?:minutes|mins?) apart\b)"
)
_SLACK = 0.05


def _many(words: str) -> float:
    return 2.0 if words in ("both", "a pair of") else number_of(words)


def is_share(reading: Reading, stated: Dose, right: list[Dose]) -> bool:
    """Whether an amount is what one of so many holds that together are a dose that is right, told beside it."""
    q, text = stated.quantity, reading.folded.text
    if q.per or not q.low or q.low != q.high or (stated.frequency is not None and stated.frequency.high):
        return False
    for each in right:
        whole = each.quantity
        if whole.per or whole.dimension != q.dimension or each.sentence != stated.sentence or whole.end > q.start:
            continue
        said = _SHARES.search(text, whole.end, q.start)
        if said and not _NO_WHOLE.search(text, whole.end, q.start):
            parts = _many(said["n"])
            if parts > 1 and abs(parts * q.low - whole.low) <= _SLACK * whole.low:
                return True
    return False


def all_at_once(reading: Reading, given: list[Dose]) -> list[Dose]:
    """The doses, with several of one that are given at once as one: "two 2.5 g doses back to back"."""
    if not any(map(reading.folded.text.__contains__, _SIGNS)):
        return given
    return [_whole(reading, each) or each for each in given]


#: a text without any of these gives no parts at once
_SIGNS = ("both", "back", "consecutive", " apart", "after the other", "succession", "each other", "in a row", "min")


def _whole(reading: Reading, stated: Dose) -> Dose | None:
    """The whole that so many of an amount make, where they are given one right after the other; None elsewhere."""
    q, text = stated.quantity, reading.folded.text
    if q.per or stated.made_of is not None or (stated.frequency is not None and stated.frequency.high):
        return None
    sentence = reading.sentences[stated.sentence]
    said = _SHARES.search(text, max(sentence.start, q.start - 40), q.start)
    if said is None or not (said["n"] == "both" or _AT_ONCE.match(text, q.end, sentence.end)):
        return None
    parts = _many(said["n"])
    return replace(stated, quantity=q.times(parts)._replace(start=said.start(), end=q.end)) if parts > 1 else None
