"""Numbers, ranges, units and frequencies are read alike in every usual spelling, and weighed as pint weighs them."""

from __future__ import annotations

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading import quantities
from rubrx.reading.folding import fold
from rubrx.reading.quantities import find_quantities, number_of, parse_quantity
from rubrx.reading.tables import read_table

REGISTRY = pint.UnitRegistry()
UNITS = {
    name: (dimension, float(factor), spellings.split("|")) for name, dimension, factor, spellings in read_table("units")
}
#: what a factor of 1 means in each dimension that physics knows
BASE = {
    "mass": "milligram", "volume": "milliliter", "time": "hour", "amount": "millimole", "length": "centimeter",
    "area": "meter ** 2", "ratio": "dimensionless", "millisecond": "millisecond", "pressure": "mmHg",
}  # fmt: skip
AS_PINT = {"mcg": "microgram", "%": "percent", "m2": "meter ** 2", "umol": "micromole", "C": None, "mmhg": "mmHg"}


@pytest.mark.parametrize("name", [name for name, (dimension, *_) in UNITS.items() if dimension in BASE])
def test_every_physical_unit_weighs_what_pint_says(name):
    """pint is the witness; the hot path has the table."""
    dimension, factor, _ = UNITS[name]
    assert REGISTRY.Quantity(1, AS_PINT.get(name, name)).to(BASE[dimension]).magnitude == pytest.approx(
        factor, rel=1e-6
    )


def test_what_pint_can_not_know_is_never_converted():
    """Counted things, units of effect, equivalents, degrees: one written unit is one, but for millions of units."""
    others = {name: factor for name, (dimension, factor, _) in UNITS.items() if dimension not in BASE and factor != 1}
    assert others in ({}, {"MU": 1e6})


@pytest.mark.parametrize("name", list(UNITS))
def test_every_spelling_of_a_unit_is_read_as_that_unit(name):
    dimension, factor, spellings = UNITS[name]
    for spelling in spellings:
        assert spelling == fold(spelling).text
        [quantity] = find_quantities(f"3 {spelling}")
        assert (quantity.dimension, quantity.low, quantity.high) == (dimension, 3 * factor, 3 * factor), spelling


