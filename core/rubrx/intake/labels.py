"""A table of labels (CSV or TSV): one label a row, with its item and its rater; a bad row costs that row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

from rubrx.errors import InputRefused
from rubrx.intake.columns import MAX_NAME
from rubrx.intake.opening import NOT_UTF8, STDIN, beginning, no_text, opened, standard_input, unreadable

#: what a column may be called; the first name is the one that is told
NAMES = {
    "item": ("item", "item_id", "response_id", "response", "id", "subject", "unit"),
    "rater": ("rater", "annotator", "coder", "judge", "worker"),
    "label": ("label", "rating", "verdict", "value", "code"),
    "criterion": ("criterion", "criterion_id"),
    "metric": ("metric",),
    "at": ("at", "time", "timestamp", "date"),
}
REQUIRED = ("item", "rater", "label")
#: bad rows that are told one by one; all are counted
TOLD = 20
_WHEN = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")


@dataclass(slots=True)
class Labels:
    """The columns of a file, one entry a label, in the order of time where every label says when, else of the file.

    `criteria`, `metrics` and `at` are empty where the file has no such column. `missing` counts cells without a
    label, which is no fault; `refused` counts bad rows, the first of which are in `problems`.
    """

    path: str
    items: list[str] = field(default_factory=list)
    raters: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)
    at: list[str] = field(default_factory=list)
    missing: int = 0
    refused: int = 0
    problems: list[InputRefused] = field(default_factory=list)

    def refuse(self, problem: str, line: int, name: str = "") -> None:
        """Count a bad row, and keep what is wrong with it while there are few."""
        self.refused += 1
        if len(self.problems) < TOLD:
            self.problems.append(InputRefused(problem, path=self.path, line=line, field=name))


class _Places(NamedTuple):
    """Where each column stands in a row; -1 for one that isn't there."""

    item: int
    rater: int
    label: int
    criterion: int
    metric: int
    at: int


def read_labels(path: str | Path) -> Labels:
    """The labels of a file, or of standard input for `-`; commas, semicolons or tabs separate the columns.

    UsageError where no file has that name, InputRefused where it can't be read or its header lacks an item, a rater
    or a label.
    """
    name = "<stdin>" if str(path) == STDIN else str(path)
    stream = standard_input() if str(path) == STDIN else opened(path)
    with io.TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline="") as text:
        try:
            if problem := no_text(beginning(stream)):
                raise InputRefused(problem, path=name)
            return _read(text, name)
        except OSError as fault:
            raise unreadable(fault, name) from None


def _read(text: IO[str], path: str) -> Labels:
    found = Labels(path)
    try:
        first = text.readline()
        reader = csv.reader(chain([first] if first else [], text), delimiter=_delimiter(first), strict=True)
        header = next(reader, None)
    except csv.Error as fault:
        raise InputRefused(f"not a table: {fault}", path=path, line=1, field="header") from None
    if header is None:
        raise InputRefused("the file is empty; a header names the columns item, rater and label", path=path)
    places, width, good = _places(header, path), len(header), set[str]()
    while True:
        try:
            for row in reader:
                if len(row) == width:
                    _take(row, places, found, good, reader.line_num)
                elif row:
                    found.refuse(f"{len(row)} fields, and the header has {width}", reader.line_num)
            break
        except csv.Error as fault:
            found.refuse(f"not a row: {fault}", reader.line_num)
    return _in_time(found)


def _delimiter(header: str) -> str:
    """What separates the header's columns: spreadsheets write semicolons where the comma is for decimals."""
    return max(",;\t", key=header.count)


def _take(row: Sequence[str], places: _Places, found: Labels, good: set[str], line: int) -> None:
    """One row's label into the columns; `good` are the words that were looked at before."""
    item, rater, label = row[places.item].strip(), row[places.rater].strip(), row[places.label].strip()
    if not label:
        found.missing += 1
        return
    if not (item in good and rater in good and label in good):
        for name, value in (("item", item), ("rater", rater), ("label", label)):
            if not value or len(value) > MAX_NAME or not value.isprintable():
                found.refuse(_why(value), line, name)
                return
            good.add(value)
    if not (places.criterion < 0 and places.metric < 0 and places.at < 0) and not _take_more(row, places, found, line):
        return
    found.items.append(item)
    found.raters.append(rater)
    found.labels.append(label)


def _take_more(row: Sequence[str], places: _Places, found: Labels, line: int) -> bool:
    """The row's criterion, metric and time into their columns, where there are any; False for a refused row."""
    criterion = row[places.criterion].strip() if places.criterion >= 0 else ""
    metric = row[places.metric].strip() if places.metric >= 0 else ""
    at = row[places.at].strip() if places.at >= 0 else ""
    for name, value in (("criterion", criterion), ("metric", metric)):
        if len(value) > MAX_NAME or not (value.isprintable() or not value):
            found.refuse(_why(value), line, name)
            return False
    if at and not _WHEN.fullmatch(at):
        found.refuse("must be a date or a time, such as 2026-03-31 or 2026-03-31T14:05:00Z", line, "at")
        return False
    for place, column, value in (
        (places.criterion, found.criteria, criterion),
        (places.metric, found.metrics, metric),
        (places.at, found.at, at),
    ):
        if place >= 0:
            column.append(value)
    return True


def _why(value: str) -> str:
    if not value:
        return "empty"
    if any("\udc80" <= character <= "\udcff" for character in value):
        return NOT_UTF8
    return f"must be at most {MAX_NAME} printable characters on one line"


def _places(header: Sequence[str], path: str) -> _Places:
    names = [name.strip().lower() for name in header]
    at = {}
    for column, aliases in NAMES.items():
        at[column] = next((names.index(alias) for alias in aliases if alias in names), -1)
        if column in REQUIRED and at[column] < 0:
            raise InputRefused(
                f"no column {column!r} (or {', '.join(aliases[1:])}); the header has {', '.join(header[:12])}"[:300],
                path=path,
                line=1,
                field="header",
            )
    for name in names:
        if name and names.count(name) > 1:
            raise InputRefused(f"the header names {name!r} twice", path=path, line=1, field="header")
    return _Places(**at)


def _in_time(found: Labels) -> Labels:
    """The labels in the order of `at` where each has one; sorting is stable, so ties stay as the file had them."""
    if not found.at or not all(found.at):
        return found
    order = sorted(range(len(found.at)), key=lambda place: found.at[place].replace(" ", "T"))
    for name in ("items", "raters", "labels", "criteria", "metrics", "at"):
        column = getattr(found, name)
        if column:
            setattr(found, name, [column[place] for place in order])
    return found
