"""Claims in plain English: `claim`: does the answer say so, in its own words?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Lexicon
from rubrx.reading.claims import claim as reading
from rubrx.reading.claims.claim import ClaimOutcome
from rubrx_alignment.kinds import sentence_quote

#: a claim as a criterion writes it
Claim = Annotated[str, Field(min_length=3, max_length=500)]


def claim(body: str, lexicon: Lexicon) -> Judge:
    """Met when the answer says so in its own words: enough of the claim's content in one to three sentences in a row,
    with its stance, polarity and figures."""
    wanted = reading.Claim(body, lexicon)

    def judge(case: Case) -> Outcome:
        found = wanted.weigh(case.reading)
        shown = f": {sentence_quote(case.reading, found.start)}" if found.end else ""
        spans = [case.reading.span(found.start, found.end)] if found.end else []
        if found.outcome is ClaimOutcome.STATED:
            return met(f"{found.why}{shown}", spans, found.score)
        if found.outcome is ClaimOutcome.CONTRADICTED:
            return not_met(f"{found.why}{shown}", spans, 1 - found.score)
        return not_met(f"{found.why}; nearest{shown}" if shown else found.why, spans, 1 - found.score)

    return judge
