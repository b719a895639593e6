"""Choose what to have labelled next: pairs of a run's or a file's answers; replay it on known labels."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.errors import UsageError
from rubrx.features import choose_sets, common_scale, feature_rows
from rubrx.intake.opening import named_file
from rubrx.jobs.probing import Prober, answers_of, number_of
from rubrx.jobs.rm_answers import DEFAULT_FEATURES, AnswerReader, features_of, rows_of
from rubrx.jobs.scoring import score_rewards
from rubrx.jobs.settings import Settings, configured_rewards, find_settings
from rubrx.jobs.sources import installed
from rubrx.manager import Plugins
from rubrx.reward_model import files
from rubrx.safeguards.selection import METHODS, ChosenPair, Selection, Worth, choose, worth
from rubrx.safeguards.simulation import Setup, Simulation, simulate
from rubrx.safeguards.text_features import bags
from rubrx.store import find_run, open_store
from rubrx.store.labelled import answered

Source = str | os.PathLike[str]
#: pairs that are weighed; more are sampled down
MOST_PAIRS = 50_000
#: what says that a source is a file, and no run
_FILES = frozenset({".csv", ".json", ".jsonl", ".ndjson", ".parquet", ".tsv"})
#: rewards that stand in for an ensemble where no model is given: the bundled ones that measure different things
STAND_INS = ("keyword", "length", "rubric")


class PoolAnswer(NamedTuple):
    """An answer that may be labelled, with the rewards it has."""

    query_id: str
    response_id: str
    text: str
    rewards: Mapping[str, float | None]


def select_pairs(  # noqa: PLR0913 - each is one option of `rubrx select`
    source: Source = "latest",
    *,
    budget: int,
    method: str = "bald",
    model: Source | None = None,
    db: Source = "./rubrx.db",
    plugins: Plugins | None = None,
    settings: Settings | None = None,
    seed: int = 0,
) -> Selection:
    """The `budget` pairs of answers that are most worth a label: answers of a run, or of a response file.

    The members whose disagreement counts are those of a reward model's ensemble (`model`, a file of `rubrx rm train`),
    else the rewards that the run was scored with. Answers that a member has no number for are left out. UsageError for
    an unknown run or method, fewer than two members, or no pair to choose from.
    """
    if method not in METHODS:
        raise UsageError(f"no method {method!r}; there are {', '.join(METHODS)}")
    if budget < 1:
        raise UsageError(f"a budget is at least 1, got {budget}")
    plugins = plugins or installed()
    pool = _pool(source, db, plugins, settings)
    members, table, kept = _members(pool, model, plugins)
    rng = np.random.default_rng(seed)
    pairs = _pairs([pool[i].query_id for i in kept], rng)
    if not pairs:
        raise UsageError(f"{os.fspath(source)}: no query has two answers that every member has a number for")
    ends = np.array(pairs)
    values = worth(_logits(table, ends))
    chosen = choose(pairs, values, budget, rng, method=method, words=bags([pool[i].text for i in kept]))
    return Selection(
        source=os.fspath(source),
        method=method,
        members=tuple(members),
        answers=len(pool),
        pool=len(pairs),
        left_out=len(pool) - len(kept),
        pairs=tuple(_told(pool, kept, pairs[each.pair], each.pair, each.worth, values) for each in chosen),
    )


def simulate_selection(
    *,
    responses: Source | None = None,
    method: str = "bald",
    seeds: int = 20,
    plugins: Plugins | None = None,
    setup: Setup | None = None,
    features: Sequence[str] = DEFAULT_FEATURES,
    seed: int = 0,
) -> Simulation:
    """Replay labelling where the labels are known: answers with a `gold` mark, of a file or of the rubric packs.

    UsageError for an unknown method or feature set, or where too few answers are marked.
    """
    plugins = plugins or installed()
    if method not in METHODS[:-1]:
        raise UsageError(f"no method {method!r} to hold against random; there are {', '.join(METHODS[:-1])}")
    prober = Prober(plugins, plugins.rewards["rubric"])
    marked = [
        (row, mark)
        for row in answers_of(responses, plugins, prober).rows
        if (mark := number_of(row.metadata)) is not None
    ]
    if not marked:
        raise UsageError("no answer has a number in the column 'gold', so nothing is known to replay")
    sets = choose_sets(plugins.feature_sets, features)
    rows = feature_rows(sets, [prober.graded(row) for row, _ in marked])
    try:
        return simulate(
            common_scale(sets, rows).of(rows),
            [row.query_id for row, _ in marked],
            [mark for _, mark in marked],
            range(seed, seed + seeds),
            method=method,
            setup=setup,
        )
    except ValueError as fault:
        raise UsageError(str(fault)) from fault


def _pool(source: Source, db: Source, plugins: Plugins, settings: Settings | None) -> list[PoolAnswer]:
    path = Path(source)
    if path.suffix in _FILES or len(path.parts) > 1:  # a run may be called v1.2
        named_file(path)
    if not path.is_file():
        with open_store(db) as store:
            run = find_run(store, os.fspath(source))
            return [PoolAnswer(row.query_id, row.response_id, row.text, row.rewards) for row in answered(store, run.id)]
    rewards = configured_rewards(plugins.rewards, settings or find_settings(), STAND_INS)
    prober = Prober(plugins, rewards["rubric"])
    graded = [prober.graded(row) for row in answers_of(source, plugins, prober).rows]
    return [
        PoolAnswer(
            each.response.query_id,
            each.response.id,
            each.response.text,
            {value.reward: value.value for value in values},
        )
        for each, values in zip(graded, score_rewards(rewards, graded), strict=True)
    ]


def _members(
    pool: Sequence[PoolAnswer], model: Source | None, plugins: Plugins
) -> tuple[list[str], NDArray[np.float64], list[int]]:
    """The members' names, what each gives every kept answer [K, N] in logits, and which answers are kept."""
    if model is not None:
        return _of_model(pool, model, plugins)
    names = [name for name in STAND_INS if any(row.rewards.get(name) is not None for row in pool)]
    if len(names) < 2:
        names = sorted({name for row in pool for name, value in row.rewards.items() if value is not None})
    if len(names) < 2:
        raise UsageError(f"selection needs two rewards that can disagree, got {', '.join(names) or 'none'}")
    kept = [i for i, row in enumerate(pool) if all(row.rewards.get(name) is not None for name in names)]
    table = np.array([[pool[i].rewards[name] for i in kept] for name in names], dtype=np.float64)
    spread = table.std(axis=1, keepdims=True)
    return names, 2.0 * table / np.where(spread > 1e-9, spread, 1.0), kept


