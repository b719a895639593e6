"""Dosing: the dose that is advised, of which drug, how often; and why another figure is not that."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.dosing import Role, doses_of

DRUGS = ["amoxicillin", "gabapentin", "enoxaparin"]


@pytest.fixture(scope="module")
def doses(read):
    """(milligrams low, high, denominators, times a day, role) of every dose of a drug."""

    def _doses(text, drug="amoxicillin", patient=None):
        reading = read(
            text, {}, patient or {"weight": "20 kg", "crcl": "22 mL/min"}, "What dose of amoxicillin?", DRUGS
        )
        return [
            (d.quantity.low, d.quantity.high, d.quantity.per, d.frequency and d.frequency.low, d.role)
            for d in doses_of(reading, reading.lexicon.concept(drug))
        ]

    return _doses


@pytest.mark.parametrize(
    ("text", "low", "high", "per", "times"),
    [
        ("Give amoxicillin 500 mg twice daily.", 500, 500, (), 2),
        ("Amoxicillin 0.5 g BID.", 500, 500, (), 2),
        ("Amoxicillin: 500 mg q12h", 500, 500, (), 2),
        ("Give 500 mg of amoxicillin every 12 hours.", 500, 500, (), 2),
        ("amoxicillin 250–500 mg three times a day", 250, 500, (), 3),
        ("Amoxicillin 45 mg/kg/day in two divided doses.", 45, 45, ("kg", "day"), 2),
        ("Start amoxicillin at 900 mg a day.", 900, 900, ("day",), None),
        ("Amoxicillin 1 g once.", 1000, 1000, (), 0),
        ("Amoxicillin 500mg PO TDS", 500, 500, (), 3),
        ("Take five hundred mg of amoxicillin every eight hours.", 500, 500, (), 3),
        ("Amoxicillin should be given. The dose is 500 mg twice daily.", 500, 500, (), 2),
        ("Give 500 mg twice daily.", 500, 500, (), 2),  # the drug that was asked about
    ],
)
def test_an_advised_dose_is_read_with_its_schedule(doses, text, low, high, per, times):
    [(found_low, found_high, found_per, found_times, role)] = doses(text)
    assert role is Role.ADVISED
    assert found_low == pytest.approx(low)
    assert found_high == pytest.approx(high)
    assert found_per == per
    assert found_times == (None if times is None else pytest.approx(times))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The maximum dose of amoxicillin is 4 g a day.", Role.MAXIMUM),
        ("Do not exceed 4 g of amoxicillin a day.", Role.MAXIMUM),
        ("Amoxicillin, max 4 g/day.", Role.MAXIMUM),
        ("She currently takes amoxicillin 250 mg.", Role.CURRENT),
        ("Do not give amoxicillin 500 mg.", Role.REJECTED),
        ("Use amoxicillin suspension 250 mg/5 mL.", Role.STRENGTH),
        ("If the CrCl is above 60, amoxicillin 1 g is used.", Role.ELSEWHERE),
    ],
)
def test_a_figure_that_is_not_advised_is_told_from_one_that_is(doses, text, role):
    assert [each[-1] for each in doses(text)] == [role]


def test_a_step_of_titration_is_no_dose(doses):
    found = doses("Start gabapentin 200 mg at night and increase by 100 mg every 3 days.", "gabapentin")
    assert [(each[0], each[-1]) for each in found] == [(200, Role.ADVISED), (100, Role.STEP)]


@pytest.mark.parametrize(
    "text",
    [
        "Give amoxicillin 5000 mg - correction: 500 mg twice daily.",
        "Give amoxicillin 5000 mg, I mean 500 mg, twice daily.",
        "Give amoxicillin 5000 mg. Scrap that: 500 mg twice daily.",
    ],
)
def test_a_dose_that_is_taken_back_is_rejected(doses, text):
    roles = {each[0]: each[-1] for each in doses(text)}
    assert roles == {5000: Role.REJECTED, 500: Role.ADVISED}


def test_each_dose_belongs_to_its_own_drug(doses):
    text = "Give amoxicillin 500 mg twice daily and gabapentin 300 mg at night."
    assert [each[0] for each in doses(text)] == [500]
    assert [each[0] for each in doses(text, "gabapentin")] == [300]


@pytest.mark.parametrize(
    "text",
    ["Her weight is 20 kg.", "CrCl 22 mL/min.", "Creatinine is 1.8 mg/dL.", "Use amoxicillin for 10 days.", "No dose."],
)
def test_other_figures_are_no_doses(doses, text):
    assert doses(text) == []


units = st.sampled_from(
    [("mg", 1), ("g", 1000), ("mcg", 0.001), ("micrograms", 0.001), ("grams", 1000), ("milligrams", 1)]
)
spaces = st.sampled_from([" ", "\u00a0", "\u202f"])
leads = st.sampled_from(
    ["Give amoxicillin ", "Amoxicillin: ", "I would start amoxicillin at ", "The dose of amoxicillin is "]
)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 4000), units, spaces, leads, st.sampled_from([("twice daily", 2), ("q8h", 3), ("once a day", 1)]))
def test_a_dose_weighs_the_same_in_every_unit(doses, milligrams, unit, space, lead, schedule):
    spelling, size = unit
    figure = f"{milligrams / size:.9f}".rstrip("0").rstrip(".")
    [(low, high, per, times, role)] = doses(f"{lead}{figure}{space}{spelling}{space}{schedule[0]}.")
    assert low == high == pytest.approx(milligrams)
    assert (per, times, role) == ((), schedule[1], Role.ADVISED)
