"""Probe a reward model with minimal pairs: two answers that differ in one thing that ought to matter."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rubrx.errors import InputRefused, UsageError
from rubrx.intake.preferences import PreferenceFile, preferences_in, read_preferences
from rubrx.jobs.rm import first_refusal
from rubrx.jobs.rm_answers import AnswerReader, Source, features_of, rows_of
from rubrx.jobs.sources import installed
from rubrx.manager import Plugins
from rubrx.records import Preference
from rubrx.reward_model import files
from rubrx.reward_model.outcomes import ProbePair, Rejected, TopFeature, Won
from rubrx.statistics import wilson

#: the column of a file of minimal pairs that says what the two answers differ in
KIND = "kind"


@dataclass(frozen=True, slots=True)
class RmProbe:
    """What a model prefers where two answers differ in one thing; `top` are the weights it learned, in words."""

    model: str
    digest: str
    source: str
    kinds: tuple[Won, ...]
    overall: Won
    pairs: tuple[ProbePair, ...]
    top: tuple[TopFeature, ...]
    rejects: tuple[Rejected, ...]


def probe_rm(
    path: Source, source: Source | None = None, *, rubrics: Sequence[Source] = (), plugins: Plugins | None = None
) -> RmProbe:
    """Hold a model against minimal pairs: those of a file, or of every pack in force.

    A pair says in the column `kind` what it is about; other columns (a source, a note) are for people. Raises
    InputRefused for a model or file that can't be used, UsageError where there are no pairs.
    """
    plugins = plugins or installed()
    model, digest = files.load(path, plugins.feature_sets)
    probes = [read_preferences(os.fspath(source))] if source is not None else _bundled(plugins)
    found = [
        (str(rest.get(KIND) or "any"), pair)
        for file in probes
        for pair, rest in zip(file.pairs, file.others, strict=True)
    ]
    if not found and source is not None:
        raise InputRefused(f"no usable pair{first_refusal(probes[0])}", path=probes[0].path)
    if not found:
        raise UsageError("no minimal pairs: no pack in force brings any, and no file was given")
    sets = features_of(plugins, [each.name for each in model.features])
    reader = AnswerReader(plugins, rubrics, sets)
    answers = (reader.read(pair.prompt, text) for _, pair in found for text in (pair.chosen, pair.rejected))
    utilities = np.concatenate([model.utilities(rows) for _, rows in rows_of(sets, answers)])
    p = (1.0 / (1.0 + np.exp(-(utilities[0::2] - utilities[1::2])))).mean(axis=1)
    pairs = tuple(_pair(kind, pair, float(each)) for (kind, pair), each in zip(found, p, strict=True))
    kinds = Counter(each.kind for each in pairs)
    return RmProbe(
        model=os.fspath(path),
        digest=digest,
        source=", ".join(file.path for file in probes),
        kinds=tuple(_won(kind, [each for each in pairs if each.kind == kind]) for kind in sorted(kinds)),
        overall=_won("all", pairs),
        pairs=pairs,
        top=tuple(TopFeature(str(name), float(effect)) for name, effect in model.info.get("top", [])),
        rejects=tuple(Rejected(each.line, each.field, each.problem) for file in probes for each in file.rejects),
    )


def _pair(kind: str, pair: Preference, probability: float) -> ProbePair:
    return ProbePair(kind, pair.prompt, pair.chosen, pair.rejected, probability)


def _won(kind: str, pairs: Sequence[ProbePair]) -> Won:
    wins = sum(each.probability > 0.5 for each in pairs)
    return Won(kind, wins, len(pairs), wins / len(pairs), wilson(wins, len(pairs)))


def _bundled(plugins: Plugins) -> list[PreferenceFile]:
    """The minimal pairs that packs bring, by pack and file."""
    return [
        preferences_in(pack.probes[name].read_bytes(), f"{pack.name}/{name}")
        for pack in plugins.rubric_packs.values()
        for name in sorted(pack.probes)
    ]
