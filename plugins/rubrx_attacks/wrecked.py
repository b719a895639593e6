"""Attacks that wreck a sound answer: its best sentences left out, its words in no order."""

from __future__ import annotations

import hashlib
import random

from rubrx.contracts import Attack, Effect, Scored
from rubrx_attacks.answers import ASSERTED, DOSED, right_sentences, says_something, spliced


class LeaveOut(Attack):
    """What was right is left out; the rest stays."""

    name = "left-out"
    description = "the sentences that were right are left out"
    effect = Effect.WORSE

    def perturb(self, scored: Scored) -> str | None:
        """The answer without the sentences that earned its points."""
        spans = right_sentences(scored, (*ASSERTED, *DOSED))
        return spliced(scored.response.text, dict.fromkeys(spans, "")).strip() if spans else None


class WordSalad(Attack):
    """All the words, in no order."""

    name = "word-salad"
    description = "a sound answer's words are shuffled"
    effect = Effect.WORSE

    def perturb(self, scored: Scored) -> str | None:
        """Shuffled by a generator that the text itself seeds."""
        words = scored.response.text.split()
        if not says_something(scored) or len(words) < 8:
            return None
        seed = int.from_bytes(hashlib.sha256(scored.response.text.encode("utf-8", "replace")).digest()[:8], "big")
        random.Random(seed).shuffle(words)  # noqa: S311 - a shuffle that repeats, no secret
        return " ".join(words)


ATTACKS: tuple[Attack, ...] = (LeaveOut(), WordSalad())
