"""Paraphrases in an answer: where the sayings of `data/paraphrases.tsv` say a term in other words than its own.

"{potassium} {climbs}" stands for "her potassium may well creep up" as for "the K+ soared".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from rubrx.reading.sayings import most_telling, parsed, words_of_sets
from rubrx.reading.walks import Reach, Saying
from rubrx.reading.words import Token, bare

#: between two words: a term's own words stand nearer to each other than a figure of speech, and these are all of them
_REACH = Reach(5, adverbs=True)
#: the fewest words of a saying: single ones are spellings of their term
_LEAST = 2
#: the sets of verbs that tell of a harm where they tell, and advise a measure where they order
_ORDERABLE = ("raises", "lowers", "pushes", "speeds", "blocks")
#: what an order may stand behind, other than a mark
_BEFORE_ORDER = frozenset("and then please should must also so or now".split())
#: what a "to" behind it makes no order of
_HABITS = frozenset("known likely tends tend tended apt prone liable able said enough reported seems appears".split())


@cache
def sayings_in(entry: str) -> tuple[Saying, ...]:
    """The sayings of an entry that may have several words; KeyError names an unknown set."""
    every = (Saying.of(row) for row in parsed(entry, terse=True))
    return tuple(each for each in every if len(each.row.parts) >= _LEAST or not each.is_straight)


def found_in(saying: Saying, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where a sentence says it; a verb that orders tells of nothing: "raise the potassium" warns of no rise."""
    for at, (word, start, _) in enumerate(tokens):
        if bare(word) in saying.firsts:
            behind = saying.behind(tokens, at, _REACH, _LEAST)
            if behind > at and not _is_order(tokens, at):
                yield start, tokens[behind - 1][2]


@cache
def _verbs() -> frozenset[str]:
    return words_of_sets(_ORDERABLE)


def _is_order(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb stands as an order does: in its plain form, first in its clause, with an object."""
    word = tokens[at][0]
    if word.endswith(("s", "ed", "ing")) or bare(word) not in _verbs() or tokens[at + 1][0] in ("in", "of"):
        return False  # "rise in potassium"
    before = tokens[at - 1][0] if at else "."
    if before == "to":
        return at < 2 or tokens[at - 2][0] not in _HABITS
    return before in _BEFORE_ORDER or not before.isalnum()


class Awaited(NamedTuple):
    """A saying of a concept, found by a word that it needs, with the words of its other places."""

    concept: str
    saying: Saying
    others: tuple[frozenset[str], ...]


def by_word(sayings: Iterable[tuple[str, Saying]]) -> Mapping[str, list[Awaited]]:
    """The sayings of concepts by each word of their most telling place."""
    found: dict[str, list[Awaited]] = {}
    for concept, saying in sayings:
        key = most_telling(saying.needs)
        awaited = Awaited(concept, saying, tuple(need for need in saying.needs if need != key))
        for word in key:
            found.setdefault(word, []).append(awaited)
    return found
