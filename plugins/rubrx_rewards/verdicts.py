"""The feature set `verdicts`: the grade itself as numbers, for prompts that a rubric asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rubrx.contracts import FeatureSet, Scored
from rubrx.records import UNASSESSED, Item, Status, Verdict, items_of

METRICS = ("accuracy", "contraindication_recall", "specificity", "dose_accuracy", "humility")
_NAMES = (
    *(f"{metric.replace('_', ' ')}: share of points that went well" for metric in METRICS),
    "critical criteria failed",
    "wrong statements made",
    "score, worst still possible",
)


class VerdictFeatures(FeatureSet):
    """What the rubric's verdicts say: points that went well by metric, critical failures, penalties, the score.

    Shares are of the applicable positive points, 0.5 where a metric has none: it says nothing then. Not among
    the sets that are used unless asked for: a reward that learned from them is the rubric's echo, and can't be
    held against it.
    """

    name = "verdicts"
    description = "the rubric's verdicts, by metric"
    width = len(_NAMES)

    def vectors(self, batch: Sequence[Scored]) -> NDArray[np.float32]:
        """One row an answer."""
        return np.array([_row(scored) for scored in batch], dtype=np.float32).reshape(len(batch), self.width)

    def names(self, batch: Sequence[Scored]) -> Mapping[int, str]:
        """What each column says."""
        del batch
        return dict(enumerate(_NAMES))


def _row(scored: Scored) -> list[float]:
    judged = [
        (item, verdict)
        for item, verdict in zip(items_of(scored.rubric), scored.grade.verdicts, strict=False)
        if verdict.status is not Status.NOT_APPLICABLE
    ]
    worst = scored.grade.score.worst
    return [
        *(_share([each for each in judged if each[0].metric == metric]) for metric in METRICS),
        float(sum(item.critical and not _went_well(item, verdict) for item, verdict in judged)),
        float(sum(item.points < 0 and not _went_well(item, verdict) for item, verdict in judged)),
        0.0 if worst is None else worst,
    ]


def _share(judged: Sequence[tuple[Item, Verdict]]) -> float:
    positive = [(item, verdict) for item, verdict in judged if item.points > 0]
    points = sum(item.points for item, _ in positive)
    return sum(item.points for item, verdict in positive if _went_well(item, verdict)) / points if points else 0.5


def _went_well(item: Item, verdict: Verdict) -> bool:
    """Met, or for a criterion that takes points away not met; an unassessed one did not."""
    if verdict.status in UNASSESSED:
        return False
    return (verdict.status is Status.MET) == (item.points > 0)
