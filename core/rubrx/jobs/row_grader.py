"""Grade and score rows of one run, and make them ready for the store: in this process, or in a worker."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import perf_counter

from rubrx.contracts import Metric, Reward, Scored
from rubrx.errors import TimeLimitReached, told
from rubrx.grading import Grader, failed_grade
from rubrx.jobs.scoring import score_rewards
from rubrx.jobs.time_limit import TimeLimit
from rubrx.records import Response, Rubric
from rubrx.store import GradedRow, Prepared, prepare

#: what a profile tells apart in a worker's time
STAGES = ("read", "match", "judge", "reward", "prepare")


#: how seldom the garbage collector runs while rows are graded: what a reading leaves behind holds no circles
SELDOM = (100_000, 50, 50)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Have the garbage collector run seldom inside, and let it have back what was set aside when that ends."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class RowGrader:
    """A run's graders, compiled one a rubric, and its rewards."""

    def __init__(
        self,
        run_id: int,
        metrics: Mapping[str, Metric],
        rewards: Mapping[str, Reward],
        limit: TimeLimit,
        *,
        profile: bool = False,
    ) -> None:
        """With `profile` the seconds of each stage are added up in `seconds`."""
        self.run_id = run_id
        self._metrics = metrics
        self._rewards = rewards
        self._limit = limit
        self._graders: dict[str, Grader] = {}
        self._is_settled = True
        self.seconds: dict[str, float] | None = dict.fromkeys(STAGES, 0.0) if profile else None

    def learn(self, query_id: str, rubric: Rubric) -> None:
        """Compile the rubric of a query; RubricRefused where it can't work."""
        self._graders[query_id] = Grader(rubric, self._metrics)
        self._is_settled = False

    def grader(self, query_id: str) -> Grader:
        """The grader of a query whose rubric was learnt."""
        return self._graders[query_id]

    def grade(self, rows: Sequence[Response]) -> Prepared:
        """The rows, graded and scored, in their order; each one's query must have been learnt."""
        if not self._is_settled:
            gc.freeze()  # rubrics stay to the end: the garbage collector need not walk over them again and again
            self._is_settled = True
        scored: list[Scored | None] = [None] * len(rows)
        # rows of one rubric after each other: its words stay in the processor's cache
        for place in sorted(range(len(rows)), key=lambda place: rows[place].query_id):
            self._limit.tick()
            scored[place] = self._scored(rows[place])
        ready = [each for each in scored if each is not None]
        self._limit.tick()
        began = perf_counter()
        rewards = score_rewards(self._rewards, ready, self._limit.tick)
        self._limit.rest()
        self._took("reward", began)
        if self._rewards:  # else each was forgotten as soon as it was graded
            for each in ready:
                each.reading.forget()
        began = perf_counter()
        prepared = prepare(
            self.run_id, [GradedRow(each.response, each.grade, row) for each, row in zip(ready, rewards, strict=True)]
        )
        self._took("prepare", began)
        return prepared

    def _scored(self, row: Response) -> Scored:
        grader = self._graders[row.query_id]
        began = perf_counter() if self.seconds is not None else 0.0
        reading = grader.reader.read(row.text)
        try:
            if self.seconds is not None:
                _ = reading.sentences, reading.telling
                began = self._took("read", began)
                _ = reading.nameable, reading.triggers
                began = self._took("match", began)
            grade = grader.grade_reading(reading, row)
        except TimeLimitReached as fault:  # not in a judge, or just behind one
            grade = failed_grade(grader.rubric, row, told(fault))
        self._took("judge", began)
        if not self._rewards:
            reading.forget()
        return Scored(row, grader.rubric, reading, grade)

    def _took(self, stage: str, began: float) -> float:
        """Add the time since `began` to a stage, if anybody counts; the time now."""
        if self.seconds is None:
            return 0.0
        now = perf_counter()
        self.seconds[stage] += now - began
        return now
