"""Graded chunks gathered into batches, each committed whole; whoever watches is told of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from rubrx.jobs.rows import Chunk
from rubrx.jobs.watching import Progress, Watcher
from rubrx.records import Rubric
from rubrx.store import Batch, Prepared, RejectedRow, Run, Store, write_batch

#: a batch is committed when it holds this many rows, or has been gathered for this many seconds
BATCH_ROWS = 1_000
BATCH_SECONDS = 0.5


class Batches:
    """One run's rows on their way into the store."""

    def __init__(self, store: Store, run: Run, rubric_of: Callable[[str], Rubric | None], watcher: Watcher) -> None:
        """`rubric_of` gives the rubric of a query, None where there is none: its rows are counted as skipped."""
        self._store = store
        self._run = run
        self._rubric_of = rubric_of
        self._watcher = watcher
        self._batch = Batch()
        self._began = time.monotonic()
        self._done = Progress(run.read, run.graded, run.rejected, run.skipped, 0)
        self._line = 0
        #: queries whose rubric stands in the store, or in the batch; and those that were told to have none
        self._written: set[str] = set()
        self._told: set[str] = set()
        #: seconds spent writing
        self.seconds = 0.0

    def skip(self, skipped: Mapping[str, tuple[int, int]]) -> None:
        """Count rows as skipped that nobody has any more: (how many, first line) by query id."""
        self._batch.skipped.update(skipped)

    def take(self, chunk: Chunk, prepared: Sequence[Prepared]) -> None:
        """Add a chunk and what came of its graded rows; commit when the batch is large or old enough."""
        batch = self._batch
        for row in chunk.rows:
            if isinstance(row, RejectedRow):
                batch.rejected.append(row)
                self._watcher.rejected(row)
            elif row.query_id not in self._written:
                self._meet(row.query_id, row.line)
        batch.prepared += prepared
        batch.source_digest = chunk.digest
        self._line = chunk.rows[-1].line
        if batch.read >= BATCH_ROWS or time.monotonic() - self._began >= BATCH_SECONDS:
            self.commit()

    def _meet(self, query_id: str, line: int) -> None:
        """A row whose query is new, or has no rubric."""
        rubric = self._rubric_of(query_id)
        if rubric is not None:
            self._written.add(query_id)
            self._batch.rubrics[query_id] = rubric
            return
        n, first = self._batch.skipped.get(query_id, (0, line))
        self._batch.skipped[query_id] = (n + 1, first)
        if query_id not in self._told:
            self._told.add(query_id)
            self._watcher.unknown_query(query_id, line)

    def commit(self) -> None:
        """Write what was gathered, in one transaction."""
        batch, began = self._batch, time.perf_counter()
        if batch.read:
            write_batch(self._store, self._run.id, batch)
            read, graded, rejected, skipped, _ = self._done
            self._done = Progress(
                read + batch.read,
                graded + batch.rows_graded,
                rejected + len(batch.rejected),
                skipped + batch.rows_skipped,
                self._line,
            )
            self._watcher.wrote(self._done)
        self._batch = Batch()
        self._began = time.monotonic()
        self.seconds += time.perf_counter() - began