def test_no_spelling_belongs_to_two_units():
    every = [spelling for _, _, spellings in UNITS.values() for spelling in spellings]
    assert len(every) == len(set(every))


ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(n, join=" and "):
    """A whole number below a million in English words."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    size, word = (1000, "thousand") if n >= 1000 else (100, "hundred")
    head, rest = spelled(n // size, join), n % size
    return f"{head} {word}" + ((join if rest < 100 else " ") + spelled(rest, join) if rest else "")


@pytest.mark.parametrize("n", [*range(100), 100, 101, 110, 120, 125, 250, 375, 500, 750, 999, 1000, 1500, 2250, 7500])
def test_numbers_in_words_are_those_in_figures(n):
    for join in (" and ", " "):
        assert number_of(spelled(n, join)) == n
        assert parse_quantity(f"{spelled(n, join)} mg").low == n


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,000", 1000), ("1,250.5", 1250.5), ("0.125", 0.125), (".5", 0.5), ("2 1/2", 2.5), ("1/2", 0.5),
        ("a hundred", 100), ("half a", 0.5), ("two and a half", 2.5), ("one hundred and twenty-five", 125), ("12", 12),
    ],
)  # fmt: skip
def test_figures_words_and_fractions(written, value):
    assert number_of(written) == value


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not a number"):
        number_of("plenty")


@pytest.mark.parametrize(
    ("written", "low", "high", "dimension", "per", "operator"),
    [
        ("500 mg", 500, 500, "mass", (), ""),
        ("0.5 g", 500, 500, "mass", (), ""),
        ("500,000 micrograms", 500, 500, "mass", (), ""),
        ("500mg", 500, 500, "mass", (), ""),
        ("500-mg", 500, 500, "mass", (), ""),
        ("250 µg", 0.25, 0.25, "mass", (), ""),
        ("250 μg", 0.25, 0.25, "mass", (), ""),
        ("25-45 mg/kg/day", 25, 45, "mass", ("kg", "day"), ""),
        ("25–45 mg/kg/day", 25, 45, "mass", ("kg", "day"), ""),
        ("25 to 45 mg per kg per day", 25, 45, "mass", ("kg", "day"), ""),
        ("25 mg-45 mg", 25, 45, "mass", (), ""),
        ("4 g a day", 4000, 4000, "mass", ("day",), ""),
        ("1,000 units", 1000, 1000, "units", (), ""),
        ("10 000 units", 10000, 10000, "units", (), ""),
        ("5000 IU", 5000, 5000, "units", (), ""),
        ("20 mEq", 20, 20, "equivalent", (), ""),
        ("2 L", 2000, 2000, "volume", (), ""),
        ("< 30 mL/min", 30, 30, "volume", ("min",), "<"),
        ("< 30 mL/min/1.73 m²", 30, 30, "volume", ("min",), "<"),
        ("≥ 45 mL/min/1.73m2", 45, 45, "volume", ("min",), ">="),
        ("up to 4 g", 4000, 4000, "mass", (), "<="),
        ("at least 2 weeks", 336, 336, "time", (), ">="),
        ("five days", 120, 120, "time", (), ""),
        ("two to three tablets", 2, 3, "tablet", (), ""),
        ("0.9 %", 0.009, 0.009, "ratio", (), ""),
        ("half a tablet", 0.5, 0.5, "tablet", (), ""),
        ("7.5 mg", 7.5, 7.5, "mass", (), ""),
        ("1.5 million units", 1.5e6, 1.5e6, "units", (), ""),
    ],
)
def test_a_quantity_is_what_it_says(written, low, high, dimension, per, operator):
    quantity = parse_quantity(written)
    assert quantity.low == pytest.approx(low)
    assert quantity.high == pytest.approx(high)
    assert (quantity.dimension, quantity.per, quantity.operator) == (dimension, per, operator)


def test_a_strength_is_not_a_dose():
    [quantity] = find_quantities("250 mg/5 ml")
    assert quantity.is_concentration
    assert not quantity.per_kg
    assert not quantity.per_day


@pytest.mark.parametrize("wrong", ["", "mg", "500 mg and 2 g", "500 florins", "much"])
def test_a_rubrics_quantity_that_can_not_be_read_is_refused_in_one_line(wrong):
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        parse_quantity(wrong)


def test_an_and_joins_two_quantities_and_a_dash_makes_one():
    assert len(find_quantities("500 mg and 750 mg")) == 2
    assert len(find_quantities("500-750 mg")) == 1


values = st.decimals(min_value="0.001", max_value=99999, places=3)


@settings(max_examples=300, deadline=None)
@given(values, st.data())
def test_the_same_amount_in_another_unit_is_the_same(value, data):
    names = [name for name, (dimension, *_) in UNITS.items() if dimension == "mass"]
    name = data.draw(st.sampled_from(names))
    spelling = data.draw(st.sampled_from(UNITS[name][2]))
    space = data.draw(st.sampled_from([" ", "\u00a0", "\u202f", ""]))
    written = f"{value:f}{space}{spelling}"
    expected = REGISTRY.Quantity(float(value), AS_PINT.get(name, name)).to("milligram").magnitude
    assert parse_quantity(written).low == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ("once daily", 1), ("OD", 1), ("every day", 1), ("at bedtime", 1), ("nocte", 1), ("q24h", 1), ("mane", 1),
        ("BID", 2), ("b.i.d.", 2), ("bd", 2), ("twice a day", 2), ("every 12 hours", 2), ("q12h", 2), ("12-hourly", 2),
        ("every twelve hours", 2), ("TID", 3), ("tds", 3), ("three times a day", 3), ("q8h", 3), ("q 8 h", 3),
        ("every 8 hours", 3), ("8-hourly", 3), ("in three divided doses", 3), ("QID", 4), ("q.d.s.", 4),
        ("every 6 h", 4),
        ("six times a day", 6), ("every four hours", 6), ("weekly", 1 / 7), ("once a week", 1 / 7),
        ("every 7 days", 1 / 7),
        ("twice weekly", 2 / 7), ("every other day", 1 / 2), ("on alternate days", 1 / 2), ("q48h", 1 / 2),
        ("every 36 hours", 2 / 3), ("every two weeks", 1 / 14), ("fortnightly", 1 / 14), ("once", 0),
        ("as a single dose", 0),
        ("stat", 0), ("with each meal and at bedtime", 4), ("before each of his three meals", 3),
        ("three times in the day", 3), ("one in the evening as well as the morning one", 2),
        ("a second one twelve hours after the first", 2), ("once with breakfast, once before bed", 2),
        ("one jab a day", 1),
        ("stretch the gap to twelve hours", 2), ("widen the spacing between doses to 24 h", 1),
    ],
)  # fmt: skip
def test_how_often_in_times_a_day(written, times):
    low, high = quantities.parse_frequency(written)
    assert low == pytest.approx(times, rel=1e-6)
    assert high == pytest.approx(times, rel=1e-6)


@pytest.mark.parametrize(("written", "low", "high"), [("every 4-6 hours", 4, 6), ("two to three times a day", 2, 3)])
def test_a_range_of_frequencies_keeps_both_ends(written, low, high):
    assert quantities.parse_frequency(written) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "written", ["once the two are together", "once she is well", "in the evening as well as a bath"]
)
def test_what_joins_is_not_how_often(written):
    assert all(f.high == 1 for f in quantities.find_frequencies(written))


@pytest.mark.parametrize(
    ("written", "times"),
    [("once instead of three times a day", 1), ("twice, not once a day", 2), ("once, then twice", 0)],
)
def test_the_first_of_two_schedules_has_the_others_day(written, times):
    assert quantities.find_frequencies(written)[0].high == times


def test_what_is_no_frequency_is_refused():
    with pytest.raises(ValueError, match="expected a frequency"):
        quantities.parse_frequency("now and then")


def test_times_a_day_agree_with_the_hours_between():
    for hours in (1, 2, 3, 4, 6, 8, 12, 24, 48, 72):
        for written in (f"every {hours} hours", f"q{hours}h", f"every {spelled(hours)} hours"):
            assert quantities.parse_frequency(written)[0] == pytest.approx(24 / hours), written


SCRAPS = (
    "1", "0", ",", ".", "/", "-", " ", "mg", "kg", "/kg", "/day", "per ", "a ", "<", "≥", "up to ", "to ", "or ",
    "hundred", "half ", "two ", "and ", "1.73m2", "%", "q", "h", "every ", "times ", "daily", "x", "½",
)  # fmt: skip
pieces = st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join)


@settings(max_examples=500, deadline=None)
@given(pieces | st.text(max_size=60))
def test_any_text_is_read_and_places_lie_in_order_inside_it(text):
    folded = fold(text).text
    at = 0
    for quantity in find_quantities(folded):
        assert at <= quantity.start < quantity.end <= len(folded)
        assert quantity.low <= quantity.high
        at = quantity.start
    for frequency in quantities.find_frequencies(folded):
        assert 0 <= frequency.start < frequency.end <= len(folded)
        assert 0 <= frequency.low <= frequency.high
