"""Keep what a trainer reports at each step, and read it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from rubrx.store.database import Store


def write_steps(store: Store, training: str, steps: Iterable[tuple[int, Mapping[str, float]]]) -> None:
    """Write (step, figures) pairs under a training's name, all or none; a repeated step is replaced."""
    rows = [(training, step, json.dumps(dict(figures), sort_keys=True)) for step, figures in steps]
    with store.transaction() as connection:
        connection.executemany("INSERT OR REPLACE INTO training_steps VALUES (?,?,?)", rows)


def read_steps(store: Store, training: str) -> list[tuple[int, dict[str, float]]]:
    """The (step, figures) pairs of a training, in order."""
    return [
        (step, json.loads(figures))
        for step, figures in store.rows(
            "SELECT step, figures FROM training_steps WHERE training = ? ORDER BY step", (training,)
        )
    ]
