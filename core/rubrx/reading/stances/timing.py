"""Waiting that is only for the hour a dose is due: "best left until the evening", "in the strip until he takes one"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.cues import CueHit

#: cues of putting off, by how they begin
PUT_OFF = (
    "best left",
    "better left",
    "be left",
    "wait",
    "can wait",
    "must wait",
    "should wait",
    "ought to wait",
    "keep",
)
_UNTIL = r"(?:until|till|'til|for|to)"
_HIS = r"(?:the|his|her|their|your|just|shortly|after|before|next|following|usual|that|evening|early|late|first)"
#: an hour of the day, a meal, the dose that is due
_HOUR = (
    r"(?:evening|night|nights|night-?time|bed|bedtime|bed-?time|morning|breakfast|lunch|lunch-?time|midday|noon|supper"
    r"|dinner|tea-?time|tea|meals?|food|usual time|(?:next|usual|evening|morning|bedtime|night|weekly|mon|tues|wednes"
    r"|thurs|fri|satur|sun)\w*(?:'s)? dose|dose(?: time)?)"
)
#: the moment of taking it
_TAKEN = (
    r"(?:(?:the|that) (?:moment|minute|second|time|day) )?(?:she|he|you|they|it|each|one|the \w+)"
    r"(?:'s| is| are|'re)? (?:about to |ready to |going to |due to |to be )?(?:tak(?:es?|ing|en)|us(?:es?|ed|ing)"
    r"|swallow(?:s|ed|ing)?|needs?|needed|due|wants?|goes to bed|go to bed|eats?|gets up)\b"
)
_AT_ITS_TIME = re.compile(
    rf"(?:[^.;:,]{{0,40}}?\b{_UNTIL})? (?:(?:{_HIS} )*{_HOUR}\b(?!,? and (?:then )?(?:stop|see|decide|ask)\b)"
    rf"(?! (?:after|the day) (?:tomorrow|next))|{_TAKEN})"
)
#: what has begun already with the cue: "best left until"
_BEGUN = re.compile(rf"\b{_UNTIL}$")


def at_its_time(text: str, hit: CueHit, end: int) -> bool:
    """Whether what is put off is only put off to the time of day, or the moment, at which it is to be taken."""
    if _BEGUN.search(hit.cue.text):
        return _AT_ITS_TIME.match(text, hit.end, end) is not None
    match = _AT_ITS_TIME.match(text, hit.end, end)
    return match is not None and _UNTIL_WORD.search(match[0]) is not None


_UNTIL_WORD = re.compile(rf"\b{_UNTIL} ")
