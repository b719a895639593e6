"""A term is told by its parts in any words of their kind, near each other and said by the answer itself."""

import pytest

from rubrx.reading import Lexicon, Reader
from rubrx.reading.by_parts import Taken
from rubrx.reading.facets import _facet, _tables, parts_of
from rubrx.reading.folding import fold


def tells(term: str, text: str) -> bool:
    lexicon = Lexicon()
    taken = Taken.of(lexicon.concept(term), term, lexicon)
    return taken is not None and bool(taken.said_in(Reader(lexicon).read(text)))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("vitamin B12 deficiency", "Years on it leave him short of cobalamin."),
        ("gynaecomastia", "Some men find that their chest swells."),
        ("tooth discolouration", "The enamel comes through mottled."),
        ("reduced absorption of levothyroxine", "Next to nothing of it gets into the blood."),
        ("ineffective in renal impairment", "It won't help anybody whose filter is that slow."),
        ("do not stop abruptly", "She mustn't drop it overnight."),
        ("side effect of ramipril", "The blood pressure tablet is the culprit."),
        ("skin infection", "The blisters may turn septic."),
        ("tell the surgeon", "Let the eye team know beforehand."),
        ("naked flame", "Keep him well clear of candles."),
    ],
)
def test_a_term_that_nobody_listed_is_told_by_its_parts(term: str, text: str) -> None:
    assert tells(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("vitamin B12 deficiency", "His B12 will not run short."),
        ("vitamin B12 deficiency", "Folate runs low on it; check the B12 once a year."),
        ("gynaecomastia", "It won't make his breasts swell."),
        ("gynaecomastia", "It is a myth that his breasts would swell."),
        ("do not stop abruptly", "She may drop it overnight."),
        ("respiratory depression", "Nothing in it could slow the breathing."),
        ("skin infection", "The infection is in his chest, so the skin needs no cream."),
        ("reduced absorption", "It is absorbed as well as ever."),
        ("reduced absorption", "It will not lead to reduced absorption."),
        ("reduced absorption", "Food does not affect its uptake."),
        ("reduced absorption", "Lower absorption is not a concern."),
        ("avoid alcohol", "He needn't avoid grapefruit, alcohol or cheese."),
        ("feeding difficulties", "It does not cause feeding problems."),
        ("converted to morphine", "It is not turned into morphine."),
        ("rise in creatinine acceptable", "Any rise in creatinine means stopping."),
    ],
)
def test_what_is_denied_supposed_or_said_of_something_else_does_not_tell_it(term: str, text: str) -> None:
    assert not tells(term, text)


def test_every_facet_of_the_list_can_be_read_and_every_term_is_taken_apart_into_facets_that_there_are() -> None:
    tables = _tables()
    for name in tables.facets:
        assert _facet(name).beside, name
    for term, rows in tables.apart.items():
        for row in rows:
            assert all(part.name in tables.facets for part in row), term


@pytest.mark.parametrize("term", ["simvastatin", "10 days", "below 50"])
def test_drugs_and_figures_are_not_taken_apart(term: str) -> None:
    assert not parts_of(fold(term).text)
