"""n-of-m consensus: the label that enough raters of an item gave, and the items where none did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rubrx.agreement.coefficients import cells_of
from rubrx.agreement.labels import Floats, Ints, LabelTable


@dataclass(frozen=True, eq=False)
class Consensus:
    """Per item of a table: the winning label's code, or -1 where no label has `need` votes more than any other.

    `votes` is how many gave the most frequent label, `of` how many labels the item has; each [n].
    """

    need: int
    label: Ints
    votes: Ints
    of: Ints

    @property
    def reached(self) -> int:
        """Items with a consensus."""
        return int(np.sum(self.label >= 0))


def consensus(table: LabelTable, need: int = 2) -> Consensus:
    """The label that at least `need` raters gave and no other label equals in votes; ValueError if need < 1."""
    if need < 1:
        raise ValueError(f"a consensus needs at least one rater, got {need}")
    n = len(table.items)
    cells = cells_of(table)
    votes, label, ties = np.zeros(n), np.full(n, -1), np.zeros(n, dtype=np.int64)
    np.maximum.at(votes, cells.item, cells.n)
    best = cells.n == votes[cells.item]
    np.add.at(ties, cells.item[best], 1)
    label[cells.item[best]] = cells.label[best]
    label[(ties > 1) | (votes < need)] = -1
    return Consensus(need, label, votes.astype(np.int64), table.per_item)


def majority_shares(table: LabelTable) -> Floats:
    """Each item's votes as shares, [n, Q]."""
    q = max(1, len(table.categories))
    counts = np.bincount(table.item * q + table.label, minlength=len(table.items) * q).reshape(len(table.items), q)
    return np.asarray(counts / np.maximum(1, counts.sum(axis=1, keepdims=True)))
