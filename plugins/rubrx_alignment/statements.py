"""Statements: `states`, `not_states`, `claim`: does the answer itself say so?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated

from pydantic import Field

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reader, Reading
from rubrx.reading.assertion import State
from rubrx.reading.expressions import Expression, Tree
from rubrx.reading.folding import fold
from rubrx.reading.quantities import Quantity, find_quantities
from rubrx.reading.reader import Sentence
from rubrx.reading.stance import Stance, settled
from rubrx.reading.stems import content_stems
from rubrx.records import Span
from rubrx_alignment.kinds import needs_content, sentence_quote, words_of

#: a claim as a criterion writes it
Claim = Annotated[str, Field(min_length=3, max_length=500)]
#: a claim is met from this share of its content words on, in one sentence or two that follow each other
CLAIM_COVERAGE = 0.6


class Statements:
    """Finds where an answer asserts a concept: by its words, by the same words close together, or by its number."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self._figures = {
            concept.name: tuple(f for spelling in concept.spellings if (f := _Figure.of(spelling)) is not None)
            for concept in expression.concepts.values()
        }

    def asserted(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans by which the answer itself says the concept."""
        spans = [reading.span(m.start, m.end) for m in reading.asserted(concept)]
        for wanted in () if spans else self._figures[concept.name]:
            for sentence in reading.sentences:
                spans.extend(reading.span(q.start, q.end) for q in wanted.found_in(sentence))
        return spans

    def named(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans where the concept is named at all."""
        return [reading.span(m.start, m.end) for m in reading.find(concept)]


_NUMERAL = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen)\b")


@dataclass(frozen=True)
class _Figure:
    """A phrase with one quantity in it: the quantity, and the stems of the words that must stand in its sentence."""

    quantity: Quantity
    stems: frozenset[str]

    @classmethod
    def of(cls, spelling: str) -> _Figure | None:
        """The figure of a folded phrase, or None where it has no single quantity with a unit."""
        if not _NUMERAL.search(spelling):
            return None
        quantities = find_quantities(spelling)
        if len(quantities) != 1 or not quantities[0].unit:
            return None
        quantity = quantities[0]
        lead = spelling[: quantity.start]
        if not quantity.operator and re.search(r"\bwithin\b|\bup to\b", lead):
            quantity = replace(quantity, operator="<=")
        elif not quantity.operator and re.search(r"\bat least\b", lead):
            quantity = replace(quantity, operator=">=")
        rest = content_stems(lead) | content_stems(spelling[quantity.end :])
        return cls(quantity, rest - {"within", "least"})

    def found_in(self, sentence: Sentence) -> list[Quantity]:
        """The quantities of a sentence that say it, asserted by the answer itself, none where its words are missing."""
        if self.stems and not self.stems <= {each for each, _, _ in sentence.stems}:
            return []
        reading = sentence.reading
        return [
            q
            for q in sentence.quantities
            if same_quantity(self.quantity, q) and reading.assertion_of(q.start, q.end).holds
        ]


def same_quantity(wanted: Quantity, found: Quantity) -> bool:
    """Whether a stated quantity is the wanted one: same dimension and rate, within 1 %; a bound takes what it holds."""
    if wanted.dimension != found.dimension or wanted.per != found.per:
        return False
    slack = 0.01 * max(abs(wanted.high), abs(wanted.low))
    if wanted.operator in ("<", "<="):
        return found.high <= wanted.high + slack and found.operator not in (">", ">=")
    if wanted.operator in (">", ">="):
        return found.low >= wanted.low - slack and found.operator not in ("<", "<=")
    return found.low >= wanted.low - slack and found.high <= wanted.high + slack


def states(body: Tree, lexicon: Lexicon) -> Judge:
    """Met when the answer asserts enough of the expression."""
    statements = Statements(Expression(body, lexicon))

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = statements.expression.search(lambda concept: statements.asserted(reading, concept))
        if found.holds:
            return met(f"says {words_of(found.spans, reading)}", found.spans)
        return not_met(*_why_not(statements, reading, found.missing))

    return judge


def _why_not(statements: Statements, reading: Reading, missing: tuple[str, ...]) -> tuple[str, list[Span]]:
    """Why an expression is not asserted: named but denied, or not said."""
    for name in missing:
        for mention in reading.find(statements.expression.concepts[name]):
            said = reading.assertion_of(mention.start, mention.end)
            span = reading.span(mention.start, mention.end)
            reason = f"{name} is {said.state}" if said.state != "listed" else f"{name} stands in a bare list"
            return f"{reason}: {sentence_quote(reading, mention.start)}", [span]
    return f"does not say {' or '.join(missing[:4]) or 'enough of it'}", []


