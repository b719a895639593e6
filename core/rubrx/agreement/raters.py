"""Each rater beside the others on the same items: agreement, leaning towards a label, and change over time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rubrx.agreement.labels import Floats, LabelTable, votes_of
from rubrx.statistics import Interval, wilson

#: a half of a rater's labels with fewer shared items than this says nothing about a change
MIN_HALF = 10


@dataclass(frozen=True, slots=True)
class RaterProfile:
    """One rater; everything but `labels` is over the `n` items that somebody else labelled too.

    It stands beside the label that most of the others gave an item (where two labels tie, half each, and so on), so
    that one careless rater does not make the others look careless. `agrees` is how often they are the same.
    `leaning` maps a label to how much more often this rater gave it than the others did, with a 95 % interval.
    `early` and `late` are the agreement in the first and the second half of this rater's labels in the order of
    time, `drift` the change with its interval; None with fewer than `MIN_HALF` items a half.
    """

    name: str
    labels: int
    n: int
    agrees: float | None
    interval: Interval | None
    leaning: dict[str, tuple[float, Interval]]
    early: float | None
    late: float | None
    drift: tuple[float, Interval] | None


def profiles(table: LabelTable) -> list[RaterProfile]:
    """Every rater's profile, in the table's order of raters."""
    votes = votes_of(table).astype(float)
    return [_profile(table, code, votes) for code in range(len(table.raters)) if np.any(table.rater == code)]


def _profile(table: LabelTable, code: int, votes: Floats) -> RaterProfile:
    mine = np.flatnonzero(table.rater == code)
    mine = mine[np.argsort(table.row[mine], kind="stable")]
    own = np.eye(len(table.categories))[table.label[mine]]
    others = votes[table.item[mine]] - own
    shared = others.any(axis=1)
    n = int(shared.sum())
    if not n:
        return RaterProfile(table.raters[code], len(mine), 0, None, None, {}, None, None, None)
    own, share = own[shared], others[shared]
    share = (share == share.max(axis=1, keepdims=True)).astype(np.float64)
    share /= share.sum(axis=1, keepdims=True)
    agreed = (own * share).sum(axis=1)
    leaning = {name: mean_interval(own[:, label] - share[:, label]) for label, name in enumerate(table.categories)}
    half = n // 2
    early, late = agreed[:half], agreed[n - half :]
    enough = half >= MIN_HALF
    total = float(agreed.sum())
    return RaterProfile(
        table.raters[code],
        len(mine),
        n,
        total / n,
        wilson(min(total, n), n),
        leaning,
        float(early.mean()) if enough else None,
        float(late.mean()) if enough else None,
        newcombe(float(late.sum()), half, float(early.sum()), half) if enough else None,
    )


def beside_the_others(table: LabelTable, code: int) -> LabelTable:
    """One rater and, as a second rater, the label that most of the others gave, on the items where there is one."""
    mine = np.flatnonzero(table.rater == code)
    own = np.eye(max(1, len(table.categories)), dtype=np.int64)[table.label[mine]]
    others = votes_of(table)[table.item[mine]] - own
    most = others.max(axis=1)
    clear = (most > 0) & ((others == most[:, None]).sum(axis=1) == 1)
    mine, theirs = mine[clear], others[clear].argmax(axis=1)
    n = len(mine)
    return LabelTable(
        tuple(table.items[item] for item in table.item[mine]),
        (table.raters[code], "the others"),
        table.categories,
        table.values,
        np.repeat(np.arange(n), 2),
        np.tile(np.array([0, 1]), n),
        np.column_stack([table.label[mine], theirs]).ravel(),
        np.repeat(table.row[mine], 2),
    )


def mean_interval(values: Floats, z: float = 1.959963984540054) -> tuple[float, Interval]:
    """A mean and its normal interval, never of zero width: one imaginary value of each sign is added to the spread."""
    n, mean = len(values), float(values.mean())
    spread = (float(((values - mean) ** 2).sum()) + 2.0) / (n + 1)
    half = z * math.sqrt(spread / (n + 2))
    return mean, Interval(max(-1.0, mean - half), min(1.0, mean + half))


def newcombe(k1: float, n1: int, k2: float, n2: int) -> tuple[float, Interval]:
    """The difference of two rates k1/n1 - k2/n2 with its interval (Newcombe 1998, Stat Med 17:873, method 10)."""
    p1, p2 = k1 / n1, k2 / n2
    one, two = wilson(min(k1, n1), n1), wilson(min(k2, n2), n2)
    low = p1 - p2 - math.sqrt((p1 - one.low) ** 2 + (two.high - p2) ** 2)
    high = p1 - p2 + math.sqrt((one.high - p1) ** 2 + (p2 - two.low) ** 2)
    return p1 - p2, Interval(low, high)
