"""What an n could have seen: the smallest difference that a test of this size finds with a given power."""

from __future__ import annotations

import math
from statistics import NormalDist

from rubrx.statistics.rates import normal_z
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


def detectable_change(
    n: float, changed: float = 0.0, *, confidence: float = 0.95, power: float = POWER
) -> float | None:
    """The smallest net change, as a share of n pairs, that McNemar's test would find.

    `changed` is the share of pairs that change at all, either way: by Connor (1987, Biometrics 43:207) the net
    change d then solves n d^2 = (z(1 - alpha/2) sqrt(changed) + z(power) sqrt(changed - d^2))^2. It is never less
    than what the exact test takes when all changes go one way, which is also the answer where `changed` is
    smaller than that. `n` is rounded down. None where n is too small for any difference (with 5 pairs, p is
    0.0625 at best).
    """
    pairs = math.floor(n + 1e-9)
    least = math.ceil(math.log(2 / (1 - confidence)) / math.log(2) - 1e-9)  # 2 * 0.5 ** least <= alpha
    if pairs < least:
        return None
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if _at_least(least, pairs, middle) >= power else (middle, high)
    both_ways = _connor(pairs, changed, confidence, power)
    return max(high, both_ways) if both_ways <= changed else high


def _connor(n: int, changed: float, confidence: float, power: float) -> float:
    """The net change that solves Connor's equation, a quadratic."""
    a, b = normal_z(confidence), NormalDist().inv_cdf(power)
    root = math.sqrt(max(0.0, b * b * (n - a * a + b * b)))
    return math.sqrt(changed) * (a * math.sqrt(n) + root) / (n + b * b)


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
