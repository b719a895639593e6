"""One round of learning from people: retrain on what was labelled, score new outputs, say what to label next."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rubrx.errors import UsageError
from rubrx.features import Rows
from rubrx.jobs.rm import RmTraining, train_rm
from rubrx.jobs.rm_answers import DEFAULT_FEATURES, AnswerReader, Source, features_of, rows_of
from rubrx.jobs.rounds import add_step
from rubrx.jobs.sources import installed
from rubrx.learning.bradley_terry import sigmoid
from rubrx.manager import Plugins
from rubrx.records import Preference, Response
from rubrx.reward_model.fitting import HELD_OUT, Settings
from rubrx.store import find_run, open_store
from rubrx.store.annotations import current_preferences
from rubrx.store.preferences import texts

#: pairs that a round proposes for labelling unless somebody says otherwise
TO_LABEL = 50
#: of more answers to one query than this, the pairs among those that the members disagree on most are weighed
PER_QUERY = 60


@dataclass(frozen=True, slots=True)
class ToLabel:
    """Two answers that people should compare: the model's P(a beats b), and how far its members differ on it."""

    query_id: str
    response_a: str
    response_b: str
    probability: float
    disagreement: float


@dataclass(frozen=True, slots=True)
class RmRound:
    """A round: the model trained, what it says of the new outputs, and the pairs to label next, most useful first.

    `figures` are what a record of the round keeps: name -> number.
    """

    training: RmTraining
    answers: int
    to_label: tuple[ToLabel, ...]
    figures: dict[str, float] = field(default_factory=dict)


def rm_round(  # noqa: PLR0913 - each is one choice, by name
    preferences: Source | Sequence[Preference],
    outputs: Iterable[Response],
    out: Source,
    *,
    settings: Settings | None = None,
    features: Sequence[str] = DEFAULT_FEATURES,
    min_agreement: float = 0.0,
    held_out_share: float = HELD_OUT,
    to_label: int = TO_LABEL,
    labelled: Iterable[tuple[str, str]] = (),
    rubrics: Sequence[Source] = (),
    seed: int = 0,
    plugins: Plugins | None = None,
) -> RmRound:
    """Train on all preferences so far, write the model to `out`, and rank pairs of new outputs for labelling.

    Two answers to one query are worth asking about where the members disagree on which is better: by the standard
    deviation of their probabilities (the spread of a committee, Seung, Opper & Sompolinsky 1992, COLT). No
    answer is asked about twice before every other of its query was; pairs in `labelled` (ids, either way round) are
    left out. UsageError for a model of one member, who can't disagree, and as `train_rm`.
    """
    settings = settings or Settings()
    if settings.members < 2:
        raise UsageError("a round needs two members or more: one has nobody to disagree with")
    if to_label < 0:
        raise UsageError(f"to label must be at least 0, got {to_label}")
    plugins = plugins or installed()
    training = train_rm(
        preferences,
        out,
        settings=settings,
        features=features,
        min_agreement=min_agreement,
        held_out_share=held_out_share,
        rubrics=rubrics,
        seed=seed,
        plugins=plugins,
    )
    model = training.model
    sets = features_of(plugins, features)
    reader = AnswerReader(plugins, rubrics, sets)
    ids: list[tuple[str, str]] = []
    blocks: list[Rows] = []
    scores = []
    read = (reader.read(each.query_id, each.text, each.id) for each in outputs)
    for answers, rows in rows_of(sets, read):
        ids += [(each.response.query_id, each.response.id) for each in answers]
        blocks.append(model.utilities(rows))
        scores.append(model.scores(rows))
    known = {frozenset(pair) for pair in labelled}
    ranked = _ranked(ids, np.concatenate(blocks), known, to_label) if ids else []
    figures = _figures(training, ranked)
    figures["answers"] = float(len(ids))
    if scores:
        figures["mean_score"] = float(np.concatenate([each.mean for each in scores]).mean())
        figures["mean_sd"] = float(np.concatenate([each.sd for each in scores]).mean())
    return RmRound(training, len(ids), tuple(ranked), figures)


def _figures(training: RmTraining, ranked: Sequence[ToLabel]) -> dict[str, float]:
    """What a record of the round keeps of its training and of the pairs to label."""
    figures = {
        "pairs": float(training.counts.pairs),
        "prompts": float(training.counts.prompts),
        "to_label": float(len(ranked)),
    }
    if training.held_out is not None:
        accuracy = training.held_out.accuracy
        figures |= {
            "held_out_accuracy": accuracy.value,
            "held_out_low": accuracy.interval.low,
            "held_out_high": accuracy.interval.high,
            "ece": training.held_out.ece,
        }
    if ranked:
        figures["mean_disagreement"] = float(np.mean([each.disagreement for each in ranked]))
    return figures


def rm_round_of_run(
    preferences: Source | Sequence[Preference],
    run: str,
    out: Source,
    *,
    db: Source = "./rubrx.db",
    record: bool = True,
    **choices: Any,
) -> RmRound:
    """`rm_round` with the answers of a run in `db` as outputs; pairs that somebody has compared are not asked again.

    The figures are kept as the step `rm` of the newest round, unless `record` is false. Raises as `rm_round`, and
    StoreFault where the database can't be read or written.
    """
    with open_store(db) as store:
        found = find_run(store, run)
        outputs = [Response(row.response_id, row.query_id, row.text) for row in texts(store, found.id)]
        compared = [(row.response_a, row.response_b) for row in current_preferences(store, found.id)]
    done = rm_round(preferences, outputs, out, labelled=compared, **choices)
    if record:
        add_step("rm", db=db, figures=done.figures, note=f"{done.training.path} on {found.name}")
    return done


def _ranked(ids: list[tuple[str, str]], utilities: Rows, labelled: set[frozenset[str]], most: int) -> list[ToLabel]:
    """Pairs of answers to one query, the most disputed first, answers not yet asked about before others."""
    groups: dict[str, list[int]] = {}
    for at, (query, _) in enumerate(ids):
        groups.setdefault(query, []).append(at)
    candidates = []
    for query, members in groups.items():
        centred = utilities[members] - utilities[members].mean(axis=0)
        disputed = [members[int(i)] for i in np.argsort(-centred.std(axis=1), kind="stable")[:PER_QUERY]]
        for a, b in itertools.combinations(sorted(disputed), 2):
            names = ids[a][1], ids[b][1]
            if frozenset(names) in labelled or (utilities[a] == utilities[b]).all():
                continue
            p = sigmoid(utilities[a] - utilities[b])
            candidates.append(ToLabel(query, *names, float(p.mean()), float(p.std())))
    candidates.sort(key=lambda each: (-each.disagreement, each.query_id, each.response_a, each.response_b))
    taken: list[ToLabel] = []
    while candidates and len(taken) < most:
        # one pass asks about each answer once at most; the next pass begins with what is left
        used: set[tuple[str, str]] = set()
        left = []
        for each in candidates:
            sides = {(each.query_id, each.response_a), (each.query_id, each.response_b)}
            if used & sides:
                left.append(each)
            else:
                used |= sides
                taken.append(each)
        candidates = left
    return taken[:most]
