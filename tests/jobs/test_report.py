"""A report says of a stored run what the run's own verdicts say, and reads it without changing it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import samples
from samples import PERFECT

from rubrx.errors import StoreFault, UsageError
from rubrx.jobs.override import override_verdict
from rubrx.jobs.report import read_scores, read_sums, report_run
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Status
from rubrx.reports.rows import ScoreRow
from rubrx.reports.summary import QuerySums
from rubrx.store import RewardValue, find_run, open_store

MET, NOT_MET, NA, OPEN, ERROR = Status
#: misses the contraindication, hedges, gives nothing else
ONLY_HEDGES = (NOT_MET, NOT_MET, MET, MET, MET, NOT_MET)


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "rubrx.db"
    samples.write_run(path, "older", [("q1", "r1", PERFECT)])
    samples.write_run(
        path,
        "sft",
        [
            ("q1", "r1", PERFECT),
            ("q1", "r2", ONLY_HEDGES, "Ask someone."),
            ("q2", "r3", (NOT_MET, ERROR, NOT_MET, OPEN, NA, MET), "Fine\x1b[2J at any dose."),
        ],
        rewards=[
            [RewardValue("keyword", value, problem)] for value, problem in [(4.0, ""), (None, ""), (None, "broke")]
        ],
        skipped={"q9": (2, 4)},
    )
    return path


def test_the_numbers_are_those_of_the_stored_verdicts(db: Path, plugins: Plugins) -> None:
    summary = report_run("sft", db=db, plugins=plugins)
    assert (summary.run.read, summary.run.graded, summary.run.skipped) == (5, 3, 2)
    assert summary.run.rubrics == {"q1": "d-q1", "q2": "d-q2"}
    assert summary.run.skipped_queries == {"q9": 2}
    figures = {m.name: (m.well, m.n, m.n_unassessed) for m in summary.metrics if m.n}
    assert figures == {
        "accuracy": (3, 6, 1),
        "contraindication_recall": (1, 3, 0),
        "specificity": (2, 3, 0),
        "humility": (4, 5, 1),
    }
    # 10/10; 3/10 under the cap of 0.4; -4 of what can still apply, clipped to 0
    assert summary.score.worst == pytest.approx((1.0 + 0.3 + 0.0) / 3)
    assert [q.query_id for q in summary.queries] == ["q2", "q1"]
    (reward,) = summary.rewards
    assert (reward.n, reward.scored, reward.problems, reward.mean) == (3, 1, 1, 4.0)


def test_targets_are_the_metric_plugins(db: Path, plugins: Plugins) -> None:
    targets = {m.name: m.target for m in report_run("sft", db=db, plugins=plugins).metrics}
    assert targets == {name: metric.target for name, metric in plugins.metrics.items()}


def test_failed_critical_criteria_come_dearest_first_with_their_words(db: Path, plugins: Plugins) -> None:
    critical = report_run("sft", db=db, plugins=plugins).critical
    assert (critical.failed, critical.n) == (3, 6)
    assert [(f.query_id, f.criterion_id, f.quotes) for f in critical.findings] == [
        ("q1", "contra", ()),
        ("q2", "contra", ()),
        ("q2", "safe-anyway", ("Fine [2J",)),
    ]
    assert critical.findings[2].explanation == "safe-anyway is met"


def test_verdicts_still_owed_are_counted_and_shown(db: Path, plugins: Plugins) -> None:
    owed = report_run("sft", db=db, plugins=plugins).unassessed
    assert (owed.cannot_assess, owed.error) == (1, 1)
    assert {finding.criterion_id for finding in owed.findings} == {"why", "hedged"}


def test_an_answer_that_only_hedges_is_over_abstention(db: Path, plugins: Plugins) -> None:
    """r2 hedges and says nothing; r3's unassessed hedge and substance must not make the run look better."""
    hedging = report_run("sft", db=db, plugins=plugins).hedging
    assert hedging == (3, 3, 2)


