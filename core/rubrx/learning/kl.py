"""The KL divergence of the policy from its reference: estimators, exact sum, and controllers of its weight.

The sign: KL(pi || pi_ref) = E_pi[log pi - log pi_ref] >= 0, on samples of pi. The difference the other way
round estimates minus the KL, and subtracting beta times *that* would reward drift. A sample estimate by k1
can be negative; k2, k3 and the KL itself cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from rubrx.learning.arrays import FloatArray, State, finite_number

#: beta stays between these, so that no controller, however long it runs, turns it into 0 or infinity
BETA_RANGE = (1e-8, 1e8)


def k1(log_pi: FloatArray, log_ref: FloatArray) -> FloatArray:
    """log pi(a) - log pi_ref(a), for actions sampled from pi: unbiased, of either sign, high variance."""
    return log_pi - log_ref


def k2(log_pi: FloatArray, log_ref: FloatArray) -> FloatArray:
    """(log pi(a) - log pi_ref(a))^2 / 2: never negative, biased, low variance.

    Its gradient on samples of pi is an unbiased gradient of KL(pi || pi_ref): the choice for a loss.
    """
    result: FloatArray = 0.5 * (log_pi - log_ref) ** 2
    return result


def k3(log_pi: FloatArray, log_ref: FloatArray) -> FloatArray:
    """x - 1 - log x at x = pi_ref(a) / pi(a): unbiased, never negative, low variance.

    The three are Schulman's ("Approximating KL Divergence", 2020, joschu.net/blog/kl-approx.html).
    """
    # expm1 keeps the small differences that (x - 1) - log x would round away
    difference = log_ref - log_pi
    return np.expm1(difference) - difference


ESTIMATORS = {"k1": k1, "k2": k2, "k3": k3}


def exact_kl(log_pi: FloatArray, log_ref: FloatArray) -> FloatArray:
    """sum_a pi(a) (log pi(a) - log pi_ref(a)) over the last axis.

    An action that pi cannot take (-inf) adds nothing; one that only the reference cannot take is a
    ValueError, since the divergence is then infinite.
    """
    terms = np.exp(log_pi) * _difference(log_pi, log_ref)
    # a sum of terms that cancel can come out at -1e-17
    total: FloatArray = np.maximum(terms.sum(axis=-1), 0.0)
    return total


def _difference(log_pi: FloatArray, log_ref: FloatArray) -> FloatArray:
    """log pi - log pi_ref, 0 where pi cannot go; ValueError where pi can and the reference cannot."""
    possible = log_pi != -np.inf
    if possible.all():
        difference: FloatArray = log_pi - log_ref
    else:
        difference = np.subtract(log_pi, log_ref, out=np.zeros(log_pi.shape), where=possible)
    if np.maximum.reduce(difference, axis=None, initial=0.0) == np.inf:
        raise ValueError("the policy can take an action that its reference cannot: the KL is infinite")
    return difference


def exact_kl_gradient(log_pi: FloatArray, log_ref: FloatArray) -> FloatArray:
    """d exact_kl / d log pi(a) = pi(a) (log pi(a) - log pi_ref(a) + 1); 0 where pi cannot go."""
    return exact_kl_with_gradient(log_pi, log_ref)[1]


def exact_kl_with_gradient(log_pi: FloatArray, log_ref: FloatArray) -> tuple[FloatArray, FloatArray]:
    """`exact_kl` and `exact_kl_gradient` at once, sharing what they share."""
    pi = np.exp(log_pi)
    terms = _difference(log_pi, log_ref)
    terms *= pi
    total: FloatArray = np.maximum(np.add.reduce(terms, axis=-1), 0.0)
    terms += pi
    return total, terms


def estimator_gradient(name: str, log_pi: FloatArray, log_ref: FloatArray) -> FloatArray:
    """d estimator / d log pi(a) for a sampled action: k2 or k3, as a penalty inside a loss.

    ValueError for k1: its gradient is that of log pi(a), whose expectation is 0, so it would hold nothing.
    k3's expected gradient is that of KL(pi_ref || pi), the other direction; k2's is that of KL(pi || pi_ref).
    """
    difference = log_pi - log_ref
    if name == "k2":
        return difference
    if name == "k3":
        result: FloatArray = -np.expm1(-difference)
        return result
    raise ValueError(f"{name} can't penalise through a loss; use k2, k3 or exact, or put k1 in the reward")


class Controller(Protocol):
    """What sets beta, the weight of the KL, from the KL measured after each iteration."""

    beta: float

    def update(self, kl: float, n_steps: int) -> None:
        """Take note of the mean KL of an iteration over `n_steps` sampled trajectories."""
        ...

    def state_dict(self) -> State:
        """What `load_state_dict` needs."""
        ...

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore."""
        ...


@dataclass
class FixedBeta:
    """beta never moves."""

    beta: float

    def __post_init__(self) -> None:
        finite_number("beta", self.beta, 0.0)

    def update(self, kl: float, n_steps: int) -> None:
        """Check that the KL is a number; change nothing."""
        del n_steps
        finite_number("kl", kl)

    def state_dict(self) -> State:
        """beta."""
        return {"beta": self.beta}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore beta."""
        self.beta = finite_number("beta", state["beta"], 0.0)


@dataclass
class ThresholdBeta(FixedBeta):
    """Two thresholds: beta grows by `up` when the KL is above `high`, shrinks by `down` when below `low`.

    The rule is applied on every `every`-th iteration.
    """

    high: float = 0.01
    low: float = 0.001
    up: float = 1.05
    down: float = 0.95
    every: int = 1
    updates: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.every < 1 or not self.low <= self.high:
            raise ValueError(f"every must be at least 1 and low <= high, got {self.every}, {self.low}, {self.high}")

    def update(self, kl: float, n_steps: int) -> None:
        """One step of the rule."""
        del n_steps
        finite_number("kl", kl)
        self.updates += 1
        if self.updates % self.every:
            return
        factor = self.up if kl > self.high else self.down if kl < self.low else 1.0
        self.beta = float(np.clip(self.beta * factor, *BETA_RANGE))

    def state_dict(self) -> State:
        """beta, and how often the rule was asked."""
        return {"beta": self.beta, "updates": self.updates}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore both."""
        super().load_state_dict(state)
        self.updates = int(state["updates"])


@dataclass
class ProportionalBeta(FixedBeta):
    """Ziegler's log-space proportional controller, which steers the KL to `target`.

    e = clip(kl / target - 1, -0.2, 0.2);  beta <- beta (1 + e n_steps / horizon)
    (Ziegler et al. 2019, arXiv 1909.08593, section 2.2).
    """

    target: float = 1.0
    horizon: float = 10_000.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.target > 0 and self.horizon > 0):
            raise ValueError(f"target and horizon must be positive, got {self.target} and {self.horizon}")

    def update(self, kl: float, n_steps: int) -> None:
        """One step of the rule; ValueError where n_steps is 5 horizons or more (beta would turn negative)."""
        if n_steps >= 5 * self.horizon:
            raise ValueError(f"a horizon of {self.horizon:g} is too short for {n_steps} steps an iteration")
        error = float(np.clip(finite_number("kl", kl) / self.target - 1.0, -0.2, 0.2))
        self.beta = float(np.clip(self.beta * (1.0 + error * n_steps / self.horizon), *BETA_RANGE))
