"""Is an answer within what a reward model saw? Distance from the training answers, in their own covariance.

The distance is Mahalanobis' (1936) with the covariance shrunk as Ledoit & Wolf (2004, Journal of Multivariate Analysis
88:365) do, which stays invertible with more features than answers; it is the usual first detector of out-of-
distribution input (Lee et al. 2018, arXiv 1807.03888). The bound is a quantile of held-out training distances.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.statistics import Interval, clustered_rate

Table = NDArray[np.float64]
#: of the training answers themselves, this share lies beyond the bound
BEYOND = 0.025
FOLDS = 10


class Outside(NamedTuple):
    """The share of answers beyond a bound that `expected` of the training answers exceed, with its interval."""

    share: float
    interval: Interval
    n: int
    expected: float


def ledoit_wolf(x: Table) -> tuple[Table, Table, float]:
    """(mean [F], covariance [F, F] shrunk towards a multiple of the identity, the shrinkage in [0, 1]) of rows [N, F].

    Maximum-likelihood covariance (divided by N). ValueError for fewer than two rows.
    """
    n, f = x.shape
    if n < 2:
        raise ValueError(f"a covariance needs at least two rows, got {n}")
    mean = x.mean(axis=0)
    centred = x - mean
    covariance = centred.T @ centred / n
    mu = np.trace(covariance) / f
    delta = float(((covariance - mu * np.eye(f)) ** 2).sum() / f)
    squares = centred**2
    beta = float((squares.T @ squares / n - covariance**2).sum() / (f * n))
    shrinkage = 0.0 if delta == 0 else min(1.0, max(0.0, beta / delta))
    return mean, (1 - shrinkage) * covariance + shrinkage * mu * np.eye(f), shrinkage


def distances(x: Table, training: Table) -> Table:
    """Squared Mahalanobis distances [N] of rows from the training rows."""
    mean, covariance, _ = ledoit_wolf(training)
    covariance = covariance + 1e-9 * max(1e-12, float(np.trace(covariance)) / len(mean)) * np.eye(len(mean))
    gap = x - mean
    result: Table = (gap * np.linalg.solve(covariance, gap.T).T).sum(axis=1)
    return result


def outside(
    new: Table, training: Table, clusters: tuple[Sequence[str], Sequence[str]], rng: np.random.Generator
) -> Outside | None:
    """The share of new rows farther from the training rows than 97.5 % of those are when held out themselves.

    Whole clusters (queries) are held out; `clusters` labels new and training rows. None for fewer than 20 training
    rows or 2 clusters, from which no such bound can be read.
    """
    labels = np.array(clusters[1])
    names = np.unique(labels)
    if len(training) < 20 or len(names) < 2:
        return None
    fold_of = dict(zip(names, rng.permutation(len(names)) % min(FOLDS, len(names)), strict=True))
    folds = np.array([fold_of[label] for label in labels])
    held = np.zeros(len(training))
    for fold in np.unique(folds):
        held[folds == fold] = distances(training[folds == fold], training[folds != fold])
    return beyond(distances(new, training), held, clusters[0])


def beyond(new: Table, training: Table, clusters: Sequence[str]) -> Outside:
    """The share of new figures [N] above the 97.5 % quantile of the training's [M], by cluster of the new."""
    bound = float(np.quantile(training, 1 - BEYOND))
    rows = new > bound
    counts: dict[str, list[int]] = {}
    for name, far in zip(clusters, rows, strict=True):
        count = counts.setdefault(name, [0, 0])
        count[0] += int(far)
        count[1] += 1
    rate = clustered_rate((k, n, 0) for k, n in counts.values())
    assert rate is not None
    return Outside(rate.value, rate.interval, rate.n, float((training > bound).mean()))
