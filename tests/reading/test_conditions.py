"""Thresholds and states: what a rubric asks, what an answer says and what the patient has become one thing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.bounds import Bound, find_bounds, find_states
from rubrx.reading.conditions import parse_condition, parse_fact
from rubrx.reading.folding import fold
from rubrx.reading.patient import Patient
from rubrx.reading.quantities import find_quantities


def bound_of(text):
    folded = fold(text).text
    [(_, _, bound)] = find_bounds(folded, find_quantities(folded))
    return bound


@pytest.mark.parametrize(
    ("text", "below", "above"),
    [
        ("eGFR < 30", 29.9, 30),
        ("eGFR <30 mL/min/1.73m2", 29.9, 30),
        ("eGFR ≤ 30", 30, 30.1),
        ("an eGFR below 30", 29.9, 30),
        ("an eGFR under thirty", 29.9, 30),
        ("eGFR of less than 30", 29.9, 30),
        ("if the eGFR falls below 30 mL/min", 29.9, 30),
    ],
)
def test_an_upper_bound_holds_below_it_in_any_wording(text, below, above):
    bound = bound_of(text)
    assert bound.measure == "egfr"
    assert bound.holds(below)
    assert not bound.holds(above)


@pytest.mark.parametrize("text", ["eGFR ≥ 45", "eGFR >= 45 mL/min", "an eGFR of at least 45", "eGFR of 45 or more"])
def test_a_lower_bound_holds_from_it_on(text):
    bound = bound_of(text)
    assert bound.holds(45)
    assert bound.holds(90)
    assert not bound.holds(44)


def test_a_range_holds_between_its_ends():
    bound = bound_of("CrCl 30-60 mL/min")
    assert bound.measure == "crcl"
    assert [bound.holds(v) for v in (29, 30, 45, 60, 61)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("text", "measure", "inside", "outside"),
    [
        ("age < 12 years", "age", 11, 12),
        ("under 18 months of age", "age", 1.4, 1.6),
        ("weight < 50 kg", "weight", 49, 51),
        ("INR > 3", "inr", 3.1, 2.9),
        ("QTc > 500 ms", "qtc", 510, 490),
        ("potassium above 5.5", "potassium", 5.6, 5.4),
        ("CrCl < 30 mL/min", "crcl", 20, 31),
    ],
)
def test_other_measures_in_their_own_units(text, measure, inside, outside):
    bound = bound_of(text)
    assert bound.measure == measure
    assert bound.holds(inside)
    assert not bound.holds(outside)


@pytest.mark.parametrize("text", ["metformin 500 mg", "see section 30", "30 tablets", "warfarin for 3 months"])
def test_a_number_without_a_measure_is_no_bound(text):
    assert find_bounds(text, find_quantities(text)) == []


#: KDIGO 2024, GFR categories in mL/min/1.73 m2: low end included, high end not
KDIGO = {"G2": (60, 90), "G3a": (45, 60), "G3b": (30, 45), "G4": (15, 30), "G5": (0, 15)}


@pytest.mark.parametrize(("category", "ends"), list(KDIGO.items()))
@pytest.mark.parametrize("wording", ["CKD {}", "CKD stage {}"])
def test_the_stages_of_kidney_disease_are_those_of_kdigo(category, ends, wording):
    name = category if wording == "CKD {}" else category[1:]
    [(_, _, bound)] = find_states(fold(wording.format(name)).text)
    low, high = ends
    assert bound.measure == "egfr"
    assert bound.holds(low)
    assert bound.holds(high - 0.1)
    assert not bound.holds(high)
    assert not bound.holds(low - 0.1)


def test_severe_renal_impairment_is_an_egfr_below_30():
    [(_, _, bound)] = find_states("severe renal impairment")
    assert bound.holds(24)
    assert not bound.holds(35)


@pytest.mark.parametrize(
    ("facts", "when", "holds"),
    [
        ({"egfr": "28 mL/min/1.73m2"}, "egfr < 30", True),
        ({"egfr": 28}, "egfr < 30", True),
        ({"egfr": "28"}, "egfr >= 45", False),
        ({"egfr": "24"}, "CKD G4", True),
        ({"egfr": "24"}, "severe renal impairment", True),
        ({"crcl": "25 mL/min"}, "egfr < 30", True),  # where only the other measure of the kidney is known
        ({"age": "8 months"}, "age < 1 year", True),
        ({"age": "67 years"}, "age >= 65", True),
        ({"weight": "20 kg"}, "weight < 40 kg", True),
        ({"conditions": ["cirrhosis"]}, "cirrhosis", True),
        ({"conditions": ["decompensated cirrhosis"]}, "cirrhosis", True),
        ({"pregnant": True}, "pregnant", True),
        ({"pregnant": True}, "pregnancy", True),
        ({"medications": ["warfarin"]}, "warfarin", True),
        ({"conditions": ["cirrhosis"]}, "asthma", None),
        ({"age": "67 years"}, "egfr < 30", None),
        ({}, "pregnancy", None),
    ],
)
def test_a_patient_satisfies_a_condition_or_not_or_nobody_knows(facts, when, holds):
    assert Patient(facts).satisfies(parse_condition(when)) is holds


@pytest.mark.parametrize("wrong", ["", "  ", "florins < 30", "< 30"])
def test_a_condition_that_can_not_be_read_is_refused_in_one_line(wrong):
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        parse_condition(wrong)


@pytest.mark.parametrize(
    ("when", "measure", "inside", "outside"),
    [
        ("30 <= egfr < 45", "egfr", (30, 44.9), (29.9, 45)),
        ("45 > eGFR ≥ 30 mL/min/1.73m2", "egfr", (30, 44.9), (29.9, 45)),
        ("egfr 30-45", "egfr", (30, 45), (29.9, 45.1)),
        ("eGFR 30–45 mL/min", "egfr", (30, 45), (29.9, 45.1)),
        ("egfr between 30 and 45", "egfr", (30, 45), (29.9, 45.1)),
        ("an eGFR from 30 to 45", "egfr", (30, 45), (29.9, 45.1)),
        ("30 > egfr", "egfr", (29.9,), (30,)),
        ("egfr = 30", "egfr", (30,), (29.9, 30.1)),
        ("eGFR of at least 45", "egfr", (45,), (44.9,)),
        ("eGFR of 45 or more", "egfr", (45,), (44.9,)),
        ("egfr no more than 30", "egfr", (30,), (30.1,)),
        ("egfr not below 30", "egfr", (30,), (29.9,)),
        ("eGFR under thirty", "egfr", (29.9,), (30,)),
        ("age 6-24 months", "age", (0.5, 2), (0.49, 2.01)),
        ("6 <= age < 24 months", "age", (0.5, 1.99), (0.49, 2)),
        ("6 months <= age <= 2 years", "age", (0.5, 2), (0.49, 2.01)),
        ("under 18 months of age", "age", (1.49,), (1.5,)),
        ("age >= 65", "age", (65,), (64.9,)),
        ("weight < 110 lb", "weight", (49.8,), (49.9,)),  # a pound is 0.45359237 kg
        ("creatinine > 200 µmol/L", "creatinine", (2.27,), (2.26,)),  # 113.12 g/mol: 2.262 mg/dL
        ("potassium > 5.5 mmol/L", "potassium", (5.6,), (5.5,)),
        ("gestation < 28 weeks", "gestation", (27.9,), (28,)),
    ],
)
def test_a_comparison_means_exactly_what_is_written(when, measure, inside, outside):
    bound = parse_condition(when).bound
    assert bound is not None
    assert bound.measure == measure
    assert all(bound.holds(value) for value in inside)
    assert not any(bound.holds(value) for value in outside)


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("egfr >= 30 and age > 65", "one condition compares one measure"),
        ("egfr >= 30 and < 45", "one condition compares one measure"),
        ("egfr < 30 or dialysis", "one condition compares one measure"),
        ("cirrhosis and egfr < 30", "one condition compares one measure"),
        ("egfr 30", "a sign is missing"),
        ("gestation 28 weeks", "a sign is missing"),
        ("12 years of age", "write MEASURE"),
        ("egfr", "write MEASURE"),
        ("low egfr", "write MEASURE"),
        ("egfr >= x", "'x' is no egfr; allowed: a number, bare or in mL/min"),
        ("egfr <> 30", "unlike"),
        ("egfr ≠ 30", "unlike"),
        ("egfr != 30", "unlike"),
        ("egfr =< 30", "write MEASURE"),
        ("egfr ~ 30", "'~ 30' is no egfr"),
        ("egfr < -5", "not below 0"),
        ("egfr < -5 bananas", "not below 0"),
        ("egfr < 5 bananas", "'5 bananas' is no egfr"),
        ("egfr < 30 mg", "'30 mg' is no egfr"),
        ("egfr < 30 mL", "'30 ml' is no egfr"),
        ("inr > 3 mmol/L", "is no inr"),
        ("creatinine > 2 mg", "is no creatinine"),
        ("egfr < 30-45", "'30-45' is no egfr"),
        ("egfr < 30 (severe)", "is no egfr"),
        ("45 <= egfr < 30", "the lower one comes first"),
        ("30 < egfr < 30", "the lower one comes first"),
        ("egfr 45-30", "the lower one comes first"),
        ("30 <= egfr > 45", "write MEASURE"),
        ("age old", "'old' is no age"),
        ("< 30", "names no measure; known: age"),
        ("over 65", "names no measure"),
        ("florins < 30", "'florins' is no measure"),
        ("severe renal impairment and cirrhosis", "the rest would be lost"),
        ("ckd stage 3 or 4", "one state"),
        ("pregnancy or breastfeeding", "one state"),
        ("no cirrhosis", "can't be negated"),
        ("?", "write MEASURE"),
        ("egfr < " + "9" * 400, "at most 300"),
    ],
)
def test_a_condition_is_never_silently_another_one(when, problem):
    """What can't be read wholly is refused in one line that says what is wrong."""
    with pytest.raises(ValueError, match=problem) as caught:
        parse_condition(when)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "state",
    [
        "cirrhosis", "severe delayed reaction", "type 2 diabetes", "type 2 diabetes with weight gain",
        "QT prolongation", "weight loss", "age-related macular degeneration", "bleeding risk above average",
        "stage 3 pressure ulcer",
        "nausea and vomiting", "non-valvular atrial fibrillation", "low potassium",
    ],
)  # fmt: skip
def test_a_state_in_words_is_no_bound(state):
    assert parse_condition(state).bound is None


