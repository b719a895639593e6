"""A run as JUnit XML, for the test page of a CI: one suite a query, one test case a rubric item.

How verdicts become outcomes, honestly: an item with an `error` verdict is an *error*; one that went badly on any
answer *failed*; one that nobody could assess on some answer, or that applied to none, is *skipped*; only one that
went well on every answer it applied to passes. A suite `(run)` holds what is no verdict: whether the run is done, and
whether rows were rejected or none was graded. XML 1.0's illegal characters become U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from rubrx.records import Status
from rubrx.reports.rates import went_well
from rubrx.reports.rows import RunHeader, TallyRow
from rubrx.reports.summary import Finding
from rubrx.reports.text import unsaid
from rubrx.reports.words import count

Outcome = Literal["passed", "failure", "error", "skipped"]
#: no query has a name like this
RUN_SUITE = "(run)"
#: all but XML 1.0's characters (section 2.2)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Case:
    """One test case: where it stands, its outcome, one line on it, and what shows it."""

    suite: str
    name: str
    outcome: Outcome
    message: str = ""
    kind: str = ""
    details: tuple[str, ...] = ()


def junit(run: RunHeader, tallies: Iterable[TallyRow], findings: Iterable[Finding]) -> str:
    """The document, ending in a line feed; `findings` are examples of what did not go well, by query and item."""
    shown: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        shown.setdefault((each.query_id, each.criterion_id), []).append(each)
    items: dict[tuple[str, str], list[TallyRow]] = {}
    for row in tallies:
        items.setdefault((row.query_id, row.criterion_id), []).append(row)
    cases = [*_run_cases(run), *(_item_case(key, rows, shown.get(key, ())) for key, rows in sorted(items.items()))]
    suites: dict[str, list[Case]] = {}
    for case in cases:
        suites.setdefault(case.suite, []).append(case)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={_attribute(run.name)}{_counts(cases)}>"]
    for name, members in suites.items():
        lines += _suite(name, members, run.started)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _run_cases(run: RunHeader) -> Iterable[Case]:
    done = run.status == "done"
    yield Case(RUN_SUITE, "done", "passed" if done else "error", "" if done else f"the run is {run.status}", run.status)
    rejected = f"{count(run.rejected, 'row')} could not be graded" if run.rejected else ""
    kind = "rejected" if rejected else "empty"
    problem = rejected or ("" if run.graded else "no answer was graded")
    yield Case(RUN_SUITE, "rows", "error" if problem else "passed", problem, kind if problem else "")
    if run.skipped:
        names = tuple(f"{query}: {count(n, 'row')}" for query, n in run.skipped_queries.items())
        message = f"{count(run.skipped, 'row')} had a query that no rubric answers"
        yield Case(RUN_SUITE, "queries", "skipped", message, details=names)


def _item_case(key: tuple[str, str], rows: Sequence[TallyRow], findings: Sequence[Finding]) -> Case:
    counts: dict[Status, int] = {row.status: row.n for row in rows}
    bad = sum(n for status, n in counts.items() if _failed(rows[0], status))
    open_, broken = counts.get(Status.CANNOT_ASSESS, 0), counts.get(Status.ERROR, 0)
    applicable = sum(counts.values()) - counts.get(Status.NOT_APPLICABLE, 0)
    weight = "critical" if rows[0].critical else rows[0].metric
    parts = [f"{bad:,} of {count(applicable, 'answer')} failed"] if bad else []
    parts += [f"{open_:,} of {count(applicable, 'answer')} wait for a judge or a human"] if open_ else []
    parts += [f"{broken:,} of {count(applicable, 'answer')} are errors"] if broken else []
    details = tuple(line for each in findings for line in _detail(each))
    if not applicable:
        return Case(*key, "skipped", "it applies to no answer")
    outcome: Outcome = "error" if broken else "failure" if bad else "skipped" if open_ else "passed"
    return Case(*key, outcome, "; ".join(parts), "" if outcome == "passed" else weight, details)


def _failed(row: TallyRow, status: Status) -> bool:
    return status in (Status.MET, Status.NOT_MET) and not went_well(row.points, status)


def _detail(each: Finding) -> list[str]:
    return [f"answer {each.response_id}: {each.explanation}", *(f"    “{quote}”" for quote in unsaid(each))]


def _suite(name: str, cases: Sequence[Case], started: str) -> list[str]:
    stamp = f" timestamp={_attribute(started[:19])}" if started else ""
    lines = [f"  <testsuite name={_attribute(name)}{_counts(cases)}{stamp}>"]
    for case in cases:
        lines += _case(case)
    return [*lines, "  </testsuite>"]


def _case(case: Case) -> list[str]:
    head = f'    <testcase classname={_attribute(case.suite)} name={_attribute(case.name)} time="0"'
    if case.outcome == "passed":
        return [head + "/>"]
    kind = f" type={_attribute(case.kind or case.outcome)}" if case.outcome != "skipped" else ""
    body = escape(_legal("\n".join(case.details)))
    inside = f"      <{case.outcome} message={_attribute(case.message)}{kind}"
    return [head + ">", f"{inside}>{body}</{case.outcome}>" if body else f"{inside}/>", "    </testcase>"]


def _counts(cases: Sequence[Case]) -> str:
    tally: Mapping[str, int] = {
        "tests": len(cases),
        "failures": sum(case.outcome == "failure" for case in cases),
        "errors": sum(case.outcome == "error" for case in cases),
        "skipped": sum(case.outcome == "skipped" for case in cases),
    }
    return "".join(f' {name}="{n}"' for name, n in tally.items()) + ' time="0"'


def _attribute(text: str) -> str:
    return quoteattr(_legal(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
