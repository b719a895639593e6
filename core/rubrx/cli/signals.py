"""Signals that ask the process to stop become `Interrupted`, once; a second one stops it at once."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

from rubrx.errors import Interrupted


def install() -> None:
    """From here on SIGINT, SIGTERM and SIGHUP raise `Interrupted` in the main thread."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` stays in force
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if getattr(signal, name, None) is not None and signal.getsignal(getattr(signal, name)) is _stop:
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    raise Interrupted(number)
