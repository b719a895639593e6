"""Verdicts of two runs paired answer by answer: what was fixed, what regressed, and how surely.

A pair is one criterion on an answer and on its counterpart in the other run, both applicable. It was fixed where
it went badly before and well after; an unassessed verdict never went well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rubrx.records import Status
from rubrx.reports.rates import printing_order, went_well
from rubrx.reports.rows import TallyRow
from rubrx.statistics import Interval, clean_bound, clean_n, detectable_change, holm, mcnemar, paired_change, sign_flip

#: by how much critical criteria may get worse at most, unless somebody says otherwise
MARGIN = 0.05


class PairTally(NamedTuple):
    """How many pairs of one criterion of one query had this status before and that one after."""

    query_id: str
    criterion_id: str
    before: Status
    after: Status
    n: int


@dataclass(frozen=True, slots=True)
class PairCounts:
    """How the answers were paired: by their id where both runs have it, the rest of a query in file order."""

    by_id: int = 0
    in_order: int = 0
    left_before: int = 0
    left_after: int = 0


@dataclass(frozen=True, slots=True)
class VerdictTest:
    """One metric's pairs: `fixed` and `regressed` of `pairs`, and what that allows one to say.

    `p` is the exact McNemar test's, as if pairs were independent; `p_by_query` exchanges whole queries between
    the runs, exactly. Both are two-sided, and adjusted for the number of metrics by Holm in the fields that say
    so. `change` is (fixed - regressed) / pairs with Tango's interval on `effective_pairs`, the pairs divided by
    the design effect of queries. `detectable`: the smallest change that such pairs, as many of them fixed or
    regressed as here, show with 80 % power; None where no change could have been found.
    """

    name: str
    queries: int
    pairs: int
    fixed: int
    regressed: int
    p: float
    p_holm: float
    p_by_query: float
    p_by_query_holm: float
    change: float
    interval: Interval
    effective_pairs: float
    detectable: float | None


@dataclass(frozen=True, slots=True)
class CriticalChange:
    """Whether critical criteria got worse by more than `margin` allows; shares, as the interval.

    `non_inferior`: the interval's lower end lies above -margin. `smallest_margin` is what these queries could
    have shown without a single change, `needs` the unchanged pairs, each on a query of its own, that the margin
    takes.
    """

    margin: float
    queries: int
    pairs: int
    fixed: int
    regressed: int
    change: float
    interval: Interval
    non_inferior: bool
    smallest_margin: float
    needs: int


@dataclass(frozen=True, slots=True)
class _Cluster:
    """(fixed, regressed, pairs) of each query."""

    rows: dict[str, list[int]]

    def add(self, query: str, was: bool, is_: bool, n: int) -> None:
        row = self.rows.setdefault(query, [0, 0, 0])
        row[0] += n * (is_ and not was)
        row[1] += n * (was and not is_)
        row[2] += n

    @property
    def counts(self) -> list[tuple[int, int, int]]:
        return [(b, c, m) for b, c, m in self.rows.values()]


def verdict_tests(
    pairs: Iterable[PairTally], before: Iterable[TallyRow], after: Iterable[TallyRow], margin: float = MARGIN
) -> tuple[tuple[VerdictTest, ...], CriticalChange | None]:
    """Each metric's test in printing order, and the critical criteria's; None where no critical pair is.

    A criterion's worth before is read from `before`, its worth, metric and weight after from `after`.
    """
    worth_before, worth_after = _worth(before), _worth(after)
    metrics: dict[str, _Cluster] = {}
    critical = _Cluster({})
    for query, criterion, was, is_, n in pairs:
        old, new = worth_before.get((query, criterion)), worth_after.get((query, criterion))
        if old is None or new is None or Status.NOT_APPLICABLE in (was, is_):
            continue
        well = went_well(old.points, was), went_well(new.points, is_)
        metrics.setdefault(new.metric, _Cluster({})).add(query, *well, n)
        if new.critical:
            critical.add(query, *well, n)
    return _tests(metrics), _critical(critical.counts, margin)


def _worth(tallies: Iterable[TallyRow]) -> Mapping[tuple[str, str], TallyRow]:
    return {(row.query_id, row.criterion_id): row for row in tallies}


def _tests(metrics: Mapping[str, _Cluster]) -> tuple[VerdictTest, ...]:
    names = sorted(metrics, key=printing_order)
    counts = [metrics[name].counts for name in names]
    exact = [mcnemar(*_totals(rows)) for rows in counts]
    by_query = [sign_flip([b - c for b, c, _ in rows]) for rows in counts]
    exact_holm, by_query_holm = holm(exact), holm(by_query)
    tests = []
    for i, (name, rows) in enumerate(zip(names, counts, strict=True)):
        change = paired_change(rows)
        assert change is not None  # a metric is here because it has a pair
        fixed, regressed = _totals(rows)
        tests.append(
            VerdictTest(
                name=name,
                queries=len(rows),
                pairs=change.n,
                fixed=fixed,
                regressed=regressed,
                p=exact[i],
                p_holm=exact_holm[i],
                p_by_query=by_query[i],
                p_by_query_holm=by_query_holm[i],
                change=change.value,
                interval=change.interval,
                effective_pairs=change.effective_n,
                detectable=detectable_change(change.effective_n, (fixed + regressed) / change.n),
            )
        )
    return tuple(tests)


def _totals(rows: list[tuple[int, int, int]]) -> tuple[int, int]:
    """(fixed, regressed) over all queries."""
    return sum(b for b, _, _ in rows), sum(c for _, c, _ in rows)


def _critical(rows: list[tuple[int, int, int]], margin: float) -> CriticalChange | None:
    change, unchanged = paired_change(rows), paired_change([(0, 0, m) for *_, m in rows])
    if change is None or unchanged is None:
        return None
    return CriticalChange(
        margin=margin,
        queries=len(rows),
        pairs=change.n,
        fixed=_totals(rows)[0],
        regressed=_totals(rows)[1],
        change=change.value,
        interval=change.interval,
        non_inferior=change.interval.low > -margin,
        smallest_margin=1 - clean_bound(unchanged.effective_n),
        needs=clean_n(1 - margin),
    )
