"""CSV, TSV and Parquet: a broken row costs that row, a file that can't be read is told once."""

from __future__ import annotations

import builtins
import datetime
import decimal
import sys
from pathlib import Path
from typing import Any

import pytest

from rubrx.errors import InputRefused, UsageError
from rubrx.intake.responses import Reject, read_responses
from rubrx.intake.rows import MAX_LINE
from rubrx.records import Response


def items(file: Path, content: bytes | None = None) -> list[Any]:
    if content is not None:
        file.write_bytes(content)
    return list(read_responses(file))


def test_csv_as_spreadsheets_write_it(tmp_path: Path) -> None:
    """A mark, CRLF, quotes, commas and line breaks in fields, columns without a name, blank lines."""
    content = b'\xef\xbb\xbfquery_id, text ,id,seed,,\r\nq,"a, ""b""\r\nc",1,7,,\r\n\r\nq,,2,,,\r\n'
    first, second = items(tmp_path / "a.csv", content)
    assert first == Response("1", "q", 'a, "b"\r\nc', None, {"seed": "7"}, 2)
    assert (second.text, second.line) == ("", 5)


def test_tsv(tmp_path: Path) -> None:
    """Tabs instead of commas."""
    (item,) = items(tmp_path / "a.tsv", b"query_id\ttext\nq\ta, b\n")
    assert item.text == "a, b"


def test_broken_csv_rows(tmp_path: Path) -> None:
    """Ragged, badly quoted, not UTF-8, too long: rejected with their lines; the rows between are graded."""
    rows = [
        b"query_id,text,id",
        b"q,good,1",
        b"q,short",
        b"q,long,2,3",
        b"q,\xff,4",
        b'q,"x"y,5',
        b"q,good,6",
        b"q," + b"z" * (MAX_LINE + 10) + b",7",
        b"q,good,8",
        b'q,"never closed,9',
        b"q,swallowed,10",
    ]
    found = items(tmp_path / "a.csv", b"\n".join(rows) + b"\n")
    assert [item.id for item in found if isinstance(item, Response)] == ["1", "6", "8"]
    rejects = {item.line: item for item in found if isinstance(item, Reject)}
    assert {line: reject.problem.partition(":")[0] for line, reject in rejects.items()} == {
        3: "2 fields, and the header has 3",
        4: "4 fields, and the header has 3",
        5: "not UTF-8",
        6: "not a row",
        8: f"the line is longer than {MAX_LINE:,} bytes",
        10: "not a row",
    }
    assert "never closed" in rejects[10].problem
    assert rejects[5].raw == "q,\ufffd,4"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"text,text\n", "the header names 'text' twice"),
        (b"text,\xff\n", "not UTF-8"),
        (b'"text', "a quote is never closed"),
    ],
)
def test_headers_that_cannot_be_used(tmp_path: Path, content: bytes, problem: str) -> None:
    """Without a header no row can be read: the file is refused, with its name and line."""
    with pytest.raises(InputRefused, match=problem) as caught:
        items(tmp_path / "a.csv", content)
    assert caught.value.path == str(tmp_path / "a.csv")
    assert caught.value.line == 1


def test_no_rows_at_all(tmp_path: Path) -> None:
    """An empty file, and one with a header only, have no rows."""
    assert items(tmp_path / "a.csv", b"") == []
    assert items(tmp_path / "a.csv", b"query_id,text\n") == []


@pytest.mark.parametrize("rows", [b"", b"q,x\nq,y\n"])
def test_a_header_without_an_answer_is_told_once(tmp_path: Path, rows: bytes) -> None:
    """Not one row could be graded, so the file is refused rather than each of them."""
    with pytest.raises(InputRefused, match="header: no column holds the answer: name one text, response"):
        items(tmp_path / "a.csv", b"query_id,note\n" + rows)
    assert len(items(tmp_path / "b.csv", b"query_id,completion\nq,x\n")) == 1


def test_large_csv_fields(tmp_path: Path) -> None:
    """A field of a megabyte, eight times the standard library's limit, is read."""
    (item,) = items(tmp_path / "a.csv", b"query_id,text\nq," + b"x" * 1_000_000 + b"\n")
    assert len(item.text) == 1_000_000


def test_parquet(tmp_path: Path) -> None:
    """Rows in batches; dates, decimals, bytes and nested values as JSON could hold them; nulls are absent."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    count = 2500
    table = pa.table(
        {
            "query_id": ["q"] * count,
            "text": [f"answer {i}" if i != 7 else None for i in range(count)],
            "on": [datetime.date(2026, 1, 2)] * count,
            "cost": [decimal.Decimal("0.10")] * count,
            "odd": [float("nan")] * count,
            "raw": [b"\x01"] * count,
            "deep": [{"a": [1, 2]}] * count,
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=300)
    found = items(tmp_path / "a.parquet")
    assert len(found) == count
    assert [item.line for item in found if isinstance(item, Reject)] == [8]
    assert found[-1].metadata == {
        "on": "2026-01-02", "cost": "0.10", "odd": None, "raw": "01", "deep": {"a": [1, 2]},
    }  # fmt: skip


def test_parquet_with_wrong_types(tmp_path: Path) -> None:
    """A column of numbers is no text: each row is rejected; a conversation in a list is read."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"query_id": ["q"], "text": [1.5]}), tmp_path / "a.parquet")
    assert items(tmp_path / "a.parquet")[0].problem == "must be text or a list of messages, got a number"
    talk = [[{"role": "user", "content": "?"}, {"role": "assistant", "content": "yes"}]]
    parquet.write_table(pa.table({"query_id": ["q"], "messages": talk}), tmp_path / "b.parquet")
    assert items(tmp_path / "b.parquet")[0].text == "yes"


def test_parquet_that_is_not_utf8(tmp_path: Path) -> None:
    """A text column with other bytes in it costs the rows that have them."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    text = pa.array([b"good", b"\xff", b"fine"], pa.binary()).view(pa.string())
    parquet.write_table(pa.table({"query_id": ["q"] * 3, "text": text}), tmp_path / "a.parquet")
    found = items(tmp_path / "a.parquet")
    assert [type(item) for item in found] == [Response, Reject, Response]
    assert (found[1].line, found[1].problem) == (2, "not UTF-8")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"nonsense" * 100, b"PAR1" + b"\x00" * 100 + b"PAR1"])
def test_files_that_are_no_parquet(tmp_path: Path, content: bytes) -> None:
    """They are refused with their name, on one line."""
    pytest.importorskip("pyarrow")
    with pytest.raises(InputRefused, match="not readable as Parquet") as caught:
        items(tmp_path / "a.parquet", content)
    assert "\n" not in str(caught.value)


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.startswith("pyarrow")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'rubrx\[parquet\]'"):
        items(tmp_path / "a.parquet", b"")
