"""What a plugin does wrong is told in words by the command that met it: none is silent, none is rubrx's bug."""

from __future__ import annotations

import json
from typing import Any

import pytest

REWARDS = """
from rubrx import Reward, hookimpl

class MuteError(Exception):
    def __str__(self):
        raise RuntimeError("no words")

class Bad(Reward):
    def __init__(self, name, fault):
        self.name, self.fault = name, fault

    def score(self, batch):
        if any("calm" in each.response.text for each in batch):
            return [0.0 for _ in batch] if len(batch) == 1 else []
        raise self.fault

@hookimpl
def rubrx_rewards():
    return [Bad("gone", GeneratorExit()), Bad("mute", MuteError())]
"""


def test_failures_are_told_after_the_summary_and_in_the_report(near: Any) -> None:
    """One line a metric or reward, with one reason; the sum and the exit code are what they were."""
    (near.path / "bad.py").write_text(REWARDS)
    texts = ["break stop", "stop and calm", "break stop, break acidosis"]
    near.write([{"query_id": "q1", "text": text} for text in texts])
    done = near.rubrx("--plugin", "bad.py", "grade", "a.jsonl", "--rubrics", "rubrics")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "rubrx: warning: 3 verdicts became errors (has: RuntimeError: the metric broke)",
        "rubrx: warning: reward gone failed on 2 answers (GeneratorExit)",
        "rubrx: warning: reward mute failed on 2 answers (MuteError: (it can't say what is wrong))",
    ]
    told = [line.removeprefix("rubrx: warning: ") for line in done.stderr.splitlines()]
    page = " ".join(near.rubrx("report").stdout.split())
    assert all(line in page for line in told)
    assert "## Plugins that failed" in near.rubrx("report", "--format", "markdown").stdout
    data = json.loads(near.rubrx("report", "--json").stdout)["failures"]
    assert data[0] == {"what": "metric", "name": "has", "n": 3, "reason": "has: RuntimeError: the metric broke"}
    assert [(each["what"], each["name"], each["n"]) for each in data[1:]] == [
        ("reward", "gone", 2), ("reward", "mute", 2),
    ]  # fmt: skip
    again = near.rubrx("--plugin", "bad.py", "grade", "a.jsonl", "--rubrics", "rubrics", "--name", "b", "--json")
    assert json.loads(again.stdout)["failures"] == data


def test_without_failures_nothing_is_said_of_them(near: Any) -> None:
    near.write([{"query_id": "q1", "text": "stop"}])
    assert near.rubrx("grade", "a.jsonl", "--rubrics", "rubrics").stderr == ""
    assert "PLUGINS THAT FAILED" not in near.rubrx("report").stdout


@pytest.mark.parametrize("body", ["raise RuntimeError('late')", "return None", "return [5]"])
def test_a_broken_hook_is_told_once_by_each_command_that_uses_it(near: Any, body: str) -> None:
    (near.path / "late.py").write_text(f"from rubrx import hookimpl\n@hookimpl\ndef rubrx_metrics():\n    {body}\n")
    near.write([{"query_id": "q1", "text": "stop"}])
    for words in (["grade", "a.jsonl", "--rubrics", "rubrics"], ["report"], ["plugins", "list"], ["rubric", "list"]):
        done = near.rubrx("--plugin", "late.py", *words)
        assert done.returncode == 0, done.stderr
        [line] = done.stderr.splitlines()
        assert line.startswith("rubrx: warning: plugin late (late.py): rubrx_metrics: ")


def test_a_bug_in_prepare_names_the_rubric_and_the_plugin(near: Any) -> None:
    """Exit 3 as for any rubric that can't be used, not 70, and not the plugin's own exit code."""
    (near.path / "mm.py").write_text(
        "from rubrx import Metric, hookimpl\n"
        "class MM(Metric):\n    name = 'mm'\n    kinds = {'kind': str}\n"
        "    def prepare(self, criterion, rubric, lexicon):\n"
        "        raise SystemExit(7) if criterion.body == 'exit' else KeyError('x')\n"
        "@hookimpl\ndef rubrx_metrics():\n    return [MM()]\n"
    )
    rubric = (near.path / "rubrics" / "q1.yaml").read_text().partition("criteria:")[0]
    for body, told in (("any", "KeyError: 'x'"), ("exit", "SystemExit: 7")):
        (near.path / "q.yaml").write_text(f"{rubric}criteria:\n  - {{id: c, metric: mm, points: 5, kind: {body}}}\n")
        near.write([{"text": "stop"}])
        done = near.rubrx("--plugin", "mm.py", "grade", "a.jsonl", "--rubric", "q.yaml", "--name", body)
        assert done.returncode == 3
        assert done.stderr.splitlines()[-1] == f"rubrx: error: q.yaml:8:5: criteria.c.kind: plugin mm: {told}"
