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


def find_cues(text: str) -> dict[str, list[CueHit]]:
    """The cues of each family in a folded text, in order of place; of overlapping ones the longest, then the first.

    Families don't shadow each other ("not recommended" is a negation and a stance); within one, "no reason not
    to" hides the "no" and the "not" in it.
    """
    book, matcher = _cue_book()
    found: dict[str, list[CueHit]] = {family: [] for family in FAMILIES}
    for index, start, end in matcher.find(text):
        for cue in book[index]:
            found[cue.family].append(CueHit(start, end, cue))
    return {family: _longest(hits) for family, hits in found.items()}


def _longest(hits: list[CueHit]) -> list[CueHit]:
    if len(hits) < 2:
        return hits
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
