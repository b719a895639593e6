"""The frozen nouns that travel through rubrx: responses, rubrics, criteria, verdicts, grades, and figures of a run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """What became of one criterion on one response."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_ASSESS = "cannot_assess"  # needs a judge or a human
    ERROR = "error"  # the grader broke, or ran out of time


#: the grader owes an answer here
UNASSESSED = frozenset({Status.CANNOT_ASSESS, Status.ERROR})


class Span(NamedTuple):
    """A stretch of the response's original text: `text[start:end]`, in characters."""

    start: int
    end: int


def response_id_of(query_id: str, text: str) -> str:
    """The id of a response that came without one: a hash of its query and text, never of its place.

    Sixteen hexadecimal digits of SHA-256; the same answer to the same query gets the same id in every file.
    """
    return hashlib.sha256(f"{query_id}\0{text}".encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Response:
    """One answer to one query; `query_id` names the rubric it is graded against.

    `line` is where it stood in its file, 0 if it came from none; it does not make two responses differ.
    """

    id: str
    query_id: str
    text: str
    model: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a rubric's statement comes from: who said it, when, and where it holds."""

    source: str
    date: str
    jurisdiction: str = ""
    says: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An answer with the verdicts its author expects: a rubric's own test case."""

    text: str
    expect: Mapping[str, Status]
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Several criteria that make one verdict: met when at least `at_least` of the members are."""

    id: str
    at_least: int
    points: float


@dataclass(frozen=True, slots=True)
class Criterion:
    """One atomic check of one kind.

    `body` is what the rubric wrote under the kind's name, validated by the metric that owns the kind
    (for the bundled kinds a frozen pydantic model or a plain string). `points` may be negative: then
    *met* is bad. A `critical` criterion that fails caps the grade.
    """

    id: str
    metric: str
    kind: str
    body: object
    points: float
    critical: bool = False
    applies_if: object = None
    group: Group | None = None
    note: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Rubric:
    """A pharmacist's file for one query, validated and frozen; `digest` is the SHA-256 of its text.

    `patient` holds the facts as they were written ("28 mL/min/1.73m2", "F", true, a list of names);
    `terms` maps a name to all the spellings that mean it, the name itself among them. `yaml` is the text, as
    the store keeps it beside the digest.
    """

    id: str
    version: int | str
    query: str
    patient: Mapping[str, object]
    references: Sequence[Reference]
    terms: Mapping[str, tuple[str, ...]]
    criteria: Sequence[Criterion]
    examples: Sequence[Example]
    critical_cap: float
    digest: str
    source: str
    path: str
    topic: str = ""
    population: str = ""
    yaml: str = field(default="", repr=False, compare=False)


class Verdict(NamedTuple):
    """One criterion's outcome on one response.

    `score` is the grader's confidence in the status, in [0, 1]; it is never points. `evidence` are spans
    of the original text; `explanation` is one line that a pharmacist would accept.
    """

    criterion_id: str
    status: Status
    score: float
    evidence: tuple[Span, ...]
    explanation: str


class Score(NamedTuple):
    """Where a grade stands: the worst still possible, the best, and how much was assessed.

    Fractions of the rubric's positive points; `raw` may be negative and is not capped. `worst` and `best`
    are clipped to [0, 1] and capped by failed critical criteria. All are None where no positive point
    applies. `coverage` is the share of applicable points that was assessed.
    """

    raw: float | None
    worst: float | None
    best: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Grade:
    """A response's verdicts, in the rubric's order, and what follows from them."""

    response_id: str
    rubric_id: str
    verdicts: tuple[Verdict, ...]
    score: Score

    def __getitem__(self, criterion_id: str) -> Verdict:
        """The verdict on one criterion; KeyError if the rubric has none of that id."""
        for verdict in self.verdicts:
            if verdict.criterion_id == criterion_id:
                return verdict
        raise KeyError(criterion_id)


class Correction(NamedTuple):
    """The override in force on one verdict: what the grader said, what counts now, who, when (ISO 8601) and why."""

    query_id: str
    response_id: str
    criterion_id: str
    metric: str
    critical: bool
    graded: Status
    status: Status
    who: str
    at: str
    why: str


class RewardMean(NamedTuple):
    """One reward over a run: `n` rows, `scored` of them with a number, `problems` with a plugin's fault.

    The rest did not apply. `mean`, `low` and `high` are over the scored ones; None where there is none.
    """

    reward: str
    n: int
    scored: int
    problems: int
    mean: float | None
    low: float | None
    high: float | None


class PluginFailure(NamedTuple):
    """A metric or a reward (`what`) of that name failed on `n` verdicts or answers; `reason` is one of its faults."""

    what: str
    name: str
    n: int
    reason: str


class Preference(NamedTuple):
    """Two answers to one prompt, the first preferred; `margin` is how much, where it was asked."""

    prompt: str
    chosen: str
    rejected: str
    margin: float | None = None
    annotators: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What a rubric scores: one criterion, or one group of criteria judged as one. Verdicts carry its id."""

    id: str
    metric: str
    kind: str
    points: float
    critical: bool
    members: tuple[Criterion, ...]


def items_of(rubric: Rubric) -> tuple[Item, ...]:
    """The scored items of a rubric, in file order; a group stands where its first member stands."""
    items: dict[str, list[Criterion]] = {}
    for criterion in rubric.criteria:
        items.setdefault(criterion.group.id if criterion.group else criterion.id, []).append(criterion)
    return tuple(
        Item(
            id=key,
            metric=members[0].metric,
            kind="group" if members[0].group else members[0].kind,
            points=members[0].group.points if members[0].group else members[0].points,
            critical=any(member.critical for member in members),
            members=tuple(members),
        )
        for key, members in items.items()
    )
