"""Givings: criteria on facts that want a drug given ("gives glucose with the insulin"): talk of it would not do."""

from __future__ import annotations

import re
from collections.abc import Sequence

_GIVES = re.compile(
    r"(?:gives?|adds?|co-?administers?|includes?|starts?|offers?|uses?|covers? with) (?:the |an? |some )?", re.I
)


def wants_given(text: str, names: Sequence[str]) -> bool:
    """Whether a criterion opens with the giving of one of these drugs."""
    opened = _GIVES.match(text)
    rest = text[opened.end() :].lower() if opened else ""
    return any(re.match(rf"{re.escape(each.lower())}\b", rest) for each in names)


_BUT_NOT = re.compile(
    r"\b(?:but|yet|and|though|while) (?:\w+ )?"
    r"(?:(?:does|do|is|are|did|will|can|has|have)(?: not|n't)|not|cannot) ",
    re.I,
)
_DENIED = re.compile(
    r"(?:does|do|is|are|did|will|can|has|have|would)(?: not|n't)\b|(?:not|no|never|cannot|without)\b", re.I
)


def two_sides(text: str, findings: Sequence[str]) -> list[list[str]]:
    """The findings on each side of a criterion that wants both told: "protects the heart but does not lower it".

    None where it has one side, or its findings all stand on one.
    """
    if not _BUT_NOT.search(text):
        return []
    denied = [each for each in findings if _DENIED.match(each)]
    plain = [each for each in findings if each not in denied]
    return [plain, denied] if plain and denied else []


_LEAST_BEFORE = re.compile(
    r"\bat least (?P<number>\d+|one|two|three|four|five|six|seven|ten) (?P<unit>hours?|days?|weeks?)\b[^.;]{0,25}?"
    r"\b(?:before|ahead of|prior to) (?:the |her |his |any |elective |major )*(?:surgery|operation|theatre|procedure)",
    re.I,
)


def least_before(text: str) -> list[str]:
    """The least time before an operation that a criterion asks for, as a rubric writes it: longer does as well."""
    return [f"at least {m['number']} {m['unit']} before surgery" for m in _LEAST_BEFORE.finditer(text)]


_AGAINST = re.compile(
    r"^(?:advises?|warns?|recommends?|counsels?|cautions?|argues?|speaks?|decides?|insists?)"
    r"(?: (?:her|him|them|the \w+))? against (?=\w+ing\b)",
    re.I,
)


def turned(text: str) -> str:
    """A criterion with what it wants advised against put as not to be done: "advises against raising the dose"."""
    return _AGAINST.sub("Says not ", text)
