"""The terms of PPO's loss, each with its gradient: clipped surrogate, clipped value error, entropy.

Weights [B, T] are the share of each step in the expectation (0 where masked); a term is the weighted sum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rubrx.learning.arrays import FloatArray

#: stands for the logarithm of 0 where a product with 0 is wanted
LOWEST = float(np.finfo(np.float64).min)


class Surrogate(NamedTuple):
    """The loss, its gradient for log pi(a) [B, T], and the share of steps outside the clip."""

    loss: float
    d_log_prob: FloatArray
    clip_fraction: float


def clipped_surrogate(
    log_prob: FloatArray,
    log_prob_old: FloatArray,
    advantages: FloatArray,
    weights: FloatArray,
    epsilon: float,
) -> Surrogate:
    """-sum w min(rho A, clip(rho, 1 - epsilon, 1 + epsilon) A), with rho = pi(a) / pi_old(a).

    pi_old is the policy that sampled the batch, not the reference. The minimum binds from 1 + epsilon for
    A > 0 and from 1 - epsilon for A < 0, where it removes the gradient; a bad action that became likelier is
    never clipped (rho = 2, A = -1 gives -2). Schulman et al. 2017, arXiv 1707.06347, equation 7.
    """
    ratio = np.exp(log_prob - log_prob_old)
    unclipped = ratio * advantages
    held = np.minimum(np.maximum(ratio, 1.0 - epsilon), 1.0 + epsilon)
    clipped = held * advantages
    d_log_prob = (unclipped <= clipped) * unclipped
    d_log_prob *= -weights
    flat = weights.ravel()
    outside = float(flat @ (held != ratio).ravel()) / float(np.add.reduce(flat))
    return Surrogate(-float(flat @ np.minimum(unclipped, clipped).ravel()), d_log_prob, outside)


def clipped_value_loss(
    values: FloatArray,
    values_old: FloatArray,
    returns: FloatArray,
    weights: FloatArray,
    epsilon: float | None,
) -> tuple[float, FloatArray]:
    """sum w max((V - R)^2, (V_old + clip(V - V_old, -epsilon, epsilon) - R)^2) / 2, and its gradient for V.

    None leaves the clip out. Engstrom et al. 2020, arXiv 2005.12729, section 3; it isn't in the PPO paper.
    """
    error = values - returns
    if epsilon is None:
        return float(0.5 * (weights * error**2).sum()), weights * error
    held = values_old + np.clip(values - values_old, -epsilon, epsilon) - returns
    loss = float(0.5 * (weights * np.maximum(error**2, held**2)).sum())
    return loss, np.where(error**2 >= held**2, weights * error, 0.0)


def entropy(log_probs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """-sum_a pi(a) log pi(a) over the last axis, in nats, and its gradient for log pi(a).

    An action that does not exist (-inf) adds nothing to either.
    """
    p = np.exp(log_probs)
    terms = np.maximum(log_probs, LOWEST)  # 0 times the lowest number, not times -inf
    terms *= p
    return -np.add.reduce(terms, axis=-1), -(terms + p)
