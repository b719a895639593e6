"""One run under way: chunks in, graded and scored; batches out, each committed whole."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from rubrx.contracts import Metric, Reward
from rubrx.jobs.row_grader import RowGrader
from rubrx.jobs.rows import Chunk
from rubrx.jobs.time_limit import TIME_LIMIT, TimeLimit
from rubrx.jobs.watching import Progress, Watcher
from rubrx.jobs.worker import Setting
from rubrx.jobs.workers import Workers
from rubrx.records import Response, Rubric
from rubrx.store import Batch, Prepared, RejectedRow, Run, Store, write_batch

#: a batch is committed when it holds this many rows, or has been gathered for this many seconds
BATCH_ROWS = 1_000
BATCH_SECONDS = 0.5


@dataclass(frozen=True)
class How:
    """How a run is graded, without any bearing on its verdicts.

    `setting` is what worker processes must know; None grades in this process. `profile` adds up seconds.
    """

    time_limit: float = TIME_LIMIT
    workers: int = 1
    setting: Setting | None = None
    profile: bool = False


class RunJob:
    """One run under way: rubrics learnt as their queries come, one batch gathered at a time."""

    def __init__(
        self,
        store: Store,
        run: Run,
        rubric_of: Callable[[str], Rubric | None],
        metrics: Mapping[str, Metric],
        rewards: Mapping[str, Reward],
        watcher: Watcher,
        how: How,
    ) -> None:
        self.store = store
        self.run = run
        self.metrics = metrics
        self.rewards = rewards
        self._rubric_of = rubric_of
        self.watcher = watcher
        self._how = how
        self._limit = TimeLimit(how.time_limit)
        self._grader = RowGrader(run.id, metrics, rewards, self._limit, profile=how.profile)
        self._rubrics: dict[str, Rubric | None] = {}
        self._batch = Batch()
        self._began = time.monotonic()
        self._done = Progress(run.read, run.graded, run.rejected, run.skipped, 0)
        self._line = 0
        self._told: set[str] = set()
        #: queries whose rubric stands in the store, or in the batch
        self._written: set[str] = set()
        #: seconds by stage: parsing, writing, and where a profile is asked for those of grading, all workers' together
        self.seconds: dict[str, float] = {"parse": 0.0, "write": 0.0}

    def grade(self, stream: Iterable[Chunk]) -> None:
        """Grade every chunk of a stream and commit what comes out, batch by batch."""
        chunks = self._parsed(stream)
        if self._how.setting is not None:
            with Workers(self._how.workers, self._how.setting, self._known, self._answered) as workers:
                self._gather(workers.graded(chunks))
            self.seconds |= workers.seconds
        else:
            try:
                with self._limit:
                    self._gather((chunk, self._graded(self._answered(chunk))) for chunk in chunks)
            finally:
                gc.unfreeze()  # see RowGrader: what was set aside is garbage from here on
            self.seconds |= self._grader.seconds or {}

    def _parsed(self, stream: Iterable[Chunk]) -> Iterator[Chunk]:
        """The chunks, once the rubrics of their queries are known: one that can't work is refused here."""
        began = perf_counter()
        for chunk in stream:
            for row in chunk.rows:
                if isinstance(row, Response) and row.query_id not in self._rubrics:
                    rubric = self._rubrics[row.query_id] = self._rubric_of(row.query_id)
                    if rubric is not None:
                        self._grader.learn(row.query_id, rubric)
            self.seconds["parse"] += perf_counter() - began
            yield chunk
            began = perf_counter()

    def _known(self, query_id: str) -> Rubric:
        rubric = self._rubrics[query_id]
        assert rubric is not None
        return rubric

    def _answered(self, chunk: Chunk) -> list[Response]:
        """The rows of a chunk that can be graded."""
        return [row for row in chunk.rows if isinstance(row, Response) and self._rubrics[row.query_id] is not None]

    def _graded(self, rows: Sequence[Response]) -> list[Prepared]:
        return [self._grader.grade(rows)] if rows else []

    def _gather(self, graded: Iterable[tuple[Chunk, list[Prepared]]]) -> None:
        for chunk, prepared in graded:
            self._take(chunk, prepared)
            if self._batch.read >= BATCH_ROWS or time.monotonic() - self._began >= BATCH_SECONDS:
                self._commit()
        self._commit()

    def _take(self, chunk: Chunk, prepared: list[Prepared]) -> None:
        """Add a graded chunk to the batch."""
        batch = self._batch
        for row in chunk.rows:
            if isinstance(row, RejectedRow):
                batch.rejected.append(row)
                self.watcher.rejected(row)
                continue
            rubric = self._rubrics[row.query_id]
            if rubric is None:
                self._skip(row)
            elif row.query_id not in self._written:
                self._written.add(row.query_id)
                batch.rubrics[row.query_id] = rubric
        batch.prepared += prepared
        batch.source_digest = chunk.digest
        self._line = chunk.rows[-1].line

    def _skip(self, row: Response) -> None:
        query_id = row.query_id
        n, first = self._batch.skipped.get(query_id, (0, row.line))
        self._batch.skipped[query_id] = (n + 1, first)
        if query_id not in self._told:
            self._told.add(query_id)
            self.watcher.unknown_query(query_id, row.line)

    def _commit(self) -> None:
        """Write what was gathered, in one transaction."""
        batch, began = self._batch, perf_counter()
        if batch.read:
            write_batch(self.store, self.run.id, batch)
            read, graded, rejected, skipped, _ = self._done
            self._done = Progress(
                read + batch.read,
                graded + batch.rows_graded,
                rejected + len(batch.rejected),
                skipped + batch.rows_skipped,
                self._line,
            )
            self.watcher.wrote(self._done)
        self._batch = Batch()
        self._began = time.monotonic()
        self.seconds["write"] += perf_counter() - began
