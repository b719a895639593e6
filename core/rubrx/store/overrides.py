"""People's corrections of verdicts: written beside the verdict, never over it; the newest one counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rubrx.records import Status
from rubrx.store.database import Store
from rubrx.store.figures import ScoreRow
from rubrx.store.runs import now


class OverrideRow(NamedTuple):
    """One correction as it stands: what counts instead, who said so, when (ISO 8601, UTC) and why."""

    id: int
    response_id: str
    criterion_id: str
    status: Status
    who: str
    at: str
    why: str


class CurrentVerdict(NamedTuple):
    """A verdict of a corrected response as it counts now, and as it was graded, with what it is worth."""

    query_id: str
    response_id: str
    criterion_id: str
    points: float
    critical: bool
    critical_cap: float
    status: Status
    graded: Status


def write_override(
    store: Store, run_id: int, response_id: str, criterion_id: str, status: Status, who: str, why: str
) -> OverrideRow:
    """Write a correction; nothing that is there changes."""
    at = now()
    with store.transaction() as connection:
        cursor = connection.execute(
            "INSERT INTO overrides (run_id, response_id, criterion_id, status, who, at, why) VALUES (?,?,?,?,?,?,?)",
            (run_id, response_id, criterion_id, status.value, who, at, why),
        )
    assert cursor.lastrowid is not None
    return OverrideRow(cursor.lastrowid, response_id, criterion_id, status, who, at, why)


def overrides(store: Store, run_id: int) -> list[OverrideRow]:
    """Every correction of a run, oldest first, also those that a later one replaced."""
    return [
        OverrideRow(number, response, criterion, Status(status), *rest)
        for number, response, criterion, status, *rest in store.rows(
            "SELECT id, response_id, criterion_id, status, who, at, why FROM overrides WHERE run_id = ? ORDER BY id",
            (run_id,),
        )
    ]


def carry_overrides(store: Store, run_id: int, rows: list[OverrideRow]) -> None:
    """Write corrections of another run into this one, in their order, with who, when and why as they are."""
    with store.transaction() as connection:
        connection.executemany(
            "INSERT INTO overrides (run_id, response_id, criterion_id, status, who, at, why) VALUES (?,?,?,?,?,?,?)",
            [(run_id, r.response_id, r.criterion_id, r.status.value, r.who, r.at, r.why) for r in rows],
        )


def corrected_verdicts(store: Store, run_id: int, response_id: str | None = None) -> Iterator[CurrentVerdict]:
    """All verdicts of the responses that have a correction (or of one of them), by response and rubric order."""
    for query, response, criterion, points, critical, cap, status, graded in store.rows(
        "SELECT r.query_id, r.response_id, c.criterion_id, c.points, c.critical, b.critical_cap, "
        "coalesce(o.status, v.status), v.status "
        "FROM (SELECT DISTINCT response_id FROM overrides WHERE run_id = :run) AS touched "
        "JOIN responses AS r ON r.run_id = :run AND r.response_id = touched.response_id "
        "JOIN run_rubrics AS q ON q.run_id = :run AND q.query_id = r.query_id "
        "JOIN rubrics AS b ON b.digest = q.rubric_digest "
        "JOIN criteria AS c ON c.rubric_digest = q.rubric_digest "
        "JOIN verdicts AS v ON v.run_id = :run AND v.response_id = r.response_id "
        "AND v.criterion_id = c.criterion_id "
        "LEFT JOIN latest_overrides AS o ON o.run_id = :run AND o.response_id = r.response_id "
        "AND o.criterion_id = c.criterion_id "
        "WHERE :response IS NULL OR r.response_id = :response ORDER BY r.response_id, c.position",
        {"run": run_id, "response": response_id},
    ):
        yield CurrentVerdict(query, response, criterion, points, bool(critical), cap, Status(status), Status(graded))


def graded_scores(store: Store, run_id: int) -> dict[str, ScoreRow]:
    """The score of each response that has a correction, as it was graded, by id."""
    return {
        row[1]: ScoreRow(*row)
        for row in store.rows(
            "SELECT r.query_id, r.response_id, r.raw, r.worst, r.best, r.coverage "
            "FROM (SELECT DISTINCT response_id FROM overrides WHERE run_id = :run) AS o "
            "JOIN responses AS r ON r.run_id = :run AND r.response_id = o.response_id",
            {"run": run_id},
        )
    }
