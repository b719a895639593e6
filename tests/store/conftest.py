"""Small runs to write and read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from rubrx.grading import score_of
from rubrx.records import Criterion, Grade, Response, Rubric, Span, Status, Verdict, items_of
from rubrx.store import GradedRow, RewardValue


@pytest.fixture
def rubric() -> Rubric:
    """Three criteria: a critical one, a plain one, and one where met is bad."""
    return Rubric(
        id="q1",
        version=1,
        query="May I?",
        patient={},
        references=(),
        terms={},
        criteria=(
            Criterion("warns", "contraindication_recall", "contraindicated", "x", 5.0, critical=True),
            Criterion("why", "accuracy", "states", "y", 2.0, note="the mechanism"),
            Criterion("dismisses", "accuracy", "claim", "z", -4.0),
        ),
        examples=(),
        critical_cap=0.4,
        digest="d1",
        source="rubric: q1",
        path="q1.yaml",
    )


@pytest.fixture
def graded(rubric: Rubric) -> Callable[..., GradedRow]:
    """Make a graded row: an id and the three statuses."""

    def make(
        name: str,
        statuses: Sequence[Status],
        text: str = "Do not take it.",
        line: int = 1,
        explanation: str = "so",
    ) -> GradedRow:
        verdicts = tuple(
            Verdict(item.id, status, 1.0, (Span(0, 6),) if status is Status.NOT_MET else (), explanation)
            for item, status in zip(items_of(rubric), statuses, strict=True)
        )
        grade = Grade(name, rubric.id, verdicts, score_of(items_of(rubric), verdicts, rubric.critical_cap))
        return GradedRow(
            Response(name, rubric.id, text, "m", {"k": 1}, line), grade, (RewardValue("length", float(line)),)
        )

    return make
