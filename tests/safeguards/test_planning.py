"""Labelling costs what the seed says for one rater, and what its own rule says for two of three."""

from __future__ import annotations

import pytest

from rubrx.errors import UsageError
from rubrx.safeguards.planning import Terms, expected_raters, plan


def row(found, raters, staff="experts", selection=False):
    [only] = [r for r in found.rows if (r.raters, r.staff, r.selection) == (raters, staff, selection)]
    return only


def test_the_seed_s_case_and_its_correction():
    found = plan(Terms(preferences=50_000, minutes_per_ten=30, expert_rate=100))
    one = row(found, "one")
    assert (one.expert_hours, one.cost, one.low, one.high) == (2_500, 250_000, 250_000, 250_000)
    two_of_three = row(found, "2 of 3")
    assert (two_of_three.low, two_of_three.high) == (500_000, 750_000)
    assert two_of_three.low < two_of_three.cost < two_of_three.high


def test_a_third_is_asked_where_two_differ():
    assert expected_raters("2 of 3", 1.0) == 2
    assert expected_raters("2 of 3", 0.0) == 3
    assert expected_raters("2 of 3", 0.75) == 2.25


def test_crowd_and_spot_checks_by_hand():
    """1,000 preferences at 3 minutes: 50 h; 40 h of crowd, 10 h of experts and 20 % of 40 h checked."""
    terms = Terms(1_000, 30, expert_rate=100, crowd_rate=20, crowd_share=0.8, spot_check=0.2)
    found = row(plan(terms), "one", "crowd and experts")
    assert (found.crowd_hours, found.expert_hours) == (pytest.approx(40), pytest.approx(18))
    assert found.cost == pytest.approx(40 * 20 + 18 * 100)


def test_saved_labels_make_rows_of_their_own():
    found = plan(Terms(saved=0.3))
    assert row(found, "one", selection=True).cost == pytest.approx(0.7 * 250_000)
    assert len(found.rows) == 16
    assert len(plan().rows) == 8


@pytest.mark.parametrize(
    "terms", [Terms(preferences=0), Terms(crowd_share=1.2), Terms(saved=-0.1), Terms(expert_rate=float("nan"))]
)
def test_nonsense_is_refused(terms):
    with pytest.raises(UsageError):
        plan(terms)
