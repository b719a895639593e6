"""Sayings: a small language of words, for lists that people keep: choices in brackets, `?` and `*` behind them.

"(take|swallow) (a |one )?(second|another) {pill}" is one saying of many forms; what stands in `{}` is a set of
`data/word_sets.tsv`; `_` is any one word, `..` some words of the same clause. Words stand without their endings, unless
their list says otherwise, and little words may stand between them. Nothing is multiplied out: `walks` goes along them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from rubrx.reading.tables import read_table
from rubrx.reading.words import FILLERS, bare, with_not


class Row(NamedTuple):
    """Words and choices, one behind the other."""

    parts: tuple[Node, ...]


class Choice(NamedTuple):
    """One of some rows; none where it `may_lack`, several in a row where there may be `many`."""

    options: tuple[Row, ...]
    may_lack: bool = False
    many: bool = False


class Gap(NamedTuple):
    """Any words of the same clause, so many of them; light marks may stand among them where it `spans` some.

    `before` are the words that it may stand before; empty where that can't be told.
    """

    least: int
    most: int
    spans: bool = False
    before: frozenset[str] = frozenset()


#: words, without their endings, any of which may stand at one place; a row; a choice of rows; words that nobody knows
Node: TypeAlias = frozenset[str] | Row | Choice | Gap

#: what is written for any words: one, and some
_GAPS = {"_": Gap(1, 1), "..": Gap(0, 7, spans=True)}
#: what may stand apart from its verb, with an object between: "breaks the drug down"
PARTICLES = frozenset("down up off out on away back over together".split())
#: words that say nothing without the verb before them
_DEPENDENT = frozenset("up down out off on in for over through with from away about around back at".split())
#: what is measured, without which "blood" is no level
_MEASURED = frozenset(("level", "concentration", "count"))
_ENDING = re.compile(r"(?<=[a-z0-9])\((?:(?:s|es|ed|ing|en|ling|ly|d)\|?)+\)[?*]?|(?<=\))(?:s|es|ed|ing)\b\??")
_PIECE = re.compile(r"\{\w+\}|[a-z0-9]+|[()|*_]|\.\.|(?<=[)}_])\?")


@cache
def parsed(text: str, *, terse: bool = False, seen: Callable[[str], str] = bare) -> tuple[Row, ...]:
    """The sayings of a cell: its choices, each a row; KeyError names an unknown set.

    `terse` says that little words need not be said in a bracket's choices of several words; `seen` is that of the
    `walks.Reach` by which the sayings are looked for. ValueError where a bracket is left open.
    """
    pieces = _PIECE.findall(_ENDING.sub("", with_not(text)))
    options, rest = _choices(pieces, 0, _Spelling(terse, seen), inner=False)
    if rest != len(pieces):
        raise ValueError(f"unbalanced brackets: {text!r}")
    return tuple(dict.fromkeys(each for each in _merged(options) if each.parts))


@cache
def _sets() -> Mapping[str, str]:
    """The named sets of words of `data/word_sets.tsv`, as the choices that they stand for."""
    return dict(read_table("word_sets"))


def words_of_sets(names: Iterable[str]) -> frozenset[str]:
    """The single words of some named sets, without their endings."""
    return frozenset(bare(word) for name in names for word in _sets()[name].split("|") if word.isalnum())


@cache
def choices_of(name: str) -> str:
    """The words of a named set as they are written, the choices of a pattern, longest first: "(?:pills|pill)"."""
    return f"(?:{'|'.join(sorted(_sets()[name].split('|'), key=len, reverse=True))})"


class _Spelling(NamedTuple):
    """How words are taken from a cell; see `parsed`."""

    terse: bool
    seen: Callable[[str], str]


@cache
def _set_of(name: str, how: _Spelling) -> list[Row]:
    """The choices that a named set of words stands for."""
    return _choices(_PIECE.findall(_sets()[name]), 0, how)[0]


def _choices(pieces: Sequence[str], at: int, how: _Spelling, *, inner: bool = True) -> tuple[list[Row], int]:
    """The choices from a place on, up to the bracket that closes them, or the end."""
    options: list[Row] = []
    row: list[str | Node] = []
    while at < len(pieces) and pieces[at] != ")":
        piece = pieces[at]
        at += 1
        if piece == "|":
            options.append(_row(row, how, inner=inner))
            row = []
        elif piece in _GAPS or piece[0] in "({":
            choices = [Row((_GAPS[piece],))] if piece in _GAPS else []
            if piece == "(":
                choices, at = _choices(pieces, at, how)
                if at >= len(pieces):
                    raise ValueError("a bracket is left open")
                at += 1
            elif piece[0] == "{":
                choices = _set_of(piece[1:-1], how)
            mark = pieces[at] if at < len(pieces) and pieces[at] in "?*" else ""
            row.append(_choice(choices, mark))
            at += len(mark)
        elif piece not in "?*":
            row.append(piece)
    options.append(_row(row, how, inner=inner))
    return options, at


def _row(written: Sequence[str | Node], how: _Spelling, *, inner: bool) -> Row:
    """A row as written, its words as they are compared; a terse one in brackets without the little words of several."""
    words = [each for each in written if isinstance(each, str)]
    if how.terse and inner and len(words) == len(written) > 1:
        telling = [word for word in words if word not in FILLERS]
        # "too much for" is not "for", "turn on" not nothing
        written = words if _DEPENDENT.issuperset(telling) or words[-1] in _MEASURED else telling
    parts: list[Node] = []
    for each in written:
        last = parts[-1] if parts else None
        if isinstance(each, Gap) and isinstance(last, Gap) and each.spans is last.spans:  # one gap: walked once
            parts[-1] = Gap(last.least + each.least, last.most + each.most, last.spans)
        else:
            parts.append(frozenset((how.seen(each),)) if isinstance(each, str) else each)
    for at, (part, after) in enumerate(pairwise(parts)):
        opening, may_lack = first_words(after)
        if isinstance(part, Gap) and not may_lack and not _begins_with_gap(after):
            parts[at] = part._replace(before=opening)
    return Row(tuple(parts))


def _choice(options: Sequence[Row], mark: str) -> Node:
    """A bracket's choices; what stands in it itself where there is no choice."""
    kept = tuple(each for each in options if each.parts)
    may_lack = bool(mark) or len(kept) < len(options)
    merged = tuple(_merged(kept))
    only = merged[0].parts[0] if len(merged) == 1 and len(merged[0].parts) == 1 else None
    if isinstance(only, Gap) and mark == "?":
        return only._replace(least=0)
    if only is not None and not may_lack:
        return only
    return Choice(merged, may_lack, mark == "*")


