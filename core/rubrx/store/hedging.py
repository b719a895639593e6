"""How many answers of a run only hedge: as they were added up while it was graded, and as people corrected them."""

from __future__ import annotations

from itertools import groupby

from rubrx.store.database import Store
from rubrx.store.sums import Hedges, asked_of, hedges_of


def hedging(store: Store, run_id: int) -> Hedges:
    """The answers that were asked for hedge and substance, corrections counted; see `Hedges`."""
    row = store.row(
        "SELECT coalesce(sum(n), 0), coalesce(sum(hedged), 0), coalesce(sum(abstaining), 0) FROM hedge_tallies "
        "WHERE run_id = ?",
        (run_id,),
    )
    assert row is not None
    return Hedges(*row).plus(_corrected(store, run_id))


def _corrected(store: Store, run_id: int) -> Hedges:
    """What corrections change: the answers that have one, as they count now less as they were graded."""
    change = Hedges()
    rows = store.rows(
        "SELECT r.query_id, v.response_id, v.criterion_id, coalesce(o.status, v.status), v.status "
        "FROM (SELECT DISTINCT response_id FROM overrides WHERE run_id = :run) AS touched "
        # CROSS JOIN: in this order, few before many (sqlite.org/optoverview.html, section 9.2)
        "CROSS JOIN responses AS r ON r.run_id = :run AND r.response_id = touched.response_id "
        "CROSS JOIN verdicts AS v ON v.run_id = :run AND v.response_id = r.response_id "
        "LEFT JOIN latest_overrides AS o ON o.run_id = :run AND o.response_id = v.response_id "
        "AND o.criterion_id = v.criterion_id ORDER BY v.response_id",
        {"run": run_id},
    )
    for (query, _), verdicts in groupby(rows, lambda row: row[:2]):
        asked = asked_of(store, run_id, [query]).get(query)
        if asked is not None:
            _, _, criteria, current, graded = zip(*verdicts, strict=True)
            now, then = hedges_of(asked, criteria, current), hedges_of(asked, criteria, graded)
            change = change.plus(now).plus(then, -1)
    return change
