"""A slip of the pen in a long word is forgiven; another drug's name is never taken for a slip."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading import Lexicon, Reader
from rubrx.reading.misspelling import SHORTEST, Misspellings, within_one_edit
from rubrx.reading.names import drug_names


def distance(one, other):
    """Optimal string alignment by the textbook's table: insert, delete, replace, swap neighbours."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        rows[i][0] = i
    for j in range(len(other) + 1):
        rows[0][j] = j
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


words = st.text(alphabet="abc", max_size=7)


@settings(max_examples=600, deadline=None)
@given(words, words)
def test_within_one_edit_is_what_the_table_says(one, other):
    assert within_one_edit(one, other) == (distance(one, other) <= 1)
    assert within_one_edit(one, other) == within_one_edit(other, one)


@pytest.mark.parametrize(
    "slip", ["metfromin", "metformine", "metformn", "mettformin", "metforman", "metphormin", "mteformin"]
)
def test_one_slip_is_forgiven(slip):
    found = Misspellings(["metformin"]).find(f"stop {slip} now")
    expected = [("metformin", 5, 5 + len(slip))] if distance("metformin", slip) == 1 else []
    assert found == expected


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["metformin", "acidosis", "gabapentin"]), st.data())
def test_every_word_one_edit_away_is_found(word, data):
    """With the same first letter: nobody slips there, and a look-alike often differs there."""
    at = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slips = [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
    slip = data.draw(st.sampled_from([s for s in slips if word not in (s, s.rstrip("s"))] or [word + "x"]))
    if slip in drug_names().generic:
        return
    assert [meant for meant, _, _ in Misspellings([word]).find(slip)] == [word]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text(alphabet="abcd", min_size=5, max_size=9), min_size=1, max_size=5),
    st.text(alphabet="abcd ", max_size=40),
)
def test_nothing_is_found_that_is_more_than_one_edit_away(lexicon, text):
    for meant, start, end in Misspellings(lexicon).find(text):
        assert meant in lexicon
        assert distance(meant, text[start:end]) == 1


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("prednisone", "prednisolone"),
        ("hydralazine", "hydroxyzine"),
        ("chlorpromazine", "chlorpropamide"),
        ("cefazolin", "cefaclor"),
        ("clonidine", "clonazepam"),
        ("amiloride", "amlodipine"),
    ],
)
def test_another_drugs_name_is_never_a_slip(term, other):
    assert Misspellings([term]).find(f"give {other} 5 mg") == []


def test_no_drug_of_the_open_list_is_taken_for_another():
    """All of them against all of them: the index finds pairs one edit apart, and must refuse each."""
    long = [name for name in drug_names().generic if name.isalpha() and len(name) >= SHORTEST]
    assert len(long) > 500
    assert Misspellings(long).find(" ".join(long)) == []
    alone = Misspellings(long[::2])
    assert alone.find(" ".join(long[1::2])) == []


def test_between_two_words_equally_near_no_hash_decides():
    """A verdict must not change with PYTHONHASHSEED from one process to the next."""
    program = (
        "from rubrx.reading.misspelling import Misspellings as M; print(M(['abcdefgh', 'abcdefgk']).find('abcdefgx'))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(told) == 1


def test_a_word_as_long_as_a_book_is_no_slip():
    """And is not looked at letter by letter: the index's forms of it would be the square of its length."""
    assert Misspellings(["metformin"]).find("metformin" * 20_000) == []


def test_short_words_must_be_right():
    assert Misspellings(["statin", "ibuprof"]).find("stattin") == []


def test_the_right_spelling_and_its_plural_are_no_slip():
    assert Misspellings(["gliptins", "sulfonylurea"]).find("gliptins sulfonylurea sulfonylureas") == []


def test_a_slip_inside_a_longer_spelling_is_forgiven_at_its_own_place():
    text = "First acumulation of lactate, then lactate acumulation, at last."
    lexicon = Lexicon({"build-up": ["lactate accumulation"]})
    lexicon.register_terms()
    reading = Reader(lexicon).read(text)
    [found] = [m for m in reading.mentions(lexicon.concepts["build-up"]) if not m.loose]
    assert text[found.start : found.end] == "lactate acumulation"


def test_another_form_of_a_word_is_no_slip_of_it():
    assert Misspellings(["lactate accumulates"]).slips_in("accumulated") == {}
    assert Misspellings(["lactate accumulates"]).slips_in("acumulates") == {"acumulates": "accumulates"}
