"""A run held against thresholds: what is proved, what could be proved at this n, and what it would take.

A threshold on a metric holds against the lower end of the interval that the report prints, never against the rate
itself: 8 of 8 is 100 % and proves 68 %. `GateResult.to_dict()` is the JSON of `rubrx gate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from rubrx.records import Status
from rubrx.reports.plain import plain
from rubrx.reports.rates import MetricRate, metric_rates
from rubrx.reports.rows import RunHeader, TallyRow, VerdictRow
from rubrx.reports.summary import Finding, Summary, finding
from rubrx.reports.words import bound, count, exact_percent
from rubrx.statistics import clean_n, wilson_n

CheckKind = Literal["minimum", "misses", "critical", "coverage", "errors", "finished", "intact"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a run must hold; shares lie in [0, 1].

    `minimum` maps a metric to the lowest bound allowed (above 0, below 1), `misses` to the verdicts that may go
    badly. `errors` counts verdicts that broke and rows that were rejected. None: not asked for.
    """

    minimum: Mapping[str, float] = field(default_factory=dict)
    misses: Mapping[str, int] = field(default_factory=dict)
    critical: int | None = None
    coverage: float | None = None
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One threshold and what became of it; `why` says it in a sentence.

    `found` is what `wanted` is held against: for a minimum the interval's lower end, None where nothing was
    measured. `rate` is the metric's, corrections counted; `graded` its rate and `graded_bound` its lower end as
    the grader had it, where people corrected verdicts. `provable`: the lower end that a clean sheet on the same
    queries would have. `needs`: the clean cases, each on a query of its own, that the threshold takes;
    `needs_at_rate`: the cases it takes if they go as these did, None where no n helps.
    """

    kind: CheckKind
    name: str
    wanted: float
    found: float | None
    held: bool
    why: str
    rate: MetricRate | None = None
    graded: float | None = None
    graded_bound: float | None = None
    provable: float | None = None
    needs: int | None = None
    needs_at_rate: int | None = None


class CorrectionRow(NamedTuple):
    """An override in force: what the grader said, what counts now, who, when and why."""

    query_id: str
    response_id: str
    criterion_id: str
    metric: str
    critical: bool
    graded: Status
    status: Status
    who: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """The gate's outcome: `held` where every check is.

    `critical` are failed critical verdicts and `misses` others of the metrics whose check was missed, each a
    selection with its evidence; `critical_failed` counts all of the former. `notes` say what the reader should
    know beside the checks. `graded_metrics` are the rates without corrections; empty where there are none.
    `corrections_digest` covers the corrections, as the run's head covers what was graded.
    """

    run: RunHeader
    held: bool
    thresholds: Thresholds
    checks: tuple[Check, ...]
    critical_failed: int
    critical: tuple[Finding, ...]
    misses: tuple[Finding, ...]
    corrections: tuple[CorrectionRow, ...]
    corrections_digest: str
    metrics: tuple[MetricRate, ...]
    graded_metrics: tuple[MetricRate, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data in a fixed order of keys, ready for JSON."""
        data: dict[str, Any] = plain(self)
        return data

    @property
    def missed(self) -> tuple[Check, ...]:
        """The checks that were not held."""
        return tuple(check for check in self.checks if not check.held)


def hold(
    summary: Summary,
    thresholds: Thresholds,
    *,
    graded_tallies: Iterable[TallyRow],
    corrections: Iterable[CorrectionRow] = (),
    corrections_digest: str = "",
    departures: Sequence[str] = (),
) -> GateResult:
    """Hold a run's summary against thresholds; `graded_tallies` are its verdict counts without corrections.

    `departures` say where the stored rows are no longer what was written, in words; there is none in a good run.
    `misses` is left empty: which rows belong there depends on what was missed. KeyError for a metric that the
    summary doesn't have.
    """
    corrected = tuple(corrections)
    graded = metric_rates(graded_tallies, {m.name: m.target for m in summary.metrics if m.target is not None})
    before = {metric.name: metric for metric in graded} if corrected else {}
    now = {metric.name: metric for metric in summary.metrics}
    checks = [
        *(_minimum(now[name], before.get(name), wanted) for name, wanted in thresholds.minimum.items()),
        *(_misses(now[name], wanted) for name, wanted in thresholds.misses.items()),
        *_critical(summary, thresholds.critical),
        *_coverage(summary, thresholds.coverage),
        _errors(summary, thresholds.errors),
        _finished(summary.run),
        _intact(departures),
    ]
    return GateResult(
        run=summary.run,
        held=all(check.held for check in checks),
        thresholds=thresholds,
        checks=tuple(checks),
        critical_failed=summary.critical.failed,
        critical=summary.critical.findings,
        misses=(),
        corrections=corrected,
        corrections_digest=corrections_digest,
        metrics=summary.metrics,
        graded_metrics=graded if corrected else (),
        notes=tuple(_notes(summary, corrected, checks)),
    )


def findings_of(rows: Iterable[VerdictRow], shown: Iterable[Finding]) -> tuple[Finding, ...]:
    """Verdicts as findings, without those that are shown already."""
    known = {(each.response_id, each.criterion_id) for each in shown}
    return tuple(finding(row) for row in rows if (row.response_id, row.criterion_id) not in known)


