"""Worker processes: one result whatever their number, and whatever a plugin or a stranger does to one of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HOSTILE = str(Path(__file__).with_name("hostile.py"))
RUBRIC = """
rubric: h
version: 1
query: Is it good?
references: [{source: made up, date: 2020-01-01, jurisdiction: US, says: nothing}]
criteria:
  - {id: deed, metric: hostile, points: 1, good: x}
  - {id: plain, metric: hostile, points: 1, plain: x}
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="worker processes are POSIX")


def verdicts(folder: Any, db: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(status, explanation) by (response, criterion)."""
    rows = folder.dump(db)["verdicts"]
    return {(row[1], row[2]): (row[3], row[6]) for row in rows}


def hostile(folder: Any, rows: list[str], *options: str) -> subprocess.CompletedProcess[str]:
    """Grade these texts, ids r0, r1 …, with the hostile plugin."""
    (folder.path / "rubrics" / "h.yaml").write_text(RUBRIC, encoding="utf-8")
    folder.write([{"id": f"r{n}", "query_id": "h", "text": text} for n, text in enumerate(rows)])
    words = ["--plugin", HOSTILE, "grade", "a.jsonl", "--rubrics", "rubrics", "--no-rewards", *options]
    return folder.rubrx(*words, timeout=120)


def children(pid: int) -> list[int]:
    """The processes that have this parent."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def test_the_database_is_the_same_with_any_number_of_workers(folder: Any, make_answers: Any) -> None:
    """Rows, skips, rejects, rewards, links and the head of the chain, row for row and in the same order."""
    rows = make_answers(1200)
    rows[300:300] = ["{broken", "[]"]
    folder.write(rows)
    words = ["grade", "a.jsonl", "--rubrics", "rubrics", "--quiet", "--allow-rejects", "--name", "n"]
    for n in ("1", "2", "3"):
        done = folder.rubrx(*words, "--db", f"{n}.db", "--workers", n)
        assert done.returncode == 0, done.stderr
    assert folder.dump("1.db") == folder.dump("2.db") == folder.dump("3.db")


def test_a_row_that_kills_its_process_costs_that_row(folder: Any) -> None:
    """os._exit and a segmentation fault: errors that say how it ended, every other row as ever."""
    rows = ["good"] * 9
    rows[2], rows[6] = "good but leaves", "good but crashes"
    done = hostile(folder, rows, "--workers", "2")
    assert done.returncode == 0, done.stderr
    found = verdicts(folder, "rubrx.db")
    for criterion in ("deed", "plain"):
        assert found.pop(("r2", criterion)) == ("error", "the grading process ended itself (exit status 7)")
        assert found.pop(("r6", criterion)) == ("error", "the grading process was ended by SIGSEGV")
    assert set(found.values()) == {("met", "good")}
    assert len(found) == 14


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_hangs_costs_one_verdict(folder: Any, workers: str) -> None:
    """Asleep, in a loop, in a regular expression, or calling sys.exit: the other verdict of the row stands."""
    rows = ["good", "good, sleeps", "good, spins", "good, backtracks", "good, exits", "good"]
    done = hostile(folder, rows, "--workers", workers, "--time-limit", "1.5")
    assert done.returncode == 0, done.stderr
    found = verdicts(folder, "rubrx.db")
    slow = ("error", "hostile: TimeLimitReached: took longer than 1.5 s")
    assert [found[f"r{n}", "deed"] for n in (1, 2, 3)] == [slow] * 3
    assert found["r4", "deed"] == ("error", "hostile: SystemExit: 3")
    assert {found[f"r{n}", "plain"] for n in range(6)} == {("met", "good")}


def test_what_computes_on_in_c_is_ended_by_the_kernel(folder: Any) -> None:
    """No signal handler runs there: the process goes, and the row says so."""
    done = hostile(folder, ["good", "good, computes in C"], "--workers", "2", "--time-limit", "0.8")
    assert done.returncode == 0, done.stderr
    found = verdicts(folder, "rubrx.db")
    assert found["r1", "deed"] == ("error", "the grading process was ended by SIGPROF")
    assert found["r0", "deed"] == ("met", "good")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_a_plugin_prints_is_no_output(folder: Any, workers: str) -> None:
    done = hostile(folder, ["good, prints"] * 3, "--workers", workers, "--json")
    assert json.loads(done.stdout)["graded"] == 3
    assert done.stderr.count("LOUD") == 3


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_a_worker_killed_before_it_is_ready_is_replaced(folder: Any, make_answers: Any) -> None:
    """kill -9 on a worker that has only just been started: the same database as undisturbed."""
    folder.write(make_answers(600))
    words = ["grade", "a.jsonl", "--rubrics", "rubrics", "--quiet", "--name", "n"]
    assert folder.rubrx(*words, "--db", "clean.db").returncode == 0
    with subprocess.Popen(folder.command(*words, "--workers", "2"), cwd=folder.path) as process:
        deadline = time.monotonic() + 30
        while not (workers := children(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(workers[0], signal.SIGKILL)
    assert process.returncode == 0
    assert folder.dump("rubrx.db") == folder.dump("clean.db")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_a_killed_worker_is_replaced_and_its_rows_are_not_lost(folder: Any, make_answers: Any) -> None:
    """kill -9 on one of two workers, in the middle: the same database as undisturbed."""
    folder.write(make_answers(2000, "slowly"))
    words = ["grade", "a.jsonl", "--rubrics", "rubrics", "--quiet", "--name", "n"]
    assert folder.rubrx(*words, "--db", "clean.db", env={**os.environ, "HURRY": "1"}).returncode == 0
    command = folder.command(*words, "--workers", "2")
    with subprocess.Popen(command, cwd=folder.path) as process:
        deadline = time.monotonic() + 30
        while len(workers := children(process.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.5)  # long enough for both to be at work
        os.kill(workers[0], signal.SIGKILL)
    assert process.returncode == 0
    assert folder.dump("rubrx.db") == folder.dump("clean.db")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_no_worker_outlives_its_parent(folder: Any, make_answers: Any) -> None:
    """kill -9 on the parent: two seconds later they are gone, hanging or not, and another writer may begin."""
    (folder.path / "rubrics" / "h.yaml").write_text(RUBRIC, encoding="utf-8")
    rows = [{"query_id": "h", "text": f"good {n}, computes in C"} for n in range(600)]
    folder.write(rows)
    words = ["--plugin", HOSTILE, "grade", "a.jsonl", "--rubrics", "rubrics", "--quiet", "--workers", "2"]
    with subprocess.Popen(folder.command(*words), cwd=folder.path, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 30
        while len(workers := children(process.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.5)
        process.kill()
    time.sleep(2)
    assert workers
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []
    folder.write(make_answers(10))
    assert folder.rubrx("grade", "a.jsonl", "--rubrics", "rubrics", "--quiet").returncode == 0


def test_a_worker_whose_parent_is_gone_loads_nothing() -> None:
    """It ends before its imports, which take longer than anybody should have to wait for an orphan."""
    orphan = [sys.executable, "-X", "importtime", "-m", "rubrx.jobs.worker_start", "0", str(os.getppid())]
    done = subprocess.run(orphan, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "rubrx.reading" not in done.stderr
