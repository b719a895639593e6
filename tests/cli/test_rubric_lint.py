"""`rubrx rubric lint`: findings on stdout, exit 0 unless --strict, 3 where a rubric is refused."""

from __future__ import annotations

import json
from typing import Any

RUBRIC = """\
rubric: {id}
query: Which drug?
criteria:
  - {{id: a, metric: accuracy, points: 1, {kind}: "an appropriate drug\\x1b[31m"}}
"""


def write(folder: Any, kind: str = "states", name: str = "q") -> None:
    (folder.path / f"{name}.yaml").write_text(RUBRIC.format(id=name, kind=kind), encoding="utf-8")


def test_findings_are_told_and_counted(folder: Any, typed: Any) -> None:
    write(folder)
    done = typed("rubric", "lint", "q.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    first, second, last = done.stdout.splitlines()
    assert first.startswith("q.yaml:1:1: file: has no examples: ")
    assert second.startswith("q.yaml:4:50: criteria.a.states: 'appropriate' does not say what counts: ")
    assert second.endswith("[undecidable-wording]")
    assert last == "1 rubric, 2 findings"
    assert typed("rubric", "lint", "q.yaml", "--strict").returncode == 1


def test_a_refused_rubric_is_told_as_check_tells_it(folder: Any, typed: Any) -> None:
    write(folder)
    write(folder, "sates", "broken")
    done = typed("rubric", "lint", "q.yaml", "broken.yaml")
    assert done.returncode == 3
    assert done.stderr.startswith("broken.yaml:4:")
    assert done.stdout.splitlines()[-1] == "1 rubric, 2 findings, 1 refused"


def test_json_has_the_parts(folder: Any, typed: Any) -> None:
    write(folder)
    write(folder, "sates", "broken")
    data = json.loads(typed("rubric", "lint", "q.yaml", "broken.yaml", "--json").stdout)
    assert [each["code"] for each in data["findings"]] == ["no-examples", "undecidable-wording"]
    assert set(data["findings"][0]) == {"path", "line", "column", "field", "code", "what", "why", "do"}
    assert (data["rubrics"], [each["path"] for each in data["refused"]]) == (2, ["broken.yaml"])


def test_each_problem_of_a_refused_rubric_is_told_once(folder: Any, typed: Any) -> None:
    broken = RUBRIC.format(id="q", kind="sates") + "  - {id: b, metric: accuracy, points: 1, stats: x}\n"
    (folder.path / "q.yaml").write_text(broken, encoding="utf-8")
    data = json.loads(typed("rubric", "lint", "q.yaml", "--json").stdout)
    assert [each["line"] for each in data["refused"]] == [4, 5]


def test_the_bundled_rubrics_are_strictly_clean(folder: Any, typed: Any) -> None:
    done = typed("rubric", "lint", "--strict")
    assert done.returncode == 0, done.stdout


def test_what_new_writes_is_strictly_clean(folder: Any, typed: Any) -> None:
    """A beginner's first file has no finding."""
    assert typed("rubric", "new", "mine", "--out", "mine.yaml").returncode == 0
    done = typed("rubric", "lint", "--strict", "mine.yaml")
    assert done.returncode == 0, done.stdout
