"""Doses told by the one before them: "200 mg today and half that each evening", "5 mg, then the same again hourly"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.doses.roles import Role

if TYPE_CHECKING:
    from rubrx.reading.doses.dosing import Dose
    from rubrx.reading.sentence import Sentence

#: what stands for an amount, right before how often it is given
_AGAIN = re.compile(
    r"\b(?:(?P<share>half|twice|double|a quarter(?= of)|a third(?= of)) (?:of )?(?:that|it|this|as much)"
    r"|(?P<verb>halv|doubl)(?:e|ing) (?:it|that|this|the dose)|(?:that|as) much"
    r"|(?:the )?same (?:again|amount|dose|quantity))\b,?"
    r"(?= (?:every|each|once|twice|three|four|hourly|daily|a day|an hour|per|od|bd|tds|qds|at night|at bed|nightly)\b)"
)
_FACTORS = {"half": 0.5, "halv": 0.5, "twice": 2.0, "double": 2.0, "doubl": 2.0, "a quarter": 0.25, "a third": 1 / 3}
_NO_ADVICE = re.compile(r"(?:\b(?:not|never|if|unless|than|or|even|up to)|n't)\s(?:[a-z]+\s){0,2}$")
_SIGNS = (" that", " much", "same ", " it", " this")
#: times a day of what is given day by day: "double it every fortnight" is a step
_DAILY = 0.9


def told_again(sentence: Sentence, found: list[Dose]) -> list[Dose]:
    """The doses of a sentence that are told by those `found` before them, in every unit that these were given in."""
    if not any(map(sentence.text.__contains__, _SIGNS)):
        return []
    text = sentence.reading.folded.text
    made: list[Dose] = []
    for match in _AGAIN.finditer(text, sentence.start, sentence.end):
        often = next((f for f in sentence.frequencies if 0 <= f.start - match.end() <= 2 and f.low >= _DAILY), None)
        last = next((d for d in reversed(found) if d.quantity.end <= match.start()), None)
        if often is None or last is None or last.role is not Role.ADVISED or sentence.index - last.sentence > 1:
            continue
        if _NO_ADVICE.search(text, sentence.start, match.start()):
            continue
        factor = _FACTORS.get(match["share"] or match["verb"] or "", 1.0)
        alike = (d for d in found if d.sentence == last.sentence and d.drugs == last.drugs and not d.quantity.per)
        for each in {d.quantity.dimension: d for d in alike if d.role is Role.ADVISED}.values():
            quantity = each.quantity.times(factor)._replace(start=match.start(), end=match.end())
            made.append(replace(each, quantity=quantity, frequency=often, sentence=sentence.index, made_of=None))
    return made
