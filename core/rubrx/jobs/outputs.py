"""Files that a command writes whole or not at all: beside their place first, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EISDIR, ENOENT
from pathlib import Path
from typing import IO

from rubrx.errors import StoreFault, UsageError

#: the first bytes of every SQLite database (https://www.sqlite.org/fileformat.html, 1.3.1)
_SQLITE = b"SQLite format 3\0"


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A stream whose content stands at `path` once the block ends well; until then the old file stays.

    What is no regular file (a pipe, /dev/null) is written directly. StoreFault where the path can't be written,
    UsageError where a database stands there.
    """
    place = Path(path)
    refuse_any_database(place)
    if place.exists() and not place.is_file() and not place.is_dir():
        with _told(place), place.open("wb") as stream:
            yield stream
        return
    with _told(place):
        place = place.resolve()  # a link stays one: the file behind it is renewed
        if place.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
        beside = place.with_name(f".{place.name[:200]}.{os.getpid()}.part")
        try:
            with beside.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(place)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise


def check_place(path: str | os.PathLike[str]) -> None:
    """Tell before the work, as `whole_file` would after it, that nothing can be written at `path`."""
    place = Path(path)
    refuse_any_database(place)
    with _told(place):
        if place.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
        folder = place.resolve().parent
        if not folder.is_dir():
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
        if not place.exists() and not os.access(folder, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))


def refuse_database(file: str | os.PathLike[str], db: str | os.PathLike[str]) -> None:
    """UsageError where writing `file` would write over the database, or over SQLite's files beside it."""
    place, base = Path(file).resolve(), Path(db).resolve()
    if place in (base, *(base.with_name(f"{base.name}{end}") for end in ("-wal", "-shm", "-journal"))) or (
        place.exists() and base.exists() and place.samefile(base)
    ):
        raise UsageError(f"{file} is the database itself: choose another file")


def refuse_any_database(file: str | os.PathLike[str]) -> None:
    """UsageError where `file` is a SQLite database: runs and labels are never traded for a sheet or a model."""
    place = Path(file)
    with suppress(OSError):  # what can't be read is told by whoever writes there
        if place.is_file() and _begins(place) == _SQLITE:
            raise UsageError(f"{str(file)[:200]} is a database: choose another file")
        if not place.name.endswith(("-wal", "-shm", "-journal")):  # a name without a dash may be empty: `.`, `/`
            return
        base = place.with_name(place.name.rpartition("-")[0] or place.name)
        if base.is_file() and _begins(base) == _SQLITE:
            raise UsageError(f"{str(file)[:200]} belongs to the database {base.name}: choose another file")


def refuse_what_is_read(out: str | os.PathLike[str], source: str | os.PathLike[str]) -> None:
    """UsageError where writing `out` would write over the file that is read."""
    with suppress(OSError):
        if Path(out).exists() and Path(source).exists() and Path(out).samefile(source):
            raise UsageError(f"{str(out)[:200]} is the file that is read: choose another one to write")


def _begins(place: Path) -> bytes:
    with place.open("rb") as stream:
        return stream.read(len(_SQLITE))


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of a pipe went away: nothing to tell
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise StoreFault(f"{str(place)[:200]} can't be written: {why}") from fault
