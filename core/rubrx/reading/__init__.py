"""Reading: a response's text, understood once. `Reader(Lexicon(terms, patient, query)).read(text) -> Reading`."""

from rubrx.reading.lexicon import Concept, Lexicon
from rubrx.reading.reader import Reader, Reading

__all__ = ["Concept", "Lexicon", "Reader", "Reading"]
