"""Rules that are only told: "the cut-off for stopping is 15", "there is no drop she may use"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.bounds import RENAL

if TYPE_CHECKING:
    from rubrx.reading.cues import CueHit
    from rubrx.reading.sentence import Sentence

#: "the cut-off for stopping is 15": where it lies for others, and whether this patient is past it is told by figures
_CUT_OFF = re.compile(
    r"\b(?:cut-?offs?|thresholds?|limits?|lines?|triggers?|figures?|levels?|points?) "
    r"(?:for|at which|below which|under which|beyond which|to)(?: (?:you|we|i|one|it|people|to|have|should|must))* $"
)
_LIES = re.compile(
    r"(?: (?:it|the drug|metformin|treatment|things))? (?:is|are|lies|sits|stands|comes|would be|begins|starts)"
    r"(?: (?:at|about|around|an?|below|under|egfr|crcl|gfr|of|only|much|lower|further|down|still))* (?P<figure>\d+)"
)
_INSIDE = re.compile(
    r"\b(?:inside|above|clear of|within|safe(?:ly)?|nowhere near|not (?:yet )?(?:there|reached|met|at)|well over"
    r"|over (?:that|it)|hasn't (?:reached|crossed)|to spare|comfortabl[ey])\b"
)
#: "there is no drop she may use": leave that nothing has
_NONE_TO = re.compile(
    r"\b(?:no|not one|not a single|none of the)(?: (?:other|such|safe|single))?(?: [\w-]+){1,2} (?:that |which )?"
    r"(?:he|she|they|you|we|one|this (?:man|woman|patient|child)) (?:may|can|could|should|might)(?: (?:safely|ever))? $"
)
#: "albumin matters for calcium, not for phenytoin": what bears on what, and no drug refused
_BEARS_ON = re.compile(
    r"\b(?:matters?|counts?|applies|apply|(?:is|are) (?:relevant|meant|true|important|used)|holds?|works?"
    r"|helps?|corrects?)"
    r" (?:only |just |more )?(?:for|to|with) [\w -]{2,40}, (?:and |but )?not (?:for|to|with) (?:the )?$"
)


def stands_in_a_rule(sentence: Sentence, hit: CueHit, level: str) -> bool:
    """Whether a cue's words only tell a rule, which says nothing of what this patient is to have."""
    text = sentence.reading.folded.text
    if LEVELS[level] < 0:
        return "no" in sentence.text and _NONE_TO.search(text, sentence.start, hit.start) is not None
    if LEVELS[level] <= 0 or not _CUT_OFF.search(text, sentence.start, hit.start):
        return False
    lies = _LIES.match(text, hit.end, sentence.end)
    if lies is None:
        return False
    value = next((v for name in RENAL if (v := sentence.reading.patient.value(name)) is not None), None)
    if value is not None and float(lies["figure"]) <= _MOST:
        return value >= float(lies["figure"])
    return _INSIDE.search(text, lies.end(), sentence.end) is not None


#: "I'd be happy for her to switch": what was proposed is let be done
_HAPPY_TO = re.compile(
    r"\b(?:happy|content|fine|glad|pleased|willing|ok|okay|comfortable)(?: (?:for|with) (?:her|him|them|you))? to $"
)
_ENDS = re.compile(r"(?: (?:over|across|now|today))?\s*(?:[.;,!]|$)")


def lets_switch(sentence: Sentence, hit: CueHit) -> bool:
    """Whether a change is only let be made, with no word of what to: the one that was proposed."""
    text = sentence.reading.folded.text
    return bool(_ENDS.match(text, hit.end) and _HAPPY_TO.search(text, sentence.start, hit.start))


def only_bears_on(sentence: Sentence, start: int) -> bool:
    """Whether a drug at a place is only said not to be what something bears on: "it matters for X, not for Y"."""
    return (
        " not " in sentence.text and _BEARS_ON.search(sentence.reading.folded.text, sentence.start, start) is not None
    )


#: no figure of the kidneys is higher
_MOST = 130
