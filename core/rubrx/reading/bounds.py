"""Bounds on measures and graded states, as an answer says them: "below thirty", "eGFR < 30", "CKD stage 4"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rubrx.reading import late_re as re
from rubrx.reading.quantities import Quantity
from rubrx.reading.tables import read_table

_COMPARE = re.compile(r"(<=|>=|<|>|≤|≥|==?|\bunder\b|\bbelow\b|\bover\b|\babove\b|\bat least\b|\bat most\b)")
_SIGNS = {"≤": "<=", "≥": ">=", "under": "<", "below": "<", "over": ">", "above": ">", "at least": ">=",
          "at most": "<=", "=": "==", "~": "=="}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure and where it lies: `low` to `high` (either may be infinite), ends included or not.

    Values are in the measure's own unit: mL/min for renal function, years for age, kg for weight.
    """

    measure: str
    low: float = float("-inf")
    high: float = float("inf")
    low_included: bool = True
    high_included: bool = True

    def holds(self, value: float) -> bool:
        """Whether a measured value lies within."""
        above = value > self.low or (self.low_included and value == self.low)
        below = value < self.high or (self.high_included and value == self.high)
        return above and below

    def covers(self, other: Bound) -> bool:
        """Whether every value of `other` lies within this bound."""
        return (
            self.measure == other.measure
            and (self.low < other.low or (self.low == other.low and (self.low_included or not other.low_included)))
            and (
                self.high > other.high or (self.high == other.high and (self.high_included or not other.high_included))
            )
        )

    def overlaps(self, other: Bound) -> bool:
        """Whether some value lies within both."""
        if self.measure != other.measure:
            return False
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and self.holds(low) and other.holds(low))


#: measures that say the same of a kidney: a bound on one is taken for a bound on the other
RENAL = frozenset({"egfr", "crcl", "renal function"})


@cache
def measures() -> tuple[dict[str, str], re.Pattern[str], dict[str, tuple[Bound, ...]], re.Pattern[str]]:
    """Measure names by spelling with their pattern, and graded states ("CKD 4") with theirs."""
    names: dict[str, str] = {}
    states: dict[str, tuple[Bound, ...]] = {}
    for kind, name, *rest in read_table("measures"):
        if kind == "measure":
            for spelling in rest[0].split("|"):
                names[spelling] = name
        else:
            low, high = (float(part) if part else None for part in rest[0].split(".."))
            bound = Bound(
                name,
                low if low is not None else float("-inf"),
                high if high is not None else float("inf"),
                True,
                False,
            )
            for spelling in rest[1].split("|"):
                states[spelling] = (bound,)
    return names, _alternation(names), states, _alternation(states)


def _alternation(words: Mapping[str, object]) -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z0-9])(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + r")(?![a-z0-9])"
    )


def find_bounds(text: str, quantities: list[Quantity]) -> list[tuple[int, int, Bound]]:
    """The bounds that a folded text states, each with its place: "egfr < 30", "crcl 25", "under 12 years".

    `quantities` are those that stand in it.
    """
    names, name_pattern, _, _ = measures()
    found = []
    places = [(match.start(), match.end(), names[match[0]]) for match in name_pattern.finditer(text)]
    for quantity in quantities:
        measure, start = _measure_of(text, quantity, places)
        if measure is None:
            continue
        sign = (
            quantity.operator
            or _sign_after(text, quantity.end)
            or _sign_between(text, max(0, start - 14), quantity.start)
        )
        bound = bound_of(measure, quantity, sign)
        if bound is not None:
            found.append((min(start, quantity.start), quantity.end, bound))
    return found


_ELLIPTIC_LEAD = re.compile(r"(?:^|[\s(>*-])(at|from|below|under|above|over|beneath|down to)\s*$")
_ELLIPTIC_TAIL = re.compile(r"\s*(?:or|and)\s+(above|over|more|higher|below|less|lower|under)\b")


#: "contraindicated in anyone over eighty", "the over-75s": years, where nothing measured stands beside the number
_PEOPLE_OVER = re.compile(
    r"\b(?:any(?:one|body)|every(?:one|body)|some(?:one|body)|people|persons|patients|adults|those|women|men|ladies"
    r"|gentlemen|an? (?:man|woman|patient|person|lady|gentleman)|the)(?: (?:who (?:is|are)|aged))?[ -]"
    r"(?:over|above|under|below|older than|younger than|past)[ -](?:the age of )?$"
)
#: the least number of years that stands so without a word for it
_GROWN = 16
#: "he is over 80": years, whatever was measured before
_OF_AGE = re.compile(
    r"\b(?:he|she|they|you|patient|man|woman|lady|gentleman)(?:'s|'re| is| are)\s(?:(?:now|well|just|only|already)\s)?"
    r"(?:over|above|under|below)\s$"
)


#: "at eighty-plus"
_AS_AGE = re.compile(r"[- ](?:plus|odd|something)\b")
#: "at ten o'clock", "at 10 pm"
_OF_CLOCK = re.compile(r" ?(?:o'clock|[ap]\.?m\b|:\d\d\b|(?:in the (?:morning|evening)|at night)\b)")
#: "go down to 12 while he is drowsy": a dose
_BROUGHT_DOWN = re.compile(
    r"\b(?:go|going|come|bring|cut|take|drop|get|step|reduce|titrate|taper|work|turn)\s"
    r"(?:(?:it|him|her|them|the [a-z]+|back)\s)?down to\s$"
)


