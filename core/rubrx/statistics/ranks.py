"""How two figures go together, by rank: Spearman's correlation with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.statistics.rates import Interval, normal_z


class Association(NamedTuple):
    """A rank correlation in [-1, 1] over `n` points; the interval is None where n is too small for one."""

    value: float
    n: int
    interval: Interval | None


def ranks(values: Sequence[float]) -> NDArray[np.float64]:
    """The ranks of the values from 1; equal ones share the mean of their ranks."""
    array = np.asarray(values, dtype=np.float64)
    _, place, counts = np.unique(array, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((last - counts + 1 + last) / 2.0)[place]


def spearman(x: Sequence[float], y: Sequence[float], confidence: float = 0.95) -> Association | None:
    """Spearman's rank correlation; None where one of the two does not vary.

    The interval is Fisher's z with the variance (1 + r^2 / 2) / (n - 3) of Bonett & Wright (2000, Psychometrika
    65:23), for n >= 4. ValueError where the lengths differ or a value is not finite.
    """
    if len(x) != len(y):
        raise ValueError(f"need one y an x, got {len(x)} and {len(y)}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("values must be finite")
    if len(set(x)) < 2 or len(set(y)) < 2:
        return None
    rho = float(np.clip(np.corrcoef(ranks(x), ranks(y))[0, 1], -1.0, 1.0))
    return Association(rho, len(x), _interval(rho, len(x), confidence))


def _interval(rho: float, n: int, confidence: float) -> Interval | None:
    if n < 4:
        return None
    # at +-1 Fisher's z has no end: take the next value that n untied ranks can have, two neighbours exchanged
    next_best = 1 - 12 / (n * (n * n - 1))
    inner = math.copysign(min(abs(rho), next_best), rho)
    half = normal_z(confidence) * math.sqrt((1 + inner * inner / 2) / (n - 3))
    low, high = math.tanh(math.atanh(inner) - half), math.tanh(math.atanh(inner) + half)
    return Interval(min(low, rho), max(high, rho))
