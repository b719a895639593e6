"""The length reward: longer is better, up to 150 words."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.contracts import Reward, RewardExample, Scored

#: an answer of this many words, or more, has full marks
FULL_MARKS = 150


class LengthReward(Reward):
    """10 x min(1, words / 150): it says nothing of what the words are."""

    name = "length"
    description = "10 x min(1, words / 150)"
    self_tests = (
        RewardExample("", 0.0),
        RewardExample("one two three", 0.2),
        RewardExample("word " * 200, 10.0),
    )

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        """One number for each response."""
        return [10.0 * min(1.0, scored.reading.words / FULL_MARKS) for scored in batch]
