"""One plugin manager: find plugins by metadata, load them when needed, sort by name, refuse duplicates.

Entry points are read from metadata and imported one by one, so that one broken plugin costs itself and a
warning, never the tool. `RUBRX_WITHOUT=name,name` leaves plugins out.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pluggy

from rubrx import hookspecs
from rubrx.contracts import Metric, ReportFormat, ResponseFormat, Reward, RubricPack
from rubrx.errors import PluginFault

T = TypeVar("T")
GROUP = "rubrx"


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

    def __init__(self, files: Iterable[str] = (), without: Iterable[str] = ()) -> None:
        """Load every entry point not in `without`, then the one-file plugins, which must load."""
        self._manager = pluggy.PluginManager(GROUP)
        self._manager.add_hookspecs(hookspecs)
        self._infos: dict[str, PluginInfo] = {}
        left_out = set(without)
        for point in sorted(importlib.metadata.entry_points(group=GROUP), key=lambda p: p.name):
            if point.name not in left_out:
                self._load_entry_point(point)
        for file in files:
            self._load_file(file)

    def _load_entry_point(self, point: importlib.metadata.EntryPoint) -> None:
        dist = point.dist
        info = PluginInfo(point.name, point.value, dist.name if dist else "?", dist.version if dist else "?")
        try:
            self._register(point.load(), info)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as fault:  # a plugin that fails to import, or exits, costs itself only
            if isinstance(fault, PluginFault):
                raise
            problem = f"{type(fault).__name__}: {fault}"
            self._infos[point.name] = replace(info, problem=problem)

    def _load_file(self, file: str) -> None:
        path = Path(file)
        if not path.is_file():
            raise PluginFault(file, "no such file")
        name = path.stem
        spec = importlib.util.spec_from_file_location(f"rubrx_file_{name}", path)
        if spec is None or spec.loader is None:
            raise PluginFault(file, "a plugin file must be Python and end in .py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        try:
            spec.loader.exec_module(module)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as fault:
            raise PluginFault(file, f"can't be loaded: {type(fault).__name__}: {fault}") from fault
        self._register(module, PluginInfo(name, str(path), file, ""))

    def _register(self, module: ModuleType, info: PluginInfo) -> None:
        if info.name in self._infos:
            raise PluginFault(
                info.name,
                f"two plugins have this name: {self._infos[info.name].distribution} "
                f"and {info.distribution}; leave one out with RUBRX_WITHOUT={info.name}",
            )
        self._manager.register(module, info.name)
        hooks = tuple(sorted(caller.name for caller in self._manager.get_hookcallers(module) or ()))
        self._infos[info.name] = replace(info, hooks=hooks)

    def _collect(self, hook: str, name_of: Callable[[T], str]) -> dict[str, T]:
        """All that plugins return for one hook, by name, sorted; two owners of one name are both told."""
        found: dict[str, tuple[T, str]] = {}
        caller = getattr(self._manager.hook, hook)
        for implementation in sorted(caller.get_hookimpls(), key=lambda i: i.plugin_name):
            owner = implementation.plugin_name
            try:
                things = list(implementation.function())
                named = [(name_of(thing), thing) for thing in things]
            except (KeyboardInterrupt, GeneratorExit):
                raise
            except BaseException as fault:
                problem = f"{hook}: {type(fault).__name__}: {fault}"
                self._infos[owner] = replace(self._infos[owner], problem=problem)
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
        return self._collect("rubrx_metrics", lambda metric: metric.name)

    @cached_property
    def rewards(self) -> dict[str, Reward]:
        """Rewards by name, not yet configured."""
        return self._collect("rubrx_rewards", lambda reward: reward.name)

    @cached_property
    def rubric_packs(self) -> dict[str, RubricPack]:
        """Rubric packs by name."""
        return self._collect("rubrx_rubric_packs", lambda pack: pack.name)

    @cached_property
    def response_formats(self) -> dict[str, ResponseFormat]:
        """Response formats that plugins add, by name."""
        return self._collect("rubrx_response_formats", lambda fmt: fmt.name)

    @cached_property
    def report_formats(self) -> dict[str, ReportFormat]:
        """Report formats that plugins add, by name."""
        return self._collect("rubrx_report_formats", lambda fmt: fmt.name)

    def versions(self) -> dict[str, str]:
        """What a run records of the plugins in force: metric and reward versions by name."""
        return {
            **{f"metric:{name}": metric.version for name, metric in self.metrics.items()},
            **{f"reward:{name}": reward.version for name, reward in self.rewards.items()},
        }

    def infos(self) -> list[PluginInfo]:
        """Every plugin found, with what it provides and what is wrong with it."""
        provided: dict[str, Mapping[str, object]] = {
            "metrics": self.metrics,
            "rewards": self.rewards,
            "rubric_packs": self.rubric_packs,
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
        """One line for each plugin that could not be used."""
        return [f"plugin {info.name} ({info.module}): {info.problem}" for info in self._infos.values() if info.problem]


def load_plugins(files: Iterable[str] = (), environ: Mapping[str, str] | None = None) -> Plugins:
    """The installed plugins and the given one-file plugins, less those that `RUBRX_WITHOUT` names."""
    environ = os.environ if environ is None else environ
    without = [name.strip() for name in environ.get("RUBRX_WITHOUT", "").split(",") if name.strip()]
    return Plugins(files, without)
