"""Train a policy that picks among candidate answers: rewards in, a better policy out, gold only watched.

Pure: candidates and a random generator in, figures out. The engine is `rubrx.learning`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np

from rubrx.errors import UsageError
from rubrx.learning import PPO, Controller, ProportionalBeta, Settings, TabularPolicy, Trajectories
from rubrx.learning.arrays import FloatArray
from rubrx.learning.closed_form import optimum_at_kl
from rubrx.learning.kl import exact_kl
from rubrx.learning.loss import entropy
from rubrx.statistics import Interval, bootstrap_mean_difference

ITERATIONS = 200
#: where the KL is steered to, in nats a query, and the beta it starts from
TARGET_KL = 0.9
START_BETA = 1.5
#: sampled answers after which a KL that is 20 % off has moved beta by 20 %
HORIZON = 1000.0
#: 16 samples a query: with eight queries or more a batch holds at least 128
SETTINGS = Settings(samples_per_query=16, minibatch=128, epochs=4, learning_rate=0.03, stop_kl=0.05)


class Candidate(NamedTuple):
    """One answer that a policy may give: `reward` trains, `gold` watches; None where there is none."""

    query_id: str
    response_id: str
    reward: float | None
    gold: float | None = None


@dataclass(frozen=True, slots=True)
class Iteration:
    """Where training stands after an iteration.

    `reward`, `gold`, `kl` (to the reference, in nats) and `entropy` are exact expectations under the policy
    then, averaged over queries; `loss`, `clip_fraction` and `beta` are of the update that led there.
    """

    iteration: int
    loss: float
    reward: float
    kl: float
    clip_fraction: float
    beta: float
    entropy: float
    gold: float | None

    def figures(self) -> dict[str, float]:
        """All but the iteration's number, by name; without gold where there is none."""
        return {name: value for name, value in asdict(self).items() if name != "iteration" and value is not None}


@dataclass(frozen=True, slots=True)
class Training:
    """What training did, as exact expectations over `queries` queries; before = the uniform reference.

    The intervals are of the mean change, queries resampled, 95 %; None for a single query. `optimum_share`
    is the gain in reward as a share of the best that any policy has at the KL reached; `target_kl` is where
    the controller steered it, None for one without a target. `left_out` counts
    candidates without a reward, and `queries_left_out` names queries with fewer than two others. Gold is
    None unless every candidate has one. `probabilities` is the final policy: query -> response -> share.
    """

    queries: int
    candidates: int
    left_out: int
    queries_left_out: tuple[str, ...]
    reward_before: float
    reward_after: float
    reward_interval: Interval | None
    gold_before: float | None
    gold_after: float | None
    gold_interval: Interval | None
    kl: float
    target_kl: float | None
    entropy_before: float
    entropy_after: float
    optimum_share: float | None
    history: tuple[Iteration, ...]
    probabilities: Mapping[str, Mapping[str, float]]


def train(
    candidates: Iterable[Candidate],
    *,
    rng: np.random.Generator,
    iterations: int = ITERATIONS,
    controller: Controller | None = None,
    settings: Settings = SETTINGS,
    on_iteration: Callable[[Iteration], None] | None = None,
) -> Training:
    """Clipped PPO from the uniform policy over each query's candidates; gold is never trained on.

    A candidate without a reward is left out, and so is a query that then has fewer than two. UsageError for
    a reward or gold that is no finite number, by the answer's id, and where nothing is left to learn from.
    """
    if iterations < 1:
        raise UsageError(f"iterations must be at least 1, got {iterations}")
    table = _Table(candidates)
    controller = controller or ProportionalBeta(START_BETA, target=TARGET_KL, horizon=HORIZON)
    policy = TabularPolicy(table.reference)
    ppo = PPO(
        policy,
        TabularPolicy(table.reference),
        table.reward_of,
        np.arange(len(table.queries)),
        controller=controller,
        rng=rng,
        settings=settings,
    )
    history = []
    for _ in range(iterations):
        step = ppo.step()
        now = table.measure(policy)
        history.append(
            Iteration(
                iteration=step.iteration,
                loss=step.loss,
                reward=float(now.reward.mean()),
                kl=now.kl,
                clip_fraction=step.clip_fraction,
                beta=step.beta,
                entropy=now.entropy,
                gold=None if now.gold is None else float(now.gold.mean()),
            )
        )
        if on_iteration is not None:
            on_iteration(history[-1])
    target = controller.target if isinstance(controller, ProportionalBeta) else None
    return _training(table, policy, history, target, rng)


