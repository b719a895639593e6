"""Which words of a text matter to a lexicon: slips of its long words, and words that share a stem with its phrases.

Each word is judged once and remembered: a language has few words and answers repeat them, so that a whole text costs
a few operations on sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rubrx.reading.misspelling import Misspellings
from rubrx.reading.stems import content_stem

#: how many words are remembered: more than a language uses, less than an attacker can send
MOST_WORDS = 100_000
_SPACED = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
_WORD = re.compile(r"[a-z0-9]+")


def words_in(folded: str) -> list[str]:
    """The runs of letters and digits in a folded text, in order; any other character parts them."""
    if folded.isascii():  # the quick way to the same
        return folded.translate(_SPACED).split()
    return _WORD.findall(folded)


class Vocabulary:
    """One lexicon's view of single words."""

    def __init__(self, misspellings: Misspellings, stems: Iterable[frozenset[str]]) -> None:
        """`stems` are the sets of stems that the lexicon looks for side by side."""
        self._misspellings = misspellings
        self._wanted = frozenset(each for group in stems for each in group)
        self._seen: set[str] = set()
        #: the words that are slips, or carry a wanted stem
        self._telling: set[str] = set()
        self._slips: dict[str, dict[str, str]] = {}
        self._stems: dict[str, str] = {}

    def known(self, words: frozenset[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
        """The misspelt words among these and what they are slips of; the wanted stems and the words that have them."""
        unseen = words - self._seen
        if unseen:
            self._judge(unseen)
        telling = words & self._telling
        slips = {slip: meant for word in telling if word in self._slips for slip, meant in self._slips[word].items()}
        carriers: dict[str, list[str]] = {}
        for word in telling:
            stem = self._stems.get(word)
            if stem is not None:
                carriers.setdefault(stem, []).append(word)
        return slips, carriers

    def _judge(self, words: frozenset[str]) -> None:
        """Look at words for the first time."""
        if len(self._seen) + len(words) > MOST_WORDS:
            self._seen.clear()  # what was known of them stays true, and is found again
        for word in words:
            slips = self._misspellings.slips_in(word)
            if slips:
                self._slips[word] = slips
                self._telling.add(word)
            stem = content_stem(word)
            if stem in self._wanted:
                self._stems[word] = stem
                self._telling.add(word)
        self._seen |= words
