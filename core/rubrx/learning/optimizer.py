"""Adam, and clipping of gradients by their common norm."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from rubrx.learning.arrays import FloatArray, State, copied, finite_number, restore


def global_norm(gradients: Mapping[str, FloatArray]) -> float:
    """The Euclidean norm of all gradients together; ValueError where one is not finite."""
    norm = float(np.sqrt(sum(float(np.vdot(g, g)) for g in gradients.values())))
    if not np.isfinite(norm):
        raise ValueError("a gradient is not finite; look at the rewards and at the learning rate")
    return norm


def clip_by_norm(gradients: Mapping[str, FloatArray], most: float) -> tuple[dict[str, FloatArray], float]:
    """The gradients scaled so that their common norm is at most `most`, and the norm before.

    Direction is kept (Pascanu et al. 2013, arXiv 1211.5063, algorithm 1).
    """
    norm = global_norm(gradients)
    if norm <= most:
        return dict(gradients), norm
    return {name: g * (most / norm) for name, g in gradients.items()}, norm


class Adam:
    """Adam (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1), bias-corrected, changing parameters in place."""

    def __init__(
        self,
        parameters: dict[str, FloatArray],
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
    ) -> None:
        self.parameters = parameters
        self.learning_rate = finite_number("learning rate", learning_rate, 0.0)
        self.betas = betas
        self.epsilon = epsilon
        self.steps = 0
        self._m = {name: np.zeros_like(array) for name, array in parameters.items()}
        self._v = {name: np.zeros_like(array) for name, array in parameters.items()}

    def step(self, gradients: Mapping[str, FloatArray]) -> None:
        """Move every parameter against its gradient."""
        self.steps += 1
        beta_1, beta_2 = self.betas
        # the moments are kept without their factors (1 - beta), which come in here with the bias correction
        second = math.sqrt((1.0 - beta_2**self.steps) / (1.0 - beta_2))
        rate = self.learning_rate * (1.0 - beta_1) / (1.0 - beta_1**self.steps) * second
        epsilon = self.epsilon * second
        for name, array in self.parameters.items():
            g, m, v = gradients[name], self._m[name], self._v[name]
            m *= beta_1
            m += g
            scratch = g * g
            v *= beta_2
            v += scratch
            np.sqrt(v, out=scratch)
            scratch += epsilon
            np.divide(m, scratch, out=scratch)
            scratch *= rate
            np.subtract(array, scratch, out=array)

    def state_dict(self) -> State:
        """The moments and the step count, copied."""
        return {"steps": self.steps, "m": copied(self._m), "v": copied(self._v)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore; ValueError if names or shapes differ."""
        restore(self._m, state["m"], "Adam.m")
        restore(self._v, state["v"], "Adam.v")
        self.steps = int(state["steps"])
