"""Policies: what samples answers, says how likely they were, and takes a gradient.

A policy needs five methods (`Policy`). The built-in ones choose one of each query's candidate answers: a
softmax over candidates, tabular (one logit each) or linear in features (so that it reaches unseen queries).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from rubrx.learning.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    State,
    Trajectories,
    copied,
    floats,
    log_softmax,
    restore,
    through_softmax,
)


class Policy(Protocol):
    """pi(a | s): the whole of what PPO asks of a policy, for trajectories of any length."""

    #: the arrays that the optimiser changes in place
    parameters: dict[str, FloatArray]

    def sample(self, queries: IntArray, rng: np.random.Generator) -> Trajectories:
        """One trajectory for each query [B]."""
        ...

    def log_probs(self, trajectories: Trajectories) -> FloatArray:
        """log pi(. | s_t) over all actions of every step [B, T, A]; -inf where an action does not exist.

        Each row is normalised: the chosen action's log-probability, the entropy and the exact KL follow.
        """
        ...

    def gradient(
        self, trajectories: Trajectories, d_log_probs: FloatArray, log_probs: FloatArray
    ) -> dict[str, FloatArray]:
        """The loss's gradient for each parameter, from its gradient for `log_probs` [B, T, A].

        `log_probs` is what the method of that name says of the same trajectories now. Rows of masked steps
        are 0 in `d_log_probs`, and so are entries of actions that do not exist.
        """
        ...

    def state_dict(self) -> State:
        """A copy of everything that `load_state_dict` needs."""
        ...

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore; ValueError if the state is not this policy's."""
        ...


class Enumerable(Protocol):
    """A policy whose trajectories can be listed: then expectations are sums, without sampling."""

    def enumerate(self, queries: IntArray) -> Trajectories:
        """Every trajectory of every query [B], each once; grouped by query in the given order."""
        ...


class CandidatePolicy:
    """pi(c | q) = softmax over q's candidates of log pi_ref(c | q) + f(q, c); a trajectory is one choice.

    `reference` [Q, C] holds log pi_ref, -inf where a query has fewer candidates than C (each needs at least
    one), normalised here; the policy starts there, since f starts at 0. A query with a single candidate is
    allowed and learns nothing.
    """

    def __init__(self, reference: ArrayLike) -> None:
        scores = np.array(reference, dtype=np.float64)
        if scores.ndim != 2 or not scores.size:
            raise ValueError(f"reference must have shape [queries, candidates], got {list(scores.shape)}")
        self.available: BoolArray = ~np.isneginf(scores)
        empty = np.flatnonzero(~self.available.any(axis=1))
        if empty.size:
            raise ValueError(f"query {empty[0]} has no candidates")
        floats("reference", np.where(self.available, scores, 0.0), (None, None))
        self.reference: FloatArray = log_softmax(scores)
        self.parameters: dict[str, FloatArray] = {}

    def scores(self, queries: IntArray) -> FloatArray:
        """f(q, c) for the candidates of each query [B, C]."""
        raise NotImplementedError

    def distribution(self, queries: IntArray) -> FloatArray:
        """log pi(c | q) [B, C], -inf for candidates that do not exist."""
        return log_softmax(self.reference[queries] + self.scores(queries))

    def sample(self, queries: IntArray, rng: np.random.Generator) -> Trajectories:
        """One candidate for each query, by inversion of the cumulative distribution."""
        log_probs = self.distribution(queries)
        cumulative = np.exp(log_probs).cumsum(axis=1)
        # below the last entry whatever the rounding, so that no draw falls past the last candidate
        total = cumulative[:, -1:]
        draws = np.minimum(rng.random((len(queries), 1)) * total, np.nextafter(total, 0.0))
        actions = np.asarray((cumulative <= draws).sum(axis=1, keepdims=True), dtype=np.int64)
        return Trajectories(queries, actions, np.ones(actions.shape, dtype=np.bool_), log_probs[:, None, :])

    def enumerate(self, queries: IntArray) -> Trajectories:
        """Every candidate of every query, in order."""
        rows, actions = np.nonzero(self.available[queries])
        return Trajectories(queries[rows], actions[:, None], np.ones((len(rows), 1), dtype=np.bool_))

    def log_probs(self, trajectories: Trajectories) -> FloatArray:
        """log pi over the candidates of each trajectory's query [B, 1, C]."""
        return self.distribution(trajectories.queries)[:, None, :]

    def gradient(
        self, trajectories: Trajectories, d_log_probs: FloatArray, log_probs: FloatArray
    ) -> dict[str, FloatArray]:
        """The gradient for each parameter; see `Policy.gradient`."""
        return self._score_gradient(trajectories.queries, through_softmax(log_probs[:, 0, :], d_log_probs[:, 0, :]))

    def _score_gradient(self, queries: IntArray, d_scores: FloatArray) -> dict[str, FloatArray]:
        raise NotImplementedError

    def state_dict(self) -> State:
        """The parameters, copied."""
        return copied(self.parameters)

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore the parameters; ValueError if names or shapes differ."""
        restore(self.parameters, state, type(self).__name__)


class ReferencePolicy(CandidatePolicy):
    """The reference itself, which never learns: f is 0 everywhere, and there is nothing to compute."""

    def scores(self, queries: IntArray) -> FloatArray:
        """0 for every candidate [B, C]."""
        return np.zeros((len(queries), self.reference.shape[1]))

    def distribution(self, queries: IntArray) -> FloatArray:
        """log pi_ref(c | q) [B, C]."""
        return self.reference[queries]

    def _score_gradient(self, queries: IntArray, d_scores: FloatArray) -> dict[str, FloatArray]:
        del queries, d_scores
        return {}


class TabularPolicy(CandidatePolicy):
    """f(q, c) = theta[q, c]: one logit for each candidate, so any distribution can be reached."""

    def __init__(self, reference: ArrayLike) -> None:
        super().__init__(reference)
        self.parameters = {"theta": np.zeros(self.reference.shape)}

    def scores(self, queries: IntArray) -> FloatArray:
        """The logits of the given queries [B, C]."""
        return self.parameters["theta"][queries]

    def _score_gradient(self, queries: IntArray, d_scores: FloatArray) -> dict[str, FloatArray]:
        columns = self.reference.shape[1]
        places = (queries[:, None] * columns + np.arange(columns)).ravel()
        total = np.bincount(places, d_scores.ravel(), minlength=self.reference.size).astype(np.float64, copy=False)
        return {"theta": total.reshape(self.reference.shape)}


class LinearPolicy(CandidatePolicy):
    """f(q, c) = w . features[q, c]: the same weights for every query, so it says something of unseen ones."""

    def __init__(self, reference: ArrayLike, features: ArrayLike) -> None:
        super().__init__(reference)
        self.features: FloatArray = floats("features", features, (*self.reference.shape, None))
        self.parameters = {"w": np.zeros(self.features.shape[2])}

    def scores(self, queries: IntArray) -> FloatArray:
        """The weighted features of the given queries' candidates [B, C]."""
        scores: FloatArray = self.features[queries] @ self.parameters["w"]
        return scores

    def _score_gradient(self, queries: IntArray, d_scores: FloatArray) -> dict[str, FloatArray]:
        return {"w": np.einsum("bc,bcd->d", d_scores, self.features[queries])}
