"""Comparisons as a rubric's author writes them: read wholly ("30 <= egfr < 45 mL/min"), or refused in one line.

An answer is searched for whatever bound it states (`conditions.find_bounds`); a rubric must mean exactly what it
says, so here nothing is left over, guessed or passed by.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.quantities import find_quantities, parse_quantity

FORMS = (
    "write MEASURE SIGN NUMBER ('egfr < 30', 'age >= 65 years'), a range ('30 <= egfr < 45', 'age 6-24 months') "
    "or a state in words ('cirrhosis')"
)
_LEAD = re.compile(r"(?:(?:an?|the|if|when|with|patient's) )+")
_SYMBOL = re.compile(r"(<=|>=|==|[<>=≤≥])")
_WORDS = (
    (r"(?:no|not) (?:more|greater|higher) than|not (?:above|over)|not exceeding|at most|up to|maximum of", "<="),
    (r"(?:no|not) (?:less|lower) than|not (?:below|under)|at least|minimum of", ">="),
    (r"(?:less|lower|younger) than|under|below", "<"),
    (r"(?:more|greater|higher|older) than|over|above|exceeding|exceeds", ">"),
)
_WORD_SIGN = re.compile("|".join(rf"\b({words})\b" for words, _ in _WORDS))
_LINK = re.compile(r"\s*(?:\b(?:of|is|falls|drops|rises)\b|:)\s*$")
_RANGES = (
    re.compile(r"between (?P<low>.+?) and (?P<high>.+)"),
    re.compile(r"(?:from )?(?P<low>[^-]*?\S) ?(?:-|\bto\b) ?(?P<high>[^-]+)"),
)
_OR_MORE = re.compile(
    r"(?P<number>.+?) (?:or|and) (?:(?P<more>more|above|higher|over|greater|older|up)|less|below|lower|under|younger)"
)
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}

#: micromoles a litre in a milligram a decilitre of creatinine; molar mass 113.12 g/mol
UMOL_PER_MG_DL = 88.42
#: the units a measure may be written in, with their size in the measure's own; bare numbers are in its own
_UNITS: dict[str, dict[str, float]] = {
    "egfr": {"ml/min": 1.0},
    "crcl": {"ml/min": 1.0},
    "age": {"year": 1.0, "month": 730.5 / 8766, "week": 168 / 8766, "day": 24 / 8766},
    "weight": {"kg": 1.0, "g": 0.001, "lb": 0.45359237},
    "inr": {},
    "creatinine": {"mg/dl": 1.0, "umol/l": 1 / UMOL_PER_MG_DL},
    "qtc": {"ms": 1.0},
    "potassium": {"mmol/l": 1.0, "meq/l": 1.0},
    "gestation": {"week": 1.0, "day": 1 / 7},
    "height": {"cm": 1.0},
    "bsa": {"m2": 1.0},
}
#: measures that are nothing without a number; "weight loss" and "low potassium" are states all the same
_NUMBERS_ONLY = frozenset({"egfr", "crcl", "inr", "bsa"})


class Comparison(NamedTuple):
    """A measure and where it is to lie, in the measure's own unit; the ends may be infinite."""

    measure: str
    low: float = float("-inf")
    high: float = float("inf")
    low_included: bool = True
    high_included: bool = True


class _Number(NamedTuple):
    value: float
    unit: str


def read_comparison(text: str, names: Mapping[str, str], pattern: re.Pattern[str]) -> Comparison | None:
    """The comparison that a folded condition makes, or None where it makes none and is a state in words.

    `names` maps spellings to measures and `pattern` finds them. ValueError: what is wrong, what is allowed.
    """
    if not _compares(text, names, pattern):
        return None
    text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    found = _or_more(text, names)
    if found is None:
        parts = [part.strip() for part in _SYMBOL.split(_with_signs(text))]
        if len(parts) == 1:
            found = _plain_range(text, names)
        elif len(parts) == 3:
            found = _one_sided(parts, names)
        elif len(parts) == 5:
            found = _chain(text, parts, names)
        else:
            raise _unreadable(text)
    if found.low > found.high or (found.low == found.high and not (found.low_included and found.high_included)):
        raise ValueError("no number lies there: the lower one comes first")
    return found


def read_measured(measure: str, text: str) -> float:
    """A patient's folded fact, "67 years" or "about 20 kg", in the measure's own unit; ValueError for anything else."""
    text = re.sub(r"^(?:about|~) ?|[ -](?:old|of age)$", "", text.strip())
    number = _number(measure, text)
    return number.value * _size(measure, number.unit)


def _compares(text: str, names: Mapping[str, str], pattern: re.Pattern[str]) -> bool:
    """Whether a condition is meant as a comparison, well written or not."""
    if _SYMBOL.search(text) or (_WORD_SIGN.search(text) and re.search(r"\d", text)):
        return True
    places = [(match.start(), match.end(), names[match[0]]) for match in pattern.finditer(text)]
    if not places:
        return False
    if any(measure in _NUMBERS_ONLY for _, _, measure in places):
        return True
    if re.match(r"aged?(?: |$)", text) or _LEAD.sub("", text, count=1) in names:
        return True
    first = places[0][1]
    return any(q.start >= first or any(q.start < s <= q.end + 1 for s, _, _ in places) for q in find_quantities(text))


