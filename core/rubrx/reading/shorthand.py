"""Shorthand: what notes and telegrams write short ("d/w", "rpt", "w/o") as the words that it stands for."""

from __future__ import annotations

from functools import cache

from rubrx.reading import late_re as re
from rubrx.reading.folding import Folded
from rubrx.reading.tables import read_table


@cache
def _plain() -> dict[str, str]:
    return {short: words for short, words, *_ in read_table("shorthand")}


@cache
def single_words() -> frozenset[str]:
    """The shorthand that is a word by itself, of letters and digits: "rpt"."""
    return frozenset(filter(str.isalnum, _plain()))


@cache
def _slashed() -> tuple[str, ...]:
    return tuple(short for short in _plain() if not short.isalnum())


def has_slashed(text: str) -> bool:
    """Whether the letters of some other shorthand stand in a folded text: "d/w"; all of it has a slash."""
    return "/" in text and any(map(text.__contains__, _slashed()))


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, _plain()), key=len, reverse=True)
    return re.compile(rf"(?<![\w/&+-])(?:{'|'.join(longest_first)})(?:(?![\w/&+-])|(?<=w/)(?=[a-z]{{3}}))")


def spelled_out(folded: Folded) -> Folded:
    """A folded text with its shorthand in full; a word in full came from all characters of the short one.

    A text without any of `single_words`, and for which `has_slashed` is false, has none.
    """
    text = folded.text
    pieces: list[str] = []
    offsets: list[int] = []
    origin = folded.offsets or range(len(text))
    done = 0
    for short in _pattern().finditer(text):
        start, end = short.span()
        words = _plain()[short[0]] + (" " if text[end : end + 1].isalpha() else "")
        pieces += text[done:start], words
        offsets += origin[done:start]
        offsets += [origin[min(start + index, end - 1)] for index in range(len(words) - 1)]
        offsets.append(origin[end - 1])
        done = end
    if not pieces:
        return folded
    pieces.append(text[done:])
    offsets += origin[done:]
    return Folded("".join(pieces), offsets, folded.original_length)
