"""A plugin for the tests: a metric that does to its process whatever the answer says."""

from __future__ import annotations

import ctypes
import os
import re
import sys
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from rubrx import Metric, hookimpl
from rubrx.contracts import Judge, met, not_met
from rubrx.reading import Lexicon
from rubrx.records import Criterion, Rubric

DEEDS = {
    "sleeps": lambda: time.sleep(3600),
    "spins": lambda: [None for _ in iter(int, 1)],
    "backtracks": lambda: re.match(r"(a+)+$", "a" * 60 + "b"),
    "computes in C": lambda: sum(range(10**13)),
    "leaves": lambda: os._exit(7),
    "crashes": lambda: ctypes.string_at(0),
    "exits": lambda: sys.exit(3),
    "prints": lambda: print("LOUD"),
}


class Hostile(Metric):
    """Met when the answer says "good"; before that, the first deed it names is done."""

    name = "hostile"
    kinds: ClassVar[Mapping[str, Any]] = {"good": str, "plain": str}

    def prepare(self, criterion: Criterion, rubric: Rubric, lexicon: Lexicon) -> Judge:
        def judge(case):
            text = case.response.text
            if criterion.kind == "good":
                for name, deed in DEEDS.items():
                    if name in text:
                        deed()
            return met("good") if "good" in text else not_met("not good")

        return judge


@hookimpl
def rubrx_metrics() -> list[Metric]:
    """One metric."""
    return [Hostile()]
