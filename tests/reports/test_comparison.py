"""Two runs side by side: the seed's own figures, honest zeros, and nobody dropped in silence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from rubrx.records import Status
from rubrx.reports.comparison import Comparison, RunRows, compare
from rubrx.reports.comparison_text import change, comparison_text
from rubrx.reports.page import Page
from rubrx.reports.rows import RunHeader, ScoreRow, TallyRow

#: the queries that the seed prints, out of ten
SFT = {
    "renal-dosing": 3.8,
    "warfarin-nsaid": 3.2,
    "metformin-cirrhosis": 2.1,
    "penicillin": 2.9,
    "codeine": 3.4,
}
PPO = {
    "renal-dosing": 5.3,
    "warfarin-nsaid": 5.1,
    "metformin-cirrhosis": 5.2,
    "penicillin": 5.4,
    "codeine": 5.2,
}

Item = tuple[str, str, Sequence[Status]]


def run(
    name: str,
    scores: Mapping[str, float | None],
    items: Sequence[Item] = (),
    digests: Mapping[str, str] | None = None,
) -> RunRows:
    digests = digests or {}
    header = RunHeader(
        name, f"{name}-uid", "2026-01-01", None, "done", "f", 1, 1, 0, 0,
        rubrics={query: digests.get(query, "d") for query in scores},
    )  # fmt: skip
    return RunRows(
        header,
        [
            ScoreRow(query, None if ten is None else ten / 10, None if ten is None else ten / 10, 0.0, 1.0)
            for query, ten in scores.items()
        ],
        [
            TallyRow(
                query,
                item,
                "accuracy",
                1.0,
                item.startswith("critical"),
                status,
                list(statuses).count(status),
            )
            for query, item, statuses in items
            for status in dict.fromkeys(statuses)
        ],
    )


def compared(before: RunRows, after: RunRows) -> Comparison:
    return compare(before, after, targets={"accuracy": 0.95, "humility": 1.0}, rng=np.random.default_rng(0))


def test_queries_are_printed_as_the_seed_prints_them() -> None:
    page = comparison_text(compared(run("sft", SFT), run("ppo", PPO)))
    for query, line in {
        "renal-dosing": "3.8 →  5.3     +39 %",
        "warfarin-nsaid": "3.2 →  5.1     +59 %",
        "metformin-cirrhosis": "2.1 →  5.2    +148 %",
        "penicillin": "2.9 →  5.4     +86 %",
        "codeine": "3.4 →  5.2     +53 %",
    }.items():
        assert any(row.strip().startswith(query) and row.endswith(line) for row in page.splitlines())
    # the five printed queries alone: 3.08 to 5.24, +70 % (not the +59 % of the seed's eight)
    assert "mean of 5 queries     3.1 →  5.2     +70 %" in page


def test_the_mean_difference_has_an_interval_by_query() -> None:
    comparison = compared(run("sft", SFT), run("ppo", PPO))
    assert comparison.difference == pytest.approx(0.216)
    assert comparison.interval is not None
    assert 0.1 < comparison.interval.low < 0.216 < comparison.interval.high < 0.35
    assert "the second run is better" in comparison_text(comparison)
    back = compared(run("ppo", PPO), run("sft", SFT))
    assert back.difference == pytest.approx(-0.216)
    assert "the second run is worse" in comparison_text(back)


def test_runs_that_do_not_differ_are_not_told_apart() -> None:
    page = comparison_text(compared(run("a", {"x": 3.0, "y": 5.0}), run("b", {"x": 5.0, "y": 3.0})))
    assert "do not tell the runs apart" in " ".join(page.split())


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (0.0, 0.5, "new"),
        (0.0, 0.0, "0 %"),
        (0.004, 0.4, "new"),
        (0.5, 0.25, "-50 %"),
        (0.5, 0.501, "0 %"),
        (None, 0.5, "no score"),
    ],
)
def test_a_rise_from_nothing_is_no_percentage(before: float | None, after: float, shown: str) -> None:
    relative = None if not before else (after - before) / before
    assert change(before, after, relative) == shown


def test_a_before_of_zero_is_new() -> None:
    comparison = compared(run("a", {"x": 0.0, "y": 2.0}), run("b", {"x": 4.0, "y": 2.0}))
    assert comparison.queries[0].relative is None
    assert "0.0 →  4.0       new" in comparison_text(comparison)


def test_queries_of_one_run_only_are_named_and_count_nowhere() -> None:
    met, missed = (Status.MET,), (Status.NOT_MET,)
    before = run("a", {"x": 3.0, "only-a": 9.0}, [("x", "i", met), ("only-a", "i", met)])
    after = run("b", {"x": 3.0, "only-b": 1.0, "only-c": 1.0}, [("x", "i", met), ("only-b", "i", missed)])
    comparison = compared(before, after)
    assert (comparison.only_before, comparison.only_after) == (("only-a",), ("only-b", "only-c"))
    assert (comparison.difference, comparison.items.compared) == (0.0, 1)
    assert [(m.name, m.before.n, m.after.n) for m in comparison.metrics] == [("accuracy", 1, 1)]
    page = comparison_text(comparison)
    assert "Only in a: only-a." in page
    assert "Only in b: only-b, only-c." in page
    assert "too few for an interval" in page


def test_runs_without_a_common_query_are_still_told() -> None:
    page = comparison_text(compared(run("a", {"x": 3.0}), run("b", {"y": 3.0})))
    assert "no query in common" in page
    assert "no difference to report" in page


def test_a_missing_score_and_another_rubric_are_named() -> None:
    comparison = compared(run("a", {"x": None, "y": 3.0}), run("b", {"x": 3.0, "y": 4.0}, digests={"y": "new"}))
    assert (comparison.unscored, comparison.n_queries) == (("x",), 1)
    assert [query.rubric_changed for query in comparison.queries] == [False, True]
    page = comparison_text(comparison)
    assert "Without a score in one run, so outside the mean: x." in page
    assert "different rubrics, so hardly comparable: y." in page


def test_fixed_and_regressed_criteria_are_counted_item_by_item() -> None:
    met, missed, na, error = Status.MET, Status.NOT_MET, Status.NOT_APPLICABLE, Status.ERROR
    queries = {"x": 5.0}
    before = [
        ("x", "fixed", (missed, met)), ("x", "critical-fixed", (missed, missed)), ("x", "lost", (met, met)),
        ("x", "broke", (met, met)), ("x", "rose", (missed,) * 3), ("x", "fell", (met, met, missed)),
        ("x", "same", (met,)), ("x", "gone", (met,)), ("x", "moot", (na,)),
    ]  # fmt: skip
    after = [
        ("x", "fixed", (met, met)), ("x", "critical-fixed", (met, met)), ("x", "lost", (met, missed)),
        ("x", "broke", (met, error)), ("x", "rose", (met, missed, missed)),
        ("x", "fell", (met, missed, missed)), ("x", "same", (met, na)), ("x", "moot", (met,)),
    ]  # fmt: skip
    items = compared(run("a", queries, before), run("b", queries, after)).items
    assert [item.criterion_id for item in items.fixed] == ["critical-fixed", "fixed"]
    assert [item.criterion_id for item in items.regressed] == ["broke", "lost"]
    assert (items.compared, items.improved, items.worsened) == (7, 1, 1)


def test_metrics_stand_side_by_side_with_their_n() -> None:
    comparison = compared(
        run("a", {"x": 1.0, "y": 1.0}, [("x", "i", (Status.NOT_MET,)), ("y", "i", (Status.MET,))]),
        run("b", {"x": 1.0, "y": 1.0}, [("x", "i", (Status.MET,)), ("y", "i", (Status.MET,))]),
    )
    (metric,) = comparison.metrics
    assert (metric.before.value, metric.after.value, metric.change) == (0.5, 1.0, 50.0)
    assert "accuracy    50 %     2" in comparison_text(comparison)


def test_the_json_is_finite_and_complete() -> None:
    data = json.loads(json.dumps(compared(run("a", {"x": 0.0}), run("b", {"x": 1.0})).to_dict(), allow_nan=False))
    assert data["queries"] == [
        {"query_id": "x", "before": 0.0, "after": 0.1, "relative": None, "rubric_changed": False}
    ]
    assert data["interval"] is None


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_page_keeps_its_width_and_strangers_their_place(width: int) -> None:
    long = "q" * 90
    rows = {"\x1b[31m" + long: 3.0, **SFT}
    items = [(query, "i" * 80, (Status.MET,)) for query in rows]
    page = comparison_text(compared(run("a", rows, items), run("b", rows, items)), Page(width))
    assert "\x1b" not in page
    assert max(map(len, page.splitlines())) <= width
