"""Facets: a term taken apart into what it is about and what becomes of it, each said in any words of its kind.

"Vitamin B12 deficiency" is a thing (B12, cobalamin) and what becomes of it (lacks, runs out, is used up): so few lists
(`data/facets.tsv`) make out many sayings, of terms that nobody listed. A word of the term that no list knows has to stand
there itself. What goes by one word ("gynaecomastia") is taken apart in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading.assertion import State
from rubrx.reading.folding import fold
from rubrx.reading.names import cores_of, drug_names
from rubrx.reading.stems import STOPWORDS
from rubrx.reading.tables import read_table
from rubrx.reading.ways import FILLERS, bare

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Concept
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence

#: words of a saying that may stand for it beside others only, or alone
Saying = tuple[str, ...]


class Facet(NamedTuple):
    """One side of a meaning: words that tell it by themselves, and words that tell it beside another facet."""

    telling: tuple[Saying, ...]
    beside: tuple[Saying, ...]


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
_MOST_PARTS, _APART = 3, 7
#: little words that may stand within a saying, so many between two of its words
_WITHIN = 2
_CHOICE = re.compile(r"\(([^()]*)\)([?*]?)")
_BETWEEN = re.compile(r"\|(?![^(]*\))")
_WORD = re.compile(r"[a-z0-9]+")
_NOT = frozenset("no not never without cannot avoid".split())
#: words of a term that say nothing of its own
_LIGHT = STOPWORDS | frozenset(
    """risk risks due caused related effect effects possible potential severe serious patient patients use used using
    drug medicine medication therapy treatment likely via associated acute chronic cause causes causing increased
    marked profound dose doses""".split()
) - frozenset(("before", "after", "until", "below", "above"))
#: facets that say that less becomes of a thing, and those that are done and may not be: "reduced absorption", "not absorbed"
_LESS, _EVENTS = ("down", "lack", "inhibit"), ("absorb", "activate", "clear", "metabolise", "effective")
_NUMBER = re.compile(r"\d")
#: a new statement begins
_NEW = frozenset((";", ":", ".", "!", "?", "→", "but", "whereas", "although", "hence", "therefore"))


def _expanded(text: str) -> Iterator[Saying]:
    """The sayings of an entry with choices in brackets, each as words without their endings."""
    pieces = _CHOICE.split(text)  # text, choice, mark, text, ...
    options = [
        [each] if index % 3 == 0 else each.split("|") + [""] * bool(pieces[index + 1])
        for index, each in enumerate(pieces)
        if index % 3 < 2
    ]
    for row in product(*options):
        words = tuple(bare(word) for word in _WORD.findall(" ".join(row).replace("n't", " not")))
        if words:
            yield words


def _cell(text: str) -> tuple[Saying, ...]:
    return tuple(dict.fromkeys(each for entry in _BETWEEN.split(text) if entry for each in _expanded(entry)))


class _Tables(NamedTuple):
    facets: Mapping[str, Facet]
    #: the facets of a term's words, by these words
    named: Mapping[Saying, tuple[str, ...]]
    #: what a whole term is taken apart into, by its words
    apart: Mapping[Saying, tuple[tuple[Part, ...], ...]]


@cache
def _tables() -> _Tables:
    facets: dict[str, Facet] = {}
    named: dict[Saying, dict[str, None]] = {}
    apart: dict[Saying, list[tuple[Part, ...]]] = {}
    for name, *cells in read_table("facets"):
        if name == "=":
            rows = [tuple(map(_part, each.split("+"))) for each in cells[1].split("|")]
            for term in _cell(cells[0]):
                apart.setdefault(term, []).extend(rows)
            continue
        terms, telling, beside = (_cell(each) for each in (*cells, "", "")[:3])
        facets[name] = Facet(telling, tuple(dict.fromkeys((*terms, *telling, *beside))))
        for term in terms:
            named.setdefault(term, {})[name] = None
    return _Tables(
        facets,
        {term: tuple(names) for term, names in named.items()},
        {term: tuple(rows) for term, rows in apart.items()},
    )


def _part(text: str) -> Part:
    return Part(text.strip().removeprefix("-"), text.strip().startswith("-"))


@lru_cache(maxsize=4096)
def parts_of(term: str) -> tuple[tuple[Part, ...], ...]:
    """The ways in which a folded term can be taken apart; none where nothing is known of its words."""
    found: dict[tuple[Part, ...], None] = {}
    for core in dict.fromkeys(cores_of(term)):
        words = [bare(word) for word in _WORD.findall(core.replace("n't", " not").replace("cannot", "can not"))]
        found.update(dict.fromkeys(_tables().apart.get(tuple(words), ())))
        if row := _taken_apart(words):
            found[row] = None
            events = [part for part in row if part.name in _EVENTS]
            if len(row) > 1 and events and any(part.name in _LESS for part in row):
                found[tuple(Part(e.name, denied=not e.denied) if e in events else e for e in row if e.name not in _LESS)] = None
    return tuple(found)


def _taken_apart(words: Sequence[str]) -> tuple[Part, ...]:
    """The facets of a term's words, the longest entries first, and the words that have none."""
    tables, parts, index, denied = _tables(), [], 0, False
    known = False
    while index < len(words):
        longest = next((n for n in range(4, 0, -1) if tuple(words[index : index + n]) in tables.named), 0)
        word = words[index]
        if longest:
            name = tables.named[tuple(words[index : index + longest])][0]
            parts.append(Part(name, denied))
            known, denied = True, False
        elif word in _NOT:
            denied = True
        elif word not in _LIGHT and word not in drug_names().generic:
            if _NUMBER.match(word):
                return ()
            parts.append(Part(f"={word}", denied))
            denied = False
        index += max(longest, 1)
    if not known or len(parts) > _MOST_PARTS:
        return ()
    return tuple(dict.fromkeys(parts))


