"""People's 0-10 marks and preferences beside the rewards of a run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rubrx.agreement import Agreement, consensus, number_of, table_of, with_interval
from rubrx.jobs.labelled import MIN_CLUSTERS, Asked, Labelled
from rubrx.reports.agreement import MarkAgreement
from rubrx.statistics import Interval, wilson
from rubrx.store import Run, Store
from rubrx.store.annotations import (
    LabelRow,
    PreferenceRow,
    current_preferences,
    response_queries,
    rewards_on,
)

#: marked answers from which a correlation is told
MIN_MARKED = 5


def ratings_table(ratings: Sequence[LabelRow], asked: Asked) -> Agreement | None:
    """How far people's marks agree among themselves, on an interval scale; None without marks by two people."""
    marks = [row for row in ratings if number_of(row.label) is not None]
    if len({row.annotator for row in marks}) < 2:
        return None
    table = table_of([row.response_id for row in marks], [row.annotator for row in marks], [row.label for row in marks])
    of = {row.response_id: row.query_id for row in marks}
    clusters = [of[item] for item in table.items]
    labelled = Labelled(table, clusters if len(set(clusters)) >= MIN_CLUSTERS else None)
    return labelled.measured(Asked("interval", "quadratic", seed=asked.seed), with_pairs=False)


def _preferences(rows: Sequence[PreferenceRow]) -> Labelled | None:
    if not rows:
        return None
    keys = [f"{row.response_a}\t{row.response_b}" for row in rows]
    table = table_of(
        keys, [row.annotator for row in rows], [row.preferred for row in rows], categories=["a", "b", "tie"]
    )
    of = {key: row.query_id for key, row in zip(keys, rows, strict=True)}
    clusters = [of[item] for item in table.items]
    return Labelled(table, clusters if len(set(clusters)) >= MIN_CLUSTERS else None)


def preferences_table(store: Store, run: Run, asked: Asked) -> Agreement | None:
    """How far people's preferences agree among themselves; None without any by two people."""
    rows = current_preferences(store, run.id)
    labelled = _preferences(rows)
    if labelled is None or len({row.annotator for row in rows}) < 2:
        return None
    return labelled.measured(Asked(seed=asked.seed), with_pairs=False)


def marks_beside_rewards(
    store: Store, run: Run, ratings: Sequence[LabelRow], asked: Asked
) -> tuple[MarkAgreement, ...]:
    """Each reward (and the score, on 0 to 10) beside people's mean mark, and beside what most of them prefer.

    Spearman's correlation resamples queries. Weighted kappa rounds both to whole marks, and is told for rewards that
    stay within 0 to 10.
    """
    given: dict[str, list[float]] = {}
    for row in ratings:
        mark = number_of(row.label)
        if mark is not None:
            given.setdefault(row.response_id, []).append(mark)
    mean = {response: float(np.mean(values)) for response, values in given.items()}
    chosen = _chosen(current_preferences(store, run.id))
    if not mean and not chosen:
        return ()
    answers = {*mean, *(each for pair in chosen for each in pair)}
    queries = response_queries(store, run.id)
    return tuple(
        _beside(name, values, mean, chosen, queries, asked)
        for name, values in sorted(rewards_on(store, run.id, sorted(answers)).items())
    )


def _chosen(rows: Sequence[PreferenceRow]) -> dict[tuple[str, str], str]:
    """Pairs on which most people prefer one and the same answer: (a, b) -> a or b."""
    labelled = _preferences(rows)
    if labelled is None:
        return {}
    table = labelled.table
    agreed = consensus(table, 1).label
    return {
        (pair[0], pair[1]): table.categories[code]
        for item, code in enumerate(agreed.tolist())
        if code >= 0 and table.categories[code] != "tie"
        for pair in [table.items[item].split("\t")]
    }


def _beside(
    name: str,
    values: dict[str, float],
    mean: dict[str, float],
    chosen: dict[tuple[str, str], str],
    queries: dict[str, str],
    asked: Asked,
) -> MarkAgreement:
    both = sorted(values.keys() & mean.keys())
    x, y = np.array([values[each] for each in both]), np.array([mean[each] for each in both])
    number: dict[str, int] = {}
    cluster = np.array([number.setdefault(queries[each], len(number)) for each in both], dtype=np.int64)
    rho: tuple[float | None, Interval | None] = (None, None)
    kappa = rho
    if len(both) >= MIN_MARKED:
        rho = with_interval("spearman", x, y, cluster, np.random.default_rng(asked.seed))
        if x.min() >= 0 and x.max() <= 10:
            rng = np.random.default_rng(asked.seed)
            kappa = with_interval("weighted_kappa", np.round(x), np.round(y), cluster, rng)
    ranked = [(values[a] - values[b], want) for (a, b), want in chosen.items() if a in values and b in values]
    # a reward that sees no difference is right half the time
    right = sum(0.5 if not by else float((by > 0) == (want == "a")) for by, want in ranked)
    share = right / len(ranked) if ranked else None
    return MarkAgreement(
        name, len(both), *rho, *kappa, len(ranked), share, wilson(right, len(ranked)) if ranked else None
    )
