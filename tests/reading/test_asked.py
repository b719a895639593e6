"""What a query asks: its drugs, and what "yes" would mean."""

import pytest

from rubrx.reading import Lexicon


@pytest.mark.parametrize(
    ("query", "polarity"),
    [
        ("Can I use warfarin?", 1),
        ("Should warfarin be stopped?", -1),
        ("Should I switch from warfarin to apixaban?", 0),
        ("May I leave the warfarin on the shelf?", -1),
        ("Does age rule out warfarin?", 0),
    ],
)
def test_the_polarity_of_a_query_and_none_where_a_change_is_asked_for(query, polarity):
    lexicon = Lexicon({"warfarin": []}, {}, query)
    lexicon.register_terms()
    assert lexicon.asked.topics == ("warfarin",)
    assert lexicon.asked.polarity == polarity
