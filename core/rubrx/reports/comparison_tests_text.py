"""The comparison's tests as text: verdicts in pairs, whether the dangerous got worse, what changed in manner."""

from __future__ import annotations

import math

from rubrx.reports.comparison import Comparison
from rubrx.reports.manner import MEANINGS, MannerChange
from rubrx.reports.page import Page, Tone
from rubrx.reports.paired_verdicts import CriticalChange, PairCounts, VerdictTest
from rubrx.reports.words import count, printable, shortened
from rubrx.statistics import Interval


def pairs_section(comparison: Comparison, page: Page) -> list[str]:
    """Each metric's fixed and regressed verdicts, and the exact tests."""
    tests = comparison.verdicts
    if not tests:
        return []
    both = page.columns >= 80  # the test that takes pairs for independent is the one to leave out
    wide = min(30, page.columns - (57 if both else 48), max(len(printable(test.name)) for test in tests))
    head = f"  {'':{wide}} {'pairs':>6} {'fixed':>6} {'regr.':>6} {'points':>16}"
    head += f" {'McNemar':>7} {'by query':>8}" if both else f" {'p':>7}"
    lines = [page.heading("Verdicts in pairs", _pairing(comparison.paired)), page.paint(head, "dim")]
    for test in tests:
        name = shortened(printable(test.name), wide)
        points = f"{100 * test.change:+.0f} ({_points(test.interval)})"
        line = f"  {name:{wide}} {test.pairs:>6,} {test.fixed:>6,} {test.regressed:>6,} {points:>16}"
        line += f" {p_value(test.p_holm):>7} {p_value(test.p_by_query_holm):>8}" if both else ""
        line += "" if both else f" {p_value(test.p_by_query_holm):>7}"
        lines.append(line)
    return [*lines, *_pairs_notes(tests, both, page)]


def _pairing(paired: PairCounts) -> str:
    parts = [f"{paired.by_id:,} answers by id"] if paired.by_id else []
    parts += [f"{paired.in_order:,} answers in file order"] if paired.in_order else []
    left = paired.left_before + paired.left_after
    parts += [f"{left:,} without a counterpart"] if left else []
    return ", ".join(parts)


def _points(interval: Interval) -> str:
    """An interval in percentage points, rounded outwards."""
    low, high = (round(100 * end, 9) for end in interval)
    return f"{math.floor(low):+d} to {math.ceil(high):+d}"


def p_value(p: float) -> str:
    """`0.031`, or `<0.001`; never rounded below what it is."""
    return "<0.001" if p < 0.001 else f"{min(1.0, math.ceil(1000 * p - 1e-9) / 1000):.3f}"


def _pairs_notes(tests: tuple[VerdictTest, ...], both: bool, page: Page) -> list[str]:
    seen = [
        f"{printable(test.name)} {'none' if test.detectable is None else f'{math.ceil(100 * test.detectable):,}'}"
        for test in tests
    ]
    how = (
        "McNemar: the exact test's p, as if pairs were independent; by query: whole queries exchanged, the p to go by."
        if both
        else "p: exact, whole queries exchanged."
    )
    notes = [
        f"{how} Both by Holm for {count(len(tests), 'metric')}. Points: fixed less regressed, with 95 % interval by "
        "query."
        if both
        else f"{how} By Holm for {count(len(tests), 'metric')}. Points: fixed less regressed, 95 % interval by query.",
        "The smallest change that so many could have shown, in points (80 % power, as many changing as here): "
        f"{', '.join(seen)}.",
    ]
    return [page.paint(line, "dim") for note in notes for line in page.wrapped(note)]


def critical_section(critical: CriticalChange | None, page: Page) -> list[str]:
    """Whether critical criteria got worse than the margin allows."""
    if critical is None:
        return []
    changed = f"{critical.fixed:,} fixed, {critical.regressed:,} regressed of {count(critical.pairs, 'pair')}"
    note = f"{changed} on {count(critical.queries, 'query', 'queries')}"
    tone: Tone = "green" if critical.non_inferior else "yellow"
    lines = [page.heading("Critical criteria", note)]
    return [*lines, *(page.paint(line, tone) for line in page.wrapped(critical_sentence(critical)))]


def critical_sentence(critical: CriticalChange) -> str:
    """What the interval and the margin allow one to say."""
    margin = f"{100 * critical.margin:.10g} points"
    change = f"Change {100 * critical.change:+.1f} points, 95 % interval {_points(critical.interval)}"
    if critical.interval.high < 0:
        return f"{change}: the second run fails more of them."
    if critical.non_inferior:
        return f"{change}: not worse by {margin} or more."
    if critical.smallest_margin < critical.margin:
        return f"{change}: that the second run is not worse by {margin} is not shown."
    return (
        f"{change}: that the second run is not worse by {margin} is not shown, and could not be: without a single "
        f"change these queries exclude no less than {math.ceil(1000 * critical.smallest_margin) / 10:.1f} points; "
        f"{margin} take {critical.needs:,} queries."
    )


def manner_section(comparison: Comparison, page: Page) -> list[str]:
    """What changed in how answers are written, each beside what it went along with."""
    if not comparison.manner:
        return []
    wide = max(map(len, MEANINGS))
    narrow = page.columns < 80
    head = f"  {'':{wide}} {'before':>7} {'after':>7} {'change':>22} {'goes with score':>23}"
    if narrow:
        head = f"  {'':{wide}} {'before':>7} {'after':>7} {'change':>8} {'with score':>12}"
    lines = [
        page.heading("Manner", f"per answer, {comparison.manner_read:,} read"),
        page.paint(head, "dim"),
    ]
    for row in comparison.manner:
        association = _association(row, with_interval=not narrow)
        change = f"{row.change:+.1f}"
        if row.interval is not None and not narrow:
            change += f" ({row.interval.low:+.1f} to {row.interval.high:+.1f})"
        size = (8, 12) if narrow else (22, 23)
        lines.append(
            f"  {row.name:{wide}} {row.before:>7.1f} {row.after:>7.1f} {change:>{size[0]}} {association:>{size[1]}}"
        )
    meanings = "; ".join(f"{name}: {what}" for name, what in MEANINGS.items())
    notes = [
        "Goes with score: rank correlation, over queries, of the change in this with the change in score, with its "
        "95 % interval; what goes along is not what caused it.",
        f"{meanings[0].upper()}{meanings[1:]}.",
    ]
    return [*lines, *(page.paint(line, "dim") for note in notes for line in page.wrapped(note))]


def _association(row: MannerChange, *, with_interval: bool) -> str:
    if row.association is None:
        return "–"
    figure = f"{row.association.value:+.2f}"
    interval = row.association.interval
    return f"{figure} ({interval.low:+.2f} to {interval.high:+.2f})" if interval and with_interval else figure


def detectable_sentence(comparison: Comparison) -> str:
    """What the means could have shown; nothing where queries don't vary."""
    if comparison.detectable is None:
        return ""
    queries = count(comparison.n_queries, "query", "queries")
    difference = f"{10 * comparison.detectable:.1f} of 10"
    return f"With {queries} that vary like these, a mean difference of {difference} is found with 80 % power."
