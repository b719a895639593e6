"""Light stems: the part of an English word that its endings leave alone, and the words that carry no content."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rubrx.reading.cues import read_table

STOPWORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "if",
        "then",
        "than",
        "that",
        "this",
        "these",
        "those",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "to",
        "into",
        "onto",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "do",
        "does",
        "did",
        "done",
        "doing",
        "have",
        "has",
        "had",
        "having",
        "it",
        "its",
        "it's",
        "he",
        "she",
        "they",
        "them",
        "their",
        "his",
        "her",
        "him",
        "we",
        "you",
        "your",
        "i",
        "me",
        "my",
        "our",
        "us",
        "there",
        "here",
        "who",
        "whom",
        "which",
        "what",
        "when",
        "where",
        "why",
        "how",
        "so",
        "such",
        "not",
        "no",
        "nor",
        "only",
        "own",
        "same",
        "too",
        "very",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "will",
        "would",
        "about",
        "above",
        "after",
        "again",
        "against",
        "all",
        "any",
        "because",
        "before",
        "below",
        "between",
        "both",
        "during",
        "each",
        "few",
        "more",
        "most",
        "other",
        "over",
        "under",
        "until",
        "up",
        "down",
        "out",
        "off",
        "while",
        "per",
        "via",
        "also",
        "just",
    ]
)
_WORD = re.compile(r"[a-z0-9]+(?:[-'.][a-z0-9]+)*")
_ENDINGS = ("ations", "ation", "ingly", "ments", "ment", "ness", "ities", "ity", "ally", "ings", "ing", "edly", "ies",
            "ied", "ed", "es", "ly", "al", "ic", "s", "e", "y")  # fmt: skip


@cache
def _same_meaning() -> dict[str, str]:
    """Words of `data/synonyms.tsv` by the word that stands for them."""
    return {word: first for first, others in read_table("synonyms") for word in (first, *others.split("|"))}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What a folded word is compared by: the word that stands for its meaning, else its stem.

    Endings come off while four letters stay ("prolongation", "prolonged" -> "prolong").
    """
    same = _same_meaning().get(word)
    if same is not None:
        return same
    if len(word) < 5 or not word.isalpha():
        return word[:-1] if len(word) == 4 and word.endswith("s") and not word.endswith("ss") else word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a folded text with their places; hyphenated ones stay whole."""
    return [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry content; a hyphenated word counts as its parts."""
    return frozenset(
        stem(part) for word, _, _ in words_of(text) for part in word.split("-") if part and part not in STOPWORDS
    )
