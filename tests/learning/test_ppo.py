"""PPO has the gradient it claims, reaches the closed form, resumes bit for bit, and never hides a NaN."""

import numpy as np
import pytest

from rubrx.learning import (
    PPO,
    FixedBeta,
    LinearPolicy,
    ProportionalBeta,
    Settings,
    TabularPolicy,
    TabularValue,
    ThresholdBeta,
)
from rubrx.learning.arrays import log_softmax

REWARDS = np.array([[1.0, 3.0, 2.0, 0.5], [4.0, 0.0, 2.5, 9.9], [0.3, 0.2, 0.1, 0.9]])
REFERENCE = np.log([[0.1, 0.2, 0.3, 0.4], [0.5, 0.3, 0.2, 1.0], [0.7, 0.1, 0.1, 0.1]])
REFERENCE[1, 3] = -np.inf  # three candidates only: the 9.9 behind it may never be reached
QUERIES = np.arange(3)


def reward(trajectories):
    return REWARDS[trajectories.queries[:, None], trajectories.actions]


def trainer(policy=None, *, seed=0, beta=0.5, reward=reward, value=None, controller=None, **settings):
    policy = policy or TabularPolicy(REFERENCE)
    return PPO(
        policy, TabularPolicy(REFERENCE), reward, QUERIES,
        controller=controller or FixedBeta(beta), rng=np.random.default_rng(seed),
        settings=Settings(**settings), value=value,
    )  # fmt: skip


def total_variation(log_p, log_q):
    return float(0.5 * np.abs(np.exp(log_p) - np.exp(log_q)).sum(axis=1).max())


@pytest.mark.parametrize(
    "kl",
    [
        {"kl_in": "loss", "kl_estimator": "exact"},
        {"kl_in": "loss", "kl_estimator": "k2"},
        {"kl_in": "reward", "kl_estimator": "k1"},
    ],
    ids=lambda kl: "-".join(kl.values()),
)
def test_exact_expectation_reaches_the_closed_form(kl):
    # pi* proportional to pi_ref exp(r / beta)
    ppo = trainer(exact=True, baseline="query-mean", learning_rate=0.02, epochs=1, **kl)
    for _ in range(3000):
        ppo.step()
    optimum = log_softmax(REFERENCE + np.where(np.isneginf(REFERENCE), 0.0, REWARDS) / 0.5)
    assert total_variation(ppo.policy.distribution(QUERIES), optimum) < 1e-3


def test_exact_expectation_with_epochs_and_a_critic_reaches_it_too():
    ppo = trainer(exact=True, baseline="value", value=TabularValue(3), learning_rate=0.02, epochs=4, lam=1.0)
    for _ in range(1500):
        ppo.step()
    optimum = log_softmax(REFERENCE + np.where(np.isneginf(REFERENCE), 0.0, REWARDS) / 0.5)
    assert total_variation(ppo.policy.distribution(QUERIES), optimum) < 1e-3


def test_sequences_of_different_lengths_reach_the_closed_form(sequence_policy):
    # over whole sequences, so the KL also counts where a step leads; two tokens that each see all before them
    # can reach every distribution
    policy, reference = sequence_policy(1, 3, 2), sequence_policy(1, 3, 2)
    listed = policy.enumerate(np.array([0]))
    assert sorted(listed.mask.sum(axis=1)) == [1, 2, 2, 2, 2, 2, 2]
    score = {tuple(a): s for a, s in zip(listed.actions, [0.2, 1.0, 0.0, 0.7, 0.9, 0.1, 0.4], strict=True)}

    def at_the_end(trajectories):
        rewards = np.zeros(trajectories.mask.shape)
        rows = np.arange(len(trajectories))
        rewards[rows, trajectories.mask.sum(axis=1) - 1] = [score[tuple(a)] for a in trajectories.actions]
        return rewards

    ppo = PPO(
        policy, reference, at_the_end, np.array([0]),
        controller=FixedBeta(0.5), rng=np.random.default_rng(0),
        settings=Settings(
            exact=True, baseline="query-mean", kl_in="reward", kl_estimator="k1", epochs=1, learning_rate=0.02
        ),
    )  # fmt: skip
    for _ in range(2000):
        ppo.step()

    def of_sequences(p):
        taken = np.take_along_axis(p.log_probs(listed), listed.actions[..., None], axis=-1)[..., 0]
        return np.where(listed.mask, taken, 0.0).sum(axis=1)[None]

    optimum = log_softmax(of_sequences(reference) + np.array([score[tuple(a)] for a in listed.actions]) / 0.5)
    assert total_variation(of_sequences(reference), optimum) > 0.1
    assert total_variation(of_sequences(policy), optimum) < 1e-3


