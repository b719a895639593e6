"""Comparing two stored runs pairs them by query and keeps whatever only one of them has in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from samples import PERFECT

from rubrx.errors import UsageError
from rubrx.jobs.compare import compare_runs, compare_with_first
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Status
from rubrx.reports.comparison_text import comparison_text
from rubrx.reports.page import Page

MET, NOT_MET, NA, OPEN, ERROR = Status
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


def test_verdicts_are_paired_by_id_where_both_runs_have_it_else_in_file_order(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "rubrx.db"
    samples.write_run(path, "a", [("q1", "x", WEAK), ("q1", "same", PERFECT), ("q1", "z", WEAK), ("q2", "p", WEAK)])
    samples.write_run(
        path, "b", [("q1", "same", WEAK), ("q1", "new", PERFECT), ("q2", "r", PERFECT), ("q3", "s", WEAK)]
    )
    comparison = compare_runs("a", "b", db=path, plugins=plugins)
    paired = comparison.paired
    assert (paired.by_id, paired.in_order, paired.left_before, paired.left_after) == (1, 2, 1, 1)
    recall = next(test for test in comparison.verdicts if test.name == "contraindication_recall")
    # same: regressed; x -> new and p -> r: fixed; z has no counterpart
    assert (recall.pairs, recall.fixed, recall.regressed) == (3, 2, 1)
    assert comparison.critical is not None
    assert (comparison.critical.pairs, comparison.critical.fixed, comparison.critical.regressed) == (6, 2, 1)


def test_what_was_fixed_and_what_regressed_is_quoted(db: Path, plugins: Plugins) -> None:
    contra, _ = compare_runs("sft", "ppo", db=db, plugins=plugins).items.fixed
    assert contra.then is not None
    assert contra.now is not None
    assert (contra.then.response_id, contra.then.status, contra.then.quotes) == ("a1", NOT_MET, ())
    assert (contra.now.response_id, contra.now.status, contra.now.quotes) == ("b1", MET, ("An",))
    contra, _ = compare_runs("ppo", "sft", db=db, plugins=plugins).items.regressed
    assert contra.now is not None
    assert (contra.now.response_id, contra.now.explanation) == ("a1", "contra is not_met")


def test_a_criterion_that_could_not_be_judged_any_more_is_shown_as_open(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "rubrx.db"
    samples.write_run(path, "a", [("q1", "x", PERFECT)])
    samples.write_run(path, "b", [("q1", "x", (ERROR, *PERFECT[1:]))])
    (item,) = compare_runs("a", "b", db=path, plugins=plugins).items.regressed
    assert item.now is not None
    assert item.now.status is ERROR


def test_many_runs_are_each_set_beside_the_first(db: Path, plugins: Plugins) -> None:
    both = compare_with_first(["sft", "ppo", "sft"], db=db, plugins=plugins)
    assert [(each.before.name, each.after.name) for each in both] == [("sft", "ppo"), ("sft", "sft")]
    assert both[0] == compare_runs("sft", "ppo", db=db, plugins=plugins)
    with pytest.raises(UsageError, match="two runs"):
        compare_with_first(["sft"], db=db, plugins=plugins)


@pytest.mark.parametrize("margin", [0.0, 1.0, -0.1, float("nan")])
def test_a_margin_that_is_none_is_refused(db: Path, plugins: Plugins, margin: float) -> None:
    with pytest.raises(UsageError, match="margin"):
        compare_runs("sft", "ppo", db=db, plugins=plugins, margin=margin)


def test_an_empty_run_has_nothing_to_compare(db: Path, plugins: Plugins) -> None:
    samples.write_run(db, "empty", [])
    comparison = compare_runs("sft", "empty", db=db, plugins=plugins)
    assert (comparison.queries, comparison.verdicts, comparison.critical, comparison.manner) == ((), (), None, ())


@pytest.mark.parametrize("width", [60, 75, 80, 100])
def test_the_whole_page_keeps_its_width(db: Path, plugins: Plugins, width: int) -> None:
    page = comparison_text(compare_runs("sft", "ppo", db=db, plugins=plugins), Page(width))
    assert "MANNER" in page
    assert "VERDICTS IN PAIRS" in page
    assert max(map(len, page.splitlines())) <= width
