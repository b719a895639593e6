"""Score batches with rewards that may break: a fault costs the guilty response its value, nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from numbers import Real

from rubrx.contracts import Reward, Scored
from rubrx.errors import told
from rubrx.store import RewardValue

#: a problem is one line
MAX_PROBLEM = 300


def score_rewards(
    rewards: Mapping[str, Reward], batch: Sequence[Scored], tick: Callable[[], None] = lambda: None
) -> list[tuple[RewardValue, ...]]:
    """For each response of the batch, in order, one value a reward, in the mapping's order.

    A reward that throws, exits, or returns the wrong number of values is asked again for each response
    alone, so that only the guilty ones end without a value; a value that is no finite number within the
    reward's range is a problem of that response. `tick` is called before each question to a reward.
    """
    columns = [_column(name, reward, batch, tick) for name, reward in rewards.items()]
    return list(zip(*columns, strict=True)) if columns else [()] * len(batch)


def _column(name: str, reward: Reward, batch: Sequence[Scored], tick: Callable[[], None]) -> list[RewardValue]:
    tick()
    values, problem = _ask(reward, batch)
    if not problem:
        return [_checked(name, reward, value) for value in values]
    if len(batch) == 1:
        return [RewardValue(name, None, problem)]
    return [value for scored in batch for value in _column(name, reward, (scored,), tick)]


def _ask(reward: Reward, batch: Sequence[Scored]) -> tuple[list[object], str]:
    """The batch's values, or what went wrong."""
    try:
        values: list[object] = list(reward.score(tuple(batch)))
        if len(values) != len(batch):
            return [], f"returned {len(values)} values for {len(batch)} responses"
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # SystemExit and Rust panics are BaseExceptions too
        return [], _line(told(fault))
    return values, ""


def _checked(name: str, reward: Reward, value: object) -> RewardValue:
    if value is None:
        return RewardValue(name, None)
    if isinstance(value, bool) or not isinstance(value, Real):
        return RewardValue(name, None, _line(f"returned {value!r}, which is not a number"))
    number = float(value)
    low, high = reward.range
    if not math.isfinite(number) or not low <= number <= high:
        return RewardValue(name, None, f"returned {number!r}, outside [{low}, {high}]")
    return RewardValue(name, number)


def _line(text: str) -> str:
    return " ".join(text[:MAX_PROBLEM].split())
