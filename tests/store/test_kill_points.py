"""kill -9 before every single statement of a writer's life: the next writer goes on, and nothing is lost or doubled."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX")
def test_a_writer_killed_before_any_statement_leaves_a_file_that_the_next_one_completes(tmp_path: Path) -> None:
    """From the file's making to the run's end: same rows as undisturbed, and SQLite finds the file sound."""
    harness = Path(__file__).with_name("killed.py")
    done = subprocess.run([sys.executable, harness, tmp_path], capture_output=True, text=True, check=True)
    *killed, undisturbed = map(json.loads, done.stdout.splitlines())
    assert undisturbed["check"] == "ok"
    points = [kill["before"] for kill in killed]
    for statement in ("PRAGMA journal_mode", "CREATE TABLE runs", "CREATE VIEW", "INSERT INTO verdicts", "COMMIT"):
        assert any(point.startswith(statement) for point in points), f"no kill before {statement}"
    wrong = [kill["before"] for kill in killed if {**kill, "before": None} != undisturbed]
    assert wrong == []
