"""The problems of a rubric file as one refusal: in file order, each with line, column and field."""

from __future__ import annotations

from typing import Any

from rubrx.errors import RubricRefused
from rubrx.intake.problems import Problem
from rubrx.intake.rubric_model import is_id
from rubrx.intake.strict_yaml import Document, Path, dotted
from rubrx.intake.yaml_text import Place

#: no more refusals than this are told of one file
MAX_PROBLEMS = 100


def refusal_of(problems: list[Problem], document: Document, path: str) -> RubricRefused:
    """The first problem of the file as an error, with the others behind it."""
    placed = sorted((document.place(problem.path, key=problem.at_key), n) for n, problem in enumerate(problems))
    told: dict[tuple[str, str], Place] = {}
    for place, n in placed:
        told.setdefault((_field(problems[n].path, document.data), problems[n].text), place)
    shown = [(*each, place) for each, place in told.items()][:MAX_PROBLEMS]
    if len(told) > len(shown):
        field, text, place = shown[-1]
        shown[-1] = (field, f"{text} (and more problems after this one)", place)
    refusals = [
        RubricRefused(text, path=path, line=place.line, column=place.column, field=field)
        for field, text, place in shown
    ]
    refusals[0].more = tuple(refusals[1:])
    return refusals[0]


def _field(path: Path, data: Any) -> str:
    """The dotted path, with a criterion's id in place of its number where it has one."""
    if len(path) >= 2 and path[0] == "criteria" and isinstance(path[1], int):
        criterion = data["criteria"][path[1]]
        if isinstance(criterion, dict) and is_id(criterion.get("id")):
            return dotted(("criteria", criterion["id"], *path[2:]))
    return dotted(path)
