"""A text that is wrapped by hard line breaks reads as the same text unwrapped; lists and headings stay apart."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.reading import Lexicon, Reader
from rubrx.reading.folding import fold

ADVICE = (
    "Metformin is contraindicated below an eGFR of 30 mL/min because lactic acidosis may follow, so stop it today and "
    "give linagliptin 5 mg once daily instead. Check the INR within 3 days. Do not use simvastatin together with "
    "Clarithromycin while she takes the seven days of treatment, e.g. for her chest."
)


def read(text):
    return [each.text for each in Reader(Lexicon()).read(text).sentences]


@pytest.mark.parametrize("width", range(60, 101, 4))
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_paragraph_wrapped_at_any_usual_width_reads_as_it_does_unwrapped(width, newline):
    assert read(newline.join(textwrap.wrap(ADVICE, width))) == read(ADVICE)


@given(st.lists(st.sampled_from(ADVICE.replace(".", "").split()), min_size=30, max_size=80), st.integers(60, 100))
def test_wrapping_words_in_lower_case_never_parts_a_sentence(words, width):
    text = " ".join(words).lower()
    assert fold(textwrap.fill(text, width, break_on_hyphens=False)).text == text


def test_a_wrapped_item_of_a_list_is_one_statement_and_the_next_item_another():
    items = [
        "renal function every three months in the first year, and after that once in every year",
        "the vitamin B12 level",
    ]
    text = "\n".join(textwrap.fill(item, 60, initial_indent="- ", subsequent_indent="  ") for item in items)
    assert read("Monitor:\n" + text) == ["monitor:", *(f"- {item.lower()}" for item in items)]


@pytest.mark.parametrize(
    "lines",
    [
        ["Stop metformin", "Start insulin", "Check the lactate"],
        ["1. Stop the metformin today and do not start it again", "2. give insulin"],
        ["Start with insulin glargine 10 units at night:", "metformin is no longer an option for this patient"],
        ["# Advice on the use of metformin in this patient with an eGFR of 28", "Stop it."],
        ["The combination can be given with close monitoring of the drug level", "- not with grapefruit"],
        ["Nausea and loose stools are common in the first two weeks", "", "they settle by themselves"],
        ["Take one tablet at night with a glass of water for seven days  ", "avoid alcohol"],
    ],
)
def test_lines_that_stand_for_themselves_stay_apart(lines):
    assert len(read("\n".join(lines))) == len([line for line in lines if line])


def test_evidence_still_shows_the_originals_own_characters():
    text = textwrap.fill(ADVICE, 60, initial_indent="  ", subsequent_indent="   ")
    reading = Reader(Lexicon()).read(text)
    start = reading.folded.text.index("lactic acidosis")
    span = reading.span(start, start + len("lactic acidosis"))
    assert text[span.start : span.end].split() == ["lactic", "acidosis"]


def test_blanks_in_a_row_are_one():
    assert fold("contraindicated   in\tpregnancy").text == "contraindicated in pregnancy"
    assert fold("a é  b").span(4, 5) == (5, 6)


def test_a_blank_forgotten_after_a_full_stop_parts_sentences_all_the_same():
    assert read("Take it in the morning.The INR is due. See example.com.") == [
        "take it in the morning.",
        "the inr is due.",
        "see example.com.",
    ]
    assert read("Take it b.i.d. or q.i.d. at U.S.A.Then stop.") == ["take it b.i.d. or q.i.d. at u.s.a.then stop."]


@given(st.text("ab.\n- A1:|", max_size=200))
def test_nothing_but_line_breaks_and_blanks_ever_changes(text):
    folded = fold(text)
    assert folded.text.split() == text.lower().split()
    assert [text[folded.span(i, i + 1).start].lower() for i, c in enumerate(folded.text) if not c.isspace()] == [
        c for c in folded.text if not c.isspace()
    ]
