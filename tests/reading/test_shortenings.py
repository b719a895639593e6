"""Shortenings made on the spot: what a row of capitals or a symbol may stand for."""

from rubrx.reading import Lexicon, Reader


def test_the_symbol_of_magnesium_is_no_milligram():
    lexicon = Lexicon(query="Potassium 2.6. What now?")
    magnesium = lexicon.concept("magnesium")
    reader = Reader(lexicon)
    for text in ("Her Mg is low.", "Replace Mg first."):
        assert reader.read(text).mentions(magnesium)
    for text in ("Give 5 Mg of it.", "Give 40 Mg/kg.", "Give 5 mg.", "MG is a disease."):
        assert not reader.read(text).mentions(magnesium)
