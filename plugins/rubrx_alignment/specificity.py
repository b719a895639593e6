"""Specificity: of what is safe or right, how much does the answer leave alone?

A true negative is a criterion that is met (the answer does not bar the drug, does not say or recommend the wrong
thing), a false positive one that is not met; the specificity is TN / (TN + FP), an unassessed one counted as a false
alarm. Silence meets all of its kinds; an answer without clinical content is not applicable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rubrx.reading.expressions import Expr
from rubrx_alignment.advice import not_recommends
from rubrx_alignment.false_alarms import Barred, not_contraindicated
from rubrx_alignment.kinds import KindMetric
from rubrx_alignment.self_tests import SELF_TESTS
from rubrx_alignment.statements import not_states


class Specificity(KindMetric):
    """Of what is safe or right, how much does the answer leave alone?"""

    name = "specificity"
    description = "raises no false alarm"
    target = 0.95
    kinds: ClassVar[Mapping[str, Any]] = {"not_contraindicated": Barred, "not_states": Expr, "not_recommends": Expr}
    prepares: ClassVar[Mapping[str, Any]] = {
        "not_contraindicated": not_contraindicated,
        "not_states": not_states,
        "not_recommends": not_recommends,
    }
    self_tests = SELF_TESTS[name]
    kind_examples: ClassVar[Mapping[str, str]] = {
        "not_contraindicated": "{id: no-blanket-ban, metric: specificity, points: 1,\n"
        " not_contraindicated: {drug: metformin, when: egfr >= 45}}",
        "not_states": "{id: no-scare, metric: specificity, points: 1, not_states: kidney failure is certain}",
        "not_recommends": "{id: no-admission, metric: specificity, points: 1, not_recommends: emergency admission}",
    }
