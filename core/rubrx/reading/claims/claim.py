"""Claims: does an answer say what a plain-English sentence says, in its own words?

A claim's words are looked for by stem and meaning. What the query said already is cheap, a rare word is dear, a figure
dearest. The best stretch of one to three sentences (or a list under its heading) gives a handful of shares; a logistic
model over them (`data/claim_model.tsv`, fitted by `tools/fit_claims.py`) gives the probability that a careful reader
finds the claim stated. Stance, polarity and figures then say whether the words are there with the claim's meaning.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.assertion import State
from rubrx.reading.claims.courses import Exposure
from rubrx.reading.claims.polarity import (
    contrary,
    fed_or_not,
    foreign_mood,
    other_pace,
    other_way_out,
    other_way_round,
)
from rubrx.reading.claims.units import Unit, units_of
from rubrx.reading.claims.words import LIGHT, WordIndex, drug_stems, known_words
from rubrx.reading.drug_kinds import KIND as ANY_OF
from rubrx.reading.folding import fold
from rubrx.reading.lazy import lazy
from rubrx.reading.matching import has_words
from rubrx.reading.names import drug_names
from rubrx.reading.others import only_of_others
from rubrx.reading.played_down import is_played_down
from rubrx.reading.stances.stance import Stance, settled
from rubrx.reading.stems import content_stems, stem, stems_of
from rubrx.reading.tables import read_table

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Lexicon
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence


#: kinds of what people take or eat that is no drug: one of them is not another
_SUBSTANCES = frozenset(map(stem, ("mineral", "vitamin", "fruit", "vegetable", "dairy")))


#: words that a claim of an effect turns on, and others that may stand for them
_TURNS = frozenset(map(stem, ("increase", "decrease", "inhibit")))
#: "elevated glucose" says of what, and not what is done to it
_PARTICIPLES = ("ed", "ing", "er")
_EFFECTS = frozenset(
    map(stem, ("accumulate", "affect", "worsen", "double", "stop", "lose", "change", "toxicity", "prevent"))
)


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


#: how much a member of a kind counts for the kind's name, a kind for its member, a word of the same beginning
MEMBER, KIND, ALIKE = 0.8, 0.6, 0.7
#: a stretch loses this share of the claim with each sentence more
STRETCH_COST = 0.02
_STOPPING = re.compile(r"(?:stop|withhold|withdraw|discontinu|omitt|hold|paus|suspend|ceas|leav|dropp)\w*ing\b")
#: stated from this probability on; where the claim's stance is found, or missing, other shares are asked for
STATED_FROM = 0.45
SHARE_WITH_STANCE, SHARE_WITHOUT_STANCE = 0.3, 0.75
#: a stretch is looked at closely in so many sentences: more would only cost time
MOST_SENTENCES = 40
#: the last thing of a claim that weighs so much is its point, where it is so large a share of the whole
POINT, SHARE_OF_POINT = 1.0, 0.28
#: so much of what only the claim says, and not the query, has to be there
SHARE_OF_OWN = 0.35
#: words against a claim contradict it only where so much of the rest is there
SHARE_OF_CONTRARY = 0.6


class Match(NamedTuple):
    """A claim's units in an answer: whether each is there, how far it counts; the best stretch, first to last sentence.

    Sentences are by their place in `WordIndex.sentences`.
    """

    shares: list[float]
    first: int
    last: int
    features: tuple[float, ...]


#: the model's inputs, in the order of `Match.features`: weighted share of the claim in the best stretch, and in
#: the whole answer; the same share of what the query did not say already; the largest share that one missing thing has
FEATURES = ("stretch", "answer", "news", "gap")


@cache
def model() -> dict[str, float]:
    """The coefficients of the logistic model, by feature, and its `intercept`."""
    return {name: float(value) for name, value, *_ in read_table("claim_model")}


def probability(features: tuple[float, ...], known: Mapping[str, float]) -> float:
    """How probably a claim with these features is stated, by a model's coefficients."""
    logit = known["intercept"] + sum((known[name] * each for name, each in zip(FEATURES, features, strict=True)), 0.0)
    return 1 / (1 + math.exp(-logit))


