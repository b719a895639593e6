"""The report as one calm page of text: the dangerous first, then what the numbers prove, the gap last."""

from __future__ import annotations

from rubrx.reports.corrections import corrections_text
from rubrx.reports.page import Page, Tone
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
from rubrx.reports.words import count, out_of_ten, percent, percent_range, printable, shortened

#: findings shown; the JSON has all that were read
SHOWN_FINDINGS = 8
SHOWN_QUERIES = 5


def text(summary: Summary, page: Page | None = None) -> str:
    """The whole page, ending in a line feed."""
    page = page or Page()
    sections = [
        _header(summary, page),
        _critical(summary, page),
        _score(summary, page),
        _metrics(summary, page),
        _pair(summary, page),
        _queries(summary, page),
        _rewards(summary, page),
        _open(summary, page),
        corrections_text(summary.corrections, page),
        _failures(summary, page),
        page.wrapped(printable(gap_sentence(summary)), ""),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _header(summary: Summary, page: Page) -> list[str]:
    run = summary.run
    name = printable(run.name)
    lines = [
        page.paint(f"Run {name}", "bold") + page.paint(f"   {run.uid[:12]} · {run.started} · {run.status}", "dim"),
        *page.wrapped(f"{rows_sentence(run)}; from {printable(run.source)}"),
    ]
    if run.skipped_queries:
        names = ", ".join(f"{printable(q)} ({n:,})" for q, n in list(run.skipped_queries.items())[:5])
        more = f", and {len(run.skipped_queries) - 5} more" if len(run.skipped_queries) > 5 else ""
        lines += page.wrapped(f"skipped, no rubric: {names}{more}")
    if run.head:
        lines.append(page.paint(f"  head {run.head}", "dim"))
    lines += [page.paint(line, "yellow") for line in page.wrapped(unfinished_sentence(run))]
    return lines


def _critical(summary: Summary, page: Page) -> list[str]:
    critical = summary.critical
    if not critical.n:
        return []
    lines = [page.heading("Failed critical criteria", critical_sentence(critical))]
    if not critical.failed:
        return [*lines, "  none failed"]
    shown = critical.findings[:SHOWN_FINDINGS]
    for each in shown:
        lines += finding_lines(each, page, page.paint("✗" if page.blocks else "x", "red"))
    more = f"and {critical.failed - len(shown):,} more; " if critical.failed > len(shown) else ""
    return [*lines, page.paint(f"  {more}rubrx show ANSWER prints one with its evidence", "dim")]


def unsaid(each: Finding) -> tuple[str, ...]:
    """The quotations that the explanation doesn't already hold."""
    return tuple(quote for quote in each.quotes if quote not in each.explanation)


def finding_lines(each: Finding, page: Page, mark: str) -> list[str]:
    """One verdict: where it stands, the words it rests on, and why."""
    place = f"{printable(each.query_id)} / {printable(each.criterion_id)}"
    answer = f"answer {shortened(printable(each.response_id), 40)}"
    if len(place) + len(answer) + 7 <= page.columns:
        lines = [f"  {mark} {page.paint(place, 'bold')}   {page.paint(answer, 'dim')}"]
    else:
        lines = [f"  {mark} {page.paint(shortened(place, page.columns - 4), 'bold')}"]
        lines.append(f"      {page.paint(answer, 'dim')}")
    for quote in unsaid(each):
        lines += page.wrapped(f"“{quote}”" if page.blocks else f'"{quote}"', "      ", "       ")
    return lines + page.wrapped(each.explanation, "      ")


def _score(summary: Summary, page: Page) -> list[str]:
    score = summary.score
    if score.worst is None or score.interval is None:
        return [page.heading("Score", "no answer has a score: no positive point applies")]
    figure = f"{out_of_ten(score.worst)} of 10"
    lines = [
        page.heading("Score", "the worst still possible"),
        f"  {page.paint(figure, 'bold')}   {page.bar(score.worst, 30)}".rstrip(),
        *page.wrapped(interval_sentence(score)),
        *page.wrapped(standing_sentence(score)),
    ]
    if score.unscored:
        lines.append(f"  {count(score.unscored, 'answer')} without a score: no positive point applies")
    return lines


def _metrics(summary: Summary, page: Page) -> list[str]:
    if not summary.metrics:
        return []
    # the figures take 41 characters; names and bars share the rest, and a bar of under 6 cells says nothing
    wide = min(28, page.columns - 41, max(len(printable(metric.name)) for metric in summary.metrics))
    cells = min(30, page.columns - wide - 44)
    head = f"  {'':{wide}} {'value':>6} {'n':>6} {'interval':>9} {'target':>7} {'gap':>6}"
    lines = [
        page.heading("Metrics", "share that went well; an unassessed verdict did not"),
        page.paint(head, "dim"),
    ]
    for metric in summary.metrics:
        lines.append(_metric_line(metric, page, wide, cells))
    return [*lines, *_small_print(summary.metrics, page)]


def _metric_line(metric: MetricRate, page: Page, wide: int, cells: int) -> str:
    name = shortened(printable(metric.name), wide)
    target = percent(metric.target)
    if metric.value is None or metric.interval is None:
        return f"  {name:{wide}} {'–':>6} {0:>6} {'–':>9} {target:>7} {'–':>6}"
    interval = percent_range(metric.interval)
    gap = "–" if metric.gap is None else f"{metric.gap:.1f}"
    bar = page.paint(page.bar(metric.value, cells, metric.target).rstrip(), *_tone(metric)) if cells >= 6 else ""
    figures = f"{percent(metric.value):>6} {metric.n:>6,} {interval:>9} {target:>7} {gap:>6}"
    return f"  {name:{wide}} {figures}  {bar}".rstrip()


def _tone(metric: MetricRate) -> tuple[Tone, ...]:
    """Green on target, yellow where the interval still reaches it, red where it doesn't."""
    if metric.target is None or metric.interval is None:
        return ()
    return ("green" if not metric.gap else "yellow" if metric.interval.high >= metric.target else "red",)


def _small_print(metrics: tuple[MetricRate, ...], page: Page) -> list[str]:
    """How to read the table, and what its n can prove at all."""
    tick = "┃" if page.blocks else "|"
    notes = [f"Bars run from 0 to 100 %, {tick} is the target, gaps are in points. Intervals: 95 %, by query."]
    open_ = [f"{metric.name} {metric.n_unassessed:,}" for metric in metrics if metric.n_unassessed]
    if open_:
        notes.append(f"Not assessed, counted as gone badly: {', '.join(open_)}.")
    notes += [printable(proof)] if (proof := proof_sentence(metrics)) else []
    return [page.paint(line, "dim") for note in notes for line in page.wrapped(note)]


def _pair(summary: Summary, page: Page) -> list[str]:
    pair = summary.pair
    if pair is None:
        return []
    open_ = f"   ({pair.n_unassessed:,} of the wrong not assessed)" if pair.n_unassessed else ""
    lines = [
        page.heading("Recall and specificity", "one is only worth what the other is"),
        page.paint(f"  {'':24}{'right':>8}{'wrong':>8}", "dim"),
        f"  {'a warning is due':24}{pair.true_positive:>8,}{pair.false_negative:>8,}",
        f"  {'no warning is due':24}{pair.true_negative:>8,}{pair.false_positive:>8,}{open_}",
        "",
        page.paint(f"  {'':16}{'recall':>8}{'specificity':>13}{'mean of both':>14}", "dim"),
    ]
    for policy in pair.policies:
        figures = f"{percent(policy.recall):>8}{percent(policy.specificity):>13}{percent(policy.balanced):>14}"
        line = f"  {policy.name:16}{figures}"
        lines.append(line if policy.name == "this run" else page.paint(line, "dim"))
    return lines


def _queries(summary: Summary, page: Page) -> list[str]:
    scored = [query for query in summary.queries if query.worst is not None]
    if len(scored) < 2:
        return []
    lines = [page.heading("Worst queries", f"{min(SHOWN_QUERIES, len(scored))} of {len(scored):,}, mean of 10")]
    wide = min(40, max(len(printable(query.query_id)) for query in scored[:SHOWN_QUERIES]))
    for query in scored[:SHOWN_QUERIES]:
        failed = f", {count(query.critical_failed, 'critical failure')}" if query.critical_failed else ""
        name = shortened(printable(query.query_id), wide)
        lines.append(f"  {out_of_ten(query.worst):>4}  {name:{wide}}  {count(query.answers, 'answer')}{failed}")
    return lines


def _rewards(summary: Summary, page: Page) -> list[str]:
    lines = []
    for reward in summary.rewards:
        mean = "–" if reward.mean is None else f"{reward.mean:.2f}"
        lost = reward.n - reward.scored - reward.problems
        notes = [f"{reward.scored:,} scored"]
        notes += [f"{lost:,} not applicable"] if lost else []
        notes += [f"{reward.problems:,} failed"] if reward.problems else []
        begin = f"  {shortened(printable(reward.reward), 20):20} {mean:>6}"
        lines += page.wrapped(", ".join(notes), begin + "   ", " " * 32)
    return [page.heading("Rewards", "means"), *lines] if lines else []


def _open(summary: Summary, page: Page) -> list[str]:
    lines: list[str] = []
    hedging = summary.hedging
    if hedging:
        lines += [
            page.heading("Hedging"),
            *page.wrapped(hedging_sentence(hedging)),
        ]
    owed = summary.unassessed
    if owed.cannot_assess or owed.error:
        lines += [""] if lines else []
        lines.append(page.heading("Not assessed", owed_sentence(owed)))
        for each in owed.findings:
            lines += finding_lines(each, page, page.paint("?", "yellow"))
    return lines


def _failures(summary: Summary, page: Page) -> list[str]:
    if not summary.failures:
        return []
    lines = [page.heading("Plugins that failed", "one reason each")]
    for each in summary.failures:
        lines += page.wrapped(printable(failure_sentence(each)), "  ", "    ")
    return lines
