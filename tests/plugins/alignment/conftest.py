"""What the tests of the five metrics share: a verdict on one criterion in one call."""

from __future__ import annotations

import json
from functools import lru_cache

import pytest

import rubrx_alignment
from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.records import Response, Status

METRICS = {metric.name: metric for metric in rubrx_alignment.rubrx_metrics()}


@lru_cache(maxsize=256)
def _grader(metric, body, rubric):
    keys = {"rubric": "r", "query": "Can I use metformin if the eGFR is 28?", **json.loads(rubric)}
    keys.setdefault("patient", {"age": "67 years", "sex": "F", "weight": "80 kg", "egfr": "28 mL/min/1.73m2"})
    keys["criteria"] = [{"id": "c", "metric": metric, "points": 1, **json.loads(body)}]
    return Grader(load_rubric(json.dumps(keys, ensure_ascii=False), "r.yaml", METRICS), METRICS)


@pytest.fixture(scope="session")
def verdict_on():
    """`verdict_on(metric, body, text, **rubric)`: the verdict, no error, its evidence in the text."""

    def _verdict_on(metric, body, text, **rubric):
        grader = _grader(metric, json.dumps(body), json.dumps(rubric))
        [verdict] = grader.grade(Response("a", "r", text)).verdicts
        assert verdict.status is not Status.ERROR, verdict.explanation
        assert verdict.explanation
        assert "\n" not in verdict.explanation
        assert 0 <= verdict.score <= 1
        assert all(0 <= start < end <= len(text) for start, end in verdict.evidence)
        return verdict

    return _verdict_on
