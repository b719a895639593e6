"""The numbers of a report: what counts, what never helps, and that an error never raises a figure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.grading import score_of
from rubrx.records import Item, RewardMean, Span, Status, Verdict
from rubrx.reports.rates import went_well
from rubrx.reports.rows import Hedging, RunHeader, ScoreRow, TallyRow, VerdictRow
from rubrx.reports.summary import Summary, summarise
from rubrx.statistics import bootstrap_mean, wilson

MET, NOT_MET, NA, OPEN, ERROR = Status
METRICS = ("contraindication_recall", "accuracy", "specificity", "humility", "tone")
POINTS = (5.0, 2.0, 1.0, 1.0, -4.0)
ITEMS = tuple(
    Item(f"c{i}", metric, "states", points, i == 0, ())
    for i, (metric, points) in enumerate(zip(METRICS, POINTS, strict=True))
)
TARGETS = {"accuracy": 0.95, "contraindication_recall": 1.0, "specificity": 0.95, "dose_accuracy": 0.98}
HEADER = RunHeader("sft", "0123456789ab", "2026-01-01T00:00:00+00:00", None, "done", "sft.jsonl", 3, 3, 0, 0)

statuses = st.tuples(*[st.sampled_from(list(Status))] * len(ITEMS))
#: answers as (query, statuses)
answers = st.lists(st.tuples(st.sampled_from(["q1", "q2", "q3"]), statuses), min_size=1, max_size=8)


def summary_of(answers: Sequence[tuple[str, Sequence[Status]]], **more: object) -> Summary:
    """The whole way from verdicts to the report's numbers."""
    scores = []
    tallied: Counter[tuple[str, int, Status]] = Counter()
    for query, row in answers:
        score = score_of(ITEMS, [Verdict(i.id, s, 1.0, (), "") for i, s in zip(ITEMS, row, strict=True)], 0.4)
        scores.append(ScoreRow(query, score.worst, score.best, score.raw, score.coverage))
        tallied.update((query, i, s) for i, s in enumerate(row))
    tallies = [
        TallyRow(query, ITEMS[i].id, ITEMS[i].metric, ITEMS[i].points, ITEMS[i].critical, status, n)
        for (query, i, status), n in tallied.items()
    ]
    return summarise(
        HEADER, scores=scores, tallies=tallies, targets=TARGETS, rng=np.random.default_rng(0), **more  # type: ignore[arg-type]
    )  # fmt: skip


def rates(summary: Summary) -> dict[str, float]:
    return {metric.name: metric.value or 0.0 for metric in summary.metrics}


@settings(max_examples=300, deadline=None)
@given(answers, st.data(), st.sampled_from([OPEN, ERROR]))
def test_turning_any_verdict_into_an_error_never_raises_a_rate_or_the_headline(
    rows: list[tuple[str, tuple[Status, ...]]], data: st.DataObject, broken: Status
) -> None:
    at, item = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, len(ITEMS) - 1))
    query, before = rows[at]
    after = (*before[:item], broken, *before[item + 1 :])
    old, new = summary_of(rows), summary_of([*rows[:at], (query, after), *rows[at + 1 :]])
    assert (new.score.worst or 0.0) <= (old.score.worst or 0.0) + 1e-12
    for name, rate in rates(new).items():
        assert rate <= rates(old)[name] + 1e-12
    assert new.pair is None or old.pair is None or new.pair.true_positive <= old.pair.true_positive
    if old.gap and new.gap and new.gap.metrics == old.gap.metrics:
        assert new.gap.mean >= old.gap.mean - 1e-9


def test_every_figure_of_a_hand_counted_run() -> None:
    summary = summary_of(
        [
            ("q1", (MET, MET, MET, MET, NOT_MET)),  # all well
            ("q1", (NOT_MET, MET, NOT_MET, NA, MET)),  # a miss, a false alarm, a wrong statement
            ("q2", (MET, ERROR, MET, OPEN, NA)),
        ]
    )
    by_name = {metric.name: metric for metric in summary.metrics}
    figures = {name: (m.well, m.n, m.n_unassessed, m.queries) for name, m in by_name.items()}
    assert figures == {
        "accuracy": (2, 3, 1, 2),
        "contraindication_recall": (2, 3, 0, 2),
        "specificity": (2, 3, 0, 2),
        "dose_accuracy": (0, 0, 0, 0),
        "humility": (1, 2, 1, 2),
        "tone": (1, 2, 0, 1),
    }
    assert by_name["accuracy"].gap == pytest.approx(100 * (0.95 - 2 / 3))
    assert by_name["dose_accuracy"].value is None
    assert by_name["tone"].gap is None  # nobody set it a target
    # scores: 9/9; (2 - 4)/8 clipped to 0; worst of the third 6/9 (2 and 1 points open)
    assert summary.score.worst == pytest.approx((1 + 0 + 6 / 9) / 3)
    assert summary.score.best == pytest.approx((1 + 0 + 1) / 3)
    assert summary.score.raw == pytest.approx((1 - 2 / 8 + 6 / 9) / 3)
    assert (summary.critical.failed, summary.critical.n) == (1, 3)
    assert [(q.query_id, q.answers, q.critical_failed) for q in summary.queries] == [
        ("q1", 2, 1),
        ("q2", 1, 0),
    ]
    assert (summary.unassessed.cannot_assess, summary.unassessed.error) == (1, 1)
    assert summary.gap is not None
    assert summary.gap.metrics == 3
    assert summary.gap.worst_metric == "contraindication_recall"
    assert summary.gap.mean == pytest.approx(100 * ((0.95 - 2 / 3) * 2 + (1 - 2 / 3)) / 3)


