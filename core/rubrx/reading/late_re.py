"""`re` for modules with many long patterns: each is compiled when first used, for no answer needs them all.

Compiling every pattern of the reading takes half a second, and a run that grades three answers by their words uses
a tenth of them. Import it as `from rubrx.reading import late_re as re`.
"""

from __future__ import annotations

import re
from re import (
    IGNORECASE,
    MULTILINE,
    UNICODE,
    Match,
    Pattern,
    escape,
    findall,
    finditer,
    fullmatch,
    match,
    search,
    split,
    sub,
)
from typing import Any, cast

__all__ = [
    "IGNORECASE",
    "MULTILINE",
    "UNICODE",
    "Match",
    "Pattern",
    "compile",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
]

#: what the pattern takes over from what it compiles to, so that only its first use comes by `__getattr__`
_TAKEN = (
    "findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "search", "split", "sub", "subn",
)  # fmt: skip
_INLINE_FLAGS = re.compile(r"\s*\(\?[aiLmsux]+\)")


class _Late:
    """Behaves as the `re.Pattern` that its pattern compiles to, once something is asked of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._given = flags
        if not _INLINE_FLAGS.match(pattern):  # known without compiling: RE2 may do the work (see `swift`)
            self.flags = flags | UNICODE

    def __eq__(self, other: object) -> bool:  # as patterns do: some are kept in sets
        return isinstance(other, _Late) and (self.pattern, self._given) == (other.pattern, other._given)

    def __hash__(self) -> int:
        return hash((self.pattern, self._given))

    def __getattr__(self, name: str) -> Any:
        if name not in _TAKEN:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._given)
        self.__dict__.update((each, getattr(compiled, each)) for each in _TAKEN)
        return getattr(compiled, name)


def compile(pattern: str, flags: int = 0) -> Pattern[str]:  # noqa: A001 - stands for `re.compile`
    """What `re.compile` gives, but for the work, which is put off until the pattern is used."""
    return cast("Pattern[str]", _Late(pattern, flags))
