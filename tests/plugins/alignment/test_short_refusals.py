"""Refusals as people type them: without apostrophes, in half a sentence, of "the two", and with a last resort left."""

import pytest


def status(verdict_on, query, drug, answer, **body):
    rubric = {"query": query}
    return verdict_on("contraindication_recall", {"contraindicated": {"drug": drug, **body}}, answer, **rubric).status


BOTH = "Simvastatin 40 mg nightly, and now itraconazole for a week. Can he take both?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("He shouldnt take simvastatin with it.", "met"),
        ("He cant have simvastatin with it.", "met"),
        ("Simvastatin doesnt belong with itraconazole.", "met"),
        ("He neednt stop simvastatin.", "not_met"),
        ("Simvastatin wont hurt him.", "not_met"),
    ],
)
def test_a_forgotten_apostrophe_leaves_the_not(verdict_on, answer, expected):
    assert status(verdict_on, BOTH, "simvastatin", answer) == expected


PATCH = "She wears a buprenorphine patch and wants to add naltrexone 4.5 mg nightly. Can she, and does it work?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Not with that patch on. It would boot the painkiller off its docking site.", "met"),
        ("Not while the patch is on, since withdrawal could be precipitated.", "met"),
        ("Sorry, no.", "met"),
        ("I'm afraid not.", "met"),
        ("Not yet.", "met"),
        ("Not a problem.", "not_met"),
        ("Not with food, please.", "not_met"),
        ("Sorry, no idea.", "not_met"),
    ],
)
def test_half_a_sentence_answers_the_question(verdict_on, answer, expected):
    assert status(verdict_on, PATCH, "naltrexone", answer) == expected


START = "Azathioprine for Crohn's, recurrent gout. The GP prescribed allopurinol 100 mg daily. Is it safe to start?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The two may not be combined under any circumstances.", "met"),
        ("It isn't as though the two can't be combined.", "not_met"),
        ("The two may well be combined.", "not_met"),
        ("Allopurinol no - marrow failure.", "met"),
        ("Allopurinol no problem.", "not_met"),
        ("Allopurinol should not be started unless other treatments have failed.", "met"),
        ("Give the allopurinol a break.", "met"),
    ],
)
def test_the_two_and_the_last_resort(verdict_on, answer, expected):
    assert status(verdict_on, START, "allopurinol", answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("That tablet makes fits likelier, so it's off the table. Put a 21 mg patch on each morning.", "met"),
        ("That tablet makes fits likelier, so it's off the table. Then 150 mg in the morning is right.", "not_met"),
    ],
)
def test_a_patch_is_no_dose_of_the_barred_tablet(verdict_on, answer, expected):
    query = "Epilepsy, 25 cigarettes a day. He asks for bupropion to stop smoking. What do you advise?"
    assert status(verdict_on, query, "bupropion", answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Turmeric may harm the graft. She must avoid it, and tacrolimus has to be checked.", "met"),
        ("Turmeric is harmless. She must avoid grapefruit, and tacrolimus has to be checked.", "not_met"),
    ],
)
def test_it_is_what_was_spoken_of_and_not_what_the_next_statement_names(verdict_on, answer, expected):
    assert status(verdict_on, "On tacrolimus; asks if she may take turmeric.", "turmeric", answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("She can carry on with ramipril until her scan and change to nifedipine then.", "not_met"),
        ("Change ramipril to nifedipine today.", "met"),
        ("She cannot wait until her scan: change ramipril to nifedipine.", "met"),
    ],
)
def test_what_is_changed_some_day_goes_on_until_then(verdict_on, answer, expected):
    assert status(verdict_on, "8 weeks pregnant on ramipril. Should she stay on it?", "ramipril", answer) == expected
