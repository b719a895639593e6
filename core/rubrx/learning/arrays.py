"""Shapes and finiteness, checked on the first line of every formula, and the few array helpers they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
#: what is saved and restored: names to arrays, numbers, text and nested tables of them
State = dict[str, Any]


@dataclass(frozen=True)
class Trajectories:
    """B sampled trajectories of at most T steps.

    `queries` [B] says what each one answers, `actions` [B, T] holds action indices (0 where masked out) and
    `mask` [B, T] is true on the steps that were taken: a run of true, then false. `log_probs` [B, T, A] is what
    the sampling policy said of every action, where it kept that: it need not be asked again.
    """

    queries: IntArray
    actions: IntArray
    mask: BoolArray
    log_probs: FloatArray | None = None

    def __post_init__(self) -> None:
        if self.queries.ndim != 1 or self.actions.ndim != 2 or self.actions.shape != self.mask.shape:
            raise ValueError(
                f"trajectories need queries [B], actions [B, T], mask [B, T]; got "
                f"{self.queries.shape}, {self.actions.shape}, {self.mask.shape}"
            )
        if len(self.queries) != len(self.actions):
            raise ValueError(f"{len(self.queries)} queries for {len(self.actions)} trajectories")
        if self.full or not self.mask.size:
            return
        if not self.mask[:, 0].all() or (self.mask[:, 1:] & ~self.mask[:, :-1]).any():
            raise ValueError("a mask must be true on at least the first step, and never again after a false")

    def __len__(self) -> int:
        return len(self.queries)

    @cached_property
    def full(self) -> bool:
        """Whether every step was taken."""
        return bool(self.mask.all())

    def take(self, rows: IntArray) -> Trajectories:
        """The trajectories of the given rows."""
        return Trajectories(self.queries[rows], self.actions[rows], self.mask[rows])


def floats(name: str, values: ArrayLike, shape: tuple[int | None, ...]) -> FloatArray:
    """The values as a finite float64 array of the given shape (None = any length); ValueError otherwise.

    A NaN or an infinity is named by its place: it must never travel on as a number.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != len(shape) or any(n is not None and n != m for n, m in zip(shape, array.shape, strict=True)):
        wanted = ", ".join("any" if n is None else str(n) for n in shape)
        raise ValueError(f"{name} must have shape [{wanted}], got {list(array.shape)}")
    finite = np.isfinite(array)
    if not np.logical_and.reduce(finite, axis=None):
        place = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise ValueError(f"{name}{list(place)} is {array[place]}; it must be a finite number")
    return array


def finite_number(name: str, value: float, low: float = -np.inf, high: float = np.inf) -> float:
    """The value, if it is finite and lies in [low, high]; ValueError otherwise."""
    if not (np.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} must be a finite number in [{low:g}, {high:g}], got {value}")
    return float(value)


def log_softmax(logits: FloatArray) -> FloatArray:
    """log softmax over the last axis; an action at -inf is unavailable and stays there.

    Every row needs one finite entry.
    """
    # reduce and out=, since this is called on small arrays several times an iteration
    shifted: FloatArray = logits - np.maximum.reduce(logits, axis=-1, keepdims=True)
    total = np.add.reduce(np.exp(shifted), axis=-1, keepdims=True)
    shifted -= np.log(total, out=total)
    return shifted


def through_softmax(log_probs: FloatArray, gradient: FloatArray) -> FloatArray:
    """The gradient with respect to logits, from the one with respect to their log softmax.

    d/d logits_j = g_j - p_j * sum_a g_a, over the last axis; unavailable actions (-inf) get 0.
    """
    result = np.exp(log_probs)
    result *= np.add.reduce(gradient, axis=-1, keepdims=True)
    return np.subtract(gradient, result, out=result)


def chosen(values: FloatArray, actions: IntArray) -> FloatArray:
    """`values[b, t, actions[b, t]]` as [B, T]."""
    flat = values.reshape(-1, values.shape[-1])
    # what `take_along_axis` does, without the ceremony: this runs several times an iteration
    result: FloatArray = flat[np.arange(len(flat)), actions.ravel()].reshape(actions.shape)
    return result


def spread(values: FloatArray, actions: IntArray, width: int) -> FloatArray:
    """The transpose of `chosen`: [B, T, width], zero but for the actions taken."""
    result = np.zeros((values.size, width))
    result[np.arange(values.size), actions.ravel()] = values.ravel()
    return result.reshape(*values.shape, width)


def copied(parameters: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """A copy that shares no memory with the original."""
    return {name: array.copy() for name, array in parameters.items()}


def restore(parameters: dict[str, FloatArray], state: Mapping[str, Any], owner: str) -> None:
    """Write a saved table of arrays into `parameters`, in place; ValueError unless names and shapes agree."""
    if set(parameters) != set(state):
        raise ValueError(f"the state of {owner} holds {sorted(state)}, expected {sorted(parameters)}")
    checked = {name: floats(f"{owner}.{name}", state[name], array.shape) for name, array in parameters.items()}
    for name, array in parameters.items():
        array[...] = checked[name]
