"""Reasons, mechanisms and counsel in everyday words, and the same words denied, waved away or allowed."""

import json
from pathlib import Path

import pytest

ROWS = [
    (rubric, criterion["metric"], criterion["body"], label, answer)
    for rubric in json.loads(Path(__file__).with_name("reasons_everyday.json").read_text("utf-8"))
    for criterion in rubric["criteria"]
    for label, answer in criterion["answers"]
]


@pytest.mark.parametrize(
    ("rubric", "metric", "body", "label", "answer"), [pytest.param(*row, id=row[-1][:50]) for row in ROWS]
)
def test_a_reason_is_read_as_a_careful_reader_does(verdict_on, rubric, metric, body, label, answer):
    facts = {key: rubric[key] for key in ("query", "patient", "terms")}
    assert verdict_on(metric, body, answer, **facts).status == label
