"""What a criterion wants given, advised against, told on both sides, or done so long before."""

import pytest
from validity_givings import least_before, two_sides, wants_given
from validity_phrases import claims_of, count_asked


def test_what_is_advised_against_is_no_claim_that_it_is_done() -> None:
    assert claims_of("Advises against doubling the dose.") == ["not doubling the dose."]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Gives folinic acid with the pyrimethamine.", True),
        ("Adds the dextrose.", True),
        ("Gives the reason: dextrose runs out.", False),
        ("Says dextrose is given.", False),
    ],
)
def test_a_drug_to_be_given_opens_the_criterion(text: str, given: bool) -> None:
    assert wants_given(text, ["folinic acid", "dextrose"]) is given


def test_two_sides_are_both_wanted() -> None:
    findings = ["binds it", "does not clear it"]
    assert two_sides("Explains that the resin binds it but does not clear it.", findings) == [
        ["binds it"],
        ["does not clear it"],
    ]
    assert two_sides("Explains that the resin binds it.", findings) == []
    assert two_sides("Explains that it works but does not last.", ["works"]) == []


def test_the_least_time_before_an_operation() -> None:
    assert least_before("It is held at least 5 days before elective surgery.") == ["at least 5 days before surgery"]
    assert least_before("It is held for 5 days.") == []
    assert count_asked("Presses for at least 2 minutes.") == 1
