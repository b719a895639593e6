"""Paraphrases: a saying stands for its words in their order and their endings, and for nothing looser."""

import pytest

from rubrx.reading import Lexicon, Reader
from rubrx.reading.paraphrases import found_in, sayings_in
from rubrx.reading.words import tokens_of


def says(term: str, text: str) -> bool:
    lexicon = Lexicon()
    concept = lexicon.concept(term)
    return bool(Reader(lexicon).read(text).asserted(concept))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("hyperkalaemia", "Her potassium could well creep up."),
        ("hyperkalaemia", "Together they push the serum potassium (5.1 already) through the roof."),
        ("hyperkalaemia", "Both are known to raise potassium."),
        ("hyperkalaemia", "Expect K ↑ within days."),
        ("hypoglycaemia", "Her sugar could crash overnight."),
        ("acute kidney injury", "With those on board his kidneys could pack up."),
        ("nephrotoxicity", "It is hard on the kidneys."),
        ("vasoconstriction", "Triptans squeeze the arteries."),
        ("coronary spasm", "They squeeze the arteries feeding the heart."),
        ("bone marrow suppression", "Daily use risks a collapse of the white cells."),
        ("Stevens-Johnson syndrome", "Carriers may see their skin peel off."),
        ("osteoporosis", "It thins the bones."),
        ("enzyme induction", "It revs up the liver enzymes."),
        ("chelation", "The metal latches on to the antibiotic."),
        ("reduced absorption", "The hormone is never taken up."),
        ("treatment failure", "It won't work at this filtration rate."),
        ("raised lithium level", "The level could double within a week."),
    ],
)
def test_a_harm_is_found_in_everyday_words(term, text):
    assert says(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("hyperkalaemia", "Raise her potassium with a supplement."),
        ("hyperkalaemia", "Check the potassium and then raise the potassium intake."),
        ("hyperkalaemia", "Check the potassium, then increase the dose."),
        ("hyperkalaemia", "The potassium falls while the sodium climbs."),
        ("hyperkalaemia", "Her potassium will not climb."),
        ("hypoglycaemia", "It won't make her sugar crash."),
        ("nephrotoxicity", "It does not harm the kidneys."),
        ("hypertension", "Her blood pressure could drop."),
        ("bone marrow suppression", "The white cells are not affected."),
        ("thrombocytopenia", "It could hit the kidneys."),
        ("osteoporosis", "It thins the skin."),
        ("treatment failure", "There is no question that it works."),
        ("seizures", "He is fit and well."),
    ],
)
def test_what_only_sounds_like_it_is_not_taken_for_it(term, text):
    assert not says(term, text)


def test_a_set_of_words_must_be_known():
    with pytest.raises(KeyError, match="nonesuch"):
        sayings_in("{nonesuch} rises")


def test_nothing_but_little_words_stands_between():
    (saying,) = sayings_in("marrow fails")
    assert list(found_in(saying, tokens_of("the marrow may suddenly fail"))) == [(4, 28)]
    assert not list(found_in(saying, tokens_of("the marrow, it may fail")))
    assert not list(found_in(saying, tokens_of("the marrow transplant failed")))
