"""Begin a run, or go on with one: same rows so far, same rubrics, settings and versions, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rubrx.errors import UsageError
from rubrx.jobs.rows import Fingerprint, Row
from rubrx.records import Rubric
from rubrx.store import Run, Store, create_run, free_name, named, newest_unfinished, rubrics, run_by_id, skips


def begin_run(
    store: Store,
    *,
    name: str | None,
    source: str,
    resume: bool,
    settings: Mapping[str, Any],
    versions: Mapping[str, str],
) -> tuple[Run, bool]:
    """The run to write to, and whether it had begun before.

    With `resume`, the run of that name, or without a name the newest unfinished one over the same source;
    where there is none yet, a fresh one, so that a script may always say `--resume`.
    """
    if resume:
        earlier = named(store, name) if name is not None else newest_unfinished(store, source)
        if earlier is not None:
            if earlier.parent is not None:  # grading would neither carry corrections nor tell what was given anew
                again = run_by_id(store, earlier.parent).name
                raise UsageError(f"run {earlier.name} grades {again} again: begin anew with rubrx regrade {again}")
            _refuse_changes(earlier, "settings", earlier.settings, settings)
            _refuse_changes(earlier, "versions", earlier.versions, versions)
            return earlier, True
    if name is not None and not resume and named(store, name) is not None:
        raise UsageError(f"{store.path} has a run named {name}; choose another --name, or go on with --resume")
    chosen = free_name(store, _stem(source)) if name is None else name
    return create_run(store, name=chosen, source=source, settings=settings, versions=versions), False


def _stem(source: str) -> str:
    file = source.replace("\\", "/").rsplit("/", 1)[-1]
    return "stdin" if source == "-" else file.split(".")[0]


def _refuse_changes(run: Run, what: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    changed = sorted(key for key in {*then, *now} if then.get(key) != now.get(key))
    if changed:
        key = changed[0]
        raise UsageError(
            f"run {run.name} can't go on: its {what} have changed ({key}: {then.get(key)!r} then, "
            f"{now.get(key)!r} now); grade under a new --name"
        )


def refuse_changed_rubrics(store: Store, run: Run, rubric_of: Callable[[str], Rubric | None]) -> None:
    """UsageError if a rubric that the run has used, or missed, is another one now."""
    for row in rubrics(store, run.id):
        rubric = rubric_of(row.query_id)
        if rubric is None or rubric.digest != row.digest:
            state = "is gone" if rubric is None else "has changed"
            raise UsageError(
                f"run {run.name} can't go on: the rubric of {row.query_id} {state}; grade under a new --name"
            )
    for query_id, _, line in skips(store, run.id):
        if rubric_of(query_id) is not None:
            raise UsageError(
                f"run {run.name} can't go on: {query_id} (line {line}) had no rubric then and has one now; "
                "grade under a new --name"
            )


def skip_done(rows: Iterator[Row], run: Run, source: str, fingerprint: Fingerprint) -> None:
    """Pass over the rows that the run holds; UsageError unless they are the very rows it read."""
    for done in range(run.read):
        row = next(rows, None)
        if row is None:
            raise UsageError(
                f"run {run.name} can't go on: {source} has {done} rows, the run has read {run.read} already"
            )
        fingerprint.add(row)
    if run.read and fingerprint.hexdigest() != run.source_digest:
        raise UsageError(
            f"run {run.name} can't go on: the first {run.read} rows of {source} are not the ones it read; "
            "grade under a new --name"
        )
