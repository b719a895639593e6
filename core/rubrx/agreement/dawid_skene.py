"""Who errs how: each rater's confusion matrix and each item's most likely label, by EM.

Dawid & Skene 1979 (J R Stat Soc C 28:20). The true label of an item is hidden; given it, raters err independently,
rater r saying l for a true c with probability pi[r, c, l]. Expert spot checks *anchor* the fit: an item whose true
label is known keeps it, which also settles which estimated class is which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rubrx.agreement.consensus import majority_shares
from rubrx.agreement.labels import Floats, Ints, LabelTable
from rubrx.agreement.resampling import marks_of

#: item codes and label codes, [A, 2]
Pairs = Ints

ITERATIONS = 200
TOLERANCE = 1e-6
#: imaginary labels in each cell of a confusion matrix, so that an unseen error is not an impossible one
SMOOTHING = 0.01


@dataclass(frozen=True, eq=False)
class Fit:
    """What EM found: `posterior` [n, Q] of each item's true label, `prevalence` [Q], `confusion` [R, Q, Q].

    `confusion[r, c, l]` is P(rater r says l | truth c). `given` [R, Q] counts the items (in expectation) of each
    true label that a rater labelled: what each row of the confusion rests on.
    """

    posterior: Floats
    prevalence: Floats
    confusion: Floats
    given: Floats
    iterations: int
    converged: bool

    def rates(self, positive: int) -> list[tuple[float, float]]:
        """Each rater's sensitivity and specificity for one label against all others."""
        others = np.arange(len(self.prevalence)) != positive
        weight = self.given[:, others]
        missed = (weight * (1 - self.confusion[:, others, positive])).sum(axis=1) / np.maximum(
            weight.sum(axis=1), 1e-12
        )
        return [
            (float(sensitivity), float(specificity))
            for sensitivity, specificity in zip(self.confusion[:, positive, positive], missed, strict=True)
        ]


def dawid_skene(
    table: LabelTable,
    anchors: Mapping[int, int] | None = None,
    *,
    iterations: int = ITERATIONS,
    smoothing: float = SMOOTHING,
) -> Fit:
    """Fit the model to a table; `anchors` maps item codes to the label codes an expert gave.

    EM starts from the shares of votes and stops when no posterior moves by more than `TOLERANCE`. ValueError for a
    table without labels.
    """
    if not len(table):
        raise ValueError("there are no labels to fit")
    every = np.array(sorted((anchors or {}).items()), dtype=np.int64).reshape(-1, 2)
    table, known, alike, times = _once_each(table, every)
    posterior = majority_shares(table)
    _anchor(posterior, known)
    converged, done = False, 0
    for _ in range(iterations):
        prevalence, confusion, given = _maximise(table, posterior, times, smoothing)
        fresh = _expect(table, prevalence, confusion)
        _anchor(fresh, known)
        moved = float(np.abs(fresh - posterior).max())
        posterior, done = fresh, done + 1
        if moved < TOLERANCE:
            converged = True
            break
    prevalence, confusion, given = _maximise(table, posterior, times, smoothing)
    return Fit(posterior[alike], prevalence, confusion, given, done, converged)


def _once_each(table: LabelTable, known: Pairs) -> tuple[LabelTable, Pairs, Ints, Floats]:
    """The table with items labelled (and anchored) alike put into one, which of them each item is, and how many."""
    mark = marks_of(table)
    mark[known[:, 0]] += (known[:, 1].astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    _, first, alike, times = np.unique(mark, return_index=True, return_inverse=True, return_counts=True)
    chosen = np.zeros(len(table.items), dtype=np.bool_)
    chosen[first] = True
    # only() keeps items in their order, unique() puts them in the order of their marks
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first, kind="stable")] = np.arange(len(first))
    label_of = dict(known.tolist())
    anchors = [(int(place[at]), label_of[item]) for at, item in enumerate(first.tolist()) if item in label_of]
    count = np.empty(len(first))
    count[place] = times
    return table.only(chosen[table.item]), np.array(anchors, dtype=np.int64).reshape(-1, 2), place[alike], count


def _anchor(posterior: Floats, known: Pairs) -> None:
    if len(known):
        posterior[known[:, 0]] = 0.0
        posterior[known[:, 0], known[:, 1]] = 1.0


def _maximise(table: LabelTable, posterior: Floats, times: Floats, smoothing: float) -> tuple[Floats, Floats, Floats]:
    """Prevalence, confusion and the items behind it, from the posterior of items that stand for `times` each."""
    weighted = posterior * times[:, None]
    q, r = len(table.categories), len(table.raters)
    said = table.rater * q + table.label
    counts = np.stack(
        [np.bincount(said, weighted[table.item, true], minlength=r * q).reshape(r, q) for true in range(q)], axis=1
    )
    given = counts.sum(axis=2)
    confusion = (counts + smoothing) / (given + smoothing * q)[:, :, None]
    prevalence = weighted.sum(axis=0) / times.sum() + 1e-9
    return prevalence / prevalence.sum(), confusion, given


def _expect(table: LabelTable, prevalence: Floats, confusion: Floats) -> Floats:
    """The posterior of each item's true label, from prevalence and confusion."""
    n = len(table.items)
    said = np.log(confusion)[table.rater, :, table.label]
    first = np.flatnonzero(np.r_[True, table.item[1:] != table.item[:-1]])
    log = np.zeros((n, len(prevalence)))
    log[table.item[first]] = np.add.reduceat(said, first, axis=0)
    log += np.log(prevalence)
    log -= log.max(axis=1, keepdims=True)
    likely = np.exp(log)
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))
