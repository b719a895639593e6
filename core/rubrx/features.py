"""Answers as rows of numbers: the chosen feature sets side by side, checked, and brought to a common scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from rubrx.contracts import FeatureSet, Scored
from rubrx.errors import PluginFault, UsageError, told

#: what a block of columns weighs beside single ones: its variance in all is the square of this, theirs 1 each
BLOCK_SPREAD = 2.0
#: a column that hardly moves over the training answers says nothing, and must not be blown up
LEAST_SPREAD = 1e-6

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """What brings columns to a common scale: (row - middle) x stretch, held within [low, high]; arrays [D].

    A column that never moved gets 0. The bounds are what the training answers reached: nothing can count for more
    than it ever did there, however often an answer says it.
    """

    middle: Rows
    stretch: Rows
    low: Rows
    high: Rows

    def of(self, rows: Rows) -> Rows:
        """The rows, scaled."""
        return np.asarray(np.clip((rows - self.middle) * self.stretch, self.low, self.high))


def choose_sets(available: Mapping[str, FeatureSet], names: Sequence[str]) -> tuple[FeatureSet, ...]:
    """The feature sets of these names, in the order of the names; UsageError for one that isn't there."""
    if not names or len(set(names)) < len(names):
        raise UsageError(f"features must name one set or more, each once, got {', '.join(names) or 'none'}")
    for name in names:
        if name not in available:
            close = get_close_matches(name, available, 1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(available)) or 'none'}"
            raise UsageError(f"no feature set named {name!r}; {hint}")
    return tuple(available[name] for name in names)


def feature_rows(sets: Sequence[FeatureSet], batch: Sequence[Scored]) -> Rows:
    """One row an answer, the sets' columns side by side, [n, D]; PluginFault for a set that breaks or lies."""
    return np.concatenate([_rows_of(each, batch) for each in sets], axis=1)


def _rows_of(each: FeatureSet, batch: Sequence[Scored]) -> Rows:
    try:
        rows = np.asarray(each.vectors(batch), dtype=np.float64)
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # the plugin boundary; SystemExit and Rust panics are BaseExceptions too
        raise PluginFault(each.name, f"feature set: {told(fault)}") from fault
    if rows.shape != (len(batch), each.width):
        raise PluginFault(each.name, f"feature set: gave rows of shape {rows.shape}, not ({len(batch)}, {each.width})")
    finite = np.isfinite(rows).all(axis=1)
    if not finite.all():
        answer = batch[int(np.argmin(finite))].response
        raise PluginFault(each.name, f"feature set: gave a number that isn't finite, for answer {answer.id}")
    return rows


def column_names(sets: Sequence[FeatureSet], batch: Sequence[Scored]) -> dict[int, str]:
    """What the columns mean, as far as the sets can say on these answers."""
    found: dict[int, str] = {}
    start = 0
    for each in sets:
        try:
            names = {int(column): str(name) for column, name in each.names(batch).items()}
        except KeyboardInterrupt:
            raise
        except BaseException as fault:
            raise PluginFault(each.name, f"feature set: {told(fault)}") from fault
        found.update({start + column: name for column, name in names.items() if 0 <= column < each.width})
        start += each.width
    return found


def common_scale(sets: Sequence[FeatureSet], rows: Rows) -> Scale:
    """The scale on which each column of these rows has variance 1, and each block `BLOCK_SPREAD` squared in all."""
    middle = rows.mean(axis=0)
    spread = rows.std(axis=0)
    start = 0
    for each in sets:
        columns = slice(start, start + each.width)
        if each.scaling == "block":
            spread[columns] = np.sqrt(np.square(spread[columns]).sum()) / BLOCK_SPREAD
        start += each.width
    moves = spread > LEAST_SPREAD
    stretch = np.where(moves, 1.0 / np.where(moves, spread, 1.0), 0.0)
    scaled = (rows - middle) * stretch
    return Scale(middle, stretch, scaled.min(axis=0), scaled.max(axis=0))
