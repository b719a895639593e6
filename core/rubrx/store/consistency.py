"""Whether what is counted beside a run's rows is what the rows come to: the chain covers the rows, not the counts."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from rubrx.store.database import Store
from rubrx.store.overrides import overrides
from rubrx.store.sums import Hedges, RewardSum, reward_sums
from rubrx.store.walk import Counted

T = TypeVar("T")


class OffTally(NamedTuple):
    """A count of verdicts that is not what the verdicts come to; `query_id` is None for verdicts of no response."""

    query_id: str | None
    criterion_id: str
    status: str
    told: int
    counted: int


def off_tally(store: Store, run_id: int, counted: Counted) -> OffTally | None:
    """The first verdict count of a run that its verdicts (`counted` of its answers) don't bear out, or None."""
    told = {
        (query, criterion, status): n
        for query, criterion, status, n in store.rows(
            "SELECT query_id, criterion_id, status, n FROM tallies WHERE run_id = ?", (run_id,)
        )
    }
    if told == counted.verdicts and _rows_of(store, "verdicts", run_id) == counted.verdict_rows:
        return None
    row = store.row(  # slow, and only to say where
        "SELECT query_id, criterion_id, status, sum(told), sum(counted) FROM ("
        "SELECT query_id, criterion_id, status, n AS told, 0 AS counted FROM tallies WHERE run_id = :run "
        "UNION ALL SELECT r.query_id, v.criterion_id, v.status, 0, count(*) FROM verdicts AS v "
        "LEFT JOIN responses AS r ON r.run_id = v.run_id AND r.response_id = v.response_id "
        "WHERE v.run_id = :run GROUP BY 1, 2, 3) "
        "GROUP BY 1, 2, 3 HAVING sum(told) <> sum(counted) ORDER BY 1, 2, 3 LIMIT 1",
        {"run": run_id},
    )
    return None if row is None else OffTally(*row)


def off_hedges(store: Store, run_id: int, counted: Counted) -> tuple[str, Hedges, Hedges] | None:
    """The first query whose count of hedging answers is off: its id, what is told, what is there; or None."""
    told = {
        query: Hedges(*rest)
        for query, *rest in store.rows(
            "SELECT query_id, n, hedged, abstaining FROM hedge_tallies WHERE run_id = ?", (run_id,)
        )
    }
    return _first_difference(told, counted.hedges, Hedges())


def off_reward(store: Store, run_id: int, counted: Counted) -> tuple[str, RewardSum, RewardSum] | None:
    """The same of the rewards that were added up, by name."""
    return _first_difference(reward_sums(store, run_id), counted.rewards, RewardSum())


def _first_difference(told: dict[str, T], counted: dict[str, T], nothing: T) -> tuple[str, T, T] | None:
    for name in sorted({*told, *counted}):
        pair = told.get(name, nothing), counted.get(name, nothing)
        if pair[0] != pair[1]:
            return (name, *pair)
    return None


def stray_rewards(store: Store, run_id: int, counted: Counted) -> int:
    """How many rewards of a run belong to no response of it."""
    return _rows_of(store, "rewards", run_id) - counted.reward_rows


def _rows_of(store: Store, table: str, run_id: int) -> int:
    row = store.row(f"SELECT count(*) FROM {table} WHERE run_id = ?", (run_id,))  # noqa: S608 - a name of ours
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
