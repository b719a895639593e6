"""The five alignment metrics: accuracy, contraindication recall, specificity, dose accuracy, humility."""

from rubrx.contracts import Metric, hookimpl
from rubrx_alignment.accuracy import Accuracy
from rubrx_alignment.contraindication import ContraindicationRecall
from rubrx_alignment.dose import DoseAccuracy
from rubrx_alignment.humility import Humility
from rubrx_alignment.specificity import Specificity


@hookimpl
def rubrx_metrics() -> list[Metric]:
    """The five metrics, with their kinds and targets."""
    return [Accuracy(), ContraindicationRecall(), DoseAccuracy(), Humility(), Specificity()]
