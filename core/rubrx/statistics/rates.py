"""Rates whose observations come in clusters: Wilson's interval on an n divided by the design effect.

Answers to one query resemble each other, so ten answers to one query say less than ten queries with one
answer each; a rate is therefore counted by *cluster* (in rubrx: the query). Its interval is Wilson's (1927; Brown,
Cai & DasGupta 2001, Statistical Science 16:101), two-sided, with n divided by the design effect (Rao & Scott 1992,
Biometrics 48:577): never zero width.

With Wilson, 8 of 8 has a lower 95 % bound of 0.676, and a bound of 0.95 needs 73 clean cases, 0.99 needs 381.
The exact interval (Clopper & Pearson 1934) says 0.631, 72 and 368; `clean_bound` and `clean_n` offer both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import NormalDist
from typing import Literal, NamedTuple

#: `wilson` is what the reports print; `exact` is Clopper & Pearson's
Method = Literal["wilson", "exact"]


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


def check_confidence(confidence: float) -> float:
    """The confidence as it came; ValueError unless it lies between 0 and 1."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence!r}")
    return confidence


def normal_z(confidence: float) -> float:
    """The two-sided standard normal quantile: 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + check_confidence(confidence) / 2.0)


def wilson(successes: float, n: float, confidence: float = 0.95) -> Interval:
    """The two-sided Wilson score interval of `successes` in `n`; both may be fractional (an effective n).

    ValueError unless 0 <= successes <= n and n > 0.
    """
    if not (n > 0 and 0 <= successes <= n):
        raise ValueError(f"need 0 <= successes <= n and n > 0, got {successes!r} of {n!r}")
    z2 = normal_z(confidence) ** 2
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
        return n / (n + normal_z(confidence) ** 2)
    return float(((1 - check_confidence(confidence)) / 2) ** (1 / n))


def clean_n(bound: float, confidence: float = 0.95, method: Method = "wilson") -> int:
    """The smallest n whose clean sheet (n of n) has a lower bound of at least `bound`.

    ValueError unless 0 < bound < 1: no finite sample proves a rate of 1.
    """
    if not 0.0 < bound < 1.0:
        raise ValueError(f"a bound must lie between 0 and 1 (no finite n proves 1), got {bound!r}")
    if method == "wilson":
        guess = bound / (1 - bound) * normal_z(confidence) ** 2
    else:
        guess = math.log((1 - check_confidence(confidence)) / 2) / math.log(bound)
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


def wilson_n(rate: float, bound: float, confidence: float = 0.95) -> int | None:
    """The smallest n at which this observed rate has a lower Wilson bound of at least `bound`.

    Wilson's lower limit is where |p - bound| = z sqrt(bound (1 - bound) / n), so n = z^2 bound (1 - bound) /
    (p - bound)^2. None where the rate does not lie above the bound: no n helps. ValueError unless
    0 < bound < 1 and 0 <= rate <= 1.
    """
    if not (0.0 < bound < 1.0 and 0.0 <= rate <= 1.0):
        raise ValueError(f"need 0 < bound < 1 and 0 <= rate <= 1, got {bound!r} and {rate!r}")
    if rate <= bound:
        return None
    if rate == 1:
        return clean_n(bound, confidence)
    exact = normal_z(confidence) ** 2 * bound * (1 - bound) / (rate - bound) ** 2
    return max(1, math.ceil(exact - 1e-9))
