"""Do people agree, and does the grader agree with them: coefficients with intervals, raters, and corrections.

Numpy alone; labels in, numbers out. `table_of` makes a `LabelTable` of three columns, `measure` gives every
coefficient of it, `consensus`, `profiles` and `dawid_skene` say who is right and who errs how.
"""

from rubrx.agreement.coefficients import Level
from rubrx.agreement.consensus import Consensus, consensus
from rubrx.agreement.correction import Corrected, prediction_powered, rogan_gladen
from rubrx.agreement.dawid_skene import Fit, dawid_skene
from rubrx.agreement.labels import LabelTable, number_of, table_of
from rubrx.agreement.measure import NAMES, Agreement, Estimate, is_paradox, measure
from rubrx.agreement.pairwise import PairKappa, Weights
from rubrx.agreement.ranks import spearman, weighted_kappa, with_interval
from rubrx.agreement.raters import RaterProfile, beside_the_others, profiles

__all__ = [
    "NAMES",
    "Agreement",
    "Consensus",
    "Corrected",
    "Estimate",
    "Fit",
    "LabelTable",
    "Level",
    "PairKappa",
    "RaterProfile",
    "Weights",
    "beside_the_others",
    "consensus",
    "dawid_skene",
    "is_paradox",
    "measure",
    "number_of",
    "prediction_powered",
    "profiles",
    "rogan_gladen",
    "spearman",
    "table_of",
    "weighted_kappa",
    "with_interval",
]
