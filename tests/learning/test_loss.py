"""Each term of the loss has the published value at points worked by hand, and the gradient it claims."""

import numpy as np
import pytest

from rubrx.learning.arrays import log_softmax
from rubrx.learning.loss import clipped_surrogate, clipped_value_loss, entropy

ONE = np.ones((1, 1))


@pytest.mark.parametrize(
    ("ratio", "advantage", "objective", "has_gradient"),
    [
        (1.0, 1.0, 1.0, True),
        (1.1, 1.0, 1.1, True),
        (2.0, 1.0, 1.2, False),  # capped from 1.2 on
        (2.0, -1.0, -2.0, True),  # a bad action that became likelier is not clipped at all
        (0.5, -1.0, -0.8, False),
        (0.5, 1.0, 0.5, True),
    ],
)
def test_the_clip_binds_where_the_paper_says(ratio, advantage, objective, has_gradient):
    result = clipped_surrogate(np.log(ratio) * ONE, 0 * ONE, advantage * ONE, ONE, 0.2)
    assert result.loss == pytest.approx(-objective)
    assert bool(result.d_log_prob[0, 0]) is has_gradient
    assert result.clip_fraction == (abs(ratio - 1) > 0.2)


def _random(seed=5, shape=(40, 3)):
    rng = np.random.default_rng(seed)
    mask = np.arange(shape[1]) < rng.integers(1, shape[1] + 1, size=shape[0])[:, None]
    weights = rng.random(shape) * mask
    return rng, weights / weights.sum()


def test_surrogate_gradient_is_the_finite_difference(finite_differences):
    rng, weights = _random()
    log_pi, log_old, advantages = (rng.normal(size=weights.shape) * s for s in (0.3, 0.3, 2.0))
    analytic = clipped_surrogate(log_pi, log_old, advantages, weights, 0.2).d_log_prob
    numeric = finite_differences(lambda: clipped_surrogate(log_pi, log_old, advantages, weights, 0.2).loss, log_pi)
    assert np.allclose(analytic, numeric, atol=1e-8)


@pytest.mark.parametrize("epsilon", [None, 0.2])
def test_value_gradient_is_the_finite_difference(finite_differences, epsilon):
    rng, weights = _random()
    values, old, returns = (rng.normal(size=weights.shape) for _ in range(3))
    _, analytic = clipped_value_loss(values, old, returns, weights, epsilon)
    numeric = finite_differences(lambda: clipped_value_loss(values, old, returns, weights, epsilon)[0], values)
    assert np.allclose(analytic, numeric, atol=1e-7)


def test_clipped_value_loss_by_hand():
    # V moved from 0 to 1 where R = 2: held at 0.2 the error is 1.8, and the larger square counts
    assert clipped_value_loss(1 * ONE, 0 * ONE, 2 * ONE, ONE, 0.2)[0] == pytest.approx(1.8**2 / 2)
    assert clipped_value_loss(1 * ONE, 0 * ONE, 2 * ONE, ONE, None)[0] == pytest.approx(0.5)


def test_entropy_and_its_gradient(finite_differences):
    assert entropy(np.log([[0.25] * 4]))[0] == pytest.approx([np.log(4)])
    log_p = log_softmax(np.random.default_rng(2).normal(size=(3, 4)))
    numeric = finite_differences(lambda: -(np.exp(log_p) * log_p).sum(), log_p)
    assert np.allclose(entropy(log_p)[1], numeric, atol=1e-7)


def test_a_missing_action_adds_nothing_to_entropy_or_gradient():
    h, gradient = entropy(np.array([[np.log(0.5), np.log(0.5), -np.inf]]))
    assert h == pytest.approx([np.log(2)])
    assert gradient[0, 2] == 0
