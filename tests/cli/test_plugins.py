"""`rubrx plugins`: `check` tells each contract on a line, and `new` begins a package that keeps them all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rubrx.errors import UsageError
from rubrx.jobs.new_plugin import new_plugin
from rubrx.manager import load_plugins
from rubrx.testing import check_plugins


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `plugins new plain-words` wrote."""
    folder = tmp_path_factory.mktemp("new") / "rubrx-plain-words"
    assert len(new_plugin("plain-words", folder, plugins=load_plugins())) == 8
    return folder


def test_a_new_plugin_is_a_whole_package(skeleton: Path) -> None:
    """Everything that a package needs, named after it, and nothing of the template left in."""
    files = {file.relative_to(skeleton).as_posix(): file.read_text("utf-8") for file in skeleton.rglob("*.*")}
    assert {
        "pyproject.toml",
        "README.md",
        "rubrx_plain_words/__init__.py",
        "rubrx_plain_words/py.typed",
        "tests/test_rubrx_plain_words.py",
    } <= set(files)
    assert '[project.entry-points.rubrx]\nplain-words = "rubrx_plain_words"' in files["pyproject.toml"]
    assert not [name for name, text in files.items() if re.search("NAME|MODULE|CLASS", text)]


def test_a_new_plugin_passes_its_own_tests(skeleton: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    environ = {"PYTHONPATH": str(skeleton), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=skeleton, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "8 passed" in done.stdout


def test_the_command_says_what_it_wrote_and_overwrites_nothing(folder: Any, typed: Any) -> None:
    done = typed("plugins", "new", "plain-words")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 8)
    assert done.stderr == "next: pip install -e rubrx-plain-words && rubrx plugins check plain-words\n"
    done = typed("plugins", "new", "plain-words")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not empty" in done.stderr


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("Plain", "can't be a plugin's name"),
        ("../x", "can't be a plugin's name"),
        ("a" * 61, "at most 60"),
        ("", "can't be a plugin's name"),
        ("rubrx-plain", "leave out 'rubrx-'"),
        ("rewards", "installed already"),
        ("keyword", "a reward called keyword"),
        ("humility", "a metric called humility"),
    ],
)
def test_a_name_that_can_not_be_is_refused(name: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=complaint):
        new_plugin(name, tmp_path / "x", plugins=load_plugins())
    assert not (tmp_path / "x").exists()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="can't be written"):
        new_plugin("mine", tmp_path / "file", plugins=load_plugins())


def test_what_is_bundled_keeps_every_contract() -> None:
    checks = list(check_plugins(load_plugins()))
    assert [each for each in checks if not each.holds] == []
    assert {each.plugin for each in checks} >= {"alignment", "pharmacy", "rewards"}


BROKEN = '''\
"""A plugin that breaks its contracts one by one."""
from rubrx import Metric, Reward, hookimpl
from rubrx.contracts import MetricExample, RewardExample, Status, met

class Fickle(Reward):
    name = "fickle"
    range = (0.0, 1.0)
    self_tests = (RewardExample("Stop it.", 0.5),)
    def score(self, batch):
        return [i / 10 for i, _ in enumerate(batch)]

class Loud(Reward):
    name = "loud"
    def score(self, batch):
        raise SystemExit("no\\x1b[31m")

class Yes(Metric):
    name = "yes"
    kinds = {"says": str}
    kind_examples = {"says": "{id: s, metric: yes, points: 1, says: it}"}
    self_tests = (MetricExample("{id: s, metric: yes, points: 1, says: it}", "no", Status.NOT_MET),)
    def prepare(self, criterion, rubric, lexicon):
        return lambda case: met("yes")

@hookimpl
def rubrx_rewards():
    return [Fickle(), Loud()]

@hookimpl
def rubrx_metrics():
    return [Yes()]

@hookimpl
def rubrx_nothing():
    return []
'''


def test_each_breach_is_told_on_its_line(folder: Any, typed: Any) -> None:
    """What holds is told beside what does not; a plugin that exits costs its checks, not the command."""
    (folder.path / "odd.py").write_text(BROKEN, encoding="utf-8")
    done = typed("--plugin", "odd.py", "plugins", "check", "odd")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    told = {line[6:].partition(": ")[2]: line[:4].strip() for line in lines[:-1]}
    assert told["reward fickle: exact length"] == "ok"
    assert told["reward fickle: finite"] == "ok"
    fails = [line for line in lines if line.startswith("FAIL")]
    for words in (
        "plugin: loads: no hook is called rubrx_nothing",
        "reward fickle: in range: returned 1.1",
        "reward fickle: order-independent: 0.0 became",
        "reward fickle: batch-independent: 0.1 became 0.0 alone",
        "reward fickle: self-tests (1): self-test 1: got 0.0, expected 0.5, for the answer 'Stop it.'",
        "reward loud: exact length: SystemExit: no",
        "metric yes: self-tests (1): self-test 1: got met (yes), expected not_met",
    ):
        assert [line for line in fails if words in line], words
    assert "\x1b" not in done.stdout
    assert lines[-1].endswith(f"{len(fails)} failed")

    data = json.loads(typed("--plugin", "odd.py", "plugins", "check", "odd", "--json").stdout)
    assert data["failed"] == len(fails)
    assert [each["holds"] for each in data["checks"]] == [line.startswith("ok") for line in lines[:-1]]


def test_an_unknown_plugin_is_asked_back(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean rewards"):
        list(check_plugins(load_plugins(), "reward"))
