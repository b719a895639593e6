"""What would come of it: "put her on X and she'll be shaking within a month", "he'd be in hospital by Friday"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.cues import expand
from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.tables import read_table

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: whose end it is, and that it is to come
_WILL = re.compile(
    r"\b(?:i|you|she|he|they|it|we|nobody|somebody|there|(?:the|his|her|your|its|their) (?:[\w-]+ ){1,3}?)"
    r"\s*(?:'ll|'d| ?will| ?would| ?could| ?might| ?may| ?can| ?(?:is|are)(?: very| quite)? (?:going"
    r"|likely|bound|sure) to)\b"
)
#: what takes a harm back, or makes it another's
_LIGHT = re.compile(
    r"\b(?:not|no|never|nothing|without|less|fewer|rare\w*|unlikely|hardly|seldom|if not|unless|spared?"
    r"|avoids?|prevents?"
    r"|protects?|instead of|rather than|lower|reduc\w*|neither|nor|little|slight\w*|minor|small|tiny"
    r"|theoretical\w*|negligible|myth|fear\w*|worr\w+|stop\w*|settl\w+|eas(?:es?|ing)|cur(?:es?|ing)"
    r"|treat\w*"
    r"|reliev\w+|help\w*|clears?|control\w*|for|because of|history of)\b|n't\b"
)
#: how far before its words a harm may be taken back, in characters
_BEFORE = 30


@cache
def _harms() -> PhraseMatcher:
    """The sayings of `data/harms.tsv`."""
    sayings = (each for _, row in read_table("harms") for saying in row.split(", ") for each in expand(saying))
    return PhraseMatcher(list(dict.fromkeys(sayings)))


def harm_in(text: str, start: int, end: int) -> int:
    """Where a stretch of a folded text tells a bad end that nothing before it takes back; -1 where none."""
    for at, _, _ in _harms().find(text[start:end]):
        if not _LIGHT.search(text, max(start, start + at - _BEFORE), start + at):
            return start + at
    return -1


_MARK = re.compile(r"[:;]")
_AND = re.compile(r"\b(?:and|then|,)\s")


def comes_to_grief(sentence: Sentence, start: int) -> bool:
    """Whether what is done up to a place is said to end badly: "... and she'll be shaking before the month is out"."""
    text = sentence.reading.folded.text
    mark = _MARK.search(text, start, sentence.end)
    end = mark.start() if mark else sentence.end
    joint = _AND.search(text, start, end)
    will = _WILL.search(text, joint.end(), end) if joint else None
    if will is None or any(joint.end() <= m.start < will.end() for m in sentence.reading.drugs_in(sentence) if joint):
        return False
    return harm_in(text, will.end(), end) >= 0


#: who does it: "whoever gives him X", "anyone who adds X"; or the doing: "one dose of X"
_WHOEVER = re.compile(
    r"(?:\A|[.;:!?,]\s|\b(?:and|but|because|as) )\W*(?:whoever|anyone who|anybody who|any \w+ who|the \w+ who"
    r"|(?:one|a single|another|even one) (?:more )?(?:dose|shot|tablet|capsule|jab|drop|puff|sniff"
    r"|spoonful|patch|gram)s? of)\b"
    r"[^.;:]{0,50}$"
)


def dared(sentence: Sentence, start: int) -> bool:
    """Whether a place stands behind "whoever gives ...": what somebody would do, and rue."""
    return _WHOEVER.search(sentence.reading.folded.text, sentence.start, start) is not None
