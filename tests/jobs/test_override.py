"""Corrections: beside the verdict, never over it; the newest counts, in rates and in scores; reports show both."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from rubrx.errors import StoreBusy, UsageError
from rubrx.jobs.compare import compare_runs
from rubrx.jobs.grading import grade_file
from rubrx.jobs.override import override_verdict
from rubrx.jobs.report import report_run
from rubrx.jobs.settings import Settings
from rubrx.reports.markdown import markdown
from rubrx.reports.text import text
from rubrx.store import open_store


@pytest.fixture
def run(folder, plugins):
    """Two answers to q1: 'good' says stop and why (7 of 7), 'bad' doubles the dose (-4 of 7, capped)."""
    folder.write(
        [
            {"id": "good", "query_id": "q1", "text": "stop: acidosis"},
            {"id": "bad", "query_id": "q1", "text": "double it"},
        ]
    )
    grade_file(
        folder.path / "a.jsonl",
        db=folder.path / "rubrx.db",
        name="a",
        rubrics=[folder.path / "rubrics"],
        settings=Settings(),
        plugins=plugins,
    )
    return folder


def correct(run, response="bad", criterion="stop", status="met", why="It does.", **more):
    return override_verdict(
        "a", response, criterion, status=status, why=why, who="Dana", db=run.path / "rubrx.db", **more
    )


def rows(run, sql):
    with closing(sqlite3.connect(run.path / "rubrx.db")) as connection:
        return connection.execute(sql).fetchall()


def report(run, plugins):
    return report_run("a", db=run.path / "rubrx.db", plugins=plugins)


def test_the_score_is_worked_out_again_by_the_formula(run):
    """stop 5 (critical), why 2, harm -4: met, not met, met is 1 of 7; the answer failed its critical one before."""
    done = correct(run)
    assert (done.graded, done.before, done.status) == ("not_met", "not_met", "met")
    assert (done.graded_score, done.score_before, done.score) == (0.0, 0.0, (5 - 4) / 7)
    assert correct(run, criterion="harm", status="not_met").score == 5 / 7
    assert correct(run, criterion="why", status="not_applicable").score == 1.0


def test_a_failed_critical_criterion_caps_a_corrected_score(run):
    assert correct(run, "good", status="not_met").score == min(0.4, 2 / 7)
    assert correct(run, "good", "why", "met").score == min(0.4, 2 / 7)
    open_ = correct(run, "good", "stop", "cannot_assess")
    assert open_.score == min(0.4, 2 / 7)


def test_nothing_that_was_graded_changes(run):
    tables = ("verdicts", "responses", "rewards", "tallies", "runs")
    before = [rows(run, f"SELECT * FROM {each}") for each in tables]
    correct(run)
    correct(run, "good", "why", "not_met")
    assert [rows(run, f"SELECT * FROM {each}") for each in tables] == before


def test_the_newest_counts_and_all_are_kept(run, plugins):
    correct(run)
    again = correct(run, status="not_met", why="On a second look it does not.")
    assert (again.graded, again.before, again.score) == ("not_met", "met", 0.0)
    assert [row[0] for row in rows(run, "SELECT status FROM overrides ORDER BY id")] == ["met", "not_met"]
    assert report(run, plugins).corrections.n == 1


def test_reports_show_the_score_as_graded_and_as_it_counts(run, plugins):
    before = report(run, plugins)
    correct(run, why="See \x1b[31m line 2 | <b>")
    after = report(run, plugins)
    assert before.corrections is None
    assert before.score.worst == pytest.approx(0.5)
    assert after.score.worst == pytest.approx((1 + 1 / 7) / 2)
    assert after.corrections.graded_score == pytest.approx(before.score.worst)
    assert after.critical.failed == before.critical.failed - 1
    [verdict] = after.corrections.verdicts
    assert (verdict.graded, verdict.status, verdict.who) == ("not_met", "met", "Dana")
    page = text(after)
    assert "as graded the score is 5.0 of 10" in " ".join(page.split())
    assert "not_met became met, score 0.0% became 14.3%" in " ".join(page.split())
    assert "\x1b" not in page
    assert "<b>" not in markdown(after)
    assert "Corrected by people" not in text(before)
    assert json.loads(json.dumps(after.to_dict()))["corrections"]["answers"] == 1


def test_compare_counts_corrections(run, plugins):
    db = run.path / "rubrx.db"
    same = compare_runs("a", "a", db=db, plugins=plugins)
    correct(run)
    now = compare_runs("a", "a", db=db, plugins=plugins)
    assert same.queries[0].before == pytest.approx(0.5)
    assert now.queries[0].before == pytest.approx((1 + 1 / 7) / 2)


def test_show_tells_who_when_and_why(run, typed):
    correct(run)
    out = typed("show", "bad").stdout
    assert "score 14.3%" in out
    assert "corrected by people; as graded: score 0.0%" in out
    assert "(corrected by Dana, 20" in out
    assert ": It does.; graded not met)" in out
    data = json.loads(typed("show", "bad", "--json").stdout)
    assert (data["worst"], round(data["corrected"]["worst"], 4)) == (0.0, 0.1429)
    assert (data["verdicts"][0]["graded"], data["verdicts"][0]["status"]) == ("not_met", "met")
    assert json.loads(typed("show", "good", "--json").stdout)["corrected"] is None


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"response": "bed"}, "no response 'bed'"),
        ({"criterion": "stopp"}, "did you mean stop"),
        ({"status": "mett"}, "did you mean met"),
        ({"status": "error"}, "error is what the grader says"),
        ({"status": ""}, "one of met"),
        ({"why": "  "}, "--why must say something"),
        ({"why": "x" * 2001}, "at most 2,000"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_written(run, changes, complaint):
    with pytest.raises(UsageError, match=complaint):
        correct(run, **changes)
    assert rows(run, "SELECT * FROM overrides") == []


def test_spellings_of_a_status_and_beginnings_of_an_id(run):
    assert correct(run, "ba", status="Not-Met").response_id == "bad"
    assert correct(run, status="not applicable").status == "not_applicable"


def test_another_writer_is_named(run):
    with open_store(run.path / "rubrx.db", write=True), pytest.raises(StoreBusy):
        correct(run)


def test_the_command_says_what_it_did(run, typed):
    words = ("override", "a", "bad", "stop", "--status", "met", "--why", "It does.", "--who", "Dana")
    done = typed(*words)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "run a, answer bad, stop: met (not_met as graded), by Dana"
    assert second == "score 0.0% -> 14.3% (0.0% as graded)"
    data = json.loads(typed(*words, "--json").stdout)
    assert (data["before"], data["status"], data["who"]) == ("met", "met", "Dana")
    assert typed("override", "a", "bad", "stop", "--status", "met").returncode == 2
