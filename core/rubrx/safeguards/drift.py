"""Has the text drifted? Two runs' answers compared in manner and words, and what that means for a reward model.

The question behind it is whether a reward model is being asked about text that it never saw, which is where learned
rewards are over-optimised (Gao et al. 2023, arXiv 2210.10760). Each part of the answer is in `two_sample` and
`support`; here they are put together, and said in words with their evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.safeguards.parting import concordance
from rubrx.safeguards.support import Outside, beyond, outside
from rubrx.safeguards.text_features import NAMES, bags, feature_table, standardised
from rubrx.safeguards.two_sample import (
    Discrepancy,
    FeatureShift,
    Separation,
    discrepancy,
    feature_shifts,
    separation,
)
from rubrx.statistics import Interval, bootstrap_mean

#: answers of a run that are looked at; more are sampled down, which bounds time and memory
MOST = 1_000
#: hashed words weigh as much as this in the distance between answers, whose 18 figures have variance 1
WORDS_WEIGHT = 4.0
#: a share of answers outside the training answers' range that is worth a word, by its lower bound
OUTSIDE_TOLD = 0.05
#: an AUC that an interval must leave out, on either side of a half, before "same" says more than that the answers
#: are few (d = 1.2)
HIDDEN = 0.8


@dataclass(frozen=True, slots=True)
class Sample:
    """A run's answers; a reward model's `sd` for each, and a `reward` and a `gold` mark for each or None."""

    name: str
    queries: Sequence[str]
    texts: Sequence[str]
    sd: Sequence[float] | None = None
    reward: Sequence[float | None] | None = None
    gold: Sequence[float | None] | None = None


class Accuracy(NamedTuple):
    """The share of pairs of answers to one query that a reward orders as gold does."""

    value: float
    interval: Interval | None
    pairs: int
    queries: int


@dataclass(frozen=True, slots=True)
class Drift:
    """What became of the text from run `a` to run `b`; `verdict` is `same`, `unclear` or `shifted`.

    `outside` is the share of b's answers outside a's range in manner, `uncertain` the share whose reward model is less
    sure than it was of nearly all of a's; None where that can't be told. `told` says it all in words.
    """

    a: str
    b: str
    n_a: int
    n_b: int
    shared_queries: int
    separation: Separation
    mmd: Discrepancy
    features: Mapping[str, FeatureShift]
    outside: Outside | None
    uncertain: Outside | None
    accuracy_a: Accuracy | None
    accuracy_b: Accuracy | None
    verdict: str
    told: tuple[str, ...]


def drift(a: Sample, b: Sample, rng: np.random.Generator) -> Drift:
    """Compare two runs' answers; ValueError for fewer than two answers in either.

    Where they share two queries or more only answers to those are compared, and always within a query; else all are,
    and the difference may be one of questions.
    """
    shared = sorted(set(a.queries) & set(b.queries))
    by_query = len(shared) > 1
    rows_a, rows_b = (_rows(sample, set(shared) if by_query else None, rng) for sample in (a, b))
    if min(len(rows_a), len(rows_b)) < 2:
        raise ValueError(f"need two answers in each run, got {len(rows_a)} and {len(rows_b)}")
    texts = [[sample.texts[i] for i in rows] for sample, rows in ((a, rows_a), (b, rows_b))]
    queries = tuple([sample.queries[i] for i in rows] for sample, rows in ((a, rows_a), (b, rows_b)))
    clusters = queries if by_query else tuple([str(i % 10) for i in range(len(rows))] for rows in (rows_a, rows_b))
    tables = [feature_table(each) for each in texts]
    manner = standardised(*tables)
    # clipped: a feature that hardly varied at first must not drown all others
    whole = [np.hstack([np.clip(m, -8, 8), WORDS_WEIGHT * bags(each)]) for m, each in zip(manner, texts, strict=True)]
    pair = (clusters[0], clusters[1])
    apart = separation(whole[0], whole[1], pair, rng)
    mmd = discrepancy(whole[0], whole[1], pair, rng)
    features = feature_shifts(NAMES, tables[0], tables[1])
    far = outside(manner[1], manner[0], (queries[1], queries[0]), rng)
    unsure = _uncertain(a, b, rows_a, rows_b)
    accuracies = accuracy(a, rng), accuracy(b, rng)
    verdict = _verdict(apart, mmd)
    told = (
        _told_shift(verdict, apart, mmd, len(shared)),
        *_told_features(features),
        *_told_support(far, unsure),
        *_told_accuracy(*accuracies),
    )
    return Drift(
        a=a.name, b=b.name, n_a=len(rows_a), n_b=len(rows_b), shared_queries=len(shared), separation=apart, mmd=mmd,
        features=features, outside=far, uncertain=unsure, accuracy_a=accuracies[0], accuracy_b=accuracies[1],
        verdict=verdict, told=told,
    )  # fmt: skip


def _rows(sample: Sample, queries: set[str] | None, rng: np.random.Generator) -> NDArray[np.int64]:
    chosen = np.array([i for i, query in enumerate(sample.queries) if queries is None or query in queries], dtype=int)
    return np.sort(rng.permutation(chosen)[:MOST])


def _uncertain(a: Sample, b: Sample, rows_a: NDArray[np.int64], rows_b: NDArray[np.int64]) -> Outside | None:
    if a.sd is None or b.sd is None:
        return None
    return beyond(
        np.array([b.sd[i] for i in rows_b]), np.array([a.sd[i] for i in rows_a]), [b.queries[i] for i in rows_b]
    )


def accuracy(sample: Sample, rng: np.random.Generator) -> Accuracy | None:
    """How often the sample's reward orders two answers to a query as gold does; None without such pairs."""
    if sample.reward is None or sample.gold is None:
        return None
    groups: dict[str, list[tuple[float, float]]] = {}
    for query, value, mark in zip(sample.queries, sample.reward, sample.gold, strict=True):
        if value is not None and mark is not None:
            groups.setdefault(query, []).append((value, mark))
    found = [concordance(*np.array(rows, dtype=np.float64).T) for rows in groups.values()]
    sums, sizes = [alike for alike, n in found if n], [n for _, n in found if n]
    if not sizes:
        return None
    return Accuracy(sum(sums) / sum(sizes), bootstrap_mean(sums, sizes, rng), sum(sizes), len(sizes))


