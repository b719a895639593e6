"""What a query asks: about which drugs, and what "yes" would mean."""

from __future__ import annotations

from dataclasses import dataclass

from rubrx.reading import late_re as re
from rubrx.reading.cues import find_cues

#: how strongly a level speaks against a drug; positive levels have 0 or less
LEVELS = {"contraindicated": 4, "avoid": 3, "hold": 2, "caution": 1, "monitor": 0, "acceptable": -1, "recommended": -2}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks: about which drugs, and whether "yes" would speak for (1) or against (-1) them; 0 unknown."""

    topics: tuple[str, ...]
    polarity: int


#: "may he have it?", "can she go on with it?"
_MAY_HE = re.compile(
    r"\b(?:may|can|could|should|shall|might|would it be (?:fine|ok|right) if) (?:he|she|they|i|we|it|this|that"
    r"|the \w+"
    r"|her \w+|his \w+) (?:\w+ )?(?:have|get|go|buy|be|remain|stay|receive|combine|eat|drink|do)\b"
    r"|\b(?:may|can|could|should|shall) (?:he|she|they|i|we|it|this|that)\b(?=\s*(?:[,?]|and\b|or not\b))"
    r"|\b(?:is|are|would|was) (?:it|this|that|these|they|she|he) (?:be )?(?:all right|alright|ok|okay|wise|sensible"
    r"|reasonable|sound|a good (?:idea|plan|choice)|possible|allowed|permitted)\b"
    r"|\b(?:do|would) you (?:agree|support|approve|go along)\b"
)
#: "any problem?", "do they interact?"
_TROUBLE = re.compile(
    r"\b(?:any|an?|what|the) (?:\w+ )?(?:problem|objection|concern|issue|interaction|worry|danger|harm|risk"
    r"|reason not)s?\b"
    r"|\b(?:do|does|would|will) (?:they|these|those|it|this|the two) (?:clash|interact|harm|hurt|matter)\b"
    r"|\bdo you object\b"
)


def asked_by(query: str, drugs_of: dict[str, tuple[int, int]]) -> Asked:
    """The topics and the polarity of a folded query, given where its drugs stand."""
    cues = find_cues(query).get("stance", [])
    questions = [match.end() for match in re.finditer(r"\?", query)]
    polarity = 0
    if questions:
        begin = max((m.end() for m in re.finditer(r"[.!?]\s", query) if m.end() < questions[-1]), default=0)
        begin = min(begin, max((m.end() for m in re.finditer(r"[.!?]\s", query[: questions[0]])), default=0))
        for hit in cues:
            if begin <= hit.start < questions[-1] and hit.cue.kind in LEVELS:  # a swap asks for and against
                polarity = 1 if LEVELS[hit.cue.kind] <= 0 else -1
                break
        if not polarity:
            asked = query[begin : questions[-1]]
            polarity = 1 if _MAY_HE.search(asked) else -1 if _TROUBLE.search(asked) else 0
    return Asked(tuple(sorted(drugs_of, key=lambda name: drugs_of[name])), polarity)
