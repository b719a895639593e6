"""Every contract check on everything a plugin provides, each with its outcome: what `plugins check` tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from rubrx.errors import UsageError, message_of, told
from rubrx.manager import PluginInfo, Plugins
from rubrx.testing.attacks import attack_checks
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
    metrics = plugins.metrics
    for hook, noun, checks in (
        ("rewards", "reward", lambda name: reward_checks(plugins.rewards[name], metrics=metrics)),
        ("metrics", "metric", lambda name: metric_checks(metrics[name])),
        ("feature_sets", "feature set", lambda name: feature_set_checks(plugins.feature_sets[name], metrics=metrics)),
        ("attacks", "attack", lambda name: attack_checks(plugins.attacks[name], metrics)),
        ("rubric_packs", "rubric pack", lambda name: pack_checks(plugins.rubric_packs[name], metrics)),
        ("response_formats", "response format", lambda name: format_checks(plugins.response_formats[name])),
    ):
        for name in info.provides.get(hook, ()):
            yield from _outcomes(info.name, f"{noun} {name}", partial(checks, name))


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
