"""Where long patterns stand in a text: RE2 finds the places in a fraction of the time, and `re` has the last word.

What RE2 has not (look-around) or is slow at (counted gaps before long alternatives) is left out of what RE2 looks for,
so that it finds each place where the pattern may begin, and some more; there `re` looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

try:
    import re2
except ImportError:  # a platform without the wheel
    re2 = None

#: so many places in a row where RE2's wider pattern begins and the pattern does not: then `re` goes on alone
_MISSES = 12


class _Finder(NamedTuple):
    """RE2's search for a pattern, or for a wider one whose beginnings `re` has to look at."""

    search: Callable[..., Any]
    finditer: Callable[[bytes], Any]
    is_exact: bool


def spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where a compiled pattern stands in a text, in order, disjoint: what its own `finditer` gives."""
    finder = _finder(pattern.pattern, pattern.flags) if text.isascii() else None
    if finder is None:
        return [match.span() for match in pattern.finditer(text)]
    if finder.is_exact:
        return [match.span() for match in finder.finditer(text.encode())]
    return [match.span() for match in _matches(pattern, finder, text, 0, len(text))]


def first(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """What a compiled pattern's own `search` gives, sooner where it is long."""
    stop = len(text) if end is None else min(end, len(text))
    finder = _finder(pattern.pattern, pattern.flags) if text[max(0, start - 1) : stop].isascii() else None
    if finder is None:
        return pattern.search(text, start, stop)
    return next(_matches(pattern, finder, text, start, stop), None)


def _matches(pattern: re.Pattern[str], finder: _Finder, text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """A pattern's matches in a stretch of ASCII text, by the places where a wider pattern begins."""
    begin = max(0, start - 1)  # a word's boundary is told by the character before it
    data, at, misses = text[begin:stop].encode(), start, 0
    while (place := finder.search(data, at - begin)) is not None:
        where = begin + place.start()
        match = pattern.match(text, where, stop)
        if match is not None:
            yield match
            at, misses = match.end(), 0
            continue
        misses += 1
        if misses == _MISSES:  # a flood of them: each search would go through the rest of the text
            yield from pattern.finditer(text, where + 1, stop)
            return
        at = where + 1


@cache
def _finder(pattern: str, flags: int) -> _Finder | None:
    """RE2's view of a pattern on ASCII text, where both mean the same by letters and words; None without it."""
    if re2 is None or flags != re.UNICODE:
        return None
    wider = widened(pattern)
    if wider is None:
        return None
    options = re2.Options()
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    try:
        compiled = re2.compile(wider.pattern.encode(), options)
    except re2.error:
        return None
    # where to look next after nothing is each engine's own business: no pattern that may be nothing, or a word's edge
    if any(found is not None and found.start() == found.end() for found in map(compiled.search, (b"", b"_"))):
        return None
    return _Finder(compiled.search, compiled.finditer, wider.is_exact)


#: a class or an escaped character; a group's opening; a count; what stands at the text's ends
_PIECE = re.compile(
    r"(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<escape>\\.)|(?P<look>\(\?<?[=!])|(?P<group>\((?:\?:|\?P<\w+>)?(?!\?))"
    r"|(?P<special>\(\?)|(?P<close>\))|(?P<count>\{\d*,?\d*\})|(?P<end>[$^])|(?P<other>.)",
    re.DOTALL,
)
#: counts up to this stay as they are: few states more
_FEW = 3
#: a character beyond ASCII, and what stands for it in RE2's pattern: no ASCII text has it
_BEYOND_ASCII, _NO_ASCII = re.compile(r"[^\x00-\x7f]|\\u[0-9a-f]{4}"), r"\xff"
#: `re`'s blanks in ASCII; RE2's are fewer
_BLANKS = r"\t\n\x0b\f\r\x1c-\x1f "


class Widened(NamedTuple):
    """A pattern in RE2's language, and whether it stands for just what the other one does."""

    pattern: str
    is_exact: bool


def widened(pattern: str) -> Widened | None:
    """A pattern that begins wherever another does on ASCII text.

    Look-around and the text's ends are left out and high counts are any; None where that can't be told.
    """
    out: list[str] = []
    depth = 0  # of a look-around that is being left out
    is_exact = True
    for piece in _PIECE.finditer(_BEYOND_ASCII.sub(lambda _: _NO_ASCII, pattern)):
        kind, text = piece.lastgroup, piece[0]
        if depth:
            depth += (kind in ("look", "group", "special")) - (kind == "close")
        elif kind == "look":
            depth, is_exact = 1, False
        elif kind == "special" or (kind == "escape" and text[1] in "123456789ABSZ"):
            return None  # flags, atomic groups, what was found before
        elif kind == "set":
            if r"\S" in text:
                return None
            out.append(text.replace(r"\s", _BLANKS))
        elif kind == "escape":
            out.append(f"[{_BLANKS}]" if text == r"\s" else text)
        elif kind == "count":
            most = text.strip("{}").split(",")[-1]
            is_low = most != "" and int(most) <= _FEW
            out.append(text if is_low else "*")
            is_exact = is_exact and is_low
        elif kind == "end":
            is_exact = False
        else:
            out.append("(?:" if kind == "group" else text)
    return Widened("".join(out), is_exact)
