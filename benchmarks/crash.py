"""What kill -9 costs a grade: killed at random moments and gone on with, against one that nobody disturbed.

    python benchmarks/crash.py [--trials N] [--kills K] [--n RESPONSES] [--workers W] [--seed S] [--data DIR] [--json]

Each trial grades the same file into a database of its own and is killed up to K times, at moments uniform over
the time that the grade takes: a third of the trials lose the parent, a third the whole process group, a third one
worker at a time. Then `--resume` ends it, and its database is compared with the undisturbed one, row for row. Prints
one line of figures, and exits with 1 where a row is lost, doubled or changed, a page or a link of the chain is
broken, a worker is alive two seconds after its parent, or the store stays locked for longer than one. Linux only: it
looks for the workers in /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from grade import write_bundled, write_generated

from rubrx.store import check_chain, open_store
from rubrx.store.locks import is_held

#: a worker may live on for so many seconds after its parent, the lock for so many after its holder
ALIVE, LOCKED = 2.0, 1.0
#: columns that differ from run to run
CLOCK = ("uid", "started", "ended")


@dataclass(frozen=True)
class Job:
    """What every trial does: `wall` seconds where undisturbed; it is killed `kills` times at most."""

    words: Sequence[str]
    wall: float = 0.0
    kills: int = 0

    def start(self, db: Path) -> subprocess.Popen[bytes]:
        """Begin, or go on, in a process group of its own."""
        command = [sys.executable, "-m", "rubrx", *self.words, "--db", str(db), "--name", "n", "--resume", "--quiet"]
        return subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)


@dataclass
class Figures:
    """What the trials came to; every field but `trials`, `kills` and `blocked_s` is 0 when all is well."""

    trials: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    changed: int = 0
    unsound: int = 0
    chains_broken: int = 0
    workers_alive: int = 0
    refused: int = 0
    unfinished: int = 0
    blocked_s: float = 0.0

    @property
    def is_well(self) -> bool:
        """Whether every bound is held."""
        wrong = (self.lost, self.doubled, self.changed, self.unsound, self.chains_broken, self.workers_alive)
        return not any((*wrong, self.refused, self.unfinished)) and self.blocked_s <= LOCKED

    def line(self) -> str:
        """All of it on one line."""
        kills = ", ".join(f"{n} of {how}" for how, n in sorted(self.kills.items()))
        return (
            f"{self.trials} trials, {self.kills.total()} kills ({kills}): {self.lost} rows lost, {self.doubled} "
            f"doubled, {self.changed} changed; {self.unsound} files unsound, {self.chains_broken} chains broken; "
            f"{self.workers_alive} workers alive after {ALIVE:g} s; store locked for at most {self.blocked_s:.2f} s, "
            f"{self.refused} resumes refused, {self.unfinished} unfinished"
        )


def processes() -> Iterator[tuple[int, int, str]]:
    """(process, parent, state letter) of every process."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent, *_ = stat.read_text().rpartition(")")[2].split()
            yield int(stat.parent.name), int(parent), state


def children(pid: int) -> list[int]:
    """The living processes that have this parent."""
    return [child for child, parent, state in processes() if parent == pid and state != "Z"]


def alive(pids: Sequence[int]) -> int:
    """How many of these still live when their time is over; waits no longer than needed."""
    deadline = time.monotonic() + ALIVE
    while True:
        living = sum(1 for pid, _, state in processes() if pid in pids and state != "Z")
        if not living or time.monotonic() >= deadline:
            return living
        time.sleep(0.02)


def locked_for(db: Path) -> float:
    """For how many seconds from now the store stays locked; waits no longer than five."""
    began = time.monotonic()
    while is_held(db) and time.monotonic() < began + 5:
        time.sleep(0.01)
    return time.monotonic() - began


def strike(process: subprocess.Popen[bytes], how: str, workers: Sequence[int], draw: random.Random) -> bool:
    """kill -9; False where there is no worker to kill."""
    if how == "worker":
        if not workers:
            return False
        with suppress(ProcessLookupError):
            os.kill(draw.choice(workers), signal.SIGKILL)
    elif how == "group":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    return True


