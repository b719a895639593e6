"""How fast `rubrx grade` is, whole process: read, grade, score, store.

    python benchmarks/grade.py --n 10000 [--data DIR] [--json] [--rewards] [--profile]

DIR holds `rubrics.json` and `responses_N.jsonl`: generated answers of 40 to 120 words, each against eight plain
criteria (phrases wanted or unwanted, a pattern, a length). They are converted to rubrics of rubrx's kinds
(`states`, `not_states`, `matches`, `words`). Without --data the bundled example answers are graded over and over.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml


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
    """Wall seconds and peak resident MiB of a child process, from start to exit."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {child.returncode}")
    return wall, usage.ru_maxrss / 1024  # KiB on Linux


def profile(command: list[str], folder: Path) -> None:
    """Print where the time goes, by function."""
    stats = folder / "stats"
    subprocess.run([command[0], "-m", "cProfile", "-o", str(stats), *command[1:]], check=True)
    import pstats

    pstats.Stats(str(stats)).sort_stats("tottime").print_stats(45)


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast `rubrx grade` is.")
    parser.add_argument("--n", type=int, default=10_000, help="how many responses")
    parser.add_argument("--data", type=Path, help="folder with generated data")
    parser.add_argument("--rewards", action="store_true", help="score the rewards too")
    parser.add_argument("--profile", action="store_true", help="profile instead of timing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, words = (
            write_generated(options.data, folder, options.n) if options.data else write_bundled(folder, options.n)
        )
        command = [sys.executable, "-m", "rubrx", "grade", str(source), *words, "--db", str(folder / "x.db"), "--quiet"]
        if not options.rewards:
            command.append("--no-rewards")
        if options.profile:
            profile(command, folder)
            return
        wall, peak = measure(command)
        figures = {
            "n": options.n,
            "workers": 1,
            "responses_per_second": round(options.n / wall),
            "wall_s": round(wall, 3),
            "peak_rss_mib": round(peak, 1),
            "db_mib": round((folder / "x.db").stat().st_size / 2**20, 1),
        }
    print(json.dumps(figures) if options.json else "\n".join(f"{key}: {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
