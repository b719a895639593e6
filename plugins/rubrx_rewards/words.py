"""The feature set `words`: which words and pairs of words an answer uses, hashed into a fixed number of columns.

Signed feature hashing (Weinberger et al. 2009, arXiv 0902.2206): the bucket and the sign of an n-gram are bits of
its BLAKE2b digest, so that they are the same in every process and on every machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rubrx.contracts import FeatureSet, Scored

COLUMNS = 1024
#: n-grams of one word and of two
LONGEST = 2
#: answers may be long; what follows these words of them changes nothing
MOST_WORDS = 2_000
#: n-grams that explain a column
EXAMPLES = 2
_WORD = re.compile(r"[a-z]+(?:[-'][a-z]+)*|\d+(?:[.,]\d+)*|[<>≥≤%]")


class WordFeatures(FeatureSet):
    """1,024 columns of word n-grams, present or not, with sign; an answer's row has length 1 (0 without words).

    Numbers become `#` so that a dose or an age isn't learned by heart: amounts are what `clinical` reads.
    """

    name = "words"
    description = f"hashed words and pairs of words, {COLUMNS:,} columns"
    width = COLUMNS
    scaling = "block"
    reads_grade = False

    def vectors(self, batch: Sequence[Scored]) -> NDArray[np.float32]:
        """One row an answer."""
        rows = np.zeros((len(batch), COLUMNS), dtype=np.float32)
        for row, scored in zip(rows, batch, strict=True):
            for gram in set(ngrams(scored.reading.folded.text)):
                column, sign = place_of(gram)
                row[column] += sign
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, 1)
        return rows

    def names(self, batch: Sequence[Scored]) -> Mapping[int, str]:
        """The commonest n-grams of these answers in each column."""
        seen = Counter(gram for scored in batch for gram in set(ngrams(scored.reading.folded.text)))
        found: dict[int, list[str]] = {}
        for gram, _ in sorted(seen.items(), key=lambda each: (-each[1], each[0])):
            column, sign = place_of(gram)
            examples = found.setdefault(column, [])
            if len(examples) < EXAMPLES:
                examples.append(f'"{gram}"' if sign > 0 else f'without "{gram}"')
        return {column: " / ".join(examples) for column, examples in found.items()}


def ngrams(text: str) -> Iterator[str]:
    """The words of a folded text and the pairs of neighbours, numbers as `#`."""
    words = []
    for found in _WORD.finditer(text):
        words.append("#" if found[0][0].isdigit() else found[0])
        if len(words) == MOST_WORDS:
            break
    for n in range(1, LONGEST + 1):
        for start in range(len(words) - n + 1):
            yield " ".join(words[start : start + n])


@lru_cache(maxsize=1 << 16)
def place_of(gram: str) -> tuple[int, int]:
    """The column of an n-gram and its sign, 1 or -1."""
    bits = int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), "little")
    return bits % COLUMNS, 1 if bits >> 63 else -1
