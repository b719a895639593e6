"""Means of clustered observations: intervals by resampling whole clusters.

The percentiles of the resampled means (Davison & Hinkley 1997, section 3.8) are expanded for few clusters
(Hesterberg 2015, The American Statistician 69:371). Random numbers come from the generator that is passed in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from rubrx.statistics.rates import Interval, check_confidence

#: resamples of a bootstrap interval; its ends then repeat to about one part in a hundred of its width
RESAMPLES = 9_999
#: cells of one block of resampled clusters: bounds the memory, never changes a result
_BLOCK_CELLS = 2_000_000


def student_t_quantile(probability: float, df: int) -> float:
    """The quantile of Student's t for a whole number of degrees of freedom, by bisecting its closed form.

    Abramowitz & Stegun 26.7.3 and 26.7.4. Beyond 1,000 degrees of freedom the normal quantile differs by less
    than 0.0025 and is used. ValueError unless 0.5 <= probability < 1 and df >= 1.
    """
    if not (0.5 <= probability < 1.0 and df >= 1):
        raise ValueError(f"need 0.5 <= probability < 1 and df >= 1, got {probability!r}, {df!r}")
    if df > 1_000:
        return NormalDist().inv_cdf(probability)
    wanted = 2 * probability - 1
    low, high = 0.0, math.pi / 2  # in the angle whose tangent is t / sqrt(df)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_within(middle, df) < wanted else (low, middle)
    return math.tan((low + high) / 2) * math.sqrt(df)


def _t_within(angle: float, df: int) -> float:
    """P(|T| < sqrt(df) tan(angle)) for Student's t."""
    sine, cosine = math.sin(angle), math.cos(angle)
    term, total = (cosine, cosine) if df % 2 else (1.0, 1.0)
    for i in range(2 if df % 2 else 1, df - 1, 2):
        term *= cosine * cosine * i / (i + 1)
        total += term
    if df % 2 == 0:
        return sine * total
    return 2 / math.pi * (angle + (sine * total if df > 1 else 0.0))


def bootstrap_mean(
    sums: Sequence[float],
    sizes: Sequence[int],
    rng: np.random.Generator,
    *,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """An interval for the mean sum(sums) / sum(sizes), drawing whole clusters with replacement.

    `sums` and `sizes` hold one total and one count a cluster, same length, sizes >= 1. With C clusters the
    percentiles are those of Phi(-sqrt(C / (C - 1)) t), t from C - 1 degrees of freedom: plain percentiles are
    too narrow for few clusters. None for fewer than two clusters, which can't show how clusters differ.
    """
    totals, counts = np.asarray(sums, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if totals.ndim != 1 or totals.shape != counts.shape:
        raise ValueError(f"need one sum and one size a cluster, got {totals.shape} and {counts.shape}")
    if not np.isfinite(totals).all() or not (counts >= 1).all():
        raise ValueError("sums must be finite and sizes at least 1")
    clusters = len(totals)
    if clusters < 2:
        return None
    means = _resampled_means(totals, counts, rng, resamples)
    t = student_t_quantile(0.5 + check_confidence(confidence) / 2, clusters - 1)
    tail = NormalDist().cdf(-math.sqrt(clusters / (clusters - 1)) * t)
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(low), float(high))


def _resampled_means(
    totals: NDArray[np.float64], counts: NDArray[np.float64], rng: np.random.Generator, resamples: int
) -> NDArray[np.float64]:
    clusters = len(totals)
    block = max(1, _BLOCK_CELLS // clusters)
    parts = []
    for start in range(0, resamples, block):
        drawn = rng.integers(0, clusters, size=(min(block, resamples - start), clusters))
        parts.append(totals[drawn].sum(axis=1) / counts[drawn].sum(axis=1))
    return np.concatenate(parts)


def bootstrap_mean_difference(
    before: Sequence[float],
    after: Sequence[float],
    rng: np.random.Generator,
    *,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """An interval for the mean of `after - before`, paired: one value a cluster in each, same order.

    None for fewer than two pairs. ValueError if the lengths differ.
    """
    if len(before) != len(after):
        raise ValueError(f"pairs need equal lengths, got {len(before)} and {len(after)}")
    differences = [b - a for a, b in zip(before, after, strict=True)]
    return bootstrap_mean(differences, [1] * len(differences), rng, confidence=confidence, resamples=resamples)
