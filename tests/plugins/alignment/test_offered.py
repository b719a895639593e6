"""What an answer calls the drugs of a question by their part in it is read as those drugs, and a choice among them."""

import pytest

CYSTITIS = {
    "query": "The GP suggests co-trimoxazole for her cystitis, her daughter asks about nitrofurantoin. Which?",
    "patient": {"age": "77 years", "medications": ["warfarin 3 mg"], "proposed": "co-trimoxazole"},
    "terms": {"co-trimoxazole": ["Septrin"], "nitrofurantoin": ["Macrobid"], "warfarin": ["warfarin"]},
}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Not the first, please: her INR would soar.", "met"),
        ("The GP's choice is out.", "met"),
        ("The sulfa drug would have her bleeding within a week. Macrobid instead.", "met"),
        ("Give her the GP's choice and she will be back in hospital by Friday.", "met"),
        ("Whoever gives her Septrin will be ordering a transfusion.", "met"),
        ("Nitrofurantoin over co-trimoxazole, every time.", "met"),
        ("Not a single tablet of Septrin while she is on warfarin.", "met"),
        ("I can't put my name to that order.", "met"),
        ("The first week is the hardest.", "not_met"),
        ("The GP's choice is fine.", "not_met"),
        ("The GP is right.", "not_met"),
        ("Give her co-trimoxazole and she'll be better by Friday.", "not_met"),
        ("The daughter's idea is no good; she can have the GP's.", "not_met"),
    ],
)
def test_a_drug_is_known_by_its_part_in_the_question(verdict_on, answer, status):
    body = {"contraindicated": {"drug": "co-trimoxazole"}}
    assert verdict_on("contraindication_recall", body, answer, **CYSTITIS).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("The daughter is right.", "met"),
        ("Your second idea is the one for her.", "met"),
        ("Septrin is blocked by her warfarin, so nitrofurantoin.", "met"),
        ("Of the two only Macrobid may be given.", "met"),
        ("The daughter's idea is out.", "not_met"),
        ("Nitrofurantoin would make her cough worse.", "not_met"),
        ("None, please.", "not_met"),
    ],
)
def test_a_choice_is_for_what_is_meant(verdict_on, answer, status):
    assert verdict_on("accuracy", {"recommends": "nitrofurantoin"}, answer, **CYSTITIS).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Neither of them can stay.", "not_met"),
        ("Both kinds of drug are forbidden to her.", "not_met"),
        ("Neither the GP's nor the daughter's, I'm afraid.", "not_met"),
        ("Only co-trimoxazole will do.", "not_met"),
        ("Both can be given.", "met"),
    ],
)
def test_neither_and_both_are_what_was_asked_about(verdict_on, answer, status):
    body = {"not_contraindicated": {"drug": "nitrofurantoin"}}
    assert verdict_on("specificity", body, answer, **CYSTITIS).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("He would be in hospital with wet lungs within a fortnight.", "met"),
        ("One dose of that could kill him.", "met"),
        ("People on such tablets have drowned. Paracetamol instead.", "met"),
        ("He could end up in hospital if his heart is left untreated.", "not_met"),
        ("It might harm him in theory, but the risk is small.", "not_met"),
        ("Paracetamol could harm his liver.", "not_met"),
    ],
)
def test_a_bad_end_speaks_against_what_was_asked_about(verdict_on, answer, status):
    facts = {
        "query": "May he have naproxen for his knee with a failing heart?",
        "patient": {"age": "68 years", "conditions": ["heart failure"]},
        "terms": {"naproxen": ["naproxen"], "paracetamol": ["paracetamol"]},
    }
    assert (
        verdict_on("contraindication_recall", {"contraindicated": {"drug": "naproxen"}}, answer, **facts).status
        == status
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Omeprazole is out; use esomeprazole.", "not_met"),
        ("Omeprazole is out; use pantoprazole.", "met"),
    ],
)
def test_another_of_the_barred_ones_is_no_way_out(verdict_on, answer, status):
    body = {"contraindicated": {"drug": ["omeprazole", "esomeprazole"]}}
    facts = {"query": "He takes clopidogrel. May he have omeprazole?"}
    assert verdict_on("contraindication_recall", body, answer, **facts).status == status


@pytest.mark.parametrize(
    ("drug", "answer", "status"),
    [
        ("temazepam", "Swap to diazepam 10 mg.", "met"),
        ("zopiclone", "Swap to diazepam 10 mg.", "not_met"),
        ("temazepam", "Switch before she falls again.", "met"),
        ("zopiclone", "Stop tonight, and give zopiclone 7.5 mg for a few weeks.", "not_met"),
    ],
)
def test_a_swap_is_away_from_what_is_taken_of_that_kind(verdict_on, drug, answer, status):
    facts = {
        "query": "She takes temazepam and fell last month. Is zopiclone any better?",
        "patient": {"age": "72 years", "medications": ["temazepam 20 mg"], "proposed": "zopiclone"},
        "terms": {"temazepam": ["temazepam"], "zopiclone": ["zopiclone"]},
    }
    verdict = verdict_on("contraindication_recall", {"contraindicated": {"drug": drug}}, answer, **facts)
    assert verdict.status == status
