"""Both of two drugs, a swap without an object, and the one that has the other's fault."""

import pytest

from rubrx.records import Status

MET, NOT = Status.MET, Status.NOT_MET


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Morphine piles up in these kidneys. Switch.", MET),
        ("Morphine piles up in these kidneys. No need to switch.", NOT),
        ("Morphine's breakdown products build up. Stop it.", MET),
        ("Morphine and codeine both pile up. Stop both.", MET),
        ("Morphine and codeine are both fine. Keep both.", NOT),
        ("Fentanyl will replace it.", MET),
        ("Options include continuing and not continuing.", NOT),
        ("The test is only for Europeans, so carry on.", NOT),
    ],
)
def test_a_drug_taken_now_is_left(verdict_on, text, expected):
    rubric = {
        "query": "Morphine 10 mg every 4 hours, eGFR 11, jerking limbs. What now?",
        "patient": {"egfr": "11 mL/min", "medications": ["morphine 10 mg every 4 hours"]},
    }
    body = {"contraindicated": {"drug": ["morphine"]}}
    assert verdict_on("contraindication_recall", body, text, **rubric).status is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fluoxetine would bring the same trouble.", MET),
        ("Fluoxetine shares the fault.", MET),
        ("Fluoxetine does the same.", MET),
        ("Fluoxetine is no way round it.", MET),
        ("Fluoxetine does not have the same problem.", NOT),
        ("Fluoxetine is taken at the same time of day.", NOT),
    ],
)
def test_the_same_fault_speaks_against_it(verdict_on, text, expected):
    rubric = {"query": "Paroxetine with tamoxifen: all right?", "patient": {"medications": ["tamoxifen"]}}
    body = {"contraindicated": {"drug": ["fluoxetine"]}}
    assert verdict_on("contraindication_recall", body, text, **rubric).status is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Latanoprost will replace it.", MET),
        ("Replace it: latanoprost.", MET),
        ("Ask the clinic for latanoprost, one drop in the evening.", MET),
        ("Latanoprost must not replace it.", NOT),
        ("Timolol will replace latanoprost.", NOT),
    ],
)
def test_what_takes_its_place_is_recommended(verdict_on, text, expected):
    rubric = {
        "query": "Timolol drops in asthma: what now?",
        "patient": {"medications": ["timolol 0.5% eye drops"]},
        "terms": {"timolol": ["timolol"]},
    }
    assert verdict_on("accuracy", {"recommends": "latanoprost"}, text, **rubric).status is expected
