"""`rubrx ppo`: train a policy on candidate answers, keep its steps, go on after a stop, replay, sweep."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rubrx.contracts import PPOVariant
from rubrx.errors import InputRefused, UsageError
from rubrx.jobs.candidates import (
    FEATURES,
    Graded,
    candidates_of,
    features_of,
    graded_candidates,
    rewarded,
    rewards_called,
)
from rubrx.jobs.checkpoints import read_checkpoint, write_checkpoint
from rubrx.jobs.settings import Settings, find_settings
from rubrx.jobs.sources import installed
from rubrx.learning import Controller, FixedBeta, Parts, ThresholdBeta
from rubrx.manager import Plugins
from rubrx.store import Store, open_store, write_steps
from rubrx.store.candidates import training_names
from rubrx.training import (
    ITERATIONS,
    TARGET_KL,
    Change,
    Iteration,
    Limits,
    Plan,
    Table,
    Trainer,
    Training,
    proportional,
    stop_kinds,
)
from rubrx.training.frontier import Point, best_of_n_points, frontier_points
from rubrx.training.held_out import leave_one_out
from rubrx.training.replay import Replay, replay
from rubrx.training.sweep import BETAS, SweepRow, sweep

Source = str | os.PathLike[str]
#: where beta begins: of the size that holds the rubric reward near the target, and 0.5 as in the seed's notes
FIRST_BETA = {"proportional": 2.5, "fixed": 0.5, "thresholds": 0.5}
CONTROLLERS = tuple(FIRST_BETA)
#: how `--held-out` says that each query is left out in turn
EACH = "each"
#: iterations between two writes to the database, and between two checkpoints unless told otherwise
KEPT_EVERY, CHECKPOINT_EVERY = 50, 10


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
class PPORun:
    """A finished training: `name` names its steps in `db`; `problems` are (answer, what a reward's plugin did).

    `resumed` is the iteration it went on from, 0 for one that began here. `left_out_one` has the change on each
    query under a policy that never saw it, where that was asked for; `best_of_n` and `frontier` lie beside the
    path that PPO took.
    """

    name: str
    db: str
    reward: str
    seed: int
    controller: str
    variant: str | None
    resumed: int
    problems: tuple[tuple[str, str], ...]
    outcome: Training
    left_out_one: dict[str, Change]
    best_of_n: tuple[Point, ...]
    frontier: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Candidates ready to train on: `table`, the plan for them, and what the rewards' plugins got wrong."""

    graded: Graded
    reward: str
    table: Table
    plan: Plan
    problems: tuple[tuple[str, str], ...]


class Watch:
    """What a training tells while it runs; the default hears nothing."""

    def began(self, trainer: Trainer, reward: str, resumed: int) -> None:
        """Before the first iteration; `resumed` of them were done before."""

    def stepped(self, iteration: Iteration) -> None:
        """After each iteration."""


def prepare(request: Request, plugins: Plugins) -> Prepared:
    """Read, grade and score the candidates; UsageError or InputRefused for whatever can't be trained on."""
    graded = graded_candidates(request.candidates, plugins, rubrics=request.rubrics, gold=request.gold)
    rewards = rewards_called(request.rewards, plugins, request.settings or find_settings())
    scores = rewarded(graded, rewards)
    features = features_of(graded, request.features, plugins) if request.policy == "linear" else None
    table = Table(candidates_of(graded, scores.values, features))
    limits = Limits() if request.max_kl is None else Limits(kl=request.max_kl)
    plan = Plan(
        policy=request.policy,
        iterations=request.iterations,
        batch=request.batch,
        held_out=_held_out(request, table),
        stop_on=stop_kinds(request.stop_on),
        limits=limits,
        parts=parts_of(request.variant, plugins),
    )
    return Prepared(graded, scores.name, table, plan, scores.problems)


def train_candidates(request: Request, *, plugins: Plugins | None = None, watch: Watch | None = None) -> PPORun:
    """Train, keep the steps under the training's name, write checkpoints, and say what came of it.

    The same request gives the same figures; a resumed one those of a run that was never stopped, bit for bit.
    UsageError for a request that can't work, InputRefused for candidates or a checkpoint that can't be used,
    StoreFault or StoreBusy where the database can't be written.
    """
    plugins, watch = plugins or installed(), watch or Watch()
    _check(request)
    ready = prepare(request, plugins)
    trainer = Trainer(
        ready.table,
        ready.plan,
        rng=np.random.default_rng(request.seed),
        controller=controller_of(request, ready.plan.batch_for(len(ready.table.names) - len(ready.plan.held_out))),
    )
    mark = _fingerprint(request, ready)
    name = _resumed(request, trainer, mark) if request.resume else None
    resumed = len(trainer.history)
    with open_store(request.db, write=True) as store:
        chosen = name or _name(store, request.name, f"ppo-{ready.graded.name}")
        watch.began(trainer, ready.reward, resumed)
        _go_on(trainer, store, chosen, request, mark, watch)
        db = str(store.path)
    outcome = trainer.outcome()
    each: dict[str, Change] = {}
    if request.held_out == EACH:
        change, each = leave_one_out(
            ready.table, ready.plan, seed=request.seed, controller=lambda: controller_of(request, trainer.batch)
        )
        outcome = replace(outcome, validation=change)
    return PPORun(
        name=chosen,
        db=db,
        reward=ready.reward,
        seed=request.seed,
        controller=request.controller,
        variant=request.variant,
        resumed=resumed,
        problems=ready.problems,
        outcome=outcome,
        left_out_one=each,
        best_of_n=tuple(best_of_n_points(ready.table)),
        frontier=tuple(frontier_points(ready.table)),
    )


def sweep_beta(
    request: Request, *, plugins: Plugins | None = None, betas: Sequence[float] = BETAS
) -> tuple[str, Table, list[SweepRow]]:
    """One training at each fixed beta, nothing kept: the reward's name, the candidates, a row a beta."""
    ready = prepare(request, plugins or installed())
    return ready.reward, ready.table, sweep(ready.table, ready.plan, seed=request.seed, betas=betas)


def replay_run(variant: str | None = None, *, seed: int = 0, plugins: Plugins | None = None) -> Replay:
    """The three tables of the printed run; a variant changes what the engine does."""
    return replay(seed=seed, parts=parts_of(variant, plugins or installed()), variant=variant)


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
    return Parts(**{name: part for name in names if (part := getattr(chosen, name)) is not None})


def controller_of(request: Request, batch: int) -> Controller:
    """The controller that was asked for, at its first beta."""
    beta = FIRST_BETA.get(request.controller, 0.0) if request.beta is None else request.beta
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


def _check(request: Request) -> None:
    if request.resume and request.checkpoint is None:
        raise UsageError("--resume needs --checkpoint FILE, which says where to go on from")
    if request.checkpoint_every < 1:
        raise UsageError("a checkpoint can be written every 1 or more iterations")
    if request.batch is not None and request.batch < 2:
        raise UsageError("a batch must hold at least 2 answers")


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


def _go_on(trainer: Trainer, store: Store, name: str, request: Request, mark: str, watch: Watch) -> None:
    """Iterate to the end; whatever stops it, the steps that were done are kept."""
    write_steps(store, name, [(each.iteration, each.figures()) for each in trainer.history])
    kept = len(trainer.history)
    try:
        while not trainer.done:
            watch.stepped(trainer.step())
            done = len(trainer.history)
            if request.checkpoint is not None and (done % request.checkpoint_every == 0 or trainer.done):
                write_checkpoint(request.checkpoint, {"mark": mark, "name": name, "trainer": trainer.state_dict()})
            if done - kept >= KEPT_EVERY:
                write_steps(store, name, [(each.iteration, each.figures()) for each in trainer.history[kept:]])
                kept = done
    finally:
        write_steps(store, name, [(each.iteration, each.figures()) for each in trainer.history[kept:]])


def _resumed(request: Request, trainer: Trainer, mark: str) -> str:
    """Restore the checkpoint; its training's name. InputRefused where it is of another training."""
    assert request.checkpoint is not None
    place = os.fspath(request.checkpoint)
    state = read_checkpoint(place)
    if state.get("mark") != mark:
        raise InputRefused("is of another training: its candidates, rewards or settings differ from these", path=place)
    try:
        trainer.load_state_dict(state["trainer"])
        return str(state["name"])
    except (KeyError, ValueError) as fault:
        raise InputRefused(f"can't be restored: {fault}", path=place) from fault


def _fingerprint(request: Request, ready: Prepared) -> str:
    """What a checkpoint must agree with: everything but how long to train, where to keep it, and when to stop."""
    settings = {
        "table": ready.table.digest(),
        "reward": ready.reward,
        "policy": request.policy,
        "controller": request.controller,
        "beta": request.beta,
        "target": request.target_kl,
        "batch": request.batch,
        "held_out": ready.plan.held_out,
        "variant": request.variant,
        "seed": request.seed,
    }
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def _name(store: Store, name: str | None, base: str) -> str:
    """The name asked for, if it is free; else the base, numbered where that is taken."""
    taken = training_names(store)
    if name is not None:
        if name in taken:
            raise UsageError(f"the database holds a training named {name!r} already; choose another name")
        return name
    chosen, number = base, 2
    while chosen in taken:
        chosen, number = f"{base}-{number}", number + 1
    return chosen
