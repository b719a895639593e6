"""A run's answers with all that was found of them, a batch at a time: the database as it stood at the first one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rubrx.records import Span, Status
from rubrx.store.database import Store
from rubrx.store.figures import CriterionRow, criteria, rubrics, spans_of
from rubrx.store.overrides import overrides
from rubrx.store.prepared import RewardValue

#: answers that are in memory at once
BATCH = 250
_STATUS = {status.value: status for status in Status}


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
        bounds = store.row("SELECT min(rowid) - 1, max(rowid) FROM responses WHERE run_id = ?", (run_id,))
        last, end = bounds or (None, None)
        worth = _Worth(store, run_id)
        while rows := list(
            store.rows(
                "SELECT rowid, response_id, query_id, line, model, metadata, text, raw, worst, best, coverage "
                # "+": no index on run_id, which would sort the whole run anew for every batch
                "FROM responses WHERE +run_id = ? AND rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?",
                (run_id, last, end, BATCH),
            )
        ):
            last = rows[-1][0]
            ids = [row[1] for row in rows]
            verdicts, rewards = _verdicts(store, run_id, ids), _rewards(store, run_id, ids)
            for _, name, query, line, model, metadata, text, raw, worst, best, coverage in rows:
                yield ExportedAnswer(
                    name,
                    query,
                    worth.digest(query),
                    line,
                    model,
                    json.loads(metadata) if metadata != "{}" else {},
                    text,
                    raw,
                    worst,
                    best,
                    coverage,
                    worth.verdicts(query, name, verdicts.get(name, ())),
                    tuple(rewards.get(name, ())),
                )
    finally:
        if own and store.connection.in_transaction:
            store.connection.execute("ROLLBACK")


class _Worth:
    """What stands beside a run's verdicts: the criteria of each query, in order, and what people corrected."""

    def __init__(self, store: Store, run_id: int) -> None:
        self._digests = {row.query_id: row.digest for row in rubrics(store, run_id)}
        self._criteria: dict[str, dict[str, CriterionRow]] = {}
        for row in criteria(store, run_id):
            self._criteria.setdefault(row.query_id, {})[row.criterion_id] = row
        self._overrides = {(each.response_id, each.criterion_id): each for each in overrides(store, run_id)}

    def digest(self, query_id: str) -> str:
        """The digest of the query's rubric; '' where somebody took it away."""
        return self._digests.get(query_id, "")

    def verdicts(self, query_id: str, response_id: str, rows: Sequence[tuple[Any, ...]]) -> tuple[ExportedVerdict, ...]:
        """The verdicts on an answer, in the rubric's order; one on no criterion of it is left out."""
        known = {row[1]: row for row in rows}
        found = []
        for name, worth in self._criteria.get(query_id, {}).items():
            if name not in known:
                continue
            _, _, status, score, evidence, explanation = known[name]
            override = self._overrides.get((response_id, name))
            found.append(
                ExportedVerdict(
                    name,
                    worth.metric,
                    worth.kind,
                    worth.points,
                    worth.critical,
                    _STATUS[status] if override is None else override.status,
                    _STATUS[status],
                    score,
                    spans_of(evidence),
                    explanation,
                    *((None, None) if override is None else (override.who, override.why)),
                )
            )
        return tuple(found)


def _verdicts(store: Store, run_id: int, ids: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in store.rows(
        "SELECT response_id, criterion_id, status, score, evidence, explanation FROM verdicts "  # noqa: S608
        f"WHERE run_id = ? AND response_id IN ({','.join('?' * len(ids))})",
        (run_id, *ids),
    ):
        found.setdefault(row[0], []).append(row)
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
