"""Standard streams that are closed, full or gone: filled in, told in one line, and silent at exit."""

from __future__ import annotations

import errno
import os
import sys

#: what a full, broken or closed output answers to a write
_OUTPUT_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EAGAIN, errno.ENXIO}


def fill_closed() -> None:
    """Put the null device where the process was started with a closed stream.

    A file opened later would get the free number otherwise, and what is meant for stderr would be written into
    it. `sys.stdin` and `sys.stdout` stay None, so that a command can say what it misses.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def output_fault(fault: Exception) -> str:
    """Why standard output can't be written, if that is what this fault says; else nothing."""
    if isinstance(fault, OSError) and fault.filename is None and fault.errno in _OUTPUT_FAULTS:
        return fault.strerror or type(fault).__name__
    return ""


def discard_output() -> None:
    """Send what is left for standard output nowhere, so that Python does not complain of it at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def settle_errors() -> None:
    """Flush stderr; where it can't be written, send it nowhere, so that the exit code stays the command's own."""
    try:
        sys.stderr.flush()
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        os.close(null)
