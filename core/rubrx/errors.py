"""Every way rubrx says no, with the exit code that each one means.

    RubrxError (70, a bug unless a subclass says otherwise)
    |-- UsageError (2)           the command line or a setting is wrong
    |-- InputRefused (3)         a file that people wrote can't be taken as it is
    |   |-- RubricRefused            a rubric: file:line:col: field: message
    |   `-- ResponseRefused          one response row: file:line: field: message
    |-- StoreFault (4)           the database can't be opened, read or written
    |   `-- StoreBusy (75)           another process is writing to it
    |-- NothingGraded (5)        no response reached a grade
    |-- GateMissed (1)           a threshold the user asked for was not held
    `-- PluginFault (2)          a plugin can't be loaded, or two claim one name

`Interrupted` stands apart: it is a KeyboardInterrupt, so that no guard around a plugin swallows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class RubrxError(Exception):
    """Something rubrx can explain in one line; `exit_code` is what the command line returns."""

    exit_code: ClassVar[int] = 70
    kind: ClassVar[str] = "bug"

    def as_json(self) -> dict[str, object]:
        """The error as the object that `--json` prints."""
        return {"kind": self.kind, "message": str(self), "exit_code": self.exit_code}


class UsageError(RubrxError):
    """The command line, an option or a settings file is wrong."""

    exit_code = 2
    kind = "usage"


class InputRefused(RubrxError):
    """A place in somebody's file, what is wrong there, and what is allowed."""

    exit_code = 3
    kind = "input"

    def __init__(
        self,
        problem: str,
        *,
        path: str = "",
        line: int | None = None,
        column: int | None = None,
        field: str = "",
        more: tuple[InputRefused, ...] = (),
    ) -> None:
        self.problem = problem
        self.path = path
        self.line = line
        self.column = column
        self.field = field
        #: further refusals of the same file, so that one run shows them all
        self.more = more
        super().__init__(str(self))

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part not in ("", None))
        return ": ".join(part for part in (place, self.field, self.problem) if part)

    @property
    def all(self) -> tuple[InputRefused, ...]:
        """This refusal and the others found in the same file, in file order."""
        return (self, *self.more)

    def as_json(self) -> dict[str, object]:
        """The refusal and the others of its file, with their places taken apart."""
        return {**super().as_json(), "problems": [each.place() for each in self.all]}

    def place(self) -> dict[str, object]:
        """This refusal alone, with its place taken apart."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "field": self.field,
            "problem": self.problem,
        }


class RubricRefused(InputRefused):
    """A rubric file that can't be used."""

    kind = "rubric"


class ResponseRefused(InputRefused):
    """One row of a response file that can't be graded; the rest of the file goes on."""

    kind = "response"


class StoreFault(RubrxError):
    """The database can't be opened, read or written; the message says what was kept."""

    exit_code = 4
    kind = "store"


class StoreBusy(StoreFault):
    """Another process is writing to the database."""

    exit_code = 75
    kind = "busy"


class NothingGraded(RubrxError):
    """The run ended without a single grade."""

    exit_code = 5
    kind = "nothing_graded"


class GateMissed(RubrxError):
    """A threshold that the user set was not held."""

    exit_code = 1
    kind = "gate"


class PluginFault(RubrxError):
    """A plugin can't be loaded, or two of them claim the same name."""

    exit_code = 2
    kind = "plugin"

    def __init__(self, plugin: str, problem: str, *, details: Mapping[str, object] | None = None) -> None:
        self.plugin = plugin
        self.problem = problem
        self.details = dict(details or {})
        super().__init__(f"plugin {plugin}: {problem}")


def message_of(fault: BaseException) -> str:
    """What a fault says, on one line; a plugin's exception may fail at that too."""
    try:
        return " ".join(str(fault).split())
    except KeyboardInterrupt:
        raise
    except BaseException:  # whatever `__str__` does, the fault that is being told is the one that counts
        return "(it can't say what is wrong)"


def told(fault: BaseException) -> str:
    """A fault of somebody else's code on one line: `KeyError: 'x'`, or the type alone where it says nothing."""
    message = message_of(fault)
    return f"{type(fault).__name__}: {message}" if message else type(fault).__name__


class TimeLimitReached(BaseException):
    """A response took too long; not an Exception, so that no plugin takes it for one of its own faults."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"took longer than {seconds:g} s")


class Interrupted(KeyboardInterrupt):
    """A signal asked the process to stop; `exit_code` is 128 + the signal's number."""

    def __init__(self, signal_number: int) -> None:
        self.exit_code = 128 + signal_number
        super().__init__(f"stopped by signal {signal_number}")
