"""How many labels does choosing save? Active learning replayed on pairs whose labels are known.

Each seed holds some queries out, starts reward models from the same few labels, and lets each method choose the next
batch from the same pool, round after round; accuracy is that on pairs of the held-out queries. *Labels saved* is
measured at equal accuracy: A is where random choice stands with the whole budget, n the labels after which a curve
first reaches A (the whole budget where it never does), and over seeds the share saved is 1 - sum n / sum n_random.
Random is drawn several times a seed, and each draw's n counts by itself: the first time that a noisy curve touches A
comes early for everyone, and comparing it with the budget would find savings where there are none. Curves are
smoothed over three rounds. The interval resamples seeds; p is the exact sign-flip test over them. On why such curves
need many seeds, and how often nothing is saved: Settles 2009, "Active Learning Literature Survey", section 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rubrx.learning.bradley_terry import Problem, solve
from rubrx.safeguards.selection import METHODS, choose, worth
from rubrx.statistics import Interval, bootstrap_mean, sign_flip

Table = NDArray[np.float64]
RESAMPLES = 9_999


@dataclass(frozen=True, slots=True)
class Setup:
    """How labels are bought: `first` at random, then `batch` a round up to `budget`; `members` models.

    `l2` weighs beside the mean loss of a pair, as in `rubrx rm train`; `held_out` is the share of queries that only
    test; `noise` the chance that a label is the wrong way round; random choice is drawn `repeats` times and averaged.
    """

    first: int = 10
    batch: int = 10
    budget: int = 150
    members: int = 5
    l2: float = 0.03
    held_out: float = 0.3
    noise: float = 0.0
    repeats: int = 3


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One method over all seeds: labels saved against random at equal accuracy, and its mean accuracy by labels."""

    labels_saved: float
    interval: Interval | None
    p_value: float
    final_accuracy: float
    area: float
    curve: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The methods against random over `seeds` seeds; the three figures above are those of `method`."""

    method: str
    labels_saved: float
    interval: Interval | None
    p_value: float
    seeds: int
    answers: int
    queries: int
    budget: int
    random_accuracy: float
    random_curve: tuple[tuple[int, float], ...]
    methods: Mapping[str, MethodResult]


def simulate(
    features: Table,
    queries: Sequence[str],
    gold: Sequence[float],
    seeds: Sequence[int],
    *,
    method: str = "bald",
    methods: Sequence[str] = METHODS[:-1],
    setup: Setup | None = None,
) -> Simulation:
    """Replay labelling on answers [N, F] with known marks; `method` is the one whose figures stand on top.

    ValueError for fewer than four queries with answers whose marks differ, or for no seeds.
    """
    setup = setup or Setup()
    if not seeds:
        raise ValueError("a simulation needs at least one seed")
    everything = tuple(dict.fromkeys((method, *methods)))
    marks = np.asarray(gold, dtype=np.float64)
    by_query = _pairs(queries, marks)
    if len(by_query) < 4:
        raise ValueError(f"need four queries with answers whose marks differ, got {len(by_query)}")
    reduced = reduce(features)
    active: dict[str, list[Table]] = {name: [] for name in everything}
    random: list[Table] = []
    steps: list[int] = []
    for seed in seeds:
        steps, curves, draws = _replayed(reduced, by_query, marks, seed, everything, setup)
        random.append(draws)
        for name, curve in curves.items():
            active[name].append(curve)
    rng = np.random.default_rng(seeds[0])
    results = {name: _result(active[name], random, steps, rng) for name in everything}
    baseline = np.mean(random, axis=(0, 1))
    return Simulation(
        method=method,
        labels_saved=results[method].labels_saved,
        interval=results[method].interval,
        p_value=results[method].p_value,
        seeds=len(seeds),
        answers=len(marks),
        queries=len(by_query),
        budget=setup.budget,
        random_accuracy=float(baseline[-1]),
        random_curve=tuple((n, float(value)) for n, value in zip(steps, baseline, strict=True)),
        methods=results,
    )


def reduce(features: Table, most: int = 64) -> Table:
    """The rows on their first principal axes: an L2-penalised fit depends on their inner products only."""
    centred = features - features.mean(axis=0)
    left, singular, _ = np.linalg.svd(centred, full_matrices=False)
    kept = int(min(most, (singular > 1e-9 * max(singular[0], 1e-300)).sum())) or 1
    result: Table = left[:, :kept] * singular[:kept]
    return result


def fit(differences: Table, members: int, l2: float, rng: np.random.Generator) -> Table:
    """Weights [K, D] of an ensemble on bootstrap resamples of pairs [n, D], the preferred answer first.

    One member more than resamples: the first sees every pair once.
    """
    counts = rng.multinomial(len(differences), np.full(len(differences), 1 / len(differences)), size=members - 1)
    weights = np.vstack([np.ones(len(differences)), counts])
    fitted: Table = solve(Problem(differences, weights=weights, l2=l2 * len(differences)), tolerance=1e-5).weights
    return fitted


def _pairs(queries: Sequence[str], gold: Table) -> dict[str, list[tuple[int, int]]]:
    """Pairs of answers to each query whose marks differ, in order of place."""
    members: dict[str, list[int]] = {}
    for place, query in enumerate(queries):
        members.setdefault(query, []).append(place)
    pairs = {
        query: [(a, b) for i, a in enumerate(rows) for b in rows[i + 1 :] if gold[a] != gold[b]]
        for query, rows in sorted(members.items())
    }
    return {query: found for query, found in pairs.items() if found}


def _replayed(
    x: Table,
    by_query: Mapping[str, list[tuple[int, int]]],
    gold: Table,
    seed: int,
    methods: Sequence[str],
    setup: Setup,
) -> tuple[list[int], dict[str, Table], Table]:
    """One seed: numbers of labels [R], each method's accuracies on held-out queries [R], random's [draws, R]."""
    rng = np.random.default_rng(seed)
    names = list(by_query)
    held = set(rng.permutation(len(names))[: max(1, round(setup.held_out * len(names)))].tolist())
    pool = np.array([pair for i, name in enumerate(names) if i not in held for pair in by_query[name]])
    test = np.array([pair for i, name in enumerate(names) if i in held for pair in by_query[name]])
    start = rng.permutation(len(pool))[: setup.first]
    flipped = rng.random(len(pool)) < setup.noise

    def curve(name: str, draw: int) -> list[tuple[int, float]]:
        return _curve(x, gold, pool, test, start, flipped, name, np.random.default_rng([seed, draw]), setup)

    curves = {name: curve(name, 0) for name in methods}
    draws = [curve("random", 1 + draw) for draw in range(max(1, setup.repeats))]
    return (
        [n for n, _ in draws[0]],
        {name: np.array([accuracy for _, accuracy in found]) for name, found in curves.items()},
        np.array([[accuracy for _, accuracy in found] for found in draws]),
    )


def _curve(  # noqa: PLR0913, PLR0917 - one seed's world
    x: Table,
    gold: Table,
    pool: NDArray[np.int64],
    test: NDArray[np.int64],
    start: NDArray[np.int64],
    flipped: NDArray[np.bool_],
    method: str,
    rng: np.random.Generator,
    setup: Setup,
) -> list[tuple[int, float]]:
    differences = x[pool[:, 0]] - x[pool[:, 1]]
    first_wins = (gold[pool[:, 0]] > gold[pool[:, 1]]) != flipped
    signed = np.where(first_wins[:, None], differences, -differences)
    towards = np.where(gold[test[:, 0]] > gold[test[:, 1]], 1.0, -1.0)
    tested = (x[test[:, 0]] - x[test[:, 1]]) * towards[:, None]
    labelled = list(start)
    curve = []
    while True:
        weights = fit(signed[labelled], setup.members, setup.l2, rng)
        margins = tested @ weights.mean(axis=0)
        curve.append((len(labelled), float(((np.sign(margins) + 1) / 2).mean())))
        n = min(setup.batch, setup.budget - len(labelled), len(pool) - len(labelled))
        if n < 1:
            return curve
        open_ = np.setdiff1d(np.arange(len(pool)), labelled)
        values = worth(weights @ differences[open_].T)
        pairs = [(int(a), int(b)) for a, b in pool[open_]]
        labelled += [int(open_[choice.pair]) for choice in choose(pairs, values, n, rng, method=method)]


def smooth(curves: Table) -> Table:
    """A running mean over three rounds of curves [..., R], two at the ends."""
    padded = np.concatenate([curves[..., :1] * np.nan, curves, curves[..., :1] * np.nan], axis=-1)
    result: Table = np.nanmean([padded[..., :-2], padded[..., 1:-1], padded[..., 2:]], axis=0)
    return result


def labels_to(accuracy: float, curve: Table, steps: Sequence[int]) -> int:
    """The labels after which a smoothed curve [R] first reaches an accuracy; all of them where it never does."""
    reached = np.flatnonzero(curve >= accuracy)
    return steps[int(reached[0])] if len(reached) else steps[-1]


def _result(
    active: Sequence[Table], random: Sequence[Table], steps: Sequence[int], rng: np.random.Generator
) -> MethodResult:
    needed, saved = [], []
    for mine, draws in zip(active, random, strict=True):
        base = smooth(draws)
        goal = float(base[:, -1].mean())
        by_random = sum(labels_to(goal, draw, steps) for draw in base)
        needed.append(by_random)
        saved.append(by_random - len(base) * labels_to(goal, smooth(mine), steps))
    mean = np.mean(active, axis=0)
    return MethodResult(
        labels_saved=sum(saved) / sum(needed),
        interval=bootstrap_mean(saved, needed, rng, resamples=RESAMPLES),
        p_value=sign_flip(saved),
        final_accuracy=float(mean[-1]),
        area=float((mean - np.mean(random, axis=(0, 1))).mean()),
        curve=tuple((n, float(value)) for n, value in zip(steps, mean, strict=True)),
    )
