"""Train a policy that picks among candidate answers: rewards in, a better policy out, gold only watched.

Pure: candidates and a random generator in, figures out. The engine is `rubrx.learning`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from rubrx.errors import UsageError
from rubrx.learning import (
    PPO,
    CandidatePolicy,
    Controller,
    LinearPolicy,
    ProportionalBeta,
    ReferencePolicy,
    TabularPolicy,
)
from rubrx.learning.arrays import IntArray, State, log_softmax
from rubrx.learning.closed_form import optimum_at_kl
from rubrx.statistics import Interval, bootstrap_mean_difference
from rubrx.training.candidates import Candidate, Measured, Table, mean
from rubrx.training.monitor import Monitor
from rubrx.training.outcome import Alarm, Change, Iteration, MetricChange, Training
from rubrx.training.plan import POLICIES, START_BETA, TARGET_KL, Plan, proportional


class Trainer:
    """A training in progress: `step()` until it says no more, `state_dict()` to go on later, bit for bit."""

    def __init__(self, table: Table, plan: Plan, *, rng: np.random.Generator, controller: Controller | None = None):
        """`rng` is the only source of chance, sampling and intervals alike."""
        if plan.iterations < 1:
            raise UsageError(f"iterations must be at least 1, got {plan.iterations}")
        self.table, self.plan, self.rng = table, plan, rng
        unknown = sorted(set(plan.held_out) - set(table.names))
        if unknown:
            raise UsageError(f"can't hold out {', '.join(unknown)}: there is no such query")
        held = set(plan.held_out)
        self.trained: IntArray = np.flatnonzero([name not in held for name in table.names])
        self.held_out: IntArray = np.flatnonzero([name in held for name in table.names])
        if not len(self.trained):
            raise UsageError("every query is held out: nothing is left to train on")
        settings = plan.settings_for(len(self.trained))
        self.batch = settings.samples_per_query * (settings.queries_per_batch or len(self.trained))
        self.controller = controller or proportional(START_BETA, TARGET_KL, self.batch)
        self.policy = _policy(table, plan.policy)
        self.reference = ReferencePolicy(table.reference)
        self.ppo = PPO(
            self.policy,
            self.reference,
            table.reward_of,
            self.trained,
            controller=self.controller,
            rng=rng,
            settings=settings,
            parts=plan.parts,
        )
        self.start = table.measure(self.reference, self.trained)
        self.monitor = Monitor(table, self.start, plan.limits)
        self.history: list[Iteration] = []
        self.warnings: list[Alarm] = []
        self.stopped: str | None = None

    @property
    def done(self) -> bool:
        """Whether all iterations are done, or the monitor ended it."""
        return self.stopped is not None or len(self.history) >= self.plan.iterations

    def step(self) -> Iteration:
        """One iteration of PPO, and what the policy is like after it; UsageError where a number stops being one."""
        try:
            step = self.ppo.step()
        except ValueError as fault:
            raise UsageError(f"training broke at iteration {len(self.history) + 1}: {fault}") from fault
        now = self.table.measure(self.policy, self.trained)
        held = self.table.measure(self.policy, self.held_out) if len(self.held_out) else None
        iteration = Iteration(
            iteration=step.iteration,
            loss=step.loss,
            reward=float(now.reward.mean()),
            kl=float(now.kl.mean()),
            clip_fraction=step.clip_fraction,
            beta=step.beta,
            entropy=float(now.entropy.mean()),
            gold=mean(now.gold),
            words=mean(now.words),
            keywords=mean(now.keywords),
            gradient_norm=step.gradient_norm,
            explained_variance=step.explained_variance,
            validation_reward=None if held is None else mean(held.reward),
            validation_gold=None if held is None else mean(held.gold),
            validation_kl=None if held is None else mean(held.kl),
        )
        self._note(iteration)
        return iteration

    def _note(self, iteration: Iteration) -> None:
        self.history.append(iteration)
        for alarm in self.monitor.look(iteration):
            self.warnings.append(alarm)
            if alarm.kind in self.plan.stop_on and self.stopped is None:
                self.stopped = alarm.kind

    def state_dict(self) -> State:
        """Everything that a resumed training needs, the random generator and all iterations included."""
        return {"ppo": self.ppo.state_dict(), "history": [asdict(each) for each in self.history]}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where `state_dict` was taken; ValueError if it is of another training."""
        try:
            history = [Iteration(**each) for each in state["history"]]
            if [each.iteration for each in history] != list(range(1, len(history) + 1)):
                raise ValueError("iterations are missing")
            self.ppo.load_state_dict(state["ppo"])
        except (KeyError, TypeError) as fault:
            raise ValueError(f"the state lacks or misnames {fault}") from fault
        if self.ppo.iteration != len(history):
            raise ValueError("the engine and the history stand at different iterations")
        self.history, self.warnings, self.stopped = [], [], None
        self.monitor = Monitor(self.table, self.start, self.plan.limits)
        for each in history:
            self._note(each)

    def outcome(self) -> Training:
        """What was achieved, as it stands now."""
        if not self.history:
            raise UsageError("nothing was trained yet")
        table, rows = self.table, self.trained
        after = table.measure(self.policy, rows)
        trained = _change(self.start, after, self.rng)
        validation = None
        if len(self.held_out):
            before_held = table.measure(self.reference, self.held_out)
            validation = _change(before_held, table.measure(self.policy, self.held_out), self.rng)
            validation = replace(validation, optimum_share=optimum_share(table, self.held_out, validation))
        shares = np.exp(self.policy.distribution(np.arange(len(table.queries))))
        return Training(
            queries=trained.queries,
            candidates=table.kept,
            left_out=table.without_reward,
            queries_left_out=table.queries_left_out,
            reward_before=trained.reward_before,
            reward_after=trained.reward_after,
            reward_interval=trained.reward_interval,
            gold_before=trained.gold_before,
            gold_after=trained.gold_after,
            gold_interval=trained.gold_interval,
            gold_queries=trained.gold_queries,
            kl=trained.kl,
            target_kl=self.controller.target if isinstance(self.controller, ProportionalBeta) else None,
            entropy_before=float(self.start.entropy.mean()),
            entropy_after=float(after.entropy.mean()),
            optimum_share=optimum_share(table, rows, trained),
            policy=self.plan.policy,
            batch=self.batch,
            words_before=mean(self.start.words),
            words_after=mean(after.words),
            metrics=_metric_changes(table, self.reference, self.policy, rows),
            turn=self.monitor.turn,
            warnings=tuple(self.warnings),
            stopped=self.stopped,
            validation=validation,
            history=tuple(self.history),
            probabilities={
                query: {name: float(share) for name, share in zip(names, row, strict=False)}
                for (query, names), row in zip(table.queries.items(), shares, strict=True)
            },
        )


