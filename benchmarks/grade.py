"""How fast `rubrx grade` is, whole process: read, grade, score, store.

    python benchmarks/grade.py --n 100000 --workers 2 [--json] [--bundled] [--rewards] [--data DIR] [--profile]

The workload of `floor/gen.py`: generated answers of 40 to 120 words, each against eight plain criteria (phrases wanted
or unwanted, a pattern, a length), converted to rubrics of rubrx's kinds (`states`, `not_states`, `matches`, `words`);
DIR holds one made before. Beside it, in the same run, the floor L2: the same criteria by plain `in` and `re`, without
any understanding, evidence or text. `floor_ratio` is rubrx's wall time over the floor's; stages are shares of the
seconds that all processes spent.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

FLOOR = Path(__file__).with_name("floor")


def generate(folder: Path, n: int) -> Path:
    """Make the workload in a folder."""
    subprocess.run([sys.executable, str(FLOOR / "gen.py"), str(folder), str(n)], check=True, stdout=subprocess.DEVNULL)
    return folder


def rubric_of(generated: dict[str, Any]) -> dict[str, Any]:
    """A generated rubric in rubrx's format; weights become points, unwanted phrases `not_states`."""
    bodies = {
        "any": lambda c: ("accuracy", {"states": {"any": c["phrases"]}}),
        "none": lambda c: ("specificity", {"not_states": {"any": c["phrases"]}}),
        "regex": lambda c: ("accuracy", {"matches": c["pattern"]}),
        "words": lambda c: ("accuracy", {"words": {"min": c["min"], "max": c["max"]}}),
    }
    criteria = []
    for each in generated["criteria"]:
        metric, body = bodies[each["kind"]](each)
        criteria.append({"id": each["id"], "metric": metric, "points": each["weight"], **body})
    return {
        "rubric": generated["query_id"],
        "version": 1,
        "query": generated["query"],
        "references": [
            {"source": "generated", "date": "2024-06-11", "jurisdiction": "none", "says": "no clinical meaning"}
        ],
        "criteria": criteria,
    }


def write_generated(data: Path, folder: Path, n: int) -> tuple[Path, list[str]]:
    """The responses' path and the options that name the converted rubrics."""
    rubrics = folder / "rubrics"
    rubrics.mkdir()
    for each in json.loads((data / "rubrics.json").read_text(encoding="utf-8")):
        rubric = rubric_of(each)
        text = yaml.safe_dump(rubric, sort_keys=False, allow_unicode=True)
        (rubrics / f"{rubric['rubric']}.yaml").write_text(text, encoding="utf-8")
    return data / f"responses_{n}.jsonl", ["--rubrics", str(rubrics)]


def write_bundled(folder: Path, n: int) -> tuple[Path, list[str]]:
    """The bundled example answers, repeated with fresh ids until there are n."""
    examples = files("rubrx_pharmacy").joinpath("examples")
    rows = [
        json.loads(line)
        for file in sorted(examples.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]

    def numbered() -> Iterator[str]:
        for number, row in enumerate(itertools.islice(itertools.cycle(rows), n)):
            yield json.dumps({**row, "id": f"r{number}"}) + "\n"

    path = folder / "answers.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(numbered())
    return path, []


def measure(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak resident MiB of a child process with its own children, from start to exit."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        together: list[float] = [0.0]
        watch = threading.Thread(target=_watch, args=(child.pid, together), daemon=True)
        watch.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    watch.join()
    if child.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {child.returncode}")
    return wall, max(usage.ru_maxrss / 1024, *together)  # KiB on Linux


def _watch(pid: int, peak: list[float]) -> None:
    """Keep the highest sum of the memory of a process and its children, in MiB, until it ends; Linux only.

    Pages that they share count once (proportional set size).
    """
    while True:
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            sizes = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in (pid, *children)]
        except OSError:  # it has ended, or the system has no such files
            if not Path(f"/proc/{pid}/smaps_rollup").exists():
                return
            sizes = []
        pages = [re.search(r"^Pss:\s+(\d+) kB", size, re.MULTILINE) for size in sizes]
        peak[0] = max(peak[0], sum(int(each[1]) for each in pages if each) / 1024)
        time.sleep(0.2)


def profile(command: list[str], folder: Path) -> None:
    """Print where the time goes, by function."""
    stats = folder / "stats"
    subprocess.run([command[0], "-m", "cProfile", "-o", str(stats), *command[1:]], check=True)
    import pstats

    pstats.Stats(str(stats)).sort_stats("tottime").print_stats(45)


def median_wall(command: list[str], db: Path, rounds: int) -> tuple[float, float]:
    """The median wall seconds of some runs, each into a fresh database, and the highest peak in MiB."""
    walls, peaks = [], []
    for _ in range(rounds):
        for file in db.parent.glob(f"{db.name}*"):
            file.unlink()
        wall, peak = measure(command)
        walls.append(wall)
        peaks.append(peak)
    return statistics.median(walls), max(peaks)


def stages(command: list[str], db: Path) -> dict[str, float]:
    """Each stage's share of all seconds spent, over all processes, from one more run with `--profile`."""
    for file in db.parent.glob(f"{db.name}*"):
        file.unlink()
    done = subprocess.run([*command, "--profile", "--json"], capture_output=True, text=True, check=True)
    seconds = json.loads(done.stdout)["seconds"]
    return {stage: round(each / sum(seconds.values()), 3) for stage, each in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast `rubrx grade` is.")
    parser.add_argument("--n", type=int, default=10_000, help="how many responses")
    parser.add_argument("--workers", type=int, default=1, help="how many processes grade")
    parser.add_argument("--data", type=Path, help="folder with generated data; default: made for this run")
    parser.add_argument("--bundled", action="store_true", help="the bundled answers and rubrics instead, over and over")
    parser.add_argument("--rewards", action="store_true", help="score the rewards too")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each; the median counts")
    parser.add_argument("--profile", action="store_true", help="profile instead of timing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.bundled:
            source, words = write_bundled(folder, options.n)
        else:
            data = options.data or generate(folder / "data", options.n)
            source, words = write_generated(data, folder, options.n)
        db = folder / "x.db"
        command = [sys.executable, "-m", "rubrx", "grade", str(source), *words, "--db", str(db), "--quiet"]
        command += ["--workers", str(options.workers)]
        if not options.rewards:
            command.append("--no-rewards")
        if options.profile:
            profile(command, folder)
            return
        wall, peak = median_wall(command, db, options.rounds)
        figures: dict[str, Any] = {
            "n": options.n,
            "workers": options.workers,
            "responses_per_second": round(options.n / wall),
            "wall_s": round(wall, 3),
            "peak_rss_mib": round(peak, 1),
            "db_mib": round(db.stat().st_size / 2**20, 1),
        }
        if not options.bundled:
            floor = [sys.executable, str(FLOOR / "floor.py"), "L2", str(data), str(options.n), str(folder / "l2.db")]
            floor_wall, _ = median_wall([*floor, "--parser", "msgspec"], folder / "l2.db", options.rounds)
            figures |= {"floor_s": round(floor_wall, 3), "floor_ratio": round(wall / floor_wall, 2)}
        figures["stages"] = stages(command, db)
    print(json.dumps(figures) if options.json else "\n".join(f"{key}: {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
