"""Pydantic's complaints as lines for people: what is wrong, what is allowed, and where in the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic.errors import PydanticInvalidForJsonSchema

from rubrx.intake.problems import ENOUGH, Problem, meant, shown, unknown_key
from rubrx.intake.strict_yaml import Path
from rubrx.intake.yaml_scalars import WRITTEN


def validated(adapter: TypeAdapter[Any], data: object, base: Path) -> tuple[Any, list[Problem]]:
    """`data` as the adapter makes it, or the problems; paths are those of the document, from `base` on.

    Where text is wanted and a number stands, the number counts as text exactly as it was written.
    """
    try:
        return adapter.validate_python(data), []
    except ValidationError as fault:
        errors = fault.errors(include_url=False)
    numbers = {id(error["input"]) for error in errors if isinstance(error["input"], WRITTEN)}
    if numbers:
        data_as_text = _with_text(data, numbers)
        try:
            return adapter.validate_python(data_as_text), []
        except ValidationError as fault:
            before = {error["loc"]: error for error in errors}
            # what is still wrong is told of the number, not of its spelling
            errors = [before.get(error["loc"], error) for error in fault.errors(include_url=False)]
    problems = _explained(errors[:ENOUGH], data, _schema_of(adapter))
    return None, [problem._replace(path=(*base, *problem.path)) for problem in problems]


def _with_text(data: Any, numbers: set[int]) -> Any:
    """A copy in which these numbers are the text they were written as."""
    if isinstance(data, dict):
        return {key: _with_text(value, numbers) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_text(value, numbers) for value in data]
    return str(data) if id(data) in numbers else data


def _schema_of(adapter: TypeAdapter[Any]) -> dict[str, Any]:
    try:
        return adapter.json_schema()
    except PydanticInvalidForJsonSchema:  # a plugin's type without a schema: its errors lack the list of keys
        return {}


class _Error(NamedTuple):
    """A pydantic error whose location is split into the document's path and the union branches on the way."""

    kind: str
    path: Path
    branches: tuple[tuple[int, str], ...]
    value: Any
    context: Mapping[str, Any]
    message: str
    at_key: bool


def _explained(errors: Iterable[Any], data: object, schema: dict[str, Any]) -> list[Problem]:
    located = [_located(error, data) for error in errors]
    return [_explain(error, schema) for error in _best_branches(located)]


def _located(error: Any, data: Any) -> _Error:
    path: list[str | int] = []
    branches: list[tuple[int, str]] = []
    at_key = error["type"] == "extra_forbidden"
    for place, part in enumerate(error["loc"]):
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            path.append(part)
            data = data[part]
        elif part == "[key]":
            at_key = True
        elif error["type"] == "missing" and place == len(error["loc"]) - 1:
            path.append(part)
        else:
            branches.append((len(path), str(part)))
    return _Error(
        error["type"],
        tuple(path),
        tuple(branches),
        error["input"],
        error.get("ctx", {}),
        error["msg"],
        at_key,
    )


def _best_branches(errors: Sequence[_Error]) -> list[_Error]:
    """Of each union's branches, the one that came nearest; where none came near, one error that names all."""
    kept = [error for error in errors if not error.branches]
    unions: dict[Path, dict[str, list[_Error]]] = {}
    for error in errors:
        if error.branches:
            depth, branch = error.branches[0]
            inner = error._replace(branches=error.branches[1:])
            unions.setdefault(error.path[:depth], {}).setdefault(branch, []).append(inner)
    for path, branches in unions.items():
        near = [group for group in branches.values() if any(not _is_mismatch(error, path) for error in group)]
        if near:
            kept += _best_branches(min(near, key=len))
            continue
        flat = [error for group in branches.values() for error in _best_branches(group)]
        wanted = " or ".join(dict.fromkeys(_WANTED.get(error.kind, error.message) for error in flat))
        kept.append(flat[0]._replace(kind="union", message=wanted))
    return kept


def _is_mismatch(error: _Error, path: Path) -> bool:
    return error.path == path and (error.kind in _WANTED or error.kind == "literal_error")


_WANTED = {
    "string_type": "text",
    "string_sub_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping (key: value)",
    "mapping_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "none_required": "nothing",
}


def _explain(error: _Error, schema: dict[str, Any]) -> Problem:
    path, key = error.path, error.at_key
    if error.kind == "missing":
        return Problem(path, "is missing: this key is required")
    if error.kind == "extra_forbidden":
        return Problem(path, unknown_key(str(path[-1]), _known_keys(schema, path[:-1])), at_key=True)
    if error.kind == "union" or error.kind in _WANTED:
        wanted = error.message if error.kind == "union" else _WANTED[error.kind]
        return Problem(path, f"must be {wanted}, got {shown(error.value)}", key)
    if error.kind in ("literal_error", "enum"):
        choices = str(error.context.get("expected", "")).replace("'", "")
        words = choices.replace(" or ", ", ").split(", ")
        hint = meant(error.value, words) if isinstance(error.value, str) else ""
        return Problem(path, f"must be one of {', '.join(words)}, got {shown(error.value)}{hint}", key)
    if error.kind in ("value_error", "assertion_error"):
        return Problem(path, _one_line(str(error.context.get("error", error.message))), key)
    if error.kind == "too_short":
        return Problem(path, f"must have at least {error.context.get('min_length')}, got {shown(error.value)}", key)
    text = error.message.replace("Input should be", "must be")
    return Problem(path, f"{_one_line(text[:1].lower() + text[1:])}, got {shown(error.value)}", key)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _known_keys(schema: dict[str, Any], path: Path) -> list[str]:
    """The keys a schema allows at a path, over all alternatives."""
    definitions = schema.get("$defs", {})
    here = _alternatives(schema, definitions)
    for part in path:
        below: list[dict[str, Any]] = []
        for each in here:
            if isinstance(part, int):
                below += [each["items"]] if isinstance(each.get("items"), dict) else []
            else:
                found = each.get("properties", {}).get(part, each.get("additionalProperties"))
                below += [found] if isinstance(found, dict) else []
        here = [alternative for each in below for alternative in _alternatives(each, definitions)]
    return list(dict.fromkeys(key for each in here for key in each.get("properties", {})))


def _alternatives(schema: dict[str, Any], definitions: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The schema itself, or what its references and unions lead to; a definition is followed once."""
    found: list[dict[str, Any]] = []
    waiting, followed = [schema], set()
    while waiting:
        each = waiting.pop()
        reference = str(each.get("$ref", "")).rpartition("/")[2]
        if reference and reference not in followed:
            followed.add(reference)
            waiting.append(definitions.get(reference, {}))
        waiting += [*each.get("anyOf", ()), *each.get("oneOf", ()), *each.get("allOf", ())]
        if "properties" in each or "items" in each or "additionalProperties" in each:
            found.append(each)
    return found
