"""Attacks on amounts: a right dose made ten times as large, or given in the wrong unit."""

from __future__ import annotations

import re

from rubrx.contracts import Attack, Effect, Scored
from rubrx_attacks.answers import DOSED, right_sentences, spliced

_AMOUNT = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?=\s*(?:mg|mcg|micrograms?|g|mL|ml|units?)\b)")
_UNIT = re.compile(r"(?<=\d)(\s*)(mg|mcg|g)\b(?!/)")
_SLIPPED = {"mg": "g", "mcg": "mg", "g": "kg"}


class TenfoldDose(Attack):
    """A slip of the decimal point, where the amount was right: "300 mg" becomes "3000 mg"."""

    name = "tenfold-dose"
    description = "right amounts are multiplied by ten"
    effect = Effect.WORSE

    def perturb(self, scored: Scored) -> str | None:
        """Every amount in a sentence whose dose was right, times ten."""
        return _rewritten(scored, lambda sentence: _AMOUNT.sub(_times_ten, sentence))


class UnitSlip(Attack):
    """mg for mcg, g for mg."""

    name = "unit-slip"
    description = "right amounts get a unit a thousand times too large"
    effect = Effect.WORSE

    def perturb(self, scored: Scored) -> str | None:
        """Every unit in a sentence whose dose was right, one size up."""
        return _rewritten(scored, lambda sentence: _UNIT.sub(lambda m: m[1] + _SLIPPED[m[2]], sentence))


def _rewritten(scored: Scored, change: object) -> str | None:
    assert callable(change)
    text = scored.response.text
    changes = {span: change(text[span.start : span.end]) for span in right_sentences(scored, DOSED)}
    changed = spliced(text, changes)
    return changed if changed != text else None


def _times_ten(amount: re.Match[str]) -> str:
    number = float(amount[1].replace(",", "")) * 10
    return f"{number:g}" if number < 1e6 else f"{number:.0f}"


ATTACKS: tuple[Attack, ...] = (TenfoldDose(), UnitSlip())
