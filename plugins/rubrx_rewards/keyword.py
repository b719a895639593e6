"""The keyword reward: what share of the rubric's terms an answer names, right or wrong."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.contracts import Reward, RewardExample, Scored


class KeywordReward(Reward):
    """10 x the share of the rubric's terms that the answer names in any of their spellings.

    It doesn't read: "not contraindicated" counts like "contraindicated", and a list of words scores full
    marks. It is here as the reward that is easiest to fool. None for a rubric without terms.
    """

    name = "keyword"
    description = "10 x the share of the rubric's terms that are named, however they are meant"
    self_tests = (
        RewardExample("metformin, MALA", 10.0),
        RewardExample("There is no metformin in it.", 5.0),
        RewardExample("Start insulin.", 0.0),
    )

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        """One number for each response."""
        return [_keyword(scored) for scored in batch]


def _keyword(scored: Scored) -> float | None:
    terms, reading = scored.rubric.terms, scored.reading
    if not terms:
        return None
    named = sum(bool(reading.mentions(reading.lexicon.concept(term))) for term in terms)
    return 10.0 * named / len(terms)
