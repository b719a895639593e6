"""A pattern stands where `re` finds it, whichever engine looks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.reading.actions import _errands
from rubrx.reading.swift import spans

#: words that errands are made of, and marks and letters that the two engines could take differently
PIECES = st.sampled_from(
    ("with after food a meal breakfast ring call the gp surgery 999 a&e if she bleeds seek urgent advice morning "
     "review depends on her response titrated to , . ; - → é \t \n \x1c ² i'd 2.5 mg/kg datix pharmacist's team no "
     "alcohol").split(" ")
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_errands_stand_where_re_finds_them(text):
    for _, done in _errands():
        assert spans(done, text) == [match.span() for match in done.finditer(text)]


@pytest.mark.parametrize("pattern", [r"a*", r"b$", r"\bcafé\b", r"x\s", r"(?<!a)b", r"(a|ab)(c|bcd)?", r"[^a]+"])
@pytest.mark.parametrize("text", ["", "ab\n", "aabcd xb", "the café", "x\x1cx\u2003x "])
def test_patterns_that_the_engines_take_differently_are_left_to_re(pattern, text):
    compiled = re.compile(pattern)
    assert spans(compiled, text) == [match.span() for match in compiled.finditer(text)]
