"""The improvement loop's own rows: what each step of each round came to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from rubrx.store.database import Store


class RoundStep(NamedTuple):
    """One step of a round: its figures by name, and the run (or training) that it speaks of."""

    round: int
    step: str
    run: str | None
    figures: Mapping[str, float]
    at: str
    note: str


def add_round_step(store: Store, step: RoundStep) -> None:
    """Write one step; earlier ones stay as they are."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT INTO rounds (round, step, run, figures, at, note) VALUES (?,?,?,?,?,?)",
            (step.round, step.step, step.run, json.dumps(dict(step.figures), sort_keys=True), step.at, step.note),
        )


def round_steps(store: Store) -> list[RoundStep]:
    """Every step, in the order in which they were written."""
    return [
        RoundStep(number, step, run, json.loads(figures), at, note)
        for number, step, run, figures, at, note in store.rows(
            "SELECT round, step, run, figures, at, note FROM rounds ORDER BY id"
        )
    ]
