"""Accepted amounts: how a rubric writes them, the ranges they make for its patient, and how a stated dose is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from rubrx.reading import Reading
from rubrx.reading.doses.dosing import Dose
from rubrx.reading.quantities import Quantity
from rubrx.records import Span


def _as_text(written: Any) -> Any:
    return str(written) if isinstance(written, (int, float)) and not isinstance(written, bool) else written


def _as_list(written: Any) -> Any:
    return [written] if isinstance(written, str) else written


Amount = Annotated[str, BeforeValidator(_as_text)]
#: one or several, as an editor may complete them
_ONE_OR_SEVERAL = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Frequencies = Annotated[list[str], BeforeValidator(_as_list), WithJsonSchema(_ONE_OR_SEVERAL)]


def size_of(quantity: Quantity) -> str:
    """What an amount is a rate of: "kg" of body weight, "m2" of body surface, or nothing."""
    return "kg" if quantity.per_kg else "m2" if quantity.per_m2 else ""


def by_day(quantity: Quantity) -> Quantity:
    """An amount per week as one per day; any other as it is."""
    if "week" not in quantity.per:
        return quantity
    return quantity.times(1 / 7)._replace(per=tuple("day" if each == "week" else each for each in quantity.per))


def by_hour(quantity: Quantity) -> Quantity:
    """An amount per minute as one per hour; any other as it is."""
    if "min" not in quantity.per:
        return quantity
    return quantity.times(60.0)._replace(per=tuple("h" if each == "min" else each for each in quantity.per))


def is_rate(quantity: Quantity) -> bool:
    """Whether an amount is one per hour or minute: an infusion's, and no single dose."""
    return "h" in quantity.per or "min" in quantity.per


@dataclass(frozen=True)
class Range:
    """An accepted regimen for this patient, in base units; `rates` are the accepted times a day.

    `over` is the time in hours over which it is run in, where that tells it from another one.
    """

    quantity: Quantity
    rates: tuple[tuple[float, float], ...]
    weight: float | None
    slack: float
    route: str | None = None
    surface: float | None = None
    any_rate: bool = False
    over: float | None = None

    def within(self, low: float, high: float, range_low: float, range_high: float) -> bool:
        """Whether one range lies in another, give or take the slack."""
        return low >= range_low * (1 - self.slack) - 1e-12 and high <= range_high * (1 + self.slack) + 1e-12

    @property
    def _daily_rates(self) -> list[float]:
        return [rate for pair in self.rates for rate in pair if rate > 0] or [1.0]

    def ranges(self, figure: str) -> list[tuple[float, float]]:
        """The accepted ranges of a figure: each or total, or by size (each_kg, total_m2); none without the size."""
        q = self.quantity
        own, wanted = size_of(q), figure.partition("_")[2]
        low, high = q.low, q.high
        if own != wanted:
            sizes = {"kg": self.weight, "m2": self.surface, "": 1.0}
            mine, theirs = sizes[own], sizes[wanted]
            if not mine or not theirs:
                return []
            low, high = low * mine / theirs, high * mine / theirs
        if figure.startswith("total"):
            return [(low, high)] if q.per_day else [(low * rate, high * rate) for rate in self._daily_rates]
        return [(low / rate, high / rate) for rate in self._daily_rates] if q.per_day else [(low, high)]

    def accepts_rate(self, stated: tuple[float, float] | None) -> bool:
        """Whether the stated times a day are accepted; where none is stated, nothing is wrong."""
        if stated is None or not self.rates or self.any_rate:
            return True
        low, high = sorted(stated)
        return any(low <= max(pair) * 1.05 + 1e-9 and high >= min(pair) * 0.95 - 1e-9 for pair in self.rates)


def shown(reading: Reading, stated: Dose) -> str:
    """The words of a dose as they were written, its schedule's when it follows, in quotation marks."""
    end = stated.quantity.end
    if stated.frequency is not None and 0 <= stated.frequency.start - end <= 30:
        end = stated.frequency.end
    return f"“{reading.quote(stated.quantity.start, end)}”"


def spans(reading: Reading, stated: list[Dose]) -> list[Span]:
    """The places of the first few doses in the answer."""
    return [reading.span(d.quantity.start, d.quantity.end) for d in stated[:4]]
