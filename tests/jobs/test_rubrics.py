"""The rubric jobs: load by id, file or folder; check by compiling; test on the rubric's own examples; begin one."""

from __future__ import annotations

from pathlib import Path

import pytest

import rubrx
from rubrx.errors import RubricRefused, UsageError
from rubrx.jobs import rubrics as jobs
from rubrx.manager import Plugins
from rubrx.records import Status

TEXT = """\
rubric: {id}
query: q
criteria:
  - {{id: stop, metric: has, points: 1, contains: stop}}
  - {{id: why, metric: has, points: 1, contains: because}}
  - {{id: tone, metric: has, points: 1, judge: Is it kind?}}
examples:
  - {{text: "stop, because", expect: {{stop: met, why: met, tone: cannot_assess}}}}
  - {{text: "stop", expect: {{stop: not_met, why: met}}, note: wrong on purpose}}
"""
CANNOT_COMPILE = """\
rubric: broken
query: q
criteria:
  - {id: dose, metric: dose_accuracy, points: 1, dose: {drug: x, any_of: [{amount: lots}]}}
  - {id: fine, metric: accuracy, points: 1, states: x}
  - {id: top, metric: dose_accuracy, points: 1, max_dose: {drug: x, amount: plenty}}
"""


def write(folder: Path, rubric_id: str, text: str = TEXT) -> Path:
    file = folder / f"{rubric_id}.yaml"
    file.write_text(text.format(id=rubric_id) if text is TEXT else text)
    return file


def test_rubrics_come_from_ids_files_and_folders(tmp_path: Path, plugins: Plugins) -> None:
    """Places and ids mix; without any, the packs' rubrics come."""
    write(tmp_path, "one")
    loaded = jobs.load_rubrics(tmp_path, "metformin-egfr-28", plugins=plugins)
    assert sorted(loaded) == ["metformin-egfr-28", "one"]
    assert sorted(jobs.load_rubrics(str(tmp_path / "one.yaml"), plugins=plugins)) == ["one"]
    assert len(jobs.load_rubrics(plugins=plugins)) >= 12
    assert all(loaded[name].id == name for name in loaded)


def test_what_cannot_be_loaded(tmp_path: Path, plugins: Plugins) -> None:
    """A missing file, an unknown id and a bad rubric each say so."""
    write(tmp_path, "bad", "rubric: bad\n")
    with pytest.raises(UsageError, match="no such file"):
        jobs.load_rubrics(tmp_path / "none.yaml", plugins=plugins)
    with pytest.raises(UsageError, match="did you mean metformin-egfr-28"):
        jobs.load_rubrics("metformin-egfr-82", plugins=plugins)
    with pytest.raises(RubricRefused, match="query"):
        jobs.load_rubrics(tmp_path, plugins=plugins)


def test_checking_compiles_every_criterion(tmp_path: Path, plugins: Plugins) -> None:
    """All criteria that can't work are told with their lines, beside the rubrics that are fine."""
    write(tmp_path, "broken", CANNOT_COMPILE)
    write(tmp_path, "fine")
    broken, fine = jobs.check_rubrics(tmp_path, plugins=plugins)
    assert fine.rubric is not None
    assert fine.problems == ()
    assert broken.rubric is None
    assert [(each.line, each.field) for each in broken.problems] == [
        (4, "criteria.dose.dose.any_of[0].amount"),
        (6, "criteria.top.max_dose.amount"),
    ]
    assert all(each.path == str(tmp_path / "broken.yaml") for each in broken.problems)


INSIDE = """\
rubric: inside
query: q
patient: {age: 67 years}
criteria:
"""


