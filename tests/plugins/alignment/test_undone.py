"""A danger that is named and then gone ahead with, put aside or left to others is none that the answer warns of."""

import pytest

EYES = {
    "query": "Timolol drops for glaucoma in a man with asthma: dispense?",
    "patient": {"age": "63 years", "conditions": ["asthma"], "proposed": "timolol drops"},
    "terms": {"timolol": ["timolol"], "beta-blocker": ["beta-blocker"]},
}
KIDNEYS = {"query": "Gliclazide 80 mg with an eGFR of 22?", "patient": {"egfr": "22", "medications": ["gliclazide"]}}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Beta-blockers are contraindicated in asthma. His chest is quiet, so dispense the timolol.", "not_met"),
        ("Timolol should be avoided in asthma, the books say. I would let it go.", "not_met"),
        ("Timolol is contraindicated in asthma, we all know. I make an exception here: use the drops.", "not_met"),
        ("Avoid timolol in asthma. The warning is over-cautious and I'd let the clinic start.", "not_met"),
        ("Timolol ought to be avoided, says the screen. For a man of 63 I'd let it pass.", "not_met"),
        ("Timolol was contraindicated on older drugs.", "not_met"),
        ("Timolol should be avoided in asthma, the books say, and they are right.", "met"),
        ("Beta-blockers are contraindicated in asthma. Dispense latanoprost.", "met"),
        ("Old people must not be given timolol when they wheeze, and he does.", "met"),
    ],
)
def test_a_warning_that_is_undone(verdict_on, answer, status):
    body = {"contraindicated": {"drug": ["timolol", "beta-blocker"]}}
    assert verdict_on("contraindication_recall", body, answer, **EYES).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("The threshold for stopping is 15, so she may go on.", "not_met"),
        ("Hold gliclazide for an hour, then give the usual dose.", "not_met"),
        ("Gliclazide should be stopped in the frail. She is not frail: give tonight's as usual.", "not_met"),
        ("Gliclazide ought to be stopped by the rules. I'd be content to leave 40 mg in place.", "not_met"),
        ("Sugar matters for metformin, not for gliclazide.", "not_met"),
        ("Go up to 160 mg, and add sitagliptin.", "not_met"),
        ("The threshold for stopping is 30 and hers is 22.", "met"),
        ("Hold gliclazide until she eats, and ring the clinic.", "met"),
    ],
)
def test_what_is_no_stop(verdict_on, answer, status):
    body = {"contraindicated": {"drug": "gliclazide", "at_least": "hold"}}
    assert verdict_on("contraindication_recall", body, answer, **KIDNEYS).status == status


@pytest.mark.parametrize(
    ("term", "answer", "status"),
    [
        ("skin testing", "Skin testing is obsolete.", "not_met"),
        ("skin testing", "Skin testing is now quite out of date.", "not_met"),
        ("skin testing", "Do skin testing first.", "met"),
        ("level falls", "The level falls by a fifth over weeks, so there is plenty of time.", "not_met"),
        ("magnesium replacement", "Feed him and the magnesium will sort itself out.", "not_met"),
        ("48 hours", "48 hours is what they quote. Ten will do.", "not_met"),
        ("48 hours", "Leave 48 hours between the two.", "met"),
        ("respiratory depression", "People fear respiratory depression; at this dose that never happens.", "not_met"),
        ("oral route", "Oral neomycin is contraindicated.", "not_met"),
        ("do not increase", "I would not raise it above 900 mg.", "not_met"),
        ("do not increase", "I would not raise it.", "met"),
        ("do not increase", "Nobody should change anything: it stays where it is.", "met"),
    ],
)
def test_what_is_put_aside_is_not_said(verdict_on, term, answer, status):
    facts = {"query": "What now?", "terms": {"neomycin": ["neomycin"], term: [term]}}
    assert verdict_on("accuracy", {"states": {"any": [term]}}, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("All vaccines are contraindicated with biologics.", "not_met"),
        ("No vaccine may be given with an anti-TNF drug.", "not_met"),
        ("She must come off etanercept first; until then vaccination is contraindicated.", "not_met"),
        ("Immunosuppressed people must not be given Havrix.", "not_met"),
        ("Only live vaccines are contraindicated with biologics; this one may be given.", "met"),
    ],
)
def test_a_ban_of_all_of_a_sort_is_one_of_each(verdict_on, answer, status):
    facts = {
        "query": "On etanercept. May she have the hepatitis A vaccine before her trip?",
        "patient": {"age": "44 years", "medications": ["etanercept"]},
        "terms": {"hepatitis A vaccine": ["hepatitis A vaccine", "Havrix"]},
    }
    body = {"not_contraindicated": {"drug": "hepatitis A vaccine", "at_least": "avoid", "in_state": ["etanercept"]}}
    assert verdict_on("specificity", body, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Nifedipine: contraindicated. There is no tablet she may use.", "not_met"),
        ("Nifedipine and methyldopa sedate too much. Double the lisinopril.", "not_met"),
        ("Nifedipine makes people dizzy. Double the lisinopril.", "not_met"),
        ("Nifedipine is too weak for her.", "not_met"),
        ("Nifedipine would do.", "met"),
    ],
)
def test_what_nothing_is_left_of_is_not_recommended(verdict_on, answer, status):
    facts = {"query": "Which tablet for her pressure?", "terms": {"nifedipine": ["nifedipine"]}}
    assert verdict_on("accuracy", {"recommends": {"any": ["nifedipine"]}}, answer, **facts).status == status


def test_who_may_not_have_it_is_not_treated_with_it(verdict_on):
    body = {"claim": "He should be desensitised and then treated with aspirin."}
    facts = {"query": "Aspirin allergy, new stent. What now?"}
    denied = "He can't have aspirin under any circumstances, and desensitising him is a waste of time."
    assert verdict_on("accuracy", body, denied, **facts).status == "not_met"
    assert verdict_on("accuracy", body, "Desensitise him, then treat with aspirin.", **facts).status == "met"
