"""Agreement on a run: people among themselves, and the grader as one more annotator."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

from rubrx.agreement import LabelTable, consensus, profiles, table_of
from rubrx.errors import UsageError
from rubrx.jobs.asked import asked_by
from rubrx.jobs.corrected import corrected_rates
from rubrx.jobs.labelled import MIN_CLUSTERS, Asked, Labelled, anchors_of, below_of, errors_of, grouped
from rubrx.jobs.marks import marks_beside_rewards, preferences_table, ratings_table
from rubrx.reports.agreement import LISTED, AgreementReport, Below, Grader
from rubrx.store import CriterionRow, Run, Store, criteria, find_run, open_store
from rubrx.store.annotations import (
    LabelRow,
    current_labels,
    current_preferences,
    response_queries,
    rubric_texts,
    sheet_answers,
    verdicts_on,
)

#: what a verdict may be, in the order in which they are told
STATUSES = ("met", "not_met", "not_applicable", "cannot_assess")
PEOPLE = "the people"


def agreement_of_run(
    run: str = "latest",
    asked: Asked | None = None,
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    listed: int = LISTED,
) -> AgreementReport:
    """How far a run's annotators agree, the grader with them, and its figures corrected by what they said.

    Items are answers' criteria; intervals count whole queries, or answers where there are fewer than five queries.
    Raises UsageError for an unknown run or one that nobody has labelled, StoreFault where the database can't be read.
    """
    asked = asked or Asked()
    with open_store(db) as store:
        found = find_run(store, run)
        every = current_labels(store, found.id)
        labels = [row for row in every if row.criterion_id is not None]
        ratings = [row for row in every if row.criterion_id is None]
        if not every and not current_preferences(store, found.id):
            raise UsageError(
                f"run {found.name} has no labels yet: rubrx annotate export {found.name} -o sheet.html makes a sheet"
            )
        return _report(store, found, asked, (labels, ratings), listed)


def _report(
    store: Store,
    run: Run,
    asked: Asked,
    rows: tuple[list[LabelRow], list[LabelRow]],
    listed: int,
) -> AgreementReport:
    every, ratings = rows
    worth = {(row.query_id, row.criterion_id): row for row in criteria(store, run.id)}
    answers = response_queries(store, run.id)
    labels = [row for row in every if _fits(row, worth, answers)]
    labelled, kind = _labelled(labels, worth)
    table = labelled.table
    agreed = consensus(table, asked.need)
    notes = {(_key(row), row.annotator): row.note for row in labels if row.note}
    count, below = below_of(table, agreed, _told(store, run, labels), notes, listed)
    errors, otherwise = errors_of(table, asked)
    truth = _truth(table, asked)
    verdicts = verdicts_on(store, run.id, (row.response_id for row in labels))
    marks = marks_beside_rewards(store, run, ratings, asked)
    return AgreementReport(
        source=str(store.path),
        run=run.name,
        level=asked.level,
        weights=asked.weights,
        clusters=kind,
        overall=labelled.measured(asked),
        by=asked.by,
        groups=grouped(labelled, asked),
        raters=tuple(profiles(table)),
        errors=errors,
        against_majority=otherwise,
        need=asked.need,
        consensus=agreed.reached,
        below_consensus=count,
        below=below,
        grader=_grader(labels, labelled, truth, verdicts, asked),
        corrected=corrected_rates(
            store, run, {row: truth[_key(row)] for row in labels if _key(row) in truth}, verdicts
        ),
        ratings=ratings_table(ratings, asked),
        marks=marks,
        preferences=preferences_table(store, run, asked),
        notes=tuple(_notes(table, truth, len(every) - len(labels))),
    )


def _fits(row: LabelRow, worth: dict[tuple[str, str], CriterionRow], answers: dict[str, str]) -> bool:
    """Whether a label is a verdict on a criterion of the run: rows may come from other hands than `annotate import`."""
    place = (row.query_id, str(row.criterion_id))
    return place in worth and answers.get(row.response_id) == row.query_id and row.label in STATUSES


def _key(row: LabelRow) -> str:
    return f"{row.response_id} / {row.criterion_id}"


def _labelled(labels: Sequence[LabelRow], worth: dict[tuple[str, str], CriterionRow]) -> tuple[Labelled, str]:
    """The people's table, and what its intervals count as one."""
    keys = [_key(row) for row in labels]
    known = [status for status in STATUSES if status in {row.label for row in labels} or status in STATUSES[:2]]
    table = table_of(keys, [row.annotator for row in labels], [row.label for row in labels], categories=known)
    of = dict(zip(keys, labels, strict=True))
    rows = [of[key] for key in table.items]
    names = [worth[row.query_id, str(row.criterion_id)].metric for row in rows]
    groups = {"criterion": [f"{row.query_id} / {row.criterion_id}" for row in rows], "metric": names}
    for kind, clusters in (("queries", [r.query_id for r in rows]), ("answers", [r.response_id for r in rows])):
        if len(set(clusters)) >= MIN_CLUSTERS:
            return Labelled(table, clusters, groups), kind
    return Labelled(table, None, groups), "single verdicts"


