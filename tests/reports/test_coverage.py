"""The coverage table counts every cell, and names the ones that hold nothing."""

from __future__ import annotations

import json

import pytest

from rubrx.records import Status
from rubrx.reports.coverage import CriterionCount, coverage
from rubrx.reports.coverage_text import coverage_text
from rubrx.reports.page import Page

MET, MISSED, NA, OPEN, ERROR = Status
METRICS = ("accuracy", "humility", "dose_accuracy")
RUBRICS = [
    CriterionCount("a", "renal", "adults", "accuracy", True, None, 1),
    CriterionCount("a", "renal", "adults", "accuracy", False, None, 1),
    CriterionCount("b", "renal", "children", "dose_accuracy", False, None, 1),
    CriterionCount("c", "hepatic", "adults", "own_metric", False, None, 1),
]


def test_every_cell_is_counted_and_the_empty_ones_are_named() -> None:
    table = coverage(RUBRICS, METRICS)
    assert table.metrics == ("accuracy", "dose_accuracy", "humility", "own_metric")
    assert [(row.topic, row.population, [cell.n for cell in row.cells]) for row in table.rows] == [
        ("hepatic", "adults", [0, 0, 0, 1]),
        ("renal", "adults", [2, 0, 0, 0]),
        ("renal", "children", [0, 1, 0, 0]),
    ]
    assert [cell.n for cell in table.totals] == [2, 1, 0, 1]
    assert table.rows[1].cells[0].critical == 1
    assert len(table.empty_cells) == 9
    assert [tuple(pair) for pair in table.empty_pairs] == [("hepatic", "children")]
    assert (table.rubrics, table.counted) == (3, "criteria")


def test_over_a_run_what_does_not_apply_is_no_coverage() -> None:
    counts = [
        CriterionCount("a", "renal", "adults", "accuracy", True, MET, 5),
        CriterionCount("a", "renal", "adults", "accuracy", True, ERROR, 2),
        CriterionCount("a", "renal", "adults", "humility", False, NA, 7),
    ]
    table = coverage(counts, METRICS, run="tuned")
    accuracy, dose, humility = table.rows[0].cells
    assert (accuracy.n, accuracy.critical, accuracy.n_unassessed) == (7, 7, 2)
    assert (dose.n, humility.n) == (0, 0)
    assert {cell.metric for cell in table.empty_cells} == {"dose_accuracy", "humility"}
    assert "Coverage of run tuned   7 verdicts on 1 query" in coverage_text(table)


def test_rubrics_without_topic_or_population_stand_under_no_name() -> None:
    page = coverage_text(coverage([CriterionCount("a", "", "", "accuracy", False, None, 1)], METRICS))
    assert "(no topic)" in page
    assert "(no population)" in page
    assert "(no topic) / (no population): dose_accuracy, humility" in page


def test_nothing_at_all_is_still_a_table() -> None:
    table = coverage([], METRICS)
    assert (table.rows, table.empty_cells, table.rubrics) == ((), (), 0)
    assert coverage_text(table).startswith("Coverage of 0 rubrics   0 criteria")


def test_many_missing_pairs_are_counted_and_few_are_named() -> None:
    few = coverage_text(coverage(RUBRICS, METRICS))
    assert "hepatic / children" in few
    many = [CriterionCount(f"q{i}", f"t{i}", f"p{i}", "accuracy", False, None, 1) for i in range(9)]
    assert "72 of the 81 pairs" in coverage_text(coverage(many, METRICS))


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_page_keeps_its_width_however_many_metrics(width: int) -> None:
    counts = [
        CriterionCount("q", "t" * 120, "\x1b[31m" + "p" * 120, f"metric_{i}", False, None, 10**6) for i in range(20)
    ]
    page = coverage_text(coverage(counts, METRICS), Page(width))
    lines = page.splitlines()
    # a name of 120 letters can't be broken where it is given in full
    assert max(len(line) for line in lines if "ttttt" not in line and "ppppp" not in line) <= width
    assert max(len(line) for line in lines if "…" in line) <= width
    assert "\x1b" not in page
    assert "1,000,000" in page


def test_the_json_is_plain() -> None:
    data = json.loads(json.dumps(coverage(RUBRICS, METRICS).to_dict(), allow_nan=False))
    assert data["rows"][1]["cells"][0] == {"metric": "accuracy", "n": 2, "critical": 1, "n_unassessed": 0}
    assert data["empty_cells"][0] == {"topic": "hepatic", "population": "adults", "metric": "accuracy"}
