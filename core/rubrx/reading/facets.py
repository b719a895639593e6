"""Facets: a term taken apart into what it is about and what becomes of it, each said in any words of its kind.

"Vitamin B12 deficiency" is a thing (B12, cobalamin) and what becomes of it (lacks, runs out, is used up): so few lists
(`data/facets.tsv`) make out many sayings, of terms that nobody listed. A word of the term that no list knows has to stand
there itself. What goes by one word ("gynaecomastia") is taken apart in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading.assertion import State
from rubrx.reading.folding import fold
from rubrx.reading.names import cores_of, drug_classes, drug_names
from rubrx.reading.sayings import Row, first_words, parsed, walked
from rubrx.reading.stems import STOPWORDS
from rubrx.reading.tables import read_table
from rubrx.reading.ways import bare

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Concept
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence

class Facet(NamedTuple):
    """One side of a meaning: words that tell it by themselves, and words that tell it beside another facet."""

    telling: tuple[Row, ...]
    beside: tuple[Row, ...]


class Part(NamedTuple):
    """What a text must have for one part of a term: a facet by its name, or a word itself; `denied` where it says not."""

    name: str
    denied: bool = False


class Hit(NamedTuple):
    """A saying at its place among a sentence's tokens and in the folded text."""

    first: int
    last: int
    start: int
    end: int


#: so many parts at most, and so many words between two of them
_MOST_PARTS, _APART = 3, 8
_WORD = re.compile(r"[a-z0-9]+")
_NOT = frozenset("no not never without cannot avoid".split())
#: words of a term that say nothing of its own
_LIGHT = STOPWORDS | frozenset(
    """risk risks due caused related effect effects possible potential severe serious patient patients use used using
    drug medicine medication therapy treatment likely via associated acute chronic cause causes causing increased
    marked profound dose doses""".split()
) - frozenset(("before", "after", "until", "below", "above"))
_JOINED = re.compile(r", so\b|\band (?:so|then|the|her|his|your|its|it|she|he|they|you|that|this)\b")
#: facets that say that less becomes of a thing, and those that are done and may not be: "reduced absorption", "not absorbed"
_LESS, _EVENTS = ("down", "lack", "inhibit"), ("absorb", "activate", "clear", "metabolise")
#: facets that a term of three parts can do without
_LIGHT_PARTS = frozenset(("level", "delay", "prolong", "quick", "blame", "up", "eye"))
#: facets of what is forbidden more often than told: "no candles near by" speaks of flames
_EITHER_WAY = frozenset(("flame", "sun", "driving", "swallow_whole", "upright", "dairy", "grapefruit", "caffeine", "heat"))
#: words by which a thing is kept away from, without a "not"
_SHUNNED = frozenset("miss skip postpone shelve forbidden ban bar steer avoid ditch rid refrain forgo".split())
#: what links a drug to the rest of a term: "side effect of ramipril"
_LINKS = frozenset(("of", "by", "to", "from", "with", "due"))
#: whose it is, or when, behind a term: "ineffective in renal impairment"
_TAIL = re.compile(r" (?:in|during|with|due to|because of|because|if|when) .+$")
_NUMBER = re.compile(r"\d")
#: words near by that take everything back, so many words before and behind
_NEAR = 5
_SPARED = frozenset("nothing neither nor nobody unaffected untouched unharmed unchanged spared myth".split())
#: a new statement begins
_NEW = frozenset((";", ":", ".", "!", "?", "→", "but", "whereas", "although", "hence", "therefore"))


class _Tables(NamedTuple):
    #: the cells of each facet, as the file has them: what a term of it is, what tells it, what tells it beside others
    facets: Mapping[str, tuple[str, str, str]]
    #: the facets of a term's words, by these words
    named: Mapping[tuple[str, ...], tuple[str, ...]]
    #: what a whole term is taken apart into, by its words
    apart: Mapping[tuple[str, ...], tuple[tuple[Part, ...], ...]]


@cache
def _tables() -> _Tables:
    facets: dict[str, tuple[str, str, str]] = {}
    named: dict[tuple[str, ...], dict[str, None]] = {}
    apart: dict[tuple[str, ...], list[tuple[Part, ...]]] = {}
    for name, *cells in read_table("facets"):
        if name == "=":
            rows = [tuple(map(_part, each.split("+"))) for each in cells[1].split("|")]
            for term in map(_words, cells[0].split("|")):
                apart.setdefault(term, []).extend(rows)
            continue
        terms, telling, beside = (*cells, "", "")[:3]
        facets[name] = (terms, telling, beside)
        for term in map(_words, terms.split("|")):
            named.setdefault(term, {})[name] = None
    return _Tables(
        facets,
        {term: tuple(names) for term, names in named.items()},
        {term: tuple(rows) for term, rows in apart.items()},
    )


