"""The sums that a report reads: the database's equal a slow loop's over the rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from rubrx.records import Rubric, Status
from rubrx.store import Batch, GradedRow, RewardValue, create_run, open_store, rewards, score_sums, scores, write_batch

MET, NOT = Status.MET, Status.NOT_MET


@pytest.fixture
def path(tmp_path: Path, rubric: Rubric, graded: Callable[..., GradedRow]) -> Path:
    """A run of twenty answers, some unassessed."""
    statuses = [(MET, NOT, NOT), (NOT, MET, MET), (Status.ERROR, MET, NOT), (Status.NOT_APPLICABLE,) * 3]
    rows = [graded(f"r{n}", statuses[n % 4], line=n) for n in range(20)]
    with open_store(tmp_path / "x.db", write=True) as store:
        run = create_run(store, name="n", source="-", settings={}, versions={})
        write_batch(store, run.id, Batch(rows, rubrics={"q1": rubric}))
    return tmp_path / "x.db"


def test_sums_of_scores_are_those_of_the_rows(path: Path) -> None:
    """Answers without a score count as answers and for the coverage only."""
    with open_store(path) as store:
        rows = list(scores(store, 1))
        [sums] = score_sums(store, 1)
    scored = [row for row in rows if row.worst is not None]
    assert (sums.query_id, sums.answers, sums.scored) == ("q1", 20, len(scored))
    assert 0 < len(scored) < 20
    for name in ("worst", "best", "raw"):
        assert getattr(sums, name) == pytest.approx(math.fsum(getattr(row, name) for row in scored))
    assert sums.coverage == pytest.approx(math.fsum(row.coverage for row in rows))


def test_a_reward_that_some_answers_lack_is_found_too(path: Path, graded: Callable[..., GradedRow]) -> None:
    """And one answer's problem is counted for its own reward."""
    late = graded("late", (MET, NOT, NOT))._replace(rewards=(RewardValue("late", None, "broke"),))
    with open_store(path, write=True) as store:
        write_batch(store, 1, Batch([late]))
        found, length = rewards(store, 1)
    assert found == ("late", 1, 0, 1, None, None, None)
    assert length == ("length", 20, 20, 0, pytest.approx(9.5), 0.0, 19.0)
