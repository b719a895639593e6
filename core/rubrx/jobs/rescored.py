"""Scores of responses that people corrected: worked out again from the verdicts that count now."""

from __future__ import annotations

from itertools import groupby

from rubrx.grading import score_of
from rubrx.records import Item, Score, Verdict
from rubrx.store import Run, Store
from rubrx.store.overrides import CurrentVerdict, corrected_verdicts


def corrected_scores(store: Store, run: Run, response_id: str | None = None) -> dict[str, Score]:
    """The score of each response with a correction (or of one of them), by id, as its verdicts count now.

    The stored score stays as it was graded; whatever reports on a run puts these in its place.
    """
    rows = corrected_verdicts(store, run.id, response_id)
    return {response: _score(list(verdicts)) for response, verdicts in groupby(rows, lambda row: row.response_id)}


def _score(rows: list[CurrentVerdict]) -> Score:
    items = [Item(row.criterion_id, "", "", row.points, row.critical, ()) for row in rows]
    verdicts = [Verdict(row.criterion_id, row.status, 1.0, (), "") for row in rows]
    return score_of(items, verdicts, rows[0].critical_cap)
