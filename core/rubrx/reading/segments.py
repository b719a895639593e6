"""Sentences, list items and clauses of a folded text: where one statement ends and the next begins.

Own and linear by construction: one pass with one pattern; abbreviations and dosing shorthand ("b.i.d.",
"q. 8 h.", "E. coli") don't end a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

#: characters that a sentence may have; nobody writes longer ones, and what weighs one sentence must never see a flood
LONGEST = 2_000
_MARKS = ".!?;\n"
_CLOSING = frozenset("\"')]*_")
_ABBREVIATIONS = frozenset(
    """e.g i.e eg ie vs dr mr mrs ms prof st no approx ca cf etc fig al resp incl max min wt b.i.d t.i.d q.i.d b.d
    t.d.s q.d.s o.d p.o i.v i.m s.c p.r p.r.n q.d q.h q.s a.m p.m u.s e c s k p inj tab tabs cap caps soln susp
    hrs hr mg ml""".split()
)
LONGEST_ABBREVIATION = 8
_BULLET = re.compile(r"\s*(?:[-*+>]|\d{1,2}[.)]|[a-z][.)]|\*\*)\s+")
_WORDS_AROUND = re.compile(r"[a-z]{3}[.!?][a-z]{2}")
_LAST_WORD = re.compile(r"[\w.]+$")


def find_sentences(text: str, is_capital: Callable[[int], bool] | None = None) -> list[tuple[int, int]]:
    """The sentences of a folded text, without surrounding blanks; together they hold every other character.

    `is_capital` says of a place whether the original has a capital there: a full stop that a blank was forgotten
    after ("in the morning.The INR ...") ends a sentence too.
    """
    found: list[tuple[int, int]] = []
    start = end = 0
    length = len(text)
    for at in _marks(text):
        if at < end:  # one of several marks in a row, already seen
            continue
        end = at + 1
        if text[at] == "." and text[end : end + 1] == " " and at - start < LONGEST:  # the commonest by far
            before = text[text.rfind(" ", start, at) + 1 : at]
            begin = start + 1 if text[start] == " " else start
            if before.isalpha() and before not in _ABBREVIATIONS and not text[begin].isspace():
                found.append((begin, end))
                start = end
                continue
        while end < length and text[end] in _MARKS:
            end += 1
        is_dot = end == at + 1 and text[at] == "."
        if end < length and text[end] != " " and "\n" not in text[at:end]:
            while end < length and text[end] in _CLOSING:
                end += 1
            if end < length and not text[end].isspace():
                if is_capital is None or not _WORDS_AROUND.match(text, at - 3):
                    continue  # a decimal point, "e.g.", "and/or;that"
                if is_capital(at - 1) or not is_capital(end):
                    continue
        if is_dot and end < length and _is_abbreviation(text, start, at, end):
            continue
        _add(found, text, start, end)
        start = end
    _add(found, text, start, length)
    return found


def _marks(text: str) -> list[int]:
    """Where the marks stand that may end a sentence, in order."""
    found = []
    for mark in _MARKS:
        at = text.find(mark)
        while at >= 0:
            found.append(at)
            at = text.find(mark, at + 1)
    found.sort()
    return found


def _is_abbreviation(text: str, start: int, dot: int, end: int) -> bool:
    """Whether the full stop at `dot` belongs to an abbreviation or a list number and not to a sentence's end."""
    blank = text.rfind(" ", start, dot)
    if dot - max(start, blank) > LONGEST_ABBREVIATION:
        return False
    before = text[blank + 1 if blank >= 0 else start : dot]
    if not before.isalpha():
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


def _add(found: list[tuple[int, int]], text: str, begin: int, stop: int) -> None:
    """Add a sentence without the blanks around it; a flood in pieces, and nothing where there are only blanks."""
    while begin < stop and text[begin].isspace():
        begin += 1
    if begin == stop:
        return
    while text[stop - 1].isspace():
        stop -= 1
    while stop - begin > LONGEST:
        cut = text.rfind(" ", begin + 1, begin + LONGEST)
        cut = cut if cut > 0 else begin + LONGEST
        found.append((begin, begin + len(text[begin:cut].rstrip())))
        begin = cut
        while text[begin].isspace():
            begin += 1
    found.append((begin, stop))


def item_start(text: str, start: int, end: int) -> int:
    """Where the words of the sentence `start:end` begin, after a bullet or list number."""
    match = _BULLET.match(text, start, end)
    return match.end() if match else start
