"""A small JSON Schema validator, the tests' own, for the keywords that rubrx writes; unknown keywords are an error."""

from __future__ import annotations

import re

_NOTES = {"$schema", "$defs", "title", "description", "default", "format", "examples"}
_TYPES = {
    "string": lambda v: isinstance(v, str),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "null": lambda v: v is None,
}


def accepts(schema, value, root=None):
    """Whether a schema accepts a value."""
    root = schema if root is None else root
    if isinstance(schema, bool):
        return schema
    return all(_keyword(key, each, schema, value, root) for key, each in schema.items())


def _keyword(key, each, schema, value, root):
    if key in _NOTES or key in ("then", "else"):
        return True
    if key == "$ref":
        target = root
        for part in each.removeprefix("#/").split("/"):
            target = target[part]
        return accepts(target, value, root)
    if key == "if":
        branch = "then" if accepts(each, value, root) else "else"
        return accepts(schema.get(branch, True), value, root)
    if key == "not":
        return not accepts(each, value, root)
    if key in ("anyOf", "allOf", "oneOf"):
        fits = [accepts(option, value, root) for option in each]
        return {"anyOf": any(fits), "allOf": all(fits), "oneOf": sum(fits) == 1}[key]
    if key == "type":
        return any(_TYPES[name](value) for name in ([each] if isinstance(each, str) else each))
    if key == "enum":
        return value in each
    if key == "const":
        return value == each and isinstance(value, bool) == isinstance(each, bool)
    return _sized(key, each, schema, value, root)


def _sized(key, each, schema, value, root):
    if key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if not _TYPES["number"](value):
            return True
        return {
            "minimum": value >= each,
            "maximum": value <= each,
            "exclusiveMinimum": value > each,
            "exclusiveMaximum": value < each,
        }[key]
    if key in ("minLength", "maxLength", "pattern"):
        if not isinstance(value, str):
            return True
        if key == "pattern":
            return re.search(each, value) is not None
        return len(value) >= each if key == "minLength" else len(value) <= each
    if key in ("items", "minItems", "maxItems"):
        if not isinstance(value, list):
            return True
        if key == "items":
            return all(accepts(each, item, root) for item in value)
        return len(value) >= each if key == "minItems" else len(value) <= each
    return _keyed(key, each, schema, value, root)


def _keyed(key, each, schema, value, root):
    if key not in ("properties", "required", "additionalProperties", "propertyNames", "minProperties", "maxProperties"):
        raise AssertionError(f"this validator does not know the keyword {key}")
    if not isinstance(value, dict):
        return True
    if key == "properties":
        return all(accepts(each[name], value[name], root) for name in each if name in value)
    if key == "required":
        return all(name in value for name in each)
    if key == "additionalProperties":
        return all(accepts(each, value[name], root) for name in value if name not in schema.get("properties", {}))
    if key == "propertyNames":
        return all(accepts(each, name, root) for name in value)
    return len(value) >= each if key == "minProperties" else len(value) <= each
