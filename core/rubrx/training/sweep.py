"""One training a beta: what the price of the KL buys in reward, and what gold makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rubrx.learning import FixedBeta
from rubrx.learning.arrays import FloatArray
from rubrx.learning.closed_form import optimum
from rubrx.training.candidates import Table, mean
from rubrx.training.plan import Plan
from rubrx.training.trainer import Trainer

#: the beta that the teaching notes behind this project begin with
SEED_BETA = 0.5
BETAS = (0.05, 0.1, 0.25, SEED_BETA, 1.0, 2.0, 4.0, 8.0, 16.0)


@dataclass(frozen=True, slots=True)
class SweepRow:
    """A training at one fixed beta; `optimum_*` are the closed form's at the same beta.

    Gold is of the `gold_queries` of `queries` whose every candidate has its mark.
    """

    beta: float
    reward: float
    gold: float | None
    kl: float
    optimum_reward: float
    optimum_gold: float | None
    optimum_kl: float
    warnings: tuple[str, ...]
    queries: int = 0
    gold_queries: int = 0


def sweep(table: Table, plan: Plan, *, seed: int, betas: Sequence[float] = BETAS) -> list[SweepRow]:
    """Train once at each beta, with the same seed."""
    rows = []
    for beta in betas:
        trainer = Trainer(table, plan, rng=np.random.default_rng(seed), controller=FixedBeta(beta))
        while not trainer.done:
            trainer.step()
        done = trainer.history[-1]
        reference: FloatArray = trainer.reference.reference[trainer.trained]
        best = optimum(reference, table.rewards[trainer.trained], beta)
        limit = table.measure_distribution(best, reference, trainer.trained)
        rows.append(
            SweepRow(
                beta=beta,
                reward=done.reward,
                gold=done.gold,
                kl=done.kl,
                optimum_reward=float(limit.reward.mean()),
                optimum_gold=mean(limit.gold),
                optimum_kl=float(limit.kl.mean()),
                warnings=tuple(alarm.kind for alarm in trainer.warnings),
                queries=len(trainer.trained),
                gold_queries=0 if limit.gold is None else len(limit.gold),
            )
        )
    return rows
