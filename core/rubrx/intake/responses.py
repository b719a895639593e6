"""Response files -> one `Response` or `Reject` a row, with line, field and reason; the rest goes on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from rubrx.contracts import ResponseFormat, Row
from rubrx.errors import InputRefused, PluginFault, RubrxError, UsageError
from rubrx.intake.formats import BUILT_IN
from rubrx.intake.rows import cleaned, plain, raw_of
from rubrx.intake.seen import SeenIds
from rubrx.records import Response, response_id_of

#: the columns that may hold the answer, and those that may name its rubric: the first that is there counts
TEXT_COLUMNS = ("text", "response", "completion", "answer", "output", "messages")
QUERY_COLUMNS = ("query_id", "rubric", "rubric_id")
#: names of responses, rubrics and models are no longer than this
MAX_NAME = 256


class Reject(NamedTuple):
    """A row that can't be graded: where it stood, which field is wrong, what is wrong, and the row itself."""

    line: int
    field: str
    problem: str
    raw: str


def read_responses(
    path_or_dash: str | Path,
    *,
    formats: Mapping[str, ResponseFormat] | None = None,
    query_id: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Response | Reject]:
    """The responses of a file, in file order, streaming; every row that is not blank comes out once.

    The format follows from the suffix (JSON Lines, CSV, TSV, Parquet, and what `formats` adds); `-` is JSON
    Lines from `stdin`. The answer is in the first of `TEXT_COLUMNS`: text, or a conversation whose last
    assistant message counts. A row names its rubric in one of `QUERY_COLUMNS`; `query_id` serves the rows
    that don't. A row without `id` gets `response_id_of`; an id that an earlier row has is refused. All other
    columns become metadata (a mapping called `metadata` is taken apart). NUL and half surrogate pairs become
    U+FFFD, and `metadata["replaced_characters"]` counts them.

    Raises UsageError for a file or format that isn't there, InputRefused where no row can be read, and
    PluginFault where a plugin's format breaks.
    """
    if str(path_or_dash) == "-":
        return _responses(BUILT_IN["jsonl"], stdin or sys.stdin.buffer, "-", query_id)
    path = Path(path_or_dash)
    chosen = _format_of(path, {**BUILT_IN, **(formats or {})})
    if path.is_dir() or not path.exists():
        raise UsageError(f"{path}: {'is a folder' if path.is_dir() else 'no such file'}")
    return _read_file(chosen, path, query_id)


def _format_of(path: Path, formats: Mapping[str, ResponseFormat]) -> ResponseFormat:
    suffix = path.suffix.lower()
    for each in formats.values():
        if suffix in each.suffixes:
            return each
    known = ", ".join(sorted({suffix for each in formats.values() for suffix in each.suffixes}))
    raise UsageError(f"{path}: no response format reads {suffix or 'a file without suffix'}; known: {known}")


def _read_file(chosen: ResponseFormat, path: Path, query_id: str | None) -> Iterator[Response | Reject]:
    try:
        stream = path.open("rb", buffering=256 * 1024)
    except OSError as fault:
        raise InputRefused(f"can't be read: {fault.strerror}", path=str(path)) from None
    with stream:
        yield from _responses(chosen, stream, str(path), query_id)


def _responses(
    chosen: ResponseFormat, stream: BinaryIO, path: str, query_id: str | None
) -> Iterator[Response | Reject]:
    """Each row as a response or a reject; whatever the format itself raises is told with the file's name."""
    seen = SeenIds()
    rows = chosen.read(stream) if chosen in BUILT_IN.values() else _foreign_rows(chosen, stream, path)
    try:
        for row in rows:
            yield _response(row, query_id, seen)
    except InputRefused as fault:
        raise InputRefused(fault.problem, path=path, line=fault.line, field=fault.field) from None


