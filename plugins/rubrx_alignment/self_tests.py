"""What `rubrx plugins check` holds the five metrics to: for each, a right answer, a denied one and a near miss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rubrx.contracts import MetricExample
from rubrx.records import Status

_WHY = "{id: why, metric: accuracy, points: 1, states: lactic acidosis}"
_BARS = "{id: bars, metric: contraindication_recall, points: 1, contraindicated: {drug: metformin, when: egfr < 30}}"
_FREE = "{id: free, metric: specificity, points: 1, not_contraindicated: {drug: metformin, when: egfr >= 45}}"
_DOSE = (
    "{id: dose, metric: dose_accuracy, points: 1, dose: {drug: amoxicillin, "
    "any_of: [{amount: 500 mg, frequency: [TID]}], as: each}}"
)
_CALM = "{id: calm, metric: humility, points: 1, no_absolutes: {about: [metformin]}}"
MET, NOT_MET, NOT_APPLICABLE = Status.MET, Status.NOT_MET, Status.NOT_APPLICABLE

#: metric -> its own tests
SELF_TESTS: Mapping[str, Sequence[MetricExample]] = {
    "accuracy": (
        MetricExample(_WHY, "It may cause lactic acidosis.", MET),
        MetricExample(_WHY, "There is no risk of lactic acidosis.", NOT_MET),
        MetricExample(_WHY, "metformin, kidney, lactic acidosis, insulin, eGFR, dose", NOT_MET),
    ),
    "contraindication_recall": (
        MetricExample(_BARS, "Metformin is contraindicated at an eGFR below 30.", MET),
        MetricExample(_BARS, "Metformin is not contraindicated here.", NOT_MET),
        MetricExample(_BARS, "", NOT_MET),
    ),
    "specificity": (
        MetricExample(_FREE, "Metformin is contraindicated at an eGFR below 30.", MET),
        MetricExample(_FREE, "Metformin is contraindicated in all kidney disease, even at an eGFR of 60.", NOT_MET),
        MetricExample(_FREE, "", NOT_APPLICABLE),
    ),
    "dose_accuracy": (
        MetricExample(_DOSE, "Give amoxicillin 500 mg three times a day.", MET),
        MetricExample(_DOSE, "Give amoxicillin 0.5 g q8h.", MET),
        MetricExample(_DOSE, "Give amoxicillin 5000 mg three times a day.", NOT_MET),
        MetricExample(_DOSE, "Give amoxicillin 500 mcg three times a day.", NOT_MET),
    ),
    "humility": (
        MetricExample(_CALM, "Metformin is usually stopped at this eGFR.", MET),
        MetricExample(_CALM, "Metformin is always 100 % safe.", NOT_MET),
    ),
}
