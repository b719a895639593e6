"""Settings: `rubrx.toml`, else `[tool.rubrx]` in `pyproject.toml`, from here up to the repository's root.

[rewards.ensemble]
members = ["keyword", "rubric"]
combine = "mean"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rubrx.contracts import Reward
from rubrx.errors import PluginFault, UsageError, message_of, told
from rubrx.manager import Plugins

#: what marks the root of a repository: nothing above it is looked at
_ROOTS = (".git", ".hg", ".svn", ".jj")
#: what the name of a reward model begins with; its file follows
MODEL = "rm:"
#: the tables that a settings file may have
_TABLES = ("rewards",)


@dataclass(frozen=True)
class Settings:
    """What a settings file says; `path` is empty where there is none. `rewards` maps a name to its table."""

    path: str = ""
    rewards: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def find_settings(start: Path | None = None) -> Settings:
    """The settings that govern a folder (default: the current one); UsageError for a file that is no use."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        own = folder / "rubrx.toml"
        if own.is_file():
            return read_settings(own)
        shared = folder / "pyproject.toml"
        if shared.is_file():
            table = _load(shared).get("tool", {}).get("rubrx")
            if table is not None:
                return _settings(table, f"{shared}: tool.rubrx")
        if any((folder / root).exists() for root in _ROOTS):
            break
    return Settings()


def read_settings(path: Path) -> Settings:
    """The settings in one `rubrx.toml`; UsageError names the file, the line and the field."""
    return _settings(_load(path), str(path))


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise UsageError(f"{path}: not TOML: {fault}") from fault
    except OSError as fault:
        raise UsageError(f"{path}: {fault.strerror or fault}") from fault


def _settings(data: object, place: str) -> Settings:
    if not isinstance(data, dict):
        raise UsageError(f"{place}: must be a table")
    for name in data:
        if name not in _TABLES:
            raise UsageError(f"{place}: {name}: no such setting; allowed: {', '.join(_TABLES)}")
    rewards = data.get("rewards", {})
    if not isinstance(rewards, dict) or not all(isinstance(table, dict) for table in rewards.values()):
        raise UsageError(f"{place}: rewards: must hold one table a reward, such as [rewards.ensemble]")
    return Settings(place, rewards)


def rewards_in_force(plugins: Plugins, settings: Settings, names: tuple[str, ...] | None = None) -> dict[str, Reward]:
    """The rewards to score with, configured: the plugins', and reward models named as `rm:FILE`.

    A model is named in `names`, as a table of the settings, or among the members of an ensemble there; paths in a
    settings file begin at its folder. Raises as `configured_rewards`, and InputRefused for a file that is no model.
    """
    asked = [name for name in names or () if name.startswith(MODEL)]
    written = [
        name
        for key, table in settings.rewards.items()
        for name in (key, *(each for values in table.values() if isinstance(values, list) for each in values))
        if isinstance(name, str) and name.startswith(MODEL) and name not in asked
    ]
    rewards = plugins.rewards
    if asked or written:
        from rubrx.jobs.rm_reward import model_rewards  # noqa: PLC0415 - who uses no model doesn't wait for numpy

        folder = Path(settings.path.partition(": ")[0]).parent
        rewards = {
            **rewards,
            **model_rewards(asked, MODEL, None, plugins),
            **model_rewards(dict.fromkeys(written), MODEL, folder, plugins),
        }
    return configured_rewards(rewards, settings, names)


def configured_rewards(
    rewards: Mapping[str, Reward], settings: Settings, names: tuple[str, ...] | None = None
) -> dict[str, Reward]:
    """The rewards to score with, by name and sorted, each with its table of the settings; all unless named.

    A reward is configured with all the others already configured, so an ensemble's members have their own
    settings. UsageError for an unknown name or a setting that can't work.
    """
    for name in settings.rewards:
        _known(name, rewards, f"{settings.path}: rewards.{name}: ")
    chosen = sorted(rewards if names is None else {_known(name, rewards, "") for name in names})
    first = {name: _configured(name, rewards, rewards, settings) for name in rewards}
    return {name: _configured(name, rewards, first, settings) for name in chosen}


def _known(name: str, rewards: Mapping[str, Reward], place: str) -> str:
    if name not in rewards:
        close = get_close_matches(name, rewards, 1)
        hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(rewards)) or 'none'}"
        raise UsageError(f"{place}no reward named {name!r}; {hint}")
    return name


def _configured(name: str, rewards: Mapping[str, Reward], others: Mapping[str, Reward], settings: Settings) -> Reward:
    table = settings.rewards.get(name, {})
    try:
        return rewards[name].configured(table, {key: others[key] for key in others if key != name})
    except ValueError as fault:
        place = f"{settings.path}: rewards.{name}: " if table else f"reward {name}: "
        raise UsageError(f"{place}{message_of(fault)}") from fault
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # the plugin boundary; SystemExit and Rust panics are BaseExceptions too
        raise PluginFault(name, f"can't be configured: {told(fault)}") from fault
