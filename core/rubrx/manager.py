"""One plugin manager: find plugins by metadata, load them when needed, sort by name, refuse duplicates.

Entry points are read from metadata and imported one by one, so that one broken plugin costs itself and a
warning, never the tool. `RUBRX_WITHOUT=name,name` leaves plugins out.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from rubrx import hookspecs
from rubrx.contracts import Attack, FeatureSet, Metric, PPOVariant, ReportFormat, ResponseFormat, Reward, RubricPack
from rubrx.errors import PluginFault, told

GROUP = "rubrx"
#: hook -> what it returns a list of
HOOKS: Mapping[str, type] = {
    "rubrx_attacks": Attack,
    "rubrx_feature_sets": FeatureSet,
    "rubrx_metrics": Metric,
    "rubrx_ppo_variants": PPOVariant,
    "rubrx_report_formats": ReportFormat,
    "rubrx_response_formats": ResponseFormat,
    "rubrx_rewards": Reward,
    "rubrx_rubric_packs": RubricPack,
}


@dataclass(frozen=True)
class PluginInfo:
    """What `rubrx plugins list` shows of one plugin."""

    name: str
    module: str
    distribution: str
    version: str
    hooks: tuple[str, ...] = ()
    problem: str = ""
    provides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Plugins:
    """The plugins in force for one process; made by `load_plugins`."""

    def __init__(
        self,
        files: Iterable[str] = (),
        without: Iterable[str] = (),
        on_problem: Callable[[str], None] | None = None,
    ) -> None:
        """Load every entry point not in `without`, then the one-file plugins, which must load.

        `on_problem` is told each problem once, in one line, when it shows: some do only when a hook is used.
        """
        #: what `load_plugins` was asked for: a worker process loads the same
        self.files, self.without = tuple(files), tuple(without)
        self._on_problem = on_problem
        self._problems: list[str] = []
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(hookspecs)
        self._infos: dict[str, PluginInfo] = {}
        #: one-file plugin -> what its version ends with
        self._digests: dict[str, str] = {}
        points = sorted(importlib.metadata.entry_points(group=GROUP), key=lambda p: p.name)
        left_out = set(self.without)
        for name in sorted(left_out - {point.name for point in points}):
            known = ", ".join(point.name for point in points) or "none"
            self._tell(f"RUBRX_WITHOUT: no plugin is called {name!r}; installed: {known}")
        for point in points:
            if point.name not in left_out:
                self._load_entry_point(point)
        for file in self.files:
            self._load_file(file)

    def _load_entry_point(self, point: importlib.metadata.EntryPoint) -> None:
        dist = point.dist
        info = PluginInfo(point.name, point.value, dist.name if dist else "?", dist.version if dist else "?")
        try:
            self._register(point.load(), info)
        except (KeyboardInterrupt, PluginFault):
            raise
        except BaseException as fault:  # a plugin that fails to import, or exits, costs itself only
            self._infos[point.name] = info
            self._blame(point.name, told(fault))

    def _load_file(self, file: str) -> None:
        path = Path(file)
        if not path.is_file():
            raise PluginFault(file, "is a folder" if path.is_dir() else "no such file")
        name = path.stem
        spec = importlib.util.spec_from_file_location(f"rubrx_file_{name}", path)
        if spec is None or spec.loader is None:
            raise PluginFault(file, "a plugin file must be Python and end in .py")
        module = importlib.util.module_from_spec(spec)
        self._digests[name] = f"+{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        sys.modules[spec.name] = module
        try:
            spec.loader.exec_module(module)
            self._register(module, PluginInfo(name, str(path), file, ""))
        except (KeyboardInterrupt, PluginFault):
            raise
        except BaseException as fault:
            raise PluginFault(file, f"can't be loaded: {told(fault)}") from fault

    def _register(self, module: ModuleType, info: PluginInfo) -> None:
        if info.name in self._infos:
            raise PluginFault(
                info.name,
                f"two plugins have this name: {self._infos[info.name].distribution} "
                f"and {info.distribution}; leave one out with RUBRX_WITHOUT={info.name}",
            )
        self._manager.register(module, info.name)
        marked = sorted(caller.name for caller in self._manager.get_hookcallers(module) or ())
        hooks = tuple(name for name in marked if name in HOOKS)
        self._infos[info.name] = replace(info, hooks=hooks)
        for name in marked:
            if name not in HOOKS:
                self._blame(info.name, f"no hook is called {name}{_meant([name])}")
        if not marked:
            unmarked = [name for name in vars(module) if name.startswith("rubrx_")]
            bare = [name for name in unmarked if name in HOOKS]
            hint = f"; {bare[0]} lacks it" if bare else _meant(unmarked)
            self._blame(info.name, f"provides nothing: no function with @hookimpl{hint}")

    def _blame(self, owner: str, problem: str) -> None:
        """Keep a plugin's problem with its info, and tell it."""
        info = self._infos[owner]
        self._infos[owner] = replace(info, problem="; ".join(filter(None, (info.problem, problem))))
        self._tell(f"plugin {owner} ({info.module}): {problem}")

    def _tell(self, problem: str) -> None:
        self._problems.append(problem)
        if self._on_problem is not None:
            self._on_problem(problem)

    def _collect(self, hook: str) -> dict[str, Any]:
        """All that plugins return for one hook, by name, sorted; two owners of one name are both told."""
        found: dict[str, tuple[Any, str]] = {}
        caller = getattr(self._manager.hook, hook)
        for implementation in sorted(caller.get_hookimpls(), key=lambda i: i.plugin_name):
            owner = implementation.plugin_name
            try:
                things = list(implementation.function())
                named = [(_name_of(thing, HOOKS[hook]), thing) for thing in things]
            except KeyboardInterrupt:
                raise
            except BaseException as fault:
                self._blame(owner, f"{hook}: {told(fault)}")
                continue
            for name, thing in named:
                if name in found:
                    raise PluginFault(
                        owner,
                        f"{hook}: the name {name!r} is taken by plugin {found[name][1]}; "
                        f"leave one out with RUBRX_WITHOUT={owner} or RUBRX_WITHOUT={found[name][1]}",
                    )
                found[name] = (thing, owner)
        self._owners[hook] = {name: owner for name, (_, owner) in found.items()}
        return {name: found[name][0] for name in sorted(found)}

    @cached_property
    def _owners(self) -> dict[str, dict[str, str]]:
        return {}

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Metrics by name."""
        return self._collect("rubrx_metrics")

    @cached_property
    def rewards(self) -> dict[str, Reward]:
        """Rewards by name, not yet configured."""
        return self._collect("rubrx_rewards")

    @cached_property
    def attacks(self) -> dict[str, Attack]:
        """Attacks by name."""
        return self._collect("rubrx_attacks")

    @cached_property
    def feature_sets(self) -> dict[str, FeatureSet]:
        """Feature sets by name."""
        return self._collect("rubrx_feature_sets")

    @cached_property
    def rubric_packs(self) -> dict[str, RubricPack]:
        """Rubric packs by name."""
        return self._collect("rubrx_rubric_packs")

    @cached_property
    def response_formats(self) -> dict[str, ResponseFormat]:
        """Response formats that plugins add, by name."""
        return self._collect("rubrx_response_formats")

    @cached_property
    def report_formats(self) -> dict[str, ReportFormat]:
        """Report formats that plugins add, by name."""
        return self._collect("rubrx_report_formats")

    @cached_property
    def ppo_variants(self) -> dict[str, PPOVariant]:
        """PPO with parts replaced, by name."""
        return self._collect("rubrx_ppo_variants")

    def versions(self) -> dict[str, str]:
        """What a run records of the plugins in force: metric and reward versions by name.

        What comes from a one-file plugin has the file's digest behind its version: whoever edits the file while
        trying things out forgets the version, and a run must still tell the two apart.
        """
        kinds: tuple[tuple[str, Mapping[str, Metric | Reward]], ...] = (
            ("metric", self.metrics),
            ("reward", self.rewards),
        )
        return {
            f"{kind}:{name}": thing.version + self._digests.get(self._owners[f"rubrx_{kind}s"][name], "")
            for kind, things in kinds
            for name, thing in things.items()
        }

    def infos(self) -> list[PluginInfo]:
        """Every plugin found, with what it provides and what is wrong with it."""
        provided: dict[str, Mapping[str, object]] = {
            "metrics": self.metrics,
            "rewards": self.rewards,
            "rubric_packs": self.rubric_packs,
            "attacks": self.attacks,
            "feature_sets": self.feature_sets,
            "ppo_variants": self.ppo_variants,
            "response_formats": self.response_formats,
            "report_formats": self.report_formats,
        }
        infos = []
        for info in self._infos.values():
            provides = {
                noun: names
                for noun, things in provided.items()
                if (names := tuple(n for n in things if self._owners[f"rubrx_{noun}"][n] == info.name))
            }
            infos.append(replace(info, provides=provides))
        return infos

    def problems(self) -> list[str]:
        """One line for each problem that has shown so far, a broken hook's once that hook has been used."""
        return list(self._problems)


