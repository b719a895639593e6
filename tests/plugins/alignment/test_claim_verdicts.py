"""`claim` as a criterion: met, not met with its reason, and costly when a wrong statement is met."""

import pytest

from rubrx.contracts import Case
from rubrx.reading import Lexicon, Reader
from rubrx.records import Response, Status
from rubrx_alignment.claims import claim


def judged(body, text, query="Can I use metformin if the eGFR is 24?"):
    lexicon = Lexicon(query=query)
    judge = claim(body, lexicon)
    return judge(Case(Reader(lexicon).read(text), Response("r", "q", text), None))


WRONG = "Metformin is safe at any eGFR."


@pytest.mark.parametrize(
    "text",
    [
        "Metformin is contraindicated at this eGFR.",
        "CONTRAINDICATED at this eGFR. Metformin is safe above 45.",
        "Stop metformin. It accumulates.",
        "I do not know.",
        "",
    ],
)
def test_a_wrong_statement_is_not_met_by_an_answer_that_does_not_make_it(text):
    assert judged(WRONG, text).status is Status.NOT_MET


@pytest.mark.parametrize("text", ["Metformin is safe at any eGFR.", "Metformin is fine whatever the eGFR."])
def test_a_wrong_statement_is_met_by_an_answer_that_makes_it(text):
    assert judged(WRONG, text).status is Status.MET


def test_the_evidence_is_the_stretch_in_the_answers_own_characters():
    text = "Ünlike others: fine.  Metformin builds up in renal failure and may lead to lactic acidosis. Goodbye."
    found = judged("Metformin accumulates in renal failure and can cause lactic acidosis.", text)
    assert found.status is Status.MET
    (span,) = found.evidence
    assert text[span.start : span.end] == "Metformin builds up in renal failure and may lead to lactic acidosis."
    assert found.explanation.startswith("says so: “")


def test_a_verdict_says_what_is_missing_and_is_sure_of_it_the_less_the_claim_is_there():
    claim_text = "Vomiting and diarrhoea cause dehydration."
    nothing = judged(claim_text, "Take the tablets with breakfast.")
    partly = judged(claim_text, "Vomiting and diarrhoea are unpleasant.")
    assert nothing.status is partly.status is Status.NOT_MET
    assert nothing.score > partly.score
    assert "dehydration" in partly.explanation


def test_a_claim_without_content_is_refused_in_one_line():
    with pytest.raises(ValueError, match="content"):
        claim("It is.", Lexicon())
