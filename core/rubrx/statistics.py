"""Intervals for rates and means whose observations come in clusters: numbers in, numbers out.

Answers to one query resemble each other, so ten answers to one query say less than ten queries with one
answer each. Everything here therefore counts by *cluster* (in rubrx: the query).

* A rate gets a two-sided Wilson interval (Wilson 1927; Brown, Cai & DasGupta 2001, Statistical Science
  16:101) whose n is divided by the design effect (Rao & Scott 1992, Biometrics 48:577): never zero width.
* A mean gets an interval by resampling whole clusters (Davison & Hinkley 1997, section 3.8), with percentiles
  expanded for few clusters (Hesterberg 2015, The American Statistician 69:371). Random numbers come from the
  generator that is passed in.

With Wilson, 8 of 8 has a lower 95 % bound of 0.676, and a bound of 0.95 needs 73 clean cases, 0.99 needs 381.
The exact interval (Clopper & Pearson 1934) says 0.631, 72 and 368; `clean_bound` and `clean_n` offer both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

#: `wilson` is what the reports print; `exact` is Clopper & Pearson's
Method = Literal["wilson", "exact"]

#: resamples of a bootstrap interval; its ends then repeat to about one part in a hundred of its width
RESAMPLES = 9_999
#: cells of one block of resampled clusters: bounds the memory, never changes a result
_BLOCK_CELLS = 2_000_000


class Interval(NamedTuple):
    """The two ends of a confidence interval, in the unit of the figure it belongs to."""

    low: float
    high: float


class Rate(NamedTuple):
    """A share of clustered verdicts: its value, n, what n is worth, and the interval."""

    value: float
    n: int
    effective_n: float
    interval: Interval


def _check_confidence(confidence: float) -> float:
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence!r}")
    return confidence


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + _check_confidence(confidence) / 2.0)


def wilson(successes: float, n: float, confidence: float = 0.95) -> Interval:
    """The two-sided Wilson score interval of `successes` in `n`; both may be fractional (an effective n).

    ValueError unless 0 <= successes <= n and n > 0.
    """
    if not (n > 0 and 0 <= successes <= n):
        raise ValueError(f"need 0 <= successes <= n and n > 0, got {successes!r} of {n!r}")
    z2 = _z(confidence) ** 2
    p = successes / n
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2) / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    # at the ends one limit is exactly 0 or 1, which rounding would miss
    return Interval(0.0 if p == 0 else max(0.0, middle - half), 1.0 if p == 1 else min(1.0, middle + half))


def clean_bound(n: float, confidence: float = 0.95, method: Method = "wilson") -> float:
    """The lower bound when `n` of `n` went well: the most that this n can ever prove.

    Wilson: n / (n + z^2). Exact: (alpha / 2) ** (1 / n). ValueError unless n > 0.
    """
    if not n > 0:
        raise ValueError(f"n must be positive, got {n!r}")
    if method == "wilson":
        return n / (n + _z(confidence) ** 2)
    return float(((1 - _check_confidence(confidence)) / 2) ** (1 / n))


def clean_n(bound: float, confidence: float = 0.95, method: Method = "wilson") -> int:
    """The smallest n whose clean sheet (n of n) has a lower bound of at least `bound`.

    ValueError unless 0 < bound < 1: no finite sample proves a rate of 1.
    """
    if not 0.0 < bound < 1.0:
        raise ValueError(f"a bound must lie between 0 and 1 (no finite n proves 1), got {bound!r}")
    if method == "wilson":
        guess = bound / (1 - bound) * _z(confidence) ** 2
    else:
        guess = math.log((1 - _check_confidence(confidence)) / 2) / math.log(bound)
    n = max(1, math.floor(guess))
    while clean_bound(n, confidence, method) < bound:  # at most a step or two past the rounding
        n += 1
    return n


def design_effect(clusters: Iterable[tuple[int, int]]) -> float:
    """How many clustered observations are worth one independent one: at least 1, at most the largest cluster.

    `clusters` are pairs (successes k, size m). The ratio-estimator form of Rao & Scott (1992),

        sum of m_i^2 (p_i - p)^2  /  (n p (1 - p)),   p_i = k_i / m_i,  p = sum k_i / n,

    is taken after adding two imaginary clusters of mean size, one all success and one all failure: the idea
    of Agresti & Coull (1998, "plus four") applied to clusters. Without them a clean sheet is 0 / 0, and 80 of
    80 on 8 queries would pass for 80 independent successes; with them each query then counts once. Cautious
    by design: single observations give exactly 1, repeating every observation r times multiplies the ratio
    by r, and a handful of clusters can't claim that clusters are alike.
    """
    observed = [(k, m) for k, m in clusters if m > 0]
    for k, m in observed:
        if not 0 <= k <= m:
            raise ValueError(f"a cluster needs 0 <= successes <= size, got {k!r} of {m!r}")
    if not observed:
        return 1.0
    size = sum(m for _, m in observed) / len(observed)
    padded = [*((float(k), float(m)) for k, m in observed), (0.0, size), (size, size)]
    n = math.fsum(m for _, m in padded)
    p = math.fsum(k for k, _ in padded) / n
    between = math.fsum((k - m * p) ** 2 for k, m in padded)
    return min(max(1.0, between / (n * p * (1 - p))), float(max(m for _, m in observed)))


def clustered_rate(clusters: Iterable[tuple[int, int, int]], confidence: float = 0.95) -> Rate | None:
    """A rate with its interval, from (successes, size, unassessed) per cluster; None when nothing applies.

    The unassessed are part of the size and count as failures in the value. In the effective n they count as
    whatever makes it smallest (all failed, all went well, all left out): an answer that could not be graded
    must not make a figure look surer. Turning a verdict into an unassessed one never raises the value; the
    first one never raises the lower bound either; further ones rarely do, and slightly, so a gate should
    limit the unassessed beside the bound.
    """
    rows = [row for row in clusters if row[1] > 0]
    n = sum(m for _, m, _ in rows)
    if not n:
        return None
    for k, m, open_ in rows:
        if open_ < 0 or k + open_ > m:
            raise ValueError(f"a cluster needs successes + unassessed <= size, got {k} + {open_} of {m}")
    effective = n / design_effect((k, m) for k, m, _ in rows)
    if any(open_ for *_, open_ in rows):
        effective = min(effective, n / design_effect((k + open_, m) for k, m, open_ in rows))
        left = n - sum(open_ for *_, open_ in rows)
        if left:
            effective = min(effective, left / design_effect((k, m - open_) for k, m, open_ in rows))
    value = sum(k for k, _, _ in rows) / n
    return Rate(value, n, effective, wilson(value * effective, effective, confidence))


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
    t = student_t_quantile(0.5 + _check_confidence(confidence) / 2, clusters - 1)
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
