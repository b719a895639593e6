"""Contract tests that a plugin's author imports: each `check_…` raises AssertionError with what was broken.

    from rubrx.testing import check_reward

    def test_brevity_is_a_reward():
        check_reward(Brevity())

They need nothing but rubrx, judge real rubrics with the real grader, and hold what `rubrx grade` relies on:
a value depends on its own answer and on nothing else, so that neither the order of a file, nor where a batch
was cut, nor a second run changes a number.
"""

from rubrx.testing.answers import AWKWARD_ANSWERS, scored_batch
from rubrx.testing.attacks import check_attack
from rubrx.testing.feature_sets import check_feature_set
from rubrx.testing.metrics import check_metric, judged
from rubrx.testing.packs import check_rubric_pack
from rubrx.testing.plugin_checks import Check, check_plugins
from rubrx.testing.rewards import check_reward

__all__ = [
    "AWKWARD_ANSWERS",
    "Check",
    "check_attack",
    "check_feature_set",
    "check_metric",
    "check_plugins",
    "check_reward",
    "check_rubric_pack",
    "judged",
    "scored_batch",
]
