"""A run's rows as numbers: the frozen summary that every rendering starts from.

`Summary.to_dict()` is the report's JSON. Its keys are the fields of the dataclasses below, stable from one
release to the next: `run`, `score`, `critical`, `metrics`, `pair`, `queries`, `rewards`, `hedging`,
`unassessed`, `failures`, `gap`, `corrections`, and `intervals`, which says how they were made. Shares and scores lie in
[0, 1]; whatever is called a gap is in percentage points; an interval is `[low, high]`; null means that nothing
was measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rubrx.records import PluginFailure, RewardMean, Status
from rubrx.reports.corrections import Corrections, corrections_of
from rubrx.reports.plain import plain
from rubrx.reports.rates import MetricRate, WarningPair, metric_rates, warning_pair, went_well
from rubrx.reports.rows import (
    CorrectedRow,
    Hedging,
    RunHeader,
    ScoreRow,
    TallyRow,
    VerdictRow,
)
from rubrx.reports.words import printable, quotes
from rubrx.statistics import Interval, bootstrap_mean, wilson

INTERVALS = (
    "95 %. Rates: Wilson, with n divided by the design effect of queries. Mean score: queries resampled with "
    "replacement; where all queries score the same, Wilson on their number."
)


@dataclass(frozen=True, slots=True)
class MeanScore:
    """The headline: the mean score that the graded answers have at worst, in [0, 1].

    An unassessed verdict earns none of its positive and all of its negative points in `worst`, the reverse in
    `best`; `raw` is `worst` neither capped nor clipped. `coverage` is the mean share of points assessed. `n`
    answers over `queries` queries have a score; `unscored` have none, because no positive point applies.
    """

    worst: float | None
    interval: Interval | None
    best: float | None
    raw: float | None
    coverage: float | None
    n: int
    queries: int
    unscored: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict with the words it rests on; `quotes` is empty where the answer says nothing on it."""

    query_id: str
    response_id: str
    criterion_id: str
    metric: str
    points: float
    status: Status
    quotes: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Critical:
    """Failed critical criteria: `failed` of `n` applicable verdicts, `n_unassessed` more open; some shown."""

    failed: int
    n: int
    n_unassessed: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class QueryScore:
    """One query's mean score at worst over its answers, and how many critical verdicts failed there."""

    query_id: str
    worst: float | None
    answers: int
    critical_failed: int


@dataclass(frozen=True, slots=True)
class Unassessed:
    """Verdicts that are still owed: `cannot_assess` need a judge or a human, on `error` the grader broke."""

    cannot_assess: int
    error: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """The mean gap to the targets over the measured metrics, never without the worst of them."""

    mean: float
    metrics: int
    worst_metric: str
    worst_gap: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a report says about one run, as numbers."""

    run: RunHeader
    score: MeanScore
    critical: Critical
    metrics: tuple[MetricRate, ...]
    pair: WarningPair | None
    queries: tuple[QueryScore, ...]
    rewards: tuple[RewardMean, ...]
    hedging: Hedging | None
    unassessed: Unassessed
    failures: tuple[PluginFailure, ...]
    gap: Gap | None
    corrections: Corrections | None = None
    intervals: str = INTERVALS

    def to_dict(self) -> dict[str, Any]:
        """Plain data in a fixed order of keys, ready for JSON; see the module's docstring."""
        data: dict[str, Any] = plain(self)
        return data


def summarise(  # noqa: PLR0913 - what a report is made of, each by name
    run: RunHeader,
    *,
    scores: Iterable[ScoreRow] | Mapping[str, QuerySums],
    tallies: Iterable[TallyRow],
    targets: Mapping[str, float],
    rng: np.random.Generator,
    failures: Iterable[VerdictRow] = (),
    open_verdicts: Iterable[VerdictRow] = (),
    rewards: Iterable[RewardMean] = (),
    hedging: Hedging | None = None,
    plugin_failures: Iterable[PluginFailure] = (),
    corrections: Iterable[CorrectedRow] = (),
) -> Summary:
    """The summary of one run; `targets` are the rates to aim at, by metric.

    `failures` and `open_verdicts` are the failed critical and the unassessed verdicts to show, in the order
    to show them; their number is counted from `tallies`, so they may be a selection. `scores` come one by one, or
    added up by query. `scores` and `tallies` count
    people's `corrections` already; these tell what they changed.
    """
    counted = list(tallies)
    by_query = _by_query(scores)
    metrics = metric_rates(counted, targets)
    score = _mean_score(by_query, rng)
    return Summary(
        run=run,
        score=score,
        critical=_critical(counted, failures),
        metrics=metrics,
        pair=warning_pair(metrics),
        queries=_queries(by_query, counted),
        rewards=tuple(rewards),
        hedging=hedging if hedging and hedging.n else None,
        unassessed=Unassessed(
            _total(counted, Status.CANNOT_ASSESS),
            _total(counted, Status.ERROR),
            tuple(finding(row) for row in open_verdicts),
        ),
        failures=tuple(plugin_failures),
        gap=_gap(metrics),
        corrections=corrections_of(corrections, score.worst, score.n),
    )


def finding(row: VerdictRow) -> Finding:
    """A verdict with its evidence as printable words."""
    return Finding(
        row.query_id,
        row.response_id,
        row.criterion_id,
        row.metric,
        row.points,
        row.status,
        quotes(row.text, row.evidence),
        printable(row.explanation),
    )


