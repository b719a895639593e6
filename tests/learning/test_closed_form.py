"""The closed form is the optimum: nothing on the simplex earns more, and the KL asked for is reached."""

import numpy as np
import pytest
from scipy.optimize import minimize

from rubrx.learning.arrays import log_softmax
from rubrx.learning.closed_form import optimum, optimum_at_kl
from rubrx.learning.kl import exact_kl

REFERENCE = log_softmax(np.array([[0.0, 1.0, -1.0, -np.inf], [0.3, 0.2, 0.1, 0.0]]))
REWARDS = np.array([[1.0, 0.0, 3.0, 9.0], [2.0, 2.5, 0.0, 1.0]])


def test_a_numeric_search_finds_the_same_policy():
    def loss(logits):
        log_pi = log_softmax(logits)
        return -(np.exp(log_pi) @ (REWARDS[1] - 0.7 * (log_pi - REFERENCE[1])))

    found = minimize(loss, np.zeros(4), tol=1e-14)
    best = optimum(REFERENCE, REWARDS, 0.7)[1]
    assert np.allclose(np.exp(log_softmax(found.x)), np.exp(best), atol=1e-5)
    assert -loss(best) == pytest.approx(0.7 * np.logaddexp.reduce(REFERENCE[1] + REWARDS[1] / 0.7))


def test_a_missing_action_stays_missing():
    assert np.exp(optimum(REFERENCE, REWARDS, 0.1))[0, 3] == 0


@pytest.mark.parametrize("kl", [0.01, 0.2, 0.6])
def test_the_kl_asked_for_is_reached(kl):
    assert exact_kl(optimum_at_kl(REFERENCE, REWARDS, kl), REFERENCE).mean() == pytest.approx(kl, abs=1e-6)


def test_no_random_policy_of_that_kl_or_less_earns_more():
    best = optimum_at_kl(REFERENCE, REWARDS, 0.3)
    most = (np.exp(best) * REWARDS).sum(axis=1).mean()
    rng = np.random.default_rng(0)
    tried = 0
    for _ in range(4000):
        other = log_softmax(REFERENCE + rng.normal(size=(2, 4)) * rng.random())
        if exact_kl(other, REFERENCE).mean() <= 0.3:
            tried += 1
            assert (np.exp(other) * REWARDS).sum(axis=1).mean() <= most + 1e-9
    assert tried > 1000


def test_a_kl_out_of_reach_gives_the_greedy_policy_and_none_at_all_the_reference():
    greedy = np.exp(optimum_at_kl(REFERENCE, REWARDS, 50.0))
    assert np.allclose(greedy, [[0, 0, 1, 0], [0, 1, 0, 0]], atol=1e-9)
    assert np.allclose(np.exp(optimum_at_kl(REFERENCE, REWARDS, 0.0)), np.exp(REFERENCE), atol=1e-6)


@pytest.mark.parametrize("beta", [0.0, -1.0, np.nan])
def test_a_beta_without_optimum_is_refused(beta):
    with pytest.raises(ValueError, match="beta must be"):
        optimum(REFERENCE, REWARDS, beta)
