"""Comparing two stored runs pairs them by query and keeps whatever only one of them has in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from rubrx.errors import UsageError
from rubrx.jobs.compare import compare_runs
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Status

MET, NOT_MET, NA, OPEN, ERROR = Status
PERFECT = (MET, MET, MET, MET, MET, NOT_MET)
WEAK = (NOT_MET, NOT_MET, MET, MET, MET, NOT_MET)


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "rubrx.db"
    samples.write_run(path, "sft", [("q1", "a1", WEAK), ("q2", "a2", PERFECT), ("q3", "a3", WEAK)])
    samples.write_run(
        path,
        "ppo",
        [("q1", "b1", PERFECT), ("q2", "b2", PERFECT), ("q4", "b4", PERFECT)],
        digests={"q2": "edited"},
    )
    return path


def test_runs_are_paired_by_query_whatever_their_responses_are_called(db: Path, plugins: Plugins) -> None:
    comparison = compare_runs("sft", "ppo", db=db, plugins=plugins)
    assert [(q.query_id, q.before, q.after) for q in comparison.queries] == [
        ("q1", pytest.approx(0.3), 1.0),
        ("q2", 1.0, 1.0),
    ]
    assert comparison.difference == pytest.approx(0.35)
    assert (comparison.only_before, comparison.only_after) == (("q3",), ("q4",))
    assert [q.query_id for q in comparison.queries if q.rubric_changed] == ["q2"]
    assert [item.criterion_id for item in comparison.items.fixed] == ["contra", "why"]
    assert (comparison.critical_failed_before, comparison.critical_failed_after) == (1, 0)


def test_a_run_compared_with_itself_does_not_differ(db: Path, plugins: Plugins) -> None:
    comparison = compare_runs("sft", "sft", db=db, plugins=plugins)
    assert comparison.difference == 0
    assert comparison.interval == (0, 0)
    assert comparison.items.fixed == comparison.items.regressed == ()


def test_the_same_seed_gives_the_same_comparison(db: Path, plugins: Plugins) -> None:
    assert compare_runs("sft", "latest", db=db, plugins=plugins, seed=3) == compare_runs(
        "sft", "ppo", db=db, plugins=plugins, seed=3
    )


def test_an_unknown_run_is_named(db: Path, plugins: Plugins) -> None:
    with pytest.raises(UsageError, match="no run 'rlhf'"):
        compare_runs("sft", "rlhf", db=db, plugins=plugins)
