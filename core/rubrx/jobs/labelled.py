"""A table of labels made into a report: coefficients, groups, raters, Dawid and Skene, and who disagrees where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from rubrx.agreement import (
    Agreement,
    Consensus,
    LabelTable,
    Level,
    Weights,
    beside_the_others,
    consensus,
    dawid_skene,
    measure,
)
from rubrx.errors import UsageError
from rubrx.reports.agreement import LISTED, Below, RaterErrors, Said

#: resamples of a group's interval: there may be hundreds of groups
GROUP_RESAMPLES = 1_999
#: with fewer clusters than these there is no telling how clusters differ
MIN_CLUSTERS = 5
#: Dawid and Skene's model needs at least so many shared items, and three raters or an expert
MIN_ITEMS = 10
#: and a confusion matrix of more labels than these has too few labels in each cell
MAX_CLASSES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """How to look at labels: `need` votes make a consensus; `experts` name raters whose word is the truth."""

    level: Level = "nominal"
    weights: Weights = "none"
    by: str = ""
    need: int = 2
    experts: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A table, and what each of its items belongs to: `clusters`, `groups` by kind (criterion, metric)."""

    table: LabelTable
    clusters: Sequence[str] | None = None
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def measured(self, asked: Asked, **more: int | bool) -> Agreement:
        """Every coefficient of the whole table; UsageError for a level or weights that the labels don't allow."""
        _check_order(self.table, asked)
        try:
            return measure(
                self.table,
                np.random.default_rng(asked.seed),
                level=asked.level,
                weights=asked.weights,
                clusters=self.clusters,
                **more,  # type: ignore[arg-type]
            )
        except ValueError as fault:
            raise UsageError(f"--level {asked.level}: {fault}") from fault

    def part(self, keep: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Labelled:
        """The labels where `keep` holds."""
        table = self.table.only(keep)
        if self.clusters is None:
            return Labelled(table)
        of = dict(zip(self.table.items, self.clusters, strict=True))
        names = [of[item] for item in table.items]
        return Labelled(table, names if len(set(names)) >= MIN_CLUSTERS else None)


def _check_order(table: LabelTable, asked: Asked) -> None:
    """UsageError where words would be ranked: by their letters `high` stands before `low`, and that means nothing."""
    wanted = f"--level {asked.level}" if asked.level == "ordinal" else f"--weights {asked.weights}"
    ranked = asked.level == "ordinal" or asked.weights != "none"
    if ranked and table.values is None and len(used := np.unique(table.label)) > 2:
        first = ", ".join(table.categories[code] for code in used[:3])
        raise UsageError(f"{wanted}: the labels are words ({first}, ...) and have no order: write numbers instead")


def grouped(labelled: Labelled, asked: Asked) -> tuple[tuple[str, Agreement], ...]:
    """The agreement of each criterion or metric, or of each annotator with the others; by name."""
    table = labelled.table
    if not asked.by:
        return ()
    if asked.by == "annotator":
        found = []
        for code in np.unique(table.rater).tolist():
            beside = Labelled(beside_the_others(table, code))
            found.append((table.raters[code], beside.measured(asked, resamples=GROUP_RESAMPLES, with_pairs=False)))
        return tuple(sorted(found, key=lambda each: each[0]))
    names = labelled.groups.get(asked.by)
    if names is None:
        raise UsageError(f"--by {asked.by}: the labels don't say which {asked.by} they are on")
    group = np.array(names, dtype=object)
    return tuple(
        (
            name or "(none)",
            labelled.part(group[table.item] == name).measured(asked, resamples=GROUP_RESAMPLES, with_pairs=False),
        )
        for name in sorted(set(names))
    )


def anchors_of(table: LabelTable, experts: Sequence[str]) -> tuple[LabelTable, dict[int, int]]:
    """The table without the experts' labels, and those as item -> label; UsageError for a name that isn't there.

    Where experts contradict each other, the last one counts.
    """
    unknown = [name for name in experts if name not in table.raters]
    if unknown:
        raise UsageError(f"--expert {unknown[0]}: no such rater; there are {', '.join(table.raters[:10])}")
    codes = [table.raters.index(name) for name in experts]
    expert = np.isin(table.rater, codes)
    order = np.argsort(table.row[expert], kind="stable")
    items, labels = table.item[expert][order], table.label[expert][order]
    said = dict(zip(items.tolist(), labels.tolist(), strict=True))
    rest = table.only(~expert)
    place = {name: code for code, name in enumerate(rest.items)}
    return rest, {place[table.items[item]]: label for item, label in said.items() if table.items[item] in place}


def errors_of(table: LabelTable, asked: Asked) -> tuple[tuple[RaterErrors, ...], int | None]:
    """Each rater's errors by Dawid and Skene, and how many items the model labels otherwise than the consensus.

    Nothing with fewer than three raters, unless experts anchor the fit: two raters can't tell who errs.
    """
    rest, anchors = anchors_of(table, asked.experts) if asked.experts else (table, {})
    raters = len(np.unique(rest.rater))
    if int(np.sum(rest.per_item >= 2)) < MIN_ITEMS and not anchors:
        return (), None
    if raters < (1 if anchors else 3) or not 2 <= len(rest.categories) <= MAX_CLASSES:
        return (), None
    fit = dawid_skene(rest, anchors)
    seen = np.bincount(rest.rater, minlength=len(rest.raters))
    rates = [fit.rates(label) for label in range(len(rest.categories))]
    errors = tuple(
        RaterErrors(
            name,
            int(seen[code]),
            float(fit.prevalence @ np.diagonal(fit.confusion[code])),
            {label: rates[at][code] for at, label in enumerate(rest.categories)},
        )
        for code, name in enumerate(rest.raters)
        if seen[code]
    )
    agreed = consensus(rest, asked.need).label
    return errors, int(np.sum((agreed >= 0) & (agreed != fit.posterior.argmax(axis=1))))


def below_of(
    table: LabelTable, found: Consensus, told: Mapping[str, Below], notes: Mapping[tuple[str, str], str], most: int
) -> tuple[int, tuple[Below, ...]]:
    """How many items two or more raters labelled without reaching a consensus, and the first `most` of them.

    `told` has an item's words, where it has any; `notes` what a rater remarked on an item.
    """
    lacking = np.flatnonzero((found.label < 0) & (found.of >= 2))
    listed = []
    first = np.searchsorted(table.item, lacking[:most])
    for item, start in zip(lacking[:most].tolist(), first.tolist(), strict=True):
        name = table.items[item]
        rows = range(start, start + int(found.of[item]))
        said = tuple(
            Said(rater, table.categories[table.label[row]], notes.get((name, rater), ""))
            for row in rows
            for rater in [table.raters[table.rater[row]]]
        )
        listed.append(told.get(name, Below(name, "", ()))._replace(said=said))
    return len(lacking), tuple(listed)


__all__ = ["LISTED", "Asked", "Labelled", "anchors_of", "below_of", "errors_of", "grouped"]
