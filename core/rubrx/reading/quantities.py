"""Quantities in a text: numbers, ranges and comparisons with their units and rates.

A quantity keeps what was written apart from what it means: `unit` is the written unit's canonical name,
`low` and `high` are in the base unit of its dimension (mg, mL, h, U, ...). Units are a table, not code
(`data/units.tsv`); pint checks that table in the tests, and stays out of the hot path.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.folding import fold
from rubrx.reading.frequencies import Frequency, find_frequencies, parse_frequency
from rubrx.reading.numbers import FIGURES, FIRST, NUMBER, number_of
from rubrx.reading.tables import read_table

__all__ = ["Frequency", "Quantity", "Unit", "find_frequencies", "find_quantities", "number_of", "parse_frequency",
           "parse_quantity", "unit_at"]  # fmt: skip

#: a number or range and the letters or the one character after it, that a unit may begin with
_RANGE = (
    rf"(?={FIRST})(?<!0,)(?P<low>{NUMBER})(?:(?P<lowunit> ?(?:mg|g|mcg|ug|ml|u|units?|iu|%|mmol/l|mg/kg"
    rf"|(?:milli|micro)?grams?))?"
    rf" ?(?:-|to|or|and|up to) ?(?:a )?(?P<high>{NUMBER}))?(?![\d.]\d)(?:\s{{0,2}}-?(?P<head>[a-z]+"
    rf"|[^\sa-z]))?"
)
_FIRST_RANGE = re.compile(_RANGE)
_NEXT_RANGE = re.compile(rf"[^a-z0-9_.]{_RANGE}")
_OPERATORS = {
    "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">=", "~": "~", "=": "",
    "up to": "<=", "at least": ">=", "at most": "<=", "less than": "<", "more than": ">", "greater than": ">",
    "under": "<", "over": ">", "below": "<", "above": ">", "maximum of": "<=", "max": "<=",
    "no more than": "<=", "not more than": "<=", "not exceed": "<=", "not exceeding": "<=",
    "no less than": ">=", "not less than": ">=", "no fewer than": ">=", "no lower than": ">=",
    **dict.fromkeys((f"{no} {each} than" for no in ("no", "not") for each in
                     ("faster", "quicker", "higher", "greater", "bigger", "larger", "longer", "later", "above")), "<="),
}  # fmt: skip
_OPERATOR = re.compile(
    r"(?<![\w.])(?:([<>≤≥~=]=?)|(up to|at least|at most|less than|more than|greater than|under|over|below"
    r"|above"
    r"|maximum of|max|not? (?:more|faster|quicker|higher|greater|bigger|larger|longer|later|less|fewer"
    r"|lower) than"
    r"|not exceed(?:ing)?) )\s?\Z"
)
_LONGEST_OPERATOR = 18
_SIGNS = frozenset("<>≤≥~=")
#: the last three characters of the operators in words: a cheap look before the pattern
_WORD_ENDS = frozenset(f"{operator[-2:]} " for operator in _OPERATORS if operator[-1].isalpha())


#: how a denominator ends that is a time
TIMED = (" min", " h", " day", " week")


class Unit(NamedTuple):
    """A written unit: its canonical name, its dimension, and its size in the dimension's base unit."""

    name: str
    dimension: str
    factor: float


class Quantity(NamedTuple):
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

    def times(self, factor: float) -> Quantity:
        """The quantity multiplied, at the same place."""
        return self._replace(
            low=self.low * factor,
            high=self.high * factor,
            value_low=self.value_low * factor,
            value_high=self.value_high * factor,
        )

    @property
    def per_m2(self) -> bool:
        """Whether it is a rate by body surface."""
        return "m2" in self.per

    @property
    def per_day(self) -> bool:
        """Whether it is a daily total."""
        return "day" in self.per

    @property
    def is_concentration(self) -> bool:
        """Whether it says how much stands in a volume, not how much to give."""
        return any((part[:1].isdigit() and not part.endswith(TIMED)) or part in ("ml", "l", "dl") for part in self.per)

    @property
    def over_time(self) -> bool:
        """Whether it is given over a time of so many minutes or hours ("81 mg/60 min"): no strength, and no rate."""
        return any(part[:1].isdigit() and part.endswith(TIMED) for part in self.per)


