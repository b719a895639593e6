"""`rubrx rubric`: check, test, list, new and schema, in text and in JSON, with their exit codes."""

from __future__ import annotations

import json
from typing import Any

import pytest

FAILING = """\
rubric: failing
query: Should it stop?
criteria:
  - {id: stop, metric: has, points: 1, contains: stop}
examples:
  - {text: "Go on, and do not worry about anything that anybody may tell you about this.", expect: {stop: met}}
"""
REFUSED = "rubric: refused\nquery: q\ncriteria:\n  - {id: a, metric: has, pionts: 1, contains: x}\n"


@pytest.fixture
def work(near: Any) -> Any:
    """A folder with two good rubrics, one whose example fails, and one that is refused."""
    (near.path / "failing.yaml").write_text(FAILING)
    (near.path / "refused.yaml").write_text(REFUSED)
    return near


def test_good_rubrics(work: Any) -> None:
    """Check and test exit 0 and say what they saw."""
    done = work.rubrx("rubric", "check", "rubrics")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "q1: 3 criteria, 0 examples, fine",
        "q2: 3 criteria, 0 examples, fine",
        "2 of 2 rubrics fine",
    ]
    done = work.rubrx("rubric", "test", "rubrics/q1.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "q1: no examples"


def test_a_refused_rubric(work: Any) -> None:
    """Exit 3, every problem on its own line of stderr with its place, the good rubrics on stdout."""
    for word in ("check", "test", "list"):
        done = work.rubrx("rubric", word, "refused.yaml", "rubrics")
        assert done.returncode == 3
        assert done.stderr.splitlines() == [
            "refused.yaml:4:5: criteria.a.points: is missing: say what the criterion earns"
            " (negative where being met is bad)",
            "refused.yaml:4:26: criteria.a.pionts: unknown key 'pionts'; did you mean points? allowed: id, metric, "
            "points, critical, note, applies_if, group, contains, judge",
        ]
        assert "q1" in done.stdout


def test_a_failed_example(work: Any) -> None:
    """Exit 1; where it stands, its text's head, the criterion, what was expected, what came, and why."""
    done = work.rubrx("rubric", "test", "failing.yaml")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "failing: 0 of 1 examples as expected",
        '  failing.yaml:6: example 1: "Go on, and do not worry about anything that anybody may tell you about…"',
        "    stop: expected met, got not_met: absent",
        "1 rubrics, 1 examples, 1 failed, 0 rubrics refused",
    ]


def test_refused_counts_more_than_failed(work: Any) -> None:
    """With both, the exit code is that of refused input."""
    assert work.rubrx("rubric", "test", "failing.yaml", "refused.yaml").returncode == 3


def test_json(work: Any) -> None:
    """The same as data: one object on stdout, nothing on stderr."""
    done = work.rubrx("rubric", "check", "refused.yaml", "rubrics", "--json")
    data = json.loads(done.stdout)
    assert (done.returncode, done.stderr, data["refused"]) == (3, "", 1)
    by_id = {each["id"]: each for each in data["rubrics"]}
    assert by_id["q1"]["criteria"] == 3
    assert [each["line"] for each in by_id["refused"]["problems"]] == [4, 4]
    done = work.rubrx("rubric", "test", "failing.yaml", "--json")
    data = json.loads(done.stdout)
    assert (done.returncode, data["failed"], data["refused"]) == (1, 1, 0)
    assert data["rubrics"][0]["examples"][0]["misses"] == [
        {"criterion": "stop", "expected": "met", "got": "not_met", "explanation": "absent"}
    ]
    data = json.loads(work.rubrx("rubric", "list", "rubrics", "--json").stdout)
    assert [(each["id"], each["query"]) for each in data["rubrics"]] == [
        ("q1", "What should the patient do?"),
        ("q2", "What should the patient do?"),
    ]


def test_the_installed_rubrics(work: Any) -> None:
    """Without sources the packs' rubrics are meant, and an id names one of them."""
    done = work.rubrx("rubric", "check")
    assert done.returncode == 0
    assert "metformin-egfr-28:" in done.stdout
    assert work.rubrx("rubric", "list").stdout.count("\n") >= 24
    assert work.rubrx("rubric", "check", "metformin-egfr-28").stdout.endswith("1 of 1 rubrics fine\n")


def test_an_empty_folder(work: Any) -> None:
    """Exit 3 and say so: none of none is not fine."""
    (work.path / "empty").mkdir()
    done = work.rubrx("rubric", "check", "empty")
    assert done.returncode == 3
    assert done.stderr.startswith("empty: there is no rubric")
    assert json.loads(work.rubrx("rubric", "check", "empty", "--json").stdout)["refused"] == 1


@pytest.mark.parametrize("source", ["nobody", "./none.yaml", "none/"])
def test_what_is_not_there(work: Any, source: str) -> None:
    """Exit 2 and one line."""
    done = work.rubrx("rubric", "check", source)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("rubrx: error: ")
    assert done.stderr.count("\n") == 1


def test_a_new_rubric(work: Any) -> None:
    """On stdout, or in a new file that passes its test; a file that is there is left alone."""
    done = work.rubrx("rubric", "new", "mine")
    assert done.returncode == 0
    assert "\nrubric: mine\n" in done.stdout
    written = work.rubrx("rubric", "new", "mine", "--out", "mine.yaml")
    assert (written.returncode, written.stdout) == (0, "")
    assert (work.path / "mine.yaml").read_text() == done.stdout
    assert work.rubrx("rubric", "test", "mine.yaml").returncode == 0
    again = work.rubrx("rubric", "new", "other", "--out", "mine.yaml")
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert (work.path / "mine.yaml").read_text() == done.stdout
    assert work.rubrx("rubric", "new", "mine", "--out", "no/such/folder.yaml").returncode == 2
    assert work.rubrx("rubric", "new", "../mine").returncode == 2


def test_the_schema_has_the_kinds_in_force(work: Any) -> None:
    """A plugin's kinds are in it; on one line with --json."""
    plain, compact = work.rubrx("rubric", "schema"), work.rubrx("rubric", "schema", "--json")
    assert json.loads(plain.stdout) == json.loads(compact.stdout)
    assert compact.stdout.count("\n") == 1
    assert "contains" in json.loads(plain.stdout)["$defs"]["CriterionModel"]["properties"]


def test_hostile_names_do_not_reach_the_terminal(work: Any) -> None:
    """Control characters in a rubric's text or in a path are shown as what they are not: harmless."""
    text = FAILING.replace("Go on", "Go\\x1b[2J on").replace("query: Should", 'topic: "\\x1b[31m"\nquery: Should')
    (work.path / "failing.yaml").write_text(text)
    for word in ("test", "list", "check"):
        done = work.rubrx("rubric", word, "failing.yaml")
        assert "\x1b" not in done.stdout + done.stderr
        assert done.returncode in (0, 1)