def _verdict(apart: Separation, mmd: Discrepancy) -> str:
    signs = _signs(apart, mmd)
    if signs == 2:
        return "shifted"
    return "unclear" if signs or not _would_show(apart) else "same"


def _signs(apart: Separation, mmd: Discrepancy) -> int:
    """How many of the two tests see a shift."""
    return (apart.interval is not None and apart.interval.low > 0.5) + (mmd.p_value < 0.05)


def _would_show(apart: Separation) -> bool:
    """Whether these answers are enough to rule a large shift out."""
    return apart.interval is not None and apart.interval.low > 1 - HIDDEN and apart.interval.high < HIDDEN


def _told_shift(verdict: str, apart: Separation, mmd: Discrepancy, shared: int) -> str:
    words = {
        "shifted": "The answers read differently",
        "unclear": "There are signs that the answers read differently, and not enough of them to be sure"
        if _signs(apart, mmd)
        else "These answers are too few to tell: they could hide a large shift",
        "same": "No shift shows: on these answers the runs can't be told apart",
    }[verdict]
    area = (
        ""
        if apart.auc is None
        else f"the AUC of a classifier on held-out queries is {apart.auc:.2f}{_range(apart.interval)}, "
    )
    mixed = "" if shared > 1 else " The runs share no two queries, so the questions may be what differs."
    return f"{words}: {area}MMD p = {mmd.p_value:.3f}.{mixed}"


def _told_features(features: Mapping[str, FeatureShift]) -> list[str]:
    clear = [(name, each) for name, each in features.items() if each.p_holm < 0.05]
    if not clear:
        return []
    named = ", ".join(f"{name} (d = {each.effect:+.1f})" for name, each in clear[:5])
    return [f"Most changed, each clear by itself: {named}."]


def _told_support(far: Outside | None, unsure: Outside | None) -> list[str]:
    told = []
    for found, where in (
        (far, "outside the range of the first run's answers"),
        (unsure, "beyond what the model is sure of"),
    ):
        if found is None:
            continue
        figure = f"{100 * found.share:.0f} % of the new answers lie {where}{_percent_range(found.interval)}"
        expected = f"{100 * found.expected:.1f} % of the old ones do"
        if found.interval.low > OUTSIDE_TOLD:
            told.append(f"{figure}; {expected}. A reward model trained on the old ones is guessing there: label some.")
        else:
            told.append(f"{figure}; {expected}.")
    return told


def _told_accuracy(before: Accuracy | None, after: Accuracy | None) -> list[str]:
    if before is None or after is None:
        return []
    line = (
        f"The reward orders {100 * before.value:.0f} % of the old pairs as gold does{_percent_range(before.interval)} "
        f"and {100 * after.value:.0f} % of the new{_percent_range(after.interval)}"
    )
    if before.interval is not None and after.interval is not None and after.interval.high < before.interval.low:
        return [f"{line}: it has got worse."]
    return [f"{line}."]


def _range(interval: Interval | None) -> str:
    return "" if interval is None else f" ({interval.low:.2f} to {interval.high:.2f})"


def _percent_range(interval: Interval | None) -> str:
    return "" if interval is None else f" ({100 * interval.low:.0f} to {100 * interval.high:.0f})"
