"""Best-of-n, exactly: draw n answers from the reference, keep the one with the highest reward.

The yardstick beside PPO in the over-optimisation literature (Gao et al. 2023, arXiv 2210.10760): it needs no
training, and its KL is known.
"""

from __future__ import annotations

import numpy as np

from rubrx.learning.arrays import FloatArray


def best_of_n(log_ref: FloatArray, rewards: FloatArray, n: int) -> FloatArray:
    """log pi_n [Q, A], the distribution of the best of n independent draws from pi_ref [Q, A].

    With F(a) the reference's mass on rewards up to r(a), and F(a-) on those below it, the best has reward r(a)
    with probability F(a)^n - F(a-)^n; answers of equal reward share it by pi_ref. Its KL is at most
    log n - (n - 1) / n (Beirami et al. 2024, arXiv 2401.01879).
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    p = np.exp(log_ref)
    below = (p[:, None, :] * (rewards[:, None, :] < rewards[:, :, None])).sum(axis=2)
    level = (p[:, None, :] * (rewards[:, None, :] == rewards[:, :, None])).sum(axis=2)
    mass = np.minimum(below + level, 1.0) ** n - np.minimum(below, 1.0) ** n
    share = np.divide(p, level, out=np.zeros(p.shape), where=level > 0)
    with np.errstate(divide="ignore"):  # an answer that never wins has log-probability -inf
        log_pi: FloatArray = np.log(mass * share)
    return log_pi
