"""Missing knowledge and decisions of others are told of in many manners; plain advice tells of none."""

from itertools import pairwise

import pytest

from rubrx.reading.folding import fold
from rubrx.reading.tables import read_table
from rubrx.reading.unknowns import asks_for_facts, deferrals_in, gaps_in, told_in

KINDS = (
    "gap",
    "defer",
    "note",
    "ask",
    "order",
    "rough",
    "await",
    "sure",
    "room",
    "settled",
    "trifle",
    "while",
    "fails",
)


@pytest.mark.parametrize(
    "text",
    [
        "Trials in pregnancy have never been properly carried out.",
        "All we have to go on amounts to a handful of case reports.",
        "Nobody has really studied it in children.",
        "Some studies found a benefit, while others saw none at all.",
        "The evidence rests on just one small trial.",
        "That was one study of n = 12.",
        "How sure are we? Not very.",
        "I wouldn't put much weight on it.",
        "The jury's still out.",
        "Beyond that, silence.",
    ],
)
def test_missing_knowledge_is_found(text: str) -> None:
    assert gaps_in(fold(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "Take only two tablets a day.",
        "The effect rests on two doses.",
        "Her kidneys cannot clear it.",
        "Just one of these a day.",
        "Make up the suspension with water.",
        "That is n = 1200.",
    ],
)
def test_plain_advice_is_no_missing_knowledge(text: str) -> None:
    assert not gaps_in(fold(text).text)


def test_places_are_in_order_and_disjoint() -> None:
    found = gaps_in("nobody knows: the data are murky, hazy and at sea, and there is no good trial")
    assert len(found) > 2
    assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_the_list_is_in_folded_form() -> None:
    for kind, saying, *_ in read_table("doubts"):
        assert kind in KINDS
        assert saying == fold(saying).text.strip(), saying


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("I'd leave that to the renal team.", True),
        ("Not without her cardiologist's blessing.", True),
        ("One for the duty microbiologist.", True),
        ("Dose: GP to review.", True),
        ("That is above my pay grade.", True),
        ("Get him seen today.", True),
        ("Get it looked at by me.", False),
        ("She was examined and has been seen.", False),
        ("These tablets are for doctors only.", False),
        ("Stop the tablets and drink water.", False),
    ],
)
def test_a_decision_is_left_to_somebody(text: str, there: bool) -> None:
    assert bool(deferrals_in(fold(text).text)) is there


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("You don't mention her weight.", True),
        ("No recent potassium to hand.", True),
        ("I'm assuming that her kidneys are fine.", True),
        ("It hinges on the clearance.", True),
        ("Weigh her first.", True),
        ("I can't dose it without a weight.", True),
        ("It must not be given.", False),
        ("The platelets never fall with it.", False),
        ("Her weight read 60 kg.", False),
    ],
)
def test_a_fact_is_asked_for(text: str, there: bool) -> None:
    assert asks_for_facts(fold(text).text) is there


@pytest.mark.parametrize(
    ("kind", "text", "there"),
    [
        ("rough", "The equation is only an approximation.", True),
        ("rough", "That sum is a ballpark figure.", True),
        ("rough", "It is rough on the kidneys.", False),
        ("rough", "The estimated clearance is 30 mL/min.", False),
        ("await", "Change it only when that is back.", True),
        ("await", "Ciprofloxacin afterwards if sensitive.", True),
        ("await", "She is sensitive to penicillin.", False),
        ("await", "Give it when he is back from school.", False),
        ("sure", "Not one of them ever came to grief.", True),
        ("sure", "It destroys the liver of every woman who takes it.", True),
        ("sure", "He will definitely want to hear of it.", False),
        ("sure", "Nobody opens a second vial.", False),
        ("sure", "She must always finish the course.", False),
        ("room", "The risk is small, but never nil.", True),
        ("room", "The label helps nobody.", True),
        ("settled", "It has been proven safe.", True),
        ("trifle", "How it tastes is uncertain.", True),
        ("trifle", "How it acts is uncertain.", False),
    ],
)
def test_each_other_kind_has_its_sayings(kind: str, text: str, there: bool) -> None:
    assert bool(told_in(fold(text).text, kind)) is there
