"""From a criterion that does not compile to the value in it that is to blame: its line, column and field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rubrx.errors import RubricRefused
from rubrx.intake.strict_yaml import Path, dotted, parse
from rubrx.reading.folding import fold
from rubrx.records import Rubric

#: text in quotes; an apostrophe within a word is none
_QUOTED = re.compile(r"(?<!\w)(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")(?!\w)")


def placed_inside(fault: RubricRefused, rubric: Rubric) -> RubricRefused:
    """The refusal, placed at the written value that it quotes; as it is where it quotes none of the criterion's.

    `fault` is a refusal of one criterion, whose field is `criteria.ID.KIND`. Of several values that read alike,
    the first that stands in the file is named: a kind compiles its values in that order.
    """
    criterion = next((each for each in rubric.criteria if fault.field == f"criteria.{each.id}.{each.kind}"), None)
    if criterion is None or not rubric.yaml:
        return fault
    document = parse(rubric.yaml, rubric.path)
    index = rubric.criteria.index(criterion)
    raw = document.data["criteria"][index]
    written = [
        (path, str(value))
        for key in (criterion.kind, "applies_if")
        for path, value in _scalars(raw.get(key), ("criteria", index, key))
    ]
    path = next((path for said in _quoted(fault.problem) for path, text in written if _alike(text) == said), None)
    if path is None:
        path = _named_key(fault.problem, document.values, ("criteria", index, criterion.kind))
    if path is None:
        return fault
    place = document.place(path)
    return RubricRefused(
        fault.problem,
        path=fault.path,
        line=place.line,
        column=place.column,
        field=dotted(("criteria", criterion.id, *path[2:])),
    )


def _quoted(problem: str) -> list[str]:
    """What a message quotes, most telling first: what it got, then in order; examples come last."""
    found = [(match.start(), match[1] or match[2] or "") for match in _QUOTED.finditer(problem)]
    got = [text for start, text in found if problem[:start].endswith("got ")]
    return [_alike(text) for text in (*got, *(text for _, text in found)) if text]


def _alike(text: str) -> str:
    """The text as messages may have changed it: folded, with single spaces."""
    return " ".join(fold(text).text.split())


def _scalars(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The values of a body that are no lists or mappings, with their paths, in file order."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _scalars(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _scalars(each, (*path, index))
    elif value is not None:
        yield path, value


def _named_key(problem: str, places: Any, body: Path) -> Path | None:
    """The body's key that a message begins with: "within must be a time", "drug must name at least one"."""
    word = problem.partition(" ")[0]
    path = (*body, word)
    return path if path in places else None
