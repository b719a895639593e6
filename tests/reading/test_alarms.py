"""Alarms: an action is told by what somebody must do; not by what need not, or might have been, done."""

import pytest

from rubrx.reading.alarms import acts, is_harmless


@pytest.mark.parametrize(
    "text",
    ["if it spreads, ring us", "that can't wait for monday", "any rash should bring him straight back", "off to hospital",
     "worth a phone call", "he must be seen today"],
)  # fmt: skip
def test_somebody_is_told_to_act(text):
    assert acts(text)


@pytest.mark.parametrize(
    "text",
    ["there is no need to ring us", "his sugars may go up", "if he were yellow we would call the doctor", "ears that ring"],
)
def test_nobody_is_told_to_act(text):
    assert not acts(text)


def test_a_sign_is_harmless_in_its_own_clause_only():
    text = "orange urine is harmless; yellow skin is not"
    assert is_harmless(text, text.index(" is"), len(text))
    assert not is_harmless(text, text.index(" is not"), len(text))
