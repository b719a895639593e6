"""How long `rubrx agreement` takes on a large table of labels, the whole command, and what it adds over a vote.

    python benchmarks/agreement.py [--labels N] [--repeats N] [--json]

Four shapes of N labels, made up with a fixed seed: how many raters there are, how many of them label an item, and how
many labels there are to give. Then crowds of known skill: how often a majority, Dawid and Skene, and Dawid and Skene
anchored by an expert's spot checks on a fifth of the items name the true label.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from rubrx.agreement import NAMES, LabelTable, consensus, dawid_skene, measure, table_of

#: name -> (raters, raters of an item, labels to give)
SHAPES = {
    "2 raters, 2 labels": (2, 2, 2),
    "3 raters, 2 labels": (3, 3, 2),
    "5 raters, 5 labels": (5, 5, 5),
    "crowd of 300, 3 an item, 4 labels": (300, 3, 4),
}
#: name -> (sensitivity, specificity) of each rater
CROWDS = {
    "five able raters": [(0.9, 0.9), (0.85, 0.9), (0.9, 0.85), (0.8, 0.9), (0.9, 0.8)],
    "two able, three who guess": [(0.95, 0.95), (0.9, 0.9), (0.55, 0.5), (0.5, 0.55), (0.5, 0.5)],
    "two able, three misled": [(0.9, 0.9), (0.9, 0.9), (0.25, 0.25), (0.25, 0.25), (0.25, 0.25)],
}
ITEMS, CHECKED, SEEDS = 500, 0.2, 20
#: (items, raters, how often each is right, share of positive items), and tables made of each
TABLES = ((20, 2, 0.9, 0.4), (30, 3, 0.9, 0.2), (100, 2, 0.95, 0.1), (200, 3, 0.8, 0.5))
SAMPLES = 300


def write_labels(path: Path, labels: int, shape: tuple[int, int, int], seed: int = 0) -> int:
    """Write about so many noisy labels; returns how many."""
    raters, each, kinds = shape
    rng = np.random.default_rng(seed)
    items = max(1, labels // each)
    truth = rng.integers(0, kinds, items)
    with path.open("w", encoding="utf-8") as file:
        file.write("item,rater,label\n")
        for item in range(items):
            who = range(raters) if raters == each else rng.choice(raters, each, replace=False)
            wrong = rng.random(each) < 0.2
            for rater, miss in zip(who, wrong, strict=True):
                label = (truth[item] + miss * rng.integers(1, kinds)) % kinds
                file.write(f"answer-{item},rater-{rater},label-{label}\n")
    return items * each


def seconds(path: Path, repeats: int) -> tuple[float, float]:
    """The median time of the whole command, start-up and all: by the clock, and of the processor (one thread)."""
    taken, worked = [], []
    for _ in range(repeats):
        begun, before = time.perf_counter(), _worked()
        subprocess.run(
            [sys.executable, "-m", "rubrx", "agreement", str(path), "--json"],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        taken.append(time.perf_counter() - begun)
        worked.append(_worked() - before)
    return statistics.median(taken), statistics.median(worked)


def _worked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def crowd(skills: list[tuple[float, float]], items: int, seed: int) -> tuple[np.ndarray, LabelTable]:
    """Truth [n], four in ten of it positive, and what raters of these skills say of every item."""
    rng = np.random.default_rng(seed)
    truth = rng.random(items) < 0.4
    said = [np.where(truth, rng.random(items) < se, rng.random(items) >= sp).astype(int) for se, sp in skills]
    names = [f"r{rater}" for rater in range(len(skills)) for _ in range(items)]
    labels = [str(label) for row in said for label in row]
    return truth, table_of([str(i) for i in range(items)] * len(skills), names, labels, categories=["0", "1"])


def right(skills: list[tuple[float, float]], items: int, seed: int) -> tuple[float, float, float]:
    """The share of unchecked items that a majority, the model, and the anchored model get right."""
    truth, table = crowd(skills, items, seed)
    checked = int(CHECKED * items)
    known = {item: int(truth[item]) for item in range(checked)}
    guesses = (
        consensus(table, len(skills) // 2 + 1).label == 1,
        dawid_skene(table).posterior[:, 1] > 0.5,
        dawid_skene(table, known).posterior[:, 1] > 0.5,
    )
    majority, model, anchored = (float(np.mean((guess == truth)[checked:])) for guess in guesses)
    return majority, model, anchored


def covered(items: int, raters: int, able: float, share: float, samples: int) -> dict[str, float]:
    """How often each coefficient's interval holds its value for endless items, which has a closed form."""
    agree, met = able**2 + (1 - able) ** 2, share * able + (1 - share) * (1 - able)
    chance, spread = met**2 + (1 - met) ** 2, 2 * met * (1 - met)
    kappa = (agree - chance) / (1 - chance)
    endless = dict.fromkeys(NAMES, kappa)
    endless |= {"raw_agreement": agree, "gwet_ac1": (agree - spread) / (1 - spread)}
    held = dict.fromkeys(NAMES, 0)
    rng = np.random.default_rng(1)
    for _ in range(samples):
        truth = rng.random(items) < share
        said = [str(int(label)) for _ in range(raters) for label in np.where(rng.random(items) < able, truth, ~truth)]
        who = [str(rater) for rater in range(raters) for _ in range(items)]
        table = table_of([str(item) for item in range(items)] * raters, who, said, categories=["0", "1"])
        for name, found in measure(table, rng, resamples=500, with_pairs=False).estimates.items():
            held[name] += found.low is not None and found.low <= endless[name] <= found.high
    return {name: round(count / samples, 3) for name, count in held.items()}


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--labels", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args(argv)
    found: dict[str, dict[str, object]] = {"seconds": {}, "right": {}, "covered": {}}
    with tempfile.TemporaryDirectory() as folder:
        for name, shape in SHAPES.items():
            path = Path(folder) / "labels.csv"
            labels = write_labels(path, asked.labels, shape)
            clock, worked = seconds(path, asked.repeats)
            found["seconds"][name] = {"labels": labels, "clock": round(clock, 2), "processor": round(worked, 2)}
    for name, skills in CROWDS.items():
        shares = np.mean([right(skills, ITEMS, seed) for seed in range(SEEDS)], axis=0)
        found["right"][name] = dict(zip(("majority", "model", "anchored"), np.round(shares, 3).tolist(), strict=True))
    for items, raters, able, share in TABLES:
        name = f"{items} items, {raters} raters right in {able:.0%}, {share:.0%} positive"
        found["covered"][name] = covered(items, raters, able, share, SAMPLES)
    if asked.as_json:
        print(json.dumps(found))
        return 0
    for name, figure in found["seconds"].items():
        took = f"{figure['clock']:>5.2f} s, {figure['processor']:.2f} s of one core"
        print(f"{name:36} {figure['labels']:>10,} labels  {took}")
    for name, shares in found["right"].items():
        print(f"{name:28} " + "  ".join(f"{how} {share:.3f}" for how, share in shares.items()))
    for name, shares in found["covered"].items():
        print(f"{name:48} covered {min(shares.values()):.3f} to {max(shares.values()):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
