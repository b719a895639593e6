"""The shape of an expression in a rubric: a phrase, or any, all or at_least k of several expressions."""

from __future__ import annotations

from rubrx.intake.problems import Problem, shown, unknown_key
from rubrx.intake.strict_yaml import Path
from rubrx.intake.yaml_scalars import WRITTEN

_SHAPES = "text, {any: [...]}, {all: [...]} or {at_least: k, of: [...]}"


def read_expression(value: object, path: Path) -> tuple[object, list[Problem]]:
    """The expression as plain data (numbers as the text they were written as), and what is wrong with it."""
    if isinstance(value, WRITTEN):
        return str(value), []
    if isinstance(value, str):
        return value, [] if value.strip() else [Problem(path, f"must not be empty; allowed: {_SHAPES}")]
    if not isinstance(value, dict):
        return value, [Problem(path, f"must be {_SHAPES}, got {shown(value)}")]
    allowed = ["at_least", "of"] if "at_least" in value or "of" in value else ["all"] if "all" in value else ["any"]
    problems = [
        Problem(
            (*path, key),
            unknown_key(key, allowed if set(allowed) & set(value) else ["any", "all", "at_least"]),
            True,
        )
        for key in value
        if key not in allowed
    ]
    problems += [Problem((*path, key), "is missing: this key is required") for key in allowed if key not in value]
    if problems:
        return value, problems
    name = allowed[-1]
    members, problems = _members(value[name], (*path, name))
    if name != "of":
        return {name: members}, problems
    least = value["at_least"]
    if not isinstance(least, int) or isinstance(least, bool) or not 1 <= least <= max(1, len(members)):
        problems.append(
            Problem((*path, "at_least"), f"must be a whole number from 1 to {len(members)}, got {shown(least)}")
        )
        return value, problems
    return {"at_least": int(least), "of": members}, problems


def _members(value: object, path: Path) -> tuple[list[object], list[Problem]]:
    if not isinstance(value, list) or not value:
        got = "an empty list" if value == [] else shown(value)
        return [], [Problem(path, f"must be a list of at least one expression, got {got}")]
    read = [read_expression(member, (*path, place)) for place, member in enumerate(value)]
    return [member for member, _ in read], [problem for _, problems in read for problem in problems]
