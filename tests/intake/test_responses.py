"""Every row of a response file comes out once: as a response, or as a reject with line, field and reason."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from rubrx.contracts import ResponseFormat, Row
from rubrx.errors import InputRefused, PluginFault, UsageError
from rubrx.intake.responses import Reject, read_responses
from rubrx.intake.rows import MAX_LINE, MAX_RAW
from rubrx.records import Response, response_id_of


def read(*rows: object, query_id: str | None = None) -> list[Response | Reject]:
    """JSON Lines: mappings as JSON, bytes as they are."""
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    return list(read_responses("-", stdin=io.BytesIO(b"\n".join(lines)), query_id=query_id))


def one(row: object, query_id: str | None = None) -> Any:
    (item,) = read(row, query_id=query_id)
    return item


def test_a_response_and_what_it_carries() -> None:
    """Text, query, id, model and line; every other column is metadata, a `metadata` mapping taken apart."""
    row = {"id": "a", "query_id": "q", "text": "Hold it.", "model": "m", "seed": 3, "metadata": {"k": [1]}}
    assert one(row) == Response("a", "q", "Hold it.", "m", {"k": [1], "seed": 3}, 1)


def test_an_id_follows_from_query_and_text() -> None:
    """A row without id gets the same one in every file; an empty id is none, a number is its digits."""
    assert one({"query_id": "q", "text": "x"}).id == response_id_of("q", "x")
    assert one({"query_id": "q", "text": "x", "id": ""}).id == response_id_of("q", "x")
    assert one({"query_id": "q", "text": "x", "id": 17}).id == "17"


@pytest.mark.parametrize("column", ["text", "response", "completion", "answer", "output"])
def test_the_answer_has_many_names(column: str) -> None:
    """The first text column that is there counts; the others are metadata, nulls are absent."""
    assert one({column: "x", "query_id": "q"}).text == "x"
    both = one({"output": "later", column: "x", "query_id": "q"})
    assert both.text == "x"
    assert column == "output" or both.metadata == {"output": "later"}
    assert one({"text": None, "output": "x", "query_id": "q"}).text == "x"


@pytest.mark.parametrize("column", ["messages", "completion", "text"])
def test_a_conversation(column: str) -> None:
    """Its last assistant message counts, in parts or in one."""
    talk = [
        {"role": "assistant", "content": "early"},
        {"role": "user", "content": "and?"},
        {"role": "assistant", "content": [{"type": "text", "text": "la"}, {"type": "text", "text": "te"}]},
        {"role": "user", "content": "thanks"},
    ]
    assert one({column: talk, "query_id": "q"}).text == "late"


@pytest.mark.parametrize("column", ["query_id", "rubric", "rubric_id"])
def test_the_query_has_many_names(column: str) -> None:
    """A row's own query stands before the one given for the file."""
    assert one({"text": "x", column: "mine"}, query_id="file").query_id == "mine"
    assert one({"text": "x", column: None}, query_id="file").query_id == "file"
    assert one({"text": "x", "query_id": "", "rubric": "mine"}).query_id == "mine"


def test_an_empty_answer_is_an_answer() -> None:
    """It is graded like any other."""
    assert one({"text": "", "query_id": "q"}).text == ""


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        ({"query_id": "q"}, "text", "none of text, response"),
        ({"text": 5, "query_id": "q"}, "text", "got a number"),
        ({"text": {}, "query_id": "q"}, "text", "got a mapping"),
        ({"text": True, "query_id": "q"}, "text", "got true"),
        ({"answer": [], "query_id": "q"}, "answer", "no message has the role assistant"),
        ({"text": ["x"], "query_id": "q"}, "text", "role and a content"),
        ({"messages": [{"role": "assistant", "content": None}], "query_id": "q"}, "messages", "must be text"),
        ({"text": "x"}, "query_id", "names none"),
        ({"text": "x", "query_id": 1.5}, "query_id", "must be text"),
        ({"text": "x", "query_id": "a\nb"}, "query_id", "printable"),
        ({"text": "x", "query_id": "q", "id": True}, "id", "got true"),
        ({"text": "x", "query_id": "q", "id": "a" * 257}, "id", "256"),
        ({"text": "x", "query_id": "q", "id": "\x1b[2J"}, "id", "printable"),
        ({"text": "x", "query_id": "q", "model": ["m"]}, "model", "got a list"),
        (b'{"text": "a", "text": "b", "query_id": "q"}', "text", "twice"),
        (b'{"text" : "a", "text":"b", "query_id": "q"}', "text", "twice"),
        (b'{"te\\u0078t": "a", "text": "b", "query_id": "q"}', "text", "twice"),
        (b'{"id": "a", "id": "b", "query_id": "q", "text": "\\ud800"}', "row", "twice"),
        (b"[1]", "row", "got a list"),
        (b'"x"', "row", "got text"),
        (b"7", "row", "got a number"),
        (b"null", "row", "got null"),
        (b"{", "row", "ends too early"),
        (b'{"text": "x"} y', "row", "trailing"),
        (b'{"text": NaN}', "row", "not JSON"),
        (b'{"text": "x", "n": 1e400, "query_id": "q"}', "row", "out of range"),
        (b'{"text": "\\ud800", "n": 1e400, "query_id": "q"}', "row", "out of range"),
        (b'{"text": "\\ud800", "n": NaN, "query_id": "q"}', "row", "not a number"),
        (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "row", "out of range"),
        (b'{"text": "\\ud800", "n": ' + b"9" * 5000 + b"}", "row", "not JSON"),
        (b'{"text": "\xff"}', "row", "not UTF-8"),
        (b'{"n": ' + b"[" * 100_000, "row", "too deeply"),
        (b'{"t": "\\ud800", "n": ' + b"[" * 100_000, "row", "too deeply"),
        (b'{"text": "x", "n": ' + b"[" * 400 + b"]" * 400 + b"}", "query_id", "names none"),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_what_is_rejected(row: object, field: str, problem: str) -> None:
    """One bad row between two good ones: it is told with line, field and reason, and the others are graded."""
    before, bad, after = read({"text": "a", "query_id": "q"}, row, {"text": "b", "query_id": "q"})
    assert isinstance(before, Response)
    assert isinstance(after, Response)
    assert isinstance(bad, Reject)
    assert (bad.line, bad.field) == (2, field)
    assert problem in bad.problem
    assert "\n" not in bad.problem
    assert 0 < len(bad.raw) <= MAX_RAW