@settings(max_examples=300, deadline=None)
@given(st.floats(0, 200).map(lambda x: round(x, 1)), st.floats(0, 200).map(lambda x: round(x, 1)), st.data())
def test_chains_hold_where_python_says(one, other, data):
    """Python's own chained comparison is the witness."""
    low, high = min(one, other), max(one, other) + 1
    first, second = (data.draw(st.sampled_from(["<", "<="])) for _ in range(2))
    bound = parse_condition(f"{low} {first} egfr {second} {high}").bound
    for value in (low - 0.1, low, (low + high) / 2, high, high + 0.1):
        assert bound.holds(value) == eval(f"{low} {first} {value} {second} {high}")


@settings(max_examples=300, deadline=None)
@given(st.text("egfr 0359<=>-/.,and\nmL", max_size=24) | st.text(max_size=12))
def test_any_text_is_a_condition_or_refused_in_one_line(text):
    problem = ""
    try:
        parse_condition(text)
    except ValueError as fault:
        problem = str(fault)
    assert "\n" not in problem


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("age", "67 years", 67),
        ("age", "8 months", 8 / 12),
        ("age", 67, 67),
        ("weight", "about 20 kg", 20),
        ("egfr", "28 mL/min/1.73m2", 28),
        ("sex", "F", None),
        ("pregnant", True, None),
        ("conditions", ["cirrhosis"], None),
    ],
)
def test_a_measured_fact_is_its_number(name, value, number):
    assert parse_fact(name, value) == (number if number is None else pytest.approx(number))


