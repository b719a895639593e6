"""The problems of a rubric file as one refusal: in file order, each with line, column and field."""

from __future__ import annotations

from typing import Any

from rubrx.errors import RubricRefused
from rubrx.intake.problems import Problem
from rubrx.intake.rubric_model import is_id
from rubrx.intake.strict_yaml import Document, Path, dotted

#: refusals of one file beyond this number are counted, not shown
MAX_PROBLEMS = 100


def refusal_of(problems: list[Problem], document: Document, path: str) -> RubricRefused:
    """The first problem of the file as an error, with the others behind it."""
    placed = sorted((document.place(problem.path, key=problem.at_key), n) for n, problem in enumerate(problems))
    refusals = []
    told: set[tuple[str, str]] = set()
    for place, n in placed:
        field, text = _field(problems[n].path, document.data), problems[n].text
        if (field, text) not in told:
            told.add((field, text))
            refusals.append(RubricRefused(text, path=path, line=place.line, column=place.column, field=field))
    if len(refusals) > MAX_PROBLEMS:
        last = refusals[MAX_PROBLEMS - 1]
        left = len(refusals) - MAX_PROBLEMS + 1
        refusals[MAX_PROBLEMS - 1 :] = [
            RubricRefused(
                f"{last.problem} (and {left - 1} more problems)",
                path=path, line=last.line, column=last.column, field=last.field,
            )
        ]  # fmt: skip
    first, *more = refusals
    return RubricRefused(
        first.problem, path=path, line=first.line, column=first.column, field=first.field, more=tuple(more)
    )


def _field(path: Path, data: Any) -> str:
    """The dotted path, with a criterion's id in place of its number where it has one."""
    if len(path) >= 2 and path[0] == "criteria" and isinstance(path[1], int):
        criterion = data["criteria"][path[1]]
        if isinstance(criterion, dict) and is_id(criterion.get("id")):
            return dotted(("criteria", criterion["id"], *path[2:]))
    return dotted(path)
