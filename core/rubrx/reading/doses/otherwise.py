"""Amounts that are named and not given: a refused change, a dose for another occasion, what somebody else takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.stems import content_stems

if TYPE_CHECKING:
    from rubrx.reading.quantities import Quantity
    from rubrx.reading.sentence import Sentence

_CHANGING = (
    r"(?:drop|cut|reduc|lower|halv|go|com|step|mov|switch|bring|chang|tak|put|rais|increas|push|titrat|down-?titrat"
    r"|decreas|trim|slip|slid)(?:e|es|ing|ping|ting|s|ed)?"
)
#: "don't drop to 2.5 mg", "no need to go down to 20 mg": a step that is not taken; "why not cut it to ..." proposes one
_REFUSED_STEP = re.compile(
    r"(?<!why )(?<!why do )\b(?:(?:do not|don't|never|must not|mustn't|should not|shouldn't|would not|wouldn't|need not"
    r"|needn't|cannot|can't|won't|will not)(?: (?:just|simply|yet|even|ever|be tempted to))?"
    r"|(?:no (?:need|reason|call|case|cause|point)|wrong|unwise|premature|too (?:early|soon)|a mistake|an error)"
    r" (?:to|for|in|of)|(?:against|rather than|instead of|without))"
    rf" {_CHANGING}(?: (?:it|her|him|them|the dose|this|that|down|up|back|straight|all the way|over|across))* to "
    r"(?:(?:the|a|just|only|about) )*$"
)
#: "reduce to 2.5 mg only if she bleeds": a step for a case that has not come
_STEP = re.compile(rf"\b{_CHANGING}\b[^.;:]{{0,30}}\bto (?:(?:the|a|just|only|about) )*$")
_ONLY_IF = re.compile(
    r"[^.;:,]{0,25}?,? (?:but )?(?:only|solely|just)(?: ever)? (?:if|when|once|in case|should|after)\b"
)
#: "2.5 mg twice daily is for hip surgery", "... after hip surgery only": what this patient does not have
_OCCASION = re.compile(
    r"(?:\s(?:strength|dose|tablet|regimen))?\s(?:is|are) (?:only |just |really |kept |reserved |meant )*"
    r"(?:for|used (?:in|for|after)|what \w+ (?:use|give|take)s? (?:in|for|after)) (?P<of>[^.;:,]{4,60})"
    r"|\s(?:after|for|in|following) (?P<only>[^.;:,]{4,50}?) only\b"
)
_HERS = re.compile(
    r"\b(?:her|him|them|you|this|these|that|those|such|like|now|life|good|starters?"
    r"|the (?:first|next|time|moment|start)"
    r"|\d|(?:one|two|three|four|five|six|seven|ten|a|an?other) (?:\w+ )?(?:days?|weeks?|months?|hours?)|days?|weeks?"
    r"|months?|adults?|people|patients|everyone|anyone|long|short|best|ever)\b"
)
#: "2.5 mg is the tablet her neighbour takes"
_KIN = (
    r"(?:neighbou?r|friend|wife|husband|sister|brother|mother|father|son|daughter|cousin|aunt|uncle|colleague|partner"
    r"|grand\w+|mum|dad|mate)"
)
_THEIRS = re.compile(
    rf"\s(?:[\w/-]+ ){{0,5}}?(?:her|his|your|my|their|a|the|our) (?:\w+ )?{_KIN}(?:'s)? (?:takes|has|is on|gets|had"
    r"|took|was on|uses|used|takes it|got)\b"
)
#: "5 mg would do for a younger woman"
_FOR_ANOTHER = re.compile(
    r"\s(?:[\w/-]+ ){0,3}?(?:would|might|may|could|will) (?:do|be (?:right|fine|enough|correct|ok|usual|all right)|suit"
    r"|have done)\b[^.;:,]{0,15}?\b(?:an?|someone|somebody|people|patients|anyone)(?: much| far| little)?"
    r" (?:young|old|light|heav|bigg|small|fit|strong|frail|health|tall|thinn|larg|well|normal|ordinar|without)\w*"
)


def is_otherwise(sentence: Sentence, quantity: Quantity, said_end: int) -> bool:
    """Whether an amount, told with how often up to `said_end`, is only named for a case that is not this one."""
    text = sentence.reading.folded.text
    if _REFUSED_STEP.search(text, sentence.start, quantity.start) or _of_another_case(sentence, quantity.start):
        return True
    behind = text[said_end : said_end + 60]
    if (
        (" only " in behind or " just " in behind or " solely " in behind)
        and _ONLY_IF.match(text, said_end, sentence.end)
        and _STEP.search(text, sentence.start, quantity.start)
    ):
        return not any(
            start >= said_end and bound.holds(value)
            for start, _, bound in sentence.bounds
            if (value := sentence.reading.patient.value(bound.measure)) is not None
        )
    return _is_for_an_occasion(sentence, said_end) or bool(
        _THEIRS.match(text, quantity.end, sentence.end) or _FOR_ANOTHER.match(text, said_end, sentence.end)
    )


#: "were it to fall": a case that may yet come
_TO_COME = re.compile(r"\bwere\b(?: [\w'-]+){0,3}? to\b")
_BROKEN = re.compile(r"[;:]|\bbut\b|\bso\b")


def _of_another_case(sentence: Sentence, start: int) -> bool:
    """Whether a place follows a condition that is not met: "if she were over 90, 2.5 mg twice daily"."""
    text = sentence.reading.folded.text
    return any(
        end <= start and not _BROKEN.search(text, end, start) and not _TO_COME.search(text, hit.start, end)
        for hit, end in sentence.unmet_conditions
    )


def _is_for_an_occasion(sentence: Sentence, said_end: int) -> bool:
    """Whether a dose is said to be for something that neither the query nor the patient's facts speak of."""
    reading = sentence.reading
    match = _OCCASION.match(reading.folded.text, said_end, sentence.end)
    if match is None:
        return False
    of = match["of"] or match["only"]
    stems = content_stems(of)
    return bool(stems) and not _HERS.search(of) and stems.isdisjoint(reading.lexicon.query_stems)
