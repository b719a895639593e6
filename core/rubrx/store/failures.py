"""What plugins got wrong in a run: how many verdicts and values each of them cost, and the first reason."""

from __future__ import annotations

from rubrx.records import PluginFailure, Status
from rubrx.store.database import Store
from rubrx.store.examples import verdicts_with
from rubrx.store.figures import CriterionRow, criteria, tallies


def failures(store: Store, run_id: int) -> list[PluginFailure]:
    """The metrics whose verdicts became errors, then the rewards that failed on answers; each by name.

    The reason is that of the first answer by id; errors that somebody has corrected since don't count.
    """
    return [*_metrics(store, run_id), *_rewards(store, run_id)]


def _metrics(store: Store, run_id: int) -> list[PluginFailure]:
    rows = {(row.query_id, row.criterion_id): row for row in criteria(store, run_id)}
    counts: dict[str, int] = {}
    first: dict[str, CriterionRow] = {}
    for tally in tallies(store, run_id):
        if tally.status is Status.ERROR:
            row = rows[tally.query_id, tally.criterion_id]
            counts[row.metric] = counts.get(row.metric, 0) + tally.n
            first.setdefault(row.metric, row)
    return [PluginFailure("metric", name, n, _reason(store, run_id, first[name])) for name, n in sorted(counts.items())]


def _reason(store: Store, run_id: int, row: CriterionRow) -> str:
    found = verdicts_with(store, run_id, row, [Status.ERROR.value], 1)
    return found[0].explanation if found else ""


def _rewards(store: Store, run_id: int) -> list[PluginFailure]:
    # SQLite takes the bare column from the row that min() chose (sqlite.org/lang_select.html, section 2.5)
    return [
        PluginFailure("reward", name, n, problem)
        for name, n, problem, _ in store.rows(
            "SELECT reward, count(*), problem, min(response_id) FROM rewards "
            "WHERE run_id = ? AND problem <> '' GROUP BY reward ORDER BY reward",
            (run_id,),
        )
    ]
