"""The trigger lists of `data/`, compiled into one matcher: where each cue stands in a folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import NamedTuple

from rubrx.reading.long_cues import divided
from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.tables import read_table

#: the families that bear on how something is asserted, which nearly every criterion asks, and the others: two matchers,
#: for those are ten times as many words
BEARING = ("negation", "scope", "subject", "attribution")
LEANING = ("hedging", "stance")
FAMILIES = (*BEARING, *LEANING)


class Cue(NamedTuple):
    """One trigger: its words, the list it comes from, what it does, and (stance) where its target stands."""

    text: str
    family: str
    kind: str
    target: str = ""


class CueHit(NamedTuple):
    """A cue at its place in the folded text."""

    start: int
    end: int
    cue: Cue


_CHOICE = re.compile(r"\(([^()]*)\)")


def expand(cue: str) -> list[str]:
    """`avoid(|s|ed)` written out: every combination of the bracketed alternatives; the innermost brackets first."""
    parts = _CHOICE.split(cue)
    if len(parts) == 1:
        return parts
    if not any("(" in part for part in parts[::2]):  # none inside another: all at once
        return list(map("".join, product(*(part.split("|") if at % 2 else (part,) for at, part in enumerate(parts)))))
    before, choices, after = parts[0], parts[1], cue[len(parts[0]) + len(parts[1]) + 2 :]
    return [whole for choice in choices.split("|") for whole in expand(before + choice + after)]


#: the kinds of cue that decide what stands in their own sentence; others of these families only end what they reach
DECIDING = {
    ("negation", "before"), ("negation", "after"), ("attribution", "grader"), ("attribution", "quoted"),
    ("attribution", "said"), ("attribution", "light"), ("attribution", "rejected"), ("attribution", "cited"),
    ("attribution", "open"), ("attribution", "even"), ("subject", "other"), ("subject", "story"),
    ("scope", "condition"), ("scope", "unreal"),
}  # fmt: skip
#: those which decide what stands right before them too, in the sentence before their own
CORRECTING = {("attribution", "corrected"), ("attribution", "even")}
#: the kinds of attribution that make a sentence no advice: a refusal, words for the grader
SILENCING = ("refusal", "grader")


class Row(NamedTuple):
    """What a row of the lists says of each of its texts: where it comes from, what it does, where its target stands."""

    family: str
    kind: str
    target: str


class Trigger(NamedTuple):
    """What one text of the lists does: the rows that have it, and what they may decide of how something is asserted.

    It may: a longer text around it hides its cues. The same for all texts of a row, which may be thousands.
    """

    rows: tuple[Row, ...]
    decides: bool
    corrects: bool
    silences: bool
    tells_of_others: bool


class Triggers(NamedTuple):
    """All texts of some lists: what each does, and the matcher over them in the same order.

    Behind those in the book are the rows that are looked for by how they begin; `tails` has the patterns of what may
    follow such a beginning, each with its row's place in the book.
    """

    book: tuple[Trigger, ...]
    matcher: PhraseMatcher
    tails: Mapping[int, tuple[tuple[re.Pattern[str], int], ...]]

    def find(self, text: str, blank: str | None = None) -> list[tuple[int, int, int]]:
        """(start, end, index in the book) of all that stands in a folded text, in order, overlaps included.

        `blank` is the text as `matching.blanked` gives it, where somebody has it already.
        """
        found, tails = self.matcher.find(text, blank), self.tails
        whole: list[tuple[int, int, int]] = []
        begun = False
        for start, end, index in found:
            if index in tails:
                begun = True
                for tail, row in tails[index]:
                    match = tail.match(text, end)
                    if match is not None:
                        whole.append((start, match.end(), row))
        if not begun:
            return found
        return sorted([hit for hit in found if self.book[hit[2]].rows] + whole)

    def cues(self, hits: Iterable[tuple[int, int, int]], text: str) -> dict[str, list[CueHit]]:
        """The cues of each family among hits in a text, in order of place; of overlapping ones the longest.

        A family without any is left out. Families don't shadow each other ("not recommended" is a negation and a
        stance); within one, "no reason not to" hides the "no" and the "not" in it.
        """
        book = self.book
        found: dict[str, list[CueHit]] = {}
        for start, end, index in hits:
            for row in book[index].rows:
                hit = CueHit(start, end, Cue(text[start:end], *row))
                if row.family in found:
                    found[row.family].append(hit)
                else:
                    found[row.family] = [hit]
        for family, each in found.items():
            if len(each) > 1:
                found[family] = _longest(each)
        return found


@cache
def triggers() -> Triggers:
    """The lists of `data/` that bear on how something is asserted, compiled."""
    return _compiled(BEARING)


@cache
def leanings() -> Triggers:
    """The other lists: what is advised, and how surely."""
    return _compiled(LEANING)


def _compiled(families: Iterable[str]) -> Triggers:
    rows_of: dict[str, tuple[Row, ...]] = {}
    long_rows: list[tuple[re.Pattern[str], tuple[Row, ...]]] = []
    begun: dict[str, list[int]] = {}  # by what a long row may begin with: which of them
    for family in families:
        for cells in read_table(family):
            kind, target, written = (cells[0], cells[1], cells[2]) if family == "stance" else (cells[0], "", cells[1])
            row = (Row(family, kind, target),)
            parts = divided(written)
            if parts is None:
                for text in expand(written):
                    rows_of[text] = rows_of[text] + row if text in rows_of else row
                continue
            for text in expand(parts.head):
                rows_of.setdefault(text, ())
                begun.setdefault(text, []).append(len(long_rows))
            long_rows.append((parts.tail, row))
    does = {rows: _trigger(rows) for rows in set(rows_of.values())}  # few: what they do is the same for many texts
    book = (*map(does.__getitem__, rows_of.values()), *(_trigger(row) for _, row in long_rows))
    tails = {
        place: tuple((long_rows[each][0], len(rows_of) + each) for each in begun[text])
        for place, text in enumerate(rows_of)
        if text in begun
    }
    return Triggers(book, PhraseMatcher(list(rows_of), plurals=False), tails)


def _trigger(rows: tuple[Row, ...]) -> Trigger:
    kinds = [(row.family, row.kind) for row in rows]
    silences = any(family == "attribution" and kind in SILENCING for family, kind in kinds)
    tells_of_others = any(family == "subject" and kind in ("other", "story") for family, kind in kinds)
    return Trigger(rows, not DECIDING.isdisjoint(kinds), not CORRECTING.isdisjoint(kinds), silences, tells_of_others)


def find_cues(text: str, blank: str | None = None) -> dict[str, list[CueHit]]:
    """The cues of every family in a folded text; see `Triggers.cues`.

    `blank` is the text as `matching.blanked` gives it, where somebody has it already.
    """
    both = triggers(), leanings()
    return {family: hits for each in both for family, hits in each.cues(each.find(text, blank), text).items()}


def _longest(hits: list[CueHit]) -> list[CueHit]:
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    kept = [hits[0]]
    for hit in hits[1:]:
        last = kept[-1]
        other_use = hit[:2] == last[:2] and (hit.cue.kind, hit.cue.target) != (last.cue.kind, last.cue.target)
        if hit.start >= last.end or other_use:  # "ruled out": what stands before it, or after it
            kept.append(hit)
        elif hit.end - hit.start > last.end - last.start:
            kept[-1] = hit
    return kept


@cache
def _apart() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The pairs of `data/hedging_apart.tsv`: a kind, and the pattern of two words with "is" or "remains" between."""
    return tuple(
        (
            kind,
            re.compile(
                rf"\b(?:{first})\b[^.;:!?]{{0,90}}?\b(?:is|are|was|were|remains?|seems?|appears?|looks?)\s+"
                rf"(?:(?:still|very|rather|quite|too|so|all|only|[a-z]+ly)\s+){{0,2}}(?:{last})\b"
            ),
        )
        for kind, first, last in read_table("hedging_apart")
    )


def find_apart(text: str, offset: int) -> list[CueHit]:
    """The hedging cues of a folded sentence whose words stand apart, moved by an offset."""
    return [
        CueHit(match.start() + offset, match.end() + offset, Cue(match[0], "hedging", kind))
        for kind, pattern in _apart()
        for match in pattern.finditer(text)
    ]
