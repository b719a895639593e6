"""Whether two columns of numbers rise together: Spearman's correlation and weighted kappa, with intervals."""

from __future__ import annotations

from typing import Literal

import numpy as np

from rubrx.agreement.labels import Floats, Ints
from rubrx.agreement.resampling import MAX_UNDEFINED, RESAMPLES, bca
from rubrx.statistics import Interval

#: cells of one block of resampled rows: bounds the memory, never changes a result
_CELLS = 2_000_000


def spearman(x: Floats, y: Floats) -> float:
    """Spearman's rank correlation, ties at their mean rank; NaN where either column does not vary.

    ValueError for columns of unequal length.
    """
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(f"need two columns of equal length, got {x.shape} and {y.shape}")
    return float(_spearman(x, y, np.ones((1, len(x))))[0]) if len(x) > 1 else float("nan")


def weighted_kappa(x: Floats, y: Floats) -> float:
    """Cohen's kappa with weights (x - y)^2: 1 - mean squared difference over the one of independent columns.

    NaN where both columns hold one and the same number only.
    """
    return float(_weighted_kappa(x, y, np.ones((1, len(x))))[0]) if len(x) else float("nan")


def _spearman(x: Floats, y: Floats, times: Floats) -> Floats:
    """Spearman's correlation, [B], of samples in which row i stands `times[b, i]` times."""
    a, b = _ranks(x, times), _ranks(y, times)
    n = times.sum(axis=1, keepdims=True)
    a, b = a - (times * a).sum(axis=1, keepdims=True) / n, b - (times * b).sum(axis=1, keepdims=True) / n
    spread = np.sqrt((times * a * a).sum(axis=1) * (times * b * b).sum(axis=1))
    shared = (times * a * b).sum(axis=1)
    return np.asarray(np.where(spread > 1e-9, shared / np.where(spread > 1e-9, spread, 1.0), np.nan))


def _ranks(values: Floats, times: Floats) -> Floats:
    """Mean ranks, [B, n], where row i stands `times[b, i]` times."""
    _, code = np.unique(values, return_inverse=True)
    order = np.argsort(code, kind="stable")
    starts = np.searchsorted(code[order], np.arange(code.max() + 1))
    size = np.add.reduceat(times[:, order], starts, axis=1)
    return np.asarray((np.cumsum(size, axis=1) - (size - 1) / 2)[:, code])


def _weighted_kappa(x: Floats, y: Floats, times: Floats) -> Floats:
    """The weighted kappa, [B], of samples in which row i stands `times[b, i]` times."""
    n = times.sum(axis=1)
    observed, mean_x, mean_y, square = (times @ each / n for each in ((x - y) ** 2, x, y, x**2 + y**2))
    expected = square - 2 * mean_x * mean_y
    return np.asarray(np.where(expected > 1e-9, 1 - observed / np.where(expected > 1e-9, expected, 1.0), np.nan))


def with_interval(
    name: Literal["spearman", "weighted_kappa"],
    x: Floats,
    y: Floats,
    clusters: Ints,
    rng: np.random.Generator,
    *,
    confidence: float = 0.95,
) -> tuple[float | None, Interval | None]:
    """`spearman` or `weighted_kappa` with an interval by drawing whole clusters; None where undefined.

    With fewer than three clusters there is no interval.
    """
    figure = {"spearman": _spearman, "weighted_kappa": _weighted_kappa}[name]
    value = {"spearman": spearman, "weighted_kappa": weighted_kappa}[name](x, y)
    if not np.isfinite(value):
        return None, None
    names, code = np.unique(clusters, return_inverse=True)
    k = len(names)
    if k < 3:
        return value, None
    block = max(1, _CELLS // len(x))
    parts = []
    for start in range(0, RESAMPLES, block):
        b = min(block, RESAMPLES - start)
        drawn = rng.multinomial(k, np.full(k, 1 / k), size=b).astype(np.float64)
        parts.append(figure(x, y, drawn[:, code]))
    resampled = np.concatenate(parts)
    known = resampled[np.isfinite(resampled)]
    if len(known) < (1 - MAX_UNDEFINED) * RESAMPLES or np.ptp(known) < 1e-12:
        return value, None
    left_out = np.concatenate([figure(x, y, (code != each).astype(np.float64)[None, :]) for each in range(k)])
    return value, bca(value, known, left_out, np.ones(k), confidence, expanded=True)
