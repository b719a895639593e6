"""A rubric that can't tell answers apart, or whose conditions say nothing, is refused where it says nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rubrx.errors import RubricRefused
from rubrx.intake.rubrics import load_rubric
from rubrx.manager import load_plugins

HEAD = "rubric: r\nquery: q\n"
EARNS = "criteria:\n  - {id: a, metric: accuracy, points: 1, states: x}\n"
METRICS = load_plugins().metrics
Problems = Callable[[str | bytes], list[RubricRefused]]


@pytest.mark.parametrize(
    ("text", "place", "field", "problem"),
    [
        (
            EARNS + "  - {id: b, metric: accuracy, points: 1, words: {}}",
            (5, 49),
            "criteria.b.words",
            "min, max or both",
        ),
        (
            EARNS + "  - {id: b, metric: accuracy, points: 1, words: {min: 0}}",
            (5, 49),
            "criteria.b.words",
            "min, max or both",
        ),
        (
            EARNS + "  - {id: b, metric: accuracy, points: 1, matches: ''}",
            (5, 51),
            "criteria.b.matches",
            "must not be empty",
        ),
        ("patient: {age: old}\n" + EARNS, (3, 16), "patient.age", "allowed: a number"),
        ("patient: {sex: F, egfr: true}\n" + EARNS, (3, 25), "patient.egfr", "write one number"),
        (
            "criteria:\n  - {id: a, metric: accuracy, points: -1, states: x}",
            (3, 1),
            "criteria",
            "nothing here earns points",
        ),
        (
            "criteria:\n  - {id: a, metric: accuracy, group: {id: g, at_least: 1, points: -2}, states: x}",
            (3, 1),
            "criteria",
            "nothing here earns points",
        ),
        (
            EARNS + "  - {id: b, metric: accuracy, points: 1, states: x, applies_if: {patient: egfr 30}}",
            (5, 75),
            "criteria.b.applies_if.patient",
            "a sign is missing",
        ),
    ],
)
def test_what_says_nothing_is_refused(text: str, place: tuple[int, int], field: str, problem: str) -> None:
    """One problem, at its value."""
    with pytest.raises(RubricRefused) as caught:
        load_rubric(HEAD + text, "r.yaml", METRICS)
    [only] = caught.value.all
    assert ((only.line, only.column), only.field) == (place, field)
    assert problem in only.problem


def test_one_group_that_earns_is_enough() -> None:
    """Points of a group count as its members'."""
    text = """criteria:
  - {id: a, metric: accuracy, points: -1, states: x}
  - {id: b, metric: accuracy, group: {id: g, at_least: 1, points: 2}, states: y}
"""
    assert load_rubric(HEAD + text, "r.yaml", METRICS).id == "r"


def test_routes_in_other_spellings_fit_the_schema(accepts: Callable[[object, object], bool]) -> None:
    """What the reader takes in any case, an editor does not mark; what it refuses, it marks."""
    from pydantic import TypeAdapter, ValidationError

    body = TypeAdapter(METRICS["dose_accuracy"].kinds["dose"])
    schema = body.json_schema()
    for route in (
        "oral",
        "Oral",
        "PO",
        "subcutaneous",
        "Subcut",
        "IV",
        "iv",
        " Intravenous ",
        None,
        "nasal",
        "",
        "posh",
    ):
        value = {"drug": "x", "any_of": [{"amount": "1 mg", "route": route}]}
        try:
            body.validate_python(value)
            taken = True
        except ValidationError:
            taken = False
        assert accepts(schema, value) is taken, route
