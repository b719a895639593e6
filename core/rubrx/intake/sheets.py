"""A filled-in sheet (CSV) as labels: what each row says, with file, line and field where it can't be taken."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rubrx.errors import InputRefused
from rubrx.intake.opening import text_of
from rubrx.intake.rows import cleaned

#: the columns that a filled-in sheet must have; others may be there
NEEDED = ("run", "kind", "item", "label")
#: what a spreadsheet's cell can hold: a longer note is nobody's remark, and none is cut
MAX_NOTE = 32_767
_VERDICTS = {
    "met": "met", "yes": "met", "y": "met",
    "not_met": "not_met", "no": "not_met", "n": "not_met", "notmet": "not_met", "unmet": "not_met",
    "not_applicable": "not_applicable", "na": "not_applicable", "n/a": "not_applicable",
    "does_not_apply": "not_applicable",
    "cannot_assess": "cannot_assess", "cant_tell": "cannot_assess", "can't_tell": "cannot_assess",
    "unsure": "cannot_assess", "?": "cannot_assess",
}  # fmt: skip
_PREFERENCES = {"a": "a", "b": "b", "tie": "tie", "same": "tie", "=": "tie", "equal": "tie"}
_WHEN = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?)?")


class FilledRow(NamedTuple):
    """One label of a sheet: `label` is a status, a number from 0 to 10 as text, or a, b or tie."""

    line: int
    run: str
    kind: str
    item: str
    item_b: str
    criterion: str
    label: str
    note: str
    at: str | None


def read_sheet(path: str | Path) -> Iterator[FilledRow | InputRefused | None]:
    """Each row of a filled-in sheet: a label, a refusal with its place, or None for a row that was left open.

    Commas, semicolons and tabs may separate the columns. UsageError where no file has that name, InputRefused where it
    is no sheet.
    """
    name = str(path)
    if name.lower().endswith((".html", ".htm")):
        raise InputRefused(
            "this is the page itself: fill it in, press Download labels, and import that file", path=name
        )
    lines = text_of(path).splitlines(keepends=True)
    if not lines:
        raise InputRefused("the file is empty", path=name)
    reader = csv.reader(lines, delimiter=max(",;\t", key=lines[0].count), strict=True)
    return _rows(reader, name)


def _rows(reader: Iterator[list[str]], path: str) -> Iterator[FilledRow | InputRefused | None]:
    header: list[str] | None = None
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            if header is None:
                raise InputRefused("the file is empty", path=path) from None
            return
        except csv.Error as fault:
            if header is None:
                raise InputRefused(f"not a table: {fault}", path=path, line=1, field="header") from None
            yield InputRefused(f"not a row: {fault}", path=path, line=_line(reader))
            continue
        if header is None:
            header = [field.strip().lower() for field in fields]
            if lacking := [column for column in NEEDED if column not in header]:
                problem = f"no column {lacking[0]!r}: is this a sheet from rubrx annotate export?"
                raise InputRefused(problem, path=path, line=1, field="header")
        elif any(field.strip() for field in fields):
            yield _taken(header, fields, path, _line(reader))


def _line(reader: object) -> int:
    number = getattr(reader, "line_num", 0)
    return number if isinstance(number, int) else 0


def _taken(header: Sequence[str], fields: Sequence[str], path: str, line: int) -> FilledRow | InputRefused | None:
    # a spreadsheet may drop the empty cells at a row's end, or add some
    if len(fields) > len(header) and any(field.strip() for field in fields[len(header) :]):
        return InputRefused(f"{len(fields)} fields, and the header has {len(header)}", path=path, line=line)
    row = dict(zip(header, [*fields, *[""] * len(header)], strict=False))
    label = row["label"].strip()
    if not label:
        return None
    kind = row["kind"].strip().lower()
    taken = _label(kind, label)
    if taken is None:
        field, problem = ("label", _wanted(kind, label)) if kind in _WANTED else ("kind", _unknown(kind))
        return InputRefused(problem, path=path, line=line, field=field)
    at = row.get("at", "").strip()
    if at and not _WHEN.fullmatch(at):
        return InputRefused(
            f"must be a time such as 2026-03-31T14:05:00Z, got {at[:40]!r}", path=path, line=line, field="at"
        )
    note = cleaned(" ".join(_plain(row.get("note", "")).split()))[0]
    if len(note) > MAX_NOTE:
        problem = f"must be at most {MAX_NOTE:,} characters, got {len(note):,}"
        return InputRefused(problem, path=path, line=line, field="note")
    return FilledRow(
        line, row["run"].strip(), kind, row["item"].strip(), row.get("item_b", "").strip(),
        _plain(row.get("criterion", "").strip()), taken, note, at or None,
    )  # fmt: skip


_WANTED = {
    "verdict": "met, not_met, not_applicable or cannot_assess",
    "rating": "a number from 0 to 10",
    "preference": "a, b or tie",
}


def _wanted(kind: str, label: str) -> str:
    return f"must be {_WANTED[kind]}, got {label[:40]!r}"


def _unknown(kind: str) -> str:
    return f"must be {', '.join(_WANTED)}, got {kind[:40]!r}"


def _label(kind: str, label: str) -> str | None:
    word = label.lower().replace(" ", "_").replace("-", "_")
    if kind == "verdict":
        return _VERDICTS.get(word)
    if kind == "preference":
        return _PREFERENCES.get(word)
    if kind == "rating":
        try:
            mark = float(label.replace(",", ".", 1))
        except ValueError:
            return None
        return f"{mark:g}" if 0 <= mark <= 10 else None
    return None


def _plain(text: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t\r" else text
