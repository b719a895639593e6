"""Grade and score texts that no file holds: what an audit, a search or a selection makes up, in batches."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from rubrx.contracts import Reward, Scored
from rubrx.errors import InputRefused, UsageError
from rubrx.grading import Grader
from rubrx.intake.columns import finite
from rubrx.intake.responses import read_responses
from rubrx.jobs.scoring import score_rewards
from rubrx.jobs.sources import Rubrics, Source, read_rows, rubrics_from
from rubrx.manager import Plugins
from rubrx.reading import Reading
from rubrx.records import Grade, Response, Score, Verdict
from rubrx.store import RejectedRow, RewardValue

#: answers that a reward sees at once
BATCH = 64


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to work on, and how many rows of their file were left out: refused, or without a rubric."""

    rows: tuple[Response, ...]
    rejected: int
    unknown: int


class _GradeOnDemand(Grade):
    """A grade that is worked out when somebody first looks: most rewards never do, and judging is the dear part."""

    __slots__ = ("_made", "_needs")
    _made: Grade | None
    _needs: tuple[Grader, Reading, Response]

    def __init__(self, grader: Grader, reading: Reading, response: Response) -> None:
        object.__setattr__(self, "response_id", response.id)
        object.__setattr__(self, "rubric_id", grader.rubric.id)
        object.__setattr__(self, "_needs", (grader, reading, response))
        object.__setattr__(self, "_made", None)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """As `Grade.verdicts`."""
        return self._grade().verdicts

    @property
    def score(self) -> Score:
        """As `Grade.score`."""
        return self._grade().score

    def _grade(self) -> Grade:
        made = self._made
        if made is None:
            grader, reading, response = self._needs
            made = grader.grade_reading(reading, response)
            object.__setattr__(self, "_made", made)
        return made


class Prober:
    """Grades texts against their queries' rubrics, each text once, and asks a reward about them."""

    def __init__(self, plugins: Plugins, reward: Reward, places: Sequence[Source] = ()) -> None:
        self.reward = reward
        self._metrics = plugins.metrics
        self._rubrics: Rubrics = rubrics_from(plugins, places)
        self._graders: dict[str, Grader | None] = {}
        self._values: dict[tuple[str, str], RewardValue] = {}

    def knows(self, query_id: str) -> bool:
        """Whether a rubric answers to this query."""
        return self._grader(query_id) is not None

    def terms(self, query_id: str) -> tuple[str, ...]:
        """The terms of the query's rubric; none without a rubric."""
        grader = self._grader(query_id)
        return () if grader is None else tuple(grader.rubric.terms)

    def graded(self, response: Response) -> Scored:
        """A response, read, and graded when its grade is looked at; KeyError where no rubric is for its query."""
        grader = self._grader(response.query_id)
        if grader is None:
            raise KeyError(response.query_id)
        reading = grader.reader.read(response.text)
        return Scored(response, grader.rubric, reading, _GradeOnDemand(grader, reading, response))

    def values(self, responses: Sequence[Response]) -> list[RewardValue]:
        """The reward of each response, in order; a text that was asked about before is not asked about again."""
        new: dict[tuple[str, str], Response] = {}
        for response in responses:
            key = (response.query_id, response.text)
            if key not in self._values:
                new.setdefault(key, response)
        for batch in _batched(new.items()):
            found = self.ask([self.graded(response) for _, response in batch])
            self._values.update((key, value) for (key, _), value in zip(batch, found, strict=True))
        return [self._values[response.query_id, response.text] for response in responses]

    def ask(self, batch: Sequence[Scored]) -> list[RewardValue]:
        """The reward's values of graded responses, each with what went wrong."""
        return [values[0] for values in score_rewards({self.reward.name: self.reward}, batch)]

    def _grader(self, query_id: str) -> Grader | None:
        if query_id not in self._graders:
            rubric = self._rubrics.get(query_id)
            self._graders[query_id] = None if rubric is None else Grader(rubric, self._metrics)
        return self._graders[query_id]


def _batched(
    items: Iterable[tuple[tuple[str, str], Response]],
) -> Iterable[tuple[tuple[tuple[str, str], Response], ...]]:
    """`itertools.batched`, which Python 3.11 lacks."""
    iterator = iter(items)
    while batch := tuple(itertools.islice(iterator, BATCH)):
        yield batch


def answers_of(file: Source | None, plugins: Plugins, prober: Prober) -> Answers:
    """The answers of a response file, or all that the rubric packs bring along; those without a rubric left out.

    InputRefused for a file without one answer, UsageError where none has a rubric.
    """
    rejected = 0
    rows: list[Response] = []
    if file is None:
        rows = bundled(plugins)
    else:
        with read_rows(file, plugins, None) as found:
            for row in found:
                if isinstance(row, RejectedRow):
                    rejected += 1
                else:
                    rows.append(row)
    known = tuple(row for row in rows if prober.knows(row.query_id))
    if not known:
        if file is not None and not rows:
            raise InputRefused(
                f"holds no answers{f': all {rejected:,} rows are refused' if rejected else ''}", path=os.fspath(file)
            )
        raise UsageError("no rubric pack brings answers along" if file is None else f"{file}: no answer has a rubric")
    return Answers(known, rejected, len(rows) - len(known))


def bundled(plugins: Plugins) -> list[Response]:
    """Every answer in the JSON Lines files that rubric packs bring along, in the order of packs, files and rows."""
    found: list[Response] = []
    for pack in plugins.rubric_packs.values():
        for name in sorted(name for name in pack.examples if name.endswith(".jsonl")):
            rows = read_responses("-", stdin=BytesIO(pack.examples[name].read_bytes()))
            found += [row for row in rows if isinstance(row, Response)]
    return found


def number_of(metadata: Mapping[str, object], column: str = "gold") -> float | None:
    """A column of a row as a finite number; None where it is missing or is none."""
    return finite(metadata.get(column))
