"""Doses told in parts, by pairs, by patches, by what lies above them; courses of so many doses."""

from __future__ import annotations

import pytest

from rubrx.records import Status

MET, NOT = Status.MET, Status.NOT_MET


def _dose(drug, amount, *often, **more):
    return {"dose": {"drug": drug, "any_of": [{"amount": amount, "frequency": list(often)}], **more}}


@pytest.fixture(scope="module")
def status(verdict_on):
    def _status(body, text, query, **rubric):
        return verdict_on("dose_accuracy", body, text, query=query, **rubric).status

    return _status


WHOLE = _dose("abciximab", "10 g", "once", **{"as": "each", "phase": "first"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Abciximab 10 g as two consecutive 5 g infusions.", MET),
        ("Abciximab 10 g (2 x 5 g).", MET),
        ("Give abciximab 10 g: two 5 g vials.", MET),
        ("Two 5 g doses of abciximab back to back.", MET),
        ("Both 5 g vials of abciximab.", MET),
        ("Abciximab 5 g.", NOT),
        ("Two 5 g doses of abciximab a day.", NOT),
        ("Abciximab 10 g as three 5 g infusions.", NOT),
    ],
)
def test_parts_told_beside_their_whole_are_no_second_dose(status, text, expected) -> None:
    assert status(WHOLE, text, "What dose of abciximab?") is expected


CHOICE = {
    "dose": {
        "drug": "digoxin",
        "any_of": [
            {"amount": "250 micrograms", "frequency": ["once daily"]},
            {"amount": "200 mg", "frequency": ["once daily"], "drug": "amiodarone"},
        ],
        "as": "each",
        "phase": "maintenance",
    }
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Digoxin 500 micrograms then 250 micrograms daily, or amiodarone 600 mg then 200 mg daily.", MET),
        ("Load with 500 micrograms of digoxin; from tonight 250 micrograms once a day.", MET),
        ("Digoxin 500 micrograms then 250 micrograms daily, or amiodarone 200 mg then 600 mg daily.", NOT),
        ("Digoxin 500 micrograms then 2500 micrograms daily, or amiodarone 600 mg then 200 mg daily.", NOT),
    ],
)
def test_a_choice_of_drugs_has_a_load_each(status, text, expected) -> None:
    assert status(CHOICE, text, "Digoxin or amiodarone, and how much?") is expected


PAIR = _dose("perindopril/indapamide", "4-8 mg", "once daily", **{"as": "each"})
BRANDED = {"terms": {"perindopril/indapamide": ["perindopril/indapamide", "Coversyl Plus"]}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Perindopril/indapamide 4/1.25 mg once daily.", MET),
        ("Perindopril/indapamide 8/2.5 mg each morning.", MET),
        ("Coversyl Plus 4/1.25 od", MET),
        ("The amlodipine can go; take this pair, 4/1.25 mg once a day.", MET),
        ("Perindopril/indapamide 40/12.5 mg once daily.", NOT),
        ("Coversyl Plus 40/12 od", NOT),
        ("Not Coversyl Plus 4/1.25 mg once daily.", NOT),
        ("Coversyl Plus, her blood pressure is 140/80", NOT),
    ],
)
def test_an_amount_of_a_pair_is_of_the_pair(status, text, expected) -> None:
    assert status(PAIR, text, "How much perindopril/indapamide?", **BRANDED) is expected


MOST = _dose("citalopram", "20 mg/day", **{"as": "total", "phase": "maximum"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Past 20 mg a day of citalopram the QT risk isn't worth it.", MET),
        ("Anything over 20 mg of citalopram is dangerous at her age.", MET),
        ("Citalopram tops out at 20 mg.", MET),
        ("Above 20 mg of citalopram the risk is negligible, so 40 mg.", NOT),
        ("Above 40 mg of citalopram the risk climbs.", NOT),
        ("Above 20 mg of citalopram lowers the risk of relapse.", NOT),
        ("More than 20 mg of citalopram is needed: the risk is too high on less.", NOT),
    ],
)
def test_a_ceiling_is_told_by_what_lies_above_it(status, text, expected) -> None:
    assert status(MOST, text, "How much citalopram at most?") is expected