def _single(row: Row) -> frozenset[str] | None:
    """The words of a row of a single place; None for other rows."""
    words = row.parts[0] if len(row.parts) == 1 else None
    return words if isinstance(words, frozenset) else None


def _merged(options: Iterable[Row]) -> Iterator[Row]:
    """Choices with those of a single word as one, particles apart, for they reach further."""
    rows = list(options)
    single = list(filter(None, map(_single, rows)))
    for particles in (False, True):
        words = frozenset[str]().union(*(each for each in single if (each <= PARTICLES) is particles))
        if words:
            yield Row((words,))
    yield from (row for row in rows if _single(row) is None)


def opened(row: Row) -> Iterator[Row]:
    """The rows that a row stands for by the choices that it begins with, in the order of a walk."""
    if not row.parts:
        return
    first, rest = row.parts[0], row.parts[1:]
    if isinstance(first, Row):
        yield from opened(Row((*first.parts, *rest)))
    elif isinstance(first, Choice) and not first.many:
        for option in first.options:
            yield from opened(Row((*option.parts, *rest)))
        if first.may_lack:
            yield from opened(Row(rest))
    else:
        yield row


def first_words(node: Node) -> tuple[frozenset[str], bool]:
    """The words that a saying can begin with, those of a gap left out, and whether it can be empty."""
    if isinstance(node, frozenset):
        return node, False
    if isinstance(node, Gap):
        return frozenset(), True
    if isinstance(node, Choice):
        each = [first_words(option) for option in node.options]
        return frozenset().union(*(words for words, _ in each)), node.may_lack or any(empty for _, empty in each)
    found: frozenset[str] = frozenset()
    for part in node.parts:
        words, empty = first_words(part)
        found |= words
        if not empty:
            return found, False
    return found, True


def words_of(node: Node) -> frozenset[str]:
    """All words that a saying may have."""
    if isinstance(node, frozenset):
        return node
    if isinstance(node, Gap):
        return frozenset()
    return frozenset().union(*map(words_of, node.parts if isinstance(node, Row) else node.options))


def _begins_with_gap(node: Node) -> bool:
    """Whether a saying can begin with any word."""
    if isinstance(node, Choice):
        return any(map(_begins_with_gap, node.options))
    if isinstance(node, Row):
        begun = next((at for at, part in enumerate(node.parts) if not first_words(part)[1]), len(node.parts))
        return any(map(_begins_with_gap, node.parts[: begun + 1]))
    return isinstance(node, Gap)


def needed(node: Node) -> frozenset[str]:
    """Words one of which a text must have to say it; none where that can't be told."""
    if isinstance(node, frozenset):
        return node
    if isinstance(node, Row):
        return most_telling(filter(None, map(needed, node.parts)))
    if isinstance(node, Gap):
        return frozenset()
    each = [needed(option) for option in node.options]
    return frozenset() if node.may_lack or not all(each) else frozenset().union(*each)


def most_telling(places: Iterable[frozenset[str]]) -> frozenset[str]:
    """The place without little words and with the fewest, and the longest of those."""
    return min(
        places,
        key=lambda place: (not FILLERS.isdisjoint(place), len(place), -min(map(len, place))),
        default=frozenset(),
    )
