"""What rubrics, or the verdicts of a run, cover: topic by population by metric, with n, and what is empty.

`Coverage.to_dict()` is the JSON of `rubrx coverage`. Over rubrics n counts criteria (a group counts once), over a run
the applicable verdicts. A rubric without a topic or a population stands under an empty name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from rubrx.records import UNASSESSED, Status
from rubrx.reports.plain import plain
from rubrx.reports.rates import printing_order


class CriterionCount(NamedTuple):
    """One criterion of one rubric: `n` of it, with the status of its verdicts where it was judged at all."""

    query_id: str
    topic: str
    population: str
    metric: str
    critical: bool
    status: Status | None
    n: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One metric in one topic and population: how often, of it critical, of it not assessed."""

    metric: str
    n: int
    critical: int
    n_unassessed: int


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One pair of topic and population, its rubrics, and a cell for every metric."""

    topic: str
    population: str
    rubrics: tuple[str, ...]
    n: int
    cells: tuple[Cell, ...]


class EmptyCell(NamedTuple):
    """A metric that nothing asks for, or nothing was judged on, in a topic and population that has a rubric."""

    topic: str
    population: str
    metric: str


class EmptyPair(NamedTuple):
    """A topic and a population that both occur, and never together."""

    topic: str
    population: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The table over `rubrics` rubrics; `counted` says what n is, `run` which run it is of, if it is of one."""

    counted: str
    run: str | None
    rubrics: int
    metrics: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    totals: tuple[Cell, ...]
    empty_cells: tuple[EmptyCell, ...]
    empty_pairs: tuple[EmptyPair, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data in a fixed order of keys, ready for JSON."""
        data: dict[str, Any] = plain(self)
        return data


def coverage(counts: Iterable[CriterionCount], metrics: Iterable[str], *, run: str | None = None) -> Coverage:
    """The table of these counts; `metrics` are those in force, so that one that nothing asks for shows too."""
    found = list(counts)
    names = tuple(sorted({*metrics, *(each.metric for each in found)}, key=printing_order))
    groups: dict[tuple[str, str], list[CriterionCount]] = {}
    for each in found:
        groups.setdefault((each.topic, each.population), []).append(each)
    rows = tuple(_row(key, group, names) for key, group in sorted(groups.items()))
    topics, populations = ({row.topic for row in rows}, {row.population for row in rows})
    return Coverage(
        counted="criteria" if run is None else "verdicts",
        run=run,
        rubrics=len({each.query_id for each in found}),
        metrics=names,
        rows=rows,
        totals=_cells(found, names),
        empty_cells=tuple(
            EmptyCell(row.topic, row.population, cell.metric) for row in rows for cell in row.cells if not cell.n
        ),
        empty_pairs=tuple(
            EmptyPair(topic, population)
            for topic in sorted(topics)
            for population in sorted(populations)
            if (topic, population) not in groups
        ),
    )


def _row(key: tuple[str, str], group: list[CriterionCount], metrics: tuple[str, ...]) -> CoverageRow:
    cells = _cells(group, metrics)
    return CoverageRow(*key, tuple(sorted({each.query_id for each in group})), sum(cell.n for cell in cells), cells)


def _cells(counts: Iterable[CriterionCount], metrics: tuple[str, ...]) -> tuple[Cell, ...]:
    sums = {name: [0, 0, 0] for name in metrics}
    for each in counts:
        if each.status is Status.NOT_APPLICABLE:
            continue
        sums[each.metric][0] += each.n
        sums[each.metric][1] += each.n * each.critical
        sums[each.metric][2] += each.n * (each.status in UNASSESSED)
    return tuple(Cell(name, *figures) for name, figures in sums.items())