_UNIT_HEAD = re.compile(r"\s{0,2}-?([a-z]+|[^\sa-z])")
_PER = re.compile(
    r"(?:\s(?:left|remaining|of (?:it|drug|the drug))(?=\s(?:per|in)\s))?[\s-]?(?:/|\.?\s?per[\s-]|\s?\*\s?"
    r"|\b(an?)[\s-]"
    r"|\beach\s|for (?:each|every)\s"
    r"(?:of (?:his|her|their|the|those|these|your)\s(?:(?:[\w.-]+\s){0,2}?(?=kilo|kg\b))?)?|\sin (?:each "
    r"|every )?(?=[15] ?mls?\b)|\s?in (?:each|every)\s(?=lit(?:re|er)\b))\s?(?:(\d+(?:\.\d+)?)\s?)?([a-z]+|[^\sa-z-])"
)
_PER_1_73 = re.compile(r"/1\.73 ?m2")
_ASCII_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@cache
def _units() -> dict[str, tuple[tuple[str, int, Unit], ...]]:
    """Spellings, their lengths and units by the letters or the one character they begin with, longest first."""
    table: dict[str, list[tuple[str, int, Unit]]] = {}
    for name, dimension, factor, spellings in read_table("units"):
        for spelling in spellings.split("|"):
            head = _UNIT_HEAD.match(spelling)
            if head is None:
                raise ValueError(f"units.tsv: empty spelling of {name}")
            entry = (spelling, len(spelling), Unit(name, dimension, float(factor)))
            table.setdefault(head[1], []).append(entry)
    return {head: tuple(sorted(found, key=lambda entry: -entry[1])) for head, found in table.items()}


def unit_at(text: str, position: int) -> tuple[Unit, int] | None:
    """The unit that stands at a position, after at most two blanks and a hyphen, and its end."""
    head = _UNIT_HEAD.match(text, position)
    return _unit_from(text, head[1], head.start(1)) if head else None


def _unit_from(text: str, head: str, start: int) -> tuple[Unit, int] | None:
    """The unit that begins with `head` at `start`, and its end."""
    for spelling, length, unit in _units().get(head, ()):
        end = start + length
        if text[end : end + 1] not in _ASCII_WORD and text.startswith(spelling, start):
            return unit, end
    return None


def find_quantities(text: str, offset: int = 0) -> list[Quantity]:
    """Every quantity of a folded text in order of place, those without a unit among them. Linear in its length.

    `offset` is added to the places: where the text begins in a longer one.
    """
    found: list[Quantity] = []
    position = 0
    match = _FIRST_RANGE.match(text) or _NEXT_RANGE.search(text)
    while match:
        quantity = _quantity(text, match, position, offset)
        if quantity is None:
            position = match.end(1)
        else:
            found.append(quantity)
            position = quantity.end - offset
        match = _NEXT_RANGE.search(text, position - 1)
    return found


def _quantity(text: str, match: re.Match[str], earliest: int, offset: int) -> Quantity | None:
    """The quantity that a number begins; None where it is no number after all ("1/0")."""
    low_text, _, high_text, head = match.groups()
    start, end = match.span(1)
    try:
        low = high = number_of(low_text)
        if high_text:
            low, high, end = _bounds(text, match, low, number_of(high_text))
    except ZeroDivisionError:
        return None
    operator = ""
    if start and (text[start - 3 : start] in _WORD_ENDS or text[start - 1] in _SIGNS or text[start - 2] in _SIGNS):
        lead = _OPERATOR.search(text, max(earliest, start - _LONGEST_OPERATOR), start)
        operator = _OPERATORS.get(lead[1] or lead[2], "") if lead else ""
    if head == "+" and not operator and text[end] == "+":
        operator = ">="
    if high_text and end == match.end(1):  # no range: the head stands after the number that was let go
        written = unit_at(text, end)
    elif head is None:
        written = None
    else:
        written = _unit_from(text, head, match.start(4))
    if written is not None and text[written[1] - 1] == "g" and _NEEDLE.match(text, written[1]):
        written = None  # "a 25G needle" is no weight
    if written is None or (head == "/" and _is_date(text, start, written[1])):
        return Quantity(start + offset, end + offset, low, high, "", "", (), operator, low, high)
    (name, dimension, scale), end = written
    if low == high and (more := _AND_MORE.match(text, end)) and (more["part"] or low == 1):
        part = _PARTS[more["part"]] if more["part"] else 0.0
        low, high, end = low + part, high + (part or 1.0), more.end()
    per: tuple[str, ...] = ()
    if text[end : end + 2] in _BEFORE_PER or text[end : end + 1] in _SLASHES:
        per, end = _denominators(text, end)
    low_base, high_base = low * scale, high * scale
    return Quantity(start + offset, end + offset, low_base, high_base, name, dimension, per, operator, low, high)


_NEEDLE = re.compile(r"[ -]?(?:needles?|cannulae?|cannulas|butterfl(?:y|ies)|venflons?|hypodermics?)\b")
_PARTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}
#: "a milligram and a half", "a tablet or two"
_AND_MORE = re.compile(
    r"(?:(?<=\s)|(?<=[a-z]))[ -]and[ -]an?[ -](?P<part>half|quarter|third)\b"
    r"(?! ?(?:of|the|tab\w*|cap\w*|doses?|pills?|hours?)\b| an? (?!kilo|day|hour|week|minute|time))"
    r"|(?<!s) or two\b(?! ?(?:tab|cap|puff|m|g|unit|of|a\b|three|times|or|hour|day|week|spoon))"
)