@pytest.mark.parametrize(
    ("name", "value"),
    [("age", "old"), ("age", True), ("egfr", ["28"]), ("inr", "2-3"), ("age", "> 65"), ("weight", "20 mg/kg")],
)
def test_a_measured_fact_without_its_number_is_refused(name, value):
    with pytest.raises(ValueError, match=r"allowed|write one number"):
        parse_fact(name, value)


# Cockcroft and Gault, Nephron 1976;16:31-41


def test_creatinine_clearance_of_a_worked_case():
    """By hand: (140 - 85) x 60 x 0.85 / (72 x 1.2) = 2805 / 86.4."""
    facts = {"age": "85 years", "sex": "F", "weight": "60 kg", "creatinine": "1.2 mg/dL"}
    assert Patient(facts).value("crcl") == pytest.approx(32.4653, abs=1e-3)


def test_a_man_of_40_with_72_kg_and_a_creatinine_of_1_has_100():
    """The case at which every factor of the formula cancels."""
    facts = {"age": "40 years", "sex": "M", "weight": "72 kg", "creatinine": "1.0 mg/dL"}
    assert Patient(facts).value("crcl") == pytest.approx(100)


@settings(max_examples=100, deadline=None)
@given(st.integers(18, 99), st.integers(35, 160), st.floats(0.4, 9.0))
def test_clearance_is_what_the_excretion_of_creatinine_gives(age, weight, creatinine):
    """The paper's own regression: 28 - 0.2 x age mg of creatinine a kg and day, over what the serum holds."""
    excreted = (28 - 0.2 * age) * weight  # mg in 1440 minutes
    serum = creatinine / 100  # mg in a mL
    facts = {"age": f"{age} years", "sex": "male", "weight": f"{weight} kg", "creatinine": f"{creatinine:.6f} mg/dL"}
    assert Patient(facts).value("crcl") == pytest.approx(excreted / 1440 / serum, rel=1e-4)


