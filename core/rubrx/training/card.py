"""A card for each reward, before anything is trained on it: does it rank as gold does, and what would it teach?"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rubrx.statistics import Interval, spearman
from rubrx.training.candidates import Table
from rubrx.training.frontier import Point, best_of_n_points, frontier_points


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a reward on `answers` candidates.

    `rank_correlation` is Spearman's with gold within queries (each query's ranks centred, so that easy queries
    say nothing), `pair_accuracy` the share of pairs of answers to one query, of different gold, that it orders
    as gold does (a tie is half), with the interval over queries; both, and gold itself, are of the
    `gold_queries` of `queries` whose every candidate has its mark. `saturation` is the share of answers at either
    end of its range; `noise_floor` the mean absolute change when nothing but spacing and typography changes.
    `gold_at_kl_1` is the gold of the policy with the highest reward at one nat, `gold_gained` that less the
    gold of the start. `exploitability` is the audit's share of harmless or harmful changes that it pays for.
    """

    reward: str
    answers: int
    without_value: int
    rank_correlation: float | None
    rank_interval: Interval | None
    pair_accuracy: float | None
    pair_interval: Interval | None
    saturation: float
    noise_floor: float | None
    microseconds: float | None
    exploitability: float | None
    gold_before: float | None
    gold_at_kl_1: float | None
    gold_gained: float | None
    best_of_n: tuple[Point, ...]
    queries: int = 0
    gold_queries: int = 0


def card(
    name: str,
    table: Table,
    *,
    range_: tuple[float, float],
    rng: np.random.Generator,
    noise_floor: float | None = None,
    microseconds: float | None = None,
    exploitability: float | None = None,
) -> Card:
    """The card of the reward that the table's candidates carry."""
    low, high = range_
    values = [each.reward for group in table.rows.values() for each in group if each.reward is not None]
    at_end = sum(value <= low or value >= high for value in values)
    correlation = _rank_correlation(table)
    pairs = _pairs(table)
    best = frontier_points(table, (0.0, 1.0))
    return Card(
        reward=name,
        answers=len(values),
        without_value=table.without_reward,
        rank_correlation=None if correlation is None else correlation[0],
        rank_interval=None if correlation is None else correlation[1],
        pair_accuracy=None if pairs is None else float(pairs[:, 0].sum() / pairs[:, 1].sum()),
        pair_interval=None if pairs is None else _resampled(pairs, rng),
        saturation=at_end / len(values),
        noise_floor=noise_floor,
        microseconds=microseconds,
        exploitability=exploitability,
        gold_before=best[0].gold,
        gold_at_kl_1=best[1].gold,
        gold_gained=None if best[1].gold is None or best[0].gold is None else best[1].gold - best[0].gold,
        best_of_n=tuple(best_of_n_points(table)),
        queries=len(table.names),
        gold_queries=int(table.marked.sum()),
    )


def reformatted(text: str) -> tuple[str, ...]:
    """The same words in other dress: spaces doubled, quotes and dashes typographic or plain, a line broken."""
    plain = text.translate(_PLAIN)
    return tuple(
        each
        for each in (
            "  ".join(text.split(" ")),
            f"\n{text}\n\n",
            plain,
            plain.replace("'", "’").replace(" - ", " – "),
            text.replace(". ", ".\n"),
        )
        if each != text
    )


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def noise_floor(values: Sequence[float | None], again: Mapping[int, Sequence[float | None]]) -> float | None:
    """The mean absolute difference between an answer's value and those of its reformatted copies."""
    changes = [
        abs(value - other)
        for place, others in again.items()
        for other in others
        if (value := values[place]) is not None and other is not None
    ]
    return sum(changes) / len(changes) if changes else None


def _rank_correlation(table: Table) -> tuple[float, Interval | None] | None:
    """Spearman's rho of reward and gold, ranked within each query."""
    if table.gold is None:
        return None
    x: list[float] = []
    y: list[float] = []
    for row in np.flatnonzero(table.marked):
        n = len(table.queries[table.names[row]])
        for ranks, values in ((x, table.rewards[row, :n]), (y, table.gold[row, :n])):
            below = (values[:, None] > values[None, :]).sum(axis=1)
            above = (values[:, None] < values[None, :]).sum(axis=1)
            ranks += list((below - above) / n)
    found = spearman(x, y)
    return None if found is None else (found.value, found.interval)


def _pairs(table: Table) -> np.ndarray[tuple[int, int], np.dtype[np.float64]] | None:
    """For each query with marks: pairs ordered as gold orders them (a tie is half), and pairs [Q, 2]."""
    if table.gold is None:
        return None
    marked = np.flatnonzero(table.marked)
    counts = np.zeros((len(marked), 2))
    for place, row in enumerate(marked):
        for a, b in itertools.combinations(range(len(table.queries[table.names[row]])), 2):
            wanted = float(np.sign(table.gold[row, a] - table.gold[row, b]))
            if wanted:
                said = float(np.sign(table.rewards[row, a] - table.rewards[row, b]))
                counts[place] += ((1 + wanted * said) / 2, 1)
    return counts if counts[:, 1].sum() else None


def _resampled(pairs: np.ndarray[tuple[int, int], np.dtype[np.float64]], rng: np.random.Generator) -> Interval | None:
    """The 95 % interval of the share, queries resampled; None for a single query."""
    if len(pairs) < 2:
        return None
    drawn = pairs[rng.integers(0, len(pairs), size=(2000, len(pairs)))].sum(axis=1)
    drawn = drawn[drawn[:, 1] > 0]
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return Interval(float(low), float(high))
