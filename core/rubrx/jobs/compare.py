"""Compare runs of one database, query by query, verdict by verdict, and in how their answers are written."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from rubrx import store as database
from rubrx.errors import UsageError
from rubrx.jobs.report import criterion_rows, read_header, read_scores, read_tallies, targets_of, verdict_rows
from rubrx.manager import Plugins, load_plugins
from rubrx.records import UNASSESSED, Status
from rubrx.reports.comparison import Comparison, ItemChange, RunRows, compare
from rubrx.reports.manner import MAX_READ, MannerRow, abbreviations_in, manner_changes, manner_of
from rubrx.reports.paired_verdicts import MARGIN, PairCounts, PairTally
from rubrx.reports.rates import went_well
from rubrx.reports.summary import Finding, finding
from rubrx.store.answer_pairs import answer_ids, rubric_texts, statuses, texts
from rubrx.store.examples import verdicts_with

#: fixed and regressed criteria, of each kind, whose evidence is read
MAX_QUOTED = 50
#: answers whose verdicts are read at once
BATCH = 400


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
    if not 0 < margin < 1:
        raise UsageError(f"a margin of {margin:g}: it lies between 0 and 1, such as 0.05 for 5 points")
    plugins = plugins or load_plugins()
    rng = np.random.default_rng(seed)
    with database.open_store(db) as store:
        before, after = (database.find_run(store, which) for which in (a, b))
        pairs, paired = _pairs(store, before, after)
        comparison = compare(
            _rows(store, before),
            _rows(store, after),
            targets=targets_of(plugins),
            rng=rng,
            pairs=pairs,
            paired=paired,
            margin=margin,
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


def compare_with_first(
    runs: Sequence[str],
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    plugins: Plugins | None = None,
    seed: int = 0,
    margin: float = MARGIN,
) -> list[Comparison]:
    """Set every later run beside the first, as `compare_runs` does. UsageError for fewer than two."""
    if len(runs) < 2:
        raise UsageError("a comparison takes two runs or more")
    plugins = plugins or load_plugins()
    first, *others = runs
    return [compare_runs(first, other, db=db, plugins=plugins, seed=seed, margin=margin) for other in others]


def _rows(store: database.Store, run: database.Run) -> RunRows:
    return RunRows(read_header(store, run), tuple(read_scores(store, run)), read_tallies(store, run))


def _pairs(store: database.Store, a: database.Run, b: database.Run) -> tuple[list[PairTally], PairCounts]:
    """The verdicts of paired answers, counted by criterion and by both statuses."""
    couples, paired = _couples(store, a, b)
    counted: Counter[tuple[str, str, Status, Status]] = Counter()
    for start in range(0, len(couples), BATCH):
        batch = couples[start : start + BATCH]
        before = statuses(store, a.id, [old for _, old, _ in batch])
        after = statuses(store, b.id, [new for _, _, new in batch])
        for query, old, new in batch:
            now = dict(after.get(new, ()))
            for criterion, was in before.get(old, ()):
                if (is_ := now.get(criterion)) is not None:
                    counted[query, criterion, was, is_] += 1
    return [PairTally(*key, n) for key, n in counted.items()], paired


def _couples(store: database.Store, a: database.Run, b: database.Run) -> tuple[list[tuple[str, str, str]], PairCounts]:
    """(query, answer of a, answer of b): by id where both have it, the rest of each query in file order."""
    ids = dict.fromkeys(answer_ids(store, b.id))
    by_id, left = [], []
    for key in answer_ids(store, a.id):
        if key in ids:
            del ids[key]
            by_id.append((*key, key[1]))
        else:
            left.append(key)
    waiting: dict[str, deque[str]] = {}
    for query, response in ids:
        waiting.setdefault(query, deque()).append(response)
    in_order = [(query, old, waiting[query].popleft()) for query, old in left if waiting.get(query)]
    return [*by_id, *in_order], PairCounts(
        len(by_id), len(in_order), len(left) - len(in_order), sum(map(len, waiting.values()))
    )


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
