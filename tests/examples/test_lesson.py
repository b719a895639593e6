"""The lab's answer key is what its exercises print, and each plugin stands alone outside rubrx."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from rubrx.cli import run as cli

LAB = Path(__file__).parents[2] / "examples" / "lesson"
KEY = json.loads((LAB / "answers.json").read_text("utf-8"))


@pytest.mark.parametrize("answer", KEY, ids=[each["exercise"] for each in KEY])
def test_the_answer_key_is_what_the_exercise_prints(answer, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    plugin = ["--plugin", str(LAB / answer["plugin"])] if answer["plugin"] else []
    variant = ["--variant", answer["variant"]] if answer["variant"] else []
    assert cli([*plugin, "ppo", "--replay", "--json", *variant]) == 0
    last = json.loads(capsys.readouterr().out)["engine"][-1]
    assert round(last["beta"], 3) == answer["beta"]
    for column, figure in (("reward", "reward"), ("kl", "kl"), ("clipped", "clip_fraction"), ("loss", "loss")):
        low, high = answer[column]
        assert low <= last[figure] <= high, (column, last[figure])


def test_every_plugin_has_an_exercise_and_every_exercise_its_plugin():
    assert {path.name for path in LAB.glob("*.py")} == {each["plugin"] for each in KEY} - {None}
    readme = (LAB / "README.md").read_text("utf-8")
    assert all(each["plugin"] in readme and each["variant"] in readme for each in KEY if each["plugin"])


@pytest.mark.parametrize("path", sorted(LAB.glob("*.py")), ids=lambda path: path.name)
def test_a_plugin_is_one_file_that_uses_only_what_is_open_to_everyone(path):
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported <= {"numpy", "rubrx.contracts"}
