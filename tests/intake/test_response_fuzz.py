"""Arbitrary bytes in a response file: rows read are rows graded plus rows rejected, and nothing is thrown.

`benchmarks/fuzz.py` goes on for as long as one likes.
"""

from __future__ import annotations

import io
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.errors import InputRefused
from rubrx.intake.formats import read_csv, read_jsonl
from rubrx.intake.responses import Reject, read_responses
from rubrx.intake.seen import SeenIds
from rubrx.records import Response

GOOD = {"id": "first", "query_id": "q", "text": "Hold metformin."}
TRAPS = [
    *(b'"\\ud835"', b"NaN", b"1e400", b"-0", b"9" * 5000, b"[" * 2000, b'{"a":' * 500, b"\xff", b"\xed\xa0\x80"),
    *(b"\x00", b'"\\u0000"', b"true", b"null", b"\r", b"\t", b"\xc2\xa0", b'"text"', b'"id":', b":", b",", b"{", b"}"),
]

#: rows that are nearly right: keys that count, with values that may be anything
TEXTS = st.text(max_size=10) | st.sampled_from(["\ud800", "\x00"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from("text response messages query_id rubric id model metadata role content".split())
ROWS = st.dictionaries(KEYS, VALUES, max_size=6).map(lambda row: json.dumps(row).encode())


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A row with a stretch replaced by a trap."""
    row = draw(ROWS)
    start = draw(st.integers(0, len(row)))
    return row[:start] + draw(st.sampled_from(TRAPS)) + row[start + draw(st.integers(0, 8)) :]


LINES = st.lists(st.one_of(ROWS, spoiled(), st.binary(max_size=40)), max_size=8).map(
    lambda rows: [row.replace(b"\n", b"") for row in rows]
)


@settings(max_examples=500, deadline=None)
@given(lines=LINES, ends=st.sampled_from([b"\n", b"\r\n"]), last=st.booleans(), mark=st.booleans())
def test_every_row_of_json_lines_comes_out_once(lines: list[bytes], ends: bytes, last: bool, mark: bool) -> None:
    """The good row stands first and is graded; each other line that is not blank is graded or rejected."""
    content = ends.join([json.dumps(GOOD).encode(), *lines]) + (ends if last else b"")
    items = list(read_responses("-", stdin=io.BytesIO(b"\xef\xbb\xbf" * mark + content)))
    assert isinstance(items[0], Response)
    assert items[0].text == GOOD["text"]
    expected = [number for number, line in enumerate(lines, 2) if line.strip()]
    assert [item.line for item in items[1:]] == expected
    for item in items:
        if isinstance(item, Reject):
            assert item.field
            assert item.problem
            assert "\n" not in item.problem + item.field
        else:
            json.dumps([item.id, item.text, item.metadata], ensure_ascii=False, allow_nan=False).encode()
            assert "\x00" not in item.text


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_as_json_lines(content: bytes) -> None:
    """As many rows as lines that are not blank; refused as a whole only where the first line is no text."""
    lines = [line for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    try:
        assert len(list(read_jsonl(io.BytesIO(content)))) == len(lines)
    except InputRefused:
        first = content.split(b"\n")[0]
        with pytest.raises(ValueError, match=r"."):
            msgspec.json.decode(first)
        assert b"\0" in content or first.startswith((b"\xff\xfe", b"\xfe\xff"))


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet='a,"\r\n\x00é', max_size=80).map(str.encode)))
def test_any_bytes_as_csv(content: bytes) -> None:
    """Rows or one refusal of the header, or of a file that is no text; after a good header, rows only."""
    rows, refused = [], None
    try:
        rows = list(read_csv(io.BytesIO(content)))
    except InputRefused as fault:
        refused = fault
    assert refused is None or refused.field == "header" or refused.problem.startswith("not ")
    good = list(read_csv(io.BytesIO(b"query_id,text\nq,first\n" + content)))
    assert good[0].columns == {"query_id": "q", "text": "first"}
    assert all(row.columns is not None or row.problem for row in [*rows, *good])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=3), max_size=200))
def test_seen_ids_are_a_set(names: list[str]) -> None:
    """The compact set says of each id what a set of strings says."""
    seen, witness = SeenIds(), set()
    for name in names:
        assert seen.add(name) == (name not in witness)
        witness.add(name)
    assert len(seen) == len(witness)


def test_seen_ids_grow() -> None:
    """A hundred thousand ids are all remembered, and no other is taken for one of them."""
    seen = SeenIds()
    assert all(seen.add(f"r{i}") for i in range(100_000))
    assert not any(seen.add(f"r{i}") for i in range(0, 100_000, 7))
    assert len(seen) == 100_000
