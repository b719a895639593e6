"""Walk over a run's rows once: the hash chain worked out again from them, and what is counted beside them counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from rubrx.store.chain import (
    START,
    Break,
    ChainCheck,
    Frame,
    digest_of,
    fingerprint_in,
    head_of,
    link_of,
    rejected_digest,
)
from rubrx.store.database import Store
from rubrx.store.faults import explained
from rubrx.store.sums import Hedges, RewardSum, asked_of, hedges_of, sum_of

#: distinct rows of statuses, and values of rewards, that are held until they are added up
HELD = 20_000

# "+": by row number, in the order in which they were written; an index on run_id would have to be sorted
_ANSWERS = (
    "SELECT response_id, query_id, line, model, metadata, raw, worst, best, coverage, text, link FROM responses "
    "WHERE rowid BETWEEN ? AND ? AND +run_id = ? ORDER BY rowid"
)
_VERDICTS = (
    "SELECT criterion_id, status, score, evidence, explanation FROM verdicts "
    "WHERE run_id = ? AND response_id = ? ORDER BY criterion_id"
)
_REWARDS = "SELECT reward, value, problem FROM rewards WHERE run_id = ? AND response_id = ? ORDER BY reward"
_REJECTS = "SELECT line, field, problem, raw, link FROM rejects WHERE run_id = ? ORDER BY id"


@dataclass(slots=True)
class Counted:
    """What a run's answers come to: verdicts by (query, criterion, status), hedging by query, rewards by name.

    `verdict_rows` and `reward_rows` are those that belong to an answer.
    """

    verdicts: dict[tuple[str, str, str], int] = field(default_factory=dict)
    hedges: dict[str, Hedges] = field(default_factory=dict)
    rewards: dict[str, RewardSum] = field(default_factory=dict)
    verdict_rows: int = 0
    reward_rows: int = 0


def check_chain(store: Store, run_id: int) -> ChainCheck:
    """Work a run's chain out again from its rows, streamed; linear in their number."""
    return walk(store, run_id)[0]


def walk(store: Store, run_id: int) -> tuple[ChainCheck, Counted]:
    """The chain as the rows give it, and what they come to, of one pass over them; KeyError for no such run."""
    stored, settings, versions, source_digest, *counters = _run_row(store, run_id)
    counter = _Counter(store, run_id)
    with explained(store.path):
        graded, n_graded, broken = _graded(store, run_id, counter)
        rejected, n_rejected, broken_reject = _rejected(store, run_id)
    broken = broken or broken_reject
    computed = head_of(graded, rejected, Frame(tuple(counters), settings, versions, source_digest))
    if broken is None and computed != stored:
        problem = "its counters, settings, source digest or last rows are not what was written"
        broken = Break("run", str(run_id), 0, problem)
    return ChainCheck(stored, computed, n_graded + n_rejected, broken), counter.counted()


def _run_row(store: Store, run_id: int) -> tuple[Any, ...]:
    row = store.row(
        "SELECT head, settings, versions, source_digest, read_rows, graded, rejected, skipped FROM runs WHERE id = ?",
        (run_id,),
    )
    if row is None:
        raise KeyError(run_id)
    return row


def _graded(store: Store, run_id: int, counter: _Counter) -> tuple[bytes, int, Break | None]:
    """The last link over the graded rows, their number, and the first that departs."""
    bounds = store.row("SELECT min(rowid), max(rowid) FROM responses WHERE run_id = ?", (run_id,))
    verdict_cursor, reward_cursor = store.connection.cursor(), store.connection.cursor()
    orders: dict[str, _Order] = {}
    broken: Break | None = None
    link, n = START, 0
    for *response, stored_link in store.connection.execute(_ANSWERS, (*(bounds or ()), run_id)):
        n += 1
        name, query = response[0], response[1]
        order = orders.get(query)
        if order is None:
            order = orders[query] = _Order(store, run_id, query)
        verdicts = order.sorted(verdict_cursor.execute(_VERDICTS, (run_id, name)).fetchall())
        rewards = reward_cursor.execute(_REWARDS, (run_id, name)).fetchall()
        link = link_of(link, digest_of(response, verdicts, rewards), order.fingerprint)
        if link != stored_link and broken is None:
            broken = Break("response", str(name), int(response[2]), "is not what was graded, or not its place")
        counter.add(query, order.names, verdicts, rewards)
    return link, n, broken