def _of_model(
    pool: Sequence[PoolAnswer], path: Source, plugins: Plugins
) -> tuple[list[str], NDArray[np.float64], list[int]]:
    model, _ = files.load(path, plugins.feature_sets)
    if model.members < 2:
        raise UsageError(f"{os.fspath(path)}: has one member, which can't disagree; train it with --members 5")
    sets = features_of(plugins, [each.name for each in model.features])
    reader = AnswerReader(plugins)
    graded = (reader.read(row.query_id, row.text, row.response_id) for row in pool)
    table = np.concatenate([model.utilities(rows) for _, rows in rows_of(sets, graded)])
    return [f"member {k + 1}" for k in range(model.members)], table.T, list(range(len(pool)))


def _logits(table: NDArray[np.float64], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = table[:, ends[:, 0]] - table[:, ends[:, 1]]
    return result


def _pairs(queries: Sequence[str], rng: np.random.Generator) -> list[tuple[int, int]]:
    members: dict[str, list[int]] = {}
    for place, query in enumerate(queries):
        members.setdefault(query, []).append(place)
    pairs = [(a, b) for rows in members.values() for i, a in enumerate(rows) for b in rows[i + 1 :]]
    if len(pairs) > MOST_PAIRS:
        pairs = [pairs[i] for i in np.sort(rng.permutation(len(pairs))[:MOST_PAIRS])]
    return pairs


def _told(
    pool: Sequence[PoolAnswer], kept: Sequence[int], pair: tuple[int, int], place: int, value: float, values: Worth
) -> ChosenPair:
    a, b = (pool[kept[end]] for end in pair)
    return ChosenPair(
        a.query_id, a.response_id, b.response_id, float(values.chance[place]), value, float(values.bald[place]),
        float(values.disagreement[place]), float(values.close[place]), a.text, b.text,
    )  # fmt: skip