@cache
def _facet(name: str) -> Facet:
    cells = _tables().facets[name]
    return Facet(parsed(cells[1]), parsed("|".join(filter(None, cells))))


def _words(term: str) -> tuple[str, ...]:
    """The words of a term without their endings."""
    return tuple(map(bare, _WORD.findall(term.replace("n't", " not").replace("cannot", "can not"))))


def _part(text: str) -> Part:
    return Part(text.strip().removeprefix("-"), text.strip().startswith("-"))


@lru_cache(maxsize=4096)
def parts_of(term: str) -> tuple[tuple[Part, ...], ...]:
    """The ways in which a folded term can be taken apart; none where nothing is known of its words."""
    found: dict[tuple[Part, ...], None] = {}
    for core in dict.fromkeys(each for known in cores_of(term) for each in (known, _TAIL.sub("", known))):
        words, drugs = _words(core), _drugs_in(core)
        bare_of_drugs = tuple(word for word in words if word not in drugs and word not in _LINKS)
        for each in (words, bare_of_drugs):
            found.update(dict.fromkeys(_tables().apart.get(each, ())))
        if row := _taken_apart(words, drugs):
            found.update(dict.fromkeys((row, *_other_rows(row))))
    return tuple(found)


def _other_rows(row: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """What says the same as a row of parts: "not absorbed" for "less absorbed"; less of it where it is long."""
    events = [part for part in row if part.name in _EVENTS]
    if len(row) > 1 and events and any(part.name in _LESS for part in row):
        left = (part for part in row if part.name not in _LESS)
        yield tuple(part._replace(denied=not part.denied) if part in events else part for part in left)
    for index, part in enumerate(row if len(row) == _MOST_PARTS else ()):
        if part.name in _LIGHT_PARTS or part.name.startswith("="):
            yield row[:index] + row[index + 1 :]


def _drugs_in(term: str) -> frozenset[str]:
    """The words of a term that name a drug or a class of them, without their endings: they may stay unsaid."""
    known = drug_names().generic
    classes = {name for each in drug_classes() for name in each.names}
    return frozenset(bare(w) for w in _WORD.findall(term) if w in known or w in classes or w.removesuffix("s") in classes)


def _taken_apart(words: Sequence[str], drugs: Collection[str]) -> tuple[Part, ...]:
    """The facets of a term's words, the longest entries first, and the words that have none."""
    tables, parts, index, denied = _tables(), [], 0, False
    known = False
    while index < len(words):
        longest = next((n for n in range(4, 0, -1) if tuple(words[index : index + n]) in tables.named), 0)
        word = words[index]
        inner = tables.apart.get((word,)) if longest < 2 else None
        if inner and word not in _NOT:
            parts.extend(part._replace(denied=denied) for part in inner[0])
            known, denied, longest = True, False, 1
        elif longest:
            name = tables.named[tuple(words[index : index + longest])][0]
            parts.append(Part(name, denied))
            known, denied = True, False
        elif word in _NOT:
            denied = True
        elif word not in _LIGHT and (word not in drugs or denied or [part.name for part in parts] == ["contain"]):
            if _NUMBER.match(word):
                return ()
            parts.append(Part(f"={word}", denied))
            denied = False
        index += max(longest, 1)
    if not known or len(parts) > _MOST_PARTS:
        return ()
    return tuple(dict.fromkeys(parts))


@cache
def _synonyms() -> dict[str, list[str]]:
    """The rows of `data/synonyms.tsv` and the drugs of `data/classes.tsv`, by each word that they may stand for."""
    rows = [((first, *others.split("|")), "|".join((first, others))) for first, others in read_table("synonyms")]
    rows += [(each.names, "|".join(sorted(each.members))) for each in drug_classes()]
    found: dict[str, list[str]] = {}
    for words, said in rows:
        for word in words:
            found.setdefault(bare(word), []).append(said)
    return found


@cache
def _same(word: str) -> tuple[Row, ...]:
    """A word that no facet knows, and those that say the same."""
    return parsed("|".join((word, *_synonyms().get(word, ()))))


def _key(part: Part, row: tuple[Part, ...]) -> str:
    """By what the hits of a part are kept: alone it is told by other words than beside another."""
    return part.name if len(row) > 1 or part.denied else f"{part.name} alone"


class Taken:
    """A concept taken apart, ready to be looked for in readings."""

    def __init__(self, rows: Sequence[tuple[Part, ...]]) -> None:
        self._rows = tuple(rows)
        self._entries: dict[str, list[tuple[Row, str]]] = {}
        self._needed: list[list[frozenset[str]]] = []
        for row in self._rows:
            needed = []
            for part in row:
                firsts: set[str] = set()
                for saying in self._sayings(part, alone=len(row) == 1):
                    words, _ = first_words(saying)
                    firsts |= words
                    for word in sorted(words):
                        known = self._entries.setdefault(word, [])
                        if (saying, key := _key(part, row)) not in known:
                            known.append((saying, key))
                needed.append(frozenset(firsts))
            self._needed.append(needed)
        #: the first words of all that may be said
        self.firsts = frozenset(self._entries)

    @classmethod
    def of(cls, concept: Concept, name: str) -> Taken | None:
        """What a concept's own term is taken apart into; None where nothing is known of its words."""
        if concept.is_drug:
            return None
        rows = [row for row in parts_of(fold(name).text.strip()) if len(row) > 1 or cls._sayings(row[0], alone=True)]
        return cls(rows) if rows else None

    @staticmethod
    def _sayings(part: Part, *, alone: bool) -> tuple[Row, ...]:
        if part.name.startswith("="):
            return () if alone else _same(part.name[1:])
        facet = _facet(part.name)
        return facet.telling if alone and not part.denied else facet.beside

    def may_stand(self, reading: Reading) -> bool:
        """Whether an answer has a word of each part of one row: a look at its words, before its sentences."""
        words = reading.bare_words
        return any(all(not words.isdisjoint(firsts) for firsts in row) for row in self._needed)

    def said_in(self, reading: Reading) -> list[tuple[int, int]]:
        """Where an answer itself says it: all parts of one row near each other in one sentence."""
        words = self.firsts & reading.bare_words if self.may_stand(reading) else frozenset()
        if not words:
            return []
        for sentence in reading.sentences:
            hits = self._hits(sentence, words)
            for row in self._rows if hits else ():
                place = self._place(row, hits, sentence)
                if place is not None:
                    return [place]
        return []

    def _hits(self, sentence: Sentence, words: frozenset[str]) -> dict[str, list[Hit]]:
        """The sayings of a sentence, by their parts."""
        tokens, found = sentence.tokens, dict[str, list[Hit]]()
        for index, (word, start, _) in enumerate(tokens):
            first = bare(word)
            for saying, name in self._entries[first] if first in words else ():
                behind = next(walked(saying, tokens, index, index), index)
                if behind > index:
                    end = sentence.start + tokens[behind - 1][2]
                    found.setdefault(name, []).append(Hit(index, behind - 1, sentence.start + start, end))
        return found

    def _place(self, row: tuple[Part, ...], hits: Mapping[str, list[Hit]], sentence: Sentence) -> tuple[int, int] | None:
        """Where the parts of a row stand together and are said with the right mood; None where they don't."""
        each = [hits.get(_key(part, row)) for part in row]
        if not all(each):
            return None
        for chosen in islice(product(*(found[:4] for found in each if found)), 64):
            if not _together(chosen, sentence) or _spared(chosen, sentence):
                continue
            if all(_holds(part, hit, chosen, sentence) for part, hit in zip(row, chosen, strict=True)):
                return min(hit.start for hit in chosen), max(hit.end for hit in chosen)
        return None


def _together(chosen: Sequence[Hit], sentence: Sentence) -> bool:
    """Whether the hits stand apart from each other, with few words and no new statement between them."""
    row = sorted(chosen)
    for one, other in zip(row, row[1:], strict=False):
        if other.first <= one.last or other.first - one.last > _APART + 1:
            return False
        between = [word for word, _, _ in sentence.tokens[one.last + 1 : other.first]]
        if not _NEW.isdisjoint(between) or _JOINED.search(" ".join(between)):
            return False
    return True


def _spared(chosen: Sequence[Hit], sentence: Sentence) -> bool:
    """Whether words near the hits say that nothing becomes of it: "nothing that could slow her breathing"."""
    first, last = min(hit.first for hit in chosen), max(hit.last for hit in chosen)
    near = range(max(0, first - _NEAR), min(last + _NEAR, len(sentence.tokens)))
    own = {index for hit in chosen for index in range(hit.first, hit.last + 1)}
    return any(sentence.tokens[index][0] in _SPARED for index in near if index not in own)


def _holds(part: Part, hit: Hit, chosen: Sequence[Hit], sentence: Sentence) -> bool:
    """Whether what stands there is said by the answer itself, or denied where the term or a saying's own "not" does."""
    said = sentence.reading.assertion_of(hit.end - 1, hit.end)
    if said.state is State.NEGATED and part.name in _EITHER_WAY:
        return True
    if part.denied and said.state is State.AFFIRMED:  # "give waxing a miss"
        near = sentence.tokens[max(0, hit.first - _NEAR) : hit.first] + sentence.tokens[hit.last + 1 : hit.last + _NEAR]
        return any(bare(word) in _SHUNNED for word, _, _ in near)
    if part.denied or said.state is not State.NEGATED:
        return said.state is (State.NEGATED if part.denied else State.AFFIRMED)
    return said.cue is not None and any(each.start <= said.cue[0] < each.end for each in chosen)
