"""An errand that a rubric names is known in the words of those who run it, and nothing else is taken for it."""

import pytest

from rubrx.reading.actions import errand_of
from rubrx.reading.swift import spans


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("contact the prescriber", "i have let the registrar know and she'll change the chart."),
        ("inform the gp", "drop the surgery a message first."),
        ("contact the prescriber", "have a word with whoever prescribed it."),
        ("report the incident", "then datix it."),
        ("incident report", "this has to be written up as a near miss."),
        ("a&e", "straight to casualty."),
        ("with food", "one bd pc."),
        ("with food", "have something in your stomach first."),
        ("empty stomach", "half an hour before breakfast."),
        ("avoid alcohol", "stay off the drink while on it."),
        ("return if worse", "bring him straight back if he drools."),
        ("refer to gp", "have her seen by a doctor today."),
    ],
)
def test_an_errand_is_found_in_other_words(asked, said):
    errand = errand_of(asked)
    assert errand is not None
    [(start, end), *_] = spans(errand, said)
    assert 0 <= start < end <= len(said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("contact the prescriber", "the prescriber wrote 10 mg."),
        ("report the incident", "he reported pain."),
        ("with food", "it can be taken without food."),
        ("empty stomach", "it can be taken with or without food."),
        ("avoid alcohol", "no drink of water is needed."),
        ("refer to gp", "he could see his gp if the attacks become frequent."),
    ],
)
def test_what_is_no_such_errand_is_not_found(asked, said):
    assert not spans(errand_of(asked), said)


@pytest.mark.parametrize("phrase", ["lactic acidosis", "contact dermatitis", "food poisoning", "alcohol"])
def test_a_phrase_that_asks_for_nothing_is_no_errand(phrase):
    assert errand_of(phrase) is None
