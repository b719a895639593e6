"""Statements: `states`, `not_states`, `claim`: does the answer itself say so?"""

from __future__ import annotations

import re

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading.expressions import Expression, Tree
from rubrx.reading.quantities import Quantity, parse_quantity
from rubrx.reading.stems import content_stems
from rubrx.records import Span
from rubrx_alignment.kinds import needs_content, sentence_quote, words_of

#: a claim is met from this share of its content words on, in one sentence or two that follow each other
CLAIM_COVERAGE = 0.6


class Statements:
    """Finds where an answer asserts a concept: by its words, by the same words close together, or by its number."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self._quantities = {
            name: tuple(q for spelling in concept.spellings if (q := _quantity_in(spelling)) is not None)
            for name, concept in expression.concepts.items()
        }
        self._by_concept = {
            concept.name: self._quantities[name] for name, concept in expression.concepts.items()
        }

    def asserted(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans by which the answer itself says the concept."""
        spans = [reading.span(m.start, m.end) for m in reading.asserted(concept)]
        for wanted in () if spans else self._by_concept[concept.name]:
            for sentence in reading.sentences:
                for quantity in sentence.quantities:
                    if same_quantity(wanted, quantity) and reading.assertion_of(quantity.start, quantity.end).holds:
                        spans.append(reading.span(quantity.start, quantity.end))
        return spans

    def named(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans where the concept is named at all."""
        return [reading.span(m.start, m.end) for m in reading.find(concept)]


def _quantity_in(spelling: str) -> Quantity | None:
    if not re.search(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen)\b", spelling):
        return None
    try:
        quantity = parse_quantity(spelling)
    except ValueError:
        return None
    return quantity if quantity.unit else None


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


_NEGATIVE = frozenset("not no never cannot without neither nor don't doesn't isn't shouldn't wouldn't can't aren't won't".split())


def claim(body: str, lexicon: Lexicon) -> Judge:
    """Met when one sentence, or two together, hold enough of the claim's content words with its polarity."""
    del lexicon
    text = body.lower()
    wanted = content_stems(text)
    if not wanted:
        raise ValueError("a claim needs at least one word with content")
    denies = any(word in _NEGATIVE for word in re.findall(r"[a-z']+", text))

    def judge(case: Case) -> Outcome:
        reading = case.reading
        best, place = 0.0, None
        sentences = [s for s in reading.sentences if not s.is_bare_list and not s.is_question]
        for index, sentence in enumerate(sentences):
            for width in (1, 2):
                window = sentences[index : index + width]
                have = {each for s in window for each, _, _ in s.stems}
                share = len(wanted & have) / len(wanted) - 0.05 * (width - 1)
                if share > best:
                    best, place = share, (sentence, window[-1])
        if place is None or best < CLAIM_COVERAGE:
            return not_met(f"no sentence holds enough of the claim (best {best:.0%} of its words)", score=1 - best)
        first, last = place
        span = reading.span(first.start, last.end)
        hits = [start for s in (first, last) for each, start, _ in s.stems if each in wanted]
        negated = sum(reading.assertion_of(h, h + 1).state == "negated" for h in hits) > len(hits) / 2
        if negated != denies:
            return not_met(f"says the contrary: {sentence_quote(reading, first.start)}", [span], score=best)
        if any(reading.assertion_of(h, h + 1).state in ("hypothetical", "said of somebody else", "a view the answer rejects") for h in hits[:1]):
            return not_met(f"not the answer's own view: {sentence_quote(reading, first.start)}", [span], score=best)
        return met(f"says so: {sentence_quote(reading, hits[0])}", [span], score=min(1.0, best))

    return judge
