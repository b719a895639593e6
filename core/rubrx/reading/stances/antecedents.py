"""What "it", "both" and "the other one" stand for: the drugs that were spoken of before a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.stances.stance import Targets

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence


def names_of(mentions: list[Mention]) -> Targets:
    """The concepts of some mentions, each once, in order."""
    return tuple(dict.fromkeys(m.concept for m in mentions))


_WITH = re.compile(r"\b(?:with|beside|alongside|on top of|into)\s+(?:an?|any|the|his|her)?\s*$")


def two_of(sentence: Sentence, position: int) -> Targets:
    """The drugs that "both" stands for: those of what was said last, where they are several."""
    reading = sentence.reading
    here = [m for m in reading.drugs_in(sentence) if m.end <= position]
    before = reading.drugs_in(reading.sentences[sentence.index - 1]) if sentence.index else []
    for named in (names_of(here), names_of(before)):
        if len(named) > 1:
            return named
    if here or before:
        return ()
    topics = reading.lexicon.asked.topics
    pool = tuple(dict.fromkeys((*topics, *reading.lexicon.offered, *reading.lexicon.jabs)))
    if 1 < len(pool) <= len(("one", "two", "three")):
        return pool
    if len(topics) == 1:  # the one that was asked about, and the one that is taken
        lexicon = reading.lexicon
        others = [
            each for each in lexicon.concepts
            if lexicon.concepts[each].is_drug and each not in topics and each not in lexicon.covered
            and any(spelling in lexicon.patient.taken for spelling in lexicon.concepts[each].spellings)
        ]  # fmt: skip
        return (*topics, *others) if len(others) == 1 else ()
    return topics if len(topics) <= len(("one", "two", "three")) else ()


_INTO = re.compile(r"\binto (?:the )?$")


def antecedent(sentence: Sentence, position: int) -> tuple[str, ...]:
    """The drug last spoken of before this place, else the one that was asked about."""
    reading = sentence.reading
    before = reading.drugs_in(reading.sentences[sentence.index - 1]) if sentence.index else []
    earlier = before + [m for m in reading.drugs_in(sentence) if m.end <= position]
    topics = reading.lexicon.asked.topics
    if not earlier:
        return topics
    last = earlier[-1]
    own = [m for m in reversed(earlier) if m.sentence == last.sentence]
    start = reading.sentences[last.sentence].start
    if topics and (left := _but_what_is_taken(own, start, reading)) != own:
        if not left:
            return topics  # "it is live and she's on adalimumab, so she can't have it"
        own, last = left, left[0]
    # "sildenafil with a nitrate lowers it, so he must not have it": what the sentence is about
    apart = [m for m in own if not _WITH.search(reading.folded.text, start, m.start)]
    if not apart and len(topics) == 1 and last.sentence == sentence.index:
        subject = [m for m in before if m.concept not in topics]
        if subject and topics[0] in {m.concept for m in own}:
            return (subject[0].concept,)  # "Linezolid is an MAOI. With any SSRI it is contraindicated"
        return topics  # "it interferes with clopidogrel and shouldn't be given"
    if not apart and topics and _INTO.search(reading.folded.text, start, last.start):
        return topics  # "she turns it into morphine. It's off"
    taken = reading.lexicon.patient.taken
    if not apart and taken:
        new = tuple(each for each in topics if not takes(each, reading))
        if len(new) == 1:
            return new  # "nobody has studied it with rivaroxaban. I'd leave it out"
    own = apart or own
    fresh = [m for m in own if m.concept in topics and not _is_taken(m, reading)] if taken else []
    for mention in fresh or own:
        if mention.concept in topics:
            return (mention.concept,)
    parts = reading.lexicon.covered.get(last.concept, ())
    for mention in own[1:]:  # "morphine's metabolites pile up: opioid toxicity. Stop it"
        if mention.concept in parts:
            return (mention.concept,)
    return (last.concept,)


#: "she's on X": the state that she is in, and not what is spoken of
_IS_ON = re.compile(
    r"\b(?:(?:is|'s|are|'re|being|while|still|already|stays?|who) on|(?:he|she|they|you|who) (?:already |still"
    r" )?(?:takes?|has"
    r"|have|uses?|gets?|receives?))\s+(?:the |an? |her |his )?$"
)


def _but_what_is_taken(own: list[Mention], start: int, reading: Reading) -> list[Mention]:
    """The drugs of a sentence but those that it only says the patient is on, and nobody asked about."""
    text, topics = reading.folded.text, reading.lexicon.asked.topics
    return [
        m for m in own if m.concept in topics or not (_is_taken(m, reading) and _IS_ON.search(text, start, m.start))
    ]


def _is_taken(mention: Mention, reading: Reading) -> bool:
    """Whether the patient takes what is mentioned already."""
    return takes(mention.concept, reading)


def takes(name: str, reading: Reading) -> bool:
    """Whether the patient takes a concept's drug already."""
    if name.startswith("drug:"):
        return name.removeprefix("drug:") in reading.lexicon.patient.taken
    concept = reading.lexicon.concepts.get(name)
    return concept is not None and any(each in reading.lexicon.patient.taken for each in concept.spellings)
