"""How long rubrx's readers of a large run take, whole process: report, coverage, gate, verify, compare, export.

    python benchmarks/reports.py --n 1000000 [--humility] [--runs 2] [--only report,gate] [--db FILE] [--json]

Some thousand answers of the workload of `floor/gen.py` are graded by `rubrx grade`, and their rows written again and
again under fresh ids by the store's own functions, chain, tallies and all, until a run holds N answers; a second run
gives each id another answer to the same query, which is what `compare` meets after training. `--humility` makes two of
the eight criteria ask for a hedge and a referral. Each command runs once more than is counted, so that the file is in
memory; `wall_s` and `cpu_s` are the medians, `peak_rss_mib` the highest. FILE keeps the database for the next time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import grade
import yaml

from rubrx import load_rubrics
from rubrx.grading import score_of
from rubrx.records import Grade, Rubric, items_of
from rubrx.store import Batch, GradedRow, Run, Store, create_run, end_run, find_run, open_store, prepare, write_batch
from rubrx.store.regrading import StoredAnswer, stored_pages

#: answers that are graded for real; the others are their copies
BASE = 5_000
#: answers written in one transaction
ROWS = 1_000
COMMANDS = ("report", "coverage", "gate", "verify", "compare", "export")


def write_rubrics(data: Path, folder: Path, humility: bool) -> None:
    """The workload's rubrics in rubrx's format; with `humility` two criteria of each ask for modesty."""
    folder.mkdir()
    for each in json.loads((data / "rubrics.json").read_text(encoding="utf-8")):
        rubric = grade.rubric_of(each)
        if humility:
            for criterion, body in zip(rubric["criteria"][:2], ({"hedges": {}}, {"defers": True}), strict=True):
                kept = {"id": criterion["id"], "metric": "humility", "points": 1, **body}
                criterion.clear()
                criterion.update(kept)
        path = folder / f"{rubric['rubric']}.yaml"
        path.write_text(yaml.safe_dump(rubric, sort_keys=False, allow_unicode=True), encoding="utf-8")


def build(db: Path, n: int, runs: int, humility: bool) -> None:
    """Make the database: `base`, which was graded, and the runs `a`, `b` … of n answers each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = grade.generate(folder / "data", BASE)
        write_rubrics(data, folder / "rubrics", humility)
        command = [sys.executable, "-m", "rubrx", "grade", str(data / f"responses_{BASE}.jsonl"), "--quiet"]
        command += ["--rubrics", str(folder / "rubrics"), "--db", str(db), "--name", "base"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        rubrics = dict(load_rubrics(folder / "rubrics"))
    with open_store(db, write=True) as store:
        base = find_run(store, "base")
        answers = [answer for page in stored_pages(store, base.id) for answer in page]
        for turn in range(runs):
            multiply(store, base, answers, rubrics, "abcdefgh"[turn], n, turn)


def multiply(
    store: Store, base: Run, answers: list[StoredAnswer], rubrics: dict[str, Rubric], name: str, n: int, turn: int
) -> None:
    """Write a run of n answers: the base's, in order, over and over; `turn` exchanges them within each query."""
    run = create_run(store, name=name, source=base.source, settings=base.settings, versions=base.versions)
    rows = _copies(answers, rubrics, turn)
    met, left = rubrics, n
    while left:
        batch = list(islice(rows, min(ROWS, left)))
        write_batch(store, run.id, Batch(prepared=[prepare(run.id, batch)], rubrics=met, source_digest=f"{left}"))
        met, left = {}, left - len(batch)
    end_run(store, run.id, "done")


def _copies(answers: list[StoredAnswer], rubrics: dict[str, Rubric], turn: int) -> Iterator[GradedRow]:
    by_query: dict[str, list[StoredAnswer]] = {}
    for answer in answers:
        by_query.setdefault(answer.response.query_id, []).append(answer)
    number = 0
    while True:
        for query, same in by_query.items():
            items = items_of(rubrics[query])
            # an id as rubrx makes it where the file has none, so that the rows lie where they would
            name = hashlib.sha256(str(number).encode()).hexdigest()[:16]
            answer = same[(number // len(by_query) + turn) % len(same)]
            verdicts = tuple(answer.verdicts[item.id] for item in items)
            score = score_of(items, verdicts, rubrics[query].critical_cap)
            response = replace(answer.response, id=name, line=number + 1)
            number += 1
            yield GradedRow(response, Grade(name, query, verdicts, score), answer.rewards)


def _graded(db: Path) -> int:
    with open_store(db) as store:
        return find_run(store, "a").graded


def measure(command: list[str]) -> tuple[float, float, float]:
    """Wall and processor seconds of a child process from start to exit, and its peak in MiB."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if child.returncode not in (0, 1):  # 1: a gate was missed
        raise SystemExit(f"{' '.join(command)}: exit {child.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def timed(name: str, db: Path, rounds: int) -> dict[str, float]:
    """The figures of one command."""
    words = {
        "gate": ["gate", "a", "--min", "accuracy=0.5", "--max-critical", "0"],
        "compare": ["compare", "a", "b"],
    }.get(name, [name, "a"])
    command = [sys.executable, "-m", "rubrx", *words, "--db", str(db)]
    found = [measure(command) for _ in range(rounds + 1)][1:]
    walls, seconds, peaks = zip(*found, strict=True)
    return {
        "wall_s": round(statistics.median(walls), 2),
        "cpu_s": round(statistics.median(seconds), 2),
        "peak_rss_mib": round(max(peaks), 1),
    }


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How long the readers of a large run take.")
    parser.add_argument("--n", type=int, default=100_000, help="answers of each run")
    parser.add_argument("--runs", type=int, default=2, help="runs beside the base; compare takes two")
    parser.add_argument("--humility", action="store_true", help="rubrics with humility criteria")
    parser.add_argument("--only", default=",".join(COMMANDS), help="which commands, with commas")
    parser.add_argument("--rounds", type=int, default=3, help="times each; the median counts")
    parser.add_argument("--db", type=Path, help="use this database, or make and keep it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(words)
    names = options.only.split(",")
    if unknown := set(names) - set(COMMANDS):
        parser.error(f"no command {sorted(unknown)[0]}; there are {', '.join(COMMANDS)}")
    with tempfile.TemporaryDirectory() as folder:
        db = options.db or Path(folder) / "x.db"
        if not db.exists():
            # in a process of its own: what this one holds, its children would seem to have held
            making = multiprocessing.get_context("spawn").Process(
                target=build, args=(db, options.n, options.runs, options.humility)
            )
            making.start()
            making.join()
            if making.exitcode:
                raise SystemExit("the database could not be made")
        figures: dict[str, Any] = {"n": _graded(db), "db_mib": round(db.stat().st_size / 2**20, 1)}
        for name in names:
            if name != "compare" or options.runs > 1:
                figures[name] = timed(name, db, options.rounds)
    print(json.dumps(figures) if options.json else "\n".join(f"{key}: {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
