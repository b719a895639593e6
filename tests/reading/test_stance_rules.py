"""A rule that is told, and a view of former times, take no stance on the drug of this patient."""

from __future__ import annotations

import pytest

DRUGS = ["metformin", "ramipril", "eplerenone"]


@pytest.fixture
def barred(read):
    """The drugs of each stance of a text that warns of any."""

    def _barred(text):
        query = "Metformin with an eGFR of 40, and ramipril with eplerenone?"
        reading = read(text, None, {"egfr": "40 mL/min/1.73m2"}, query, DRUGS)
        return [set(s.targets) for s in reading.stances if s.against > 0 and s.assertion == "affirmed"]

    return _barred


def test_a_cut_off_bars_nobody_who_is_not_past_it(barred):
    assert not barred("The cut-off for stopping metformin is 30.")
    assert barred("The cut-off for stopping metformin is 45.")
    assert barred("Stop metformin.")


def test_two_that_are_barred_as_one(barred):
    assert barred("Ramipril and eplerenone must never be given.") == [{"ramipril", "eplerenone"}]
    assert barred("He likes ramipril; eplerenone must never be given.") == [{"eplerenone"}]


def test_what_bears_on_another_drug_bars_none(barred):
    assert not barred("Albumin matters for calcium, not for metformin.")
    assert barred("Ramipril is fine, metformin is not for him.")


def test_a_view_of_former_times(barred):
    assert not barred("Metformin was contraindicated with older contrast media.")
    assert barred("Metformin is contraindicated with contrast media.")


def test_a_rule_on_people_is_no_custom(barred):
    assert barred("Old people must not be given metformin.")
    assert not barred("Some people must not be given metformin.")
