"""What is added up of a run while its batches are written, so that a report need not walk over all rows.

A sum of rewards is kept exactly, as a fraction: a sum of rounded numbers would depend on where one batch ended and the
next began, and so on how quick the machine was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import fsum
from operator import itemgetter
from typing import Any, NamedTuple

from rubrx.records import Status
from rubrx.store.database import Store
from rubrx.store.prepared import Prepared

#: a statement, and the rows to run it with
Statement = tuple[str, Sequence[Sequence[Any]]]
#: values of one verdict in `Prepared.verdicts`, and the places of three of them
WIDTH, NAME, CRITERION, STATUS = 7, 1, 2, 3

MET, NOT_APPLICABLE = Status.MET.value, Status.NOT_APPLICABLE.value
OPEN, ERROR = Status.CANNOT_ASSESS.value, Status.ERROR.value
# A hedge: humility's positive criteria, less no_absolutes, which silence meets. Substance: positive criteria
# of the metrics that ask an answer to say something. Unassessed: a hedge given, substance not given.
ASKED = """
    SELECT q.query_id, c.criterion_id, c.metric = 'humility' AS hedge
    FROM run_rubrics AS q JOIN criteria AS c ON c.rubric_digest = q.rubric_digest
    WHERE q.run_id = :run AND c.points > 0 AND c.metric <> 'specificity'
      AND NOT (c.metric = 'humility' AND c.kind = 'no_absolutes')"""


class Asked(NamedTuple):
    """The criteria of one query that ask for a hedge, and those that ask for substance."""

    hedge: frozenset[str]
    substance: frozenset[str]


class Hedges(NamedTuple):
    """Of `n` answers asked for a hedge and for substance: those that hedge, and those of them that say nothing else."""

    n: int = 0
    hedged: int = 0
    abstaining: int = 0

    def plus(self, other: Hedges, sign: int = 1) -> Hedges:
        """Both together, or with -1 the difference."""
        return Hedges(*(a + sign * b for a, b in zip(self, other, strict=True)))


class RewardSum(NamedTuple):
    """One reward's values added up: `scored` of `n` are numbers, `problems` faults; `over`/`under` is their sum."""

    n: int = 0
    scored: int = 0
    problems: int = 0
    over: int = 0
    under: int = 1
    low: float | None = None
    high: float | None = None

    def plus(self, other: RewardSum) -> RewardSum:
        """Both together."""
        over, under = self.over * other.under + other.over * self.under, self.under * other.under
        common = min(over & -over, under) if over else under  # denominators are powers of two: the largest both have
        lows, highs = ([v for v in pair if v is not None] for pair in ((self.low, other.low), (self.high, other.high)))
        return RewardSum(
            self.n + other.n,
            self.scored + other.scored,
            self.problems + other.problems,
            over // common,
            under // common,
            min(lows, default=None),
            max(highs, default=None),
        )

    @property
    def mean(self) -> float | None:
        """The mean of the numbers, correctly rounded; None without one."""
        return self.over / (self.under * self.scored) if self.scored else None


def sum_of(values: Iterable[float | None], problems: int = 0) -> RewardSum:
    """Values of one reward added up; `problems` says how many of the missing ones are faults."""
    every = list(values)
    numbers = [value for value in every if value is not None]
    found = RewardSum(len(every), len(numbers), problems)
    if not numbers:
        return found
    left: list[Any] = [*numbers]
    try:
        while part := fsum(left):  # the sum rounded; then what it lacks, until nothing is lacking
            found = found.plus(RewardSum(0, 0, 0, *part.as_integer_ratio()))
            left.append(-part)
    except OverflowError:  # no float holds it
        for value in left[len(numbers) :]:
            found = found.plus(RewardSum(0, 0, 0, *value.as_integer_ratio()))
        for value in numbers:
            found = found.plus(RewardSum(0, 0, 0, *value.as_integer_ratio()))
    return found._replace(low=min(numbers), high=max(numbers))


def sum_statements(store: Store, run_id: int, ready: Sequence[Prepared]) -> list[Statement]:
    """What a batch adds to the sums of its run; to be run in the batch's transaction, its rubrics written."""
    hedges: dict[str, Hedges] = {}
    values: dict[str, list[float | None]] = {}
    problems: dict[str, int] = {}
    for each in ready:
        _add_hedges(hedges, each, asked_of(store, run_id, {query for query, _, _ in each.tally}))
        for _, _, reward, value, problem in each.rewards:
            try:
                values[reward].append(value)
            except KeyError:
                values[reward] = [value]
            if problem:
                problems[reward] = problems.get(reward, 0) + 1
    before = reward_sums(store, run_id) if values else {}
    sums = {
        name: before.get(name, RewardSum()).plus(sum_of(each, problems.get(name, 0))) for name, each in values.items()
    }
    return [
        (
            "INSERT INTO hedge_tallies VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET n = n + excluded.n, "
            "hedged = hedged + excluded.hedged, abstaining = abstaining + excluded.abstaining",
            [(run_id, query, *found) for query, found in sorted(hedges.items())],
        ),
        (
            "INSERT OR REPLACE INTO reward_tallies VALUES (?,?,?,?,?,?,?,?)",
            [
                (run_id, name, s.n, s.scored, s.problems, s.low, s.high, f"{s.over}/{s.under}")
                for name, s in sorted(sums.items())
            ],
        ),
    ]


