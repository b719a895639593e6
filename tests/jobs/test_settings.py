"""Settings are found where they should be, and a mistake in them is told with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from rubrx.contracts import Reward, Scored
from rubrx.errors import PluginFault, UsageError
from rubrx.jobs.settings import Settings, configured_rewards, find_settings, read_settings


class Fixed(Reward):
    """Takes one setting, `value`; remembers the rewards it was configured with."""

    def __init__(self, name: str, value: float = 0.0, others: Mapping[str, Reward] | None = None) -> None:
        self.name = name  # type: ignore[misc]
        self.value = value
        self.others = others or {}

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        return [self.value] * len(batch)

    def configured(self, settings: Mapping[str, object], rewards: Mapping[str, Reward]) -> Reward:
        if settings.get("value") == "boom":
            raise RuntimeError("boom")
        if not isinstance(settings.get("value", 0.0), float):
            raise ValueError("value must be a number")
        return Fixed(self.name, settings.get("value", 0.0), rewards)  # type: ignore[arg-type]


def test_rubrx_toml_goes_before_pyproject_and_the_nearest_wins(tmp_path: Path) -> None:
    """Walking up stops at the first settings, and at the repository's root."""
    inner = tmp_path / "repo" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "rubrx.toml").write_text("[rewards.outside]\n")
    (tmp_path / "repo" / ".git").mkdir()
    assert find_settings(inner) == Settings()
    (tmp_path / "repo" / "pyproject.toml").write_text("[tool.rubrx.rewards.low]\nvalue = 1.0\n")
    assert find_settings(inner).rewards == {"low": {"value": 1.0}}
    (tmp_path / "repo" / "rubrx.toml").write_text("[rewards.top]\n")
    assert find_settings(inner).rewards == {"top": {}}
    (tmp_path / "repo" / "a" / "pyproject.toml").write_text("[tool.other]\n")
    assert find_settings(inner).rewards == {"top": {}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rewards = 3", "rewards: must hold one table a reward"),
        ("[reward.x]", "reward: no such setting; allowed: rewards"),
        ("[rewards\n", "line 1"),
        ("[rewards]\nensemble = 1", "one table a reward"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_field(tmp_path: Path, text: str, told: str) -> None:
    """One line that names the file."""
    file = tmp_path / "rubrx.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=told) as refusal:
        read_settings(file)
    assert str(file) in str(refusal.value)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not TOML"):
        read_settings(file)


def test_rewards_are_configured_with_the_others_already_configured() -> None:
    """An ensemble's members carry their own settings; only the named rewards come back, sorted."""
    rewards = {name: Fixed(name) for name in ("b", "a", "c")}
    settings = Settings("rubrx.toml", {"a": {"value": 2.0}})
    chosen = configured_rewards(rewards, settings)
    assert list(chosen) == ["a", "b", "c"]
    b = chosen["b"]
    assert isinstance(b, Fixed)
    assert set(b.others) == {"a", "c"}
    assert b.others["a"].score([]) == []
    assert b.others["a"].value == 2.0  # type: ignore[attr-defined]
    assert list(configured_rewards(rewards, settings, ("c", "a"))) == ["a", "c"]


def test_a_setting_that_cannot_work_is_a_usage_error() -> None:
    """A value that a reward refuses, an unknown reward (with a guess), a plugin that breaks."""
    rewards = {"ensemble": Fixed("ensemble")}
    with pytest.raises(UsageError, match=r"rubrx\.toml: rewards\.ensemble: value must be a number"):
        configured_rewards(rewards, Settings("rubrx.toml", {"ensemble": {"value": 1}}))
    with pytest.raises(UsageError, match="did you mean ensemble"):
        configured_rewards(rewards, Settings("rubrx.toml", {"ensembel": {}}))
    with pytest.raises(UsageError, match="known: ensemble"):
        configured_rewards(rewards, Settings(), ("zzz",))
    with pytest.raises(PluginFault, match="boom"):
        configured_rewards(rewards, Settings("rubrx.toml", {"ensemble": {"value": "boom"}}))
