"""What labelling costs: hours and money for a number of preferences, by who rates and how many look at each.

Plain arithmetic, stated once. With N preferences, t hours each, and r raters a preference on average,

    labels = N r,   hours = labels t,   cost = labels t rate,

a crowd share c of the labels at the crowd's rate, and of those a share s checked again by an expert. *2 of 3* asks two
and, where they differ, a third: r = 2 + P(two differ), so between 2 and 3. The case that is often quoted (50,000
preferences, 30 minutes for ten, $100 an hour: 2,500 hours, $250,000) counts one rater; its own rule that two of three
must agree makes it $500,000 to $750,000.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from rubrx.errors import UsageError

#: how many look at each preference: name -> (fewest, most)
RATERS = {"one": (1, 1), "two": (2, 2), "2 of 3": (2, 3), "three": (3, 3)}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a labelling job; money is in whatever unit the rates are."""

    preferences: int = 50_000
    minutes_per_ten: float = 30.0
    expert_rate: float = 100.0
    crowd_rate: float = 25.0
    crowd_share: float = 0.8
    spot_check: float = 0.2
    agreement: float = 0.75
    saved: float = 0.0


class PlanRow(NamedTuple):
    """One way to do it; `low` and `high` bound the cost where the number of raters is not fixed."""

    raters: str
    staff: str
    selection: bool
    preferences: int
    labels: int
    expert_hours: float
    crowd_hours: float
    cost: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Every way to do it under one set of terms."""

    terms: Terms
    rows: tuple[PlanRow, ...]


def plan(terms: Terms | None = None) -> Plan:
    """All options: how many raters; experts alone or a crowd too; all pairs or (where labels are saved) chosen ones.

    UsageError for a share outside [0, 1] or an amount that is not positive.
    """
    terms = terms or Terms()
    _check(terms)
    rows = [
        _row(terms, raters, staff, selection)
        for selection in ((False, True) if terms.saved > 0 else (False,))
        for staff in (("experts", "crowd and experts") if terms.crowd_share > 0 else ("experts",))
        for raters in RATERS
    ]
    return Plan(terms, tuple(rows))


def expected_raters(raters: str, agreement: float) -> float:
    """Raters a preference on average; `agreement` is the chance that two raters agree."""
    low, high = RATERS[raters]
    return low + (high - low) * (1.0 - agreement)


def _row(terms: Terms, raters: str, staff: str, selection: bool) -> PlanRow:
    preferences = round(terms.preferences * (1.0 - terms.saved)) if selection else terms.preferences
    crowd = terms.crowd_share if staff != "experts" else 0.0
    each = terms.minutes_per_ten / 10.0 / 60.0

    def hours(per_preference: float) -> tuple[float, float]:
        labels = preferences * per_preference
        return labels * each * ((1.0 - crowd) + crowd * terms.spot_check), labels * each * crowd

    def cost(per_preference: float) -> float:
        expert, of_crowd = hours(per_preference)
        return expert * terms.expert_rate + of_crowd * terms.crowd_rate

    average = expected_raters(raters, terms.agreement)
    low, high = RATERS[raters]
    expert_hours, crowd_hours = hours(average)
    return PlanRow(
        raters, staff, selection, preferences, round(preferences * average), expert_hours, crowd_hours, cost(average),
        cost(low), cost(high),
    )  # fmt: skip


def _check(terms: Terms) -> None:
    for name in ("crowd_share", "spot_check", "agreement", "saved"):
        value = getattr(terms, name)
        if not 0.0 <= value <= 1.0:
            raise UsageError(f"{name.replace('_', ' ')} must lie between 0 and 1, got {value:g}")
    for name in ("preferences", "minutes_per_ten"):
        if not 0 < getattr(terms, name) < math.inf:
            raise UsageError(f"{name.replace('_', ' ')} must be positive and finite, got {getattr(terms, name):g}")
    for name in ("expert_rate", "crowd_rate"):
        if not 0 <= getattr(terms, name) < math.inf:
            raise UsageError(f"{name.replace('_', ' ')} must be finite and not negative, got {getattr(terms, name):g}")