def test_an_id_that_an_earlier_row_has() -> None:
    """The first row that names itself so is graded, later ones are rejected; ids that follow from the text differ."""
    items = read(
        {"id": "a", "text": "x", "query_id": "q"},
        {"id": "a", "text": "y", "query_id": "q"},
        {"text": "z", "query_id": "q"},
        {"text": "z", "query_id": "q"},
        {"text": "z", "query_id": "p"},
    )
    assert [type(item) for item in items] == [Response, Reject, Response, Response, Response]
    assert all("earlier row" in item.problem for item in items if isinstance(item, Reject))


def test_what_cannot_be_stored_is_replaced_and_counted() -> None:
    """Half surrogate pairs and NUL become U+FFFD, one for one, in text, keys and metadata."""
    item = one(b'{"text": "a\\ud835b\\u0000c", "query_id": "q", "k\\udc00": ["\\ud800"]}')
    assert item.text == "a\ufffdb\ufffdc"
    assert item.metadata == {"k\ufffd": ["\ufffd"], "replaced_characters": 4}
    assert one({"text": "a\x00", "query_id": "q"}).metadata == {"replaced_characters": 1}
    assert one({"text": "\U0001d54f ½", "query_id": "q"}).metadata == {}


def test_marks_blank_lines_and_line_ends() -> None:
    """A byte-order mark, CRLF, blank lines and a missing last newline are fine; lines keep their numbers."""
    stream = io.BytesIO(
        b'\xef\xbb\xbf{"text":"a","query_id":"q"}\r\n\r\n  \n{"text":"b","query_id":"q"}\n\n{"text":"c","query_id":"q"}'
    )
    items = list(read_responses("-", stdin=stream))
    assert [(item.text, item.line) for item in items if isinstance(item, Response)] == [("a", 1), ("b", 4), ("c", 6)]
    assert len(items) == 3


def test_utf16_is_named() -> None:
    """The file is refused as a whole, in one line, with the way out."""
    with pytest.raises(InputRefused, match=r"^-: not UTF-8: looks like UTF-16; save it as UTF-8$"):
        list(read_responses("-", stdin=io.BytesIO('{"text":"a"}\n{"text":"b"}'.encode("utf-16"))))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"text":"a"}'.encode("utf-16-be"), "looks like UTF-16"),
        ("text,query_id\na,q\n".encode("utf-16"), "looks like UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xd8", "looks like a binary file"),
        (bytes(range(256)), "looks like a binary file"),
    ],
)
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "tsv"])
def test_what_is_no_utf8_text_is_refused_as_a_whole(tmp_path: Path, content: bytes, problem: str, suffix: str) -> None:
    """In one line with the file's name, whatever the format: not row by row, and not for a column it seems to lack."""
    place = tmp_path / f"a.{suffix}"
    place.write_bytes(content)
    with pytest.raises(InputRefused, match=problem) as caught:
        list(read_responses(place))
    assert caught.value.path == str(place)


def test_a_stray_byte_costs_its_row_only() -> None:
    """After a good first line there may be anything: the rows that can be read are."""
    content = b'{"text":"a","query_id":"q"}\n\x00\xff\n{"text":"b","query_id":"q"}\n'
    found = list(read_responses("-", stdin=io.BytesIO(content)))
    assert [type(each) for each in found] == [Response, Reject, Response]