def reward_sums(store: Store, run_id: int) -> dict[str, RewardSum]:
    """The rewards of a run so far, added up, by name."""
    return {
        name: RewardSum(n, scored, problems, int(over), int(under), low, high)
        for name, n, scored, problems, low, high, total in store.rows(
            "SELECT reward, n, scored, problems, low, high, total FROM reward_tallies WHERE run_id = ? ORDER BY reward",
            (run_id,),
        )
        for over, under in [total.split("/")]
    }


def asked_of(store: Store, run_id: int, queries: Iterable[str]) -> dict[str, Asked]:
    """Of these queries those that ask for both hedge and substance; looked up once an open store."""
    known = store.asked
    if any((run_id, query) not in known for query in queries):
        found: dict[str, tuple[set[str], set[str]]] = {}
        for query, criterion, hedge in store.rows(ASKED, {"run": run_id}):
            found.setdefault(query, (set(), set()))[not hedge].add(criterion)
        for query in queries:
            hedges, substance = found.get(query, ((), ()))
            known[run_id, query] = (frozenset(hedges), frozenset(substance)) if hedges and substance else None
    return {query: Asked(*both) for query in queries if (both := known[run_id, query]) is not None}


def hedges_of(asked: Asked, criteria: Sequence[str], statuses: Sequence[str]) -> Hedges:
    """One answer, from the criteria and the statuses of its verdicts."""
    counter = _Counter(asked)
    counter.add(criteria, statuses)
    return Hedges(*counter.total)


def _add_hedges(sums: dict[str, Hedges], prepared: Prepared, asked: dict[str, Asked]) -> None:
    """Count the answers to the queries that are `asked`; all rows of a batch lie end to end."""
    if not asked:
        return
    flat, at = prepared.verdicts, 0
    flat_end = len(flat)
    counters = {query: _Counter(both) for query, both in asked.items()}
    lengths: dict[str, int] = {}
    for response in prepared.responses:
        name, query = response[1], response[2]
        # most often as many verdicts as the answer before to this query had
        end = at + lengths.get(query, 0)
        if end > flat_end or (end > at and flat[end - WIDTH + NAME] != name):
            end = at
        while end < flat_end and flat[end + NAME] == name:
            end += WIDTH
        lengths[query] = end - at
        if (counter := counters.get(query)) is not None:
            counter.add(flat[at + CRITERION : end : WIDTH], flat[at + STATUS : end : WIDTH])
        at = end
    for query, counter in counters.items():
        sums[query] = sums.get(query, Hedges()).plus(Hedges(*counter.total))


class _Counter:
    """Counts answers to one query; quick where one has the same criteria as the one before."""

    def __init__(self, asked: Asked) -> None:
        self.total = [0, 0, 0]
        self._asked = asked
        self._criteria: Sequence[str] = ()
        self._hedges: Callable[[Sequence[str]], Sequence[str]] | None = None
        self._substance: Callable[[Sequence[str]], Sequence[str]] | None = None

    def add(self, criteria: Sequence[str], statuses: Sequence[str]) -> None:
        """Count one answer."""
        if criteria != self._criteria:
            self._criteria = criteria
            self._hedges = _picker([at for at, name in enumerate(criteria) if name in self._asked.hedge])
            self._substance = _picker([at for at, name in enumerate(criteria) if name in self._asked.substance])
        if self._hedges is None or self._substance is None:
            return
        hedges, substance = self._hedges(statuses), self._substance(statuses)
        said = MET in substance
        if not said and substance.count(NOT_APPLICABLE) == len(substance):
            return
        if MET in hedges or OPEN in hedges or ERROR in hedges:
            self.total[1] += 1
            self.total[2] += not said
        elif hedges.count(NOT_APPLICABLE) == len(hedges):
            return
        self.total[0] += 1


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], Sequence[str]] | None:
    """Picks what stands at these places, as a tuple; None where there are none."""
    return itemgetter(*places, places[-1]) if places else None  # one twice: of a single one it would make no tuple
