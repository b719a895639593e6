"""Where a job's rubrics and rows come from: packs, folders and files; response files and standard input."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from rubrx.errors import RubricRefused, UsageError
from rubrx.intake.responses import read_responses
from rubrx.intake.rubrics import RubricFormat, read_bytes
from rubrx.jobs.rows import Row
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Response, Rubric
from rubrx.store import RejectedRow

Source = str | os.PathLike[str]
_SUFFIXES = (".yaml", ".yml")


class Rubrics:
    """The rubrics that a run may use, by id; `default` is the id for rows that name none."""

    def __init__(self, known: dict[str, Rubric], default: str | None = None) -> None:
        self._known = known
        self.default = default

    def get(self, query_id: str) -> Rubric | None:
        """The rubric of a query, or None."""
        return self._known.get(query_id)


@functools.cache
def installed() -> Plugins:
    """The installed plugins, loaded once a process."""
    return load_plugins()


def load_rubrics(*places: Source, plugins: Plugins | None = None) -> dict[str, Rubric]:
    """The rubrics in these folders and files, by id; those of the installed packs if no place is given.

    Raises RubricRefused with file, line and field for a file that can't be used, and all its problems.
    """
    plugins = plugins or installed()
    return _load(RubricFormat(plugins.metrics), places or None, plugins)


def rubrics_from(
    plugins: Plugins, places: Sequence[Source] = (), rubric: Rubric | Source | None = None
) -> Rubrics:
    """The packs' rubrics, those in the folders and files, and the one for rows without a query id.

    RubricRefused for a file that is no rubric, or an id that two files have; UsageError for a missing place.
    """
    form = RubricFormat(plugins.metrics)
    known = _load(form, None, plugins)
    for each in _load(form, places, plugins).values():
        _add(known, each)
    if rubric is None:
        return Rubrics(known)
    chosen = rubric if isinstance(rubric, Rubric) else _one(form, known, rubric)
    return Rubrics({**known, chosen.id: chosen}, chosen.id)


def rubric_of(rubric: Source, plugins: Plugins) -> Rubric:
    """The rubric of a file, or of a pack by its id."""
    if _is_file(rubric):
        return RubricFormat(plugins.metrics).read(read_bytes(Path(rubric)), str(rubric))
    found = rubrics_from(plugins, (), rubric)
    assert found.default is not None
    chosen = found.get(found.default)
    assert chosen is not None
    return chosen


def _load(form: RubricFormat, places: Sequence[Source] | None, plugins: Plugins) -> dict[str, Rubric]:
    """The rubrics in the places, or without any those of the packs."""
    files: Iterable[Any] = (
        (file for pack in plugins.rubric_packs.values() for file in pack.rubrics)
        if places is None
        else (file for place in places for file in _files(Path(place)))
    )
    known: dict[str, Rubric] = {}
    for file in files:
        _add(known, form.read(read_bytes(file), str(file)))
    return known


def _one(form: RubricFormat, known: dict[str, Rubric], rubric: Source) -> Rubric:
    if _is_file(rubric):
        return form.read(read_bytes(Path(rubric)), str(rubric))
    if os.fspath(rubric) not in known:
        raise UsageError(
            f"no rubric {os.fspath(rubric)!r}: neither a file nor one of {', '.join(sorted(known))}"
        )
    return known[os.fspath(rubric)]


def _is_file(rubric: Source) -> bool:
    return isinstance(rubric, Path) or str(rubric).endswith(_SUFFIXES) or Path(rubric).is_file()


def _files(place: Path) -> Iterable[Any]:
    if place.is_dir():
        return sorted(file for file in place.iterdir() if file.suffix in _SUFFIXES and file.is_file())
    if not place.exists():
        raise UsageError(f"{place}: no such file or folder of rubrics")
    return (place,)


def _add(known: dict[str, Rubric], rubric: Rubric) -> None:
    other = known.setdefault(rubric.id, rubric)
    if other is not rubric and other.digest != rubric.digest:
        raise RubricRefused(
            f"the id {rubric.id} belongs to {other.path} already", path=rubric.path, field="rubric"
        )


@contextmanager
def read_rows(source: Source, plugins: Plugins, query_id: str | None) -> Iterator[Iterator[Row]]:
    """The rows of a response file; it is opened, and its first row read, before anything else begins."""
    items = read_responses(os.fspath(source), formats=plugins.response_formats, query_id=query_id)
    first = next(items, None)
    rest = items if first is None else chain((first,), items)
    try:
        yield (item if isinstance(item, Response) else RejectedRow(*item) for item in rest)
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()
