"""A rate corrected for the known errors of whoever measured it: Rogan-Gladen and prediction-powered inference.

Both answer the same question, "what would people have said of all answers?", from the grader's verdict on all of
them and people's on a sample. Rogan-Gladen goes through sensitivity and specificity and supposes that they are the
same everywhere; prediction-powered inference adds the mean error seen on the sample, and supposes only that the
sample was drawn at random.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from rubrx.agreement.labels import Floats
from rubrx.statistics import Interval


class Corrected(NamedTuple):
    """A corrected figure and its interval."""

    value: float
    interval: Interval


def rogan_gladen(
    positive: float, n: int, sensitivity: tuple[float, int], specificity: tuple[float, int], confidence: float = 0.95
) -> Corrected | None:
    """The true rate behind an apparent rate `positive` of n, given (sensitivity, n) and (specificity, n).

    (p + Sp - 1) / (Se + Sp - 1), Rogan & Gladen 1978 (Am J Epidemiol 107:71), clipped to [0, 1]. The interval is
    Lang & Reiczigel's (2014, Prev Vet Med 113:13), which counts that sensitivity and specificity were measured too.
    None where the measuring is no better than chance (Se + Sp <= 1), and nothing can be corrected.
    """
    (se, n_se), (sp, n_sp) = sensitivity, specificity
    if min(n, n_se, n_sp) < 1 or se + sp <= 1:
        return None
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    value = min(1.0, max(0.0, (positive + sp - 1) / (se + sp - 1)))
    # a pseudo-count for each of the three, as the paper has them
    n_, p_ = n + z * z, (n * positive + z * z / 2) / (n + z * z)
    n_se_, se_ = n_se + 2, (n_se * se + 1) / (n_se + 2)
    n_sp_, sp_ = n_sp + 2, (n_sp * sp + 1) / (n_sp + 2)
    gain = se_ + sp_ - 1
    if gain <= 0:
        return None
    middle = (p_ + sp_ - 1) / gain
    shift = 2 * z * z * (middle * se_ * (1 - se_) / n_se_ - (1 - middle) * sp_ * (1 - sp_) / n_sp_)
    spread = (
        math.sqrt(
            p_ * (1 - p_) / n_ + (1 - middle) ** 2 * sp_ * (1 - sp_) / n_sp_ + middle**2 * se_ * (1 - se_) / n_se_
        )
        / gain
    )
    low, high = middle + shift - z * spread, middle + shift + z * spread
    return Corrected(value, Interval(min(1.0, max(0.0, low)), max(0.0, min(1.0, high))))


def prediction_powered(
    everywhere: Floats,
    grader: Floats,
    people: Floats,
    clusters: tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], ...] | None = None,
    confidence: float = 0.95,
) -> Corrected | None:
    """The mean that people would have given everywhere, from the grader's there and both on a sample.

    `everywhere` [N] is the grader's value where nobody labelled, `grader` and `people` [n] are both on the sample.
    Angelopoulos et al. 2023 (Science 382:669) with the weight on the grader that makes the interval shortest
    (Angelopoulos, Duchi & Zrnic 2023, arXiv 2311.01453, "PPI++"), never below 0 nor above 1: with a useless grader
    it is the plain mean of the sample. `clusters`, codes for the sample's and for the other values, makes the
    variance count whole clusters (in rubrx: queries). None for fewer than two labelled values or clusters.
    """
    n, m = len(people), len(everywhere)
    of_sample, of_rest = clusters if clusters is not None else (np.arange(n), np.arange(m))
    if n < 2 or len(np.unique(of_sample)) < 2:
        return None
    weight = _power(everywhere, grader, people) if m else 0.0
    rest = weight * everywhere
    rectified = people - weight * grader
    value = float(rectified.mean()) + (float(rest.mean()) if m else 0.0)
    variance = _variance(rectified, of_sample) + (_variance(rest, of_rest) if m > 1 else 0.0)
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * math.sqrt(variance)
    return Corrected(value, Interval(value - half, value + half))


def _power(everywhere: Floats, grader: Floats, people: Floats) -> float:
    """PPI++'s lambda for a mean: cov(people, grader) / ((1 + n / N) var(grader)), within [0, 1]."""
    n, m = len(people), len(everywhere)
    spread = float(np.var(np.concatenate([everywhere, grader]), ddof=1))
    if spread <= 0:
        return 0.0
    shared = float(np.cov(people, grader, ddof=1)[0, 1])
    return min(1.0, max(0.0, shared / ((1 + n / m) * spread)))


def _variance(values: Floats, clusters: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> float:
    """The variance of a mean whose values come in clusters (the ratio estimator's, Cochran 1977, section 9A)."""
    _, code = np.unique(clusters, return_inverse=True)
    size = np.bincount(code)
    count = len(size)
    if count < 2:  # one cluster shows no variance between clusters; count its values
        return float(np.var(values, ddof=1)) / len(values) if len(values) > 1 else 0.0
    away = np.bincount(code, values) - size * values.mean()
    return float(count / (count - 1) * (away**2).sum() / len(values) ** 2)
