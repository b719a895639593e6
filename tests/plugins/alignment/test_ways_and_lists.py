"""Warnings in a few words: a way of giving, a whole list, a change of drug, a last dose; and what only looks like"
" it."""

import pytest


def warned(verdict_on, query, drug, answer, *, patient=None, **body):
    rubric = {"query": query} | ({"patient": patient} if patient else {})
    return verdict_on("contraindication_recall", {"contraindicated": {"drug": drug, **body}}, answer, **rubric).status


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Never give it as a bolus.", "met"),
        ("It mustn't be injected undiluted.", "met"),
        ("A straight vial stops the heart.", "met"),
        ("Forget the syringe: an infusion over an hour.", "met"),
        ("Never push it faster than over five minutes.", "not_met"),
        ("There is no reason not to push it slowly.", "not_met"),
        ("No need to dilute it.", "not_met"),
        ("Push it over two minutes.", "not_met"),
    ],
)
def test_a_bolus_is_barred_in_any_words_and_a_limit_of_its_speed_is_none(verdict_on, answer, expected):
    states = {"states": "no undiluted push"}
    assert verdict_on("contraindication_recall", states, answer, query="Can phosphate be pushed?").status == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Nothing down the throat until she wakes.", "met"),
        ("Don't let them put anything in her mouth.", "met"),
        ("Keep her mouth empty.", "met"),
        ("NBM till then.", "met"),
        ("Nothing by mouth works as fast as this.", "not_met"),
        ("Nothing by mouth except the sachet.", "not_met"),
        ("A sip of juice by mouth.", "not_met"),
    ],
)
def test_nothing_goes_by_mouth(verdict_on, answer, expected):
    states = {"states": "nothing whatever by mouth"}
    assert verdict_on("contraindication_recall", states, answer, query="She is drowsy. Juice?").status == expected


LISTED = "He takes amiodarone and verapamil and his pulse is 38. What about them?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Amiodarone and verapamil both off.", "met"),
        ("Amiodarone, verapamil: all stopped for now.", "met"),
        ("Digoxin, verapamil, diltiazem, amiodarone, sotalol: all contraindicated.", "met"),
        ("Amiodarone and verapamil must never be given again.", "met"),
        ("Amiodarone and verapamil: both fine.", "not_met"),
        ("Amiodarone and verapamil both halved.", "not_met"),
    ],
)
@pytest.mark.parametrize("drug", ["amiodarone", "verapamil"])
def test_a_verdict_on_a_list_is_one_on_each_of_it(verdict_on, drug, answer, expected):
    assert warned(verdict_on, LISTED, drug, answer, at_least="hold") == expected


SWAP = "He is on citalopram 40 mg and his QTc is 510 ms. What should happen to citalopram?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Swap to sertraline instead of citalopram.", "met"),
        ("Swap: sertraline 50 mg daily.", "met"),
        ("Citalopram off from Monday.", "met"),
        ("Last citalopram on Friday.", "met"),
        ("Citalopram: none from tomorrow.", "met"),
        ("With that QTc citalopram is begging for torsades.", "met"),
        ("I'd rather he weren't on it.", "met"),
        ("No to citalopram.", "met"),
        ("Off it comes.", "met"),
        ("No change to citalopram is needed.", "not_met"),
        ("Citalopram is a good switch.", "not_met"),
        ("I'd rather it wasn't stopped.", "not_met"),
        ("Swapping to sertraline gains nothing.", "not_met"),
        ("No citalopram interaction.", "not_met"),
        ("No citalopram reduction needed.", "not_met"),
        ("Taking him off citalopram is asking for trouble.", "not_met"),
        ("The cut-off for stopping is 550 ms, so citalopram carries on.", "not_met"),
    ],
)
def test_changes_and_ends_are_told_from_what_looks_like_them(verdict_on, answer, expected):
    patient = {"medications": ["citalopram 40 mg"]}
    assert warned(verdict_on, SWAP, "citalopram", answer, patient=patient) == expected