def _is_date(text: str, start: int, end: int) -> bool:
    """Whether "3/12" goes on to a year, or "24/7" is no number of days."""
    return text[end : end + 1] == "/" or text.startswith("24/7", start)


_RECKONING = re.compile(r" ?[x×*÷] ?\d")


def _bounds(text: str, match: re.Match[str], low: float, high: float) -> tuple[float, float, int]:
    """Both ends of a range and its place's end, or the first number alone where the two are no range."""
    low_end, high_start = match.end(2) if match[2] else match.end(1), match.start(3)
    if match[2] is None and low <= high and text[low_end:high_start] == "-" and match[1][-1] in FIGURES:
        return low, high, match.end(3)
    alone = (low, low, match.end(1))
    by = text[max(0, match.start(1) - 3) : match.start(1)] == "by "
    if by and " to " in text[low_end:high_start] and (match[2] or high > 2 * low):
        return alone  # "reduce by 200 mg to 600 mg", but "by 2 to 4 units"
    unit_after = unit_at(text, match.end(3))
    if match[2] and unit_after is None and _RECKONING.match(text, match.end(3)):
        return alone  # "7.5 mg up to 10 x 1.5 = 15 mg"
    # a joined "and" is a range only where one unit closes both numbers: "between 500 and 750 mg", not "2 and 3"
    if "and" in text[low_end:high_start]:
        lead = text[max(0, match.start(1) - 12) : match.start(1)]
        if not ("between" in lead if unit_after else lead.endswith("between ")):
            return alone
    if match[2] and unit_after is None:
        return alone
    in_words = match["low"].isalpha() and "hundred" in match["high"]
    if high < low and not (in_words and not match[2]):
        return alone
    if in_words and (high < low or (high >= 100 and low < 10)):
        low *= 100  # "four to six hundred"
        if high < low:
            return alone  # "two to a hundred"
    return low, high, match.end("high")


#: how the way from a unit to its denominator begins, where it isn't a slash
_BEFORE_PER = frozenset([" /", " p", " *", " a", " e", " f", " i", " l", " o", " r", " .", ".p", ". ", "-a", "-p"])
_SLASHES = frozenset("/*")


def _denominators(text: str, end: int) -> tuple[tuple[str, ...], int]:
    """The denominators that follow a unit, three at most, and where they end."""
    per: list[str] = []
    while len(per) < 3 and (lead := _PER.match(text, end)):
        article, number, head = lead.groups()
        written = _unit_from(text, head, lead.start(3))
        if written is None or (article and not _is_rate(written[0].name, per, text, written[1])):
            break
        if number and written[0].dimension == "mass" and written[0].name != "kg":
            break  # "2.5 mg ÷ 2 mg/mL": a reckoning
        if number == "24" and written[0].name == "h":
            per.append("day")
        else:
            timed = number == "1" and f" {written[0].name}" in TIMED[:2]  # "13.5 g/1 h": over an hour
            per.append(f"{number} {written[0].name}" if number and (number != "1" or timed) else written[0].name)
        end = written[1]
        following = text[end : end + 2]
        if following == "/1" and (more := _PER_1_73.match(text, end)):
            end = more.end()
        elif following[:1] not in _SLASHES and following not in _BEFORE_PER:
            break
    return tuple(per), end


#: "a level of 15 mg/L an hour or two later": the hour is no part of the unit
_LATER = re.compile(r"\s(?:or\b|later|before|after|apart|ago|earlier|prior|beforehand|afterwards|until)")


def _is_rate(time: str, per: list[str], text: str, end: int) -> bool:
    """Whether "a day", "a minute", "an hour" behind a unit says a rate: of an amount, and not of a level."""
    return (
        time in ("day", "week", "min", "h", "month", "kg")
        and not any(each in ("l", "dl", "ml") or each[:1].isdigit() for each in per)
        and not _LATER.match(text, end)
    )


_LEADS = ("up to", "at least", "at most", "less than", "more than", "under", "over", "below", "above", "about", "max",
          "maximum of")  # fmt: skip


def parse_quantity(written: str) -> Quantity:
    """The one quantity that a rubric wrote ("25-45 mg/kg/day", "< 30 mL/min", "2"); ValueError says what is wrong."""
    text = fold(written).text.strip()
    quantities = find_quantities(text)
    if len(quantities) != 1:
        raise ValueError(f"expected one quantity such as '500 mg' or '25-45 mg/kg/day', got {written!r}")
    rest = (text[: quantities[0].start] + text[quantities[0].end :]).strip(" <>=~≤≥")
    if rest and quantities[0].start == 0:
        raise ValueError(f"can't read {rest!r} in the quantity {written!r}")
    if rest and rest not in _LEADS:
        raise ValueError(f"unknown unit or word {rest!r} in the quantity {written!r}")
    return quantities[0]
