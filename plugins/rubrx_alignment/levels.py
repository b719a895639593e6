"""Levels and targets: `quantity`: a number that the answer gives of something (INR, AUC, a level, days)."""

from __future__ import annotations

import re

from pydantic import Field

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Lexicon, Reading
from rubrx.reading.quantities import Quantity, parse_quantity
from rubrx.reading.sentence import Mention
from rubrx_alignment.analytes import comparable, in_unit_of
from rubrx_alignment.kinds import Body, sentence_quote
from rubrx_alignment.ranges import Amount

#: how far a number may stand from the word it belongs to, in characters
REACH = 60


class QuantityOf(Body):
    """Of what, and which value or range; `unit_optional` takes a bare number too."""

    of: str
    value: Amount = Field(description="such as '2-3', '400-600 mg*h/L', '5 days'")
    unit_optional: bool = False


def quantity(body: QuantityOf, lexicon: Lexicon) -> Judge:
    """Met when a number of the right dimension near the word lies within the value."""
    concept = lexicon.concept(body.of)
    wanted = parse_quantity(body.value)

    def judge(case: Case) -> Outcome:
        reading = case.reading
        near = _near(reading, reading.find(concept), wanted, body)
        near = near or _aimed_at(reading, wanted, body)
        right = [q for q in near if _is_within(in_unit_of(q, wanted, body.of), wanted, body.unit_optional)]
        if right:
            return met(
                f"gives {reading.quote(right[0].start, right[0].end)}",
                [reading.span(q.start, q.end) for q in right[:2]],
            )
        if near:
            return not_met(
                f"gives {reading.quote(near[0].start, near[0].end)}, not {body.value}: "
                f"{sentence_quote(reading, near[0].start)}",
                [reading.span(q.start, q.end) for q in near[:2]],
            )
        return not_met(f"gives no value of {body.of} ({body.value})")

    return judge


def _near(reading: Reading, mentions: list[Mention], wanted: Quantity, body: QuantityOf) -> list[Quantity]:
    """The asserted numbers of the right dimension that stand near a mention, nearest first."""
    found: list[tuple[int, Quantity]] = []
    for mention in mentions:
        start, end, index = mention.start, mention.end, mention.sentence
        for q in reading.sentences[index].quantities:
            kind = comparable(q, wanted, body.of) or (body.unit_optional and not q.dimension)
            distance = max(q.start - end, start - q.end, 0)
            if kind and distance <= REACH and reading.assertion_of(q.start, q.end).holds:
                found.append((distance if q.start >= end else distance + 20, q))
    return [q for _, q in sorted(found, key=lambda pair: (pair[0], pair[1].start))]


#: "target <0.36 mmol/L", "aim for about 0.7 mmol/L": a level by its unit and purpose, of nothing else
_AIM = re.compile(
    r"\b(?:target(?:s|ing|ed)?|aim(?:s|ing|ed)?|goal)[\s:=]*(?:(?:for|at|of|is|be|level|range|value|about"
    r"|around|a|the|to|between|below|under"
    r"|roughly|trough|less than|at most|up to|keep|get)\s*){0,4}[<>≤≥~=\s]*$"
)


#: "three days will clear it", "a week is plenty"
_ENOUGH = re.compile(
    r"\s(?:[a-z]+\s){0,3}?(?:is|are|will|should|would|ought to)\s(?:(?:be|usually|quite|normally|also)\s)*"
    r"(?:clear|do\b|enough|plenty|suffice|sufficient|adequate|the whole|long enough|cure|all (?:she|he|you"
    r"|it)|as good as)"
)


def _aimed_at(reading: Reading, wanted: Quantity, body: QuantityOf) -> list[Quantity]:
    """The values in the unit of a level that the answer aims for without saying of what."""
    text = reading.folded.text
    if wanted.dimension == "time":
        return [
            q
            for sentence in reading.sentences
            for q in sentence.quantities
            if q.dimension == "time"
            and _ENOUGH.match(text, q.end, sentence.end)
            and reading.assertion_of(q.start, q.end).holds
        ]
    if not wanted.per:
        return []
    return [
        q
        for sentence in reading.sentences
        for q in sentence.quantities
        if q.per
        and comparable(q, wanted, body.of)
        and _AIM.search(text, sentence.start, q.start)
        and reading.assertion_of(q.start, q.end).holds
    ]


def _is_within(q: Quantity, wanted: Quantity, unit_optional: bool) -> bool:
    if not q.dimension and unit_optional:
        low, high, wanted_low, wanted_high = q.value_low, q.value_high, wanted.value_low, wanted.value_high
    elif q.per == wanted.per or (unit_optional and not q.per):
        low, high, wanted_low, wanted_high = q.low, q.high, wanted.low, wanted.high
    else:
        return False
    slack = 0.01 * max(abs(wanted_low), abs(wanted_high))
    return low >= wanted_low - slack and high <= wanted_high + slack
