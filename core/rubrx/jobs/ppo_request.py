"""What `rubrx ppo` is asked to do, and the candidates, plan, controller and parts that this makes."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rubrx.contracts import PPOVariant
from rubrx.errors import PluginFault, UsageError, told
from rubrx.jobs.candidates import (
    FEATURES,
    Graded,
    candidates_of,
    features_of,
    graded_candidates,
    rewarded,
    rewards_called,
)
from rubrx.jobs.settings import Settings, find_settings
from rubrx.learning import Controller, FixedBeta, Parts, ThresholdBeta
from rubrx.manager import Plugins
from rubrx.training import ITERATIONS, TARGET_KL, Limits, Plan, Table, proportional, stop_kinds

Source = str | os.PathLike[str]
#: where beta begins: of the size that holds the rubric reward near the target, and 0.5 as in the seed's notes
FIRST_BETA = {"proportional": 2.5, "fixed": 0.5, "thresholds": 0.5}
CONTROLLERS = tuple(FIRST_BETA)
#: how `--held-out` says that each query is left out in turn
EACH = "each"
LARGEST_BATCH = 100_000
#: iterations between two checkpoints unless told otherwise
CHECKPOINT_EVERY = 10


@dataclass(frozen=True)
class Request:
    """What `rubrx ppo` is asked to do; every field is one option."""

    rewards: Sequence[str] = ("rubric",)
    candidates: Source | None = None
    rubrics: Sequence[Source] = ()
    gold: str = "gold"
    policy: str = "tabular"
    features: Sequence[str] = FEATURES
    controller: str = "proportional"
    beta: float | None = None
    target_kl: float = TARGET_KL
    iterations: int = ITERATIONS
    batch: int | None = None
    held_out: str = ""
    stop_on: Sequence[str] = ()
    max_kl: float | None = None
    variant: str | None = None
    seed: int = 0
    name: str | None = None
    db: Source = "./rubrx.db"
    checkpoint: Source | None = None
    checkpoint_every: int = CHECKPOINT_EVERY
    resume: bool = False
    settings: Settings | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Candidates ready to train on: `table`, the plan for them, and what the rewards' plugins got wrong."""

    graded: Graded
    reward: str
    table: Table
    plan: Plan
    problems: tuple[tuple[str, str], ...]


def prepare(request: Request, plugins: Plugins) -> Prepared:
    """Read, grade and score the candidates; UsageError or InputRefused for whatever can't be trained on."""
    check(request)
    stop_on, parts = stop_kinds(request.stop_on), parts_of(request.variant, plugins)
    rewards = rewards_called(request.rewards, plugins, request.settings or find_settings())
    graded = graded_candidates(request.candidates, plugins, rubrics=request.rubrics, gold=request.gold)
    scores = rewarded(graded, rewards)
    features = features_of(graded, request.features, plugins) if request.policy == "linear" else None
    table = Table(candidates_of(graded, scores.values, features))
    held_out = _held_out(request, table)
    watched = {name for name, marked in zip(table.names, table.marked, strict=True) if marked}
    if "hacking" in stop_on and not watched - set(held_out):
        raise UsageError(
            f"--stop-on hacking needs a query to train on whose every candidate has a mark {request.gold!r}; "
            f"{table.unmarked:,} of {table.kept:,} have none"
        )
    limits = Limits() if request.max_kl is None else Limits(kl=request.max_kl)
    plan = Plan(
        policy=request.policy,
        iterations=request.iterations,
        batch=request.batch,
        held_out=held_out,
        stop_on=stop_on,
        limits=limits,
        parts=parts,
    )
    return Prepared(graded, scores.name, table, plan, scores.problems)


def parts_of(variant: str | None, plugins: Plugins) -> Parts:
    """The engine's parts, with those that the variant replaces; UsageError for one that there is not."""
    if variant is None:
        return Parts()
    known = plugins.ppo_variants
    if variant not in known:
        there = f"there are {', '.join(known)}" if known else "a plugin brings them: rubrx --plugin FILE.py ppo ..."
        raise UsageError(f"no variant of PPO is called {variant!r}; {there}")
    chosen: PPOVariant = known[variant]
    names = ("penalty", "ratio_base", "baseline", "controlled_kl")
    return Parts(
        **{name: _guarded(variant, name, part) for name in names if (part := getattr(chosen, name)) is not None}
    )


def _guarded(variant: str, name: str, part: Callable[..., Any]) -> Callable[..., Any]:
    """The variant's part; whatever it throws is told as the plugin's."""

    def called(*arguments: Any) -> Any:
        try:
            return part(*arguments)
        except KeyboardInterrupt:
            raise
        except BaseException as fault:  # the plugin boundary; SystemExit and Rust panics are BaseExceptions too
            raise PluginFault(variant, f"{name}: {told(fault)}") from fault

    return called


def controller_of(request: Request, batch: int) -> Controller:
    """The controller that was asked for, at its first beta."""
    beta = FIRST_BETA.get(request.controller, 0.0) if request.beta is None else request.beta
    if beta == 0 and request.controller in ("proportional", "thresholds"):
        raise UsageError(
            f"a beta of 0 stays where it is, however often it is multiplied: {request.controller} needs one above 0"
        )
    try:
        if request.controller == "proportional":
            return proportional(beta, request.target_kl, batch)
        if request.controller == "thresholds":
            return ThresholdBeta(beta)
        if request.controller == "fixed":
            return FixedBeta(beta)
    except ValueError as fault:
        raise UsageError(str(fault)) from fault
    raise UsageError(f"no controller is called {request.controller!r}; there are {', '.join(CONTROLLERS)}")


def check(request: Request) -> None:
    """UsageError for options that contradict each other, or numbers that can't work."""
    if request.resume and request.checkpoint is None:
        raise UsageError("--resume needs --checkpoint FILE, which says where to go on from")
    if request.checkpoint is not None and not request.resume and os.path.exists(request.checkpoint):
        raise UsageError(f"{os.fspath(request.checkpoint)} exists already: go on with --resume, or name another file")
    if request.checkpoint_every < 1:
        raise UsageError("a checkpoint can be written every 1 or more iterations")
    if request.batch is not None and not 2 <= request.batch <= LARGEST_BATCH:
        raise UsageError(f"a batch must hold 2 to {LARGEST_BATCH:,} answers, got {request.batch}")
    for name, value in (("--max-kl", request.max_kl), ("--target-kl", request.target_kl)):
        if value is not None and not (math.isfinite(value) and value > 0):
            raise UsageError(f"{name} must be a number above 0, got {value}")


def _held_out(request: Request, table: Table) -> tuple[str, ...]:
    """Names of the queries that never train: so many drawn by the seed, or those named, separated by commas."""
    asked = request.held_out.strip()
    if asked in ("", "0", EACH):
        return ()
    if not asked.isdecimal():
        return tuple(name.strip() for name in asked.split(",") if name.strip())
    count = int(asked)
    if count >= len(table.names):
        raise UsageError(f"can't hold out {count} of {len(table.names)} queries: none would be left to train on")
    drawn = np.random.default_rng([request.seed, 1]).choice(len(table.names), count, replace=False)
    return tuple(table.names[place] for place in sorted(drawn))
