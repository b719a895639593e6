"""Cohen's kappa of each pair of raters, plain or weighted, and their mean.

Cohen 1960 (Educ Psychol Meas 20:37); weights of disagreement |i - j| or (i - j)^2 as in Cohen 1968 (Psychol Bull
70:213). For more than two raters the mean over pairs, each weighted by the items they share (Light 1971, Psychol
Bull 76:365, takes equal weights; with every item labelled by everyone the two are one).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from rubrx.agreement.labels import Floats, Ints, LabelTable, together
from rubrx.agreement.resampling import Units, bootstrap
from rubrx.statistics import Interval

Weights = Literal["none", "linear", "quadratic"]
#: cells of all confusion tables together that are resampled; beyond it the pairs that share least are left out
MAX_CELLS = 1_024
#: raters of whom pairs are made: those with the most labels
MAX_RATERS = 30


class PairKappa(NamedTuple):
    """Two raters, the items both labelled, how often they agreed, and their kappa (None where undefined)."""

    a: str
    b: str
    n: int
    agreed: float
    kappa: float | None
    interval: Interval | None


class Pairs(NamedTuple):
    """The pairs of raters [P, 2], whether they are all there are, and the confusions summed over each unit.

    `confusions` is [K, P Q Q]: rows of a table are the first rater's labels.
    """

    raters: Ints
    all_of_them: bool
    confusions: Floats


def disagreement(table: LabelTable, weights: Weights) -> Floats:
    """How far apart two labels are, [Q, Q]: 0 or 1, or the distance of their values (places, for words)."""
    q = len(table.categories)
    if weights == "none":
        return 1.0 - np.eye(q)
    place = table.values if table.values is not None else np.arange(q, dtype=np.float64)
    apart = np.abs(place[:, None] - place[None, :])
    return apart if weights == "linear" else apart**2


def pairs_of(table: LabelTable, units: Units) -> Pairs:
    """The pairs that share items, those with most of them first, as many as `MAX_CELLS` has room for."""
    q, r, k = len(table.categories), len(table.raters), len(units.size)
    many = np.bincount(table.rater, minlength=r)
    chosen = np.sort(np.argsort(-many, kind="stable")[:MAX_RATERS])
    place = np.full(r, -1)
    place[chosen] = np.arange(len(chosen))
    keep = place[table.rater] >= 0
    item, label, rater = table.item[keep], table.label[keep], place[table.rater[keep]]
    a, b = together(item)
    pair = rater[a] * len(chosen) + rater[b]  # sorted by rater within an item, so the first is the smaller
    shared = np.bincount(pair, minlength=len(chosen) ** 2)
    found = np.flatnonzero(shared)
    order = found[np.argsort(-shared[found], kind="stable")]
    used = np.sort(order[: max(1, MAX_CELLS // max(1, q * q))])
    number = np.full(len(chosen) ** 2, -1)
    number[used] = np.arange(len(used))
    mine = number[pair] >= 0
    a, b = a[mine], b[mine]
    cell = ((units.of_item[item[a]] * len(used) + number[pair[mine]]) * q + label[a]) * q + label[b]
    size = k * len(used) * q * q
    confusions = np.bincount(cell, minlength=size).astype(np.float64).reshape(k, len(used) * q * q)
    raters = np.column_stack([chosen[used // len(chosen)], chosen[used % len(chosen)]])
    return Pairs(
        raters, len(order) == len(used) and np.count_nonzero(many) == np.count_nonzero(many[chosen]), confusions
    )


def cohen_kappas(sums: Floats, apart: Floats) -> Floats:
    """Each pair's kappa, [B, P], from confusions [B, P Q Q]; NaN where both gave one and the same label only."""
    q = len(apart)
    table = sums.reshape(len(sums), -1, q, q)
    n = table.sum(axis=(2, 3))
    observed = np.einsum("bpij,ij->bp", table, apart)
    expected = np.einsum("bpi,bpj,ij->bp", table.sum(axis=3), table.sum(axis=2), apart)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(expected > 0, 1 - n * observed / expected, np.nan))


def mean_kappa(sums: Floats, apart: Floats) -> Floats:
    """The mean of the pairs' kappas, [B], weighted by shared items; NaN where no pair has one."""
    q = len(apart)
    kappas = cohen_kappas(sums, apart)
    n = sums.reshape(len(sums), -1, q * q).sum(axis=2)
    weight = np.where(np.isfinite(kappas), n, 0.0)
    total = weight.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(total > 0, np.nansum(weight * kappas, axis=1) / total, np.nan))


def each_pair(table: LabelTable, pairs: Pairs, units: Units, draws: Floats, apart: Floats) -> list[PairKappa]:
    """Every pair with its own kappa and interval, in the raters' order."""
    q2 = len(apart) ** 2
    found = []
    for number, (a, b) in enumerate(pairs.raters):
        confusion = pairs.confusions[:, number * q2 : (number + 1) * q2]
        total = confusion.sum(axis=0)
        n = round(float(total.sum()))
        agreed = float(total.reshape(len(apart), -1).trace()) / n
        sums = units.sums(confusion)
        kappa, interval = bootstrap(lambda s: cohen_kappas(s, apart)[:, 0], sums, units, draws)
        found.append(PairKappa(table.raters[a], table.raters[b], n, agreed, kappa, interval))
    return found
