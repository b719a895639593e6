"""`rubrx reward`: a card for each reward, measured on candidates with gold; and one reward over a response file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rubrx.contracts import Reward, Scored
from rubrx.errors import InputRefused, UsageError
from rubrx.grading import Grader
from rubrx.jobs.candidates import (
    BATCH,
    Graded,
    ask,
    candidates_of,
    graded_candidates,
    rewarded,
    rewards_called,
)
from rubrx.jobs.rows import Row
from rubrx.jobs.settings import Settings, find_settings
from rubrx.jobs.sources import installed, read_rows, rubrics_from
from rubrx.manager import Plugins
from rubrx.store import RejectedRow, RewardValue
from rubrx.training import Table
from rubrx.training.card import Card, card, noise_floor, reformatted

Source = str | os.PathLike[str]
#: a reward is timed this often, and its quickest time counts: the others measured what else was going on
TIMINGS = 3


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A row of a response file and its value; `problem` says why there is none, '' where the reward does not apply."""

    line: int
    id: str
    query_id: str
    value: float | None
    problem: str


def compare_rewards(  # noqa: PLR0913 - each is one option of `rubrx reward compare`
    names: Sequence[str],
    *,
    candidates: Source | None = None,
    rubrics: Sequence[Source] = (),
    gold: str = "gold",
    audit: bool = True,
    seed: int = 0,
    plugins: Plugins | None = None,
    settings: Settings | None = None,
) -> list[Card]:
    """A card for each reward (default: all there are), in the order of their names.

    `audit` attacks each reward too, which takes a few seconds. UsageError for a reward that there is not, and
    where there is nothing to compare on.
    """
    plugins, settings = plugins or installed(), settings or find_settings()
    rewards = rewards_called(names or tuple(plugins.rewards), plugins, settings)
    graded = graded_candidates(candidates, plugins, rubrics=rubrics, gold=gold)
    again = _again(graded, plugins, rubrics)
    cards = []
    for name, reward in rewards.items():
        scores = rewarded(graded, {name: reward})
        table = Table(candidates_of(graded, scores.values))
        cards.append(
            card(
                name,
                table,
                range_=reward.range,
                rng=np.random.default_rng(seed),
                noise_floor=_noise(reward, name, scores.values, again),
                microseconds=_microseconds(reward, name, graded.scored),
                exploitability=_exploitability(name, plugins, settings, seed) if audit else None,
            )
        )
    return cards


def _again(graded: Graded, plugins: Plugins, rubrics: Sequence[Source]) -> list[tuple[int, Scored]]:
    """Every answer in other dress, graded: (its place, the copy)."""
    known = rubrics_from(plugins, rubrics)
    graders: dict[str, Grader] = {}
    copies = []
    for place, scored in enumerate(graded.scored):
        query = scored.response.query_id
        if query not in graders:
            rubric = known.get(query)
            assert rubric is not None  # it graded the original
            graders[query] = Grader(rubric, plugins.metrics)
        grader = graders[query]
        for text in reformatted(scored.response.text):
            reading = grader.reader.read(text)
            response = scored.response
            copy = type(response)(response.id, query, text, response.model, response.metadata, response.line)
            copies.append((place, Scored(copy, grader.rubric, reading, grader.grade_reading(reading, copy))))
    return copies


def _noise(
    reward: Reward, name: str, values: Sequence[float | None], again: Sequence[tuple[int, Scored]]
) -> float | None:
    found: dict[int, list[float | None]] = {}
    for (place, _), value in zip(again, ask(reward, name, [copy for _, copy in again]), strict=True):
        found.setdefault(place, []).append(value.value)
    return noise_floor(values, found)


def _microseconds(reward: Reward, name: str, scored: Sequence[Scored]) -> float:
    """Microseconds an answer, reading and grading not counted."""
    times = []
    for _ in range(TIMINGS):
        begun = time.perf_counter()
        ask(reward, name, scored)
        times.append(time.perf_counter() - begun)
    return 1e6 * min(times) / len(scored)


def _exploitability(name: str, plugins: Plugins, settings: Settings, seed: int) -> float | None:
    """What the audit finds; None where no attack is installed, or the reward is a model that it can't name."""
    if not plugins.attacks:
        return None
    from rubrx.jobs.audit import audit_reward  # noqa: PLC0415 - a comparison without an audit need not load it

    try:
        return audit_reward(name, plugins=plugins, settings=settings, seed=seed).exploitability
    except UsageError:
        return None


def score_file(
    name: str,
    source: Source,
    *,
    rubric: Source | None = None,
    rubrics: Sequence[Source] = (),
    plugins: Plugins | None = None,
    settings: Settings | None = None,
) -> Iterator[ScoredRow]:
    """One reward's value for each row of a response file (`-`: standard input), in order; rows stream.

    A row that can't be read, or has no rubric, has a problem instead of a value, and so has one on which the
    reward's plugin failed. UsageError for a reward that there is not, InputRefused for a file without rows.
    """
    plugins = plugins or installed()
    reward = rewards_called((name,), plugins, settings or find_settings())[name]
    known = rubrics_from(plugins, rubrics, rubric)
    default = known.default.id if known.default else None
    graders: dict[str, Grader | None] = {}
    row: Row | None = None
    with read_rows(source, plugins, default) as rows:
        waiting: list[ScoredRow | Scored] = []
        for row in rows:
            if isinstance(row, RejectedRow):
                problem = f"{row.field}: {row.problem}" if row.field else row.problem
                waiting.append(ScoredRow(row.line, "", "", None, problem))
            else:
                if row.query_id not in graders:
                    rubric_found = known.get(row.query_id)
                    graders[row.query_id] = None if rubric_found is None else Grader(rubric_found, plugins.metrics)
                grader = graders[row.query_id]
                if grader is None:
                    why = f"no rubric for query {row.query_id!r}"
                    waiting.append(ScoredRow(row.line, row.id, row.query_id, None, why))
                else:
                    reading = grader.reader.read(row.text)
                    waiting.append(Scored(row, grader.rubric, reading, grader.grade_reading(reading, row)))
            if len(waiting) == BATCH:
                yield from _settled(waiting, reward, name)
                waiting = []
        if row is None:
            raise InputRefused("holds no answers", path=os.fspath(source))
        yield from _settled(waiting, reward, name)


def _settled(waiting: Sequence[ScoredRow | Scored], reward: Reward, name: str) -> Iterator[ScoredRow]:
    """The rows in order, those that were graded with their values."""
    values: Iterator[RewardValue] = iter(ask(reward, name, [each for each in waiting if isinstance(each, Scored)]))
    for each in waiting:
        if isinstance(each, ScoredRow):
            yield each
        else:
            value = next(values)
            response = each.response
            yield ScoredRow(response.line, response.id, response.query_id, value.value, value.problem)
