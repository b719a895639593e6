"""`rubrx grade` at the command line: what it prints, its exit codes, and what survives however it ends."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import time
from contextlib import suppress
from typing import Any

import pytest

from rubrx.errors import StoreBusy, StoreFault
from rubrx.store import list_runs, open_store

SUM = "read {} = {} graded + {} rejected + {} skipped"


def test_a_run_ends_with_its_sum_and_the_next_command(folder: Any, make_answers: Any) -> None:
    """Summary on stdout, unknown queries on stderr, exit 0."""
    folder.write(make_answers(40))
    done = folder.rubrx("grade", "a.jsonl", "--rubrics", "rubrics", "--db", "b.db")
    skipped = sum(row["query_id"] == "nobody" for row in make_answers(40))
    assert done.returncode == 0, done.stderr
    assert SUM.format(40, 40 - skipped, 0, skipped) in done.stdout
    assert done.stdout.splitlines()[-1] == "next: rubrx report a --db b.db"
    assert done.stderr == "a.jsonl:8: no rubric for query 'nobody'; its rows are skipped\n"


def test_rejected_rows_are_told_by_line_and_make_the_exit_code_3(near: Any) -> None:
    """The first ten, then a count; everything else is stored; --allow-rejects makes it 0."""
    near.write([{"query_id": "q1", "text": "stop"}, *["{"] * 13, {"query_id": "q1", "text": "go"}])
    done = near.rubrx("grade", "a.jsonl", "--rubrics", "rubrics")
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    assert [line.split(":")[:2] for line in lines[:-1]] == [["a.jsonl", str(n)] for n in range(2, 12)]
    assert lines[-1] == "a.jsonl: 3 more rows rejected; all are in the table rejects"
    assert SUM.format(15, 2, 13, 0) in done.stdout
    again = near.rubrx("grade", "a.jsonl", "--rubrics", "rubrics", "--allow-rejects", "--quiet", "--name", "b")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


@pytest.mark.parametrize("content", ["", "{\n[]\n", '{"query_id": "nobody", "text": "x"}\n'])
def test_nothing_graded_is_exit_5(near: Any, content: str) -> None:
    """An empty file, only broken rows, only unknown queries."""
    (near.path / "a.jsonl").write_text(content)
    done = near.rubrx("grade", "a.jsonl", "--rubrics", "rubrics", "--json")
    assert done.returncode == 5
    assert json.loads(done.stderr)["error"]["kind"] == "nothing_graded"
    assert json.loads(done.stdout)["graded"] == 0


def test_json_is_one_object_whatever_a_plugin_prints(folder: Any) -> None:
    """A plugin's prints go to stderr."""
    folder.write([{"query_id": "q1", "text": "stop"}])
    (folder.path / "loud.py").write_text(
        "from rubrx import Reward, hookimpl\n"
        "class Loud(Reward):\n    name = 'loud'\n    range = (0, 1)\n"
        "    def score(self, batch):\n        print('LOUD')\n        return [1] * len(batch)\n"
        "@hookimpl\ndef rubrx_rewards():\n    return [Loud()]\n"
    )
    command = [*folder.command(), "--plugin", "loud.py", "grade", "a.jsonl", "--rubrics", "rubrics", "--json"]
    done = subprocess.run(command, cwd=folder.path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["graded"] == 1
    assert "LOUD" in done.stderr


def test_standard_input_and_a_rubric_for_all(folder: Any) -> None:
    """`-` with --rubric grades rows without a query id."""
    rubric = str(folder.path / "rubrics" / "q1.yaml")
    done = folder.rubrx("grade", "-", "--rubric", rubric, "--json", input='{"text": "stop"}\n{"text": "go"}\n')
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["run"], summary["graded"]) == ("stdin", 2)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["none.jsonl"], 2, "no such file"),
        (["a.jsonl", "--rubrics", "nowhere"], 2, "nowhere"),
        (["a.jsonl", "--rubric", "nothing"], 2, "no rubric is called 'nothing'"),
        (["a.jsonl", "--reward", "lenght"], 2, "did you mean length"),
        (["a.jsonl", "--name", "latest"], 2, "can't be a run's name"),
        (["a.jsonl", "--name", ""], 2, "'' can't be a run's name"),
        (["a.jsonl", "--name", "", "--resume"], 2, "'' can't be a run's name"),
        (["a.jsonl", "--name", "x" * 129], 2, "use 1 to 128 letters"),
        (["a.jsonl", "--db", ":memory:"], 2, "name a file"),
        (["a.jsonl", "--db", "circle.db"], 4, "circle.db can't be opened: "),
        (["a.jsonl", "--db", "x" * 300], 4, "can't be opened: File name too long"),
        (["a.jsonl", "--db", "."], 4, "is not a file"),
        (["a.jsonl", "--db", "a.jsonl"], 4, "is not a SQLite database; nothing was changed"),
        (["a.jsonl", "--db", "no/such/folder/x.db"], 4, "No such file or directory"),
        (["rubrics"], 2, "no response format"),
    ],
)
def test_what_cannot_work_is_one_line(near: Any, words: list[str], code: int, told: str) -> None:
    """No traceback, the right exit code, and no byte of another file changed."""
    source = near.write([{"query_id": "q1", "text": "stop"}] * 20)
    before = source.read_bytes()
    (near.path / "circle.db").symlink_to("elcric.db")
    (near.path / "elcric.db").symlink_to("circle.db")
    done = near.rubrx("grade", *words)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert source.read_bytes() == before


