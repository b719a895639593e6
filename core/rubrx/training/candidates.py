"""Candidate answers as arrays: what a policy picks from, the reward that trains it, the gold that only watches."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rubrx.errors import UsageError
from rubrx.learning import CandidatePolicy, Trajectories
from rubrx.learning.arrays import BoolArray, FloatArray, IntArray
from rubrx.learning.kl import exact_kl
from rubrx.learning.loss import entropy


class Candidate(NamedTuple):
    """One answer that a policy may give: `reward` trains, the rest watches; None where there is none.

    `gold` is the author's mark, `words` the answer's length, `keywords` the share of the rubric's terms that it
    names. `metrics` maps a metric to (verdicts that went well, applicable verdicts). `features` are what a
    linear policy sees, on a common scale (`rubrx.features.common_scale`): a column with a spread of 1 counts fully.
    """

    query_id: str
    response_id: str
    reward: float | None
    gold: float | None = None
    words: float | None = None
    keywords: float | None = None
    metrics: Mapping[str, tuple[int, int]] | None = None
    features: Sequence[float] = ()


class Measured(NamedTuple):
    """Exact expectations of a policy, one figure a query [Q]; `gold` of the queries that have all their marks."""

    reward: FloatArray
    kl: FloatArray
    entropy: FloatArray
    gold: FloatArray | None
    words: FloatArray | None
    keywords: FloatArray | None


class Table:
    """Candidates as arrays [Q, C]; where there is none, rewards and gold are 0 and the reference is -inf.

    Gold watches the queries whose every candidate has its mark (`marked` [Q]): the expectation over a query's
    candidates is known there and nowhere else. `gold` is None where there is no such query.

    A candidate without a reward is left out and counted, and so is a query that then has fewer than two:
    with one answer there is nothing to choose. UsageError for a reward or gold that is no finite number, by
    the answer's id, and where nothing is left.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        groups: dict[str, list[Candidate]] = {}
        self.without_reward = 0
        for each in candidates:
            group = groups.setdefault(each.query_id, [])
            if each.reward is None:
                self.without_reward += 1
                continue
            _check(each, "reward", each.reward)
            if each.gold is not None:
                _check(each, "gold", each.gold)
            group.append(each)
        kept = {query: group for query, group in groups.items() if len(group) > 1}
        self.queries_left_out = tuple(query for query in groups if query not in kept)
        if not kept:
            raise UsageError("nothing to learn from: no query has two candidates with a reward")
        self.rows = kept
        self.queries = {query: tuple(each.response_id for each in group) for query, group in kept.items()}
        self.names = tuple(kept)
        shape = (len(kept), max(len(group) for group in kept.values()))
        self.reference = np.full(shape, -np.inf)
        for row, group in enumerate(kept.values()):
            self.reference[row, : len(group)] = 0.0
        rewards = self._column("reward")
        assert rewards is not None
        self.rewards: FloatArray = rewards
        self.words, self.keywords = (self._column(name) for name in ("words", "keywords"))
        self.marked: BoolArray = np.array([all(each.gold is not None for each in group) for group in kept.values()])
        self.gold: FloatArray | None = self._gold() if self.marked.any() else None

    @property
    def kept(self) -> int:
        """How many candidates there are."""
        return sum(len(names) for names in self.queries.values())

    @property
    def unmarked(self) -> int:
        """How many of them have no gold; one is enough for gold not to watch its query."""
        return sum(each.gold is None for group in self.rows.values() for each in group)

    def _gold(self) -> FloatArray:
        """The marks [Q, C], 0 for the queries that lack one."""
        marks = np.zeros(self.reference.shape)
        for row, group in enumerate(self.rows.values()):
            if self.marked[row]:
                marks[row, : len(group)] = [each.gold for each in group]
        return marks

    def _column(self, name: str) -> FloatArray | None:
        """One of the candidates' figures [Q, C], 0 where there is no candidate; None unless every one has it."""
        column = np.zeros(self.reference.shape)
        for row, group in enumerate(self.rows.values()):
            values = [getattr(each, name) for each in group]
            if any(value is None for value in values):
                return None
            column[row, : len(group)] = values
        return column

    def metrics(self) -> dict[str, tuple[FloatArray, FloatArray]]:
        """For each metric that any candidate has: verdicts that went well, and all that apply [Q, C]."""
        found: dict[str, tuple[FloatArray, FloatArray]] = {}
        for row, group in enumerate(self.rows.values()):
            for place, each in enumerate(group):
                for name, (well, n) in (each.metrics or {}).items():
                    if name not in found:
                        found[name] = (np.zeros(self.reference.shape), np.zeros(self.reference.shape))
                    found[name][0][row, place], found[name][1][row, place] = well, n
        return {name: found[name] for name in sorted(found)}

    def features(self) -> FloatArray:
        """What a linear policy sees [Q, C, D], each column centred over all candidates; 0 where there is none.

        UsageError where the candidates have no features, or not all the same number.
        """
        widths = {len(each.features) for group in self.rows.values() for each in group}
        if len(widths) != 1 or not (width := widths.pop()):
            raise UsageError("a linear policy needs the same features, at least one, of every candidate")
        raw = np.zeros((*self.reference.shape, width))
        for row, group in enumerate(self.rows.values()):
            raw[row, : len(group)] = [each.features for each in group]
        there = np.isfinite(self.reference)
        if not np.isfinite(raw).all():
            raise UsageError("a feature is no finite number")
        result: FloatArray = np.where(there[..., None], raw - raw[there].mean(axis=0), 0.0)
        return result

    def reward_of(self, trajectories: Trajectories) -> FloatArray:
        """The reward of each sampled choice [B, 1]."""
        return self.rewards[trajectories.queries[:, None], trajectories.actions]

    def measure(self, policy: CandidatePolicy, rows: IntArray | None = None) -> Measured:
        """Exact expectations of the policy over the queries in `rows` (default: all), one a query."""
        rows = np.arange(len(self.queries)) if rows is None else rows
        return self.measure_distribution(policy.distribution(rows), policy.reference[rows], rows)

    def measure_distribution(self, log_pi: FloatArray, log_ref: FloatArray, rows: IntArray) -> Measured:
        """The same for any distribution over the candidates of the queries in `rows`, log pi [len(rows), C]."""
        p = np.exp(log_pi)
        marked = self.marked[rows]

        def expected(column: FloatArray | None) -> FloatArray | None:
            return None if column is None else (p * column[rows]).sum(axis=1)

        gold = expected(self.gold)

        return Measured(
            reward=(p * self.rewards[rows]).sum(axis=1),
            kl=exact_kl(log_pi, log_ref),
            entropy=entropy(log_pi)[0],
            gold=gold[marked] if gold is not None and marked.any() else None,
            words=expected(self.words),
            keywords=expected(self.keywords),
        )

    def digest(self) -> str:
        """SHA-256 of everything that training depends on, so that a checkpoint knows its own candidates."""
        text = "\n".join(
            f"{query}\0{each.response_id}\0{each.reward!r}\0{each.gold!r}\0{list(each.features)!r}"
            for query, group in self.rows.items()
            for each in group
        )
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def mean(figures: FloatArray | None) -> float | None:
    """The mean over queries, None where there is nothing."""
    return None if figures is None else float(figures.mean())


def _check(candidate: Candidate, name: str, value: float) -> None:
    if not math.isfinite(value):
        raise UsageError(f"{candidate.response_id}: {name} must be a finite number, got {value}")
