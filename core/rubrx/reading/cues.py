"""The trigger lists of `data/`, compiled into one matcher: where each cue stands in a folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rubrx.reading.matching import PhraseMatcher

FAMILIES = ("negation", "scope", "subject", "attribution", "hedging", "stance")


@dataclass(frozen=True, slots=True)
class Cue:
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


def read_table(name: str) -> Iterator[list[str]]:
    """The rows of a trigger list, comments and blanks left out; ValueError names a row that can't be read."""
    text = files("rubrx.reading").joinpath("data", f"{name}.tsv").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) < 2:
                raise ValueError(f"{name}.tsv:{number}: expected tab-separated cells, got {line!r}")
            yield cells


def expand(cue: str) -> list[str]:
    """`avoid(|s|ed)` written out: every combination of the bracketed alternatives."""
    match = re.search(r"\(([^()]*)\)", cue)
    if not match:
        return [cue]
    return [
        whole for choice in match[1].split("|") for whole in expand(cue[: match.start()] + choice + cue[match.end() :])
    ]


@cache
def _cue_book() -> tuple[tuple[tuple[Cue, ...], ...], PhraseMatcher]:
    """All cues by their text, and the matcher over these texts, in the same order."""
    by_text: dict[str, list[Cue]] = {}
    for family in FAMILIES:
        for cells in read_table(family):
            kind, target, written = (cells[0], cells[1], cells[2]) if family == "stance" else (cells[0], "", cells[1])
            for text in expand(written):
                by_text.setdefault(text, []).append(Cue(text, family, kind, target))
    return tuple(tuple(cues) for cues in by_text.values()), PhraseMatcher(list(by_text))


#: the families that bear on how something is asserted
BEARING = ("negation", "attribution", "subject", "scope")


#: the kinds of them that decide what stands in their own sentence; the others only end what these reach
DECIDING = {
    ("negation", "before"), ("negation", "after"), ("attribution", "grader"), ("attribution", "quoted"),
    ("attribution", "rejected"), ("subject", "other"), ("scope", "condition"),
}  # fmt: skip
#: those that decide what stands right before them too, in the sentence before theirs
CORRECTING = ("attribution", "corrected")


class Bearing(NamedTuple):
    """How a cue may bear on an assertion: of which families it is, and what it reaches."""

    families: tuple[str, ...]
    decides: bool
    corrects: bool


@cache
def _bearing_cues() -> tuple[PhraseMatcher, list[Bearing]]:
    """The texts of the cues that bear on an assertion, and how each does."""
    book, matcher = _cue_book()
    chosen = {}
    for text, cues in zip(matcher.phrases, book, strict=True):
        kinds = {(cue.family, cue.kind): None for cue in cues if cue.family in BEARING}
        if kinds:
            families = tuple(dict.fromkeys(family for family, _ in kinds))
            chosen[text] = Bearing(families, not DECIDING.isdisjoint(kinds), CORRECTING in kinds)
    return PhraseMatcher(list(chosen)), list(chosen.values())


def find_bearing(text: str, blank: str | None = None) -> list[tuple[int, Bearing]]:
    """Where cues begin that may bear on an assertion, in order, and how; a longer one may still hide one of them.

    `blank` is the text as `matching.blanked` gives it, where somebody has it already.
    """
    matcher, bearing = _bearing_cues()
    return sorted([(start, bearing[index]) for index, start, _ in matcher.find(text, blank)])


def find_cues(text: str, offset: int = 0) -> dict[str, list[CueHit]]:
    """The cues of each family in a folded text, in order of place; of overlapping ones the longest, then the first.

    A family without any is left out; places are counted from `offset`.

    Families don't shadow each other ("not recommended" is a negation and a stance); within one, "no reason not
    to" hides the "no" and the "not" in it.
    """
    book, matcher = _cue_book()
    found: dict[str, list[CueHit]] = {}
    for index, start, end in matcher.find(text):
        for cue in book[index]:
            hit = CueHit(start + offset, end + offset, cue)
            if cue.family in found:
                found[cue.family].append(hit)
            else:
                found[cue.family] = [hit]
    for family, hits in found.items():
        if len(hits) > 1:
            found[family] = _longest(hits)
    return found


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
