"""Everyday sentences about other drugs, labelled before the reader saw them: it reads nearly all as labelled.

The labels are one careful reader's; the first run on them, before anything was mended, read 70 % right. They are kept
so that it does not fall back: a figure to be measured on other sentences, never to be quoted from these.
"""

import json
from pathlib import Path

import pytest

ROWS = [
    (rubric, criterion["metric"], criterion["body"], label, answer)
    for rubric in json.loads(Path(__file__).with_name("everyday.json").read_text("utf-8"))
    for criterion in rubric["criteria"]
    for label, answer in criterion["answers"]
]
#: what is still misread: said of somebody named after it, or in words that no list has
KNOWN = frozenset(
    {
        "He once had gastrointestinal bleeding on aspirin, but that was his brother.",
        "What happened when he took amoxicillin?",
        "Lisinopril is contraindicated in bilateral renal artery stenosis.",
        "Only with great care, and preferably not at all.",
        "Losec is not the PPI for him.",
        "Gentamicin is a drug that people with myasthenia don't get.",
        "If he also took fibrates, rhabdomyolysis could follow.",
    }
)


@pytest.mark.parametrize(
    ("rubric", "metric", "body", "label", "answer"),
    [
        pytest.param(*row, id=row[-1][:50], marks=pytest.mark.xfail(strict=True) if row[-1] in KNOWN else ())
        for row in ROWS
    ],
)
def test_an_everyday_sentence_is_read_as_a_careful_reader_does(verdict_on, rubric, metric, body, label, answer):
    facts = {key: rubric[key] for key in ("query", "patient", "terms")}
    assert verdict_on(metric, body, answer, **facts).status == label
