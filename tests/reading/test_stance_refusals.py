"""A plan is refused in many words that name no drug; the same words about something else refuse nothing."""

from __future__ import annotations

import pytest

from rubrx.reading import Lexicon, Reader

QUERY = "58-year-old woman on warfarin with thrush. The locum has prescribed oral miconazole gel. May she use it?"


def against(answer):
    lexicon = Lexicon(query=QUERY)
    lexicon.concept("miconazole", drug=True)
    return [s for s in Reader(lexicon).read(answer).stances if s.against > 0 and "miconazole" in s.targets]


@pytest.mark.parametrize(
    "answer",
    [
        "Shred that prescription, please.",
        "That tube belongs in the bin. I'd veto the order.",
        "Those tablets stay in their box.",
        "Send it back to the surgery.",
        "The locum's choice is a bad one.",
        "Wrong medicine for her.",
        "I can't endorse that plan.",
        "She can't use that one.",
        "No more of it.",
        "She needs a different medicine.",
        "Something else is needed.",
        "Nystatin in its place.",
        "My answer is a firm no.",
    ],
)
def test_the_plan_is_refused(answer):
    assert against(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "There is no reason to tear up that prescription.",
        "Store it in the cupboard at room temperature, and use it four times a day; miconazole is fine.",
        "If she reacts, choose a different medicine.",
        "Some would say that the locum's choice is a bad one.",
        "Put the cap back after use.",
    ],
)
def test_nothing_is_refused(answer):
    assert not against(answer)