def _name_of(thing: object, kind: type) -> str:
    """The name under which a thing is known; TypeError where it has none, or is no such thing at all."""
    if not isinstance(thing, kind):
        raise TypeError(f"must return a list of {kind.__name__}, and got one with {type(thing).__name__}")
    name = getattr(thing, "name", None)
    if not isinstance(name, str) or not name:
        raise TypeError(f"{type(thing).__name__} has no name: a {kind.__name__} needs one, a str")
    return name


def _meant(names: Iterable[str]) -> str:
    """A question about the first of the names that comes close to a hook's; nothing where none does."""
    close = [match for name in names for match in get_close_matches(name, HOOKS, 1, 0.8)]
    return f"; did you mean {close[0]}?" if close else ""


def load_plugins(
    files: Iterable[str] = (),
    environ: Mapping[str, str] | None = None,
    on_problem: Callable[[str], None] | None = None,
) -> Plugins:
    """The installed plugins and the given one-file plugins, less those that `RUBRX_WITHOUT` names.

    `on_problem` is told each problem with a plugin once, in one line, when it shows.
    """
    environ = os.environ if environ is None else environ
    without = [name.strip() for name in environ.get("RUBRX_WITHOUT", "").split(",") if name.strip()]
    return Plugins(files, without, on_problem)
