"""Relative doses: halved, doubled, spaced out, against the dose that the patient's facts or the query give."""

from __future__ import annotations

import pytest

from rubrx.reading.doses.roles import Role

QUERY = "Amiodarone is being started. She takes digoxin 250 micrograms daily. What about the digoxin?"
MEROPENEM = "He gets meropenem 1 g every 8 hours; his CrCl has fallen to 35 mL/min. Which dose now?"


@pytest.fixture(scope="module")
def advised(read):
    """The doses advised as (amount in mg, times a day)."""

    def _advised(text, query=QUERY, drug="digoxin", patient=None):
        reading = read(text, {}, patient or {"age": "78 years"}, query, [drug, "amiodarone"])
        return [
            (round(d.quantity.low, 4), d.frequency and d.frequency.low)
            for d in reading.doses
            if d.role is Role.ADVISED and drug in d.drugs
        ]

    return _advised


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Halve the digoxin.", 0.125),
        ("Halve it.", 0.125),
        ("Her digoxin should be halved.", 0.125),
        ("Cut the digoxin dose in half when the amiodarone starts.", 0.125),
        ("The digoxin should come down by half.", 0.125),
        ("Reduce the dose by 50 %.", 0.125),
        ("Lower digoxin by about a third.", 0.1667),
        ("Give half the present dose.", 0.125),
        ("Double the digoxin.", 0.5),
        ("Consider a smaller digoxin dose, perhaps half.", 0.125),
        ("Increase digoxin by 50 %.", 0.375),
        ("Amiodarone doubles the level, so halve it.", 0.125),
        ("Half of what she's been getting.", 0.125),
        ("Her digoxin needs to come down by half before the first amiodarone tablet.", 0.125),
        ("Only half the digoxin from the day amiodarone begins.", 0.125),
        ("Give just a third of the digoxin she takes.", 0.0833),
        ("She'll need only half as much once the two are together.", 0.125),
        ("The dose is right.", 0.25),
        ("Digoxin: the strength is correct as written.", 0.25),
    ],
)
def test_a_relative_dose_is_reckoned_from_the_present_one(advised, text, amount):
    assert advised(text) == [(amount, 1.0)]


@pytest.mark.parametrize(
    "text",
    [
        "Amiodarone will double the digoxin level.",
        "Amiodarone raises the digoxin level by 70 %.",
        "The digoxin concentration falls by half within a week.",
        "Do not halve the digoxin.",
        "Should I halve the digoxin?",
        "Halve the amiodarone.",
        "The half-life of digoxin doubles.",
        "Half of the patients vomit on digoxin.",
        "The digoxin concentration could go up, perhaps by half.",
        "Half of what she takes is lost in the urine.",
        "Half of it would leave her heart racing.",
        "Half of her digoxin is bound to muscle.",
        "The amiodarone dose should be cut by half.",
        "Whether the dose is right is for the level to say.",
        "The dose is right for healthy kidneys.",
        "The dose is not right.",
    ],
)
def test_what_halves_or_doubles_otherwise_is_no_dose(advised, text):
    assert advised(text) == []


def test_the_figure_that_the_answer_says_itself_counts(advised):
    """A slip in the figure is not covered up by the right word beside it."""
    assert advised("Halve the digoxin to 62.5 micrograms daily.") == [(0.0625, 1.0)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Same dose, but every 12 hours.", 2.0),
        ("Keep the gram and stretch the interval to 12 hours.", 2.0),
        ("Extend the interval to every 24 hours.", 1.0),
        ("The same dose twice daily.", 2.0),
    ],
)
def test_the_same_amount_at_another_interval(advised, text, times):
    assert advised(text, MEROPENEM, "meropenem") == [(1000.0, times)]


def test_nothing_is_reckoned_from_nothing_or_from_two_doses(advised):
    """Where no present dose is given, or several are, a relative one says no figure."""
    assert advised("Halve the digoxin.", "What about digoxin with amiodarone?") == []
    assert advised("Halve it.", "She took digoxin 250 micrograms, then digoxin 125 micrograms daily. Now?") == []


def test_the_patients_facts_come_before_the_query(advised):
    facts = {"age": "78 years", "medications": ["digoxin 125 micrograms daily"]}
    assert advised("Halve the digoxin.", QUERY, patient=facts) == [(0.0625, 1.0)]


def test_a_query_with_a_relative_dose_of_its_own_is_read(advised):
    query = "She takes digoxin 250 micrograms daily; should we halve it?"
    assert advised("Halve the digoxin.", query) == [(0.125, 1.0)]
