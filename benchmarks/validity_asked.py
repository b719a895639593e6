"""What else a validity set's criteria ask for: by when something is watched, for which signs, what stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from validity_phrases import is_time, soonest

#: by how much an answer may be later than the time that only a criterion's terms tell, and its text does not ask for
_LENIENT = 4


def far_beyond(intervals: list[str]) -> str | None:
    """A time by which anything is too late, where a criterion's terms tell how often and its text asks for no time."""
    within = soonest("", intervals)
    return f"{float(within.removesuffix(' hours')) * _LENIENT:g} hours" if within else None


#: "watching the infant (feeding, drowsiness, weight)", "watching for a reaction (fever, cramps)"
_SIGNS = re.compile(r"\b(?:watch|look|observ|monitor)\w*(?: out)? (?:for |the )[^().;]{3,60}\(([^()\d]+)\)", re.I)
_WARNS = re.compile(r"^(?:warns?|explains?|states?|says?|tells?)\b", re.I)


def signs_in(text: str) -> list[str]:
    """The signs that a criterion lists in brackets behind what is to be watched for."""
    listed = _SIGNS.search(text)
    parts = re.split(r",|;|/|\bor\b|\band\b", listed[1]) if listed else []
    return [part for each in parts if 1 <= len((part := each.strip()).split()) <= 3 and len(part) > 3]


_DONE = re.compile(r"^(?:observ|admi|monitor|watch|check|re-?check|repeat|measur|review|refer|call|same day)", re.I)


def facts_in(findings: Sequence[str]) -> list[str]:
    """The findings that tell what comes, and not when or what is done about it."""
    return [each for each in findings if not is_time(each) and not _DONE.match(each)]


def warns(text: str) -> bool:
    """Whether a criterion on watching asks for what comes to be told, beside what is to be done about it."""
    return _WARNS.match(text) is not None


_KEEP = re.compile(
    r"^(?:keep|continue|stay on|leave(?: at| on)?|remain on|stick (?:to|with)|hold at) (?:at |on )?(\d.*)$", re.I
)


def kept_amounts(findings: Sequence[str]) -> list[str]:
    """How else a dose is said to stay: "keep 300 mg" is "stay on 300 mg", "leave 300 mg"."""
    kept = [told[1] for each in findings if (told := _KEEP.match(each))]
    return [f"{how} {amount}" for amount in kept for how in _STAYING]


_STAYING = (
    "stay on",
    "stays on",
    "leave",
    "leave her on",
    "leave him on",
    "remain on",
    "stick to",
    "continue",
    "keep her on",
    "keep him on",
    "keep to",
)
_AGAINST = re.compile(r"^(?:advises|argues|warns|counsels|recommends|speaks|cautions|decides) against\b", re.IGNORECASE)


def is_against(text: str) -> bool:
    """Whether a criterion would have something argued against: a claim on it would take whoever argues for it."""
    return _AGAINST.match(text) is not None
