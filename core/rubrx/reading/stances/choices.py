"""Choices among what a query offers: "of the three only X", "neither, then", "so cefalexin", "I'd stay with the GP"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.drug_roles import RIGHT
from rubrx.reading.stances.stance import Stance

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

#: how many drugs "neither" may be said of
_SEVERAL = 4
#: "of the three in your cupboard only X", "X and nothing else", "none but X": the others are not to be had
_ONLY = re.compile(
    r"\b(?:only|just|nothing but|none but|none except|nothing except|solely)\s+(?:the "
    r"|your |that |his |her )?$"
)
_OF_ALL = re.compile(
    r"\b(?:of|from|among|out of|between) (?:the|these|those|your|all|her|his|them)\b"
    r"|\b(?:may|can|should|would|could) (?:he|she|you|they|i|we)\b"
)
_WILL_DO = re.compile(
    r"\s*(?:(?:will|would) (?:do|suit)|(?:may|can) be (?:given|used|had)|is (?:safe"
    r"|fine|suitable|allowed))\b"
)
_ALONE = re.compile(
    r"\s*(?:,? and nothing else|and no other|,? nothing else|is the only one(?! (?:to|i'd|i would|which"
    r"|that) (?:avoid|leave|refuse|fear|worr))"
    r"|alone(?=\s*(?:[.,;!]|$|will|would|is (?:fine|safe|for)))|and that(?:'s| is) (?:all|it))"
)


_NEITHER = re.compile(
    r"\W*(?:so |and |then |no, )?(?:neither|none)(?:,? then|,? please|,? thanks|,? i'm afraid"
    r"| of (?:them|these"
    r"|those|the two))?(?: for (?:him|her|you|them))?\W*"
)


def exclusive(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """ "Of the three only paracetamol is for him": for one of those that the query offers, against the others."""
    offered = sentence.reading.lexicon.offered
    if not drugs and _NEITHER.fullmatch(sentence.text) and 1 < len(offered) <= _SEVERAL:
        return [Stance("avoid", offered, sentence.start, sentence.end, sentence.index)]
    if len(offered) < len(("one", "other")) or not drugs or any(each.against > 0 for each in found):
        return []
    named = {m.concept for m in drugs}
    text = sentence.reading.folded.text
    for mention in drugs:
        if mention.concept not in offered or len(named.intersection(offered)) > 1:
            continue
        lead = text[sentence.start : mention.start]
        alone = _ALONE.match(text, mention.end, sentence.end)
        if alone or (_ONLY.search(lead) and (_WILL_DO.match(text, mention.end, sentence.end) or _OF_ALL.search(lead))):
            place = (mention.start, mention.end, sentence.index)
            others = tuple(each for each in offered if each != mention.concept)
            return [Stance("recommended", (mention.concept,), *place), Stance("avoid", others, *place)]
    return []


#: "... so cefalexin.", "your second offer, please": a choice in as many words
_SO_IT_IS = re.compile(
    r"[,;:-]?\s*\b(?:so|hence|therefore|thus)(?:,? (?:it's|it is|it has to be|it must be|i'd say|make it"
    r"|please|to|on to|better|rather))?\s+(?:the )?$"
)
#: "I'd stay with the GP"
_SIDES_WITH = re.compile(
    r"\b(?:go|stay|side|agree|stick|i'm|i am|be|siding"
    r"|agreed)(?: \w+)? with the (\w+)\b"
)
_CLOSES = re.compile(
    r"(?:,? (?:please|then|instead|for (?:her|him|them|you)|it is"
    r"|it has to be))?\s*(?:[.!]|$)"
)


_ARTICLE = re.compile(r"(?:the|your|my|\W)+")


def chosen(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """A drug that is the whole of an answer's sentence, or that ends it: "trimethoprim blocks it, so cefalexin."."""
    said = sentence.reading.folded.text
    sided = _SIDES_WITH.search(sentence.text) if " with the " in sentence.text else None
    kind = sentence.reading.lexicon.compiled.kinds.get(f"{sided[1]}'s pick") if sided else None
    if sided and kind and not sentence.negations:
        place = (sentence.start + sided.start(), sentence.start + sided.end(), sentence.index)
        return [Stance("recommended", kind.drugs, *place)]
    for m in drugs:
        if said[m.start : m.end].endswith(RIGHT):
            rest = tuple(each for each in sentence.reading.lexicon.offered if each != m.concept)
            place = (m.start, m.end, sentence.index)
            better = "better" in said[m.start : m.end] and len(rest) == 1
            against = [Stance("avoid", rest, *place, implied=True)] if better else []
            return [Stance("recommended", (m.concept,), *place), *against]
    if not drugs or drugs[-1].concept in {each for s in found for each in s.targets}:
        return []
    last, text = drugs[-1], sentence.reading.folded.text
    if not _CLOSES.fullmatch(text, last.end, sentence.end):
        return []
    topics, offered = sentence.reading.lexicon.asked.topics, sentence.reading.lexicon.offered
    place = (last.start, last.end, sentence.index)
    lead = text[sentence.words_start : last.start]
    only = not _ARTICLE.sub("", lead)
    if only and text.startswith(" instead", last.end):
        left = tuple(each for each in topics if each != last.concept)
        against = [Stance("avoid", left, *place, implied=True)] if len(left) == 1 else []
        return [Stance("recommended", (last.concept,), *place), *against]
    if only and len(offered) > 1 and last.concept in offered and not sentence.index:
        return [Stance("recommended", (last.concept,), *place)]
    before = tuple(m.concept for m in drugs if m.concept in topics and m.end < last.start and m.concept != last.concept)
    if before and last.concept not in topics and _SO_IT_IS.search(lead):
        return [Stance("recommended", (last.concept,), *place), Stance("avoid", before[-1:], *place, implied=True)]
    return []
