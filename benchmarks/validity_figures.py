"""Agreement of verdicts with labels: counts to figures, with intervals by resampling queries.

Rows labelled met or not_met are counted; a verdict that is neither (an abstention) is wrong there.
Precision, recall and F1 are per class, macro-F1 is the mean of the two F1s, Cohen's kappa
(1960, Educ. Psychol. Meas. 20:37) has the abstention as a third category.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
SEED = 20_240_601
MET, NOT_MET, NA = "met", "not_met", "n/a"
_CLASSES = (MET, NOT_MET)


class Row(NamedTuple):
    """One criterion on one response: how it is labelled and what came out; the keyword check's outcome
    beside it."""

    query_id: str
    response_id: str
    criterion_id: str
    metric: str
    kind: str
    critical: bool
    borderline: bool
    label: str
    got: str
    baseline: str
    explanation: str
    text: str


def confusion(rows: Iterable[Row], outcome: str = "got") -> NDArray[np.float64]:
    """Counts by label (met, not_met) and outcome (met, not_met, neither): a 2 x 3 array."""
    table = np.zeros((2, 3))
    for row in rows:
        if row.label in _CLASSES:
            said = getattr(row, outcome)
            table[_CLASSES.index(row.label), _CLASSES.index(said) if said in _CLASSES else 2] += 1
    return table


def macro_f1(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean F1 of the two classes, of one table or of many (..., 2, 3); a class nobody speaks of counts
    as 0."""
    return (_f1(tables, 0) + _f1(tables, 1)) / 2


def _f1(tables: NDArray[np.float64], of: int) -> NDArray[np.float64]:
    return _ratio(2 * tables[..., of, of], tables[..., of, :].sum(-1) + tables[..., :, of].sum(-1))


def kappa(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cohen's kappa of one table or of many: agreement beyond what the margins give by chance; 0 where
    undefined."""
    n = tables.sum((-2, -1))
    agreed = tables[..., 0, 0] + tables[..., 1, 1]
    chance: NDArray[np.float64] = _ratio((tables.sum(-1) * tables.sum(-2)[..., :2]).sum(-1), n)
    return _ratio(agreed - chance, n - chance)


def _ratio(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = np.zeros_like(np.asarray(top, dtype=np.float64))
    np.divide(top, bottom, out=shares, where=np.asarray(bottom) > 0)
    return shares


def figures(rows: Sequence[Row], outcome: str = "got") -> dict[str, Any]:
    """Every figure of some rows: n, precision, recall and F1 of both classes, macro-F1 and kappa with
    intervals."""
    by_query = [
        confusion([row for row in rows if row.query_id == query], outcome)
        for query in dict.fromkeys(row.query_id for row in rows)
    ]
    tables = np.array(by_query).reshape(-1, 2, 3)
    table = tables.sum(0)
    critical = [row for row in rows if row.critical and row.label == NOT_MET]
    wrong = sum(getattr(row, outcome) == MET for row in critical)
    return {
        "n": int(table.sum()),
        "queries": len(by_query),
        "macro_f1": float(macro_f1(table)),
        "macro_f1_interval": _interval(tables, macro_f1),
        "kappa": float(kappa(table)),
        "kappa_interval": _interval(tables, kappa),
        "accuracy": float(_ratio(table[0, 0] + table[1, 1], table.sum())),
        **{name: _class_figures(table, index) for index, name in enumerate(_CLASSES)},
        "abstained": int(table[:, 2].sum()),
        "critical_not_met": len(critical),
        "critical_wrong_met": wrong / len(critical) if critical else 0.0,
    }


def _class_figures(table: NDArray[np.float64], of: int) -> dict[str, float]:
    return {
        "precision": float(_ratio(table[of, of], table[:, of].sum())),
        "recall": float(_ratio(table[of, of], table[of].sum())),
        "f1": float(_f1(table, of)),
    }


def _interval(tables: NDArray[np.float64], figure: Any) -> list[float] | None:
    """The middle 95 % of a figure over resampled queries; None for fewer than two, which can't show how they
    differ."""
    if len(tables) < 2:
        return None
    drawn = np.random.default_rng(SEED).integers(0, len(tables), (RESAMPLES, len(tables)))
    low, high = np.quantile(figure(tables[drawn].sum(1)), [0.025, 0.975])
    return [float(low), float(high)]


def not_applicable(rows: Iterable[Row]) -> dict[str, int]:
    """How often label and verdict agree that a criterion does not apply, and how often only one says so."""
    pairs = [(row.label == NA, row.got == NA) for row in rows]
    return {
        "both": sum(label and got for label, got in pairs),
        "label_only": sum(label and not got for label, got in pairs),
        "verdict_only": sum(got and not label for label, got in pairs),
    }


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """What `--json` prints."""
    metrics = sorted({row.metric for row in rows})
    return {
        **figures(rows),
        "without_borderline": figures([row for row in rows if not row.borderline]),
        "not_applicable": not_applicable(rows),
        "per_metric": {name: figures([row for row in rows if row.metric == name]) for name in metrics},
        "per_kind": {
            kind: figures([row for row in rows if row.kind == kind]) for kind in sorted({row.kind for row in rows})
        },
        "baseline": figures(rows, "baseline"),
    }
