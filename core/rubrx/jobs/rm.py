"""Train a reward model on preferences, and hold it against others: from files to figures."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import rubrx
from rubrx.contracts import FeatureSet, Scored
from rubrx.errors import InputRefused, UsageError
from rubrx.features import Rows, column_names, common_scale
from rubrx.intake.preferences import PreferenceFile, read_preferences
from rubrx.jobs.outputs import refuse_any_database, refuse_what_is_read
from rubrx.jobs.rm_answers import DEFAULT_FEATURES, WORTHLESS, AnswerReader, features_of, rows_of
from rubrx.jobs.sources import installed
from rubrx.learning.bradley_terry import Fit, sigmoid
from rubrx.manager import Plugins
from rubrx.records import Preference
from rubrx.reward_model import files
from rubrx.reward_model.fitting import (
    HELD_OUT,
    CurvePoint,
    Measured,
    Pairs,
    Settings,
    anchored,
    check_enough,
    check_share,
    fit,
    held_out,
    learning_curve,
    measured,
)
from rubrx.reward_model.model import FeatureRef, RewardModel, prompt_hash
from rubrx.reward_model.outcomes import Counts, Rejected, TopFeature
from rubrx.reward_model.pairs import Distinct, distinct

Source = str | os.PathLike[str]
#: the features whose weights a model remembers in words
TOP = 40


@dataclass(frozen=True, slots=True)
class RmTraining:
    """A reward model and how it came about. Held-out figures are None where they were not asked for, or one prompt
    is all there is; `agrees` is the share of the training pairs that it orders as they were ordered."""

    path: str
    digest: str
    source: str
    source_digest: str
    counts: Counts
    features: tuple[str, ...]
    columns: int
    members: int
    l2: float
    label_smoothing: float
    anchors: float
    seed: int
    agrees: float
    held_out: Measured | None
    curve: tuple[CurvePoint, ...]
    top: tuple[TopFeature, ...]
    rejects: tuple[Rejected, ...] = field(repr=False)
    model: RewardModel = field(repr=False)


@dataclass(frozen=True, slots=True)
class RmEvaluation:
    """A model held against preferences; `trained_on` of the `prompts` were among those that it learned from."""

    model: str
    digest: str
    source: str
    counts: Counts
    trained_on: int
    measured: Measured
    rejects: tuple[Rejected, ...] = field(repr=False)


def train_rm(  # noqa: PLR0913 - each is one option of `rubrx rm train`
    source: Source | Sequence[Preference],
    out: Source | None,
    *,
    settings: Settings | None = None,
    features: Sequence[str] = DEFAULT_FEATURES,
    min_agreement: float = 0.0,
    held_out_share: float = HELD_OUT,
    curve: bool = False,
    rubrics: Sequence[Source] = (),
    seed: int = 0,
    plugins: Plugins | None = None,
) -> RmTraining:
    """Learn a reward model from a preference file (or preferences) and write it to `out`, unless that is None.

    `held_out_share` of the prompts are held out at a time, each once, to measure; 0 leaves that away. The same
    preferences, settings and seed give the same file. Raises InputRefused for a file that can't be read or has too few
    pairs, UsageError for settings that can't work, and where `out` is that file or a database.
    """
    plugins, settings = plugins or installed(), settings or Settings()
    _check(source, out, min_agreement, held_out_share, seed)
    sets = features_of(plugins, features)
    file = _file_of(source)
    pairs = _enough(file, min_agreement)
    data = _Data(AnswerReader(plugins, rubrics, sets), sets, pairs, anchors=settings.anchors)
    rng = np.random.default_rng(seed)
    solved = fit(data.pairs, settings, rng)
    tested = held_out(data.pairs, settings, held_out_share, rng) if held_out_share else None
    points = learning_curve(data.pairs, settings, held_out_share or HELD_OUT, rng) if curve else ()
    top = data.top(solved)
    info = {"pairs": len(pairs.pairs), "prompts": len(data.prompts), "min_agreement": min_agreement, "seed": seed}
    model = data.model(solved, {**_origin(file, settings), **info, **_findings(tested, top)})
    digest = "" if out is None else files.save(model, out)
    p = sigmoid(data.pairs.differences()[: data.pairs.real] @ model.weights.T).mean(axis=1)
    return RmTraining(
        path="" if out is None else os.fspath(out),
        digest=digest,
        source=file.path,
        source_digest=file.digest,
        counts=data.counts(pairs, len(file.rejects)),
        features=tuple(each.name for each in sets),
        columns=model.weights.shape[1],
        members=settings.members,
        l2=settings.l2,
        label_smoothing=settings.label_smoothing,
        anchors=settings.anchors,
        seed=seed,
        agrees=float((p > 0.5).mean()),
        held_out=tested,
        curve=points,
        top=top,
        rejects=_rejected(file),
        model=model,
    )


def _check(
    source: Source | Sequence[Preference], out: Source | None, min_agreement: float, held_out_share: float, seed: int
) -> None:
    """UsageError for settings that can't work, and a place where the model can't go, before anything is read."""
    if not 0 <= min_agreement <= 1:
        raise UsageError(f"min agreement must be a share from 0 to 1, got {min_agreement}")
    if held_out_share:
        check_share(held_out_share)
    if seed < 0:
        raise UsageError(f"seed must be at least 0, got {seed}")
    if out is not None:
        _check_place(Path(out))
        if isinstance(source, str | os.PathLike):
            refuse_what_is_read(out, source)


def _origin(file: PreferenceFile, settings: Settings) -> dict[str, Any]:
    """What a model remembers of where it came from."""
    return {
        "rubrx": rubrx.__version__,
        "source": Path(file.path).name,
        "source_digest": file.digest,
        "members": settings.members,
        "l2": settings.l2,
        "label_smoothing": settings.label_smoothing,
        "anchors": settings.anchors,
    }


def _findings(tested: Measured | None, top: Sequence[TopFeature]) -> dict[str, Any]:
    """What a model remembers of what it is worth, and of its weights in words."""
    found: dict[str, Any] = {"top": [[each.feature, round(each.effect, 6)] for each in top]}
    if tested is not None:
        found["held_out_accuracy"] = [tested.accuracy.value, *tested.accuracy.interval]
    return found


def _enough(file: PreferenceFile, min_agreement: float) -> Distinct:
    """The file's distinct pairs; InputRefused where they are too few to learn from."""
    pairs = distinct(file.pairs, min_agreement)
    try:
        check_enough(len(pairs.pairs))
    except UsageError as fault:
        raise InputRefused(f"{fault}{_lost(pairs)}{first_refusal(file)}", path=file.path) from None
    return pairs


