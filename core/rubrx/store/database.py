"""Open a rubrx database: one writer, any number of readers, one clear line for all that can go wrong."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from rubrx.errors import StoreFault, UsageError
from rubrx.store.faults import explain, explained
from rubrx.store.locks import WriterLock, is_held
from rubrx.store.schema import APPLICATION_ID, SCHEMA_VERSION, migrate

#: how long SQLite waits for another program's lock
BUSY_TIMEOUT_MS = 30_000
#: a check of every page at open is quick below this size, in bytes
CHECKED_BELOW = 200 * 2**20
#: page cache in KiB: response ids are hashes, so inserts land all over the tree
CACHE_KIB = 64 * 1024

Parameters = Sequence[object] | Mapping[str, object]


class Store:
    """An open database. A context manager: closing is not optional. Made by `open_store`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: WriterLock | None) -> None:
        self.path = path
        self.connection = connection
        self._lock = lock
        #: fingerprints of the rubrics met so far, by (run, query): see `rubrx.store.chain`
        self.fingerprints: dict[tuple[int, str], bytes] = {}
        #: criteria that ask for a hedge and for substance, by (run, query): see `rubrx.store.sums`
        self.asked: dict[tuple[int, str], tuple[frozenset[str], frozenset[str]] | None] = {}

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, then let the next writer in."""
        try:
            self.connection.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    @property
    def is_written(self) -> bool:
        """Whether a process, this one or another, has the database open for writing right now."""
        return self._lock is not None or is_held(self.path)

    def rows(self, sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, streamed; whatever SQLite complains of becomes a StoreFault."""
        with explained(self.path):
            cursor = self.connection.execute(sql, parameters)
            try:
                yield from chain(cursor)  # an iterator without close(): the suppressed one below is the only one
            finally:
                with suppress(sqlite3.ProgrammingError):  # an interruption may have closed the database first
                    cursor.close()

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        with explained(self.path):
            found: tuple[Any, ...] | None = self.connection.execute(sql, parameters).fetchone()
            return found

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside, or nothing of it; on disk when the block ends (synchronous=FULL)."""
        connection = self.connection
        with explained(self.path):
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def open_store(path: str | os.PathLike[str], *, write: bool = False) -> Store:
    """Open the database at `path`; for writing it is made where there is none.

    Whoever reads sees it as it was at the first look, until the store is closed.

    Raises StoreFault when it can't be opened (a file that is no rubrx database is never touched), and
    StoreBusy, naming the holder, while another process writes to it.
    """
    where = Path(path)
    if str(where) == ":memory:":
        raise UsageError(":memory: is gone when rubrx ends: name a file")
    try:
        where.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass  # whoever goes on from here says so, in the words of what it meant to do
    except (OSError, ValueError) as fault:  # a circle of links, a name too long, a folder that may not be entered
        why = fault.strerror if isinstance(fault, OSError) else fault
        raise StoreFault(f"{str(where)[:200]} can't be opened: {why}") from fault
    return _open_for_writing(where) if write else _open_for_reading(where)


def _open_for_writing(path: Path) -> Store:
    if path.exists() and not path.is_file():
        raise StoreFault(f"{path} is not a file")
    lock = WriterLock(path)
    try:
        connection = _connect(path, "rwc")
        try:
            with explained(path):
                _refuse_strangers(connection, path)
                _check_pages(connection, path)
                _set_up_writer(connection)
                migrate(connection)
                # the lock is ours, so whoever left a run as running is no more
                connection.execute("UPDATE runs SET status = 'interrupted' WHERE status = 'running'")
        except BaseException:
            connection.close()
            raise
    except BaseException:
        lock.release()
        raise
    return Store(path, connection, lock)


def _open_for_reading(path: Path) -> Store:
    if not path.exists():
        raise StoreFault(f"no database at {path}; `rubrx grade` makes one, `--db FILE` names another")
    if not path.is_file():
        raise StoreFault(f"{path} is not a file")
    try:
        return _read_only(path, "ro")
    except StoreFault:
        # SQLite reads a WAL database through a shared-memory file, which it can't make in a folder that may
        # not be written. With no log beside it the file is complete, and can be read as it stands.
        if os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK) and not _has_log(path):
            return _read_only(path, "ro&immutable=1")
        raise


def _read_only(path: Path, mode: str) -> Store:
    connection = _connect(path, mode)
    try:
        with explained(path):
            _refuse_strangers(connection, path)
            if connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION:
                raise StoreFault(f"{path} holds no runs; `rubrx grade` makes one")
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")  # all that is read is of one moment, though batches go on being written
    except BaseException:
        connection.close()
        raise
    return Store(path, connection, None)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path.resolve()))}?mode={mode}",
            uri=True,
            isolation_level=None,  # BEGIN and COMMIT are ours to say
            timeout=BUSY_TIMEOUT_MS / 1000,
        )
    except sqlite3.Error as fault:
        raise explain(fault, path) from fault
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA mmap_size = 0")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    except sqlite3.Error as fault:
        connection.close()
        raise explain(fault, path) from fault
    return connection


def _refuse_strangers(connection: sqlite3.Connection, path: Path) -> None:
    """StoreFault for another program's database, and for one that a newer rubrx wrote."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] or application or version:
            raise StoreFault(f"{path} is another program's database; nothing was changed")
    elif version > SCHEMA_VERSION:
        raise StoreFault(
            f"{path} was written by a newer rubrx (schema {version}; this one knows {SCHEMA_VERSION}); "
            "nothing was changed"
        )


def _check_pages(connection: sqlite3.Connection, path: Path) -> None:
    if path.stat().st_size < CHECKED_BELOW:
        problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok":
            raise StoreFault(f"{path} is damaged; nothing was changed ({' '.join(str(problem).split())})")


def _set_up_writer(connection: sqlite3.Connection) -> None:
    # where the file system can't do WAL, SQLite answers with another mode, which is as safe and only slower
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")


def _has_log(path: Path) -> bool:
    log = Path(f"{path}-wal")
    return log.exists() and log.stat().st_size > 0
