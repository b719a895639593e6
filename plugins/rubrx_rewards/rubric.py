"""The rubric reward: the grade itself, as the lowest score still possible."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.contracts import Reward, RewardExample, Scored


class RubricReward(Reward):
    """10 x the worst score still possible, critical caps included.

    None where no positive point applies, and where any verdict is `error`: a grader that broke says nothing
    of the answer. A verdict that awaits a judge (`cannot_assess`) earns nothing, and the reward stands.
    """

    name = "rubric"
    description = "10 x the grade's worst still possible score"
    self_tests = (
        RewardExample("Metformin is contraindicated below an eGFR of 30: risk of lactic acidosis.", 8.75),
        RewardExample("Metformin is not contraindicated here.", 0.0),
    )

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        """One number for each response."""
        return [_rubric(scored) for scored in batch]


def _rubric(scored: Scored) -> float | None:
    grade = scored.grade
    if grade.score.worst is None or any(verdict.status == "error" for verdict in grade.verdicts):
        return None
    return 10.0 * grade.score.worst
