"""`rubrx rubric diff`: criterion by criterion, with the stored verdicts that each change makes stale."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rubrx.errors import UsageError
from rubrx.jobs.grading import grade_file
from rubrx.jobs.rubric_diff import Edit, RubricDiff, diff_rubrics
from rubrx.jobs.settings import Settings
from rubrx.manager import load_plugins

PLUGINS = load_plugins()

RUBRIC = """\
rubric: q
version: 1
query: Which drug for the pain?
patient: {age: 40 years}
terms:
  ibuprofen: [Advil]
criteria:
  - {id: drug, metric: accuracy, points: 2, recommends: ibuprofen}
  - {id: why, metric: accuracy, points: 1, states: inflammation}
  - {id: food, metric: accuracy, points: 1, states: food}
  - {id: one, metric: accuracy, group: {id: pair, at_least: 1, points: 2}, states: ice}
  - {id: two, metric: accuracy, group: {id: pair, at_least: 1, points: 2}, states: rest}
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: Any) -> Path:
    """A folder with three answers graded against `old.yaml`."""
    folder: Path = tmp_path_factory.mktemp("graded")
    (folder / "old.yaml").write_text(RUBRIC, encoding="utf-8")
    rows = [{"id": f"a{i}", "query_id": "q", "text": f"Take ibuprofen with food {i}."} for i in range(3)]
    (folder / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    grade_file(
        folder / "a.jsonl", db=folder / "rubrx.db", name="a", rubric=folder / "old.yaml", settings=Settings(),
        plugins=PLUGINS,
    )  # fmt: skip
    return folder


def diff(graded: Path, *changes: tuple[str, str]) -> RubricDiff:
    text = RUBRIC
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (graded / "new.yaml").write_text(text, encoding="utf-8")
    return diff_rubrics(graded / "old.yaml", graded / "new.yaml", run="a", db=graded / "rubrx.db", plugins=PLUGINS)


def reasons(found: RubricDiff) -> dict[str, str]:
    return {each.id: each.stale for each in found.items if each.stale}


def test_points_leave_every_verdict_standing(graded: Path) -> None:
    data = diff(graded, ("points: 1, states: food", "points: 3, states: food"), ("version: 1", "version: 2"))
    assert (data.stale, data.kept, data.rescored, reasons(data)) == (0, 12, True, {})
    assert data.edits == (Edit("version", "1", "2"),)


def test_a_reworded_criterion_that_looks_for_new_words_makes_all_stale(graded: Path) -> None:
    """An answer is read once, with the words of all criteria: a new one may change how the others are read."""
    data = diff(graded, ("states: food", "states: milk"))
    assert reasons(data)["food"] == "the criterion changed"
    assert reasons(data)["why"] == "other criteria changed the words that are looked for"
    assert (data.stale, data.kept) == (12, 0)


def test_a_change_within_the_same_words_makes_one_stale(graded: Path) -> None:
    data = diff(graded, ("states: food", "not_states: food"))
    assert reasons(data) == {"food": "the criterion changed"}
    assert (data.stale, data.kept) == (3, 9)


def test_a_group_is_one_verdict(graded: Path) -> None:
    data = diff(graded, ("at_least: 1", "at_least: 2"))
    assert reasons(data) == {"pair": "the criterion changed"}
    data = diff(graded, ("at_least: 1, points: 2", "at_least: 1, points: 3"))
    assert (reasons(data), data.rescored) == ({}, True)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[Advil]", "[Advil, Nurofen]", "the rubric's terms changed"),
        ("40 years", "41 years", "the rubric's patient changed"),
        ("the pain?", "a headache?", "the rubric's query changed"),
    ],
)
def test_what_every_verdict_is_read_with_makes_all_stale(graded: Path, old: str, new: str, reason: str) -> None:
    assert set(reasons(diff(graded, (old, new))).values()) == {reason}


def test_added_and_removed_criteria_are_counted_apart(graded: Path) -> None:
    """A criterion of the same words can be added without touching the others."""
    new = "  - {id: more, metric: accuracy, points: 1, not_states: food}\n"
    data = diff(graded, ("criteria:\n", f"criteria:\n{new}"))
    changes = {each.id: (each.change, each.verdicts) for each in data.items}
    assert changes["more"] == ("added", 3)
    assert data.kept + data.stale == 12


def test_a_page_for_people_and_an_object_for_machines(folder: Any, typed: Any) -> None:
    (folder.path / "old.yaml").write_text(RUBRIC)
    (folder.path / "new.yaml").write_text(RUBRIC.replace("points: 1, states: food", "points: 1, not_states: food"))
    done = typed("rubric", "diff", "old.yaml", "new.yaml")
    assert done.stdout.endswith(
        "  food: changed; verdicts stale: the criterion changed\n"
        "    not_states: changed\n    states: changed\n  3 other criteria unchanged\n"
    )
    data = json.loads(typed("rubric", "diff", "old.yaml", "new.yaml", "--json").stdout)
    assert [each["id"] for each in data["items"] if each["stale"]] == ["food"]
    assert typed("rubric", "diff", "old.yaml", "old.yaml").stdout == "q: the same text\n"


def test_what_can_not_be_compared_is_refused(graded: Path) -> None:
    (graded / "newer.yaml").write_text(RUBRIC.replace("version: 1", "version: 9"), encoding="utf-8")
    with pytest.raises(UsageError, match="graded it against another text"):
        diff_rubrics(graded / "newer.yaml", graded / "old.yaml", run="a", db=graded / "rubrx.db", plugins=PLUGINS)
    other = graded / "else.yaml"
    other.write_text(RUBRIC.replace("rubric: q", "rubric: other"), encoding="utf-8")
    with pytest.raises(UsageError, match="two rubrics"):
        diff_rubrics(graded / "old.yaml", other, plugins=PLUGINS)
    with pytest.raises(UsageError, match="did not use it"):
        diff_rubrics(other, other, run="a", db=graded / "rubrx.db", plugins=PLUGINS)
