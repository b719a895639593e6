"""A child of its own for `test_kill_points.py`: at every statement in turn, kill -9 a writer, then go on with its file.

`python killed.py FOLDER` prints one JSON line a kill: the statement before which the writer died, and what the
next writer found. SQLite connections must not cross a fork, so this process never opens one before forking.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

import sqlite_utils  # noqa: F401 - imported once here, not again in every child

from rubrx.records import Grade, Response, Score, Status, Verdict
from rubrx.store import (
    Batch,
    GradedRow,
    RewardValue,
    Store,
    create_run,
    database,
    end_run,
    named,
    open_store,
    write_batch,
)

BATCHES, ROWS = 3, 2


def batch(number: int) -> Batch:
    """Two graded rows, with verdicts and rewards."""
    rows = []
    for place in range(ROWS):
        line = number * ROWS + place + 1
        response = Response(f"r{line}", "q", f"text {line}", line=line)
        verdicts = (Verdict("a", Status.MET, 1.0, ((0, 4),), "why"), Verdict("b", Status.NOT_MET, 1.0, (), "why"))
        grade = Grade(response.id, "q", verdicts, Score(0.5, 0.5, 0.5, 1.0))
        rows.append(GradedRow(response, grade, (RewardValue("length", 1.0),)))
    return Batch(graded=rows, source_digest=str(number))


def work(path: Path) -> None:
    """Make the file, begin the run or go on with it, write what is missing, end it."""
    with open_store(path, write=True) as store:
        run = named(store, "n") or create_run(store, name="n", source="-", settings={}, versions={})
        for number in range(run.read // ROWS, BATCHES):
            write_batch(store, run.id, batch(number))
        end_run(store, run.id, "done")


def content(store: Store) -> list[Any]:
    """Every row of every table, without the clock and the run's random id."""
    tables = [row[0] for row in store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    found = []
    for table in tables:
        if not table.startswith(("sqlite_", "_sqlite_")):
            columns = [row[1] for row in store.rows(f"PRAGMA table_info({table})")]
            kept = ", ".join(column for column in columns if column not in ("uid", "started", "ended"))
            found.append([table, sorted(map(list, store.rows(f"SELECT {kept} FROM {table}")), key=str)])
    return found


def killed_at(point: int, path: Path) -> str | None:
    """Run `work` in a child that is killed before its statement number `point`; None if it ended before that."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        connect, seen = database._connect, 0

        def watched(where: Path, mode: str) -> sqlite3.Connection:
            connection = connect(where, mode)

            def before(statement: str) -> None:
                nonlocal seen
                if seen == point:
                    os.write(writing, " ".join(statement.split())[:60].encode())
                    os.kill(os.getpid(), signal.SIGKILL)
                seen += 1

            connection.set_trace_callback(before)
            return connection

        database._connect = watched
        work(path)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        statement = pipe.read()
    _, status = os.waitpid(child, 0)
    return statement if os.WIFSIGNALED(status) else None


def gone_on(path: Path) -> dict[str, Any]:
    """What the next writer makes of the file, in a child of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(path)
            with open_store(path) as store:
                found = {"content": content(store), "check": store.row("PRAGMA integrity_check")[0]}
        except Exception as fault:
            found = {"fault": f"{type(fault).__name__}: {fault}"}
        with os.fdopen(writing, "w") as pipe:
            json.dump(found, pipe, default=bytes.hex)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        found = json.load(pipe)
    os.waitpid(child, 0)
    return found


def main(folder: Path) -> None:
    """A kill before every statement there is, then the whole thing undisturbed."""
    point = 0
    while (statement := killed_at(point, folder / f"{point}.db")) is not None:
        print(json.dumps({"before": statement, **gone_on(folder / f"{point}.db")}), flush=True)
        point += 1
    print(json.dumps({"before": None, **gone_on(folder / f"{point}.db")}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
