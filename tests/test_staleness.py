"""Where nothing that a verdict rests on has changed, the verdict is the same: over edits of a bundled rubric."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.intake.strict_yaml import parse
from rubrx.manager import load_plugins
from rubrx.records import Response
from rubrx.staleness import CHANGED, NEW, bases, stale, why_stale

PLUGINS = load_plugins()
METRICS, VERSIONS = PLUGINS.metrics, PLUGINS.versions()
NAME = "simvastatin-clarithromycin"
OLD = load_rubric(files("rubrx_pharmacy").joinpath(f"{NAME}.yaml").read_bytes(), "old.yaml", METRICS)
DATA = {key: value for key, value in parse(OLD.yaml, "old.yaml").data.items() if key != "examples"}
ROWS = files("rubrx_pharmacy").joinpath("examples/candidates.jsonl").read_text("utf-8").splitlines()
TEXTS = [row["text"] for row in map(json.loads, ROWS) if row["query_id"] == NAME][:8]


def rubric(**changes):
    """The rubric with these keys changed, as JSON, which is YAML too."""
    return load_rubric(json.dumps({**DATA, **changes}, default=str), "new.yaml", METRICS)


def grades(of):
    grader = Grader(of, METRICS)
    return [grader.grade(Response("x", NAME, text)) for text in TEXTS]


def edited():
    """Every criterion left out once, and worth something else once."""
    criteria = DATA["criteria"]
    for at in range(0, len(criteria), 2):
        yield [*criteria[:at], *criteria[at + 1 :]]
        yield [*criteria[:at], {**criteria[at], "points": 7}, *criteria[at + 1 :]]


def test_what_is_not_stale_is_the_same_verdict():
    before, old = grades(OLD), bases(OLD, METRICS, VERSIONS)
    kept = 0
    for criteria in edited():
        new = rubric(criteria=criteria)
        standing = [name for name, why in stale(old, bases(new, METRICS, VERSIONS)).items() if not why]
        kept += len(standing)
        for was, now in zip(before, grades(new), strict=True) if standing else ():
            assert [now[name] for name in standing] == [was[name] for name in standing]
    assert kept > 50


def test_the_text_as_it_is_leaves_nothing_stale():
    assert set(stale(bases(OLD, METRICS, VERSIONS), bases(rubric(), METRICS, VERSIONS)).values()) == {""}


@pytest.mark.parametrize("key", ["rubrx", "metric:accuracy"])
def test_a_version_makes_its_own_verdicts_stale(key):
    found = stale(bases(OLD, METRICS, VERSIONS), bases(OLD, METRICS, {**VERSIONS, key: "next"}))
    accuracy = {item.id for item in Grader(OLD, METRICS).items if item.metric == "accuracy"}
    assert {name for name, why in found.items() if why} == (set(found) if key == "rubrx" else accuracy)


def test_reasons_name_the_nearest_cause():
    old, new = bases(OLD, METRICS, VERSIONS), bases(OLD, METRICS, {**VERSIONS, "rubrx": "next"})
    basis = new["harm"]
    assert why_stale(None, basis) == NEW
    assert why_stale(old["harm"]._replace(criterion="other"), basis) == CHANGED
    assert why_stale(old["harm"], basis) == "rubrx's version changed (? to next)"
