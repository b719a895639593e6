"""What a claim says, thing by thing: its figures, its phrases of one meaning, its single words, and their weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.claims.words import RARE, heads_of, known_words
from rubrx.reading.folding import fold
from rubrx.reading.stems import stems_of

if TYPE_CHECKING:
    from rubrx.reading.quantities import Quantity
    from rubrx.reading.reader import Reading

#: how much a figure with a unit weighs; how much of its weight a word keeps that the query said already, and one
#: that stands in brackets: what the brackets explain counts, their explanation hardly
FIGURE, ASKED, ASIDE = 1.5, 0.3, 0.3
_BRACKETS = re.compile(r"\([^()]*\)")


class Unit(NamedTuple):
    """One thing a claim says: a word, a phrase of one meaning (with its words' stems), or a figure."""

    stem: str
    weight: float
    start: int
    end: int
    asked: bool
    parts: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    quantity: Quantity | None = None


def units_of(reading: Reading) -> tuple[Unit, ...]:
    """What a claim says, in order, each thing once: figures, then phrases of one meaning, then single words."""
    text, query = reading.folded.text, fold(reading.lexicon.query).text
    asked = {each for each, _, _ in stems_of(query)} | {head for head, _, _ in heads_of(query)}
    asides = [match.span() for match in _BRACKETS.finditer(text)]
    weights = known_words().weights
    found: dict[str, Unit] = {}
    taken: list[tuple[int, int]] = []

    def add(key: str, start: int, end: int, parts: tuple[str, ...] = (), concepts: tuple[str, ...] = ()) -> None:
        weight = weights.get(key, RARE) * (ASKED if key in asked else 1.0)
        weight *= ASIDE if _touches(start, end, asides) else 1.0
        if key not in found or found[key].weight < weight:
            found[key] = Unit(key, weight, start, end, key in asked, parts, concepts)
        taken.append((start, end))

    for q in (q for s in reading.sentences for q in s.quantities if q.unit):
        key = text[q.start : q.end]
        found[key] = Unit(key, FIGURE, q.start, q.end, False, quantity=q)
        taken.append((q.start, q.end))
    for head, start, end in sorted(heads_of(text), key=lambda hit: hit[1] - hit[2]):
        if not _touches(start, end, taken):
            add(head, start, end, parts=tuple(each for each, _, _ in stems_of(text[start:end])))
    mentions = [m for c in reading.lexicon.concepts.values() for m in reading.mentions(c)]
    for each, start, end in reading.stems:
        if not _touches(start, end, taken):
            add(each, start, end, concepts=tuple(m.concept for m in mentions if m.start <= start < m.end))
    return tuple(sorted(found.values(), key=lambda unit: unit.start))


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in spans)
