"""Which text of each rubric a regrade uses: as it is now, and as the run that is graded again had it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from rubrx.errors import InputRefused
from rubrx.grading import Grader
from rubrx.intake.library import RubricLibrary
from rubrx.intake.rubrics import load_rubric, load_rubric_file
from rubrx.jobs.sources import rubrics_from
from rubrx.manager import Plugins
from rubrx.records import Rubric
from rubrx.store.regrading import StoredRubric

Source = str | os.PathLike[str]


class Texts:
    """The rubric of each query: `now` in force, `then` the parent run's; `notes` tell where a file is gone.

    In force is the one that the caller names, else the one in a place that the caller names, else the file that the
    parent run read, as it is now, else the packs', else the stored text.
    """

    def __init__(
        self,
        stored: Mapping[str, StoredRubric],
        plugins: Plugins,
        places: Sequence[Source] = (),
        rubric: Source | None = None,
    ) -> None:
        """UsageError for a place or a rubric that isn't there; RubricRefused for a rubric that can't be used."""
        self._stored = stored
        self.metrics = plugins.metrics
        self._places = RubricLibrary(plugins.metrics, (), places)
        self._packs = rubrics_from(plugins, (), rubric)
        self._now: dict[str, Rubric | None] = {}
        self._graders: dict[str, Grader | None] = {}
        self._then: dict[str, Rubric | None] = {}
        self.notes: list[str] = []

    @property
    def named(self) -> str:
        """The id of the rubric that the caller named for rows without a query id; '' where none was."""
        return self._packs.default.id if self._packs.default is not None else ""

    def now(self, query_id: str) -> Rubric | None:
        """The rubric to grade with, None where there is none; RubricRefused for one that can't be used."""
        if query_id not in self._now:
            self._now[query_id] = self._find(query_id)
        return self._now[query_id]

    def grader(self, query_id: str) -> Grader | None:
        """The rubric to grade with, compiled; RubricRefused as `now`."""
        if query_id not in self._graders:
            rubric = self.now(query_id)
            self._graders[query_id] = None if rubric is None else Grader(rubric, self.metrics)
        return self._graders[query_id]

    def compile(self) -> None:
        """Compile the rubrics of all queries that the parent run had, so that a refusal comes before any work."""
        for query_id in self._stored:
            self.grader(query_id)

    def _find(self, query_id: str) -> Rubric | None:
        named, stored = self._packs.default, self._stored.get(query_id)
        if named is not None and named.id == query_id:
            return named
        if query_id in self._places:
            return self._places.get(query_id)
        if stored is not None and Path(stored.path).is_file():
            found = load_rubric_file(stored.path, self.metrics)
            if found.id == query_id:
                return found
        packed = self._packs.get(query_id)
        if packed is not None or stored is None:
            return packed
        self.notes.append(f"{query_id}: {stored.path} is not there any more; the stored text stands")
        return load_rubric(stored.yaml, stored.path, self.metrics)

    def then(self, query_id: str) -> Rubric | None:
        """The rubric that the parent graded with; None where today's format or metrics refuse it."""
        if query_id not in self._then:
            stored = self._stored.get(query_id)
            self._then[query_id] = None
            if stored is not None:
                with suppress(InputRefused):
                    self._then[query_id] = load_rubric(stored.yaml, stored.path, self.metrics)
        return self._then[query_id]
