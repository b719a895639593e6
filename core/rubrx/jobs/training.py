"""Train a policy on a graded run: its answers are the candidates, one of its rewards trains, gold watches."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rubrx.errors import UsageError
from rubrx.learning import Controller
from rubrx.store import Run, Store, find_run, open_store, write_steps
from rubrx.store.candidates import RewardedRow, reward_names, rewarded, training_names
from rubrx.training import ITERATIONS, Candidate, Iteration, Training, train


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """A training and where it stands: `name` names its steps in the database `db`."""

    name: str
    db: str
    run: str
    reward: str
    seed: int
    outcome: Training


def train_policy(  # noqa: PLR0913 - each is one choice, by name
    run: str = "latest",
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    reward: str = "ensemble",
    gold: str = "gold",
    name: str | None = None,
    iterations: int = ITERATIONS,
    seed: int = 0,
    controller: Controller | None = None,
    on_iteration: Callable[[Iteration], None] | None = None,
) -> TrainingRun:
    """Clipped PPO over the answers of a graded run, starting from picking any of a query's answers alike.

    `reward` is one of the rewards the run was scored with; `gold` is the column of its file that holds the
    author's 0-10 mark, which is reported and never trained on. The steps are kept as `name` (default:
    `ppo-RUN`, numbered where that is taken). The same run and seed give the same steps.

    Raises UsageError for an unknown run or reward, a name that is taken, a gold that is no number, or a run
    with nothing to learn from; StoreFault or StoreBusy where the database can't be read or written.
    """
    with open_store(db, write=True) as store:
        found = find_run(store, run)
        chosen = training_name(store, name, f"ppo-{found.name}")
        candidates = _candidates(store, found, reward, gold)
        outcome = train(
            candidates,
            rng=np.random.default_rng(seed),
            iterations=iterations,
            controller=controller,
            on_iteration=on_iteration,
        )
        write_steps(store, chosen, [(each.iteration, each.figures()) for each in outcome.history])
        return TrainingRun(chosen, str(store.path), found.name, reward, seed, outcome)


def training_name(store: Store, name: str | None, base: str) -> str:
    """The name asked for, if it is free; else the base, numbered where that is taken. UsageError for a taken name."""
    taken = training_names(store)
    if name is not None:
        if name in taken:
            raise UsageError(f"the database holds a training named {name!r} already; choose another name")
        return name
    chosen, number = base, 2
    while chosen in taken:
        chosen, number = f"{base}-{number}", number + 1
    return chosen


def _candidates(store: Store, run: Run, reward: str, gold: str) -> list[Candidate]:
    names = reward_names(store, run.id)
    if reward not in names:
        raise UsageError(f"run {run.name} was not scored with a reward {reward!r}; it has {', '.join(names) or 'none'}")
    return [
        Candidate(row.query_id, row.response_id, row.value, _gold(row, gold)) for row in rewarded(store, run.id, reward)
    ]


def _gold(row: RewardedRow, column: str) -> float | None:
    value = row.metadata.get(column)
    if value is None:
        return None
    if isinstance(value, str):  # a CSV file has no numbers
        try:
            value = float(value)
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"{row.response_id}: {column} must be a number, got {row.metadata[column]!r}")
    return float(value)
