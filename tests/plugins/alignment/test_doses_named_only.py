"""A right amount that is named and not given: a refused step, another occasion, another person, a case put."""

import pytest

RUBRIC = {
    "query": "84-year-old woman, 52 kg, creatinine 140, atrial fibrillation, on apixaban 5 mg bd. Is it right?",
    "patient": {"age": "84 years", "sex": "F", "weight": "52 kg", "medications": ["apixaban 5 mg twice daily"]},
}
BODY = {"dose": {"drug": "apixaban", "any_of": [{"amount": "2.5 mg", "frequency": ["twice daily"]}], "as": "each"}}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Drop it to 2.5 mg twice daily.", "met"),
        ("Don't drop to 2.5 mg BD.", "not_met"),
        ("There is no need to go down to 2.5 mg BD.", "not_met"),
        ("Reduce to 2.5 mg BD only if she bleeds.", "not_met"),
        ("Reduce to 2.5 mg BD, only now.", "met"),
        ("Apixaban is 5 mg; 2.5 mg BD is for hip surgery.", "not_met"),
        ("2.5 mg BD after a hip replacement only. Carry on with the fives.", "not_met"),
        ("2.5 mg BD is for people like her.", "met"),
        ("2.5 mg BD is for atrial fibrillation at her age.", "met"),
        ("2.5 mg is the tablet her neighbour takes twice daily.", "not_met"),
        ("If she were over 90, 2.5 mg BD. She isn't, so 5 mg.", "not_met"),
        ("5 mg BD would do for a younger woman. For her it is 2.5 mg BD.", "met"),
        ("Initially I thought 5 mg BD, but with 52 kg it's 2.5 mg BD.", "met"),
    ],
)
def test_a_dose_is_given_to_this_patient_now(verdict_on, answer, status):
    assert verdict_on("dose_accuracy", BODY, answer, **RUBRIC).status == status
