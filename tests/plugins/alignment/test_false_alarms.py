"""False alarms and real ones: of kinds that are taken, of the jab as such, of groups, of waiting, of what is not so."""

import pytest

JAB = {
    "query": "May he have the hepatitis B vaccine? He is on etanercept.",
    "patient": {
        "age": "58 years",
        "sex": "M",
        "medications": ["etanercept 50 mg weekly"],
        "inr": 3.1,
        "proposed": "hepatitis B vaccine",
    },
    "terms": {"hepatitis B vaccine": ["hepatitis B vaccine", "Engerix"], "etanercept": ["etanercept"]},
}
PAIN = {
    "query": "She takes levodopa. Can she have paracetamol for her knee?",
    "patient": {
        "age": "84 years",
        "sex": "F",
        "egfr": "41 mL/min/1.73m2",
        "medications": ["levodopa"],
        "proposed": "paracetamol",
    },
    "terms": {"paracetamol": ["paracetamol", "acetaminophen"], "levodopa": ["levodopa"]},
}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Any hepatitis B vaccine is contraindicated with anti-TNF drugs.", "not_met"),
        ("Engerix must not be given with biologics.", "not_met"),
        ("Until then vaccination is contraindicated.", "not_met"),
        ("On etanercept the jab is too dangerous.", "not_met"),
        ("No jab while he is on etanercept.", "not_met"),
        ("Etanercept rules out every hepatitis B vaccine.", "not_met"),
        ("Vaccination is acceptable only with an INR under 2.", "not_met"),
        ("The jab is acceptable only with an INR under 2, so miss two or three tablets.", "not_met"),
        ("He may only have it if the INR is below 2.", "not_met"),
        ("Anyone on a TNF inhibitor is barred from Engerix for life.", "not_met"),
        ("Live vaccines are contraindicated with anti-TNF drugs; Engerix is not live and can be given.", "met"),
        ("He can have it as long as the INR is below 4.", "met"),
        ("Vaccination is safe on etanercept.", "met"),
        ("No jab is wholly painless. Engerix is fine.", "met"),
        ("Etanercept rules out live vaccines, and Engerix is none. Book it.", "met"),
        ("Engerix is contraindicated with other live vaccines on board.", "met"),
    ],
)
def test_a_ban_beside_a_kind_that_is_taken_is_one_here(verdict_on, answer, status):
    body = {"not_contraindicated": {"drug": "hepatitis B vaccine", "at_least": "avoid"}}
    assert verdict_on("specificity", body, answer, **JAB).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Refusing paracetamol here would be wrong.", "met"),
        ("It would be wrong to withhold paracetamol.", "met"),
        ("Refusing paracetamol is right.", "not_met"),
        ("It would be wrong to give paracetamol.", "not_met"),
        ("Paracetamol is best left until the evening.", "met"),
        ("The paracetamol can wait until Monday's dose.", "met"),
        ("Leave them in the blister until she takes one; paracetamol keeps for years.", "met"),
        ("The paracetamol should be left until her liver has been looked at.", "not_met"),
        ("The eGFR is 41. Paracetamol is contraindicated at 84.", "not_met"),
        ("The eGFR is 41. Paracetamol is contraindicated in anyone over seventy.", "not_met"),
        ("The eGFR is 41. Paracetamol is contraindicated in anyone under forty.", "met"),
        ("Nothing in her tablets speaks against paracetamol.", "met"),
        ("Codeine, tramadol, ibuprofen, naproxen, paracetamol: all contraindicated.", "not_met"),
        ("No paracetamol reaches the brain in amounts that matter.", "met"),
        ("It matters for ibuprofen, not for paracetamol.", "met"),
        ("Avoid, levodopa levels may fall.", "not_met"),
        ("One goes by the liver, the other by the kidney, so the two never meet.", "met"),
        ("Levodopa and paracetamol must never meet.", "not_met"),
    ],
)
def test_waiting_and_facts_are_no_bans_and_rows_and_years_are(verdict_on, answer, status):
    body = {"not_contraindicated": {"drug": "paracetamol"}}
    assert verdict_on("specificity", body, answer, **PAIN).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Avoid, levodopa levels may fall.", "met"),
        ("I'd not add another drug that dulls the head.", "met"),
        ("Leave the levodopa where it is.", "met"),
        ("With so little albumin to hold the stuff, levodopa runs free.", "met"),
        ("Give them both, and I wouldn't touch a single tablet of hers.", "met"),
        ("Stop the levodopa.", "not_met"),
    ],
)
def test_what_is_taken_is_not_barred_by_a_word_on_what_is_asked(verdict_on, answer, status):
    assert verdict_on("specificity", {"not_contraindicated": {"drug": "levodopa"}}, answer, **PAIN).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Stop the levodopa today and do not restart it.", "not_met"),
        ("Stop levodopa, and never go back to it.", "not_met"),
        ("Stop the levodopa today and restart it on Monday.", "met"),
        ("Do not restart levodopa until she can swallow.", "met"),
    ],
)
def test_what_is_not_to_be_restarted_is_barred_for_good(verdict_on, answer, status):
    body = {"not_contraindicated": {"drug": "levodopa", "for_good": True}}
    assert verdict_on("specificity", body, answer, **PAIN).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Nothing beats paracetamol for a knee like that.", "met"),
        ("You can't beat paracetamol.", "met"),
        ("Swap: paracetamol 1 g four times daily, with the levodopa going on.", "met"),
        ("Rather than doubling the codeine I'd move her to paracetamol 1 g.", "met"),
        ("Paracetamol has not helped.", "not_met"),
        ("Paracetamol hasn't touched it so far.", "not_met"),
        ("Paracetamol has already let her down.", "not_met"),
        ("There is no tablet she may use, paracetamol least of all.", "not_met"),
        ("There is nothing safe for her: paracetamol is hard on the liver.", "not_met"),
    ],
)
def test_nothing_better_is_advice_and_what_failed_is_none(verdict_on, answer, status):
    facts = {**PAIN, "query": "Her knee hurts on codeine. What would you try?", "patient": {"age": "84 years"}}
    assert verdict_on("accuracy", {"recommends": "paracetamol"}, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Stop the levodopa for the week of the course.", "met"),
        ("Leave the levodopa in the drawer until the course is over.", "met"),
        ("Stop levodopa for good.", "not_met"),
        ("Levodopa and paracetamol are contraindicated together.", "not_met"),
        ("No need to pause the levodopa.", "not_met"),
    ],
)
def test_a_pause_is_no_ban_of_a_pair_and_none_for_good(verdict_on, answer, status):
    body = {"contraindicated": {"drug": "levodopa", "at_least": "hold", "for_now": True}}
    assert verdict_on("accuracy", body, answer, **PAIN).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Anyone on levodopa must never receive any painkiller. Paracetamol is contraindicated.", "not_met"),
        ("Levodopa does not matter here. Paracetamol is contraindicated in liver failure.", "met"),
    ],
)
def test_a_ban_with_the_other_drug_is_for_its_sake(verdict_on, answer, status):
    body = {"not_contraindicated": {"drug": "paracetamol", "with": "levodopa"}}
    assert verdict_on("specificity", body, answer, **PAIN).status == status