def _training(
    table: _Table,
    policy: TabularPolicy,
    history: list[Iteration],
    target_kl: float | None,
    rng: np.random.Generator,
) -> Training:
    before, after = table.measure(TabularPolicy(table.reference)), table.measure(policy)
    best = optimum_at_kl(policy.reference, table.rewards, after.kl)
    possible = float((np.exp(best) * table.rewards).sum(axis=1).mean() - before.reward.mean())
    gained = float(after.reward.mean() - before.reward.mean())
    kept = sum(len(names) for names in table.queries.values())
    shares = np.exp(policy.distribution(np.arange(len(table.queries))))
    return Training(
        queries=len(table.queries),
        candidates=kept,
        left_out=table.without_reward,
        queries_left_out=table.queries_left_out,
        reward_before=float(before.reward.mean()),
        reward_after=float(after.reward.mean()),
        reward_interval=bootstrap_mean_difference(list(before.reward), list(after.reward), rng),
        gold_before=None if before.gold is None else float(before.gold.mean()),
        gold_after=None if after.gold is None else float(after.gold.mean()),
        gold_interval=(
            None
            if before.gold is None or after.gold is None
            else bootstrap_mean_difference(list(before.gold), list(after.gold), rng)
        ),
        kl=after.kl,
        target_kl=target_kl,
        entropy_before=before.entropy,
        entropy_after=after.entropy,
        optimum_share=gained / possible if possible > 1e-9 else None,
        history=tuple(history),
        probabilities={
            query: {name: float(share) for name, share in zip(names, row, strict=False)}
            for (query, names), row in zip(table.queries.items(), shares, strict=True)
        },
    )


class _Measured(NamedTuple):
    reward: FloatArray  # [Q], expected under the policy
    gold: FloatArray | None
    kl: float
    entropy: float


class _Table:
    """Candidates as arrays [Q, C]; where there is none, rewards and gold are 0 and the reference is -inf."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        groups: dict[str, list[Candidate]] = {}
        self.without_reward = 0
        for each in candidates:
            group = groups.setdefault(each.query_id, [])
            if each.reward is None:
                self.without_reward += 1
                continue
            _check(each, "reward", each.reward)
            if each.gold is not None:
                _check(each, "gold", each.gold)
            group.append(each)
        kept = {query: group for query, group in groups.items() if len(group) > 1}
        self.queries_left_out = tuple(query for query in groups if query not in kept)
        if not kept:
            raise UsageError("nothing to learn from: no query has two candidates with a reward")
        self.queries = {query: tuple(each.response_id for each in group) for query, group in kept.items()}
        shape = (len(kept), max(len(group) for group in kept.values()))
        self.reference, self.rewards = np.full(shape, -np.inf), np.zeros(shape)
        golds = np.zeros(shape)
        for row, group in enumerate(kept.values()):
            self.reference[row, : len(group)] = 0.0
            self.rewards[row, : len(group)] = [each.reward for each in group]
            golds[row, : len(group)] = [each.gold or 0.0 for each in group]
        watched = all(each.gold is not None for group in kept.values() for each in group)
        self.gold: FloatArray | None = golds if watched else None

    def reward_of(self, trajectories: Trajectories) -> FloatArray:
        """The reward of each sampled choice [B, 1]."""
        return self.rewards[trajectories.queries[:, None], trajectories.actions]

    def measure(self, policy: TabularPolicy) -> _Measured:
        """Exact expectations of the policy."""
        log_pi = policy.distribution(np.arange(len(self.queries)))
        p = np.exp(log_pi)
        return _Measured(
            reward=(p * self.rewards).sum(axis=1),
            gold=None if self.gold is None else (p * self.gold).sum(axis=1),
            kl=float(exact_kl(log_pi, policy.reference).mean()),
            entropy=float(entropy(log_pi)[0].mean()),
        )


def _check(candidate: Candidate, name: str, value: float) -> None:
    if not math.isfinite(value):
        raise UsageError(f"{candidate.response_id}: {name} must be a finite number, got {value}")
