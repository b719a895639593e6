"""`rubrx export` writes data to standard output or to a file, and everything else to stderr."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import samples
from pyarrow import parquet

from rubrx.cli import run as cli


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = tmp_path / "rubrx.db"
    samples.write_run(path, "tuned", [("q1", "a", samples.PERFECT), ("q2", "b", samples.PERFECT)])
    samples.write_run(path, "now", [("q1", "a", samples.PERFECT)], status="running")
    return str(path)


def test_jsonl_on_standard_output(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["export", "tuned", "--db", db]) == 0
    out, err = capsys.readouterr()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", "b"]
    assert err == "2 answers written\n"


def test_the_suffix_chooses_the_format(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["export", "tuned", "--db", db, "-o", str(tmp_path / "x.csv")]) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text("utf-8"))))
    assert len(rows) == 2 * len(samples.CRITERIA)
    assert cli(["export", "tuned", "--db", db, "-o", str(tmp_path / "x.parquet"), "--json"]) == 0
    assert parquet.read_table(tmp_path / "x.parquet").num_rows == len(rows)
    assert json.loads(capsys.readouterr().out) == {
        "answers": 2, "format": "parquet", "file": str(tmp_path / "x.parquet"),
    }  # fmt: skip


def test_a_run_that_goes_on_is_exported_as_it_stands(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["export", "now", "--db", db, "--format", "csv", "--raw"]) == 0
    assert capsys.readouterr().out.count("\r\n") == 1 + len(samples.CRITERIA)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["rlhf"], 2, "no run 'rlhf'"),
        (["tuned", "--format", "xml"], 2, "xml"),
        (["tuned", "--raw"], 2, "--raw is for CSV"),
        (["tuned", "--json"], 2, "needs -o FILE"),
        (["tuned", "-o", "all.xlsx"], 2, "no format is called xlsx"),
        (["tuned", "-o", "/nowhere/at/all.csv"], 4, "can't be written"),
    ],
)
def test_what_can_not_be_done_is_told(
    db: str, words: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli(["export", *words, "--db", db]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_the_database_is_not_written_over(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(db).read_bytes()
    assert cli(["export", "tuned", "--db", db, "-o", db, "--format", "jsonl"]) == 2
    assert "the database itself" in capsys.readouterr().err
    assert Path(db).read_bytes() == before
