"""A pattern stands where `re` finds it, whichever engine looks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.reading.actions import _errands
from rubrx.reading.alarms import ACTION
from rubrx.reading.swift import first, spans, widened

#: words that errands are made of, and marks and letters that the two engines could take differently
PIECES = st.sampled_from(
    ("with after food a meal breakfast ring call the gp surgery 999 a&e if she bleeds seek urgent advice morning "
     "review depends on her response titrated to , . ; - → é \t \n \x1c ² i'd 2.5 mg/kg datix pharmacist's team no "
     "alcohol back come any rash means stop and ring it us ? should feel worse take seriously").split(" ")
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_errands_stand_where_re_finds_them(text):
    for _, done in _errands():
        assert spans(done, text) == [match.span() for match in done.finditer(text)]


#: what an engine has and the other not, or means otherwise
TRICKY = (
    r"a*", r"b$", r"^b", r"\bcafé\b", r"x\s", r"x[\s,]", r"(?<!a)b", r"(a|ab)(c|bcd)?", r"[^a]+", r"a(?!b)", r"b(?=x)",
    r"(?P<one>a)b", r"[→:]", r"\u2192x", r"a{2,9}", r"(?:a|b)[^x]{0,20}?x(?! )", r"(?i:A)b", r"(a)\1", r"[^\S ]a",
    r"(?>a+)b", r"\b(?=b)", r"\b",
)  # fmt: skip


@pytest.mark.parametrize("pattern", TRICKY)
@given(text=st.text("abx cé\n\x1c\u2003→:", max_size=20))
def test_what_the_engines_take_differently_is_found_where_re_finds_it(pattern, text):
    compiled = re.compile(pattern)
    assert spans(compiled, text) == [match.span() for match in compiled.finditer(text)]


def test_a_flood_of_false_beginnings_is_left_to_re_and_nothing_is_missed():
    pattern = re.compile(r"if [^.]{0,9}ring\b")
    text = "if " * 60 + "x" * 12 + " ring " + "if wheezy ring. " * 2
    assert spans(pattern, text) == [match.span() for match in pattern.finditer(text)] != []


@pytest.mark.parametrize(
    ("pattern", "wider", "is_exact"),
    [
        (r"\b(?:ring|call) us\b", r"\b(?:ring|call) us\b", True),
        (r"(?<!no )rash\b(?! (?:of|in))", r"rash\b", False),
        (r"if[^.;]{3,90}?,? then", r"if[^.;]*?,? then", False),
        (r"a{1,3}→", r"a{1,3}\xff", True),
    ],
)
def test_a_wider_pattern_leaves_out_what_re2_has_not(pattern, wider, is_exact):
    assert widened(pattern) == (wider, is_exact)


@pytest.mark.parametrize("pattern", [r"(?i:a)", r"(a)\1", r"(?>a)", r"\Aa", r"[\S]"])
def test_what_cannot_be_widened_is_left_to_re(pattern):
    assert widened(pattern) is None


def test_signs_with_what_to_do_are_looked_for_by_re2():
    assert widened(ACTION) is not None


@pytest.mark.parametrize("pattern", TRICKY)
@given(text=st.text("abx cé\n\x1c\u2003→:", max_size=20), places=st.tuples(st.integers(0, 9), st.integers(0, 25)))
def test_the_first_place_is_the_one_that_re_finds(pattern, text, places):
    compiled, (start, end) = re.compile(pattern), places
    here, there = first(compiled, text, start, end), compiled.search(text, start, end)
    assert (here and here.span()) == (there and there.span())
