"""A run as JUnit XML, read from the store."""

from __future__ import annotations

import os

from rubrx import store as database
from rubrx.jobs.report import read_header, read_tallies, verdict_rows
from rubrx.reports.junit import junit
from rubrx.reports.summary import finding

#: examples in the document, and how many of them one item may take up
MAX_EXAMPLES, MAX_PER_ITEM = 5_000, 3


def junit_run(run: str = "latest", *, db: str | os.PathLike[str] = "./rubrx.db") -> str:
    """A run (a name, the beginning of an id, or `latest`) as a JUnit document; what went badly is quoted.

    Raises UsageError for an unknown run, StoreFault where the database can't be read.
    """
    with database.open_store(db) as store:
        found = database.find_run(store, run)
        misses = [
            row
            for unassessed in (False, True)
            for row in database.misses(
                store, found.id, unassessed=unassessed, limit=MAX_EXAMPLES, per_criterion=MAX_PER_ITEM
            )
        ]
        return junit(read_header(store, found), read_tallies(store, found), map(finding, verdict_rows(misses)))
