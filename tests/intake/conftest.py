"""What the tests of the intake share: small metrics of their own, a valid rubric, a JSON Schema validator."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from rubrx.contracts import Judge, Metric, met
from rubrx.errors import RubricRefused
from rubrx.intake.rubrics import load_rubric
from rubrx.reading import Lexicon
from rubrx.records import Criterion, Rubric


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Amount(Body):
    amount: str
    frequency: str | list[str] | None = None


class Dose(Body):
    drug: str
    any_of: list[Amount] = Field(min_length=1)
    if_given: bool = False


class Stance(Body):
    drug: str | list[str]
    when: str | None = None
    at_least: Literal["caution", "avoid"] = "avoid"


class Words(Body):
    min: int = Field(0, ge=0)
    max: int | None = None


class Fake(Metric):
    """Any metric: it meets everything."""

    def prepare(self, criterion: Criterion, rubric: Rubric, lexicon: Lexicon) -> Judge:
        return lambda case: met("yes")


class Facts(Fake):
    name = "facts"
    kinds: ClassVar[Mapping[str, Any]] = {
        "states": str,
        "words": Words,
        "pattern": Annotated[str, Field(max_length=20)],
    }


class Doses(Fake):
    name = "doses"
    kinds: ClassVar[Mapping[str, Any]] = {"dose": Dose, "ceiling": float | str}


class Dangers(Fake):
    name = "dangers"
    kinds: ClassVar[Mapping[str, Any]] = {"danger": Stance, "states": str}


VALID = """\
rubric: metformin-egfr-28
version: 1.10
topic: Kidneys
query: Can I use metformin if the eGFR is 28?
patient: {age: 67 years, sex: F, inr: 2.50, pregnant: false, conditions: [cirrhosis, 5]}
references:
  - {source: FDA, date: 2016-04-08, jurisdiction: US, says: contraindicated below 30, url: https://example.org/a}
  - {source: a book, date: 2016}
terms:
  metformin: [Glucophage, metformin]
  5-ASA: []
criteria:
  - {id: warns, metric: dangers, points: 5, critical: true, danger: {drug: [metformin, 5-ASA], when: egfr < 30}}
  - {id: why, metric: facts, points: -2.5, states: lactic acidosis, note: bad if met}
  - {id: dose, metric: doses, points: 3, dose: {drug: metformin, any_of: [{amount: 5e3, frequency: [BID, 2]}]}}
  - {id: short, metric: facts, group: {id: form, at_least: 1, points: 2}, words: {min: 3, max: 80}}
  - {id: pretty, metric: facts, group: {id: form, at_least: 1, points: 2}, pattern: ^A}
  - {id: tone, metric: dangers, points: 1, judge: Is it kind?}
  - {id: late, metric: facts, points: 1, states: later, applies_if: {answer: {at_least: 1, of: [x, {any: [2.50]}]}}}
  - {id: old, metric: facts, points: 1, states: falls, applies_if: {patient: age >= 65}}
examples:
  - text: Metformin is contraindicated.
    expect: {warns: met, form: not_met}
  - {text: "", expect: {tone: cannot_assess}, note: silence}
critical_cap: 0.5
"""


@pytest.fixture(scope="session")
def metrics() -> dict[str, Metric]:
    """Three metrics, two of which share a kind."""
    return {metric.name: metric for metric in (Facts(), Doses(), Dangers())}


@pytest.fixture(scope="session")
def valid() -> str:
    """A rubric of these metrics that uses every part of the format."""
    return VALID


@pytest.fixture(scope="session")
def problems_of(metrics: dict[str, Metric]) -> Callable[[str | bytes], list[RubricRefused]]:
    """All refusals of a rubric's text, in order; empty where it is accepted."""

    def problems(source: str | bytes) -> list[RubricRefused]:
        try:
            load_rubric(source, "r.yaml", metrics)
        except RubricRefused as fault:
            return list(fault.all)  # type: ignore[arg-type]
        return []

    return problems


@pytest.fixture(scope="session")
def accepts() -> Callable[[Any, Any], bool]:
    """`accepts(schema, value)`: the tests' own validator."""
    file = Path(__file__).with_name("json_schema.py")
    spec = importlib.util.spec_from_file_location("json_schema_of_the_tests", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[[Any, Any], bool] = module.accepts
    return function
