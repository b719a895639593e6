"""Quantities in a text: numbers, ranges and comparisons with their units, rates, and how often.

A quantity keeps what was written apart from what it means: `unit` is the written unit's canonical name,
`low` and `high` are in the base unit of its dimension (mg, mL, h, U, ...). Units are a table, not code
(`data/units.tsv`); pint checks that table in the tests, and stays out of the hot path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from rubrx.reading.cues import read_table

_ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: value
    for value, word in zip(
        range(20, 100, 10), ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], strict=True
    )
}
_PARTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3, "three quarters": 0.75, "three-quarters": 0.75}
_WORD = "|".join(sorted([*_ONES, *_TENS, "hundred", "thousand", "million"], key=len, reverse=True))
_WORD_NUMBER = (
    rf"(?:(?:a|{_WORD})(?:[ -](?:hundred|thousand|million))+|(?:{_WORD}))(?:(?:[ -]and[ -]|[ -])(?:{_WORD}))*"
    rf"(?:[ -]and[ -]an?[ -](?:half|quarter))?"
)
#: a blank parts thousands only before a group that is no number by itself: "10 000", and never "2 500 mg tablets"
_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: 0\d\d)+)(?!\d)"
    r"|\d+(?:\.\d+)?(?: (?:million|thousand)\b| ?\d/\d(?!\d))?|\.\d+"
)
_TIMES = {"thousand": 1e3, "million": 1e6}
_NUMBER = rf"(?:{_DIGITS}|(?:half an?|{_WORD_NUMBER})(?![a-z]))"
_RANGE = re.compile(
    rf"(?<![\w.])(?P<op>[<>≤≥~=]=?|up to |at least |at most |less than |more than |greater than |under |over |below "
    rf"|above |maximum of |max |no more than |not more than |not exceed(?:ing)? )?\s?(?P<low>{_NUMBER})"
    rf"(?P<lowunit> ?(?:mg|g|mcg|ug|ml|u|units|iu|%|mmol/l|mg/kg))?"
    rf"(?: ?(?:-|to|or|and|up to) ?(?:a )?(?P<high>{_NUMBER}))?(?![\d.]\d)",
)
_HIGH_JOINERS = re.compile(r"(?: ?- ?| to | or )")
_MAYBE = re.compile(rf"[\d]|\b(?:{_WORD}|half)\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """A written unit: its canonical name, its dimension, and its size in the dimension's base unit."""

    name: str
    dimension: str
    factor: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range with its unit, at its place in the folded text.

    `low` and `high` are in the base unit; `operator` is "", "<", "<=", ">", ">=" or "~". `per` holds the
    denominators in order: ("kg", "day") for mg/kg/day; a denominator with a number is a concentration
    ("5 ml"). `value_low` and `value_high` are as written.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str
    dimension: str
    per: tuple[str, ...] = ()
    operator: str = ""
    value_low: float = 0.0
    value_high: float = 0.0

    @property
    def per_kg(self) -> bool:
        """Whether it is a rate by body weight."""
        return "kg" in self.per

    @property
    def per_day(self) -> bool:
        """Whether it is a daily total."""
        return "day" in self.per

    @property
    def is_concentration(self) -> bool:
        """Whether it says how much stands in a volume, not how much to give."""
        return any(part[:1].isdigit() or part in ("ml", "l", "dl") for part in self.per)


class Frequency(NamedTuple):
    """How often, in times a day, at its place in the folded text; 0 means once and not again."""

    start: int
    end: int
    low: float
    high: float


@cache
def _units() -> tuple[dict[str, Unit], re.Pattern[str], re.Pattern[str]]:
    """Units by spelling; the pattern of a unit right after a number; the pattern of one denominator."""
    table: dict[str, Unit] = {}
    for name, dimension, factor, spellings in read_table("units"):
        for spelling in spellings.split("|"):
            table[spelling] = Unit(name, dimension, float(factor))
    names = "|".join(re.escape(s) for s in sorted(table, key=len, reverse=True))
    unit = re.compile(rf"\s{{0,2}}-?(?P<unit>{names})(?![a-z0-9])")
    per = re.compile(
        rf"\s?(?:/|\.?\s?per\s|\s?\*\s?|\ban?\s|\beach\s)\s?(?P<number>\d+(?:\.\d+)?\s?)?(?P<unit>{names})(?![a-z0-9])(?:/1\.73 ?m2)?"
    )
    return table, unit, per


