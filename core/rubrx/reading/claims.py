"""Claims: does an answer say what a plain-English sentence says, in its own words?

A claim's words are looked for by stem and meaning. What the query said already is cheap, a rare word is dear, a figure
dearest. The best stretch of one to three sentences (or a list under its heading) gives a handful of shares; a logistic
model over them (`data/claim_model.tsv`, fitted by `tools/fit_claims.py`) gives the probability that a careful reader
finds the claim stated. Stance, polarity and figures then say whether the words are there with the claim's meaning.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading.assertion import State
from rubrx.reading.cues import read_table
from rubrx.reading.folding import fold
from rubrx.reading.lazy import lazy
from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.names import drug_names
from rubrx.reading.stems import stem, stems_of, synonym_phrases

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Lexicon
    from rubrx.reading.quantities import Quantity
    from rubrx.reading.reader import Reading, Sentence
    from rubrx.reading.stance import Stance


class ClaimOutcome(StrEnum):
    """What an answer does with a claim."""

    STATED = "stated"
    NOT_STATED = "not stated"
    CONTRADICTED = "contradicted"


class ClaimReading(NamedTuple):
    """How an answer treats a claim; `start:end` is the stretch of the folded text that decides it (empty if none).

    `score` is the probability, in [0, 1], that a careful reader finds the claim stated.
    """

    outcome: ClaimOutcome
    score: float
    start: int
    end: int
    why: str


#: how much a word weighs that says little, that the query said already, or that is part of a figure
LIGHT, COMMON, RARE, FIGURE = 0.25, 0.45, 1.2, 1.5
#: what the query said already counts for so much of its weight
ASKED = 0.35
#: how much a member of a kind counts for the kind's name, and the other way round
MEMBER, KIND = 0.8, 0.5
#: a word that shares its beginning with one of the answer's
ALIKE = 0.7
#: sentences that may follow each other in one stretch
WIDEST = 3


class _Words(NamedTuple):
    """`data/claim_words.tsv`, by stem."""

    weights: dict[str, float]
    opposites: dict[str, frozenset[str]]
    members: dict[str, frozenset[str]]
    kinds: dict[str, frozenset[str]]


@cache
def _words() -> _Words:
    weights: dict[str, float] = {}
    opposites: dict[str, set[str]] = {}
    members: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for kind, *cells in read_table("claim_words"):
        sides = [[stem(word) for word in cell.split("|")] for cell in cells]
        if kind in ("light", "common"):
            for each in sides[0]:
                weights.setdefault(each, LIGHT if kind == "light" else COMMON)
        elif kind == "opposite":
            for one, other in ((a, b) for a in sides[0] for b in sides[1]):
                opposites.setdefault(one, set()).add(other)
                opposites.setdefault(other, set()).add(one)
        else:
            for name, member in ((a, b) for a in sides[0] for b in sides[1] if a != b):
                members.setdefault(name, set()).add(member)
                kinds.setdefault(member, set()).add(name)
    return _Words(weights, _frozen(opposites), _frozen(members), _frozen(kinds))


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(value) for key, value in sets.items()}


@cache
def _phrases() -> PhraseMatcher:
    return PhraseMatcher(list(synonym_phrases()))


def _heads(text: str) -> list[tuple[str, int, int]]:
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
        self._alike: dict[str, list[str]] = {}
        for place, sentence in enumerate(self.sentences):
            bit = 1 << place
            for each, _, _ in sentence.stems:
                self.masks[each] = self.masks.get(each, 0) | bit
        places = {s.index: place for place, s in enumerate(self.sentences)}
        for head, start, _ in _heads(reading.folded.text):
            place = places.get(reading.sentence_at(start).index, -1)
            if place >= 0:
                self.masks[head] = self.masks.get(head, 0) | 1 << place
        for each in self.masks:
            if len(each) > 5:
                self._alike.setdefault(each[:5], []).append(each)
        self.places = places
        self.windows = list(self._windows(reading))

    def _windows(self, reading: Reading) -> Iterator[int]:
        """The stretches that a claim may be said in: sentences in a row, and a list under its heading."""
        count = len(self.sentences)
        for width in range(1, WIDEST + 1):
            for first in range(count - width + 1):
                yield ((1 << width) - 1) << first
        text = reading.folded.text
        for place, sentence in enumerate(self.sentences):
            if sentence.text.endswith(":"):
                last = place
                while last + 1 < count and self.sentences[last + 1].words_start > self.sentences[last + 1].start:
                    last += 1
                if last - place >= WIDEST and text:
                    yield ((1 << (last - place + 1)) - 1) << place

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


class _Unit(NamedTuple):
    """One thing a claim says: a word, a phrase of one meaning, or a figure."""

    stem: str
    weight: float
    start: int
    end: int
    asked: bool
    light: bool
    parts: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    quantity: Quantity | None = None


class Match(NamedTuple):
    """A claim's words in an answer: the best stretch (bits of `WordIndex.sentences`) and the figures of the model."""

    window: int
    masks: list[int]
    shares: list[float]
    features: tuple[float, ...]


#: the model's inputs, in the order of `Match.features`; what they mean stands at `Claim.match`
FEATURES = ("stretch", "answer", "news", "gap", "missing", "pairs", "length", "asked")


