"""Where a job's rubrics and rows come from: packs, folders and files; response files and standard input."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from rubrx.intake.library import SUFFIXES, RubricLibrary
from rubrx.intake.opening import named_file
from rubrx.intake.responses import read_responses
from rubrx.intake.rubrics import load_rubric_file
from rubrx.jobs.rows import Row
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Response, Rubric
from rubrx.store import RejectedRow

Source = str | os.PathLike[str]


@functools.cache
def installed() -> Plugins:
    """The installed plugins, loaded once a process."""
    return load_plugins()


class Rubrics:
    """The rubrics that a run may use, by id; `default` is the one for rows that name none."""

    def __init__(self, library: RubricLibrary, default: Rubric | None = None) -> None:
        self._library = library
        self.default = default

    def ids(self) -> list[str]:
        """The ids that a row may name, sorted."""
        return sorted({*self._library, *([self.default.id] if self.default else [])})

    def get(self, query_id: str) -> Rubric | None:
        """The rubric of a query, or None; RubricRefused if there is one that can't be used."""
        if self.default is not None and query_id == self.default.id:
            return self.default
        return self._library.get(query_id) if query_id in self._library else None


def rubrics_from(plugins: Plugins, places: Sequence[Source] = (), rubric: Rubric | Source | None = None) -> Rubrics:
    """The packs' rubrics, those in the folders and files, and the one for rows without a query id.

    Raises UsageError for a place or an id that isn't there, RubricRefused if `rubric` can't be used, or nothing can be
    read from a place. One file of many in a folder that can't be used refuses only itself.
    """
    library = RubricLibrary(plugins.metrics, plugins.rubric_packs.values(), places)
    for place in places:
        library.refuse_unreadable(place)
    if rubric is None or isinstance(rubric, Rubric):
        return Rubrics(library, rubric)
    name = os.fspath(rubric)
    if name in library:
        return Rubrics(library, library.get(name))
    if Path(name).suffix in SUFFIXES or Path(name).is_file():
        return Rubrics(library, load_rubric_file(named_file(name), plugins.metrics))
    return Rubrics(library, library.get(name))


def rubric_of(rubric: Source, plugins: Plugins) -> Rubric:
    """The rubric of that id in a pack, or in that file."""
    found = rubrics_from(plugins, (), rubric).default
    assert found is not None
    return found


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
