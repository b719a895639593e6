"""What is told by its signs: two of them together say the name that nobody gives ("hot, twitching and confused").

`data/syndromes.tsv` lists what a clinician recognises by two signs side by side. The signs are concepts of the lexicon
like any others, so that each is found in all its words, and only where the answer itself asserts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from rubrx.reading.matching import has_words
from rubrx.reading.tables import read_table

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Concept, Lexicon
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention

#: so many signs make it out
ENOUGH = 2


@cache
def _signs() -> dict[str, tuple[str, ...]]:
    """The signs of what is told by them, by each of its names."""
    return {name: tuple(signs.split("|")) for names, signs in read_table("syndromes") for name in names.split("|")}


def signs_of(concept: Concept, lexicon: Lexicon) -> tuple[Concept, ...]:
    """The signs that tell a concept, as concepts of the lexicon; those that the query names tell nothing new."""
    names = (sign for each in concept.spellings for sign in _signs().get(each, ()))
    known = lexicon.query_folded
    return tuple(
        found
        for found in map(lexicon.concept, dict.fromkeys(names))
        if not any(has_words(known, each) for each in found.spellings)
    )


def told_by(signs: Iterable[Concept], reading: Reading) -> list[Mention]:
    """Mentions of two signs that an answer asserts in one sentence or two in a row; none where there are no two."""
    there = [each for each in signs if each.name in reading.nameable]
    if len(there) < ENOUGH:
        return []
    found: list[Mention] = []
    for each in there:
        for mention in reading.asserted(each):
            for other in found:
                apart = mention.start >= other.end or other.start >= mention.end
                if apart and abs(other.sentence - mention.sentence) <= 1 and other.concept != mention.concept:
                    return [other, mention]
            found.append(mention)
    return []
