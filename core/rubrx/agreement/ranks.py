"""Whether two columns of numbers rise together: Spearman's correlation and weighted kappa, with intervals."""

from __future__ import annotations

import numpy as np

from rubrx.agreement.labels import Floats, Ints
from rubrx.agreement.resampling import MAX_UNDEFINED, RESAMPLES, bca
from rubrx.statistics import Interval


def _ranks(values: Floats) -> Floats:
    """Ranks from 1 with ties at their mean rank, [n]."""
    _, code, size = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return np.asarray(((2 * last - size + 1) / 2)[code])


def spearman(x: Floats, y: Floats) -> float:
    """Spearman's rank correlation; NaN where either column does not vary. ValueError for unequal lengths."""
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(f"need two columns of equal length, got {x.shape} and {y.shape}")
    if len(x) < 2:
        return float("nan")
    a, b = _ranks(x) - (len(x) + 1) / 2, _ranks(y) - (len(y) + 1) / 2
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / spread if spread > 0 else float("nan")


def weighted_kappa(x: Floats, y: Floats) -> float:
    """Cohen's kappa with weights (x - y)^2: 1 - mean squared difference over the one of independent columns.

    NaN where both columns hold one and the same number only.
    """
    expected = float(np.var(x) + np.var(y) + (x.mean() - y.mean()) ** 2) if len(x) else 0.0
    return 1 - float(np.mean((x - y) ** 2)) / expected if expected > 0 else float("nan")


def with_interval(
    name: str,
    x: Floats,
    y: Floats,
    clusters: Ints,
    rng: np.random.Generator,
    *,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
) -> tuple[float | None, Interval | None]:
    """`spearman` or `weighted_kappa` with an interval by drawing whole clusters; None where undefined.

    With fewer than three clusters there is no interval.
    """
    figure = {"spearman": spearman, "weighted_kappa": weighted_kappa}[name]
    value = figure(x, y)
    if not np.isfinite(value):
        return None, None
    found, code = np.unique(clusters, return_inverse=True)
    k = len(found)
    members = np.split(np.argsort(code, kind="stable"), np.cumsum(np.bincount(code))[:-1])
    if k < 3:
        return value, None
    drawn = np.empty(resamples)
    for row in range(resamples):
        rows = np.concatenate([members[each] for each in rng.integers(0, k, k)])
        drawn[row] = figure(x[rows], y[rows])
    known = drawn[np.isfinite(drawn)]
    if len(known) < (1 - MAX_UNDEFINED) * resamples or np.ptp(known) < 1e-12:
        return value, None
    left_out = np.array([figure(np.delete(x, rows), np.delete(y, rows)) for rows in members])
    return value, bca(value, known, left_out, np.ones(k), confidence)
