"""Folding: what can't change a meaning changes nothing, and every folded character knows where it came from."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.folding import fold


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Metformin STOP", "metformin stop"),
        ("250\u00a0mg\u202fBD", "250 mg bd"),  # no-break spaces
        ("5\u2009mg", "5 mg"),
        ("50 µg", "50 ug"),  # U+00B5, the micro sign
        ("50 μg", "50 ug"),  # U+03BC, the Greek letter
        ("25–45 mg", "25-45 mg"),
        ("25—45 mg", "25-45 mg"),
        ("25−45 mg", "25-45 mg"),  # U+2212, minus
        ("non‑renal", "non-renal"),  # U+2011, no-break hyphen
        ("don’t", "don't"),
        ("“safe”", '"safe"'),
        ("naïve café", "naive cafe"),
        ("nai\u0308ve", "naive"),
        ("war\u200bfar\u00adin", "warfarin"),  # zero-width space, soft hyphen
        ("\ufeffstop", "stop"),
        ("ｗａｒｆａｒｉｎ ５ｍｇ", "warfarin 5mg"),
        ("wаrfаrin", "warfarin"),  # two Cyrillic letters
        ("Ηeparin", "heparin"),  # a Greek capital eta
        ("2½ tablets", "2 1/2 tablets"),
        ("eGFR ≧ 45", "egfr ≥ 45"),
        ("0·5 mg", "0.5 mg"),  # the raised decimal point of British print
        ("ﬂuconazole", "fluconazole"),  # a ligature
        ("150 mg × 2", "150 mg x 2"),
        ("٥٠٠ mg", "500 mg"),  # Arabic-Indic figures
        ("২৫ mg", "25 mg"),  # Bengali figures
        ("1.73 m²", "1.73 m2"),
        ("a\tb\rc", "a b\nc"),
    ],
)
def test_what_can_not_change_a_meaning_is_made_plain(written, plain):
    assert fold(written).text == plain


def test_arrows_that_say_more_or_less_are_words():
    assert fold("K ↑, Na↓").text == "k increases , na decreases "


def test_comparison_signs_survive():
    """They carry the meaning of a threshold."""
    assert fold("< > ≤ ≥ 30").text == "< > ≤ ≥ 30"


def test_a_span_leads_back_to_the_original_characters():
    text = "Give ½ tablet of wаr\u200bfarin\u00a0(5\u00a0µg) — no: stop."
    folded = fold(text)
    start = folded.text.index("warfarin")
    span = folded.span(start, start + len("warfarin"))
    assert text[span.start : span.end] == "wаr\u200bfarin"
    start = folded.text.index("5 ug")
    span = folded.span(start, start + 4)
    assert text[span.start : span.end] == "5\u00a0µg"


def test_plain_text_needs_no_map():
    """The usual case costs one `lower()`: positions are the same."""
    folded = fold("Stop metformin 500 mg.")
    assert folded.offsets is None
    assert folded.span(5, 14) == (5, 14)
    assert folded.position(7) == 7


any_text = st.text(max_size=120)


@settings(max_examples=300, deadline=None)
@given(any_text, st.data())
def test_every_folded_stretch_lies_inside_the_original(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    span = folded.span(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    if end > start:
        assert span.end > span.start


@settings(max_examples=300, deadline=None)
@given(any_text)
def test_the_map_is_in_order_and_as_long_as_the_text(text):
    folded = fold(text)
    offsets = list(range(len(text))) if folded.offsets is None else folded.offsets
    assert len(offsets) == len(folded.text)
    assert offsets == sorted(offsets)
    assert all(0 <= each < len(text) for each in offsets)
    assert folded.original_length == len(text)


@settings(max_examples=200, deadline=None)
@given(any_text)
def test_positions_come_home(text):
    """A folded character's original position leads back to the first folded character of that place."""
    folded = fold(text)
    for at in range(len(folded.text)):
        original = folded.span(at, at + 1).start
        home = folded.position(original)
        assert folded.span(home, home + 1).start == original


@settings(max_examples=300, deadline=None)
@given(any_text)
def test_composed_and_decomposed_forms_fold_alike(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed).text == fold(decomposed).text


@settings(max_examples=200, deadline=None)
@given(any_text, any_text)
def test_folding_is_local(one, other):
    """A text's fold is that of its parts: no character reaches beyond itself, but for blanks and line breaks."""
    assert fold(one + other).text.split() == (fold(one).text + fold(other).text).split()


@settings(max_examples=200, deadline=None)
@given(any_text)
def test_folding_twice_changes_nothing_more(text):
    once = fold(text).text
    assert fold(once).text.split() == once.split()  # where lines were wrapped, capitals told: they are gone


def test_every_single_character_is_folded_to_the_end():
    """Capitals of look-alikes ("У"), and what falls apart into something invisible, among them."""
    for code in range(0x20000):
        once = fold(chr(code)).text
        assert fold(once).text == once, hex(code)
