"""The reward `calm`: an answer that doesn't shout."""

from collections.abc import Sequence

from rubrx import Reward
from rubrx.contracts import Scored


class Calm(Reward):
    """1 - the share of sentences that end in an exclamation mark; None for an answer without sentences."""

    name = "calm"
    description = "1 - share of sentences that end in an exclamation mark"
    range = (0.0, 1.0)

    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        """One number for each answer."""
        return [_calm(scored) for scored in batch]


def _calm(scored: Scored) -> float | None:
    sentences = scored.reading.sentences
    if not sentences:
        return None
    return 1.0 - sum(sentence.text.endswith("!") for sentence in sentences) / len(sentences)
