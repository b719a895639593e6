"""People's marks for a run's answers: a column of its file, another file, or the annotations in the database."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rubrx.errors import InputRefused, UsageError
from rubrx.intake.opening import text_of
from rubrx.jobs.probing import number_of
from rubrx.store import Run, Store
from rubrx.store.labelled import AnsweredRow, marks

ANNOTATIONS = "annotations"
#: what a file of marks is called
_SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json")
#: where a file of marks names the answer, and the mark
_IDS, _MARKS = ("response_id", "id", "item"), ("gold", "rating", "mark", "score", "label")


class NoMarks(UsageError):
    """No answer of a run has a mark where marks were looked for."""


def gold_of(store: Store, run: Run, rows: Sequence[AnsweredRow], gold: str) -> dict[str, float]:
    """Answer -> mark. `gold` is `annotations`, a file (JSON Lines or CSV with an id and a mark), or a column's name.

    NoMarks where no answer has a mark, UsageError where there is no such file; InputRefused for a file that can't be
    read as marks.
    """
    if gold == ANNOTATIONS:
        found = marks(store, run.id)
    elif _is_file(gold, rows):
        found = read_marks(gold)
    else:
        found = {row.response_id: mark for row in rows if (mark := number_of(row.metadata, gold)) is not None}
    known = {row.response_id: found[row.response_id] for row in rows if row.response_id in found}
    if not known:
        raise NoMarks(
            f"no answer of run {run.name} has a mark in {gold!r}: give a column of its file, a file of marks, "
            f"or '{ANNOTATIONS}'"
        )
    return known


def _is_file(gold: str, rows: Sequence[AnsweredRow]) -> bool:
    """Whether a file is meant: one has that name, or the name is a file's and no column's."""
    place = Path(gold)
    if any(gold in row.metadata for row in rows) and not place.is_file():
        return False
    return place.exists() or place.suffix.lower() in _SUFFIXES or len(place.parts) > 1


def read_marks(path: str | Path) -> dict[str, float]:
    """The marks of a file by answer; several of one answer are averaged.

    UsageError where no file has that name; InputRefused names file, line and field.
    """
    given: dict[str, list[float]] = {}
    for line, row in _rows(path):
        name = next((str(row[key]) for key in _IDS if row.get(key) not in (None, "")), None)
        if name is None:
            raise InputRefused(f"needs one of {', '.join(_IDS)}", path=str(path), line=line)
        key = next((key for key in _MARKS if row.get(key) not in (None, "")), None)
        mark = None if key is None else number_of({key: _pointed(row[key])}, key)
        if mark is None:
            raise InputRefused(f"needs a number in one of {', '.join(_MARKS)}", path=str(path), line=line)
        given.setdefault(name, []).append(mark)
    if not given:
        raise InputRefused("holds no marks", path=str(path))
    return {name: sum(values) / len(values) for name, values in given.items()}


def _pointed(value: object) -> object:
    """7,5 as 7.5."""
    return value.replace(",", ".") if isinstance(value, str) and value.count(",") == 1 else value


def _rows(path: str | Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    lines = text_of(path).splitlines(keepends=True)
    if Path(path).suffix.lower() in (".csv", ".tsv"):
        # spreadsheets write semicolons where the comma is for decimals
        reader = csv.DictReader(lines, delimiter=max(",;\t", key=lines[0].count) if lines else ",")
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as fault:
            raise InputRefused(f"not a table: {fault}", path=str(path), line=reader.line_num) from None
        return
    for line, text in enumerate(lines, 1):
        if text.strip():
            try:
                row = json.loads(text)
            except (ValueError, RecursionError) as fault:
                raise InputRefused(f"not JSON: {fault}"[:200], path=str(path), line=line) from None
            if not isinstance(row, dict):
                raise InputRefused("must be a JSON object", path=str(path), line=line)
            yield line, row
