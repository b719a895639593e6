"""No policy lies above the frontier: best-of-n and PPO stay below it, and sweeps come near the closed form."""

from __future__ import annotations

import numpy as np
import pytest

from rubrx.errors import UsageError
from rubrx.training import Plan, Table, train
from rubrx.training.frontier import best_of_n_points, frontier_points, gold_at_kl, path
from rubrx.training.held_out import leave_one_out
from rubrx.training.sweep import SEED_BETA, sweep


def test_best_of_n_and_ppo_stay_below_the_frontier(made):
    table = Table(made())
    training = train(made(), rng=np.random.default_rng(0), plan=Plan(iterations=30))
    for point in [*best_of_n_points(table, (2, 4, 8)), *path(training.history)]:
        [best] = frontier_points(table, (point.kl,))
        assert point.reward <= best.reward + 1e-6
        assert best.kl == pytest.approx(point.kl, abs=1e-4)


def test_best_of_1_is_the_start(made):
    [start] = best_of_n_points(Table(made()), (1,))
    assert start.kl == pytest.approx(0, abs=1e-12)
    assert start.reward == pytest.approx(np.mean([each.reward for each in made()]))


def test_gold_at_one_nat_is_the_gold_of_the_best_policy_there(made):
    table = Table(made())
    assert gold_at_kl(table) == frontier_points(table, (1.0,))[0].gold
    assert gold_at_kl(Table(made(gold="none"))) is None


def test_a_sweep_comes_near_the_closed_form_and_its_kl_falls_as_beta_grows(made):
    rows = sweep(Table(made()), Plan(iterations=150), seed=0, betas=(SEED_BETA, 2.0, 8.0))
    assert [row.kl for row in rows] == sorted((row.kl for row in rows), reverse=True)
    for row in rows:
        assert row.reward == pytest.approx(row.optimum_reward, abs=0.25)
        assert row.kl == pytest.approx(row.optimum_kl, rel=0.2)


def test_a_linear_policy_raises_reward_and_gold_on_queries_it_never_saw(made):
    table = Table(made(queries=6, answers=8))
    change, each = leave_one_out(table, Plan(policy="linear", iterations=60), seed=0)
    assert change.queries == len(each) == 6
    assert change.reward_interval.low > 0
    assert change.gold_interval.low > 0
    assert change.optimum_share > 0.8
    assert change.reward_after == pytest.approx(np.mean([one.reward_after for one in each.values()]))


def test_a_tabular_policy_learns_nothing_of_a_query_it_never_saw(made):
    change, _ = leave_one_out(Table(made(queries=3, answers=4)), Plan(iterations=5), seed=0)
    assert change.reward_after == change.reward_before
    assert change.kl == 0


def test_one_query_cannot_be_left_out(made):
    with pytest.raises(UsageError, match="at least two"):
        leave_one_out(Table(made(queries=1)), Plan(), seed=0)
