"""Amounts of two drugs in one tablet: "49/51 mg", "500/125 mg": of the pair that a rubric names, and of no drug alone.

An amount of a pair counts by its first part; `in_either_way` gives the second one and the sum, as others count it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.quantities import Quantity
    from rubrx.reading.reader import Reading

#: the first of two amounts right before the second one
_FIRST = re.compile(r"(?<![\d./])(?P<first>\d{1,4}(?:\.\d+)?)(?: ?(?:mg|mcg|micrograms?|g))? ?/ ?$")
_LONGEST = 18
#: what a rubric calls a pair: "sacubitril/valsartan", "co-amoxiclav", "perindopril and amlodipine"
_PAIR = re.compile(r"[a-z]{4,} ?(?:/|\+|-| and | with ) ?[a-z]{4,}|co-[a-z]{4,}")


def paired(text: str, quantity: Quantity) -> Quantity:
    """An amount with the one of the other drug before it, by that first one; itself where there is none."""
    if quantity.dimension != "mass" or quantity.per or text[quantity.start - 1 : quantity.start] not in ("/", " "):
        return quantity
    first = _FIRST.search(text, max(0, quantity.start - _LONGEST), quantity.start)
    if first is None or quantity.low != quantity.high or not quantity.value_low:
        return quantity
    value = float(first["first"])
    scale = quantity.low / quantity.value_low
    return quantity._replace(
        start=first.start(), low=value * scale, high=value * scale, value_low=value, value_high=value
    )


def in_either_way(text: str, quantity: Quantity) -> list[Quantity]:
    """What else an amount of a pair is counted as: its second part, and both together; none where it is of no pair."""
    _, slash, rest = text[quantity.start : quantity.end].partition("/")
    second = re.match(r" ?(\d+(?:\.\d+)?)", rest) if slash and quantity.value_low else None
    if second is None or quantity.per:
        return []
    scale, value = quantity.low / quantity.value_low, float(second[1])
    return [
        quantity._replace(low=each * scale, high=each * scale, value_low=each, value_high=each)
        for each in (value, value + quantity.value_low)
    ]


def is_pair(spellings: Iterable[str]) -> bool:
    """Whether some names are those of two drugs in one tablet."""
    return any(_PAIR.fullmatch(spelling) for spelling in spellings)


def drug_of_pair(reading: Reading, quantity: Quantity) -> tuple[str, ...]:
    """The rubric's only pair of drugs, where an amount is one of a pair."""
    if paired(reading.folded.text, quantity) is quantity:
        return ()
    of = [name for name, concept in reading.lexicon.concepts.items() if concept.is_drug and is_pair(concept.spellings)]
    return (of[0],) if len(of) == 1 else ()
