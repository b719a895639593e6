"""Loose mentions: a concept said with its own content words close together, in another order than it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.lexicon import Concept

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention


def denies(concept: Concept, mention: Mention, reading: Reading) -> bool:
    """Whether the spelling that a loose mention stands for says "not" itself ("cannot clear lactate")."""
    have = {
        each for each, start, _ in reading.sentences[mention.sentence].stems if mention.start <= start < mention.end
    }
    return any(stems <= have for stems in reading.lexicon.denials[concept.name])


#: what denies the harm in a thing, or the need to leave it, and not the thing
_ALLOWS = re.compile(
    r"\b(?:no|not any|without|nothing) (?:harm|danger|risk|problem|objection|trouble|bar|hazard|rule|law"
    r"|reason against)\b"
    r"|(?:no need|needn't|need not|not need|not have|n't have|n't need|no reason|no cause|no call|no point|no sense)"
    r"(?: (?:to|for|of|in))? (?:\w+ly )?(?:avoid|refrain|stop|fear|worry|hesitate|forbid|ban|abstain|give up|cut out"
    r"|steer clear|keep (?:off|away)|stay (?:off|away))\w*\b"
)


#: how much of it may stand before the denial itself: "need " before "not"
_LEAD = 5


def allows(text: str, start: int, end: int) -> bool:
    """Whether a denial that begins at a place allows what it denies: "no harm in", "no need to avoid"."""
    return _ALLOWS.search(text, max(0, start - _LEAD), end) is not None


def occurrences(word: str, text: str) -> Iterator[int]:
    """Where a word stands in a text, perhaps as a part of another word."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def may_hold(text: str, carriers: Sequence[Sequence[str]]) -> bool:
    """Whether a sentence has one of the words for each stem, perhaps as a part of another word."""
    for words in carriers:
        for word in words:
            if word in text:
                break
        else:
            return False
    return True


def tightest(wanted: frozenset[str], stems: list[tuple[str, int, int]]) -> tuple[int, int] | None:
    """The shortest run of words that holds every wanted stem, if it is no longer than twice their number plus three."""
    limit = 2 * len(wanted) + 3
    last: dict[str, int] = {}
    best: tuple[int, int, int] | None = None
    for index, (each, _, _) in enumerate(stems):
        if each not in wanted:
            continue
        last[each] = index
        if len(last) == len(wanted):
            first = min(last.values())
            if index - first < limit and (best is None or index - first < best[0]):
                best = (index - first, first, index)
    return (stems[best[1]][1], stems[best[2]][2]) if best else None
