"""A reward model: weights over features, its members' scores on 0-10, and how far they disagree."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.features import Scale
from rubrx.learning.bradley_terry import sigmoid

Array = NDArray[np.float64]


class FeatureRef(NamedTuple):
    """Which feature set a model learned from: another version gives other numbers."""

    name: str
    version: str
    width: int


class Scores(NamedTuple):
    """The scores of n answers, 0-10: each member's [n, K], their mean, lowest and standard deviation [n]."""

    members: Array
    mean: Array
    lowest: Array
    sd: Array

    def lower(self, k: float) -> Array:
        """Mean less k standard deviations, not below 0: what an answer is worth if the members' doubt counts."""
        return np.asarray(np.maximum(0.0, self.mean - k * self.sd))


@dataclass(frozen=True)
class RewardModel:
    """K members over D features. A member's utility of an answer is w . x; only differences were learned.

    So that scores mean something, each member's utilities are centred on its mean over the training answers
    (`centre` [K]), and one `spread` (the mean of the members' standard deviations there) sets the unit:
    score = 10 sigma((utility - centre) / spread), 5 for a middling training answer, never 0 or 10.
    `prompts` are hashes of the prompts that were trained on; `info` is what else there is to say, as plain data.
    """

    features: tuple[FeatureRef, ...]
    scale: Scale
    weights: Array
    centre: Array
    spread: float
    prompts: frozenset[int]
    info: dict[str, Any]

    @property
    def members(self) -> int:
        """How many members it has."""
        return len(self.weights)

    def utilities(self, rows: Array) -> Array:
        """w . x [n, K] for feature rows [n, D]; an answer's are the same to the last bit in any company."""
        scaled = self.scale.of(rows)
        # not a matrix product: BLAS may add up differently from one number of rows to the next
        return np.stack([(scaled * member).sum(axis=1) for member in self.weights], axis=1)

    def scores(self, rows: Array) -> Scores:
        """The scores of feature rows [n, D]."""
        members = 10.0 * sigmoid((self.utilities(rows) - self.centre) / self.spread)
        return Scores(members, members.mean(axis=1), members.min(axis=1), members.std(axis=1))

    def win_probabilities(self, a: Array, b: Array) -> Array:
        """P(a beats b) of each member [n, K], for feature rows a and b [n, D]."""
        return sigmoid(self.utilities(a) - self.utilities(b))


def prompt_hash(prompt: str) -> int:
    """The 64 bits by which a model remembers a prompt."""
    return int.from_bytes(hashlib.sha256(prompt.encode("utf-8", "replace")).digest()[:8], "little")
