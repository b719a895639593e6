"""Regrade: row for row what grading afresh gives, with no more given anew than a change made stale, and why."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import pytest

from rubrx.errors import RubricRefused, UsageError
from rubrx.jobs.grading import grade_file
from rubrx.jobs.override import override_verdict
from rubrx.jobs.regrade import regrade_run
from rubrx.jobs.settings import Settings
from rubrx.manager import load_plugins

PLUGIN = '''
from rubrx import Metric, hookimpl
from rubrx.contracts import met, not_met

CALLS = []

class Has(Metric):
    """Met when the answer holds the word{more}."""
    name = "has"
    version = "{version}"
    kinds = {{"holds": str}}
    kind_examples = {{"holds": "{{id: x, metric: has, points: 1, holds: stop}}"}}
    whole_rubric = {whole}

    def prepare(self, criterion, rubric, lexicon):
        def judge(case):
            CALLS.append((case.response.id, criterion.id))
            if "break" in case.response.text:
                raise RuntimeError("broke")
            words = criterion.body{more}
            return met("there") if words in case.response.text else not_met("absent")
        return judge

@hookimpl
def rubrx_metrics():
    return [Has()]
'''
RUBRIC = """\
rubric: {id}
version: 1
query: Which drug for the pain?
patient: {{age: 40 years}}
terms:
  ibuprofen: [Advil]
criteria:
  - {{id: drug, metric: accuracy, points: 2, critical: true, recommends: ibuprofen}}
  - {{id: food, metric: accuracy, points: 1, states: food}}
  - {{id: rest, metric: accuracy, points: 1, states: rest}}
  - {{id: word, metric: has, points: 2, holds: daily}}
  - {{id: open, metric: accuracy, points: 1, judge: Is it kind?}}
