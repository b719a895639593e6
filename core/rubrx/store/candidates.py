"""What a trainer reads of a graded run: each answer's reward, and the columns that came with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from rubrx.store.database import Store


class RewardedRow(NamedTuple):
    """One answer of a run with one reward's value (None: it does not apply, or the reward broke there)."""

    query_id: str
    response_id: str
    value: float | None
    metadata: Mapping[str, Any]


def rewarded(store: Store, run_id: int, reward: str) -> list[RewardedRow]:
    """The answers that the reward was asked about, by query id and then as the file had them."""
    rows = store.rows(
        "SELECT r.query_id, r.response_id, w.value, r.metadata FROM rewards AS w JOIN responses AS r "
        "ON r.run_id = w.run_id AND r.response_id = w.response_id "
        "WHERE w.run_id = ? AND w.reward = ? ORDER BY r.query_id, r.line, r.response_id",
        (run_id, reward),
    )
    return [RewardedRow(query, response, value, json.loads(metadata)) for query, response, value, metadata in rows]


def reward_names(store: Store, run_id: int) -> list[str]:
    """The rewards that a run was scored with, by name."""
    return [
        name
        for (name,) in store.rows("SELECT DISTINCT reward FROM rewards WHERE run_id = ? ORDER BY reward", (run_id,))
    ]


def training_names(store: Store) -> set[str]:
    """The names of the trainings whose steps are kept."""
    return {name for (name,) in store.rows("SELECT DISTINCT training FROM training_steps")}
