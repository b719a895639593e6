"""Lint rubrics: those that check accepts, and what is still wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from rubrx.jobs.rubrics import RubricCheck, Source, check_rubrics
from rubrx.linting import Finding, lint
from rubrx.manager import Plugins, load_plugins


@dataclass(frozen=True, slots=True)
class RubricLint:
    """A rubric, or why it is refused, and the findings on it in file order; none where it is refused."""

    check: RubricCheck
    findings: tuple[Finding, ...]


def lint_rubrics(*sources: Source, plugins: Plugins | None = None) -> list[RubricLint]:
    """Check each rubric of the sources (as for `load_rubrics`; default: the installed packs), then lint it."""
    plugins = plugins or load_plugins()
    return [
        RubricLint(check, tuple(lint(check.rubric)) if check.rubric is not None else ())
        for check in check_rubrics(*sources, plugins=plugins)
    ]
