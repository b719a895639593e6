"""Words are compared by what they mean: endings and synonyms make no difference, other words do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.stems import STOPWORDS, content_stems, stem, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prolongs", "prolonged"),
        ("prolongation", "prolonged"),
        ("accumulates", "accumulation"),
        ("monitoring", "monitor"),
        ("levels", "level"),
        ("allergy", "allergies"),
    ],
)
def test_endings_make_no_difference(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hypotension", "hypertension"),
        ("hyperkalaemia", "hypokalaemia"),
        ("acidosis", "alkalosis"),
        ("renal", "adrenal"),
        ("increase", "decrease"),
        ("hydralazine", "hydroxyzine"),
        ("inhibits", "induces"),
    ],
)
def test_words_that_mean_something_else_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_words_without_content_are_left_out():
    assert content_stems("it is not to be used with this") == content_stems("used")
    assert not content_stems("of the and")


def test_a_hyphenated_word_counts_as_its_parts():
    assert content_stems("renal-dose") == content_stems("renal dose")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcdefgs -'.0123", max_size=60))
def test_words_stand_where_they_are_said_to_stand(text):
    for word, start, end in words_of(text):
        assert text[start:end] == word


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[a-z]{1,14}", fullmatch=True))
def test_a_stem_is_never_empty_and_the_same_each_time(word):
    assert stem(word)
    assert stem(word) == stem(word)


def test_no_stopword_carries_a_stance():
    """Words that the reader judges by must not vanish from a claim's content."""
    assert not STOPWORDS & {"avoid", "safe", "stop", "contraindicated", "increase", "reduce"}
