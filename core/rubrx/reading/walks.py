"""Walks: where a saying stands in a sentence, word by word, with no more between than may be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from rubrx.reading.sayings import PARTICLES, Gap, Node, Row, first_words, needed, words_of
from rubrx.reading.words import FILLERS, Token, bare

#: no saying is longer than so many words
_LONGEST = 14
#: what is no object of a verb
_ENDS = PARTICLES | {"and", "or", "but", "not"}
#: what no gap runs over: "dialysis will not shift it" is not "dialysis .. shifts"
_DENIALS = frozenset(("not", "no", "never", "without", "nor", "neither"))
#: little words that are none behind a "not"
_CAUSES = frozenset(("cause", "causes", "causing", "make", "makes", "making"))
#: marks that may stand among some words of a clause
_LIGHT_MARKS = frozenset(",()")


class Reach(NamedTuple):
    """What may stand between two words of a saying: so many little words, adverbs, the object of a verb.

    `seen` gives a word of an answer as it is compared with those of the saying.
    """

    most: int
    adverbs: bool = False
    objects: bool = False
    seen: Callable[[str], str] = bare


class Saying(NamedTuple):
    """A row, looked through once: the words of each place that it needs, and those that it begins with."""

    row: Row
    needs: tuple[frozenset[str], ...]
    firsts: frozenset[str]
    #: it has no choices but of single words
    is_straight: bool
    #: all words that it may have
    words: frozenset[str]

    @classmethod
    def of(cls, row: Row) -> Saying:
        """A row, looked through."""
        needs = tuple(filter(None, map(needed, row.parts)))
        straight = all(isinstance(each, frozenset) for each in row.parts)
        return cls(row, needs, first_words(row)[0], straight, words_of(row))

    def may_stand(self, words: Collection[str]) -> bool:
        """Whether these words have one for each place that must be filled."""
        for need in self.needs:  # noqa: SIM110 - asked of all sayings that begin with a word: `all` takes twice the time
            if need.isdisjoint(words):
                return False
        return True

    def behind(self, tokens: Sequence[Token], at: int, reach: Reach, least: int = 1) -> int:
        """The place behind it where it begins at a token; that token's own where it does not, or is of fewer tokens."""
        if self.is_straight:
            end = straight(self.row, tokens, at, reach)
            return end if end >= at + least else at
        return next((end for end in walked(self.row, tokens, at, at, reach) if end >= at + least), at)


def straight(row: Row, tokens: Sequence[Token], at: int, reach: Reach) -> int:
    """The place behind a row without choices whose first word is the token `at`; that token's own where it ends not.

    What `walked` gives, without the generators.
    """
    place = at + 1
    for words in row.parts[1:]:
        place = _behind(words, tokens, place, reach)  # type: ignore[arg-type] # no choices
        if not place:
            return at
    return place


def walked(node: Node, tokens: Sequence[Token], at: int, start: int, reach: Reach) -> Iterator[int]:
    """The places behind a saying that begins at a token, one by one; `start` is where the whole begins."""
    if isinstance(node, frozenset):
        if at == start:
            if at < len(tokens) and reach.seen(tokens[at][0]) in node:
                yield at + 1
        elif place := _behind(node, tokens, at, reach):
            yield place
    elif isinstance(node, Row):
        yield from _walked_row(node.parts, tokens, at, start, reach)
    elif isinstance(node, Gap):
        yield from _within(node, tokens, at, reach)
    else:
        for option in node.options:
            for behind in walked(option, tokens, at, start, reach):
                yield behind
                if node.many and at < behind < start + _LONGEST:
                    yield from walked(node, tokens, behind, start, reach)
        if node.may_lack:
            yield at


def _behind(words: frozenset[str], tokens: Sequence[Token], at: int, reach: Reach) -> int:
    """The place behind the first of these words, from a place on, with no more than little words before; 0 if none."""
    parted, seen = reach.objects and words <= PARTICLES, reach.seen
    for place in range(at, min(at + reach.most + 1 + parted, len(tokens))):
        token = tokens[place][0]
        if seen(token) in words:
            return place + 1
        if token in _CAUSES and tokens[place - 1][0] == "not":
            break  # "does not cause feeding problems" is no "not feeding"
        if token not in FILLERS and not (
            (parted and token.isalnum() and token not in _ENDS)
            or (reach.adverbs and token.endswith("ly") and len(token) > 4)
        ):
            break
    return 0


def _within(gap: Gap, tokens: Sequence[Token], at: int, reach: Reach) -> Iterator[int]:
    """The places behind any words of the same clause, the nearest first."""
    before, seen = gap.before, reach.seen
    for place in range(at, min(at + gap.most + 1, len(tokens))):
        token = tokens[place][0]
        if place >= at + gap.least and (not before or seen(token) in before):
            yield place
        if token in _DENIALS or (not token.isalnum() and not (gap.spans and token in _LIGHT_MARKS)):
            return
    if not before and at + gap.least <= len(tokens) <= at + gap.most:
        yield len(tokens)


def _walked_row(parts: Sequence[Node], tokens: Sequence[Token], at: int, start: int, reach: Reach) -> Iterator[int]:
    if not parts:
        yield at
        return
    for behind in walked(parts[0], tokens, at, start, reach):
        yield from _walked_row(parts[1:], tokens, behind, start, reach)
