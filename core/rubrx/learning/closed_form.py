"""The optimum that a KL-regularised policy aims at, in closed form, where the actions can be listed.

max_pi E_pi[r] - beta KL(pi || pi_ref) has the solution pi*(a) = pi_ref(a) exp(r(a) / beta) / Z, with value
beta log Z (Ziegler et al. 2019, arXiv 1909.08593, section 2.1; Rafailov et al. 2023, arXiv 2305.18290,
appendix A.1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rubrx.learning.arrays import FloatArray, finite_number, log_softmax
from rubrx.learning.kl import exact_kl

#: halvings of the interval that holds log beta
STEPS = 80


def optimum(log_ref: FloatArray, rewards: ArrayLike, beta: float) -> FloatArray:
    """log pi* [Q, A] for log pi_ref and rewards of that shape; actions at -inf stay there."""
    finite_number("beta", beta, np.finfo(float).tiny)
    return log_softmax(np.where(np.isneginf(log_ref), -np.inf, log_ref + np.asarray(rewards) / beta))


def optimum_at_kl(log_ref: FloatArray, rewards: ArrayLike, kl: float) -> FloatArray:
    """log pi* [Q, A] of the one beta at which the mean KL over queries is `kl` (or its supremum, if less).

    No policy with that mean KL, or a smaller one, has a higher mean reward. `kl` >= 0, in nats.
    """
    finite_number("kl", kl, 0.0)
    low, high = np.log(1e-6), np.log(1e12)
    for _ in range(STEPS):
        middle = (low + high) / 2
        reached = float(exact_kl(optimum(log_ref, rewards, float(np.exp(middle))), log_ref).mean())
        # the KL falls as beta grows
        low, high = (middle, high) if reached > kl else (low, middle)
    return optimum(log_ref, rewards, float(np.exp(high)))
