"""What a set's criteria ask for beside the plain things: times, signs, and what no claim can say."""

from validity_asked import (
    facts_in,
    far_beyond,
    is_against,
    kept_amounts,
    signs_in,
    warns,
)  # fmt: skip
from validity_phrases import asks_when, soonest, untimed


def test_only_the_text_asks_for_a_time():
    assert not asks_when("Advises follow-up of potassium.")
    assert asks_when("Advises a potassium within 48 hours.")
    assert soonest("Mentions the shortest course (up to 5 days).", []) is None
    assert far_beyond(["2 weeks"]) == "1344 hours"
    assert far_beyond([]) is None


def test_a_rate_before_a_thing_is_of_that_thing():
    assert untimed("Advises anti-Xa monitoring and/or daily platelet counts.", ["anti-Xa", "platelet count"]) == [
        "anti-Xa"
    ]


def test_signs_and_facts_of_a_criterion_on_watching():
    assert signs_in("Advises watching for a reaction (rash, wheeze or swelling).") == ["rash", "wheeze", "swelling"]
    assert signs_in("Advises monitoring the INR (target 2-3).") == []
    assert facts_in(["recur", "admit", "observe overnight", "24 hours"]) == ["recur"]
    assert warns("Warns that it may recur.")
    assert not warns("Advises checking the sugar.")


def test_what_a_claim_cannot_say():
    assert is_against("Advises against doubling the dose.")
    assert not is_against("Advises doubling the dose.")
    assert "stay on 200 mg" in kept_amounts(["keep 200 mg"])
    assert kept_amounts(["no change"]) == []