class Taken:
    """A concept taken apart, ready to be looked for in readings."""

    def __init__(self, rows: Sequence[tuple[Part, ...]]) -> None:
        self._rows = tuple(rows)
        self._entries: dict[str, list[tuple[Saying, str]]] = {}
        for row in self._rows:
            for part in row:
                for saying in self._sayings(part, alone=len(row) == 1):
                    known = self._entries.setdefault(saying[0], [])
                    if (saying, part.name) not in known:
                        known.append((saying, part.name))
        self._needed = [
            [frozenset(each[0] for each in self._sayings(part, alone=len(row) == 1)) for part in row] for row in rows
        ]
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
    def _sayings(part: Part, *, alone: bool) -> tuple[Saying, ...]:
        if part.name.startswith("="):
            return () if alone else ((part.name[1:],),)
        facet = _tables().facets[part.name]
        return facet.telling if alone else facet.beside

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
                last = _until(saying, tokens, index)
                if last is not None:
                    end = sentence.start + tokens[last][2]
                    found.setdefault(name, []).append(Hit(index, last, sentence.start + start, end))
        return found

    def _place(self, row: tuple[Part, ...], hits: Mapping[str, list[Hit]], sentence: Sentence) -> tuple[int, int] | None:
        """Where the parts of a row stand together and are said with the right mood; None where they don't."""
        each = [hits.get(part.name) for part in row]
        if not all(each):
            return None
        for chosen in islice(product(*(found[:4] for found in each if found)), 64):
            deny = any(_denies(hit, sentence) for hit in chosen)
            if _together(chosen, sentence) and all(
                _holds(part, hit, sentence, deny) for part, hit in zip(row, chosen, strict=True)
            ):
                return min(hit.start for hit in chosen), max(hit.end for hit in chosen)
        return None


def _until(saying: Saying, tokens: Sequence[tuple[str, int, int]], index: int) -> int | None:
    """The last token of a saying that begins at `index`; None where its words don't follow."""
    at = index
    for word in saying[1:]:
        for skipped in range(1, _WITHIN + 2):
            if at + skipped >= len(tokens):
                return None
            token = tokens[at + skipped][0]
            if bare(token) == word:
                at += skipped
                break
            if token not in FILLERS:
                return None
        else:
            return None
    return at


def _together(chosen: Sequence[Hit], sentence: Sentence) -> bool:
    """Whether the hits stand apart from each other, with few words and no new statement between them."""
    row = sorted(chosen)
    for one, other in zip(row, row[1:], strict=False):
        if other.first <= one.last or other.first - one.last > _APART + 1:
            return False
        between = [word for word, _, _ in sentence.tokens[one.last + 1 : other.first]]
        if not _NEW.isdisjoint(between) or "so" in between[1:] and "," in between:
            return False
    return True


def _denies(hit: Hit, sentence: Sentence) -> bool:
    """Whether a saying holds a "not" itself."""
    return any(sentence.tokens[index][0] in _NOT for index in range(hit.first, hit.last + 1))


def _holds(part: Part, hit: Hit, sentence: Sentence, deny: bool) -> bool:
    """Whether what stands there is said by the answer itself, or denied where the term denies it."""
    state = sentence.reading.assertion_of(hit.end - 1, hit.end).state
    if part.denied:
        return state is State.NEGATED
    return state is State.AFFIRMED or (deny and state is State.NEGATED)
