"""Intervals and tests for observations that come in clusters: numbers in, numbers out.

Everything here counts by *cluster* (in rubrx: the query), because answers to one query resemble each other.
"""

from rubrx.statistics.rates import (
    Interval,
    Method,
    Rate,
    clean_bound,
    clean_n,
    clustered_rate,
    design_effect,
    wilson,
)
from rubrx.statistics.resampling import (
    RESAMPLES,
    bootstrap_mean,
    bootstrap_mean_difference,
    student_t_quantile,
)

__all__ = [
    "RESAMPLES",
    "Interval",
    "Method",
    "Rate",
    "bootstrap_mean",
    "bootstrap_mean_difference",
    "clean_bound",
    "clean_n",
    "clustered_rate",
    "design_effect",
    "student_t_quantile",
    "wilson",
]