"""
TEXTS = (
    "Take ibuprofen with food daily.",
    "Rest, and no ibuprofen.",
    "break it",
    "Advil daily, and rest.",
    "é \ud83d\ude00 food".encode("utf-16", "surrogatepass").decode("utf-16"),
    "",
)


def plugins_of(folder, version="1", whole=False, more=""):
    (folder / version).mkdir(exist_ok=True)
    file = folder / version / "has.py"
    file.write_text(PLUGIN.format(version=version, whole=whole, more=more), encoding="utf-8")
    return load_plugins([str(file)])


class Place:
    """A folder with two rubrics, a response file, and a graded run `a`."""

    def __init__(self, folder, whole=False):
        self.folder = folder
        self.db = folder / "rubrx.db"
        self.plugins = plugins_of(folder, whole=whole)
        (folder / "rubrics").mkdir()
        for name in ("p", "q"):
            self.write(name, RUBRIC.format(id=name))
        self.rows = [
            {"id": f"a{i}", "query_id": "p" if i % 2 else "q", "text": text, "model": "m", "seed": i / 3}
            for i, text in enumerate(TEXTS)
        ]
        self.answers(self.rows)
        self.grade("a", self.db)

    def answers(self, rows, name="a.jsonl"):
        lines = [*map(json.dumps, rows), json.dumps({"query_id": "nobody", "text": "x"}), "nope"]
        (self.folder / name).write_text("\n".join(lines), encoding="utf-8")

    def write(self, name, text):
        (self.folder / "rubrics" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def edit(self, *changes, name="q"):
        text = RUBRIC.format(id=name)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.write(name, text)

    def grade(self, name, db, **more):
        return grade_file(
            self.folder / more.pop("file", "a.jsonl"),
            db=db,
            name=name,
            rubrics=[self.folder / "rubrics"],
            **{"settings": Settings(), "plugins": self.plugins, **more},
        )

    def regrade(self, **more):
        return regrade_run("a", db=self.db, **{"settings": Settings(), "plugins": self.plugins, **more})

    def is_fresh(self, done, **more):
        """Whether the regraded run is, row for row, what grading afresh writes; chain and head included."""
        db = self.folder / "fresh.db"
        db.unlink(missing_ok=True)
        self.grade("fresh", db, **more)
        assert rows_of(self.db, done.run) == rows_of(db, "fresh")
        return True


TABLES = {
    "responses": "response_id, query_id, line, model, metadata, raw, worst, best, coverage, text, link",
    "verdicts": "response_id, criterion_id, status, score, evidence, explanation",
    "rewards": "response_id, reward, value, problem",
    "rejects": "line, field, problem, raw, link",
    "skips": "query_id, n, first_line",
    "tallies": "query_id, criterion_id, status, n",
    "hedge_tallies": "query_id, n, hedged, abstaining",
    "reward_tallies": "reward, n, scored, problems, low, high, total",
    "run_rubrics": "query_id, rubric_digest",
}


def rows_of(db, run):
    with closing(sqlite3.connect(db)) as connection:
        [[number]] = connection.execute("SELECT id FROM runs WHERE name = ?", (run,)).fetchall()
        found = {}
        for table, columns in TABLES.items():
            order = "rowid" if "link" in columns else "1, 2"
            sql = f"SELECT {columns} FROM {table} WHERE run_id = ? ORDER BY {order}"
            found[table] = connection.execute(sql, (number,)).fetchall()
        columns = "source, settings, versions, read_rows, graded, rejected, skipped, source_digest, head, status"
        found["runs"] = connection.execute(f"SELECT {columns} FROM runs WHERE id = ?", (number,)).fetchall()
    return found


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def why(done):
    return {each.reason: each.verdicts for each in done.reasons}


def test_nothing_changed_is_copied_whole(place):
    """But what the grader broke on is tried again."""
    done = place.regrade()
    assert why(done) == {"the grader broke on it before": 1}
    assert (done.graded, done.copied, done.anew, done.parent, done.run) == (6, 29, 1, "a", "a-regrade")
    assert place.is_fresh(done)


CHANGES = {
    "points": [("points: 1, states: food", "points: 3, states: food")],
    "critical": [("critical: true, ", "")],
    "cap": [("version: 1", "version: 2\ncritical_cap: 0.1")],
    "body": [("states: food", "not_states: food")],
    "new words": [("states: food", "states: milk")],
    "removed": [("  - {id: rest, metric: accuracy, points: 1, states: rest}\n", "")],
    "added": [("criteria:\n", "criteria:\n  - {id: more, metric: accuracy, points: 4, not_states: rest}\n")],
    "renamed": [("id: food", "id: meal")],
    "terms": [("[Advil]", "[Advil, break]")],
    "patient": [("40 years", "12 years")],
    "query": [("Which drug", "Which ibuprofen")],
    "swapped": [("states: food", "states: rest"), ("id: rest, metric: accuracy, points: 1, states: rest",
                 "id: rest, metric: accuracy, points: 1, states: food")],
    "group": [("points: 1, states: food", "group: {id: g, at_least: 1, points: 3}, states: food"),
              ("points: 1, states: rest", "group: {id: g, at_least: 1, points: 3}, states: rest")],
    "condition": [("points: 1, states: food", "points: 1, applies_if: {answer: ibuprofen}, states: food")],
    "note": [("states: food", "states: food, note: hm")],
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_edit_of_a_rubric_it_is_what_grading_afresh_gives(place, change):
    place.edit(*CHANGES[change])
    assert place.is_fresh(place.regrade())


def test_only_what_a_change_made_stale_is_judged_again(place):
    """Query q has three answers and five criteria; its third answer breaks the judge of `word`."""
    place.edit(*CHANGES["points"])
    done = place.regrade(name="b")
    assert why(done) == {"the grader broke on it before": 1}
    assert done.rewards_anew == 3  # of q: a reward may look at the points
    place.edit(*CHANGES["body"])
    done = place.regrade(name="c")
    assert why(done) == {"the criterion changed": 3, "the grader broke on it before": 1}
    [reason] = [each for each in done.reasons if each.verdicts == 3]
    assert (reason.criteria, reason.queries) == (1, 1)


def test_a_metric_that_may_look_at_the_whole_rubric_is_asked_again(tmp_path):
    place = Place(tmp_path, whole=True)
    place.edit(*CHANGES["points"])
    done = place.regrade()
    assert why(done)["the rubric changed, and the metric may look at all of it"] == 3


def test_a_new_version_of_a_plugin_gives_its_verdicts_anew_and_no_others(place):
    place.plugins = plugins_of(place.folder, "2", more='.replace("daily", "food")')
    done = place.regrade()
    [(reason, verdicts)] = why(done).items()
    assert re.fullmatch(r"the metric's plugin version changed \(has 1\+[0-9a-f]{12} to 2\+[0-9a-f]{12}\)", reason)
    assert verdicts == 6
    assert done.copied == 24
    assert place.is_fresh(done)


def test_an_edited_plugin_file_is_another_one_though_its_version_stayed(place):
    """What comes from one file is told apart by the file's digest."""
    place.plugins = plugins_of(place.folder, more='.replace("daily", "food")')
    done = place.regrade()
    assert done.anew >= 6
    assert place.is_fresh(done)


