"""Numbers as people write them: figures, words, fractions, and where in a text one may begin.

The comma groups thousands ("1,000"); a decimal comma is not read: "0,5 mg" is no number of half a milligram, for in
English text the two can't be told apart ("1,500").
"""

from __future__ import annotations

import re

_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
#: what a number in figures begins and ends with
FIGURES = frozenset("0123456789.")
_LONGEST = 300  # figures beyond these would overflow, and say nothing
_PARTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}

_WORD = "|".join(sorted([*_ONES, *_TENS, "hundred", "thousand"], key=len, reverse=True))
_WORD_NUMBER = (
    rf"(?:(?:a|{_WORD})(?:[ -](?:hundred|thousand))+|(?:{_WORD}))(?:(?:[ -]and[ -]|[ -])(?:{_WORD}))*"
    rf"(?:[ -]and[ -]an?[ -](?:half|quarter))?"
)
_DIGITS = r"\d+(?:(?<!\d{4})(?:,\d{3})+(?!\d))?(?:\.\d+)?(?: ?\d/\d(?!\d))?|\.\d+"
#: a number in figures or words
NUMBER = rf"(?:{_DIGITS}|(?:half an?|{_WORD_NUMBER})(?![a-z]))"
#: a small number: figures or one word
SMALL_NUMBER = rf"(?:\d+(?:\.\d+)?|{_WORD})"
#: the words that a `SMALL_NUMBER` may be
NUMBER_WORDS = frozenset([*_ONES, *_TENS, "hundred", "thousand"])
#: a number's first characters: cheap to look for, and sure to miss none
FIRST = (
    r"(?:\.?\d|one|t(?:wo|h(?:ree|irt|ousand)|en|welve|went)|f(?:our|ort|i(?:ve|f))|s(?:ix|even)|e(?:ight|leven)|nine|zero"
    r"|h(?:undred|alf)|a (?:hundred|thousand))"
)
_START = re.compile(rf"[^a-z0-9_.]{FIRST}")
_AT_ONCE = re.compile(FIRST)


def number_starts(text: str) -> list[int]:
    """Where numbers may begin in a folded text, in order; `NUMBER` decides whether they do."""
    starts = [match.start() + 1 for match in _START.finditer(text)]
    if _AT_ONCE.match(text):
        starts.insert(0, 0)
    return starts


def number_of(text: str) -> float:
    """The value of a number in figures or words ("1,000", "2 1/2", "two and a half"); ValueError if it is none."""
    if text[:1] in FIGURES:
        try:
            return float(text[:_LONGEST])
        except ValueError:
            return _fraction(text.replace(",", "").strip())
    total, current = 0.0, 0.0
    for word in re.split(r"[ -]+", text):
        if word in _ONES:
            current += _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0.0
        elif word in _PARTS:
            current += _PARTS[word]
        elif word not in ("and", "a", "an"):
            raise ValueError(f"not a number: {text!r}")
    return total + current


def _fraction(text: str) -> float:
    """The value of "1/2", "2 1/2" or figures that had commas in them."""
    if "/" not in text:
        return float(text[:_LONGEST])
    whole, _, part = text.rpartition(" ")
    top, _, bottom = part.partition("/")
    return float(whole or 0) + float(top) / float(bottom or 1)
