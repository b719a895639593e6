"""Raw agreement, Fleiss' kappa, Gwet's AC1 and Krippendorff's alpha, as functions of sums over items.

With n_iq raters of item i choosing label q, r_i = sum_q n_iq of them in all:

* raw agreement   P = mean over items with r_i >= 2 of  sum_q n_iq (n_iq - 1) / (r_i (r_i - 1))
* prevalence      pi_q = mean over items of n_iq / r_i
* Fleiss' kappa   (P - P_e) / (1 - P_e), P_e = sum_q pi_q^2       (Fleiss 1971, Psychol Bull 76:378; for unequal
                  r_i as Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., generalises it)
* Gwet's AC1      the same with P_e = sum_q pi_q (1 - pi_q) / (Q - 1)   (Gwet 2008, Br J Math Stat Psychol 61:29)
* Krippendorff's  alpha = 1 - D_o / D_e over items with r_i >= 2, with the difference function of the level: nominal,
                  ordinal, interval (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from rubrx.agreement.labels import Floats, Ints, LabelTable, together
from rubrx.agreement.resampling import Units

Level = Literal["nominal", "ordinal", "interval"]
#: an ordinal alpha is made of all pairs of categories, which more than these make slow
MAX_ORDINAL = 64


@dataclass(frozen=True, eq=False)
class Cells:
    """The counts n_iq that are not zero: `item`, `label` and `n`, each [C]; `r` [n] the labels of each item."""

    item: Ints
    label: Ints
    n: Floats
    r: Floats


def cells_of(table: LabelTable) -> Cells:
    """How often each item was given each label."""
    q = max(1, len(table.categories))
    key, n = np.unique(table.item * q + table.label, return_counts=True)
    return Cells(key // q, key % q, n.astype(np.float64), table.per_item.astype(np.float64))


def count_sums(table: LabelTable, cells: Cells, units: Units) -> Floats:
    """What raw agreement, Fleiss and AC1 stand on, [K, 3 + Q]: P_i, items with r_i >= 2, items, n_iq / r_i."""
    k, q, n = len(units.size), len(table.categories), len(table.items)
    r = cells.r
    pairs = np.bincount(cells.item, cells.n * (cells.n - 1), minlength=n)
    paired = r >= 2
    agreed = np.divide(pairs, r * (r - 1), out=np.zeros(n), where=paired)
    of_cell = units.of_item[cells.item]
    shares = np.bincount(of_cell * q + cells.label, cells.n / r[cells.item], minlength=k * q).reshape(k, q)
    columns = [np.bincount(units.of_item, each, minlength=k) for each in (agreed, paired, np.ones(n))]
    return np.column_stack([*columns, shares])


def raw_agreement(sums: Floats) -> Floats:
    """P of `count_sums`, [B]."""
    return sums[:, 0] / sums[:, 1]


def fleiss_chance(sums: Floats) -> Floats:
    """P_e of Fleiss' kappa, [B]."""
    return np.asarray(np.sum((sums[:, 3:] / sums[:, 2:3]) ** 2, axis=1))


def gwet_chance(sums: Floats) -> Floats:
    """P_e of Gwet's AC1, [B]; NaN for fewer than two categories."""
    share = sums[:, 3:] / sums[:, 2:3]
    q = share.shape[1]
    return np.asarray(np.sum(share * (1 - share), axis=1) / (q - 1)) if q > 1 else np.full(len(sums), np.nan)


def fleiss_kappa(sums: Floats) -> Floats:
    """Fleiss' kappa of `count_sums`, [B]; NaN where only one label was given."""
    return _beyond_chance(raw_agreement(sums), fleiss_chance(sums))


def gwet_ac1(sums: Floats) -> Floats:
    """Gwet's AC1 of `count_sums`, [B]."""
    return _beyond_chance(raw_agreement(sums), gwet_chance(sums))


def _beyond_chance(observed: Floats, chance: Floats) -> Floats:
    room = 1 - chance
    return np.where(room > 1e-12, (observed - chance) / np.where(room > 1e-12, room, 1.0), np.nan)


def alpha_sums(table: LabelTable, cells: Cells, units: Units, level: Level) -> Floats:
    """What `alpha` stands on at that level: [K, 1 + Q] nominal, [K, 4] interval, [K, Q + Q Q] ordinal.

    ValueError for an interval of labels that are no numbers, and an order of more than `MAX_ORDINAL` labels.
    """
    k, q, n = len(units.size), len(table.categories), len(table.items)
    r = cells.r
    paired = r >= 2
    weight = np.divide(1.0, r - 1, out=np.zeros(n), where=paired)
    of_cell, seen = units.of_item[cells.item], paired[cells.item]
    if level == "interval":
        if table.values is None:
            raise ValueError("labels must be numbers for an interval scale")
        v = table.values - table.values.mean()
        first = np.bincount(cells.item, cells.n * v[cells.label], minlength=n)
        second = np.bincount(cells.item, cells.n * v[cells.label] ** 2, minlength=n)
        per_item = (weight * (r * second - first**2), paired * r, paired * first, paired * second)
        return np.column_stack([np.bincount(units.of_item, each, minlength=k) for each in per_item])
    totals = np.bincount(of_cell * q + cells.label, cells.n * seen, minlength=k * q).reshape(k, q)
    if level == "nominal":
        agreed = np.bincount(of_cell, cells.n * (cells.n - 1) * weight[cells.item], minlength=k)
        return np.column_stack([agreed, totals])
    if q > MAX_ORDINAL:
        raise ValueError(f"an ordinal alpha takes at most {MAX_ORDINAL} labels, and there are {q}: use interval")
    products = np.zeros(k * q * q)
    here = np.arange(len(cells.item))
    first, second = together(cells.item)
    for a, b in ((here, here), (first, second), (second, first)):
        product = cells.n[a] * cells.n[b] * weight[cells.item[a]]
        products += np.bincount((of_cell[a] * q + cells.label[a]) * q + cells.label[b], product, minlength=k * q * q)
    return np.column_stack([totals, products.reshape(k, q * q)])


def alpha(sums: Floats, level: Level) -> Floats:
    """Krippendorff's alpha of `alpha_sums`, [B]; NaN where only one label was given."""
    if level == "interval":
        apart, n, first, second = sums.T
        expected = n * second - first**2
        # nothing but rounding is left where all labels are equal
        expected = np.where(expected > 1e-9 * np.maximum(1.0, n * second), expected, np.nan)
        return np.asarray(1 - (n - 1) * apart / expected)
    if level == "nominal":
        agreed, totals = sums[:, 0], sums[:, 1:]
        n = totals.sum(axis=1)
        expected = n**2 - (totals**2).sum(axis=1)
        return np.asarray(1 - (n - 1) * (n - agreed) / np.where(expected > 1e-9, expected, np.nan))
    q = round((np.sqrt(1 + 4 * sums.shape[1]) - 1) / 2)
    totals, products = sums[:, :q], sums[:, q:].reshape(-1, q, q)
    # the ordinal difference of two labels is the distance of their mean ranks, so this is interval on ranks
    rank = np.cumsum(totals, axis=1) - totals / 2
    n = totals.sum(axis=1)
    rank = rank - n[:, None] / 2
    inner = np.einsum("bcd,bc->b", products, rank**2) - np.einsum("bcd,bc,bd->b", products, rank, rank)
    expected = n * (totals * rank**2).sum(axis=1) - (totals * rank).sum(axis=1) ** 2
    return np.asarray(1 - (n - 1) * inner / np.where(expected > 1e-9, expected, np.nan))
