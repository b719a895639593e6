"""Which drug an "it" stands for that is changed for another: the one just blamed, or the one of the same use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.drug_kinds import share_a_use
from rubrx.reading.stances.stance import Targets

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

#: the drug at the head of a sentence: "ramipril raises", "it's the ramipril that", "the new tablet, ramipril,"
_HEAD = re.compile(
    r"\W*(?:(?:it's|it is|that's|this is|here) )?(?:(?:the|his|her|your|this|that|new|old|added|recent) "
    r"|[\w' -]{3,30}, )*$"
)
#: the drug that is given as a cause
_CAUSE = re.compile(
    r"\b(?:because of|due to|thanks to|owing to|caused by|blame|down to|brought on by|raised by"
    r"|pushed up by) (?:the |his |her )?$"
)


def blamed(sentence: Sentence, position: int, drugs: list[Mention], taken_up: Targets) -> Targets:
    """The drug that "change it for Y" at a place leaves, where several stand before it; none where nothing tells.

    "Indapamide makes the kidney keep lithium, so change it for amlodipine": the one that Y can stand for, else the
    one that the sentence blames.
    """
    before = [m for m in drugs if m.end <= position]
    if not before and sentence.index:
        sentence = sentence.reading.sentences[sentence.index - 1]
        before = sentence.reading.drugs_in(sentence)
    lexicon, text = sentence.reading.lexicon, sentence.reading.folded.text
    names = list(dict.fromkeys(m.concept for m in before))
    if len(names) < len(("one", "other")):
        return ()
    wanted = {each for name in taken_up for each in lexicon.names_of(name)}
    alike = [name for name in names if share_a_use(lexicon.names_of(name), wanted)]
    if len(alike) == 1:
        return (alike[0],)
    named = next((m for m in before if _CAUSE.search(text, sentence.start, m.start)), None)
    if named is None and _HEAD.match(text[sentence.words_start : before[0].start]):
        named = before[0]
    return (named.concept,) if named is not None else ()
