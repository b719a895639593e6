"""What an n could have seen: the smallest difference that a test of this size finds with a given power."""

from __future__ import annotations

import math

from rubrx.statistics.resampling import student_t_quantile

#: the chance of finding a difference that is there, by convention
POWER = 0.8


def detectable_mean(sd: float, n: int, *, confidence: float = 0.95, power: float = POWER) -> float | None:
    """The smallest mean of n paired differences of standard deviation `sd` that a t test would find.

    (t(1 - alpha/2) + t(power)) sd / sqrt(n), t from n - 1 degrees of freedom (Cohen 1988, section 2.3, with t for
    z): within 2 % of the exact value from n = 5 on. None for n < 2 or where nothing varies, which says nothing
    about the next sample.
    """
    if n < 2 or not sd > 0:
        return None
    quantiles = student_t_quantile(0.5 + confidence / 2, n - 1) + student_t_quantile(power, n - 1)
    return quantiles * sd / math.sqrt(n)


def detectable_change(n: float, *, confidence: float = 0.95, power: float = POWER) -> float | None:
    """The smallest share of n pairs that must change, all one way, for the exact McNemar test to find it.

    One-way change is the most favourable case: where some pairs change the other way it takes more. `n` is
    rounded down. None where n is too small for any difference (with 5 pairs, p is 0.0625 at best).
    """
    pairs = math.floor(n + 1e-9)
    least = math.ceil(math.log(2 / (1 - confidence)) / math.log(2) - 1e-9)  # 2 * 0.5 ** least <= alpha
    if pairs < least:
        return None
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if _at_least(least, pairs, middle) >= power else (middle, high)
    return high


def _at_least(k: int, n: int, p: float) -> float:
    """P(X >= k) for X binomial(n, p), 0 < p < 1."""
    term = (1 - p) ** n
    if term == 0.0:  # so many pairs at such a share: fewer than k is out of the question
        return 1.0
    below = 0.0
    for i in range(k):
        below += term
        term *= (n - i) / (i + 1) * p / (1 - p)
    return 1.0 - below
