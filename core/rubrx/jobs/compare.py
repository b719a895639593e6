"""Compare runs of one database, query by query, verdict by verdict, and in how their answers are written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from rubrx import store as database
from rubrx.errors import UsageError
from rubrx.jobs.compare_pairs import pair_verdicts
from rubrx.jobs.report import criterion_rows, read_header, read_sums, read_tallies, targets_of, verdict_rows
from rubrx.manager import Plugins, load_plugins
from rubrx.records import UNASSESSED, Status
from rubrx.reports.comparison import Comparison, ItemChange, RunRows, compare
from rubrx.reports.manner import MAX_READ, MannerRow, abbreviations_in, manner_changes, manner_of
from rubrx.reports.paired_verdicts import MARGIN
from rubrx.reports.rates import went_well
from rubrx.reports.summary import Finding, finding
from rubrx.store.answer_pairs import rubric_texts, texts
from rubrx.store.examples import verdicts_with

#: fixed and regressed criteria, of each kind, whose evidence is read
MAX_QUOTED = 50


def compare_runs(
    a: str,
    b: str,
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    plugins: Plugins | None = None,
    seed: int = 0,
    margin: float = MARGIN,
) -> Comparison:
    """Set run `b` beside run `a`: what changed from the first to the second.

    Runs are names, beginnings of ids, or `latest`. `margin` is by how much the share of critical verdicts that
    went well may fall (non-inferiority). `seed` starts the resampling of queries. Raises StoreFault where the
    database can't be read, UsageError for an unknown run or a margin that is none.
    """
    return compare_with_first([a, b], db=db, plugins=plugins, seed=seed, margin=margin)[0]


def compare_with_first(
    runs: Sequence[str],
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    plugins: Plugins | None = None,
    seed: int = 0,
    margin: float = MARGIN,
) -> list[Comparison]:
    """Set every later run beside the first, as `compare_runs` does, all of one moment; UsageError for less than two."""
    if len(runs) < 2:
        raise UsageError("a comparison takes two runs or more")
    if not 0 < margin < 1:
        raise UsageError(f"a margin of {margin:g}: it lies between 0 and 1, such as 0.05 for 5 points")
    targets = targets_of(plugins or load_plugins())
    with database.open_store(db) as store:
        first, *others = [database.find_run(store, which) for which in runs]
        return [_compared(store, first, other, targets, np.random.default_rng(seed), margin) for other in others]


def _compared(
    store: database.Store,
    before: database.Run,
    after: database.Run,
    targets: Mapping[str, float],
    rng: np.random.Generator,
    margin: float,
) -> Comparison:
    pairs, paired = pair_verdicts(store, before, after)
    comparison = compare(
        _rows(store, before), _rows(store, after), targets=targets, rng=rng, pairs=pairs, paired=paired, margin=margin
    )
    examples = _Examples(store, before, after)
    items = comparison.items
    written = _manner(store, before, after)
    return replace(
        comparison,
        items=replace(items, fixed=examples.quoted(items.fixed), regressed=examples.quoted(items.regressed)),
        manner=manner_changes(*written, rng),
        manner_read=sum(map(len, written)),
    )


def _rows(store: database.Store, run: database.Run) -> RunRows:
    return RunRows(read_header(store, run), read_sums(store, run), read_tallies(store, run))


class _Examples:
    """Finds a verdict of each run that shows how a criterion changed."""

    def __init__(self, store: database.Store, before: database.Run, after: database.Run) -> None:
        self._store = store
        self._sides = [(run.id, criterion_rows(store, run)) for run in (before, after)]

    def quoted(self, items: Sequence[ItemChange]) -> tuple[ItemChange, ...]:
        """The items, the first of them with a verdict of each run."""
        before, after = self._sides
        quoted = [
            replace(
                item,
                then=self._one(*before, item, well=item.after < 1),
                now=self._one(*after, item, well=item.after == 1),
            )
            for item in items[:MAX_QUOTED]
        ]
        return (*quoted, *items[MAX_QUOTED:])

    def _one(
        self, run_id: int, worth: Mapping[tuple[str, str], database.CriterionRow], item: ItemChange, *, well: bool
    ) -> Finding | None:
        """One verdict that went well, or one that did not: a wrong one before an open one."""
        row = worth[item.query_id, item.criterion_id]
        judged = [status for status in (Status.MET, Status.NOT_MET) if went_well(row.points, status) is well]
        for choice in (judged, [] if well else sorted(UNASSESSED)):
            for found in verdict_rows(verdicts_with(self._store, run_id, row, [each.value for each in choice], 1)):
                return finding(found)
        return None


def _manner(store: database.Store, a: database.Run, b: database.Run) -> tuple[list[MannerRow], list[MannerRow]]:
    """How each run's answers are written: as many of every query as make up MAX_READ."""
    known = abbreviations_in(text for run in (a, b) for text in rubric_texts(store, run.id))

    def rows(run: database.Run) -> Iterator[MannerRow]:
        queries = max(1, len(database.rubrics(store, run.id)))
        for answer in texts(store, run.id, max(1, MAX_READ // queries)):
            yield MannerRow(answer.query_id, manner_of(answer.text, known), answer.worst)

    return list(rows(a)), list(rows(b))
