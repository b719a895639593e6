"""A drug named by its kind is the rubric's own where only that can be meant; a warning of a kind takes it in."""

import pytest

from rubrx.reading import Lexicon, Reader
from rubrx.reading.drug_kinds import kinds_of


def read(text, *drugs, query="", terms=None):
    lexicon = Lexicon(terms or {}, {}, query)
    for drug in drugs:
        lexicon.concept(drug, drug=True)
    return Reader(lexicon).read(text)


def warned_of(text, *drugs, **more):
    stances = read(text, *drugs, **more).stances
    return {target for each in stances if each.against > 1 for target in each.targets if not target.startswith("drug:")}


@pytest.mark.parametrize(
    "text",
    [
        "Stop the statin.",
        "His statin should be stopped.",
        "Stop this new cholesterol tablet.",
        "Statins are contraindicated.",
        "Avoid any statin.",
        "A statin must not be given.",
        "No statin should be given.",
    ],
)
def test_the_kind_stands_for_the_rubrics_only_drug_of_it(text):
    assert warned_of(text, "simvastatin", "clarithromycin") == {"simvastatin"}


@pytest.mark.parametrize(
    "text",
    [
        "Avoid another statin.",
        "Avoid most statins.",
        "Stop the macrolide.",
        "A statin is fine.",
        "Statins are safe.",
    ],
)
def test_another_one_of_the_kind_is_not_it_and_praise_of_a_kind_is_of_no_drug(text):
    assert "simvastatin" not in warned_of(text, "simvastatin", "clarithromycin")
    assert not any("simvastatin" in each.targets for each in read(text, "simvastatin", "clarithromycin").stances)


def test_a_particular_one_of_two_is_neither():
    assert warned_of("Stop the anticoagulant.", "warfarin", "apixaban") == set()
    assert warned_of("Stop the anticoagulant.", "warfarin", "omeprazole") == {"warfarin"}


def test_a_broad_kind_stands_only_for_a_particular_drug():
    assert warned_of("Painkillers are barred at his age.", "codeine") == set()
    assert warned_of("Stop the painkiller.", "codeine") == {"codeine"}


def test_a_kind_that_the_rubric_names_itself_is_its_own():
    assert warned_of("Stop the statin.", "statin") == {"statin"}
    lexicon = Lexicon({"statin": ["simvastatin"]})
    assert "statin" not in kinds_of([lexicon.concept("statin", drug=True)])


def test_an_amount_of_a_drug_is_of_no_kind_named_before_it():
    reading = read("Omit the blood-thinner and let him swallow 3 mg of phytomenadione.", "warfarin", "phytomenadione")
    assert [dose.drugs for dose in reading.doses] == [("phytomenadione",)]
    assert warned_of("Omit the blood-thinner and let him have phytomenadione.", "warfarin", "phytomenadione") == {
        "warfarin"
    }