def eval_rm(
    path: Source,
    source: Source | Sequence[Preference],
    *,
    min_agreement: float = 0.0,
    rubrics: Sequence[Source] = (),
    plugins: Plugins | None = None,
) -> RmEvaluation:
    """How far a model orders the pairs of a preference file as they are ordered there, with calibration."""
    plugins = plugins or installed()
    model, digest = files.load(path, plugins.feature_sets)
    sets = features_of(plugins, [each.name for each in model.features])
    file = _file_of(source)
    pairs = distinct(file.pairs, min_agreement)
    if not pairs.pairs:
        raise InputRefused(f"no usable pair{_lost(pairs)}{first_refusal(file)}", path=file.path)
    data = _Data(AnswerReader(plugins, rubrics, sets), sets, pairs, model)
    p = sigmoid(data.pairs.differences() @ model.weights.T).mean(axis=1)
    return RmEvaluation(
        model=os.fspath(path),
        digest=digest,
        source=file.path,
        counts=data.counts(pairs, len(file.rejects)),
        trained_on=sum(prompt_hash(each) in model.prompts for each in data.prompts),
        measured=measured(p, data.pairs.prompt),
        rejects=_rejected(file),
    )


def _lost(pairs: Distinct) -> str:
    dropped = [(pairs.tied, "tied"), (pairs.below, "with too little agreement")]
    told = ", ".join(f"{n:,} {why}" for n, why in dropped if n)
    return f" (dropped: {told})" if told else ""


def first_refusal(file: PreferenceFile) -> str:
    """How many rows of a file were refused, and why the first one was, in brackets; nothing where none was."""
    if not file.rejects:
        return ""
    first = file.rejects[0]
    place = ": ".join(part for part in (f"line {first.line}", first.field, first.problem) if part)
    return f" ({len(file.rejects):,} refused, the first {place})"


def _check_place(out: Path) -> None:
    """UsageError where a model could not be written, before anything is learned."""
    if out.is_dir():
        raise UsageError(f"{out} is a folder")
    if not os.access(out.parent, os.W_OK):
        raise UsageError(f"{out} can't be written: {out.parent} is no folder that can be written to")
    refuse_any_database(out)