def _rejected(store: Store, run_id: int) -> tuple[bytes, int, Break | None]:
    """The same over the rejected rows."""
    broken: Break | None = None
    link, n = START, 0
    for line, *row, stored_link in store.connection.execute(_REJECTS, (run_id,)):
        n += 1
        link = link_of(link, rejected_digest((line, *row)))
        if link != stored_link and broken is None:
            broken = Break("rejected row", str(line), int(line), "is not what was rejected, or not its place")
    return link, n, broken


class _Order:
    """Puts an answer's verdicts, read by criterion id, into the order of its rubric, in which they were digested."""

    def __init__(self, store: Store, run_id: int, query_id: str) -> None:
        self.fingerprint = fingerprint_in(store, run_id, query_id)
        self._places: dict[str, int] = dict(
            store.rows(
                "SELECT c.criterion_id, c.position FROM run_rubrics AS q JOIN criteria AS c "
                "ON c.rubric_digest = q.rubric_digest WHERE q.run_id = ? AND q.query_id = ?",
                (run_id, query_id),
            )
        )
        #: the criteria of the answer that was sorted last, in their order
        self.names: tuple[str, ...] = ()
        self._read: list[str] = []
        self._pick: Callable[[list[Any]], Sequence[Any]] = list

    def sorted(self, verdicts: list[Any]) -> Sequence[Any]:
        """The verdicts by place in the rubric; those that are not in it first, by id."""
        read = [verdict[0] for verdict in verdicts]
        if read != self._read:  # seldom: answers to one query have the same criteria
            self._read = read
            order = sorted(range(len(read)), key=lambda at: (self._places.get(read[at], -1), read[at]))
            self._pick = itemgetter(*order) if len(order) > 1 else list
            self.names = tuple(read[at] for at in order)
        return self._pick(verdicts)


class _Counter:
    """Counts what stands beside a run's rows; adds up equal rows of statuses once."""

    def __init__(self, store: Store, run_id: int) -> None:
        self._store = store
        self._run_id = run_id
        self._patterns: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
        self._values: dict[str, list[float | None]] = {}
        self._problems: dict[str, int] = {}
        self._counted = Counted()

    def add(self, query: str, criteria: tuple[str, ...], verdicts: Sequence[Any], rewards: Sequence[Any]) -> None:
        """Count one answer; `criteria` are those of its verdicts, in order."""
        key = (query, criteria, tuple([verdict[1] for verdict in verdicts]))
        self._patterns[key] = self._patterns.get(key, 0) + 1
        values = self._values
        for name, value, problem in rewards:
            try:
                values[name].append(value)
            except KeyError:
                values[name] = [value]
            if problem:
                self._problems[name] = self._problems.get(name, 0) + 1
        if len(self._patterns) >= HELD:
            self._add_patterns()
        if rewards and len(values[rewards[0][0]]) >= HELD:
            self._add_values()

    def counted(self) -> Counted:
        """All that was counted."""
        self._add_patterns()
        self._add_values()
        return self._counted

    def _add_patterns(self) -> None:
        found, verdicts = self._counted, self._counted.verdicts
        asked = asked_of(self._store, self._run_id, {query for query, _, _ in self._patterns})
        for (query, criteria, statuses), n in self._patterns.items():
            found.verdict_rows += n * len(statuses)
            for criterion, status in zip(criteria, statuses, strict=True):
                key = (query, criterion, status)
                verdicts[key] = verdicts.get(key, 0) + n
            if query in asked:
                one = hedges_of(asked[query], criteria, statuses)
                found.hedges[query] = found.hedges.get(query, Hedges()).plus(one, n)
        self._patterns.clear()

    def _add_values(self) -> None:
        rewards = self._counted.rewards
        for name, values in self._values.items():
            rewards[name] = rewards.get(name, RewardSum()).plus(sum_of(values, self._problems.get(name, 0)))
            self._counted.reward_rows += len(values)
        self._values.clear()
        self._problems.clear()
