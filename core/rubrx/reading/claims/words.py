"""What the judge of claims knows about words, and where the words of an answer stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.names import drug_names
from rubrx.reading.spoken_times import spoken_times
from rubrx.reading.stems import stem, synonym_phrases
from rubrx.reading.tables import read_table

if TYPE_CHECKING:
    from rubrx.reading.quantities import Quantity
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence

#: how much a word weighs that says little, that is common, that a claim turns on, and any other
LIGHT, COMMON, TURN, RARE = 0.1, 0.25, 0.55, 1.2
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
def drug_stems() -> frozenset[str]:
    """The stems of all names of drugs that are one word, and no everyday word ("even", "today")."""
    stems = frozenset(stem(name) for name in drug_names().generic if name.isalpha())
    return stems.difference(known_words().weights)


@cache
def _phrases() -> PhraseMatcher:
    return PhraseMatcher(list(synonym_phrases()))


def heads_of(text: str) -> list[tuple[str, int, int]]:
    """The synonym phrases of a folded text by the word that stands for them, with their places."""
    matcher, heads = _phrases(), synonym_phrases()
    return [(heads[matcher.phrases[index]], start, end) for start, end, index in matcher.find(text)]


class WordIndex:
    """Where the stems of a reading stand: for each the sentences that hold it, by their place among `sentences`.

    Questions, bare lists and words for the grader are left out: they state nothing.
    """

    def __init__(self, reading: Reading) -> None:
        self.sentences = [s for s in reading.sentences if _speaks(s)]
        self.holders: dict[str, list[int]] = {}
        self._places = {sentence.index: place for place, sentence in enumerate(self.sentences)}
        holders = self.holders
        for place, sentence in enumerate(self.sentences):
            for each, _, _ in sentence.stems:
                here = holders.setdefault(each, [])
                if not here or here[-1] != place:
                    here.append(place)
        for head, start, _ in heads_of(reading.folded.text):
            at = self.place(reading.sentence_at(start).index)
            if at is not None and at not in holders.setdefault(head, [])[-1:]:
                holders[head].append(at)
        self._alike: dict[str, list[str]] = {}
        for each in holders:
            if len(each) > 5:
                self._alike.setdefault(each[:5], []).append(each)
        self._list_of = dict(self._lists())

    def place(self, sentence: int) -> int | None:
        """The place of a sentence of the reading; None for one that states nothing."""
        return self._places.get(sentence)

    def _lists(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """For each sentence of a long list, and for its heading ("...:"), where the list begins and ends."""
        count, place = len(self.sentences), 0
        while place < count:
            last = place
            if self.sentences[place].text.endswith(":"):
                while last + 1 < count and self.sentences[last + 1].words_start > self.sentences[last + 1].start:
                    last += 1
                if last - place >= WIDEST:
                    yield from ((each, (place, last)) for each in range(place, last + 1))
            place = last + 1

    def best(self, parts: Iterable[tuple[Iterable[int], float]], cost: float) -> tuple[float, int, int]:
        """The stretch that holds the largest sum of weights: the sum, its first and its last sentence.

        `parts` are the sentences that hold each thing, and its weight. A stretch is one to `WIDEST` sentences in a row,
        or a list under its heading; each sentence beyond the first costs `cost`. (0, 0, -1) where nothing is held.
        """
        sums: dict[tuple[int, int], float] = {}
        count = len(self.sentences)
        for places, weight in parts:
            stretches = {
                (first, first + wider)
                for place in places
                for wider in range(WIDEST)
                for first in range(max(0, place - wider), min(place, count - 1 - wider) + 1)
            }
            if self._list_of:
                stretches.update(self._list_of[place] for place in places if place in self._list_of)
            for stretch in stretches:
                sums[stretch] = sums.get(stretch, 0.0) + weight
        best, where = 0.0, (0, -1)
        for (first, last), total in sorted(sums.items()):
            held = total - cost * min(last - first, WIDEST - 1)
            if held > best + 1e-12:
                best, where = held, (first, last)
        return best, *where

    def figure(self, wanted: Quantity) -> list[int]:
        """The sentences that state a quantity: the same dimension and rate, and values that agree within 1 %, or that a
        bound of the claim holds ("at least 3 days" is said by "four days")."""
        return [
            place
            for place, sentence in enumerate(self.sentences)
            if any(_agree(wanted, q) for q in sentence.quantities)
            or (wanted.dimension == "time" and any(_agree(wanted, q) for q in spoken_times(sentence)))
        ]

    def alike(self, wanted: str) -> set[int]:
        """The sentences that hold a word with the same beginning (not for drugs: those look alike)."""
        known = drug_stems()
        found: set[int] = set()
        if len(wanted) < 6 or wanted in known:
            return found
        for each in self._alike.get(wanted[:5], ()):
            shared = _shared(wanted, each)
            if shared >= 6 and shared >= 0.6 * max(len(wanted), len(each)) and each not in known:
                found.update(self.holders[each])
        return found


#: an amount so many times a bound is meant for something else
_MOST = 5.0


def _agree(wanted: Quantity, q: Quantity) -> bool:
    """Whether a stated quantity is the one that a claim names."""
    if (q.dimension, q.per) != (wanted.dimension, wanted.per):
        return False
    slack = 0.01 * max(abs(wanted.high), abs(wanted.low))
    if wanted.dimension == "time" and wanted.operator in (">", ">="):
        return wanted.low - slack <= q.low <= _MOST * wanted.low and q.operator not in ("<", "<=")
    return abs(q.low - wanted.low) <= slack and abs(q.high - wanted.high) <= slack


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