def not_states(body: Tree, lexicon: Lexicon) -> Judge:
    """Met by silence and by denial; not met when the answer asserts it."""
    statements = Statements(Expression(body, lexicon))

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = statements.expression.search(lambda concept: statements.asserted(reading, concept))
        if found.holds:
            return not_met(f"says {words_of(found.spans, reading)}", found.spans)
        return met("does not say it")

    return needs_content(judge)


#: with its stance found, a claim needs only this share of its other words
STANCE_COVERAGE = 0.34


class _Claim:
    """A claim in plain English, read with the same reader as the answers: its content words, polarity and stances."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.wanted = content_stems(fold(text).text)
        if not self.wanted:
            raise ValueError("a claim needs at least one word with content")
        self._lexicon = lexicon

    @cached_property
    def reading(self) -> Reading:
        """The claim, read; only once every criterion has put its words into the lexicon."""
        return Reader(self._lexicon).read(self.text)

    @cached_property
    def denies(self) -> bool:
        """Whether the claim is put as a denial, and no stance takes the denial in."""
        sentence = self.reading.sentences[0]
        return bool([hit for hit in sentence.negations if hit.cue.kind == "before"]) and not self.stances

    @cached_property
    def stances(self) -> list[Stance]:
        """The stances that the claim itself takes."""
        return [
            each
            for each in self.reading.stances
            if each.against
            and not each.implied
            and not each.conditional
            # "sources disagree whether it should be avoided" takes no stance itself
            and not re.search(r"\b(?:which|whether|where|about|if)\b", self.reading.folded.text[: each.start])
        ]

    def judge(self, case: Case) -> Outcome:
        """Whether the answer says so, says the contrary, or neither."""
        reading = case.reading
        for mine in self.stances[:1]:
            theirs = settled([s for s in reading.stances if set(s.targets) & set(mine.targets)], reading)
            opposed = [s for s in theirs if s.against * mine.against < 0]
            if opposed:
                place = opposed[0]
                return not_met(
                    f"says the contrary: {sentence_quote(reading, place.start)}", [reading.span(place.start, place.end)]
                )
        share, window = self._best(reading)
        agrees = bool(self.stances) and any(
            s.against * self.stances[0].against > 0 and set(s.targets) & set(self.stances[0].targets)
            for s in settled(reading.stances, reading)
        )
        needed = STANCE_COVERAGE if agrees else CLAIM_COVERAGE
        if self.stances and not agrees and share < 0.8:
            needed = 1.0
        if not window or share < needed:
            return not_met(f"no sentence holds enough of the claim (best {share:.0%} of its words)", score=1 - share)
        return self._weighed(reading, window, share)

    def _best(self, reading: Reading) -> tuple[float, list[Sentence]]:
        """The sentence, or two that follow each other, with the largest share of the claim's words."""
        best, window = 0.0, []
        sentences = [s for s in reading.sentences if not s.is_bare_list and not s.is_question]
        for index in range(len(sentences)):
            for width in (1, 2):
                here = sentences[index : index + width]
                have = {each for s in here for each, _, _ in s.stems}
                share = len(self.wanted & have) / len(self.wanted) - 0.05 * (width - 1)
                if share > best:
                    best, window = share, here
        return best, window

    def _weighed(self, reading: Reading, window: list[Sentence], share: float) -> Outcome:
        """The outcome once the words are there: does the answer say so itself, and with the claim's polarity?"""
        hits = [start for s in window for each, start, _ in s.stems if each in self.wanted]
        states = [reading.assertion_of(hit, hit + 1).state for hit in hits]
        span = reading.span(window[0].start, window[-1].end)
        shown = sentence_quote(reading, hits[0])
        negated = states.count(State.NEGATED) > len(states) / 2
        if negated != self.denies:
            return not_met(f"says the contrary: {shown}", [span], score=share)
        if states[0] in (State.HYPOTHETICAL, State.OTHER_SUBJECT, State.REJECTED, State.ADDRESSED):
            return not_met(f"{states[0]}: {shown}", [span], score=share)
        return met(f"says so: {shown}", [span], score=min(1.0, share))


def claim(body: str, lexicon: Lexicon) -> Judge:
    """Met when one sentence, or two together, hold enough of the claim's content words with its polarity and stance."""
    return _Claim(body, lexicon).judge
