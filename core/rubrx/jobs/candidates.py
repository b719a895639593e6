"""Candidate answers for a policy: read from a file or a pack, graded once, scored with the rewards asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file

import numpy as np

from rubrx.contracts import Reward, Scored
from rubrx.errors import InputRefused, UsageError
from rubrx.features import choose_sets, common_scale, feature_rows
from rubrx.grading import Grader
from rubrx.jobs.scoring import score_rewards
from rubrx.jobs.settings import Settings, rewards_in_force
from rubrx.jobs.sources import read_rows, rubrics_from
from rubrx.manager import Plugins
from rubrx.records import UNASSESSED, Grade, Item, Response, Status, items_of
from rubrx.store import RejectedRow, RewardValue
from rubrx.training import Candidate

Source = str | os.PathLike[str]
#: the example file of candidates that rubric packs bring along
BUNDLED = "candidates.jsonl"
#: the column of the mark that only watches, which files may do without
GOLD = "gold"
#: answers that a reward sees at once
BATCH = 64
#: what a linear policy sees unless told otherwise
FEATURES = ("clinical",)


@dataclass(frozen=True, slots=True)
class Graded:
    """Candidates read and graded; `name` says where they came from, `gold` is the mark of each, None without one."""

    name: str
    scored: tuple[Scored, ...]
    gold: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Rewarded:
    """The values of one reward, or of several as their mean: `problems` are answers on which a plugin failed."""

    name: str
    range: tuple[float, float]
    values: tuple[float | None, ...]
    problems: tuple[tuple[str, str], ...]


def graded_candidates(
    source: Source | None, plugins: Plugins, *, rubrics: Sequence[Source] = (), gold: str = GOLD
) -> Graded:
    """The candidates of a response file, or all that the rubric packs bring along; `gold` names the mark's column.

    Every row counts: InputRefused, with file and line, for one that can't be read, has no rubric or a mark that is
    no number, and for a file without any; UsageError where none has a mark of that name (unless it is `gold`).
    """
    known = rubrics_from(plugins, rubrics)
    graders: dict[str, Grader] = {}
    scored: list[Scored] = []
    marks: list[float | None] = []
    for place, response in _rows(source, plugins):
        if response.query_id not in graders:
            rubric = known.get(response.query_id)
            if rubric is None:
                raise InputRefused(
                    f"no rubric for query {response.query_id!r}", path=place, line=response.line, field="query_id"
                )
            graders[response.query_id] = Grader(rubric, plugins.metrics)
        grader = graders[response.query_id]
        reading = grader.reader.read(response.text)
        scored.append(Scored(response, grader.rubric, reading, grader.grade_reading(reading, response)))
        marks.append(gold_of(response, gold, place))
    where = "the rubric packs" if source is None else source
    if not scored:
        if source is not None:
            raise InputRefused("holds no candidate answers", path=os.fspath(source))
        raise UsageError(f"{where}: there are no candidate answers")
    if gold != GOLD and all(mark is None for mark in marks):
        raise UsageError(f"{where}: no candidate has a mark {gold!r}")
    stem = "" if source is None else os.path.splitext(os.path.basename(os.fspath(source)))[0]
    name = {"": "candidates", "-": "stdin"}.get(stem, stem)
    return Graded(name, tuple(scored), tuple(marks))


def _rows(source: Source | None, plugins: Plugins) -> list[tuple[str, Response]]:
    if source is not None:
        return _read(source, plugins)
    found = []
    for pack in plugins.rubric_packs.values():
        if BUNDLED in pack.examples:
            with as_file(pack.examples[BUNDLED]) as path:
                found += _read(path, plugins)
    return found


def _read(source: Source, plugins: Plugins) -> list[tuple[str, Response]]:
    found = []
    place = os.fspath(source)
    with read_rows(source, plugins, None) as rows:
        for row in rows:
            if isinstance(row, RejectedRow):
                raise InputRefused(row.problem, path=place, line=row.line, field=row.field)
            found.append((place, row))
    return found


def gold_of(response: Response, column: str, place: str) -> float | None:
    """The mark of an answer; None without one, InputRefused for one that is no finite number."""
    value = response.metadata.get(column)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool):
            raise TypeError
        number = float(value)  # type: ignore[arg-type]
        if not np.isfinite(number):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise InputRefused(
            f"must be a number, got {str(value)[:40]!r}", path=place, line=response.line or None, field=column
        ) from None
    return number


def rewards_called(names: Sequence[str], plugins: Plugins, settings: Settings) -> dict[str, Reward]:
    """Rewards by name, configured; UsageError for one that there is not."""
    return rewards_in_force(plugins, settings, tuple(dict.fromkeys(names)))


def rewarded(graded: Graded, rewards: Mapping[str, Reward]) -> Rewarded:
    """The values of the reward, or the mean of several, each brought to 0-10 by its declared range.

    Where one of several has no value there is none: means of different rewards can't be compared. UsageError
    where every answer is without a value.
    """
    columns: list[list[float | None]] = []
    problems: list[tuple[str, str]] = []
    for name, reward in rewards.items():
        values = ask(reward, name, graded.scored)
        problems += [
            (scored.response.id, f"{name}: {value.problem}")
            for scored, value in zip(graded.scored, values, strict=True)
            if value.problem
        ]
        columns.append([_rescaled(value.value, reward) if len(rewards) > 1 else value.value for value in values])
    combined = tuple(
        None if any(value is None for value in row) else sum(value for value in row if value is not None) / len(row)
        for row in zip(*columns, strict=True)
    )
    if all(value is None for value in combined):
        why = f"; {problems[0][1]}" if problems else _broken(graded)
        raise UsageError(f"reward {' + '.join(rewards)} gave no value on any of {len(combined)} answers{why}")
    range_ = next(iter(rewards.values())).range if len(rewards) == 1 else (0.0, 10.0)
    return Rewarded("+".join(rewards), range_, combined, tuple(problems))


def _broken(graded: Graded) -> str:
    """The first fault of a grader, which leaves a reward without a value."""
    for scored in graded.scored:
        for verdict in scored.grade.verdicts:
            if verdict.status is Status.ERROR:
                return f"; {scored.response.id}: {verdict.criterion_id}: {verdict.explanation}"
    return ""


def ask(reward: Reward, name: str, scored: Sequence[Scored]) -> list[RewardValue]:
    """A reward's values in batches, each with what went wrong."""
    return [
        values[0]
        for start in range(0, len(scored), BATCH)
        for values in score_rewards({name: reward}, scored[start : start + BATCH])
    ]


