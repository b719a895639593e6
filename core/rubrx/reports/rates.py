"""Tallied verdicts as rates: each metric with its interval, and recall and specificity as one pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rubrx.records import UNASSESSED, Status
from rubrx.reports.rows import TallyRow
from rubrx.statistics import Interval, clean_bound, clustered_rate, design_effect

#: the bundled metrics in the order in which they are printed; others follow by name
METRIC_ORDER = ("accuracy", "contraindication_recall", "specificity", "dose_accuracy", "humility")
RECALL = "contraindication_recall"
SPECIFICITY = "specificity"


@dataclass(frozen=True, slots=True)
class MetricRate:
    """One metric over a run: the share of its applicable verdicts that went well.

    A verdict went well if it is met, or for a criterion with negative points not met. `n` counts the
    applicable verdicts; the `n_unassessed` among them went badly. `effective_n` is n over the design effect
    of queries, and `interval` Wilson's on it. `provable` is the lower bound that a clean sheet on the same
    queries would have. `gap` is what is missing to the target, in percentage points, 0 where it is reached;
    None without a target.
    """

    name: str
    value: float | None
    n: int
    n_unassessed: int
    well: int
    queries: int
    effective_n: float | None
    interval: Interval | None
    provable: float | None
    target: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class Policy:
    """How recall and specificity come out for one way of warning; `balanced` is the mean of the two."""

    name: str
    recall: float | None
    specificity: float | None
    balanced: float | None


@dataclass(frozen=True, slots=True)
class WarningPair:
    """Recall and specificity as one confusion matrix, beside the two policies that need no knowledge.

    True positives and false negatives are the contraindication_recall verdicts that went well and badly, true
    negatives and false positives those of specificity; unassessed ones stand with the bad.
    """

    true_positive: int
    false_negative: int
    true_negative: int
    false_positive: int
    n_unassessed: int
    policies: tuple[Policy, ...]


def went_well(points: float, status: Status) -> bool:
    """Whether a verdict is what the rubric's author hopes for; an unassessed one never is."""
    return status is (Status.MET if points > 0 else Status.NOT_MET)


def metric_rates(tallies: Iterable[TallyRow], targets: Mapping[str, float]) -> tuple[MetricRate, ...]:
    """Every metric that has a verdict or a target, in printing order."""
    clusters: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    names = set(targets)
    for row in tallies:
        names.add(row.metric)
        if row.status is Status.NOT_APPLICABLE:
            continue
        cell = clusters[row.metric][row.query_id]
        cell[0] += row.n * went_well(row.points, row.status)
        cell[1] += row.n
        cell[2] += row.n * (row.status in UNASSESSED)
    return tuple(
        _metric_rate(name, [(k, m, u) for k, m, u in clusters[name].values()], targets.get(name))
        for name in sorted(names, key=printing_order)
    )


def printing_order(name: str) -> tuple[int, str]:
    """Sorts metrics: the bundled ones as they are printed, then the others by name."""
    return (METRIC_ORDER.index(name) if name in METRIC_ORDER else len(METRIC_ORDER), name)


def _metric_rate(name: str, clusters: list[tuple[int, int, int]], target: float | None) -> MetricRate:
    rate = clustered_rate(clusters)
    if rate is None:
        return MetricRate(name, None, 0, 0, 0, 0, None, None, None, target, None)
    return MetricRate(
        name=name,
        value=rate.value,
        n=rate.n,
        n_unassessed=sum(u for *_, u in clusters),
        well=sum(k for k, _, _ in clusters),
        queries=len(clusters),
        effective_n=rate.effective_n,
        interval=rate.interval,
        provable=clean_bound(rate.n / design_effect((m, m) for _, m, _ in clusters)),
        target=target,
        gap=None if target is None else max(0.0, 100 * (target - rate.value)),
    )


def warning_pair(metrics: Iterable[MetricRate]) -> WarningPair | None:
    """The pair of a run's metrics; None when neither half has a verdict."""
    by_name = {metric.name: metric for metric in metrics}
    recall, specificity = by_name.get(RECALL), by_name.get(SPECIFICITY)
    if not ((recall and recall.n) or (specificity and specificity.n)):
        return None
    return WarningPair(
        true_positive=recall.well if recall else 0,
        false_negative=recall.n - recall.well if recall else 0,
        true_negative=specificity.well if specificity else 0,
        false_positive=specificity.n - specificity.well if specificity else 0,
        n_unassessed=sum(metric.n_unassessed for metric in (recall, specificity) if metric),
        policies=(
            _policy("this run", recall.value if recall else None, specificity.value if specificity else None),
            _policy("always warn", 1.0, 0.0),
            _policy("never warn", 0.0, 1.0),
        ),
    )


def _policy(name: str, recall: float | None, specificity: float | None) -> Policy:
    balanced = None if recall is None or specificity is None else (recall + specificity) / 2
    return Policy(name, recall, specificity, balanced)
