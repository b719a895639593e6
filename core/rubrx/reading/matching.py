"""Finding many phrases at once, at word boundaries: Aho-Corasick where its wheel exists, `re` elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

try:
    import ahocorasick_rs
except ImportError:  # a platform without the wheel
    ahocorasick_rs = None  # type: ignore[assignment]


class _Spaces(dict[int, str]):
    """`str.translate`'s table: letters and digits stay, any other character becomes a blank."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = char if char.isalnum() else " "
        return self[code]


_SPACES = _Spaces()
#: the same for plain ASCII, where one byte is one character: `bytes.translate` takes a third of the time
_ASCII_SPACES = "".join(_SPACES[code] for code in range(128)).encode() + bytes(128)


def blanked(text: str) -> str:
    """A text with a blank for every character that is no letter or digit, and one more blank before and behind."""
    return f" {text.encode().translate(_ASCII_SPACES).decode() if text.isascii() else text.translate(_SPACES)} "


class _Form(NamedTuple):
    """A phrase as the automaton looks for it: which one, what to add to a match's ends.

    `written` is what must stand there, where the automaton alone can't tell: gaps and marks are all blanks to it.
    """

    phrase: int
    start: int
    end: int
    written: str


class PhraseMatcher:
    """All places where any of the phrases stands, as (start, end, phrase index); overlaps included.

    Phrases and text are in folded form (lower case). A phrase must not touch a letter or digit on either
    side; with `plurals` a final plural `s` or possessive `'s` is allowed where the phrase ends in a letter.

    The automaton looks in a copy of the text that has blanks for all marks, for forms of the phrases with the blanks
    around them: so it finds whole words only, and only phrases with gaps or marks in them need a second look.
    """

    def __init__(self, phrases: Sequence[str], *, plurals: bool = True) -> None:
        self.phrases = tuple(phrases)
        self._plurals = plurals
        self._automaton: ahocorasick_rs.AhoCorasick | None = None
        self._heads: dict[str, list[int]] = {}
        self._forms: list[_Form] = []
        if not self.phrases:
            return
        if ahocorasick_rs is None:
            self._heads = _by_first_word(self.phrases)
            return
        written = []
        for index, phrase in enumerate(self.phrases):
            for spelling in (phrase, phrase + "s") if plurals and phrase[-1].isalpha() else (phrase,):
                before, after = phrase[0].isalnum(), spelling[-1].isalnum()
                written.append(" " * before + spelling.translate(_SPACES) + " " * after)
                # the text gets a blank in front: a match begins one place later there, or at the blank of the form
                sure = phrase.isalnum()
                self._forms.append(_Form(index, 0 if before else -1, -2 if after else -1, "" if sure else phrase))
        self._automaton = ahocorasick_rs.AhoCorasick(written, matchkind=ahocorasick_rs.MatchKind.Standard)

    def find(self, text: str, blank: str | None = None) -> list[tuple[int, int, int]]:
        """Every boundary-respecting occurrence, in order of its start, then of its end.

        `blank` is `blanked(text)`, where somebody has it already.
        """
        if not self.phrases:
            return []
        if self._automaton is None:
            return sorted(_whole_words(_scan(text, self.phrases, self._heads), text, self._plurals))
        forms, starts = self._forms, text.startswith
        raw = self._automaton.find_matches_as_indexes(blanked(text) if blank is None else blank, overlapping=True)
        found = []
        for number, start, end in raw:
            phrase, before, behind, written = forms[number]
            start += before  # noqa: PLW2901 - from the automaton's place to the text's
            if not written or (start >= 0 and starts(written, start)):
                found.append((start, end + behind, phrase))
        found.sort()
        return found


def _whole_words(raw: Iterable[tuple[int, int, int]], text: str, plurals: bool) -> Iterator[tuple[int, int, int]]:
    """The matches that touch no letter or digit; a plural, where it counts, belongs to its match."""
    length = len(text)
    for index, start, end in raw:
        if start and text[start - 1].isalnum() and text[start].isalnum():
            continue
        if end < length and text[end].isalnum() and text[end - 1].isalnum():
            if not plurals or text[end] != "s" or not text[end - 1].isalpha() or text[end + 1 : end + 2].isalnum():
                continue
            yield start, end + 1, index
        else:
            yield start, end, index


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
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        for head in (word, word[:-1]) if word.endswith("s") else (word,):
            for index in heads.get(head, ()):
                if text.startswith(phrases[index], start):
                    yield index, start, start + len(phrases[index])


def has_words(text: str, phrase: str, *, whole: bool = True) -> bool:
    """Whether a folded text has a phrase from a word's beginning on and, where `whole`, up to a word's end."""
    # as plain text first: a pattern is dear to make, and most phrases are nowhere in most texts
    end = r"\b" if whole else ""
    return phrase in text and re.search(rf"\b{re.escape(phrase)}{end}", text) is not None
