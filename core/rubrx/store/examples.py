"""Verdicts worth showing, found without a walk over the run: an index over scores tells where bad ones can be.

Everything here takes an open `Store` and a run's `id`, and counts an override in place of the verdict that it corrects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rubrx.records import UNASSESSED, Span, Status
from rubrx.store.database import Store
from rubrx.store.figures import CriterionRow, criteria, spans_of, tallies

#: looking at one answer after the other costs less than finding out where to look, up to so many
FEW = 2_000


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
    """Verdicts on one criterion that have one of these statuses, the first ones by response id."""
    expected = _expected(store, run_id, row, statuses, limit)
    if expected.looks > FEW:
        # rare ones: the answers that can have one, by their scores, and those that people corrected
        narrow = _found(store, run_id, row, statuses, limit, _where(row, statuses))
        if len(narrow) >= min(limit, expected.n):
            return narrow
    return _found(store, run_id, row, statuses, limit, "")


class _Expected(NamedTuple):
    """How many verdicts were graded so, and how many answers one meets by id until there are enough of them."""

    n: int
    looks: float


def _expected(store: Store, run_id: int, row: CriterionRow, statuses: Sequence[str], limit: int) -> _Expected:
    counts: dict[str, int] = dict(
        store.rows(
            "SELECT status, n FROM tallies WHERE run_id = ? AND query_id = ? AND criterion_id = ?",
            (run_id, row.query_id, row.criterion_id),
        )
    )
    graded = store.row("SELECT graded FROM runs WHERE id = ?", (run_id,))
    assert graded is not None
    n = sum(counts.get(status, 0) for status in statuses)
    return _Expected(n, graded[0] * min(1.0, limit / max(n, 1)))


def _where(row: CriterionRow, statuses: Sequence[str]) -> str:
    """Which answers of a query can have a verdict of such a status, as the index over scores can tell."""
    bad = Status.MET if row.points < 0 else Status.NOT_MET
    if all(Status(status) in UNASSESSED for status in statuses):
        condition = "coverage < 1"
    elif bad in statuses and len(statuses) == 1:
        cap = "(SELECT b.critical_cap FROM run_rubrics AS q JOIN rubrics AS b ON b.digest = q.rubric_digest "
        cap += "WHERE q.run_id = :run AND q.query_id = :query)"
        condition = f"(worst IS NULL OR worst <= {cap})" if row.critical else "(worst IS NULL OR worst < 1)"
    else:
        condition = "1"
    return (  # conditions of ours, no value
        "AND r.rowid IN (SELECT rowid FROM responses INDEXED BY responses_by_query "  # noqa: S608
        f"WHERE run_id = :run AND query_id = :query AND {condition} "
        "UNION SELECT a.rowid FROM overrides AS o JOIN responses AS a "
        "ON a.run_id = o.run_id AND a.response_id = o.response_id WHERE o.run_id = :run) "
    )


def _found(store: Store, run_id: int, row: CriterionRow, statuses: Sequence[str], limit: int, where: str) -> list[Miss]:
    """The verdicts, by response id: among all answers, or among those of a condition."""
    marks = ",".join(f":status{place}" for place in range(len(statuses)))
    found = store.rows(
        "SELECT r.response_id, coalesce(o.status, v.status) AS now, v.evidence, v.explanation, r.text "  # noqa: S608
        "FROM responses AS r "
        # CROSS JOIN: in this order (sqlite.org/optoverview.html, section 9.2)
        "CROSS JOIN verdicts AS v "
        "ON v.run_id = r.run_id AND v.response_id = r.response_id AND v.criterion_id = :criterion "
        "LEFT JOIN latest_overrides AS o ON o.run_id = v.run_id AND o.response_id = v.response_id "
        "AND o.criterion_id = v.criterion_id "
        f"WHERE {'+' if where else ''}r.run_id = :run AND r.query_id = :query {where}AND now IN ({marks}) "
        "ORDER BY r.response_id LIMIT :limit",
        {
            "criterion": row.criterion_id,
            "run": run_id,
            "query": row.query_id,
            "limit": limit,
            **{f"status{place}": status for place, status in enumerate(statuses)},
        },
    )
    return [
        Miss(
            response_id, row.query_id, row.criterion_id, row.metric, row.points, row.critical,
            Status(status), spans_of(evidence), explanation, text,
        )
        for response_id, status, evidence, explanation, text in found
    ]  # fmt: skip
