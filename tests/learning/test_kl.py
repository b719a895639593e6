"""The KL has the right sign and size, its estimators their known biases, its controllers the papers' rule."""

import math

import numpy as np
import pytest
from scipy.stats import entropy as scipy_kl

from rubrx.learning.arrays import log_softmax
from rubrx.learning.kl import (
    FixedBeta,
    ProportionalBeta,
    ThresholdBeta,
    estimator_gradient,
    exact_kl,
    exact_kl_gradient,
    k1,
    k2,
    k3,
)

PI = np.log([0.5, 0.3, 0.2])
REF = np.log([0.25, 0.25, 0.5])


def test_exact_kl_agrees_with_scipy_and_is_never_negative():
    rng = np.random.default_rng(0)
    pi, ref = log_softmax(rng.normal(size=(50, 7))), log_softmax(rng.normal(size=(50, 7)))
    assert np.allclose(exact_kl(pi, ref), scipy_kl(np.exp(pi), np.exp(ref), axis=1), atol=1e-12)
    assert (exact_kl(pi, ref) > 0).all()
    assert (exact_kl(pi, pi) == 0).all()


def test_kl_grows_when_the_policy_leaves_its_reference():
    # the seed's sign would call this -0.22 and reward it
    by_hand = 0.5 * math.log(2) + 0.3 * math.log(1.2) + 0.2 * math.log(0.4)
    assert exact_kl(PI, REF) == pytest.approx(by_hand)
    assert by_hand > 0


def test_an_action_the_policy_dropped_costs_nothing_and_one_the_reference_lacks_is_refused():
    dropped = np.log([0.5, 0.5, 1.0])
    dropped[2] = -np.inf
    assert exact_kl(dropped, np.log([0.5, 0.25, 0.25])) == pytest.approx(0.5 * math.log(2))
    with pytest.raises(ValueError, match="infinite"):
        exact_kl(np.log([0.5, 0.25, 0.25]), dropped)


def test_expected_k1_and_k3_are_the_kl_and_k2_is_near():
    p = np.exp(PI)
    assert p @ k1(PI, REF) == pytest.approx(exact_kl(PI, REF))
    assert p @ k3(PI, REF) == pytest.approx(exact_kl(PI, REF))
    near = log_softmax(REF + 0.05 * np.array([1.0, -1.0, 0.5]))
    assert np.exp(near) @ k2(near, REF) == pytest.approx(exact_kl(near, REF), rel=0.05)


def test_k1_can_be_negative_on_a_sample_and_k2_and_k3_cannot():
    assert k1(PI, REF).min() < 0
    assert k2(PI, REF).min() >= 0
    assert k3(PI, REF).min() >= 0


def test_k3_keeps_differences_that_plain_floats_round_away():
    tiny = 1e-9
    assert k3(np.array([tiny]), np.array([0.0]))[0] == pytest.approx(tiny**2 / 2, rel=1e-6)


def test_gradients_agree_with_finite_differences(finite_differences):
    rng = np.random.default_rng(1)
    pi, ref = rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
    assert np.allclose(
        exact_kl_gradient(pi, ref),
        finite_differences(lambda: float(np.sum(np.exp(pi) * (pi - ref))), pi),
        atol=1e-7,
    )
    for name, estimator in (("k2", k2), ("k3", k3)):
        numeric = finite_differences(lambda estimator=estimator: estimator(pi, ref).sum(), pi)
        assert np.allclose(estimator_gradient(name, pi, ref), numeric, atol=1e-7)


def test_expected_gradient_of_k2_is_the_kls_and_of_k3_the_reverse_kls(finite_differences):
    theta = np.array([0.3, -0.2, 0.9])
    p = np.exp(log_softmax(theta))
    jacobian = np.eye(3) - p[None, :]  # d log pi_a / d theta_j
    for name, target in (
        ("k2", lambda: exact_kl(log_softmax(theta), REF)),
        ("k3", lambda: exact_kl(REF, log_softmax(theta))),
    ):
        expected = (p * estimator_gradient(name, log_softmax(theta), REF)) @ jacobian
        assert np.allclose(expected, finite_differences(target, theta), atol=1e-8), name


def test_k1_is_refused_as_a_loss():
    with pytest.raises(ValueError, match="k1"):
        estimator_gradient("k1", PI, REF)


@pytest.mark.parametrize("kl", [0.1, 0.5, 0.99, 1.0, 1.1, 5.0, 0.0])
@pytest.mark.parametrize(("n_steps", "horizon"), [(1, 10), (64, 10_000), (256, 1_000)])
def test_proportional_controller_follows_the_published_rule(kl, n_steps, horizon):
    controller = ProportionalBeta(0.3, target=1.0, horizon=horizon)
    controller.update(kl, n_steps)
    error = max(-0.2, min(0.2, kl / 1.0 - 1))
    assert controller.beta == pytest.approx(0.3 * (1 + error * n_steps / horizon), rel=1e-12)


def test_thresholds_give_both_of_the_seeds_columns():
    # with the KL's sign wrong beta relaxes, with it right beta tightens: 0.407 or 0.608 after four steps
    for kl, column in ((-0.0606, [0.475, 0.451, 0.429, 0.407]), (0.0606, [0.525, 0.551, 0.579, 0.608])):
        controller = ThresholdBeta(0.5)
        seen = []
        for _ in range(4):
            controller.update(kl, 1)
            seen.append(round(controller.beta, 3))
        assert seen == column


def test_thresholds_leave_beta_alone_between_them():
    controller = ThresholdBeta(0.5)
    for kl in (0.001, 0.005, 0.01):
        controller.update(kl, 1)
    assert controller.beta == 0.5


@pytest.mark.parametrize("make", [FixedBeta, ThresholdBeta, ProportionalBeta])
def test_a_kl_that_is_no_number_is_refused(make):
    with pytest.raises(ValueError, match="kl must be"):
        make(0.5).update(math.nan, 1)


def test_a_beta_or_target_that_can_not_work_is_refused():
    with pytest.raises(ValueError, match="beta"):
        FixedBeta(-1.0)
    with pytest.raises(ValueError, match="target"):
        ProportionalBeta(0.5, target=0.0)
    with pytest.raises(ValueError, match="horizon"):
        ProportionalBeta(0.5, horizon=10).update(1.0, 50)


def test_no_controller_runs_away_to_infinity_or_0():
    for kl in (9.0, 0.0):
        controller = ThresholdBeta(0.5)
        for _ in range(20_000):
            controller.update(kl, 1)
        assert 0 < controller.beta < math.inf