def _foreign_rows(chosen: ResponseFormat, stream: BinaryIO, path: str) -> Iterator[Row]:
    """The rows of a plugin's format, checked; what it raises becomes a PluginFault."""
    try:
        for row in chosen.read(stream):
            if not isinstance(row, Row) or not isinstance(row.columns, (Mapping, type(None))):
                raise TypeError(f"a format yields Rows with a mapping of columns, got {type(row).__name__}")
            yield row if row.columns is None else row._replace(columns=plain(row.columns))
    except (RubrxError, KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as fault:
        problem = f"reading {path} failed: {type(fault).__name__}: {fault}"[:500]
        raise PluginFault(chosen.name, problem) from fault


class _BadFieldError(Exception):
    """A field of a row, and what is wrong with it."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(problem)


def _response(row: Row, query_id: str | None, seen: SeenIds) -> Response | Reject:
    """A row as a response, or why it can't be one."""
    if row.columns is None:
        return Reject(row.line, row.field or "row", row.problem or "can't be read", row.raw)
    columns = dict(row.columns)
    try:
        text = columns.pop("text", None)
        replaced = 0
        if type(text) is not str or not text.isascii() or "\0" in text or "replaced_characters" in columns:
            text, replaced = _text(text, columns)
        query = columns.pop("query_id", None)
        if type(query) is not str or not (query := _known_name(query, "query_id")):
            query = _query(query, columns, query_id)
        model = columns.pop("model", None)
        if model is not None:
            model = _known_name(model, "model") if type(model) is str else _name(model, "model")
        name = columns.pop("id", None)
        name = (name is not None and _name(name, "id")) or response_id_of(query, text)
        if not seen.add(name):
            raise _BadFieldError("id", f"an earlier row of this file has the id {name!r}")
    except _BadFieldError as fault:
        return Reject(row.line, fault.field, fault.problem, row.raw or _raw(row.columns))
    if "metadata" in columns:
        nested = columns.pop("metadata")
        columns = {**nested, **columns} if isinstance(nested, dict) else {"metadata": nested, **columns}
    if replaced:
        columns["replaced_characters"] = replaced
    return Response(name, query, text, model, columns, row.line)


def _raw(columns: Mapping[str, object]) -> str:
    """A refused row, written again as JSON."""
    try:
        return raw_of(json.dumps(columns, ensure_ascii=False))
    except RecursionError:  # the standard library gives up a little earlier than msgspec
        return raw_of(", ".join(columns))


def _text(value: object, columns: dict[str, Any]) -> tuple[str, int]:
    """The answer: column `text`, already taken out, or another; and how many characters were replaced."""
    name = "text"
    if value is None:
        for name in TEXT_COLUMNS[1:]:
            if columns.get(name) is not None:
                value = columns.pop(name)
                break
        else:
            raise _BadFieldError("text", f"no answer: the row has none of {', '.join(TEXT_COLUMNS)}")
    text = value if isinstance(value, str) else _last_answer(value, name)
    before = columns.pop("replaced_characters", 0)
    replaced = before if isinstance(before, int) else 0
    if "\0" in text or not (text.isascii() or _is_utf8(text)):
        text, more = cleaned(text)
        return text, replaced + more
    return text, replaced


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _last_answer(value: object, name: str) -> str:
    """The content of a conversation's last assistant message: text, or a list of parts with text in them."""
    if not isinstance(value, list):
        raise _BadFieldError(name, f"must be text or a list of messages, got {_kind(value)}")
    for message in reversed(value):
        if not isinstance(message, dict) or "content" not in message:
            raise _BadFieldError(name, "each message must have a role and a content")
        if message.get("role") in ("assistant", "model"):
            content = message["content"]
            parts = content if isinstance(content, list) else [content]
            texts = [part.get("text") if isinstance(part, dict) else part for part in parts]
            strings = [text for text in texts if isinstance(text, str)]
            if len(strings) < len(texts):
                raise _BadFieldError(name, "the last assistant message's content must be text")
            return "".join(strings)
    raise _BadFieldError(name, "no message has the role assistant")


def _query(value: object, columns: dict[str, Any], default: str | None) -> str:
    """The rubric's name in column `query_id` (already taken out) or another."""
    name = _name(value, "query_id")
    for column in QUERY_COLUMNS[1:]:
        if name:
            return name
        if column in columns:
            name = _name(columns.pop(column), column)
    if name:
        return name
    if default is None:
        raise _BadFieldError("query_id", "no rubric: the row names none, and none was given for the file")
    return default


def _name(value: object, field: str) -> str | None:
    """A name as text (whole numbers count), less surrounding space; None where there is none."""
    if isinstance(value, str):
        name = value.strip()
        if len(name) > MAX_NAME or not name.isprintable():
            raise _BadFieldError(field, f"must be at most {MAX_NAME} printable characters on one line")
        return name or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None:
        raise _BadFieldError(field, f"must be text, got {_kind(value)}")
    return None


#: rubrics and models are few, and every row names them
_known_name = lru_cache(maxsize=1024)(_name)


def _kind(value: object) -> str:
    names = {list: "a list", dict: "a mapping", bool: str(value).lower(), float: "a number", int: "a number"}
    return names.get(type(value), type(value).__name__)
