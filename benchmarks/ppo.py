"""What PPO here can show: gains on the bundled candidates, hacking reproduced and stopped, and speed.

    python benchmarks/ppo.py [gains] [hacking] [speed] [--json] [--report FILE.html] [--torch PYTHON]

`gains`: reward, gold and KL, and the share of the closed form's gain, tabular and linear (each query left out in
turn). `hacking`: keyword and length rewards on a long leash; the same policy taught by a reward model of five members
(mean less their standard deviation) that learned from marks on other queries; best-of-n beside. `speed`: 1,000
iterations, 128 answers each, 1,000 queries of 8 candidates, against torch where the given Python has it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from rubrx.jobs.candidates import Graded, candidates_of, graded_candidates, rewarded, rewards_called
from rubrx.jobs.ppo import train_candidates
from rubrx.jobs.ppo_request import Request
from rubrx.jobs.rm import train_rm
from rubrx.jobs.rm_answers import DEFAULT_FEATURES
from rubrx.jobs.rm_answers import features_of as sets_of
from rubrx.jobs.rm_reward import learned_reward
from rubrx.jobs.settings import Settings
from rubrx.jobs.sources import installed
from rubrx.learning import PPO, FixedBeta, ReferencePolicy, TabularPolicy
from rubrx.learning import Settings as EngineSettings
from rubrx.records import Preference
from rubrx.reports.line_chart import svg
from rubrx.reports.training_html import document, plane, preformatted
from rubrx.training import Plan, Table, Trainer, Training, proportional
from rubrx.training.frontier import best_of_n_points, frontier_points

#: a beta at which nothing holds the policy back
LONG_LEASH, LEASHED_ITERATIONS = 0.05, 300
MEMBERS = 5
SEED = 0


def gains(seed: int = SEED) -> dict[str, Any]:
    """Point for point what the bundled candidates give, tabular and linear."""
    found = {}
    for policy, features in (
        ("tabular", ("clinical",)),
        ("linear", ("clinical",)),
        ("linear", ("clinical", "verdicts")),
    ):
        with tempfile.TemporaryDirectory() as folder:
            request = Request(
                policy=policy, features=features, held_out="each" if policy == "linear" else "", seed=seed,
                db=str(Path(folder) / "rubrx.db"), settings=Settings(),
            )  # fmt: skip
            begun = time.perf_counter()
            run = train_candidates(request)
            seconds = time.perf_counter() - begun
        found[" + ".join((policy, *features)) if policy == "linear" else policy] = {
            "seconds": round(seconds, 2),
            "batch": run.outcome.batch,
            **_figures(run.outcome),
            "held_out": None if run.outcome.validation is None else asdict(run.outcome.validation),
        }
    return found


def _figures(outcome: Training) -> dict[str, Any]:
    return {
        "reward_before": outcome.reward_before,
        "reward_after": outcome.reward_after,
        "reward_rise": outcome.reward_after / outcome.reward_before - 1,
        "gold_before": outcome.gold_before,
        "gold_after": outcome.gold_after,
        "gold_interval": outcome.gold_interval,
        "kl": outcome.kl,
        "optimum_share": outcome.optimum_share,
        "turn": outcome.turn,
        "warnings": [f"{each.kind} at {each.iteration}" for each in outcome.warnings],
    }


def preferences(graded: Graded, queries: frozenset[str]) -> list[Preference]:
    """Every pair of answers to one of these queries with different marks, the better one chosen."""
    pairs = []
    for query in sorted(queries):
        answers = [
            (scored.response.text, mark)
            for scored, mark in zip(graded.scored, graded.gold, strict=True)
            if scored.response.query_id == query and mark is not None
        ]
        for (text, mark), (other, less) in itertools.permutations(answers, 2):
            if mark > less:
                pairs.append(Preference(query, text, other))
    return pairs


def crossed_rewards(graded: Graded, k: float, seed: int) -> list[float | None]:
    """Each answer's reward by a model of five members that learned from marks on the other half of the queries."""
    plugins = installed()
    names = sorted({scored.response.query_id for scored in graded.scored})
    halves = [frozenset(names[0::2]), frozenset(names[1::2])]
    values: list[float | None] = [None] * len(graded.scored)
    for half, other in (halves, halves[::-1]):
        trained = train_rm(preferences(graded, other), None, held_out_share=0, seed=seed, plugins=plugins)
        reward = learned_reward("rm", trained.model, sets_of(plugins, DEFAULT_FEATURES), "")
        reward.k = k  # type: ignore[attr-defined]
        places = [n for n, scored in enumerate(graded.scored) if scored.response.query_id in half]
        scores = reward.score([graded.scored[n] for n in places])
        for place, score in zip(places, scores, strict=True):
            values[place] = score
    return values


