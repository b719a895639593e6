"""How far the words of a dose reach."""

from __future__ import annotations

from rubrx.reading.quantities import Frequency, Quantity


def end_of(quantity: Quantity, frequency: Frequency | None) -> int:
    """Where the words of an amount end, its schedule's among them when it follows."""
    return max(quantity.end, frequency.end) if frequency and frequency.start >= quantity.start else quantity.end
