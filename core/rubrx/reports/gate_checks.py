"""The checks of a gate: one threshold each, what became of it, and a sentence that says why.

A threshold on a metric holds against the lower end of the interval that the report prints, never against the rate
itself: 8 of 8 is 100 % and proves 67 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rubrx.reports.rates import MetricRate
from rubrx.reports.rows import RunHeader
from rubrx.reports.summary import MeanScore, Summary
from rubrx.reports.words import bound, count, exact_percent
from rubrx.statistics import clean_bound, clean_n, wilson_n

#: the name of the mean score among the minima
SCORE = "score"

CheckKind = Literal["minimum", "misses", "critical", "coverage", "errors", "finished", "intact"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a run must hold; shares lie in [0, 1].

    `minimum` maps a metric, or `score`, to the lowest bound allowed (above 0, below 1), `misses` a metric to the
    verdicts that may go badly. `errors` counts verdicts that broke and rows that were rejected. None: not asked for.
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


def minimum_check(rate: MetricRate, before: MetricRate | None, wanted: float) -> Check:
    """A metric's rate, held by the lower end of its interval; `before` is the rate without corrections."""
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


def score_check(score: MeanScore, wanted: float) -> Check:
    """The mean score at worst, held by its own interval; were every answer perfect, it would be a clean sheet's."""
    found = score.interval.low if score.interval else None
    held = found is not None and found >= wanted
    takes = f"{exact_percent(wanted)} takes {count(clean_n(wanted), 'query', 'queries')} of perfect answers"
    if found is None or score.worst is None:
        why = f"no answer has a score, so nothing is proved; {takes}"
        return Check("minimum", SCORE, wanted, None, False, why, needs=clean_n(wanted))
    mean = f"a mean of {bound(score.worst)} at worst"
    why = f"{bound(found)} is proved by {mean} over {count(score.queries, 'query', 'queries')}"
    if not held:
        why += f"; {takes}" if score.worst > wanted else f"; the mean itself lies below {exact_percent(wanted)}"
    provable = clean_bound(score.queries)
    return Check("minimum", SCORE, wanted, found, held, why, provable=provable, needs=clean_n(wanted))


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


def misses_check(rate: MetricRate, wanted: int) -> Check:
    """How many of a metric's verdicts went badly; none at all where nothing was looked at is no pass."""
    bad = rate.n - rate.well
    open_ = f", {rate.n_unassessed:,} of them not assessed" if rate.n_unassessed else ""
    if not rate.n:
        return Check("misses", rate.name, wanted, None, False, "no verdict, so nothing was looked at", rate=rate)
    proves = f"which proves {bound(rate.interval.low)}" if rate.interval else ""
    why = f"{bad:,} of {count(rate.n, 'verdict')} went badly{open_}, {proves}"
    return Check("misses", rate.name, wanted, bad, bad <= wanted, why, rate=rate, provable=rate.provable)


def critical_checks(summary: Summary, wanted: int | None) -> Iterable[Check]:
    """How many critical verdicts failed or could not be given, where that was asked for."""
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


def coverage_checks(summary: Summary, wanted: float | None) -> Iterable[Check]:
    """The share of points that was assessed, where that was asked for."""
    if wanted is None:
        return
    found = summary.score.coverage
    why = "no answer, so nothing was assessed" if found is None else f"{bound(found)} of the points were assessed"
    yield Check("coverage", "coverage", wanted, found, found is not None and found >= wanted, why)


def errors_check(summary: Summary, wanted: int) -> Check:
    """Verdicts that broke and rows that were rejected."""
    broken, rejected = summary.unassessed.error, summary.run.rejected
    found = broken + rejected
    parts = [count(broken, "verdict is an error", "verdicts are errors")] if broken else []
    parts += [count(rejected, "row was rejected", "rows were rejected")] if rejected else []
    return Check("errors", "errors", wanted, found, found <= wanted, " and ".join(parts) or "none")


def finished_check(run: RunHeader) -> Check:
    """Whether the run is done."""
    done = run.status == "done"
    why = "the run is done" if done else f"the run is {run.status}: its figures may still change"
    return Check("finished", "finished", 1, float(done), done, why)


def intact_check(departures: Sequence[str]) -> Check:
    """Whether the stored rows are still what was written."""
    if not departures:
        return Check("intact", "intact", 0, 0, True, "the rows are those that were written")
    more = f", and {len(departures) - 1:,} more" if len(departures) > 1 else ""
    why = f"the rows are not what was written: {departures[0]}{more}"
    return Check("intact", "intact", 0, len(departures), False, why)
