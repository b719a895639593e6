"""The ensemble reward: several rewards, each brought to 0-10, made into one number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from statistics import median
from typing import Any

from rubrx.contracts import Reward, Scored
from rubrx_rewards.keyword import KeywordReward
from rubrx_rewards.length import LengthReward
from rubrx_rewards.rubric import RubricReward

COMBINES = ("mean", "median", "min", "mean-k-sd")
SETTINGS = ("members", "combine", "k", "weights", "skip_missing")


class EnsembleReward(Reward):
    """The mean of keyword, length and rubric, unless `[rewards.ensemble]` says otherwise.

    `members` names any other rewards; each is rescaled to 0-10 by its declared range. `combine` is `mean`,
    `median`, `min`, or `mean-k-sd`: the mean less `k` (1) standard deviations of the members, not below 0.
    `weights = {rubric = 3}` weighs members in the two means; who isn't named weighs 1.

    Where a member gives None the ensemble is None too: numbers with different members in them can't be
    compared. `skip_missing = true` combines the members that are there instead. A member's fault is the
    ensemble's fault for that response.
    """

    name = "ensemble"
    description = "keyword, length and rubric (or members of your choice) combined"

    def __init__(self) -> None:
        default: tuple[Reward, ...] = (KeywordReward(), LengthReward(), RubricReward())
        self.members: dict[str, Reward] = {member.name: member for member in default}
        self.combine = "mean"
        self.k = 1.0
        self.weights: dict[str, float] = {}
        self.skip_missing = False

    def configured(self, settings: Mapping[str, object], rewards: Mapping[str, Reward]) -> Reward:
        """A copy bound to its members; ValueError for a setting or a member that can't work."""
        for setting in settings:
            if setting not in SETTINGS:
                raise ValueError(_unknown(f"no setting {setting!r}", setting, SETTINGS))
        bound = EnsembleReward()
        bound.members = _members(settings.get("members", list(self.members)), rewards)
        bound.combine = _combine(settings.get("combine", "mean"))
        if "k" in settings:
            if bound.combine != "mean-k-sd":
                raise ValueError(f"k belongs to combine = 'mean-k-sd', and combine is {bound.combine!r}")
            bound.k = _number("k", settings["k"])
        bound.weights = _weights(settings.get("weights", {}), bound)
        skip = settings.get("skip_missing", False)
        if not isinstance(skip, bool):
            raise ValueError(f"skip_missing must be true or false, got {skip!r}")
        bound.skip_missing = skip
        return bound

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        """One number for each response; ValueError where a member returns what it may not."""
        columns = [_rescaled(member, batch) for member in self.members.values()]
        weights = [self.weights.get(name, 1.0) for name in self.members]
        return [self._combined(row, weights) for row in zip(*columns, strict=True)]

    def _combined(self, row: Sequence[float | None], weights: Sequence[float]) -> float | None:
        there = [(value, weight) for value, weight in zip(row, weights, strict=True) if value is not None]
        if not there or (len(there) < len(row) and not self.skip_missing):
            return None
        values = [value for value, _ in there]
        if self.combine == "median":
            return median(values)
        if self.combine == "min":
            return min(values)
        total = math.fsum(weight for _, weight in there)
        mean = math.fsum(value * weight for value, weight in there) / total
        if self.combine == "mean":
            return min(10.0, mean)
        variance = math.fsum(weight * (value - mean) ** 2 for value, weight in there) / total
        return min(10.0, max(0.0, mean - self.k * math.sqrt(variance)))


def _rescaled(member: Reward, batch: Sequence[Scored]) -> list[float | None]:
    """The member's values on 0-10, by its declared range."""
    low, high = member.range
    values = member.score(batch)
    if len(values) != len(batch):
        raise ValueError(f"member {member.name} returned {len(values)} values for {len(batch)} responses")
    for value in values:
        if value is not None and not low <= value <= high:  # NaN fails this too
            raise ValueError(f"member {member.name} returned {value!r}, outside [{low}, {high}]")
    return [None if value is None else 10.0 * ((value - low) / (high - low)) for value in values]


def _members(names: object, rewards: Mapping[str, Reward]) -> dict[str, Reward]:
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise ValueError(f"members must be a list of reward names, got {names!r}")
    for name in names:
        if name not in rewards:
            raise ValueError(_unknown(f"no reward named {name!r}", name, sorted(rewards)))
        low, high = rewards[name].range
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise ValueError(f"member {name} declares the range [{low}, {high}], which can't be rescaled")
    if len(set(names)) < len(names):
        raise ValueError(f"members names one twice: {', '.join(names)}; use weights")
    return {name: rewards[name] for name in names}


def _combine(value: object) -> str:
    if not isinstance(value, str) or value not in COMBINES:
        raise ValueError(_unknown(f"combine can't be {value!r}", str(value), COMBINES))
    return value


def _weights(table: object, ensemble: EnsembleReward) -> dict[str, float]:
    if not isinstance(table, Mapping):
        raise ValueError(f"weights must be a table such as {{rubric = 3}}, got {table!r}")
    if table and ensemble.combine in ("median", "min"):
        raise ValueError(f"weights have no meaning in combine = {ensemble.combine!r}")
    for name in table:
        if name not in ensemble.members:
            raise ValueError(_unknown(f"weights: no member {name!r}", name, list(ensemble.members)))
    weights = {str(name): _number(f"weights.{name}", weight) for name, weight in table.items()}
    for name, weight in weights.items():
        if weight == 0:
            raise ValueError(f"weights.{name} is 0: leave {name} out of members instead")
    return weights


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ValueError(f"{name} must be a number of at least 0, got {value!r}")
    return float(value)


def _unknown(problem: str, name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"{problem}; " + (f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}")