def number_of(text: str) -> float:
    """The value of a number in figures or words ("1,000", "2 1/2", "two and a half"); ValueError if it is none."""
    text = text.strip()
    if text[:1].isdigit() or text.startswith("."):
        figures, _, word = text.rpartition(" ")
        if word in _TIMES:
            return number_of(figures) * _TIMES[word]
        text = re.sub(r" (?=0\d\d)", "", text)
        whole, _, part = text.replace(",", "").partition(" ")
        if "/" in whole:
            top, _, bottom = whole.partition("/")
            return float(top) / float(bottom)
        if part:
            top, _, bottom = part.partition("/")
            return float(whole) + float(top) / float(bottom or 1)
        if len(whole) > 15 and whole.replace(".", "").isdigit():
            return float(whole[:300])
        return float(whole)
    total, current = 0.0, 0.0
    for word in re.split(r"[ -]+", text):
        if word in _ONES:
            current += _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _TIMES:
            total, current = total + max(current, 1) * _TIMES[word], 0.0
        elif word in _PARTS:
            current += _PARTS[word]
        elif word not in ("and", "a", "an"):
            raise ValueError(f"not a number: {text!r}")
    return total + current


_OPERATORS = {
    "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">=", "~": "~", "=": "",
    "up to": "<=", "at least": ">=", "at most": "<=", "less than": "<", "more than": ">", "greater than": ">",
    "under": "<", "over": ">", "below": "<", "above": ">", "maximum of": "<=", "max": "<=",
    "no more than": "<=", "not more than": "<=", "not exceed": "<=", "not exceeding": "<=",
}  # fmt: skip


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of a folded text in order of place, those without a unit among them. Linear in its length."""
    if not _MAYBE.search(text):
        return []
    found: list[Quantity] = []
    position = 0
    while match := _RANGE.search(text, position):
        quantity, position = _quantity(text, match)
        if quantity is not None:
            found.append(quantity)
        position = max(position, match.end("low"))
    return found


def _quantity(text: str, match: re.Match[str]) -> tuple[Quantity | None, int]:
    """The quantity that a number begins, and where reading goes on."""
    table, unit_pattern, per_pattern = _units()
    try:
        low = number_of(match["low"])
        high = number_of(match["high"]) if match["high"] else low
    except (ValueError, ZeroDivisionError):
        return None, match.end("low")
    end = match.end("high") if match["high"] else match.end("low")
    # a joined "and"/"or" is a range only where one unit closes both numbers: "500 and 750 mg", not "2 and 3"
    if match["high"]:
        joiner = text[match.end("lowunit" if match["lowunit"] else "low") : match.start("high")]
        unit_after = unit_pattern.match(text, end)
        first = (match["lowunit"] or "").strip()
        if "and" in joiner and not (unit_after and "between" in text[max(0, match.start() - 12) : match.start("low")]):
            low_end = match.end("lowunit") if first else match.end("low")
            high, end = low, match.end("low")
            del low_end
        elif first and unit_after is None:
            high, end = low, match.end("low")
        elif high < low and not first and match["low"].isalpha() and high >= 0 and "hundred" in (match["high"] or ""):
            low *= 100
        elif high < low:
            high, end = low, match.end("low")
        elif match["low"].isalpha() and high >= 100 and low < 10 and "hundred" in match["high"]:
            low *= 100  # "four to six hundred"
    elif match["lowunit"]:
        end = match.end("low")
    operator = _OPERATORS.get((match["op"] or "").strip(), "")
    if operator == "" and text[end : end + 1] == "+":
        operator = ">="
    return _with_unit(text, match.start("low"), end, low, high, operator, table, unit_pattern, per_pattern)


def _with_unit(
    text: str,
    start: int,
    end: int,
    low: float,
    high: float,
    operator: str,
    table: dict[str, Unit],
    unit_pattern: re.Pattern[str],
    per_pattern: re.Pattern[str],
) -> tuple[Quantity, int]:
    """The quantity with the unit and the denominators that follow the number."""
    unit_match = unit_pattern.match(text, end)
    if unit_match is None:
        return Quantity(start, end, low, high, "", "", (), operator, low, high), end
    unit = table[unit_match["unit"]]
    end = unit_match.end()
    per: list[str] = []
    while len(per) < 3 and (per_match := per_pattern.match(text, end)):
        denominator = table[per_match["unit"]]
        number = (per_match["number"] or "").strip()
        if "a" in per_match[0].split() and denominator.name not in ("day", "week"):
            break
        per.append(f"{number} {denominator.name}" if number and number != "1" else denominator.name)
        end = per_match.end()
    quantity = Quantity(
        start, end, low * unit.factor, high * unit.factor, unit.name, unit.dimension, tuple(per), operator, low, high
    )
    return quantity, end


def parse_quantity(written: str) -> Quantity:
    """The one quantity that a rubric wrote ("25-45 mg/kg/day", "< 30 mL/min", "2"); ValueError says what is wrong."""
    from rubrx.reading.folding import fold  # only the text of rubrics needs it here

    text = fold(written).text.strip()
    quantities = find_quantities(text)
    if len(quantities) != 1:
        raise ValueError(f"expected one quantity such as '500 mg' or '25-45 mg/kg/day', got {written!r}")
    rest = (text[: quantities[0].start] + text[quantities[0].end :]).strip(" <>=~≤≥")
    if rest and not _RANGE.match(text):
        raise ValueError(f"can't read {rest!r} in the quantity {written!r}")
    if rest and rest not in (
        "up to",
        "at least",
        "at most",
        "less than",
        "more than",
        "under",
        "over",
        "below",
        "above",
        "about",
        "max",
        "maximum of",
    ):
        raise ValueError(f"unknown unit or word {rest!r} in the quantity {written!r}")
    return quantities[0]


@cache
def _frequency_patterns() -> tuple[dict[str, float], re.Pattern[str]]:
    table = {phrase: float(times) for times, phrase in read_table("frequency")}
    phrases = "|".join(re.escape(phrase) for phrase in sorted(table, key=len, reverse=True))
    number = rf"(?:\d+(?:\.\d+)?|(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_ONES)})|{_WORD})"
    pattern = re.compile(
        rf"\b(?:every|each|q\.?) ?(?P<every>{number})(?: ?(?:-|to|or) ?(?P<every2>{number}))?[ -]?"
        rf"(?P<every_unit>h|hr|hrs|hours?|hourly|d|days?|weeks?|wk|months?)\b"
        rf"|\b(?P<hourly>{number})[ -]hourly\b"
        rf"|\b(?P<times>{number})(?: ?(?:-|to|or) ?(?P<times2>{number}))?[ -](?:times|x)[ /-]?"
        rf"(?:(?:a|per|each|every|in a) )?(?P<times_unit>day|daily|week|weekly|d)\b"
        rf"|\b(?P<divided>{number})(?:(?:-| to | or )(?P<divided2>{number}))? (?:equally )?divided doses\b"
        rf"|\bin (?P<doses>{number})(?:(?:-| to | or )(?P<doses2>{number}))? (?:divided )?doses\b"
        rf"|/ ?(?P<split>[2-6])(?= ?=| doses|\b(?! ?(?:\d|ml|kg|mg|l|day|52|12)))"
        rf"|\bevery (?P<ordinal>second|third|fourth|other) (?P<ordinal_unit>day|week)\b"
        rf"|(?<![\w-])(?P<phrase>{phrases})(?![\w-])"
    )
    return table, pattern


_HOURS = {"h": 1, "hr": 1, "hrs": 1, "hour": 1, "hours": 1, "hourly": 1, "d": 24, "day": 24, "days": 24, "week": 168,
          "weeks": 168, "wk": 168, "month": 730.5, "months": 730.5}  # fmt: skip
_ORDINALS = {"second": 2, "other": 2, "third": 3, "fourth": 4}


def find_frequencies(text: str) -> list[Frequency]:
    """Every statement of how often, in order of place. Linear in the text's length."""
    table, pattern = _frequency_patterns()
    found = []
    for match in pattern.finditer(text):
        rates = _rates(match, table)
        if rates is not None:
            found.append(Frequency(match.start(), match.end(), min(rates), max(rates)))
    return found


