"""Eighteen plain figures of a text's manner: how long, how loud, how hedged. No drug, no rubric, no verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rubrx.safeguards.edits import bag, sentences

#: name -> what it counts, a word of the text
_COUNTED = {
    "hedges": r"may|might|could|perhaps|possibly|probably|likely|unlikely|seems?|uncertain|unclear|suggests?|consider",
    "absolutes": r"always|never|must|certainly|definitely|absolutely|completely|all|none|every|cannot|guaranteed",
    "negations": r"not|no|nor|without|avoid|stop|n't|never|contraindicated",
    "referrals": r"pharmacist|doctor|physician|prescriber|specialist|professional|clinic|team|consult",
    "advice": r"should|recommend|use|take|give|start|switch|monitor|check|reduce|hold|continue",
    "causes": r"because|since|therefore|so|thus|causes?|leads?|due",
}
_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _COUNTED.items()}

NAMES = (
    "words", "sentences", "words a sentence", "letters a word", "capitals", "numbers", "units", "questions",
    "exclamations", "list items", "commas", "different words", *_COUNTED,
)  # fmt: skip
_UNITS = re.compile(r"\d\s*(?:mg|mcg|µg|g|mL|ml|units?|%|mmol|mEq)\b|\d\s*%")


def features(text: str) -> NDArray[np.float64]:
    """The figures of one text, in the order of `NAMES`; counts of words are shares of all words."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    n = max(1, len(words))
    parts = max(1, len(sentences(text)))
    return np.array(
        [
            np.log1p(len(words)),
            np.log1p(parts),
            len(words) / parts,
            sum(map(len, words)) / n,
            sum(len(word) > 2 and word.isupper() for word in words) / n,
            len(re.findall(r"\d+(?:[.,]\d+)*", text)) / n,
            len(_UNITS.findall(text)) / n,
            text.count("?") / parts,
            text.count("!") / parts,
            len(re.findall(r"(?m)^\s*(?:[-*•]|\d+[.)])\s", text)) / parts,
            text.count(",") / n,
            len({word.lower() for word in words}) / n,
            *(len(pattern.findall(text)) / n for pattern in _PATTERNS.values()),
        ]
    )


def feature_table(texts: Sequence[str]) -> NDArray[np.float64]:
    """The figures of many texts, one a row [N, F]."""
    return np.array([features(text) for text in texts]).reshape(len(texts), len(NAMES))


def bags(texts: Sequence[str]) -> NDArray[np.float64]:
    """The hashed words of many texts, one a row [N, 512], each of length 1."""
    return np.array([bag(text) for text in texts]).reshape(len(texts), -1)


def standardised(*tables: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The tables on the scale of the first: its mean 0, its standard deviation 1; a constant column stays 0 there."""
    mean, sd = tables[0].mean(axis=0), tables[0].std(axis=0)
    pooled = np.concatenate(tables).std(axis=0)
    scale = np.where(sd > 1e-9, sd, np.where(pooled > 1e-9, pooled, 1.0))
    return [(table - mean) / scale for table in tables]
