"""Stretches of time said without a figure: "a fortnight", "half an hour", "three full days", "a couple of weeks"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.numbers import SMALL_NUMBER, number_of
from rubrx.reading.quantities import Quantity

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

_HOURS = {"min": 1 / 60, "hour": 1.0, "hr": 1.0, "day": 24.0, "week": 168.0, "wk": 168.0, "month": 730.5, "mth": 730.5,
          "year": 8766.0}  # fmt: skip
_UNIT = r"(?P<unit>min|hour|hr|day|week|wk|month|mth|year)(?:ute)?(?:'?s'?)?(?!\w)"
_SPOKEN = re.compile(
    rf"\b(?:(?P<fortnight>fortnight)|(?P<half>half)(?: an?|-)? ?(?=hour|hr|day|week|month|year)"
    rf"|(?P<couple>(?:a )?couple of (?:more )?)|"
    rf"(?P<number>{SMALL_NUMBER}) (?:full|whole|clear|complete|entire|good|solid|more|further|extra) "
    rf"|(?P<single>an?|each|every|the|one full|one whole) (?P<solid>(?:full|clear|whole|good|solid"
    rf"|complete|entire) )?)(?:{_UNIT}|(?<=fortnight)\b)"
)


def spoken_times(sentence: Sentence, *, articles: bool = True) -> Iterator[Quantity]:
    """The stretches of time that a sentence says without a plain figure, with places in the folded text.

    `articles` takes "a month" for one month, too; "within the hour" always is one.
    """
    for match in _SPOKEN.finditer(sentence.text):
        if (
            match["single"]
            and not articles
            and not match["solid"]
            and not sentence.text.endswith("within ", 0, match.start())
        ):
            continue
        hours = 336.0
        if not match["fortnight"]:
            if not match["unit"]:
                continue
            many = 0.5 if match["half"] else 2.0 if match["couple"] else 1.0
            many = number_of(match["number"]) if match["number"] else many
            hours = many * _HOURS[match["unit"]]
        start, end = match.start() + sentence.start, match.end() + sentence.start
        yield Quantity(start, end, hours, hours, "h", "time", (), "", hours, hours)