def disturb(job: Job, db: Path, how: str, draw: random.Random, figures: Figures) -> None:
    """One trial: kill it again and again, and go on each time until it is done."""
    process = job.start(db)
    moments = sorted(draw.uniform(0.0, job.wall) for _ in range(job.kills))
    for before, after in pairwise([0.0, *moments]):
        try:
            process.wait(after - before)
            break
        except subprocess.TimeoutExpired:
            workers = children(process.pid)
        if not strike(process, how, workers, draw):
            continue
        figures.kills[how] += 1
        if how != "worker":
            process.wait()
            figures.blocked_s = max(figures.blocked_s, locked_for(db))
            figures.workers_alive += alive(workers)
            process = job.start(db)
    if code := process.wait():
        figures.refused += code == os.EX_TEMPFAIL
        figures.unfinished += job.start(db).wait() != 0


def compare(db: Path, clean: Path, figures: Figures) -> None:
    """Count what differs from the undisturbed database; all columns count but those of the clock."""
    with closing(sqlite3.connect(db)) as connection:
        figures.unsound += connection.execute("PRAGMA integrity_check").fetchone() != ("ok",)
        connection.execute("ATTACH ? AS clean", (str(clean),))

        def missing(columns: Sequence[str], table: str, here: str, there: str) -> int:
            rows = ", ".join(columns)
            query = f"SELECT {rows} FROM {here}.{table} EXCEPT SELECT {rows} FROM {there}.{table}"
            return int(connection.execute(f"SELECT count(*) FROM ({query})").fetchone()[0])

        names = "SELECT name FROM clean.sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
        for (table,) in connection.execute(names).fetchall():
            about = connection.execute(f"PRAGMA clean.table_info({table})").fetchall()
            columns = [row[1] for row in about if row[1] not in CLOCK]
            key = [row[1] for row in about if row[5]]
            lost = missing(key, table, "clean", "main")
            figures.lost += lost
            figures.doubled += missing(key, table, "main", "clean")
            figures.changed += missing(columns, table, "clean", "main") - lost
    with open_store(db) as store:
        figures.chains_broken += check_chain(store, 1).broken is not None


def measure(job: Job, folder: Path, trials: int, kinds: Sequence[str], draw: random.Random) -> Figures:
    """The undisturbed grade, then every trial."""
    clean = folder / "clean.db"
    began = time.monotonic()
    if code := job.start(clean).wait():
        raise SystemExit(f"the undisturbed grade ended with exit status {code}")
    job = replace(job, wall=time.monotonic() - began)
    figures = Figures()
    for number in range(trials):
        db = folder / f"{number}.db"
        disturb(job, db, kinds[number % len(kinds)], draw, figures)
        compare(db, clean, figures)
        figures.trials += 1
        for file in folder.glob(f"{number}.db*"):
            file.unlink()
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="What kill -9 costs a grade.")
    parser.add_argument("--trials", type=int, default=20, help="how many graders are killed")
    parser.add_argument("--kills", type=int, default=3, help="how often each is killed at most")
    parser.add_argument("--n", type=int, default=20_000, help="how many responses each grades")
    parser.add_argument("--workers", type=int, default=2, help="how many worker processes each has")
    parser.add_argument("--seed", type=int, default=1, help="of the moments and the victims")
    parser.add_argument("--data", type=Path, help="folder with generated data (see grade.py)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    kinds = ("parent", "group", "worker") if options.workers > 1 else ("parent", "group")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write = write_generated if options.data else write_bundled
        source, more = write(*((options.data,) if options.data else ()), folder, options.n)
        words = ["grade", str(source), *more, "--no-rewards", "--workers", str(options.workers)]
        figures = measure(Job(words, kills=options.kills), folder, options.trials, kinds, random.Random(options.seed))
    if options.json:
        told = {"n": options.n, "workers": options.workers, "seed": options.seed, **vars(figures)}
        print(json.dumps({**told, "well": figures.is_well}))
    else:
        print(f"{options.n:,} responses, {options.workers} workers, seed {options.seed}: {figures.line()}")
    return 0 if figures.is_well else 1


if __name__ == "__main__":
    raise SystemExit(main())
