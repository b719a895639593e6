"""Statements: `states`, `not_states`: does the answer itself say so?"""

from __future__ import annotations

from functools import partial

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.actions import errand_of, places_of, said_in
from rubrx.reading.by_parts import Taken
from rubrx.reading.expressions import Expression, Tree
from rubrx.reading.others import only_of_others
from rubrx.reading.sentence import Mention
from rubrx.reading.syndromes import signs_of, told_by
from rubrx.records import Span
from rubrx_alignment.courses import courses
from rubrx_alignment.figures import Figure, same_quantity
from rubrx_alignment.kinds import needs_content, sentence_quote, words_of
from rubrx_alignment.said_figures import Rate, bound_of, multiple_of, other_side


class Statements:
    """Finds where an answer asserts a concept: by its words, by the same words close together, or by its number."""

    def __init__(self, expression: Expression, lexicon: Lexicon, *, by_parts: bool = True) -> None:
        """`by_parts` says that a term may be told by its parts, in whatever words."""
        self.expression = expression
        #: what is told by its signs: the signs of each concept
        self._signs = {name: signs for name, each in expression.concepts.items() if (signs := signs_of(each, lexicon))}
        self._sign_names = frozenset(each.name for signs in self._signs.values() for each in signs)
        self._figures = {
            concept.name: tuple(
                f for each in concept.spellings for f in (Figure.of(each), Rate.of(each)) if f is not None
            )
            for concept in expression.concepts.values()
        }
        self._errands = {
            concept.name: tuple(
                dict.fromkeys(
                    done
                    for each in concept.spellings
                    if (done := errand_of(each) or bound_of(each) or multiple_of(each)) is not None
                )
            )
            for concept in expression.concepts.values()
        }
        #: what puts a figure on the other side of a concept's bound, where it is one
        self.other_sides = {
            name: other
            for name, each in expression.concepts.items()
            if (other := next(filter(None, map(other_side, each.spellings)), None))
        }
        #: what is told by its parts, whatever words say them
        self._taken = {
            name: taken
            for name, each in expression.concepts.items()
            if by_parts and (taken := Taken.of(each, name, lexicon))
        }
        self._any_errand = tuple(dict.fromkeys(done for each in self._errands.values() for done in each))
        self._names = frozenset(expression.concepts)
        self._figure_words = [figure.single for figures in self._figures.values() for figure in figures]

    def may_say(self, reading: Reading) -> bool:
        """Whether the answer has words that could assert any of it: a look at its words, before its sentences."""
        return (
            not self._names.isdisjoint(reading.nameable)
            or not self._sign_names.isdisjoint(reading.nameable)
            or bool(self._figure_words and any(words <= reading.stems_looked_for for words in self._figure_words))
            or any(places_of(errand, reading) for errand in self._any_errand)
            or any(taken.may_stand(reading) for taken in self._taken.values())
        )

    def asserted(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans by which the answer itself says the concept: by words, a figure, an errand, signs or parts."""
        mentions = reading.asserted(concept)
        if not mentions and concept.is_drug:  # "the antibiotic"
            meant = [m for m in reading.drug_mentions if m.concept == concept.name]
            mentions = [m for m in meant if reading.assertion_of(m.start, m.end).holds]
        if mentions:
            return [reading.span(m.start, m.end) for m in mentions if not _is_limited(reading, m)]
        spans: list[Span] = []
        for wanted in self._figures[concept.name]:
            for sentence in reading.sentences:
                spans.extend(reading.span(q.start, q.end) for q in wanted.found_in(sentence))
        figures = () if spans else self._figures[concept.name]
        lasting = [each.quantity for each in figures if isinstance(each, Figure) and each.is_course]
        if lasting:  # "240 mg tonight, then half as much each evening for four evenings more"
            spans.extend(
                reading.span(q.start, q.end)
                for q in courses(reading)
                if any(same_quantity(each, q) for each in lasting)
            )
        for errand in () if spans else self._errands[concept.name]:
            spans.extend(reading.span(start, end) for start, end in said_in(errand, reading))
        if not spans and concept.name in self._signs:
            spans.extend(reading.span(m.start, m.end) for m in told_by(self._signs[concept.name], reading))
        if not spans and concept.name in self._taken:
            spans.extend(
                reading.span(start, end)
                for start, end in self._taken[concept.name].said_in(reading)
                if not only_of_others(reading.sentence_at(start), end)
            )
        return spans

    def inside(self, reading: Reading, concept: Concept) -> list[Span]:
        """Those of `asserted` that do not put a figure on the other side of the concept's bound."""
        spans = self.asserted(reading, concept)
        other = self.other_sides.get(concept.name)
        return spans if other is None else [each for each in spans if not _beside(reading, each, other)]

    def named(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans where the concept is named at all."""
        return [reading.span(m.start, m.end) for m in reading.find(concept)]


#: how far before a figure what bounds it may stand, in characters
_BESIDE = 14


def _beside(reading: Reading, span: Span, other: re.Pattern[str]) -> bool:
    start, end = reading.folded.position(span.start), reading.folded.position(span.end - 1)
    return other.search(reading.folded.text, max(0, start - _BESIDE), end) is not None


#: "it is fine, just keep an eye on the baby for slow breaths": what is only looked for is not said to come
_LOOKED_FOR = re.compile(
    r"\b(?:(?:just|simply|merely|only|do|if you (?:like|want|wish)|to be careful|otherwise)\b[^.;:]{0,40}?)"
    r"(?:keep(?:ing)? (?:an?|half an) (?:\w+ )?eye|look(?:ing)? out|watch(?:ing)?(?: out)?"
    r"|be(?:ing)? alert)\b[^.;:]{0,60}$"
)


def _is_limited(reading: Reading, mention: Mention) -> bool:
    """Whether the answer says it of others only, or has it merely looked for."""
    sentence = reading.sentence_at(mention.start)
    if ("eye" in sentence.text or "watch" in sentence.text or "look" in sentence.text) and _LOOKED_FOR.search(
        reading.folded.text, sentence.start, mention.start
    ):
        return True
    return only_of_others(sentence, mention.end)


def states(body: Tree, lexicon: Lexicon) -> Judge:
    """Met when the answer asserts enough of the expression."""
    statements = Statements(Expression(body, lexicon), lexicon)
    silence = not_met(_does_not_say(tuple(statements.expression.concepts)))
    asserted = statements.inside if statements.other_sides else statements.asserted

    def judge(case: Case) -> Outcome:
        reading = case.reading
        if not statements.may_say(reading):
            return silence
        found = statements.expression.search(partial(asserted, reading))
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
            reason = f"{name} is said of others only" if said.holds else f"{name} is {said.state}"
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
    statements = Statements(Expression(body, lexicon), lexicon, by_parts=False)
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
