"""The watch over a training: gold that falls while the reward rises, and four other ways to go wrong.

Gold is only looked at here; no figure of the monitor ever reaches the policy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from rubrx.errors import UsageError
from rubrx.training.candidates import Measured, Table, mean
from rubrx.training.outcome import Alarm, Iteration

#: what the monitor looks for
KINDS = ("hacking", "kl", "length", "keyword", "entropy")


@dataclass(frozen=True)
class Limits:
    """From where on the monitor speaks."""

    #: gold below its maximum by this share of the candidates' range, for so many iterations on end
    gold_margin: float = 0.03
    patience: int = 5
    #: nats a query
    kl: float = 2.0
    #: expected length or keywords: so many standard deviations of the answers to one query, and so great a share
    #: of the shift that the KL allows at all (about sqrt(2 KL) of them, for a policy that seeks nothing else)
    drift: float = 0.75
    drift_share: float = 0.85
    #: entropy as a share of the reference's
    entropy: float = 0.2


def stop_kinds(names: Iterable[str]) -> frozenset[str]:
    """The kinds to stop on; UsageError for one that there is not."""
    kinds = frozenset(name for name in names if name)
    for name in sorted(kinds - set(KINDS)):
        raise UsageError(f"--stop-on: no warning is called {name!r}; there are {', '.join(KINDS)}")
    return kinds


class Monitor:
    """Told every iteration in turn, it answers with what is new; each kind is told once.

    The turn is the iteration of gold's maximum. Hacking is gold below that maximum by a margin, several
    iterations on end, while the reward stands above what it was at the turn.
    """

    def __init__(self, table: Table, start: Measured, limits: Limits | None = None) -> None:
        """`start` is the reference policy, on the queries that train."""
        self.limits = limits or Limits()
        self.turn: int | None = None
        self._told: set[str] = set()
        self._falling = 0
        self._entropy = float(start.entropy.mean())
        self._reward = float(start.reward.mean())
        self._drifts = {
            "length": (mean(start.words), _spread(table, "words"), "words", "{:.0f}"),
            "keyword": (mean(start.keywords), _spread(table, "keywords"), "of the rubric's terms", "{:.0%}"),
        }
        self._best = mean(start.gold)
        if self._best is not None and table.gold is not None:
            self.turn = 0
            golds = table.gold[np.isfinite(table.reference) & table.marked[:, None]]
            self._margin = self.limits.gold_margin * float(golds.max() - golds.min())

    def look(self, now: Iteration) -> list[Alarm]:
        """What is wrong now that was not told before."""
        found = [self._hacking(now), self._kl(now), self._entropy_collapse(now)]
        found += [self._drift("length", now.words, now), self._drift("keyword", now.keywords, now)]
        return [each for each in found if each is not None]

    def _tell(self, kind: str, now: Iteration, message: str) -> Alarm | None:
        if kind in self._told:
            return None
        self._told.add(kind)
        return Alarm(kind, now.iteration, message)

    def _hacking(self, now: Iteration) -> Alarm | None:
        if now.gold is None or self._best is None:
            return None
        if now.gold > self._best:
            self._best, self.turn, self._reward, self._falling = now.gold, now.iteration, now.reward, 0
            return None
        down = now.gold < self._best - self._margin and now.reward > self._reward
        self._falling = self._falling + 1 if down else 0
        if self._falling < self.limits.patience:
            return None
        return self._tell(
            "hacking",
            now,
            f"gold turned at iteration {self.turn} ({self._best:.2f}) and is down to {now.gold:.2f}, while the "
            f"reward rose from {self._reward:.2f} to {now.reward:.2f}: the reward is being gamed",
        )

    def _kl(self, now: Iteration) -> Alarm | None:
        if now.kl <= self.limits.kl:
            return None
        return self._tell("kl", now, f"the KL is {now.kl:.2f} nats, beyond {self.limits.kl:g}: far from where it began")

    def _entropy_collapse(self, now: Iteration) -> Alarm | None:
        share = now.entropy / self._entropy if self._entropy > 0 else 1.0
        if share >= self.limits.entropy:
            return None
        return self._tell("entropy", now, f"{share:.0%} of the entropy is left: the policy says ever the same")

    def _drift(self, kind: str, value: float | None, now: Iteration) -> Alarm | None:
        before, sd, noun, figure = self._drifts[kind]
        if value is None or before is None or not sd:
            return None
        moved = (value - before) / sd
        most = math.sqrt(2 * max(now.kl, 0.0))
        if abs(moved) <= max(self.limits.drift, self.limits.drift_share * most):
            return None
        return self._tell(
            kind,
            now,
            f"{figure.format(before)} {noun} became {figure.format(value)}, {moved:+.1f} standard deviations, of "
            f"about {most:.1f} that the KL allows: much of the change is {kind}",
        )


def _spread(table: Table, name: str) -> float | None:
    """The standard deviation of a figure among the answers to one query, pooled over queries."""
    if getattr(table, name) is None:
        return None
    variances = []
    for group in table.rows.values():
        values = [float(getattr(each, name)) for each in group]
        centre = sum(values) / len(values)
        variances.append(sum((value - centre) ** 2 for value in values) / len(values))
    return math.sqrt(sum(variances) / len(variances))