def hacking(seed: int = SEED) -> dict[str, Any]:
    """Three rewards on the same candidates: two that are gamed on a long leash, and one that holds."""
    graded = graded_candidates(None, installed())
    found: dict[str, Any] = {}
    charts = []
    for name in ("keyword", "length", "rubric"):
        values = rewarded(graded, rewards_called((name,), installed(), Settings())).values
        found[f"{name}, beta {LONG_LEASH}"] = _trained(graded, values, seed, leash=True, charts=charts, title=name)
        if name != "rubric":
            found[f"{name}, KL held at 0.9"] = _trained(graded, values, seed, leash=False)
    ensemble = crossed_rewards(graded, 1.0, seed)
    title = f"{MEMBERS}-member reward model, mean - sd"
    found[f"{title}, KL held at 0.9"] = _trained(graded, ensemble, seed, leash=False, charts=charts, title=title)
    found[f"{title}, beta {LONG_LEASH}"] = _trained(graded, ensemble, seed, leash=True)
    return {"trainings": found, "charts": charts}


def _trained(
    graded: Graded, values: Any, seed: int, *, leash: bool, charts: list[str] | None = None, title: str = ""
) -> dict[str, Any]:
    table = Table(candidates_of(graded, values))
    plan = Plan(iterations=LEASHED_ITERATIONS if leash else 200)
    batch = plan.batch_for(len(table.names))
    controller = FixedBeta(LONG_LEASH) if leash else proportional(2.5, 0.9, batch)
    trainer = Trainer(table, plan, rng=np.random.default_rng(seed), controller=controller)
    while not trainer.done:
        trainer.step()
    outcome = trainer.outcome()
    golds = [outcome.gold_before, *(each.gold for each in outcome.history)]
    points = best_of_n_points(table)
    if charts is not None:
        chart = plane(outcome.history, points, frontier_points(table), outcome)
        charts.append(f"<h2>{title}</h2>\n{svg(chart)}")
    hacked = next((each.iteration for each in outcome.warnings if each.kind == "hacking"), None)
    turn = None if hacked is None else int(np.argmax(golds[: hacked + 1]))
    return {
        **_figures(outcome),
        "gold_at_turn": max(golds),
        "told_after": None if hacked is None or turn is None else hacked - turn,
        "best_of_16": next(point._asdict() for point in points if point.label == 16),
    }


