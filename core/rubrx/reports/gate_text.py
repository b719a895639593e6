"""The gate as text: each threshold with what is proved and what could be, then the misses to act on."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.reports.gate import GateResult
from rubrx.reports.gate_checks import Check
from rubrx.reports.page import Page
from rubrx.reports.sentences import rows_sentence
from rubrx.reports.summary import Finding
from rubrx.reports.text import finding_lines
from rubrx.reports.words import bound, count, exact_percent, percent, printable, shortened

#: findings shown of each kind; the JSON has all that were read
SHOWN_FINDINGS = 12
SHOWN_CORRECTIONS = 8


def gate_text(result: GateResult, page: Page | None = None) -> str:
    """The whole page, ending in a line feed; the outcome is its last line."""
    page = page or Page()
    sections = [
        _header(result, page),
        _checks(result, page),
        _missed(result, page),
        _findings("Failed critical criteria", critical_note(result), result.critical, page),
        _findings("Other misses of these metrics", one_of_each(len(result.misses)), result.misses, page),
        _corrections(result, page),
        [line for note in result.notes for line in page.wrapped(printable(note), "  ", "    ")],
        _outcome(result, page),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _header(result: GateResult, page: Page) -> list[str]:
    run = result.run
    state = page.paint(f"   {run.uid[:12]} · {run.started} · {run.status}", "dim")
    lines = [page.paint(f"Gate on run {printable(run.name)}", "bold") + state, *page.wrapped(rows_sentence(run))]
    return [*lines, page.paint(f"  head {run.head}", "dim")] if run.head else lines


def _checks(result: GateResult, page: Page) -> list[str]:
    names = [printable(check.name) + (" misses" if check.kind == "misses" else "") for check in result.checks]
    wide = min(30, page.columns - 52, max(map(len, names)))
    head = f"    {'':{wide}} {'rate':>6} {'n':>6} {'found':>8} {'wanted':>8} {'at most':>8} {'needs':>6}"
    lines = [page.heading("Thresholds"), page.paint(head, "dim")]
    for check, name in zip(result.checks, names, strict=True):
        mark = _mark(check, page)
        rate, n = ("", "") if check.rate is None else (percent(check.rate.value), f"{check.rate.n:,}")
        most = "" if check.provable is None else bound(check.provable)
        needs = "" if check.needs is None else f"{check.needs:,}"
        found, wanted = _figures(check)
        line = f"{shortened(name, wide):{wide}} {rate:>6} {n:>6} {found:>8} {wanted:>8} {most:>8} {needs:>6}"
        lines.append(f"  {mark} {line}".rstrip())
    if any(check.kind == "minimum" for check in result.checks):
        note = (
            "A rate is held by what it proves: the lower end of its 95 % interval, by query. At most: what a clean "
            "sheet on the same queries would prove. Needs: the clean cases that the threshold takes, each on a query "
            "of its own."
        )
        lines += [page.paint(line, "dim") for line in page.wrapped(note)]
    return lines


def _mark(check: Check, page: Page) -> str:
    if check.held:
        return page.paint("✓" if page.blocks else "+", "green")
    return page.paint("✗" if page.blocks else "x", "red")


def _figures(check: Check) -> tuple[str, str]:
    """What was found, and what was wanted: shares as percentages, counts as they are."""
    if check.kind in ("finished", "intact"):
        return ("yes" if check.held else "no"), "yes"
    if check.kind in ("minimum", "coverage"):
        return bound(check.found), exact_percent(check.wanted)
    return ("–" if check.found is None else f"{check.found:,.0f}"), f"<= {check.wanted:,.0f}"


def _missed(result: GateResult, page: Page) -> list[str]:
    lines = []
    for check in result.missed:
        lines += page.wrapped(f"{printable(check.name)}: {check.why}.", "  ", "    ")
    return [page.heading("What is missing"), *lines] if lines else []


def critical_note(result: GateResult) -> str:
    """How many critical verdicts failed, and whether all of them are listed."""
    shown = len(result.critical)
    some = f", {shown:,} of them listed" if result.critical_failed > shown else ""
    return count(result.critical_failed, "verdict") + some


def one_of_each(criteria: int) -> str:
    """That of each criterion one answer is shown, whatever the number that miss it."""
    return f"one answer of each of {count(criteria, 'criterion', 'criteria')}"


def _findings(title: str, note: str, findings: Sequence[Finding], page: Page) -> list[str]:
    if not findings:
        return []
    lines = [page.heading(title, note)]
    for each in findings[:SHOWN_FINDINGS]:
        lines += finding_lines(each, page, page.paint("✗" if page.blocks else "x", "red"))
    more = "the rest is in --json and --record; " if len(findings) > SHOWN_FINDINGS else ""
    hint = page.wrapped(f"{more}rubrx show ANSWER prints one with its evidence")
    return [*lines, *(page.paint(line, "dim") for line in hint)]


def _corrections(result: GateResult, page: Page) -> list[str]:
    if not result.corrections:
        return []
    lines = [page.heading("Corrected by people", count(len(result.corrections), "verdict"))]
    for each in result.corrections[:SHOWN_CORRECTIONS]:
        what = (
            f"{each.query_id} / {each.criterion_id}, answer {each.response_id}: {each.graded} became {each.status} "
            f"({each.who}: {each.why})"
        )
        lines += page.wrapped(printable(what), "  ", "    ")
    more = len(result.corrections) - SHOWN_CORRECTIONS
    lines += [page.paint(f"  and {more:,} more", "dim")] if more > 0 else []
    for check in result.checks:
        if check.graded_bound is not None and check.rate is not None:
            rates = f"{percent(check.graded)} as graded, {percent(check.rate.value)} as corrected"
            bounds = f"bound {bound(check.graded_bound)}, now {bound(check.found)}"
            lines += page.wrapped(f"{printable(check.name)}: {rates}; {bounds}", "  ", "    ")
    return lines


def _outcome(result: GateResult, page: Page) -> list[str]:
    if result.held:
        return [page.paint(f"The gate holds: {count(len(result.checks), 'check')}.", "green")]
    missed, of = len(result.missed), count(len(result.checks), "check")
    return page.wrapped(f"The gate is missed: {missed:,} of {of}.", "")


def missed_sentence(result: GateResult) -> str:
    """What was missed in one line, for the error."""
    parts = []
    for check in result.missed:
        if check.kind in ("finished", "intact"):
            parts.append(printable(check.why))
            continue
        found, wanted = _figures(check)
        against = f"{found} of at least {wanted}" if check.kind in ("minimum", "coverage") else f"{found}, not {wanted}"
        misses = " misses" if check.kind == "misses" else ""
        parts.append(f"{printable(check.name)}{misses} {against}")
    return f"run {printable(result.run.name)} misses its gate: {'; '.join(parts)}"
