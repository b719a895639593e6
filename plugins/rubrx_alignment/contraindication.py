"""Contraindication recall: of the dangers that a pharmacist would name, how many does the answer warn of?

A true positive is a `contraindicated` criterion that is met, a false negative one that is not; the recall is
TP / (TP + FN), an unassessed one counted as missed. A contraindication here is what the rubric says must be avoided,
held or used with caution (its `at_least`), for the patient asked about. Beside it stands specificity: an answer that
always warns has a recall of 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rubrx.reading.expressions import Expr
from rubrx_alignment.claims import Claim, claim
from rubrx_alignment.kinds import KindMetric
from rubrx_alignment.regimen import DoseBody, MaxDose, dose, max_dose
from rubrx_alignment.self_tests import SELF_TESTS
from rubrx_alignment.statements import states
from rubrx_alignment.warnings import Warned, contraindicated


class ContraindicationRecall(KindMetric):
    """Of the dangers that a pharmacist would name, how many does the answer warn of?"""

    name = "contraindication_recall"
    description = "warns of what must not be given"
    target = 1.0
    kinds: ClassVar[Mapping[str, Any]] = {
        "contraindicated": Warned,
        "max_dose": MaxDose,
        "dose": DoseBody,
        "states": Expr,
        "claim": Claim,
    }
    prepares: ClassVar[Mapping[str, Any]] = {
        "contraindicated": contraindicated,
        "max_dose": max_dose,
        "dose": dose,
        "states": states,
        "claim": claim,
    }
    self_tests = SELF_TESTS[name]
    kind_examples: ClassVar[Mapping[str, str]] = {
        "contraindicated": "{id: contraindicated, metric: contraindication_recall, points: 5, critical: true,\n"
        " contraindicated: {drug: metformin, when: egfr < 30}}",
        "max_dose": "{id: not-that-much, metric: contraindication_recall, points: 3, max_dose: {drug:"
        " citalopram, amount: 20 mg/day}}",
        "dose": "{id: right-dose-instead, metric: contraindication_recall, points: 3,\n"
        " dose: {drug: citalopram, any_of: [{amount: 20 mg, frequency: [once daily]}]}}",
        "states": "{id: names-the-hazard, metric: contraindication_recall, points: 3, states: raises lithium}",
        "claim": "{id: hazard, metric: contraindication_recall, points: 3, claim: Thiazides raise the lithium level.}",
    }
