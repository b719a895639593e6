"""One batch of PPO: sampled (or listed) trajectories, their rewards, and the advantages that follow.

All of it is fixed before the first update, so that every epoch compares with the policy that sampled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rubrx.learning.advantage import (
    explained_variance,
    gae,
    leave_one_out_baseline,
    normalised,
    query_mean_baseline,
)
from rubrx.learning.arrays import FloatArray, Trajectories, chosen, floats
from rubrx.learning.kl import ESTIMATORS, exact_kl_with_gradient
from rubrx.learning.parts import Parts
from rubrx.learning.policy import Policy
from rubrx.learning.settings import Settings
from rubrx.learning.value import Value

#: trajectories -> the reward of each step [B, T], 0 where masked
RewardFunction = Callable[[Trajectories], FloatArray]


class Batch(NamedTuple):
    """What an iteration learns from."""

    trajectories: Trajectories
    log_probs: FloatArray  # [B, T, A] of the sampling policy
    reference: FloatArray  # [B, T, A]
    log_pi: FloatArray  # [B, T] of the actions taken
    log_ref: FloatArray  # [B, T] of the actions taken
    kl: FloatArray  # [B, T], exact, of the sampling policy from the reference
    d_kl: FloatArray  # [B, T, A], its gradient for log_probs
    shares: FloatArray  # [B], summing to 1: each trajectory's share of the expectation
    reward: FloatArray  # [B]
    advantages: FloatArray  # [B, T]
    returns: FloatArray  # [B, T]
    values: FloatArray  # [B, T]
    explained: float | None


def taken(log_probs: FloatArray, trajectories: Trajectories) -> FloatArray:
    """log pi of the actions taken [B, T], 0 where masked."""
    found = chosen(log_probs, trajectories.actions)
    return found if trajectories.full else np.where(trajectories.mask, found, 0.0)


def make_batch(  # noqa: PLR0913 - the parts of an engine, each one idea
    trajectories: Trajectories,
    *,
    policy: Policy,
    reference: Policy,
    reward: RewardFunction,
    value: Value | None,
    settings: Settings,
    parts: Parts,
    beta: float,
    queries: int,
) -> Batch:
    """Ask policy, reference, reward and critic about the trajectories; ValueError for a reward that is no number.

    `queries` is how many queries an exact expectation is over.
    """
    mask = trajectories.mask
    kept = trajectories.log_probs
    log_probs = policy.log_probs(trajectories) if kept is None else kept
    log_refs = reference.log_probs(trajectories)
    log_pi, log_ref = taken(log_probs, trajectories), taken(log_refs, trajectories)
    rewards = floats("reward", reward(trajectories), mask.shape)
    if not trajectories.full:
        rewards = np.where(mask, rewards, 0.0)
    shaped = rewards
    if settings.kl_in == "reward":
        shaped = rewards - beta * ESTIMATORS[settings.kl_estimator](log_pi, log_ref)
    if settings.exact:
        shares = np.exp(log_pi.sum(axis=1)) / queries
    else:
        shares = np.full(len(trajectories), 1.0 / len(trajectories))
    values = np.zeros(mask.shape)
    if value is not None:
        values = np.where(mask, value.values(trajectories), 0.0)
        advantages, returns = gae(shaped, values, mask, gamma=settings.gamma, lam=settings.lam)
        explained = explained_variance(values[mask], returns[mask])
    else:
        total = np.add.reduce(shaped, axis=1)
        baseline = _baseline(total, trajectories, shares, settings, parts)
        advantages, returns = (total - baseline)[:, None], total[:, None]
        if not (trajectories.full and mask.shape[1] == 1):
            advantages, returns = advantages * mask, returns * mask
        explained = explained_variance(baseline, total)
    if settings.normalise:
        advantages = normalised(advantages, mask)
    return Batch(
        trajectories,
        log_probs,
        log_refs,
        log_pi,
        log_ref,
        *exact_kl_with_gradient(log_probs, log_refs),
        shares,
        np.add.reduce(rewards, axis=1),
        advantages,
        returns,
        values,
        explained,
    )


def _baseline(
    total: FloatArray, trajectories: Trajectories, shares: FloatArray, settings: Settings, parts: Parts
) -> FloatArray:
    if parts.baseline is not None:
        return floats("baseline", parts.baseline(total, trajectories.queries), total.shape)
    if settings.baseline == "leave-one-out":
        return leave_one_out_baseline(total, trajectories.queries)
    return query_mean_baseline(total, trajectories.queries, shares)
