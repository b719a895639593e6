"""What an answer leaves open: missing knowledge, and decisions for others, in the sayings of `data/doubts.tsv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.sayings import Row, most_telling, parsed
from rubrx.reading.tables import read_table
from rubrx.reading.walks import Reach, Saying, walked
from rubrx.reading.words import Token, tokens_of, words_in

#: little words between those of a saying, which stand as they are written
_REACH = Reach(1, adverbs=True, seen=str)
_TIGHT = Reach(0, seen=str)
#: the kinds in which there may be some
_FREE = ("gap", "defer", "await", "sure", "while", "fails")
#: figures, questions and notes that no words hold: "n = 12", "50:50", "do we know? No", "data: sparse"
_IN_FIGURES = re.compile(
    r"\bn ?[=≈~<] ?\d{1,2}\b(?![,.]\d)|\b(?:50-50|50:50|50/50)\b"
    r"|\b(?:do|does|can|could) (?:we|anyone|anybody|i|you|science) (?:really )?(?:know|tell|say|be sure)\b[^?.]{0,40}"
    r"\? ?(?:(?:we|i|they) (?:don't|can't|do not|cannot)|no\b|not\b|nobody|hardly)"
    r"|\bhow (?:sure|certain|confident|solid|strong|good|reliable|firm) (?:is|are|am|can)\b[^?.]{1,40}"
    r"\? ?(?:not (?:very|at all|sure|really|that|as|especially|particularly|terribly)|hardly|barely|less|only)"
    r"|\b(?:data|evidence|stud(?:y|ies)|trials?|literature|experience|information)\b[^.;?:]{0,40}: ?(?:very |rather )?"
    r"(?:sparse|scant\w*|scarce|limited|thin|patchy|lacking|absent|nil|none|few|minimal|poor|weak|anecdotal|small)\b"
)
_MAY_HAVE_FIGURES = re.compile(r"[?=≈~<:]|50.50")
#: the kinds that count where they open a clause, behind so many words of it
_OPENING = {"note": 1, "order": 0}


class _Entry(NamedTuple):
    """A saying, how it is looked for, what must not follow, how many words may open its clause (None: any)."""

    saying: Saying
    reach: Reach
    unless: tuple[Row, ...]
    before: int | None


@cache
def _entries(*kinds: str) -> dict[str, list[_Entry]]:
    """The sayings of some kinds by each word of their most telling place."""
    found: dict[str, list[_Entry]] = {}
    for kind, written, *unless in read_table("doubts"):
        if kind not in kinds:
            continue
        for row in parsed(written, seen=str):
            reach = _REACH if kind in _FREE else _TIGHT
            entry = _Entry(Saying.of(row), reach, parsed("|".join(unless), seen=str), _OPENING.get(kind))
            for word in most_telling(entry.saying.needs):
                found.setdefault(word, []).append(entry)
    return found


def gaps_in(text: str) -> list[tuple[int, int]]:
    """Where a folded sentence tells of missing knowledge, in order, disjoint."""
    figures = [match.span() for match in _IN_FIGURES.finditer(text)] if _MAY_HAVE_FIGURES.search(text) else []
    return _disjoint([*figures, *_said(_entries("gap"), text)])


def deferrals_in(text: str) -> list[tuple[int, int]]:
    """Where a folded sentence leaves a decision to somebody, in order, disjoint."""
    return _disjoint(_said(_entries("defer", "note"), text))


def told_in(text: str, kind: str) -> list[tuple[int, int]]:
    """Where a folded sentence has sayings of one of the other kinds of `data/doubts.tsv`, in order, disjoint.

    "rough" says that a figure is no exact one ("only an approximation"), "await" lets a decision hang on a result
    ("change it only when that is back"), "sure" leaves no room for anything else ("nobody ever came to grief"), "room"
    looks like that and leaves some ("small, but never nil").
    """
    return _disjoint(_said(_entries(kind), text))


def asks_for_facts(text: str) -> bool:
    """Whether a folded sentence says that a fact is missing, assumed or sent for."""
    return any(_said(_entries("ask", "order"), text))


def _disjoint(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of overlapping places the first, and of those the longest."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _said(known: Mapping[str, list[_Entry]], text: str) -> Iterator[tuple[int, int]]:
    """Where some entries stand."""
    words = words_in(text)
    entries = {id(each): each for word in words if word in known for each in known[word]}  # one has several keys
    possible = [entry for entry in entries.values() if entry.saying.may_stand(words)]
    tokens = tokens_of(text) if possible else []
    for entry in possible:
        yield from _places(entry, tokens)


def _places(entry: _Entry, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for at, (word, start, _) in enumerate(tokens):
        if word in entry.saying.firsts and not _is_within(tokens, at, entry.before):
            behind = entry.saying.behind(tokens, at, entry.reach)
            if behind > at and not any(next(walked(row, tokens, behind, behind, _TIGHT), 0) for row in entry.unless):
                yield start, tokens[behind - 1][2]


def _is_within(tokens: Sequence[Token], at: int, most: int | None) -> bool:
    """Whether more words of its clause stand before a token than may."""
    return most is not None and at > most and all(tokens[at - 1 - each][0].isalnum() for each in range(most + 1))
