"""The files that `rubrx plugins new` writes: a package with a reward and a metric that pass their own tests."""

#: path -> content; NAME, MODULE and CLASS stand for the plugin's own
FILES = {
    "pyproject.toml": """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "rubrx-NAME"
version = "0.1.0"
description = "A reward and a metric for rubrx."
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["rubrx"]

[dependency-groups]
test = ["pytest>=8"]

# rubrx finds the plugin by this line, once the package is installed.
[project.entry-points.rubrx]
NAME = "MODULE"

[tool.hatch.build.targets.wheel]
packages = ["MODULE"]

[tool.pytest.ini_options]
testpaths = ["tests"]
filterwarnings = ["error"]
""",
    "README.md": """\
# rubrx-NAME

A plugin for rubrx with a reward, `NAME` (short sentences), and a metric, `NAME` (the answer names what a
criterion asks for, and does not deny it). Replace both with your own.

    pip install -e .
    rubrx plugins list
    rubrx plugins check NAME
    python -m pytest

A criterion of the metric, in a rubric:

    - {id: names-metformin, metric: NAME, points: 1, names: metformin}

The reward is scored by `rubrx grade` like any other; `rubrx grade FILE --reward NAME` scores it alone.
""",
    ".gitignore": """\
__pycache__/
*.egg-info/
.pytest_cache/
build/
dist/
""",
    "MODULE/__init__.py": '''\
"""What rubrx-NAME adds to rubrx: a reward and a metric."""

from rubrx import Metric, Reward, hookimpl

from MODULE.metric import CLASSMetric
from MODULE.reward import CLASSReward


@hookimpl
def rubrx_rewards() -> list[Reward]:
    """The reward `NAME`."""
    return [CLASSReward()]


@hookimpl
def rubrx_metrics() -> list[Metric]:
    """The metric `NAME`."""
    return [CLASSMetric()]
''',
    "MODULE/py.typed": "",
    "MODULE/reward.py": '''\
"""The reward `NAME`: what share of an answer's sentences is short enough to follow."""

from collections.abc import Sequence

from rubrx import Reward
from rubrx.contracts import RewardExample, Scored

#: words that a short sentence has at most
SHORT = 20


class CLASSReward(Reward):
    """10 x the share of sentences of at most 20 words; None for an answer without sentences."""

    name = "NAME"
    description = "10 x the share of short sentences"
    version = "1"  # another one whenever a value could change
    range = (0.0, 10.0)
    self_tests = (
        RewardExample("Stop metformin. Start insulin.", 10.0),
        RewardExample(f"Stop metformin. {'Then ' * SHORT}start insulin.", 5.0),
        RewardExample("", None),
    )

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        """One finite number within `range`, or None where the reward does not apply, for each answer."""
        return [_score(each) for each in batch]


def _score(scored: Scored) -> float | None:
    sentences = scored.reading.sentences
    if not sentences:
        return None
    return 10.0 * sum(len(each.text.split()) <= SHORT for each in sentences) / len(sentences)
''',
    "MODULE/metric.py": '''\
"""The metric `NAME`, with the kind `names`: the answer names something and does not deny it."""

from typing import Annotated

from pydantic import Field
from rubrx import Metric, Rubric, Status
from rubrx.contracts import Case, Judge, MetricExample, Outcome, met, not_met
from rubrx.reading import Lexicon
from rubrx.records import Criterion

CRITERION = "{id: names-it, metric: NAME, points: 1, names: metformin}"


class CLASSMetric(Metric):
    """Does the answer say the word?"""

    name = "NAME"
    description = "names what a criterion asks for"
    version = "1"  # another one whenever a verdict could change
    target = 0.9
    #: kind -> what a criterion writes under it: any type that pydantic can validate
    kinds = {"names": Annotated[str, Field(min_length=1)]}
    kind_examples = {"names": CRITERION}
    self_tests = (
        MetricExample(CRITERION, "Stop metformin.", Status.MET),
        MetricExample(CRITERION, "Stop Glucophage.", Status.MET, {"terms": {"metformin": ["Glucophage"]}}),
        MetricExample(CRITERION, "There is no metformin in it.", Status.NOT_MET),
        MetricExample(CRITERION, "Start insulin.", Status.NOT_MET),
    )

    def prepare(self, criterion: Criterion, rubric: Rubric, lexicon: Lexicon) -> Judge:
        """Compile a criterion, once a rubric, into a function that judges every answer."""
        wanted = lexicon.concept(str(criterion.body))

        def judge(case: Case) -> Outcome:
            found = case.reading.asserted(wanted)
            if not found:
                return not_met(f"does not name {wanted.name}")
            spans = [case.reading.span(each.start, each.end) for each in found]
            return met(f"names {wanted.name}", spans)

        return judge
''',
    "tests/test_MODULE.py": '''\
"""The plugin keeps rubrx's contracts, and its own promises."""

import pytest
from rubrx import Status
from rubrx.testing import check_metric, check_reward, judged, scored_batch

from MODULE import rubrx_metrics, rubrx_rewards

[REWARD] = rubrx_rewards()
[METRIC] = rubrx_metrics()


def test_the_reward_keeps_its_contract():
    """Exact length, finite, in range, the same again, in any order, and alone; and its self-tests."""
    check_reward(REWARD)


def test_the_metric_keeps_its_contract():
    """An outcome for every answer, evidence within it, the same in any order; and its self-tests."""
    check_metric(METRIC)


@pytest.mark.parametrize(("text", "value"), [("Stop it. Now.", 10.0), ("word " * 30 + ".", 0.0), ("", None)])
def test_short_sentences_earn(text, value):
    assert REWARD.score(scored_batch([text])) == [value]


@pytest.mark.parametrize(
    ("text", "status"), [("Take aspirin.", Status.MET), ("Not on aspirin.", Status.NOT_MET), ("", Status.NOT_MET)]
)
def test_what_is_denied_is_not_named(text, status):
    criterion = "{id: c, metric: NAME, points: 1, names: aspirin}"
    assert judged(METRIC, criterion, text).status is status
''',
}
