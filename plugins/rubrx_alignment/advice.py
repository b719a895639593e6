"""Advice: `recommends`, `not_recommends`, `monitors`, `asks_about`: what the answer wants done, watched or asked."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from pydantic import ConfigDict, model_validator

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading.ellipsis import elliptic
from rubrx.reading.expressions import EXPR_SCHEMA, Expr, Expression, Tree, parse_expression
from rubrx.reading.quantities import parse_quantity
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.stance import settled
from rubrx.reading.stems import stem
from rubrx.records import Span
from rubrx_alignment.kinds import Body, needs_content, sentence_quote, words_of


def _endorsed(reading: Reading, concept: Concept) -> list[Span]:
    """Where the answer speaks for a drug or measure: by a stance for it, or by naming it without one against it."""
    mentions = reading.find(concept)
    if not mentions:
        return []
    stances = settled(reading.stances_on(concept), reading)
    against = [each for each in stances if each.against >= 2]
    speaking_for = [each for each in stances if each.against < 0]
    if against and (not speaking_for or against[-1].start > speaking_for[-1].start):
        return []
    if speaking_for:
        return [reading.span(each.start, each.end) for each in speaking_for[:1]] + [
            reading.span(m.start, m.end) for m in mentions[:1]
        ]
    asked = reading.lexicon.asked.topics
    if any(each.against > 0 for each in stances):
        return []  # "think twice before using it", with nothing for it
    text = reading.folded.text
    own = [m for m in mentions if reading.assertion_of(m.start, m.end).holds]
    own = [m for m in own if not _OTHERS_USE.search(text, max(0, m.start - _TELLING), m.start)]
    dosed = any(concept.name in dose.drugs and dose.role == "advised" for dose in reading.doses)
    if not own or (concept.name in asked and not dosed):
        return []
    return [reading.span(m.start, m.end) for m in own[:1]]


#: "some people use terbinafine" tells of others, and recommends nothing
_OTHERS_USE = re.compile(
    r"\b(?:people|patients|clinics|doctors|prescribers|some|many|others|they) (?:do |still |often |sometimes |also )*"
    r"(?:use|take|give|prescribe|try|prefer|like) (?:the )?$"
)
_TELLING = 50


def recommends(body: Tree, lexicon: Lexicon) -> Judge:
    """Met when the answer speaks for enough of them: a rejected or merely listed one does not count."""
    expression = Expression(body, lexicon, advisable=True)

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = expression.search(lambda concept: _endorsed(reading, concept))
        if found.holds:
            return met(f"recommends {', '.join(found.named[:4])}: {words_of(found.spans, reading)}", found.spans)
        for name in found.missing:
            for each in reading.stances_on(expression.concepts[name]):
                if each.against >= 2:
                    return not_met(
                        f"speaks against {name}: {sentence_quote(reading, each.start)}",
                        [reading.span(each.start, each.end)],
                    )
        if found.named:
            return not_met(f"recommends only {', '.join(found.named[:4])}", found.spans)
        return not_met(f"does not recommend {' or '.join(found.missing[:5])}")

    return judge


def not_recommends(body: Tree, lexicon: Lexicon) -> Judge:
    """Met by silence and by advice against; not met when the answer speaks for it."""
    expression = Expression(body, lexicon, advisable=True)

    def endorsed(reading: Reading, concept: Concept) -> list[Span]:
        stances = settled(reading.stances_on(concept), reading)
        if any(each.against >= 2 for each in stances):
            return []
        if any(each.against < 0 for each in stances):
            return [reading.span(each.start, each.end) for each in stances if each.against < 0][:2]
        return [
            reading.span(dose.quantity.start, dose.quantity.end)
            for dose in reading.doses
            if concept.name in dose.drugs and dose.role == "advised"
        ][:1]

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = expression.search(lambda concept: endorsed(reading, concept))
        if found.holds:
            return not_met(f"recommends {', '.join(found.named)}: {words_of(found.spans, reading)}", found.spans)
        return met("does not recommend it")

    return needs_content(judge)


def _as_people_write(schema: dict[str, Any]) -> None:
    """An editor's view of `Monitors`: the expression's own keys beside `within`, or a term alone."""
    keys = {key: each for option in EXPR_SCHEMA["anyOf"][1:] for key, each in option["properties"].items()}
    schema["properties"] = {**keys, "within": schema["properties"]["within"]}
    schema["type"] = ["object", "string"]
    schema["anyOf"] = [{"required": ["any"]}, {"required": ["all"]}, {"required": ["at_least", "of"]}]
    del schema["required"]


class Monitors(Body):
    """What is to be watched, as an expression; and how soon, at the latest."""

    model_config = ConfigDict(json_schema_extra=_as_people_write)

    what: Expr
    within: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_written(cls, written: Any) -> Any:
        if isinstance(written, dict) and "what" not in written:
            within = written.get("within")
            rest = {key: value for key, value in written.items() if key != "within"}
            return {"what": parse_expression(rest), "within": within}
        return {"what": written} if not isinstance(written, dict) else written


_WATCH = re.compile(
    r"\b(?:monitor\w*|check\w*|re-?check\w*|repeat\w*|rpt|measur\w+|watch\w*|follow\w*|test\w*|re-?test\w*"
    r"|track\w*|review\w*|"
    r"look(?:ed|ing)? at|assess\w*|reassess\w*|surveillance|levels?|bloods?|look out|keep an eye|eye on|draw\w*"
    r"|obtain|get an?"
    r"|prick\w*|screen\w*|"
    r"record\w*|plot\w*|weigh|ring us|call|report"
    r"|come back|return if|bring (?:her|him|them) back|seek help|baseline|before and after)\b"
)
_OFTEN = re.compile(r"[^.;,:]{0,30}\b(?:daily|weekly|monthly|every|each|twice|yearly)\b")
_SOON = {"today": 12.0, "tonight": 12.0, "tomorrow": 24.0, "next day": 24.0, "in the morning": 24.0, "daily": 24.0,
         "every day": 24.0, "each day": 24.0, "every morning": 24.0, "weekly": 168.0, "next week": 168.0,
         "a week": 168.0,
         "once a week": 168.0, "monthly": 730.5, "a month": 730.5, "next month": 730.5, "fortnight": 336.0,
         "quarterly": 2192.0, "yearly": 8766.0, "annually": 8766.0, "straight away": 1.0, "immediately": 1.0,
         "at once": 1.0, "every other day": 48.0, "now": 1.0, "this week": 168.0, "this evening": 12.0,
         "this afternoon": 12.0, "later today": 12.0}  # fmt: skip
_SOON_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(_SOON, key=len, reverse=True))})\b")
_ON_DAY = re.compile(r"(?<!vitamin )\bd(?:ay )?(\d{1,2})\b")


def monitors(body: Monitors, lexicon: Lexicon) -> Judge:
    """Met when the answer has it watched, soon enough where a time is asked for."""
    expression = Expression(body.what, lexicon)
    limit = None
    if body.within is not None:
        quantity = parse_quantity(body.within)
        if quantity.dimension != "time":
            raise ValueError(f"within must be a time such as '24 hours' or '4 weeks', got {body.within!r}")
        limit = quantity.high * 1.1  # "two months" is "within 8 weeks", "a month" within four

    def watched(reading: Reading, concept: Concept, seen: dict[int, _Watched]) -> list[Span]:
        spans = []
        for mention in reading.asserted(concept) or _own(reading, elliptic(reading, concept)):
            sentence = reading.sentences[mention.sentence]
            often = _OFTEN.match(reading.folded.text, mention.end, sentence.end)
            if not often:
                if sentence.index not in seen:
                    seen[sentence.index] = _Watched(sentence)
                if not seen[sentence.index].holds(mention):
                    continue
            if limit is not None and not _soon_enough(reading, mention.sentence, limit):
                continue
            spans.append(reading.span(mention.start, mention.end))
        return spans

    def judge(case: Case) -> Outcome:
        reading = case.reading
        seen: dict[int, _Watched] = {}
        found = expression.search(lambda concept: watched(reading, concept, seen))
        if found.holds:
            return met(
                f"has it watched: {sentence_quote(reading, reading.folded.position(found.spans[0].start))}", found.spans
            )
        when = f" within {body.within}" if body.within else ""
        return not_met(f"does not have {' or '.join(found.missing[:4])} watched{when}")

    return judge


def _own(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """The mentions by which the answer itself says so."""
    return [m for m in mentions if reading.assertion_of(m.start, m.end).holds]


_WHEN = re.compile(
    r"\b(?:in|at|within|after|by|on)\s+(?:about |around |the |a |an )*(?:\d|morning|week|day|month|fortnight|next|one"
    r"|two|three|five|seven|ten)"
    r"|\b\d+ ?(?:h|hrs?|hours|d|days?|wk|wks|weeks?) (?:post|after|later)\b"
    r"|(?<!from )(?<!since )(?<!until )\b(?:today|tonight|now|tomorrow|this week|d(?:ay)? ?\d+|weekly|daily"
    r"|\d+ ?(?:wk|wks|weeks?|days?|h|hrs?|hours|months?))\W*$"
)


def _is_denied(reading: Reading, match: re.Match[str]) -> bool:
    return reading.assertion_of(match.start(), match.end()).state == "negated"


class _Watched:
    """What a sentence has watched: all of it where it is timed, else what stands in a statement with such a word."""

    def __init__(self, sentence: Sentence) -> None:
        self._timed = _timed(sentence)
        self._walls = [hit.start for hit in sentence.scopes if hit.cue.kind in ("boundary", "cause")]
        reading = sentence.reading
        words = list(_WATCH.finditer(reading.folded.text, sentence.start, sentence.end))
        wanted = [match for match in words if not _is_denied(reading, match)]
        self._statements = {bisect_left(self._walls, match.start()) for match in wanted}
        self._refused = bool(words) and not wanted  # "the INR need not be checked for a month"

    def holds(self, mention: Mention) -> bool:
        """Whether a mention is watched: no "so" or "because" between it and the word of watching."""
        if self._refused:
            return False
        return self._timed or bisect_left(self._walls, mention.start) in self._statements


def _timed(sentence: Sentence) -> bool:
    """Whether a sentence puts a test at a time ("INR in 24 h", "ECG in the morning"): that is watching too."""
    return bool(_WHEN.search(sentence.text)) and len(sentence.text.split()) <= 20


def _soon_enough(reading: Reading, index: int, limit: float) -> bool:
    """Whether a time no longer than the limit stands in the sentence or the next."""
    for sentence in reading.sentences[index : index + 2]:
        times = [q.low for q in sentence.quantities if q.dimension == "time"]
        times += [24.0 * int(match[1]) for match in _ON_DAY.finditer(sentence.text)]
        times += [_SOON[match[0]] for match in _SOON_WORDS.finditer(sentence.text)]
        if times:
            return min(times) <= limit
    return False


def asks_about(body: Tree, lexicon: Lexicon) -> Judge:
    """Met when the answer asks for the fact, or says that it needs it."""
    expression = Expression(body, lexicon)

    def asked(reading: Reading, concept: Concept) -> list[Span]:
        return [
            reading.span(mention.start, mention.end)
            for mention in (*reading.find(concept), *elliptic(reading, concept), *_in_another_form(reading, concept))
            if _asks(reading, mention.sentence)
        ]

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = expression.search(lambda concept: asked(reading, concept))
        if found.holds:
            return met(f"asks: {sentence_quote(reading, reading.folded.position(found.spans[0].start))}", found.spans)
        return not_met(f"does not ask about {' or '.join(found.missing[:4])}")

    return judge


def _in_another_form(reading: Reading, concept: Concept) -> list[Mention]:
    """Where a term of one word stands in another form of it: "does she smoke?" asks about smoking."""
    if concept.is_drug:
        return []
    wanted = {stem(each) for each in concept.spellings if each.isalpha() and len(each) >= _LONG_ENOUGH}
    return [
        reading.mention(concept, start, end)
        for sentence in (reading.sentences if wanted else ())
        if _asks(reading, sentence.index)
        for each, start, end in sentence.stems
        if each in wanted
    ]


#: letters of a word whose other forms are looked for: "age" and "again" are not one
_LONG_ENOUGH = 5


def _asks(reading: Reading, index: int) -> bool:
    sentence = reading.sentences[index]
    if sentence.is_bare_list:
        return False
    return sentence.is_question or any(hit.cue.kind == "ask" for hit in sentence.cues("hedging"))
