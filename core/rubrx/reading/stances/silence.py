"""Silence: who says that he can't advise takes no stance: "I'm not able to advise on overdoses", "I can't comment"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: one of these stands in every such sentence
_WORDS = ("advis", "prescrib", "recommend", "suggest", "comment", "advice")
_CANNOT = (
    r"(?:can't|cannot|can not|could not|couldn't|don't|do not|won't|will not|shouldn't|should not"
    r"|(?:'m|'re|am|are) (?:\w+ )?(?:not (?:\w+ )?(?:able|qualified|allowed|permitted|licensed"
    r"|authorised|authorized|trained"
    r"|equipped|in a position)|unable|forbidden) to)"
)
_DECLINES = re.compile(
    rf"\b(?:i|we|this service|this assistant) ?(?:\w+ )?{_CANNOT} (?:\w+ )?"
    r"(?:(?:advise|comment)(?: (?:you|people|anyone|patients))?"
    r"(?= ?(?:$|[.;,:!)]|(?:on|in|about|upon|here|over|for|or|without|regarding|remotely|outside"
    r"|what|whether|which|how)\b))"
    r"|(?:prescribe|recommend|suggest|advise)(?:,? or (?:prescribe|recommend|suggest|advise|comment on|give))? "
    r"(?:any |specific |a |individual |medical |particular )*(?:dos(?:es?|ages?|ing)|treatments?|medicines?"
    r"|medications?|drugs?"
    r"|anything|therapy|therapies)\b"
    r"|(?:give|offer|provide) (?:any |specific |individual |medical |clinical |such )*advice)"
)


#: "I wouldn't want to steer her one way or the other": who leaves it open refuses nothing
_EITHER_WAY = re.compile(
    r"\b(?:steer|push|sway|nudge|press|lean|come down|influence|commit|call it|argue|advise|persuade|tip|go firmly)"
    r"(?: (?:her|him|them|you|anyone|anybody|people|myself|the \w+))?"
    r" (?:firmly |strongly |hard )?"
    r"(?:one way or (?:the other|another)|either way)\b"
)


def leaves_open(sentence: Sentence, position: int) -> bool:
    """Whether what is not done from a place of a sentence on is to lean to either side."""
    return "way" in sentence.reading.word_set and _EITHER_WAY.search(sentence.text, position) is not None


def may_decline(text: str) -> bool:
    """Whether an answer has a word by which it could say that it can't advise: a cheap look."""
    return any(map(text.__contains__, _WORDS))


def declines(sentence: Sentence) -> bool:
    """Whether a sentence says only that its writer can't advise, and names no drug that would be the object of it."""
    return _DECLINES.search(sentence.text) is not None and not sentence.reading.drugs_in(sentence)
