"""Do people agree: a table of labels, or a run's annotations with the grader as one more annotator."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rubrx.agreement import consensus, profiles, table_of
from rubrx.errors import GateMissed, InputRefused
from rubrx.intake.labels import Labels, read_labels
from rubrx.jobs.labelled import MIN_CLUSTERS, Asked, Labelled, below_of, errors_of, grouped
from rubrx.reports.agreement import LISTED, AgreementReport, Below

#: beyond so many raters, or cells of items by labels, raters are not described one by one
MAX_DESCRIBED, MAX_VOTES = 200, 20_000_000


def agreement_of_file(
    path: str | os.PathLike[str], asked: Asked | None = None, *, listed: int = LISTED
) -> tuple[AgreementReport, Labels]:
    """The report on a table of labels (`-` is standard input), and the table as it was read, with what was refused.

    A row is one rater's label on one item; where there is a column criterion, on that criterion of the item. Raises
    InputRefused where the file is no such table, UsageError for a question it can't answer.
    """
    asked = asked or Asked()
    rows = read_labels(os.fspath(path))
    if not (rows.items or rows.refused or rows.missing):
        raise InputRefused("holds no labels: nothing stands below the header", path=rows.path)
    labelled, told = _labelled(rows)
    table = labelled.table
    agreed = consensus(table, asked.need)
    count, below = below_of(table, agreed, told, {}, listed)
    few = len(table.raters) <= MAX_DESCRIBED and len(table.items) * len(table.categories) <= MAX_VOTES
    errors, otherwise = errors_of(table, asked) if few else ((), None)
    overall = labelled.measured(asked)
    report = AgreementReport(
        source=rows.path,
        run="",
        level=asked.level,
        weights=asked.weights,
        clusters="items" if labelled.clusters is None else "items with all their criteria",
        overall=overall,
        by=asked.by,
        groups=grouped(labelled, asked),
        raters=tuple(profiles(table)) if few else (),
        errors=errors if few else (),
        against_majority=otherwise,
        need=asked.need,
        consensus=agreed.reached,
        below_consensus=count,
        below=below,
        missing=rows.missing,
        refused=rows.refused,
        repeated=table.repeated,
        notes=tuple(_notes(table.categories, table.values is not None, asked, few)),
    )
    return report, rows


def _labelled(rows: Labels) -> tuple[Labelled, dict[str, Below]]:
    """The table of a file's rows, and what is told of an item that is one criterion of several."""
    if not rows.criteria:
        table = table_of(rows.items, rows.raters, rows.labels)
        metric = dict(zip(rows.items, rows.metrics, strict=True)) if rows.metrics else None
        return Labelled(table, None, {"metric": [metric[item] for item in table.items]} if metric else {}), {}
    keys = [f"{item} / {criterion}" for item, criterion in zip(rows.items, rows.criteria, strict=True)]
    table = table_of(keys, rows.raters, rows.labels)
    item_of, criterion_of = (dict(zip(keys, column, strict=True)) for column in (rows.items, rows.criteria))
    groups = {"criterion": [criterion_of[key] for key in table.items]}
    if rows.metrics:
        metric_of = dict(zip(keys, rows.metrics, strict=True))
        groups["metric"] = [metric_of[key] for key in table.items]
    clusters = [item_of[key] for key in table.items]
    enough = len(set(clusters)) >= MIN_CLUSTERS
    told = {key: Below(item_of[key], criterion_of[key], ()) for key in table.items}
    return Labelled(table, clusters if enough else None, groups), told


def _notes(categories: Sequence[str], numbers: bool, asked: Asked, few: bool) -> list[str]:
    notes = []
    if numbers and len(categories) > 2 and asked.level == "nominal":
        notes.append("Labels are numbers: --level interval and --weights quadratic let near misses count as near.")
    folded: dict[str, str] = {}
    for name in categories:
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            notes.append(f"Two labels differ only in capitals: {other!r} and {name!r} count as two.")
            break
    if not few:
        notes.append("There are too many raters, or labels, to describe each rater.")
    return notes


def held(report: AgreementReport, minimum: float) -> None:
    """GateMissed unless the lower bound of kappa (Cohen's for two raters, Fleiss' for more) reaches the minimum."""
    kappa = report.overall.kappa
    name = "Cohen's" if report.overall.raters == 2 else "Fleiss'"
    if kappa.value is None:
        why = " ".join(report.overall.notes) or "no two raters share an item"
        raise GateMissed(f"kappa of at least {minimum:g} was asked for, and it is undefined: {why}")
    if kappa.low is None:
        raise GateMissed(f"kappa of at least {minimum:g} was asked for, and {kappa.n} items give it no lower bound")
    if kappa.low < minimum:
        raise GateMissed(
            f"{name} kappa is {kappa.value:.3f} with a lower bound of {kappa.low:.3f} on {kappa.n:,} items; "
            f"{minimum:g} was asked for"
        )
