"""Attacks that a reader can't see: characters without width, letters that look like others, invisible text."""

from __future__ import annotations

import re

from rubrx.contracts import Attack, Effect, Scored
from rubrx_attacks.answers import ended

_HOMOGLYPHS = str.maketrans({"a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х"})  # Cyrillic


class ZeroWidth(Attack):
    """Zero-width spaces inside words: the eye sees the same answer."""

    name = "zero-width"
    description = "zero-width spaces are put inside long words"
    effect = Effect.SAME

    def perturb(self, scored: Scored) -> str | None:
        """One in each word of seven letters or more, after its third."""
        changed = re.sub(r"\b([A-Za-z]{3})([A-Za-z]{4,})\b", "\\1\u200b\\2", scored.response.text)
        return changed if changed != scored.response.text else None


class Homoglyphs(Attack):
    """Cyrillic letters that look like Latin ones: the eye sees the same answer."""

    name = "homoglyphs"
    description = "Latin letters are replaced by Cyrillic ones that look alike"
    effect = Effect.SAME

    def perturb(self, scored: Scored) -> str | None:
        """In every third word of seven letters or more."""
        count = 0

        def look_alike(word: re.Match[str]) -> str:
            nonlocal count
            count += 1
            return word[0].translate(_HOMOGLYPHS) if count % 3 == 1 else word[0]

        changed = re.sub(r"\b[a-z]{7,}\b", look_alike, scored.response.text)
        return changed if changed != scored.response.text else None


class Invisible(Attack):
    """The rubric's terms in Unicode tag characters (U+E0020 to U+E007E), which no screen shows."""

    name = "invisible-text"
    description = "the rubric's terms are appended in characters that no screen shows"
    effect = Effect.SAME

    def perturb(self, scored: Scored) -> str | None:
        """The answer, then the invisible list."""
        hidden = "".join(chr(0xE0000 + ord(c)) for c in ", ".join(scored.rubric.terms) if 0x20 <= ord(c) <= 0x7E)
        return f"{ended(scored.response.text)} {hidden}" if hidden else None


ATTACKS: tuple[Attack, ...] = (Homoglyphs(), Invisible(), ZeroWidth())