@pytest.mark.parametrize(
    "settings",
    [
        {"kl_estimator": "exact"},
        {"kl_estimator": "k2"},
        {"kl_estimator": "k3"},
        {"kl_in": "reward", "kl_estimator": "k1"},
        {"kl_estimator": "exact", "entropy_bonus": 0.3},
        {"kl_estimator": "exact", "normalise": True, "baseline": "query-mean"},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["tabular", "linear", "sequence"])
def test_the_losss_gradient_is_the_finite_difference(kind, settings, finite_differences, sequence_policy):
    rng = np.random.default_rng(11)
    if kind == "sequence":
        policy, reference = sequence_policy(3, 3, 4), sequence_policy(3, 3, 4)

        def score(trajectories):
            return np.where(trajectories.mask, trajectories.actions - 0.5, 0.0)
    else:
        policy = TabularPolicy(REFERENCE) if kind == "tabular" else LinearPolicy(REFERENCE, rng.normal(size=(3, 4, 6)))
        reference, score = TabularPolicy(REFERENCE), reward
    ppo = PPO(
        policy, reference, score, QUERIES,
        controller=FixedBeta(0.7), rng=rng, settings=Settings(**settings),
    )  # fmt: skip
    batch = ppo._collect()
    for array in policy.parameters.values():  # away from the sampling policy: the clip binds
        np.add(array, 0.3 * rng.normal(size=array.shape), out=array)
    rows = np.arange(0, len(batch.trajectories), 2)
    _, clip_fraction, gradients = ppo._policy_loss(batch, rows, 0.7)
    assert 0 < clip_fraction < 1
    for name, array in policy.parameters.items():
        numeric = finite_differences(lambda: ppo._policy_loss(batch, rows, 0.7)[0], array)
        assert np.allclose(gradients[name], numeric, atol=2e-7)
        assert np.abs(numeric).max() > 1e-3


def test_sampled_training_comes_near_the_optimum():
    ppo = trainer(samples_per_query=64, learning_rate=0.02)
    for _ in range(400):
        ppo.step()
    log_pi, beta = ppo.policy.distribution(QUERIES), 0.5
    tilted = REFERENCE + REWARDS / beta

    def objective(log_p):
        p, ratio = np.exp(log_p), np.where(np.isneginf(log_p), 0.0, log_p - REFERENCE.clip(-1e9))
        return (p * (REWARDS - beta * ratio)).sum(axis=1).mean()

    start, best = objective(REFERENCE), beta * np.logaddexp.reduce(tilted, axis=1).mean()
    assert objective(log_softmax(tilted)) == pytest.approx(best)  # the optimum's value is beta log Z
    assert (objective(log_pi) - start) / (best - start) > 0.98


def test_sampled_sequences_learn_with_gae_and_a_critic(sequence_policy):
    # the reward is the number of 2s; sequences have different lengths, and 0 ends one
    policy = sequence_policy(2, 3, 6)
    ppo = PPO(
        policy, sequence_policy(2, 3, 6),
        lambda t: np.where(t.mask & (t.actions == 2), 1.0, 0.0), np.arange(2),
        controller=FixedBeta(0.05), rng=np.random.default_rng(0), value=TabularValue(2, 6),
        settings=Settings(
            baseline="value", kl_in="reward", kl_estimator="k1", samples_per_query=64, normalise=True
        ),
    )  # fmt: skip
    reports = [ppo.step() for _ in range(60)]
    assert reports[0].reward < 2
    assert reports[-1].reward > 5
    assert reports[-1].explained_variance is not None
    assert reports[-1].kl > 0


@pytest.mark.parametrize("cut", [1, 3, 7])
@pytest.mark.parametrize(
    "make",
    [
        lambda: trainer(controller=ProportionalBeta(0.5, target=0.3, horizon=200), queries_per_batch=2, slowing=3.0),
        lambda: trainer(
            LinearPolicy(REFERENCE, np.random.default_rng(2).normal(size=(3, 4, 5))),
            controller=ThresholdBeta(0.5), value=TabularValue(3), baseline="value", stop_kl=0.02,
        ),
    ],
    ids=["tabular", "linear-critic"],
)  # fmt: skip
def test_a_resumed_run_equals_the_uninterrupted_one_bit_for_bit(make, cut):
    whole = make()
    expected = [whole.step() for _ in range(10)]
    first = make()
    for _ in range(cut):
        first.step()
    state = first.state_dict()
    first.step()  # what happens after the state was taken must not leak into it
    second = make()
    second.load_state_dict(state)
    assert [second.step() for _ in range(10 - cut)] == expected[cut:]
    for name, array in whole.policy.parameters.items():
        assert (array == second.policy.parameters[name]).all()


def test_learning_rates_fall_with_the_root_of_time_from_the_very_first():
    """rate / sqrt(1 + n / slowing): Adam's first step moves each logit that has a gradient by just its rate."""
    settings = Settings(slowing=4.0)
    assert [settings.rate_share(n) for n in (0, 4, 12, 60)] == pytest.approx([1, 2**-0.5, 0.5, 0.25])
    assert Settings().rate_share(10**6) == 1.0
    ppo = trainer(slowing=4.0, learning_rate=0.01, epochs=1, value=TabularValue(3), baseline="value")
    ppo.step()
    assert np.abs(ppo.policy.parameters["theta"]).max() == pytest.approx(0.01, rel=1e-3)
    ppo.iteration = 12
    ppo.step()
    assert (ppo._adam.learning_rate, ppo._value_adam.learning_rate) == pytest.approx((0.005, 0.025))


def test_the_reported_kl_is_of_the_policy_that_sampled_and_never_negative():
    ppo = trainer()
    reports = [ppo.step() for _ in range(20)]
    assert reports[0].kl == 0
    assert all(report.kl > 0 for report in reports[1:])


def test_a_large_beta_holds_the_policy_at_its_reference():
    ppo = trainer(beta=1000.0, exact=True, baseline="query-mean", learning_rate=0.001)
    for _ in range(300):
        report = ppo.step()
    assert report.kl < 1e-4


def test_epochs_stop_where_the_policy_has_moved_too_far():
    free = trainer(epochs=20, learning_rate=0.2, samples_per_query=32).step()
    held = trainer(epochs=20, learning_rate=0.2, samples_per_query=32, stop_kl=0.01).step()
    assert 1 <= held.updates < free.updates


def test_the_proportional_controller_steers_the_kl_to_its_target():
    controller = ProportionalBeta(0.5, target=0.25, horizon=1000)
    ppo = trainer(controller=controller, samples_per_query=32, learning_rate=0.03)
    kls = [ppo.step().kl for _ in range(600)]
    assert np.mean(kls[-100:]) == pytest.approx(0.25, rel=0.15)


def test_a_query_with_one_candidate_is_left_as_it_is():
    reference = np.array([[0.0, -np.inf], [0.0, 0.0]])
    policy = TabularPolicy(reference)
    rewards = np.array([[3.0, 0.0], [1.0, 2.0]])
    ppo = PPO(
        policy, TabularPolicy(reference), lambda t: rewards[t.queries[:, None], t.actions],
        np.arange(2), controller=FixedBeta(0.5), rng=np.random.default_rng(0),
    )  # fmt: skip
    for _ in range(30):
        ppo.step()
    assert np.exp(policy.distribution(np.arange(2)))[0].tolist() == [1.0, 0.0]
    assert np.exp(policy.distribution(np.arange(2)))[1, 1] > 0.6


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_reward_that_is_no_number_stops_training_by_name_and_changes_nothing(bad):
    def broken(trajectories):
        values = reward(trajectories)
        values[2, 0] = bad
        return values

    ppo = trainer(reward=broken)
    before = ppo.policy.distribution(QUERIES)
    with pytest.raises(ValueError, match=r"reward\[2, 0\] is"):
        ppo.step()
    assert (ppo.policy.distribution(QUERIES) == before).all()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kl_in": "loss", "kl_estimator": "k1"}, "not 'k1'"),
        ({"kl_in": "reward", "kl_estimator": "exact"}, "not 'exact'"),
        ({"kl_in": "both"}, "reward or loss"),
        ({"baseline": "global"}, "baseline must be"),
        ({"exact": True}, "query-mean or value"),
        ({"epochs": 0}, "at least 1"),
        ({"clip": -0.1}, "clip must be"),
        ({"slowing": 0.0}, "slowing must be above 0"),
        ({"slowing": -1.0}, "slowing must be"),
    ],
)
def test_settings_that_can_not_work_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        Settings(**settings)


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="no queries"):
        PPO(
            TabularPolicy(REFERENCE), TabularPolicy(REFERENCE), reward, np.array([], dtype=int),
            controller=FixedBeta(0.5), rng=np.random.default_rng(0),
        )  # fmt: skip
    with pytest.raises(ValueError, match="value function"):
        trainer(baseline="value")
    with pytest.raises(ValueError, match="value function"):
        trainer(value=TabularValue(3))
    with pytest.raises(ValueError, match="5 of 3"):
        trainer(queries_per_batch=5)
    other = TabularPolicy(np.zeros((2, 2))).state_dict()
    ppo = trainer()
    with pytest.raises(ValueError, match="shape"):
        ppo.load_state_dict({**ppo.state_dict(), "policy": other})
