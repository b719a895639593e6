"""Sentences, list items and clauses of a folded text: where one statement ends and the next begins.

Own and linear by construction: one pass with one pattern; abbreviations and dosing shorthand ("b.i.d.",
"q. 8 h.", "E. coli") don't end a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rubrx.records import Span

#: characters that a sentence may have; nobody writes longer ones, and what weighs one sentence must never see a flood
LONGEST = 2_000
_MARKS = re.compile(r"[.!?;\n]+")
_CLOSING = frozenset("\"')]*_")
_ABBREVIATIONS = frozenset(
    """e.g i.e eg ie vs dr mr mrs ms prof st no approx ca cf etc fig al resp incl max min wt b.i.d t.i.d q.i.d b.d
    t.d.s q.d.s o.d p.o i.v i.m s.c p.r p.r.n q.d q.h q.s a.m p.m u.s e c s k p inj tab tabs cap caps soln susp
    hrs hr mg ml""".split()
)
LONGEST_ABBREVIATION = 8
_BULLET = re.compile(r"\s*(?:[-*+>]|\d{1,2}[.)]|[a-z][.)]|\*\*)\s+")
_LAST_WORD = re.compile(r"[\w.]+$")


def find_sentences(text: str) -> list[Span]:
    """The sentences of a folded text, without surrounding blanks; together they hold every other character."""
    found = []
    start = 0
    length = len(text)
    for match in _MARKS.finditer(text):
        mark, end = match[0], match.end()
        if "\n" not in mark:
            while end < length and text[end] in _CLOSING:
                end += 1
            if end < length and not text[end].isspace():
                continue  # a decimal point, "e.g.", "and/or;that"
            if mark == "." and _is_abbreviation(text, start, match.start(), end):
                continue
        found.append((start, end))
        start = end
    found.append((start, length))
    return list(_trimmed(text, found))


def _is_abbreviation(text: str, start: int, dot: int, end: int) -> bool:
    """Whether the full stop at `dot` belongs to an abbreviation or a list number and not to a sentence's end."""
    if dot - max(start, text.rfind(" ", start, dot)) > LONGEST_ABBREVIATION:
        return False
    word = _LAST_WORD.search(text, max(start, dot - 12), dot)
    if word is None:
        return False
    before = word[0].lstrip(".")
    if before.isdigit():
        return text[start : word.start()].strip() == ""  # "1. Stop it"
    if before not in _ABBREVIATIONS:
        return False
    if len(before) > 2 and "." not in before:
        # "20 mg. Repeat the ECG": a unit may end a sentence, so it is one where a letter and space follow
        return before in {"approx", "incl", "vs", "prof", "mrs", "max", "min", "etc"} and end < len(text)
    return before not in {"mg", "ml", "hr"} and not (before == "no" and not text[end : end + 2].strip().isdigit())


def _trimmed(text: str, spans: list[tuple[int, int]]) -> Iterator[Span]:
    for start, end in spans:
        piece = text[start:end]
        words = piece.strip()
        if not words:
            continue
        begin = start + len(piece) - len(piece.lstrip())
        stop = begin + len(words)
        while stop - begin > LONGEST:
            cut = text.rfind(" ", begin + 1, begin + LONGEST)
            cut = cut if cut > 0 else begin + LONGEST
            yield Span(begin, begin + len(text[begin:cut].rstrip()))
            begin = cut
            while text[begin].isspace():
                begin += 1
        yield Span(begin, stop)


def item_start(text: str, sentence: Span) -> int:
    """Where a sentence's words begin, after a bullet or list number."""
    match = _BULLET.match(text, sentence.start, sentence.end)
    return match.end() if match else sentence.start
