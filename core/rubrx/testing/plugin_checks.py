"""Every contract check on everything a plugin provides, each with its outcome: what `plugins check` tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from rubrx.errors import UsageError, message_of, told
from rubrx.manager import PluginInfo, Plugins
from rubrx.testing.feature_sets import feature_set_checks
from rubrx.testing.metrics import metric_checks
from rubrx.testing.packs import format_checks, pack_checks
from rubrx.testing.rewards import reward_checks

#: a plugin's complaint on one line
_MAX_PROBLEM = 400


@dataclass(frozen=True, slots=True)
class Check:
    """One check on one thing of one plugin; `problem` is empty where it holds."""

    plugin: str
    subject: str
    check: str
    problem: str

    @property
    def holds(self) -> bool:
        """Whether the check passed."""
        return not self.problem


def check_plugins(plugins: Plugins, name: str | None = None) -> Iterator[Check]:
    """Check the plugin of that name, or all of them, one after the other; UsageError for an unknown name."""
    infos = {info.name: info for info in plugins.infos()}
    if name is not None and name not in infos:
        close = get_close_matches(name, infos, 1)
        hint = f"did you mean {close[0]}?" if close else f"in force: {', '.join(sorted(infos)) or 'none'}"
        raise UsageError(f"no plugin is called {name!r}; {hint}")
    for each in sorted(infos) if name is None else [name]:
        yield from _plugin(plugins, infos[each])


def _plugin(plugins: Plugins, info: PluginInfo) -> Iterator[Check]:
    yield Check(info.name, "plugin", "loads", info.problem)
    provided = info.provides.get
    for reward in provided("rewards", ()):
        checks = lambda reward=reward: reward_checks(plugins.rewards[reward], metrics=plugins.metrics)  # noqa: E731
        yield from _outcomes(info.name, f"reward {reward}", checks)
    for metric in provided("metrics", ()):
        checks = lambda metric=metric: metric_checks(plugins.metrics[metric])  # noqa: E731
        yield from _outcomes(info.name, f"metric {metric}", checks)
    for name in provided("feature_sets", ()):
        checks = lambda name=name: feature_set_checks(plugins.feature_sets[name], metrics=plugins.metrics)  # noqa: E731
        yield from _outcomes(info.name, f"feature set {name}", checks)
    for pack in provided("rubric_packs", ()):
        checks = lambda pack=pack: pack_checks(plugins.rubric_packs[pack], plugins.metrics)  # noqa: E731
        yield from _outcomes(info.name, f"rubric pack {pack}", checks)
    for each in provided("response_formats", ()):
        checks = lambda each=each: format_checks(plugins.response_formats[each])  # noqa: E731
        yield from _outcomes(info.name, f"response format {each}", checks)


def _outcomes(plugin: str, subject: str, checks: Callable[[], list[tuple[str, Callable[[], None]]]]) -> Iterator[Check]:
    """Run the checks one by one; what a check complains of, or how it breaks, is its problem."""
    listed: list[tuple[str, Callable[[], None]]] = []
    problem = _problem_of(lambda: listed.extend(checks()), subject)
    if problem:
        yield Check(plugin, subject, "can be checked", problem)
    for name, check in listed:
        yield Check(plugin, subject, name, _problem_of(check, subject))


def _problem_of(check: Callable[[], None], subject: str) -> str:
    try:
        check()
    except KeyboardInterrupt:
        raise
    except AssertionError as breach:
        said = message_of(breach).removeprefix(f"{subject}: ") or "AssertionError"
    except BaseException as fault:  # the plugin boundary; SystemExit and Rust panics are BaseExceptions too
        said = told(fault)
    else:
        return ""
    return said if len(said) <= _MAX_PROBLEM else said[: _MAX_PROBLEM - 1] + "…"
