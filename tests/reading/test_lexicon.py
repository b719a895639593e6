"""A lexicon knows one rubric's words in all their spellings, and what the query asks about."""

from __future__ import annotations

import pytest

from rubrx.reading import Lexicon, Reader


def test_a_terms_name_is_one_of_its_spellings():
    concept = Lexicon({"lactic acidosis": ["MALA"]}).concept("lactic acidosis")
    assert {"lactic acidosis", "mala"} <= set(concept.spellings)


def test_a_term_is_found_by_its_name_in_any_writing():
    lexicon = Lexicon({"Lactic Acidosis": ["MALA"]})
    assert lexicon.concept("lactic acidosis") is lexicon.concept("Lactic Acidosis")


def test_a_drug_brings_its_other_names_and_a_word_does_not():
    lexicon = Lexicon()
    assert lexicon.concept("warfarin").is_drug
    assert "coumadin" in lexicon.concept("warfarin").spellings
    assert not lexicon.concept("sunflower").is_drug


def test_a_rubric_may_say_that_an_unknown_word_is_a_drug():
    lexicon = Lexicon({"study drug": ["XY-117"]})
    assert not lexicon.concept("study drug").is_drug
    assert lexicon.concept("study drug", drug=True).is_drug
    assert lexicon.concept("study drug").is_drug  # and it stays one


def test_a_phrase_without_a_word_is_refused():
    with pytest.raises(ValueError, match="holds no word"):
        Lexicon().concept(" \u200b ")


@pytest.mark.parametrize(
    ("query", "topics", "polarity"),
    [
        ("Can I use metformin if the eGFR is 28?", ("metformin",), 1),
        ("Is metformin safe at an eGFR of 28?", ("metformin",), 1),
        ("Is metformin contraindicated at an eGFR of 28?", ("metformin",), -1),
        ("Should metformin be stopped at an eGFR of 28?", ("metformin",), -1),
        ("Tell me about the weather.", (), 0),
    ],
)
def test_the_query_says_what_yes_would_mean(query, topics, polarity):
    lexicon = Lexicon(query=query)
    lexicon.concept("metformin", drug=True)
    assert lexicon.asked.topics == topics
    assert lexicon.asked.polarity == polarity


def test_the_proposed_drug_is_what_is_asked_about():
    lexicon = Lexicon(patient={"proposed": "ibuprofen"}, query="She takes warfarin. May she have ibuprofen?")
    for drug in ("warfarin", "ibuprofen"):
        lexicon.concept(drug, drug=True)
    assert lexicon.asked.topics == ("ibuprofen",)


def test_what_a_reading_finds_does_not_depend_on_another_rubrics_words():
    """Each rubric has a lexicon of its own."""
    text = "Stop Glucophage, and give a gliptin."
    small = Lexicon({"metformin": ["Glucophage"]})
    alone = [m[:2] for m in Reader(small).read(text).mentions(small.concept("metformin"))]
    Reader(Lexicon({"metformin": ["gliptin"], "other": ["Glucophage"]})).read(text)
    again = [m[:2] for m in Reader(small).read(text).mentions(small.concept("metformin"))]
    assert alone == again == [(5, 15)]


def test_words_registered_later_are_found_too():
    """Each criterion registers its own words before the first answer is read."""
    lexicon = Lexicon({"metformin": []})
    reader = Reader(lexicon)
    late = lexicon.concept("anaphylaxis")
    assert reader.read("Risk of anaphylaxis.").mentions(late)
