"""What plugins got wrong in a run: how many verdicts and values each of them cost, and the first reason."""

from __future__ import annotations

from rubrx.records import PluginFailure, Status
from rubrx.store.database import Store
from rubrx.store.figures import criteria, tallies


def failures(store: Store, run_id: int) -> list[PluginFailure]:
    """The metrics whose verdicts became errors, then the rewards that failed on answers; each by name.

    The reason is that of the first answer by id; errors that somebody has corrected since don't count.
    """
    return [*_metrics(store, run_id), *_rewards(store, run_id)]


def _metrics(store: Store, run_id: int) -> list[PluginFailure]:
    metric = {(row.query_id, row.criterion_id): row.metric for row in criteria(store, run_id)}
    counts: dict[str, int] = {}
    first: dict[str, tuple[str, str]] = {}
    for tally in tallies(store, run_id):
        if tally.status is Status.ERROR:
            key = (tally.query_id, tally.criterion_id)
            counts[metric[key]] = counts.get(metric[key], 0) + tally.n
            first.setdefault(metric[key], key)
    return [
        PluginFailure("metric", name, n, _explanation(store, run_id, *first[name]))
        for name, n in sorted(counts.items())
    ]


def _explanation(store: Store, run_id: int, query_id: str, criterion_id: str) -> str:
    row = store.row(
        "SELECT v.explanation FROM responses AS r JOIN verdicts AS v ON v.run_id = r.run_id "
        "AND v.response_id = r.response_id AND v.criterion_id = ? "
        "WHERE r.run_id = ? AND r.query_id = ? AND v.status = 'error' ORDER BY r.response_id LIMIT 1",
        (criterion_id, run_id, query_id),
    )
    return "" if row is None else str(row[0])


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
