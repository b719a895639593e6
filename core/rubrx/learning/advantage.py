"""Advantages: how much better an action did than what was to be expected there.

Per-query baselines compare answers to the same query (a global mean would only say which query was easy);
GAE(lambda) compares with a value function, for trajectories of any length.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rubrx.learning.arrays import BoolArray, FloatArray, IntArray, finite_number, floats

#: below this standard deviation advantages carry no contrast and are only centred
NO_CONTRAST = 1e-8


def query_mean_baseline(returns: ArrayLike, queries: IntArray, weights: FloatArray | None = None) -> FloatArray:
    """For each trajectory the (weighted) mean return of the batch's trajectories for the same query [B].

    With one trajectory of a query the baseline is its own return, so its advantage is 0. With weights equal
    to pi(a | q) over all actions it is the exact expected return.
    """
    r, groups = _grouped(returns, queries)
    w = np.ones(len(r)) if weights is None else floats("weights", weights, (len(r),))
    total = np.bincount(groups, w)[groups]
    if (total <= 0).any():
        raise ValueError("every query's weights must have a positive sum")
    baseline: FloatArray = np.bincount(groups, w * r)[groups] / total
    return baseline


def leave_one_out_baseline(returns: ArrayLike, queries: IntArray) -> FloatArray:
    """For each trajectory the mean return of the *other* trajectories for its query [B].

    Independent of the trajectory's own action, so the policy gradient stays unbiased (Kool et al. 2019,
    "Buy 4 REINFORCE samples, get a baseline for free!"; Ahmadian et al. 2024, arXiv 2402.14740, section 3.3).
    With one trajectory of a query there are no others: the baseline is its own return, the advantage 0.
    """
    r, groups = _grouped(returns, queries)
    count = np.bincount(groups)[groups]
    others: FloatArray = np.asarray(np.bincount(groups, r)[groups], dtype=np.float64) - r
    if np.minimum.reduce(count, initial=2) > 1:
        return others / (count - 1)
    return np.where(count > 1, others / np.maximum(count - 1, 1), r)


def gae(
    rewards: ArrayLike,
    values: ArrayLike,
    mask: BoolArray,
    *,
    gamma: float = 1.0,
    lam: float = 0.95,
    bootstrap: ArrayLike | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Generalised advantage estimates and the returns they imply, each [B, T], 0 where masked.

    delta_t = r_t + gamma V(s_{t+1}) - V(s_t);  A_t = sum_l (gamma lambda)^l delta_{t+l};
    return_t = A_t + V(s_t) (Schulman et al. 2016, arXiv 1506.02438, equations 11-16). The value
    after a trajectory's last step is 0, or `bootstrap` [B] where it was cut short rather than ended.
    """
    r = floats("rewards", rewards, mask.shape)
    v = floats("values", values, mask.shape)
    end = np.zeros(len(r)) if bootstrap is None else floats("bootstrap", bootstrap, (len(r),))
    finite_number("gamma", gamma, 0.0, 1.0)
    finite_number("lambda", lam, 0.0, 1.0)
    advantages = np.zeros(r.shape)
    running, next_value = np.zeros(len(r)), end
    for t in reversed(range(r.shape[1])):
        delta = r[:, t] + gamma * next_value - v[:, t]
        # past a trajectory's end nothing accumulates, and the value that follows its last step stays `end`
        running = np.where(mask[:, t], delta + gamma * lam * running, 0.0)
        next_value = np.where(mask[:, t], v[:, t], end)
        advantages[:, t] = running
    return advantages, np.where(mask, advantages + v, 0.0)


def normalised(advantages: FloatArray, mask: BoolArray) -> FloatArray:
    """Advantages with mean 0 and standard deviation 1 over the steps taken; 0 where masked.

    Where they do not differ (sd below 1e-8) they are only centred, to 0. Dividing by the sd also divides the
    reward: with the KL in the loss, beta is then in units of that sd.
    """
    taken = advantages[mask]
    if not taken.size:
        return np.zeros(advantages.shape)
    centred = np.where(mask, advantages - taken.mean(), 0.0)
    sd = float(taken.std())
    result: FloatArray = centred / sd if sd > NO_CONTRAST else np.zeros(advantages.shape)
    return result


def explained_variance(predicted: FloatArray, returns: FloatArray) -> float | None:
    """1 - Var(returns - predicted) / Var(returns): 1 is perfect, 0 no better than a constant, below 0 worse.

    None where the returns do not vary.
    """
    variance = _variance(returns)
    return None if variance < NO_CONTRAST**2 else 1.0 - _variance(returns - predicted) / variance


def _variance(values: FloatArray) -> float:
    centred = (values - np.add.reduce(values, axis=None) / values.size).ravel()
    return float(centred @ centred) / values.size


def _grouped(returns: ArrayLike, queries: IntArray) -> tuple[FloatArray, IntArray]:
    """The returns, and for each the number of its query's group."""
    r = floats("returns", returns, (len(queries),))
    if len(queries) and queries.min() >= 0 and queries.max() < 16 * len(queries) + 1024:
        return r, queries  # small numbers count as they are; the gaps between them cost less than sorting
    return r, np.unique(queries, return_inverse=True)[1]
