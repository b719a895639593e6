"""Stance: what the answer wants done with a drug, in any usual wording, for this patient and this drug."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.stances.stance import settled

PATIENT = {"age": "67 years", "sex": "F", "egfr": "24 mL/min/1.73m2", "conditions": ["type 2 diabetes"]}
DRUGS = ["metformin", "insulin", "linagliptin"]


@pytest.fixture(scope="module")
def against(read):
    """The strengths (4 contraindicated ... -2 recommended) of the stances on a drug that are about this patient."""

    def _against(text, drug="metformin", patient=PATIENT):
        reading = read(text, {"metformin": ["Glucophage"]}, patient, "Can I use metformin if the eGFR is 24?", DRUGS)
        return [s.against for s in settled(reading.stances_on(reading.lexicon.concept(drug)), reading)]

    return _against


WARNINGS = [
    "Metformin is contraindicated.",
    "Metformin must not be used.",
    "Avoid metformin.",
    "Do not give metformin.",
    "Don't start metformin.",
    "Stop metformin.",
    "Stop it.",
    "Take her off metformin.",
    "Metformin should be stopped.",
    "Metformin is unsafe here.",
    "Metformin is not recommended.",
    "I would not use metformin.",
    "No, it is contraindicated.",
    "Metformin: contraindicated.",
    "Never use metformin at this eGFR.",
    "Metformin is not safe for her.",
    "Metformin should not be started or continued.",
    "Discontinue metformin today.",
    "Switch from metformin to insulin.",
    "Use insulin, not metformin.",
    "Metformin has no place at this eGFR.",
    "You cannot use metformin.",
    "Glucophage is out: contraindicated.",
    "Because of the kidneys, metformin must be avoided.",
    "Her eGFR rules out metformin.",
    "Her kidneys rule metformin out.",
    "Give metformin a miss.",
    "Steer well clear of metformin.",
    "Metformin is best left alone.",
    "Metformin is a no from me.",
    "Metformin is a non-starter.",
    "Metformin has to go.",
    "Metformin won't work at this eGFR.",
    "Park the metformin.",
    "Metformin: no.",
    "Please don't. Insulin is kinder.",
    "I wouldn't.",
    "D/C metformin.",
    "Metformin should be halted.",
    "She'd better not be on metformin.",
    "Metformin CI.",
    "Metformin is also out.",
    "Metformin and linagliptin are excluded too.",
    "Metformin isn't for kidneys like these.",
    "Please cross the metformin off.",
    "Start insulin 10 units, no metformin.",
    "Take a break from metformin.",
    "Put metformin on hold.",
    "I'd leave it alone and use insulin.",
    "I would not go near metformin.",
    "I'd rather she had linagliptin than metformin.",
    "Metformin? Absolutely not with kidneys like hers.",
    "Metformin is ruled out too.",
    "Neither metformin nor linagliptin should be used.",
    "Her kidneys speak against metformin.",
    "Anything but metformin.",
    "Metformin is the wrong drug for someone with an eGFR of 24.",
    "Metformin is too risky at this eGFR.",
    "Some clinics still use metformin at this level, but for her it is out.",
    "She shouldn't be on metformin with kidneys like these.",
    "Withhold metformin until her eGFR is above 45.",
]
ALLOWANCES = [
    "Metformin is not contraindicated.",
    "Metformin is fine.",
    "Metformin can be continued.",
    "Continue metformin.",
    "Metformin is safe for her.",
    "There is no reason to stop metformin.",
    "There is no need to avoid metformin.",
    "You can use metformin.",
    "Yes, she may take metformin.",
    "Metformin need not be stopped.",
    "Metformin is recommended.",
    "Stopping metformin is unnecessary.",
    "I would keep her on metformin.",
    "No contraindication to metformin.",
    "There is nothing wrong with metformin here.",
    "Nothing rules out metformin.",
    "Stopping metformin would be premature.",
    "To stop metformin now would be a mistake.",
    "Metformin is not ruled out.",
]


@pytest.mark.parametrize("text", WARNINGS)
def test_a_warning_in_any_usual_wording(against, text):
    found = against(text)
    assert found
    assert max(found) >= 2
    assert min(found) > 0


@pytest.mark.parametrize("text", ALLOWANCES)
def test_an_allowance_in_any_usual_wording(against, text):
    found = against(text)
    assert found
    assert max(found) <= 0


def test_the_latter_and_the_former_are_the_drugs_of_the_sentence_before(against):
    text = "She takes insulin and metformin. Leave the {} on the shelf."
    assert max(against(text.format("latter"))) >= 2
    assert max(against(text.format("former")), default=0) <= 0
    assert max(against(text.format("former"), "insulin")) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "Rule out metformin toxicity first.",
        "Next Monday is out.",
        "Metformin could go on for now, although some doctors prefer to stop it.",
        "The blood test rules out an infection.",
        "It must go with food.",
        "Metformin works without injections and needs no monitoring.",
        "Let her have it. If the potassium goes above 6, then stop.",
        "Let her have it. If the number goes above 6, stop.",
    ],
)
def test_words_of_rejection_about_something_else_bar_no_drug(against, text):
    assert max(against(text), default=0) <= 0


@pytest.mark.parametrize("text", ["Tread carefully with metformin.", "Think twice about metformin."])
def test_care_in_everyday_words_is_caution(against, text):
    assert against(text) == [1]


@pytest.mark.parametrize(
    "text", ["METFORMIN IS CONTRAINDICATED!!!", "**Metformin** is _contraindicated_.", "- Metformin: contraindicated"]
)
def test_shouting_and_markup_change_nothing(against, text):
    assert against(text) == [4]


@pytest.mark.parametrize(
    "text",
    [
        "Metformin is perhaps best avoided.",
        "Metformin is probably contraindicated.",
        "It would be wise to avoid metformin.",
    ],
)
def test_one_hedge_does_not_undo_a_warning(against, text):
    assert max(against(text)) >= 2


def test_caution_is_weaker_than_a_bar(against):
    assert against("Use metformin with caution.") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "Linagliptin is contraindicated.",
        "Avoid linagliptin; it was recalled.",
        "Insulin must not be given.",
    ],
)
def test_another_drugs_warning_is_not_this_drugs(against, text):
    assert [a for a in against(text) if a > 0] == []


def test_switching_leaves_one_drug_and_takes_up_the_other(against):
    text = "Switch metformin to linagliptin."
    assert min(against(text)) >= 2
    assert max(against(text, "linagliptin")) < 0


@pytest.mark.parametrize(
    ("condition", "here"),
    [
        ("if the eGFR is below 30", True),
        ("at an eGFR under thirty", True),
        ("below 30 mL/min", True),
        ("in CKD stage 4", True),
        ("in severe renal impairment", True),
        ("when eGFR < 30 mL/min/1.73m2", True),
        ("if the eGFR is below 20", False),
        ("if the eGFR is above 45", False),
        ("in CKD stage 5", False),
        ("at an eGFR of 60 or more", False),
    ],
)
def test_a_threshold_is_held_against_the_patients_own_value(against, condition, here):
    found = against(f"Metformin is contraindicated {condition}.")
    assert (4 in found) is here


def test_a_condition_that_is_not_hers_is_not_about_her(against):
    assert 4 not in against("If she were on dialysis, metformin would be contraindicated.")


def test_a_view_that_is_rejected_is_not_the_answers(against):
    assert 4 not in against("Some say metformin is contraindicated; that is wrong.")


def test_a_question_takes_no_stance(against):
    assert against("Is metformin contraindicated?") == []


def test_a_bare_list_takes_no_stance(against):
    assert against("metformin, contraindicated, avoid, stop, eGFR, insulin") == []


def test_silence_takes_no_stance(against):
    assert against("Her eGFR is 24.") == []


def test_each_stance_keeps_its_own_drug(against):
    text = "Avoid metformin and give linagliptin instead."
    assert min(against(text)) >= 2
    assert max(against(text, "linagliptin")) < 0


NEGATABLE = [
    ("Metformin is {}contraindicated.", "not "),
    ("Metformin is {}contraindicated.", "in no way "),
    ("Metformin is {}contraindicated.", "no longer "),
    ("Metformin is{} safe for her.", " not"),
    ("Metformin is{} safe for her.", "n't"),
    ("She should{} take metformin.", " not"),
    ("She should{} take metformin.", " never"),
    ("{}ontinue metformin.", ("C", "Do not c")),
    ("{}top metformin.", ("S", "Don't s")),
    ("There is {} reason to stop metformin.", ("good", "no")),
    ("Metformin can{} be used.", "not"),
    ("Metformin is{} recommended.", " not"),
    ("I would{} give metformin.", " not"),
]
neighbours = st.sampled_from(
    ["", "Her eGFR is 24.", "Insulin is an option.", "Recheck the kidneys in a week.", "- No fever.\n"]
)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(NEGATABLE), neighbours, neighbours)
def test_a_negation_put_in_turns_the_stance_round(against, frame, lead, tail):
    """And the sentences around it, whatever they deny, do not."""
    sentence, change = frame
    plain, negation = change if isinstance(change, tuple) else ("", change)
    said = against(f"{lead} {sentence.format(plain)} {tail}")
    denied = against(f"{lead} {sentence.format(negation)} {tail}")
    assert said
    assert denied
    assert (said[0] > 0) != (denied[0] > 0)
    assert len({a > 0 for a in said}) == len({a > 0 for a in denied}) == 1


@pytest.mark.parametrize(
    ("text", "metformin", "insulin"),
    [
        ("Use insulin. NEVER combine.", [3], [-2]),
        ("Insulin is recommended. Avoid.", [3], [-2]),
        ("Use insulin. Avoid it.", [], [-2, 3]),
        ("Use metformin. Avoid.", [-2, 3], []),
        ("Insulin causes lows. Avoid.", [], [3]),
    ],
)
def test_a_bare_warning_behind_advice_for_another_drug_is_about_the_drug_that_was_asked_about(
    against, text, metformin, insulin
):
    assert (against(text), against(text, "insulin")) == (metformin, insulin)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Take all the time that is needed.", []),
        ("She already takes metformin.", []),
        ("A 67-year-old woman takes metformin.", []),
        ("Take metformin.", [-2]),
        ("Metformin is needed.", [-2]),
    ],
)
def test_what_is_needed_beside_a_drug_or_taken_already_is_no_advice_for_one(against, text, expected):
    assert against(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Empagliflozin lowers the risk of lactic acidosis with metformin.",
        "Thiazides reduce the clearance of metformin.",
        "Cimetidine reduces renal excretion of metformin.",
        "Guar gum lowers the metformin level.",
        "Some clinics use metformin down to an eGFR of 15.",
    ],
)
def test_what_lowers_or_uses_something_else_advises_nothing_on_the_drug(against, text):
    """ "Lower the dose" is caution, "lowers the level" a fact; what others do is no advice."""
    assert against(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Below 30, metformin is contraindicated. None of that applies to her.", []),
        ("Metformin may be used here. None of this is true: it must be avoided.", [3]),
        ("Metformin is contraindicated at her eGFR. This applies to insulin less.", [4]),
    ],
)
def test_the_next_sentence_may_deny_the_one_before(against, text, expected):
    assert against(text) == expected
