"""Pair the answers of two runs, and count their verdicts in pairs; memory stays flat, however long the runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from rubrx import store as database
from rubrx.records import Status
from rubrx.reports.paired_verdicts import PairCounts, PairTally
from rubrx.store.answer_pairs import PAGE, Pair, alone, corrected_statuses, pairs_by_id, pairs_of, statuses_of

#: different pairs of answers that are held until they are taken apart
ALIKE = 20_000


def pair_verdicts(store: database.Store, a: database.Run, b: database.Run) -> tuple[list[PairTally], PairCounts]:
    """The verdicts of paired answers, counted by criterion and by both statuses.

    Paired by id where both runs have it, the rest of each query in file order.
    """
    counter = _PairCounter(corrected_statuses(store, a.id), corrected_statuses(store, b.id))
    for pair in pairs_by_id(store, a.id, b.id):
        counter.add(pair)
    by_id = counter.pairs
    left = [0, 0]
    if by_id < max(a.graded, b.graded):
        for couples in _in_order(alone(store, a.id, b.id), alone(store, b.id, a.id), left):
            for pair in pairs_of(store, a.id, b.id, couples):
                counter.add(pair)
    return counter.tallies(), PairCounts(by_id, counter.pairs - by_id, *left)


def _in_order(
    before: Iterator[tuple[str, str]], after: Iterator[tuple[str, str]], left: list[int]
) -> Iterator[list[tuple[str, str, str]]]:
    """Pages of (query, answer, its counterpart) of two streams by query; `left` counts those without, on each side."""
    page: list[tuple[str, str, str]] = []
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        if old is not None and new is not None and old[0] == new[0]:
            page.append((*old, new[1]))
            old, new = next(before, None), next(after, None)
        elif new is None or (old is not None and old[0] < new[0]):
            left[0] += 1
            old = next(before, None)
        else:
            left[1] += 1
            new = next(after, None)
        if len(page) == PAGE:
            yield page
            page = []
    yield page


class _PairCounter:
    """Counts pairs of verdicts; answers with the same statuses on both sides are taken apart once."""

    def __init__(self, before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> None:
        """With what people corrected on either side: status by response and criterion."""
        self.pairs = 0
        self._corrected = before, after
        self._alike: dict[tuple[str, str, str], int] = {}
        self._counted: Counter[tuple[str, str, str, str]] = Counter()

    def add(self, pair: Pair) -> None:
        """Count one pair of answers."""
        self.pairs += 1
        query, old, new, before, after = pair
        if old in self._corrected[0] or new in self._corrected[1]:
            was = {**statuses_of(before), **self._corrected[0].get(old, {})}
            self._count(query, was, {**statuses_of(after), **self._corrected[1].get(new, {})}, 1)
            return
        key = (query, before, after)
        self._alike[key] = self._alike.get(key, 0) + 1
        if len(self._alike) >= ALIKE:
            self._take_apart()

    def tallies(self) -> list[PairTally]:
        """All pairs of verdicts, by query, criterion and statuses."""
        self._take_apart()
        return [
            PairTally(query, criterion, Status(was), Status(is_), n)
            for (query, criterion, was, is_), n in sorted(self._counted.items())
        ]

    def _take_apart(self) -> None:
        for (query, before, after), n in self._alike.items():
            self._count(query, statuses_of(before), statuses_of(after), n)
        self._alike.clear()

    def _count(self, query: str, before: Mapping[str, str], after: Mapping[str, str], n: int) -> None:
        for criterion, was in before.items():
            if (is_ := after.get(criterion)) is not None:
                self._counted[query, criterion, was, is_] += n