def test_a_second_grader_is_told_who_holds_the_store(folder: Any, make_answers: Any) -> None:
    """Exit 75 with the holder's process id; the first grader is not disturbed."""
    folder.write(make_answers(3000, "slowly"))
    words = ["grade", "a.jsonl", "--rubrics", "rubrics", "--quiet"]
    with subprocess.Popen(folder.command(*words), cwd=folder.path) as first:
        wait_for_rows(folder, 1)
        second = folder.rubrx(*words, "--name", "other")
        assert first.poll() is None
        assert second.returncode == 75
        assert f"process {first.pid} on " in second.stderr
        first.terminate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_run_and_resume_completes_it(folder: Any, make_answers: Any, number: int) -> None:
    """128 + the signal; committed rows kept, the run marked, and the printed command goes on with it."""
    folder.write(make_answers(1500, "slowly"))
    words = ["grade", "a.jsonl", "--rubrics", "rubrics", "--name", "n"]
    with subprocess.Popen(folder.command(*words), cwd=folder.path, stderr=subprocess.PIPE, text=True) as process:
        wait_for_rows(folder, 1)
        process.send_signal(number)
        _, err = process.communicate()
    assert process.returncode == 128 + number
    rows = json.loads(folder.rubrx("runs", "--json").stdout)["runs"][0]
    assert rows["status"] == "interrupted"
    assert 0 < rows["read"] < 1500
    assert f"{rows['read']:,} rows of run n are kept; go on with:" in err
    assert "Traceback" not in err
    command = next(line.split() for line in err.splitlines() if line.strip().startswith("rubrx --plugin"))
    assert command[3:] == ["grade", "a.jsonl", "--rubrics", "rubrics", "--name", "n", "--resume"]
    hurry = {**os.environ, "HURRY": "1"}
    done = folder.rubrx(*command[3:], env=hurry)
    assert done.returncode == 0, done.stderr
    assert folder.rubrx(*words[:-1], "clean", "--db", "clean.db", env=hurry).returncode == 0
    assert_same(folder)


def test_kill_9_at_random_moments_loses_and_doubles_nothing(folder: Any, make_answers: Any) -> None:
    """Killed up to twice and resumed each time, the database equals the uninterrupted one row for row."""
    rows = make_answers(4000)
    rows[1000:1000] = ["{broken", "[]"]
    folder.write(rows)
    words = ["grade", "a.jsonl", "--rubrics", "rubrics", "--quiet", "--allow-rejects"]
    began = time.monotonic()
    assert folder.rubrx(*words, "--db", "clean.db", "--name", "clean").returncode == 0
    whole = time.monotonic() - began
    draw = random.Random(20240611)
    kills = 0
    for trial in range(8):
        db = f"trial{trial}.db"
        command = folder.command(*words, "--db", db, "--name", "clean", "--resume")
        for _ in range(2):
            with subprocess.Popen(command, cwd=folder.path, start_new_session=True) as process:
                try:
                    process.wait(draw.uniform(0.2, 1.0) * whole)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    kills += 1
        assert subprocess.run(command, cwd=folder.path, check=False).returncode == 0
        assert_same(folder, db)
    assert kills >= 4, "the kills came too late to mean anything"