def _rescaled(value: float | None, reward: Reward) -> float | None:
    low, high = reward.range
    return None if value is None else 10.0 * (value - low) / (high - low)


def candidates_of(
    graded: Graded, values: Sequence[float | None], features: Sequence[Sequence[float]] | None = None
) -> list[Candidate]:
    """Candidates as training takes them: the reward, gold, what the monitor watches and what a linear policy sees."""
    rows = []
    for place, (scored, value, mark) in enumerate(zip(graded.scored, values, graded.gold, strict=True)):
        reading, terms = scored.reading, scored.rubric.terms
        named = sum(bool(reading.mentions(reading.lexicon.concept(term))) for term in terms)
        rows.append(
            Candidate(
                scored.response.query_id,
                scored.response.id,
                value,
                mark,
                words=float(reading.words),
                keywords=named / len(terms) if terms else 0.0,
                metrics=metric_counts(items_of(scored.rubric), scored.grade),
                features=() if features is None else features[place],
            )
        )
    return rows


def features_of(graded: Graded, names: Sequence[str], plugins: Plugins) -> list[list[float]]:
    """The rows of the named feature sets side by side, on a common scale, as a reward model sees them: a thousand
    columns of words count for no more than a handful of others.

    UsageError for a set that there is not, PluginFault for a broken one.
    """
    sets = choose_sets(plugins.feature_sets, names)
    rows = feature_rows(sets, graded.scored)
    return [list(row) for row in common_scale(sets, rows).of(rows)]


def metric_counts(items: Sequence[Item], grade: Grade) -> dict[str, tuple[int, int]]:
    """For each metric: verdicts that went well, and all that apply; an unassessed one did not go well."""
    counts: dict[str, tuple[int, int]] = {}
    for item, verdict in zip(items, grade.verdicts, strict=True):
        if verdict.status is Status.NOT_APPLICABLE:
            continue
        well = verdict.status not in UNASSESSED and (verdict.status is Status.MET) == (item.points > 0)
        before, n = counts.get(item.metric, (0, 0))
        counts[item.metric] = (before + well, n + 1)
    return counts
