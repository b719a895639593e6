"""Two runs set side by side over the queries they share: by query, by criterion, by metric.

`Comparison.to_dict()` is the JSON of `rubrx compare`; its keys are the fields below. Scores are the worst
still possible, in [0, 1]; shares lie in [0, 1]; an interval is `[low, high]`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import stdev
from typing import Any

import numpy as np

from rubrx.records import Status
from rubrx.reports.manner import MannerChange
from rubrx.reports.paired_verdicts import MARGIN, CriticalChange, PairCounts, PairTally, VerdictTest, verdict_tests
from rubrx.reports.plain import plain
from rubrx.reports.rates import MetricRate, metric_rates, went_well
from rubrx.reports.rows import RunHeader, ScoreRow, TallyRow
from rubrx.reports.summary import Finding, QuerySums, failed, query_means
from rubrx.statistics import Interval, bootstrap_mean_difference, detectable_mean


@dataclass(frozen=True, slots=True)
class RunRows:
    """What a comparison needs of one run; `scores` come one by one, or added up by query."""

    run: RunHeader
    scores: Iterable[ScoreRow] | Mapping[str, QuerySums]
    tallies: Sequence[TallyRow]


@dataclass(frozen=True, slots=True)
class QueryChange:
    """One query's mean score before and after; `relative` is (after - before) / before.

    `relative` is None where `before` is 0 (there is nothing to be a share of) or a score is missing.
    `rubric_changed`: the two runs graded it against different rubrics, so the scores measure different
    things.
    """

    query_id: str
    before: float | None
    after: float | None
    relative: float | None
    rubric_changed: bool


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One criterion of one query whose share of answers that went well changed.

    `then` is a verdict of the first run and `now` one of the second that show the change, with the words they
    rest on; None where they were not read.
    """

    query_id: str
    criterion_id: str
    metric: str
    critical: bool
    before: float
    after: float
    then: Finding | None = None
    now: Finding | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """Criteria that both runs judged.

    `fixed` went well in every answer of the second run and not of the first, `regressed` the reverse; the
    criteria whose share rose or fell without reaching or leaving a clean sheet are only counted.
    """

    compared: int
    fixed: tuple[ItemChange, ...]
    regressed: tuple[ItemChange, ...]
    improved: int
    worsened: int


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One metric in both runs, on the shared queries; `change` in percentage points."""

    name: str
    before: MetricRate
    after: MetricRate
    change: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is said about two runs; `only_before` and `only_after` name the queries left out.

    `mean_before`, `mean_after` and `difference` are means over the `n_queries` shared queries with a score
    in both, each counting once; `interval` holds the difference, by resampling queries. `detectable` is the
    smallest mean difference that so many queries, differing as these do, show with 80 % power. `unscored` names
    the shared queries without a score in one of the runs.

    `paired` says how answers were paired for `verdicts` (each metric's test) and `critical` (whether critical
    criteria got worse than the margin allows). `manner` says what changed in how answers are written, over
    `manner_read` answers.
    """

    before: RunHeader
    after: RunHeader
    queries: tuple[QueryChange, ...]
    n_queries: int
    mean_before: float | None
    mean_after: float | None
    difference: float | None
    relative: float | None
    interval: Interval | None
    items: Items
    critical_failed_before: int
    critical_failed_after: int
    metrics: tuple[MetricChange, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    unscored: tuple[str, ...]
    detectable: float | None
    paired: PairCounts
    verdicts: tuple[VerdictTest, ...]
    critical: CriticalChange | None
    manner: tuple[MannerChange, ...] = ()
    manner_read: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain data in a fixed order of keys, ready for JSON."""
        data: dict[str, Any] = plain(self)
        return data


def compare(
    before: RunRows,
    after: RunRows,
    *,
    targets: Mapping[str, float],
    rng: np.random.Generator,
    pairs: Iterable[PairTally] = (),
    paired: PairCounts | None = None,
    margin: float = MARGIN,
) -> Comparison:
    """Set two runs side by side over the queries that both graded.

    `pairs` are the verdicts of answers paired as `paired` counts; `margin` is by how much critical criteria may
    get worse.
    """
    means_before, means_after = query_means(before.scores), query_means(after.scores)
    shared = sorted(means_before.keys() & means_after.keys())
    queries = tuple(
        QueryChange(
            query,
            means_before[query],
            means_after[query],
            relative_change(means_before[query], means_after[query]),
            before.run.rubrics.get(query) != after.run.rubrics.get(query),
        )
        for query in shared
    )
    scored = [(q.before, q.after) for q in queries if q.before is not None and q.after is not None]
    lows, highs = [a for a, _ in scored], [b for _, b in scored]
    mean_before = math.fsum(lows) / len(lows) if lows else None
    mean_after = math.fsum(highs) / len(highs) if highs else None
    kept = set(shared)
    rows_before = [row for row in before.tallies if row.query_id in kept]
    rows_after = [row for row in after.tallies if row.query_id in kept]
    verdicts, critical = verdict_tests(pairs, rows_before, rows_after, margin)
    return Comparison(
        before=before.run,
        after=after.run,
        queries=queries,
        n_queries=len(scored),
        mean_before=mean_before,
        mean_after=mean_after,
        difference=None if mean_before is None or mean_after is None else mean_after - mean_before,
        relative=relative_change(mean_before, mean_after),
        interval=bootstrap_mean_difference(lows, highs, rng),
        items=_items(rows_before, rows_after),
        critical_failed_before=_critical_failed(rows_before),
        critical_failed_after=_critical_failed(rows_after),
        metrics=_metrics(rows_before, rows_after, targets),
        only_before=tuple(sorted(means_before.keys() - kept)),
        only_after=tuple(sorted(means_after.keys() - kept)),
        unscored=tuple(q.query_id for q in queries if q.before is None or q.after is None),
        detectable=_detectable(lows, highs),
        paired=paired or PairCounts(),
        verdicts=verdicts,
        critical=critical,
    )


def _detectable(lows: Sequence[float], highs: Sequence[float]) -> float | None:
    """What the differences of so many queries could have shown; None where they don't vary."""
    differences = [b - a for a, b in zip(lows, highs, strict=True)]
    if len(differences) < 2:
        return None
    spread = stdev(differences)
    return detectable_mean(spread if spread > 1e-12 else 0.0, len(differences))


def relative_change(before: float | None, after: float | None) -> float | None:
    """(after - before) / before; None where that is no number."""
    return None if not before or after is None else (after - before) / before


def _critical_failed(rows: Sequence[TallyRow]) -> int:
    return sum(row.n for row in rows if row.critical and failed(row))


def _shares(rows: Sequence[TallyRow]) -> dict[tuple[str, str], tuple[int, int, TallyRow]]:
    """(went well, applicable) of each criterion that applied to some answer."""
    shares: dict[tuple[str, str], tuple[int, int, TallyRow]] = {}
    for row in rows:
        if row.status is Status.NOT_APPLICABLE:
            continue
        well, n, _ = shares.get((row.query_id, row.criterion_id), (0, 0, row))
        shares[row.query_id, row.criterion_id] = (
            well + row.n * went_well(row.points, row.status),
            n + row.n,
            row,
        )
    return shares


def _items(before: Sequence[TallyRow], after: Sequence[TallyRow]) -> Items:
    """Pair criteria by query and id; critical ones first in each list."""
    old, new = _shares(before), _shares(after)
    fixed, regressed = [], []
    improved = worsened = 0
    shared = old.keys() & new.keys()
    for key in sorted(shared):
        (well_old, n_old, _), (well_new, n_new, row) = old[key], new[key]
        change = ItemChange(*key, row.metric, row.critical, well_old / n_old, well_new / n_new)
        if well_new == n_new and well_old < n_old:
            fixed.append(change)
        elif well_old == n_old and well_new < n_new:
            regressed.append(change)
        else:
            # as whole numbers: two equal shares of different n must not differ by rounding
            improved += well_new * n_old > well_old * n_new
            worsened += well_new * n_old < well_old * n_new
    return Items(
        len(shared),
        tuple(sorted(fixed, key=lambda item: not item.critical)),
        tuple(sorted(regressed, key=lambda item: not item.critical)),
        improved,
        worsened,
    )


def _metrics(
    before: Sequence[TallyRow], after: Sequence[TallyRow], targets: Mapping[str, float]
) -> tuple[MetricChange, ...]:
    # a metric that only one run has still gets its row, empty on the other side
    names = {row.metric for row in (*before, *after)}
    wanted = {name: target for name, target in targets.items() if name in names}
    old = {metric.name: metric for metric in metric_rates(before, wanted)}
    new = {metric.name: metric for metric in metric_rates(after, wanted)}
    empty = {metric.name: metric for metric in metric_rates((), dict.fromkeys(names, 0.0))}
    return tuple(
        MetricChange(
            name,
            a := old.get(name, empty[name]),
            b := new.get(name, empty[name]),
            None if a.value is None or b.value is None else 100 * (b.value - a.value),
        )
        for name in empty
    )
