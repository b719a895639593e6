"""Expressions hold exactly when enough of their parts do, and are refused in one line when they can't be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading import Lexicon
from rubrx.reading.expressions import Expression, as_written, parse_expression
from rubrx.records import Span

NAMES = ["ant", "bee", "cat", "dog"]
leaves = st.sampled_from(NAMES)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=4)),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=4)),
        st.lists(inner, min_size=1, max_size=4).flatmap(
            lambda parts: st.builds(lambda k: {"at_least": k, "of": parts}, st.integers(1, len(parts)))
        ),
    ),
    max_leaves=10,
)


def truth(written, present):
    """What the words mean, straight from the rubric's own form."""
    if isinstance(written, str):
        return written in present
    if "any" in written:
        return any(truth(part, present) for part in written["any"])
    if "all" in written:
        return all(truth(part, present) for part in written["all"])
    return sum(truth(part, present) for part in written["of"]) >= written["at_least"]


def search(written, present):
    expression = Expression(parse_expression(written), Lexicon())
    return expression.search(lambda concept: [Span(0, 1)] if concept.name in present else [])


@settings(max_examples=300, deadline=None)
@given(trees, st.sets(leaves))
def test_an_expression_holds_when_enough_of_its_parts_do(written, present):
    found = search(written, present)
    assert found.holds == truth(written, present)
    assert set(found.named) <= present
    assert not set(found.missing) & present


@settings(max_examples=200, deadline=None)
@given(trees, st.sets(leaves), leaves)
def test_one_more_part_never_undoes_an_expression(written, present, more):
    if search(written, present).holds:
        assert search(written, present | {more}).holds


@settings(max_examples=200, deadline=None)
@given(trees, st.sets(leaves))
def test_what_was_written_comes_back_with_the_same_meaning(written, present):
    again = as_written(parse_expression(written))
    assert as_written(parse_expression(again)) == again
    assert truth(again, present) == truth(written, present)


@pytest.mark.parametrize(
    "wrong",
    [
        None, True, "", "  ",
        [], ["ant"], {}, {"any": []}, {"any": "ant"}, {"some": ["ant"]}, {"any": ["ant"], "all": ["bee"]},
        {"at_least": 0, "of": ["ant"]}, {"at_least": 2, "of": ["ant"]}, {"at_least": True, "of": ["ant"]},
        {"at_least": "1", "of": ["ant"]}, {"of": ["ant"]}, {"all": ["ant", None]},
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused_in_one_line(wrong):
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        parse_expression(wrong)


def test_a_number_is_a_phrase():
    assert as_written(parse_expression(30)) == "30"
