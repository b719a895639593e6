"""Where one statement ends and the next begins: abbreviations and shorthand end nothing, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.folding import fold
from rubrx.reading.segments import find_sentences, item_start


def sentences(text):
    return [text[start:end] for start, end in find_sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("stop it. use insulin.", 2),
        ("stop it! is she dry?", 2),
        ("stop it; use insulin", 2),
        ("give 0.5 g twice daily. recheck.", 2),
        ("take 5 mg b.i.d. with food.", 1),
        ("use e.g. linagliptin. stop metformin.", 2),
        ("i.e. half of it", 1),
        ("cover e. coli with it.", 1),
        ("approx. 5 mg.", 1),
        ("give 20 mg. repeat the ecg.", 2),
        ("max. 4 g a day.", 1),
        ("1. stop it\n2. use insulin", 2),
        ("- stop it\n- use insulin\n- recheck", 3),
        ("\n\n  \n", 0),
        ("", 0),
        ("no. it is contraindicated.", 2),
        ("see dr. adams first.", 1),
        ("it is 4.5 now... wait.", 2),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "words"),
    [("- stop it", "stop it"), ("2) stop it", "stop it"), ("a. stop it", "stop it"), ("stop it", "stop it")],
)
def test_an_items_words_begin_after_its_bullet(text, words):
    assert text[item_start(text, 0, len(text)) :] == words


steering = st.lists(
    st.sampled_from(
        [".", "!", "?", ";", "\n", " ", "e.g.", "mg.", "1.", "no.", "a", "b.i.d.", ")", '"', "0.5", "-", "*"]
    )
    | st.text(max_size=2),
    max_size=40,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=100) | steering)
def test_no_word_is_lost_and_none_is_read_twice(text):
    """Sentences are in order, do not overlap, have no blank edges, and leave out nothing but blanks."""
    folded = fold(text).text
    found = find_sentences(folded)
    at = 0
    for start, end in found:
        assert at <= start < end <= len(folded)
        assert not folded[at:start].strip()
        assert folded[start:end] == folded[start:end].strip()
        at = end
    assert not folded[at:].strip()
