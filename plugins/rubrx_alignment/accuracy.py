"""Accuracy: is what the answer says right, and does it say what it must?

Each criterion is one fact or piece of advice. It goes well when met (a criterion with negative points: when not
met); the rate is the share that went well among the applicable ones, an unassessed one counted as failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, model_validator

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Lexicon
from rubrx.reading import late_re as re
from rubrx.reading.expressions import Expr
from rubrx.records import Span
from rubrx_alignment.advice import Monitors, asks_about, monitors, not_recommends, recommends
from rubrx_alignment.claims import Claim, claim
from rubrx_alignment.kinds import Body, KindMetric, words_of
from rubrx_alignment.linear import compile_linear
from rubrx_alignment.self_tests import SELF_TESTS
from rubrx_alignment.statements import not_states, states
from rubrx_alignment.warnings import Warned, contraindicated


class Words(Body):
    """How many words the answer may have; either bound may be left out."""

    min: int = Field(0, ge=0, description="at least so many words")
    max: int | None = Field(None, ge=1, description="at most so many words")

    @model_validator(mode="after")
    def _ordered(self) -> Words:
        if self.max is None and self.min == 0:
            raise ValueError("every answer has 0 words or more: give min, max or both")
        if self.max is not None and self.max < self.min:
            raise ValueError(f"max ({self.max}) must not be less than min ({self.min})")
        return self


def _checked_pattern(pattern: str) -> str:
    if not pattern.strip():
        raise ValueError("must not be empty: an empty pattern is found in every answer")
    if compile_linear(pattern).search("") is not None:
        raise ValueError("is found where nothing stands, as in an empty answer: ask for at least one character")
    return pattern


Pattern = Annotated[str, AfterValidator(_checked_pattern), Field(max_length=2000)]


def words(body: Words, lexicon: Lexicon) -> Judge:
    """Met when the answer has between `min` and `max` words."""
    del lexicon
    low, high = body.min, body.max

    def judge(case: Case) -> Outcome:
        count = case.reading.words
        if count < low:
            return not_met(f"{count} words, fewer than {low}")
        if high is not None and count > high:
            return not_met(f"{count} words, more than {high}")
        return met(f"{count} words")

    return judge


#: halves of characters, as broken JSON carries them: the engine takes whole ones only
_HALVES = re.compile("[\ud800-\udfff]")


def matches(body: str, lexicon: Lexicon) -> Judge:
    """Met when the pattern is found, upper and lower case alike; the engine's time is linear in the text."""
    del lexicon
    pattern = compile_linear(body)
    silence = not_met("the pattern is not found")

    def judge(case: Case) -> Outcome:
        text = case.response.text
        found = pattern.search(text if text.isascii() else _HALVES.sub("\ufffd", text))
        if found is None:
            return silence
        span = Span(found.start(), found.end())
        if span.start == span.end:  # "\b": a place, and no words to show
            return met("the pattern is found between two characters")
        return met(f"found {words_of([span], case.reading)}", [span])

    return judge


class Accuracy(KindMetric):
    """Is what the answer says right, and does it say what it must?"""

    name = "accuracy"
    description = "states what is right, recommends and monitors what it must"
    target = 0.95
    kinds: ClassVar[Mapping[str, Any]] = {
        "states": Expr,
        "not_states": Expr,
        "recommends": Expr,
        "not_recommends": Expr,
        "contraindicated": Warned,
        "monitors": Monitors,
        "claim": Claim,
        "matches": Pattern,
        "words": Words,
        "asks_about": Expr,
    }
    prepares: ClassVar[Mapping[str, Any]] = {
        "states": states,
        "not_states": not_states,
        "recommends": recommends,
        "not_recommends": not_recommends,
        "contraindicated": contraindicated,
        "monitors": monitors,
        "claim": claim,
        "matches": matches,
        "words": words,
        "asks_about": asks_about,
    }
    self_tests = SELF_TESTS[name]
    kind_examples: ClassVar[Mapping[str, str]] = {
        "states": "{id: why, metric: accuracy, points: 2, states: lactic acidosis}",
        "not_states": "{id: no-folklore, metric: accuracy, points: 1, not_states: herbal detox}",
        "recommends": "{id: alternatives, metric: accuracy, points: 2,\n"
        " recommends: {at_least: 2, of: [insulin, linagliptin, semaglutide]}}",
        "not_recommends": "{id: no-sglt2, metric: accuracy, points: 1, not_recommends: empagliflozin}",
        "contraindicated": "{id: advises-against, metric: accuracy, points: 2,\n"
        " contraindicated: {drug: kratom, at_least: hold}}",
        "monitors": "{id: inr, metric: accuracy, points: 1, monitors: {any: [INR], within: 1 week}}",
        "claim": "{id: dismisses, metric: accuracy, points: -4, claim: Metformin is safe at any eGFR.}",
        "matches": "{id: cites-egfr, metric: accuracy, points: 1, matches: 'eGFR\\s*(of\\s*)?28'}",
        "words": "{id: length, metric: accuracy, points: 1, words: {min: 20, max: 150}}",
        "asks_about": "{id: asks-trend, metric: accuracy, points: 1, asks_about: previous eGFR}",
    }
