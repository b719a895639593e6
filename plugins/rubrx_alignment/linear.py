"""Patterns that rubrics write, compiled by an engine whose time is linear in the text."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

try:
    import re2
except ImportError:  # a platform without the wheel: `regex` with a time limit stands in
    re2 = None

#: seconds that one search may take where RE2 is missing
TIMEOUT = 0.25


class Pattern(Protocol):
    """A compiled pattern; `search` gives a match with `start()` and `end()` in characters, or None."""

    def search(self, text: str) -> Any:
        """The first place where the pattern is found."""
        ...


@lru_cache(maxsize=1024)
def compile_linear(pattern: str) -> Pattern:
    """The pattern, upper and lower case alike; ValueError says why it can't be used."""
    if re2 is None:
        return _WithTimeout(pattern)
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        compiled: Pattern = re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as fault:
        reason = fault.args[0] if fault.args else fault
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(
            f"not a linear-time (RE2) pattern: {reason}; look-around and back-references are not allowed"
        ) from None
    return _Linear(compiled)


class _Linear:
    """An RE2 pattern, spared the counting of characters where each is one byte."""

    def __init__(self, compiled: Pattern) -> None:
        self._search = compiled.search

    def search(self, text: str) -> Any:
        return self._search(text.encode() if text.isascii() else text)  # type: ignore[arg-type]


class _WithTimeout:
    """The same pattern in `regex`, refused at once where it uses what RE2 has not."""

    def __init__(self, pattern: str) -> None:
        import regex  # noqa: PLC0415 -- only where RE2 is missing

        if any(mark in pattern for mark in ("(?=", "(?!", "(?<=", "(?<!", "(?P=")):
            raise ValueError("not a linear-time (RE2) pattern: look-around and back-references are not allowed")
        try:
            self._compiled = regex.compile(pattern, regex.IGNORECASE)
        except regex.error as fault:
            raise ValueError(f"not a pattern: {fault}") from None

    def search(self, text: str) -> Any:
        return self._compiled.search(text, timeout=TIMEOUT)
