"""The contract of a reward, check by check: exact length, finite, in range, and the answer's alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from numbers import Real

from rubrx.contracts import Metric, Reward, Scored
from rubrx.testing.answers import broken, named, require, scored_batch, short

Values = Sequence[float | None]


def check_reward(reward: Reward, batch: Sequence[Scored] = ()) -> None:
    """Hold the contract of a reward on `batch` and on a batch of awkward answers (see `scored_batch`).

    One value an answer, in order, also for no answers; each None or a finite number within `range`; the same
    again the second time, in any order, and alone; and its `self_tests`.
    """
    for _, check in reward_checks(reward, batch):
        check()


def reward_checks(
    reward: Reward, batch: Sequence[Scored] = (), metrics: Mapping[str, Metric] | None = None
) -> list[tuple[str, Callable[[], None]]]:
    """The parts of the contract by name; each call raises AssertionError with what was broken.

    `metrics` grade the awkward answers; default: all that are installed.
    """
    sample = scored_batch(metrics=metrics)
    answers = (*batch, *sample, broken(sample[3]))
    return [
        ("name and range", lambda: _declared(reward)),
        ("exact length", lambda: _exact_length(reward, answers)),
        ("finite", lambda: _finite(reward, answers)),
        ("in range", lambda: _in_range(reward, answers)),
        ("deterministic", lambda: _same(reward, "when asked a second time", answers, _scores(reward, answers))),
        (
            "order-independent",
            lambda: _same(reward, "in another order", answers, _scores(reward, answers[::-1])[::-1]),
        ),
        (
            "batch-independent",
            lambda: _same(reward, "alone", answers, [_scores(reward, (each,))[0] for each in answers]),
        ),
        (f"self-tests ({len(reward.self_tests) or 'none given'})", lambda: _self_tests(reward, metrics)),
    ]


def _declared(reward: Reward) -> None:
    name = named(reward, "reward")
    low, high = reward.range
    require(
        math.isfinite(low) and math.isfinite(high) and low < high,
        f"{name}: range must be two finite numbers, the lower first, got {reward.range!r}",
    )


def _scores(reward: Reward, batch: Sequence[Scored]) -> Values:
    """What the reward says of a batch: a list with one value an answer."""
    values = reward.score(tuple(batch))
    name = f"reward {reward.name}"
    require(isinstance(values, list), f"{name}: score must return a list, got {type(values).__name__}")
    require(len(values) == len(batch), f"{name}: returned {len(values)} values for {len(batch)} answers")
    return values


def _exact_length(reward: Reward, answers: Sequence[Scored]) -> None:
    for size in (0, 1, len(answers)):
        _scores(reward, answers[:size])


def _finite(reward: Reward, answers: Sequence[Scored]) -> None:
    for scored, value in zip(answers, _scores(reward, answers), strict=True):
        if value is None:
            continue
        said = f"reward {reward.name}: returned {value!r} for {short(scored.response.text)}"
        require(isinstance(value, Real) and not isinstance(value, bool), f"{said}, which is no number")
        require(math.isfinite(value), f"{said}; where it does not apply, say None")


def _in_range(reward: Reward, answers: Sequence[Scored]) -> None:
    low, high = reward.range
    for scored, value in zip(answers, _scores(reward, answers), strict=True):
        if value is not None:
            said = f"reward {reward.name}: returned {value!r} for {short(scored.response.text)}"
            require(low <= value <= high, f"{said}, outside [{low}, {high}]")


def _same(reward: Reward, when: str, answers: Sequence[Scored], again: Values) -> None:
    for scored, a, b in zip(answers, _scores(reward, answers), again, strict=True):
        told = f"reward {reward.name}: {a} became {b} {when}, for {short(scored.response.text)}"
        require(_alike(a, b), told)


def _alike(a: float | None, b: float | None) -> bool:
    return a is b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12))


def _self_tests(reward: Reward, metrics: Mapping[str, Metric] | None) -> None:
    """The reward's own examples: each answer gets the value that its author expects."""
    wrong = []
    for number, example in enumerate(reward.self_tests, 1):
        [value] = _scores(reward, scored_batch([example.text], metrics=metrics))
        if not _alike(value, example.value):
            wrong.append(f"self-test {number}: got {value}, expected {example.value}, for {short(example.text)}")
    require(not wrong, f"reward {reward.name}: " + "; ".join(wrong))
