"""The reader: makes a `Reading` of a text."""

from __future__ import annotations

from rubrx.reading.lexicon import Concept, Lexicon
from rubrx.records import Span


class Reading:
    """A text, understood once."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon

    @property
    def words(self) -> int:
        """How many whitespace-separated words."""
        return len(self.text.split())

    def mentions(self, concept: Concept) -> list[Span]:
        """Where the concept is named."""
        low = self.text.lower()
        return [Span(at, at + len(s)) for s in concept.spellings if (at := low.find(s.lower())) >= 0]


class Reader:
    """Reads texts with one rubric's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def read(self, text: str) -> Reading:
        """Understand a text."""
        return Reading(text, self.lexicon)
