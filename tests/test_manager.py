"""The plugin manager: every plugin by the same door, a broken one costs itself, a name has one owner."""

from __future__ import annotations

import importlib
import textwrap

import pytest

from rubrx.errors import PluginFault
from rubrx.manager import load_plugins

METRICS = ["accuracy", "contraindication_recall", "dose_accuracy", "humility", "specificity"]


@pytest.fixture
def write(tmp_path):
    """A plugin file with this text."""

    def _write(text, name="mine.py"):
        file = tmp_path / name
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return str(file)

    return _write


@pytest.fixture
def install(tmp_path, monkeypatch):
    """A distribution with one entry point, found by its metadata as pip would leave it."""

    def _install(name, module, text, distribution="foreign"):
        (tmp_path / f"{module}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        info = tmp_path / f"{distribution}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.2\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[rubrx]\n{name} = {module}\n", encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        importlib.invalidate_caches()

    return _install


REWARD = """
    from rubrx import Reward, hookimpl

    class Mine(Reward):
        name = "{name}"

        def score(self, batch):
            return [0.0 for _ in batch]

    @hookimpl
    def rubrx_rewards():
        return [Mine()]
"""


def test_the_bundled_plugins_are_found():
    plugins = load_plugins(environ={})
    assert list(plugins.metrics) == METRICS
    assert list(plugins.rewards) == ["ensemble", "keyword", "length", "rubric"]
    assert list(plugins.rubric_packs) == ["pharmacy"]
    assert plugins.problems() == []


def test_a_file_is_a_plugin(write):
    plugins = load_plugins([write(REWARD.format(name="brevity"))], {})
    assert "brevity" in plugins.rewards
    [info] = [info for info in plugins.infos() if info.name == "mine"]
    assert info.hooks == ("rubrx_rewards",)
    assert info.provides == {"rewards": ("brevity",)}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("def broken(:\n", "SyntaxError"),
        ("raise RuntimeError('no')", "RuntimeError: no"),
        ("import nowhere_to_be_found", "ModuleNotFoundError"),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
    ],
)
def test_a_file_that_was_asked_for_must_load(write, text, problem):
    """The user named it: to go on without it would grade with other plugins than were asked for."""
    with pytest.raises(PluginFault, match=problem) as fault:
        load_plugins([write(text)], {})
    assert "mine.py" in str(fault.value)
    assert fault.value.exit_code == 2


def test_a_file_that_is_not_there_or_no_python_is_refused(tmp_path):
    with pytest.raises(PluginFault, match="no such file"):
        load_plugins([str(tmp_path / "missing.py")], {})
    other = tmp_path / "plugin.txt"
    other.write_text("x", encoding="utf-8")
    with pytest.raises(PluginFault, match=r"end in \.py"):
        load_plugins([str(other)], {})


def test_an_installed_plugin_comes_in_by_its_entry_point(install):
    install("strange", "strange_plugin", REWARD.format(name="strange"))
    plugins = load_plugins(environ={})
    assert "strange" in plugins.rewards
    [info] = [info for info in plugins.infos() if info.name == "strange"]
    assert (info.distribution, info.version, info.module) == ("foreign", "1.2", "strange_plugin")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("raise RuntimeError('out of order')", "RuntimeError: out of order"),
        ("import sys; sys.exit(1)", "SystemExit: 1"),
        ("import nowhere_to_be_found", "ModuleNotFoundError"),
    ],
)
def test_an_installed_plugin_that_does_not_load_costs_itself_only(install, text, problem):
    install("bad", f"bad_plugin_{len(text)}", text)
    plugins = load_plugins(environ={})
    assert list(plugins.metrics) == METRICS
    [told] = plugins.problems()
    assert problem in told
    assert told.startswith("plugin bad (")
    assert "\n" not in told


HOOK_BREAKS = """
    from rubrx import hookimpl

    @hookimpl
    def rubrx_metrics():
        {body}
"""


@pytest.mark.parametrize(
    "body", ["raise RuntimeError('late')", "import sys; sys.exit(1)", "return None", "return [object()]", "return 3"]
)
def test_a_hook_that_breaks_costs_its_plugin_only(install, body):
    install("late", f"late_plugin_{len(body)}", HOOK_BREAKS.format(body=body))
    plugins = load_plugins(environ={})
    assert list(plugins.metrics) == METRICS
    assert any(problem.startswith("plugin late (") for problem in plugins.problems())


def test_a_plugin_can_be_left_out(install):
    install("bad", "bad_plugin_left_out", "raise RuntimeError('no')")
    plugins = load_plugins(environ={"RUBRX_WITHOUT": " bad , pharmacy,"})
    assert plugins.problems() == []
    assert plugins.rubric_packs == {}
    assert list(plugins.metrics) == METRICS