def test_micromoles_are_weighed_by_creatinines_molar_mass():
    """C4H7N3O: 113.12 g/mol, so 1 mg/dL is 88.4 umol/L."""
    base = {"age": "70 years", "sex": "M", "weight": "70 kg"}
    grams = Patient({**base, "creatinine": "1.5 mg/dL"}).value("crcl")
    moles = Patient({**base, "creatinine": f"{1.5 * 10 / 113.12 * 1000:.3f} µmol/L"}).value("crcl")
    assert moles == pytest.approx(grams, rel=1e-3)


def test_a_given_clearance_is_never_recomputed():
    facts = {"age": "40 years", "sex": "M", "weight": "72 kg", "creatinine": "1.0 mg/dL", "crcl": "55 mL/min"}
    assert Patient(facts).value("crcl") == 55


@pytest.mark.parametrize("missing", ["age", "sex", "weight", "creatinine"])
def test_without_a_fact_there_is_no_clearance(missing):
    facts = {"age": "40 years", "sex": "M", "weight": "72 kg", "creatinine": "1.0 mg/dL"}
    del facts[missing]
    assert Patient(facts).value("crcl") is None


ends = st.floats(-100, 100, allow_nan=False)
bounds = st.builds(
    lambda a, b, left, right: Bound("egfr", min(a, b), max(a, b), left, right), ends, ends, st.booleans(), st.booleans()
)


@settings(max_examples=300, deadline=None)
@given(bounds, bounds, st.lists(ends, max_size=30))
def test_covering_and_overlapping_are_what_they_say_of_single_values(one, other, values):
    for value in [*values, one.low, one.high, other.low, other.high]:
        if one.covers(other) and other.holds(value):
            assert one.holds(value)
        if one.holds(value) and other.holds(value):
            assert one.overlaps(other)
            assert other.overlaps(one)
