"""Other senses of a stance cue: "avoid getting it in the eyes", "drop the dose", "out of stock", "95 % CI"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rubrx.reading.cues import CueHit

_PEOPLE = r"\b(?:she|he|who|patient|woman|man|mother|child|boy|girl)\s+(?:doesn't|does not|isn't|is not|didn't)\s+$"
#: what follows a cue that advises nothing, by the cue's words
_AFTER = {
    words: re.compile(pattern)
    for cues, pattern in (
        (
            ("avoid", "avoiding", "avoids"),
            r"\s+(?:getting|exceeding|contact|going (?:above|over)|missing|running out|sudden|abrupt|excessive|large"
            r"|prolonged)\b",
        ),
        (
            ("drop", "dropping", "dropped"),
            r"\s+(?:a |an |one |the |his |her |your )?(?:\w+ )?(?:dose|dosage|in|off|by|to|from|out|of)\b",
        ),
        (("cancel", "cancels", "cancelling", "canceling"), r"\s+(?:out|each other)\b"),
        (("is out", "are out"), r"\s+(?:of (?!the question|bounds)|there\b|today\b|tomorrow\b|in the open)"),
        (
            ("is not for", "are not for", "isn't for", "aren't for", "'s not for"),
            r"\s+(?:me to|us to|you to|long\b|nothing\b|a moment|discussion|debate|free\b|lack\b|want\b|life\b|ever\b"
            r"|everyday|every day|daily|[^.;:,]{1,25}\b(?:only|alone)\b)",
        ),
        (("scrap", "bin", "drop", "forget"), r"\s+(?:that|it|liner|man)\b(?=\W*$|\s*[:;,.-])"),
        (("contraindication", "contraindications"), r"[^.;:]{0,40}:\s*(?:none|nil|no)\b"),
        (("not for her", "not for him", "not for them"), r"\s+[^.;:,]{1,20}\b(?:only|alone)\b"),
        (
            ("advise", "advises", "advising", "recommend", "recommends", "recommending"),
            r"\s+(?:(?:you|him|her|them)\s+)?(?:on|about|anything|either way|one way)\b",
        ),
        (("ci",), r"\s*[:=]?\s*[\[(]?-?\d"),
    )
    for words in cues
}
#: what stands before one, by the cue's words: a fact about the patient ("she doesn't take that"), an interval
_BEFORE = {
    **dict.fromkeys(("take", "taking", "use", "using", "start", "drop"), re.compile(_PEOPLE)),
    "use": re.compile(
        rf"{_PEOPLE}|\bfor\s+(?:long-term|long term|regular|daily|continuous|prolonged|routine|everyday|chronic)\s+$"
    ),
    **dict.fromkeys(("stop", "stops"), re.compile(r"\b(?:heart|breathing|bleeding|pulse|growth|body|bowel|gut|kidney|kidneys|marrow|brain|pain|flow)\s+$")),
    "ci": re.compile(r"(?:%|\d|confidence|credible)\s*\(?$"),
}


def means_something_else(text: str, hit: CueHit, lead: str) -> bool:
    """Whether a cue's words mean something else where they stand, so that they advise nothing."""
    if text[hit.start : hit.end] == "drops":
        return True  # a form of medicine
    after, before = _AFTER.get(hit.cue.text), _BEFORE.get(hit.cue.text)
    return bool((after and after.match(text, hit.end)) or (before and before.search(lead)))
