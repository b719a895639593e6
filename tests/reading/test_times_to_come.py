"""Times to come: shorthand, rates and stretches come out in hours; what is over, or is a dose's, is none."""

import pytest

from rubrx.reading import Lexicon
from rubrx.reading.reader import Reader
from rubrx.reading.spoken_times import times_to_come


def hours_in(text):
    sentence = Reader(Lexicon()).read(text).sentences[0]
    return [hours for hours, _, _ in times_to_come(sentence)]


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
        ("six-monthly", 4383.0),
        ("U&E bd", 12.0),
        ("another fortnight", 336.0),
        ("a couple of hours", 2.0),
    ],
)
def test_an_interval_is_told_in_hours(text, hours):
    assert min(hours_in(text)) == pytest.approx(hours, rel=0.01)


@pytest.mark.parametrize("text", ["a week ago", "one in ten", "hangs around and bleeds", "5 mg twice", "give 5 mg bd"])
def test_what_is_no_time_to_come_is_no_interval(text):
    assert not hours_in(text)
