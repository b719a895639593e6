"""`rubrx report` prints data on stdout and one line on stderr for whatever goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import samples

from rubrx.cli import run as cli
from rubrx.records import Status

MET, NOT_MET, *_ = Status

PLUGIN = """
from rubrx import hookimpl
from rubrx.contracts import ReportFormat

def broken(data):
    raise SystemExit("gone")

@hookimpl
def rubrx_report_formats():
    return [
        ReportFormat("short", lambda data: f"{data['run']['name']}: {data['score']['n']} answers"),
        ReportFormat("broken", broken),
        ReportFormat("numb", lambda data: 3),
    ]
"""


@pytest.fixture
def db(tmp_path: Path) -> str:
    return samples.write_hostile_run(tmp_path / "rubrx.db")


def test_the_page_is_on_stdout_without_colour_or_escapes(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["report", "--db", db]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Run sft")
    assert "FAILED CRITICAL CRITERIA   2 of 4 verdicts" in out
    assert out.splitlines()[-1].startswith("Mean gap ")
    assert not set(out) & set("\x1b\x07\x9b")
    assert err == ""


@pytest.mark.parametrize("options", [["--json"], ["--format", "json"], ["--format", "json", "--json"]])
def test_json_is_one_object_that_holds_no_raw_controls(
    db: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli(["report", "sft", "--db", db, *options]) == 0
    out = capsys.readouterr().out
    assert not set(out) & set("\x1b\x07\x9b")
    data = json.loads(out)
    assert data["run"]["graded"] == 2
    assert data["gap"]["worst_metric"]


def test_markdown(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["report", "--db", db, "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# Run sft\n")


def test_a_plugin_brings_a_format(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plugin = tmp_path / "formats.py"
    plugin.write_text(PLUGIN)
    assert cli(["--plugin", str(plugin), "report", "--db", db, "--format", "short"]) == 0
    assert capsys.readouterr().out == "sft: 2 answers\n"
    for name, problem in [("broken", "SystemExit: gone"), ("numb", "must return text, got int")]:
        assert cli(["--plugin", str(plugin), "report", "--db", db, "--format", name]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err == f"rubrx: error: plugin {name}: report format: {problem}\n".replace(
            "format: must", "format: render must"
        )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--format", "pdf"], 2, "no report format 'pdf'; there are json, junit, markdown, text"),
        (["--format", "markdown", "--json"], 2, "two different things"),
        (["tuned"], 2, "no run 'tuned'"),
        (["--db", "nowhere.db"], 4, "no database at nowhere.db"),
    ],
)
def test_what_can_not_be_done_is_one_line(
    db: str, arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli(["report", "--db", db, *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert "Traceback" not in err


def test_help_names_the_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["report", "--help"]) == 0
    assert "text, markdown, json" in " ".join(capsys.readouterr().out.split())