ALLERGY = "She had hives on amoxicillin years ago. Can she have doxycycline?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Doxycycline is fine. Amoxicillin stays on her allergy list.", "met"),
        ("Doxycycline is fine. Keep amoxicillin on her no-go list.", "met"),
        ("Doxycycline is fine. Avoid amoxicillin as before.", "met"),
        ("Doxycycline is fine. Take amoxicillin off her allergy list.", "not_met"),
        ("Doxycycline is fine. Amoxicillin need not stay on her allergy list.", "not_met"),
    ],
)
def test_what_stays_on_a_list_of_allergies_is_barred(verdict_on, answer, expected):
    assert warned(verdict_on, ALLERGY, "amoxicillin", answer) == expected


PAIR = "He takes mercaptopurine 50 mg and has gout. Allopurinol?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Only with mercaptopurine cut to a quarter.", "met"),
        ("They can be combined provided mercaptopurine is reduced by two-thirds.", "met"),
        ("Start allopurinol; if the counts fall, cut mercaptopurine to a quarter.", "not_met"),
        ("Start allopurinol. There is no need to cut mercaptopurine to a quarter.", "not_met"),
    ],
)
def test_a_cut_of_the_other_drug_first_may_be_asked_for(verdict_on, answer, expected):
    patient = {"medications": ["mercaptopurine 50 mg"]}
    body = {"with": "mercaptopurine", "or_cut": True}
    assert warned(verdict_on, PAIR, "allopurinol", answer, patient=patient, **body) == expected


JAB = "She is on infliximab and off to Brazil. Can she have the yellow fever vaccine?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("She's on infliximab, so she can't have it.", "met"),
        ("The weakened-virus kind is off limits.", "met"),
        ("Not together, please.", "met"),
        ("A non-live vaccine is what she needs.", "not_met"),
    ],
)
def test_it_is_what_was_asked_about_and_not_what_she_is_on(verdict_on, answer, expected):
    patient = {"medications": ["infliximab"], "proposed": "yellow fever vaccine"}
    assert warned(verdict_on, JAB, "yellow fever vaccine", answer, patient=patient) == expected


def test_a_form_that_is_spared_is_no_warning_of_it(verdict_on):
    query = "She has asthma. Can she have timolol eye drops?"
    answer = "Oral beta-blockers are contraindicated, but drops aren't."
    assert warned(verdict_on, query, ["timolol", "beta-blocker"], answer) == "not_met"


def test_another_of_the_same_list_taken_up_in_its_place_is_no_warning(verdict_on):
    query = "Her platelets fell on dalteparin. What now?"
    answer = "Change dalteparin to unfractionated heparin."
    assert warned(verdict_on, query, ["dalteparin", "heparin"], answer) == "not_met"


TONIGHT = "He took isocarboxazid yesterday. May he have his first venlafaxine tonight?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Tonight is too early: two weeks have to pass after isocarboxazid.", "met"),
        ("Two weeks must pass before venlafaxine.", "met"),
        ("Not so soon.", "met"),
        ("There's no point in venlafaxine.", "met"),
        ("There's no point in stopping venlafaxine.", "not_met"),
        ("I'd be against stopping venlafaxine.", "not_met"),
    ],
)
def test_too_early_is_of_what_was_put_forward_and_stopping_may_be_argued_against(verdict_on, answer, expected):
    patient = {"medications": ["isocarboxazid"], "proposed": "venlafaxine"}
    assert warned(verdict_on, TONIGHT, "venlafaxine", answer, patient=patient, at_least="hold") == expected


SLOW = "She takes oxycodone MR 20 mg twice daily and a dulaglutide pen. Her eGFR is 12. Drowsy. What should change?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Those slow-release tablets have to go.", "met"),
        ("Stop the modified-release tablets.", "met"),
        ("The slow-release tablets are fine.", "not_met"),
        ("Her kidneys can't clear oxycodone so fast: halve it.", "not_met"),
    ],
)
def test_a_drug_goes_by_how_it_is_released(verdict_on, answer, expected):
    patient = {"medications": ["oxycodone MR 20 mg"]}
    assert warned(verdict_on, SLOW, "oxycodone", answer, patient=patient, at_least="hold") == expected
