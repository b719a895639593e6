"""What a report reads of a run: tallies, scores, rewards, misses with their evidence, rejects and skips.

Everything here takes an open `Store` and a run's `id`, is ordered (so that two readings are equal), and
counts an override in place of the verdict that it corrects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
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


class Miss(NamedTuple):
    """A verdict that went badly (or could not be given), with the words it rests on."""

    response_id: str
    query_id: str
    criterion_id: str
    metric: str
    points: float
    critical: bool
    status: Status
    evidence: tuple[Span, ...]
    explanation: str
    text: str


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


def misses(  # noqa: PLR0913 - each narrows the choice, by name
    store: Store,
    run_id: int,
    *,
    critical: bool | None = None,
    metric: str | None = None,
    query_id: str | None = None,
    unassessed: bool = False,
    limit: int = 20,
    per_criterion: int | None = None,
) -> list[Miss]:
    """Verdicts that went badly: not met, or for negative points met; critical ones and dear ones first.

    `unassessed` asks for `cannot_assess` and `error` instead. The other arguments narrow the choice;
    `limit` bounds the whole answer and `per_criterion` each criterion's share of it.
    """
    wanted: dict[tuple[str, str], list[str]] = {}
    by_key = {(row.query_id, row.criterion_id): row for row in criteria(store, run_id)}
    for tally in tallies(store, run_id):
        row = by_key[tally.query_id, tally.criterion_id]
        bad = Status.MET if row.points < 0 else Status.NOT_MET
        chosen = tally.status in (Status.CANNOT_ASSESS, Status.ERROR) if unassessed else tally.status is bad
        if (
            chosen
            and critical in (None, row.critical)
            and metric in (None, row.metric)
            and query_id in (None, row.query_id)
        ):
            wanted.setdefault((row.query_id, row.criterion_id), []).append(tally.status.value)
    keys = sorted(wanted, key=lambda key: (-by_key[key].critical, -abs(by_key[key].points), key))
    found: list[Miss] = []
    for key in keys:
        share = min(limit - len(found), limit if per_criterion is None else per_criterion)
        if share <= 0:
            break
        found += verdicts_with(store, run_id, by_key[key], wanted[key], share)
    return found[:limit]


def verdicts_with(store: Store, run_id: int, row: CriterionRow, statuses: Sequence[str], limit: int) -> list[Miss]:
    """Verdicts on one criterion that have one of these statuses, by response id."""
    marks = ",".join("?" * len(statuses))
    found = store.rows(
        "SELECT r.response_id, coalesce(o.status, v.status) AS now, v.evidence, v.explanation, r.text "  # noqa: S608
        "FROM responses AS r "
        "JOIN verdicts AS v ON v.run_id = r.run_id AND v.response_id = r.response_id AND v.criterion_id = ? "
        "LEFT JOIN latest_overrides AS o ON o.run_id = v.run_id AND o.response_id = v.response_id "
        "AND o.criterion_id = v.criterion_id "
        f"WHERE r.run_id = ? AND r.query_id = ? AND now IN ({marks}) ORDER BY r.response_id LIMIT ?",
        (row.criterion_id, run_id, row.query_id, *statuses, limit),
    )
    return [
        Miss(
            response_id, row.query_id, row.criterion_id, row.metric, row.points, row.critical,
            Status(status), spans_of(evidence), explanation, text,
        )
        for response_id, status, evidence, explanation, text in found
    ]  # fmt: skip


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
    return tuple(Span(start, end) for start, end in json.loads(evidence))
