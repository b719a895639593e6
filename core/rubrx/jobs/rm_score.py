"""Score answers with a reward model: a response file or a graded run in, scores with their doubt out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rubrx.errors import InputRefused, UsageError
from rubrx.jobs.rm_answers import AnswerReader, Source, features_of, rows_of
from rubrx.jobs.sources import installed, read_rows
from rubrx.manager import Plugins
from rubrx.records import Response
from rubrx.reward_model import files
from rubrx.reward_model.model import RewardModel
from rubrx.store import RejectedRow, find_run, open_store
from rubrx.store.preferences import texts

K = 1.0


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """One answer's scores, 0-10: the members' mean, lowest, standard deviation, and mean less `k` of these."""

    query_id: str
    response_id: str
    mean: float
    sd: float
    lowest: float
    lower: float


@dataclass(frozen=True, slots=True)
class RmScores:
    """The scores of a source's answers, in its order; `rejected` rows (line, field, problem) have none."""

    model: str
    digest: str
    source: str
    k: float
    answers: tuple[AnswerScore, ...]
    rejected: tuple[RejectedRow, ...]


def score_rm(
    path: Source,
    source: Source | None = None,
    *,
    run: str | None = None,
    db: Source = "./rubrx.db",
    k: float = K,
    rubrics: Sequence[Source] = (),
    plugins: Plugins | None = None,
) -> RmScores:
    """The model's scores of a response file's answers (`-` is standard input), or of those of a run in `db`.

    Raises InputRefused for a model or a file that can't be read, UsageError unless exactly one source is given.
    """
    plugins = plugins or installed()
    if (source is None) == (run is None):
        raise UsageError("give a response file or a run: one of them")
    check_k(k)
    model, digest = files.load(path, plugins.feature_sets)
    rejected: list[RejectedRow] = []
    if run is not None:
        with open_store(db) as store:
            found = find_run(store, run)
            responses = [Response(row.response_id, row.query_id, row.text) for row in texts(store, found.id)]
        scores = list(score_answers(model, responses, rubrics=rubrics, plugins=plugins, k=k))
        name = found.name
    else:
        assert source is not None
        name = os.fspath(source)
        with read_rows(source, plugins, None) as rows:
            good = _good(rows, rejected)
            scores = list(score_answers(model, good, rubrics=rubrics, plugins=plugins, k=k))
        if not scores and not rejected:
            raise InputRefused("holds no answers", path=name)
    return RmScores(os.fspath(path), digest, name, k, tuple(scores), tuple(rejected))


def score_answers(
    model: RewardModel,
    responses: Iterable[Response],
    *,
    rubrics: Sequence[Source] = (),
    plugins: Plugins | None = None,
    k: float = K,
) -> Iterator[AnswerScore]:
    """The scores of answers, in order, streaming; a response's query id names its rubric, or is its prompt."""
    plugins = plugins or installed()
    sets = features_of(plugins, [each.name for each in model.features])
    reader = AnswerReader(plugins, rubrics, sets)
    for answers, rows in rows_of(sets, (reader.read(each.query_id, each.text, each.id) for each in responses)):
        scores = model.scores(rows)
        for scored, *figures in zip(answers, scores.mean, scores.sd, scores.lowest, scores.lower(k), strict=True):
            yield AnswerScore(scored.response.query_id, scored.response.id, *(float(each) for each in figures))


def check_k(k: float) -> None:
    """UsageError unless k is a number from 0 to 100."""
    if not 0 <= k <= 100:
        raise UsageError(f"k must be a number from 0 to 100, got {k}")


def _good(rows: Iterable[Response | RejectedRow], rejected: list[RejectedRow]) -> Iterator[Response]:
    for row in rows:
        if isinstance(row, RejectedRow):
            rejected.append(row)
        else:
            yield row
