"""A term in full stands for its abbreviation, and an abbreviation for the words in full; nothing else does."""

from __future__ import annotations

import pytest

from rubrx.reading import Lexicon, Reader
from rubrx.reading.abbreviations import abbreviated, abbreviations


@pytest.mark.parametrize(
    ("term", "answer"),
    [
        ("raised intracranial pressure", "D/C doxy (↑ICP)."),
        ("raised intracranial pressure", "The risk is raised ICP."),
        ("neuroleptic malignant syndrome", "Watch for NMS."),
        ("NMS", "Watch for neuroleptic malignant syndrome."),
        ("discuss with neurology", "D/w neuro."),
        ("nausea", "Stop if N&V."),
    ],
)
def test_a_term_is_found_by_its_abbreviation(term, answer):
    lexicon = Lexicon()
    concept = lexicon.concept(term)
    assert Reader(lexicon).read(answer).asserted(concept)


def test_an_abbreviation_is_a_word_of_its_own():
    lexicon = Lexicon()
    concept = lexicon.concept("pulmonary embolism")
    assert not Reader(lexicon).read("Repeat the dose in people with pepsin in the sputum.").asserted(concept)


def test_a_phrase_without_any_has_none():
    assert list(abbreviated("swollen ankles")) == []
    assert "raised icp" in set(abbreviated("raised intracranial pressure"))


def test_every_entry_is_folded_and_said_once():
    for full, shorts in abbreviations().items():
        assert full == full.lower().strip()
        assert len(set(shorts)) == len(shorts)
        assert full not in shorts
