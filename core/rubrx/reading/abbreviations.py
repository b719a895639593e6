"""Abbreviations: a term in full stands for its abbreviation, and the other way round ("raised icp")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from rubrx.reading import late_re as re
from rubrx.reading.tables import read_table


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """`data/abbreviations.tsv`: the words in full, and their abbreviations."""
    return {full: tuple(short.split("|")) for full, short in read_table("abbreviations")}


@cache
def _in_full() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for full, shorts in abbreviations().items():
        for short in shorts:
            found.setdefault(short, []).append(full)
    return {short: tuple(each) for short, each in found.items()}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]], ...]:
    return tuple((_any_of(table), table) for table in (abbreviations(), _in_full()))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"(?<![\w/&+-])(?:{'|'.join(longest_first)})(?![\w/&+-])")


def abbreviated(phrase: str) -> Iterator[str]:
    """A folded phrase with each abbreviation that it has in full, and each thing in full that has an abbreviation."""
    for pattern, table in _patterns():
        for place in pattern.finditer(phrase):
            for other in table[place[0]]:
                yield phrase[: place.start()] + other + phrase[place.end() :]
