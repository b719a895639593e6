"""Things named without their drug: "check a level", "what was the reaction?", where the query says of which drug."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.stems import content_stem

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Concept
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention

_OF_A_DRUG = re.compile(
    r"(?P<noun>[a-z]+) (?:to|of|from|with) (?:the )?(?P<drug>[\w-]+)|(?P<of>[\w-]+) (?P<what>[a-z]+)"
)
#: words before a noun or verb that leave it without a drug of its own ("the potassium level" has one)
_BARE_LEAD = re.compile(
    r"(?:^|\b(?:an?|the|his|her|their|its|this|that|any|no|first|next|another|repeat|previous|earlier|past|what|which"
    r"|check|take|measure|get|monitor|drug|blood|serum|plasma|trough|he|she|they|you|it))\W*$"
)
REACH = 16


def elliptic(reading: Reading, concept: Concept) -> list[Mention]:
    """Where a concept such as "gentamicin level" or "reaction to amoxicillin" is named by its noun alone.

    Only for a drug that the query names, and where the noun has no other word of its own before it.
    """
    nouns = _nouns(concept.spellings, reading.lexicon.query_words)
    if not nouns:
        return []
    text = reading.folded.text
    return [
        reading.mention(concept, start, end)
        for found, start, end in reading.stems
        if found in nouns and _BARE_LEAD.search(text, max(0, start - REACH), start)
    ]


@lru_cache(maxsize=4096)
def _nouns(spellings: tuple[str, ...], query_words: frozenset[str]) -> frozenset[str]:
    return frozenset(noun for spelling in spellings if (noun := _noun(spelling, query_words)))


def _noun(spelling: str, query_words: frozenset[str]) -> str:
    """The stem of what a spelling says of a drug that the query names; empty where it says nothing of one."""
    match = _OF_A_DRUG.fullmatch(spelling)
    if match is None:
        return ""
    drug, noun = (match["drug"], match["noun"]) if match["drug"] else (match["of"], match["what"])
    # "blood" alone may be of any test, or of none: "blood pressure"
    return content_stem(noun) if drug in query_words and noun not in query_words and noun[:5] != "blood" else ""
