"""What is told of a reward model, as plain figures: the rows it came from, its weights in words, its probes."""

from __future__ import annotations

from dataclasses import dataclass

from rubrx.statistics import Interval


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row of a preference file that can't be used."""

    line: int
    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows: `rows` good ones made `pairs` pairs over `prompts` prompts.

    `repeated` rows said what another had said; `contradicted` pairs were preferred either way, and `tied` ones
    dropped; `below` pairs had too little agreement. `anchors` pairs say that worthless answers lose;
    `with_rubric` prompts are asked by a rubric in force.
    """

    rows: int
    rejected: int
    repeated: int
    contradicted: int
    tied: int
    below: int
    anchors: int
    pairs: int
    prompts: int
    with_rubric: int


@dataclass(frozen=True, slots=True)
class TopFeature:
    """A feature and what one standard deviation more of it is worth, in logits."""

    feature: str
    effect: float


@dataclass(frozen=True, slots=True)
class Won:
    """How often the better answer of a kind of pair scored higher; the interval is Wilson's, 95 %."""

    kind: str
    wins: int
    n: int
    rate: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class ProbePair:
    """One minimal pair and the share of wins that the model gives to the better answer."""

    kind: str
    prompt: str
    chosen: str
    rejected: str
    probability: float
