"""What is told of yesterday, called needless, or left to others is neither ordered, nor recommended, nor a course."""

import pytest

RAMIPRIL = {
    "query": "66-year-old woman starts ramipril 2.5 mg; eGFR 55, potassium 4.6. How should this be followed up?",
    "patient": {"age": "66 years", "sex": "F", "egfr": "55"},
}
KNEE = {
    "query": "70-year-old man on warfarin asks for ibuprofen. What instead?",
    "patient": {"medications": ["warfarin"]},
}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Repeat her U&Es within two weeks.", "met"),
        ("Repeating U&Es within two weeks is wise.", "met"),
        ("Repeating U&Es within two weeks is a waste of a needle.", "not_met"),
        ("She had U&Es in the last two weeks.", "not_met"),
    ],
)
def test_a_test_is_ordered(verdict_on, answer, status):
    body = {"monitors": {"any": ["U&E", "potassium"], "within": "14 days"}}
    assert verdict_on("accuracy", body, answer, **RAMIPRIL).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Paracetamol would be my suggestion.", "met"),
        ("Some would suggest paracetamol; I prefer a gel.", "not_met"),
        ("Paracetamol raises the INR, so not that.", "not_met"),
    ],
)
def test_an_alternative_is_recommended(verdict_on, answer, status):
    assert verdict_on("accuracy", {"recommends": {"any": ["paracetamol"]}}, answer, **KNEE).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("For five days.", "met"),
        ("Three days; five days is overkill.", "not_met"),
        ("Symptoms began 5 days ago.", "not_met"),
        ("She has had it for the last 5 days.", "not_met"),
    ],
)
def test_a_course_has_a_length(verdict_on, answer, status):
    query = "How long nitrofurantoin for cystitis in a woman?"
    assert verdict_on("accuracy", {"states": {"any": ["5 days"]}}, answer, query=query).status == status
