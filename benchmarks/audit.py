"""How exploitable each reward is, a trained ensemble of reward models among them, and how long an audit takes.

    python benchmarks/audit.py [--answers 1000] [--workers 2] [--json]

The answers are the bundled ones, then the same with an idle sentence before, between or after, up to `--answers`. The
reward model is a five-member ensemble, trained as `rubrx rm train` does on pairs of marked candidates; it is audited on
all answers, so its figure is, if anything, too kind.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from itertools import combinations, cycle
from pathlib import Path

from rubrx.jobs.audit import audit_reward
from rubrx.jobs.probing import bundled, number_of
from rubrx.jobs.rm import train_rm
from rubrx.jobs.settings import Settings
from rubrx.jobs.sources import installed
from rubrx.records import Preference
from rubrx.safeguards.edits import IDLE, sentences

REWARDS = ("length", "keyword", "ensemble", "rubric")


def write_answers(path: Path, n: int) -> int:
    """Write `n` answers, no text twice; returns how many there are."""
    rows = []
    base = bundled(installed())
    for place, idle in zip(cycle(range(3)), ("", *IDLE), strict=False):
        for row in base:
            parts = sentences(row.text)
            parts.insert([0, len(parts) // 2, len(parts)][place], idle)
            text = " ".join(parts).strip() if idle else row.text
            rows.append({"id": f"{row.id}-{len(rows)}", "query_id": row.query_id, "text": text, **row.metadata})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows[:n]), encoding="utf-8")
    return min(n, len(rows))


def preferences() -> list[Preference]:
    """All pairs of marked candidates to one query whose marks differ by one or more."""
    marked = [(row, mark) for row in bundled(installed()) if (mark := number_of(row.metadata)) is not None]
    return [
        Preference(a.query_id, *((a.text, b.text) if mark > other else (b.text, a.text)))
        for (a, mark), (b, other) in combinations(marked, 2)
        if a.query_id == b.query_id and abs(mark - other) >= 1
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file, model = Path(folder) / "answers.jsonl", Path(folder) / "rm.npz"
        n = write_answers(file, options.answers)
        train_rm(preferences(), model, held_out_share=0.0)
        figures = [audited(name, file, options.workers) for name in (*REWARDS, f"rm:{model}")]
    if options.json:
        print(json.dumps({"answers": n, "rewards": figures}))
        return
    print(f"{n:,} answers\n\n| reward | exploitability | 95 % interval | pairs | damage noticed | seconds |")
    print("|---|--:|---|--:|--:|--:|")
    for each in figures:
        low, high = each["interval"]
        print(
            f"| {each['reward']} | {each['exploitability']:.3f} | {low:.3f} to {high:.3f} | {each['pairs']:,} "
            f"| {100 * each['damage_noticed']:.0f} % | {each['seconds']:.1f} |"
        )


def audited(name: str, file: Path, workers: int) -> dict:
    started = time.perf_counter()
    audit = audit_reward(name, responses=file, settings=Settings(), workers=workers)
    return {
        "reward": "rm, five members" if name.startswith("rm:") else name,
        "exploitability": audit.exploitability,
        "interval": list(audit.interval),
        "pairs": audit.pairs,
        "damage_noticed": audit.damage_noticed,
        "seconds": time.perf_counter() - started,
    }


if __name__ == "__main__":
    main()