def test_the_judges_of_what_stands_are_not_even_called(place):
    import sys

    place.edit(*CHANGES["body"])
    calls = sys.modules["rubrx_file_has"].CALLS
    calls.clear()
    place.regrade()
    assert calls == [("a2", "word")]  # the one that broke


def test_a_judge_that_hangs_costs_its_own_verdict(place):
    """The time limit is that of grading."""
    hangs = "\n            while 'rest' in case.response.text: pass"
    place.plugins = plugins_of(place.folder, "3", more=hangs)
    done = place.regrade(time_limit=1.0)
    statuses = {(row[0], row[1]): row[2] for row in rows_of(place.db, done.run)["verdicts"]}
    assert statuses["a3", "word"] == "error"
    assert (statuses["a0", "word"], statuses["a3", "drug"]) == ("met", "met")


def test_rewards_are_scored_again_where_their_settings_changed(place):
    settings = Settings("x", {"ensemble": {"members": ["length", "rubric"]}})
    done = place.regrade(settings=settings)
    assert (done.anew, done.rewards_anew) == (1, 6)
    assert place.is_fresh(done, settings=settings)


def test_answers_of_a_file_are_told_apart(place):
    """Changed, new and gone answers; a row that was skipped has a rubric now."""
    rows = [{**place.rows[0], "text": "Rest."}, *place.rows[1:5], {**place.rows[1], "id": "new"}]
    place.answers(rows, "b.jsonl")
    place.write("nobody", RUBRIC.format(id="nobody"))
    done = place.regrade(answers=place.folder / "b.jsonl", rubrics=[place.folder / "rubrics"])
    assert why(done) == {"the answer changed": 5, "the answer is new": 10, "the grader broke on it before": 1}
    assert done.notes == ("1 answers of a are not in the file",)
    assert place.is_fresh(done, file="b.jsonl")


def test_a_query_that_has_a_rubric_now_but_no_stored_text_is_noted(place):
    place.write("nobody", RUBRIC.format(id="nobody"))
    done = place.regrade(rubrics=[place.folder / "rubrics"])
    assert "nobody had no rubric then and has one now" in done.notes[0]
    assert done.graded == 6


def test_a_rubric_whose_file_is_gone_stands_as_it_was_stored(place):
    (place.folder / "rubrics" / "q.yaml").unlink()
    done = place.regrade()
    assert done.copied == 29
    assert "q.yaml is not there any more; the stored text stands" in done.notes[0]


def test_corrections_stay_with_verdicts_that_stand(place):
    for response, criterion in (("a0", "rest"), ("a0", "food"), ("a1", "food")):
        override_verdict("a", response, criterion, status="met", why=f"{criterion}!", who="Dana", db=place.db)
    override_verdict("a", "a0", "rest", status="not_met", why="No.", who="Eve", db=place.db)
    place.edit(*CHANGES["body"])
    done = place.regrade()
    assert done.carried == 3
    assert [(each.response_id, each.criterion_id, each.who) for each in done.dropped] == [("a0", "food", "Dana")]
    with closing(sqlite3.connect(place.db)) as connection:
        sql = "SELECT response_id, criterion_id, status, who, at, why FROM overrides WHERE run_id = ? ORDER BY id"
        before, after = (connection.execute(sql, (run,)).fetchall() for run in (1, 2))
    assert after == [row for row in before if row[:2] != ("a0", "food")]