class QuerySums:
    """The scores of one query's answers, added up as they stream by."""

    __slots__ = ("answers", "best", "coverage", "raw", "scored", "worst")

    def __init__(
        self,
        answers: int = 0,
        scored: int = 0,
        worst: float = 0.0,
        best: float = 0.0,
        raw: float = 0.0,
        coverage: float = 0.0,
    ) -> None:
        self.answers = answers
        self.scored = scored
        self.worst = worst
        self.best = best
        self.raw = raw
        self.coverage = coverage

    def add(self, row: ScoreRow) -> None:
        """Count one answer; one without a score adds to the coverage only."""
        self.answers += 1
        self.coverage += row.coverage
        if row.worst is not None and row.best is not None and row.raw is not None:
            self.scored += 1
            self.worst += row.worst
            self.best += row.best
            self.raw += row.raw

    def exchange(self, was: ScoreRow, now: ScoreRow) -> None:
        """Count an answer that was counted with one score with another one."""
        self.coverage = _within(self.coverage + (now.coverage - was.coverage), self.answers)
        self.scored += (now.worst is not None) - (was.worst is not None)
        # what rounding leaves over must not take a mean out of its range
        self.worst = _within(self.worst + ((now.worst or 0.0) - (was.worst or 0.0)), self.scored)
        self.best = _within(self.best + ((now.best or 0.0) - (was.best or 0.0)), self.scored)
        self.raw += (now.raw or 0.0) - (was.raw or 0.0)

    @property
    def mean_worst(self) -> float | None:
        """The mean score at worst; None without a scored answer."""
        return self.worst / self.scored if self.scored else None


def _within(total: float, n: int) -> float:
    """A sum of n numbers between 0 and 1."""
    return min(max(total, 0.0), float(n))


def _by_query(scores: Iterable[ScoreRow] | Mapping[str, QuerySums]) -> dict[str, QuerySums]:
    if isinstance(scores, Mapping):
        return dict(sorted(scores.items()))
    sums: dict[str, QuerySums] = {}
    for row in scores:
        sums.setdefault(row.query_id, QuerySums()).add(row)
    return dict(sorted(sums.items()))


def query_means(scores: Iterable[ScoreRow] | Mapping[str, QuerySums]) -> dict[str, float | None]:
    """The mean score at worst of each query's answers, by query id; None where no answer has a score."""
    return {query: sums.mean_worst for query, sums in _by_query(scores).items()}


def _mean_score(by_query: Mapping[str, QuerySums], rng: np.random.Generator) -> MeanScore:
    answers = sum(each.answers for each in by_query.values())
    scored = [each for each in by_query.values() if each.scored]
    n = sum(each.scored for each in scored)
    coverage = math.fsum(each.coverage for each in by_query.values()) / answers if answers else None
    if not n:
        return MeanScore(None, None, None, None, coverage, 0, 0, answers)
    worst = math.fsum(each.worst for each in scored) / n
    return MeanScore(
        worst=worst,
        interval=_score_interval(worst, scored, rng),
        best=math.fsum(each.best for each in scored) / n,
        raw=math.fsum(each.raw for each in scored) / n,
        coverage=coverage,
        n=n,
        queries=len(scored),
        unscored=answers - n,
    )


def _score_interval(worst: float, scored: Sequence[QuerySums], rng: np.random.Generator) -> Interval:
    """By resampling queries; where they don't differ (or there is one only), Wilson on their number.

    A mean in [0, 1] varies at most as much as a rate of the same value, so Wilson is wide enough there, and
    queries that happen to agree never make an interval of zero width.
    """
    interval = bootstrap_mean([each.worst for each in scored], [each.scored for each in scored], rng)
    if interval is None or interval.high - interval.low < 1e-12:
        return wilson(min(1.0, max(0.0, worst)) * len(scored), len(scored))
    return interval


def _critical(tallies: Sequence[TallyRow], failures: Iterable[VerdictRow]) -> Critical:
    applicable = [row for row in tallies if row.critical and row.status is not Status.NOT_APPLICABLE]
    return Critical(
        failed=sum(row.n for row in applicable if failed(row)),
        n=sum(row.n for row in applicable),
        n_unassessed=sum(row.n for row in applicable if row.status in (Status.CANNOT_ASSESS, Status.ERROR)),
        findings=tuple(finding(row) for row in failures),
    )


def failed(row: TallyRow) -> bool:
    """Whether these verdicts were given and went badly."""
    return row.status in (Status.MET, Status.NOT_MET) and not went_well(row.points, row.status)


def _queries(by_query: Mapping[str, QuerySums], tallies: Iterable[TallyRow]) -> tuple[QueryScore, ...]:
    """Every query, the worst first; those without a score last."""
    critical: dict[str, int] = {}
    for row in tallies:
        if row.critical and failed(row):
            critical[row.query_id] = critical.get(row.query_id, 0) + row.n
    rows = [
        QueryScore(query, sums.mean_worst, sums.answers, critical.get(query, 0)) for query, sums in by_query.items()
    ]
    return tuple(
        sorted(rows, key=lambda q: (q.worst is None, q.worst or 0.0, -q.critical_failed / q.answers, q.query_id))
    )


def _total(tallies: Iterable[TallyRow], status: Status) -> int:
    return sum(row.n for row in tallies if row.status is status)


def _gap(metrics: Iterable[MetricRate]) -> Gap | None:
    """Each metric's missing points, 0 where the target is reached: a surplus never pays for a shortfall."""
    gaps = [(metric.gap, metric) for metric in metrics if metric.gap is not None]
    if not gaps:
        return None
    # among equal gaps the one with the least to spare above its target
    worst_gap, worst = max(gaps, key=lambda g: (g[0], (g[1].target or 0.0) - (g[1].value or 0.0)))
    return Gap(math.fsum(gap for gap, _ in gaps) / len(gaps), len(gaps), worst.name, worst_gap)