def test_without_a_plugin_its_things_are_gone():
    plugins = load_plugins(environ={"RUBRX_WITHOUT": "alignment"})
    assert plugins.metrics == {}
    assert "alignment" not in {info.name for info in plugins.infos()}


def test_a_name_used_twice_is_refused_with_both_owners(write):
    """Which of the two graded would depend on an order that nobody sees."""
    plugins = load_plugins([write(REWARD.format(name="length"))], {})
    with pytest.raises(PluginFault) as fault:
        _ = plugins.rewards
    for word in ("'length'", "mine", "rewards", "RUBRX_WITHOUT="):
        assert word in str(fault.value)


def test_a_plugins_own_name_used_twice_is_refused_with_both_owners(write):
    with pytest.raises(PluginFault) as fault:
        load_plugins([write(REWARD.format(name="brevity"), "rewards.py")], {})
    for word in ("rewards", "rubrx", "RUBRX_WITHOUT=rewards"):
        assert word in str(fault.value)


def test_two_files_of_one_name_are_refused(write, tmp_path):
    (tmp_path / "other").mkdir()
    one, two = write(REWARD.format(name="a")), write(REWARD.format(name="b"), "other/mine.py")
    with pytest.raises(PluginFault, match="two plugins have this name"):
        load_plugins([one, two], {})


def test_things_stand_in_the_order_of_their_names_however_they_came(write):
    files = [write(REWARD.format(name=name), f"p_{place}.py") for place, name in enumerate(["zeta", "alpha", "midway"])]
    forward, backward = load_plugins(files, {}), load_plugins(files[::-1], {})
    assert list(forward.rewards) == sorted(forward.rewards) == list(backward.rewards)


def test_versions_name_each_metric_and_reward(write):
    versions = load_plugins([write(REWARD.format(name="brevity"))], {}).versions()
    assert versions["reward:brevity"].startswith("1+"), "a one-file plugin's digest belongs to its version"
    edited = load_plugins([write(REWARD.format(name="brevity") + "    # edited\n")], {}).versions()
    assert edited["reward:brevity"] != versions["reward:brevity"]
    assert {f"metric:{name}" for name in METRICS} <= set(versions)


def test_a_fault_is_one_line(write):
    with pytest.raises(PluginFault) as fault:
        load_plugins([write("raise RuntimeError('a')")], {})
    assert len(str(fault.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise RuntimeError('two\\nlines')", "RuntimeError: two lines"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("return None", "TypeError"),
        ("return [5]", "must return a list of Reward, and got one with int"),
        ("return [type('Nameless', (Reward,), {'score': print})()]", "Nameless has no name"),
    ],
)
def test_a_hooks_fault_is_told_once_when_the_hook_is_used(write, body, said):
    """Loading can't know of it: it shows with the first use, whatever command that is."""
    told = []
    text = f"from rubrx import Reward, hookimpl\n@hookimpl\ndef rubrx_rewards():\n    {body}\n"
    plugins = load_plugins([write(text)], {}, told.append)
    _ = plugins.metrics
    assert told == []
    assert "keyword" in plugins.rewards
    plugins.infos()
    [line] = told
    assert line.startswith("plugin mine (")
    assert "rubrx_rewards: " in line
    assert said in line
    assert "\n" not in line
    assert told == plugins.problems()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "provides nothing: no function with @hookimpl"),
        (
            "def rubrx_reward():\n    return []",
            "provides nothing: no function with @hookimpl; did you mean rubrx_rewards?",
        ),
        (
            "def rubrx_rewards():\n    return []",
            "provides nothing: no function with @hookimpl; rubrx_rewards lacks it",
        ),
        (
            "from rubrx import hookimpl\n@hookimpl\ndef rubrx_metric():\n    return []",
            "no hook is called rubrx_metric; did you mean rubrx_metrics?",
        ),
    ],
)
def test_a_plugin_that_provides_nothing_is_told_with_what_it_may_mean(write, text, said):
    told = []
    load_plugins([write(text)], {}, told.append)
    [line] = told
    assert line.partition(": ")[2] == said


def test_a_hook_with_arguments_nobody_gives_is_the_plugins_fault(write):
    with pytest.raises(PluginFault, match="can't be loaded"):
        load_plugins([write("from rubrx import hookimpl\n@hookimpl\ndef rubrx_rewards(x):\n    return []")], {})


def test_leaving_out_a_plugin_that_is_not_there_is_told():
    assert load_plugins(environ={"RUBRX_WITHOUT": "nope"}).problems() == [
        "RUBRX_WITHOUT: no plugin is called 'nope'; installed: alignment, attacks, pharmacy, rewards"
    ]
