"""Two samples, one distribution or two? A classifier's AUC, kernel MMD, and each feature by itself.

* Classifier two-sample test: if a classifier can tell on held-out answers which sample each is from, they differ
  (Lopez-Paz & Oquab 2017, arXiv 1610.06545; Rabanser et al. 2019, arXiv 1810.11953, on dataset shift). The classifier
  is an L2-penalised logistic regression; whole clusters are held out; the AUC counts pairs within a cluster only, so
  that a different mix of queries is not taken for a different manner.
* MMD: the unbiased estimate of Gretton et al. 2012 (JMLR 13:723, eq. 3) with an RBF kernel whose width is the median
  distance; its p value from permutations within clusters.
* Each feature: Cohen's d and the two-sample Kolmogorov-Smirnov test, asymptotic p (Stephens 1970), Holm over features.

Samples are tables [N, F] and [M, F]; clusters are labels of the rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.learning.bradley_terry import Problem, solve
from rubrx.statistics import Interval, bootstrap_mean, holm, wilson

Table = NDArray[np.float64]
#: clusters are held out in so many groups
FOLDS = 10
PERMUTATIONS = 999
RESAMPLES = 2_000


class Separation(NamedTuple):
    """How well a classifier tells two samples apart: the AUC (0.5: not at all), its interval, the pairs counted."""

    auc: float | None
    interval: Interval | None
    pairs: int


class Discrepancy(NamedTuple):
    """Squared MMD (unbiased, so it may be negative), the kernel's width, and the permutation p value."""

    mmd2: float
    width: float
    p_value: float


class FeatureShift(NamedTuple):
    """One feature: means in each sample, Cohen's d (second less first), the KS statistic, p, and p after Holm."""

    before: float
    after: float
    effect: float
    ks: float
    p_value: float
    p_holm: float


def logistic(x: Table, y: NDArray[np.bool_], l2: float = 1.0) -> Table:
    """Weights [F + 1] of a logistic regression, the intercept last (and penalised with the rest); y is [N]."""
    signed = np.where(y, 1.0, -1.0)[:, None] * np.column_stack([x, np.ones(len(x))])
    weights: Table = solve(Problem(signed, l2=l2), tolerance=1e-6).weights[0]
    return weights


def separation(
    a: Table, b: Table, clusters: tuple[Sequence[str], Sequence[str]], rng: np.random.Generator
) -> Separation:
    """The cross-validated AUC between two samples, over pairs within a cluster; clusters resampled for the interval."""
    x = np.concatenate([a, b])
    y = np.arange(len(x)) >= len(a)
    labels = np.array([*clusters[0], *clusters[1]])
    names = np.unique(labels)
    fold_of = dict(zip(names, rng.permutation(len(names)) % min(FOLDS, len(names)), strict=True))
    folds = np.array([fold_of[label] for label in labels])
    scores = np.zeros(len(x))
    for fold in np.unique(folds):
        held = folds == fold
        if y[~held].any() and not y[~held].all():
            weights = logistic(x[~held], y[~held])
            scores[held] = x[held] @ weights[:-1] + weights[-1]
    sums, sizes = [], []
    for name in names:
        mine = labels == name
        if pairs := int((mine & y).sum() * (mine & ~y).sum()):
            sums.append(pairs * auc(scores[mine & ~y], scores[mine & y]))
            sizes.append(pairs)
    if not sizes:
        return Separation(None, None, 0)
    area = sum(sums) / sum(sizes)
    interval = bootstrap_mean(sums, sizes, rng, resamples=RESAMPLES)
    if interval is None or interval.low == interval.high:  # all clusters alike: each counts as one observation
        interval = wilson(min(area, 1.0) * len(sizes), len(sizes))
    return Separation(area, interval, sum(sizes))


def auc(low: Table, high: Table) -> float:
    """The share of pairs whose member of `high` is larger, ties a half (Mann & Whitney 1947)."""
    order = np.sort(low)
    below, upto = np.searchsorted(order, high, "left"), np.searchsorted(order, high, "right")
    return float((below + upto).sum() / (2 * len(low) * len(high)))


