"""Intervals and tests for observations that come in clusters: numbers in, numbers out.

Everything here counts by *cluster* (in rubrx: the query), because answers to one query resemble each other.
"""

from rubrx.statistics.paired import (
    PairedChange,
    change_design_effect,
    holm,
    mcnemar,
    paired_change,
    sign_flip,
    tango,
)
from rubrx.statistics.power import POWER, detectable_change, detectable_mean
from rubrx.statistics.ranks import Association, ranks, spearman
from rubrx.statistics.rates import (
    Interval,
    Method,
    Rate,
    check_confidence,
    clean_bound,
    clean_n,
    clustered_rate,
    design_effect,
    normal_z,
    wilson,
    wilson_n,
)
from rubrx.statistics.resampling import (
    RESAMPLES,
    bootstrap_mean,
    bootstrap_mean_difference,
    student_t_quantile,
)

__all__ = [
    "POWER",
    "RESAMPLES",
    "Association",
    "Interval",
    "Method",
    "PairedChange",
    "Rate",
    "bootstrap_mean",
    "bootstrap_mean_difference",
    "change_design_effect",
    "check_confidence",
    "clean_bound",
    "clean_n",
    "clustered_rate",
    "design_effect",
    "detectable_change",
    "detectable_mean",
    "holm",
    "mcnemar",
    "normal_z",
    "paired_change",
    "ranks",
    "sign_flip",
    "spearman",
    "student_t_quantile",
    "tango",
    "wilson",
    "wilson_n",
]
