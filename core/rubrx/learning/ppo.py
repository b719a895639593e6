"""Proximal policy optimisation for trajectories of any length, sampled or in exact expectation.

Schulman et al. 2017 (arXiv 1707.06347), with the KL to a fixed reference of Ziegler et al. 2019
(arXiv 1909.08593). The ratio is taken to the policy that sampled the batch; the reference stands in the KL
only. An expectation over trajectories sums over a trajectory's steps, so reward, KL and beta keep their
meaning at every length: without discount the optimum is pi*(y) proportional to pi_ref(y) exp(r(y) / beta).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from rubrx.learning.advantage import (
    explained_variance,
    gae,
    leave_one_out_baseline,
    normalised,
    query_mean_baseline,
)
from rubrx.learning.arrays import (
    FloatArray,
    IntArray,
    State,
    Trajectories,
    chosen,
    finite_number,
    floats,
    spread,
)
from rubrx.learning.kl import ESTIMATORS, Controller, estimator_gradient, exact_kl, exact_kl_gradient, k3
from rubrx.learning.loss import clipped_surrogate, clipped_value_loss, entropy
from rubrx.learning.optimizer import Adam, clip_by_norm
from rubrx.learning.policy import Policy
from rubrx.learning.settings import Settings
from rubrx.learning.value import Value

#: trajectories -> the reward of each step [B, T], 0 where masked
RewardFunction = Callable[[Trajectories], FloatArray]


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


class _Batch(NamedTuple):
    trajectories: Trajectories
    log_probs: FloatArray  # [B, T, A] of the sampling policy
    reference: FloatArray  # [B, T, A]
    shares: FloatArray  # [B], summing to 1: each trajectory's share of the expectation
    reward: FloatArray  # [B]
    advantages: FloatArray  # [B, T]
    returns: FloatArray  # [B, T]
    values: FloatArray  # [B, T]
    explained: float | None


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
        self.iteration = 0
        self._adam = Adam(policy.parameters, self.settings.learning_rate)
        self._value_adam = Adam(value.parameters, self.settings.value_learning_rate) if value else None

    def step(self) -> StepReport:
        """Sample a batch, improve the policy on it, adapt beta; ValueError where a number stops being one."""
        batch = self._collect()
        beta = self.controller.beta
        losses, clips, norms, value_losses = [], [], [], []
        for rows in self._minibatches(len(batch.trajectories)):
            update = self._policy_loss(batch, rows, beta)
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
        mask, shares = batch.trajectories.mask, batch.shares
        per_step = exact_kl(batch.log_probs, batch.reference)
        kl = float(shares @ np.where(mask, per_step, 0.0).sum(axis=1))
        report = StepReport(
            iteration=self.iteration,
            loss=float(np.mean(losses)),
            reward=float(shares @ batch.reward),
            kl=kl,
            clip_fraction=float(np.mean(clips)),
            beta=beta,
            entropy=float(shares @ np.where(mask, entropy(batch.log_probs)[0], 0.0).sum(axis=1)),
            explained_variance=batch.explained,
            value_loss=float(np.mean(value_losses)) if value_losses else None,
            gradient_norm=float(np.mean(norms)),
            updates=len(losses),
        )
        self.controller.update(kl, len(batch.trajectories))
        return report

    def _collect(self) -> _Batch:
        """A batch with its rewards, and what follows from them before any update."""
        s = self.settings
        trajectories = self._trajectories()
        mask = trajectories.mask
        log_probs = self.policy.log_probs(trajectories)
        reference = self.reference.log_probs(trajectories)
        log_pi, log_ref = _taken(log_probs, trajectories), _taken(reference, trajectories)
        rewards = np.where(mask, floats("reward", self.reward(trajectories), mask.shape), 0.0)
        shaped = rewards
        if s.kl_in == "reward":
            shaped = rewards - self.controller.beta * ESTIMATORS[s.kl_estimator](log_pi, log_ref)
        shares = np.full(len(trajectories), 1.0 / len(trajectories))
        if s.exact:
            shares = np.exp(log_pi.sum(axis=1)) / len(self.queries)
        values = np.zeros(mask.shape)
        if self.value is not None:
            values = np.where(mask, self.value.values(trajectories), 0.0)
            advantages, returns = gae(shaped, values, mask, gamma=s.gamma, lam=s.lam)
            explained = explained_variance(values[mask], returns[mask])
        else:
            total = shaped.sum(axis=1)
            if s.baseline == "leave-one-out":
                baseline = leave_one_out_baseline(total, trajectories.queries)
            else:
                baseline = query_mean_baseline(total, trajectories.queries, shares)
            advantages, returns = (total - baseline)[:, None] * mask, np.where(mask, total[:, None], 0.0)
            explained = explained_variance(baseline, total)
        if s.normalise:
            advantages = normalised(advantages, mask)
        reward = rewards.sum(axis=1)
        return _Batch(trajectories, log_probs, reference, shares, reward, advantages, returns, values, explained)

    def _trajectories(self) -> Trajectories:
        s = self.settings
        if s.exact:
            return self.policy.enumerate(self.queries)  # type: ignore[attr-defined,no-any-return]
        queries = self.queries
        if s.queries_per_batch is not None:
            queries = self.rng.choice(queries, s.queries_per_batch, replace=False)
        return self.policy.sample(np.repeat(queries, s.samples_per_query), self.rng)

    def _minibatches(self, count: int) -> Iterator[IntArray]:
        s = self.settings
        for _ in range(s.epochs):
            if s.exact:
                yield np.arange(count)
                continue
            order = self.rng.permutation(count)
            for start in range(0, count, s.minibatch):
                yield order[start : start + s.minibatch]

    def _policy_loss(
        self, batch: _Batch, rows: IntArray, beta: float
    ) -> tuple[float, float, dict[str, FloatArray]] | None:
        """Loss, clip fraction and gradients on some rows; None where the policy has already moved too far."""
        s = self.settings
        part = batch.trajectories.take(rows)
        weights = _weights(batch.shares[rows], part)
        log_probs = self.policy.log_probs(part)
        log_pi, log_old = _taken(log_probs, part), _taken(batch.log_probs[rows], part)
        moved = float((weights * k3(log_old, log_pi)).sum())
        if s.stop_kl is not None and moved > s.stop_kl:
            return None
        surrogate = clipped_surrogate(log_pi, log_old, batch.advantages[rows], weights, s.clip)
        loss, d_log_pi = surrogate.loss, surrogate.d_log_prob
        reference = batch.reference[rows]
        if s.kl_in == "loss" and s.kl_estimator != "exact":
            log_ref = _taken(reference, part)
            loss += beta * float((weights * ESTIMATORS[s.kl_estimator](log_pi, log_ref)).sum())
            d_log_pi = d_log_pi + beta * weights * estimator_gradient(s.kl_estimator, log_pi, log_ref)
        d_log_probs = spread(d_log_pi, part.actions, log_probs.shape[-1])
        if s.kl_in == "loss" and s.kl_estimator == "exact":
            loss += beta * float((weights * exact_kl(log_probs, reference)).sum())
            d_log_probs += beta * weights[..., None] * exact_kl_gradient(log_probs, reference)
        if s.entropy_bonus:
            h, d_h = entropy(log_probs)
            loss -= s.entropy_bonus * float((weights * h).sum())
            d_log_probs -= s.entropy_bonus * weights[..., None] * d_h
        return loss, surrogate.clip_fraction, self.policy.gradient(part, d_log_probs)

    def _value_update(self, batch: _Batch, rows: IntArray) -> float:
        assert self.value is not None
        assert self._value_adam is not None
        part = batch.trajectories.take(rows)
        weights = _weights(batch.shares[rows], part)
        values = np.where(part.mask, self.value.values(part), 0.0)
        loss, d_values = clipped_value_loss(
            values, batch.values[rows], batch.returns[rows], weights, self.settings.value_clip
        )
        gradients, _ = clip_by_norm(self.value.gradient(part, d_values), self.settings.max_gradient_norm)
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


def _taken(log_probs: FloatArray, trajectories: Trajectories) -> FloatArray:
    """log pi of the actions taken [B, T], 0 where masked."""
    return np.where(trajectories.mask, chosen(log_probs, trajectories.actions), 0.0)


def _weights(shares: FloatArray, trajectories: Trajectories) -> FloatArray:
    """Each step's share of the minibatch's expectation [B, T]: steps are summed, trajectories averaged."""
    weights: FloatArray = (shares / shares.sum())[:, None] * trajectories.mask
    return weights