def _file_of(source: Source | Sequence[Preference]) -> PreferenceFile:
    if isinstance(source, str):
        return read_preferences(source)
    if isinstance(source, os.PathLike):
        return read_preferences(Path(source))
    digest = hashlib.sha256(repr([tuple(each) for each in source]).encode("utf-8", "replace")).hexdigest()
    return PreferenceFile("preferences", tuple(source), (), (), digest, ())


def _rejected(file: PreferenceFile) -> tuple[Rejected, ...]:
    return tuple(Rejected(each.line, each.field, each.problem) for each in file.rejects)


class _Data:
    """Pairs of texts as arrays: every distinct answer read once, its features on the model's scale or on their own."""

    def __init__(
        self,
        reader: AnswerReader,
        sets: Sequence[FeatureSet],
        pairs: Distinct,
        model: RewardModel | None = None,
        anchors: float = 0.0,
    ) -> None:
        self._sets = sets
        places: dict[tuple[str, str], int] = {}
        prompts: dict[str, int] = {}
        index = []
        for each in pairs.pairs:
            key = reader.key(each.prompt)
            at = [places.setdefault((key, text), len(places)) for text in (each.chosen, each.rejected)]
            index.append((*at, prompts.setdefault(key, len(prompts))))
        self.prompts = tuple(prompts)
        self._with_rubric = sum(reader.rubric_of(each) is not None for each in prompts)
        self._answers: list[Scored] = []
        blocks = []
        for answers, rows in rows_of(sets, (reader.read(key, text) for key, text in places)):
            blocks.append(rows)
            self._answers += answers
        raw = np.concatenate(blocks)
        self._scale = common_scale(sets, raw) if model is None else model.scale
        rows = self._scale.of(raw)
        columns = np.array(index, dtype=np.int64)
        margins = None
        if any(each.margin for each in pairs.pairs):
            margins = np.array([each.margin or 0.0 for each in pairs.pairs])
        worthless = self._worthless(reader) if anchors else np.empty((0, 0, 0))
        self.pairs = anchored(Pairs(rows, columns[:, 0], columns[:, 1], columns[:, 2], margins), worthless, anchors)

    def _worthless(self, reader: AnswerReader) -> Rows:
        """Feature rows [prompts, W, D] of answers worth nothing."""
        answers = (reader.read(key, text) for key in self.prompts for text in reader.worthless(key))
        blocks = [rows for _, rows in rows_of(self._sets, answers)]
        return self._scale.of(np.concatenate(blocks)).reshape(len(self.prompts), WORTHLESS, -1)

    def counts(self, pairs: Distinct, rejected: int) -> Counts:
        return Counts(
            rows=pairs.rows,
            rejected=rejected,
            repeated=pairs.repeated,
            contradicted=pairs.contradicted,
            tied=pairs.tied,
            below=pairs.below,
            anchors=self.pairs.anchors,
            pairs=len(pairs.pairs),
            prompts=len(self.prompts),
            with_rubric=self._with_rubric,
        )

    def model(self, solved: Fit, info: dict[str, Any]) -> RewardModel:
        """The model, centred and scaled on the training answers."""
        utilities = self.pairs.rows[: len(self._answers)] @ solved.weights.T
        spread = float(utilities.std(axis=0).mean())
        if not spread > 1e-9:
            raise UsageError(
                "these preferences teach nothing: the features can't tell any chosen answer from its rival"
            )
        return RewardModel(
            features=tuple(FeatureRef(each.name, each.version, each.width) for each in self._sets),
            scale=self._scale,
            weights=solved.weights,
            centre=utilities.mean(axis=0),
            spread=spread,
            prompts=frozenset(prompt_hash(each) for each in self.prompts),
            info=info,
        )

    def top(self, solved: Fit) -> tuple[TopFeature, ...]:
        """The features that move scores most, the strongest first."""
        effects = solved.weights.mean(axis=0) * self.pairs.rows[: len(self._answers)].std(axis=0)
        order = np.argsort(-np.abs(effects), kind="stable")[:TOP]
        names = column_names(self._sets, self._answers)
        return tuple(
            TopFeature(names.get(int(at), f"column {at}"), float(effects[at])) for at in order if effects[at] != 0
        )
