"""A chart draws what it is given, to scale, and nothing that a stranger's name could smuggle in."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree import ElementTree

import pytest

from rubrx.reports.line_chart import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, Chart, Series, svg, ticks


def chart(*series, **more):
    return Chart("A <b>title</b> & more", "x", "y", series, **more)


def test_it_is_xml_with_every_word_escaped():
    drawn = svg(chart(Series("<script>", [(0, 1), (1, 2)], dots=True), marks=[(0.5, '"<i>')]))
    tree = ElementTree.fromstring(drawn)
    assert "A <b>title</b> & more" in [each.text for each in tree.iter() if each.text]
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_points_lie_where_their_numbers_say():
    drawn = svg(chart(Series("s", [(0, 0), (10, 5), (20, 10)])))
    points = [tuple(map(float, pair.split(","))) for pair in re.search(r'points="([^"]+)"', drawn)[1].split()]
    assert points[0][0] == LEFT
    assert points[-1][0] == WIDTH - RIGHT
    assert points[1] == pytest.approx(((points[0][0] + points[2][0]) / 2, (points[0][1] + points[2][1]) / 2))
    assert points[0][1] > points[2][1]  # upwards is more
    assert all(0 < y < HEIGHT - BOTTOM for _, y in points)


def test_a_logarithmic_axis_spaces_factors_alike_and_drops_what_it_cannot_show():
    drawn = svg(chart(Series("s", [(0.0, 1), (0.1, 1), (1, 2), (10, 3), (5, math.nan)]), log_x=True))
    xs = [float(pair.split(",")[0]) for pair in re.search(r'points="([^"]+)"', drawn)[1].split()]
    assert len(xs) == 3
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2)


def test_nothing_to_draw_is_said():
    assert "nothing to draw" in svg(chart(Series("s", [])))
    assert "<svg" in svg(chart(Series("s", [(1, 1)])))


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 17), (0.001, 0.002), (1e6, 5e6), (2.4, 2.5)])
def test_ticks_are_few_round_and_inside(low, high):
    found = ticks(low, high)
    assert 2 <= len(found) <= 7
    assert all(low - 1e-9 <= each <= high + 1e-9 for each in found)
    steps = {round(b - a, 9) for a, b in itertools.pairwise(found)}
    assert len(steps) == 1