def _rates(match: re.Match[str], table: dict[str, float]) -> tuple[float, float] | None:
    """Times a day, lowest and highest, of one matched statement."""
    if match["phrase"]:
        times = table[match["phrase"]]
        return times, times
    if match["ordinal"]:
        times = 24 / (_ORDINALS[match["ordinal"]] * _HOURS[match["ordinal_unit"]])
        return times, times
    if match["split"]:
        return float(match["split"]), float(match["split"])
    for name in ("divided", "doses"):
        if match[name]:
            first = number_of(match[name])
            return first, number_of(match[f"{name}2"]) if match[f"{name}2"] else first
    if match["hourly"]:
        hours = number_of(match["hourly"])
        return (24 / hours, 24 / hours) if hours else None
    if match["every"]:
        hours = number_of(match["every"]) * _HOURS[match["every_unit"]]
        hours2 = number_of(match["every2"]) * _HOURS[match["every_unit"]] if match["every2"] else hours
        return (24 / hours, 24 / hours2) if hours and hours2 else None
    days = 7 if match["times_unit"].startswith("week") else 1
    times = number_of(match["times"]) / days
    return times, number_of(match["times2"]) / days if match["times2"] else times


def parse_frequency(written: str) -> tuple[float, float]:
    """Times a day of what a rubric wrote ("BID", "q8h", "once"); ValueError if it is no frequency."""
    from rubrx.reading.folding import fold  # only the text of rubrics needs it here

    text = fold(written).text.strip()
    found = find_frequencies(text)
    if not found:
        raise ValueError(f"expected a frequency such as BID, q8h, daily or once, got {written!r}")
    longest = max(found, key=lambda frequency: frequency.end - frequency.start)
    return longest.low, longest.high
