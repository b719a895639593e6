"""A worker process: rubrics and rows come in over a socket, graded rows go out; it dies with its parent.

Started by `rubrx.jobs.workers` through `rubrx.jobs.worker_start`, never by hand. A fresh interpreter, not a fork: a
SQLite connection must not cross one. It never opens the database.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from rubrx.errors import RubrxError
from rubrx.jobs.row_grader import RowGrader, seldom_collecting
from rubrx.jobs.settings import Settings, rewards_in_force
from rubrx.jobs.time_limit import TimeLimit
from rubrx.manager import Plugins
from rubrx.reading.cues import triggers
from rubrx.records import Response


@dataclass(frozen=True)
class Setting:
    """All that a worker must know before its first row: the same plugins, settings and rewards as its parent."""

    run_id: int
    files: tuple[str, ...]
    without: tuple[str, ...]
    settings: Settings
    rewards: tuple[str, ...]
    time_limit: float
    profile: bool
    path: tuple[str, ...]


def packed(row: Response) -> tuple[Any, ...]:
    """A response as it travels: a plain tuple is quicker to pickle."""
    return (row.id, row.query_id, row.text, row.model, row.metadata, row.line)


def main(descriptor: int) -> None:
    """Serve until the parent hangs up."""
    # standard output is the parent's: what a plugin prints goes to standard error, line by line, for the end is sudden
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    link = Connection(descriptor)
    messages: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_receive, args=(link, messages), daemon=True).start()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the parent has what it wants
        _serve(link, messages)
    os._exit(0)  # a plugin's threads and exit handlers hold nobody up


def _receive(link: Connection, messages: SimpleQueue[Any]) -> None:
    """Take in what the parent sends as it comes, so that it never waits; end with it, at once."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            messages.put(link.recv())
    os._exit(0)


def _serve(link: Connection, messages: SimpleQueue[Any]) -> None:
    triggers()  # what nearly every answer asks for is made ready while the parent reads its rubrics
    setting: Setting = messages.get()
    sys.path[:] = setting.path
    try:
        plugins = Plugins(setting.files, setting.without)
        rewards = rewards_in_force(plugins, setting.settings, setting.rewards) if setting.rewards else {}
        metrics = plugins.metrics
    except RubrxError as fault:
        link.send(str(fault))
        return
    link.send(None)
    with TimeLimit(setting.time_limit, last_resort=True) as limit, seldom_collecting():
        grader = RowGrader(setting.run_id, metrics, rewards, limit, profile=setting.profile)
        while True:
            rubrics, rows = messages.get()
            for query_id, rubric in rubrics.items():
                grader.learn(query_id, rubric)
            link.send((grader.grade([Response(*row) for row in rows]), grader.seconds))
