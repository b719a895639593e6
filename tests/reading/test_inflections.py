"""A term of one word is found in its other forms, and in no other word's."""

import pytest

from rubrx.reading.inflections import forms_of


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("remove", "removed"),
        ("removal", "removing"),
        ("crushed", "crush"),
        ("taper", "tapering"),
        ("stop", "stopped"),
        ("saturable", "saturates"),
        ("chelation", "chelates"),
        ("carry", "carries"),
        ("withheld", "withhold"),
        ("bind", "bound"),
        ("react", "reaction"),
        ("take off", "taken off"),
        ("cutting down", "cut down"),
    ],
)
def test_a_term_has_the_forms_of_its_word(term, said):
    assert said in set(forms_of(term))


@pytest.mark.parametrize("term", ["evening", "several", "severe", "every", "ph", "500 mg", "do not stop", "x-ray"])
def test_what_is_no_form_of_another_word_has_none(term):
    assert not list(forms_of(term))


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("option", "opt"),
        ("lotion", "lot"),
        ("evening", "even"),
        ("generic", "general"),
        ("news", "new"),
        ("portion", "port"),
    ],
)
def test_a_likeness_is_no_form(term, other):
    assert other not in set(forms_of(term))


def test_an_answer_is_read_for_a_rubrics_word_in_any_form(read):
    reading = read("One tablet crushed in water, then watch her.", {"crush": ["crush"]})
    concept = reading.lexicon.concept("crush")
    assert [reading.quote(m.start, m.end) for m in reading.find(concept)] == ["crushed"]
