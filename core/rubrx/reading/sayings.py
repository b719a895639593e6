"""Sayings: a small language of words, for lists that people keep: choices in brackets, `?` and `*` behind them.

"(take|swallow) (a |one )?(second|another) (pill|tablet)?" is one saying of many forms. Words stand without their
endings, and little words may stand between them. Nothing is multiplied out: a saying is walked along an answer's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from rubrx.reading.ways import FILLERS, bare

Token: TypeAlias = tuple[str, int, int]


class Row(NamedTuple):
    """Words and choices, one behind the other."""

    parts: tuple[Node, ...]


class Choice(NamedTuple):
    """One of some rows; none where it `may_lack`, several in a row where there may be `many`."""

    options: tuple[Row, ...]
    may_lack: bool = False
    many: bool = False


Node: TypeAlias = str | Row | Choice

#: so many little words may stand between two words of a saying
_WITHIN = 2
#: what may stand apart from its verb, with an object between: "breaks the drug down"
_PARTICLES = frozenset("down up off out on away back over together".split())
_ENDS = _PARTICLES | {"and", "or", "but", "not"}
#: no saying is longer than so many words
_LONGEST = 14
_ENDING = re.compile(r"(?<=[a-z0-9)])\((?:(?:s|es|ed|ing|en|ling|ly|d)\|?)+\)[?*]?|(?<=\))(?:s|es|ed|ing)\b\??")
_PIECE = re.compile(r"[a-z0-9]+|[()|*]|(?<=\))\?")


def parsed(text: str) -> tuple[Row, ...]:
    """The sayings of a cell: its choices, each a row; ValueError where a bracket is left open."""
    pieces = _PIECE.findall(_ENDING.sub("", text).replace("n't", " not"))
    options, rest = _choices(pieces, 0)
    if rest != len(pieces):
        raise ValueError(f"unbalanced brackets: {text!r}")
    return tuple(dict.fromkeys(each for each in options if each.parts))


def _choices(pieces: Sequence[str], at: int) -> tuple[list[Row], int]:
    """The choices from a place on, up to the bracket that closes them, or the end."""
    options: list[Row] = []
    row: list[Node] = []
    while at < len(pieces) and pieces[at] != ")":
        piece = pieces[at]
        at += 1
        if piece == "|":
            options.append(Row(tuple(row)))
            row = []
        elif piece == "(":
            inner, at = _choices(pieces, at)
            if at >= len(pieces):
                raise ValueError("a bracket is left open")
            mark = pieces[at + 1] if at + 1 < len(pieces) and pieces[at + 1] in "?*" else ""
            kept = tuple(each for each in inner if each.parts)
            row.append(Choice(kept, bool(mark) or len(kept) < len(inner), mark == "*"))
            at += 1 + len(mark)
        elif piece not in "?*":
            row.append("not" if piece == "cannot" else bare(piece))
    options.append(Row(tuple(row)))
    return options, at


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


def all_words(node: Node) -> frozenset[str]:
    """Every word that a saying may have."""
    if isinstance(node, str):
        return frozenset((node,))
    inner = node.options if isinstance(node, Choice) else node.parts
    return frozenset().union(*map(all_words, inner))


def first_words(node: Node) -> tuple[frozenset[str], bool]:
    """The words that a saying can begin with, and whether it can be empty."""
    if isinstance(node, str):
        return frozenset((node,)), False
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


def straight(row: Row, tokens: Sequence[Token], at: int) -> int:
    """The place behind a row without choices whose first word is the token `at`; that token's own where it ends not.

    What `walked` gives, without the generators.
    """
    place = at + 1
    for word in row.parts[1:]:
        parted = word in _PARTICLES
        for here in range(place, min(place + _WITHIN + 1 + parted, len(tokens))):
            token = tokens[here][0]
            if bare(token) == word:
                place = here + 1
                break
            if token not in FILLERS and not (parted and token.isalnum() and token not in _ENDS):
                return at
        else:
            return at
    return place


def walked(node: Node, tokens: Sequence[Token], at: int, start: int) -> Iterator[int]:
    """The places behind a saying that begins at a token, one by one; `start` is where the whole begins."""
    if isinstance(node, str):
        yield from _word(node, tokens, at, start)
    elif isinstance(node, Row):
        yield from _row(node.parts, tokens, at, start)
    else:
        for option in node.options:
            for behind in walked(option, tokens, at, start):
                yield behind
                if node.many and at < behind < start + _LONGEST:
                    yield from walked(node, tokens, behind, start)
        if node.may_lack:
            yield at


def _word(word: str, tokens: Sequence[Token], at: int, start: int) -> Iterator[int]:
    parted = word in _PARTICLES
    for place in range(at, min(at + (1 if at == start else _WITHIN + 1 + parted), len(tokens))):
        token = tokens[place][0]
        if bare(token) == word:
            yield place + 1
            return
        if token not in FILLERS and not (parted and token.isalnum() and token not in _ENDS):
            return


def _row(parts: Sequence[Node], tokens: Sequence[Token], at: int, start: int) -> Iterator[int]:
    if not parts:
        yield at
        return
    for behind in walked(parts[0], tokens, at, start):
        yield from _row(parts[1:], tokens, behind, start)
