"""Statements: `states`, `not_states`: does the answer itself say so?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.actions import errand_of, places_of, said_in
from rubrx.reading.assertion import State
from rubrx.reading.by_parts import Taken
from rubrx.reading.expressions import Expression, Tree
from rubrx.reading.others import only_of_others
from rubrx.reading.quantities import Quantity, find_quantities
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.spoken_times import spoken_times
from rubrx.reading.stems import content_stems
from rubrx.reading.syndromes import signs_of, told_by
from rubrx.records import Span
from rubrx_alignment.courses import courses
from rubrx_alignment.kinds import needs_content, sentence_quote, words_of
from rubrx_alignment.said_figures import Rate, bound_of, multiple_of


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
                f for each in concept.spellings for f in (_Figure.of(each), Rate.of(each)) if f is not None
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
        """Spans by which the answer itself says the concept."""
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
        lasting = [each.quantity for each in figures if isinstance(each, _Figure) and each.is_course]
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

    def named(self, reading: Reading, concept: Concept) -> list[Span]:
        """Spans where the concept is named at all."""
        return [reading.span(m.start, m.end) for m in reading.find(concept)]


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


_NUMERAL = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen)\b")


#: how many times as long a time may be as the least that is asked for
_MUCH_LONGER = 4.5
#: two things so many hours apart, or further: a longer gap does as well
_APART = re.compile(r"\b(?:apart|separat\w+|gap|between|spac\w+)\b")
_GAP = 6.0
#: a time so many times a least one is meant for something else: "see her in three months" of "at least 6 hours"
_MOST = 4.0
_HALF_A_DAY, _A_DAY = 4.0, 24.0
#: words by which an answer keeps two things apart, and those by which it puts one of them at the other end of the day
_KEPT_APART = re.compile(
    r"\b(?:apart|between|before|after|separat\w*|gap|spac\w+|stagger\w*|later|earlier|sooner than"
    r"|either side|clear of|away from"
    r"|ahead of|behind|distance|interval|leave|wait|following|until|from the)\b"
)
_OTHER_END = re.compile(
    r"\b(?:mov\w+|shift\w*|push\w*|put|leav\w*|keep|tak\w+|have|giv\w+|switch\w*|sav\w+|hold"
    r"|swap\w*)\b[^.;]{0,50}?\b(?:to|until|till|at|for|with|in)"
    r" (?:the |her |his |your )?(?:bed ?time|night|evening|lunch\w*|tea-?time|supper|dinner|midday|noon"
    r"|afternoon)\b"
)
#: a stretch after something has stopped, in any words for stopping
_STOPPED = re.compile(
    r"\b(?:stop\w*|finish\w*|ceas\w*|cessation|discontinu\w*|quit\w*|last (?:dose|tablet|one|day|pill)"
    r"|com(?:e|ing) off|came off|withdraw\w*"
    r"|off it|end(?:s|ed|ing)?|complet\w*|gone|over|swallowed|washout|wash-out|thereafter|afterwards)\b"
)


#: "a year must pass first": one of them is a least time
_WAITS = re.compile(
    r"\b(?:pass|wait\w*|gap|apart|between|until|till|gone by|go by|elapse\w*|lapse\w*|not before|first)\b"
)
#: a time before the knife, in any words for it
_INCISION = frozenset(
    content_stems("before incision surgery operation theatre skin knife procedure pre-op preop preoperatively")
)
_BEFORE_CUT = re.compile(
    r"(?: or so| or more)?,? (?:before|ahead of|prior to|in advance of|pre-?) ?(?:the |his |her |your "
    r"|any |first |skin )*"
    r"(?:cuts?|incision|knife|skin|surgeons?|surgery|operation|theatre|procedure|scalpel|blade|(?:s?he|they) cuts?)\b"
)
#: how a time is said that something is to happen within: "wait twenty minutes" is none
_WITHIN = re.compile(
    r"(?:\b(?:within|inside|in|during|before|by|under|less than|fewer than|up to|at most|no (?:more"
    r"|later) than|every|at"
    r"|over|not more than|below|maximum|max|first|next|until|<=?|≤)|[<≤(:])\W*(?:the )?(?:about |around "
    r"|first |next |space of )*"
    r"(?:[\w.]+ ?(?:-|to|or|and) ?)?$"
)
_THEREOF = re.compile(
    r"(?: or (?:less|so|two|under|sooner))?,? (?:before|ahead|prior|beforehand|of|from|after|post|pre"
    r"|at (?:most|the latest)"
    r"|maximum|max|or less|window|later)\b"
)


@dataclass(frozen=True)
class _Figure:
    """A phrase with one quantity in it: the quantity, and the stems of the words that must stand in its sentence."""

    quantity: Quantity
    stems: frozenset[str]
    #: what its words are for, where any of their kind will do: a gap, or a time after stopping
    manner: str = ""
    #: it has no other words
    bare: bool = False

    @property
    def single(self) -> frozenset[str]:
        """The stems that a single word can have, and has to: not "q.i.d"."""
        return frozenset() if self.manner else frozenset(filter(str.isalnum, self.stems))

    @property
    def is_course(self) -> bool:
        """Whether it may be the length of a course: "5 days" and no more."""
        q = self.quantity
        return self.bare and not q.operator and q.dimension == "time" and q.low > _A_DAY

    @property
    def slack(self) -> float:
        """How far a figure may be off, as a share: ninety days are three months."""
        return 0.03 if self.quantity.unit == "month" else 0.01

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
        rest = (content_stems(lead) | content_stems(spelling[quantity.end :])) - {"within", "least"}
        timed = quantity.dimension == "time"
        about = " ".join((lead, spelling[quantity.end :]))
        apart = timed and _APART.search(about) and len(rest) == 1
        stopped = timed and re.fullmatch(
            r"\W*(?:at least |for |about )*(?:after|of|post) (?:stopping"
            r"|cessation|discontinuation|last dose)\W*",
            about,
        )
        within = timed and quantity.operator == "<=" and "within" in lead and rest <= _INCISION
        cut = timed and not apart and ("before" in about or "pre" in about) and bool(rest) and rest <= _INCISION
        manner = "apart" if apart else "stopped" if stopped else "within" if within else "cut" if cut else ""
        if within and rest:
            manner = "within cut"
        return cls(quantity, rest, manner, not re.search(r"[a-z]", about.replace("for ", " ")))

    def found_in(self, sentence: Sentence) -> list[Quantity]:
        """The quantities of a sentence that say it, asserted by the answer itself, none where its words are missing."""
        if self.stems and not (
            self.stems <= {each for each, _, _ in sentence.stems}
            or (self.manner == "apart" and (_KEPT_APART.search(sentence.text) or _OTHER_END.search(sentence.text)))
            or (self.manner == "stopped" and _STOPPED.search(sentence.text))
            or (self.manner.endswith("cut") and _BEFORE_CUT.search(sentence.text))
        ):
            return []
        reading = sentence.reading
        found = [
            q
            for q in (*sentence.quantities, *self._spoken(sentence))
            if q.high <= (_A_DAY if self.manner == "apart" else self._longest)
            and same_quantity(self.quantity, q, 0.1 if self.manner == "stopped" else self.slack)
            and (not self.manner.startswith("within") or _is_within(sentence, q))
            and (self.quantity.operator != ">=" or q.dimension != "time" or q.low <= _MOST * self.quantity.high)
            and (reading.assertion_of(q.start, q.end).holds or _lasts(reading, q))
        ]
        if not found and self.manner == "apart" and self.quantity.high <= _HALF_A_DAY:
            place = _OTHER_END.search(sentence.text)
            if place is not None:
                start, end = sentence.start + place.start(), sentence.start + place.end()
                return [self.quantity._replace(start=start, end=end)] if reading.assertion_of(start, end).holds else []
        return found

    @property
    def _longest(self) -> float:
        """How long a time may be that says "at least 6 hours": "see her in three months" is another matter."""
        least = self.quantity.dimension == "time" and self.quantity.operator in (">", ">=")
        return _MUCH_LONGER * self.quantity.high if least else math.inf

    def _spoken(self, sentence: Sentence) -> Iterator[Quantity]:
        if self.quantity.dimension != "time":
            return iter(())
        waits = self.quantity.operator == ">=" and _WAITS.search(sentence.text)
        return spoken_times(sentence, articles=bool(waits) or (self.manner == "stopped" and "month" in sentence.text))


def _is_within(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a time is one that something is to happen within, or before something: "wait 20 minutes" is not."""
    text = sentence.reading.folded.text
    lead = text[max(sentence.start, quantity.start - 40) : quantity.start]
    return bool(_WITHIN.search(lead) or _THEREOF.match(text, quantity.end))