def _with_signs(text: str) -> str:
    """The text with signs in place of the words that mean them."""
    return _WORD_SIGN.sub(lambda match: _WORDS[(match.lastindex or 1) - 1][1], text)


def _sign(written: str) -> str:
    return {"≤": "<=", "≥": ">=", "=": "=="}.get(written, written)


def _one_sided(parts: list[str], names: Mapping[str, str]) -> Comparison:
    left, sign, right = parts[0], _sign(parts[1]), parts[2]
    if not left and (age := re.fullmatch(r"(.+?)[ -](?:old|of age)", right)):
        left, right = "age", age[1]
    measure = _measure(left, names)
    if measure is None:
        measure, left, right, sign = _measure(right, names), right, left, _FLIPPED[sign]
    if measure is None:
        raise _unknown(parts[0], names)
    number = _number(measure, right)
    return _half(measure, sign, number.value * _size(measure, number.unit))


def _half(measure: str, sign: str, value: float) -> Comparison:
    if sign in ("<", "<="):
        return Comparison(measure, high=value, high_included=sign == "<=")
    if sign in (">", ">="):
        return Comparison(measure, low=value, low_included=sign == ">=")
    return Comparison(measure, value, value)


def _chain(text: str, parts: list[str], names: Mapping[str, str]) -> Comparison:
    """A measure between two numbers: "30 <= egfr < 45", "45 > egfr >= 30"."""
    first, sign, name, other, last = parts[0], _sign(parts[1]), parts[2], _sign(parts[3]), parts[4]
    measure = _measure(name, names)
    if measure is None or sign[0] != other[0] or sign == "==":
        raise _unreadable(text)
    if sign[0] == ">":
        first, sign, other, last = last, other.replace(">", "<"), sign.replace(">", "<"), first
    low, high = _ends(measure, first, last)
    return Comparison(measure, low, high, sign == "<=", other == "<=")


def _ends(measure: str, low: str, high: str) -> tuple[float, float]:
    """Two numbers of which a bare one is in the other's unit: "6-24 months"."""
    first, second = _number(measure, low), _number(measure, high)
    return (
        first.value * _size(measure, first.unit or second.unit),
        second.value * _size(measure, second.unit or first.unit),
    )


def _or_more(text: str, names: Mapping[str, str]) -> Comparison | None:
    """What "egfr of 45 or more" says; None where the text is not of that form."""
    measure, rest = _leading_measure(text, names)
    match = _OR_MORE.fullmatch(rest) if measure else None
    if measure is None or match is None:
        return None
    number = _number(measure, match["number"])
    return _half(measure, ">=" if match["more"] else "<=", number.value * _size(measure, number.unit))


def _plain_range(text: str, names: Mapping[str, str]) -> Comparison:
    """What "egfr 30-45" and "age between 6 and 24 months" say, both ends included."""
    measure, rest = _leading_measure(text, names)
    if measure is None or not rest:
        raise _unreadable(text)
    for form in _RANGES:
        match = form.fullmatch(rest)
        if match:
            return Comparison(measure, *_ends(measure, match["low"], match["high"]))
    _number(measure, rest)
    raise ValueError(f"a sign is missing, one of < <= > >= =: {f'{measure} < {rest}'!r}")


def _leading_measure(text: str, names: Mapping[str, str]) -> tuple[str | None, str]:
    """The measure that the text begins with, and what follows it."""
    for spelling in sorted(names, key=len, reverse=True):
        if text.startswith(spelling) and not text[len(spelling) : len(spelling) + 1].isalnum():
            rest = text[len(spelling) :].strip()
            return names[spelling], re.sub(r"^(?:of|is|:) ?", "", rest)
    return None, text


def _measure(written: str, names: Mapping[str, str]) -> str | None:
    """The measure that a side of a sign names, and nothing beside it."""
    return names.get(written, names.get(_LINK.sub("", written)))


def _number(measure: str, written: str) -> _Number:
    """One number of a measure, with its unit where one stands; ValueError for anything more or else."""
    units = " or ".join(unit.replace("ml", "mL").replace("/l", "/L").replace("dl", "dL") for unit in _UNITS[measure])
    problem = f"{written!r} is no {measure}; allowed: a number{f', bare or in {units}' if units else ''}"
    if written.startswith("-"):
        raise ValueError(f"{problem}, not below 0")
    try:
        quantity = parse_quantity(written)
    except ValueError:
        raise ValueError(f"{_one_only(written)}{problem}") from None
    unit = "/".join((quantity.unit, *quantity.per))
    if quantity.value_low != quantity.value_high or quantity.operator or (unit and unit not in _UNITS[measure]):
        raise ValueError(problem)
    return _Number(quantity.value_low, unit)


def _size(measure: str, unit: str) -> float:
    return _UNITS[measure][unit] if unit else 1.0


def _unreadable(text: str) -> ValueError:
    return ValueError(f"{_one_only(text)}{FORMS}")


def _one_only(text: str) -> str:
    """What to say first where several comparisons seem to be joined."""
    joined = re.search(r"\b(?:and|or)\b|[,;&]", text)
    return "one condition compares one measure, make two criteria of two: " if joined else ""


def _unknown(written: str, names: Mapping[str, str]) -> ValueError:
    known = ", ".join(sorted(set(names.values())))
    said = f"{written!r} is no measure" if written else "it names no measure"
    return ValueError(f"{_one_only(written)}{said}; known: {known}")
