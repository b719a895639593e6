"""Read a run's answers with everything that rewards gave them, for audits, drift and selection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from rubrx.store.database import Store


class AnsweredRow(NamedTuple):
    """One answer of a run: its text and columns, its score (worst, 0 to 1), and each reward's value."""

    query_id: str
    response_id: str
    text: str
    metadata: Mapping[str, Any]
    worst: float | None
    rewards: Mapping[str, float | None]


def answered(store: Store, run_id: int) -> list[AnsweredRow]:
    """The answers of a run, by query id and then as the file had them."""
    rewards: dict[str, dict[str, float | None]] = {}
    for response, reward, value in store.rows(
        "SELECT response_id, reward, value FROM rewards WHERE run_id = ? ORDER BY response_id, reward", (run_id,)
    ):
        rewards.setdefault(response, {})[reward] = value
    rows = store.rows(
        "SELECT query_id, response_id, text, metadata, worst FROM responses WHERE run_id = ? "
        "ORDER BY query_id, line, response_id",
        (run_id,),
    )
    return [
        AnsweredRow(query, response, text, json.loads(metadata), worst, rewards.get(response, {}))
        for query, response, text, metadata, worst in rows
    ]


def marks(store: Store, run_id: int) -> dict[str, float]:
    """The mean mark that people gave each answer as a whole: annotations without a criterion whose label is a number.

    An annotator's newest label counts.
    """
    newest: dict[tuple[str, str], str] = {}
    for response, annotator, label in store.rows(
        "SELECT response_id, annotator, label FROM annotations WHERE run_id = ? AND criterion_id IS NULL ORDER BY id",
        (run_id,),
    ):
        newest[response, annotator] = label
    given: dict[str, list[float]] = {}
    for (response, _), label in newest.items():
        try:
            given.setdefault(response, []).append(float(label))
        except ValueError:
            continue  # a label in words: no mark
    return {response: sum(values) / len(values) for response, values in given.items()}
