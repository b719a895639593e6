"""JUnit XML is valid whatever the answers hold, and no verdict passes for what it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import samples

from rubrx.cli import run as cli
from rubrx.jobs.junit import junit_run
from rubrx.records import Span, Status
from rubrx.reports.junit import junit
from rubrx.reports.rows import RunHeader, TallyRow, VerdictRow
from rubrx.reports.summary import finding

MET, MISSED, NA, OPEN, ERROR = Status


def header(status: str = "done", rejected: int = 0, skipped: int = 0) -> RunHeader:
    return RunHeader(
        "run", "uid", "2026-01-02T03:04:05+00:00", None, status, "f", 1 + rejected + skipped, 1, rejected, skipped,
        skipped_queries={"nobody": skipped} if skipped else {},
    )  # fmt: skip


def tallies(name: str, statuses: Sequence[Status], points: float = 1.0) -> list[TallyRow]:
    return [
        TallyRow("q", name, "accuracy", points, False, status, list(statuses).count(status))
        for status in dict.fromkeys(statuses)
    ]


@pytest.mark.parametrize(
    ("statuses", "points", "outcome"),
    [
        ([MET, MET], 1, None),
        ([MET, NA], 1, None),
        ([MISSED], -4, None),
        ([MET, MISSED], 1, "failure"),
        ([MET, MISSED], -4, "failure"),
        ([MISSED, ERROR], 1, "error"),
        ([MET, OPEN], 1, "skipped"),
        ([MISSED, OPEN], 1, "failure"),
        ([NA, NA], 1, "skipped"),
        ([ERROR], -4, "error"),
    ],
)
def test_only_what_went_well_everywhere_passes(statuses: list[Status], points: float, outcome: str | None) -> None:
    root = ElementTree.fromstring(junit(header(), tallies("i", statuses, points), ()))
    (case,) = root.findall("testsuite[@name='q']/testcase")
    assert [child.tag for child in case] == ([outcome] if outcome else [])


def test_a_run_without_an_answer_is_not_green() -> None:
    empty = replace(header(), read=0, graded=0)
    (case,) = ElementTree.fromstring(junit(empty, (), ())).findall("testsuite/testcase[@name='rows']")
    assert [(child.tag, child.get("message")) for child in case] == [("error", "no answer was graded")]


def test_the_sums_are_those_of_the_cases() -> None:
    rows = [*tallies("a", [MET]), *tallies("b", [MISSED]), *tallies("c", [ERROR]), *tallies("d", [NA])]
    root = ElementTree.fromstring(junit(header(rejected=2, skipped=3), rows, ()))
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "7", "failures": "1", "errors": "2", "skipped": "2",
    }  # fmt: skip
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(root.get(name) or 0) == len(list(root.iter(tag)))
        assert sum(int(suite.get(name) or 0) for suite in root) == int(root.get(name) or 0)
    assert len(list(root.iter("testcase"))) == 7


def test_an_unfinished_run_and_rejected_rows_are_errors() -> None:
    root = ElementTree.fromstring(junit(header("interrupted", rejected=1), (), ()))
    assert [error.get("message") for error in root.iter("error")] == [
        "the run is interrupted",
        "1 row could not be graded",
    ]


def test_what_xml_forbids_is_replaced_and_the_rest_survives() -> None:
    text = "\x00\x08\x1b[31m<b>&amp;]]>\ud800\ufffe 💊 ≥ \"quoted\" 'too'\nline"
    row = VerdictRow("q", "a\x01<&\"'", "i", "accuracy", 1.0, MISSED, (Span(0, len(text)),), "because <x> & \x0b", text)
    document = junit(header(), tallies("i", [MISSED]), [finding(row)])
    document.encode("utf-8")
    (failure,) = ElementTree.fromstring(document).iter("failure")
    assert failure.text is not None
    assert "because <x> &" in failure.text
    assert "<b>&amp;]]>" in failure.text
    assert "💊" in failure.text
    assert "\x1b" not in document


def test_a_stored_run_shows_the_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = tmp_path / "rubrx.db"
    samples.write_run(db, "run", [("q1", "a", (MISSED, MET, MET, MET, MET, MET), "Double it & see.")])
    root = ElementTree.fromstring(junit_run("run", db=db))
    assert [case.get("name") for case in root.findall("testsuite[@name='q1']/testcase") if len(case)] == [
        "contra",
        "safe-anyway",
    ]
    assert "“Double”" in "".join(root.itertext())
    assert {failure.get("type") for failure in root.iter("failure")} == {"critical"}
    assert cli(["report", "run", "--db", str(db), "--format", "junit"]) == 0
    out, err = capsys.readouterr()
    assert out == junit_run("run", db=db)
    assert err == ""
    assert cli(["report", "nobody", "--db", str(db), "--format", "junit"]) == 2
