"""Calibration: how far the probabilities that a model states are those that come true."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rubrx.learning.arrays import floats

BINS = 10


class Bin(NamedTuple):
    """The predictions whose confidence lies in [low, high): how many, their mean confidence, the share right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


def reliability(probabilities: ArrayLike, bins: int = BINS) -> list[Bin]:
    """The reliability table of probabilities [n] that the truth was given; empty bins are left out.

    A choice between two is stated with confidence max(p, 1 - p), from a half to one, and is right where p > 1/2;
    a tie is half right.
    """
    p = floats("probabilities", probabilities, (None,))
    if ((p < 0) | (p > 1)).any():
        raise ValueError("probabilities must lie in [0, 1]")
    confidence, right = np.maximum(p, 1 - p), np.where(p == 0.5, 0.5, p > 0.5)
    place = np.minimum((2 * (confidence - 0.5) * bins).astype(int), bins - 1)
    width = 0.5 / bins
    return [
        Bin(
            0.5 + b * width, 0.5 + (b + 1) * width, int(at.sum()), float(confidence[at].mean()), float(right[at].mean())
        )
        for b in range(bins)
        if (at := place == b).any()
    ]


def expected_calibration_error(table: list[Bin]) -> float:
    """Mean distance of confidence and accuracy, bins weighed by n (Guo et al. 2017, arXiv 1706.04599, eq. 3)."""
    n = sum(each.n for each in table)
    return sum(each.n * abs(each.confidence - each.accuracy) for each in table) / n if n else 0.0
