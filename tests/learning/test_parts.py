"""Each part of the engine can be replaced, and each of the four well-known faults shows where theory says."""

from __future__ import annotations

import numpy as np
import pytest

from rubrx.learning import PPO, FixedBeta, Parts, ReferencePolicy, Settings, TabularPolicy, ThresholdBeta
from rubrx.learning.kl import exact_kl, exact_kl_gradient, exact_kl_with_gradient

REWARDS = np.array([[1.0, 3.0, 2.0], [4.0, 0.0, 2.5]])
QUERIES = np.arange(2)


def reward(trajectories):
    return REWARDS[trajectories.queries[:, None], trajectories.actions]


def trainer(parts=None, controller=None, **settings):
    return PPO(
        TabularPolicy(np.zeros((2, 3))), ReferencePolicy(np.zeros((2, 3))), reward, QUERIES,
        controller=controller or FixedBeta(1.0), rng=np.random.default_rng(0), parts=parts,
        settings=Settings(samples_per_query=32, learning_rate=0.03, **settings),
    )  # fmt: skip


def run(ppo, iterations=150):
    return [ppo.step() for _ in range(iterations)][-1]


def test_kl_and_gradient_together_are_the_two_alone():
    rng = np.random.default_rng(3)
    log_pi, log_ref = (np.log(rng.dirichlet(np.ones(4), size=(2, 3))) for _ in range(2))
    log_pi[0, 0, 1] = -np.inf
    value, gradient = exact_kl_with_gradient(log_pi, log_ref)
    assert np.array_equal(value, exact_kl(log_pi, log_ref))
    assert np.array_equal(gradient, exact_kl_gradient(log_pi, log_ref))


def test_the_reference_policy_is_the_tabular_one_that_never_learned():
    scores = np.log([[0.1, 0.2, 0.7], [0.5, 0.5, 1e-9]])
    assert np.allclose(ReferencePolicy(scores).distribution(QUERIES), TabularPolicy(scores).distribution(QUERIES))
    assert ReferencePolicy(scores).parameters == {}
    assert (ReferencePolicy(scores).scores(QUERIES) == 0).all()


def test_a_penalty_with_its_sign_turned_round_drives_the_policy_away():
    def turned(log_pi, log_ref):
        value, gradient = exact_kl_with_gradient(log_pi, log_ref)
        return -value, -gradient

    assert run(trainer(Parts(penalty=turned))).kl > 1.0 > run(trainer()).kl + 0.2


def test_a_ratio_to_the_reference_is_clipped_for_good():
    held = run(trainer(Parts(ratio_base=lambda old, ref: ref)))
    assert held.clip_fraction > 0.5
    assert held.kl < 0.05
    assert run(trainer()).clip_fraction < 0.2


def test_a_constant_baseline_makes_the_loss_negative_without_a_better_policy():
    constant = run(trainer(Parts(baseline=lambda returns, queries: np.zeros(len(returns)))))
    right = run(trainer())
    assert constant.loss < 0 < right.loss
    assert constant.explained_variance == pytest.approx(0)
    assert constant.reward < right.reward + 0.3


def test_a_controller_that_is_told_minus_the_kl_always_relaxes():
    def signed(log_pi, log_ref, kl):
        return float((log_ref - log_pi).sum(axis=1).mean())

    wrong = trainer(Parts(controlled_kl=signed), ThresholdBeta(1.0, every=10))
    right = trainer(controller=ThresholdBeta(1.0, every=10))
    run(wrong, 50), run(right, 50)
    assert wrong.controller.beta == pytest.approx(0.95**5)
    assert right.controller.beta == pytest.approx(1.05**5)


def test_the_thresholds_rule_keeps_count_across_a_restore():
    controller = ThresholdBeta(0.5, every=3)
    for _ in range(4):
        controller.update(0.5, 1)
    other = ThresholdBeta(9.0, every=3)
    other.load_state_dict(controller.state_dict())
    other.update(0.5, 1)
    assert other.beta == controller.beta == pytest.approx(0.525)
    other.update(0.5, 1)
    assert other.beta == pytest.approx(0.525 * 1.05)
    with pytest.raises(ValueError, match="every"):
        ThresholdBeta(0.5, every=0)


def test_a_baseline_of_the_wrong_shape_or_of_nan_is_refused():
    for bad in (lambda r, q: np.zeros(3), lambda r, q: np.full(len(r), np.nan)):
        with pytest.raises(ValueError, match="baseline"):
            trainer(Parts(baseline=bad)).step()
