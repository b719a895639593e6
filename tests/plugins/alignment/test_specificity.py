"""Specificity: silence and allowing are right; a false alarm is not; an answer that says nothing has no part."""

from __future__ import annotations

import pytest

from rubrx.records import Status

MET, NOT, NONE = Status.MET, Status.NOT_MET, Status.NOT_APPLICABLE
EMPTY = ["", "I'm sorry, but I can't answer that.", "metformin, eGFR, insulin, FDA, dialysis, label"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Metformin is contraindicated below an eGFR of 30.", MET),
        ("Metformin may be used at an eGFR of 45 or more.", MET),
        ("Her potassium should be checked.", MET),
        ("Metformin is contraindicated in every patient with kidney disease, even at an eGFR of 55.", NOT),
        ("Metformin must be avoided when the eGFR is above 45.", NOT),
    ],
)
def test_a_bar_in_a_condition_that_allows_it_is_a_false_alarm(verdict_on, text, status):
    body = {"not_contraindicated": {"drug": "metformin", "when": "egfr >= 45"}}
    assert verdict_on("specificity", body, text).status is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Avoid linagliptin.", NOT),
        ("Linagliptin is contraindicated.", NOT),
        ("Linagliptin is not contraindicated.", MET),
        ("Linagliptin is safe, but metformin is contraindicated.", MET),
        ("Avoid metformin.", MET),
        ("Use linagliptin with caution.", MET),
    ],
)
def test_a_bar_of_a_safe_drug_is_a_false_alarm(verdict_on, text, status):
    body = {"not_contraindicated": {"drug": "linagliptin"}}
    assert verdict_on("specificity", body, text).status is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Kidney failure is certain.", NOT),
        ("There is no sign that kidney failure is certain.", MET),
        ("Recheck the eGFR.", MET),
    ],
)
def test_a_scare_counts_only_when_the_answer_says_it_itself(verdict_on, text, status):
    assert verdict_on("specificity", {"not_states": "kidney failure is certain"}, text).status is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Give her empagliflozin.", NOT),
        ("Empagliflozin 10 mg once daily is the best choice.", NOT),
        ("Do not give empagliflozin.", MET),
        ("Use insulin.", MET),
    ],
)
def test_a_wrong_recommendation_is_a_false_positive(verdict_on, text, status):
    assert verdict_on("specificity", {"not_recommends": "empagliflozin"}, text).status is status


@pytest.mark.parametrize("text", EMPTY)
@pytest.mark.parametrize(
    "body", [{"not_contraindicated": {"drug": "metformin"}}, {"not_states": "gout"}, {"not_recommends": "insulin"}]
)
def test_an_answer_without_clinical_content_takes_no_part(verdict_on, body, text):
    """Else saying nothing would be the best way to score."""
    assert verdict_on("specificity", body, text).status is NONE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dose must be halved.", Status.NOT_MET),
        ("Below an eGFR of 15 the dose must be halved.", Status.MET),
        ("At an eGFR of 28 the dose must be halved.", Status.NOT_MET),
        ("Below 15 mL/min dialysis is near; but here the dose must be halved.", Status.NOT_MET),
    ],
)
def test_what_is_said_of_other_patients_is_not_said_of_this_one(verdict_on, text, expected):
    body = {"not_states": "dose must be halved"}
    assert verdict_on("specificity", body, text).status is expected


@pytest.mark.parametrize(
    ("text", "hold", "avoid"),
    [
        ("Hold linagliptin today.", NOT, MET),
        ("Skip tonight's linagliptin.", NOT, MET),
        ("Avoid linagliptin.", NOT, NOT),
        ("Linagliptin is contraindicated.", NOT, NOT),
    ],
)
def test_a_dose_held_back_is_no_bar_where_only_a_bar_is_asked_about(verdict_on, text, hold, avoid):
    for at_least, status in (("hold", hold), ("avoid", avoid)):
        body = {"not_contraindicated": {"drug": "linagliptin", "at_least": at_least}}
        assert verdict_on("specificity", body, text).status is status
