"""The exact optimum of a linear policy is one: its gradient is right, and no PPO does better on what it trains on."""

from __future__ import annotations

import linear_policy
import numpy as np
import pytest

from rubrx.training import Candidate, Table


@pytest.fixture(scope="module")
def problem():
    rng = np.random.default_rng(3)
    rows = [
        Candidate(f"q{q}", f"q{q}-c{c}", float(rng.uniform(0, 10)), features=tuple(rng.normal(size=3)))
        for q in range(5)
        for c in range(4 + (q == 0))
    ]
    return linear_policy.Problem(Table(rows))


def test_the_gradient_is_the_finite_difference(problem):
    rows, weights, h = np.array([0, 2, 3]), np.array([0.3, -0.2, 0.5]), 1e-6
    _, gradient = problem.loss(weights, rows, 1.5)
    for place in range(3):
        step = np.eye(3)[place] * h
        slope = (problem.loss(weights + step, rows, 1.5)[0] - problem.loss(weights - step, rows, 1.5)[0]) / (2 * h)
        assert gradient[place] == pytest.approx(slope, abs=1e-6)


def test_other_weights_of_no_more_kl_earn_no_more(problem):
    rows = np.arange(5)
    best = problem.optimum(rows)
    reward, kl = problem.measured(best, rows)
    rng = np.random.default_rng(4)
    for scale in (0.01, 0.1, 1.0):
        for _ in range(50):
            other, its_kl = problem.measured(best + scale * rng.normal(size=3), rows)
            assert its_kl > kl or other < reward + 0.01