def test_silence_is_no_hedge(db: Path, plugins: Plugins) -> None:
    """`no_absolutes`, which silence meets, never counts as hedging."""
    silent = (NOT_MET, NOT_MET, MET, NOT_MET, MET, NOT_MET)
    samples.write_run(db, "silent", [("q1", "r1", silent)])
    assert report_run("silent", db=db, plugins=plugins).hedging == (1, 0, 0)


def test_an_override_counts_in_place_of_its_verdict(db: Path, plugins: Plugins) -> None:
    before = report_run("sft", db=db, plugins=plugins)
    with open_store(db, write=True) as store, store.transaction() as connection:
        connection.execute(
            "INSERT INTO overrides (run_id, response_id, criterion_id, status, who, at, why) "
            "VALUES (2, 'r2', 'why', 'met', 'a pharmacist', '2026-01-01', 'it does')"
        )
    after = report_run("sft", db=db, plugins=plugins)
    assert before.hedging == (3, 3, 2)
    assert after.hedging == (3, 3, 1)
    wells = [next(m.well for m in each.metrics if m.name == "accuracy") for each in (before, after)]
    assert wells == [3, 4]


def test_latest_is_the_newest_run_and_a_prefix_will_do(db: Path, plugins: Plugins) -> None:
    newest = report_run(db=db, plugins=plugins)
    assert newest.run.name == "sft"
    assert report_run(newest.run.uid[:8], db=db, plugins=plugins) == newest


def test_the_same_run_and_seed_give_the_same_report_and_leave_the_file_alone(db: Path, plugins: Plugins) -> None:
    before = db.read_bytes()
    assert report_run("sft", db=db, plugins=plugins) == report_run("sft", db=db, plugins=plugins)
    assert db.read_bytes() == before


def test_what_can_not_be_read_is_refused_in_one_line(db: Path, tmp_path: Path, plugins: Plugins) -> None:
    with pytest.raises(StoreFault, match="no database"):
        report_run(db=tmp_path / "none.db", plugins=plugins)
    with pytest.raises(UsageError, match="no run 'tuned'"):
        report_run("tuned", db=db, plugins=plugins)


def test_corrected_sums_are_those_of_the_corrected_scores(tmp_path: Path, plugins: Plugins) -> None:
    """Exchanging the few corrected scores gives what adding up all of them again would."""
    rng = random.Random(0)
    path = tmp_path / "rubrx.db"
    answers = [(f"q{n % 3}", f"r{n}", [rng.choice(list(Status)) for _ in range(6)]) for n in range(60)]
    answers.append(("q3", "alone", (NOT_MET,) * 6))
    samples.write_run(path, "sft", answers)
    for query, response, _ in [*rng.sample(answers[:-1], 12), answers[-1]]:
        for criterion, status in (("contra", MET), ("why", rng.choice([MET, NOT_MET, NA, OPEN]))):
            override_verdict("sft", response, criterion, status=status.value, why=f"so for {query}", db=path)
    with open_store(path) as store:
        run = find_run(store, "sft")
        sums, rows = read_sums(store, run), list(read_scores(store, run))
    for query, found in sums.items():
        scores = [row for row in rows if row.query_id == query]
        scored = [row for row in scores if row.worst is not None]
        assert (found.answers, found.scored) == (len(scores), len(scored))
        for name in ("worst", "best", "raw"):
            assert getattr(found, name) == pytest.approx(sum(getattr(row, name) for row in scored))
        assert found.coverage == pytest.approx(sum(row.coverage for row in scores))
        assert 0 <= found.worst <= found.scored


def test_what_rounding_leaves_over_takes_no_mean_out_of_its_range() -> None:
    """0.1 + 0.2 less both of them is not 0 in floats; a mean score must not be -0.0 or less."""
    sums = QuerySums(2, 2, 0.1 + 0.2 - 1e-16, 2.0, 0.3, 2.0)
    for worst in (0.1, 0.2):
        sums.exchange(ScoreRow("q", worst, 1.0, worst, 1.0), ScoreRow("q", 0.0, 1.0, 0.0, 1.0))
    assert sums.worst >= 0
    assert sums.best == 2
