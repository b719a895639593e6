"""Folding: one plain lower-case form of a text, with the way back to the original's characters.

Dashes, quotes, spaces, micro signs, accents, full-width and look-alike letters become their plain ASCII
selves; zero-width and other invisible characters vanish. What can't change a meaning can't change a verdict.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rubrx.reading.wrapping import unwrap
from rubrx.records import Span

_ONE_TO_ONE = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("‘’‚‛`´′ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys(
        "\t\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "µ": "u",
    "μ": "u",
    "×": "x",
    "÷": "/",
    "⁄": "/",
    "∕": "/",
    "·": ".",
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "➜": "→",
    "➔": "→",
    "⇒": "→",
    "↑": " increases ",
    "↓": " decreases ",
    "•": "-",
    "▪": "-",
    "◦": "-",
    "‣": "-",
    # letters of other alphabets that look like Latin ones: a homoglyph hides a word from no reader
    **dict(zip("аеорсухіјѕԁһӏ", "aeopcyxijsdhl", strict=True)),
    **dict(zip("АВЕКМНОРСТХІЈЅ", "abekmhopctxijs", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "abezhikmnoptyxo", strict=True)),
}
_ABSENT = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f"
)


class _Folds(dict[int, str]):
    """`str.translate`'s table, filled as characters turn up; many-to-one and one-to-many folds among them."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _ONE_TO_ONE:
            fold = _ONE_TO_ONE[char]
        elif _is_absent(char) or 0xE0000 <= code <= 0xE007F:
            fold = ""
        elif 0xD800 <= code <= 0xDFFF:
            fold = "\ufffd"  # half a character, as broken JSON carries it: no text may hold it
        elif code < 128:
            fold = char.lower()
        else:
            decomposed = unicodedata.normalize("NFKD", char)
            fold = "".join(_plain(part) for part in decomposed if not _is_absent(part))
            if "/" in fold and len(fold) > 1:
                fold = f" {fold}"  # "2½" is "2 1/2", never "21/2"
        self[code] = fold
        return fold


def _is_absent(char: str) -> bool:
    """Whether a character has no width, or only marks the one before it."""
    return char in _ABSENT or unicodedata.combining(char) != 0


def _plain(char: str) -> str:
    """One decomposed character: its look-alike, the figure that it is in another script, or its small letter."""
    figure = unicodedata.decimal(char, None)
    if figure is not None:
        return str(figure)
    small = _ONE_TO_ONE.get(char, char).lower()
    return _ONE_TO_ONE.get(small, small)  # a capital whose small letter is a look-alike: "У"


_FOLDS = _Folds()
#: the same for plain ASCII, where one byte is one character: `bytes.translate` takes a third of the time
_ASCII = bytes(ord(_ONE_TO_ONE.get(chr(code), chr(code)).lower()) for code in range(128)) + bytes(128)
_WIDE = re.compile(r"[^\x00-\x7f]")


class Folded(NamedTuple):
    """A folded text; `offsets` maps its characters to the original's, or is None where they are the same."""

    text: str
    offsets: list[int] | None
    original_length: int

    def span(self, start: int, end: int) -> Span:
        """The original's stretch that `text[start:end]` came from."""
        if self.offsets is None:
            return Span(start, end)
        if start >= len(self.offsets):
            return Span(self.original_length, self.original_length)
        last = self.offsets[end - 1] if end > start else self.offsets[start] - 1
        return Span(self.offsets[start], last + 1)

    def position(self, original: int) -> int:
        """The folded position of an original one (the nearest before it, where it vanished)."""
        if self.offsets is None:
            return original
        return max(0, bisect_right(self.offsets, original) - 1)


def fold(text: str) -> Folded:
    """The plain form of a text; linear in its length."""
    offsets: list[int] | None = None
    text = text.replace("\r\n", " \n")
    if text.isascii():
        folded = text.encode().translate(_ASCII).decode()
    else:
        folded = text.translate(_FOLDS)
        if len(folded) != len(text) or any(len(_FOLDS[ord(char)]) != 1 for char in _WIDE.findall(text)):
            offsets = []
            for index, char in enumerate(text):
                offsets.extend([index] * len(_FOLDS[ord(char)]))
    if "\n" in folded:
        folded = unwrap(folded, lambda at: text[at if offsets is None else offsets[at]].isupper())
    if "  " in folded and _BLANKS.search(folded):
        folded, offsets = _single_blanks(folded, range(len(folded)) if offsets is None else offsets)
    return Folded(folded, offsets, len(text))


_BLANKS = re.compile(r"(?<=\S) {2,}(?=\S)")


def _single_blanks(text: str, offsets: Sequence[int]) -> tuple[str, list[int]]:
    """A text whose words stand one blank apart, and where its characters come from."""
    words, kept, start = [], list[int](), 0
    for run in _BLANKS.finditer(text):
        words.append(text[start : run.start() + 1])
        kept.extend(offsets[start : run.start() + 1])
        start = run.end()
    words.append(text[start:])
    kept.extend(offsets[start:])
    return "".join(words), kept
