"""Sentences that both the text and the Markdown report say, in the same words."""

from __future__ import annotations

from rubrx.records import PluginFailure
from rubrx.reports.rates import RECALL, MetricRate
from rubrx.reports.rows import Hedging, RunHeader
from rubrx.reports.summary import Critical, MeanScore, Summary, Unassessed
from rubrx.reports.words import count, out_of_ten, percent
from rubrx.statistics import clean_n


def gap_sentence(summary: Summary) -> str:
    """The last line: the mean gap in points, and the metric that is furthest from its target."""
    gap = summary.gap
    if gap is None:
        return "No gap to report: no metric with a target has a verdict."
    over = f"over {count(gap.metrics, 'metric')}" if gap.metrics > 1 else "on one metric"
    short = f"{gap.worst_gap:.1f} short" if gap.worst_gap > 0 else "on target"
    return f"Mean gap {gap.mean:.1f} points {over}; worst {gap.worst_metric}, {short}."


def rows_sentence(run: RunHeader) -> str:
    """What became of the rows that were read: always a sum."""
    return (
        f"{count(run.read, 'row')} read = {run.graded:,} graded + {run.rejected:,} rejected "
        f"+ {run.skipped:,} skipped; {count(len(run.rubrics), 'rubric')}"
    )


def unfinished_sentence(run: RunHeader) -> str:
    """What a run that is not done still lacks, and what goes on with it; nothing for one that is done."""
    if run.status == "done":
        return ""
    resume = "" if run.status == "running" else "; rubrx grade goes on with --resume"
    return f"This run is {run.status}: the figures are of what is stored so far{resume}."


def failure_sentence(failure: PluginFailure) -> str:
    """How often a plugin's metric or reward failed, and why once."""
    if failure.what == "metric":
        became = "verdict became an error" if failure.n == 1 else "verdicts became errors"
        reason = failure.reason if failure.name in failure.reason else f"{failure.name}: {failure.reason}"
        return f"{failure.n:,} {became} ({reason})"
    return f"reward {failure.name} failed on {count(failure.n, 'answer')} ({failure.reason})"


def critical_sentence(critical: Critical) -> str:
    """How many critical verdicts failed, of how many."""
    open_ = f"; {critical.n_unassessed:,} not assessed" if critical.n_unassessed else ""
    return f"{critical.failed:,} of {count(critical.n, 'verdict')}{open_}"


def interval_sentence(score: MeanScore) -> str:
    """The headline's interval, and what it rests on."""
    queries, answers = count(score.queries, "query", "queries"), count(score.n, "answer")
    if score.interval is None:
        return f"{queries}, {answers}"
    low, high = score.interval
    return f"95 % interval {out_of_ten(low)} to {out_of_ten(high)}, {queries}, {answers}"


def standing_sentence(score: MeanScore) -> str:
    """What else the score could be: best still possible, coverage, and the mean before caps and clipping."""
    return (
        f"best still possible {out_of_ten(score.best)}; coverage {percent(score.coverage)}; "
        f"raw mean {out_of_ten(score.raw)}"
    )


def proof_sentence(metrics: tuple[MetricRate, ...]) -> str:
    """The most that the run's queries could prove at all, by a clean sheet; empty without a verdict.

    Told of recall, which a release hangs on; where it was not measured, of the metric with the least to go
    on.
    """
    measured = [metric for metric in metrics if metric.provable is not None]
    if not measured:
        return ""
    chosen = next((m for m in measured if m.name == RECALL), None)
    chosen = chosen or min(measured, key=lambda m: m.provable or 0.0)
    these = "this one query" if chosen.queries == 1 else f"these {chosen.queries:,} queries"
    return (
        f"A clean sheet of {chosen.name} on {these} would prove no more than {percent(chosen.provable)}; "
        f"to prove 95 % takes {clean_n(0.95)} queries, and no number proves 100 %."
    )


def hedging_sentence(hedging: Hedging) -> str:
    """Over-abstention, with its denominator."""
    return (
        f"Over-abstention: {hedging.abstaining:,} of {count(hedging.n, 'answer')} hedge or defer and give "
        f"nothing else that the rubric asks for ({hedging.hedged:,} hedge at all)."
    )


def owed_sentence(owed: Unassessed) -> str:
    """The verdicts that are still owed."""
    return f"{count(owed.cannot_assess, 'verdict')} for a judge or a human, {count(owed.error, 'error')}"
