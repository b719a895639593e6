"""`rubrx ppo`: train a policy on candidate answers, keep its steps, go on after a stop, replay, sweep."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from rubrx.errors import InputRefused, UsageError
from rubrx.jobs.checkpoints import read_checkpoint, write_checkpoint
from rubrx.jobs.ppo_request import EACH, Prepared, Request, controller_of, parts_of, prepare
from rubrx.jobs.sources import installed
from rubrx.jobs.training import training_name
from rubrx.manager import Plugins
from rubrx.store import Store, open_store, write_steps
from rubrx.training import (
    Change,
    Iteration,
    Table,
    Trainer,
    Training,
)
from rubrx.training.frontier import Point, best_of_n_points, frontier_points
from rubrx.training.held_out import leave_one_out
from rubrx.training.replay import Replay, replay
from rubrx.training.sweep import BETAS, SweepRow, sweep

#: iterations between two writes to the database
KEPT_EVERY = 50


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


class Watch:
    """What a training tells while it runs; the default hears nothing."""

    def began(self, trainer: Trainer, reward: str, resumed: int) -> None:
        """Before the first iteration; `resumed` of them were done before."""

    def stepped(self, iteration: Iteration) -> None:
        """After each iteration."""


def train_candidates(request: Request, *, plugins: Plugins | None = None, watch: Watch | None = None) -> PPORun:
    """Train, keep the steps under the training's name, write checkpoints, and say what came of it.

    The same request gives the same figures; a resumed one those of a run that was never stopped, bit for bit.
    UsageError for a request that can't work, InputRefused for candidates or a checkpoint that can't be used,
    StoreFault or StoreBusy where the database can't be written.
    """
    plugins, watch = plugins or installed(), watch or Watch()
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
        chosen = name or training_name(store, request.name, f"ppo-{ready.graded.name}")
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


def _go_on(trainer: Trainer, store: Store, name: str, request: Request, mark: str, watch: Watch) -> None:
    """Iterate to the end; whatever stops it, the steps that were done are kept."""
    _checkpoint(trainer, request, mark, name)  # a place that can't be written is told before the work, not after
    write_steps(store, name, [(each.iteration, each.figures()) for each in trainer.history])
    kept = len(trainer.history)
    try:
        while not trainer.done:
            watch.stepped(trainer.step())
            done = len(trainer.history)
            if done % request.checkpoint_every == 0 or trainer.done:
                _checkpoint(trainer, request, mark, name)
            if done - kept >= KEPT_EVERY:
                write_steps(store, name, [(each.iteration, each.figures()) for each in trainer.history[kept:]])
                kept = done
    finally:
        write_steps(store, name, [(each.iteration, each.figures()) for each in trainer.history[kept:]])


def _checkpoint(trainer: Trainer, request: Request, mark: str, name: str) -> None:
    if request.checkpoint is not None:
        write_checkpoint(request.checkpoint, {"mark": mark, "name": name, "trainer": trainer.state_dict()})


def _resumed(request: Request, trainer: Trainer, mark: str) -> str:
    """Restore the checkpoint; its training's name.

    InputRefused where it is of another training, UsageError where it is beyond the iterations asked for.
    """
    assert request.checkpoint is not None
    place = os.fspath(request.checkpoint)
    state = read_checkpoint(place)
    if state.get("mark") != mark:
        raise InputRefused("is of another training: its candidates, rewards or settings differ from these", path=place)
    try:
        trainer.load_state_dict(state["trainer"])
        name = str(state["name"])
    except (KeyError, ValueError) as fault:
        raise InputRefused(f"can't be restored: {fault}", path=place) from fault
    if (done := len(trainer.history)) > request.iterations:
        raise UsageError(f"{place} stands at iteration {done:,}: --iterations {request.iterations:,} is behind it")
    return name


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
        "engine": asdict(ready.plan.settings_for(len(ready.table.names) - len(ready.plan.held_out))),
    }
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
