"""One run under way: chunks in, graded and scored; batches out, each committed whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from rubrx.contracts import Metric, Reward, Scored
from rubrx.grading import Grader
from rubrx.jobs.rows import Chunk
from rubrx.jobs.scoring import score_rewards
from rubrx.jobs.watching import Progress, Watcher
from rubrx.records import Response, Rubric
from rubrx.store import Batch, GradedRow, RejectedRow, Run, Store, write_batch

#: a batch is committed when it holds this many rows, or has been gathered for this many seconds
BATCH_ROWS = 1_000
BATCH_SECONDS = 0.5


class RunJob:
    """One run under way: graders compiled as their queries come, one batch gathered at a time."""

    def __init__(
        self,
        store: Store,
        run: Run,
        rubric_of: Callable[[str], Rubric | None],
        metrics: Mapping[str, Metric],
        rewards: Mapping[str, Reward],
        watcher: Watcher,
    ) -> None:
        self.store = store
        self.run = run
        self._rubric_of = rubric_of
        self.metrics = metrics
        self.rewards = rewards
        self.watcher = watcher
        self._graders: dict[str, Grader | None] = {}
        self._batch = Batch()
        self._began = time.monotonic()
        self._done = Progress(run.read, run.graded, run.rejected, run.skipped, 0)
        self._line = 0
        self._told: set[str] = set()

    def take(self, chunk: Chunk) -> None:
        """Grade a chunk; commit when the batch is large or old enough."""
        answered = []
        for row in chunk.rows:
            if isinstance(row, RejectedRow):
                self._batch.rejected.append(row)
                self.watcher.rejected(row)
            elif self._grader(row.query_id) is None:
                self._skip(row)
            else:
                answered.append(row)
        self._batch.graded += self._graded(answered)
        self._batch.source_digest = chunk.digest
        self._line = chunk.rows[-1].line
        if self._batch.read >= BATCH_ROWS or time.monotonic() - self._began >= BATCH_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Write what was gathered, in one transaction."""
        batch = self._batch
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

    def _graded(self, rows: Sequence[Response]) -> list[GradedRow]:
        scored = []
        for row in rows:
            grader = self._graders[row.query_id]
            assert grader is not None
            reading = grader.reader.read(row.text)
            scored.append(Scored(row, grader.rubric, reading, grader.grade_reading(reading, row)))
        rewards = score_rewards(self.rewards, scored)
        return [GradedRow(row, each.grade, values) for row, each, values in zip(rows, scored, rewards, strict=True)]

    def _grader(self, query_id: str) -> Grader | None:
        if query_id not in self._graders:
            rubric = self._rubric_of(query_id)
            self._graders[query_id] = None if rubric is None else Grader(rubric, self.metrics)
            if rubric is not None:
                self._batch.rubrics[query_id] = rubric
        return self._graders[query_id]

    def _skip(self, row: Response) -> None:
        query_id = row.query_id
        n, first = self._batch.skipped.get(query_id, (0, row.line))
        self._batch.skipped[query_id] = (n + 1, first)
        if query_id not in self._told:
            self._told.add(query_id)
            self.watcher.unknown_query(query_id, row.line)
