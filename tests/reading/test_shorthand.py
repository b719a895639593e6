"""Shorthand is read as the words that it stands for, and leads back to the characters that were written."""

from __future__ import annotations

import pytest

from rubrx.reading import Lexicon, Reader
from rubrx.reading.folding import fold
from rubrx.reading.shorthand import has_slashed, single_words, spelled_out
from rubrx.reading.tables import read_table


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Rpt U&E, d/w renal", "repeat u&e, discuss with renal"),
        ("take w/food, w/o milk", "take with food, without milk"),
        ("stop b/c of N&V", "stop because of n&v"),
        ("↑ conc. of lithium", "increases concentration. of lithium"),
        # parts of other words and rates stay what they are
        ("5 mg/kg, conclusive, w/w 2%", "5 mg/kg, conclusive, w/w 2%"),
        ("24/7", "24/7"),
    ],
)
def test_shorthand_is_spelled_out(written, plain):
    assert spelled_out(fold(written)).text.strip() == plain


def test_a_span_leads_back_to_the_short_form():
    text = "Please d/w renal – rpt bloods"
    folded = spelled_out(fold(text))
    start = folded.text.index("discuss with")
    span = folded.span(start, start + len("discuss with"))
    assert text[span.start : span.end] == "d/w"
    start = folded.text.index("bloods")
    span = folded.span(start, start + len("bloods"))
    assert text[span.start : span.end] == "bloods"


def test_a_negation_written_short_negates():
    lexicon = Lexicon()
    fever = lexicon.concept("fever")
    assert not Reader(lexicon).read("Sore throat w/o fever.").asserted(fever)
    assert Reader(lexicon).read("Sore throat w/ fever.").asserted(fever)


def test_all_shorthand_is_a_word_or_has_a_slash():
    """What `has_slashed` and `single_words` both leave aside would never be looked for."""
    written = [short for short, *_ in read_table("shorthand")]
    assert [short for short in written if short not in single_words() and not has_slashed(f"x {short} y")] == []
