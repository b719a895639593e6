"""`rubrx coverage` counts rubrics, or a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import samples

from rubrx.cli import run as cli
from rubrx.records import Status


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = tmp_path / "rubrx.db"
    one_na = (Status.NOT_APPLICABLE, *samples.PERFECT[1:])
    samples.write_run(path, "tuned", [("q1", "a", samples.PERFECT), ("q2", "b", one_na)])
    return str(path)


def test_a_run_counts_its_verdicts(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["coverage", "tuned", "--db", db, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["run"], data["counted"], data["rubrics"]) == ("tuned", "verdicts", 2)
    assert {cell["metric"]: cell["n"] for cell in data["totals"]} == {
        "accuracy": 4, "contraindication_recall": 1, "specificity": 2, "dose_accuracy": 0, "humility": 4,
    }  # fmt: skip
    assert [cell["metric"] for cell in data["empty_cells"]] == ["dose_accuracy"]


def test_without_a_run_the_installed_rubrics_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["coverage", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["counted"] == "criteria"
    assert data["rubrics"] == len({name for row in data["rows"] for name in row["rubrics"]}) >= 10
    assert cli(["coverage"]) == 0
    assert "EMPTY CELLS" in capsys.readouterr().out


def test_some_rubrics_are_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["coverage", "--rubrics", "metformin-egfr-28", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rubrics"] == 1


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["tuned", "--rubrics", "metformin-egfr-28"], 2, "not both"),
        (["rlhf"], 2, "no run 'rlhf'"),
        (["--rubrics", "no-such-rubric"], 2, "no-such-rubric"),
        (["tuned", "--db", "nowhere.db"], 4, "no database"),
    ],
)
def test_what_can_not_be_counted_is_told(
    db: str, words: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli(["coverage", "--db", db, *words]) == code
    assert message in capsys.readouterr().err
