"""How answers are written, counted: length, capitals, mechanisms, alternatives, quantities, hedges.

None of these is merit by itself. A comparison sets each one's change beside the change in score, so that a reader
sees whether a run got better by saying more, or by shouting. Capitals are style and never merit: they are counted
because a reward may have paid for them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from rubrx.reading import Lexicon, Reader
from rubrx.reading.assertion import State
from rubrx.reading.names import drug_classes
from rubrx.statistics import Association, Interval, bootstrap_mean_difference, spearman

#: answers of a run that are read for their manner, in equal shares of its queries
MAX_READ = 1_000
#: words of four letters and more in capitals; shorter ones are mostly abbreviations
_CAPITALS = re.compile(r"(?<![\w-])[A-Z]{4,}(?![\w-])")
#: words that begin a reason: what does what to the body or to another drug, or what follows from it
_MECHANISM = re.compile(
    r"\b(?:because|due to|owing to|since (?:it|they|the)|caused? by|causes|leads? to|results? in|therefore|thereby"
    r"|inhibit(?:s|ed|ing|ion|or|ors)?|induc(?:e|es|ed|ing|tion|er|ers)|block(?:s|ed|ing|ade)?"
    r"|metaboli[sz](?:e|es|ed|ing|m)|convert(?:s|ed)? (?:to|into)|clear(?:s|ed|ance)|excret(?:e|es|ed|ion)"
    r"|eliminat(?:e|es|ed|ion)|accumulat(?:e|es|ed|ion|ing)|displac(?:e|es|ed|ement)|potentiat(?:e|es|ed|ion)"
    r"|competes?|antagoni[sz]es?|synergis\w+|mechanism)\b",
    re.IGNORECASE,
)


class Manner(NamedTuple):
    """How one answer is written: words, and how many of each sign it holds."""

    length: float
    capitals: float
    mechanisms: float
    alternatives: float
    quantities: float
    hedges: float


#: what is counted, for people
MEANINGS = {
    "length": "words",
    "capitals": "words in capitals, which are style and never merit",
    "mechanisms": "words that give a reason or a mechanism",
    "alternatives": "different drugs or classes that the answer speaks for",
    "quantities": "numbers with or without a unit",
    "hedges": "words that say that something is unsure or unknown",
}


class MannerRow(NamedTuple):
    """One answer's manner and its score at worst; the score is None where no positive point applies."""

    query_id: str
    manner: Manner
    score: float | None


@dataclass(frozen=True, slots=True)
class MannerChange:
    """One sign in both runs: means over the shared queries, and what its change goes along with.

    `interval` holds the mean change, queries resampled. `association` is Spearman's correlation, over queries,
    of this sign's change with the change in score; None where one of them does not vary. It tells what went
    together, not what caused what.
    """

    name: str
    before: float
    after: float
    change: float
    interval: Interval | None
    association: Association | None


@cache
def _reader() -> Reader:
    """A reader that knows the open list of drugs and, by their own names, the classes that are narrow enough."""
    classes = {each.names[0]: each.names for each in drug_classes() if not each.broad}
    lexicon = Lexicon({**classes, "insulin": ("insulin",)})
    for name in lexicon.terms:
        lexicon.concept(name, drug=True)
    return Reader(lexicon)


def manner_of(text: str, abbreviations: Set[str] = frozenset()) -> Manner:
    """Count an answer's signs; capitals that are among the `abbreviations` don't count."""
    reading = _reader().read(text)
    stances = (s for s in reading.stances if s.against < 0 and s.assertion is State.AFFIRMED)
    return Manner(
        length=float(reading.words),
        capitals=float(sum(word not in abbreviations for word in _CAPITALS.findall(text))),
        mechanisms=float(len(_MECHANISM.findall(text))),
        alternatives=float(len({target for stance in stances for target in stance.targets})),
        quantities=float(sum(len(sentence.quantities) for sentence in reading.sentences)),
        hedges=float(
            sum(hit.cue.kind in ("hedge", "gap") for sentence in reading.sentences for hit in sentence.cues("hedging"))
        ),
    )


def abbreviations_in(texts: Iterable[str]) -> frozenset[str]:
    """The words that rubrics themselves write in capitals: an answer that does so too isn't loud."""
    return frozenset(word for text in texts for word in _CAPITALS.findall(text))


def manner_changes(
    before: Iterable[MannerRow], after: Iterable[MannerRow], rng: np.random.Generator
) -> tuple[MannerChange, ...]:
    """What changed in manner, over the queries that both have; each query counts once. Empty if there is none."""
    old, new = _by_query(before), _by_query(after)
    shared = sorted(old.keys() & new.keys())
    if not shared:
        return ()
    changes = []
    for place, name in enumerate(Manner._fields):
        a, b = [old[query].signs[place] for query in shared], [new[query].signs[place] for query in shared]
        # only queries with a score on both sides can show an association
        moved = [
            (b[i] - a[i], score - score_before)
            for i, query in enumerate(shared)
            if (score_before := old[query].score) is not None and (score := new[query].score) is not None
        ]
        mean_a, mean_b = math.fsum(a) / len(a), math.fsum(b) / len(b)
        changes.append(
            MannerChange(
                name,
                mean_a,
                mean_b,
                mean_b - mean_a,
                bootstrap_mean_difference(a, b, rng),
                spearman([m for m, _ in moved], [s for _, s in moved]) if moved else None,
            )
        )
    return tuple(changes)


class _QueryManner(NamedTuple):
    """One query's mean of every sign, and its mean score."""

    signs: list[float]
    score: float | None


def _by_query(rows: Iterable[MannerRow]) -> Mapping[str, _QueryManner]:
    grouped: dict[str, list[MannerRow]] = {}
    for row in rows:
        grouped.setdefault(row.query_id, []).append(row)
    means = {}
    for query, group in grouped.items():
        scores = [row.score for row in group if row.score is not None]
        signs = [math.fsum(column) / len(group) for column in zip(*(row.manner for row in group), strict=True)]
        means[query] = _QueryManner(signs, math.fsum(scores) / len(scores) if scores else None)
    return means