def train(
    candidates: Iterable[Candidate],
    *,
    rng: np.random.Generator,
    plan: Plan | None = None,
    iterations: int | None = None,
    controller: Controller | None = None,
    on_iteration: Callable[[Iteration], None] | None = None,
) -> Training:
    """Clipped PPO from the uniform policy over each query's candidates; gold is never trained on.

    A candidate without a reward is left out, and so is a query that then has fewer than two. UsageError for
    a reward or gold that is no finite number, by the answer's id, and where nothing is left to learn from.
    """
    plan = plan or Plan()
    if iterations is not None:
        plan = replace(plan, iterations=iterations)
    trainer = Trainer(Table(candidates), plan, rng=rng, controller=controller)
    while not trainer.done:
        iteration = trainer.step()
        if on_iteration is not None:
            on_iteration(iteration)
    return trainer.outcome()


def _policy(table: Table, kind: str) -> CandidatePolicy:
    if kind == "linear":
        return LinearPolicy(table.reference, table.features())
    if kind == "tabular":
        return TabularPolicy(table.reference)
    raise UsageError(f"no policy is called {kind!r}; there are {', '.join(POLICIES)}")


def _change(before: Measured, after: Measured, rng: np.random.Generator) -> Change:
    def interval(first: Any, second: Any) -> Interval | None:
        return None if first is None else bootstrap_mean_difference(list(first), list(second), rng)

    return Change(
        queries=len(before.reward),
        reward_before=float(before.reward.mean()),
        reward_after=float(after.reward.mean()),
        reward_interval=interval(before.reward, after.reward),
        gold_before=mean(before.gold),
        gold_after=mean(after.gold),
        gold_interval=interval(before.gold, after.gold),
        kl=float(after.kl.mean()),
        gold_queries=0 if before.gold is None else len(before.gold),
    )


def optimum_share(table: Table, rows: IntArray, change: Change) -> float | None:
    """The gain in reward as a share of the best that any policy has at the KL reached; None where none has any."""
    reference = log_softmax(table.reference[rows])
    best = np.exp(optimum_at_kl(reference, table.rewards[rows], change.kl))
    possible = float((best * table.rewards[rows]).sum(axis=1).mean()) - change.reward_before
    return (change.reward_after - change.reward_before) / possible if possible > 1e-9 else None


def _metric_changes(
    table: Table, before: CandidatePolicy, after: CandidatePolicy, rows: IntArray
) -> tuple[MetricChange, ...]:
    """Each metric of the answers that a policy gives: verdicts that went well, over those that apply, both expected."""
    shares = [np.exp(policy.distribution(rows)) for policy in (before, after)]
    changes = []
    for name, (well, n) in table.metrics().items():
        rates = []
        for p in shares:
            applicable = float((p * n[rows]).sum())
            rates.append(float((p * well[rows]).sum()) / applicable if applicable > 0 else None)
        changes.append(MetricChange(name, rates[0], rates[1]))
    return tuple(changes)
