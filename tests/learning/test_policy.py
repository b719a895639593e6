"""Candidate policies sample what they say, start at their reference, and give the gradient they claim."""

import numpy as np
import pytest

from rubrx.learning import LinearPolicy, TabularPolicy, TabularValue, Trajectories

REFERENCE = np.log([[0.5, 0.25, 0.25], [0.9, 0.1, 1.0], [1.0, 1.0, 1.0]])
REFERENCE[1, 2] = -np.inf  # a query with two candidates
REFERENCE[2, 1:] = -np.inf  # and one with a single candidate
QUERIES = np.array([0, 1, 2, 0, 1, 1])


def _policies():
    rng = np.random.default_rng(4)
    tabular = TabularPolicy(REFERENCE)
    linear = LinearPolicy(REFERENCE, rng.normal(size=(3, 3, 5)))
    for policy in (tabular, linear):
        for array in policy.parameters.values():
            np.add(array, rng.normal(size=array.shape), out=array)
    return [tabular, linear]


def test_a_new_policy_is_its_reference():
    assert np.allclose(np.exp(TabularPolicy(REFERENCE).distribution(np.array([1]))), [[0.9, 0.1, 0.0]])


@pytest.mark.parametrize("policy", _policies(), ids=["tabular", "linear"])
def test_samples_follow_the_distribution_and_never_leave_it(policy):
    n = 40_000
    drawn = policy.sample(np.repeat([0, 1, 2], n), np.random.default_rng(1)).actions[:, 0].reshape(3, n)
    for query in range(3):
        p = np.exp(policy.distribution(np.array([query]))[0])
        seen = np.bincount(drawn[query], minlength=3) / n
        # five standard errors
        assert (np.abs(seen - p) <= 5 * np.sqrt(p * (1 - p) / n)).all()


@pytest.mark.parametrize("policy", _policies(), ids=["tabular", "linear"])
def test_gradient_is_the_finite_difference(policy, finite_differences):
    rng = np.random.default_rng(8)
    trajectories = policy.sample(QUERIES, rng)
    d_log_probs = np.where(np.isneginf(policy.log_probs(trajectories)), 0.0, rng.normal(size=(6, 1, 3)))

    def loss():
        log_probs = policy.log_probs(trajectories)
        return float((d_log_probs * np.where(np.isneginf(log_probs), 0.0, log_probs)).sum())

    analytic = policy.gradient(trajectories, d_log_probs, policy.log_probs(trajectories))
    for name, array in policy.parameters.items():
        assert np.allclose(analytic[name], finite_differences(loss, array), atol=1e-7)


def test_value_gradient_is_the_finite_difference(finite_differences):
    value = TabularValue(3, steps=4)
    mask = np.array([[True, True], [True, False]])
    trajectories = Trajectories(np.array([2, 2]), np.zeros((2, 2), dtype=int), mask)
    d_values = np.array([[0.5, -1.0], [2.0, 0.0]])
    numeric = finite_differences(lambda: float((d_values * value.values(trajectories)).sum()), value.parameters["v"])
    assert np.allclose(value.gradient(trajectories, d_values)["v"], numeric)


def test_every_candidate_is_listed_once():
    listed = TabularPolicy(REFERENCE).enumerate(np.array([1, 0]))
    assert list(zip(listed.queries, listed.actions[:, 0], strict=True)) == [
        (1, 0), (1, 1), (0, 0), (0, 1), (0, 2),
    ]  # fmt: skip


def test_a_linear_policy_moves_queries_it_never_saw():
    features = np.zeros((2, 2, 1))
    features[:, 1, 0] = 1.0
    policy = LinearPolicy(np.zeros((2, 2)), features)
    taken = Trajectories(np.array([0]), np.array([[1]]), np.ones((1, 1), dtype=bool))
    policy.parameters["w"] += policy.gradient(taken, np.array([[[0.0, 1.0]]]), policy.log_probs(taken))["w"]
    assert policy.distribution(np.array([1]))[0, 1] > np.log(0.5)


def test_a_state_goes_out_and_comes_back_and_shares_nothing():
    policy = _policies()[0]
    state = policy.state_dict()
    before = policy.distribution(QUERIES)
    policy.parameters["theta"] += 1.0 * np.arange(3)
    assert not np.allclose(policy.distribution(QUERIES[:2]), before[:2])
    policy.load_state_dict(state)
    assert (policy.distribution(QUERIES) == before).all()


def test_no_candidates_and_nan_references_are_refused():
    with pytest.raises(ValueError, match="query 1 has no candidates"):
        TabularPolicy([[0.0, 0.0], [-np.inf, -np.inf]])
    with pytest.raises(ValueError, match=r"reference\[0, 1\] is nan"):
        TabularPolicy([[0.0, np.nan]])
    with pytest.raises(ValueError, match="reference must have shape"):
        TabularPolicy(np.zeros((0, 3)))
    with pytest.raises(ValueError, match="features must have shape"):
        LinearPolicy(np.zeros((2, 3)), np.zeros((2, 2, 4)))