def test_a_killed_run_is_interrupted_as_soon_as_nobody_writes(folder: Any, make_answers: Any) -> None:
    """While it lives it is running; after kill -9, `runs` and `report` say interrupted, and how to go on."""
    folder.write(make_answers(3000, "slowly"))
    words = ["grade", "a.jsonl", "--rubrics", "rubrics", "--quiet"]
    with subprocess.Popen(folder.command(*words), cwd=folder.path) as process:
        wait_for_rows(folder, 1)
        alive = folder.rubrx("runs", "--json")
        assert process.poll() is None
        process.kill()
    assert json.loads(alive.stdout)["runs"][0]["status"] == "running"
    done = folder.rubrx("runs")
    assert done.stdout.splitlines()[1].split()[2] == "interrupted"
    assert "--resume" in done.stderr
    for options in ([], ["--format", "markdown"]):
        page = " ".join(folder.rubrx("report", *options).stdout.replace("\\", "").split())
        assert "This run is interrupted: the figures are of what is stored so far; rubrx grade goes on with" in page
    assert json.loads(folder.rubrx("report", "--json").stdout)["run"]["status"] == "interrupted"


def test_an_unknown_query_that_is_nearly_a_rubric_is_asked_about(near: Any) -> None:
    near.write([{"query_id": "q1", "text": "stop"}, {"query_id": "q11", "text": "x"}, {"query_id": "zzz", "text": "x"}])
    told = near.rubrx("grade", "a.jsonl", "--rubrics", "rubrics").stderr.splitlines()
    assert told[0] == "a.jsonl:2: no rubric for query 'q11'; its rows are skipped; did you mean q1?"
    assert told[1] == "a.jsonl:3: no rubric for query 'zzz'; its rows are skipped"


def test_a_table_without_answers_is_refused_once(near: Any) -> None:
    (near.path / "a.csv").write_text("query_id,txt\nq1,stop\nq1,go\n")
    done = near.rubrx("grade", "a.csv", "--rubrics", "rubrics")
    assert done.returncode == 3
    [line] = done.stderr.splitlines()
    assert line.startswith("rubrx: error: a.csv:1: header: no column holds the answer")


def test_a_full_disk_keeps_what_was_written(folder: Any, make_answers: Any) -> None:
    """Exit 4 with the rows kept and the command to go on; with room again, resume completes the run."""
    folder.write(make_answers(6000))
    words = ["grade", "a.jsonl", "--rubrics", "rubrics", "--name", "n"]

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))

    done = folder.rubrx(*words, preexec_fn=little_room)
    assert done.returncode == 4, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert "disk" in done.stderr
    kept = json.loads(folder.rubrx("runs", "--json").stdout)["runs"][0]["read"]
    assert 0 < kept < 6000
    assert f"{kept:,} rows of run n are kept; go on with:" in done.stderr
    assert folder.rubrx(*words, "--resume").returncode == 0
    assert folder.rubrx(*words[:-1], "clean", "--db", "clean.db").returncode == 0
    assert_same(folder)


def test_a_reader_that_goes_away_is_exit_141(folder: Any) -> None:
    """`rubrx runs | head -0` neither complains nor reports a bug."""
    folder.write([{"query_id": "q1", "text": "stop"}])
    assert folder.rubrx("grade", "a.jsonl", "--rubrics", "rubrics").returncode == 0
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        folder.command("runs"), cwd=folder.path, stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


def test_hostile_text_never_reaches_the_terminal(near: Any) -> None:
    """Escapes in ids and problems are made visible where rows are told."""
    near.write([{"query_id": "no\u009bbody", "text": "x"}, {"query_id": "q\u001b[2J", "text": "x"}])
    done = near.rubrx("grade", "a.jsonl", "--rubrics", "rubrics")
    assert not any(character in done.stderr + done.stdout for character in "\x1b\x9b")


def wait_for_rows(folder: Any, rows: int) -> None:
    """Wait until the run under way has committed that many rows."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(StoreFault, StoreBusy), open_store(folder.path / "rubrx.db") as store:
            if any(run.read >= rows for run in list_runs(store)):
                return
        time.sleep(0.02)
    raise AssertionError("the grader never wrote a batch")


def assert_same(folder: Any, db: str = "rubrx.db") -> None:
    """Row for row the same as clean.db, names and status apart."""
    ours, clean = folder.dump(db), folder.dump("clean.db")
    for tables in (ours, clean):
        tables["runs"] = [(row[0], *row[2:]) for row in tables["runs"]]
    assert ours == clean
