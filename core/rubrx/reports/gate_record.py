"""The record of a gate: one Markdown page on what was decided, by whom, and on which bytes it rests."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rubrx.reports.gate import GateResult
from rubrx.reports.gate_checks import Check
from rubrx.reports.gate_text import critical_note, one_of_each
from rubrx.reports.markdown import finding_lines, table
from rubrx.reports.rates import MetricRate
from rubrx.reports.sentences import rows_sentence
from rubrx.reports.summary import INTERVALS, Finding
from rubrx.reports.words import bound, count, exact_percent, percent, printable
from rubrx.reports.words import markdown as escaped

#: critical misses and corrections that the page lists; a longer list is for `rubrx export`
LISTED = 100


@dataclass(frozen=True, slots=True)
class RubricDigest:
    """The rubric that a query was graded against, by the SHA-256 of its text."""

    query_id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who held the run against its thresholds, when (ISO 8601), and in which database."""

    decided_by: str
    at: str
    database: str


def gate_record(result: GateResult, decision: Decision, rubrics: Sequence[RubricDigest]) -> str:
    """The whole page, ending in a line feed; the same arguments give the same bytes."""
    sections = [
        _head(result, decision),
        _thresholds(result),
        _metrics(result),
        _misses("Failed critical criteria", critical_note(result), result.critical),
        _misses("Other misses of these metrics", one_of_each(len(result.misses)), result.misses),
        _corrections(result),
        _graded(result, decision.database, rubrics),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _head(result: GateResult, decision: Decision) -> list[str]:
    run = result.run
    outcome = "held" if result.held else "missed"
    facts = [
        ("outcome", f"**{outcome}**"),
        ("decided by", escaped(decision.decided_by)),
        ("at", escaped(decision.at)),
        ("run", f"{escaped(run.name)} ({escaped(run.uid)})"),
        ("database", escaped(decision.database)),
        ("began, ended", f"{escaped(run.started)}, {escaped(run.ended or 'not yet')}; {escaped(run.status)}"),
        ("rows", escaped(rows_sentence(run))),
    ]
    return [f"# Gate on run {escaped(run.name)}: {outcome}", "", *(_facts(facts)), *_notes(result)]


def _facts(facts: Iterable[tuple[str, str]]) -> list[str]:
    return [f"- {name}: {what}" for name, what in facts]


def _notes(result: GateResult) -> list[str]:
    return ["", *(f"- {escaped(note)}" for note in result.notes)] if result.notes else []


def _thresholds(result: GateResult) -> list[str]:
    rows = ((_name(check), *_figures(check), "held" if check.held else "**missed**") for check in result.checks)
    lines = [
        "## Thresholds",
        "",
        *table(("check", "found", "wanted", "at most", "needs", "outcome"), rows),
        "",
        "A rate is held by the lower end of its interval. At most: the lower end that a clean sheet on the same "
        "queries would have. Needs: the clean cases that the threshold takes, each on a query of its own.",
    ]
    if result.missed:
        lines += ["", *(f"- {_name(check)}: {escaped(check.why)}." for check in result.missed)]
    return lines


def _name(check: Check) -> str:
    return escaped(check.name) + (" misses" if check.kind == "misses" else "")


def _figures(check: Check) -> tuple[str, str, str, str]:
    most = "" if check.provable is None else bound(check.provable)
    needs = "" if check.needs is None else f"{check.needs:,}"
    if check.kind in ("finished", "intact"):
        return "yes" if check.held else "no", "yes", most, needs
    if check.kind in ("minimum", "coverage"):
        return bound(check.found), f"at least {exact_percent(check.wanted)}", most, needs
    found = "–" if check.found is None else f"{check.found:,.0f}"
    return found, f"at most {check.wanted:,.0f}", most, needs


def _metrics(result: GateResult) -> list[str]:
    if not result.metrics:
        return []
    graded = {metric.name: metric for metric in result.graded_metrics}
    head = ["metric", "rate", "well", "n", "not assessed", "queries", "95 % interval"]
    head += ["rate as graded"] if graded else []
    rows = ((*_row(metric), *([percent(graded[metric.name].value, 1)] if graded else [])) for metric in result.metrics)
    return ["## Metrics", "", *table(head, rows), "", f"Intervals: {INTERVALS}"]


def _row(metric: MetricRate) -> tuple[str, ...]:
    interval = metric.interval
    return (
        escaped(metric.name),
        percent(metric.value, 1),
        f"{metric.well:,}",
        f"{metric.n:,}",
        f"{metric.n_unassessed:,}",
        f"{metric.queries:,}",
        "–" if interval is None else f"{bound(interval.low)} to {bound(interval.high, upper=True)}",
    )


def _misses(title: str, note: str, findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    lines = [f"## {title}", "", f"{note}.", ""]
    for each in findings[:LISTED]:
        lines += finding_lines(each)
    return [*lines, *([f"- and {len(findings) - LISTED:,} more"] if len(findings) > LISTED else [])]


def _corrections(result: GateResult) -> list[str]:
    if not result.corrections:
        return ["## Corrections", "", "None: every verdict stands as it was graded."]
    rows = (
        (
            f"{escaped(each.query_id)} / {escaped(each.criterion_id)}" + (" (critical)" if each.critical else ""),
            escaped(each.response_id),
            f"{escaped(each.graded)} → {escaped(each.status)}",
            escaped(each.who),
            escaped(each.at),
            escaped(each.why),
        )
        for each in result.corrections[:LISTED]
    )
    lines = ["## Corrections", "", *table(("criterion", "answer", "verdict", "who", "when", "why"), rows)]
    more = len(result.corrections) - LISTED
    return [*lines, "", f"And {more:,} more."] if more > 0 else lines


def _graded(result: GateResult, database: str, rubrics: Sequence[RubricDigest]) -> list[str]:
    run = result.run
    facts = [
        ("answers", f"{escaped(run.source)}, SHA-256 of the rows: {_code(run.source_digest)}"),
        ("head of the hash chain", _code(run.head)),
        ("SHA-256 of the corrections", _code(result.corrections_digest)),
        ("software", ", ".join(f"{escaped(name)} {escaped(version)}" for name, version in run.versions.items())),
    ]
    versions = sorted(rubrics, key=lambda rubric: rubric.query_id)
    rows = ((escaped(rubric.query_id), escaped(rubric.version), _code(rubric.digest)) for rubric in versions)
    return [
        "## What was graded, and with what",
        "",
        *_facts(facts),
        "",
        "Whether the database still holds this:",
        "",
        f"    rubrx verify {run.uid[:12]} --head {printable(run.head or '')} --overrides {result.corrections_digest} "
        f"--db {shlex.quote(printable(database))}",
        "",
        f"{count(len(versions), 'rubric')}:",
        "",
        *table(("query", "version", "SHA-256"), rows),
    ]


def _code(digest: str | None) -> str:
    return f"`{escaped(digest)}`" if digest else "none"
