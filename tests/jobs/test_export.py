"""An export loses nothing, runs nothing, and stands whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest
import samples
from pyarrow import parquet

from rubrx.errors import StoreFault, UsageError
from rubrx.jobs.export import COLUMNS, export_run
from rubrx.records import Status
from rubrx.store import RewardValue

MET, MISSED, NA, OPEN, ERROR = Status
#: texts that a spreadsheet, a terminal or a line reader would stumble over
HOSTILE = (
    "=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1",
    "plain, with \"quotes\"\nand lines",
    "\x1b[31mred\u2028\u2029\x85\u202e", "≥60 mg/kg µg 💊 e\u0301", "'=already", " =spaced", "{\"json\": 1}",
)  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "rubrx.db"
    statuses = (MET, OPEN, MISSED, NA, ERROR, MISSED)
    samples.write_run(
        path,
        "run",
        [(f"q{i % 3}", f"a{i}", statuses, text) for i, text in enumerate(HOSTILE)],
        rewards=[(RewardValue("=sum", -2.5), RewardValue("broken", None, "it fell over"))] * len(HOSTILE),
    )
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE responses SET model = '-m', metadata = ?", (json.dumps({"seed": 7, "n": [1.5, None]}),)
        )
    return path


def written(db: Path, format_: str, *, raw: bool = False) -> bytes:
    stream = io.BytesIO()
    assert export_run("run", stream, format_=format_, db=db, raw=raw) == len(HOSTILE)  # type: ignore[arg-type]
    return stream.getvalue()


def test_jsonl_holds_all_that_the_database_holds(db: Path) -> None:
    answers = [json.loads(line) for line in written(db, "jsonl").split(b"\n") if line]
    assert [answer["text"] for answer in answers] == list(HOSTILE)
    with closing(sqlite3.connect(db)) as connection:
        verdicts = connection.execute(
            "SELECT response_id, criterion_id, status, score, evidence, explanation FROM verdicts ORDER BY 1, 2"
        ).fetchall()
    assert verdicts == sorted(
        (
            answer["id"],
            each["criterion_id"],
            each["graded_status"],
            each["score"],
            json.dumps([[span["start"], span["end"]] for span in each["evidence"]], separators=(",", ":")),
            each["explanation"],
        )
        for answer in answers
        for each in answer["verdicts"]
    )
    first = answers[0]
    assert first["metadata"] == {"seed": 7, "n": [1.5, None]}
    assert first["rewards"] == {
        "=sum": {"value": -2.5, "problem": ""}, "broken": {"value": None, "problem": "it fell over"},
    }  # fmt: skip
    assert first["verdicts"][0]["evidence"] == [{"start": 0, "end": 8, "text": "=cmd|'/c"}]
    spans = [span for answer in answers for each in answer["verdicts"] for span in each["evidence"]]
    assert spans
    for answer in answers:
        for each in answer["verdicts"]:
            for span in each["evidence"]:
                assert answer["text"][span["start"] : span["end"]] == span["text"]
    assert [each["criterion_id"] for each in first["verdicts"]] == [each[0] for each in samples.CRITERIA]


def test_csv_runs_nothing_and_keeps_its_numbers(db: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(written(db, "csv").decode(), newline="")))
    assert len(rows) == len(HOSTILE) * len(samples.CRITERIA)
    for row in rows:
        for name, cell in row.items():
            assert not cell.startswith(("+", "@", "=", "\t", "\r", "\n", "\0", "＝")), (name, cell)
            if cell.startswith("-"):
                float(cell)
    assert rows[0]["text"] == "'" + HOSTILE[0]
    assert {row["points"] for row in rows if row["criterion_id"] == "safe-anyway"} == {"-4.0"}
    assert {row["reward_=sum"] for row in rows} == {"-2.5"}
    assert {row["model"] for row in rows} == {"'-m"}
    assert {row["reward_broken"] for row in rows} == {""}
    assert {row["critical"] for row in rows} == {"true", "false"}


def test_raw_csv_is_the_text_as_it_is(db: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(written(db, "csv", raw=True).decode(), newline="")))
    assert [row["text"] for row in rows[:: len(samples.CRITERIA)]] == list(HOSTILE)
    assert rows[0]["model"] == "-m"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "\0a", "＋1", "－1", "＠a"])
def test_each_beginning_that_owasp_names_gets_an_apostrophe(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "db"
    samples.write_run(path, "run", [("q", "a", samples.PERFECT, cell)])
    stream = io.BytesIO()
    export_run("run", stream, format_="csv", db=path)
    (row, *_) = csv.DictReader(io.StringIO(stream.getvalue().decode(), newline=""))
    assert row["text"] == f"'{cell}"


def test_parquet_reads_back_with_types(db: Path) -> None:
    table = parquet.read_table(io.BytesIO(written(db, "parquet")))
    rows = table.to_pylist()
    assert table.column_names == [*COLUMNS, "reward_=sum", "reward_broken"]
    assert [row["text"] for row in rows[:: len(samples.CRITERIA)]] == list(HOSTILE)
    assert {row["points"] for row in rows if row["criterion_id"] == "safe-anyway"} == {-4.0}
    assert (rows[0]["critical"], rows[0]["line"], rows[0]["reward_broken"]) == (True, 0, None)


def test_a_correction_counts_and_the_grade_stays(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(
            "INSERT INTO overrides (run_id, response_id, criterion_id, status, who, at, why) "
            "VALUES (1, 'a0', 'why', 'met', 'Ann', '2026', 'line 2')"
        )
    first = json.loads(written(db, "jsonl").split(b"\n")[0])
    why = next(each for each in first["verdicts"] if each["criterion_id"] == "why")
    assert (why["status"], why["graded_status"], why["overridden_by"], why["override_reason"]) == (
        "met", "cannot_assess", "Ann", "line 2",
    )  # fmt: skip
    assert first["score"]["worst"] > first["graded_score"]["worst"]


def test_a_file_is_replaced_whole(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("old")
    assert export_run("run", file, db=db) == len(HOSTILE)
    assert len(file.read_bytes().split(b"\n")) == len(HOSTILE) + 1
    assert sorted(each.name for each in tmp_path.iterdir() if "part" in each.name) == []


def test_what_stops_midway_leaves_the_old_file(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("old")
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE responses SET metadata = '{' WHERE response_id = 'a9'")
    with pytest.raises(json.JSONDecodeError):
        export_run("run", file, db=db)
    assert file.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir() if "part" in each.name] == []


def test_an_empty_run_is_an_empty_table(tmp_path: Path) -> None:
    path = tmp_path / "db"
    samples.write_run(path, "empty", [])
    for format_, lines in (("jsonl", 0), ("csv", 1)):
        stream = io.BytesIO()
        assert export_run("empty", stream, format_=format_, db=path) == 0  # type: ignore[arg-type]
        assert stream.getvalue().count(b"\n") == lines
    stream = io.BytesIO()
    assert export_run("empty", stream, format_="parquet", db=path) == 0
    assert parquet.read_table(io.BytesIO(stream.getvalue())).num_rows == 0


def test_what_can_not_be_exported_is_told(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no run 'x'"):
        export_run("x", io.BytesIO(), db=db)
    with pytest.raises(UsageError, match="no export format 'xml'"):
        export_run("run", io.BytesIO(), format_="xml", db=db)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="the database itself"):
        export_run("run", db, db=db)
    with pytest.raises(StoreFault, match="can't be written"):
        export_run("run", tmp_path / "no" / "x", db=db)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'rubrx\[parquet\]'"):
        export_run("run", io.BytesIO(), format_="parquet", db=db)


def test_half_a_character_in_metadata_is_replaced(tmp_path: Path) -> None:
    """JSON's escapes can write what UTF-8 can't."""
    path = tmp_path / "db"
    samples.write_run(path, "run", [("q", "a", samples.PERFECT)])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE responses SET metadata = ?", (r'{"k": "\ud800é"}',))
    stream = io.BytesIO()
    assert export_run("run", stream, db=path) == 1
    assert json.loads(stream.getvalue().decode())["metadata"] == {"k": "?é"}


class Nowhere(io.RawIOBase):
    """A stream that forgets what it is given."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return len(data)  # type: ignore[arg-type]


def test_memory_does_not_grow_with_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rubrx.store.export.BATCH", 25)
    path = tmp_path / "db"
    text = "Metformin is contraindicated. " * 40
    for name, n in (("short", 50), ("long", 250)):
        samples.write_run(path, name, [("q", f"a{i}", samples.PERFECT, text) for i in range(n)])
    for format_ in ("jsonl", "csv"):
        peaks = []
        for name in ("short", "long"):
            tracemalloc.start()
            export_run(name, Nowhere(), format_=format_, db=path)  # type: ignore[arg-type]
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < 1.5 * peaks[0]
