"""What the tests of the reading room share: a reading in one call, and texts that nobody would think of."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from rubrx.reading import Lexicon, Reader

PIECES = (
    "metformin", "Metformin", "warfarin 5 mg", "eGFR", "eGFR < 30", "1.73m2", "not ", "no ", "unless ", "if ", "but ",
    "avoid",
    "contraindicated", "is safe", "give", "500", "0.5 g", "½", "1e999", "mg/kg/day", "µg", "twice daily", "q8h", "/3",
    "every ",
    "correction:", "some say", "that is wrong", "her sister", "switch ", "to ", "?", "!", ".", ". ", "; ", "\n",
    "\n- ", "1. ",
    ",", ", ", "(", ")", "→", "—", "\u00a0", "\u200b", "e\u0301", "ﬁ", "İ", "ß", "ǅ", "\U000e0041", "👩‍⚕️", "\x00",
    "\r\n", "٣",
    "²", "㎎", "５００", "a hundred and ", "half a ", "-", "- ", "up to ", "<", "≥", "%", ":", "'s", "\"", "\ud800",
)  # fmt: skip


@pytest.fixture(scope="session")
def read():
    """`read(text, terms, patient, query, drugs)`: the reading of a text, with a lexicon made for it."""

    def _read(text, terms=None, patient=None, query="", drugs=()):
        lexicon = Lexicon(terms, patient, query)
        for drug in drugs:
            lexicon.concept(drug, drug=True)
        return Reader(lexicon).read(text)

    return _read


@pytest.fixture(scope="session")
def odd_texts():
    """Texts: of any characters, and of the pieces that steer the reader in any order."""
    pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)
    return st.text(max_size=200) | pieces
