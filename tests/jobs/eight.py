"""A child of its own for `test_one_store.py`: eight `rubrx grade -` at once on one database, from one fork each.

`python eight.py PLUGIN ROWS` prints one JSON object: which of them won, each one's exit code and standard error. The
winner waits for more rows until the others have ended, however slow the machine is. Forked, because eight
interpreters take long to start; none of them has opened SQLite before.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from typing import IO

import sqlite_utils  # noqa: F401 - imported once here, not again in every child

import rubrx.jobs.grading
from rubrx.cli import run

ROWS = b'{"id": "last", "query_id": "q1", "text": "stop"}\n'


def started(number: int, plugin: str, rows: bytes) -> tuple[int, int, IO[bytes]]:
    """(process, the pipe to its standard input, its standard error) of one grader that has its first rows."""
    reading, writing = os.pipe()
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - the parent reads it in the end
    child = os.fork()
    if child == 0:
        os.dup2(reading, 0)
        os.dup2(errors.fileno(), 2)
        os.closerange(3, 3 + 100)
        words = ["--plugin", plugin, "grade", "-", "--rubrics", "rubrics", "--no-rewards", "--quiet"]
        code = run([*words, "--name", f"n{number}"])
        sys.stderr.flush()
        os._exit(code)
    os.close(reading)
    os.write(writing, rows)
    return child, writing, errors


def main(plugin: str, path: str) -> None:
    """Start all, wait for seven to end, give the eighth its last row."""
    with open(path, "rb") as file:
        rows = file.read()
    writers = [started(number, plugin, rows) for number in range(8)]
    codes: dict[int, int] = {}
    deadline = time.monotonic() + 120
    while len(codes) < 7 and time.monotonic() < deadline:
        for number, (child, _, _) in enumerate(writers):
            if number not in codes:
                ended, status = os.waitpid(child, os.WNOHANG)
                if ended:
                    codes[number] = os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    [winner] = set(range(8)) - codes.keys()
    os.write(writers[winner][1], ROWS)
    for _, pipe, _ in writers:
        os.close(pipe)
    codes[winner] = os.waitstatus_to_exitcode(os.waitpid(writers[winner][0], 0)[1])
    told = []
    for _, _, errors in writers:
        errors.seek(0)
        told.append(errors.read().decode())
    print(
        json.dumps({"winner": winner, "pid": writers[winner][0], "codes": [codes[n] for n in range(8)], "told": told})
    )


if __name__ == "__main__":
    assert rubrx.jobs.grading.grade_file
    main(*sys.argv[1:])
