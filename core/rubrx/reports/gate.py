"""A run held against thresholds: what is proved, what could be proved at this n, and what it would take.

`GateResult.to_dict()` is the JSON of `rubrx gate`; the checks themselves stand in `rubrx.reports.gate_checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rubrx.records import Correction
from rubrx.reports.gate_checks import (
    Check,
    Thresholds,
    coverage_checks,
    critical_checks,
    errors_check,
    finished_check,
    intact_check,
    minimum_check,
    misses_check,
    score_check,
)
from rubrx.reports.plain import plain
from rubrx.reports.rates import RECALL, SPECIFICITY, MetricRate, metric_rates
from rubrx.reports.rows import RunHeader, TallyRow, VerdictRow
from rubrx.reports.summary import Finding, Summary, finding
from rubrx.reports.words import bound, count, percent


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
    corrections: tuple[Correction, ...]
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
    corrections: Iterable[Correction] = (),
    corrections_digest: str = "",
    departures: Sequence[str] = (),
) -> GateResult:
    """Hold a run's summary against thresholds; `graded_tallies` are its verdict counts without corrections.

    `departures` say where the stored rows are no longer what was written, in words; there is none in a good run.
    `misses` is left empty: which rows belong there depends on what was missed. A minimum of what is no metric is
    one of the mean score.
    """
    corrected = tuple(corrections)
    graded = metric_rates(graded_tallies, {m.name: m.target for m in summary.metrics if m.target is not None})
    before = {metric.name: metric for metric in graded} if corrected else {}
    now = {metric.name: metric for metric in summary.metrics}
    checks = [
        *(
            minimum_check(now[name], before.get(name), wanted) if name in now else score_check(summary.score, wanted)
            for name, wanted in thresholds.minimum.items()
        ),
        *(misses_check(now[name], wanted) for name, wanted in thresholds.misses.items()),
        *critical_checks(summary, thresholds.critical),
        *coverage_checks(summary, thresholds.coverage),
        errors_check(summary, thresholds.errors),
        finished_check(summary.run),
        intact_check(departures),
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


def _half_a_pair(summary: Summary, checks: Iterable[Check]) -> Iterable[str]:
    """Recall alone is held by a model that always warns, specificity alone by one that never does."""
    asked = {check.name for check in checks if check.kind in ("minimum", "misses")}
    for one, other, policy in ((RECALL, SPECIFICITY, "always"), (SPECIFICITY, RECALL, "never")):
        rate = next((metric for metric in summary.metrics if metric.name == other), None)
        if one in asked and other not in asked and rate is not None:
            found = f"is {percent(rate.value)} here" if rate.n else "was not measured here"
            yield f"A model that {policy} warns would hold {one} too; {other}, which shows it, {found} and not held."


def _notes(summary: Summary, corrected: tuple[Correction, ...], checks: Iterable[Check]) -> Iterable[str]:
    run = summary.run
    if run.skipped:
        queries = ", ".join(list(run.skipped_queries)[:5])
        yield f"{count(run.skipped, 'row')} had a query that no rubric answers ({queries}), and count nowhere."
    if summary.unassessed.cannot_assess:
        open_ = count(summary.unassessed.cannot_assess, "verdict waits", "verdicts wait")
        yield f"{open_} for a judge or a human; each counts as gone badly until then."
    yield from _half_a_pair(summary, checks)
    for failure in summary.failures:
        if failure.what == "reward":
            yield f"The reward {failure.name} failed on {count(failure.n, 'answer')}; no check looks at rewards."
    if corrected:
        yield f"{count(len(corrected), 'verdict counts', 'verdicts count')} as people corrected them."
    for check in checks:
        if check.held and check.graded_bound is not None and check.graded_bound < check.wanted:
            yield f"{check.name} holds only as corrected: as graded its bound is {bound(check.graded_bound)}."