def _told(store: Store, run: Run, labels: Sequence[LabelRow]) -> dict[str, Below]:
    """The words of each labelled criterion: the question, the answer, and what is asked of it."""
    wanted = {row.response_id for row in labels}
    answers = {row.response_id: row for row in sheet_answers(store, run.id) if row.response_id in wanted}
    asked = {query: asked_by(yaml) for query, yaml in rubric_texts(store, run.id).items()}
    return {
        _key(row): Below(
            row.response_id,
            str(row.criterion_id),
            (),
            answers[row.response_id].query,
            answers[row.response_id].text,
            asked[row.query_id].get(str(row.criterion_id), ""),
        )
        for row in labels
    }


def _truth(table: LabelTable, asked: Asked) -> dict[str, str]:
    """What people say of each item: an expert's word, else the label of a consensus.

    Where every item has one label only, that one label.
    """
    need = asked.need if len(table) and int(table.per_item.max()) > 1 else 1
    agreed = consensus(table, need)
    said = {table.items[item]: table.categories[code] for item, code in enumerate(agreed.label.tolist()) if code >= 0}
    if asked.experts:
        _, _ = anchors_of(table, asked.experts)  # refuses a name that isn't there
        expert = np.isin(table.rater, [table.raters.index(name) for name in asked.experts])
        rows = np.flatnonzero(expert)[np.argsort(table.row[expert], kind="stable")]
        said |= {table.items[table.item[row]]: table.categories[table.label[row]] for row in rows.tolist()}
    return said


def _grader(
    labels: Sequence[LabelRow],
    labelled: Labelled,
    truth: dict[str, str],
    verdicts: dict[tuple[str, str], str],
    asked: Asked,
) -> Grader | None:
    """The grader beside each person, and beside what people agree on."""
    if not labels:
        return None
    name = "grader"
    while name in labelled.table.raters:
        name = f"rubrx {name}"
    # a grader that broke has not assessed
    said = {_key(row): verdicts.get((row.response_id, str(row.criterion_id)), "error") for row in labels}
    said = {key: "cannot_assess" if status == "error" else status for key, status in said.items()}
    cluster = dict(zip(labelled.table.items, labelled.clusters or labelled.table.items, strict=True))
    plain = Asked(seed=asked.seed)

    def beside(rows: list[tuple[str, str, str]]) -> Labelled:
        rows = [*((key, name, said[key]) for key in dict.fromkeys(key for key, _, _ in rows)), *rows]
        items, raters, given = ([row[at] for row in rows] for at in range(3))
        known = [status for status in STATUSES if status in given or status in STATUSES[:2]]
        table = table_of(items, raters, given, categories=known)
        names = [cluster[item] for item in table.items]
        return Labelled(table, names if len(set(names)) >= MIN_CLUSTERS else None)

    everyone = beside([(_key(row), row.annotator, row.label) for row in labels]).measured(plain)
    agreed = beside([(key, PEOPLE, label) for key, label in truth.items()])
    people = tuple(pair for pair in everyone.pairs if pair.a == name)
    return Grader(people, agreed.measured(plain, with_pairs=False))


def _notes(table: LabelTable, truth: dict[str, str], strange: int) -> list[str]:
    notes = []
    if strange:
        notes.append(f"{strange:,} annotations are no verdict on a criterion of this run, and are left out.")
    if len(table) and int(table.per_item.max()) == 1:
        notes.append(
            "Every verdict has one label only, which is taken for the truth; two raters on a part would test it."
        )
    elif lacking := len(table.items) - len(truth):
        notes.append(f"{lacking:,} of {len(table.items):,} labelled verdicts have no consensus and are left out below.")
    return notes
