"""Where a reward and people's labels part, in a run that was made without either in mind.

For each reward: the rank correlation with gold (Spearman 1904), the share of pairs of answers to one query that it
orders as gold does (ties count half: the probability of concordance, as in Kendall 1938), which answers it places
furthest above or below gold's place, and what those have in common. Intervals come from resampling queries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.safeguards.text_features import NAMES, feature_table
from rubrx.statistics import Interval, bootstrap_mean, ranks, spearman

RESAMPLES = 2_000
#: |correlation| from which a trait of the text is told
TOLD = 0.3


class Labelled(NamedTuple):
    """One answer with gold and what each reward gave it; None where a reward had no number."""

    query_id: str
    response_id: str
    text: str
    gold: float
    rewards: Mapping[str, float | None]


class Disagreement(NamedTuple):
    """An answer that a reward places elsewhere than gold does: from 0, last of its query's answers, to 1, first."""

    query_id: str
    response_id: str
    reward: float
    gold: float
    reward_place: float
    gold_place: float
    text: str


@dataclass(frozen=True, slots=True)
class RewardParting:
    """One reward against gold: `n` answers, `pairs` of answers to one query whose gold differs.

    `over` are answers placed above gold's place, `under` below, furthest first; `traits` maps a trait of the text to
    its correlation with how far above gold the reward places an answer. All three are of the queries with such pairs:
    where all marks are equal, no place is right or wrong.
    """

    n: int
    pairs: int
    spearman: float | None
    spearman_interval: Interval | None
    agreement: float | None
    interval: Interval | None
    over: tuple[Disagreement, ...]
    under: tuple[Disagreement, ...]
    traits: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Parting:
    """A run's rewards against gold; `unlabelled` answers had none."""

    run: str
    gold: str
    labelled: int
    unlabelled: int
    rewards: Mapping[str, RewardParting]


def parting(
    run: str,
    gold: str,
    rows: Sequence[Labelled],
    rng: np.random.Generator,
    *,
    unlabelled: int = 0,
    shown: int = 3,
) -> Parting:
    """Each reward that any row has, by name, against gold."""
    names = sorted({name for row in rows for name in row.rewards})
    return Parting(run, gold, len(rows), unlabelled, {name: _reward(name, rows, rng, shown) for name in names})


def correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    """Pearson's correlation; None where either is constant, or for fewer than three."""
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def concordance(reward: NDArray[np.float64], gold: NDArray[np.float64]) -> tuple[float, int]:
    """(pairs ordered alike, ties of the reward as a half; pairs whose gold differs) of one query's answers."""
    upper = np.triu_indices(len(gold), 1)
    by_gold = np.sign(gold[:, None] - gold[None, :])[upper]
    by_reward = np.sign(reward[:, None] - reward[None, :])[upper]
    decided = by_gold != 0
    alike = (by_gold * by_reward)[decided]
    return float(((alike + 1) / 2).sum()), int(decided.sum())


def _reward(name: str, rows: Sequence[Labelled], rng: np.random.Generator, shown: int) -> RewardParting:
    mine = [(row, value) for row in rows if (value := row.rewards.get(name)) is not None]
    queries: dict[str, list[int]] = {}
    for index, (row, _) in enumerate(mine):
        queries.setdefault(row.query_id, []).append(index)
    reward = np.array([value for _, value in mine], dtype=np.float64)
    gold = np.array([row.gold for row, _ in mine], dtype=np.float64)
    reward_place, gold_place = np.full(len(mine), 0.5), np.full(len(mine), 0.5)
    sums, sizes = [], []
    ranked: list[int] = []
    for members in queries.values():
        alike, pairs = concordance(reward[members], gold[members])
        if pairs:
            sums.append(alike)
            sizes.append(pairs)
            ranked += members
            reward_place[members] = (ranks(reward[members].tolist()) - 1) / (len(members) - 1)
            gold_place[members] = (ranks(gold[members].tolist()) - 1) / (len(members) - 1)
    gap = reward_place - gold_place
    order = sorted(ranked, key=lambda i: (-gap[i], mine[i][0].response_id))
    told = [_disagreement(*mine[i], float(reward_place[i]), float(gold_place[i])) for i in order]
    together = spearman(reward.tolist(), gold.tolist()) if mine else None
    return RewardParting(
        n=len(mine),
        pairs=sum(sizes),
        spearman=None if together is None else together.value,
        spearman_interval=None if together is None else together.interval,
        agreement=sum(sums) / sum(sizes) if sizes else None,
        interval=bootstrap_mean(sums, sizes, rng, resamples=RESAMPLES) if len(sizes) > 1 else None,
        over=tuple(each for each in told[:shown] if each.reward_place > each.gold_place),
        under=tuple(each for each in told[::-1][:shown] if each.reward_place < each.gold_place),
        traits=_traits([mine[i][0].text for i in sorted(ranked)], gap[sorted(ranked)]),
    )


def _disagreement(row: Labelled, value: float, reward_place: float, gold_place: float) -> Disagreement:
    return Disagreement(row.query_id, row.response_id, value, row.gold, reward_place, gold_place, row.text)


def _traits(texts: Sequence[str], gap: NDArray[np.float64]) -> dict[str, float]:
    """The traits that go with being placed too high (positive) or too low, strongest first."""
    if not texts:
        return {}
    table = feature_table(texts)
    found = {name: correlation(table[:, i], gap) for i, name in enumerate(NAMES)}
    told = {name: value for name, value in found.items() if value is not None and abs(value) >= TOLD}
    return dict(sorted(told.items(), key=lambda pair: -abs(pair[1])))
