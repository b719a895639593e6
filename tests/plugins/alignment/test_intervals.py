"""Intervals by rule: shorthand, rates and stretches of time come out in hours; what is over is none."""

import pytest
from rubrx_alignment.intervals import intervals


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("fbc q2wk", 336.0),
        ("tft 6/12ly", 4383.0),
        ("three-weekly bloods", 504.0),
        ("every other day", 48.0),
        ("four times a year", 2191.5),
        ("every half year", 4383.0),
        ("each autumn", 8766.0),
        ("the day after tomorrow", 48.0),
        ("another fortnight", 336.0),
        ("a couple of hours", 2.0),
    ],
)
def test_an_interval_is_told_in_hours(text, hours):
    assert min(found for found, _, _ in intervals(text)) == pytest.approx(hours)


@pytest.mark.parametrize("text", ["a week ago", "one in ten", "hangs around and bleeds", "5 mg twice"])
def test_what_is_no_time_to_come_is_no_interval(text):
    assert not list(intervals(text))