def discrepancy(
    a: Table,
    b: Table,
    clusters: tuple[Sequence[str], Sequence[str]],
    rng: np.random.Generator,
    permutations: int = PERMUTATIONS,
) -> Discrepancy:
    """MMD between two samples of at least two rows each; which rows are whose is permuted within clusters."""
    if min(len(a), len(b)) < 2:
        raise ValueError(f"MMD needs two rows a sample, got {len(a)} and {len(b)}")
    x = np.concatenate([a, b])
    square = np.maximum(0.0, (x * x).sum(1)[:, None] + (x * x).sum(1)[None, :] - 2.0 * x @ x.T)
    off = square[~np.eye(len(x), dtype=bool)]
    width = math.sqrt(float(np.median(off)) / 2.0) or 1.0
    kernel = np.exp(-square / (2.0 * width * width))
    np.fill_diagonal(kernel, 0.0)
    first = np.zeros((len(x), permutations + 1))
    first[: len(a), 0] = 1.0
    labels = np.array([*clusters[0], *clusters[1]])
    groups = [np.flatnonzero(labels == name) for name in np.unique(labels)]
    for column in range(1, permutations + 1):
        for group in groups:
            first[group, column] = rng.permutation(first[group, 0])
    values = _mmd2(kernel, first, len(a), len(b))
    p_value = (1 + int((values[1:] >= values[0] - 1e-12).sum())) / (permutations + 1)
    return Discrepancy(float(values[0]), width, p_value)


def _mmd2(kernel: Table, first: Table, m: int, n: int) -> Table:
    """Unbiased MMD^2 for each column of `first`, which marks the m rows of the first sample; kernel diagonal 0."""
    within = kernel @ first
    aa = (first * within).sum(axis=0)
    ab = within.sum(axis=0) - aa
    bb = kernel.sum() - aa - 2.0 * ab
    result: Table = aa / (m * (m - 1)) + bb / (n * (n - 1)) - 2.0 * ab / (m * n)
    return result


def ks(a: Table, b: Table) -> tuple[float, float]:
    """(D, p): the largest distance between two empirical distributions [N], [M], and its asymptotic p value."""
    both = np.sort(np.concatenate([a, b]))
    d = float(np.abs(_below(a, both) - _below(b, both)).max())
    reach = d * math.sqrt(len(a) * len(b) / (len(a) + len(b)))
    if reach < 0.2:  # the series needs ever more terms, and is 1 to ten places
        return d, 1.0
    total = math.fsum((-1) ** (k - 1) * math.exp(-2.0 * (k * reach) ** 2) for k in range(1, 101))
    return d, min(1.0, max(0.0, 2.0 * total))


def _below(sample: Table, at: Table) -> Table:
    result: Table = np.searchsorted(np.sort(sample), at, "right") / len(sample)
    return result


def cohen_d(a: Table, b: Table) -> float:
    """(mean b - mean a) / pooled standard deviation; 0 where both are constant and alike (Cohen 1988)."""
    n, m = len(a), len(b)
    pooled = ((n - 1) * a.var(ddof=1) + (m - 1) * b.var(ddof=1)) / (n + m - 2) if min(n, m) > 1 else 0.0
    gap = float(b.mean() - a.mean())
    if pooled <= 1e-18:
        return 0.0 if abs(gap) < 1e-12 else math.copysign(math.inf, gap)
    return gap / math.sqrt(pooled)


def feature_shifts(names: Sequence[str], a: Table, b: Table) -> dict[str, FeatureShift]:
    """Each feature's shift, the largest distance between the distributions first."""
    tested = [ks(a[:, i], b[:, i]) for i in range(len(names))]
    adjusted = holm([p for _, p in tested])
    found = {
        name: FeatureShift(
            float(a[:, i].mean()), float(b[:, i].mean()), cohen_d(a[:, i], b[:, i]), *tested[i], adjusted[i]
        )
        for i, name in enumerate(names)
    }
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].ks, pair[0])))
