"""Misspellings: long words of a rubric one slip of the pen away, and never where the word is another drug's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rubrx.reading import late_re as re
from rubrx.reading.names import drug_names
from rubrx.reading.stems import content_stem

#: shorter words have too many neighbours that mean something else
SHORTEST = 7
_LONG_WORD = re.compile(r"[a-z]{6,}")


class Misspellings:
    """The long words of a lexicon, found again with one letter wrong, missing, added, or two swapped.

    An index of all words with one letter left out (Garbe's symmetric deletion): two words within one edit share such
    a form, so that a look-up replaces the comparison with every word.
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        """Index the words of these spellings; those shorter than `SHORTEST` or not purely of letters are left aside."""
        written = tuple(spellings)
        #: words that are a spelling by themselves: "metformine" is a slip, "accumulated" for "accumulates" is none
        self._whole = frozenset(written)
        every = (word for spelling in written for word in spelling.split(" "))
        self.words = frozenset(word for word in every if len(word) >= SHORTEST and word.isalpha())
        self._index: dict[str, list[str]] = {}
        #: a longer token is no slip of any of them
        self._longest = max(map(len, self.words), default=0) + 1
        for word in sorted(self.words):
            for form in _shortened(word):
                self._index.setdefault(form, []).append(word)

    def slips_in(self, word: str) -> dict[str, str]:
        """The long runs of letters in a folded word that are slips, with the words they are slips of."""
        if len(word) < SHORTEST - 1 or not self._index:
            return {}
        return {token: meant for token in _LONG_WORD.findall(word) if (meant := self._look_up(token))}

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """(meant word, start, end) of every misspelt word of a folded text."""
        return places_of(self.slips_in(text), text)

    def _look_up(self, token: str) -> str | None:
        """The word that a token is a slip of, if it is one."""
        right = len(token) > self._longest or token in self.words or token.rstrip("s") in self.words
        return None if right or token in drug_names().generic else self._meant(token)

    def _meant(self, token: str) -> str | None:
        forms = _shortened(token)
        if self._index.keys().isdisjoint(forms):  # by far the most: no form is looked up one by one
            return None
        for form in forms:
            for word in self._index.get(form, ()):
                if word[0] == token[0] and within_one_edit(word, token):
                    return word if word in self._whole or content_stem(word) != content_stem(token) else None
        return None


def corrected(slips: Mapping[str, str], text: str) -> tuple[str, list[tuple[int, int, int]]]:
    """A folded text with its slips put right; and for each where it stands there and how far all after it has moved.

    The places are (start, end, shift): what stands at `end` or later stood `shift` characters earlier in the text.
    """
    pieces: list[str] = []
    places, start, shift = [], 0, 0
    for meant, first, last in places_of(slips, text):
        pieces += (text[start:first], meant)
        begin = first + shift
        shift += len(meant) - (last - first)
        places.append((begin, begin + len(meant), shift))
        start = last
    pieces.append(text[start:])
    return "".join(pieces), places


def places_of(slips: Mapping[str, str], text: str) -> list[tuple[str, int, int]]:
    """(meant word, start, end) of each of these slips in a folded text, in order."""
    return [(slips[m[0]], m.start(), m.end()) for m in _LONG_WORD.finditer(text) if m[0] in slips] if slips else []


@lru_cache(maxsize=4096)  # each lexicon asks for the same words of a language
def _shortened(word: str) -> tuple[str, ...]:
    """The word, and it with each letter but the first left out; in an order that no hash decides."""
    return tuple(dict.fromkeys((word, *(word[:i] + word[i + 1 :] for i in range(1, len(word))))))


def within_one_edit(one: str, other: str) -> bool:
    """Whether two words differ by one letter wrong, missing or added, or by two neighbours swapped."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[:start] + one[start : start + 2][::-1] + one[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or swapped == other
