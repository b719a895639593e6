"""`rubrx runs` lists what a database holds."""

from __future__ import annotations

import json
from typing import Any


def test_runs_are_listed_with_their_counts(near: Any, make_answers: Any) -> None:
    """Oldest first, as a table and as JSON."""
    near.write(make_answers(20))
    for name in ("first", "second"):
        near.rubrx("grade", "a.jsonl", "--rubrics", "rubrics", "--name", name)
    table = near.rubrx("runs").stdout.splitlines()
    head = "NAME ID STATUS STARTED READ GRADED REJECTED SKIPPED SOURCE"
    assert " ".join(table[0].split()) == head
    assert [line.split()[0] for line in table[1:]] == ["first", "second"]
    data = json.loads(near.rubrx("runs", "--json").stdout)["runs"]
    assert [(run["name"], run["status"], run["read"]) for run in data] == [
        ("first", "done", 20),
        ("second", "done", 20),
    ]
    assert data[0]["uid"].startswith(table[1].split()[1])


def test_no_database_is_exit_4(near: Any) -> None:
    """One line, in JSON too, that says what makes a database."""
    done = near.rubrx("runs")
    assert done.returncode == 4
    assert done.stderr == "rubrx: error: no database at rubrx.db; `rubrx grade` makes one, `--db FILE` names another\n"
    assert json.loads(near.rubrx("runs", "--json").stderr)["error"]["exit_code"] == 4
