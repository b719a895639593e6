"""Facets: a term taken apart into what it is about and what becomes of it, each said in any words of its kind.

"Vitamin B12 deficiency" is a thing (B12, cobalamin) and what becomes of it (lacks, runs out, is used up): so few
lists (`data/facets.tsv`) make out many sayings, of terms that nobody listed. A word of the term that no list knows has
to stand there itself. What goes by one word ("gynaecomastia") is taken apart in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from rubrx.reading.names import cores_of, drug_classes, drug_names
from rubrx.reading.sayings import Row, parsed
from rubrx.reading.stems import STOPWORDS
from rubrx.reading.tables import read_table
from rubrx.reading.words import bare


class Facet(NamedTuple):
    """One side of a meaning: words that tell it by themselves, and words that tell it beside another facet."""

    telling: tuple[Row, ...]
    beside: tuple[Row, ...]


class Part(NamedTuple):
    """What a text must have for a part of a term: a facet by its name, or a word itself ("=cobalt").

    `denied` says that the text must deny it.
    """

    name: str
    denied: bool = False


#: so many parts at most
_MOST_PARTS = 3
_WORD = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"\d+$|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half)$")
_NOT = frozenset("no not never without cannot avoid".split())
#: words of a term that say nothing of its own
_LIGHT = frozenset(map(bare, STOPWORDS)) - {"before", "after", "until", "below", "above"} | frozenset(
    map(
        bare,
        """risk due caused related effect possible potential severe serious patient use used drug medicine
        medication therapy treatment likely via associated acute chronic marked profound dose""".split(),
    )
)
#: facets that say that less becomes of a thing, and those of what is done and may not be: "reduced absorption"
_LESS, _EVENTS = ("down", "lack", "inhibit"), ("absorb", "activate", "clear", "metabolise")
#: what is toxic to an organ injures it: "renal toxicity" is kidneys that are destroyed
_TOXIC, _INJURY = Part("toxic"), Part("injury")
_ORGANS = frozenset("kidney liver heart lung marrow muscle nerve eye retina hearing skin gut brain".split())
#: facets that a term of three parts can do without
_LIGHT_PARTS = frozenset(("level", "delay", "prolong", "quick", "blame", "eye"))
#: words that a term can't do without, whatever its other parts: a "rise acceptable" is more than a rise
_TELLING = frozenset(
    map(
        bare,
        """acceptable tolerable expected harmless safe normal transient mild rare unlikely small slight reversible
        temporary threshold""".split(),
    )
)
#: what a drug is made into: "converted to morphine" is not said by "converted"
_MADE_INTO, _MAKING = frozenset(("to", "into")), frozenset(("activate", "metabolise"))
#: what links a drug to the rest of a term: "side effect of ramipril"
_LINKS = frozenset(("of", "by", "to", "from", "with", "due"))
#: whose it is, or when, behind a term: "ineffective in renal impairment"
_TAIL = re.compile(r" (?:in|during|with|due to|because of|because|if|when) .+$")


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
    if _TAIL.search(term) and (own := _tables().apart.get(_words(term))):
        return tuple(dict.fromkeys(own))  # "restart when eating" is not said by "restart" alone
    for core in dict.fromkeys(each for known in cores_of(term) for each in (known, _TAIL.sub("", known))):
        words, drugs = _words(core), _drugs_in(core)
        bare_of_drugs = tuple(word for word in words if word not in drugs and word not in _LINKS)
        for each in (words, bare_of_drugs):
            found.update(dict.fromkeys(_tables().apart.get(each, ())))
        if row := _taken_apart(words, drugs):
            found.update(dict.fromkeys((row, *_other_rows(row), *_by_name(row, drugs))))
    return tuple(found)


#: what becomes of a drug's level, and the words by which it is told of the drug itself
_BECOMES = {"up": "soars", "down": "plummets"}


def _by_name(row: tuple[Part, ...], drugs: Collection[str]) -> Iterator[tuple[Part, ...]]:
    """A drug whose level rises or falls, told without the level: "her valproate plummets"."""
    kinds = {part.name for part in row if not part.name.startswith("=")} - {"level"}
    if len(kinds) == 1 and (way := _BECOMES.get(next(iter(kinds)))) and not any(part.denied for part in row):
        for drug in sorted(drugs):
            if all(part.name == f"={drug}" for part in row if part.name.startswith("=")):
                yield (Part(f"={drug}"), Part(way))


def _other_rows(row: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """What says the same as a row of parts: "not absorbed" for "less absorbed"; less of it where it is long."""
    events = [part for part in row if part.name in _EVENTS]
    if len(row) > 1 and events and any(part.name in _LESS for part in row):
        left = (part for part in row if part.name not in _LESS)
        yield tuple(part._replace(denied=not part.denied) if part in events else part for part in left)
    if _TOXIC in row and any(part.name in _ORGANS for part in row):  # a kidney that is poisoned is harmed
        yield tuple(_INJURY if part == _TOXIC else part for part in row)
    for index, part in enumerate(row if len(row) == _MOST_PARTS else ()):
        if part.name in _LIGHT_PARTS or (part.name.startswith("=") and part.name[1:] not in _TELLING):
            yield row[:index] + row[index + 1 :]


@cache
def _class_names() -> frozenset[str]:
    return frozenset(name for each in drug_classes() for name in each.names)


def _drugs_in(term: str) -> frozenset[str]:
    """The words of a term that name a drug or a class of them, without their endings: they may stay unsaid."""
    known, classes = drug_names().generic, _class_names()
    return frozenset(
        bare(w) for w in _WORD.findall(term) if w in known or w in classes or w.removesuffix("s") in classes
    )


def _taken_apart(words: Sequence[str], drugs: Collection[str]) -> tuple[Part, ...]:
    """The facets of a term's words, the longest entries first, and the words that have none."""
    tables, index, denied, known = _tables(), 0, False, False
    parts: list[Part] = []
    if any(map(_NUMBER.match, words)) and tuple(words) not in tables.named:
        return ()  # "4 hours apart" is a figure's
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
        elif word not in _LIGHT and (word not in drugs or denied or _needs_drug(parts, words[index - 1])):
            if parts and parts[-1].name in _MAKING:
                parts[-1] = parts[-1]._replace(name="made_into")
            parts.append(Part(f"={word}", denied))
            denied = False
        index += max(longest, 1)
    if not known or len(parts) > _MOST_PARTS:
        return ()
    return tuple(dict.fromkeys(parts))


def _needs_drug(parts: Sequence[Part], before: str) -> bool:
    """Whether a drug behind these parts of a term is what they are about, and may not stay unsaid."""
    names = [part.name for part in parts]
    return names == ["contain"] or (len(names) == 1 and names[0] in _MAKING and before in _MADE_INTO)


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


def sayings(part: Part, *, alone: bool) -> tuple[Row, ...]:
    """What may say a part of a term: `alone`, or beside the others."""
    if part.name.startswith("="):
        return () if alone else _same(part.name[1:])
    facet = _facet(part.name)
    return facet.telling if alone and not part.denied else facet.beside
