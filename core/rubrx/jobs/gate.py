"""Hold a run against thresholds, and keep a record of what was decided."""

from __future__ import annotations

import getpass
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rubrx import store as database
from rubrx.errors import NothingGraded, UsageError
from rubrx.jobs.outputs import refuse_database, whole_file
from rubrx.jobs.report import criterion_rows, report_stored, tally_rows, verdict_rows
from rubrx.jobs.verify import verify_stored
from rubrx.manager import Plugins, load_plugins
from rubrx.reports.gate import GateResult, findings_of, hold
from rubrx.reports.gate_checks import SCORE, Thresholds
from rubrx.reports.gate_record import Decision, RubricDigest, gate_record
from rubrx.store.corrections import corrections, graded_tallies

#: misses of one metric that are read to be shown, and how many of them one criterion may take up
MAX_MISSES, MAX_PER_CRITERION = 50, 1


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate's outcome, with the rubrics it rests on and the database it was read from."""

    result: GateResult
    rubrics: tuple[RubricDigest, ...]
    db: str


def gate_run(
    run: str = "latest",
    *,
    thresholds: Thresholds,
    db: str | os.PathLike[str] = "./rubrx.db",
    plugins: Plugins | None = None,
    seed: int = 0,
) -> Gate:
    """Hold a run (a name, the beginning of an id, or `latest`) against thresholds, corrections counted.

    An unfinished run, and one whose rows are no longer what was written (`rubrx verify`), never passes.

    Raises UsageError for an unknown run or metric, or a threshold that nothing could hold; NothingGraded for a
    run without an answer; StoreFault where the database can't be read. A missed gate is not an error here:
    look at `result.held`.
    """
    check_thresholds(thresholds)
    plugins = plugins or load_plugins()
    with database.open_store(db) as store:  # once: all that is decided on is of one moment
        found = database.find_run(store, run)
        summary = report_stored(store, found, plugins, seed)
        if not found.graded:
            raise NothingGraded(f"run {found.name} holds no graded answer: there is nothing to decide on")
        _check_names(thresholds, {metric.name for metric in summary.metrics})
        verified = verify_stored(store, found)
        worth = criterion_rows(store, found)
        result = hold(
            summary,
            thresholds,
            graded_tallies=tally_rows(graded_tallies(store, found.id), worth),
            corrections=corrections(store, found.id),
            corrections_digest=verified.overrides_digest,
            departures=verified.problems,
        )
        rubrics = tuple(
            RubricDigest(row.query_id, row.version, row.digest) for row in database.rubrics(store, found.id)
        )
        return Gate(_with_misses(store, found.id, result), rubrics, str(db))


def _with_misses(store: database.Store, run_id: int, result: GateResult) -> GateResult:
    """The result with what went badly in the metrics that missed their threshold, one example a criterion."""
    names = dict.fromkeys(check.name for check in result.missed if check.kind in ("minimum", "misses"))
    rows = [
        row
        for name in names
        for unassessed in (False, True)
        for row in database.misses(
            store, run_id, metric=name, unassessed=unassessed, limit=MAX_MISSES, per_criterion=MAX_PER_CRITERION
        )
        if unassessed or not row.critical  # failed critical verdicts are listed by themselves
    ]
    return replace(result, misses=findings_of(verdict_rows(rows), result.critical))


def write_record(gate: Gate, file: str | os.PathLike[str], *, decided_by: str = "", at: str = "") -> None:
    """Write the gate's record to `file`, whole or not at all; StoreFault where it can't be written, UsageError
    where it is the database.

    `decided_by` is the login name where it is empty, `at` (ISO 8601) the time now.
    """
    refuse_database(file, gate.db)
    decision = Decision(decided_by.strip() or _login(), at or _now(), os.fspath(Path(gate.db).resolve()))
    page = gate_record(gate.result, decision, gate.rubrics)
    with whole_file(file) as stream:
        stream.write(page.encode("utf-8", "replace"))


def check_thresholds(thresholds: Thresholds) -> None:
    """UsageError, in one line, for a threshold that nothing could hold, that nothing could miss, or for none."""
    for name, wanted in thresholds.minimum.items():
        if wanted == 1:
            raise UsageError(
                f"{name}=1: no number of cases proves a rate of 100 %; ask for less (0.95 takes 73 clean cases), or "
                f"for no miss seen with --max-misses {name}=0"
            )
        if not 0 < wanted < 1:  # NaN fails this too
            hint = f" ({wanted:g} % is {wanted / 100:g})" if 1 < wanted <= 100 else ""
            if name == "score" and 1 < wanted <= 10:
                hint = f" ({wanted:g} of 10 is {wanted / 10:g})"
            raise UsageError(f"{name}={wanted:g}: a threshold lies between 0 and 1{hint}")
    if thresholds.coverage is not None and not 0 <= thresholds.coverage <= 1:
        raise UsageError(f"a coverage of {thresholds.coverage:g}: it lies between 0 and 1")
    counts: Mapping[str, int | None] = {
        **thresholds.misses,
        "critical": thresholds.critical,
        "errors": thresholds.errors,
    }
    for name, most in counts.items():
        if most is not None and (most < 0 or math.isnan(most)):
            raise UsageError(f"{name}: at most {most} can't be held; 0 or more")


def _check_names(thresholds: Thresholds, known: set[str]) -> None:
    unknown = sorted(({*thresholds.minimum} - known - {SCORE}) | ({*thresholds.misses} - known))
    if unknown:
        raise UsageError(f"no metric {unknown[0]!r}; there are {', '.join(sorted(known)) or 'none'}, and {SCORE}")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container without a name for its user
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