class Claim:
    """A claim in plain English, read with the same reader as the answers."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """ValueError where the text has no word with content."""
        self.text = text
        self._lexicon = lexicon
        if not stems_of(fold(text).text):
            raise ValueError("a claim needs at least one word with content")

    @lazy
    def reading(self) -> Reading:
        """The claim, read; only once every criterion has put its words into the lexicon."""
        from rubrx.reading.reader import Reader  # noqa: PLC0415 -- the reader is made of this module

        return Reader(self._lexicon).read(self.text)

    @lazy
    def units(self) -> tuple[_Unit, ...]:
        """What the claim says, word by word, in order, each thing once."""
        text = self.reading.folded.text
        asked = {each for each, _, _ in stems_of(fold(self._lexicon.query).text)}
        asked |= {head for head, _, _ in _heads(fold(self._lexicon.query).text)}
        weights = _words().weights
        phrases = sorted(_heads(text), key=lambda hit: (hit[1], -hit[2]))
        concepts = [m for c in self._lexicon.concepts.values() for m in self.reading.mentions(c)]
        figures = [q for s in self.reading.sentences for q in s.quantities if q.unit]
        found: dict[str, _Unit] = {}
        end = 0
        for quantity in figures:
            key = text[quantity.start : quantity.end]
            found[key] = _Unit(key, FIGURE, quantity.start, quantity.end, False, False, quantity=quantity)
        inside = [(q.start, q.end) for q in figures]
        for head, start, stop in phrases:
            if start >= end and not _within(start, inside):
                parts = tuple(each for each, _, _ in stems_of(text[start:stop]))
                weight = weights.get(head, RARE)
                if head in asked:
                    weight *= ASKED
                found.setdefault(head, _Unit(head, weight, start, stop, head in asked, weight <= LIGHT, parts))
                inside.append((start, stop))
                end = stop
        for each, start, stop in self.reading.stems:
            if each in found or _within(start, inside):
                continue
            weight = weights.get(each, RARE) * (ASKED if each in asked else 1.0)
            names = tuple(m.concept for m in concepts if m.start <= start < m.end)
            found[each] = _Unit(each, weight, start, stop, each in asked, weight <= LIGHT, concepts=names)
        return tuple(sorted(found.values(), key=lambda unit: unit.start))

    def match(self, reading: Reading) -> Match:
        """The claim's words in an answer.

        Features: weighted share of the claim in the best stretch, and in the whole answer; share of its words that
        the query did not say; weight of the heaviest word that is nowhere; number of words that are nowhere; share
        of neighbouring words that stand in one sentence; log of the number of words; share of weight that was asked.
        """
        index = reading.word_index
        masks, shares = [], []
        for unit in self.units:
            mask, share = self._found(unit, index, reading)
            masks.append(mask)
            shares.append(share)
        units = self.units
        total = sum(unit.weight for unit in units)
        best, window = 0.0, 0
        pairs = [(mask, unit.weight * share) for unit, mask, share in zip(units, masks, shares, strict=True) if mask]
        for stretch in index.windows:
            here = sum(weight for mask, weight in pairs if mask & stretch)
            here -= 0.02 * total * (stretch.bit_count() - 1)
            if here > best:
                best, window = here, stretch
        weighted = [(unit, unit.weight * share if mask else 0.0) for unit, mask, share in zip(units, masks, shares, strict=True)]
        news = [(unit.weight, got) for unit, got in weighted if not unit.asked and not unit.light]
        gaps = [unit.weight - got for unit, got in weighted if not unit.asked and not unit.light]
        joined = [bool(masks[i] & masks[i + 1]) for i in range(len(units) - 1)]
        features = (
            best / total,
            sum(got for _, got in weighted) / total,
            sum(got for _, got in news) / (sum(w for w, _ in news) or 1.0) if news else 1.0,
            max(gaps, default=0.0),
            min(sum(gaps), 6.0),
            sum(joined) / len(joined) if joined else 1.0,
            math.log2(1 + len(units)),
            sum(unit.weight for unit in units if unit.asked) / total,
        )
        return Match(window, masks, shares, features)

    def _found(self, unit: _Unit, index: WordIndex, reading: Reading) -> tuple[int, float]:
        """The sentences that hold a thing the claim says, and how much they count for it."""
        if unit.quantity is not None:
            return _figure(unit.quantity, index), 1.0
        mask = index.masks.get(unit.stem, 0)
        for name in unit.concepts:
            for mention in reading.mentions(self._lexicon.concepts[name]):
                place = index.places.get(mention.sentence, -1)
                mask |= 1 << place if place >= 0 else 0
        if unit.parts:
            apart = -1
            for part in unit.parts:
                apart &= index.masks.get(part, 0)
            mask |= apart
        if mask:
            return mask, 1.0
        words = _words()
        for others, share in ((words.members, MEMBER), (words.kinds, KIND)):
            for other in others.get(unit.stem, ()):
                mask |= index.masks.get(other, 0)
            if mask:
                return mask, share
        return index.alike(unit.stem), ALIKE


def _within(start: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= start < last for first, last in spans)


def _figure(wanted: Quantity, index: WordIndex) -> int:
    """The sentences that state a quantity: the same dimension and rate, and values that agree within 1 %."""
    mask = 0
    slack = 0.01 * max(abs(wanted.high), abs(wanted.low))
    for place, sentence in enumerate(index.sentences):
        for q in sentence.quantities:
            if (
                q.dimension == wanted.dimension
                and q.per == wanted.per
                and abs(q.low - wanted.low) <= slack
                and abs(q.high - wanted.high) <= slack
            ):
                mask |= 1 << place
    return mask
