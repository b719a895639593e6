"""Phrases are found at word boundaries, every one of them, and the same without the native automaton."""

from __future__ import annotations

import importlib.util
import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading import matching
from rubrx.reading.matching import PhraseMatcher


def found(phrases, text):
    return [(phrases[index], text[start:end]) for start, end, index in PhraseMatcher(phrases).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("statin", "a statin here", ["statin"]),
        ("statin", "simvastatin", []),
        ("statin", "statins", ["statins"]),  # a plural is a match
        ("statin", "statinsaurus", []),
        ("statin", "the statin's dose", ["statin"]),
        ("inr", "inr2", []),
        ("ace", "ace-inhibitor", ["ace"]),
        ("mg", "5mg", []),
        ("lactic acidosis", "(lactic acidosis)", ["lactic acidosis"]),
        ("k+", "k+ 5.1", ["k+"]),
        ("nsaid", "nsaids, nsaid", ["nsaids", "nsaid"]),
        ("dose 5", "dose 5s", []),  # a plural belongs to words, not to numbers
    ],
)
def test_a_phrase_stands_at_word_boundaries(phrase, text, expected):
    assert [words for _, words in found([phrase], text)] == expected


def test_overlapping_phrases_are_all_found():
    phrases = ["insulin", "insulin glargine", "glargine"]
    assert {phrase for phrase, _ in found(phrases, "insulin glargine at night")} == set(phrases)


def test_no_phrases_find_nothing():
    assert PhraseMatcher([]).find("anything") == []


def naive(phrases, text):
    """Every occurrence, by looking at each position: slow, and too simple to be wrong."""
    hits = set()
    for index, phrase in enumerate(phrases):
        for match in re.finditer(f"(?={re.escape(phrase)})", text):
            start, end = match.start(), match.start() + len(phrase)
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            after = text[end : end + 2]
            if after[:1].isalnum() and text[end - 1].isalnum():
                if not (after[0] == "s" and text[end - 1].isalpha() and not after[1:].isalnum()):
                    continue
                end += 1
            hits.add((start, end, index))
    return hits


letters = st.text(alphabet="ab s-1+.", min_size=1, max_size=6).filter(lambda phrase: phrase.strip() == phrase)
some_phrases = st.lists(letters, min_size=1, max_size=8, unique=True)
some_text = st.text(alphabet="ab s-1+.", max_size=40)


@settings(max_examples=300, deadline=None)
@given(some_phrases, some_text)
def test_the_native_automaton_equals_a_naive_search(phrases, text):
    hits = PhraseMatcher(phrases).find(text)
    assert set(hits) == naive(phrases, text)
    assert len(hits) == len(set(hits))


@pytest.fixture(scope="module")
def without_the_wheel():
    """The module as it loads where the native automaton can't be imported."""
    spec = importlib.util.spec_from_file_location("matching_without_the_wheel", matching.__file__)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "ahocorasick_rs", None)
        spec.loader.exec_module(module)
    return module


clinical = st.sampled_from(
    [
        "avoid",
        "not",
        "not only",
        "lactic acidosis",
        "acidosis",
        "statin",
        "a statin",
        "k+",
        "5 mg",
        "(no)",
        "gas",
        "gass",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(clinical, min_size=1, max_size=8, unique=True) | some_phrases,
    st.lists(clinical | letters, max_size=12),
    st.sampled_from([" ", "s ", ", ", "_", "-"]),
)
def test_the_pure_python_way_finds_the_same(without_the_wheel, phrases, words, between):
    """A platform without the native wheel gets the same verdicts."""
    text = between.join(words)
    assert without_the_wheel.PhraseMatcher(phrases).find(text) == PhraseMatcher(phrases).find(text)


def test_the_pure_python_way_was_tested(without_the_wheel):
    assert without_the_wheel.ahocorasick_rs is None
    assert matching.ahocorasick_rs is not None


def test_without_plurals_a_phrase_is_found_as_it_is_written(monkeypatch):
    """The lists of cues write their own endings: "limits" is no "limit" on a dose."""
    for automaton in (matching.ahocorasick_rs, None):
        monkeypatch.setattr(matching, "ahocorasick_rs", automaton)
        matcher = PhraseMatcher(["limit", "no change"], plurals=False)
        assert matcher.find("within limits: no changes") == []
        assert [hit[:2] for hit in matcher.find("a limit's no change.")] == [(2, 7), (10, 19)]