class Claim:
    """A claim in plain English, read with the same reader as the answers.

    `Claim(text, lexicon).weigh(reading)`; the reading must come from a reader of the same lexicon.
    """

    def __init__(self, text: str, lexicon: Lexicon, coefficients: Mapping[str, float] | None = None) -> None:
        """ValueError where the text has no word with content. `coefficients` are those of `model()` unless given."""
        self.text = text
        self._coefficients = coefficients
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
        """What the claim says, in order."""
        return units_of(self.reading)

    @lazy
    def _asked(self) -> frozenset[str]:
        """The stems of the query: what it said already stands for nothing else that the claim says."""
        return content_stems(fold(self._lexicon.query).text)

    @lazy
    def denied(self) -> frozenset[str]:
        """The stems that the claim itself puts in the negative, and not only as a condition ("if it fails to heal")."""
        reading = self.reading
        conditions = [(hit.start, end) for sentence in reading.sentences for hit, end in sentence.conditions]
        return frozenset(
            unit.stem
            for unit in self.units
            if reading.assertion_of(unit.start, unit.end).state is State.NEGATED
            and not any(start <= unit.start < end for start, end in conditions)
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
    def _denies_something(self) -> bool:
        """Whether the claim says that something is not so, or no longer so."""
        text = self.reading.folded.text
        return "no longer" in text or bool(self.denied and _NOT.search(text))

    @lazy
    def exposure(self) -> Exposure | None:
        """Which way the claim says that a drug's exposure goes, if it says so."""
        return Exposure.of(self.reading, self.units)

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
            if self.stance.against < 0 and _STOPPING.match(self.reading.folded.text, self.stance.start):
                agrees = False  # "stopping it risks a relapse": who goes on with it has not said why
        barred = self._barred_there(reading) if self._treats_with is not None else None
        if barred is not None:
            return ClaimReading(ClaimOutcome.CONTRADICTED, 0.0, *barred, "says the contrary")
        if self.exposure is not None and (other := self.exposure.contrary(reading)) is not None:
            return ClaimReading(ClaimOutcome.CONTRADICTED, 0.0, other.start, other.end, "says the contrary")
        match = self.match(reading)
        chance = probability(match.features, self._coefficients or model())
        if not agrees and (self._lacks_its_point(match) or self._echoes(match) or self._lacks_its_turn(match, reading)):
            chance = min(chance, STATED_FROM / 2)
        here = reading.word_index.sentences[match.first : match.last + 1]
        if not agrees and self._denies_something and not any(s.negations or _SAYS_NO.search(s.text) for s in here):
            chance = min(chance, STATED_FROM / 2)
        says_always = any(_UNIVERSAL.search(sentence.text) for sentence in here)
        if self.is_universal and not says_always:
            chance = min(chance, STATED_FROM / 2)
        if self.stance is not None:
            needed = SHARE_WITH_STANCE if agrees else SHARE_WITHOUT_STANCE
            stated = match.features[0] >= needed and (says_always or not self.is_universal)
            # "use half the dose" takes the drug as "needs no adjustment" does, and denies nothing
            stated = stated and not (self.denied and not any(sentence.negations for sentence in here))
            chance = max(chance, STATED_FROM) if stated else min(chance, STATED_FROM / 2)
        return self._weighed(reading, match, chance)

    @lazy
    def _treats_with(self) -> re.Pattern[str] | None:
        """How an answer says that nobody may have what the claim has somebody treated with."""
        told = _TREATED_WITH.search(self.reading.folded.text)
        return re.compile(_MAY_NOT_HAVE.format(told[1])) if told else None

    def _barred_there(self, reading: Reading) -> tuple[int, int] | None:
        """Where an answer bars, after all, what the claim has somebody treated with."""
        barred = self._treats_with.search(reading.folded.text) if self._treats_with is not None else None
        return barred.span() if barred and reading.assertion_of(*barred.span()).state in _TOLD else None

    def match(self, reading: Reading) -> Match:
        """The claim's words in an answer, and the model's inputs (`FEATURES`)."""
        index, units = reading.word_index, self.units
        found = [self._found(unit, index, reading) for unit in units]
        if self.exposure is not None:
            found = self.exposure.granted(found, reading)
        got = [unit.weight * share for unit, (_, share) in zip(units, found, strict=True)]
        total = sum([unit.weight for unit in units], 0.0)
        parts = [(places, weight) for (places, _), weight in zip(found, got, strict=True) if weight]
        best, first, last = index.best(parts, STRETCH_COST * total)
        news = [(unit.weight, weight) for unit, weight in zip(units, got, strict=True) if not unit.asked]
        features = (
            best / total,
            sum(got, 0.0) / total,
            sum([weight for _, weight in news], 0.0) / sum([whole for whole, _ in news], 0.0) if news else 1.0,
            max([whole - weight for whole, weight in news], default=0.0) / total,
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
            concept = self._lexicon.concepts[name]
            mentions = reading.mentions(concept)
            if concept.is_drug and not mentions:  # "the SSRI"
                mentions = [m for m in reading.drug_mentions if name in meant_by(m.concept, self._lexicon)]
            places.update(place for m in mentions if (place := index.place(m.sentence)) is not None)
        if unit.parts:
            places.update(set.intersection(*(set(holders.get(part, ())) for part in unit.parts)))
        if places:
            return places, 1.0
        words = known_words()
        for others, share in ((words.members, MEMBER), (words.kinds, KIND)):
            for other in others.get(unit.stem, frozenset()) - self._asked:
                places.update(holders.get(other, ()))
            if places:
                return places, share
        places = index.alike(unit.stem)
        return places, ALIKE if places else 0.0

    def _weighed(self, reading: Reading, match: Match, chance: float) -> ClaimReading:
        """The outcome once the words are found: do they say it, with the claim's figures, polarity and mood?"""
        sentences = reading.word_index.sentences[match.first : match.last + 1][:MOST_SENTENCES]
        start, end = (sentences[0].start, sentences[-1].end) if sentences else (0, 0)
        against = self._contrary(reading, match, sentences)
        if against is not None:
            return ClaimReading(ClaimOutcome.CONTRADICTED, 0.0, against.start, against.end, "says the contrary")
        for unit, share in zip(self.units, match.shares, strict=True):
            if unit.quantity is not None and not share:
                figure = self.reading.quote(unit.start, unit.end)
                return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, f"does not say {figure}")
        drugs = [
            (unit, share)
            for unit, share in zip(self.units, match.shares, strict=True)
            if not unit.asked and unit.stem in drug_stems()
        ]
        if drugs and not any(share for _, share in drugs):
            name = self.reading.quote(drugs[0][0].start, drugs[0][0].end)
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, f"does not name {name}")
        unnamed = self._unnamed_cause(match, sentences)
        if unnamed:
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, f"does not name {unnamed}")
        other = self._other_agent(reading, sentences)
        if other:
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, f"says it of {other}")
        if any(only_of_others(sentence, sentence.start) for sentence in sentences):
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, "says it of others only")
        if other_way_round(self.units, sentences):
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, "says it the other way round")
        if other_way_out(self.reading.folded.text, sentences):
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, "says it of another organ")
        if chance < STATED_FROM:
            return ClaimReading(ClaimOutcome.NOT_STATED, chance, start, end, self._missing(match))
        if other_pace(self.reading.folded.text, sentences):
            return ClaimReading(
                ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, "says that it comes at another pace"
            )
        mood = foreign_mood(self.units, reading, sentences)
        mood = None if self._denies_something and mood == State.REJECTED else mood
        mood = "plays it down" if mood is None and self._is_waved_away(sentences) else mood
        if mood is not None:
            return ClaimReading(ClaimOutcome.NOT_STATED, min(chance, 0.2), start, end, mood)
        return ClaimReading(ClaimOutcome.STATED, chance, start, end, "says so")

    def _contrary(self, reading: Reading, match: Match, sentences: Sequence[Sentence]) -> Sentence | None:
        """The sentence that says the opposite of the claim, where enough of the rest is there."""
        against = None
        if match.features[0] >= SHARE_OF_CONTRARY:
            against = contrary(self.units, self.denied, reading, sentences)
        if against is None and not self.denied and _WITH_FOOD.search(self.reading.folded.text):
            against = fed_or_not(self.units, sentences)
        return against

    def _is_waved_away(self, sentences: Sequence[Sentence]) -> bool:
        """Whether an answer names a weighty thing of the claim only to play it down."""
        wanted = {unit.stem for unit in self.units if unit.weight > LIGHT and unit.stem not in drug_stems()}
        text = self.reading.folded.text
        return any(
            is_played_down(each, at, end, text) for each in sentences for s, at, end in each.stems if s in wanted
        )

    def _unnamed_cause(self, match: Match, sentences: Sequence[Sentence]) -> str:
        """The drug that a claim is about, where the answer never names it, nothing points at it, and it was not the
        drug that was asked about: "clarithromycin raised the INR" is not said by a sentence on the INR."""
        first = self.units[0]
        name = self.reading.folded.text[first.start : first.end]
        if match.shares[0] or name not in drug_names().generic:
            return ""
        if set(first.concepts) & set(self._lexicon.asked.topics):
            return ""
        return "" if any(_POINTS.search(sentence.text) for sentence in sentences) else name

    def _other_agent(self, reading: Reading, sentences: Sequence[Sentence]) -> str:
        """The drug that a stretch opens with, where the claim opens with another one that the stretch never names."""
        generic = drug_names().generic
        mine = [generic.get(self.reading.folded.text[unit.start : unit.end], "") for unit in self.units]
        first = self.units[0]
        peers = _SUBSTANCES if mine[0] else known_words().kinds.get(first.stem, frozenset()) & _SUBSTANCES
        if not mine[0] and not peers:
            return ""
        if any(m.sentence == s.index for s in sentences for name in first.concepts for m in self._named(reading, name)):
            return ""
        agent = ""
        for sentence in sentences:
            for each, start, end in sentence.stems:
                if each == first.stem:
                    return ""
                drug = generic.get(reading.folded.text[start:end], "") if mine[0] else ""
                if drug and drug == mine[0]:
                    return ""
                if not agent and (drug or not peers.isdisjoint(known_words().kinds.get(each, frozenset()))):
                    agent = drug or reading.folded.text[start:end]
        return "" if agent in mine else agent

    def _named(self, reading: Reading, name: str) -> list[Mention]:
        return reading.mentions(self._lexicon.concepts[name])

    def _lacks_its_point(self, match: Match) -> bool:
        """Whether the last thing of weight is missing, and much of the claim: English puts what is new at the end."""
        weighty = [pair for pair in zip(self.units, match.shares, strict=True) if pair[0].weight >= POINT]
        total = sum([unit.weight for unit in self.units], 0.0)
        return bool(weighty) and not weighty[-1][1] and weighty[-1][0].weight >= SHARE_OF_POINT * total

    def _lacks_its_turn(self, match: Match, reading: Reading) -> bool:
        """Whether the one word is missing that says what one thing does to the other: "raises", "blocks"."""
        text = self.reading.folded.text
        turns = [
            pair
            for pair in zip(self.units, match.shares, strict=True)
            if pair[0].stem in _TURNS and not text[pair[0].start : pair[0].end].endswith(_PARTICIPLES)
        ]
        if not turns or any(share for _, share in turns):
            return False
        return _TURNS.isdisjoint(reading.word_index.holders) and _EFFECTS.isdisjoint(reading.word_index.holders)

    @lazy
    def _own(self) -> tuple[bool, ...]:
        """For each unit, whether the query neither says nor implies it ("an NSAID" of a query on ibuprofen)."""
        words, query = known_words(), fold(self._lexicon.query).text
        kin = self._asked | (
            {stem(word) for word in ("kidney", "renal", "function")} if _RENAL.search(query) else set()
        )

        def is_own(unit: Unit) -> bool:
            near = words.members.get(unit.stem, frozenset()) | words.kinds.get(unit.stem, frozenset())
            spellings = (each for name in unit.concepts for each in self._lexicon.concepts[name].spellings)
            return (
                unit.weight > LIGHT
                and not unit.asked
                and unit.stem not in kin
                and kin.isdisjoint(near)
                and not any(has_words(query, each) for each in spellings)
            )

        return tuple(is_own(unit) for unit in self.units)

    def _echoes(self, match: Match) -> bool:
        """Whether an answer has hardly more of the claim than the query itself says or implies."""
        own = [pair for pair, mine in zip(zip(self.units, match.shares, strict=True), self._own, strict=True) if mine]
        whole = sum([unit.weight for unit, _ in own], 0.0)
        return bool(own) and sum([unit.weight * share for unit, share in own], 0.0) < SHARE_OF_OWN * whole

    def _missing(self, match: Match) -> str:
        """What the answer does not say, dearest first."""
        lost = [(unit.weight * (1 - share), unit) for unit, share in zip(self.units, match.shares, strict=True)]
        lost = sorted((each for each in lost if each[0] > LIGHT), key=lambda each: -each[0])
        words = [f"“{self.reading.quote(unit.start, unit.end)}”" for _, unit in lost[:3]]
        return f"nothing on {', '.join(words)}" if words else "says its words, but not together"


