"""One writer at a time: a POSIX lock on a file beside the database, which dies with its holder.

A lock on the database file itself would be dropped whenever anything in the process closes that file
(sqlite.org/howtocorrupt.html, section 2.2), so a separate file carries it. `lockf` locks are not inherited
over a fork: a worker that outlives its parent doesn't keep the store closed.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rubrx.errors import StoreBusy, StoreFault

#: lock files held by this process; POSIX locks don't keep a process from locking twice
_held: set[str] = set()
#: what the system answers where another process has the lock
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class WriterLock:
    """Held from construction to `release`; StoreBusy names the holder if there is one."""

    def __init__(self, database: Path) -> None:
        self.path = Path(f"{database.resolve()}.lock")
        self._key = str(self.path)
        if self._key in _held:
            # opening and closing the file here would drop the lock that this process holds
            raise StoreBusy(f"{database} is being written by this process (pid {os.getpid()})")
        self._fd = self._acquire(database)
        _held.add(self._key)
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat()}
        try:
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, json.dumps(holder).encode(), 0)
        except OSError:
            pass  # the lock holds all the same; only the second writer's message is poorer

    def _acquire(self, database: Path) -> int:
        patience = 3  # a reader that asks `is_held` has the lock for an instant
        while True:
            try:
                fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            except OSError as fault:
                raise StoreFault(
                    f"{database} can't be written: {self.path.parent}: {fault.strerror or fault}"
                ) from fault
            try:
                _lock(fd)
                if _same_file(fd, self.path):
                    return fd
            except OSError as fault:
                holder = _read_holder(fd)
                os.close(fd)
                if fault.errno in _TAKEN and patience:
                    patience -= 1
                    time.sleep(0.02)
                    continue
                if fault.errno in _TAKEN:
                    raise StoreBusy(f"{database} is being written by {holder}; try again later") from fault
                raise StoreFault(f"{database} can't be locked: {fault.strerror or fault}") from fault
            os.close(fd)  # the holder before us removed this file between our open and our lock

    def release(self) -> None:
        """Let the next writer in."""
        if self._key in _held:
            _held.discard(self._key)
            self.path.unlink(missing_ok=True)
            os.close(self._fd)


def is_held(database: Path) -> bool:
    """Whether a process holds the lock; also where that can't be told."""
    path = Path(f"{database.resolve()}.lock")
    if str(path) in _held:
        return True  # opening and closing the file here would drop the lock that this process holds
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        _lock(fd, shared=True)
    except OSError:
        return True
    finally:
        os.close(fd)  # which gives the lock back
    return False


def _lock(fd: int, *, shared: bool = False) -> None:
    """Lock without waiting, alone or with others who share it; OSError if another process has it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        os.lseek(fd, 1 << 30, os.SEEK_SET)  # far behind the text, which stays readable
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - does not exist on Windows

        fcntl.lockf(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def _same_file(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False


def _read_holder(fd: int) -> str:
    try:
        holder = json.loads(os.pread(fd, 1000, 0))
        return f"process {holder['pid']} on {holder['host']} since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
