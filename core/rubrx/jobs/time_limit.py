"""A time limit for each response: what hangs in a plugin is interrupted, and costs its own verdict.

The kernel's timer is wound up again before each response. When it runs out, SIGALRM's handler raises
`TimeLimitReached` wherever the main thread is, inside a regular expression too.
"""

from __future__ import annotations

import signal
import threading
from time import monotonic
from types import FrameType, TracebackType

from rubrx.errors import TimeLimitReached

#: seconds that one response may take, unless the user says otherwise
TIME_LIMIT = 10.0
#: a process that reacts to nothing is ended after this many times the limit, in processor time
LAST_RESORT = 3
#: a timer that has run for this part of its time only need not be wound up again: that takes as long as reading a row
SLACK = 0.01


class TimeLimit:
    """A context manager around work that calls `tick` whenever it gets on, and `rest` when it pauses.

    Works in the main thread of a POSIX process; elsewhere, and for 0 seconds, nothing is limited. With `last_resort`
    the kernel ends a process that computes on outside Python: its parent sees it die, and goes on without it.
    """

    def __init__(self, seconds: float, *, last_resort: bool = False) -> None:
        self.seconds = seconds
        self._last_resort = last_resort
        self._is_held = False
        #: the timers were set so lately that until then they need not be set again
        self._fresh_until = 0.0

    def __enter__(self) -> TimeLimit:
        main = threading.current_thread() is threading.main_thread()
        if self.seconds > 0 and main and hasattr(signal, "setitimer"):
            self._before = signal.signal(signal.SIGALRM, self._raise)
            if self._last_resort:
                signal.signal(signal.SIGPROF, signal.SIG_DFL)
            self._is_held = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_held:
            self.rest()
            signal.signal(signal.SIGALRM, self._before)
            self._is_held = False

    def tick(self) -> None:
        """The work has got on: the time begins again, give or take `SLACK` of it."""
        if self._is_held and (now := monotonic()) >= self._fresh_until:
            self._fresh_until = now + SLACK * self.seconds
            signal.setitimer(signal.ITIMER_REAL, self.seconds, self.seconds)
            if self._last_resort:
                signal.setitimer(signal.ITIMER_PROF, LAST_RESORT * self.seconds)

    def rest(self) -> None:
        """The work pauses: no time runs."""
        if self._is_held:
            self._fresh_until = 0.0
            signal.setitimer(signal.ITIMER_REAL, 0)
            if self._last_resort:
                signal.setitimer(signal.ITIMER_PROF, 0)

    def _raise(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        raise TimeLimitReached(self.seconds)
