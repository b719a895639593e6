"""Strangers' words and our numbers, made fit to print: on a terminal, in Markdown, in one line."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from rubrx.records import Span
from rubrx.statistics import Interval

#: the longest quotation that a report prints, in characters
QUOTE_LENGTH = 160
#: at most so many separate quotations stand under one failure
QUOTES = 3
#: what Markdown, GitHub's among it, would read as markup, mention, reference, formula or bare link
_MARKDOWN = re.compile(r"[\\`*_\[\]#|<>~&$@]|:(?=//)|(?<=www)\.")
#: what would begin a list or an underlined heading
_BLOCK = re.compile(r"[-+=]|\d+(?=[.)])")
#: controls, invisible formatting (bidirectional marks among it), surrogates, private use, line separators
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def printable(text: str) -> str:
    """One line without anything that could steer a terminal: controls and invisible marks become spaces.

    ESC and the C1 controls start terminal commands, and bidirectional marks can make a line read backwards,
    so none of them goes through; the words stay.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(" " if unicodedata.category(c) in _UNPRINTABLE else c for c in text).split())


def shortened(text: str, length: int) -> str:
    """The text, or as much of its beginning as fits in `length` characters with an ellipsis."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"


def quotes(text: str, evidence: Sequence[Span]) -> tuple[str, ...]:
    """The words that a verdict rests on, as printable quotations; repeated and empty ones left out."""
    words = (printable(text[start:end]) for start, end in sorted(evidence))
    return tuple(shortened(each, QUOTE_LENGTH) for each in dict.fromkeys(words) if each)[:QUOTES]


def markdown(text: str) -> str:
    """The text so that Markdown shows it as it is: printable, one line, whatever could be markup escaped.

    `<`, `>` and `&` become entities, for the viewers that pass HTML through.
    """
    entities = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    shown = _MARKDOWN.sub(lambda m: entities.get(m[0], "\\" + m[0]), printable(text))
    if (begin := _BLOCK.match(shown)) is None:
        return shown
    # a number keeps its digits: the backslash goes before the full stop or bracket after it
    at = begin.end() if begin[0].isdigit() else 0
    return f"{shown[:at]}\\{shown[at:]}"


def percent(rate: float | None, digits: int = 0) -> str:
    """A rate as a percentage; one short of 100 % is never rounded up to it, nor one above 0 % down to it."""
    if rate is None:
        return "–"
    shown = round(100 * rate, digits)
    step = 10.0**-digits
    if shown >= 100 and rate < 1:
        shown = 100 - step
    if shown <= 0 and rate > 0:
        shown = step
    return f"{shown:.{digits}f} %"


def percent_range(interval: Interval | None) -> str:
    """An interval of rates in whole percent, rounded outwards: it never claims more than it holds."""
    if interval is None:
        return "–"
    # a float may lie a hair off the whole percent that it stands for
    low, high = (round(100 * end, 9) for end in interval)
    return f"{math.floor(low)}–{math.ceil(high)} %"


def out_of_ten(score: float | None) -> str:
    """A score in [0, 1] on the rubric reward's scale, 0 to 10."""
    return "–" if score is None else f"{10 * score:.1f}"


def count(n: int, noun: str, plural: str = "") -> str:
    """`1 answer`, `2 answers`, `10,000 answers`."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def bound(rate: float | None, *, upper: bool = False) -> str:
    """An end of an interval as a percentage, rounded outwards to a tenth: it never claims what it doesn't hold."""
    if rate is None:
        return "–"
    tenths = round(1000 * rate, 9)  # a float may lie a hair off the tenth that it stands for
    return f"{(math.ceil(tenths) if upper else math.floor(tenths)) / 10:.1f} %"


def exact_percent(share: float) -> str:
    """A share that somebody chose, as a percentage with the digits it was given: `95 %`, `99.5 %`."""
    return f"{100 * share:.10g} %"
