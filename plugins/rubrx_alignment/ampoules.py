"""Shares of an ampoule: "a quarter of that ampoule", "dilute the 400 microgram ampoule to 10 mL and give 1 mL"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.doses.dosing import Dose
from rubrx.reading.doses.roles import Role
from rubrx.reading.doses.strengths import MASSES
from rubrx.reading.quantities import Quantity

_GLASS = ("ampoule", "vial")
_DILUTED = re.compile(
    r"[^.;]{0,30}?\b(?:to|in|into|with|up to|made up to)\s(?:(?:a|total|volume|of|about|make)\s){0,4}$"
)


def in_mass(reading: Reading, stated: Iterable[Dose]) -> list[Dose]:
    """The masses that counts of ampoules make with what the query or the answer says that one holds."""
    strengths = reading.lexicon.strengths_at_hand
    found = []
    for each in stated:
        q = each.quantity
        if q.dimension not in _GLASS or q.per or each.role is not Role.ADVISED:
            continue
        one = next((strengths[drug] for drug in each.drugs if drug in strengths), None)
        if one is not None:
            found.append(replace(each, quantity=_times(q, one)))
    return found


def _times(count: Quantity, one: Quantity) -> Quantity:
    """So many of what one holds, at the place of the count."""
    low, high = count.low * one.low, count.high * one.low
    return count._replace(low=low, high=high, unit=one.unit, dimension=one.dimension, value_low=low, value_high=high)


def diluted(reading: Reading, stated: list[Dose]) -> list[Dose]:
    """The masses that volumes make of what the answer has diluted first."""
    text = reading.folded.text
    for each in stated:
        q = each.quantity
        if q.dimension not in MASSES or q.per or "dilut" not in reading.sentences[each.sentence].text:
            continue
        into = next((d for d in stated if d.quantity.dimension == "volume" and d.quantity.start >= q.end), None)
        if into is None or not into.quantity.low or not _DILUTED.fullmatch(text, q.end, into.quantity.start):
            continue
        per_ml = q.low / into.quantity.low
        return [
            replace(d, quantity=d.quantity.times(per_ml)._replace(unit=q.unit, dimension=q.dimension))
            for d in stated
            if d.quantity.dimension == "volume" and d.quantity.start > into.quantity.end and d.role is Role.ADVISED
        ]
    return []