def speed(torch_python: str, iterations: int = 1000, queries: int = 1000, batch: int = 128) -> dict[str, Any]:
    """Milliseconds of processor time an iteration, ours and torch's, at one epoch and at four; memory."""
    found: dict[str, Any] = {}
    for epochs in (1, 4):
        ours = min(_ours(iterations, queries, batch, epochs) for _ in range(3))
        row: dict[str, Any] = {"rubrx_ms": 1000 * ours / iterations}
        command = [torch_python, str(Path(__file__).with_name("ppo_torch.py"))]
        done = subprocess.run(
            [*command, *map(str, (iterations, queries, 8, batch, epochs))], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            seconds, threads, _ = done.stdout.split()
            row |= {"torch_ms": 1000 * float(seconds) / iterations, "torch_threads": int(threads)}
            row["times"] = row["torch_ms"] / row["rubrx_ms"]
        found[f"{epochs} epoch{'s' * (epochs > 1)}"] = row
    found["memory"] = memory(queries, batch)
    return found


def _engine(queries: int, batch: int, epochs: int) -> PPO:
    rewards = 5 + 2 * np.random.default_rng(0).normal(size=(queries, 8))
    reference = np.zeros((queries, 8))
    return PPO(
        TabularPolicy(reference), ReferencePolicy(reference),
        lambda t: rewards[t.queries[:, None], t.actions], np.arange(queries),
        controller=FixedBeta(0.5), rng=np.random.default_rng(0),
        settings=EngineSettings(queries_per_batch=batch // 8, samples_per_query=8, minibatch=batch, epochs=epochs),
    )  # fmt: skip


def _ours(iterations: int, queries: int, batch: int, epochs: int) -> float:
    engine = _engine(queries, batch, epochs)
    for _ in range(20):
        engine.step()
    begun = time.process_time()
    for _ in range(iterations):
        engine.step()
    return time.process_time() - begun


def memory(queries: int, batch: int, iterations: int = 2000) -> dict[str, float]:
    """MiB at the peak after 200 iterations, and by how much that grew in the next ones."""
    engine = _engine(queries, batch, 4)
    for _ in range(200):
        engine.step()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for _ in range(iterations):
        engine.step()
    return {"peak_mib": before, "grew_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before}


def page(found: dict[str, Any]) -> str:
    """The figures as text."""
    lines = []
    for name, row in found.get("gains", {}).items():
        lines += [f"{name}: {row['seconds']} s, {row['batch']} answers an iteration", "  " + _line(row)]
        if row["held_out"]:
            held = row["held_out"]
            rise = held["reward_after"] / held["reward_before"] - 1
            lines.append(
                f"  each query left out in turn: reward {held['reward_before']:.2f} -> {held['reward_after']:.2f} "
                f"({rise:+.0%}), gold {held['gold_before']:.2f} -> {held['gold_after']:.2f}, change "
                f"{held['gold_interval'][0]:+.2f} to {held['gold_interval'][1]:+.2f}, KL {held['kl']:.2f}, "
                f"{held['optimum_share']:.0%} of the optimum's gain"
            )
    for name, row in found.get("hacking", {}).items():
        told = "" if row["told_after"] is None else f"; told {row['told_after']} iterations after the turn"
        best = row["best_of_16"]
        lines += [
            name,
            "  " + _line(row),
            f"  gold's turn at iteration {row['turn']}, {row['gold_at_turn']:.2f}{told}; best of 16: reward "
            f"{best['reward']:.2f}, gold {best['gold']:.2f} at KL {best['kl']:.2f}",
        ]
    for name, row in found.get("speed", {}).items():
        if name == "memory":
            lines.append(f"memory: {row['peak_mib']:.0f} MiB at the peak, {row['grew_mib']:.1f} MiB more later")
        else:
            torch = "torch is not there" if "torch_ms" not in row else (
                f"torch {row['torch_ms']:.3f} ms ({row['torch_threads']} threads), {row['times']:.1f} times ours"
            )  # fmt: skip
            lines.append(f"{name}: {row['rubrx_ms']:.3f} ms of processor time an iteration; {torch}")
    return "\n".join(lines) + "\n"


def _line(row: dict[str, Any]) -> str:
    share = "" if row["optimum_share"] is None else f", {row['optimum_share']:.1%} of the optimum's gain"
    return (
        f"reward {row['reward_before']:.2f} -> {row['reward_after']:.2f} ({row['reward_rise']:+.0%}), gold "
        f"{row['gold_before']:.2f} -> {row['gold_after']:.2f}, change {row['gold_interval'][0]:+.2f} to "
        f"{row['gold_interval'][1]:+.2f}, KL {row['kl']:.2f}{share}; warnings: {', '.join(row['warnings']) or 'none'}"
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="gains|hacking|speed")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--torch", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args(argv)
    parts = arguments.parts or ["gains", "hacking", "speed"]
    if unknown := set(parts) - {"gains", "hacking", "speed"}:
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    found: dict[str, Any] = {}
    charts: list[str] = []
    if "gains" in parts:
        found["gains"] = gains(arguments.seed)
    if "hacking" in parts:
        measured = hacking(arguments.seed)
        found["hacking"], charts = measured["trainings"], measured["charts"]
    if "speed" in parts:
        found["speed"] = speed(arguments.torch)
    if arguments.report:
        arguments.report.write_text(document("PPO, measured", [preformatted(page(found)), *charts]), "utf-8")
    print(json.dumps(found) if arguments.json else page(found), end="\n" if arguments.json else "")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
