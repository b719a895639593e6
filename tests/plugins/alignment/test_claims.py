"""Claims in plain English: said in other words is met, denied or said of something else is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.records import Status

MET, NOT = Status.MET, Status.NOT_MET


@pytest.fixture(scope="module")
def judged(verdict_on):
    def _judged(claim, text):
        return verdict_on("accuracy", {"claim": claim}, text, terms={"metformin": ["Glucophage"]})

    return _judged


ACCUMULATES = "Metformin accumulates in renal failure and can cause lactic acidosis."
SAFE = "Metformin is safe at any eGFR."


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        (ACCUMULATES, ACCUMULATES, MET),
        (ACCUMULATES, "In renal failure metformin accumulates, which can cause lactic acidosis.", MET),
        (ACCUMULATES, "Glucophage accumulates when the kidneys fail. Lactic acidosis can follow.", MET),
        (ACCUMULATES, "Metformin does not accumulate in renal failure and cannot cause lactic acidosis.", NOT),
        (ACCUMULATES, "Metformin is taken with food.", NOT),
        (ACCUMULATES, "metformin, accumulates, renal failure, lactic acidosis, cause, eGFR", NOT),
        (ACCUMULATES, "Does metformin accumulate in renal failure and cause lactic acidosis?", NOT),
        (ACCUMULATES, "", NOT),
        (SAFE, "Metformin is safe at any eGFR.", MET),
        (SAFE, "Metformin is not safe at any eGFR.", NOT),
        (SAFE, "Metformin is contraindicated below an eGFR of 30.", NOT),
        (SAFE, "Some say that metformin is safe at any eGFR; that is wrong.", NOT),
        ("The combination has not been studied.", "The combination has not been studied.", MET),
        ("The combination has not been studied.", "The combination has been studied.", NOT),
    ],
)
def test_a_claim_is_met_by_what_says_so(judged, claim, text, expected):
    assert judged(claim, text).status is expected


def test_the_contrary_is_told_as_such(judged):
    """ "Not met" alone would not tell silence from contradiction."""
    assert "contrary" in judged(SAFE, "Metformin is contraindicated at this eGFR.").explanation


def test_a_claim_that_is_met_shows_where(judged):
    text = "Think of her kidneys. Metformin accumulates in renal failure and can cause lactic acidosis. Use insulin."
    [span] = judged(ACCUMULATES, text).evidence[:1]
    assert "accumulates" in text[span.start : span.end]


@settings(max_examples=80, deadline=None)
@given(st.permutations(["Use insulin.", "She is 67.", "No fever.", "Vaccinate her.", ACCUMULATES]))
def test_other_sentences_change_no_claim(judged, sentences):
    assert judged(ACCUMULATES, " ".join(sentences)).status is MET


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Use insulin.", "She is 67.", "Metformin.", "Renal failure?", "Lactic acid.", "Thank you."]),
        max_size=6,
    )
)
def test_fragments_make_no_claim(judged, sentences):
    assert judged(ACCUMULATES, " ".join(sentences)).status is NOT
