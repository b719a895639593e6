"""The reader: makes a `Reading` of a text, once, and answers questions about it.

Everything deeper than the mentions is worked out when it is first asked for, and only in the sentences that
hold what was asked about.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TypeVar

from rubrx.reading import assertion, dosing
from rubrx.reading.bounds import find_measures
from rubrx.reading.claim_words import WordIndex
from rubrx.reading.cues import CueHit, find_bearing, find_cues
from rubrx.reading.drug_kinds import KIND, drug_meant
from rubrx.reading.folding import Folded, fold
from rubrx.reading.lazy import lazy
from rubrx.reading.lexicon import Concept, Lexicon
from rubrx.reading.loose import denies, may_hold, tightest
from rubrx.reading.misspelling import corrected
from rubrx.reading.names import drug_names
from rubrx.reading.patient import Patient
from rubrx.reading.segments import find_sentences
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.stance import Stance
from rubrx.reading.stance_finder import find_stances
from rubrx.reading.stems import stems_of
from rubrx.reading.vocabulary import words_in
from rubrx.records import Span


class Reading:
    """A response's text, understood once; every metric works from the same one.

    Positions are in the folded text; `spans(...)` leads back to the original's characters.
    """

    def __init__(self, text: str, lexicon: Lexicon, folded: Folded) -> None:
        self.text = text
        self.lexicon = lexicon
        self.folded = folded
        self._found: dict[str, list[Mention]] = {}

    def forget(self) -> None:
        """Let go of all that was worked out, once nobody asks any more.

        A reading and its sentences refer to each other; without this their memory waits for the garbage collector.
        """
        for name in [name for name in self.__dict__ if name not in ("text", "lexicon", "folded", "_found")]:
            del self.__dict__[name]
        self._found = {}

    @property
    def patient(self) -> Patient:
        """The patient that the rubric describes."""
        return self.lexicon.patient

    @lazy
    def words(self) -> int:
        """How many words, as `wc -w` counts."""
        return len(self.text.split())

    @lazy
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences and list items, in order."""
        found = find_sentences(self.folded.text, self._is_capital)
        return tuple([Sentence(self, index, start, end) for index, (start, end) in enumerate(found)])

    def _is_capital(self, position: int) -> bool:
        """Whether the original has a capital letter at a place of the folded text."""
        offsets = self.folded.offsets
        return self.text[position if offsets is None else offsets[position]].isupper()

    @lazy
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @lazy
    def _measures(self) -> list[tuple[int, str]]:
        return find_measures(self.folded.text)

    def measure_before(self, position: int) -> str:
        """The measure that was last named before a place, else the one that the query names; empty if neither."""
        index = bisect_left(self._measures, (position, ""))
        return self._measures[index - 1][1] if index else self.lexicon.asked_measure

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds a position of the folded text."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, position) - 1)]

    @lazy
    def cues(self) -> dict[str, list[CueHit]]:
        """All cues by family."""
        return find_cues(self.folded.text)

    @lazy
    def bearing(self) -> list[tuple[int, str]]:
        """Where cues begin that may bear on an assertion (negations, other subjects, quotations, conditions)."""
        return find_bearing(self.folded.text)

    @lazy
    def _exact(self) -> dict[str, list[Mention]]:
        """Mentions of every concept in its own spellings, by concept name, in order."""
        compiled = self.lexicon.compiled
        found: dict[str, list[Mention]] = {}
        for index, start, end in compiled.matcher.find(self.folded.text):
            for concept in compiled.owners[index]:
                here = found.setdefault(concept.name, [])
                mention = Mention(start, end, concept.name, self.sentence_at(start).index)
                if here and start < here[-1].end:  # a longer spelling of the same concept hides a shorter
                    if end - start > here[-1].end - here[-1].start:
                        here[-1] = mention
                else:
                    here.append(mention)
        for name, start, end in self._misspelt() if self._known[0] else ():
            found.setdefault(name, []).append(Mention(start, end, name, self.sentence_at(start).index))
            found[name].sort()
        return found

    def _misspelt(self) -> Iterator[tuple[str, int, int]]:
        """(concept, start, end) of the spellings that stand in the text but for a slip of the pen in a long word."""
        compiled = self.lexicon.compiled
        text, places = corrected(self._known[0], self.folded.text)
        for index, start, end in compiled.matcher.find(text):
            inside = [place for place in places if start < place[1] and place[0] < end]
            if inside:
                moved = next((shift for _, last, shift in reversed(places) if last <= start), 0)
                for concept in compiled.owners[index]:
                    yield concept.name, start - moved, end - inside[-1][2]

    def mentions(self, concept: Concept) -> list[Mention]:
        """Where the concept is named in one of its spellings."""
        return self._exact.get(concept.name, [])

    def mention(self, concept: Concept, start: int, end: int) -> Mention:
        """A mention of a concept at a place of the folded text that other words than its own decide."""
        return Mention(start, end, concept.name, self.sentence_at(start).index)

    def names_something(self, sentence: Sentence) -> bool:
        """Whether a sentence names a drug, or a term of the rubric."""
        return sentence.index in self._naming_sentences

    @lazy
    def _naming_sentences(self) -> frozenset[int]:
        terms = (m.sentence for mentions in self._exact.values() for m in mentions)
        return frozenset(terms).union(self._drugs_by_sentence)

    def find(self, concept: Concept) -> list[Mention]:
        """Where the concept is named or, failing that, said with the same content words close together."""
        found = self._exact.get(concept.name)
        if found is None:
            found = self._found.get(concept.name)
            if found is None:
                found = self._found[concept.name] = self._loose(concept) if concept.stems else []
        return found

    def _loose(self, concept: Concept) -> list[Mention]:
        found = []
        for wanted in self._possible.get(concept.name, ()):
            carriers = [words for stem in wanted if (words := self._known[1].get(stem))]
            for sentence in self.sentences:
                if not may_hold(sentence.text, carriers):
                    continue
                window = tightest(wanted, sentence.stems)
                if window is not None:
                    found.append(Mention(*window, concept.name, sentence.index, loose=True))
        found.sort()
        return found

    @lazy
    def stems(self) -> list[tuple[str, int, int]]:
        """The stems of all content words, with places in the folded text; a hyphenated word counts as its parts."""
        return stems_of(self.folded.text)

    @lazy
    def word_set(self) -> frozenset[str]:
        """The different words of the folded text."""
        return frozenset(words_in(self.folded.text))

    @lazy
    def _known(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        """The misspelt words with what they mean; the stems looked for that single words have, with these words."""
        return self.lexicon.compiled.vocabulary.known(self.word_set)

    @lazy
    def stems_looked_for(self) -> frozenset[str]:
        """The stems, of those in the lexicon's phrases, that single words of the text have."""
        return frozenset(self._known[1])

    @lazy
    def _possible(self) -> dict[str, list[frozenset[str]]]:
        """The sets of stems that may stand near each other, by concept: the text has all their single words."""
        carried = self.stems_looked_for
        loose = self.lexicon.compiled.loose
        found: dict[str, list[frozenset[str]]] = {}
        for key in ("", *carried):
            for name, wanted, single in loose.get(key, ()):
                if single <= carried:
                    found.setdefault(name, []).append(wanted)
        return found

    @lazy
    def nameable(self) -> frozenset[str]:
        """The concepts that the text names, or may name in other words; it names no other."""
        return frozenset((*self._exact, *self._possible))

    @lazy
    def word_index(self) -> WordIndex:
        """Which sentences hold which stems, for claims in plain English."""
        return WordIndex(self)

    @lazy
    def drug_mentions(self) -> list[Mention]:
        """Every drug named: the rubric's own drugs, and by the open list of names all others; in order, disjoint."""
        own: list[Mention] = []
        concepts, kinds, text = self.lexicon.concepts, self.lexicon.compiled.kinds, self.folded.text
        for name, mentions in self._exact.items():
            if name.startswith(KIND):
                for m in mentions:
                    meant = drug_meant(text, m.start, kinds, name.removeprefix(KIND))
                    if meant is not None and (kind := m._replace(concept=meant)) not in own:
                        own.append(kind)
            elif concepts[name].is_advisable:
                own += mentions
        names = drug_names()
        for index, start, end in names.matcher.find(self.folded.text):
            own.append(Mention(start, end, "drug:" + names.matcher.phrases[index], self.sentence_at(start).index))
        own.sort(key=lambda m: (m.start, -m.end, m.concept.startswith("drug:")))
        kept: list[Mention] = []
        for mention in own:
            inside_other = kept and mention.start < kept[-1].end
            same_place = kept and (mention.start, mention.end) == (kept[-1].start, kept[-1].end)
            if not inside_other or (same_place and not mention.concept.startswith("drug:")):
                kept.append(mention)
        return kept

    @lazy
    def _drugs_by_sentence(self) -> dict[int, list[Mention]]:
        return _by_sentence(self.drug_mentions)

    def drugs_in(self, sentence: Sentence) -> list[Mention]:
        """The drugs that a sentence names."""
        return self._drugs_by_sentence.get(sentence.index, [])

    @lazy
    def _doses_by_sentence(self) -> dict[int, list[dosing.Dose]]:
        return _by_sentence(self.doses)

    def doses_in(self, sentence: Sentence) -> list[dosing.Dose]:
        """The doses that a sentence gives."""
        return self._doses_by_sentence.get(sentence.index, [])

    @lazy
    def dosable(self) -> list[Mention]:
        """The drug mentions that a dose can be of: not the tests and measures among them."""
        known, concepts, text = drug_names().generic, self.lexicon.concepts, self.folded.text
        return [
            m
            for m in self.drug_mentions
            if m.concept.startswith("drug:") or concepts[m.concept].is_drug or text[m.start : m.end] in known
        ]

    @lazy
    def stances(self) -> list[Stance]:
        """What the answer says should be done with each drug, in order of place."""
        return find_stances(self)

    @lazy
    def doses(self) -> list[dosing.Dose]:
        """Every dose with its drug, frequency and role, in order of place."""
        return dosing.doses(self)

    def stances_on(self, concept: Concept) -> list[Stance]:
        """The stances toward one drug."""
        return [each for each in self.stances if concept.name in each.targets]

    def assertion_of(self, start: int, end: int) -> assertion.Assertion:
        """How the answer asserts what stands at a place of the folded text."""
        return assertion.assertion_of(self, start, end)

    def asserted(self, concept: Concept) -> list[Mention]:
        """The mentions by which the answer itself says so: not negated, hypothetical, another's or a bare list."""
        found = []
        for mention in self.find(concept):
            # words that stand apart can have a "not" between them: look before the last of them
            state = self.assertion_of(mention.end - 1 if mention.loose else mention.start, mention.end).state
            denial = mention.loose and concept.name in self.lexicon.denials and denies(concept, mention, self)
            if state is (assertion.State.NEGATED if denial else assertion.State.AFFIRMED):
                found.append(mention)
        return found

    @lazy
    def has_clinical_content(self) -> bool:
        """Whether the answer says anything clinical: not a refusal, and not only a row of terms."""
        return assertion.has_clinical_content(self)

    def span(self, start: int, end: int) -> Span:
        """The original's characters behind a stretch of the folded text."""
        return self.folded.span(start, end)

    def quote(self, start: int, end: int) -> str:
        """The original words behind a stretch of the folded text, on one line."""
        span = self.folded.span(start, end)
        return re.sub(r"\s+", " ", self.text[span.start : span.end])


class Reader:
    """Reads texts with one rubric's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        lexicon.register_terms()
        self.lexicon = lexicon

    def read(self, text: str) -> Reading:
        """Understand a text: pure, and the same every time."""
        return Reading(text, self.lexicon, fold(text))


Placed = TypeVar("Placed", Mention, dosing.Dose)


def _by_sentence(things: list[Placed]) -> dict[int, list[Placed]]:
    grouped: dict[int, list[Placed]] = {}
    for each in things:
        grouped.setdefault(each.sentence, []).append(each)
    return grouped
