"""The report as Markdown, for a pull request or a release page; strangers' words are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rubrx.reports.corrections import corrections_markdown
from rubrx.reports.rates import MetricRate
from rubrx.reports.sentences import (
    critical_sentence,
    failure_sentence,
    gap_sentence,
    hedging_sentence,
    interval_sentence,
    owed_sentence,
    proof_sentence,
    rows_sentence,
    standing_sentence,
    unfinished_sentence,
)
from rubrx.reports.summary import Finding, Summary
from rubrx.reports.text import SHOWN_FINDINGS, SHOWN_QUERIES, unsaid
from rubrx.reports.words import count, out_of_ten, percent, percent_range
from rubrx.reports.words import markdown as escaped


def markdown(summary: Summary) -> str:
    """The whole page, in the order of the text report, ending in a line feed."""
    sections = [
        _header(summary),
        _critical(summary),
        _score(summary),
        _metrics(summary),
        _pair(summary),
        _queries(summary),
        _rewards(summary),
        _open(summary),
        corrections_markdown(summary.corrections),
        _failures(summary),
        [escaped(gap_sentence(summary))],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table whose first column is words and whose others are figures."""
    rule = ["---", *("---:" for _ in head[1:])]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *rows)]


def _header(summary: Summary) -> list[str]:
    run = summary.run
    lines = [
        f"# Run {escaped(run.name)}",
        "",
        f"{escaped(run.uid[:12])}, {escaped(run.started)}, {escaped(run.status)}",
        "",
        f"{rows_sentence(run)}; from {escaped(run.source)}.",
    ]
    if unfinished := unfinished_sentence(run):
        lines += ["", escaped(unfinished)]
    if run.skipped_queries:
        names = ", ".join(f"{escaped(query)} ({n:,})" for query, n in run.skipped_queries.items())
        lines += ["", f"Skipped, no rubric: {names}."]
    return [*lines, "", f"Head of the hash chain: {escaped(run.head)}"] if run.head else lines


def _critical(summary: Summary) -> list[str]:
    critical = summary.critical
    if not critical.n:
        return []
    lines = ["## Failed critical criteria", "", f"{critical_sentence(critical)}.", ""]
    shown = critical.findings[:SHOWN_FINDINGS]
    for each in shown:
        lines += finding_lines(each)
    more = critical.failed - len(shown)
    return [*lines, *([f"- and {more:,} more"] if more > 0 else [])]


def finding_lines(each: Finding) -> list[str]:
    """One verdict as a list item: where it stands, why, and the words it rests on."""
    return [
        f"- **{escaped(each.query_id)} / {escaped(each.criterion_id)}**, answer {escaped(each.response_id)}: "
        f"{escaped(each.explanation)}",
        *(f"  > {escaped(quote)}" for quote in unsaid(each)),
    ]


def _score(summary: Summary) -> list[str]:
    score = summary.score
    if score.worst is None or score.interval is None:
        return ["## Score", "", "No answer has a score: no positive point applies."]
    unscored = f" {count(score.unscored, 'answer')} without a score." if score.unscored else ""
    return [
        "## Score",
        "",
        f"**{out_of_ten(score.worst)} of 10** at worst ({interval_sentence(score)}); "
        f"{standing_sentence(score)}.{unscored}",
    ]


def _metrics(summary: Summary) -> list[str]:
    if not summary.metrics:
        return []
    head = ("metric", "value", "n", "not assessed", "95 % interval", "target", "gap, points")
    return ["## Metrics", "", *table(head, (_metric_row(m) for m in summary.metrics)), "", _notes(summary)]


def _notes(summary: Summary) -> str:
    return " ".join(
        part for part in (f"Intervals: {summary.intervals}", escaped(proof_sentence(summary.metrics))) if part
    )


def _metric_row(metric: MetricRate) -> tuple[str, ...]:
    return (
        escaped(metric.name),
        percent(metric.value),
        f"{metric.n:,}",
        f"{metric.n_unassessed:,}",
        percent_range(metric.interval),
        percent(metric.target),
        "–" if metric.gap is None else f"{metric.gap:.1f}",
    )


def _pair(summary: Summary) -> list[str]:
    pair = summary.pair
    if pair is None:
        return []
    policies = (
        (policy.name, percent(policy.recall), percent(policy.specificity), percent(policy.balanced))
        for policy in pair.policies
    )
    return [
        "## Recall and specificity",
        "",
        *table(
            ("", "right", "wrong"),
            (
                ("a warning is due", f"{pair.true_positive:,}", f"{pair.false_negative:,}"),
                ("no warning is due", f"{pair.true_negative:,}", f"{pair.false_positive:,}"),
            ),
        ),
        "",
        *table(("policy", "recall", "specificity", "mean of both"), policies),
    ]


def _queries(summary: Summary) -> list[str]:
    scored = [query for query in summary.queries if query.worst is not None]
    if len(scored) < 2:
        return []
    rows = (
        (escaped(q.query_id), out_of_ten(q.worst), f"{q.answers:,}", f"{q.critical_failed:,}")
        for q in scored[:SHOWN_QUERIES]
    )
    return ["## Worst queries", "", *table(("query", "mean of 10", "answers", "critical failures"), rows)]


def _rewards(summary: Summary) -> list[str]:
    if not summary.rewards:
        return []
    rows = (
        (
            escaped(reward.reward),
            "–" if reward.mean is None else f"{reward.mean:.2f}",
            f"{reward.scored:,}",
            f"{reward.n - reward.scored - reward.problems:,}",
            f"{reward.problems:,}",
        )
        for reward in summary.rewards
    )
    return ["## Rewards", "", *table(("reward", "mean", "scored", "not applicable", "failed"), rows)]


def _open(summary: Summary) -> list[str]:
    lines: list[str] = []
    if summary.hedging:
        lines += [
            "## Hedging",
            "",
            hedging_sentence(summary.hedging),
        ]
    owed = summary.unassessed
    if owed.cannot_assess or owed.error:
        lines += [""] if lines else []
        lines += ["## Not assessed", "", f"{owed_sentence(owed)}.", ""]
        for each in owed.findings:
            lines += finding_lines(each)
    return lines


def _failures(summary: Summary) -> list[str]:
    if not summary.failures:
        return []
    return ["## Plugins that failed", "", *(f"- {escaped(failure_sentence(each))}" for each in summary.failures)]
