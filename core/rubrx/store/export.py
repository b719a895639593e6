"""A run's answers with all that was found of them, a batch at a time: the database as it stood at the first one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rubrx.records import Span, Status
from rubrx.store.database import Store
from rubrx.store.figures import spans_of
from rubrx.store.prepared import RewardValue

#: answers that are in memory at once
BATCH = 250


class ExportedVerdict(NamedTuple):
    """One verdict: `status` counts now, `graded_status` is the grader's; the last two tell who corrected it."""

    criterion_id: str
    metric: str
    kind: str
    points: float
    critical: bool
    status: Status
    graded_status: Status
    score: float
    evidence: tuple[Span, ...]
    explanation: str
    overridden_by: str | None
    override_reason: str | None


class ExportedAnswer(NamedTuple):
    """One answer with its verdicts in the rubric's order and its rewards by name; scores are as graded."""

    response_id: str
    query_id: str
    rubric_digest: str
    line: int
    model: str | None
    metadata: Mapping[str, object]
    text: str
    raw: float | None
    worst: float | None
    best: float | None
    coverage: float
    verdicts: tuple[ExportedVerdict, ...]
    rewards: tuple[RewardValue, ...]


def exported(store: Store, run_id: int) -> Iterator[ExportedAnswer]:
    """Every answer of a run in the order in which it was stored, as of one moment: a run may go on meanwhile."""
    own = not store.connection.in_transaction
    if own:
        store.connection.execute("BEGIN")  # a read transaction: all that follows sees one state of the file
    try:
        last = 0
        while rows := list(
            store.rows(
                "SELECT r.rowid, r.response_id, r.query_id, q.rubric_digest, r.line, r.model, r.metadata, r.text, "
                "r.raw, r.worst, r.best, r.coverage FROM responses AS r "
                "JOIN run_rubrics AS q ON q.run_id = r.run_id AND q.query_id = r.query_id "
                # "+": no index on run_id, which would sort the whole run anew for every batch
                "WHERE +r.run_id = ? AND r.rowid > ? ORDER BY r.rowid LIMIT ?",
                (run_id, last, BATCH),
            )
        ):
            last = rows[-1][0]
            ids = [row[1] for row in rows]
            verdicts, rewards = _verdicts(store, run_id, ids), _rewards(store, run_id, ids)
            for row in rows:
                yield _answer(row, verdicts.get(row[1], ()), rewards.get(row[1], ()))
    finally:
        if own and store.connection.in_transaction:
            store.connection.execute("ROLLBACK")


def _answer(
    row: tuple[Any, ...], verdicts: Sequence[ExportedVerdict], rewards: Sequence[RewardValue]
) -> ExportedAnswer:
    values = [*row[1:], tuple(verdicts), tuple(rewards)]
    values[5] = json.loads(values[5])  # metadata
    return ExportedAnswer._make(values)


def _verdicts(store: Store, run_id: int, ids: Sequence[str]) -> dict[str, list[ExportedVerdict]]:
    found: dict[str, list[ExportedVerdict]] = {}
    for response, name, metric, kind, points, critical, status, graded, score, spans, *rest in store.rows(
        "SELECT v.response_id, v.criterion_id, c.metric, c.kind, c.points, c.critical, coalesce(o.status, v.status), "  # noqa: S608
        "v.status, v.score, v.evidence, v.explanation, o.who, o.why FROM verdicts AS v "
        "JOIN responses AS r ON r.run_id = v.run_id AND r.response_id = v.response_id "
        "JOIN run_rubrics AS q ON q.run_id = v.run_id AND q.query_id = r.query_id "
        "JOIN criteria AS c ON c.rubric_digest = q.rubric_digest AND c.criterion_id = v.criterion_id "
        "LEFT JOIN latest_overrides AS o ON o.run_id = v.run_id AND o.response_id = v.response_id "
        "AND o.criterion_id = v.criterion_id "
        f"WHERE v.run_id = ? AND v.response_id IN ({','.join('?' * len(ids))}) ORDER BY v.response_id, c.position",
        (run_id, *ids),
    ):
        found.setdefault(response, []).append(
            ExportedVerdict(
                name,
                metric,
                kind,
                points,
                bool(critical),
                Status(status),
                Status(graded),
                score,
                spans_of(spans),
                *rest,
            )
        )
    return found


def _rewards(store: Store, run_id: int, ids: Sequence[str]) -> dict[str, list[RewardValue]]:
    found: dict[str, list[RewardValue]] = {}
    for response, *reward in store.rows(
        "SELECT response_id, reward, value, problem FROM rewards "  # noqa: S608
        f"WHERE run_id = ? AND response_id IN ({','.join('?' * len(ids))}) ORDER BY response_id, reward",
        (run_id, *ids),
    ):
        found.setdefault(response, []).append(RewardValue(*reward))
    return found
