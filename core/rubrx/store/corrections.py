"""What people corrected in a run: the overrides in force, and the verdict counts as they were without them."""

from __future__ import annotations

from collections.abc import Iterator

from rubrx.records import Correction, Status
from rubrx.store.database import Store
from rubrx.store.figures import Tally


def corrections(store: Store, run_id: int) -> Iterator[Correction]:
    """The overrides in force, critical criteria first, then by query, response and criterion."""
    for row in store.rows(
        "SELECT r.query_id, o.response_id, o.criterion_id, c.metric, c.critical, v.status, o.status, o.who, o.at, "
        "o.why FROM latest_overrides AS o "
        "JOIN responses AS r ON r.run_id = o.run_id AND r.response_id = o.response_id "
        "JOIN verdicts AS v ON v.run_id = o.run_id AND v.response_id = o.response_id "
        "AND v.criterion_id = o.criterion_id "
        "JOIN run_rubrics AS q ON q.run_id = o.run_id AND q.query_id = r.query_id "
        "JOIN criteria AS c ON c.rubric_digest = q.rubric_digest AND c.criterion_id = o.criterion_id "
        "WHERE o.run_id = ? ORDER BY c.critical DESC, r.query_id, o.response_id, o.criterion_id",
        (run_id,),
    ):
        query, response, criterion, metric, critical, graded, status, *rest = row
        yield Correction(query, response, criterion, metric, bool(critical), Status(graded), Status(status), *rest)


def graded_tallies(store: Store, run_id: int) -> list[Tally]:
    """Verdict counts by (query, criterion, status) as the grader gave them, overrides left out."""
    return [
        Tally(query, criterion, Status(status), n)
        for query, criterion, status, n in store.rows(
            "SELECT query_id, criterion_id, status, n FROM tallies WHERE run_id = ? "
            "ORDER BY query_id, criterion_id, status",
            (run_id,),
        )
    ]