def test_recall_and_specificity_stand_beside_the_policies_that_know_nothing() -> None:
    pair = summary_of([("q1", (MET, MET, NOT_MET, NA, NA)), ("q2", (NOT_MET, MET, MET, NA, NA))]).pair
    assert pair is not None
    assert (pair.true_positive, pair.false_negative, pair.true_negative, pair.false_positive) == (1, 1, 1, 1)
    assert [(p.name, p.recall, p.specificity, p.balanced) for p in pair.policies] == [
        ("this run", 0.5, 0.5, 0.5),
        ("always warn", 1.0, 0.0, 0.5),
        ("never warn", 0.0, 1.0, 0.5),
    ]


def test_a_surplus_never_pays_for_a_shortfall() -> None:
    """All accurate and specific, every contraindication missed: two zeros and a hundred."""
    gap = summary_of([("q1", (NOT_MET, MET, MET, NA, NA))]).gap
    assert gap is not None
    assert (gap.mean, gap.worst_metric, gap.worst_gap) == (
        pytest.approx(100 / 3),
        "contraindication_recall",
        100,
    )


def test_the_headline_interval_is_resampled_by_query() -> None:
    rows = [("q1", (MET, MET, MET, MET, NOT_MET))] * 3 + [("q2", (NOT_MET, MET, MET, MET, NOT_MET))] * 2
    rows += [("q3", (MET, NOT_MET, MET, MET, NOT_MET))]
    interval = summary_of(rows).score.interval
    assert interval == bootstrap_mean([3.0, 2 * 0.4, 7 / 9], [3, 2, 1], np.random.default_rng(0))


@pytest.mark.parametrize("queries", [["q1"], ["q1", "q2", "q3"]])
def test_the_headline_interval_never_has_zero_width(queries: list[str]) -> None:
    score = summary_of([(query, (MET, MET, MET, MET, NOT_MET)) for query in queries]).score
    assert score.worst == 1
    assert score.interval == wilson(len(queries), len(queries))


def test_answers_without_a_score_are_counted_and_left_out() -> None:
    summary = summary_of([("q1", (NA, NA, NA, NA, MET)), ("q2", (MET, MET, MET, MET, NOT_MET))])
    assert (summary.score.n, summary.score.unscored, summary.score.worst) == (1, 1, 1.0)
    assert [query.worst for query in summary.queries] == [1.0, None]


def test_an_empty_run_has_no_figures_and_says_so() -> None:
    summary = summarise(HEADER, scores=[], tallies=[], targets={}, rng=np.random.default_rng(0))
    assert (summary.score.worst, summary.score.coverage, summary.pair, summary.gap) == (
        None,
        None,
        None,
        None,
    )


def test_findings_quote_the_answers_own_words_harmlessly() -> None:
    row = VerdictRow(
        "q1", "r1", "c4", "tone", -4.0, MET, (Span(0, 19),), "says \x1b[2J so", "Always \x1b[31msafe, always."
    )
    (finding,) = summary_of([("q1", (MET,) * 5)], failures=[row]).critical.findings
    assert finding.quotes == ("Always [31msafe, a",)
    assert finding.explanation == "says [2J so"


def test_the_json_has_documented_keys_and_only_finite_numbers() -> None:
    summary = summary_of(
        [("q1", (MET, ERROR, NOT_MET, NA, MET))],
        rewards=[RewardMean("keyword", 3, 2, 0, 4.5, 4.0, 5.0)],
        hedging=Hedging(3, 2, 1),
    )
    data = json.loads(json.dumps(summary.to_dict(), allow_nan=False))
    assert list(data) == [
        "run", "score", "critical", "metrics", "pair", "queries", "rewards", "hedging", "unassessed", "failures",
        "gap", "corrections", "intervals",
    ]  # fmt: skip
    assert data["hedging"] == {"n": 3, "hedged": 2, "abstaining": 1}
    assert data["rewards"][0]["mean"] == 4.5
    assert len(data["metrics"][0]["interval"]) == 2
    assert data["run"]["name"] == "sft"


def test_the_same_rows_give_the_same_summary() -> None:
    rows = [("q1", (MET, ERROR, NOT_MET, NA, MET)), ("q2", (MET, MET, MET, NA, MET)), ("q3", (MET,) * 5)]
    assert summary_of(rows) == summary_of(rows)


@pytest.mark.parametrize("status", list(Status))
def test_well_is_met_for_positive_points_and_not_met_for_negative(status: Status) -> None:
    assert went_well(2.0, status) == (status is MET)
    assert went_well(-2.0, status) == (status is NOT_MET)
