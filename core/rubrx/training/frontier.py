"""Proxy against gold over the square root of the KL: PPO's path, best-of-n, and the closed-form frontier.

The axes of the over-optimisation literature (Gao et al. 2023, arXiv 2210.10760).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from rubrx.learning.arrays import log_softmax
from rubrx.learning.best_of_n import best_of_n
from rubrx.learning.closed_form import optimum_at_kl
from rubrx.training.candidates import Table, mean
from rubrx.training.outcome import Iteration

NS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256)
KLS = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25)


class Point(NamedTuple):
    """A policy on the plane; `label` says which: an iteration, an n, or a KL."""

    label: float
    kl: float
    reward: float
    gold: float | None


def path(history: Iterable[Iteration]) -> list[Point]:
    """Where PPO went, iteration by iteration."""
    return [Point(each.iteration, each.kl, each.reward, each.gold) for each in history]


def best_of_n_points(table: Table, ns: Sequence[int] = NS) -> list[Point]:
    """Best-of-n by the reward, for each n; its KL is exact."""
    reference = log_softmax(table.reference)
    return [_point(table, n, best_of_n(reference, table.rewards, n)) for n in ns]


def frontier_points(table: Table, kls: Sequence[float] = KLS) -> list[Point]:
    """The highest mean reward that any policy has at each KL, and the gold of that policy."""
    reference = log_softmax(table.reference)
    return [_point(table, kl, optimum_at_kl(reference, table.rewards, kl)) for kl in kls]


def gold_at_kl(table: Table, kl: float = 1.0) -> float | None:
    """Gold of the policy with the highest reward at this KL: what a reward is worth as a teacher."""
    return frontier_points(table, (kl,))[0].gold


def _point(table: Table, label: float, log_pi: object) -> Point:
    rows = np.arange(len(table.queries))
    measured = table.measure_distribution(np.asarray(log_pi), log_softmax(table.reference), rows)
    return Point(label, float(measured.kl.mean()), float(measured.reward.mean()), mean(measured.gold))
