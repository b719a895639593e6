"""Compare two runs of one database, query by query."""

from __future__ import annotations

import os

import numpy as np

from rubrx import store as database
from rubrx.jobs.report import read_header, read_scores, read_tallies, targets_of
from rubrx.manager import Plugins, load_plugins
from rubrx.reports.comparison import Comparison, RunRows, compare


def compare_runs(
    a: str,
    b: str,
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    plugins: Plugins | None = None,
    seed: int = 0,
) -> Comparison:
    """Set run `b` beside run `a`: what changed from the first to the second.

    Runs are names, beginnings of ids, or `latest`. `seed` starts the resampling of queries. Raises StoreFault
    where the database can't be read, UsageError for an unknown run.
    """
    plugins = plugins or load_plugins()
    with database.open_store(db) as store:
        before, after = (_rows(store, which) for which in (a, b))
    return compare(before, after, targets=targets_of(plugins), rng=np.random.default_rng(seed))


def _rows(store: database.Store, which: str) -> RunRows:
    run = database.find_run(store, which)
    return RunRows(read_header(store, run), tuple(read_scores(store, run)), read_tallies(store, run))
