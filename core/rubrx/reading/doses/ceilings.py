"""Ceilings told by what lies above them: "past 20 mg a day the risk isn't worth it", "over 4 g is dangerous"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.quantities import Quantity
    from rubrx.reading.sentence import Sentence

_BEYOND = re.compile(
    r"(?:^|[,;:.(–-]\s?|\b(?:and|but|because|as|since|that|so|anything|any dose|doses|goes?|going|went)\s)"
    r"(?:above|over|past|beyond|exceeding|higher than|more than)\s(?:(?:about|around|the|a)\s)?$"
)
_THEN_HARM = re.compile(
    r"[^.;]{0,40}?\b(?:risks?|dangers?|dangerous|toxic\w*|unsafe|harm\w*|not (?:safe|allowed|advised|recommended"
    r"|licensed|worth)|(?:isn't|aren't) (?:safe|allowed|advised|recommended|licensed|worth)|contraindicated"
    r"|too (?:much|high|risky)|asking for trouble|myopathy|rhabdomyolysis|bleed\w*|seizures?|torsades?|arrhythmias?)\b"
)
_HARDLY = re.compile(
    r"\b(?:no|not a|hardly|barely|scarcely|little|low|lower|small|tiny|minimal|negligible|theoretical|remote|rare"
    r"|rarely|exaggerated|overstated|without|acceptable|isn't a|never|is fine|are fine|is safe|are safe"
    r"|lowers|reduc\w+|cuts?|halves|prevents?|protects?|needed|necessary|required|wanted|less"
    r"|(?<!n't )(?<!not )worth it|outweigh\w*)\b"
)
#: how far behind the harm a word may stand that makes little of it, in characters
_AFTER_HARM = 30
#: how what stands before such an amount ends: without it, nobody need look
MORE_THAN = tuple(
    f"{word} {more}"
    for word in ("above", "over", "past", "beyond", "exceeding", "than")
    for more in ("", "about ", "around ", "the ", "a ")
)


def speaks_of_more(text: str, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a clause begins with what is more than an amount, and so does not give that one."""
    return _BEYOND.search(text, sentence.start, quantity.start) is not None


def harms_above(text: str, sentence: Sentence, said_end: int) -> bool:
    """Whether a clause that speaks of more than an amount says that it does harm."""
    harm = _THEN_HARM.match(text, said_end, sentence.end)
    if harm is None:
        return False
    return _HARDLY.search(text, said_end, min(sentence.end, harm.end() + _AFTER_HARM)) is None
