"""What a report reads of a run: tallies, scores, rewards, misses with their evidence, rejects and skips.

Everything here takes an open `Store` and a run's `id`, is ordered (so that two readings are equal), and
counts an override in place of the verdict that it corrects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from rubrx.records import RewardMean, Span, Status
from rubrx.store.database import Store
from rubrx.store.sums import reward_sums


class RubricRow(NamedTuple):
    """The rubric that a run's query was graded against."""

    query_id: str
    digest: str
    rubric_id: str
    version: str
    query: str
    topic: str
    population: str
    critical_cap: float


class CriterionRow(NamedTuple):
    """One scored item (criterion or group) of a run, with the query it belongs to."""

    query_id: str
    criterion_id: str
    position: int
    metric: str
    kind: str
    points: float
    critical: bool
    note: str


class Tally(NamedTuple):
    """How many verdicts on one criterion of one query have one status; never zero."""

    query_id: str
    criterion_id: str
    status: Status
    n: int


class ScoreRow(NamedTuple):
    """A response's score; `raw`, `worst`, `best` are None where no positive point applies."""

    query_id: str
    response_id: str
    raw: float | None
    worst: float | None
    best: float | None
    coverage: float


class ScoreSums(NamedTuple):
    """One query's scores, added up: `worst`, `best`, `raw` over the `scored` answers, `coverage` over all."""

    query_id: str
    answers: int
    scored: int
    worst: float
    best: float
    raw: float
    coverage: float


def rubrics(store: Store, run_id: int) -> list[RubricRow]:
    """The run's rubrics, by query id."""
    return [
        RubricRow(*row)
        for row in store.rows(
            "SELECT q.query_id, r.digest, r.id, r.version, r.query, r.topic, r.population, r.critical_cap "
            "FROM run_rubrics AS q JOIN rubrics AS r ON r.digest = q.rubric_digest "
            "WHERE q.run_id = ? ORDER BY q.query_id",
            (run_id,),
        )
    ]


def criteria(store: Store, run_id: int) -> list[CriterionRow]:
    """The run's scored items, by query id and then in the rubric's order."""
    return [
        CriterionRow(query, criterion, position, metric, kind, points, bool(critical), note)
        for query, criterion, position, metric, kind, points, critical, note in store.rows(
            "SELECT q.query_id, c.criterion_id, c.position, c.metric, c.kind, c.points, c.critical, c.note "
            "FROM run_rubrics AS q JOIN criteria AS c ON c.rubric_digest = q.rubric_digest "
            "WHERE q.run_id = ? ORDER BY q.query_id, c.position",
            (run_id,),
        )
    ]


def tallies(store: Store, run_id: int) -> list[Tally]:
    """Verdict counts by (query, criterion, status), overrides applied. Quick, however long the run."""
    return [
        Tally(query, criterion, Status(status), n)
        for query, criterion, status, n in store.rows(
            "SELECT query_id, criterion_id, status, n FROM current_tallies WHERE run_id = ? "
            "ORDER BY query_id, criterion_id, status",
            (run_id,),
        )
    ]


def scores(store: Store, run_id: int) -> Iterator[ScoreRow]:
    """The score of every response, by query id and response id, streamed."""
    for row in store.rows(
        "SELECT query_id, response_id, raw, worst, best, coverage FROM responses "
        "WHERE run_id = ? ORDER BY query_id, response_id",
        (run_id,),
    ):
        yield ScoreRow(*row)


def score_sums(store: Store, run_id: int) -> list[ScoreSums]:
    """The scores of each query as they were graded, by query id: a million answers in half a second."""
    return [
        ScoreSums(*row)
        for row in store.rows(
            "SELECT query_id, count(*), count(worst), total(worst), total(best), total(raw), total(coverage) "
            "FROM responses WHERE run_id = ? GROUP BY query_id ORDER BY query_id",
            (run_id,),
        )
    ]


def rewards(store: Store, run_id: int) -> list[RewardMean]:
    """Each reward of the run, by name, from what was added up of it."""
    return [
        RewardMean(name, each.n, each.scored, each.problems, each.mean, each.low, each.high)
        for name, each in reward_sums(store, run_id).items()
    ]


def reward_values(store: Store, run_id: int, reward: str) -> Iterator[tuple[str, str, float | None]]:
    """(query id, response id, value) of one reward, by query and response id, streamed."""
    yield from store.rows(
        "SELECT r.query_id, w.response_id, w.value FROM rewards AS w JOIN responses AS r "
        "ON r.run_id = w.run_id AND r.response_id = w.response_id "
        "WHERE w.run_id = ? AND w.reward = ? ORDER BY r.query_id, w.response_id",
        (run_id, reward),
    )


def skips(store: Store, run_id: int) -> list[tuple[str, int, int]]:
    """(query id that no rubric has, rows, first line), in the order they were met."""
    return list(
        store.rows(
            "SELECT query_id, n, first_line FROM skips WHERE run_id = ? ORDER BY first_line, query_id",
            (run_id,),
        )
    )


def rejects(store: Store, run_id: int, limit: int = -1) -> list[tuple[int, str, str, str]]:
    """(line, field, problem, raw) of the rows that could not be graded, in file order."""
    return list(
        store.rows(
            "SELECT line, field, problem, raw FROM rejects WHERE run_id = ? ORDER BY line, id LIMIT ?",
            (run_id, limit),
        )
    )


def mean_score(store: Store, run_id: int) -> tuple[int, float | None, float | None]:
    """(responses with a score, mean worst, mean best) over a run; None where nothing was scored."""
    row = store.row("SELECT count(worst), avg(worst), avg(best) FROM responses WHERE run_id = ?", (run_id,))
    assert row is not None
    return row[0], row[1], row[2]


def spans_of(evidence: str) -> tuple[Span, ...]:
    """The evidence column as spans."""
    return tuple(Span(start, end) for start, end in json.loads(evidence)) if evidence != "[]" else ()
