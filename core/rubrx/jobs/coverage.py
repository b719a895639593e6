"""What rubrics or a run cover, by topic, population and metric."""

from __future__ import annotations

import os

from rubrx import store as database
from rubrx.jobs.report import criterion_rows
from rubrx.jobs.rubrics import load_rubrics
from rubrx.manager import Plugins, load_plugins
from rubrx.records import items_of
from rubrx.reports.coverage import Coverage, CriterionCount, coverage


def coverage_of_rubrics(*sources: str | os.PathLike[str], plugins: Plugins | None = None) -> Coverage:
    """The criteria of some rubrics (files, folders, ids; without any: of the installed packs).

    Raises RubricRefused for a rubric that can't be used, UsageError for a source that isn't there.
    """
    plugins = plugins or load_plugins()
    counts = [
        CriterionCount(name, rubric.topic, rubric.population, item.metric, item.critical, None, 1)
        for name, rubric in load_rubrics(*sources, plugins=plugins).items()
        for item in items_of(rubric)
    ]
    return coverage(counts, plugins.metrics)


def coverage_of_run(
    run: str = "latest", *, db: str | os.PathLike[str] = "./rubrx.db", plugins: Plugins | None = None
) -> Coverage:
    """The verdicts of a run (a name, the beginning of an id, or `latest`), corrections counted.

    Raises UsageError for an unknown run, StoreFault where the database can't be read.
    """
    plugins = plugins or load_plugins()
    with database.open_store(db) as store:
        found = database.find_run(store, run)
        worth = criterion_rows(store, found)
        rubrics = {row.query_id: row for row in database.rubrics(store, found.id)}
        counts = [
            CriterionCount(
                tally.query_id,
                rubrics[tally.query_id].topic,
                rubrics[tally.query_id].population,
                worth[tally.query_id, tally.criterion_id].metric,
                worth[tally.query_id, tally.criterion_id].critical,
                tally.status,
                tally.n,
            )
            for tally in database.tallies(store, found.id)
        ]
    return coverage(counts, plugins.metrics, run=found.name)
