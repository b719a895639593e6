"""JSON Lines: one object a line, read with msgspec; a bad line costs that line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import IO, Any, NoReturn

import msgspec

from rubrx.contracts import Row
from rubrx.intake.rows import MAX_LINE, cleaned_data, lines, raw_of

_decode = msgspec.json.Decoder().decode
_BOM = b"\xef\xbb\xbf"
#: keys whose last value must not silently win over an earlier one
_watched_keys = re.compile(
    rb'"(text|response|completion|answer|output|messages|query_id|rubric|rubric_id|id|model)"\s*:'
).findall
_key_ends = re.compile(rb'"\s*:').findall
#: a key spelled with an escape can hide a repeated one
_escaped_key = re.compile(rb'"[^"\\]*\\u[^"]*"\s*:').search
_half_pair = re.compile(rb"\\u[dD][89a-fA-F]").search


class _BadLineError(ValueError):
    """What is wrong with a line, for a person, and the field it is wrong in."""

    def __init__(self, problem: str, field: str = "") -> None:
        self.problem = problem
        self.field = field
        super().__init__(problem)


def read_jsonl(stream: IO[bytes]) -> Iterator[Row]:
    """One row a line that is not blank. A byte-order mark, CRLF and a missing last newline are fine.

    InputRefused for UTF-16 and for what is no text at all.
    """
    for number, line, cut in lines(stream):
        if number == 1:
            line = line.removeprefix(_BOM)  # noqa: PLW2901 - the mark is not part of the line
        if cut:
            yield Row(number, None, f"the line is longer than {MAX_LINE:,} bytes", raw_of(line))
            continue
        try:
            yield Row(number, _columns(line))
        except _BadLineError as fault:
            if line.strip():
                yield Row(number, None, fault.problem, raw_of(line), fault.field)


def _columns(line: bytes) -> dict[str, Any]:
    """The object on a line; _BadLineError says why there is none."""
    try:
        columns = _decode(line)
    except RecursionError:
        raise _BadLineError("nested too deeply") from None
    except UnicodeDecodeError as fault:
        raise _BadLineError(f"not UTF-8: {fault.reason}") from None
    except msgspec.DecodeError as fault:
        if _half_pair(line):
            return _with_clean_text(line)
        raise _BadLineError(_explain(fault)) from None
    if type(columns) is not dict:
        raise _BadLineError(_not_a_row(columns))
    # as many `":` as keys: a flat row that repeats none of them; anything else is looked at more closely
    if len(_key_ends(line)) != len(columns):
        keys = _watched_keys(line)
        if len(set(keys)) < len(keys) or (b"\\u" in line and _escaped_key(line)):
            _refuse_repeated(line)
    return columns


def _not_a_row(value: object) -> str:
    kinds = {list: "a list", str: "text", type(None): "null", bool: "true or false"}
    return f"a row must be a JSON object {{...}}, got {kinds.get(type(value), 'a number')}"


def _explain(fault: msgspec.DecodeError) -> str:
    text = str(fault).partition(" - at `")[0]
    if "truncated" in text:
        return "not JSON: the line ends too early"
    return f"not JSON: {text.removeprefix('JSON is malformed: ')[:200]}"


class _Pairs(list[tuple[str, Any]]):
    """An object's keys and values as they stand, repeated ones too."""


def _refuse_repeated(line: bytes) -> None:
    """Look at the keys of the row itself: none may stand twice."""
    try:
        pairs = json.loads(line, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return  # msgspec has read the line; the standard library only balks at depth and at long numbers
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise _BadLineError("this key stands twice in the row", field=key[:100])
        seen.add(key)


def _with_clean_text(line: bytes) -> dict[str, Any]:
    """A line that holds half a surrogate pair, read by the standard library, its text cleaned."""
    try:
        value = json.loads(line, parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_unique)
        columns, replaced = cleaned_data(value)
    except RecursionError:
        raise _BadLineError("nested too deeply") from None
    except _BadLineError:
        raise
    except ValueError as fault:
        raise _BadLineError(f"not JSON: {fault}"[:200]) from None
    if not isinstance(columns, dict):
        raise _BadLineError(_not_a_row(columns))
    return {**columns, "replaced_characters": replaced} if replaced else columns


def _refuse_constant(name: str) -> NoReturn:
    raise _BadLineError(f"not JSON: {name} is not a number")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _BadLineError("not JSON: number out of range")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    columns = dict(pairs)
    if len(columns) < len(pairs):
        raise _BadLineError("a key stands twice in the row")
    return columns