NURSES = {
    "query": "She nurses a baby of two months. May she take clarithromycin?",
    "patient": {"age": "31 years", "sex": "F", "breastfeeding": True, "proposed": "clarithromycin"},
    "terms": {"clarithromycin": ["clarithromycin"], "pump and discard": ["pump and discard"]},
}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("She must stop breastfeeding while on clarithromycin.", "not_met"),
        ("Clarithromycin is fine, but she should wean.", "not_met"),
        ("Pump and dump until the clarithromycin is finished.", "not_met"),
        ("Bottle feed until the course of clarithromycin is over.", "not_met"),
        ("No breastfeeding while on clarithromycin.", "not_met"),
        ("Nursing has to stop for the week of clarithromycin.", "not_met"),
        ("There is no need to stop breastfeeding for clarithromycin.", "met"),
        ("She does not have to wean for clarithromycin.", "met"),
        ("It isn't a reason to stop breastfeeding.", "met"),
        ("The ward told her to stop breastfeeding; clarithromycin does not call for it.", "met"),
    ],
)
def test_the_breast_given_up_is_known_in_any_words(verdict_on, answer, status):
    assert verdict_on("specificity", {"not_states": "pump and discard"}, answer, **NURSES).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Cefuroxime is just as bad for her.", "not_met"),
        ("Cefuroxime is no safer.", "not_met"),
        ("She tried cefuroxime and came out in hives.", "not_met"),
        ("A cephalosporin would be kinder to her.", "met"),
        ("A cephalosporin would be no kinder to her.", "not_met"),
        ("Penicillin-type capsules, or a cephalosporin if those fail: cefuroxime 250 mg.", "met"),
    ],
)
def test_what_is_no_better_or_was_tried_is_no_way_out(verdict_on, answer, status):
    facts = {**NURSES, "terms": {"cefuroxime": ["cefuroxime"], "clarithromycin": ["clarithromycin"]}}
    assert verdict_on("accuracy", {"recommends": "cefuroxime"}, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Prostaglandin drops are contraindicated in asthma.", "not_met"),
        ("Anyone with asthma must not use prostaglandin drops.", "not_met"),
        ("Those with a herpes infection of the eye should avoid travoprost; she may have it.", "met"),
        ("All three prostaglandins are fine in asthma.", "met"),
    ],
)
def test_a_kind_barred_bars_its_members(verdict_on, answer, status):
    facts = {
        "query": "She has asthma. May she have travoprost drops for her glaucoma?",
        "patient": {"age": "61 years", "sex": "F", "conditions": ["asthma", "glaucoma"], "proposed": "travoprost"},
        "terms": {"travoprost": ["travoprost"]},
    }
    body = {"not_contraindicated": {"drug": "travoprost", "at_least": "avoid"}}
    assert verdict_on("specificity", body, answer, **facts).status == status
