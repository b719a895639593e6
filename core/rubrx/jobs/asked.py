"""What a criterion asks, in the rubric's own words: `states: lactic acidosis`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rubrx.intake.strict_yaml import parse

#: keys of a criterion that say what it is worth, not what it asks
_NOT_ASKED = {"id", "metric", "points", "critical", "applies_if", "group", "note"}


def asked_by(yaml: str) -> dict[str, str]:
    """Item id (of a criterion, or of a group judged as one) -> what it asks, in the rubric's order.

    Points and whether the criterion is critical are left out: who labels should not know what hangs on it.
    """
    data = parse(yaml, "the stored rubric").data
    asked: dict[str, list[str]] = {}
    needs: dict[str, int] = {}
    for criterion in data.get("criteria", []):
        group = criterion.get("group")
        name = str(group["id"] if isinstance(group, Mapping) else criterion["id"])
        if isinstance(group, Mapping):
            needs[name] = int(group.get("at_least", 1))
        asked.setdefault(name, []).append(_one(criterion))
    return {
        name: parts[0] if name not in needs else f"at least {needs[name]} of: {'; '.join(parts)}"
        for name, parts in asked.items()
    }


def _one(criterion: Mapping[str, Any]) -> str:
    said = "; ".join(f"{kind}: {_flow(body)}" for kind, body in criterion.items() if kind not in _NOT_ASKED)
    if "applies_if" in criterion:
        said += f" (applies if {_flow(criterion['applies_if'])})"
    if criterion.get("note"):
        said += f" ({criterion['note']})"
    return said


def _flow(body: object, inner: bool = False) -> str:
    """A value as YAML's flow style would have it, without quotes."""
    if isinstance(body, Mapping):
        text = ", ".join(f"{key}: {_flow(value, True)}" for key, value in body.items())
        return f"{{{text}}}" if inner else text
    if isinstance(body, list | tuple):
        text = ", ".join(_flow(each, True) for each in body)
        return f"[{text}]" if inner else text
    if isinstance(body, bool):
        return "yes" if body else "no"
    return str(body)
