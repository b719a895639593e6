"""Proposals: amounts that stand on the chart, or that somebody else suggests, and what "he wants 110" means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.quantities import Quantity, find_quantities

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: "500 mg TDS is written", "the 100 mg he suggests": what stands on the chart, or somebody proposes
_WRITERS = (
    r"(?:he|she|they|you|the )?(?:gp|doctor|dr|registrar|resident|intern|team|ward|house officer|chart|prescriber"
    r"|consultant|junior|nurse|mother|mum|father|dad|parents?|daughter|son|wife|husband|card|letter|leaflet)"
)
_PROPOSES = (
    r"(?:wrote|writes|has written|suggests?|suggested|propos\w+|wants?|wanted|asks? for|asked for|charted|ordered"
    r"|has in mind"
    r"|had in mind|plans|planned|prescribed)"
)
_PROPOSED_BEFORE = re.compile(
    rf"\b(?:he|she|they|you|{_WRITERS})(?:'s|'ve|'d)? {_PROPOSES} (?:(?:a|the|up|for|of|her|him|dose|total"
    rf"|as much as)\s)*$"
)
PROPOSED_AFTER = re.compile(
    rf"\s(?:is|was) what (?:he|she|they|you|{_WRITERS})(?:'s|'ve|'d)? {_PROPOSES}\b|"
    rf"(?:\sdose)? (?:that )?(?:he|she|they|you|{_WRITERS})(?:'s|'ve|'d)? {_PROPOSES}\b"
    r"|(?:\sdose)? (?:is|was|that(?:'s| is| was)?) (?:(?:what|how it) (?:is|was) )?(?:written|charted|prescribed"
    r"|proposed"
    r"|suggested|ordered|planned)\b(?! for (?:those|people|patients))"
)
#: "he wants the one-ten": what the patient needs, in British English
_WANTS = re.compile(r"\b(?:he|she|they) wants? (?:(?:a|the|up|for|of|dose|total)\s)*$")


def is_proposed(sentence: Sentence, quantity: Quantity, lead: str) -> bool:
    """Whether somebody proposes an amount before it; what "he wants" and nobody wrote is what he needs."""
    if not _PROPOSED_BEFORE.search(lead):
        return False
    if not _WANTS.search(lead):
        return True
    return any(q.value_low == quantity.value_low for q in find_quantities(sentence.reading.lexicon.query_folded))
