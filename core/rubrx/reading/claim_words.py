"""What the judge of claims knows about words, and where the words of an answer stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading.cues import read_table
from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.names import drug_names
from rubrx.reading.stems import stem, synonym_phrases

if TYPE_CHECKING:
    from rubrx.reading.quantities import Quantity
    from rubrx.reading.reader import Reading, Sentence

#: how much a word weighs that says little, that is common, that a claim turns on, and any other
LIGHT, COMMON, TURN, RARE = 0.15, 0.3, 0.6, 1.2
#: sentences that may follow each other in one stretch
WIDEST = 3


class Words(NamedTuple):
    """`data/claim_words.tsv`, by stem: weights of words, their opposites, members of kinds, kinds of members."""

    weights: dict[str, float]
    opposites: dict[str, frozenset[str]]
    members: dict[str, frozenset[str]]
    kinds: dict[str, frozenset[str]]


@cache
def known_words() -> Words:
    """The list, read once."""
    weights: dict[str, float] = {}
    opposites: dict[str, set[str]] = {}
    members: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for kind, *cells in read_table("claim_words"):
        sides = [[stem(word) for word in cell.split("|")] for cell in cells]
        if kind in ("light", "common"):
            for each in sides[0]:
                weights.setdefault(each, LIGHT if kind == "light" else COMMON)
        elif kind in ("opposite", "turn"):
            weights.update(dict.fromkeys(sides[0] + sides[1], TURN) if kind == "turn" else {})
            for one, other in ((a, b) for a in sides[0] for b in sides[1]):
                opposites.setdefault(one, set()).add(other)
                opposites.setdefault(other, set()).add(one)
        else:
            for name, member in ((a, b) for a in sides[0] for b in sides[1] if a != b):
                members.setdefault(name, set()).add(member)
                kinds.setdefault(member, set()).add(name)
    return Words(weights, _frozen(opposites), _frozen(members), _frozen(kinds))


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(value) for key, value in sets.items()}


@cache
def _phrases() -> PhraseMatcher:
    return PhraseMatcher(list(synonym_phrases()))


def heads_of(text: str) -> list[tuple[str, int, int]]:
    """The synonym phrases of a folded text by the word that stands for them, with their places."""
    matcher, heads = _phrases(), synonym_phrases()
    return [(heads[matcher.phrases[index]], start, end) for index, start, end in matcher.find(text)]


class WordIndex:
    """Where the stems of a reading stand: for each the sentences that hold it, as the bits of a number.

    Questions, bare lists and words for the grader hold nothing: they state nothing.
    """

    def __init__(self, reading: Reading) -> None:
        self.sentences = [s for s in reading.sentences if _speaks(s)]
        self.masks: dict[str, int] = {}
        self._places = {sentence.index: place for place, sentence in enumerate(self.sentences)}
        masks = self.masks
        for place, sentence in enumerate(self.sentences):
            bit = 1 << place
            for each, _, _ in sentence.stems:
                masks[each] = masks.get(each, 0) | bit
        for head, start, _ in heads_of(reading.folded.text):
            masks[head] = masks.get(head, 0) | self.bit(reading.sentence_at(start).index)
        self._alike: dict[str, list[str]] = {}
        for each in masks:
            if len(each) > 5:
                self._alike.setdefault(each[:5], []).append(each)
        self.windows = list(self._windows())

    def bit(self, sentence: int) -> int:
        """The bit of a sentence of the reading; 0 for one that states nothing."""
        place = self._places.get(sentence)
        return 0 if place is None else 1 << place

    def within(self, stretch: int) -> list[Sentence]:
        """The sentences of a stretch, in order."""
        return [sentence for place, sentence in enumerate(self.sentences) if stretch >> place & 1]

    def _windows(self) -> Iterator[tuple[int, int]]:
        """Where a claim may be said, and how wide that is: sentences in a row, a list under its heading."""
        count = len(self.sentences)
        for width in range(1, WIDEST + 1):
            for first in range(count - width + 1):
                yield ((1 << width) - 1) << first, width
        for place, sentence in enumerate(self.sentences):
            if sentence.text.endswith(":"):
                last = place
                while last + 1 < count and self.sentences[last + 1].words_start > self.sentences[last + 1].start:
                    last += 1
                if last - place >= WIDEST:
                    yield ((1 << (last - place + 1)) - 1) << place, WIDEST

    def figure(self, wanted: Quantity) -> int:
        """The sentences that state a quantity: the same dimension and rate, and values that agree within 1 %."""
        mask = 0
        slack = 0.01 * max(abs(wanted.high), abs(wanted.low))
        for place, sentence in enumerate(self.sentences):
            for q in sentence.quantities:
                if (
                    (q.dimension, q.per) == (wanted.dimension, wanted.per)
                    and abs(q.low - wanted.low) <= slack
                    and abs(q.high - wanted.high) <= slack
                ):
                    mask |= 1 << place
        return mask

    def alike(self, wanted: str) -> int:
        """The sentences that hold a longer word with the same beginning (not for drugs: those look alike)."""
        known = drug_names().generic
        if len(wanted) < 6 or wanted in known:
            return 0
        mask = 0
        for each in self._alike.get(wanted[:5], ()):
            shared = _shared(wanted, each)
            if shared >= 6 and shared >= 0.6 * max(len(wanted), len(each)) and each not in known:
                mask |= self.masks[each]
        return mask


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with in common."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _speaks(sentence: Sentence) -> bool:
    return not (
        sentence.is_bare_list
        or sentence.is_question
        or any(hit.cue.kind == "grader" for hit in sentence.cues("attribution"))
    )