def elliptic_bounds(
    text: str, quantities: list[Quantity], taken: list[tuple[int, int, Bound]], measure: str, age: float | None = None
) -> list[tuple[int, int, Bound]]:
    """Bounds whose measure was named before ("At 45 or above it is fine", "below 30: avoid"), each with its place.

    `age` is the patient's, whose number stands for nothing else: "contraindicated at 86".
    """
    found = []
    for quantity in quantities:
        if (
            quantity.dimension
            or any(s <= quantity.start < e for s, e, _ in taken)
            or not 10 <= quantity.value_low <= 150
        ):
            continue
        if (
            _OF_AGE.search(text[max(0, quantity.start - 24) : quantity.start])
            or _AS_AGE.match(text, quantity.end)
            or _BROUGHT_DOWN.search(text[max(0, quantity.start - 36) : quantity.start])
        ):
            continue
        if _OF_CLOCK.match(text, quantity.end):
            continue
        lead = _ELLIPTIC_LEAD.search(text[max(0, quantity.start - 12) : quantity.start])
        tail = _ELLIPTIC_TAIL.match(text, quantity.end)
        if lead is None and tail is None and quantity.operator not in ("<", "<=", ">", ">="):
            continue
        word = tail[1] if tail else lead[1] if lead else ""
        sign = quantity.operator or (
            ">=" if word in ("above", "over", "more", "higher", "from") else "<=" if word in ("less", "lower") else "=="
        )
        if word in ("below", "under", "beneath"):
            sign = "<=" if tail else "<"
        if sign == "==" and quantity.value_low == age:
            continue
        bound = bound_of(measure, quantity, sign)
        if bound is not None:
            found.append((quantity.start, tail.end() if tail else quantity.end, bound))
    return found


def find_measures(text: str) -> list[tuple[int, str]]:
    """The measures that a folded text names, each with its place."""
    names, pattern, _, _ = measures()
    return [(match.start(), names[match[0]]) for match in pattern.finditer(text)]


def _measure_of(text: str, quantity: Quantity, places: list[tuple[int, int, str]]) -> tuple[str | None, int]:
    """Which measure a number belongs to: the nearest named one just before it, or what its unit tells."""
    before = [place for place in places if place[1] <= quantity.start and quantity.start - place[1] <= 40]
    if before:
        start, end, name = before[-1]
        between = text[end : quantity.start]
        if not re.search(r"[.;!?]|\d|\bmg\b|\bnot $", between) and (quantity.dimension in _ALLOWED.get(name, _ANY)):
            return name, start
    if (
        quantity.dimension == "time"
        and quantity.unit in ("year", "month")
        and (quantity.operator or re.match(r"[ -]?(?:old|of age)", text[quantity.end : quantity.end + 8]))
    ):
        return "age", quantity.start
    if quantity.unit == "ml" and quantity.per[:1] == ("min",):
        return "egfr", quantity.start
    if quantity.unit == "kg" and not quantity.per:
        lead = re.search(r"\b(from|weighing|weighs|weight of)\s+$", text[max(0, quantity.start - 14) : quantity.start])
        if quantity.operator or lead:
            return "weight", quantity.start - len(lead[0]) if lead else quantity.start
    years = not quantity.dimension and quantity.value_low >= _GROWN
    if years and _PEOPLE_OVER.search(text, max(0, quantity.start - 40), quantity.start):
        return "age", quantity.start
    return None, 0


_ANY = frozenset({""})
_ALLOWED = {
    "egfr": frozenset({"", "volume"}),
    "crcl": frozenset({"", "volume"}),
    "age": frozenset({"", "time"}),
    "weight": frozenset({"", "mass"}),
    "inr": frozenset({""}),
    "creatinine": frozenset({"", "mass", "amount"}),
    "qtc": frozenset({"", "millisecond", "time"}),
    "potassium": frozenset({"", "amount", "equivalent"}),
    "gestation": frozenset({"", "time"}),
}


_OR_MORE = re.compile(
    r"\s*(?:and|or) (?:(more|above|higher|over|greater|older|up)|(?:less|below|lower|under|younger))\b"
)


def _sign_after(text: str, end: int) -> str:
    """The sign that follows a number: "45 or more", "30 and below"."""
    match = _OR_MORE.match(text, end)
    return "" if match is None else ">=" if match[1] else "<="


def _sign_between(text: str, start: int, end: int) -> str:
    between = re.split(r"[.;,]", text[start:end])[-1]
    match = _COMPARE.search(between)
    if match:
        return _SIGNS.get(match[1], match[1])
    if re.search(r"\bfrom\s+$", between):
        return ">="
    if re.search(r"less than|lower than|fall|drop|is under", between):
        return "<"
    if re.search(r"more than|greater than|higher than|exceed", between):
        return ">"
    return "=="


def bound_of(measure: str, quantity: Quantity, sign: str) -> Bound | None:
    """The bound that a quantity of a measure and a sign (one of < <= > >= ==) make, in the measure's own unit."""
    if measure == "age" and quantity.dimension == "time":
        low, high = quantity.low / 8766, quantity.high / 8766
    elif measure == "weight" and quantity.dimension == "mass":
        low, high = quantity.low / 1e6, quantity.high / 1e6
    elif measure == "gestation" and quantity.dimension == "time":
        low, high = quantity.low / 168, quantity.high / 168
    else:
        low, high = quantity.value_low, quantity.value_high
    if sign in ("<", "<="):
        return Bound(measure, high=high, high_included=sign == "<=")
    if sign in (">", ">="):
        return Bound(measure, low=low, low_included=sign == ">=")
    return Bound(measure, low, high)


def find_states(text: str) -> list[tuple[int, int, Bound]]:
    """Graded states with their place: "severe renal impairment", "ckd stage 4"."""
    _, _, states, pattern = measures()
    return [(match.start(), match.end(), bound) for match in pattern.finditer(text) for bound in states[match[0]]]