def meant_by(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The drugs that the concept of a mention stands for: a kind's, or its own."""
    return lexicon.compiled.kinds[name.removeprefix(ANY_OF)].drugs if name.startswith(ANY_OF) else (name,)


_TREATED_WITH = re.compile(
    r"\b(?:treated|managed|covered|replaced|loaded) with (?:the |an? |oral |iv |intravenous )*(\w{4,})"
)
_MAY_NOT_HAVE = (
    r"\b(?:(?:can't|cannot|can not|must not|mustn't|should not|shouldn't|may not|must never|can never|never)"
    r" (?:ever )?(?:have|be given|take|receive|get|use|touch)|no) (?:any |more )?{0}\b"
    r"|\b{0} (?:is|are|remains?) (?:out\b|absolutely |strictly )?(?:contraindicated|forbidden|barred|banned|out of the)"
)
_TOLD = (State.AFFIRMED, State.NEGATED)
_RENAL = re.compile(r"\b(?:crcl|e?gfr|creatinine|clearance)\b")
_NOT = re.compile(
    r"\b(?:not|never|cannot|unnecessary|no need)\b(?! (?:be |to be |to )?(?:ignor|forg|miss|overlook|only|just))|n't\b"
)
#: words that say no without a "not"
_SAYS_NO = re.compile(
    r"\b(?:no longer|abandon|outdated|out of date|replac|instead|rather than|avoid|stop|supersed|former|old|drop|wrong"
    r"|unnecessar|needless|rare|unlikely|hardly|barely|seldom|free of|lack|absen|fail|without|only|few|little|too"
    r"|inferior|worse|contraindicat|unsafe|dangerous|harm|risk|exclu|un[a-z]{5,}|less|need)"
)
#: what may stand for a drug that is not named
_POINTS = re.compile(
    r"\b(?:it|this|both|its|(?:the|her|his|their|your|new|other|an?) (?:\w+ )?(?:drug|medicine"
    r"|medication|tablet|pill|antibiotic|combination|interaction|course|treatment|mix|pair)s?)\b"
)
#: a claim that has something taken with food
_WITH_FOOD = re.compile(r"\bwith (?:[\w()-]+ ){0,3}(?:food|meals?)\b")
_OPEN = re.compile(r"\b(?:which|whether|where|about|if)\b")
_UNIVERSAL = re.compile(
    r"\b(?:any|every|all|always|never|whatever|whichever|regardless|irrespective|no matter|each"
    r"|(?:every|any)(?:one|body))\b"
)
