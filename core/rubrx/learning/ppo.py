"""Proximal policy optimisation for trajectories of any length, sampled or in exact expectation.

Schulman et al. 2017 (arXiv 1707.06347), with the KL to a fixed reference of Ziegler et al. 2019
(arXiv 1909.08593). The ratio is taken to the policy that sampled the batch; the reference stands in the KL
only. An expectation over trajectories sums over a trajectory's steps, so reward, KL and beta keep their
meaning at every length: without discount the optimum is pi*(y) proportional to pi_ref(y) exp(r(y) / beta).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from rubrx.learning.arrays import FloatArray, IntArray, State, Trajectories, finite_number, spread
from rubrx.learning.batch import Batch, RewardFunction, make_batch, taken
from rubrx.learning.kl import ESTIMATORS, Controller, estimator_gradient, exact_kl_with_gradient, k3
from rubrx.learning.loss import clipped_surrogate, clipped_value_loss, entropy
from rubrx.learning.optimizer import Adam, clip_by_norm
from rubrx.learning.parts import Parts
from rubrx.learning.policy import Policy
from rubrx.learning.settings import Settings
from rubrx.learning.value import Value

__all__ = ["PPO", "RewardFunction", "StepReport"]


class StepReport(NamedTuple):
    """One iteration. Reward, KL and entropy are of the policy that sampled; the rest is of the update.

    `kl` is KL(pi || pi_ref) in nats a trajectory, summed exactly over the actions of each sampled step;
    `beta` is the weight that was used; `loss` is the mean over the minibatches.
    """

    iteration: int
    loss: float
    reward: float
    kl: float
    clip_fraction: float
    beta: float
    entropy: float
    explained_variance: float | None
    value_loss: float | None
    gradient_norm: float
    updates: int


class PPO:
    """A policy in training: `step()` as often as you like, `state_dict()` to go on later, bit for bit."""

    def __init__(  # noqa: PLR0913 - the parts are independent, and each is one idea
        self,
        policy: Policy,
        reference: Policy,
        reward: RewardFunction,
        queries: IntArray,
        *,
        controller: Controller,
        rng: np.random.Generator,
        settings: Settings | None = None,
        value: Value | None = None,
        parts: Parts | None = None,
    ) -> None:
        """Train `policy` on `queries` (indices); `reference` never changes and is not in the state."""
        self.settings = settings or Settings()
        if not len(queries):
            raise ValueError("there are no queries to train on")
        if (self.settings.baseline == "value") != (value is not None):
            raise ValueError('a value function is needed for baseline "value", and for no other')
        if self.settings.exact and not hasattr(policy, "enumerate"):
            raise ValueError(f"{type(policy).__name__} can't enumerate its trajectories")
        if (self.settings.queries_per_batch or 0) > len(queries):
            raise ValueError(f"queries_per_batch is {self.settings.queries_per_batch} of {len(queries)} queries")
        self.policy, self.reference, self.reward, self.value = policy, reference, reward, value
        self.queries = np.asarray(queries, dtype=np.int64)
        self.controller, self.rng = controller, rng
        self.parts = parts or Parts()
        self.iteration = 0
        self._adam = Adam(policy.parameters, self.settings.learning_rate)
        self._value_adam = Adam(value.parameters, self.settings.value_learning_rate) if value else None

    def step(self) -> StepReport:
        """Sample a batch, improve the policy on it, adapt beta; ValueError where a number stops being one."""
        batch = self._collect()
        beta = self.controller.beta
        self._slow_down()
        losses: list[float] = []
        clips: list[float] = []
        norms: list[float] = []
        value_losses: list[float] = []
        for rows in self._minibatches(len(batch.trajectories)):
            update = self._policy_loss(batch, rows, beta, fresh=not losses)
            if update is None:
                break
            loss, clip_fraction, gradients = update
            gradients, norm = clip_by_norm(gradients, self.settings.max_gradient_norm)
            self._adam.step(gradients)
            losses.append(finite_number("loss", loss))
            clips.append(clip_fraction)
            norms.append(norm)
            if self.value is not None:
                value_losses.append(self._value_update(batch, rows))
        self.iteration += 1
        kl = _over_steps(batch, batch.kl)
        report = StepReport(
            iteration=self.iteration,
            loss=_mean(losses),
            reward=float(batch.shares @ batch.reward),
            kl=kl,
            clip_fraction=_mean(clips),
            beta=beta,
            entropy=_over_steps(batch, entropy(batch.log_probs)[0]),
            explained_variance=batch.explained,
            value_loss=_mean(value_losses) if value_losses else None,
            gradient_norm=_mean(norms),
            updates=len(losses),
        )
        self.controller.update(self.parts.controlled_kl(batch.log_pi, batch.log_ref, kl), len(batch.trajectories))
        return report

    def _slow_down(self) -> None:
        """The learning rates of this iteration, which follow from its number alone."""
        share = self.settings.rate_share(self.iteration)
        self._adam.learning_rate = self.settings.learning_rate * share
        if self._value_adam is not None:
            self._value_adam.learning_rate = self.settings.value_learning_rate * share

    def _collect(self) -> Batch:
        """A batch with its rewards, and what follows from them before any update."""
        return make_batch(
            self._trajectories(),
            policy=self.policy,
            reference=self.reference,
            reward=self.reward,
            value=self.value,
            settings=self.settings,
            parts=self.parts,
            beta=self.controller.beta,
            queries=len(self.queries),
        )

    def _trajectories(self) -> Trajectories:
        s = self.settings
        if s.exact:
            return self.policy.enumerate(self.queries)  # type: ignore[attr-defined,no-any-return]
        queries = self.queries
        if s.queries_per_batch is not None:
            queries = self.rng.choice(queries, s.queries_per_batch, replace=False)
        return self.policy.sample(np.repeat(queries, s.samples_per_query), self.rng)

    def _minibatches(self, count: int) -> Iterator[IntArray | None]:
        """Rows of each minibatch; None for the whole batch, whose order makes no difference."""
        s = self.settings
        for _ in range(s.epochs):
            if s.exact or s.minibatch >= count:
                yield None
                continue
            order = self.rng.permutation(count)
            for start in range(0, count, s.minibatch):
                yield order[start : start + s.minibatch]

    def _policy_loss(
        self, batch: Batch, rows: IntArray | None, beta: float, *, fresh: bool = False
    ) -> tuple[float, float, dict[str, FloatArray]] | None:
        """Loss, clip fraction and gradients on some rows; None where the policy has already moved too far.

        `fresh` says that nothing was updated since the batch was sampled, whose log-probabilities then stand.
        """
        s = self.settings
        part = batch if rows is None else _rows_of(batch, rows)
        weights = _weights(part.shares, part.trajectories)
        log_probs = part.log_probs if fresh else self.policy.log_probs(part.trajectories)
        log_pi = part.log_pi if fresh else taken(log_probs, part.trajectories)
        if not fresh and s.stop_kl is not None and float((weights * k3(part.log_pi, log_pi)).sum()) > s.stop_kl:
            return None
        base = self.parts.ratio_base(part.log_pi, part.log_ref)
        surrogate = clipped_surrogate(log_pi, base, part.advantages, weights, s.clip)
        loss, d_log_pi = surrogate.loss, surrogate.d_log_prob
        if s.kl_in == "loss" and s.kl_estimator != "exact":
            loss += beta * float((weights * ESTIMATORS[s.kl_estimator](log_pi, part.log_ref)).sum())
            d_log_pi = d_log_pi + beta * weights * estimator_gradient(s.kl_estimator, log_pi, part.log_ref)
        d_log_probs = spread(d_log_pi, part.trajectories.actions, log_probs.shape[-1])
        if s.kl_in == "loss" and s.kl_estimator == "exact":
            known = fresh and self.parts.penalty is exact_kl_with_gradient
            penalty, d_penalty = (part.kl, part.d_kl) if known else self.parts.penalty(log_probs, part.reference)
            loss += beta * float((weights * penalty).sum())
            d_log_probs += (beta * weights)[..., None] * d_penalty
        if s.entropy_bonus:
            h, d_h = entropy(log_probs)
            loss -= s.entropy_bonus * float((weights * h).sum())
            d_log_probs -= s.entropy_bonus * weights[..., None] * d_h
        return loss, surrogate.clip_fraction, self.policy.gradient(part.trajectories, d_log_probs, log_probs)

    def _value_update(self, batch: Batch, rows: IntArray | None) -> float:
        assert self.value is not None
        assert self._value_adam is not None
        part = batch if rows is None else _rows_of(batch, rows)
        weights = _weights(part.shares, part.trajectories)
        values = np.where(part.trajectories.mask, self.value.values(part.trajectories), 0.0)
        loss, d_values = clipped_value_loss(values, part.values, part.returns, weights, self.settings.value_clip)
        gradients, _ = clip_by_norm(self.value.gradient(part.trajectories, d_values), self.settings.max_gradient_norm)
        self._value_adam.step(gradients)
        return finite_number("value loss", loss)

    def state_dict(self) -> State:
        """Everything that changes during training, the random generator included."""
        state: State = {
            "iteration": self.iteration,
            "policy": self.policy.state_dict(),
            "adam": self._adam.state_dict(),
            "controller": self.controller.state_dict(),
            "rng": copy.deepcopy(self.rng.bit_generator.state),
        }
        if self.value is not None and self._value_adam is not None:
            state["value"] = self.value.state_dict()
            state["value_adam"] = self._value_adam.state_dict()
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where `state_dict` was taken; ValueError if it is of another policy or value function."""
        self.policy.load_state_dict(state["policy"])
        self._adam.load_state_dict(state["adam"])
        self.controller.load_state_dict(state["controller"])
        if self.value is not None and self._value_adam is not None:
            self.value.load_state_dict(state["value"])
            self._value_adam.load_state_dict(state["value_adam"])
        self.rng.bit_generator.state = copy.deepcopy(state["rng"])
        self.iteration = int(state["iteration"])


def _rows_of(batch: Batch, rows: IntArray) -> Batch:
    """The batch's rows, in that order."""
    return Batch(
        batch.trajectories.take(rows),
        batch.log_probs[rows],
        batch.reference[rows],
        batch.log_pi[rows],
        batch.log_ref[rows],
        batch.kl[rows],
        batch.d_kl[rows],
        batch.shares[rows],
        batch.reward[rows],
        batch.advantages[rows],
        batch.returns[rows],
        batch.values[rows],
        batch.explained,
    )


def _over_steps(batch: Batch, per_step: FloatArray) -> float:
    """The expectation over the batch's trajectories of a figure [B, T] summed over their steps."""
    if not batch.trajectories.full:
        per_step = np.where(batch.trajectories.mask, per_step, 0.0)
    return float(batch.shares @ np.add.reduce(per_step, axis=1))


def _mean(figures: list[float]) -> float:
    return sum(figures) / len(figures)


def _weights(shares: FloatArray, trajectories: Trajectories) -> FloatArray:
    """Each step's share of the minibatch's expectation [B, T]: steps are summed, trajectories averaged."""
    weights: FloatArray = (shares / shares.sum())[:, None] * trajectories.mask
    return weights
