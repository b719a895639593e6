"""Doses that are told and not written out: by rates, bags and ampoules, by what a drug is like, beside another dose."""

from __future__ import annotations

import pytest

from rubrx.records import Status

MET, NOT = Status.MET, Status.NOT_MET


@pytest.fixture(scope="module")
def status(verdict_on):
    def _status(text, body, query, **more):
        patient = {"age": "70 years", "sex": "F", "weight": "60 kg", **more.pop("patient", {})}
        return verdict_on("dose_accuracy", body, text, query=query, patient=patient, **more).status

    return _status


MAGNESIUM = {"dose": {"drug": "magnesium", "any_of": [{"amount": "4-8 mmol/h"}], "as": "any"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Magnesium 20 mmol in 500 mL over four hours.", MET),
        ("20 mmol in half a litre, run over 4 h.", MET),
        ("Run it at 125 mL/h, with 20 mmol of magnesium in 500 mL.", MET),
        ("Put thirty in a litre bag and let it drip across five hours.", MET),
        ("Magnesium 5 mmol an hour.", MET),
        ("Magnesium 20 mmol in 500 mL over 20 minutes.", NOT),
        ("Magnesium 20 mmol in 500 mL; recheck the level in 4 hours.", NOT),
        ("Magnesium 20 mmol over half an hour.", NOT),
        ("Do not give magnesium 20 mmol over four hours.", NOT),
        ("Thirty in a hundred come to grief within five hours of a bag.", NOT),
    ],
)
def test_an_amount_over_a_time_is_a_rate(status, text, expected):
    assert status(text, MAGNESIUM, "How fast may IV magnesium be given?") is expected


HELD = {"quantity": {"of": "potassium", "value": "<= 40 mmol/L", "unit_optional": True}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use a 20 mmol/500 mL bag.", MET),
        ("20 mmol in 500 mL of saline.", MET),
        ("Thirty millimoles in a litre.", MET),
        ("20 mmol/100 mL.", NOT),
        ("40 mmol in 500 mL.", NOT),
    ],
)
def test_what_a_bag_holds_is_a_concentration(status, text, expected):
    assert status(text, HELD, "How strong may the bag be?") is expected


RISE = {"quantity": {"of": "sodium", "value": "6-10 mmol/L/day", "unit_optional": True}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let it creep up by no more than eight a day.", MET),
        ("Sodium may rise by 8 mmol/L per 24 hours.", MET),
        ("Cap the climb at ten points in any 24 hours.", MET),
        ("It must not go up quicker than 10 mmol/L in a day.", MET),
        ("Six to eight over the first twenty-four hours is as quick as it should rise.", MET),
        ("Raise it by 8 mmol/L an hour.", NOT),
        ("Sodium up by 15 mmol/L a day.", NOT),
        ("Raise it by at least 10 mmol/L a day.", NOT),
        ("Raise the tablets to 8 a day.", NOT),
        ("Check it 8 times a day and let it rise.", NOT),
    ],
)
def test_how_much_a_level_may_rise_in_a_day(status, text, expected):
    assert status(text, RISE, "How fast may the sodium be corrected?") is expected


LEVEL = {"quantity": {"of": "lithium", "value": "0.4-0.8 mmol/L", "unit_optional": True, "aim": True}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aim for a lithium of 0.4 to 0.8 mmol/L.", MET),
        ("Her lithium of 0.7 is fine; the range to keep is 0.4-0.8.", MET),
        ("Keep lithium no higher than 0.7.", MET),
        ("Her lithium level is 0.7 mmol/L, so there is nothing to do.", NOT),
        ("With lithium at 0.7 you have room to 1.2 mmol/L.", NOT),
    ],
)
def test_what_was_measured_is_no_target(status, text, expected):
    assert status(text, LEVEL, "Lithium level 0.7 mmol/L. What should we aim for?") is expected


APART = {"quantity": {"of": "vaccine", "value": "1-6 months", "time": "doses"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two doses of the vaccine, two months apart.", MET),
        ("No need to stop methotrexate: vaccine now, and again after 3 months.", MET),
        ("Stop methotrexate for two months before the vaccine.", NOT),
        ("One vaccine dose, three months after coming off the infliximab.", NOT),
    ],
)
def test_how_long_something_is_stopped_is_not_how_far_doses_stand_apart(status, text, expected):
    assert status(text, APART, "Which vaccine, and how is it given?") is expected


