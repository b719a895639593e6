"""The rubric format as JSON Schema (2020-12), for editors that complete and check while one types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from rubrx.contracts import Metric
from rubrx.intake.rubric_model import JUDGE, CriterionModel, RubricModel
from rubrx.intake.rubrics import RubricFormat
from rubrx.reading.expressions import EXPR_SCHEMA

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_JUDGE = {
    "type": "string",
    "minLength": 1,
    "description": "A question that no rule decides: left to a judge.",
}


def rubric_schema(metrics: Mapping[str, Metric]) -> dict[str, Any]:
    """The schema of a rubric whose criteria are of these metrics' kinds.

    It says what a file may look like; the checks between its parts (unique ids, groups that agree, the
    expectations) and the compilation of doses and conditions are `rubrx rubric check`'s.
    """
    form = RubricFormat(metrics)
    pairs = [(metric, kind) for kind, owners in form.owners.items() for metric in owners]
    adapters: list[Any] = [((metric, kind), "validation", form.adapter(metric, kind)) for metric, kind in pairs]
    adapters += [
        ("rubric", "validation", TypeAdapter(RubricModel)),
        ("criterion", "validation", TypeAdapter(CriterionModel)),
    ]
    schemas, shared = TypeAdapter.json_schemas(adapters)
    definitions: dict[str, Any] = {name: _as_typed(each) for name, each in shared.get("$defs", {}).items()}
    bodies = {pair: _as_typed(schemas[pair, "validation"]) for pair in pairs}
    definitions["AppliesIfModel"]["properties"]["answer"] = dict(EXPR_SCHEMA)
    definitions["AppliesIfModel"].update(minProperties=1, maxProperties=1)
    definitions["CriterionModel"] = _criterion(definitions["CriterionModel"], form, bodies)
    rubric = definitions.pop("RubricModel")
    rubric["properties"]["criteria"]["items"] = {"$ref": "#/$defs/CriterionModel"}
    schema: dict[str, Any] = _without_titles(
        {"$schema": DIALECT, "title": "rubrx rubric", **rubric, "$defs": definitions}
    )
    return schema


def _criterion(common: dict[str, Any], form: RubricFormat, bodies: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """The common keys, every kind as a key, and for each metric: exactly one of its own."""
    properties = {
        **common["properties"],
        "metric": {"enum": sorted(form.metrics), "description": "The metric that judges it and counts it."},
        **dict.fromkeys(form.owners, True),
        JUDGE: _JUDGE,
    }
    by_metric: list[dict[str, Any]] = []
    for name, metric in sorted(form.metrics.items()):
        kinds: dict[str, Any] = {kind: bodies[name, kind] for kind in metric.kinds}
        foreign: dict[str, Any] = dict.fromkeys((kind for kind in form.owners if kind not in kinds), False)
        then: dict[str, Any] = {
            "properties": {**foreign, **kinds},
            "oneOf": [{"required": [kind]} for kind in (*kinds, JUDGE)],
        }
        by_metric.append({"if": {"properties": {"metric": {"const": name}}, "required": ["metric"]}, "then": then})
    points = {"oneOf": [{"required": ["points"]}, {"required": ["group"]}]}
    return {**common, "properties": properties, "allOf": [points, *by_metric]}


def _as_typed(schema: Any) -> Any:
    """The schema as people type: where text is wanted a number will do, since it counts as written."""
    if isinstance(schema, dict):
        typed = {
            key: {name: _as_typed(each) for name, each in value.items()} if key == "properties" else _as_typed(value)
            for key, value in schema.items()
        }
        if typed.get("type") == "string" and "enum" not in typed and "const" not in typed:
            return _text_or_number(typed)
        return typed
    return [_as_typed(each) for each in schema] if isinstance(schema, list) else schema


def _text_or_number(schema: dict[str, Any]) -> dict[str, Any]:
    pattern = schema.get("pattern")
    if pattern is not None and not re.search(pattern, "2016"):
        return schema
    return {**schema, "type": ["string", "number"]}


def _without_titles(schema: Any) -> Any:
    """Pydantic titles every field after its name; editors would show each name twice."""
    if isinstance(schema, dict):
        return {
            key: {name: _without_titles(each) for name, each in value.items()}
            if key in ("properties", "$defs")
            else _without_titles(value)
            for key, value in schema.items()
            if key != "title" or value == "rubrx rubric"
        }
    return [_without_titles(each) for each in schema] if isinstance(schema, list) else schema
