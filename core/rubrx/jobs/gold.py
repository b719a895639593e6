"""People's marks for a run's answers: a column of its file, another file, or the annotations in the database."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rubrx.errors import InputRefused, UsageError
from rubrx.jobs.probing import number_of
from rubrx.store import Run, Store
from rubrx.store.labelled import AnsweredRow, marks

ANNOTATIONS = "annotations"
#: where a file of marks names the answer, and the mark
_IDS, _MARKS = ("response_id", "id", "item"), ("gold", "rating", "mark", "score", "label")


def gold_of(store: Store, run: Run, rows: Sequence[AnsweredRow], gold: str) -> dict[str, float]:
    """Answer -> mark. `gold` is `annotations`, a file (JSON Lines or CSV with an id and a mark), or a column's name.

    UsageError where no answer has a mark; InputRefused for a file that can't be read as marks.
    """
    if gold == ANNOTATIONS:
        found = marks(store, run.id)
    elif Path(gold).is_file():
        found = read_marks(Path(gold))
    else:
        found = {row.response_id: mark for row in rows if (mark := number_of(row.metadata, gold)) is not None}
    known = {row.response_id: found[row.response_id] for row in rows if row.response_id in found}
    if not known:
        raise UsageError(
            f"no answer of run {run.name} has a mark in {gold!r}: give a column of its file, a file of marks, "
            f"or '{ANNOTATIONS}'"
        )
    return known


def read_marks(path: Path) -> dict[str, float]:
    """The marks of a file by answer; several of one answer are averaged. InputRefused names file, line and field."""
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
    return {name: sum(values) / len(values) for name, values in given.items()}


def _pointed(value: object) -> object:
    """7,5 as 7.5."""
    return value.replace(",", ".") if isinstance(value, str) and value.count(",") == 1 else value


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".csv":
                first = file.readline()
                file.seek(0)
                # spreadsheets write semicolons where the comma is for decimals
                reader = csv.DictReader(file, delimiter=max(",;\t", key=first.count))
                for row in reader:
                    yield reader.line_num, row
                return
            for line, text in enumerate(file, 1):
                if text.strip():
                    row = json.loads(text)
                    if not isinstance(row, dict):
                        raise InputRefused("must be a JSON object", path=str(path), line=line)
                    yield line, row
    except (UnicodeDecodeError, csv.Error, json.JSONDecodeError, RecursionError) as fault:
        raise InputRefused(f"can't be read: {fault}", path=str(path)) from None
    except OSError as fault:
        raise InputRefused(f"can't be read: {fault.strerror or fault}", path=str(path)) from None