FLUMAZENIL = {"dose": {"drug": "flumazenil", "any_of": [{"amount": "100-250 mcg"}], "as": "each"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A quarter of that ampoule at a time.", MET),
        ("Flumazenil, half an ampoule, slowly.", MET),
        ("Dilute the 500 microgram ampoule to 10 mL and give 3 mL at a time.", MET),
        ("Give the whole ampoule: one ampoule of flumazenil now.", NOT),
        ("Two ampoules of flumazenil.", NOT),
        ("Never give half an ampoule of flumazenil.", NOT),
    ],
)
def test_shares_of_an_ampoule(status, text, expected):
    assert status(text, FLUMAZENIL, "We have flumazenil 500 microgram ampoules. How much?") is expected


DRUG = {
    "dose": {"drug": "domperidone", "any_of": [{"amount": "10 mg", "frequency": ["TID", "q8h"]}], "as": "each"},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use its cousin that stays out of the brain: ten milligrams three times a day.", MET),
        ("The drug he fears is the answer, ten milligrams every eight hours.", MET),
        ("Ten milligrams three times a day is fine.", NOT),
        ("Haloperidol, ten milligrams three times a day.", NOT),
        ("Its cousin would do, a hundred milligrams three times a day.", NOT),
    ],
)
def test_a_drug_told_by_what_it_is_like(status, text, expected):
    terms = {"haloperidol": ["haloperidol"], "domperidone": ["domperidone"]}
    assert status(text, DRUG, "Can he have haloperidol 5 mg BD?", terms=terms) is expected


DABIGATRAN = {"dose": {"drug": "dabigatran", "any_of": [{"amount": "110 mg", "frequency": ["BID"]}], "as": "each"}}
WRITTEN = "The GP wrote dabigatran 150 mg BID. Right?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She wants the one-ten, morning and night.", MET),
        ("Dabigatran one-ten BD.", MET),
        ("75 mg BD. Hang on, that is the American figure; 110 mg BD.", MET),
        ("She wants the 150, morning and night.", NOT),
        ("110 mg BD. No wait, that was for the frail; 150 mg BD.", NOT),
    ],
)
def test_the_amount_that_is_wanted(status, text, expected):
    assert status(text, DABIGATRAN, WRITTEN) is expected


TWICE = {"frequency": {"drug": "raltegravir", "any_of": ["BID", "q12h"]}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She needs a second raltegravir in the evening as well as the morning one.", MET),
        ("Another 400 mg raltegravir tablet twelve hours after the first.", MET),
        ("Raltegravir 400 mg at night on top of her breakfast one.", MET),
        ("Raltegravir 400 mg, one in the evening.", NOT),
        ("Raltegravir in the evening, as well as a bath.", NOT),
    ],
)
def test_one_dose_beside_another_is_twice_a_day(status, text, expected):
    assert status(text, TWICE, "How often is raltegravir 400 mg given with rifampicin?") is expected


ROUTE = {
    "dose": {
        "drug": "vancomycin",
        "any_of": [{"amount": "125 mg", "frequency": ["QID"], "route": "oral"}],
        "as": "each",
    }
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vancomycin 125 mg by mouth four times a day.", MET),
        ("Vancomycin 125 mg four times a day, not IV.", MET),
        ("Stop the IV and give vancomycin 125 mg four times a day.", MET),
        ("Vancomycin 125 mg four times a day, or metronidazole 500 mg IV.", MET),
        ("Vancomycin 125 mg IV four times a day.", NOT),
    ],
)
def test_a_way_that_is_left_is_not_the_way_of_giving(status, text, expected):
    assert status(text, ROUTE, "Which vancomycin?") is expected


PATCH = {"dose": {"drug": "fentanyl", "any_of": [{"amount": "12-25 micrograms/h"}], "as": "any"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A 12 microgram patch of fentanyl.", MET),
        ("Fentanyl 25 microgram patch.", MET),
        ("Fentanyl 75 microgram patch.", NOT),
        ("Fentanyl 25 milligram patch.", NOT),
    ],
)
def test_a_patch_is_named_by_what_it_gives_an_hour(status, text, expected):
    assert status(text, PATCH, "Which patch?") is expected


A_DAY = {"dose": {"drug": "amoxicillin", "any_of": [{"amount": "80-90 mg/kg/day"}], "as": "any"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amoxicillin 90 mg/kg/day.", MET),
        ("Amoxicillin 45 mg/kg per dose twice a day.", MET),
        ("Amoxicillin 90 mg/kg per dose.", NOT),
        ("Amoxicillin 90 mg/kg per dose three times a day.", NOT),
    ],
)
def test_a_days_amount_is_not_each_doses(status, text, expected):
    assert status(text, A_DAY, "Which dose of amoxicillin?", patient={"weight": "12 kg"}) is expected