@pytest.mark.parametrize(
    ("criterion", "column", "field"),
    [
        ("metric: dose_accuracy, dose: {drug: x, any_of: [{amount: 500 mg}, {amount: lots}]}", "lots",
         "any_of[1].amount"),
        ("metric: dose_accuracy, dose: {drug: x, any_of: [{amount: 5 mg/kg}]}", "5 mg/kg", "any_of[0].amount"),
        ("metric: dose_accuracy, dose: {drug: x, any_of: [{amount: 1 g, frequency: [BID, maybe]}]}", "maybe",
         "any_of[0].frequency[1]"),
        ("metric: accuracy, monitors: {what: x, within: soonish}", "soonish", "within"),
        ("metric: contraindication_recall, contraindicated: {drug: x, when: eGFR >= Y}", "eGFR", "when"),
        ("metric: contraindication_recall, contraindicated: {drug: x, when: egfr < 30 and age > 65}", "egfr", "when"),
        ("metric: contraindication_recall, contraindicated: {drug: [], when: cirrhosis}", "[]", "drug"),
    ],
)  # fmt: skip
def test_what_does_not_compile_is_told_at_its_own_value(
    tmp_path: Path, plugins: Plugins, criterion: str, column: str, field: str
) -> None:
    """Line, column and field are those of the value inside the kind's body, not of the criterion."""
    line = f"  - {{id: a, points: 1, {criterion}}}"
    file = write(tmp_path, "inside", f"{INSIDE}  - {{id: z, metric: accuracy, points: 1, states: lots}}\n{line}\n")
    [check] = jobs.check_rubrics(file, plugins=plugins)
    [problem] = check.problems
    kind = criterion.split(", ")[1].partition(":")[0]
    assert (problem.line, problem.field) == (6, f"criteria.a.{kind}.{field}")
    assert problem.column == line.index(column) + 1


def test_a_folder_without_rubrics_is_refused(tmp_path: Path, plugins: Plugins) -> None:
    """It is told, with the folder in it that holds some, beside what the other sources hold."""
    inner = tmp_path / "empty" / "inner"
    inner.mkdir(parents=True)
    good = write(tmp_path, "good")
    bare, fine = jobs.check_rubrics(tmp_path / "empty", good, plugins=plugins)
    assert fine.rubric is not None
    assert bare.rubric is None
    assert "no rubric" in bare.problems[0].problem
    assert "inner" not in bare.problems[0].problem
    write(inner, "hidden")
    [bare] = jobs.check_rubrics(tmp_path / "empty", plugins=plugins)
    assert str(inner) in bare.problems[0].problem


def test_examples_are_graded_and_compared(tmp_path: Path, plugins: Plugins) -> None:
    """Each verdict that differs is told with what was expected, what came, and why."""
    write(tmp_path, "one")
    (result,) = jobs.test_rubrics(tmp_path, plugins=plugins)
    assert [(each.number, each.checked, each.example.line) for each in result.results] == [(1, 3, 8), (2, 2, 9)]
    (failed,) = result.failed
    assert failed.misses == (
        jobs.Miss("stop", Status.NOT_MET, Status.MET, "there"),
        jobs.Miss("why", Status.MET, Status.NOT_MET, "absent"),
    )


def test_a_refused_rubric_is_not_tested_and_the_others_are(tmp_path: Path, plugins: Plugins) -> None:
    """One broken file does not hide the results of the rest."""
    write(tmp_path, "broken", CANNOT_COMPILE)
    write(tmp_path, "fine")
    broken, fine = jobs.test_rubrics(tmp_path, plugins=plugins)
    assert (broken.check.rubric, broken.results) == (None, ())
    assert len(fine.results) == 2


def test_a_new_rubric_passes_check_and_test(tmp_path: Path, plugins: Plugins) -> None:
    """The template is right as it stands, whatever its id."""
    file = tmp_path / "mine.yaml"
    file.write_text(jobs.new_rubric("My.rubric_1"))
    (result,) = jobs.test_rubrics(file, plugins=plugins)
    assert result.check.id == "My.rubric_1"
    assert result.check.problems == ()
    assert len(result.results) >= 3
    assert result.failed == ()


@pytest.mark.parametrize("rubric_id", ["", "../x", "a b", "-x", "a" * 129, "x\n", "ü"])
def test_a_new_rubric_needs_an_id(rubric_id: str) -> None:
    """What could leave a folder or break a table is no id."""
    with pytest.raises(UsageError, match="is not an id"):
        jobs.new_rubric(rubric_id)


def test_the_front_door(tmp_path: Path, plugins: Plugins) -> None:
    """`rubrx.load_rubrics` takes files, folders and ids too."""
    write(tmp_path, "one")
    assert sorted(rubrx.load_rubrics(tmp_path, "metformin-egfr-28", plugins=plugins)) == ["metformin-egfr-28", "one"]
