"""`rubrx gate` exits 1 when a threshold is missed, and says what to do about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import samples

from rubrx.cli import run as cli
from rubrx.records import Status

RECALL = "contraindication_recall"


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = tmp_path / "rubrx.db"
    bad = (Status.NOT_MET, *samples.PERFECT[1:])
    samples.write_run(path, "tuned", [(f"q{i}", f"a{i}", bad if i == 3 else samples.PERFECT) for i in range(20)])
    samples.write_run(path, "empty", [])
    return str(path)


def test_a_missed_gate_is_exit_1_and_a_page_to_act_on(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["gate", "tuned", "--min", f"{RECALL}=0.9", "--db", db]) == 1
    out, err = capsys.readouterr()
    assert "q3 / contra" in out
    assert "takes 35 clean cases" in " ".join(out.split())
    assert err == f"rubrx: error: run tuned misses its gate: {RECALL} 76.3 % of at least 90 %\n"


def test_a_gate_that_holds_is_exit_0(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--min", f"{RECALL}=0.75", "--min", "accuracy = 0.8", "--min-coverage", "1", "--max-critical", "1"]
    assert cli(["gate", "tuned", *words, "--max-misses", f"{RECALL}=1", "--db", db]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("The gate holds: 8 checks.\n")
    assert err == ""


def test_json_on_both_ways_out(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["gate", "tuned", "--min", f"{RECALL}=0.9", "--db", db, "--json"]) == 1
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert data["held"] is False
    first = data["checks"][0]
    assert (first["name"], first["wanted"], first["needs"], first["held"]) == (RECALL, 0.9, 35, False)
    assert 0.76 < first["found"] < 0.77
    assert 0.83 < first["provable"] < 0.84
    assert data["critical"][0]["quotes"] == []
    assert json.loads(err)["error"]["kind"] == "gate"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ([], 2, "name a threshold"),
        (["--min", RECALL], 2, "write METRIC=NUMBER"),
        (["--min", f"{RECALL}="], 2, "write METRIC=NUMBER"),
        (["--min", "=0.5"], 2, "write METRIC=NUMBER"),
        (["--min", f"{RECALL}=high"], 2, "a number between 0 and 1"),
        (["--min", f"{RECALL}=2"], 2, "between 0 and 1"),
        (["--min", f"{RECALL}=1"], 2, "no number of cases proves"),
        (["--min", f"{RECALL}=0.5", "--min", f"{RECALL}=0.6"], 2, "given twice"),
        (["--min", "x=0.5"], 2, "no metric 'x'"),
        (["--max-misses", f"{RECALL}=-1"], 2, "whole number"),
        (["--max-misses", f"{RECALL}=²"], 2, "whole number"),
        (["--max-critical", "-1"], 2, "-1"),
        (["--min-coverage", "nan"], 2, "between 0 and 1"),
        (["--min-coverage", "0.5", "--decided-by", "me"], 2, "add --record"),
        (["--min-coverage", "0.5", "--record", "/nowhere/at/all.md"], 4, "can't be written"),
    ],
)
def test_what_can_not_be_held_is_told_in_one_line(
    db: str, words: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli(["gate", "tuned", *words, "--db", db]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_no_run_and_no_answers(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["gate", "rlhf", "--max-errors", "0", "--db", db]) == 2
    assert "no run 'rlhf'" in capsys.readouterr().err
    assert cli(["gate", "empty", "--max-errors", "0", "--db", db]) == 5
    assert "no graded answer" in capsys.readouterr().err
    assert cli(["gate", "x", "--max-errors", "0", "--db", "nowhere.db"]) == 4


def test_the_record_is_written_also_when_the_gate_is_missed(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "r.md"
    record.write_text("old")
    words = ["--min", f"{RECALL}=0.9", "--record", str(record), "--decided-by", "The board"]
    assert cli(["gate", "tuned", *words, "--db", db]) == 1
    capsys.readouterr()
    page = record.read_text("utf-8")
    assert page.startswith("# Gate on run tuned: missed")
    assert "decided by: The board" in page
    assert [each.name for each in tmp_path.iterdir() if "part" in each.name] == []
