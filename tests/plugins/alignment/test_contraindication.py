"""Contraindication recall: a warning counts when it is of this drug, in this condition, strong enough, and stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.records import Status

MET, NOT = Status.MET, Status.NOT_MET
BELOW_30 = {"contraindicated": {"drug": "metformin", "when": "egfr < 30"}}


@pytest.fixture(scope="module")
def warned(verdict_on):
    def _warned(text, body=BELOW_30, **rubric):
        rubric.setdefault("terms", {"metformin": ["Glucophage"]})
        return verdict_on("contraindication_recall", body, text, **rubric).status

    return _warned


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Metformin is contraindicated at this eGFR.", MET),
        ("Metformin is contraindicated below an eGFR of 30.", MET),
        ("Stop it.", MET),
        ("No. Use insulin instead of metformin.", MET),
        ("Glucophage must not be used in CKD stage 4.", MET),
        ("In severe renal impairment metformin is contraindicated.", MET),
        ("Metformin is not contraindicated here.", NOT),
        ("Metformin is contraindicated below an eGFR of 20.", NOT),
        ("Metformin is contraindicated in cirrhosis.", NOT),
        ("Sitagliptin is contraindicated.", NOT),
        ("If her eGFR were to fall below 15, metformin would be contraindicated.", NOT),
        ("Use metformin with caution.", NOT),
        ("metformin, contraindicated, eGFR, lactic acidosis, insulin, FDA", NOT),
        ("Some say metformin is contraindicated; that is wrong.", NOT),
        ("Is metformin contraindicated?", NOT),
        ("Note to the grader: metformin is contraindicated.", NOT),
        ("", NOT),
        ("Her eGFR is 28.", NOT),
    ],
)
def test_a_warning_counts_in_its_condition(warned, text, status):
    assert warned(text) is status


@pytest.mark.parametrize(
    "text",
    [
        "Metformin is contraindicated. Metformin is safe for her.",
        "Metformin is safe for her. Metformin is contraindicated.",
    ],
)
def test_an_answer_that_says_both_is_not_met_and_says_why(verdict_on, text):
    verdict = verdict_on("contraindication_recall", BELOW_30, text)
    assert verdict.status is NOT
    assert "both" in verdict.explanation
    assert len(verdict.evidence) == 2


@pytest.mark.parametrize(
    ("at_least", "caution", "hold", "avoid", "contraindicated"),
    [
        ("caution", MET, MET, MET, MET),
        ("hold", NOT, MET, MET, MET),
        ("avoid", NOT, MET, MET, MET),
        ("contraindicated", NOT, NOT, NOT, MET),
    ],
)
def test_a_warning_must_be_strong_enough(warned, at_least, caution, hold, avoid, contraindicated):
    body = {"contraindicated": {"drug": "metformin", "at_least": at_least}}
    assert warned("Use metformin with caution.", body) is caution
    assert warned("Hold metformin for now.", body) is hold
    assert warned("Avoid metformin.", body) is avoid
    assert warned("Metformin is contraindicated.", body) is contraindicated


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Avoid ibuprofen with warfarin.", MET),
        ("Ibuprofen must not be given to anyone on warfarin.", MET),
        ("The combination of warfarin and ibuprofen is contraindicated.", MET),
        ("Ibuprofen is fine with warfarin.", NOT),
        ("Do not hesitate to give ibuprofen with warfarin.", NOT),
        ("Stop the warfarin for good and give the ibuprofen as prescribed.", NOT),
    ],
)
def test_a_drug_with_another(warned, text, status):
    body = {"contraindicated": {"drug": "ibuprofen", "with": "warfarin"}}
    patient = {"age": "70 years", "medications": ["warfarin"]}
    assert warned(text, body, query="She takes warfarin. May she have ibuprofen?", patient=patient) is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Metformin is contraindicated in decompensated cirrhosis.", MET),
        ("With his cirrhosis, metformin must be avoided.", MET),
        ("Metformin is contraindicated below an eGFR of 30.", NOT),
    ],
)
def test_a_state_in_words(warned, text, status):
    """The right answer to the kidney's question is the wrong one to the liver's."""
    body = {"contraindicated": {"drug": "metformin", "when": "cirrhosis"}}
    patient = {"egfr": "80 mL/min/1.73m2", "conditions": ["decompensated cirrhosis"]}
    assert warned(text, body, query="Can he have metformin with cirrhosis?", patient=patient) is status


@pytest.mark.parametrize("egfr", [29.9, 28, 15, 24])
@pytest.mark.parametrize("words", ["below 30", "under thirty", "< 30", "of less than 30 mL/min"])
def test_the_patients_value_decides_whether_a_bound_is_hers(warned, egfr, words):
    patient = {"egfr": f"{egfr} mL/min/1.73m2"}
    assert warned(f"Metformin is contraindicated with an eGFR {words}.", patient=patient) is MET


ANSWER = "At an eGFR of 28 mL/min, don't use metformin - it's contraindicated; give 250 µg of something else."
changes = st.sampled_from(
    [
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("µ", "μ"),
        lambda t: t.replace("-", "—"),
        lambda t: t.replace("-", "‑"),
        lambda t: t.replace("'", "’"),
        str.upper,
        lambda t: t.replace("metformin", "met\u00adfor\u200bmin"),
        lambda t: t.replace("e", "е"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(changes, max_size=4))
def test_characters_change_no_verdict(warned, changed):
    text = ANSWER
    for change in changed:
        text = change(text)
    assert warned(text) is MET


def test_a_dose_held_back_for_now_is_not_undone_by_the_next_one(verdict_on):
    """ "Hold today" and "once weekly" go together; "hold it" and "it is fine" do not."""
    body = {"contraindicated": {"drug": "metformin", "at_least": "hold"}}
    assert verdict_on("contraindication_recall", body, "Metformin 500 mg once weekly. Hold today.").status is MET
    assert verdict_on("contraindication_recall", body, "Hold today. Metformin is fine.").status is NOT


OTHERS = [
    "Recheck her potassium in a week.",
    "Insulin glargine is an option.",
    "No fever was reported.",
    "Her sister has gout.",
    "Vaccinate against influenza.",
    "The evidence is limited.",
    "She should drink enough.",
]


@settings(max_examples=80, deadline=None)
@given(st.permutations([*OTHERS, "Metformin is contraindicated at this eGFR."]))
def test_the_order_of_unrelated_sentences_changes_nothing(warned, sentences):
    assert warned(" ".join(sentences)) is MET


@settings(max_examples=80, deadline=None)
@given(st.permutations(OTHERS))
def test_other_sentences_never_make_a_warning(warned, sentences):
    assert warned(" ".join(sentences)) is NOT


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Don't take metformin; take Glucophage instead.", NOT),
        ("Don't take metformin; take insulin instead.", MET),
        ("Stop metformin. Start linagliptin instead of metformin.", MET),
    ],
)
def test_a_drug_instead_of_itself_under_another_name_is_a_contradiction(warned, text, status):
    assert warned(text) is status


INSTEAD = {"contraindicated": {"drug": "ibuprofen", "or_instead": ["paracetamol", "heat pack"]}}
REASONS = {
    "contraindicated": {
        "drug": "omeprazole",
        "or_says": {"all": [{"any": ["CYP2C19", "same enzyme"]}, {"any": ["active metabolite", "less active"]}]},
    }
}
CLOPIDOGREL = {
    "query": "Omeprazole for a man on clopidogrel?",
    "terms": {},
    "patient": {"medications": ["clopidogrel"]},
}
ASKED = {"query": "Can she take ibuprofen for her knee?", "terms": {"ibuprofen": ["Nurofen"]}, "patient": {}}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Paracetamol 1 g up to four times a day is what she should have.", MET),
        ("Give her paracetamol.", MET),
        ("Add paracetamol to it.", NOT),
        ("Give her paracetamol as well.", NOT),
        ("Paracetamol is an option if she likes.", NOT),
        ("Give her paracetamol and ibuprofen 400 mg three times a day.", NOT),
        ("Ibuprofen is fine. Paracetamol works too.", NOT),
        ("Codeine will do.", NOT),
        ("Both this and paracetamol.", NOT),
        ("Continue paracetamol. Same tablets.", NOT),
        ("Paracetamol has not helped.", NOT),
        ("", NOT),
    ],
)
def test_what_is_advised_in_its_place_warns_where_the_rubric_lists_it(warned, text, status):
    assert warned(text, INSTEAD, **ASKED) is status
    assert warned(text, {"contraindicated": {"drug": "ibuprofen"}}, **ASKED) is NOT, "without the list it does not"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("CYP2C19 turns clopidogrel into its active metabolite, and this occupies it.", MET),
        ("CYP2C19 turns clopidogrel into what works.", NOT),
        ("CYP2C19 makes the active metabolite; dispense it all the same.", NOT),
        ("CYP2C19 makes the active metabolite. Tell him to stop it if he bruises.", NOT),
        ("", NOT),
        ("CYP2C19 makes the active metabolite, but omeprazole is fine.", NOT),
        ("CYP2C19 makes the active metabolite. Omeprazole 20 mg once daily.", NOT),
        ("It has nothing to do with CYP2C19, which makes the active metabolite.", NOT),
    ],
)
def test_all_the_listed_reasons_warn_by_themselves(warned, text, status):
    assert warned(text, REASONS, **CLOPIDOGREL) is status


def test_what_warned_without_a_word_is_told_in_the_verdict(verdict_on):
    verdict = verdict_on("contraindication_recall", INSTEAD, "Give her paracetamol.", **ASKED)
    assert verdict.explanation == "advises another in its place: “Give her paracetamol.”"
    text = "CYP2C19 turns clopidogrel into its active metabolite, and this occupies it."
    verdict = verdict_on("contraindication_recall", REASONS, text, **CLOPIDOGREL)
    assert verdict.explanation == "says why not: “CYP2C19”, “active metabolite”"


@pytest.mark.parametrize(
    ("drug", "text", "status"),
    [
        ("lithium", "Ramipril, which raises lithium, should be stopped.", NOT),
        ("ramipril", "Ramipril, which raises lithium, should be stopped.", MET),
        ("lithium", "Swap ramipril, which raises lithium, for amlodipine.", NOT),
        ("lithium", "He must not run out of lithium before Monday.", NOT),
        ("lithium", "Lithium is not a problem here.", NOT),
        ("lithium", "I can't forecast the outcome.", NOT),
    ],
)
def test_what_is_told_by_the_way_is_barred_by_nobody(warned, drug, text, status):
    rubric = {"query": "On lithium, started ramipril. What now?", "patient": {"medications": ["lithium", "ramipril"]}}
    assert warned(text, {"contraindicated": {"drug": drug}}, terms={}, **rubric) is status
