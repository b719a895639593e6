"""Dose accuracy: is every dose that the answer advises one that the rubric accepts?

Each criterion is one regimen, maximum, schedule, titration step or target. It goes well when met: at least one stated
dose fits and none that is advised for the same drug contradicts it; the rate is the share among the applicable ones,
an unassessed one counted as failed. A tenfold slip, a wrong unit or interval is not met, whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rubrx_alignment.kinds import KindMetric
from rubrx_alignment.levels import QuantityOf, quantity
from rubrx_alignment.regimen import DoseBody, MaxDose, dose, max_dose
from rubrx_alignment.schedule import FrequencyBody, Step, frequency, step
from rubrx_alignment.self_tests import SELF_TESTS


class DoseAccuracy(KindMetric):
    """Is every dose that the answer advises one that the rubric accepts?"""

    name = "dose_accuracy"
    description = "doses, intervals, maxima and targets are right"
    target = 0.98
    kinds: ClassVar[Mapping[str, Any]] = {
        "dose": DoseBody,
        "max_dose": MaxDose,
        "frequency": FrequencyBody,
        "step": Step,
        "quantity": QuantityOf,
    }
    prepares: ClassVar[Mapping[str, Any]] = {
        "dose": dose,
        "max_dose": max_dose,
        "frequency": frequency,
        "step": step,
        "quantity": quantity,
    }
    self_tests = SELF_TESTS[name]
    kind_examples: ClassVar[Mapping[str, str]] = {
        "dose": "{id: dose, metric: dose_accuracy, points: 3, critical: true,\n"
        " dose: {drug: amoxicillin, any_of: [{amount: 25-45 mg/kg/day, frequency: [BID, TID]}], as: any}}",
        "max_dose": "{id: ceiling, metric: dose_accuracy, points: 2, max_dose: {drug: citalopram, amount: 20 mg/day}}",
        "frequency": "{id: schedule, metric: dose_accuracy, points: 1, frequency: {drug: apixaban, any_of: [BID]}}",
        "step": "{id: titration, metric: dose_accuracy, points: 2,\n"
        " step: {drug: insulin glargine, amount: 2 units, every: 3 days}}",
        "quantity": "{id: target-inr, metric: dose_accuracy, points: 1,\n"
        " quantity: {of: INR, value: 2-3, unit_optional: true}}",
    }
