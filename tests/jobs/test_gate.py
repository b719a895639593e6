"""A gate holds what is proved, never what was observed; it says what would be enough, and what to mend."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
import samples
from scipy import stats

from rubrx.errors import NothingGraded, StoreFault, UsageError
from rubrx.jobs.gate import Gate, check_thresholds, gate_run, write_record
from rubrx.jobs.override import override_verdict
from rubrx.jobs.report import report_run
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Status
from rubrx.reports.gate_checks import Thresholds
from rubrx.reports.gate_text import gate_text, missed_sentence
from rubrx.reports.page import Page
from rubrx.statistics import clean_n

MET, MISSED, NA, OPEN, ERROR = Status
RECALL = "contraindication_recall"


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


def run_of(path: Path, n: int, first: Sequence[Status] = samples.PERFECT, name: str = "run", **more: object) -> Path:
    """A run of n queries with one answer each, all perfect but the first."""
    answers = [(f"q{i:03}", f"a{i:03}", first if i == 0 else samples.PERFECT) for i in range(n)]
    samples.write_run(path, name, answers, **more)  # type: ignore[arg-type]
    return path


def gated(path: Path, plugins: Plugins, run: str = "run", **thresholds: object) -> Gate:
    return gate_run(run, thresholds=Thresholds(**thresholds), db=path, plugins=plugins)  # type: ignore[arg-type]


def test_eight_of_eight_is_not_ninety_percent(tmp_path: Path, plugins: Plugins) -> None:
    result = gated(run_of(tmp_path / "db", 8), plugins, minimum={RECALL: 0.9}).result
    check = result.checks[0]
    assert not result.held
    assert check.found == pytest.approx(stats.binomtest(8, 8).proportion_ci(0.95, "wilson").low)
    assert check.provable == pytest.approx(check.found)
    assert (check.needs, check.needs_at_rate) == (clean_n(0.9), clean_n(0.9))
    assert "67.5 % is proved by 8 of 8 verdicts on 8 queries; none went badly" in check.why
    assert "takes 35 clean cases" in check.why


@pytest.mark.parametrize(("n", "held"), [(72, False), (73, True)])
def test_ninety_five_percent_takes_seventy_three_clean_cases(
    tmp_path: Path, plugins: Plugins, n: int, held: bool
) -> None:
    """The exact interval would take 72; the one that reports print takes one more."""
    result = gated(run_of(tmp_path / "db", n), plugins, minimum={RECALL: 0.95}).result
    assert (result.held, result.checks[0].needs) == (held, 73)


def test_the_bound_is_the_one_that_the_report_prints(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "db"
    samples.write_run(
        path,
        "run",
        [(f"q{i // 3}", f"a{i}", (MISSED if i % 4 == 0 else MET, *samples.PERFECT[1:])) for i in range(24)],
    )
    report = {metric.name: metric for metric in report_run("run", db=path, plugins=plugins).metrics}
    check = gated(path, plugins, minimum={RECALL: 0.5}).result.checks[0]
    assert report[RECALL].interval is not None
    assert check.found == report[RECALL].interval.low
    assert check.rate == report[RECALL]


def test_answers_to_one_query_prove_what_one_answer_does(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "db"
    samples.write_run(path, "run", [("q", f"a{i}", samples.PERFECT) for i in range(80)])
    check = gated(path, plugins, minimum={RECALL: 0.5}).result.checks[0]
    assert not check.held
    assert check.found == pytest.approx(stats.binomtest(1, 1).proportion_ci(0.95, "wilson").low)


def test_a_miss_says_what_more_cases_would_do(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 40, (MISSED, *samples.PERFECT[1:]))
    check = gated(path, plugins, minimum={RECALL: 0.9}).result.checks[0]
    assert check.provable is not None
    assert check.provable > 0.9 > (check.found or 0)
    assert check.needs_at_rate is not None
    low = stats.binomtest(39 * check.needs_at_rate // 40, check.needs_at_rate).proportion_ci(0.95, "wilson").low
    assert low == pytest.approx(0.9, abs=0.02)  # 39 of 40 of so many is no whole number
    assert f"takes {check.needs_at_rate} independent cases" in check.why
    assert gated(path, plugins, minimum={RECALL: 0.98}).result.checks[0].needs_at_rate is None


def test_critical_misses_come_with_the_words_they_rest_on(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "db"
    samples.write_run(path, "run", [("q", "a", (MET, MISSED, MET, MET, MET, MET), "Double it, it is safe.")])
    result = gated(path, plugins, minimum={"accuracy": 0.5}, critical=0).result
    (critical,) = result.critical
    assert (critical.criterion_id, critical.quotes) == ("safe-anyway", ("Double",))
    assert [miss.criterion_id for miss in result.misses] == ["why"]
    page = gate_text(result)
    assert "“Double”" in page
    assert page.endswith("The gate is missed: 2 of 5 checks.\n")


def test_an_error_is_an_error_and_a_rejected_row_too(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 3, (MET, ERROR, *samples.PERFECT[2:]))
    assert [c.name for c in gated(path, plugins, coverage=0.5).result.missed] == ["errors"]
    assert gated(path, plugins, coverage=0.5, errors=1).result.held
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE runs SET rejected = 2, read_rows = read_rows + 2")
    errors = next(c for c in gated(path, plugins, coverage=0.5, errors=1).result.missed if c.name == "errors")
    assert (errors.found, errors.why) == (3, "1 verdict is an error and 2 rows were rejected")


def test_all_errors_hold_nothing(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "db"
    samples.write_run(path, "run", [(f"q{i}", f"a{i}", (ERROR,) * 6) for i in range(100)])
    result = gated(path, plugins, minimum={RECALL: 0.1, "humility": 0.1}, critical=5, coverage=0.1, errors=999).result
    assert [check.held for check in result.checks] == [False, False, False, False, True, True, True]
    assert result.checks[0].found == 0
    assert result.checks[3].found == 0


def test_what_nothing_was_measured_on_is_missed(tmp_path: Path, plugins: Plugins) -> None:
    path = tmp_path / "db"
    samples.write_run(path, "run", [("q", "a", (NA, *samples.PERFECT[1:]))])
    minimum, misses = gated(path, plugins, minimum={RECALL: 0.5}, misses={RECALL: 9}).result.checks[:2]
    assert (minimum.found, minimum.held, misses.held) == (None, False, False)
    assert minimum.why == "no verdict, so nothing is proved; 50 % takes 4 clean cases, each on a query of its own"


@pytest.mark.parametrize("status", ["running", "interrupted", "failed"])
def test_an_unfinished_run_never_passes(tmp_path: Path, plugins: Plugins, status: str) -> None:
    path = run_of(tmp_path / "db", 80, status=status)
    result = gated(path, plugins, minimum={RECALL: 0.9}).result
    assert [check.name for check in result.missed] == ["finished"]
    assert "may still change" in result.missed[0].why


def test_an_empty_run_is_nothing_to_decide_on(tmp_path: Path, plugins: Plugins) -> None:
    samples.write_run(tmp_path / "db", "empty", [])
    with pytest.raises(NothingGraded, match="nothing to decide on"):
        gated(tmp_path / "db", plugins, "empty", coverage=0.5)


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [
        ({"minimum": {"recal": 0.5}}, "no metric 'recal'; there are accuracy, contraindication_recall"),
        ({"misses": {"recal": 5}}, "no metric 'recal'"),
        ({"minimum": {RECALL: 1.0}}, "no number of cases proves"),
        ({"minimum": {RECALL: 95}}, r"lies between 0 and 1 \(95 % is 0.95\)"),
        ({"minimum": {"score": 7}}, r"lies between 0 and 1 \(7 of 10 is 0.7\)"),
        ({"minimum": {RECALL: 1.5}}, r"lies between 0 and 1 \(1.5 % is 0.015\)"),
        ({"minimum": {RECALL: 0.0}}, "lies between 0 and 1"),
        ({"minimum": {RECALL: float("nan")}}, "lies between 0 and 1"),
        ({"coverage": 90}, "between 0 and 1"),
        ({"coverage": float("nan")}, "between 0 and 1"),
        ({"errors": -1}, "can't be held"),
        ({"critical": -1}, "can't be held"),
    ],
)
def test_a_threshold_that_nothing_can_hold_is_refused(
    tmp_path: Path, plugins: Plugins, thresholds: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        gated(run_of(tmp_path / "db", 2), plugins, **thresholds)


def test_a_threshold_at_the_very_bound_holds(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 8)
    found = gated(path, plugins, minimum={RECALL: 0.5}).result.checks[0].found
    assert found is not None
    assert gated(path, plugins, minimum={RECALL: found}).result.held
    assert not gated(path, plugins, minimum={RECALL: found + 1e-9}).result.held


def test_the_mean_score_is_held_by_its_own_interval(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 30, (MISSED,) * 5 + (MET,))
    report = report_run("run", db=path, plugins=plugins).score
    assert report.interval is not None
    check = gated(path, plugins, minimum={"score": 0.95}).result.checks[0]
    assert (check.found, check.held) == (report.interval.low, False)
    assert check.provable == pytest.approx(stats.binomtest(30, 30).proportion_ci(0.95, "wilson").low)
    assert "takes 73 queries of perfect answers" in check.why
    assert gated(path, plugins, minimum={"score": 0.8}).result.held
    assert "mean itself lies below 99 %" in gated(path, plugins, minimum={"score": 0.99}).result.checks[0].why
    with pytest.raises(UsageError, match="no metric 'score'"):
        gated(path, plugins, misses={"score": 1})


def test_half_of_the_warning_pair_is_called_half(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 40, (MET, MET, MISSED, *samples.PERFECT[3:]))
    (note,) = gated(path, plugins, minimum={RECALL: 0.9}).result.notes
    assert note == (
        f"A model that always warns would hold {RECALL} too; specificity, which shows it, is 98 % here and not held."
    )
    (note,) = gated(path, plugins, misses={"specificity": 3}).result.notes
    assert "never warns" in note
    assert gated(path, plugins, minimum={RECALL: 0.9, "specificity": 0.8}).result.notes == ()
    assert gated(path, plugins, minimum={"accuracy": 0.9}).result.notes == ()


def test_rows_that_somebody_changed_never_pass(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 80, (MISSED, *samples.PERFECT[1:]))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE verdicts SET status = 'met' WHERE response_id = 'a000' AND criterion_id = 'contra'")
        connection.execute("DELETE FROM tallies WHERE query_id = 'q000' AND criterion_id = 'contra'")
        connection.execute("INSERT INTO tallies VALUES (1, 'q000', 'contra', 'met', 1)")
    result = gated(path, plugins, minimum={RECALL: 0.95}).result
    assert result.checks[0].held
    assert [check.name for check in result.missed] == ["intact"]
    assert "not what was written" in result.missed[0].why
    assert missed_sentence(result).startswith("run run misses its gate: the rows are not what was written: ")


def test_a_run_whose_rubrics_somebody_exchanged_is_a_fault_and_no_bug(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 3)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM criteria WHERE rubric_digest = 'd-q001' AND criterion_id = 'contra'")
    with pytest.raises(StoreFault, match=r"verdicts on contra of q001.*not what was written \(rubrx verify run\)"):
        gated(path, plugins, minimum={RECALL: 0.1})


def overridden(path: Path, response: str, criterion: str, status: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO overrides (run_id, response_id, criterion_id, status, who, at, why) "
            "VALUES (1, ?, ?, ?, 'Ann <b>', '2026-01-02T03:04:05+00:00', 'it says so | in line 2')",
            (response, criterion, status),
        )


def test_a_gate_that_holds_only_by_correction_says_so(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 80, (MISSED, *samples.PERFECT[1:]))
    assert not gated(path, plugins, minimum={RECALL: 0.94}).result.held
    overridden(path, "a000", "contra", "met")
    gate = gated(path, plugins, minimum={RECALL: 0.94})
    check = gate.result.checks[0]
    assert gate.result.held
    assert (check.graded, check.rate.value if check.rate else None) == (79 / 80, 1.0)
    assert check.graded_bound is not None
    assert check.graded_bound < 0.94
    assert any("holds only as corrected" in note for note in gate.result.notes)
    page = gate_text(gate.result)
    assert "99 % as graded, 100 % as corrected" in " ".join(page.split())
    write_record(gate, tmp_path / "record.md", decided_by="Release board", at="2026-02-03T00:00:00+00:00")
    record = (tmp_path / "record.md").read_text("utf-8")
    assert "| q000 / contra (critical) | a000 | not\\_met → met | Ann &lt;b&gt; |" in record
    assert "it says so \\| in line 2" in record
    assert "98.8 %" in record


def test_the_record_holds_what_the_decision_rests_on(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 9, (MISSED, *samples.PERFECT[1:]))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE runs SET source_digest = 'abc123'")
    gate = gated(path, plugins, minimum={RECALL: 0.9})
    head = gate.result.run.head
    assert head
    write_record(gate, tmp_path / "one.md", decided_by="J. Doe", at="2026-02-03T00:00:00+00:00")
    write_record(gate, tmp_path / "two.md", decided_by="J. Doe", at="2026-02-03T00:00:00+00:00")
    record = (tmp_path / "one.md").read_text("utf-8")
    assert record == (tmp_path / "two.md").read_text("utf-8")
    for words in (
        "# Gate on run run: missed", "decided by: J. Doe", "at: 2026-02-03", "`abc123`", f"`{head}`",
        f"--head {head} --overrides {gate.result.corrections_digest} --db {path.resolve()}", "rubrx test",
        "| q000 | 1 | `d-q000` |", "at least 90 %", "**missed**", "**q000 / contra**, answer a000",
        "every verdict stands as it was graded", gate.result.run.uid, str(path.resolve()),
    ):  # fmt: skip
        assert words in record.replace("\\_", "_"), words


def test_the_record_names_who_is_logged_in(tmp_path: Path, plugins: Plugins, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = gated(run_of(tmp_path / "db", 2), plugins, coverage=0.5)
    monkeypatch.setenv("LOGNAME", "pharmacist")
    write_record(gate, tmp_path / "r.md", at="now")
    assert "decided by: pharmacist\n" in (tmp_path / "r.md").read_text("utf-8")


def test_a_record_that_can_not_be_written_leaves_the_old_one(tmp_path: Path, plugins: Plugins) -> None:
    gate = gated(run_of(tmp_path / "db", 2), plugins, coverage=0.5)
    for place, why in ((tmp_path / "no" / "r.md", "No such file"), (tmp_path, "it is a folder")):
        with pytest.raises(StoreFault, match=f"can't be written: {why}"):
            write_record(gate, place)
    assert not [each for each in tmp_path.iterdir() if each.name.endswith(".part")]


@pytest.mark.parametrize("name", ["rubrx.db", "rubrx.db-wal", "link"])
def test_a_record_never_stands_in_the_databases_place(tmp_path: Path, plugins: Plugins, name: str) -> None:
    db = run_of(tmp_path / "rubrx.db", 2)
    (tmp_path / "link").symlink_to(db)
    before = db.read_bytes()
    with pytest.raises(UsageError, match="the database itself"):
        write_record(gated(db, plugins, coverage=0.5), tmp_path / name)
    assert db.read_bytes() == before


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_page_keeps_its_width(tmp_path: Path, plugins: Plugins, width: int) -> None:
    path = tmp_path / "db"
    samples.write_run(path, "r" * 60, [("q" * 90, "\x1b[31m" + "a" * 90, (MISSED,) * 5 + (MET,))])
    result = gated(path, plugins, "latest", minimum={RECALL: 0.5}, misses={"accuracy": 0}, critical=0).result
    lines = gate_text(result, Page(width)).splitlines()
    # the head of the chain is one word of 64, and a run's name stands whole
    assert max(len(line) for line in lines[4:]) <= width
    assert "\x1b" not in "".join(lines)


def test_the_error_names_what_was_missed(tmp_path: Path, plugins: Plugins) -> None:
    path = run_of(tmp_path / "db", 8)
    result = gated(path, plugins, minimum={RECALL: 0.9}, misses={"accuracy": 0}).result
    assert missed_sentence(result) == f"run run misses its gate: {RECALL} 67.5 % of at least 90 %"


def test_thresholds_of_nothing_are_fine_for_the_library() -> None:
    check_thresholds(Thresholds())


def test_a_gate_is_of_one_moment_while_people_go_on_correcting(tmp_path: Path, plugins: Plugins) -> None:
    """What the corrections change and the corrections that it lists are the same ones, whenever it looked."""
    answers = [(f"q{i:03}", f"a{i:03}", (MISSED, *samples.PERFECT[1:])) for i in range(60)]
    samples.write_run(tmp_path / "db", "run", answers)

    def correct() -> None:
        for query, answer, _ in answers:
            override_verdict("run", answer, "contra", status="met", why=f"It warns of {query}.", db=tmp_path / "db")

    corrector = threading.Thread(target=correct)
    corrector.start()
    seen = set()
    while not seen or corrector.is_alive():
        result = gated(tmp_path / "db", plugins, minimum={RECALL: 0.5}).result
        (now,) = [metric for metric in result.metrics if metric.name == RECALL]
        assert now.well == len(result.corrections)
        overrides = sorted((each.at, each.response_id, each.why) for each in result.corrections)
        assert [response for _, response, _ in overrides] == [answer for _, answer, _ in answers[: len(overrides)]]
        seen.add((len(overrides), result.corrections_digest))
    corrector.join()
    assert len(dict(seen)) == len(seen), "one set of corrections, one digest"