DAILY = _dose("methotrexate", "15-25 mg", "once weekly", **{"as": "each"})
ONCE_A_DAY = {"frequency": {"drug": "enoxaparin", "any_of": ["once daily"]}}


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        (_dose("lithium", "600 mg", "once daily"), "Lithium 600 mg at night with weekly levels.", MET),
        (_dose("lithium", "600 mg", "once daily"), "Lithium 600 mg, a level every second day, at night.", MET),
        (ONCE_A_DAY, "One jab of enoxaparin a day of around 80 mg, with a blood count every third day.", MET),
        (ONCE_A_DAY, "Go from 12-hourly enoxaparin to 24-hourly enoxaparin.", MET),
        (ONCE_A_DAY, "Enoxaparin 80 mg every 12 hours with daily platelets.", NOT),
        (_dose("apixaban", "5 mg", "BID"), "5 mg of apixaban each morning and each evening.", MET),
        (_dose("apixaban", "5 mg", "BID"), "5 mg of apixaban each morning; check the pulse each evening.", NOT),
        (_dose("prednisolone", "40 mg", "once"), "Prednisolone 40 mg on one occasion.", MET),
        (_dose("aspirin", "75-150 mg", "once daily"), "A small aspirin at night, seventy-five to a hundred.", MET),
        (_dose("aspirin", "75-150 mg", "once daily"), "Aspirin at night, three hundred.", NOT),
        (_dose("aspirin", "75-150 mg", "once daily"), "Add 75 mg of aspirin each morning from week twelve.", MET),
        (_dose("aspirin", "75-150 mg", "once daily"), "The 300 mg tablet is for bigger people.", NOT),
    ],
)
def test_schedules_are_those_of_the_drug(status, body, text, expected) -> None:
    assert status(body, text, "What dose?") is expected


PATCH = _dose("buprenorphine", "5-10 micrograms/hour")
CHANGED = {"frequency": {"drug": "buprenorphine", "any_of": ["every 7 days"]}}


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        (PATCH, "Stop the morphine and apply a patch of 5 micrograms an hour.", MET),
        (PATCH, "As 20 mg of morphine a day equates to 10 micrograms/h (go down to 5 if drowsy), use the patch.", MET),
        (PATCH, "Start the 10 microgram patch.", MET),
        (PATCH, "Apply a patch of 50 micrograms an hour.", NOT),
        (PATCH, "Start the 10 mg patch.", NOT),
        (CHANGED, "Each patch lasts seven days.", MET),
        (CHANGED, "Leave the patch on for 7 days.", MET),
        (CHANGED, "Change the patch after three days.", NOT),
    ],
)
def test_a_patch_goes_by_the_hour_and_is_changed(status, body, text, expected) -> None:
    assert status(body, text, "She is on morphine. The team proposes a buprenorphine patch: what strength?") is expected


BAGS = "acetylcysteine"


@pytest.mark.parametrize(
    ("phase", "amount", "text", "expected"),
    [
        ("first", "12 g", "Acetylcysteine 12 g over an hour, 4 g over 4 h, 8 g over 16 h.", MET),
        ("first", "12 g", "Acetylcysteine 4 g over an hour, 12 g over 4 h, 8 g over 16 h.", NOT),
        ("third", "8 g", "Acetylcysteine: twelve grams over the first hour, four over the next four, eight over the"
         " last sixteen.", MET),
        ("maintenance", "4-8 g", "Acetylcysteine 12 g over an hour, 4 g over 4 h, 8 g over 16 h.", MET),
        ("maintenance", "4-8 g", "Acetylcysteine 12 g over an hour, 400 mg over 4 h, 8 g over 16 h.", NOT),
        ("maintenance", "4-8 g", "Acetylcysteine: bag 1 12 g, bag 2 4 g, bag 3 8 g.", MET),
        ("maintenance", "4-8 g", "Acetylcysteine: bag 1 12 g, bag 2 40 g, bag 3 8 g.", NOT),
    ],
)  # fmt: skip
def test_infusions_one_after_another(status, phase, amount, text, expected) -> None:
    assert status(_dose(BAGS, amount, phase=phase), text, "What doses of acetylcysteine?") is expected


