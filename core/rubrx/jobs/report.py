"""Report on a run: read its rows from the store, and hand them to `rubrx.reports` to be made into numbers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import numpy as np

from rubrx import store as database
from rubrx.errors import StoreFault
from rubrx.jobs.rescored import corrected_scores
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Score
from rubrx.reports.rows import (
    CorrectedRow,
    Hedging,
    RunHeader,
    ScoreRow,
    TallyRow,
    VerdictRow,
)
from rubrx.reports.summary import QuerySums, Summary, summarise
from rubrx.store.corrections import corrections
from rubrx.store.hedging import hedging
from rubrx.store.overrides import graded_scores

#: failed critical verdicts that a report quotes, and how many of them one criterion may take up
MAX_FINDINGS, MAX_PER_CRITERION = 200, 3
#: unassessed verdicts shown as examples, one a criterion
MAX_OPEN = 5


def report_run(
    run: str = "latest",
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    plugins: Plugins | None = None,
    seed: int = 0,
) -> Summary:
    """The numbers of one run: a name, the beginning of an id, or `latest`.

    Targets come from the metric plugins in force. `seed` starts the resampling of queries; the same run and
    seed give the same report. Raises StoreFault where the database can't be read, UsageError for an unknown
    run.
    """
    plugins = plugins or load_plugins()
    with database.open_store(db) as store:
        return report_stored(store, database.find_run(store, run), plugins, seed)


def report_stored(store: database.Store, run: database.Run, plugins: Plugins, seed: int = 0) -> Summary:
    """The same of a database that is open, and of the moment that it is read at."""
    return summarise(
        read_header(store, run),
        scores=read_sums(store, run),
        tallies=read_tallies(store, run),
        targets=targets_of(plugins),
        rng=np.random.default_rng(seed),
        failures=verdict_rows(
            database.misses(store, run.id, critical=True, limit=MAX_FINDINGS, per_criterion=MAX_PER_CRITERION)
        ),
        open_verdicts=verdict_rows(database.misses(store, run.id, unassessed=True, limit=MAX_OPEN, per_criterion=1)),
        rewards=database.rewards(store, run.id),
        plugin_failures=database.failures(store, run.id),
        hedging=Hedging(*hedging(store, run.id)),
        corrections=read_corrections(store, run),
    )


def targets_of(plugins: Plugins) -> dict[str, float]:
    """The rate that each metric in force aims at."""
    return {name: metric.target for name, metric in plugins.metrics.items()}


def read_header(store: database.Store, run: database.Run) -> RunHeader:
    """The run's row, with the digests of its rubrics and the queries it had to skip."""
    return RunHeader(
        name=run.name,
        uid=run.uid,
        started=run.started,
        ended=run.ended,
        status=run.status,
        source=run.source,
        read=run.read,
        graded=run.graded,
        rejected=run.rejected,
        skipped=run.skipped,
        versions=run.versions,
        rubrics={row.query_id: row.digest for row in database.rubrics(store, run.id)},
        skipped_queries={query: n for query, n, _ in database.skips(store, run.id)},
        source_digest=run.source_digest,
        head=run.head,
    )


def read_scores(store: database.Store, run: database.Run) -> Iterable[ScoreRow]:
    """The run's scores, corrections counted, streamed."""
    corrected = corrected_scores(store, run)
    for row in database.scores(store, run.id):
        yield _score_row(row, corrected.get(row.response_id))


def read_sums(store: database.Store, run: database.Run) -> dict[str, QuerySums]:
    """The run's scores added up by query, corrections counted."""
    sums = {row.query_id: QuerySums(*row[1:]) for row in database.score_sums(store, run.id)}
    graded = graded_scores(store, run.id)
    for response, now in corrected_scores(store, run).items():
        was = graded[response]
        sums[was.query_id].exchange(_score_row(was), _score_row(was, now))
    return sums


def _score_row(row: database.ScoreRow, now: Score | None = None) -> ScoreRow:
    score = now or row
    return ScoreRow(row.query_id, score.worst, score.best, score.raw, score.coverage)


def read_corrections(store: database.Store, run: database.Run) -> list[CorrectedRow]:
    """The corrections in force, each with its answer's score at worst as it was graded and as it counts now."""
    rows = list(corrections(store, run.id))
    now = corrected_scores(store, run) if rows else {}
    graded = graded_scores(store, run.id) if rows else {}
    return [
        CorrectedRow(
            each.query_id,
            each.response_id,
            each.criterion_id,
            each.critical,
            each.graded,
            each.status,
            each.who,
            each.at,
            each.why,
            graded[each.response_id].worst,
            now[each.response_id].worst,
        )
        for each in rows
    ]


def read_tallies(store: database.Store, run: database.Run) -> list[TallyRow]:
    """The run's verdict counts, corrections counted, each with what its criterion is worth."""
    return tally_rows(database.tallies(store, run.id), criterion_rows(store, run))


class _Criteria(dict[tuple[str, str], database.CriterionRow]):
    """Scored items by query id and criterion id; one that is not there means that somebody changed the rows."""

    def __init__(self, run: database.Run, rows: Iterable[database.CriterionRow]) -> None:
        super().__init__(((row.query_id, row.criterion_id), row) for row in rows)
        self._run = run

    def __missing__(self, key: tuple[str, str]) -> database.CriterionRow:
        query, criterion = key
        raise StoreFault(
            f"run {self._run.name} has verdicts on {criterion} of {query}, and its rubric there holds no such item: "
            f"the rows are not what was written (rubrx verify {self._run.name})"
        )


def criterion_rows(store: database.Store, run: database.Run) -> dict[tuple[str, str], database.CriterionRow]:
    """The run's scored items by query id and criterion id; asked for another one it raises StoreFault."""
    return _Criteria(run, database.criteria(store, run.id))


def tally_rows(
    tallies: Iterable[database.Tally], worth: Mapping[tuple[str, str], database.CriterionRow]
) -> list[TallyRow]:
    """Verdict counts, each with what its criterion is worth."""
    return [
        TallyRow(
            tally.query_id,
            tally.criterion_id,
            (criterion := worth[tally.query_id, tally.criterion_id]).metric,
            criterion.points,
            criterion.critical,
            tally.status,
            tally.n,
        )
        for tally in tallies
    ]


def verdict_rows(rows: Iterable[database.Miss]) -> list[VerdictRow]:
    """Verdicts that went badly, as a report takes them."""
    return [
        VerdictRow(
            row.query_id,
            row.response_id,
            row.criterion_id,
            row.metric,
            row.points,
            row.status,
            row.evidence,
            row.explanation,
            row.text,
        )
        for row in rows
    ]
