"""Who is watched, admitted or rung about a sign has it watched; who tells what a sign or a value does has not."""

import pytest

SORE = {"query": "She is drowsy on oxycodone. What now?", "patient": {"age": "71 years", "medications": ["oxycodone"]}}
LOW = {"query": "Finger-prick glucose 2.9 mmol/L, awake. What now?"}


@pytest.mark.parametrize(
    ("watched", "text"),
    [
        ("respiratory rate", "Obs every 20 min."),
        ("sedation", "Vital signs hourly overnight."),
        ("respiratory rate", "Count how fast she breathes every half hour."),
        ("level of consciousness", "Keep a note of how easily she wakes."),
        ("drowsiness", "Phone her tomorrow to make sure she isn't too drowsy."),
        ("falls", "Check that he hasn't had any falls."),
        ("muscle pain", "His muscles may ache. If she notices that, ring."),
        ("bleeding", "Any black stools, he should say."),
        ("urine output", "Chart what he passes."),
        ("ECG", "Wire him up to the monitor."),
        ("ECG", "Had she been on 40 mg I'd worry, but it is 10 mg, so one dose will do with an ECG afterwards."),
        ("glucose", "Glucose when he gets back from theatre."),
        ("creatinine", "Have the nurse take blood if any of it has gone down."),
        ("admit", "Send her in by ambulance."),
        ("admit", "An overnight hospital bed is wise: observe her there."),
    ],
)
def test_it_is_watched(verdict_on, watched, text):
    assert verdict_on("accuracy", {"monitors": {"any": [watched]}}, text, **SORE).status == "met"


@pytest.mark.parametrize(
    ("watched", "text"),
    [
        ("seizures", "Phenytoin falls within 24 h -> breakthrough seizures."),
        ("seizures", "Seizures may follow within a day."),
        ("contractions", "Contractions at 24 weeks would be unusual."),
        ("bleeding", "At 90 the bleeding would be unstoppable."),
        ("platelets", "Keep warfarin away till the platelets are back to normal."),
        ("platelets", "Take the heparin away while the platelets are low."),
        ("infant", "It damages an infant's blood vessels."),
        ("HbA1c", "With a decent HbA1c I see no cause for change; see him at the annual review."),
        ("sodium", "Slow Sodium two TDS."),
        ("creatinine", "Creatinine rose in one report."),
        ("respiratory rate", "Obs were normal this morning."),
        ("admit", "If she faints, 999."),
        ("admit", "There is no need for hospital."),
    ],
)
def test_it_is_only_told(verdict_on, watched, text):
    assert verdict_on("accuracy", {"monitors": {"any": [watched]}}, text, **SORE).status == "not_met"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Juice now, and test her again in ten minutes.", "met"),
        ("Juice now, then check him in a quarter of an hour.", "met"),
        ("Juice now, and check him in the morning.", "not_met"),
        ("See her again in ten days.", "not_met"),
    ],
)
def test_who_is_tested_again_is_tested_for_what_was_asked(verdict_on, text, status):
    body = {"monitors": {"any": ["glucose"], "within": "0.25 hours"}}
    assert verdict_on("accuracy", body, text, **LOW).status == status
