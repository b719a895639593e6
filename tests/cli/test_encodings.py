"""`rubrx report` prints whatever standard output can take, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import samples

from rubrx.records import Status

MET, NOT_MET, *_ = Status


@pytest.fixture
def db(tmp_path: Path) -> str:
    return samples.write_hostile_run(tmp_path / "rubrx.db")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("options", [[], ["--json"], ["--format", "markdown"]])
def test_any_encoding_of_standard_output_will_do(db: str, encoding: str, options: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rubrx", "report", "--db", db, *options],
        capture_output=True,
        env={"PYTHONIOENCODING": encoding, "PATH": ""},
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert "at any dose" in done.stdout.decode(encoding) or "owned" in done.stdout.decode(encoding)
