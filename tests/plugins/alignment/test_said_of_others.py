"""A harm that is given to others only, or called too small to matter, is named and not said."""

import pytest

RUBRIC = {
    "query": "A woman on ramipril and spironolactone, potassium 4.9 mmol/L, eGFR 48. Co-trimoxazole for cellulitis?",
    "patient": {"egfr": "48 mL/min"},
}
BODY = {"states": {"any": ["hyperkalaemia", "raises potassium"]}}


@pytest.mark.parametrize(
    "answer",
    [
        "Co-trimoxazole raises potassium only in people on dialysis, and 4.9 is inside the range.",
        "Hyperkalaemia is only seen at very high doses, so carry on.",
        "The reports of hyperkalaemia all come from people on dialysis.",
        "Hyperkalaemia is confined to transplant patients.",
        "Textbooks mention hyperkalaemia, but at this dose that's a paper interaction.",
        "The hyperkalaemia is overstated.",
        "Hyperkalaemia only worries me in dialysis patients.",
        "Hyperkalaemia is rare enough to ignore.",
    ],
)
def test_a_harm_played_down_is_not_said(verdict_on, answer):
    assert verdict_on("accuracy", BODY, answer, **RUBRIC).status == "not_met"


@pytest.mark.parametrize(
    "answer",
    [
        "Hyperkalaemia is not just seen in dialysis patients.",
        "It raises potassium, and not only in people on dialysis.",
        "Hyperkalaemia is seen only in people on spironolactone or an ACE inhibitor.",
        "Hyperkalaemia is seen only in people with an old heart, as she is.",
        "The risk of hyperkalaemia is not theoretical.",
        "Hyperkalaemia is a real concern in older people on spironolactone.",
    ],
)
def test_a_harm_of_this_patients_kind_is_said(verdict_on, answer):
    assert verdict_on("accuracy", BODY, answer, **RUBRIC).status == "met"


def test_a_claim_is_not_made_by_what_holds_for_others_only(verdict_on):
    body = {"claim": "Co-trimoxazole raises potassium"}
    said = "Co-trimoxazole raises potassium."
    assert verdict_on("accuracy", body, said, **RUBRIC).status == "met"
    limited = verdict_on("accuracy", body, "Co-trimoxazole raises potassium only in people on dialysis.", **RUBRIC)
    assert (limited.status, "others only" in limited.explanation) == ("not_met", True)
