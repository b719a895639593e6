"""Stances: a drug that can't be trusted, that stops by itself, a jab named by its illness; words that are no stance."""

from __future__ import annotations

import pytest

from rubrx.reading.stances.stance import settled

DRUGS = ["apixaban", "digoxin", "metformin", "naproxen", "spironolactone", "sulfasalazine", "varicella vaccine"]


@pytest.fixture(scope="module")
def against(read):
    def _against(text, drug, query=""):
        reading = read(text, {}, {}, query, DRUGS)
        return [s.against for s in settled(reading.stances_on(reading.lexicon.concept(drug)), reading)]

    return _against


@pytest.mark.parametrize(
    "text",
    [
        "Apixaban can no longer be relied on while he takes carbamazepine.",
        "You can't count on apixaban here.",
        "The level falls, so apixaban cannot be trusted.",
        "He shouldn't bank on apixaban during the course.",
        "I wouldn't trust apixaban at that creatinine.",
        "Keep him well away from apixaban.",
        "I'd keep her off apixaban and its cousins.",
        "Apixaban must stop: it only adds to the naproxen.",
        "Apixaban has to stop, naproxen too.",
        "What he should avoid is naproxen and, to be on the safe side, apixaban.",
    ],
)
def test_what_cannot_be_trusted_or_must_stop_is_barred(against, text):
    assert max(against(text, "apixaban"), default=0) >= 2
    assert min(against(text, "apixaban")) > 0


@pytest.mark.parametrize(
    "text",
    [
        "A digoxin level drawn within six hours can't be trusted.",
        "I wouldn't trust a digoxin level taken now.",
        "Don't count on digoxin alone.",
        "Digoxin can be relied on.",
        "Naproxen must stop: it makes the digoxin level climb.",
        "The naproxen has to stop: digoxin is unaffected.",
        "Check the magnesium and replace it, otherwise digoxin bites.",
        "If you want a quick off-switch, digoxin works too.",
    ],
)
def test_what_is_not_said_of_the_drug_does_not_bar_it(against, text):
    assert [each for each in against(text, "digoxin") if each > 0] == []


def test_what_has_a_subject_of_its_own_turns_no_stop_round(against):
    assert max(against("The naproxen must stop: digoxin is unaffected.", "naproxen")) >= 2
    assert max(against("Metformin can continue: digoxin is unaffected.", "metformin")) < 0


@pytest.mark.parametrize(
    ("text", "barred"),
    [
        ("Varicella: no. It is live.", True),
        ("Varicella still isn't allowed on adalimumab.", True),
        ("Varicella is strictly off limits.", True),
        ("Varicella is dangerous for him.", False),
        ("Varicella? No history of it.", False),
        ("Has he had varicella: no idea.", False),
    ],
)
def test_a_jab_is_named_by_its_illness_where_it_is_ruled_on(against, text, barred):
    query = "Which travel jabs may a man on adalimumab have? Varicella vaccine was asked for."
    assert any(each >= 2 for each in against(text, "varicella vaccine", query)) == barred
