"""Repeated and contradictory preferences are joined by vote, and every row is accounted for."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.records import Preference
from rubrx.reward_model.pairs import distinct


def p(chosen, rejected, annotators=None, margin=None, prompt="q"):
    return Preference(prompt, chosen, rejected, margin, annotators)


def test_a_pair_that_is_said_again_counts_once():
    found = distinct([p("a", "b"), p("a", "b"), p("a", "c")])
    assert [(each.chosen, each.rejected, each.annotators) for each in found.pairs] == [("a", "b", 2), ("a", "c", 1)]
    assert (found.rows, found.repeated, found.contradicted) == (3, 1, 0)


def test_the_same_answers_to_another_prompt_are_another_pair():
    assert len(distinct([p("a", "b"), p("b", "a", prompt="other")]).pairs) == 2


def test_two_of_three_win():
    found = distinct([p("a", "b"), p("b", "a"), p("a", "b")])
    assert [(each.chosen, each.rejected) for each in found.pairs] == [("a", "b")]
    assert found.agreement == (pytest.approx(2 / 3),)
    assert found.contradicted == 1


def test_annotators_are_votes():
    found = distinct([p("a", "b", 1), p("b", "a", 4)])
    assert found.pairs[0].chosen == "b"
    assert found.agreement == (0.8,)


def test_a_tie_is_dropped_and_counted():
    found = distinct([p("a", "b", 2), p("b", "a"), p("b", "a")])
    assert (found.pairs, found.contradicted, found.tied) == ((), 1, 1)


@pytest.mark.parametrize(("least", "left"), [(0.0, 2), (0.6, 2), (0.67, 1), (1.0, 1)])
def test_too_little_agreement_drops_a_pair(least, left):
    found = distinct([p("a", "b", 2), p("b", "a"), p("c", "d", 3)], least)
    assert (len(found.pairs), found.below) == (left, 2 - left)


def test_margins_of_those_who_agree_are_averaged():
    found = distinct([p("a", "b", margin=1), p("a", "b"), p("a", "b", margin=2), p("b", "a", margin=9)])
    assert found.pairs[0].margin == 1.5


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.integers(1, 3)), max_size=30))
def test_every_row_is_accounted_for_whatever_the_order(rows):
    preferences = [p(a, b, n) for a, b, n in rows if a != b]
    found = distinct(preferences)
    kinds = len({frozenset((each.chosen, each.rejected)) for each in preferences})
    assert len(found.pairs) + found.tied + found.below == kinds
    assert found.rows == len(preferences)
    shuffled = list(preferences)
    random.Random(1).shuffle(shuffled)
    again = distinct(shuffled)
    assert {each[:3] for each in again.pairs} == {each[:3] for each in found.pairs}
