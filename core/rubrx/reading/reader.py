"""The reader: makes a `Reading` of a text, once, and answers questions about it.

Everything deeper than the mentions is worked out when it is first asked for, and only in the sentences that
hold what was asked about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from rubrx.reading import assertion
from rubrx.reading.bounds import find_measures
from rubrx.reading.claims.words import WordIndex
from rubrx.reading.cues import CueHit, leanings, triggers
from rubrx.reading.doses import dosing
from rubrx.reading.drug_kinds import KIND, drug_meant
from rubrx.reading.exposure import Course, courses
from rubrx.reading.folding import Folded, fold
from rubrx.reading.last_word import LastWord, last_words
from rubrx.reading.lazy import lazy
from rubrx.reading.lexicon import Concept, Lexicon
from rubrx.reading.loose import allows, denies, may_hold, occurrences, tightest
from rubrx.reading.matching import blanked
from rubrx.reading.misspelling import corrected
from rubrx.reading.names import drug_names
from rubrx.reading.paraphrases import found_in
from rubrx.reading.patient import Patient
from rubrx.reading.rows import columns
from rubrx.reading.second_thoughts import Change, second_thoughts
from rubrx.reading.segments import find_sentences
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.shortenings import rows_in
from rubrx.reading.shorthand import has_slashed, spelled_out
from rubrx.reading.stances.finder import find_stances
from rubrx.reading.stances.stance import Stance
from rubrx.reading.stems import stems_of
from rubrx.reading.swift import spans
from rubrx.reading.unknowns import told_in
from rubrx.reading.vocabulary import Word
from rubrx.reading.walks import Saying
from rubrx.reading.words import denials_in
from rubrx.records import Span

_is_short = attrgetter("is_short")
_BLANKS = re.compile(r"\s+")
#: how far before a loose mention it may be said that there is no need of it
_BEFORE_LOOSE = 12
#: between words of one expression nothing new is said ("lowers the levels, so increase it")
_NEW_STATEMENT = re.compile(r"[,;:] (?:and )?(?:so|therefore|hence|thus|but|then)\b|;")


class Told(NamedTuple):
    """What single words of a text tell.

    The misspelt ones with what they mean; the stems looked for, and the words of patterns without their endings, each
    with the words of the text that carry it.
    """

    slips: dict[str, str]
    carriers: dict[str, list[str]]
    bare_words: dict[str, list[str]]


#: what makes another of a name: "a non-live vaccine"
_NON = ("non-", "non ")


class Weighty(NamedTuple):
    """Places in the folded text, in order, where triggers begin that may do these things; see `cues.Trigger`."""

    deciding: list[int]
    correcting: list[int]
    silencing: list[int]
    telling_of_others: list[int]


class Reading:
    """A response's text, understood once; every metric works from the same one.

    Positions are in the folded text; `spans(...)` leads back to the original's characters.
    """

    def __init__(self, text: str, lexicon: Lexicon, folded: Folded) -> None:
        self.text = text
        self.lexicon = lexicon
        self.folded = folded
        #: mentions by concept name, and sentences by their index, as they were asked for
        self._mentions: dict[str, list[Mention]] = {}
        #: what a concept's patterns of words add to them
        self._said: dict[str, list[Mention]] = {}
        self._made: dict[int, Sentence] = {}
        #: where patterns stand that several ask for
        self._spots: dict[str, list[tuple[int, int]]] = {}
        self._of_kind: dict[str, list[tuple[int, int]]] = {}

    def forget(self) -> None:
        """Let go of all that was worked out, once nobody asks any more.

        A reading and its sentences refer to each other; without this their memory waits for the garbage collector.
        """
        text, lexicon, folded = self.text, self.lexicon, self.folded
        self.__dict__.clear()
        self.__init__(text, lexicon, folded)  # type: ignore[misc]

    @property
    def patient(self) -> Patient:
        """The patient that the rubric describes."""
        return self.lexicon.patient

    @lazy
    def words(self) -> int:
        """How many words, as `wc -w` counts."""
        if "  " in self.text or not self.text.isprintable():
            return len(self.text.split())
        written = self.text.strip()  # its blanks are single ones: quicker counted than split
        return written.count(" ") + 1 if written else 0

    @lazy
    def _bounds(self) -> list[tuple[int, int]]:
        """Where each sentence begins and ends."""
        return find_sentences(self.folded.text, self._is_capital)

    @lazy
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences and list items, in order."""
        return tuple(map(self._sentence, range(len(self._bounds))))

    @lazy
    def columns(self) -> frozenset[int]:
        """The indices of the sentences that stand in a column of bare terms."""
        return columns(self, self._bounds)

    def _sentence(self, index: int) -> Sentence:
        made = self._made.get(index)
        if made is None:
            made = self._made[index] = Sentence(self, index, *self._bounds[index])
        return made

    def sentence_after(self, sentence: Sentence) -> Sentence | None:
        """The sentence behind another; None behind the last."""
        index = sentence.index + 1
        return self._sentence(index) if index < len(self._bounds) else None

    def _is_capital(self, position: int) -> bool:
        """Whether the original has a capital letter at a place of the folded text."""
        offsets = self.folded.offsets
        return self.text[position if offsets is None else offsets[position]].isupper()

    @lazy
    def _measures(self) -> list[tuple[int, str]]:
        return find_measures(self.folded.text)

    def measure_before(self, position: int) -> str:
        """The measure that was last named before a place, else the one that the query names; empty if neither."""
        index = bisect_left(self._measures, (position, ""))
        return self._measures[index - 1][1] if index else self.lexicon.asked_measure

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds a position of the folded text."""
        return self._sentence(self._index_at(position))

    def _index_at(self, position: int) -> int:
        """The index of the sentence that holds a position of the folded text."""
        return (bisect_left(self._bounds, (position + 1,)) or 1) - 1

    @lazy
    def triggers(self) -> list[tuple[int, int, int]]:
        """(start, end, index in `cues.triggers`) of every text that bears on assertion, in order, overlaps included."""
        return triggers().find(self.folded.text, self._blanked)

    @lazy
    def weighty(self) -> Weighty:
        """Where those triggers begin that decide, correct, silence or tell of others."""
        book, found = triggers().book, Weighty([], [], [], [])
        for start, _, index in self.triggers:
            _, decides, corrects, silences, tells_of_others = book[index]
            if decides:
                found.deciding.append(start)
            if corrects:
                found.correcting.append(start)
            if silences:
                found.silencing.append(start)
            if tells_of_others:
                found.telling_of_others.append(start)
        return found

    @lazy
    def leanings(self) -> list[tuple[int, int, int]]:
        """The same of `cues.leanings`: what is advised, and how surely."""
        return leanings().find(self.folded.text, self._blanked)

    @lazy
    def cues(self) -> dict[str, list[CueHit]]:
        """All cues by family."""
        return triggers().cues(self.triggers, self.folded.text) | leanings().cues(self.leanings, self.folded.text)

    @lazy
    def _blanked(self) -> str:
        return blanked(self.folded.text)

    @lazy
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        """Where each concept stands in its own spellings, by concept name, in order."""
        compiled = self.lexicon.compiled
        names = compiled.names
        found: dict[str, list[tuple[int, int]]] = {}
        text, concepts = self.folded.text, self.lexicon.concepts
        for start, end, index in compiled.matcher.find(text, self._blanked):
            denied = text[start - 4 : start] in _NON
            for name in names[index]:
                if denied and name in concepts and concepts[name].is_drug:
                    continue  # "a non-live vaccine" is no live one
                here = found.get(name)
                if here is None:
                    found[name] = [(start, end)]
                elif start >= here[-1][1]:
                    here.append((start, end))
                elif end - start > here[-1][1] - here[-1][0]:  # a longer spelling of a concept hides a shorter
                    here[-1] = (start, end)
        for name, start, end in (*(self._misspelt() if self._told.slips else ()), *self._shortened(found)):
            found.setdefault(name, []).append((start, end))
            found[name].sort()
        return found

    def _shortened(self, found: dict[str, list[tuple[int, int]]]) -> Iterator[tuple[str, int, int]]:
        """(concept, start, end) of the capitals that stand for one ("CBZ"), where no other word is found."""
        for row, first, last in rows_in(self.text):
            start, end = self.folded.position(first), self.folded.position(last - 1) + 1
            meant = self.lexicon.compiled.shortenings.meant_by(row)
            if meant and not any(s < end and start < e for places in found.values() for s, e in places):
                yield from ((name, start, end) for name in meant)

    def _misspelt(self) -> Iterator[tuple[str, int, int]]:
        """(concept, start, end) of the spellings that stand in the text but for a slip of the pen in a long word."""
        compiled = self.lexicon.compiled
        text, places = corrected(self._told.slips, self.folded.text)
        for start, end, index in compiled.matcher.find(text):
            inside = [place for place in places if start < place[1] and place[0] < end]
            if inside:
                moved = next((shift for _, last, shift in reversed(places) if last <= start), 0)
                for name in compiled.names[index]:
                    yield name, start - moved, end - inside[-1][2]

    def mentions(self, concept: Concept) -> list[Mention]:
        """Where the concept is named in one of its spellings."""
        return self._named(concept.name) if concept.name in self._places else []

    def _named(self, name: str) -> list[Mention]:
        """The mentions of a concept that is named in one of its spellings."""
        found = self._mentions.get(name)
        if found is None:
            found = self._mentions[name] = [
                Mention(start, end, name, self._index_at(start)) for start, end in self._places[name]
            ]
        return found

    def places_of(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """Where a pattern stands in the folded text; looked for once."""
        found = self._spots.get(pattern.pattern)
        if found is None:
            found = self._spots[pattern.pattern] = spans(pattern, self.folded.text)
        return found

    def told(self, kind: str) -> list[tuple[int, int]]:
        """Where the sayings of a kind of `data/doubts.tsv` stand in the folded text; looked for once."""
        found = self._of_kind.get(kind)
        if found is None:
            text = self.folded.text
            found = self._of_kind[kind] = [
                (at + start, at + end) for at, to in self._bounds for start, end in told_in(text[at:to], kind)
            ]
        return found

    def mention(self, concept: Concept, start: int, end: int) -> Mention:
        """A mention of a concept at a place of the folded text that other words than its own decide."""
        return Mention(start, end, concept.name, self._index_at(start))

    def names_something(self, sentence: Sentence) -> bool:
        """Whether a sentence names a drug, or a term of the rubric."""
        return sentence.index in self._naming_sentences

    @lazy
    def _naming_sentences(self) -> frozenset[int]:
        return frozenset(each.index for each in self.sentences_with_terms()).union(self._drugs_by_sentence)

    def sentences_with_terms(self) -> Iterator[Sentence]:
        """The sentences that name a concept of the lexicon; one comes as often as it names some."""
        return (self.sentence_at(start) for places in self._places.values() for start, _ in places)

    def find(self, concept: Concept) -> list[Mention]:
        """Where the concept is named or, failing that, said with the same content words close together."""
        name = concept.name
        found = self._mentions.get(name)
        if found is None:
            if name in self._places:
                found = self._named(name)
            else:
                found = self._mentions[name] = self._loose(name) if name in self._possible else []
        return self._with_patterns(name, found) if name in self._patterns else found

    def _with_patterns(self, name: str, found: list[Mention]) -> list[Mention]:
        """The mentions of a concept, and where else its patterns of words say it."""
        both = self._said.get(name)
        if both is None:
            more = {each for each in self._in_patterns(name) if not any(m.start <= each.start < m.end for m in found)}
            both = self._said[name] = sorted((*found, *more))
        return both

    def _in_patterns(self, name: str) -> Iterator[Mention]:
        """Where a pattern of words says a concept; a "not" among them is the pattern's own."""
        texts = self._told.bare_words
        for saying in self._patterns[name]:
            carriers = [[text for word in need & texts.keys() for text in texts[word]] for need in saying.needs]
            for sentence in self.sentences_with(carriers):
                for start, end in found_in(saying, sentence.tokens):
                    yield Mention(sentence.start + start, sentence.start + end, name, sentence.index)

    def sentences_with(self, carriers: Sequence[Sequence[str]]) -> Iterator[Sentence]:
        """The sentences that have one of the words of each group, perhaps as a part of another word, in order."""
        if not carriers:
            yield from self.sentences
            return
        text = self.folded.text
        # where the words of one group stand: few sentences are left to be looked at for the others
        for index in sorted({self._index_at(at) for word in carriers[0] for at in occurrences(word, text)}):
            sentence = self._sentence(index)
            if may_hold(sentence.text, carriers):
                yield sentence

    def _loose(self, name: str) -> list[Mention]:
        """Where a concept's own content words stand close together, in any order."""
        found = []
        for wanted in self._possible[name]:
            carriers = [words for stem in wanted if (words := self._told.carriers.get(stem))]
            for sentence in self.sentences_with(carriers):
                window = tightest(wanted, sentence.stems)
                if window is not None and not _NEW_STATEMENT.search(self.folded.text, *window):
                    found.append(Mention(*window, name, sentence.index, loose=True))
        found.sort()
        return found

    @lazy
    def stems(self) -> list[tuple[str, int, int]]:
        """The stems of all content words, with places in the folded text; a hyphenated word counts as its parts."""
        return stems_of(self.folded.text)

    @lazy
    def word_set(self) -> frozenset[str]:
        """The different words of the text, in small letters, without the marks around them."""
        return frozenset(self._blanked.split())

    @property
    def bare_words(self) -> dict[str, list[str]]:
        """Of the words that the lexicon looks for without their endings those in the text, each with its texts there.

        "not" is any n't.
        """
        return self._told.bare_words

    @property
    def slips(self) -> dict[str, str]:
        """The misspelt words of the text, each with the word of the lexicon that is meant."""
        return self._told.slips

    @lazy
    def telling(self) -> list[Word]:
        """The different words that are slips of the pen, carry a stem looked for, or are clinical ones."""
        return self.lexicon.compiled.vocabulary.telling(self._blanked.split())

    def clinical_words_in(self, sentence: Sentence) -> bool:
        """Whether a sentence has plain clinical words: "kidney", "check", "tablets"."""
        words = blanked(sentence.text).split()
        return any(each.is_clinical for each in self.lexicon.compiled.vocabulary.telling(words))

    @lazy
    def _told(self) -> Told:
        """What the telling words tell."""
        slips: dict[str, str] = {}
        carriers: dict[str, list[str]] = {}
        bare_words: dict[str, list[str]] = {}
        for word in self.telling:
            if word.slips:
                slips.update(word.slips)
            if word.stem:
                carriers.setdefault(word.stem, []).append(word.text)
            if word.bare:
                bare_words.setdefault(word.bare, []).append(word.text)
        if denials := denials_in(self.folded.text):
            bare_words.setdefault("not", []).extend(denials)
        return Told(slips, carriers, bare_words)

    @lazy
    def stems_looked_for(self) -> frozenset[str]:
        """The stems, of those in the lexicon's phrases, that single words of the text have."""
        return frozenset(self._told.carriers)

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
    def _patterns(self) -> dict[str, list[Saying]]:
        """The sayings that the text may hold, by concept: it has a word for each of their places."""
        known = self.lexicon.compiled.sayings
        if not known:
            return {}
        bare_words = self._told.bare_words
        words = frozenset(bare_words)
        found: dict[str, list[Saying]] = {}
        for word in bare_words:  # not the set: its order is another every time
            for name, saying, others in known.get(word, ()):
                for need in others:
                    if need.isdisjoint(words):
                        break
                else:
                    found.setdefault(name, []).append(saying)
        return found

    @lazy
    def nameable(self) -> frozenset[str]:
        """The concepts that the text names, or may name in other words; it names no other."""
        return frozenset((*self._places, *self._possible, *self._patterns))

    @lazy
    def courses(self) -> list[Course]:
        """The clauses that give which way a drug's exposure goes."""
        return courses(self)

    @lazy
    def word_index(self) -> WordIndex:
        """Which sentences hold which stems, for claims in plain English."""
        return WordIndex(self)

    @lazy
    def drug_mentions(self) -> list[Mention]:
        """Every drug named: the rubric's own drugs, and by the open list of names all others; in order, disjoint."""
        own: list[Mention] = []
        concepts, kinds, text = self.lexicon.concepts, self.lexicon.compiled.kinds, self.folded.text
        for name in self._places:
            mentions = self._named(name)
            if name.startswith(KIND):
                for m in mentions:
                    meant = drug_meant(text, m.start, kinds, name.removeprefix(KIND))
                    if meant is not None and (kind := m._replace(concept=meant)) not in own:
                        own.append(kind)
            elif concepts[name].is_advisable:
                own += mentions
        names = drug_names()
        for start, end, index in names.matcher.find(self.folded.text, self._blanked):
            own.append(Mention(start, end, "drug:" + names.matcher.phrases[index], self._index_at(start)))
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
        things = self.lexicon.things_of_drugs
        return [
            m
            for m in self.drug_mentions
            if m.concept.startswith("drug:")
            or text[m.start : m.end] in known
            or (
                concepts[m.concept].is_drug and m.concept not in things and text[m.start : m.end] not in dosing.MEASURED
            )
        ]

    @property
    def to_match(self) -> tuple[str, str]:
        """The folded text, and as `matching.blanked` gives it: what a `PhraseMatcher` is asked with."""
        return self.folded.text, self._blanked

    @lazy
    def last_words(self) -> list[LastWord]:
        """The sayings by which the answer goes ahead after all, or waves a danger away."""
        return last_words(self)

    @lazy
    def second_thoughts(self) -> Change:
        """The figures that the answer takes back, and what stands in their place."""
        return second_thoughts(self)

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
        """The mentions by which the answer itself says so: not negated, hypothetical, another's or a bare list.

        Where it says so in the concept's own spellings, other words for it are not looked for.
        """
        own = [each for each in self.mentions(concept) if self._is_said(concept, each)]
        return own or [each for each in self.find(concept) if self._is_said(concept, each)]

    def _is_said(self, concept: Concept, mention: Mention) -> bool:
        """Whether the answer itself says what a mention names."""
        if not mention.loose and self._sentence(mention.sentence).is_plain:
            return True
        # words that stand apart can have a "not" between them: look before the last of them
        said = self.assertion_of(mention.end - 1 if mention.loose else mention.start, mention.end)
        if mention.loose and concept.name in self.lexicon.denials and denies(concept, mention, self):
            if said.state is not assertion.State.NEGATED:
                return False
            return said.cue is None or not allows(self.folded.text, said.cue[0], mention.end)
        if mention.loose and allows(self.folded.text, max(0, mention.start - _BEFORE_LOOSE), mention.end):
            return False  # "she needn't avoid grapefruit, alcohol or ..." does not say "avoid alcohol"
        return said.state is assertion.State.AFFIRMED

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
        words = self.text[span.start : span.end]
        if "  " not in words and words.isprintable():  # its blanks are single ones
            return words
        return _BLANKS.sub(" ", words)


class Reader:
    """Reads texts with one rubric's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        lexicon.register_terms()
        self.lexicon = lexicon

    def read(self, text: str) -> Reading:
        """Understand a text: pure, and the same every time."""
        folded = fold(text)
        reading = Reading(text, self.lexicon, folded)
        if any(map(_is_short, reading.telling)) or has_slashed(folded.text):
            plain = spelled_out(folded)
            if plain is not folded:
                return Reading(text, self.lexicon, plain)
        return reading


Placed = TypeVar("Placed", Mention, dosing.Dose)


def _by_sentence(things: list[Placed]) -> dict[int, list[Placed]]:
    grouped: dict[int, list[Placed]] = {}
    for each in things:
        grouped.setdefault(each.sentence, []).append(each)
    return grouped