def test_the_run_says_whence_it_came_and_what_it_gave_anew(place):
    place.edit(*CHANGES["body"])
    place.regrade()
    with closing(sqlite3.connect(place.db)) as connection:
        assert connection.execute("SELECT parent FROM runs ORDER BY id").fetchall() == [(None,), (1,)]
        found = connection.execute(
            "SELECT query_id, criterion_id, reason, n FROM regrades WHERE reason <> '' ORDER BY 1, 2"
        ).fetchall()
    assert found == [("q", "food", "the criterion changed", 3), ("q", "word", "the grader broke on it before", 1)]


def test_what_can_not_be_read_is_refused_before_anything_is_written(place):
    before = rows_of(place.db, "a")
    place.edit(("states: food", "sates: food"))
    with pytest.raises(RubricRefused, match="sates"):
        place.regrade()
    place.edit()
    with pytest.raises(UsageError, match="no such file"):
        place.regrade(answers=place.folder / "nothing.jsonl")
    assert rows_of(place.db, "a") == before
    with closing(sqlite3.connect(place.db)) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_an_unfinished_run_is_not_graded_again(place):
    with closing(sqlite3.connect(place.db)) as connection:
        connection.execute("UPDATE runs SET status = 'interrupted'")
        connection.commit()
    with pytest.raises(UsageError, match="is interrupted: finish it first"):
        place.regrade()


def test_an_interrupted_regrade_leaves_the_parent_and_says_so(place, monkeypatch):
    """Ctrl-C in a judge: a run of that status, whose rows so far stand; the next regrade is whole."""
    import sys

    before = rows_of(place.db, "a")
    place.edit(*CHANGES["terms"])

    class Stop(list):
        def append(self, call):
            raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["rubrx_file_has"], "CALLS", Stop())
    with pytest.raises(KeyboardInterrupt):
        place.regrade()
    monkeypatch.undo()
    assert rows_of(place.db, "a") == before
    with closing(sqlite3.connect(place.db)) as connection:
        assert connection.execute("SELECT name, status FROM runs WHERE id > 1").fetchall() == [
            ("a-regrade", "interrupted")
        ]
    with pytest.raises(UsageError, match="a-regrade grades a again: begin anew with rubrx regrade a"):
        place.grade("a-regrade", place.db, resume=True)
    assert place.grade(None, place.db, resume=True).run == "a-2"  # without a name, it is no unfinished grading either
    assert place.is_fresh(place.regrade())


def test_a_name_that_is_taken_is_refused(place):
    with pytest.raises(UsageError, match=r"has a run named a; choose another --name$"):
        place.regrade(name="a")


def test_the_command_tells_each_group_with_its_reason(folder, typed):
    """A plugin that does not rule it out is asked again after any change to its rubric."""
    folder.write([{"id": f"a{i}", "query_id": "q1", "text": "stop"} for i in range(3)])
    assert typed("grade", "a.jsonl", "--rubrics", "rubrics").returncode == 0
    file = folder.path / "rubrics" / "q1.yaml"
    file.write_text(file.read_text().replace("points: 2", "points: 3"))
    done = typed("regrade", "a")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "run a-regrade, from a: 3 answers, 0 verdicts copied"
    assert lines[1] == "  9 anew: the rubric changed, and the metric may look at all of it (3 criteria of 1 query)"
    assert lines[-1] == "next: rubrx compare a a-regrade"
    data = json.loads(typed("regrade", "a", "--name", "b", "--json").stdout)
    assert (data["run"], data["parent"], data["anew"], data["reasons"][0]["verdicts"]) == ("b", "a", 9, 9)
