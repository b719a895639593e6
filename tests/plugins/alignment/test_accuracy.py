"""Accuracy: what the answer says, recommends, has watched and asks, each by the answer's own word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.errors import RubricRefused
from rubrx.records import Status

MET, NOT, NONE = Status.MET, Status.NOT_MET, Status.NOT_APPLICABLE
TERMS = {
    "lactic acidosis": ["MALA", "lactate accumulation", "acidosis"],
    "GLP-1 receptor agonist": ["GLP-1 RA", "semaglutide"],
}


@pytest.fixture(scope="module")
def status(verdict_on):
    def _status(text, **body):
        return verdict_on("accuracy", body, text, terms=TERMS).status

    return _status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It can cause lactic acidosis.", MET),
        ("The danger is MALA.", MET),
        ("The danger is lactate accumulation.", MET),
        ("Lactate accumulates.", MET),
        ("Acidosys is the danger.", MET),  # one slip in a long word
        ("Lactate acumulation is the danger.", MET),
        ("There is no risk of lactic acidosis.", NOT),
        ("It does not cause lactic acidosis.", NOT),
        ("metformin, lactic acidosis, insulin, eGFR, FDA, dialysis", NOT),
        ("Could this be lactic acidosis?", NOT),
        ("Her sister had lactic acidosis.", NOT),
        ("", NOT),
    ],
)
def test_states_needs_the_answers_own_word(status, text, expected):
    assert status(text, states="lactic acidosis") is expected


@pytest.mark.parametrize(
    ("text", "any_", "all_", "two"),
    [
        ("It causes nausea.", MET, NOT, NOT),
        ("It causes nausea and diarrhoea.", MET, NOT, MET),
        ("It causes nausea, diarrhea and lactic acidosis.", MET, MET, MET),
        ("It causes nausea but no diarrhoea.", MET, NOT, NOT),
        ("It is a tablet.", NOT, NOT, NOT),
    ],
)
def test_states_any_all_and_at_least(status, text, any_, all_, two):
    parts = ["nausea", "diarrhoea", "lactic acidosis"]
    assert status(text, states={"any": parts}) is any_
    assert status(text, states={"all": parts}) is all_
    assert status(text, states={"at_least": 2, "of": parts}) is two


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Continue it for 5 days.", MET),
        ("Continue it for five days.", MET),
        ("Continue it for 120 hours.", MET),
        ("Continue it for 50 days.", NOT),
        ("Not for 5 days, but for 10 days.", NOT),
    ],
)
def test_states_a_number_in_any_unit(status, text, expected):
    assert status(text, states="5 days") is expected


def test_not_states_is_met_by_silence_and_by_denial(status):
    assert status("Use insulin.", not_states="herbal detox") is MET
    assert status("Do not try a herbal detox.", not_states="herbal detox") is MET
    assert status("A herbal detox will help her.", not_states="herbal detox") is NOT
    assert status("I'm sorry, but I can't answer that.", not_states="herbal detox") is NONE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use insulin or semaglutide.", MET),
        ("Insulin would be a good choice; a GLP-1 RA too.", MET),
        ("Start insulin glargine 10 units at night, and linagliptin.", MET),
        ("Use insulin.", NOT),
        ("Use insulin, but avoid semaglutide.", NOT),
        ("Do not use insulin, semaglutide or linagliptin.", NOT),
        ("insulin, semaglutide, linagliptin, eGFR, FDA, dialysis", NOT),
    ],
)
def test_recommends_counts_what_the_answer_speaks_for(status, text, expected):
    body = {"at_least": 2, "of": ["insulin", "GLP-1 receptor agonist", "linagliptin"]}
    assert status(text, recommends=body) is expected


def test_not_recommends_is_met_by_silence_and_by_a_warning(status):
    assert status("Use insulin.", not_recommends="empagliflozin") is MET
    assert status("Avoid empagliflozin.", not_recommends="empagliflozin") is MET
    assert status("Give empagliflozin.", not_recommends="empagliflozin") is NOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Check the INR in 3 days.", MET),
        ("Recheck the INR within a week.", MET),
        ("INR on day 5.", MET),
        ("INR d3, d7.", MET),
        ("INR now.", MET),
        ("INR 48 h after the first dose.", MET),
        ("Repeat the INR this week.", MET),
        ("The INR was fine, so 5 mg from tomorrow.", NOT),
        ("Check the INR daily.", MET),
        ("Check the INR in 4 weeks.", NOT),
        ("Check the INR.", NOT),
        ("The INR is 2.5.", NOT),
        ("There is no need to check the INR within a week.", NOT),
        ("Check potassium within a week.", NOT),
    ],
)
def test_monitors_needs_the_test_and_the_time(status, text, expected):
    assert status(text, monitors={"any": ["INR"], "within": "1 week"}) is expected


def test_monitors_without_a_time_takes_any(status):
    assert status("Check the INR.", monitors="INR") is MET
    assert status("Do not check the INR.", monitors="INR") is NOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What was the previous eGFR?", MET),
        ("Do we know her previous eGFR?", MET),
        ("Please tell me the previous eGFR.", MET),
        ("I would need to know the previous eGFR.", MET),
        ("The previous eGFR was 40.", NOT),
        ("", NOT),
    ],
)
def test_asks_about_needs_a_question(status, text, expected):
    assert status(text, asks_about="previous eGFR") is expected


def test_matches_takes_upper_and_lower_case_alike(status):
    assert status("At an EGFR of 28 stop.", matches=r"egfr\s*(of\s*)?28") is MET
    assert status("At an eGFR of 82 stop.", matches=r"egfr\s*(of\s*)?28") is NOT


def test_a_match_is_shown_in_characters_and_not_in_bytes(verdict_on):
    text = "naïve – “eGFR 28” – stop"
    [span] = verdict_on("accuracy", {"matches": "egfr 28"}, text).evidence
    assert text[span.start : span.end] == "eGFR 28"


def test_half_a_character_is_no_reason_to_break(verdict_on):
    text = "\ud800 eGFR 28"
    [span] = verdict_on("accuracy", {"matches": "egfr 28"}, text).evidence
    assert text[span.start : span.end] == "eGFR 28"


@pytest.mark.parametrize("pattern", [r"(?=x)", r"(?<!x)y", r"(a)\1", "(", "[", "*"])
def test_a_pattern_that_is_not_linear_or_not_one_is_refused(verdict_on, pattern):
    with pytest.raises(RubricRefused) as refusal:
        verdict_on("accuracy", {"matches": pattern}, "x")
    assert "\n" not in str(refusal.value)


def test_a_hostile_pattern_ends(status):
    """(a+)+$ takes a back-tracking engine 2^5000 steps."""
    assert status("a" * 5000 + "b", matches="(a+)+$") is NOT


@pytest.mark.parametrize(("count", "expected"), [(4, NOT), (5, MET), (8, MET), (9, NOT), (0, NOT)])
def test_words_are_counted_ends_included(status, count, expected):
    assert status("word " * count, words={"min": 5, "max": 8}) is expected


@pytest.mark.parametrize(
    "body",
    [
        {"words": {"min": 9, "max": 8}},
        {"words": {"most": 8}},
        {"states": {"any": []}},
        {"states": ""},
        {"monitors": {"any": ["INR"], "within": "5 mg"}},
        {"monitors": {"within": "5 days"}},
        {"claim": "of the"},
        {"recommends": {"at_least": 3, "of": ["a", "b"]}},
    ],
)
def test_a_body_that_can_not_work_is_refused_in_one_line(verdict_on, body):
    with pytest.raises(RubricRefused) as refusal:
        verdict_on("accuracy", body, "x")
    assert "\n" not in str(refusal.value)


PADDING = st.lists(
    st.sampled_from(
        [
            "As always, every patient is different.",
            "This is an important question.",
            "Thank you for asking.",
            "Let us think step by step.",
            "I hope that this helps.",
            "metformin, insulin, eGFR, lactic acidosis, nausea, FDA",
            "The weather was fine.",
        ]
    ),
    max_size=6,
)
BODIES = [
    {"states": "lactic acidosis"},
    {"states": {"at_least": 2, "of": ["nausea", "lactic acidosis", "diarrhoea"]}},
    {"recommends": "insulin"},
    {"monitors": {"any": ["INR"], "within": "1 week"}},
    {"asks_about": "previous eGFR"},
    {"claim": "Metformin accumulates in renal failure."},
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(BODIES), st.sampled_from(["", "Stop it.", "It causes nausea.", "Her eGFR is 28."]), PADDING)
def test_padding_and_stuffing_never_meet_a_criterion(status, body, core, padding):
    assert status(core, **body) is NOT
    assert status(" ".join([core, *padding]), **body) is NOT


def test_a_disease_that_goes_by_a_name_is_found_by_the_name(status):
    assert status("Aspirin: not under 16 (Reye).", states="Reye's syndrome") is MET
    assert status("The fever came down.", states="Down's syndrome") is NOT


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Co-trimoxazole looks tempting, but the steroid stands in its way; use ceftriaxone.", "not_met"),
        ("Co-trimoxazole comes to mind first, and the bug is sensitive. Give ceftriaxone.", "not_met"),
        ("Co-trimoxazole looks tempting and is in fact the right choice.", "met"),
        ("Co-trimoxazole is an attractive alternative here.", "met"),
        ("Co-trimoxazole 960 mg twice daily for 28 days.", "met"),
    ],
)
def test_what_only_tempts_is_not_recommended(verdict_on, answer, status):
    rubric = {"query": "A tendon ruptured on levofloxacin; now prostatitis. What instead of ciprofloxacin?"}
    assert verdict_on("accuracy", {"recommends": "co-trimoxazole"}, answer, **rubric).status == status
