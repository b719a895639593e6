"""Many processes and one database: one writes, the others are told so; whoever reads is never kept out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from rubrx.errors import StoreBusy, StoreFault, UsageError
from rubrx.jobs.report import report_run
from rubrx.manager import Plugins

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and pipes as POSIX has them")


def test_of_eight_writers_started_together_one_wins(folder: Any, make_answers: Any) -> None:
    """Seven exit 75 with one line that names the eighth, whose rows are all there; then the store is free."""
    rows = make_answers(40)
    file = folder.write(rows)
    harness = [sys.executable, Path(__file__).with_name("eight.py"), folder.command()[-1], file]
    done = subprocess.run(harness, cwd=folder.path, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    for number, (code, told) in enumerate(zip(found["codes"], found["told"], strict=True)):
        if number == found["winner"]:
            assert (code, told.count("error")) == (0, 0), told
        else:
            assert code == os.EX_TEMPFAIL
            [line] = told.splitlines()
            assert line.startswith("rubrx: error: ")
            assert f"process {found['pid']} on " in line
    dump = folder.dump()
    [run] = dump["runs"]
    assert f"n{found['winner']}" in run
    graded = [row for row in rows if row["query_id"] != "nobody"]
    assert {row[1] for row in dump["responses"]} == {*(row["id"] for row in graded), "last"}
    assert len(dump["verdicts"]) == 3 * (len(graded) + 1)
    assert not (folder.path / "rubrx.db.lock").exists()


def test_a_report_on_a_run_under_way_is_never_locked_out_and_adds_up(
    folder: Any, make_answers: Any, plugins: Plugins
) -> None:
    """While batches are committed: every report is of one moment, its queries' answers those that it counts."""
    rows = "".join(f"{json.dumps(row)}\n" for row in make_answers(2000))
    command = folder.command("grade", "-", "--rubrics", "rubrics", "--no-rewards", "--quiet", "--name", "n")
    with subprocess.Popen(command, cwd=folder.path, stdin=subprocess.PIPE, text=True) as writer:
        feeder = threading.Thread(target=writer.communicate, args=(rows,))
        feeder.start()
        counted = []
        while feeder.is_alive():
            try:
                summary = report_run("n", db=folder.path / "rubrx.db", plugins=plugins)
            except StoreBusy:
                raise
            except (StoreFault, UsageError):
                if counted:  # the run was there before
                    raise
                continue
            counted.append((summary.run.graded, sum(query.answers for query in summary.queries)))
        feeder.join()
    assert writer.returncode == 0
    assert [answers for _, answers in counted] == [graded for graded, _ in counted]
    assert [graded for graded, _ in counted] == sorted(graded for graded, _ in counted)
    assert len({graded for graded, _ in counted}) > 1, "no report fell into the run"
