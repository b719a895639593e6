"""Paired verdicts: what was fixed against what regressed, tested exactly, and held in an interval.

A pair is one thing judged twice. It was *fixed* (went badly, then well), it *regressed*, or it did not change.

* `mcnemar`: the exact test (McNemar 1947; binomial form, Liddell 1983, Journal of Epidemiology and Community
  Health 37:82), as if pairs were independent.
* `sign_flip`: the same question with whole clusters exchanged between the two runs (Fisher's randomisation test
  on cluster totals); with one pair a cluster it is McNemar's test.
* `paired_change`: the difference of the two shares with Tango's score interval (1998, Statistics in Medicine
  17:891), n divided by the design effect of clusters: never zero width.
* `holm`: p values of several questions asked at once (Holm 1979, Scandinavian Journal of Statistics 6:65).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from rubrx.statistics.rates import Interval, normal_z

#: steps of the exact distribution of `sign_flip`; beyond, the normal one is as good
_FLIP_STEPS = 200_000_000


class PairedChange(NamedTuple):
    """A difference of two paired shares: its value, the pairs, what they are worth, and the interval."""

    value: float
    n: int
    effective_n: float
    interval: Interval


def mcnemar(fixed: int, regressed: int) -> float:
    """The exact two-sided p value that fixed and regressed are alike; 1 where nothing changed.

    ValueError for a negative count.
    """
    if fixed < 0 or regressed < 0:
        raise ValueError(f"counts can't be negative, got {fixed!r} and {regressed!r}")
    n, fewer = fixed + regressed, min(fixed, regressed)
    if n == 0:
        return 1.0
    # logarithms: 2 ** -n is no float beyond 1,074 pairs
    terms = (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(fewer + 1))
    tail = math.fsum(math.exp(term - n * math.log(2)) for term in terms)
    return min(1.0, 2 * tail)


def sign_flip(changes: Iterable[int]) -> float:
    """The two-sided p value of the sum of whole-number changes, one a cluster, when each may as well be reversed.

    Exact: the share of the 2^C ways to give the changes signs whose sum is at least as far from 0, added up
    value by value (each sum has the parity of the total). For sizes where that is too long (clusters x total
    above 2e8) the normal approximation. 1 where nothing changed. C changed clusters can't give less than
    2^(1 - C).
    """
    moved = [int(change) for change in changes if change]
    total, reach = abs(sum(moved)), sum(map(abs, moved))
    if not total:
        return 1.0
    if len(moved) * reach > _FLIP_STEPS:
        return math.erfc(total / math.sqrt(2 * math.fsum(change * change for change in moved)))
    # chances[k]: the chance that the changes taken as positive sum to k, each one being so with 1/2
    chances = np.zeros(reach + 1)
    chances[0], seen = 1.0, 0
    for size in map(abs, moved):
        seen += size
        shifted = chances[: seen - size + 1].copy()
        chances[: seen + 1] *= 0.5
        chances[size : seen + 1] += 0.5 * shifted
    # a sum of s = 2k - reach: at most -total, and by symmetry twice
    return min(1.0, 2 * math.fsum(chances[: (reach - total) // 2 + 1]))


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values adjusted for asking all of these questions at once (step-down), in the same order."""
    adjusted = [1.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def tango(fixed: float, regressed: float, n: float, confidence: float = 0.95) -> Interval:
    """Tango's score interval for (fixed - regressed) / n; counts may be fractional (an effective n).

    The ends are where the score statistic reaches the normal quantile, found by bisection. With nothing fixed
    and nothing regressed they are +-z^2 / (n + z^2). ValueError unless n > 0 and 0 <= fixed + regressed <= n.
    """
    if not (n > 0 and fixed >= 0 and regressed >= 0 and fixed + regressed <= n * (1 + 1e-12)):
        raise ValueError(f"need fixed + regressed <= n and n > 0, got {fixed!r}, {regressed!r} of {n!r}")
    z = normal_z(confidence)
    # the upper end of a difference is the lower end of its reverse
    return Interval(_lowest(fixed, regressed, n, z), -_lowest(regressed, fixed, n, z))


def _lowest(fixed: float, regressed: float, n: float, z: float) -> float:
    """The smallest difference whose score statistic is at most z."""
    low, high = -1.0, (fixed - regressed) / n
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _score(fixed, regressed, n, middle) > z else (low, middle)
    return max(-1.0, (low + high) / 2)


def _score(fixed: float, regressed: float, n: float, difference: float) -> float:
    """Tango's statistic at a difference, with the chance of regressing at its restricted maximum likelihood."""
    b = -fixed - regressed + (2 * n - fixed + regressed) * difference
    c = -regressed * difference * (1 - difference)
    chance = (math.sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
    variance = n * (2 * chance + difference * (1 - difference))
    apart = fixed - regressed - n * difference
    return apart / math.sqrt(variance) if variance > 0 else math.inf if apart > 0 else 0.0


def change_design_effect(clusters: Iterable[tuple[int, int, int]]) -> float:
    """How many clustered pairs are worth one independent one: at least 1, at most the largest cluster.

    `clusters` are (fixed, regressed, pairs). As `design_effect`, for the mean of values +1, -1 and 0: the
    squares of cluster sums about their mean over those of single pairs, after adding one imaginary cluster of
    mean size that was all fixed and one that all regressed.
    """
    observed = [(b - c, b + c, m) for b, c, m in clusters if m > 0]
    if not observed:
        return 1.0
    size = sum(m for *_, m in observed) / len(observed)
    padded = [*((float(d), float(s), float(m)) for d, s, m in observed), (size, size, size), (-size, size, size)]
    n = math.fsum(m for *_, m in padded)
    mean = math.fsum(d for d, _, _ in padded) / n
    between = math.fsum((d - m * mean) ** 2 for d, _, m in padded)
    within = math.fsum(s for _, s, _ in padded) - n * mean * mean
    return min(max(1.0, between / within), float(max(m for *_, m in observed)))


def paired_change(clusters: Iterable[tuple[int, int, int]], confidence: float = 0.95) -> PairedChange | None:
    """The change of a share over pairs, from (fixed, regressed, pairs) per cluster; None without a pair.

    ValueError where fixed + regressed exceeds the pairs of a cluster.
    """
    rows = [row for row in clusters if row[2] > 0]
    for b, c, m in rows:
        if b < 0 or c < 0 or b + c > m:
            raise ValueError(f"a cluster needs fixed + regressed <= pairs, got {b} + {c} of {m}")
    fixed, regressed, n = (sum(row[i] for row in rows) for i in range(3))
    if not n:
        return None
    effect = change_design_effect(rows)
    interval = tango(fixed / effect, regressed / effect, n / effect, confidence)
    return PairedChange((fixed - regressed) / n, n, n / effect, interval)
