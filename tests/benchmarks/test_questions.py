"""The labelled questions: whole, and read as well as docs/validity.md says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import validity
from validity_figures import summary

ROOT = Path(__file__).parents[2]
SETS = sorted((ROOT / "benchmarks" / "questions").glob("*/*/"))
PAGE = (ROOT / "docs" / "validity.md").read_text(encoding="utf-8")


@pytest.fixture(params=SETS, ids=lambda folder: folder.name)
def questions(request):
    return request.param


def test_every_answer_has_one_label_for_each_criterion_of_its_question(questions):
    criteria = validity.read(questions, "criteria.jsonl")
    responses = validity.read(questions, "responses.jsonl")
    labels = [row for row in validity.read(questions, "labels.jsonl") if row["record"] == "criterion"]
    wanted = {
        (response["response_id"], criterion["criterion_id"])
        for response in responses
        for criterion in criteria
        if criterion["query_id"] == response["query_id"]
    }
    assert Counter((row["response_id"], row["criterion_id"]) for row in labels) == Counter(wanted)
    assert {row["label"] for row in labels} <= {"met", "not_met", "n/a"}


def test_it_is_read_as_the_page_says(questions):
    """The page's row of the set: rows, then macro-F1, kappa and critical passes as they are now."""
    found = summary(validity.graded(questions, validity.convert(questions)))
    row = re.search(rf"^\| `{questions.parent.name}/{questions.name}` \|(.+)\|$", PAGE, re.MULTILINE)
    assert row is not None, f"docs/validity.md has no row for {questions.name}"
    n, *_, macro_f1, kappa, passed = (cell.strip() for cell in row[1].split("|"))
    critical = found["critical_not_met"]
    slipped = round(found["critical_wrong_met"] * critical)
    now = (f"{found['macro_f1']:.3f}", f"{found['kappa']:.3f}", f"{slipped} of {critical}")
    assert (int(n), (macro_f1, kappa, passed)) == (found["n"], now)
