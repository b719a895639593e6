"""How many doses a course has, however it is put: "a pair", "x2", "at 0 and 2 months", "a second one later"."""

from __future__ import annotations

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.numbers import SMALL_NUMBER, number_of
from rubrx.reading.quantities import Quantity

_DOSE = (
    r"(?:doses?|jabs?|shots?|injections?|vaccin(?:es?|ations?)|goes|go|ones?|instal?ments?|pricks?|needles?|boosters?)"
)
_UNIT = r"days?|weeks?|wks?|months?|mths?|years?"
_TIME = rf"(?:{_UNIT})"
#: "five jabs", "x 2", "two-dose"
_SO_MANY = re.compile(
    rf"\b(?P<n>{SMALL_NUMBER})[ -](?:[a-z]+[ -])?{_DOSE}\b|(?:\bx|×) ?(?P<x>[1-6])\b(?! ?(?:/|a day|daily|mg|ml))"
)
_PAIR = re.compile(
    rf"\b(?:an?|the|one|its) (?:pair|couple)\b(?: of {_DOSE})?(?! of (?!{_DOSE})[a-z])"
    r"|\b(?:given|needed|comes?|go(?:es)?|repeated) (?:twice|in twos?)\b(?! (?:a|per|each|every|daily|weekly))"
    rf"|\btwice,? [^.;]{{0,25}}?\b{_TIME} (?:apart|between)"
)
_SECOND = re.compile(
    r"\b(?:(?:(?:a|the|its|her|his|your|with) (?:second|2nd|follow-?up|repeat)|(?<=[,;:] )(?:and |then )?second)"
    rf"(?: {_DOSE}|(?= (?:after|at|in|{SMALL_NUMBER}(?: or {SMALL_NUMBER})?) ?(?:[a-z0-9]+ ){{0,2}}?{_TIME}\b)"
    rf"|(?= being\b))|repeated once|(?:the )?same again|another {_DOSE})\b"
    r"[^.;]{0,30}?\b(?:after|later|at|in|from|follows?|weeks?|months?|apart)\b"
)
_THIRD = re.compile(rf"\b(?:third|3rd|fourth|4th|last of (?:three|four))\b(?: {_DOSE})?")
#: "at 0, 1 and 6 months", "day 0 and day 28"
_AT_TIMES = re.compile(
    rf"\b(?:at )?(?:{_UNIT})? ?(?P<times>(?:0|zero)(?:,? (?:and |then )?(?:at )?(?:{_UNIT})? ?\d{{1,2}}"
    rf"(?: ?[-–] ?\d{{1,2}})?)+) ?(?:{_UNIT})\b"
)
_NUMBER = re.compile(r"\d{1,2}(?: ?[-–] ?\d{1,2})?|zero")


def dose_counts(reading: Reading) -> list[Quantity]:
    """The numbers of doses of a course that an answer tells, in order of place."""
    text = reading.folded.text
    found = [(m, number_of(m["n"] or m["x"])) for m in _SO_MANY.finditer(text)]
    found += [(m, 2.0) for m in _PAIR.finditer(text)]
    found += [(m, float(len(_NUMBER.findall(m["times"])))) for m in _AT_TIMES.finditer(text)]
    if not _THIRD.search(text):
        found += [(m, 2.0) for m in _SECOND.finditer(text)]
    return [
        Quantity(m.start(), m.end(), many, many, "dose", "dose", (), "", many, many)
        for m, many in sorted(found, key=lambda each: each[0].start())
        if reading.assertion_of(m.start(), m.end()).holds
    ]
