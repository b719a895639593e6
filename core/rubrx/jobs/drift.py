"""Compare two runs' answers for drift: read them from the store, ask the reward model how sure it is."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from rubrx.errors import UsageError
from rubrx.jobs.gold import NoMarks, gold_of
from rubrx.jobs.rm_score import score_answers
from rubrx.jobs.sources import installed
from rubrx.manager import Plugins
from rubrx.records import Response
from rubrx.reward_model import files
from rubrx.safeguards.drift import Drift, Sample, drift
from rubrx.store import Run, Store, find_run, open_store
from rubrx.store.labelled import AnsweredRow, answered


def drift_between(  # noqa: PLR0913 - each is one option of `rubrx drift`
    a: str,
    b: str,
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    reward: str | None = None,
    gold: str | None = None,
    model: str | os.PathLike[str] | None = None,
    plugins: Plugins | None = None,
    seed: int = 0,
) -> Drift:
    """Has the text drifted from run `a` to run `b`? Runs are names, beginnings of ids, or `latest`.

    With `gold` (see `rubrx.jobs.gold.gold_of`; where only one run has marks nothing is said) the accuracy of `reward`
    on each run is compared. With `model`, a file of `rubrx rm train`, its members' disagreement on the new answers is
    held against that on the old ones, and without `reward` its mean is the reward that gold judges. `seed` starts the
    permutations and the resampling. UsageError for an unknown run, a reward that a run was not scored with, or runs of
    fewer than two answers; InputRefused for a model that can't be read.
    """
    with open_store(db) as store:
        samples = [_sample(store, find_run(store, which), reward, gold) for which in (a, b)]
    if gold is not None and not any(mark is not None for sample in samples for mark in sample.gold or ()):
        raise UsageError(f"no answer of {samples[0].name} or {samples[1].name} has a mark in {gold!r}")
    if model is not None:
        samples = [_asked(sample, model, plugins or installed()) for sample in samples]
    try:
        return drift(samples[0], samples[1], np.random.default_rng(seed))
    except ValueError as fault:
        raise UsageError(f"{samples[0].name} and {samples[1].name}: {fault}") from fault


def _sample(store: Store, run: Run, reward: str | None, gold: str | None) -> Sample:
    rows = answered(store, run.id)
    return Sample(
        name=run.name,
        queries=[row.query_id for row in rows],
        texts=[row.text for row in rows],
        reward=None if reward is None else _rewards(run, rows, reward),
        gold=None if gold is None else _marks(store, run, rows, gold),
    )


def _asked(sample: Sample, path: str | os.PathLike[str], plugins: Plugins) -> Sample:
    """The sample with the model's doubt about each answer, and its mean where no other reward is judged."""
    model, _ = files.load(path, plugins.feature_sets)
    responses = [Response("", query, text) for query, text in zip(sample.queries, sample.texts, strict=True)]
    scores = list(score_answers(model, responses, plugins=plugins))
    means = [score.mean for score in scores]
    return replace(sample, sd=[score.sd for score in scores], reward=sample.reward or means)


def _rewards(run: Run, rows: list[AnsweredRow], reward: str) -> list[float | None]:
    names = sorted({name for row in rows for name in row.rewards})
    if reward not in names:
        raise UsageError(f"run {run.name} was not scored with a reward {reward!r}; it has {', '.join(names) or 'none'}")
    return [row.rewards.get(reward) for row in rows]


def _marks(store: Store, run: Run, rows: list[AnsweredRow], gold: str) -> list[float | None]:
    """Each answer's mark; None for all of a run that nobody has marked."""
    try:
        found = gold_of(store, run, rows, gold)
    except NoMarks:
        found = {}
    return [found.get(row.response_id) for row in rows]
