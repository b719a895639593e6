"""The comparison as text: each query as `3.2 → 5.1  +59 %`, then what changed, then how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.reports.comparison import Comparison, ItemChange, QueryChange
from rubrx.reports.comparison_tests_text import (
    critical_section,
    detectable_sentence,
    manner_section,
    pairs_section,
)
from rubrx.reports.page import Page
from rubrx.reports.rates import MetricRate
from rubrx.reports.text import unsaid
from rubrx.reports.words import count, out_of_ten, percent, percent_range, printable, shortened

#: criteria named in each list; the JSON has them all
SHOWN_ITEMS = 8
#: a quotation of fewer characters says nothing by itself
SHORTEST_QUOTE = 3


def comparison_text(comparison: Comparison, page: Page | None = None) -> str:
    """The whole page, ending in a line feed."""
    page = page or Page()
    sections = [
        _header(comparison, page),
        _queries(comparison, page),
        _left_out(comparison, page),
        _items(comparison, page),
        _metrics(comparison, page),
        pairs_section(comparison, page),
        critical_section(comparison.critical, page),
        manner_section(comparison, page),
        _verdict(comparison, page),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def change(before: float | None, after: float | None, relative: float | None) -> str:
    """`+59 %`; `new` where the score rose from what prints as 0.0, which no percentage describes."""
    if before is None or after is None:
        return "no score"
    if relative is None or out_of_ten(before) == "0.0":
        return "new" if out_of_ten(after) != "0.0" else "0 %"
    shown = round(100 * relative)
    return f"{'+' if shown > 0 else '-' if shown < 0 else ''}{abs(shown):,} %"


def _arrow(page: Page) -> str:
    return "→" if page.blocks else "->"


def _header(comparison: Comparison, page: Page) -> list[str]:
    before, after = comparison.before, comparison.after
    lines = [page.paint(f"{printable(before.name)} {_arrow(page)} {printable(after.name)}", "bold")]
    for run in (before, after):
        state = "" if run.status == "done" else f" · {run.status}: the figures are of what is stored so far"
        facts = f"{printable(run.name)}   {run.uid[:12]} · {run.started} · {count(run.graded, 'answer')}"
        dim = [page.paint(line, "dim") for line in page.wrapped(facts, "  ", "    ")]
        dim[-1] += page.paint(state, "yellow")
        lines += dim
    return lines


def _queries(comparison: Comparison, page: Page) -> list[str]:
    if not comparison.queries:
        return ["  The two runs have no query in common."]
    names = [printable(query.query_id) for query in comparison.queries]
    total = f"mean of {count(comparison.n_queries, 'query', 'queries')}"
    wide = min(page.columns - 30, max(len(total), *(len(name) for name in names)))
    lines = [page.heading("Queries", "mean score of 10, at worst")]
    for query, name in zip(comparison.queries, names, strict=True):
        lines.append(_change_line(query, shortened(name, wide), wide, page))
    figures = _figures(comparison.mean_before, comparison.mean_after, comparison.relative, page)
    return [*lines, page.paint(f"  {total:{wide}}  {figures}", "bold")]


def _change_line(query: QueryChange, name: str, wide: int, page: Page) -> str:
    worse = query.before is not None and query.after is not None and query.after < query.before
    mark = "   other rubric" if query.rubric_changed else ""
    figures = _figures(query.before, query.after, query.relative, page)
    return f"  {name:{wide}}  " + (page.paint(figures, "red") if worse else figures) + page.paint(mark, "yellow")


def _figures(before: float | None, after: float | None, relative: float | None, page: Page) -> str:
    return f"{out_of_ten(before):>4} {_arrow(page)} {out_of_ten(after):>4}  {change(before, after, relative):>8}"


def _left_out(comparison: Comparison, page: Page) -> list[str]:
    notes = [
        (f"Only in {printable(comparison.before.name)}", comparison.only_before),
        (f"Only in {printable(comparison.after.name)}", comparison.only_after),
        ("Without a score in one run, so outside the mean", comparison.unscored),
        (
            "Graded against different rubrics, so hardly comparable",
            tuple(query.query_id for query in comparison.queries if query.rubric_changed),
        ),
    ]
    return [
        line
        for what, queries in notes
        if queries
        for line in page.wrapped(f"{what}: {', '.join(printable(query) for query in queries)}.", "  ", "    ")
    ]


def _items(comparison: Comparison, page: Page) -> list[str]:
    items = comparison.items
    if not items.compared:
        return []
    partly = (
        f"; {items.improved:,} rose and {items.worsened:,} fell in part of the answers"
        if items.improved or items.worsened
        else ""
    )
    lines = [
        page.heading("Criteria", f"{items.compared:,} in both"),
        *page.wrapped(f"{len(items.fixed):,} fixed, {len(items.regressed):,} regressed{partly}"),
        f"  failed critical verdicts: {comparison.critical_failed_before:,} {_arrow(page)} "
        f"{comparison.critical_failed_after:,}",
    ]
    return [*lines, *_named("regressed", items.regressed, page), *_named("fixed", items.fixed, page)]


def _named(word: str, items: Sequence[ItemChange], page: Page) -> list[str]:
    lines = []
    for item in items[:SHOWN_ITEMS]:
        critical = page.paint(" (critical)", "red" if word == "regressed" else "bold") if item.critical else ""
        room = page.columns - 13 - len(" (critical)") * item.critical
        place = shortened(f"{printable(item.query_id)} / {printable(item.criterion_id)}", room)
        lines.append(f"  {word:9}  {place}{critical}")
        lines += _evidence(item, page)
    if len(items) > SHOWN_ITEMS:
        lines.append(page.paint(f"  {word:9}  and {len(items) - SHOWN_ITEMS:,} more", "dim"))
    return lines


def _evidence(item: ItemChange, page: Page) -> list[str]:
    """What the second run says on it, in its words where it has any."""
    if item.now is None:
        return []
    # where the explanation quotes the answer, it has said enough
    said = [each for each in unsaid(item.now) if len(each) > SHORTEST_QUOTE and "“" not in item.now.explanation]
    quoted = [f"“{each}”" if page.blocks else f'"{each}"' for each in said[:1]]
    return [page.paint(line, "dim") for line in page.wrapped(": ".join([item.now.explanation, *quoted]), " " * 13)]


def _metrics(comparison: Comparison, page: Page) -> list[str]:
    if not comparison.metrics:
        return []
    longest = max(len(printable(metric.name)) for metric in comparison.metrics)
    with_intervals = page.columns >= 80  # they take 20 characters
    wide = min(30, longest, page.columns - (58 if with_intervals else 38))
    side = 22 if with_intervals else 12
    lines = [
        page.heading("Metrics", "with n" + (" and 95 % intervals" if with_intervals else "")),
        page.paint(f"  {'':{wide}}  {'before':^{side}}  {'after':^{side}}  points", "dim"),
    ]
    for metric in comparison.metrics:
        sides = [_side(rate, with_intervals) for rate in (metric.before, metric.after)]
        points = "–" if metric.change is None else f"{metric.change:+.1f}"
        name = shortened(printable(metric.name), wide)
        lines.append(f"  {name:{wide}}  {sides[0]}  {sides[1]}  {points:>6}")
    return lines


def _side(rate: MetricRate, with_interval: bool) -> str:
    figures = f"{percent(rate.value):>6} {rate.n:>5,}"
    if not with_interval:
        return figures
    return f"{figures} {percent_range(rate.interval):>9}"


def _verdict(comparison: Comparison, page: Page) -> list[str]:
    """The last lines: the mean difference, its interval, and what that allows one to say."""
    if comparison.difference is None:
        return ["No shared query has a score in both runs: there is no difference to report."]
    mean = f"Mean difference {10 * comparison.difference:+.2f} of 10"
    queries = count(comparison.n_queries, "query", "queries")
    if comparison.interval is None:
        return page.wrapped(f"{mean} on {queries}: too few for an interval.", "")
    low, high = comparison.interval
    says = (
        "the second run is better"
        if low > 0
        else "the second run is worse"
        if high < 0
        else "these queries do not tell the runs apart"
    )
    interval = f"95 % interval {10 * low:+.2f} to {10 * high:+.2f} ({queries} resampled)"
    seen = [page.paint(line, "dim") for line in page.wrapped(detectable_sentence(comparison), "")]
    return [*seen, *page.wrapped(f"{mean}, {interval}: {says}.", "")]
