"""The plain rows that a report is made from, whoever keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rubrx.records import Span, Status


@dataclass(frozen=True, slots=True)
class RunHeader:
    """Which run a report is about: its name, its state, and what it was graded with.

    `rubrics` maps a query id to the digest of its rubric; `skipped_queries` counts the rows of each query
    that no rubric answers; `head` is the newest link of the hash chain over the run's batches, where there
    is one. Rows read = graded + rejected + skipped.
    """

    name: str
    uid: str
    started: str
    ended: str | None
    status: str
    source: str
    read: int
    graded: int
    rejected: int
    skipped: int
    versions: Mapping[str, str] = field(default_factory=dict)
    rubrics: Mapping[str, str] = field(default_factory=dict)
    skipped_queries: Mapping[str, int] = field(default_factory=dict)
    source_digest: str | None = None
    head: str | None = None


class ScoreRow(NamedTuple):
    """Where one response's grade stands; see `rubrx.records.Score`."""

    query_id: str
    worst: float | None
    best: float | None
    raw: float | None
    coverage: float


class TallyRow(NamedTuple):
    """How many verdicts of one status one scored item got, over all answers to its query."""

    query_id: str
    criterion_id: str
    metric: str
    points: float
    critical: bool
    status: Status
    n: int


class VerdictRow(NamedTuple):
    """One verdict worth showing, with the response's text to quote from."""

    query_id: str
    response_id: str
    criterion_id: str
    metric: str
    points: float
    status: Status
    evidence: tuple[Span, ...]
    explanation: str
    text: str


class CorrectedRow(NamedTuple):
    """A person's correction in force, with its answer's score (worst) as it was graded and as it counts now."""

    query_id: str
    response_id: str
    criterion_id: str
    critical: bool
    graded: Status
    status: Status
    who: str
    at: str
    why: str
    graded_score: float | None
    score: float | None


class Hedging(NamedTuple):
    """How many answers only hedge.

    `n` answers have an applicable criterion that asks for a hedge, a referral or a question back, and one
    that asks for substance (positive points, neither humility nor specificity). `hedged` of them meet one
    of the first kind; `abstaining` of those meet none of the second. An unassessed hedge counts as a hedge,
    an unassessed criterion of substance as nothing said, so that an error never makes the figure look
    better.
    """

    n: int
    hedged: int
    abstaining: int
