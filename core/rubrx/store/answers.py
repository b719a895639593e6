"""Read one response back: its text, its score, every verdict and reward on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from rubrx.errors import UsageError
from rubrx.records import Span, Status
from rubrx.store.database import Store
from rubrx.store.figures import spans_of
from rubrx.store.prepared import RewardValue
from rubrx.store.runs import Run, find_run, list_runs, run_by_id


class AnswerVerdict(NamedTuple):
    """One verdict with what its criterion is worth, as it counts now; `graded` is what the grader said.

    `overridden_by`, `overridden_at` and `override_reason` tell of the correction in force, and are '' without one.
    """

    criterion_id: str
    metric: str
    kind: str
    points: float
    critical: bool
    note: str
    status: Status
    score: float
    evidence: tuple[Span, ...]
    explanation: str
    overridden_by: str
    graded: Status
    overridden_at: str
    override_reason: str


class Answer(NamedTuple):
    """One graded response as the database has it; verdicts in the rubric's order, rewards by name."""

    run: str
    response_id: str
    query_id: str
    query: str
    line: int
    model: str | None
    metadata: Mapping[str, object]
    text: str
    raw: float | None
    worst: float | None
    best: float | None
    coverage: float
    verdicts: tuple[AnswerVerdict, ...]
    rewards: tuple[RewardValue, ...]


def response_ids(store: Store, run_id: int, beginning: str, limit: int = 10) -> list[str]:
    """Response ids of a run that begin with these characters, sorted, at most `limit`."""
    return [
        row[0]
        for row in store.rows(
            "SELECT response_id FROM responses WHERE run_id = ? AND substr(response_id, 1, ?) = ? "
            "ORDER BY response_id LIMIT ?",
            (run_id, len(beginning), beginning, limit),
        )
    ]


def newest_run_with(store: Store, response_id: str) -> Run:
    """The newest run that has a response of this id, or of one that begins so; else the newest run of all."""
    runs = list_runs(store)[::-1]
    for found in (
        next((run for run in runs if response_ids(store, run.id, response_id, 1) == [response_id]), None),
        next((run for run in runs if response_ids(store, run.id, response_id, 1)), None),
    ):
        if found is not None:
            return found
    return find_run(store, "latest")


def answer(store: Store, run_id: int, response_id: str) -> Answer:
    """One response of a run, by its id or by a beginning that fits no other; UsageError otherwise."""
    row = store.row(
        "SELECT runs.name, r.response_id, r.query_id, b.query, r.line, r.model, r.metadata, r.text, r.raw, "
        "r.worst, r.best, r.coverage FROM responses AS r JOIN runs ON runs.id = r.run_id "
        "JOIN run_rubrics AS q ON q.run_id = r.run_id AND q.query_id = r.query_id "
        "JOIN rubrics AS b ON b.digest = q.rubric_digest WHERE r.run_id = ? AND r.response_id = ?",
        (run_id, response_id),
    )
    if row is None:
        close = response_ids(store, run_id, response_id)
        if len(close) == 1:
            return answer(store, run_id, close[0])
        hint = f"; it begins {', '.join(close)}" if close else ""
        raise UsageError(f"no response {response_id!r} in run {run_by_id(store, run_id).name}{hint}")
    values = list(row)
    values[6] = json.loads(row[6])
    values += [_verdicts(store, run_id, row[1]), _rewards(store, run_id, row[1])]
    return Answer(*values)


def _verdicts(store: Store, run_id: int, response_id: str) -> tuple[AnswerVerdict, ...]:
    found = store.rows(
        "SELECT v.criterion_id, c.metric, c.kind, c.points, c.critical, c.note, "
        "coalesce(o.status, v.status), v.score, v.evidence, v.explanation, coalesce(o.who, ''), "
        "v.status, coalesce(o.at, ''), coalesce(o.why, '') "
        "FROM responses AS r "
        "JOIN run_rubrics AS q ON q.run_id = r.run_id AND q.query_id = r.query_id "
        "JOIN criteria AS c ON c.rubric_digest = q.rubric_digest "
        "JOIN verdicts AS v ON v.run_id = r.run_id AND v.response_id = r.response_id "
        "AND v.criterion_id = c.criterion_id "
        "LEFT JOIN latest_overrides AS o ON o.run_id = v.run_id AND o.response_id = v.response_id "
        "AND o.criterion_id = v.criterion_id "
        "WHERE r.run_id = ? AND r.response_id = ? ORDER BY c.position",
        (run_id, response_id),
    )
    return tuple(
        AnswerVerdict(
            name,
            metric,
            kind,
            points,
            bool(critical),
            note,
            Status(status),
            score,
            spans_of(spans),
            why,
            by,
            Status(graded),
            *rest,
        )
        for name, metric, kind, points, critical, note, status, score, spans, why, by, graded, *rest in found
    )


def _rewards(store: Store, run_id: int, response_id: str) -> tuple[RewardValue, ...]:
    return tuple(
        RewardValue(*row)
        for row in store.rows(
            "SELECT reward, value, problem FROM rewards WHERE run_id = ? AND response_id = ? ORDER BY reward",
            (run_id, response_id),
        )
    )
