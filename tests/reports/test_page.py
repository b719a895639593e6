"""Bars are to scale, lines keep to the page, and colour appears only where the page has it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.reports.page import Page

EIGHTHS = {"█": 8, "▉": 7, "▊": 6, "▋": 5, "▌": 4, "▍": 3, "▎": 2, "▏": 1}


@given(st.floats(0, 1), st.integers(8, 40))
def test_a_bar_is_as_long_as_its_share_to_an_eighth_of_a_character(share: float, cells: int) -> None:
    bar = Page().bar(share, cells)
    assert len(bar) == cells + 1
    drawn = sum(EIGHTHS.get(c, 0) for c in bar)
    assert share * cells * 8 - 1 < drawn <= share * cells * 8


@given(st.floats(0, 1), st.integers(8, 40))
def test_an_ascii_bar_is_as_long_as_its_share_to_half_a_character(share: float, cells: int) -> None:
    bar = Page(blocks=False).bar(share, cells)
    assert bar.isascii()
    assert abs(bar.count("#") - share * cells) <= 0.5


@pytest.mark.parametrize(("mark", "at"), [(0.0, 0), (0.5, 10), (0.95, 19), (1.0, 20)])
def test_the_target_stands_where_it_lies(mark: float, at: int) -> None:
    assert Page().bar(0.3, 20, mark).index("┃") == at


@given(st.text(st.characters(codec="ascii", categories=["L", "Zs"]), max_size=400), st.integers(10, 200))
def test_wrapped_lines_keep_to_the_page(text: str, width: int) -> None:
    page = Page(width)
    assert 60 <= page.columns <= 100
    assert all(len(line) <= page.columns for line in page.wrapped(text))


def test_a_figure_is_not_parted_from_its_percent_sign() -> None:
    text = "word " * 15 + "95 % of all"
    assert any("95 %" in line for width in range(60, 90) for line in Page(width).wrapped(text))
    assert not any(re.search(r"95$", line) for width in range(60, 101) for line in Page(width).wrapped(text))


def test_colour_is_the_pages_choice() -> None:
    assert Page(colour=False).paint("x", "red") == "x"
    assert Page(colour=True).paint("x", "red", "bold") == "\x1b[31;1mx\x1b[0m"
