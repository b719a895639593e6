"""Drugs that stop, start or go on by themselves: "ibuprofen has to stop: it blunts the spironolactone"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.cues import CueHit
    from rubrx.reading.sentence import Mention

#: what a drug does as well as somebody with it, and the words between its name and that: "ibuprofen has to stop"
_BY_ITSELF = frozenset(
    (
        *("stop", "stops", "cease", "wait", "start", "starts", "continue", "continues"),
        *("carry on", "can continue", "may continue", "should continue"),
    )
)
_HAS_TO = re.compile(
    r"(?: (?:tablets?|infusion|drip|patch(?:es)?|course|treatment|therapy|drops|injections?))?"
    r"(?: (?:must|should|shall|will|can|may|has|have|needs?|ought|had better|is|are|to|therefore|now|really|simply|also"
    r"|both|all|definitely|still|certainly|absolutely|clearly|first))* "
)
_NO_OBJECT = re.compile(
    r"(?: (?:today|tonight|tomorrow|now|here|first|at once|immediately|straight away|right away|altogether|completely"
    r"|for good|too|as well|please))*\s*(?:[:;,.(!–]|- |$)"
)


def stops_by_itself(text: str, hit: CueHit, drugs: list[Mention], start: int) -> Mention | None:
    """The drug right before a verb with no object: "ibuprofen must stop: it blunts the spironolactone"."""
    if hit.cue.text not in _BY_ITSELF or not _NO_OBJECT.match(text, hit.end):
        return None
    before = [m for m in drugs if start <= m.start < hit.start]
    return before[-1] if before and _HAS_TO.fullmatch(text, before[-1].end, hit.start) else None
