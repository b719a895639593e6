"""Preferences from what the database holds: answers of one query ordered by a mark, or by people's choices."""

from __future__ import annotations

import itertools
import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rubrx.errors import UsageError
from rubrx.intake.columns import finite
from rubrx.jobs.outputs import refuse_any_database
from rubrx.records import Preference
from rubrx.reward_model.files import write_whole
from rubrx.store import Run, Store, find_run, open_store, reward_values
from rubrx.store.annotations import current_preferences
from rubrx.store.candidates import reward_names
from rubrx.store.preferences import TextRow, texts

Source = str | os.PathLike[str]
#: what answers are ordered by unless somebody says otherwise: the score, as 0-10
SCORE = "score"
#: how far apart two marks must lie on 0-10 for the better one to count as preferred
MIN_GAP = 1.0
#: more pairs of one query than this are drawn from
PER_QUERY = 1_000


@dataclass(frozen=True, slots=True)
class RunPairs:
    """Preferences of a run: `unmarked` answers had no mark, `close` pairs lay closer than the gap, `tied` choices
    preferred neither, `left_out` pairs were more than one query may have."""

    run: str
    by: str
    pairs: tuple[Preference, ...]
    queries: int
    unmarked: int
    close: int
    tied: int
    left_out: int


def pairs_of_run(
    run: str = "latest",
    *,
    db: Source = "./rubrx.db",
    by: str = SCORE,
    min_gap: float = MIN_GAP,
    per_query: int = PER_QUERY,
    seed: int = 0,
) -> RunPairs:
    """Each two answers of a run to the same query whose marks lie at least `min_gap` apart, the better one chosen.

    `by` is `score` (10 x the worst still possible), a reward that the run was scored with, or a column of its file
    (gold). The prompt is the rubric's query. UsageError for an unknown run, and where no answer has such a mark.
    """
    if not (min_gap >= 0 and math.isfinite(min_gap)):
        raise UsageError(f"min gap must be a number of at least 0, got {min_gap}")
    if seed < 0:
        raise UsageError(f"seed must be at least 0, got {seed}")
    if per_query < 1:
        raise UsageError(f"per query must be at least 1, got {per_query}")
    with open_store(db) as store:
        found = find_run(store, run)
        rows = texts(store, found.id)
        marks = _marks(store, found, rows, by)
    if not marks:
        raise UsageError(
            f"no answer of run {found.name} has a mark {by!r}: give score, a reward, or a column of its file"
        )
    rng = np.random.default_rng(seed)
    pairs: list[Preference] = []
    close = left_out = queries = 0
    for _, group in itertools.groupby(rows, key=lambda row: row.query_id):
        ordered = [(marks[row.response_id], row) for row in group if row.response_id in marks]
        made = []
        for (x, a), (y, b) in itertools.combinations(ordered, 2):
            if a.text == b.text:
                continue
            if abs(x - y) < min_gap or x == y:
                close += 1
                continue
            better, worse = (a, b) if x > y else (b, a)
            made.append(Preference(a.query, better.text, worse.text))
        if len(made) > per_query:
            left_out += len(made) - per_query
            made = [made[int(i)] for i in np.sort(rng.choice(len(made), per_query, replace=False))]
        queries += bool(made)
        pairs += made
    return RunPairs(found.name, by, tuple(pairs), queries, len(rows) - len(marks), close, 0, left_out)


def pairs_of_annotations(run: str = "latest", *, db: Source = "./rubrx.db") -> RunPairs:
    """What people preferred among a run's answers: one preference a vote, ties left out.

    Training joins the votes: the majority counts, and `min_agreement` drops what too few agree on.
    """
    with open_store(db) as store:
        found = find_run(store, run)
        by_id = {row.response_id: row for row in texts(store, found.id)}
        votes = current_preferences(store, found.id)
    pairs = []
    tied = 0
    for vote in votes:
        a, b = by_id.get(vote.response_a), by_id.get(vote.response_b)
        if a is None or b is None or a.text == b.text:
            continue
        if vote.preferred == "tie":
            tied += 1
            continue
        better, worse = (a, b) if vote.preferred == "a" else (b, a)
        pairs.append(Preference(a.query, better.text, worse.text, annotators=1))
    if not votes:
        raise UsageError(f"nobody has compared answers of run {found.name} yet: rubrx annotate")
    return RunPairs(found.name, "annotations", tuple(pairs), len({each.prompt for each in pairs}), 0, 0, tied, 0)


def as_lines(pairs: Iterable[Preference]) -> Iterable[str]:
    """The preferences as JSON Lines, in the ecosystem's columns; what isn't known is left out."""
    for each in pairs:
        row: Mapping[str, Any] = {key: value for key, value in each._asdict().items() if value is not None}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def write_pairs(pairs: Sequence[Preference], path: Source) -> None:
    """Write them to a file, whole or not at all; UsageError where that can't be done, or a database stands there."""
    target = Path(path)
    refuse_any_database(target)
    write_whole(target, (line.encode() for line in as_lines(pairs)))


def _marks(store: Store, run: Run, rows: Sequence[TextRow], by: str) -> dict[str, float]:
    """Answer -> mark; answers without one are missing."""
    if by == SCORE:
        return {row.response_id: 10.0 * row.worst for row in rows if row.worst is not None}
    if by in reward_names(store, run.id):
        return {name: value for _, name, value in reward_values(store, run.id, by) if value is not None}
    return {row.response_id: mark for row in rows if (mark := finite(row.metadata.get(by))) is not None}
