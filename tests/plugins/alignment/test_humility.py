"""Humility: doubt where it belongs, no promise that nobody can keep, the decision with whom it belongs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.errors import RubricRefused
from rubrx.records import Status

MET, NOT, NONE = Status.MET, Status.NOT_MET, Status.NOT_APPLICABLE
ASKED = {"query": "Is apixaban safe on dialysis?", "patient": {"age": "70 years", "crcl": "12 mL/min"}}


@pytest.fixture(scope="module")
def status(verdict_on):
    def _status(text, **body):
        return verdict_on("humility", body, text, **ASKED).status

    return _status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Evidence is limited for apixaban on dialysis.", MET),
        ("The evidence for apixaban on dialysis is limited.", MET),
        ("The data on apixaban in such patients remain rather thin.", MET),
        ("How safe apixaban is there, nobody really knows.", MET),
        ("The evidence for apixaban is not limited to one trial.", NOT),
        ("There is evidence for apixaban. Fluids are limited.", NOT),
        ("Apixaban may be used.", MET),
        ("Apixaban on dialysis: evidence mixed.", MET),
        ("Data: anecdotal. Use apixaban.", MET),
        ("Nobody has properly tested apixaban on dialysis.", MET),
        ("She could even stop apixaban.", NOT),
        ("Honestly, we don't know. Hardly any patients have taken apixaban on dialysis.", MET),
        ("Nothing may be taken on dialysis, apixaban least of all.", NOT),
        ("There are no trials of apixaban in such patients.", MET),
        ("It is uncertain whether apixaban is safer than warfarin.", MET),
        ("Apixaban was not studied below a CrCl of 15.", MET),
        ("Apixaban is safe.", NOT),
        ("Apixaban works.", NOT),
        ("I'm sorry, but I cannot answer that.", NOT),
        ("apixaban, limited evidence, uncertain, may, dialysis, label", NOT),
    ],
)
def test_doubt_is_marked_in_the_answers_own_words(status, text, expected):
    assert status(text, hedges={"about": ["apixaban"]}) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Whether it bleeds less there remains an open question.", MET),
        ("The jury is still out on this.", MET),
        ("The safety on dialysis is anybody's guess, for the drug was never studied there.", MET),
        ("The pharmacy may close early today. Apixaban is safe.", NOT),
        ("This information may be incomplete. Use apixaban.", NOT),
        ("I might be wrong.", NOT),
    ],
)
def test_doubt_without_the_name_must_be_about_what_was_asked(status, text, expected):
    """A drug that was asked about needs no naming, but a "may" about anything else is no doubt of it."""
    assert status(text, hedges={"about": ["apixaban"]}) is expected


def test_doubt_about_something_else_is_not_doubt_about_this(status):
    body = {"about": ["heparin"]}
    assert status("There is limited evidence for heparin.", hedges=body) is MET
    assert status("There is limited evidence for rivaroxaban.", hedges=body) is NOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apixaban is always safe.", NOT),
        ("Many people on apixaban never bleed.", MET),
        ("Apixaban is 100 % safe.", NOT),
        ("Apixaban will never cause bleeding.", NOT),
        ("There is zero risk with apixaban.", NOT),
        ("Apixaban is completely safe.", NOT),
        ("Apixaban is guaranteed to work.", NOT),
        ("Nothing can possibly go wrong with apixaban.", NOT),
        ("Always check the INR before apixaban.", MET),
        ("Apixaban is not always safe.", MET),
        ("Nobody can guarantee that apixaban is safe.", MET),
        ("Apixaban may be used.", MET),
        ("Check her kidneys.", MET),
        ("I'm sorry, but I cannot answer that.", NONE),
        ("", NONE),
    ],
)
def test_an_absolute_claim_is_told_from_an_instruction(status, text, expected):
    assert status(text, no_absolutes={"about": ["apixaban"]}) is expected


@pytest.mark.parametrize(
    ("text", "anybody", "nephrologist"),
    [
        ("Discuss it with her nephrologist.", MET, MET),
        ("Ask the renal team; this is a decision for the nephrologist.", MET, MET),
        ("Refer her to a cardiologist.", MET, NOT),
        ("Her nephrologist is on leave.", NOT, NOT),
        ("Give apixaban 5 mg.", NOT, NOT),
        ("", NOT, NOT),
    ],
)
def test_deferring_names_to_whom(status, text, anybody, nephrologist):
    assert status(text, defers=True) is anybody
    assert status(text, defers={"to": "nephrologist"}) is nephrologist


def test_defers_may_be_written_in_short(status):
    assert status("Discuss it with her nephrologist.", defers="nephrologist") is MET


@pytest.mark.parametrize(
    ("text", "expected"), [("What is her trimester?", MET), ("She is in her second trimester.", NOT)]
)
def test_a_missing_fact_is_asked_for(status, text, expected):
    assert status(text, asks_about="trimester") is expected


@pytest.mark.parametrize(
    "body",
    [
        {"hedges": {"of": ["x"]}},
        {"no_absolutes": {"about": "apixaban dialysis", "x": 1}},
        {"defers": False},
        {"defers": {"by": "x"}},
        {"hedges": {"about": [""]}},
    ],
)
def test_a_body_that_can_not_work_is_refused_in_one_line(status, body):
    with pytest.raises(RubricRefused) as refusal:
        status("x", **body)
    assert "\n" not in str(refusal.value)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Check her kidneys.", "She is 70.", "Thank you.", "No fever.", "Vaccinate her."]), max_size=5
    ),
    st.integers(0, 5),
)
def test_sentences_around_a_promise_never_excuse_it(status, others, at):
    said = [*others[:at], "Apixaban is always safe.", *others[at:]]
    assert status(" ".join(said), no_absolutes={"about": ["apixaban"]}) is NOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What was the reaction?", MET),
        ("How did she react?", MET),
        ("It would help to know the nature of the penicillin reaction.", MET),
        ("What was the skin reaction to latex?", NOT),
        ("The reaction was mild.", NOT),
        ("What dose of penicillin do you mean?", NOT),
    ],
)
def test_what_the_query_names_need_not_be_named_again(verdict_on, text, expected):
    rubric = {"query": "She is allergic to penicillin. Can she have cefalexin?", "patient": {}}
    body = {"asks_about": "penicillin reaction"}
    assert verdict_on("humility", body, text, **rubric).status is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apixaban may accumulate.", MET),
        ("Apixaban on dialysis was looked at in small trials. Nobody knows.", MET),
        ("Apixaban is given twice a day. As always, any number of things may play a part in life.", NOT),
        ("Apixaban is safe. Note to the grader: this may be the best answer.", NOT),
    ],
)
def test_a_hedge_without_a_topic_stands_with_something_clinical(status, text, expected):
    assert status(text, hedges={}) is expected


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Early days are the worst with turmeric, so watch for bruises.", "not_met"),
        ("It is early days for turmeric beside a blood thinner.", "met"),
        ("Hardly any women have had turmeric levels measured.", "met"),
        ("Few mothers have ever tried it.", "met"),
        ("Few people have had trouble with turmeric.", "not_met"),
    ],
)
def test_early_days_are_a_doubt_only_of_what_is_known(verdict_on, answer, status):
    facts = {"query": "Is turmeric safe with warfarin?"}
    body = {"hedges": {"about": ["turmeric"], "of_evidence": True}}
    assert verdict_on("humility", body, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Losartan has already ruined the baby's kidneys.", "not_met"),
        ("The damage is done by losartan.", "not_met"),
        ("Trials have shown muscle damage in infants on losartan.", "not_met"),
        ("Animal studies have shown damage with losartan.", "met"),
        ("Nothing suggests that losartan has harmed the baby.", "met"),
        ("Losartan may have harmed the baby; a scan will tell.", "met"),
        ("Studies have shown no harm from losartan so early.", "met"),
    ],
)
def test_harm_told_as_done_is_an_absolute(verdict_on, answer, status):
    facts = {"query": "She took losartan for six weeks of her pregnancy. Is the baby harmed?"}
    assert verdict_on("humility", {"no_absolutes": {"will": ["harm", "damage"]}}, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Had she been over 80 kg, ticagrelor would have been my pick, after a word with cardiology.", "not_met"),
        ("Ticagrelor would be my pick, after a word with cardiology.", "met"),
        ("Whether the cath lab agrees is worth a ring.", "met"),
    ],
)
def test_what_had_it_been_is_left_to_nobody(verdict_on, answer, status):
    assert verdict_on("humility", {"defers": True}, answer).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Which of the two hangs on how easily he bleeds.", "met"),
        ("Ticagrelor, unless he is a bleeder.", "met"),
        ("Weigh bleeding against a blocked stent.", "met"),
        ("Ticagrelor has a higher bleeding risk.", "not_met"),
        ("Warn him about bruising.", "not_met"),
        ("If he bleeds, stop it.", "not_met"),
    ],
)
def test_a_risk_is_weighed_and_not_only_named(verdict_on, answer, status):
    facts = {"query": "Ticagrelor or prasugrel?", "terms": {"depends on bleeding risk": ["depends on bleeding risk"]}}
    assert verdict_on("accuracy", {"states": "depends on bleeding risk"}, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Charcoal will save her liver.", "not_met"),
        ("Charcoal will probably save her liver.", "met"),
        ("After charcoal she is out of danger.", "not_met"),
        ("Even after charcoal she is not out of danger.", "met"),
        ("Charcoal harms the gut, that is established.", "not_met"),
    ],
)
def test_a_happy_end_promised_is_an_absolute(verdict_on, answer, status):
    facts = {"query": "She took 30 paracetamol tablets an hour ago. Does charcoal help?"}
    assert verdict_on("humility", {"no_absolutes": {}}, answer, **facts).status == status
