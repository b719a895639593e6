"""Doses and bans that look right and are not: run over another's time, slipped on the way, left behind, put off."""

import pytest

from rubrx.records import Status

MET, NOT = Status.MET, Status.NOT_MET
BAGS = {
    "dose": {
        "drug": "examplamide",
        "any_of": [
            {"amount": "2 g/dose", "frequency": ["once over 3 hours"]},
            {"amount": "5 g/dose", "frequency": ["once over 12 hours"]},
        ],
        "phase": "maintenance",
    }
}
QUERY = {"query": "How is examplamide run in?", "patient": {"age": "40 years", "sex": "F", "weight": "50 kg"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Examplamide: first bag 8 g over 1 hour, second bag 2 g over 3 hours, third bag 5 g over 12 hours.", MET),
        ("Examplamide 8 g over an hour, then 2 g over the next 3 hours and 5 g over the last 12 hours.", MET),
        ("Examplamide: first bag 8 g over 1 hour, second bag 5 g over 3 hours, third bag 2 g over 12 hours.", NOT),
        ("Examplamide: first bag 8 g over 1 hour, second bag 2 g over 12 hours, third bag 5 g over 3 hours.", NOT),
        ("Examplamide: first bag 8 g over 1 hour, second bag 2 g over 3 hours, third bag 2 g over 12 hours.", NOT),
    ],
)
def test_each_bag_has_its_own_time(verdict_on, text, expected):
    assert verdict_on("dose_accuracy", BAGS, text, **QUERY).status is expected


TOTAL = {"dose": {"drug": "examplamide", "any_of": [{"amount": "300 mg/kg"}, {"amount": "15 g"}], "phase": "total"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Examplamide: first 5 g, then 10 g; in all 300 mg/kg, that is 15 g.", MET),
        ("Examplamide: first 5 g, then 10 g; in all 300 mg/kg, that is 1.5 g.", NOT),
    ],
)
def test_a_slip_in_what_the_total_makes(verdict_on, text, expected):
    assert verdict_on("dose_accuracy", TOTAL, text, **QUERY).status is expected


RATE = {"dose": {"drug": "examplamide", "any_of": [{"amount": "3 mcg/kg/min"}, {"amount": "150 mcg/min"}]}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 micrograms/kg/min x 50 = 150 micrograms/min.", MET),
        ("3 micrograms/kg/min x 50 = 1500 micrograms/min.", NOT),
    ],
)
def test_a_slip_in_the_product_of_a_dose_without_a_name(verdict_on, text, expected):
    assert verdict_on("dose_accuracy", RATE, text, **QUERY).status is expected


LEVEL = {"quantity": {"of": "corrected calcium", "value": "2.5-2.7 mmol/L", "unit_optional": True}}
OFTEN = {"frequency": {"drug": "dalteparin", "any_of": ["once daily"]}}


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        (LEVEL, "The corrected calcium is 2.6 mmol/L, oh sorry, with that albumin it should be 2.2 mmol/L.", NOT),
        (LEVEL, "The corrected calcium is 2.2 mmol/L, no sorry, that should be 2.6 mmol/L.", MET),
        (LEVEL, "Corrected calcium 1.9 mmol/L; 2.6 mmol/L is for children.", NOT),
        (OFTEN, "Dalteparin once daily is in the table, but on balance I would stay with 12-hourly.", NOT),
        (OFTEN, "Dalteparin once daily. In practice keep it at every 12 hours.", NOT),
        (OFTEN, "Dalteparin once daily. Don't keep it at every 12 hours.", MET),
    ],
)
def test_a_right_figure_that_is_left_again(verdict_on, body, text, expected):
    asked = {"query": "Dalteparin and calcium?", "patient": QUERY["patient"]}
    assert verdict_on("dose_accuracy", body, text, **asked).status is expected


JABS = {
    "query": "A man on adalimumab is due yellow fever vaccine, hepatitis A and cholera. Which vaccines may he have?",
    "patient": {"age": "30 years", "medications": ["adalimumab"]},
    "terms": {
        "hepatitis A vaccine": ["hepatitis A vaccine"],
        "yellow fever vaccine": ["yellow fever vaccine"],
    },
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All three are contraindicated.", NOT),
        ("All three vaccines are out.", NOT),
        ("Yellow fever vaccine is contraindicated; the other two are fine.", MET),
    ],
)
def test_all_three_bars_each_of_them(verdict_on, text, expected):
    body = {"not_contraindicated": {"drug": ["hepatitis A vaccine"], "at_least": "avoid"}}
    assert verdict_on("specificity", body, text, **JABS).status is expected


WATER = {"query": "Bumetanide in a woman with a rash to penicillin: may she have it?", "patient": {"age": "70 years"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I would hold back bumetanide in her.", NOT),
        ("Withhold bumetanide from anybody with such a label.", NOT),
        ("Hold back bumetanide until the potassium is known; the rash is no bar.", MET),
        ("Nobody need hold back bumetanide over a rash.", MET),
    ],
)
def test_what_is_not_taken_yet_and_held_back_is_barred(verdict_on, text, expected):
    body = {"not_contraindicated": {"drug": ["bumetanide"], "at_least": "avoid"}}
    assert verdict_on("specificity", body, text, **WATER).status is expected


EARLY = {
    "query": "Ramipril in a woman 8 weeks pregnant: what now?",
    "patient": {"age": "30 years", "medications": ["ramipril"]},
    "terms": {"ramipril": ["ramipril"], "methyldopa": ["methyldopa"]},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Methyldopa 250 mg twice daily would be my choice.", MET),
        ("There is no need to change until 20 weeks. At that point methyldopa 250 mg is my choice.", NOT),
        ("Nothing has to be swapped before the scan; from then on methyldopa 250 mg twice daily.", NOT),
    ],
)
def test_another_drug_for_later_is_none_instead(verdict_on, text, expected):
    body = {"contraindicated": {"drug": ["ramipril"], "or_instead": ["methyldopa"]}}
    assert verdict_on("contraindication_recall", body, text, **EARLY).status is expected


def test_a_ban_in_an_early_trimester_is_one_in_pregnancy(verdict_on):
    body = {"not_contraindicated": {"drug": ["methyldopa"], "at_least": "avoid", "in_state": ["pregnancy"]}}
    text = "Methyldopa is contraindicated in the first trimester as well."
    assert verdict_on("specificity", body, text, **EARLY).status is NOT


HERB = {"query": "May she take valerian with sertraline?", "patient": {"age": "50 years"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One could be cautious or bold, and I wouldn't want to sway her one way or the other.", NOT),
        ("I wouldn't steer anyone either way on valerian.", NOT),
        ("I would steer her away from valerian.", MET),
    ],
)
def test_to_lean_to_neither_side_is_no_refusal(verdict_on, text, expected):
    body = {"contraindicated": {"drug": ["valerian"]}}
    assert verdict_on("contraindication_recall", body, text, **HERB).status is expected


@pytest.mark.parametrize(
    ("what", "text", "expected"),
    [
        ("INR", "Please phone your local centre.", NOT),
        ("INR", "Check the INR on Friday.", MET),
        ("drug level", "A small rise in dose may send the drug level through the roof.", NOT),
        ("drug level", "Send a drug level on Friday.", MET),
        ("muscle pain", "If his legs ache, that's only the flu.", NOT),
        ("muscle pain", "If his legs ache, he should ring us.", MET),
    ],
)
def test_what_is_watched_is_looked_at(verdict_on, what, text, expected):
    assert verdict_on("accuracy", {"monitors": what}, text, **HERB).status is expected