def test_a_file_that_fails_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """The system's word for it, and the file's name; a bug is something else."""
    place = tmp_path / "memory.jsonl"
    place.symlink_to("/proc/self/mem")  # opens, and can't be read at its beginning
    with pytest.raises(InputRefused, match=r"memory\.jsonl: can't be read: "):
        list(read_responses(place))


class Endless(io.RawIOBase):
    """A line of a hundred megabytes, made as it is read, and then a good row."""

    def __init__(self) -> None:
        self.left = 100_000_000
        self.tail = b'"}\n{"text":"good","query_id":"q"}\n'
        self.head = b'{"text":"'

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.head:
            piece, self.head = self.head[: len(buffer)], self.head[len(buffer) :]
        elif self.left:
            piece = b"x" * min(len(buffer), self.left)
            self.left -= len(piece)
        else:
            piece, self.tail = self.tail[: len(buffer)], self.tail[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def test_a_huge_line_is_refused_without_being_held() -> None:
    """A hundred megabytes on one line cost no more memory than the limit, and the next row is read."""
    import tracemalloc

    tracemalloc.start()
    huge, good = read_responses("-", stdin=io.BufferedReader(Endless()))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(huge, Reject)
    assert f"longer than {MAX_LINE:,}" in huge.problem
    assert isinstance(good, Response)
    assert good.line == 2
    assert peak < 4 * MAX_LINE


def test_the_longest_line_allowed() -> None:
    """A line of exactly the limit is read; one byte more is not."""
    empty = b'{"query_id":"q","text":""}'
    fits = empty.replace(b'""}', b'"' + b"x" * (MAX_LINE - len(empty)) + b'"}')
    assert isinstance(one(fits), Response)
    assert isinstance(one(fits.replace(b"xx", b"xxx", 1)), Reject)
    assert isinstance(read(fits, b"{}")[0], Response)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Fifty thousand rows cost little more memory than five thousand: what remains of a row is its id's hash."""
    import tracemalloc

    peaks = []
    for count in (5_000, 50_000):
        file = tmp_path / "a.jsonl"
        file.write_text("".join(f'{{"text":"{"x" * 300} {i}","query_id":"q"}}\n' for i in range(count)))
        tracemalloc.start()
        assert sum(isinstance(item, Response) for item in read_responses(file)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 45_000 * 60


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """Missing files, folders and unknown suffixes are told before anything is read."""
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "a.docx").touch()
    for name, problem in (
        ("none.jsonl", "no such file"),
        ("folder.jsonl", "is a folder"),
        ("a.docx", r"no response format reads \.docx; known: \.csv"),
        ("a", "without suffix"),
    ):
        with pytest.raises(UsageError, match=problem):
            read_responses(tmp_path / name)


def test_a_plugins_format(tmp_path: Path) -> None:
    """A stranger's format is chosen by suffix; its rows are cleaned, its rejects pass through."""

    def rows(stream: IO[bytes]) -> Iterator[Row]:
        yield Row(1, {"text": stream.read().decode(), "query_id": "q", "when": float("nan"), "who": b"\x01"})
        yield Row(2, None, "torn", "raw", "page")

    file = tmp_path / "a.odd"
    file.write_text("hello")
    items = list(read_responses(file, formats={"odd": ResponseFormat("odd", (".odd",), rows)}))
    assert items[0] == Response(response_id_of("q", "hello"), "q", "hello", None, {"when": None, "who": "01"}, 1)
    assert items[1] == Reject(2, "page", "torn", "raw")


@pytest.mark.parametrize("nonsense", [None, "x", Row(1, ["text"])])  # type: ignore[arg-type]
def test_a_plugins_format_that_breaks(tmp_path: Path, nonsense: Any) -> None:
    """What it throws, or hands over that is no row, names the plugin; the rows before it stand."""

    def rows(stream: IO[bytes]) -> Iterator[Row]:
        yield Row(1, {"text": "a", "query_id": "q"})
        if nonsense is None:
            raise SystemExit("gone")
        yield nonsense

    (tmp_path / "a.odd").touch()
    items = read_responses(tmp_path / "a.odd", formats={"odd": ResponseFormat("odd", (".odd",), rows)})
    assert isinstance(next(items), Response)
    with pytest.raises(PluginFault, match="odd"):
        next(items)


def test_an_unreadable_file(tmp_path: Path) -> None:
    """No permission is told with the file's name (where the system has permissions at all)."""
    file = tmp_path / "a.jsonl"
    file.touch(mode=0o000)
    try:
        file.read_bytes()
    except PermissionError:
        with pytest.raises(InputRefused, match="can't be read"):
            list(read_responses(file))
    else:
        assert list(read_responses(file)) == []
