"""Value functions: what return to expect before it is known; the baseline that PPO's critic learns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from rubrx.learning.arrays import FloatArray, State, Trajectories, copied, restore


class Value(Protocol):
    """V(s_t) for every step of a trajectory."""

    parameters: dict[str, FloatArray]

    def values(self, trajectories: Trajectories) -> FloatArray:
        """V(s_t), before the action of step t is taken [B, T]."""
        ...

    def gradient(self, trajectories: Trajectories, d_values: FloatArray) -> dict[str, FloatArray]:
        """The loss's gradient for each parameter, from its gradient for `values` [B, T] (0 where masked)."""
        ...

    def state_dict(self) -> State:
        """A copy of everything that `load_state_dict` needs."""
        ...

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore; ValueError if the state is not this value function's."""
        ...


class TabularValue:
    """V(q, t): one number for each query and step, started at 0."""

    def __init__(self, queries: int, steps: int = 1) -> None:
        self.parameters: dict[str, FloatArray] = {"v": np.zeros((queries, steps))}

    def values(self, trajectories: Trajectories) -> FloatArray:
        """V of each trajectory's query [B, T]; T may be less than the table's steps."""
        return self.parameters["v"][trajectories.queries, : trajectories.mask.shape[1]]

    def gradient(self, trajectories: Trajectories, d_values: FloatArray) -> dict[str, FloatArray]:
        """The table's gradient, summed over the batch."""
        total = np.zeros(self.parameters["v"].shape)
        np.add.at(total[:, : d_values.shape[1]], trajectories.queries, d_values)
        return {"v": total}

    def state_dict(self) -> State:
        """The table, copied."""
        return copied(self.parameters)

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore the table; ValueError if names or shapes differ."""
        restore(self.parameters, state, "TabularValue")
