"""The words a reader looks for: one rubric's terms, and the phrases its criteria ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning and all the spellings that carry it."""

    name: str
    spellings: tuple[str, ...]


class Lexicon:
    """Terms, patient facts and query of one rubric."""

    def __init__(
        self, terms: Mapping[str, tuple[str, ...]], patient: Mapping[str, object] | None = None, query: str = ""
    ) -> None:
        self.terms = terms
        self.patient = patient or {}
        self.query = query
        self.concepts: dict[str, Concept] = {}

    def concept(self, name: str) -> Concept:
        """The concept of a term of the rubric, or of a literal phrase."""
        if name not in self.concepts:
            self.concepts[name] = Concept(name, self.terms.get(name, (name,)))
        return self.concepts[name]
