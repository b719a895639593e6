"""Files that a command writes whole or not at all: beside their place first, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path
from typing import IO

from rubrx.errors import StoreFault, UsageError


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A stream whose content stands at `path` once the block ends well; until then the old file stays.

    What is no regular file (a pipe, /dev/null) is written directly. StoreFault where the path can't be written.
    """
    place = Path(path)
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


def refuse_database(file: str | os.PathLike[str], db: str | os.PathLike[str]) -> None:
    """UsageError where writing `file` would write over the database, or over SQLite's files beside it."""
    place, base = Path(file).resolve(), Path(db).resolve()
    if place in (base, *(base.with_name(f"{base.name}{end}") for end in ("-wal", "-shm", "-journal"))) or (
        place.exists() and base.exists() and place.samefile(base)
    ):
        raise UsageError(f"{file} is the database itself: choose another file")


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of a pipe went away: nothing to tell
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise StoreFault(f"{str(place)[:200]} can't be written: {why}") from fault
