"""Ways of saying: patterns of words in their order, for what no list of fixed phrases could hold.

`{potassium} {climbs}` stands for "her potassium may well creep up" as for "the K+ soared": each slot takes any of its
words in any of their endings, and only little words may stand between two slots.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import TypeAlias

from rubrx.reading.cues import read_table
from rubrx.reading.stems import without_ending

#: a pattern: for each of its words, the words that may stand for it, without their endings
Way: TypeAlias = tuple[frozenset[str], ...]

#: what may stand between the words of a pattern and adds nothing to it; adverbs in -ly may too
FILLERS = frozenset(
    """a an the his her their your our my its this that of in on to be been being is are was were will would can could
    may might must have has had 'll get gets getting got start starts started begin begins began tend tends likely
    able well then also even still just really quite very too so all whole both again already further more s
    serum plasma level levels concentration concentrations count counts reading readings patient patients person
    woman man child lady user users own right new any some much far for by from with him them you us me at out into
    make makes making cause causes causing go goes going went become becomes becoming turn turns turned run runs
    overall total normal healthy circulating little bit same poor old what left""".split()
)
#: at most so many of them
_MOST_BETWEEN = 5
_TOKEN = re.compile(r"[a-z0-9]+|[,;:()\n.!?→↑↓]")
_PIECE = re.compile(r"\{(\w+)\}|\(([^()]*)\)|([a-z0-9]+)")


@cache
def bare(word: str) -> str:
    """A word of a pattern, or one to compare with it, without its ending."""
    return without_ending(word)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """The named sets of words of `data/ways.tsv`."""
    return {name: tuple(words.split("|")) for name, words in read_table("ways")}


def is_pattern(text: str) -> bool:
    """Whether an entry has slots, and is no phrase as it stands."""
    return "{" in text or "(" in text


@cache
def ways_of(pattern: str) -> tuple[Way, ...]:
    """The ways that a pattern or plain phrase of two words or more stands for; KeyError names an unknown set of words."""
    slots = []
    for name, choice, word in _PIECE.findall(pattern):
        options = _words()[name] if name else choice.split("|") if choice else (word,)
        slots.append(list(_slot(options)))
    ways = (tuple(each for part in parts for each in part) for parts in product(*slots))
    return tuple(dict.fromkeys(way for way in ways if len(way) > 1))


def _slot(options: Iterable[str]) -> Iterator[Way]:
    """A slot's words: single ones stand for each other at one place, others are rows of places."""
    single = frozenset(bare(each) for each in options if each and each.isalnum())
    if single:
        yield (single,)
    for each in options:
        if not each:
            yield ()
        elif not each.isalnum():
            yield tuple(frozenset((bare(word),)) for word in re.findall(r"[a-z0-9]+", each) if word not in FILLERS)


def may_stand(way: Way, words: Collection[str]) -> bool:
    """Whether a text with these words, without their endings, has one for each place of the pattern."""
    return not any(place.isdisjoint(words) for place in way)


def tokens_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a folded sentence without their endings, and its marks, with places."""
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def found_in(way: Way, tokens: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    """Where a sentence says it: the words in order, nothing but fillers between them."""
    for index, (word, start, end) in enumerate(tokens):
        if bare(word) in way[0]:
            last = _rest(way, tokens, index + 1)
            if last is not None:
                yield start, max(end, last)


def _rest(way: Way, tokens: list[tuple[str, int, int]], index: int) -> int | None:
    """Where a pattern ends whose first word stands before `index`; None where the others don't follow."""
    end = None
    for place in way[1:]:
        for token, _, stop in tokens[index : index + _MOST_BETWEEN + 1]:
            index += 1
            if bare(token) in place:
                end = stop
                break
            if token not in FILLERS and not (token.endswith("ly") and len(token) > 4):
                return None
        else:
            return None
    return end


def by_word(ways: Iterable[tuple[str, Way]]) -> Mapping[str, list[tuple[str, Way]]]:
    """Named patterns by each word of their most telling place: the one with the fewest words."""
    found: dict[str, list[tuple[str, Way]]] = {}
    for name, way in ways:
        for word in min(way, key=lambda place: (len(place), -min(map(len, place)))):
            found.setdefault(word, []).append((name, way))
    return found
