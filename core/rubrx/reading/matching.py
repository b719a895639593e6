"""Finding many phrases at once, at word boundaries: Aho-Corasick where its wheel exists, `re` elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

try:
    import ahocorasick_rs
except ImportError:  # a platform without the wheel
    ahocorasick_rs = None  # type: ignore[assignment]


class PhraseMatcher:
    """All places where any of the phrases stands, as (phrase index, start, end); overlaps included.

    Phrases and text are in folded form (lower case). A phrase must not touch a letter or digit on either
    side; a final plural `s` or possessive `'s` is allowed where the phrase ends in a letter.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = tuple(phrases)
        self._automaton: ahocorasick_rs.AhoCorasick | None = None
        self._heads: dict[str, list[int]] = {}
        if not self.phrases:
            return
        if ahocorasick_rs is None:
            self._heads = _by_first_word(self.phrases)
        else:
            self._automaton = ahocorasick_rs.AhoCorasick(
                list(self.phrases), matchkind=ahocorasick_rs.MatchKind.Standard
            )

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Every boundary-respecting occurrence, in order of its end, then of its start."""
        if self._automaton is not None:
            raw: Iterable[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        else:
            raw = _scan(text, self.phrases, self._heads)
        length = len(text)
        found = []
        for index, start, end in raw:
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            if end < length and text[end].isalnum() and text[end - 1].isalnum():
                if text[end] != "s" or not text[end - 1].isalpha() or (end + 1 < length and text[end + 1].isalnum()):
                    continue
                end += 1  # noqa: PLW2901 -- the plural belongs to the match
            found.append((index, start, end))
        return found


_WORD = re.compile(r"[^\W_]+|[\W_]")  # Markdown writes _avoid_


def _by_first_word(phrases: Sequence[str]) -> dict[str, list[int]]:
    heads: dict[str, list[int]] = {}
    for index, phrase in enumerate(phrases):
        match = _WORD.match(phrase)
        if match:
            heads.setdefault(match[0], []).append(index)
    return heads


def _scan(text: str, phrases: Sequence[str], heads: dict[str, list[int]]) -> Iterator[tuple[int, int, int]]:
    """The same matches without the native automaton: look phrases up by their first word."""
    found = []
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        for head in (word, word[:-1]) if word.endswith("s") else (word,):
            for index in heads.get(head, ()):
                if text.startswith(phrases[index], start):
                    found.append((start + len(phrases[index]), start, index))
    for end, start, index in sorted(found):
        yield index, start, end
