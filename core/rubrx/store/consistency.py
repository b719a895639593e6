"""Whether what is counted beside a run's rows is what the rows come to: the chain covers the rows, not the counts."""

from __future__ import annotations

from typing import NamedTuple

from rubrx.store.database import Store
from rubrx.store.overrides import overrides


class OffTally(NamedTuple):
    """A count of verdicts that is not what the verdicts come to; `query_id` is None for verdicts of no response."""

    query_id: str | None
    criterion_id: str
    status: str
    told: int
    counted: int


def off_tally(store: Store, run_id: int) -> OffTally | None:
    """The first verdict count of a run that its verdicts don't bear out, or None."""
    row = store.row(
        "SELECT query_id, criterion_id, status, sum(told), sum(counted) FROM ("
        "SELECT query_id, criterion_id, status, n AS told, 0 AS counted FROM tallies WHERE run_id = :run "
        "UNION ALL SELECT r.query_id, v.criterion_id, v.status, 0, count(*) FROM verdicts AS v "
        "LEFT JOIN responses AS r ON r.run_id = v.run_id AND r.response_id = v.response_id "
        "WHERE v.run_id = :run GROUP BY 1, 2, 3) "
        "GROUP BY 1, 2, 3 HAVING sum(told) <> sum(counted) ORDER BY 1, 2, 3 LIMIT 1",
        {"run": run_id},
    )
    return None if row is None else OffTally(*row)


def stray_rewards(store: Store, run_id: int) -> int:
    """How many rewards of a run belong to no response of it."""
    row = store.row(
        "SELECT count(*) FROM rewards AS w WHERE run_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM responses AS r WHERE r.run_id = w.run_id AND r.response_id = w.response_id)",
        (run_id,),
    )
    assert row is not None
    return int(row[0])


def skipped_rows(store: Store, run_id: int) -> int:
    """How many rows the skips of a run come to."""
    row = store.row("SELECT coalesce(sum(n), 0) FROM skips WHERE run_id = ?", (run_id,))
    assert row is not None
    return int(row[0])


def stray_overrides(store: Store, run_id: int) -> int:
    """How many corrections of a run are of a verdict that it does not have."""
    have = {
        (response, criterion)
        for response, criterion in store.rows(
            "SELECT o.response_id, o.criterion_id FROM overrides AS o JOIN verdicts AS v ON v.run_id = o.run_id "
            "AND v.response_id = o.response_id AND v.criterion_id = o.criterion_id WHERE o.run_id = ?",
            (run_id,),
        )
    }
    return sum((each.response_id, each.criterion_id) not in have for each in overrides(store, run_id))
