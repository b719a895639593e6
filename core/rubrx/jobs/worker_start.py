"""Where a worker process begins: its life is tied to its parent's before anything is loaded that takes time."""

from __future__ import annotations

import os
import signal
import sys

#: of Linux's prctl(2)
PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Have the kernel end this process when that one dies, for no thread of ours runs while a plugin hangs in C.

    Other systems have no such call; there a worker ends when its socket does.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only where it is of use

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was asked
        os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    die_with(int(sys.argv[2]))
    from rubrx.jobs.worker import main

    main(int(sys.argv[1]))
