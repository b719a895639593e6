"""A plugin for the tests: a metric that looks for a string, and rewards that misbehave on purpose."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rubrx import Metric, Reward, hookimpl
from rubrx.contracts import Judge, Scored, cannot_assess, met, not_met
from rubrx.reading import Lexicon
from rubrx.records import Criterion, Rubric, Span


class Contains(Metric):
    """Met when the answer contains the string."""

    name = "has"
    target = 0.9
    kinds: ClassVar[Mapping[str, Any]] = {"contains": str}

    def prepare(self, criterion: Criterion, rubric: Rubric, lexicon: Lexicon) -> Judge:
        word = str(criterion.body)

        def judge(case):
            text = case.response.text
            if "slowly" in text and "HURRY" not in os.environ:
                time.sleep(0.002)
            if f"break {word}" in text:
                raise RuntimeError("the metric broke")
            if f"leave {word}" in text:
                return cannot_assess("somebody must look")
            at = text.find(word)
            return met("there", [Span(at, at + len(word))]) if at >= 0 else not_met("absent")

        return judge


class Odd(Reward):
    """Length in words, until a text asks it to misbehave."""

    name = "odd"
    range = (0.0, 1000.0)

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        texts = [each.response.text for each in batch]
        if any("throw" in text for text in texts):
            raise RuntimeError("odd\nbroke")
        if any("exit" in text for text in texts):
            sys.exit(3)
        if any("short" in text for text in texts):
            return []
        odd = {"nan": float("nan"), "huge": 1e9, "text": "12", "yes": True, "none": None}
        return [
            next((value for key, value in odd.items() if key in text), float(len(text.split())))  # type: ignore[misc]
            for text in texts
        ]


class Position(Reward):
    """The response's place in its batch: tells whether a resumed run forms the same batches."""

    name = "position"
    range = (0.0, 1e9)

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        return [float(place) for place in range(len(batch))]


@hookimpl
def rubrx_metrics() -> list[Metric]:
    """One metric."""
    return [Contains()]


@hookimpl
def rubrx_rewards() -> list[Reward]:
    """Two rewards."""
    return [Odd(), Position()]
