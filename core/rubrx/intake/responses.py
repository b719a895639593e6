"""Response files -> one `Response` or `Reject` a row, with line, field and reason; the rest goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from rubrx.contracts import ResponseFormat, Row
from rubrx.errors import InputRefused, PluginFault, RubrxError, UsageError
from rubrx.intake.columns import BadFieldError, known_name, name_of, take_query, take_text
from rubrx.intake.formats import BUILT_IN
from rubrx.intake.opening import named_file, opened, standard_input, unreadable
from rubrx.intake.rows import plain, raw_of
from rubrx.intake.seen import SeenIds
from rubrx.records import Response, response_id_of


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
    Lines from `stdin`. The answer is in the first of `columns.TEXT_COLUMNS`: text, or a conversation whose last
    assistant message counts. A row names its rubric in one of `columns.QUERY_COLUMNS`; `query_id` serves the rows
    that don't. A row without `id` gets `response_id_of`; an id that an earlier row has is refused. All other
    columns become metadata (a mapping called `metadata` is taken apart). NUL and half surrogate pairs become
    U+FFFD, and `metadata["replaced_characters"]` counts them.

    Raises UsageError for a file or format that isn't there, InputRefused where no row can be read, and
    PluginFault where a plugin's format breaks.
    """
    if str(path_or_dash) == "-":
        return _responses(BUILT_IN["jsonl"], stdin or standard_input(), "-", query_id)
    path = Path(path_or_dash)
    chosen = _format_of(path, {**BUILT_IN, **(formats or {})})
    return _read_file(chosen, named_file(path), query_id)


def _format_of(path: Path, formats: Mapping[str, ResponseFormat]) -> ResponseFormat:
    suffix = path.suffix.lower()
    for each in formats.values():
        if suffix in each.suffixes:
            return each
    known = ", ".join(sorted({suffix for each in formats.values() for suffix in each.suffixes}))
    raise UsageError(f"{path}: no response format reads {suffix or 'a file without suffix'}; known: {known}")


def _read_file(chosen: ResponseFormat, path: Path, query_id: str | None) -> Iterator[Response | Reject]:
    with opened(path, buffering=256 * 1024) as stream:
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
    except OSError as fault:
        raise unreadable(fault, path) from None


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


def _response(row: Row, query_id: str | None, seen: SeenIds) -> Response | Reject:
    """A row as a response, or why it can't be one."""
    if row.columns is None:
        return Reject(row.line, row.field or "row", row.problem or "can't be read", row.raw)
    columns = dict(row.columns)
    try:
        text = columns.pop("text", None)
        replaced = 0
        if type(text) is not str or not text.isascii() or "\0" in text or "replaced_characters" in columns:
            text, replaced = take_text(text, columns)
        query = columns.pop("query_id", None)
        if type(query) is not str or not (query := known_name(query, "query_id")):
            query = take_query(query, columns, query_id)
        model = columns.pop("model", None)
        if model is not None:
            model = known_name(model, "model") if type(model) is str else name_of(model, "model")
        name = columns.pop("id", None)
        name = (name is not None and name_of(name, "id")) or ""
        if not name:
            name = seen.next_free(response_id_of(query, text))
        elif not seen.add(name):
            raise BadFieldError("id", f"an earlier row of this file has the id {name!r}")
    except BadFieldError as fault:
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
