"""Dose accuracy: the right dose in any unit and spelling is met; a tenfold slip, a wrong unit or interval is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.errors import RubricRefused
from rubrx.records import Status

MET, NOT, NONE = Status.MET, Status.NOT_MET, Status.NOT_APPLICABLE
CHILD = {
    "query": "A child of 20 kg needs amoxicillin. What dose?",
    "patient": {"age": "5 years", "weight": "20 kg"},
}
BY_WEIGHT = {
    "dose": {"drug": "amoxicillin", "any_of": [{"amount": "25-45 mg/kg/day", "frequency": ["BID", "TID"]}], "as": "any"}
}


@pytest.fixture(scope="module")
def status(verdict_on):
    def _status(text, body=BY_WEIGHT, **rubric):
        return verdict_on("dose_accuracy", body, text, **(rubric or CHILD)).status

    return _status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 25-45 mg/kg/day at 20 kg: 500-900 mg a day, 250-450 mg q12h, 167-300 mg q8h
        ("Give amoxicillin 250 mg twice daily.", MET),
        ("Give amoxicillin 450 mg every 12 hours.", MET),
        ("Amoxicillin 0.25 g BID.", MET),
        ("Amoxicillin 250,000 micrograms q12h.", MET),
        ("Amoxicillin 200 mg three times a day.", MET),
        ("Amoxicillin 45 mg/kg/day in two divided doses.", MET),
        ("Amoxicillin 600 mg a day in two doses.", MET),
        ("Amoxicillin 900 mg/day.", MET),
        ("Two hundred and fifty mg of amoxicillin twice a day.", MET),
        ("Give amoxicillin 2500 mg twice daily.", NOT),  # ten times too much
        ("Give amoxicillin 25 mg twice daily.", NOT),
        ("Give amoxicillin 250 mcg twice daily.", NOT),  # micrograms
        ("Give amoxicillin 250 mg once daily.", NOT),  # the interval
        ("Give amoxicillin 250 mg four times a day.", NOT),
        ("Give amoxicillin 250 g twice daily.", NOT),
        ("Give amoxicillin 90 mg/kg/day in two divided doses.", NOT),
        ("Give amoxicillin twice daily.", NOT),
        ("Do not give amoxicillin 250 mg twice daily.", NOT),
        ("Give ibuprofen 250 mg twice daily.", NOT),
        ("The most of amoxicillin is 5000 mg a day; give 250 mg twice daily.", NOT),
        ("Give amoxicillin 2500 mg - correction: 250 mg twice daily.", MET),
        (
            "Give amoxicillin 250 mg twice daily or 2500 mg twice daily.",
            NOT,
        ),  # one right dose does not excuse a wrong one
        ("", NOT),
    ],
)
def test_a_dose_by_weight_in_any_form(status, text, expected):
    assert status(text) is expected


@pytest.mark.parametrize(
    ("as_", "each", "total", "per_kg"),
    [("each", MET, NOT, NOT), ("total", MET, MET, MET), ("per_kg", NOT, NOT, MET), ("any", MET, MET, MET)],
)
def test_which_figure_must_be_given(status, as_, each, total, per_kg):
    body = {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "500 mg/day", "frequency": "BID"}], "as": as_}}
    assert status("Amoxicillin 250 mg twice daily.", body) is each
    assert status("Amoxicillin 500 mg/day.", body) is total
    assert status("Amoxicillin 25 mg/kg/day in two doses.", body) is per_kg


def test_a_volume_is_a_figure_of_its_own(status):
    body = {"dose": {"drug": "amoxicillin", "as": "volume", "any_of": [{"amount": "5-9 mL", "frequency": ["BID"]}]}}
    assert status("Amoxicillin 250 mg, which is 5 mL of 250 mg/5 mL, twice daily.", body) is MET
    assert status("Amoxicillin 50 mL twice daily.", body) is NOT
    assert status("Amoxicillin 250 mg twice daily.", body) is NOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amoxicillin 9 mL of 250 mg/5 mL twice a day.", MET),
        ("Amoxicillin 4.5 mL of the 500 mg/5 mL suspension BID.", MET),
        ("Amoxicillin 90 mL of 250 mg/5 mL twice a day.", NOT),
        ("Amoxicillin 9 mL of the 500 mg/5 mL suspension BID.", NOT),  # 900 mg each time
        ("Amoxicillin, one 250 mg capsule twice a day.", MET),
        ("Amoxicillin, four 250 mg capsules twice a day.", NOT),
    ],
)
def test_what_a_count_makes_is_a_dose(status, text, expected):
    assert status(text) is expected


@pytest.mark.parametrize(
    ("text", "volume", "volume_or_mass"),
    [
        ("Amoxicillin 9 mL twice daily.", MET, MET),
        ("Amoxicillin 9 mL of the 250 mg/5 mL suspension BID.", MET, MET),
        ("Amoxicillin 4.5 mL of the 500 mg/5 mL suspension BID.", NOT, MET),  # 450 mg, but in no mL of the rubric's
        ("Amoxicillin 9 mL of the 500 mg/5 mL suspension BID.", NOT, NOT),
    ],
)
def test_a_volume_of_another_strength_is_judged_by_its_mass(status, text, volume, volume_or_mass):
    rubric = CHILD | {"query": "A child of 20 kg: how many mL of amoxicillin 250 mg/5 mL?"}
    amounts = [{"amount": "5-9 mL", "frequency": "BID"}, {"amount": "250-450 mg", "frequency": "BID"}]
    for any_of, expected in ((amounts[:1], volume), (amounts, volume_or_mass)):
        assert status(text, {"dose": {"drug": "amoxicillin", "as": "volume", "any_of": any_of}}, **rubric) is expected


def test_a_volume_that_does_not_make_the_stated_mass_is_wrong_as_a_volume_only(status):
    text = "Amoxicillin 450 mg twice daily, which is 90 mL of 250 mg/5 mL twice daily."
    assert status(text) is MET
    volume = {"dose": {"drug": "amoxicillin", "as": "volume", "any_of": [{"amount": "5-9 mL", "frequency": "BID"}]}}
    assert status(text, volume) is NOT
    assert status(text, {"max_dose": {"drug": "amoxicillin", "amount": "1.8 g/day"}}) is NOT


def test_an_explanation_quotes_the_words_of_what_a_count_makes(verdict_on):
    verdict = verdict_on("dose_accuracy", BY_WEIGHT, "Amoxicillin 90 mL of 250 mg/5 mL twice a day.", **CHILD)
    assert "“90 mL of 250 mg/5 mL twice a day”" in verdict.explanation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paracetamol 500 mg up to four times a day.", MET),
        ("Paracetamol 1-2 tablets of 500 mg up to four times a day.", NOT),  # 4 g a day
        ("Paracetamol two 500 mg tablets TID.", NOT),
        ("Paracetamol 500 mg tablets, 1-2 tablets four times a day.", NOT),
        ("Paracetamol 500 mg every 4-6 hours.", NOT),  # up to 6 times: 3 g
        ("Paracetamol 500 mg every 4-6 hours, maximum 2 g a day.", MET),
        ("Paracetamol 500 mg every 4-6 hours; no more than 2 g in 24 hours.", MET),
        ("Paracetamol 500 mg every 4-6 hours, not exceeding 2 g daily.", MET),
        ("Paracetamol 500 mg tablets: 1 tablet every 4-6 hours. No more than 4 tablets in 24 hours.", MET),
        ("Paracetamol 500 mg every 4-6 hours (max 500 mg per dose).", NOT),
        ("Paracetamol 500 mg every 4-6 hours, maximum 3 g a day.", NOT),
    ],
)
def test_a_ceiling_holds_for_the_most_that_may_be_taken(status, text, expected):
    body = {"max_dose": {"drug": "paracetamol", "amount": "2 g/day"}}
    assert status(text, body, query="How much paracetamol may he take?", patient={"age": "40 years"}) is expected


@pytest.mark.parametrize(
    ("dose", "expected"), [("500 mg", MET), ("525 mg", MET), ("475 mg", MET), ("530 mg", NOT), ("470 mg", NOT)]
)
def test_a_dose_may_lie_five_percent_outside(status, dose, expected):
    body = {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "500 mg"}], "as": "each"}}
    assert status(f"Amoxicillin {dose} once daily.", body) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amoxicillin is one choice.", NONE),
        ("Amoxicillin 500 mg twice daily.", MET),
        ("Amoxicillin 5 g twice daily.", NOT),
    ],
)
def test_if_given_leaves_out_answers_without_a_dose(status, text, expected):
    body = {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "500 mg", "frequency": "BID"}], "if_given": True}}
    assert status(text, body) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paracetamol 1 g four times a day.", MET),
        ("Paracetamol 1 g every 6 hours, maximum 4 g a day.", MET),
        ("Paracetamol: no more than 4 g in 24 hours.", MET),
        ("The maximum dose of paracetamol is 3 g a day.", MET),
        ("Paracetamol 2 g four times a day.", NOT),
        ("Paracetamol, max 40 g a day.", NOT),
        ("Paracetamol 6 g/day.", NOT),
        ("Paracetamol is fine.", NONE),
    ],
)
def test_no_dose_and_no_maximum_may_exceed_the_ceiling(status, text, expected):
    body = {"max_dose": {"drug": "paracetamol", "amount": "4 g/day"}}
    assert status(text, body, query="How much paracetamol may he take?", patient={"age": "40 years"}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apixaban 5 mg BID.", MET),
        ("Apixaban 5 mg every twelve hours.", MET),
        ("Take apixaban twice a day.", MET),
        ("Apixaban 5 mg in the morning.", NOT),
        ("Apixaban 5 mg three times a day.", NOT),
        ("Do not take apixaban twice a day.", NOT),
        ("Apixaban 5 mg.", NOT),
    ],
)
def test_the_schedule_is_judged_in_any_wording(status, text, expected):
    body = {"frequency": {"drug": "apixaban", "any_of": ["BID", "q12h"]}}
    assert status(text, body, query="How is apixaban taken?", patient={"age": "70 years"}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Start insulin glargine 10 units at night and increase by 2 units every 3 days.", MET),
        ("Insulin glargine 10 units; titrate up by two units every three days.", MET),
        ("Start insulin glargine 10 units at night and increase by 20 units every 3 days.", NOT),
        ("Start insulin glargine 10 units at night and increase by 2 units every 10 days.", NOT),
        ("Start insulin glargine 10 units at night.", NOT),
    ],
)
def test_a_step_has_a_size_and_an_interval(status, text, expected):
    body = {"step": {"drug": "insulin glargine", "amount": "2 units", "every": "3 days"}}
    assert status(text, body, query="How is insulin glargine started?", patient={"age": "60 years"}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The target INR is 2-3.", MET),
        ("Aim for an INR between 2 and 3.", MET),
        ("Aim for an INR of 2.0 to 3.0.", MET),
        ("Target INR 2.5.", MET),
        ("The target INR is 3-4.", NOT),
        ("The INR target is 20-30.", NOT),
        ("Aim for INR 2-3. No, 4 is too high.", MET),
        ("Check the INR.", NOT),
    ],
)
def test_a_target_without_a_unit(status, text, expected):
    body = {"quantity": {"of": "INR", "value": "2-3", "unit_optional": True}}
    assert status(text, body, query="What INR?", patient={"age": "60 years"}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The course is 5 days.", MET),
        ("A course of five days.", MET),
        ("A course of one week.", NOT),
        ("The course is 5 weeks.", NOT),
        ("The course is 120 hours.", MET),
    ],
)
def test_a_target_with_a_unit(status, text, expected):
    body = {"quantity": {"of": "course", "value": "5 days"}}
    assert status(text, body, query="How long?", patient={"age": "60 years"}) is expected


@pytest.mark.parametrize(
    "body",
    [
        {"dose": {"drug": "amoxicillin", "any_of": []}},
        {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "much"}]}},
        {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "5"}]}},
        {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "5 days"}]}},
        {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "5 mg", "frequency": "often"}]}},
        {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "5 mg"}], "as": "some"}},
        {"step": {"drug": "insulin", "amount": "2 units", "every": "3 mg"}},
        {"max_dose": {"drug": "amoxicillin", "amount": "lots"}},
        {"quantity": {"of": "INR", "value": "good"}},
    ],
)
def test_a_body_that_can_not_work_is_refused_in_one_line(status, body):
    with pytest.raises(RubricRefused) as refusal:
        status("x", body)
    assert "\n" not in str(refusal.value)


def test_a_dose_by_weight_needs_the_patients_weight(status):
    with pytest.raises(RubricRefused, match="weight"):
        status("x", BY_WEIGHT, query="What dose of amoxicillin?", patient={"age": "5 years"})


UNITS = [("mg", 1), ("g", 1000), ("mcg", 0.001), ("µg", 0.001), ("μg", 0.001), ("micrograms", 0.001), ("milligrams", 1)]
SCHEDULES = ["once daily", "BID", "q8h", "twice a day", ""]


def written(milligrams, unit):
    spelling, size = unit
    return f"{milligrams / size:.6f}".rstrip("0").rstrip(".") + f" {spelling}"


@settings(max_examples=250, deadline=None)
@given(
    st.integers(1, 3000),
    st.sampled_from(UNITS),
    st.sampled_from(UNITS),
    st.sampled_from(SCHEDULES),
    st.sampled_from(["any", "each", "total"]),
)
def test_a_unit_changed_consistently_never_changes_a_verdict(status, milligrams, unit, rubric_unit, schedule, figure):
    """500 mg is 0.5 g is 500 000 micrograms, in the answer and in the rubric."""
    verdicts = set()
    for answer, rubric in (("mg", 1), ("mg", 1)), (unit, ("mg", 1)), (("mg", 1), rubric_unit), (unit, rubric_unit):
        body = {
            "dose": {
                "drug": "amoxicillin",
                "as": figure,
                "any_of": [{"amount": written(500, rubric), "frequency": ["BID", "TID"]}],
            }
        }
        text = f"Give amoxicillin {written(milligrams, answer)} {schedule}.".replace(" .", ".")
        verdicts.add(status(text, body))
    assert len(verdicts) == 1


PADDING = [
    "Recheck him in a week.",
    "His mother has asthma.",
    "Thank you for asking.",
    "He weighs 20 kg.",
    "No fever now.",
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        ["Give amoxicillin 2500 mg twice daily.", "Amoxicillin 250 mg once daily.", "Give amoxicillin.", "Rest."]
    ),
    st.lists(st.sampled_from(PADDING), max_size=5),
)
def test_padding_never_makes_a_dose_right(status, core, padding):
    assert status(" ".join([core, *padding])) is NOT


@settings(max_examples=100, deadline=None)
@given(st.permutations([*PADDING, "Give amoxicillin 250 mg twice daily."]))
def test_the_order_of_unrelated_sentences_changes_no_dose(status, sentences):
    assert status(" ".join(sentences)) is MET


BY_SURFACE = {"dose": {"drug": "docetaxel", "any_of": [{"amount": "75-100 mg/m2"}], "as": "each"}}
ADULT = {"query": "Which dose of docetaxel?", "patient": {"height": "180 cm", "weight": "80 kg", "sex": "M"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 2.0 m2 by Mosteller: 150-200 mg
        ("Docetaxel 75 mg/m2.", MET),
        ("Give docetaxel 160 mg.", MET),
        ("Docetaxel 0.2 g.", MET),
        ("Docetaxel 75 mg.", NOT),
        ("Docetaxel 750 mg/m2.", NOT),
        ("Docetaxel 75 mg/kg.", NOT),
    ],
)
def test_a_dose_by_body_surface_is_this_patients(status, text, expected):
    assert status(text, BY_SURFACE, **ADULT) is expected


def test_a_dose_by_body_surface_needs_one(status):
    with pytest.raises(RubricRefused, match="body surface"):
        status("Docetaxel 75 mg/m2.", BY_SURFACE, query="Which dose?", patient={"weight": "80 kg"})


ADJUSTED = {
    "dose": {
        "drug": "drugadol",
        "any_of": [{"amount": "400 mg/day"}],
        "adjust": [
            {"when": "crcl < 30", "times": 0.5},
            {"when": "Child-Pugh B", "times": 0.5},
            {"when": "age >= 75 years", "times": 0.75},
        ],
    }
}


@pytest.mark.parametrize(
    ("facts", "milligrams"),
    [
        ({"crcl": "60 mL/min", "child_pugh": "A", "age": "50 years"}, 400),
        ({"crcl": "20 mL/min", "child_pugh": "A", "age": "50 years"}, 200),
        ({"crcl": "20 mL/min", "child_pugh": "B", "age": "50 years"}, 100),
        ({"crcl": "20 mL/min", "child_pugh": "B", "age": "80 years"}, 75),
        # Cockcroft and Gault: (140 - 80) x 60 x 0.85 / (72 x 2) = 21 mL/min
        ({"creatinine": "2 mg/dL", "weight": "60 kg", "sex": "F", "child_pugh": "A", "age": "80 years"}, 150),
    ],
)
def test_adjustments_that_hold_are_multiplied(status, facts, milligrams):
    rubric = {"query": "Which dose of drugadol?", "patient": facts}
    for stated in (75, 100, 150, 200, 300, 400):
        expected = MET if stated == milligrams else NOT
        assert status(f"Drugadol {stated} mg a day.", ADJUSTED, **rubric) is expected


def test_an_adjustment_by_a_measure_that_is_not_known_is_refused(status):
    with pytest.raises(RubricRefused, match="crcl"):
        status("Drugadol 400 mg a day.", ADJUSTED, query="Which dose?", patient={"age": "50 years"})


LOCAL = {"dose": {"drug": "lidocaine", "any_of": [{"amount": "100-200 mg"}], "as": "any"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 1 % is 1 g in 100 mL: 10 mg in each
        ("Inject 20 mL of 1% lidocaine.", MET),
        ("Lidocaine 2 % 5 mL.", MET),
        ("Inject 5 mL of lidocaine 2% solution.", MET),
        ("Inject 20 mL of 2% lidocaine.", NOT),
        ("Inject 20 mL of 0.1% lidocaine.", NOT),
        ("Lidocaine 100 mg; her saturation is 95 %.", MET),
        ("Lidocaine 20 mg/2 mL, 10 mL in all.", MET),
    ],
)
def test_a_percentage_is_the_strength_of_a_solution(status, text, expected):
    assert status(text, LOCAL, query="How much lidocaine?", patient={}) is expected


def test_a_ceiling_that_must_be_given_is_not_met_by_silence(verdict_on):
    for more, status in (({}, NONE), ({"if_given": False}, NOT)):
        body = {"max_dose": {"drug": "paracetamol", "amount": "4 g/day", **more}}
        assert verdict_on("dose_accuracy", body, "Paracetamol eases pain.").status is status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The true equivalent is about 14, no, 16.", MET),
        ("Adjusted for albumin, his nine behaves like sixteen.", MET),
        ("The level is 12 mg/L; I misread, 16 mg/L.", MET),
        ("The level is 16 mg/L... no, 26 mg/L.", NOT),
        ("The true equivalent is about 16, no, 14.", NOT),
    ],
)
def test_a_level_is_the_one_worked_out_last(status, text, expected):
    body = {"quantity": {"of": "phenytoin level", "value": "15-17 mg/L", "unit_optional": True}}
    assert status(text, body, query="What is the level?", patient={"age": "60 years"}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Potassium chloride 10 mEq/h.", MET),
        ("Potassium chloride 20 mmol/hour.", MET),
        ("Potassium chloride 40 mEq/h.", NOT),
        ("Potassium chloride 10 mg/h.", NOT),
    ],
)
def test_an_ion_is_dosed_in_mmol_or_in_meq(status, text, expected):
    body = {"dose": {"drug": "potassium chloride", "any_of": [{"amount": "10-20 mmol/h"}]}}
    assert status(text, body, query="At which rate?", patient={"age": "60 years"}) is expected
    ceiling = {"max_dose": {"drug": "potassium chloride", "amount": "20 mEq/h", "if_given": False}}
    assert status(text, ceiling, query="At which rate?", patient={"age": "60 years"}) is expected


def test_an_ion_with_two_charges_counts_two_meq_a_mmol(status):
    """IUPAC Gold Book, "equivalent entity": of an ion, that which has a charge number of one."""
    body = {"dose": {"drug": "magnesium sulfate", "any_of": [{"amount": "8 mmol"}]}}
    assert status("Magnesium sulfate 16 mEq IV.", body, query="How much?", patient={"age": "60 years"}) is MET
    assert status("Magnesium sulfate 8 mEq IV.", body, query="How much?", patient={"age": "60 years"}) is NOT