COURSE = {"quantity": {"of": "hepatitis A vaccine", "value": "2 doses", "unit_optional": True}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hepatitis A vaccine: a pair of doses.", MET),
        ("Hepatitis A vaccine x2, six months apart.", MET),
        ("Hepatitis A vaccine at 0 and 6 months.", MET),
        ("Hepatitis A vaccine now, with a second jab after six months.", MET),
        ("Hepatitis A vaccine twice, half a year apart: two jabs, six months apart.", MET),
        ("Hepatitis A vaccine at 0, 1 and 6 months.", NOT),
        ("One dose of hepatitis A vaccine.", NOT),
        ("Hepatitis A vaccine is given once. Check him again in two months.", NOT),
        ("One hepatitis A vaccine now; come back for a second opinion in six months.", NOT),
        ("Hepatitis A vaccine now, a second dose after a month and a third at six.", NOT),
        ("One hepatitis A vaccine; he does not need a second dose later.", NOT),
    ],
)
def test_how_many_doses_a_course_has(status, text, expected) -> None:
    assert status(COURSE, text, "Which schedule?") is expected


LEVEL = {"quantity": {"of": "corrected level", "value": "15-19 mg/L", "unit_optional": True}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is what you would see in a healthy person reading seventeen.", MET),
        ("With a proper albumin the lab would show it as 17.", MET),
        ("It is what you would see in a healthy person reading thirty.", NOT),
    ],
)
def test_a_level_as_others_would_have_it(status, text, expected) -> None:
    assert status(LEVEL, text, "What is the corrected level?") is expected


HALVED = {
    "query": "He takes atorvastatin 40 mg at night and starts ciclosporin. What dose of atorvastatin?",
    "patient": {"medications": ["atorvastatin 40 mg nocte"]},
    "terms": {"atorvastatin": ["atorvastatin"], "statin": ["statin"]},
}
TEN = _dose("atorvastatin", "10 mg", "once daily", **{"as": "each"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quarter the atorvastatin.", MET),
        ("A quarter of his usual atorvastatin.", MET),
        ("Bring the statin down to a quarter.", MET),
        ("Cut the statin to 10 mg a day.", MET),
        ("Drop his atorvastatin to 10.", MET),
        ("His atorvastatin comes down to 10.", MET),
        ("Halve the statin.", NOT),
        ("Drop his atorvastatin to 20.", NOT),
        ("Drop his potassium to 10.", NOT),
        ("Switch to another statin, 10 mg.", NOT),
    ],
)
def test_what_is_taken_now_is_brought_to_another_dose(status, text, expected) -> None:
    assert status({**TEN, "dose": {**TEN["dose"]}}, text, **HALVED) is expected


def test_a_level_of_the_query_is_no_strength_of_a_volume(status) -> None:
    body = _dose("calcium chloride", "10 mL", "once", **{"as": "volume"})
    query = "Potassium 7.1 mmol/L: how much calcium chloride?"
    assert status(body, "Calcium chloride 10% 10 mL at once.", query) is MET
    assert status(body, "Calcium chloride 10% 100 mL at once.", query) is NOT
    assert status(body, "CaCl2 10% 10 mL stat", query) is MET


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lantus 12 units at ten o'clock.", MET),
        ("Lantus 12 units at 10 pm.", MET),
        ("Lantus (go down to 12 units at the weekend) 14 units.", NOT),
    ],
)
def test_an_hour_of_the_clock_is_no_bound_of_a_filtration_rate(status, text, expected) -> None:
    body = _dose("insulin glargine", "12 units", "once daily")
    query = "Her eGFR is 35. How much glargine?"
    assert status(body, text, query, patient={"egfr": "35 mL/min"}) is expected


def test_what_a_drug_does_stands_for_its_name(status) -> None:
    body = _dose("idarucizumab", "5 g", "once")
    query = "She bleeds on dabigatran. Which drug, how much?"
    terms = {"dabigatran": ["dabigatran", "Pradaxa"], "idarucizumab": ["idarucizumab"]}
    patient = {"medications": ["dabigatran 110 mg BID"]}
    right, wrong = "There is a reversal agent: two vials of 2.5 g.", "There is a reversal agent: two vials of 25 g."
    assert status(body, right, query, terms=terms, patient=patient) is MET
    assert status(body, wrong, query, terms=terms, patient=patient) is NOT


def test_so_much_of_a_kind_is_the_one_that_was_asked_about(status) -> None:
    body = _dose("soluble insulin", "10 units", "once")
    query = "How much soluble insulin?"
    assert status(body, "Ten units of quick-acting insulin.", query) is MET
    assert status(body, "Short-acting insulin, 10 units.", query) is MET
    assert status(body, "A hundred units of quick-acting insulin.", query) is NOT
    glargine = _dose("insulin glargine", "32 units", "once")
    assert status(glargine, "Stop it and give 32 units of Actrapid.", "How much glargine?") is NOT