def _minimum(rate: MetricRate, before: MetricRate | None, wanted: float) -> Check:
    found = rate.interval.low if rate.interval else None
    return Check(
        "minimum",
        rate.name,
        wanted,
        found,
        found is not None and found >= wanted,
        _minimum_sentence(rate, wanted),
        rate=rate,
        graded=before.value if before else None,
        graded_bound=before.interval.low if before and before.interval else None,
        provable=rate.provable,
        needs=clean_n(wanted),
        needs_at_rate=None if rate.value is None else wilson_n(rate.value, wanted),
    )


def _minimum_sentence(rate: MetricRate, wanted: float) -> str:
    takes = f"{exact_percent(wanted)} takes {count(clean_n(wanted), 'clean case')}, each on a query of its own"
    if rate.value is None or rate.interval is None or rate.provable is None:
        return f"no verdict, so nothing is proved; {takes}"
    proved = f"{bound(rate.interval.low)} is proved by {rate.well:,} of {count(rate.n, 'verdict')}"
    on = f"on {count(rate.queries, 'query', 'queries')}"
    if rate.interval.low >= wanted:
        return f"{proved} {on}"
    bad = rate.n - rate.well
    open_ = f", {rate.n_unassessed:,} of them not assessed" if rate.n_unassessed else ""
    badly = f"{bad:,} went badly{open_}" if bad else "none went badly"
    if rate.provable < wanted:
        return f"{proved} {on}; {badly}. A clean sheet here would prove {bound(rate.provable)}: {takes}"
    at_rate = wilson_n(rate.value, wanted)
    grows = (
        f"at this rate {exact_percent(wanted)} takes {at_rate:,} independent cases"
        if at_rate
        else "at this rate no number of cases is enough"
    )
    return f"{proved} {on}; {badly}. A clean sheet here would prove {bound(rate.provable)}; {grows}"


def _misses(rate: MetricRate, wanted: int) -> Check:
    bad = rate.n - rate.well
    open_ = f", {rate.n_unassessed:,} of them not assessed" if rate.n_unassessed else ""
    if not rate.n:
        return Check("misses", rate.name, wanted, None, False, "no verdict, so nothing was looked at", rate=rate)
    proves = f"which proves {bound(rate.interval.low)}" if rate.interval else ""
    why = f"{bad:,} of {count(rate.n, 'verdict')} went badly{open_}, {proves}"
    return Check("misses", rate.name, wanted, bad, bad <= wanted, why, rate=rate, provable=rate.provable)


def _critical(summary: Summary, wanted: int | None) -> Iterable[Check]:
    if wanted is None:
        return
    critical = summary.critical
    bad = critical.failed + critical.n_unassessed
    open_ = f", {critical.n_unassessed:,} of them not assessed" if critical.n_unassessed else ""
    if not critical.n:
        yield Check("critical", "critical", wanted, None, False, "no critical verdict, so nothing was looked at")
        return
    why = f"{bad:,} of {count(critical.n, 'critical verdict')} failed{open_}"
    yield Check("critical", "critical", wanted, bad, bad <= wanted, why)


def _coverage(summary: Summary, wanted: float | None) -> Iterable[Check]:
    if wanted is None:
        return
    found = summary.score.coverage
    why = "no answer, so nothing was assessed" if found is None else f"{bound(found)} of the points were assessed"
    yield Check("coverage", "coverage", wanted, found, found is not None and found >= wanted, why)


def _errors(summary: Summary, wanted: int) -> Check:
    broken, rejected = summary.unassessed.error, summary.run.rejected
    found = broken + rejected
    parts = [count(broken, "verdict is an error", "verdicts are errors")] if broken else []
    parts += [count(rejected, "row was rejected", "rows were rejected")] if rejected else []
    return Check("errors", "errors", wanted, found, found <= wanted, " and ".join(parts) or "none")


def _finished(run: RunHeader) -> Check:
    done = run.status == "done"
    why = "the run is done" if done else f"the run is {run.status}: its figures may still change"
    return Check("finished", "finished", 1, float(done), done, why)


def _intact(departures: Sequence[str]) -> Check:
    if not departures:
        return Check("intact", "intact", 0, 0, True, "the rows are those that were written")
    more = f", and {len(departures) - 1:,} more" if len(departures) > 1 else ""
    why = f"the rows are not what was written: {departures[0]}{more}"
    return Check("intact", "intact", 0, len(departures), False, why)


def _notes(summary: Summary, corrected: tuple[CorrectionRow, ...], checks: Iterable[Check]) -> Iterable[str]:
    run = summary.run
    if run.skipped:
        queries = ", ".join(list(run.skipped_queries)[:5])
        yield f"{count(run.skipped, 'row')} had a query that no rubric answers ({queries}), and count nowhere."
    if summary.unassessed.cannot_assess:
        open_ = count(summary.unassessed.cannot_assess, "verdict waits", "verdicts wait")
        yield f"{open_} for a judge or a human; each counts as gone badly until then."
    for failure in summary.failures:
        if failure.what == "reward":
            yield f"The reward {failure.name} failed on {count(failure.n, 'answer')}; no check looks at rewards."
    if corrected:
        yield f"{count(len(corrected), 'verdict counts', 'verdicts count')} as people corrected them."
    for check in checks:
        if check.held and check.graded_bound is not None and check.graded_bound < check.wanted:
            yield f"{check.name} holds only as corrected: as graded its bound is {bound(check.graded_bound)}."
