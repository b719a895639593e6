"""Advantages agree with arrays worked by hand and with slow loops that follow the papers' sums."""

import numpy as np
import pytest

from rubrx.learning.advantage import (
    explained_variance,
    gae,
    leave_one_out_baseline,
    normalised,
    query_mean_baseline,
)

QUERIES = np.array([7, 3, 7, 7, 3, 9])
RETURNS = np.array([1.0, 4.0, 2.0, 6.0, 8.0, 5.0])


def test_query_mean_by_hand():
    # query 7: 1, 2, 6 -> 3; query 3: 4, 8 -> 6; query 9 alone
    assert query_mean_baseline(RETURNS, QUERIES).tolist() == [3, 6, 3, 3, 6, 5]


def test_weighted_query_mean_by_hand():
    weights = np.array([0.5, 1.0, 0.25, 0.25, 3.0, 1.0])
    # 7: 0.5 + 0.5 + 1.5 = 2.5; 3: (4 + 24) / 4 = 7
    assert query_mean_baseline(RETURNS, QUERIES, weights).tolist() == [2.5, 7, 2.5, 2.5, 7, 5]
    with pytest.raises(ValueError, match="positive sum"):
        query_mean_baseline(RETURNS, QUERIES, np.array([1.0, 1, 1, 1, 1, 0]))


def test_leave_one_out_by_hand_and_a_lone_answer_has_no_advantage():
    # query 7: others of 1 are 2, 6 -> 4; of 2: 3.5; of 6: 1.5; query 3: each the other; 9 itself
    assert leave_one_out_baseline(RETURNS, QUERIES).tolist() == [4, 8, 3.5, 1.5, 4, 5]


def test_a_query_that_is_easy_gives_no_advantage_to_all_its_answers():
    # the fault of a global mean: every answer to an easy query would be pushed up, the bad ones too
    returns = np.array([9.0, 8.0, 2.0, 1.0])
    advantages = returns - leave_one_out_baseline(returns, np.array([0, 0, 1, 1]))
    assert (advantages > 0).tolist() == [True, False, True, False]


def slow_gae(rewards, values, lengths, *, gamma, lam, bootstrap):
    """Equation 16 as a double sum, one trajectory at a time."""
    result = np.zeros(rewards.shape)
    for i, n in enumerate(lengths):
        following = [*values[i, 1:n], bootstrap[i]]
        delta = [rewards[i, t] + gamma * following[t] - values[i, t] for t in range(n)]
        for t in range(n):
            result[i, t] = sum((gamma * lam) ** (u - t) * delta[u] for u in range(t, n))
    return result


@pytest.mark.parametrize(("gamma", "lam"), [(1.0, 1.0), (0.9, 0.0), (0.97, 0.8), (1.0, 0.95)])
@pytest.mark.parametrize("cut", [False, True])
def test_gae_is_the_papers_sum_for_trajectories_of_every_length(gamma, lam, cut):
    rng = np.random.default_rng(3)
    rewards, values = rng.normal(size=(6, 5)), rng.normal(size=(6, 5))
    lengths = [1, 2, 3, 4, 5, 5]
    mask = np.arange(5) < np.array(lengths)[:, None]
    bootstrap = rng.normal(size=6) if cut else np.zeros(6)
    advantages, returns = gae(rewards, values, mask, gamma=gamma, lam=lam, bootstrap=bootstrap if cut else None)
    expected = slow_gae(rewards, values, lengths, gamma=gamma, lam=lam, bootstrap=bootstrap)
    assert np.allclose(advantages, expected, atol=1e-12)
    assert np.allclose(returns, np.where(mask, expected + values, 0.0), atol=1e-12)


def test_gae_by_hand():
    # gamma 1, lambda 1/2: delta = [0 + 2 - 1, 3 + 0 - 2] = [1, 1]; A = [1 + 1/2, 1]
    advantages, returns = gae([[0.0, 3.0]], [[1.0, 2.0]], np.ones((1, 2), dtype=bool), lam=0.5)
    assert advantages.tolist() == [[1.5, 1.0]]
    assert returns.tolist() == [[2.5, 3.0]]


def test_what_stands_behind_the_mask_never_counts():
    mask = np.array([[True, True, False]])
    first, _ = gae([[1.0, 2.0, 0.0]], [[0.5, 0.5, 0.0]], mask, gamma=0.9)
    second, _ = gae([[1.0, 2.0, 99.0]], [[0.5, 0.5, -7.0]], mask, gamma=0.9)
    assert first.tolist() == second.tolist()


def test_normalised_has_mean_0_and_sd_1_over_the_steps_taken():
    mask = np.array([[True, True], [True, False]])
    result = normalised(np.array([[1.0, 2.0], [6.0, 0.0]]), mask)
    assert np.isclose(result[mask].mean(), 0)
    assert np.isclose(result[mask].std(), 1)
    assert result[1, 1] == 0


def test_advantages_without_contrast_become_0_and_not_nan():
    assert normalised(np.full((3, 1), 0.1), np.ones((3, 1), dtype=bool)).tolist() == [[0.0]] * 3


def test_explained_variance_of_perfect_constant_and_undefined():
    returns = np.array([1.0, 2.0, 3.0])
    assert explained_variance(returns, returns) == 1
    assert explained_variance(np.zeros(3), returns) == 0
    assert explained_variance(returns, np.ones(3)) is None


def test_a_nan_reward_is_refused():
    with pytest.raises(ValueError, match=r"rewards\[0, 1\] is nan"):
        gae([[0.0, np.nan]], [[0.0, 0.0]], np.ones((1, 2), dtype=bool))
    with pytest.raises(ValueError, match=r"returns\[0\] is nan"):
        leave_one_out_baseline([np.nan, 1.0], np.array([0, 0]))
