"""One run under way: chunks in, graded and scored; batches out, each committed whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from rubrx.contracts import Metric, Reward
from rubrx.jobs.batches import Batches
from rubrx.jobs.row_grader import RowGrader, seldom_collecting
from rubrx.jobs.rows import Chunk
from rubrx.jobs.time_limit import TIME_LIMIT, TimeLimit
from rubrx.jobs.watching import Watcher
from rubrx.jobs.worker import Setting
from rubrx.jobs.workers import Crew, Workers
from rubrx.records import Response, Rubric
from rubrx.store import Prepared, Run, Store


@dataclass(frozen=True)
class How:
    """How a run is graded, without any bearing on its verdicts.

    `crew` are the processes that grade, and `setting` is what they must know; None grades in this process. `profile`
    adds up seconds.
    """

    time_limit: float = TIME_LIMIT
    crew: Crew | None = None
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
        self._batches = Batches(store, run, self._rubrics.__getitem__, watcher)
        #: seconds by stage: parsing, writing, and where a profile is asked for those of grading, all workers' together
        self.seconds: dict[str, float] = {"parse": 0.0, "write": 0.0}

    def grade(self, stream: Iterable[Chunk]) -> None:
        """Grade every chunk of a stream and commit what comes out, batch by batch."""
        chunks = self._parsed(stream)
        if self._how.crew is not None and self._how.setting is not None:
            with Workers(self._how.crew, self._how.setting, self._known, self._answered) as workers:
                self._gather(workers.graded(chunks))
            self.seconds |= workers.seconds
        else:
            with self._limit, seldom_collecting():
                self._gather((chunk, self._graded(self._answered(chunk))) for chunk in chunks)
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
            self._batches.take(chunk, prepared)
        self._batches.commit()
        self.seconds["write"] = self._batches.seconds
