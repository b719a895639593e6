"""Signs to be reported: a symptom that is named with what somebody has to do when it comes."""

from __future__ import annotations

from rubrx.reading import Concept, Reading
from rubrx.reading.alarms import ASKS_WHEN, HEADING, acts, is_harmless
from rubrx.reading.assertion import State
from rubrx.reading.sentence import Mention, Sentence
from rubrx_alignment.bloods import is_of_blood

#: a sign put as a question ("Floppy? Dial 999.") is short
_SHORT = 16
_SAID = frozenset({State.AFFIRMED, State.HYPOTHETICAL, State.QUESTION, State.LISTED})


def alarmed(reading: Reading, concept: Concept) -> list[Mention]:
    """Where a sign is named with an action, or under a heading of signs that call for one."""
    if concept.is_drug or is_of_blood(concept):
        return []
    return [mention for mention in reading.find(concept) if _is_alarm(reading, mention)]


def _is_alarm(reading: Reading, mention: Mention) -> bool:
    sentence = reading.sentences[mention.sentence]
    text = reading.folded.text
    if reading.assertion_of(mention.start, mention.end).state not in _SAID or is_harmless(text, mention.end, sentence.end):
        return False
    if sentence.is_question:
        after = _next(reading, sentence)
        while after is not None and after.is_question and after.index < sentence.index + 4:  # "Sore? Blisters? Ring us."
            after = _next(reading, after)
        return after is not None and len(sentence.text.split()) <= _SHORT and not after.is_question and acts(after.text)
    if acts(text, sentence.start, sentence.end) or HEADING.match(sentence.text):
        return True
    before = reading.sentences[sentence.index - 1] if sentence.index else None
    return before is not None and bool(ASKS_WHEN.search(before.text) or HEADING.fullmatch(before.text.strip()))


def _next(reading: Reading, sentence: Sentence) -> Sentence | None:
    return reading.sentences[sentence.index + 1] if sentence.index + 1 < len(reading.sentences) else None
