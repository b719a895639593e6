"""What SQLite and the file system say, in words that tell the user what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rubrx.errors import StoreBusy, StoreFault

#: primary result code -> what it means for the person at the keyboard
_MEANINGS = {
    sqlite3.SQLITE_NOTADB: "is not a SQLite database; nothing was changed",
    sqlite3.SQLITE_CORRUPT: "is damaged; nothing was changed. Copy it away and try `sqlite3 FILE .recover`",
    sqlite3.SQLITE_FULL: "can't grow: the disk is full. Every batch written before stays",
    sqlite3.SQLITE_IOERR: "can't be read or written (disk full, a size limit, or a failing disk). "
    "Every batch written before stays",
    sqlite3.SQLITE_READONLY: "can't be written: the file or its folder is read-only",
    sqlite3.SQLITE_CANTOPEN: "can't be opened: check that the folder exists and may be read",
    sqlite3.SQLITE_PERM: "can't be opened: permission denied",
    sqlite3.SQLITE_AUTH: "can't be opened: permission denied",
}


def explain(fault: sqlite3.Error, path: Path) -> StoreFault:
    """The fault as one line: the file, what happened to it, and SQLite's own words."""
    code = getattr(fault, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{path} is locked by another program; try again when it has finished ({fault})")
    meaning = _MEANINGS.get(primary, "failed") if primary is not None else "failed"
    return StoreFault(f"{path} {meaning} ({fault})")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn whatever SQLite raises inside into a StoreFault that names the file."""
    try:
        yield
    except sqlite3.Error as fault:
        raise explain(fault, path) from fault
