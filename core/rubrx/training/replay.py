"""The printed run of the teaching notes behind this project: from its formula, with the sign put right, and for real.

The notes print four rows of a training run on eight queries. They follow from a handful of constants: the
reward, the KL and the clipped share never move, and beta is multiplied by 0.95 once every 250 iterations,
since a KL of -0.0606 is below 0.001. A KL is never negative; with its sign right the same rule multiplies
beta by 1.05 instead. What an optimiser does on the same queries is the third table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from rubrx.learning import Parts, ThresholdBeta
from rubrx.training.candidates import Candidate, Table
from rubrx.training.outcome import Training
from rubrx.training.plan import SETTINGS, Plan
from rubrx.training.trainer import Trainer

ITERATIONS, EVERY = 1000, 250
BETA, OBJECTIVE, KL, REWARD = 0.5, 2.16482, -0.0606, 5.25
#: the notes' rule: beta x 1.05 above 0.01, x 0.95 below 0.001
HIGH, LOW, UP, DOWN = 0.01, 0.001, 1.05, 0.95

#: query, mark of 10 before (SFT) and after (PPO), as the notes print them
PRINTED = (
    ("renal dosing by eGFR band", 3.8, 5.3),
    ("warfarin and an NSAID", 3.2, 5.1),
    ("metformin in cirrhosis", 2.1, 5.2),
    ("penicillin allergy, cephalosporin", 2.9, 5.4),
    ("CYP2D6 poor metaboliser, codeine", 3.4, 5.2),
)
#: the means of all eight, from which the three that are not printed follow on average
MEANS, QUERIES = (3.3, 5.25), 8


class Row(NamedTuple):
    """One row in the notes' columns."""

    iteration: int
    loss: float
    reward: float
    kl: float
    clip_fraction: float
    beta: float


@dataclass(frozen=True, slots=True)
class Replay:
    """The three tables: as printed, with the KL's sign right, and what the engine does; `training` is the last."""

    rows: tuple[Row, ...]
    corrected_sign: tuple[Row, ...]
    engine: tuple[Row, ...]
    variant: str | None
    training: Training


def formula(kl: float) -> tuple[Row, ...]:
    """The notes' rows for this KL: loss = -(objective - beta kl), and beta by their rule."""
    factor = UP if kl > HIGH else DOWN if kl < LOW else 1.0
    rows = []
    for step in range(1, ITERATIONS // EVERY + 1):
        beta = BETA * factor**step
        rows.append(Row(step * EVERY, -(OBJECTIVE - beta * kl), REWARD, kl, 0.0, beta))
    return tuple(rows)


def eight_queries() -> Table:
    """The eight queries, two answers each: the marks printed, and their mean for the three that are not."""
    missing = QUERIES - len(PRINTED)
    before, after = (
        (mean * QUERIES - sum(marks)) / missing
        for mean, marks in zip(MEANS, zip(*(row[1:] for row in PRINTED), strict=True), strict=True)
    )
    rows = [*PRINTED, *((f"not printed {n}", before, after) for n in range(1, missing + 1))]
    return Table(
        Candidate(query, f"{query}: {name}", mark, mark)
        for query, *marks in rows
        for name, mark in zip(("before", "after"), marks, strict=True)
    )


def replay(*, seed: int = 0, parts: Parts | None = None, variant: str | None = None) -> Replay:
    """All three tables; `parts` of a variant change the engine's only.

    The engine starts from either answer alike, samples 128 answers an iteration, and takes the notes' beta and
    their rule, once every 250 iterations; its learning rate stays what it is, as the notes know no other.
    """
    controller = ThresholdBeta(BETA, HIGH, LOW, UP, DOWN, every=EVERY)
    plan = Plan(iterations=ITERATIONS, parts=parts or Parts(), settings=replace(SETTINGS, slowing=None))
    trainer = Trainer(eight_queries(), plan, rng=np.random.default_rng(seed), controller=controller)
    rows = []
    while not trainer.done:
        each = trainer.step()
        if each.iteration % EVERY == 0:
            # beta after the rule was applied, as the notes print it
            rows.append(Row(each.iteration, each.loss, each.reward, each.kl, each.clip_fraction, controller.beta))
    return Replay(formula(KL), formula(-KL), tuple(rows), variant, trainer.outcome())
