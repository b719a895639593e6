"""Claims: does an answer say what a plain-English sentence says, in its own words?

A claim's words are looked for by stem and meaning. What the query said already is cheap, a rare word is dear, a figure
dearest. The best stretch of one to three sentences (or a list under its heading) gives a handful of shares; a logistic
model over them (`data/claim_model.tsv`, fitted by `tools/fit_claims.py`) gives the probability that a careful reader
finds the claim stated. Stance, polarity and figures then say whether the words are there with the claim's meaning.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading.assertion import State
from rubrx.reading.claim_words import LIGHT, RARE, WordIndex, drug_stems, heads_of, known_words
from rubrx.reading.cues import read_table
from rubrx.reading.folding import fold
from rubrx.reading.lazy import lazy
from rubrx.reading.stance import Stance, settled
from rubrx.reading.stems import stems_of

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Lexicon
    from rubrx.reading.quantities import Quantity
    from rubrx.reading.reader import Reading, Sentence


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


#: how much a figure with a unit weighs, and how much of its weight a word keeps that the query said already
FIGURE, ASKED = 1.5, 0.4
#: how much a member of a kind counts for the kind's name, a kind for its member, a word of the same beginning
MEMBER, KIND, ALIKE = 0.8, 0.6, 0.7
#: a stretch loses this share of the claim with each sentence more
STRETCH_COST = 0.02
#: stated from this probability on; where the claim's stance is found, or missing, other shares are asked for
STATED_FROM = 0.45
SHARE_WITH_STANCE, SHARE_WITHOUT_STANCE = 0.34, 0.8
#: a stretch is looked at closely in so many sentences, a word in so many places: more would only cost time
MOST_SENTENCES, MOST_PLACES = 40, 12
#: words against a claim contradict it only where so much of the rest is there
SHARE_OF_CONTRARY = 0.6


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

    @property
    def is_news(self) -> bool:
        """Whether it says something that the query did not."""
        return not self.asked and self.weight > LIGHT


class Match(NamedTuple):
    """A claim's units in an answer: whether each is there, how far it counts; the best stretch, first to last sentence.

    Sentences are by their place in `WordIndex.sentences`.
    """

    shares: list[float]
    first: int
    last: int
    features: tuple[float, ...]


#: the model's inputs, in the order of `Match.features`: weighted share of the claim in the best stretch, and in
#: the whole answer; the same share of its news alone; the largest weight that is missing of one piece of news
FEATURES = ("stretch", "answer", "news", "gap")


@cache
def model() -> dict[str, float]:
    """The coefficients of the logistic model, by feature, and its `intercept`."""
    return {name: float(value) for name, value, *_ in read_table("claim_model")}


def probability(features: tuple[float, ...]) -> float:
    """How probably a claim with these features is stated."""
    known = model()
    logit = known["intercept"] + sum(known[name] * each for name, each in zip(FEATURES, features, strict=True))
    return 1 / (1 + math.exp(-logit))


class Claim:
    """A claim in plain English, read with the same reader as the answers.

    `Claim(text, lexicon).weigh(reading)`; the reading must come from a reader of the same lexicon.
    """

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
    def units(self) -> tuple[Unit, ...]:
        """What the claim says, in order, each thing once: figures, then phrases of one meaning, then single words."""
        text, query = self.reading.folded.text, fold(self._lexicon.query).text
        asked = {each for each, _, _ in stems_of(query)} | {head for head, _, _ in heads_of(query)}
        weights = known_words().weights
        found: dict[str, Unit] = {}
        taken: list[tuple[int, int]] = []

        def add(key: str, start: int, end: int, **more: object) -> None:
            weight = weights.get(key, RARE) * (ASKED if key in asked else 1.0)
            found.setdefault(key, Unit(key, weight, start, end, key in asked, **more))  # type: ignore[arg-type]
            taken.append((start, end))

        for q in (q for s in self.reading.sentences for q in s.quantities if q.unit):
            key = text[q.start : q.end]
            found[key] = Unit(key, FIGURE, q.start, q.end, False, quantity=q)
            taken.append((q.start, q.end))
        for head, start, end in sorted(heads_of(text), key=lambda hit: hit[1] - hit[2]):
            if not _touches(start, end, taken):
                add(head, start, end, parts=tuple(each for each, _, _ in stems_of(text[start:end])))
        mentions = [m for c in self._lexicon.concepts.values() for m in self.reading.mentions(c)]
        for each, start, end in self.reading.stems:
            if not _touches(start, end, taken):
                add(each, start, end, concepts=tuple(m.concept for m in mentions if m.start <= start < m.end))
        return tuple(sorted(found.values(), key=lambda unit: unit.start))

    @lazy
    def denied(self) -> frozenset[str]:
        """The stems that the claim itself puts in the negative."""
        reading = self.reading
        return frozenset(
            unit.stem for unit in self.units if reading.assertion_of(unit.start, unit.end).state is State.NEGATED
        )

    @lazy
    def stance(self) -> Stance | None:
        """The stance that the claim itself takes toward a drug, if it takes one."""
        text = self.reading.folded.text
        for each in self.reading.stances:
            # "sources disagree whether it should be avoided" takes no stance itself
            if each.against and not each.implied and not _OPEN.search(text[: each.start]):
                return each
        return None

    @lazy
    def is_universal(self) -> bool:
        """Whether the claim speaks of every case."""
        return bool(_UNIVERSAL.search(self.reading.folded.text))

    def weigh(self, reading: Reading) -> ClaimReading:
        """Whether an answer states the claim, contradicts it, or does neither."""
        agrees = False
        if self.stance is not None:
            theirs = [s for s in reading.stances if set(s.targets) & set(self.stance.targets)]
            # an exception for other patients is against "any" and "always", whatever holds for this one
            views = (
                [s for s in theirs if s.assertion is State.AFFIRMED] if self.is_universal else settled(theirs, reading)
            )
            for view in views:
                if view.against * self.stance.against < 0:
                    return ClaimReading(ClaimOutcome.CONTRADICTED, 0.0, view.start, view.end, "says the contrary")
            same = [view for view in views if view.against * self.stance.against > 0]
            # "safe above 45" is not "safe at any"
            agrees = any(not self.is_universal or not (view.bounds or view.state) for view in same)
        match = self.match(reading)
        chance = probability(match.features)
        if self.stance is not None:
            here = reading.word_index.sentences[match.first : match.last + 1]
            says_always = any(_UNIVERSAL.search(sentence.text) for sentence in here)
            needed = SHARE_WITH_STANCE if agrees else SHARE_WITHOUT_STANCE
            stated = match.features[0] >= needed and (agrees or not self.is_universal or says_always)
            chance = max(chance, STATED_FROM) if stated else min(chance, STATED_FROM / 2)
        return self._weighed(reading, match, chance)

    def match(self, reading: Reading) -> Match:
        """The claim's words in an answer, and the model's inputs (`FEATURES`)."""
        index, units = reading.word_index, self.units
        found = [self._found(unit, index, reading) for unit in units]
        got = [unit.weight * share for unit, (_, share) in zip(units, found, strict=True)]
        total = sum([unit.weight for unit in units])
        parts = [(places, weight) for (places, _), weight in zip(found, got, strict=True) if weight]
        best, first, last = index.best(parts, STRETCH_COST * total)
        news = [(unit.weight, weight) for unit, weight in zip(units, got, strict=True) if unit.is_news]
        features = (
            best / total,
            sum(got) / total,
            sum([weight for _, weight in news]) / sum([whole for whole, _ in news]) if news else 1.0,
            max([whole - weight for whole, weight in news], default=0.0),
        )
        return Match([share for _, share in found], first, last, features)

    def _found(self, unit: Unit, index: WordIndex, reading: Reading) -> tuple[Collection[int], float]:
        """The sentences that hold a thing the claim says, and how much they count for it: 0 where none does."""
        if unit.quantity is not None:
            figures = index.figure(unit.quantity)
            return figures, 1.0 if figures else 0.0
        holders = index.holders
        places = set(holders.get(unit.stem, ()))
        for name in unit.concepts:
            mentions = reading.mentions(self._lexicon.concepts[name])
            places.update(place for m in mentions if (place := index.place(m.sentence)) is not None)
        if unit.parts:
            places.update(set.intersection(*(set(holders.get(part, ())) for part in unit.parts)))
        if places:
            return places, 1.0
        words = known_words()
        for others, share in ((words.members, MEMBER), (words.kinds, KIND)):
            for other in others.get(unit.stem, ()):
                places.update(holders.get(other, ()))
            if places:
                return places, share
        places = index.alike(unit.stem)
        return places, ALIKE if places else 0.0

    def _weighed(self, reading: Reading, match: Match, chance: float) -> ClaimReading:
        """The outcome once the words are found: do they say it, with the claim's figures, polarity and mood?"""
        sentences = reading.word_index.sentences[match.first : match.last + 1][:MOST_SENTENCES]
        start, end = (sentences[0].start, sentences[-1].end) if sentences else (0, 0)
        contrary = self._contrary(reading, match, sentences)
        if contrary is not None:
            return ClaimReading(ClaimOutcome.CONTRADICTED, 0.0, contrary.start, contrary.end, "says the contrary")
        for unit, share in zip(self.units, match.shares, strict=True):
            if unit.quantity is not None and not share:
                figure = self.reading.quote(unit.start, unit.end)
                return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, f"does not say {figure}")
        drugs = [
            (unit, share)
            for unit, share in zip(self.units, match.shares, strict=True)
            if unit.is_news and unit.stem in drug_stems()
        ]
        if drugs and not any(share for _, share in drugs):
            name = self.reading.quote(drugs[0][0].start, drugs[0][0].end)
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, f"does not name {name}")
        if chance < STATED_FROM:
            return ClaimReading(ClaimOutcome.NOT_STATED, chance, start, end, self._missing(match))
        mood = self._mood(reading, sentences)
        if mood is not None:
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, mood)
        return ClaimReading(ClaimOutcome.STATED, chance, start, end, "says so")

    def _contrary(self, reading: Reading, match: Match, sentences: list[Sentence]) -> Sentence | None:
        """The sentence that says the claim's words with the other polarity, or the opposite of one of them."""
        if match.features[0] < SHARE_OF_CONTRARY:
            return None
        places = _places(sentences)
        turned = self._turned(reading, places)
        if turned is not None:
            return turned
        if self.denied:
            said = [unit.stem for unit in self.units if unit.stem in self.denied and unit.stem in places]
            negative = any(hit.cue.kind == "before" for sentence in sentences for hit in sentence.negations)
            return places[said[0]][0][0] if said and not negative else None
        against = tested = 0.0
        for unit in self.units:
            here = places.get(unit.stem, ())[:3] if unit.weight > LIGHT else ()
            if here:
                tested += unit.weight
                if all(reading.assertion_of(start, end).state is State.NEGATED for _, start, end in here):
                    against += unit.weight
        return sentences[0] if against > tested / 2 else None

    def _turned(self, reading: Reading, places: _Places) -> Sentence | None:
        """The sentence that says the opposite of one of the claim's words beside the words next to it in the claim."""
        opposites, mine = known_words().opposites, {unit.stem for unit in self.units}
        for position, unit in enumerate(self.units):
            if unit.stem in self.denied or unit.stem not in opposites:
                continue
            neighbours = self.units[max(0, position - 1) : position] + self.units[position + 1 : position + 2]
            beside = [each.stem for each in neighbours if each.weight > LIGHT]
            near = min((_nearest(place, beside, places) for place in places.get(unit.stem, ())), default=_FAR)
            for other in opposites[unit.stem] - mine:
                for place in places.get(other, ()):
                    if _nearest(place, beside, places) < near and reading.assertion_of(*place[1:]).holds:
                        return place[0]
        return None

    def _mood(self, reading: Reading, sentences: list[Sentence]) -> str | None:
        """Why the words are not the answer's own statement about this patient: a hypothesis, a rejected view, ..."""
        wanted = {unit.stem for unit in self.units if unit.weight > LIGHT}
        states = [
            reading.assertion_of(start, end).state
            for each, here in _places(sentences).items()
            if each in wanted
            for _, start, end in here
        ]
        foreign = [state for state in states if state not in (State.AFFIRMED, State.NEGATED)]
        return str(foreign[0]) if len(foreign) > len(states) / 2 else None

    def _missing(self, match: Match) -> str:
        """What the answer does not say, dearest first."""
        lost = [(unit.weight * (1 - share), unit) for unit, share in zip(self.units, match.shares, strict=True)]
        lost = sorted((each for each in lost if each[0] > LIGHT), key=lambda each: -each[0])
        words = [f"“{self.reading.quote(unit.start, unit.end)}”" for _, unit in lost[:3]]
        return f"nothing on {', '.join(words)}" if words else "says its words, but not together"


_OPEN = re.compile(r"\b(?:which|whether|where|about|if)\b")
_UNIVERSAL = re.compile(r"\b(?:any|every|all|always|never|whatever|whichever|regardless|no matter)\b")


_Places = dict[str, list[tuple["Sentence", int, int]]]
#: further away than any word of the same sentence
_FAR = 10_000


def _nearest(place: tuple[Sentence, int, int], stems: list[str], places: _Places) -> int:
    """How many characters lie between a word and the nearest of some others in its sentence."""
    sentence, start, end = place
    return min(
        (max(first - end, start - last) for each in stems for s, first, last in places.get(each, ()) if s is sentence),
        default=_FAR,
    )


def _places(sentences: list[Sentence]) -> _Places:
    """Where each stem stands in some sentences."""
    found: _Places = {}
    for sentence in sentences:
        for each, start, end in sentence.stems:
            here = found.setdefault(each, [])
            if len(here) < MOST_PLACES:
                here.append((sentence, start, end))
    return found


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in spans)
