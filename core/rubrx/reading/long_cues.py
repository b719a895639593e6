"""Rows of the trigger lists with hundreds of texts: looked for by how they begin, and the rest by a pattern.

Written out, `(the|his|...) (leaflet|book|...) (says|warns|...)` may be ten thousand texts; its first two choices are a
few hundred, and what follows them is one pattern.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: a row of more texts than this is divided, where it can be
MOST = 300
_MARKS = re.compile(r"[()|]")


class Divided(NamedTuple):
    """A row in two: the beginning, still with its choices, and the pattern of all that may follow it."""

    head: str
    tail: re.Pattern[str]


def divided(cue: str) -> Divided | None:
    """A row with too many texts in two parts; None for other rows, and where no blank parts the choices well."""
    if count(cue) <= MOST:
        return None
    blanks = [at for at in _blanks_outside(cue) if count(cue[:at]) <= MOST]
    if not blanks:
        return None
    # the last letter or digit must not go on as a word, as with every phrase of a list
    tail = f"{_pattern(cue[blanks[-1] :])}(?:(?<![^\\W_])|(?![^\\W_]))"
    return Divided(cue[: blanks[-1]], re.compile(tail))


def count(cue: str) -> int:
    """How many texts a row has when it is written out."""
    whole, _ = _counted(cue, 0)
    return whole


def _counted(cue: str, at: int) -> tuple[int, int]:
    """The texts of the choices from a place to the bracket that closes them, and the place behind it."""
    whole, product = 0, 1
    while at < len(cue):
        mark = cue[at]
        at += 1
        if mark == "(":
            inner, at = _counted(cue, at)
            product *= inner
        elif mark == "|":
            whole, product = whole + product, 1
        elif mark == ")":
            break
    return whole + product, at


def _blanks_outside(cue: str) -> list[int]:
    """Where blanks stand that no bracket holds; not the one that a row may begin with."""
    depth, found = 0, list[int]()
    for at, mark in enumerate(cue):
        depth += (mark == "(") - (mark == ")")
        if mark == " " and not depth and at:
            found.append(at)
    return found


def _pattern(cue: str) -> str:
    """A row as a pattern that takes the longest of its choices first."""
    parts = _MARKS.split(cue)
    if len(parts) == 1:
        return re.escape(cue)
    out, at = [], 0
    while at < len(cue):
        if cue[at] == "(":
            end = _closing(cue, at)
            choices = sorted(_choices(cue[at + 1 : end]), key=len, reverse=True)
            out.append(f"(?:{'|'.join(map(_pattern, choices))})")
            at = end + 1
        else:
            next_one = cue.find("(", at)
            stop = len(cue) if next_one < 0 else next_one
            out.append(re.escape(cue[at:stop]))
            at = stop
    return "".join(out)


def _closing(cue: str, at: int) -> int:
    """Where the bracket at a place closes."""
    depth = 0
    for end in range(at, len(cue)):
        depth += (cue[end] == "(") - (cue[end] == ")")
        if not depth:
            return end
    raise ValueError(f"a bracket is left open: {cue!r}")


def _choices(cue: str) -> list[str]:
    """The choices of a bracket's inside."""
    depth, start, found = 0, 0, []
    for at, mark in enumerate(cue):
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and not depth:
            found.append(cue[start:at])
            start = at + 1
    return [*found, cue[start:]]
