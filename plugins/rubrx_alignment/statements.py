"""Statements: `states`, `not_states`: does the answer itself say so?"""

from __future__ import annotations

from functools import partial

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.actions import errand_of, places_of, said_in
from rubrx.reading.asked import LEVELS
from rubrx.reading.assertion import State
from rubrx.reading.by_parts import BY_ITSELF, Taken
from rubrx.reading.expressions import Expression, Tree
from rubrx.reading.folding import fold
from rubrx.reading.names import drug_names
from rubrx.reading.others import only_of_others
from rubrx.reading.played_down import PLAYING_DOWN, is_played_down
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.syndromes import signs_of, told_by
from rubrx.records import Span
from rubrx_alignment.courses import courses
from rubrx_alignment.figures import Figure, is_no_course, same_quantity
from rubrx_alignment.kinds import needs_content, sentence_quote, words_of
from rubrx_alignment.said_figures import Rate, bound_of, multiple_of, other_side
from rubrx_alignment.spoken_figures import half_life, kept_dose
from rubrx_alignment.ways import Way, is_way

#: what gives the pattern by which an answer says a phrase of a rubric, in the order in which they are asked
_TELLING = (errand_of, bound_of, multiple_of, kept_dose, half_life)


_NO_EFFECT = re.compile(
    r"(?:no|not|does not|do not|will not|cannot|never|ineffective|useless|without)\b", re.IGNORECASE
)


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
                    if (done := next(filter(None, (tell(each) for tell in _TELLING)), None)) is not None
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
        #: the terms that may be lengths of a course
        self._courses = frozenset(
            name
            for name, figures in self._figures.items()
            if any(isinstance(each, Figure) and each.is_course for each in figures)
        )
        #: what is told by its parts, whatever words say them
        self._taken = {
            name: taken
            for name, each in expression.concepts.items()
            if by_parts and (taken := Taken.of(each, name, lexicon))
        }
        #: the terms that say which way a drug's exposure goes, by the drug's name
        self._ways = {name: Way(name, lexicon) for name, each in expression.concepts.items() if is_way(each)}
        self._any_errand = tuple(dict.fromkeys(done for each in self._errands.values() for done in each))
        self._names = frozenset(expression.concepts)
        #: whether what is to be said is that something does nothing
        self._says_no = any(_NO_EFFECT.match(name) for name, each in expression.concepts.items() if not each.is_drug)
        self._figure_words = [figure.single for figures in self._figures.values() for figure in figures]

    def may_say(self, reading: Reading) -> bool:
        """Whether the answer has words that could assert any of it: a look at its words, before its sentences."""
        return (
            not self._names.isdisjoint(reading.nameable)
            or not self._sign_names.isdisjoint(reading.nameable)
            or bool(self._figure_words and any(words <= reading.stems_looked_for for words in self._figure_words))
            or any(places_of(errand, reading) for errand in self._any_errand)
            or any(taken.may_stand(reading) for taken in self._taken.values())
            or (bool(self._ways) and bool(reading.courses))
        )

    def asserted(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans by which the answer itself says the concept: by words, a figure, an errand, signs or parts."""
        mentions = reading.asserted(concept)
        if not mentions and concept.is_drug:  # "the antibiotic"
            meant = [m for m in reading.drug_mentions if m.concept == concept.name]
            mentions = [m for m in meant if reading.assertion_of(m.start, m.end).holds]
        if not mentions and self._says_no and _names_drug(concept):
            mentions = [m for m in reading.find(concept) if self._speaks_of(reading, m)]
        if mentions and concept.name in self._courses:
            mentions = [m for m in mentions if not is_no_course(reading.sentence_at(m.start), m.start, m.end)]
        if mentions:
            way = self._ways.get(concept.name)
            return [
                reading.span(m.start, m.end)
                for m in mentions
                if not _is_limited(reading, m, concept) and not (way and way.is_of_another(m, reading))
            ]
        spans: list[Span] = []
        for wanted in self._figures[concept.name]:
            for sentence in reading.sentences:
                spans.extend(
                    reading.span(q.start, q.end)
                    for q in wanted.found_in(sentence)
                    if reading.assertion_of(q.start, q.end).state is not State.REJECTED  # "36 hours is what they quote"
                )
        figures = () if spans else self._figures[concept.name]
        lasting = [each.quantity for each in figures if isinstance(each, Figure) and each.is_course]
        if lasting:  # "240 mg tonight, then half as much each evening for four evenings more"
            spans.extend(
                reading.span(q.start, q.end)
                for q in courses(reading)
                if any(same_quantity(each, q) for each in lasting)
                and not is_no_course(reading.sentence_at(q.start), q.start, q.end)
            )
        for errand in () if spans else self._errands[concept.name]:
            spans.extend(reading.span(start, end) for start, end in said_in(errand, reading))
        if not spans and concept.name in self._signs:
            spans.extend(reading.span(m.start, m.end) for m in told_by(self._signs[concept.name], reading))
        if not spans and concept.name in self._taken:
            spans.extend(
                reading.span(start, end)
                for start, end in self._taken[concept.name].said_in(reading)
                if not only_of_others(sentence := reading.sentence_at(start), end)
                and not is_played_down(sentence, start, end, concept.name)
                and not _spares(reading, start, end, concept)
                and not _is_order(sentence, start, concept)
            )
        if not spans and concept.name in self._ways and not reading.find(concept):
            spans.extend(reading.span(each.start, each.end) for each in self._ways[concept.name].told_in(reading))
        return spans

    @staticmethod
    def _speaks_of(reading: Reading, mention: Mention) -> bool:
        """Whether the answer speaks of a drug where it is to say what the drug does not do: "X is useless" does."""
        return reading.assertion_of(mention.start, mention.end).state is State.NEGATED

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


_NOTHING = ("nothing ", "nothing remotely ", "nothing really ", "nothing particularly ")


def _names_drug(concept: Concept) -> bool:
    return concept.is_drug or any(each in drug_names().generic for each in concept.spellings)


#: "a clot kills more people than bleeding does": named as the lesser danger, and no reason
_LESSER = re.compile(
    r"\b(?:(?:kill|harm|hurt|claim|cost|maim|cripple)s?\b[^.;:]{0,30}?\b(?:more|oftener)\b[^.;:]{0,30}?"
    r"|(?:bigger|greater|larger|worse|graver|nearer|likelier)(?: \w+)? (?:danger|risk|worry|threat|killer|enemy|harm"
    r"|fear|concern|evil|problem|hazard)s?\b[^.;:]{0,20}?"
    r"|(?:fear|dread|worry|worries|frightens?|bothers?|scares?)\b[^.;:]{0,40}?\bmore )"
    r"\bthan (?:(?:any|the|an?|her|his|your|their|of|about|risk|that|a little|some|ever|minor|from) )*$"
)


#: what comes right by itself is mended by nobody
_MENDED = re.compile(r"\b(?:correct|sort|settl|mend|fix|recover|resolv|restor|replac|normalis)")


def _is_limited(reading: Reading, mention: Mention, concept: Concept) -> bool:
    """Whether the answer says it of others only, plays it down, or has it merely looked for."""
    sentence = reading.sentence_at(mention.start)
    if reading.folded.text.endswith(_NOTHING, 0, mention.start) and " than " not in sentence.text:
        return True  # "nothing allergic about it"
    words = sentence.text
    if "than" in words and _LESSER.search(reading.folded.text, sentence.start, mention.start):
        return True
    if ("tself" in words or " own" in words) and _MENDED.search(reading.folded.text, mention.start, mention.end):
        return BY_ITSELF.match(reading.folded.text, mention.start, sentence.end) is not None
    if ("contraind" in words or "forbidden" in words or "avoid" in words or "barred" in words) and _of_a_barred_drug(
        reading, mention
    ):
        return True
    if ("eye" in words or "watch" in words or "look" in words) and _LOOKED_FOR.search(
        reading.folded.text, sentence.start, mention.start
    ):
        return True
    if mention.loose and (
        _spares(reading, mention.start, mention.end, concept) or _is_order(sentence, mention.start, concept)
    ):
        return True
    text = sentence.text
    for word in PLAYING_DOWN:  # asked of every statement: a call takes its time
        if word in text:
            if is_played_down(sentence, mention.start, mention.end, concept.name):
                return True
            break
    return only_of_others(sentence, mention.end)


#: "raise the potassium" orders what "raised potassium" and "hyperkalaemia" tell
_STATE = re.compile(r"(?:raised|increased|elevated|reduced|lowered|decreased|doubled|halved|low|high) |hyp(?:er|o)")
_ORDER = re.compile(r"(?:raise|increase|elevate|reduce|lower|decrease|double|halve) ")
_FIRST_IN_CLAUSE = re.compile(r"(?:^|[,;:(]|\b(?:and|then|please|must|should|to|or|so|now|i'd|we'd|would)) ?$")


def _is_order(sentence: Sentence, start: int, concept: Concept) -> bool:
    """Whether what stands there orders what a term tells of."""
    text = sentence.reading.folded.text
    return (
        _ORDER.match(text, start) is not None
        and _STATE.match(fold(concept.name).text) is not None
        and _FIRST_IN_CLAUSE.search(text[sentence.words_start : start].lstrip()) is not None
    )


#: "excreted in the bile and so needs no change for the kidney": the organ is named as the one that has no part in it
_OTHER_WAYS = (
    (re.compile(r"\b(?:kidney|renal)"), re.compile(r"\b(?:bile|biliary|liver|gut|bowel|faeces)\b")),
    (re.compile(r"\b(?:liver|hepatic)"), re.compile(r"\b(?:kidneys?|urine|renal(?:ly)?)\b")),
)
_SPARES = re.compile(r"\b(?:so|not|no|without|rather|never|instead|spar(?:es|ing)|leav(?:es|ing))\b")


def _spares(reading: Reading, start: int, end: int, concept: Concept) -> bool:
    """Whether what stands there has a drug leave by another organ than a term names, which it only spares."""
    for own, other in _OTHER_WAYS:
        if own.search(concept.name):
            way = other.search(reading.folded.text, start, end)
            return way is not None and _SPARES.search(reading.folded.text, way.end(), end) is not None
    return False


def _of_a_barred_drug(reading: Reading, mention: Mention) -> bool:
    """Whether it is only the form of a drug that is barred: "oral vancomycin is contraindicated"."""
    after = next((m for m in reading.drug_mentions if m.start == mention.end + 1), None)
    if after is None or after.concept == mention.concept:
        return False
    return any(
        each.sentence == mention.sentence
        and each.against >= LEVELS["avoid"]
        and each.start >= after.end
        and not each.implied
        and after.concept in each.targets
        for each in reading.stances
    )


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
