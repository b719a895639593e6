"""The grader's figures corrected by people's labels: every metric's rate, and the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from rubrx.agreement import prediction_powered, rogan_gladen
from rubrx.grading import score_of
from rubrx.records import Item, Status, Verdict
from rubrx.reports.agreement import CorrectedRate
from rubrx.store import CriterionRow, Run, Store, criteria, rubrics, scores, tallies
from rubrx.store.annotations import LabelRow

#: labelled verdicts from which a figure is corrected
MIN_LABELLED = 10


@dataclass(slots=True)
class _Sample:
    """Of one metric: the labelled verdicts (query, grader went well, people say well), and all by query."""

    queries: list[str] = field(default_factory=list)
    grader: list[float] = field(default_factory=list)
    people: list[float] = field(default_factory=list)
    #: query -> (verdicts, of them well), all there are
    every: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, other: _Sample) -> None:
        """Take the other's verdicts in."""
        self.queries += other.queries
        self.grader += other.grader
        self.people += other.people
        for query, (n, well) in other.every.items():
            here = self.every.get(query, (0, 0))
            self.every[query] = (here[0] + n, here[1] + well)


def corrected_rates(
    store: Store, run: Run, truth: Mapping[LabelRow, str], verdicts: Mapping[tuple[str, str], str]
) -> tuple[CorrectedRate, ...]:
    """All verdicts together, each metric, and the mean score; those with at least `MIN_LABELLED` labels.

    `truth` is what people say of each labelled verdict, `verdicts` the grader's own. Well is met, or not met for a
    criterion with negative points. A verdict that people hold not applicable, or could not assess, is left out; one
    that the grader could not assess did not go well.
    """
    worth = {(row.query_id, row.criterion_id): row for row in criteria(store, run.id)}
    samples: dict[str, _Sample] = {}
    for tally in tallies(store, run.id):
        row = worth[tally.query_id, tally.criterion_id]
        if tally.status is not Status.NOT_APPLICABLE:
            every = samples.setdefault(row.metric, _Sample()).every
            n, well = every.get(tally.query_id, (0, 0))
            every[tally.query_id] = (n + tally.n, well + tally.n * _well(tally.status.value, row))
    seen: set[tuple[str, str]] = set()
    for label, said in truth.items():
        row = worth[label.query_id, str(label.criterion_id)]
        place = (label.response_id, row.criterion_id)
        graded = verdicts.get(place, "error")
        if place in seen or said not in ("met", "not_met") or graded == "not_applicable":
            continue
        seen.add(place)
        sample = samples.setdefault(row.metric, _Sample())
        sample.queries.append(label.query_id)
        sample.grader.append(float(_well(graded, row)))
        sample.people.append(float(_well(said, row)))
    everything = _Sample()
    for sample in samples.values():
        everything.add(sample)
    named = [("all verdicts", everything), *sorted(samples.items())]
    rates = [_rate(name, sample) for name, sample in named if len(sample.people) >= MIN_LABELLED]
    score = _score(store, run, truth, worth)
    return (*([score] if score is not None else []), *rates)


def _well(status: str, row: CriterionRow) -> bool:
    return status == ("not_met" if row.points < 0 else "met")


def _rate(name: str, sample: _Sample) -> CorrectedRate:
    grader, people = np.array(sample.grader), np.array(sample.people)
    n = sum(count for count, _ in sample.every.values())
    raw = sum(well for _, well in sample.every.values()) / n
    well, badly = people == 1, people == 0
    sensitivity = (float(grader[well].mean()) if well.any() else 0.0, int(well.sum()))
    specificity = (float(1 - grader[badly].mean()) if badly.any() else 0.0, int(badly.sum()))
    labelled: dict[str, tuple[int, int]] = {}
    for query, value in zip(sample.queries, sample.grader, strict=True):
        count, hits = labelled.get(query, (0, 0))
        labelled[query] = (count + 1, hits + int(value))
    rest: list[float] = []
    codes: list[int] = []
    number = {query: code for code, query in enumerate(sorted({*sample.every, *sample.queries}))}
    for query, (count, hits) in sample.every.items():
        done, hit = labelled.get(query, (0, 0))
        # an override may have changed what the tally holds; a negative count would be nonsense
        ones = max(0, hits - hit)
        zeros = max(0, count - done - ones)
        rest += [1.0] * ones + [0.0] * zeros
        codes += [number[query]] * (ones + zeros)
    clusters = (np.array([number[query] for query in sample.queries]), np.array(codes, dtype=np.int64))
    return CorrectedRate(
        name, n, len(people), raw, sensitivity, specificity,
        rogan_gladen(raw, n, sensitivity, specificity),
        prediction_powered(np.array(rest), grader, people, clusters),
    )  # fmt: skip


def _score(
    store: Store,
    run: Run,
    truth: Mapping[LabelRow, str],
    worth: Mapping[tuple[str, str], CriterionRow],
) -> CorrectedRate | None:
    """The mean score, corrected by the answers of which people labelled every criterion."""
    said: dict[str, dict[str, str]] = {}
    query_of: dict[str, str] = {}
    for label, status in truth.items():
        said.setdefault(label.response_id, {})[str(label.criterion_id)] = status
        query_of[label.response_id] = label.query_id
    caps = {row.query_id: row.critical_cap for row in rubrics(store, run.id)}
    by_query: dict[str, list[CriterionRow]] = {}
    for row in worth.values():
        by_query.setdefault(row.query_id, []).append(row)
    people = {}
    for response, labels in said.items():
        rows = by_query[query_of[response]]
        if len(labels) == len(rows):
            verdicts = [Verdict(row.criterion_id, Status(labels[row.criterion_id]), 1.0, (), "") for row in rows]
            items = [Item(row.criterion_id, row.metric, row.kind, row.points, row.critical, ()) for row in rows]
            worst = score_of(items, verdicts, caps[query_of[response]]).worst
            if worst is not None:
                people[response] = worst
    every = [(row.query_id, row.response_id, row.worst) for row in scores(store, run.id) if row.worst is not None]
    both = [(query, response, worst) for query, response, worst in every if response in people]
    if len(both) < MIN_LABELLED:
        return None
    rest = [(query, worst) for query, response, worst in every if response not in people]
    number = {query: code for code, query in enumerate(sorted({query for query, _, _ in every}))}
    return CorrectedRate(
        "score", len(every), len(both), float(np.mean([worst for _, _, worst in every])), None, None, None,
        prediction_powered(
            np.array([worst for _, worst in rest]),
            np.array([worst for _, _, worst in both]),
            np.array([people[response] for _, response, _ in both]),
            (
                np.array([number[query] for query, _, _ in both]),
                np.array([number[query] for query, _ in rest], dtype=np.int64),
            ),
        ),
    )  # fmt: skip
