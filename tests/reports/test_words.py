"""Strangers' words can't steer a terminal or a Markdown page, and a percentage never flatters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.records import Span
from rubrx.reports.words import (
    count,
    markdown,
    out_of_ten,
    percent,
    percent_range,
    printable,
    quotes,
    shortened,
)
from rubrx.statistics import Interval


@given(st.text())
def test_printable_text_is_one_line_without_controls(text: str) -> None:
    shown = printable(text)
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in shown)
    assert shown == " ".join(shown.split())


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_printable_keeps_every_visible_character(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31mred\x1b[0m",
        "a\x9b2Jb",
        "bell\x07",
        "\u202etxt.exe",
        "line\rover",
        "a\u2028b",
        "lone \ud835 half",
    ],
)
def test_terminal_commands_lose_their_teeth(text: str) -> None:
    assert not set(printable(text)) & set("\x1b\x9b\x07\u202e\r\n\u2028\ud835")


def test_quotes_are_the_words_themselves_in_the_order_of_the_text_once_each() -> None:
    text = "Avoid metformin. Metformin is out; avoid metformin."
    assert quotes(text, [Span(17, 33), Span(0, 16), Span(0, 16), Span(5, 5)]) == (
        "Avoid metformin.",
        "Metformin is out",
    )


def test_long_quotes_are_shortened_and_many_are_cut() -> None:
    shown = quotes("x" * 1000, [Span(0, 999), Span(0, 10), Span(0, 11), Span(0, 12)])
    assert len(shown) == 3
    assert max(map(len, shown)) <= 160
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", "a \\| b"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("**bold** _it_ `code`", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\`"),
        ("[link](http://evil)", "\\[link\\](http\\://evil)"),
        ("see www.evil.example", "see www\\.evil.example"),
        ("- item", "\\- item"),
        ("1. first", "1\\. first"),
        ("5 mg twice", "5 mg twice"),
        ("@everyone #12 $x$", "\\@everyone \\#12 \\$x\\$"),
        ("two\nlines", "two lines"),
        ("egfr-28: avoid!", "egfr-28: avoid!"),
    ],
)
def test_markdown_shows_what_was_written(text: str, shown: str) -> None:
    assert markdown(text) == shown


@pytest.mark.parametrize(
    ("rate", "shown"),
    [(None, "–"), (1, "100 %"), (0.999, "99 %"), (0, "0 %"), (0.001, "1 %"), (0.936, "94 %")],
)
def test_a_rate_short_of_all_is_never_printed_as_all(rate: float | None, shown: str) -> None:
    assert percent(rate) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(0.676, 1.0, "67–100 %"), (0.0, 0.0301, "0–4 %"), (0.29, 0.57, "29–57 %"), (0.501, 0.999, "50–100 %")],
)
def test_intervals_are_rounded_outwards(low: float, high: float, shown: str) -> None:
    assert percent_range(Interval(low, high)) == shown


def test_scores_are_shown_on_the_rubric_rewards_scale() -> None:
    assert (out_of_ten(0.525), out_of_ten(None)) == ("5.2", "–")
    assert (count(1, "query", "queries"), count(2000, "answer")) == ("1 query", "2,000 answers")
