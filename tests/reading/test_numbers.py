"""Fractions, mixed numbers and shorthand durations are numbers; dates and decimal commas are not mistaken for them."""

from __future__ import annotations

import pytest

from rubrx.reading.folding import fold
from rubrx.reading.quantities import find_quantities


def read(written):
    return [(q.value_low, q.value_high, q.unit) for q in find_quantities(fold(written).text)]


@pytest.mark.parametrize(
    ("written", "quantities"),
    [
        ("the one-ten", [(110, 110, "")]),
        ("one point two million", [(1200000, 1200000, "")]),
        ("a drop in each eye", [(1, 1, "drop")]),
        ("a drop in pressure", []),
        ("a seven-fifty tablet", [(750, 750, "tablet")]),
        ("five-ten mg", [(5, 10, "mg")]),
        ("up by 2 to 4 units", [(2, 4, "U")]),
        ("a couple of grams", [(2, 2, "g")]),
        ("a quarter of that vial", [(0.25, 0.25, "vial")]),
        ("1/2 tablet", [(0.5, 0.5, "tablet")]),
        ("1½ tablets", [(1.5, 1.5, "tablet")]),
        ("1-1/2 tablets", [(1.5, 1.5, "tablet")]),
        ("1 and 1/2 tablets", [(1.5, 1.5, "tablet")]),
        ("2 and a half tablets", [(2.5, 2.5, "tablet")]),
        ("half tablet", [(0.5, 0.5, "tablet")]),
        ("one-half tablet", [(0.5, 0.5, "tablet")]),
        ("three quarters of a tablet", [(0.75, 0.75, "tablet")]),
        ("1/2 to 1 tablet", [(0.5, 1, "tablet")]),
        ("half-life 12 h", [(12, 12, "h")]),
        ("for 5/7", [(5, 5, "day")]),
        ("for 2/52", [(2, 2, "week")]),
        ("for 3/12", [(3, 3, "month")]),
        ("seen 3/12/2015", [(3, 3, ""), (12, 12, ""), (2015, 2015, "")]),
        ("open 24/7", [(24, 24, ""), (7, 7, "")]),
        ("1.5-3 million units", [(1.5, 3, "MU")]),
        ("200 thousand units", [(200_000, 200_000, "U")]),
        ("2 million", [(2e6, 2e6, "")]),
        ("1,000 mg", [(1000, 1000, "mg")]),
        ("0,5 mg", [(0, 0, "")]),
        ("BP 120/80", [(120, 120, ""), (80, 80, "")]),
        ("one or two four times", [(1, 2, ""), (4, 4, "")]),
    ],
)
def test_numbers_as_people_write_them(written, quantities):
    """A decimal comma is refused, never read as the number behind it: half a milligram is not five."""
    assert read(written) == quantities


def test_the_half_of_a_tablet_is_not_how_often():
    from rubrx.reading.quantities import find_frequencies

    assert find_frequencies("1/2 tablet") == []
