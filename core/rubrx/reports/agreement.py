"""What is said of a set of labels: agreement, raters, consensus, and the grader beside the people."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from rubrx.agreement import NAMES, Agreement, Corrected, Estimate, Level, PairKappa, RaterProfile, Weights
from rubrx.reports.plain import plain
from rubrx.statistics import Interval

#: items below consensus that are listed; the calibration sheet has them all
LISTED = 50


class RaterErrors(NamedTuple):
    """A rater's errors as Dawid and Skene's model estimates them.

    `right` is the share of labels that are right, `rates` maps a label to (sensitivity, specificity), and `items` is
    how many items the estimate rests on.
    """

    name: str
    items: int
    right: float
    rates: dict[str, tuple[float, float]]


class Said(NamedTuple):
    """What one rater said of an item."""

    rater: str
    label: str
    note: str = ""


class Below(NamedTuple):
    """An item without consensus, for people to talk about; the last three are empty for labels from a file."""

    item: str
    criterion: str
    said: tuple[Said, ...]
    question: str = ""
    answer: str = ""
    asks: str = ""


class CorrectedRate(NamedTuple):
    """A figure of the grader's, raw and corrected by what people said of the `labelled` among its `n`.

    `sensitivity` and `specificity` are the grader's, each with the labelled verdicts it rests on; None for a mean.
    """

    name: str
    n: int
    labelled: int
    raw: float
    sensitivity: tuple[float, int] | None
    specificity: tuple[float, int] | None
    rogan_gladen: Corrected | None
    prediction_powered: Corrected | None


class MarkAgreement(NamedTuple):
    """A reward beside people's mean 0-10 mark on n answers, and beside their preferences on `pairs` of answers."""

    reward: str
    n: int
    spearman: float | None
    spearman_interval: Interval | None
    weighted_kappa: float | None
    kappa_interval: Interval | None
    pairs: int
    preferred: float | None
    preferred_interval: Interval | None


@dataclass(frozen=True, slots=True)
class Grader:
    """The grader as one more annotator: beside each person, and beside what people agree on."""

    people: tuple[PairKappa, ...]
    consensus: Agreement


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Everything `rubrx agreement` says; `run` is empty for labels from a file.

    `clusters` tells what the intervals count as one: items, answers or queries. `below` lists items without consensus,
    at most `LISTED` of the `below_consensus`. `against_majority` counts items whose label Dawid and Skene's model
    sees otherwise than the consensus does.
    """

    source: str
    run: str
    level: Level
    weights: Weights
    clusters: str
    overall: Agreement
    by: str
    groups: tuple[tuple[str, Agreement], ...]
    raters: tuple[RaterProfile, ...]
    errors: tuple[RaterErrors, ...]
    against_majority: int | None
    need: int
    consensus: int
    below_consensus: int
    below: tuple[Below, ...]
    grader: Grader | None = None
    corrected: tuple[CorrectedRate, ...] = ()
    ratings: Agreement | None = None
    marks: tuple[MarkAgreement, ...] = ()
    preferences: Agreement | None = None
    missing: int = 0
    refused: int = 0
    repeated: int = 0
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data: each coefficient first, as {value, low, high, n}."""
        named: dict[str, Any] = {name: _estimate(self.overall.estimates[name]) for name in sorted(NAMES)}
        named["notes"] = [*self.overall.notes, *self.notes]
        for each in fields(self):
            if each.name not in ("notes", "groups"):
                named[each.name] = _plain(getattr(self, each.name))
        named["groups"] = {name: _agreement(group) for name, group in self.groups}
        return named


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return estimate._asdict()


def _agreement(agreement: Agreement) -> dict[str, Any]:
    estimates = {name: _estimate(agreement.estimates[name]) for name in sorted(NAMES)}
    rest = {name: getattr(agreement, name) for name in ("items", "raters", "labels", "shares", "pairs", "notes")}
    return {**estimates, **plain(rest)}


def _plain(value: object) -> Any:
    if isinstance(value, Agreement):
        return _agreement(value)
    if isinstance(value, Grader):
        return {"people": plain(value.people), "consensus": _agreement(value.consensus)}
    return plain(value)
