"""The run rows: begin one, find one by name, id prefix or `latest`, list them, end one."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from rubrx.errors import UsageError
from rubrx.store.chain import START, Frame, head_of
from rubrx.store.database import Store

RunStatus = Literal["running", "done", "interrupted", "failed"]

#: characters of a run's name
MAX_NAME = 128
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_NAME - 1}}}")
_COLUMNS = (
    "id, uid, name, started, ended, status, source, settings, versions, "
    "read_rows, graded, rejected, skipped, source_digest, head, parent"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the database has it; `read` = `graded` + `rejected` + `skipped`.

    `status` is `interrupted` too where the run's process was killed and could not say so.

    `settings` and `versions` are what `create_run` was given. `source_digest` covers the rows read so far, `head`
    closes the hash chain over what was written (see `rubrx.store.chain`).
    """

    id: int
    uid: str
    name: str
    started: str
    ended: str | None
    status: RunStatus
    source: str
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    read: int
    graded: int
    rejected: int
    skipped: int
    source_digest: str | None
    head: str
    parent: int | None


def _runs(store: Store, where: str, parameters: tuple[object, ...] = ()) -> list[Run]:
    """The runs that fit, in the order asked for."""
    sql = f"SELECT {_COLUMNS} FROM runs {where}"  # noqa: S608 - names of ours, no value
    runs = [_run(row) for row in store.rows(sql, parameters)]
    if any(run.status == "running" for run in runs) and not store.is_written:
        # read again: the writer may have ended its run and gone since we looked first
        runs = [_run(row) for row in store.rows(sql, parameters)]
        runs = [replace(run, status="interrupted") if run.status == "running" else run for run in runs]
    return runs


def _run(row: tuple[Any, ...]) -> Run:
    values = list(row)
    values[7:9] = json.loads(row[7]), json.loads(row[8])
    return Run(*values)


def now() -> str:
    """The time as the tables write it: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def create_run(
    store: Store, *, name: str, source: str, settings: Mapping[str, Any], versions: Mapping[str, str]
) -> Run:
    """Begin a run. UsageError if the name is taken, or can't be one."""
    if not _NAME.fullmatch(name) or name == "latest":
        raise UsageError(
            f"{_short(name)!r} can't be a run's name: use 1 to {MAX_NAME} letters, digits, '.', '_' and '-', "
            "a letter or a digit first, and not the word latest"
        )
    if named(store, name) is not None:
        raise UsageError(f"{store.path} has a run named {name}; choose another --name")
    asked, used = _json(settings), _json(versions)
    head = head_of(START, START, Frame((0, 0, 0, 0), asked, used, None))
    with store.transaction() as connection:
        cursor = connection.execute(
            "INSERT INTO runs (uid, name, started, status, source, settings, versions, graded_link, rejected_link, "
            "head) VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?)",
            (uuid.uuid4().hex, name, now(), source, asked, used, START, START, head),
        )
    assert cursor.lastrowid is not None
    return run_by_id(store, cursor.lastrowid)


def end_run(store: Store, run_id: int, status: RunStatus) -> Run:
    """Write how the run ended, and when; `running` takes it up again."""
    with store.transaction() as connection:
        connection.execute(
            "UPDATE runs SET status = ?, ended = ? WHERE id = ?",
            (status, None if status == "running" else now(), run_id),
        )
    return run_by_id(store, run_id)


def run_by_id(store: Store, run_id: int) -> Run:
    """The run of that id; KeyError if there is none."""
    for run in _runs(store, "WHERE id = ?", (run_id,)):
        return run
    raise KeyError(run_id)


def named(store: Store, name: str) -> Run | None:
    """The run of exactly that name, or None."""
    return next(iter(_runs(store, "WHERE name = ?", (name,))), None)


def newest_unfinished(store: Store, source: str) -> Run | None:
    """The newest run over that source that has not ended as done and grades no other one again, or None."""
    found = _runs(store, "WHERE source = ? AND status <> 'done' AND parent IS NULL ORDER BY id DESC LIMIT 1", (source,))
    return next(iter(found), None)


def list_runs(store: Store) -> list[Run]:
    """All runs, oldest first."""
    return _runs(store, "ORDER BY id")


def find_run(store: Store, which: str) -> Run:
    """The run that a person means: a name, the beginning of an id (4 digits or more), or `latest`.

    UsageError when there is none, or when the prefix fits several.
    """
    runs = list_runs(store)
    if which == "latest" and runs:
        return runs[-1]
    exact = [run for run in runs if run.name == which]
    if exact:
        return exact[0]
    by_id = [run for run in runs if len(which) >= 4 and run.uid.startswith(which.lower())]
    if len(by_id) == 1:
        return by_id[0]
    if by_id:
        raise UsageError(f"{which!r} fits several runs: {', '.join(f'{r.name} ({r.uid[:12]})' for r in by_id)}")
    names = ", ".join(run.name for run in runs[-10:]) or "none yet"
    raise UsageError(f"no run {which!r} in {store.path}; newest last: {names}")


def free_name(store: Store, stem: str) -> str:
    """A name for a run that was given none: the stem, made fit, with -2, -3 … where it is taken."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:100] or "run"
    if stem == "latest":
        stem = "run"
    taken = {run.name for run in list_runs(store)}
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:37] + "..."


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)
