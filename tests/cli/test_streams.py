"""Standard streams that are closed or full: one line on stderr, exit 4, and never a bug of rubrx."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@pytest.fixture
def graded(folder: Any) -> Any:
    folder.write([{"id": "a", "query_id": "q1", "text": "stop"}])
    assert folder.rubrx("grade", "a.jsonl", "--rubrics", "rubrics").returncode == 0
    return folder


def shell(folder: Any, words: list[str], redirections: str) -> subprocess.CompletedProcess[str]:
    """The command with the shell's redirections."""
    script = f'exec "$@" {redirections}'
    command = ["sh", "-c", script, "sh", sys.executable, "-m", "rubrx", *words]
    return subprocess.run(command, cwd=folder.path, capture_output=True, text=True, check=False)


WORDS = [["report"], ["report", "--format", "json"], ["runs"], ["show", "a"], ["plugins", "list"], ["--help"]]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_closed_output_is_one_line(graded: Any, words: list[str]) -> None:
    done = shell(graded, words, ">&-")
    assert done.returncode == 4
    assert done.stderr == "rubrx: error: standard output is closed; send it to a file, or to /dev/null\n"


@needs_full
@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_full_output_is_one_line(graded: Any, words: list[str]) -> None:
    done = shell(graded, words, ">/dev/full")
    assert done.returncode == 4
    assert done.stderr == "rubrx: error: standard output can't be written: No space left on device\n"


@needs_full
def test_with_json_it_is_one_object(graded: Any) -> None:
    for redirection in (">&-", ">/dev/full"):
        error = json.loads(shell(graded, ["runs", "--json"], redirection).stderr)["error"]
        assert (error["kind"], error["exit_code"]) == ("output", 4)


@needs_full
def test_stderr_may_be_closed_or_full(graded: Any) -> None:
    """The result is what it is, and so is the exit code."""
    for redirection in ("2>&-", "2>/dev/full", "<&- 2>&-"):
        done = shell(graded, ["runs", "--json"], redirection)
        assert done.returncode == 0
        assert len(json.loads(done.stdout)["runs"]) == 1
        assert shell(graded, ["report", "nothing"], redirection).returncode == 2


def test_a_closed_input_is_a_usage_error(graded: Any) -> None:
    done = shell(graded, ["grade", "-", "--rubrics", "rubrics"], "<&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rubrx: error: -: standard input is closed\n"
