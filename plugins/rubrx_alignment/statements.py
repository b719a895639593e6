"""Statements: `states`, `not_states`: does the answer itself say so?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading.actions import errand_of, said_in
from rubrx.reading.expressions import Expression, Tree
from rubrx.reading.quantities import Quantity, find_quantities
from rubrx.reading.sentence import Sentence
from rubrx.reading.spoken_times import spoken_times
from rubrx.reading.stems import content_stems
from rubrx.records import Span
from rubrx_alignment.kinds import needs_content, sentence_quote, words_of


class Statements:
    """Finds where an answer asserts a concept: by its words, by the same words close together, or by its number."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self._figures = {
            concept.name: tuple(f for spelling in concept.spellings if (f := _Figure.of(spelling)) is not None)
            for concept in expression.concepts.values()
        }
        self._errands = {
            concept.name: tuple(
                dict.fromkeys(done for each in concept.spellings if (done := errand_of(each)) is not None)
            )
            for concept in expression.concepts.values()
        }
        self._any_errand = tuple(dict.fromkeys(done for each in self._errands.values() for done in each))
        self._names = frozenset(expression.concepts)
        self._figure_words = [figure.single for figures in self._figures.values() for figure in figures]

    def may_say(self, reading: Reading) -> bool:
        """Whether the answer has words that could assert any of it: a look at its words, before its sentences."""
        return (
            not self._names.isdisjoint(reading.nameable)
            or bool(self._figure_words and any(words <= reading.stems_looked_for for words in self._figure_words))
            or bool(self._any_errand and any(map(reading.places_of, self._any_errand)))
        )

    def asserted(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans by which the answer itself says the concept."""
        spans = [reading.span(m.start, m.end) for m in reading.asserted(concept)]
        if spans:
            return spans
        for wanted in self._figures[concept.name]:
            for sentence in reading.sentences:
                spans.extend(reading.span(q.start, q.end) for q in wanted.found_in(sentence))
        for errand in () if spans else self._errands[concept.name]:
            spans.extend(reading.span(start, end) for start, end in said_in(errand, reading))
        return spans

    def named(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans where the concept is named at all."""
        return [reading.span(m.start, m.end) for m in reading.find(concept)]


_NUMERAL = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen)\b")


#: two things so many hours apart, or further: a longer gap does as well
_APART = re.compile(r"\b(?:apart|separat\w+|gap|between|spac\w+)\b")
_GAP = 6.0


@dataclass(frozen=True)
class _Figure:
    """A phrase with one quantity in it: the quantity, and the stems of the words that must stand in its sentence."""

    quantity: Quantity
    stems: frozenset[str]

    @property
    def single(self) -> frozenset[str]:
        """The stems that a single word can have: not "q.i.d"."""
        return frozenset(filter(str.isalnum, self.stems))

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
            quantity = quantity._replace(operator="<=")
        elif (not quantity.operator and re.search(r"\bat least\b", lead)) or (
            not quantity.operator and quantity.dimension == "time" and quantity.high <= _GAP and _APART.search(spelling)
        ):
            quantity = quantity._replace(operator=">=")
        rest = content_stems(lead) | content_stems(spelling[quantity.end :])
        return cls(quantity, rest - {"within", "least"})

    def found_in(self, sentence: Sentence) -> list[Quantity]:
        """The quantities of a sentence that say it, asserted by the answer itself, none where its words are missing."""
        if self.stems and not self.stems <= {each for each, _, _ in sentence.stems}:
            return []
        reading = sentence.reading
        return [
            q
            for q in (*sentence.quantities, *self._spoken(sentence))
            if same_quantity(self.quantity, q) and reading.assertion_of(q.start, q.end).holds
        ]


    def _spoken(self, sentence: Sentence) -> Iterator[Quantity]:
        return spoken_times(sentence, articles=False) if self.quantity.dimension == "time" else iter(())


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
    silence = not_met(_does_not_say(tuple(statements.expression.concepts)))

    def judge(case: Case) -> Outcome:
        reading = case.reading
        if not statements.may_say(reading):
            return silence
        found = statements.expression.search(partial(statements.asserted, reading))
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
    return _does_not_say(missing), []


def _does_not_say(missing: tuple[str, ...]) -> str:
    return f"does not say {' or '.join(missing[:4]) or 'enough of it'}"


_CLAUSE_MARK = re.compile(r"[;:()]|\. | - |\b(?:but|whereas|while|however)\b")


def _of_others(reading: Reading, span: Span) -> bool:
    """Whether what stands there is tied to a bound that is not this patient's ("below 15 mL/min it is halved")."""
    position, stop = reading.folded.position(span.start), reading.folded.position(span.end - 1)
    sentence = reading.sentence_at(position)
    if not sentence.bounds:
        return False
    start, end = sentence.start, sentence.end
    for mark in _CLAUSE_MARK.finditer(reading.folded.text, start, end):
        if mark.end() <= position:
            start = mark.end()
        elif mark.start() > position:
            end = mark.start()
            break
    known = [
        bound.holds(value)
        for first, last, bound in sentence.bounds
        if start <= first
        and last <= end
        and not (first <= stop and position < last)  # "kidney failure" is no bound of it
        and (value := reading.patient.value(bound.measure)) is not None
    ]
    return bool(known) and not any(known)


def not_states(body: Tree, lexicon: Lexicon) -> Judge:
    """Met by silence, by denial, and by saying it only of other patients; not met when the answer asserts it."""
    statements = Statements(Expression(body, lexicon))
    silence = met("does not say it")

    def judge(case: Case) -> Outcome:
        reading = case.reading
        if not statements.may_say(reading):
            return silence
        found = statements.expression.search(
            lambda concept: [span for span in statements.asserted(reading, concept) if not _of_others(reading, span)]
        )
        return not_met(f"says {words_of(found.spans, reading)}", found.spans) if found.holds else silence

    return needs_content(judge)
