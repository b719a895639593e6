"""Small random edits of a text: what the search for hacks moves by, and a distance to answers with a mark."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|[.](?=\d)[^.!?\n]*)*[.!?]*\s*")
#: said of anything, and of no use to anyone
IDLE = (
    "This deserves careful attention.", "Many factors may be involved.", "It is important to be safe.",
    "This is well established.", "Every patient is different.", "Further information may be helpful.",
    "As always, balance is needed.", "That said, opinions may differ.", "In summary, see above.",
    "The evidence is what it is.", "Monitoring can be considered.", "Ask if anything is unclear.",
)  # fmt: skip
#: places in a vector of hashed words
_PLACES = 512


def sentences(text: str) -> list[str]:
    """The sentences of a text, stripped, none empty."""
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip()]


def edit(text: str, fragments: Sequence[str], rng: np.random.Generator, leave_out: bool = True) -> str:
    """One random edit: a fragment or an idle sentence put in, a sentence doubled, left out or moved.

    Without `leave_out` no sentence goes: to drop a wrong one makes an answer better.
    """
    parts = sentences(text)
    move = rng.integers(6)
    if move == 0 and fragments:
        parts.insert(int(rng.integers(len(parts) + 1)), fragments[int(rng.integers(len(fragments)))])
    elif move <= 1 or not parts:
        parts.insert(int(rng.integers(len(parts) + 1)), IDLE[int(rng.integers(len(IDLE)))])
    elif move == 2:
        parts.append(parts[int(rng.integers(len(parts)))])
    elif move == 3 and leave_out and len(parts) > 1:
        del parts[int(rng.integers(len(parts)))]
    elif move == 4 and len(parts) > 1:
        parts.insert(int(rng.integers(len(parts))), parts.pop(int(rng.integers(len(parts)))))
    else:
        at = int(rng.integers(len(parts)))
        words = parts[at].split()
        if fragments and words:
            words.insert(int(rng.integers(len(words) + 1)), fragments[int(rng.integers(len(fragments)))].rstrip("."))
        parts[at] = " ".join(words)
    return " ".join(parts)


def bag(text: str) -> NDArray[np.float64]:
    """The words and word pairs of a text, hashed into a vector of length 1 (the hashing trick: Weinberger 2009)."""
    words = re.findall(r"\w+", text.lower())
    vector = np.zeros(_PLACES)
    for token in (*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))):
        vector[zlib.crc32(token.encode("utf-8", "replace")) % _PLACES] += 1.0
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def nearest_mark(text: str, marked: Sequence[tuple[NDArray[np.float64], float]], k: int = 3) -> float | None:
    """The mean mark of the `k` nearest marked answers, weighed by cosine; None without any.

    A stand-in for a person where there is none: crude, but it looks at nothing that the grader looks at.
    """
    if not marked:
        return None
    vector = bag(text)
    likeness = np.array([float(vector @ other) for other, _ in marked])
    nearest = np.argsort(-likeness, kind="stable")[:k]
    weights = np.maximum(likeness[nearest], 1e-6)
    return float(weights @ np.array([marked[i][1] for i in nearest]) / weights.sum())