#: "no nitrate for 24 h": what is denied is the nitrate, for that long
_FOR = re.compile(
    r"\b(?:for|within|until|in the (?:next|first))(?: (?:at least|about|some|the|next"
    r"|first|another|a))* $"
)
_NO_NEED = re.compile(r"\b(?:need|have to|has to|necessary|point|reason|must wait|should wait|wait)\b")


def _lasts(reading: Reading, quantity: Quantity) -> bool:
    """Whether a stretch of time says for how long something is not to be done."""
    text, said = reading.folded.text, reading.assertion_of(quantity.start, quantity.end)
    if said.state is not State.NEGATED or said.cue is None or quantity.dimension != "time":
        return False
    between = text[said.cue[1] : quantity.start]
    if between.strip() == "for":  # "not for 5 days, but for 10"
        return False
    return bool(_FOR.search(between)) and not _NO_NEED.search(text[max(0, said.cue[0] - 6) : quantity.start])


def same_quantity(wanted: Quantity, found: Quantity, share: float = 0.01) -> bool:
    """Whether a stated quantity is the wanted one: same dimension and rate, within 1 %; a bound takes what it holds."""
    if wanted.dimension != found.dimension or wanted.per != found.per:
        return False
    slack = share * max(abs(wanted.high), abs(wanted.low))
    if wanted.operator in ("<", "<="):
        return found.high <= wanted.high + slack and found.operator not in (">", ">=")
    if wanted.operator in (">", ">="):
        return found.low >= wanted.low - slack and found.operator not in ("<", "<=")
    return found.low >= wanted.low - slack and found.high <= wanted.high + slack


def states(body: Tree, lexicon: Lexicon) -> Judge:
    """Met when the answer asserts enough of the expression."""
    statements = Statements(Expression(body, lexicon), lexicon)
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
