"""What a refusal says: the problem and its path, values as people know them, and the word they meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rubrx.intake.strict_yaml import Path

#: nobody reads more problems of one file than this, nor more guesses at what was meant
ENOUGH = 1_000
HINTS = 20


class Problem(NamedTuple):
    """Something wrong at a path; `at_key` where the key rather than its value is to blame."""

    path: Path
    text: str
    at_key: bool = False


def shown(value: object) -> str:
    """A value as a refusal quotes it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"the number {value!s:.40}"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "...")
    return "a list" if isinstance(value, list) else "a mapping"


def meant(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """`; did you mean X?` where a known word is close (difflib's ratio above `cutoff`), else nothing."""
    by_folded = {each.lower(): each for each in known}
    near = difflib.get_close_matches(word.lower()[:80], by_folded, n=1, cutoff=cutoff)
    return f"; did you mean {by_folded[near[0]]}?" if near else ""


def unknown_key(key: str, known: Sequence[str]) -> str:
    """What to say of a key that isn't one."""
    hint = meant(key, known)
    allowed = f"; allowed: {', '.join(known)}" if known else ""
    return f"unknown key {shown(key)}{hint}{allowed if not hint else allowed.replace('; allowed', ' allowed')}"
