"""The JSON Schema takes what rubrx takes, and refuses the slips that an editor should mark."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rubrx.contracts import Metric
from rubrx.intake.rubric_schema import rubric_schema
from rubrx.intake.strict_yaml import parse
from rubrx.manager import load_plugins

PACK = sorted((Path(__file__).parents[2] / "rubrics" / "rubrx_pharmacy").glob("*.yaml"))
Accepts = Callable[[Any, Any], bool]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema of the bundled metrics."""
    return rubric_schema(load_plugins().metrics)


@pytest.mark.parametrize("file", PACK, ids=lambda file: file.stem)
def test_bundled_rubrics_fit(file: Path, schema: dict[str, Any], accepts: Accepts) -> None:
    """What people have written, with every kind and every short form, is not marked as wrong."""
    assert accepts(schema, parse(file.read_bytes(), "f").data)


def test_a_plugins_rubric_fits(valid: str, metrics: dict[str, Metric], accepts: Accepts) -> None:
    """So is a rubric of a stranger's kinds, two of them under one name."""
    assert accepts(rubric_schema(metrics), parse(valid, "f").data)


SLIPS: dict[str, Callable[[dict[str, Any]], object]] = {
    "unknown key": lambda rubric: rubric.update(quer="x"),
    "missing key": lambda rubric: rubric.pop("query"),
    "bad id": lambda rubric: rubric.update(rubric="../x"),
    "no criteria": lambda rubric: rubric["criteria"].clear(),
    "unknown metric": lambda rubric: rubric["criteria"][0].update(metric="danger"),
    "unknown kind": lambda rubric: rubric["criteria"][1].update(stats="x"),
    "no kind": lambda rubric: rubric["criteria"][1].pop("states"),
    "two kinds": lambda rubric: rubric["criteria"][1].update(words={}),
    "kind of another metric": lambda rubric: rubric["criteria"][1].update(metric="doses"),
    "points missing": lambda rubric: rubric["criteria"][0].pop("points"),
    "points zero": lambda rubric: rubric["criteria"][0].update(points=0),
    "points in a group": lambda rubric: rubric["criteria"][3].update(points=1),
    "key in a body": lambda rubric: rubric["criteria"][0]["danger"].update(drgu="x"),
    "value in a body": lambda rubric: rubric["criteria"][0]["danger"].update(at_least="never"),
    "both conditions": lambda rubric: rubric["criteria"][7]["applies_if"].update(answer="x"),
    "unknown verdict": lambda rubric: rubric["examples"][0]["expect"].update(warns="yes"),
    "cap above one": lambda rubric: rubric.update(critical_cap=2),
    "truth in words": lambda rubric: rubric["criteria"][0].update(critical="no"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_slips_are_marked(valid: str, metrics: dict[str, Metric], accepts: Accepts, name: str) -> None:
    """Each slip in the valid rubric is refused by the schema."""
    rubric = copy.deepcopy(parse(valid, "f").data)
    SLIPS[name](rubric)
    assert not accepts(rubric_schema(metrics), rubric)


def test_editors_can_load_it(schema: dict[str, Any]) -> None:
    """It is JSON, names its dialect, and every reference in it leads somewhere."""
    text = json.dumps(schema, allow_nan=False)
    assert schema["$schema"].endswith("2020-12/schema")
    names = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert names <= set(schema["$defs"])
    for kind in ("states", "dose", "contraindicated", "no_absolutes", "judge"):
        assert kind in schema["$defs"]["CriterionModel"]["properties"]
