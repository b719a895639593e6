"""docs/rubrics.md is what the generator writes today, and each of its examples works."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from rubrx.contracts import Metric
from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.manager import load_plugins

ROOT = Path(__file__).parents[2]
METRICS = load_plugins().metrics
KINDS = [(name, kind) for name, metric in METRICS.items() for kind in metric.kinds]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """docs/generate_rubrics.py as a module."""
    spec = importlib.util.spec_from_file_location("generate_rubrics", ROOT / "docs" / "generate_rubrics.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_manual_is_up_to_date(generator: ModuleType) -> None:
    """The page on disk is the page generated now."""
    page = generator.PAGE.read_text(encoding="utf-8")
    assert page == generator.page(METRICS), f"docs/rubrics.md is stale; run: {generator.COMMAND}"


def test_every_kind_has_its_section(generator: ModuleType) -> None:
    """One section a kind, in order, each with a worked example."""
    page = generator.page(METRICS)
    sections = re.findall(r"^### `(\w+)` \((\w+)\)$(.*?)(?=^##)", page, re.MULTILINE | re.DOTALL)
    assert [(metric, kind) for kind, metric, _ in sections] == KINDS
    for kind, _, text in sections:
        assert re.search(rf"```yaml\n.*{kind}:.*```", text, re.DOTALL), f"{kind} has no worked example"


def compiled(criterion: str, metrics: dict[str, Metric]) -> Grader:
    source = "rubric: r\nquery: q\npatient: {age: 67 years, egfr: 28 mL/min/1.73m2, weight: 20 kg}\ncriteria:\n- "
    indented = criterion.replace("\n", "\n  ")
    earns = "\n- {id: earns, metric: accuracy, points: 1, states: x}\n"  # an example may only take points away
    return Grader(load_rubric(source + indented.rstrip() + earns, "manual", metrics), metrics)


@pytest.mark.parametrize(("metric", "kind"), KINDS)
def test_each_worked_example_compiles(metric: str, kind: str) -> None:
    """The example of a kind is a criterion of that metric and kind."""
    grader = compiled(METRICS[metric].kind_examples[kind], METRICS)
    criterion = grader.rubric.criteria[0]
    assert (criterion.metric, criterion.kind) == (metric, kind)
