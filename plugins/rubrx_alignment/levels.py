"""Levels and targets: `quantity`: a number that the answer gives of something (INR, AUC, a level, days)."""

from __future__ import annotations

from functools import partial
from typing import Literal

from pydantic import Field

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.doses.roles import is_ceiling
from rubrx.reading.folding import fold
from rubrx.reading.others import is_of_a_group
from rubrx.reading.quantities import Quantity, find_quantities, parse_quantity
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.spoken_times import spoken_times, times_to_come
from rubrx_alignment.analytes import comparable, in_mmol, in_unit_of
from rubrx_alignment.courses import courses, infusion_times, is_otherwise
from rubrx_alignment.dose_counts import dose_counts
from rubrx_alignment.kinds import Body, sentence_quote
from rubrx_alignment.level_rates import by_the_day, dissolved, is_daily, rises
from rubrx_alignment.ranges import Amount

#: how far a number may stand from the word it belongs to, in characters
REACH = 60


class QuantityOf(Body):
    """Of what, and which value or range; `unit_optional` takes a bare number too."""

    of: str
    value: Amount = Field(description="such as '2-3', '400-600 mg*h/L', '5 days'")
    unit_optional: bool = False
    time: Literal["course", "infusion", "doses"] | None = Field(
        None,
        description="a time of giving: the length of a course, over how long something is run in, or how far two"
        " doses stand apart",
    )
    aim: bool = Field(False, description="a value to be aimed at: what the query says was measured is none")


def quantity(body: QuantityOf, lexicon: Lexicon) -> Judge:
    """Met when a number of the right dimension near the word lies within the value."""
    concept = lexicon.concept(body.of)
    wanted = in_mmol(parse_quantity(body.value), body.of)
    measured = _single_values(lexicon.query) if body.aim else frozenset[float]()

    def judge(case: Case) -> Outcome:
        reading = case.reading
        near = _near(reading, reading.find(concept), wanted, body)
        if measured:
            near = [q for q in near if not _is_measured(reading, q, wanted, measured)]
        near = near or _aimed_at(reading, wanted, body) or _by_unit(reading, wanted, body)
        near = near or _bounds_next(reading, reading.find(concept), wanted, body)
        if is_daily(wanted):
            by_day = by_the_day(reading, near, wanted)
            told = rises(reading) if by_day == [] else ()
            near = by_day or [_as_said(reading, q) for q in told if _is_said(reading, q)]
        near = [q for q in near if not (measured and _is_measured(reading, q, wanted, measured))]
        if body.time == "doses":
            near = [q for q in near if not _is_of_a_stop(reading, q)]
        if body.time == "course":
            near = [q for q in near if not is_otherwise(reading, q)]
        if body.time in ("course", "infusion") and wanted.dimension == "time":
            near = [q for q in near if not _is_of_another(reading, q, concept)]
            told = courses(reading) if body.time == "course" else infusion_times(reading)
            near = [*near, *(q for q in told if not _is_of_another(reading, q, concept))]
        if wanted.dimension == "dose":
            near = dose_counts(reading) or near
        fits = partial(_is_within, wanted=wanted, of=body.of, unit_optional=body.unit_optional)
        right = [q for q in near if fits(q)] or [q for q in _aimed_at(reading, wanted, body) if near and fits(q)]
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


def _single_values(query: str) -> frozenset[float]:
    """The numbers that a query gives, ranges apart."""
    return frozenset(q.value_low for q in find_quantities(fold(query).text) if q.low == q.high)


def _is_measured(reading: Reading, q: Quantity, wanted: Quantity, measured: frozenset[float]) -> bool:
    """Whether a value is the one that the query says was measured, and the answer does not say to aim for it."""
    if q.low != q.high or q.operator or q.value_low not in measured:
        return False
    return not _is_aimed(reading, reading.sentence_at(q.start), q, wanted)


#: "stop adalimumab for six months first", "come off it two months before": how long something else is left off
_STOPPED = re.compile(
    r"\b(?:(?<!without )(?<!need to )(?<!not )(?<!n't )stop\w*|(?:com(?:e|es|ing)|tak(?:e|es|en|ing)|be|stay"
    r"|is) off|hold(?:s|ing)?(?! (?:off )?until)|withh\w+|paus\w+"
    r"|omit\w*|interrupt\w*|suspend\w*|withdraw\w*|leav(?:e|es|ing) (?:out|off)|(?:been|is|gone) out of|free of"
    r"|break from|wash\w*)\b"
    r"[^.;:,]{0,40}$"
)
_AFTER_STOP = re.compile(
    r"[^.;:,]{0,10}\s?(?:after|from|since|following|of|once)\s(?:[\w-]+\s){0,3}?(?:stopp\w+|com(?:es?|ing) off"
    r"|paus\w+|withdr\w+"
    r"|hold\w*|withh\w+|last [\w-]+ (?:dose|injection|infusion)|break|cessation)"
    r"|[^.;:,]{0,10}\soff\b"
)


#: "come back in two months for a blood test"
_FOR_A_CHECK = re.compile(
    r"[^.;,]{0,15}\s?for (?:(?:an?|the|her|his|their|some) )?(?:[a-z]+ )?(?:bloods?|checks?|tests?|review"
    r"|follow|ecg|scan)\b"
)


def _is_of_a_stop(reading: Reading, q: Quantity) -> bool:
    """Whether a time is how long something is stopped, or until a check, and not how far two doses stand apart."""
    text, here = reading.folded.text, reading.sentence_at(q.start)
    return bool(
        _STOPPED.search(text, max(here.start, q.start - REACH), q.start)
        or _AFTER_STOP.match(text, q.end, here.end)
        or _FOR_A_CHECK.match(text, q.end, here.end)
    )


def _is_of_another(reading: Reading, q: Quantity, concept: Concept) -> bool:
    """Whether a time stands in a sentence on another drug, where the answer gives this one a time of its own."""
    text = reading.folded.text
    own = {m.sentence for m in reading.drug_mentions if text[m.start : m.end] in concept.spellings}
    here = reading.sentence_at(q.start)
    timed = any(each.dimension == "time" for index in own for each in reading.sentences[index].quantities)
    return timed and here.index not in own and any(m.sentence == here.index for m in reading.drug_mentions)


def _near(reading: Reading, mentions: list[Mention], wanted: Quantity, body: QuantityOf) -> list[Quantity]:
    """The asserted numbers of the right dimension that stand near a mention, nearest first."""
    found: list[tuple[int, Quantity]] = []
    for mention in mentions:
        start, end, index = mention.start, mention.end, mention.sentence
        for q in reading.sentences[index].quantities:
            kind = (comparable(q, wanted, body.of) and _same_rate(q, wanted, body)) or (
                body.unit_optional and not q.dimension
            )
            distance = max(q.start - end, start - q.end, 0)
            if kind and distance <= REACH and _is_said(reading, q):
                found.append((distance if q.start >= end else distance + 20, _as_said(reading, q)))
    near = [q for _, q in sorted(found, key=lambda pair: (pair[0], pair[1].start))]
    return [*near, *_times_in_words(reading, mentions)] if wanted.dimension == "time" else near


def _times_in_words(reading: Reading, mentions: list[Mention]) -> list[Quantity]:
    """The times without a figure in the sentences of mentions: "repeat it next week"."""
    return [
        Quantity(start, end, hours, hours, "h", "time", (), "", hours, hours)
        for sentence in (reading.sentences[index] for index in sorted({m.sentence for m in mentions}))
        for hours, start, end in (*times_to_come(sentence), *_spoken(sentence))
        if reading.assertion_of(start, end).holds
    ]


def _spoken(sentence: Sentence) -> list[tuple[float, int, int]]:
    """The hours of stretches such as "five clear days"."""
    return [(q.low, q.start, q.end) for q in spoken_times(sentence, articles=False)]


def _same_rate(q: Quantity, wanted: Quantity, body: QuantityOf) -> bool:
    """Whether a value is per the same as the wanted one, or per nothing: mg/min is no level in mg/L."""
    if _by_day(q, wanted):
        return True
    return not q.per or not wanted.per or q.per == wanted.per or in_unit_of(q, wanted, body.of).per == wanted.per


def _by_day(q: Quantity, wanted: Quantity) -> bool:
    """Whether a level may be a change from day to day that is told in other words: "8 mmol/L in 24 hours"."""
    return is_daily(wanted) and q.per == wanted.per[:-1]


#: "target <0.36 mmol/L", "aim for about 0.7 mmol/L": a level by its unit and purpose, of nothing else
_AIM = re.compile(
    r"\b(?:target(?:s|ing|ed)?|aim(?:s|ing|ed)?|goal|(?:content|happy|satisfied|pleased)(?: with)?"
    r"|(?:want|like|hope|prefer|keep|hold|get|bring)"
    r" (?:(?:for|to (?:see|get|have|keep)) )?(?:anything|something|somewhere|him|her|it|them|this|that"
    r"|the (?:\w+ )?(?:level|ratio|value"
    r"|reading|number)))[\s:=]*(?:(?:for|at|of|is|be|with|anything|something|somewhere|anywhere|from|level|range"
    r"|value|about"
    r"|around|a|the|to|between|below|under|past|over|above|north of|clear of|no (?:lower|higher|less|more) than"
    r"|at least|see(?:ing)?|it|him|her|comfortably|just|well"
    r"|roughly|trough|less than|at most|up to|keep|get)\s*){0,4}[<>≤≥~=\s]*$"
    r"|\btitrat\w+ (?:(?:it|oxygen|o2|up|down|the \w+) )?to\s(?:(?:about|between|a|the)\s){0,2}$"
    r"|\b(?:given way to|(?:replaced|superseded|supplanted|overtaken) by|come down to|gone up to)\s"
    r"(?:(?:a|the|range|figure|target|level|of|about|between|from)\s){0,4}$"
    r"|\b(?:figure|number|level|value|reading|result)s? (?:to (?:see|hit|reach|get|aim for|look for)|i want"
    r"|we want|wanted|i'd like)\b[^.;:\d]{0,20}?\s(?:(?:is|about|around|between|the|a)\s){0,3}$"
    r"|\b(?:target|goal|aim|range|band|window)\b[^.;:\d]{0,45}\s(?:is|be|of|at|=)\s(?:(?:about|around"
    r"|between|the|a)\s){0,2}$"
    r"|\b(?:should|wants?|needs?|ought|must|has)\s(?:to\s)?(?:read|sit|run|stay|live|settle|hover|land"
    r"|be kept|be held|come (?:down |up )?|sits?)\s"
    r"(?:(?:somewhere|about|around|between|at|near|in|to|below|under|above|the)\s){0,3}[<>≤≥~=\s]*$"
)


#: "1.4 would be ideal"
_AIM_AFTER = re.compile(
    r"\s(?:or (?:so|thereabouts)\s)?(?:(?!and\b|or\b|then\b)[\w/]+\s){0,4}?(?:(?:would|will|should) (?:be (?:ideal"
    r"|perfect|the (?:aim|goal|target)"
    r"|about right|plenty|enough|ample)|do\b|suffice)"
    r"|is (?:ideal|the (?:aim|goal|target|figure)|what (?:we|i|you|\w+ (?:hearts?|patients|kidneys"
    r"|people)) (?:want|like|need)"
    r"|where|plenty|enough\b|ample|sufficient|about right|all (?:we|you|he|she|it) (?:want|need)s?)"
    r"|suffices|does nicely)"
)
#: "adjusted, his nine behaves like eighteen", "the true equivalent is about 16", "corrected it comes to 14"
_WORKED_OUT = re.compile(
    r"\b(?:correct(?:ed|s|ing)|adjust(?:ed|s|ing)|allow(?:s|ed|ing)? for|normalis\w+|normaliz\w+|true|real|honest"
    r"|equivalent|effective(?:ly)?"
    r"|behaves?|acts|counts for|equates?|works? out|comes? out|comes? to|amounts to|i (?:make|get|reckon|calculate))\b"
    r"[^.;:]{0,40}?\s(?:(?:to|as|at|is|like|of|it|about|around|roughly|nearer|a|get|gives|say|read|near)\s"
    r"[<>≥≤~=\s]*|[~=≈]\s?)$"
    r"|\b(?:allow(?:s|ed|ing)? for|correct(?:ed|ing)? for|adjust(?:ed|ing)? for) [^.;:\d]{0,25}:\s[~=≈]?\s?$"
    r"|\b(?:(?:would|should|must|might) (?:really |then |probably )?(?:read|show(?: (?:it|this|that))?|look like"
    r"|come (?:out|back)(?: at| as)?"
    r"|be|measure)|really)\s(?:(?:somewhere|about|around|near|nearer|roughly|close|closer|more like|to|as|at"
    r"|like)\s){1,3}[~=]?$"
    r"|\b(?:normal|ordinary|healthy|anyone|anybody|someone|somebody)\b[^.;:\d]{0,40}"
    r"\s(?:reading|showing|with a (?:level|reading) of|has at|have at|measuring)\s(?:(?:about|around|roughly)\s)?$"
    r"|\d\)*\s?[-+*/x×÷−–]\s?\(*\d[^=;:]{0,60}=\s?[~≈]?\s?$"
)
#: "in range (10-20)", "the usual 10-20", "against a normal of 10 to 20": what is to be, where a range follows
_USUAL_RANGE = re.compile(
    r"\b(?:normal|usual|customary|reference|therapeutic|desired|accepted|standard|within|inside|outside|between|ranges?"
    r"|limits|window|band|interval|quotes?|ought|should)\b(?! (?:dose|amount|total))[^.;:\d]{0,25}?[\s:(]+[~≈]?$"
)
#: "the old range of 0.8-2.0 has given way to ..."
_BYGONE_BEFORE = re.compile(
    r"\b(?:old(?:er)?|former|previous|outdated|bygone|historical)\s(?:(?:target|range|aim|goal|figure|level|window"
    r"|band|limit|advice|teaching|rule)s?\b[^.;:,\d]{0,20}|(?<=the old )|(?<=the former ))$|\bused to (?:be|aim"
    r"|run|want|keep|like)\b[^.;:,\d]{0,30}$"
)
_BYGONE_AFTER = re.compile(
    r"[^.;:,\d]{0,15}?\s(?:has|have|had|was|were|is|are)\s(?:now |long |since |been )*(?:given way|replaced|superseded"
    r"|supplanted|abandoned|dropped|outdated|out of date|old hat|history)\b"
)
_NEARER = re.compile(
    r"\s(?:is|would be|looks|seems) (?:nearer|closer|more like)(?:(?: to)? (?:the|what|it|right)\b|(?=[.,;]|$))"
)
#: "three days will clear it", "a week is plenty"
_ENOUGH = re.compile(
    r"\s(?:[a-z]+\s){0,3}?(?:is|are|will|should|would|ought to|usually|normally|generally)\s(?:(?:be"
    r"|usually|quite|normally|also)\s)*"
    r"(?:clear|do\b|enough|plenty|suffice|sufficient|adequate|the whole|long enough|cure|all (?:she|he|you"
    r"|it)|as good as|does (?:it|the (?:job|trick)))"
)


def _aimed_at(reading: Reading, wanted: Quantity, body: QuantityOf) -> list[Quantity]:
    """The values in the unit of a level that the answer aims for, or works out, without saying of what."""
    text = reading.folded.text
    if wanted.dimension == "time":
        return [
            q
            for sentence in reading.sentences
            for q in sentence.quantities
            if q.dimension == "time"
            and (_ENOUGH.match(text, q.end, sentence.end) or _is_alone(sentence, q))
            and _is_said(reading, q)
        ]
    measured = wanted.dimension in _MEASURED
    if wanted.dimension and not wanted.per and not measured:
        return []
    return [
        _as_said(reading, q)
        for sentence in reading.sentences
        for q in sentence.quantities
        if (
            (comparable(q, wanted, body.of) and bool(q.per) and _same_rate(q, wanted, body))
            if wanted.per and q.dimension
            else q.dimension == wanted.dimension
            if measured and q.dimension
            else not q.dimension and (body.unit_optional or not wanted.per)
        )
        and _is_aimed(reading, sentence, q, wanted)
        and _is_said(reading, q)
    ]


#: what is measured in a unit of its own, and given in none
_MEASURED = ("pressure", "ratio")
_PAIR = re.compile(r"/\d{2,3}\b")


def _is_alone(sentence: Sentence, q: Quantity) -> bool:
    """Whether a sentence is nothing but a value: "88-92%."."""
    return not sentence.text[: q.start - sentence.start].strip(" -*•~") and not sentence.text[
        q.end - sentence.start :
    ].strip(" .!;*")


#: from here on, the upper end of a range against the lower, it is one that is usual or aimed at
_WIDE = 1.75


def _is_aimed(reading: Reading, sentence: Sentence, q: Quantity, wanted: Quantity) -> bool:
    """Whether the words around a value say that it is aimed for, or what has been worked out.

    What comes out for one patient is not what is usual: not where as wide a range as 10-20 is wanted.
    """
    text, start = reading.folded.text, reading.second_thoughts.in_place_of.get(q.start, q.start)
    before = _AIM.search(text, sentence.start, start)
    if not before and (q.low < q.high or not wanted.low or wanted.high < _WIDE * wanted.low):
        before = _WORKED_OUT.search(text, sentence.start, start)
    if wanted.dimension in _MEASURED and q.operator in ("<", "<=") and _PAIR.match(text, q.end):
        return True  # "under 130/80"
    if (wanted.dimension == "ratio" and q.dimension and q.low < q.high) or _is_alone(sentence, q):
        return True
    if not before and q.low < q.high:
        before = _USUAL_RANGE.search(text, sentence.start, start)
    return bool(before or _AIM_AFTER.match(text, q.end, sentence.end) or _NEARER.match(text, q.end, sentence.end))


#: "until the INR passes 3.5": where something is to be done, and no value to be reached
_PAST = re.compile(
    r"\b(?:pass(?:es|ed)?|exceeds?|(?:goes|rises|climbs|is|gets|creeps|drifts|was|stays|comes (?:back )?)"
    r"\s(?:(?:up|still|ever)\s)?(?:above|over|past|beyond|out of)|tops)\s(?:(?:about|around)\s)?$"
)
#: measured things that share their units with levels of drugs
_OTHER_ANALYTE = re.compile(
    r"\b(?:potassium|sodium|calcium|magnesium|creatinine|urea|glucose|sugar|bilirubin|albumin|lactate|crp|hb"
    r"|h[ae]+moglobin|cholesterol|ldl|urate|uric acid|phosphate|ferritin|ketones?|k\+|na\+)(?!\w)"
)


#: one of these follows a figure that is given to a group: a look before the search
_GOES_ON = (
    " is ", " was ", " would ", " are ", " applies ", " belongs ", " holds ", " limit ", " range ", " figure ",
    " rule ", " cap ", " target ", " value ", " number ", " dose ",
)  # fmt: skip


def _is_said(reading: Reading, q: Quantity) -> bool:
    """Whether the answer gives a number itself, and not as the threshold of something else."""
    text = reading.folded.text
    if (q.start, q.end) in reading.second_thoughts.taken_back:
        return False
    here = reading.sentence_at(q.start)
    if _BYGONE_BEFORE.search(text, here.start, q.start) or _BYGONE_AFTER.match(text, q.end, here.end):
        return False
    if text.startswith(_GOES_ON, q.end) and is_of_a_group(here, q.end):
        return False
    if is_ceiling(text, q.start):
        return True
    return reading.assertion_of(q.start, q.end).holds and _PAST.search(text, max(0, q.start - REACH), q.start) is None


def _as_said(reading: Reading, q: Quantity) -> Quantity:
    """A value that is not to be passed as a bound from above, however it is put ("must not go above 50")."""
    return q._replace(operator="<=") if q.operator and is_ceiling(reading.folded.text, q.start) else q


def _by_unit(reading: Reading, wanted: Quantity, body: QuantityOf) -> list[Quantity]:
    """The values that nothing but their unit names: mg/L and mg/min are of a level and of a rate."""
    if not wanted.per or wanted.per[0] == "day":
        return []
    if wanted.per in (("min",), ("h",)) and (rates := _rates(reading, wanted)):
        return rates
    named = [
        _as_said(reading, q)
        for sentence in reading.sentences
        for q in sentence.quantities
        if q.per
        and (q.per == wanted.per or in_unit_of(q, wanted, body.of).per == wanted.per or _by_day(q, wanted))
        and comparable(q, wanted, body.of)
        and not [word for word in _OTHER_ANALYTE.findall(sentence.text) if word not in body.of.lower()]
        and _is_said(reading, q)
    ]
    if named or wanted.per != ("l",):
        return named
    return [q for q in dissolved(reading, wanted) if _is_said(reading, q)]


#: "1,300 mg over thirty minutes"
_OVER = re.compile(r"[^.;]{0,40}?\b(?:over|in|within|lasting|across|for)\s(?:(?:about|around|at least|some)\s){0,2}$")


def _rates(reading: Reading, wanted: Quantity) -> list[Quantity]:
    """The rates that an answer gives as an amount over a time."""
    hours = 1 / 60 if wanted.per == ("min",) else 1.0
    text, found = reading.folded.text, []
    for sentence in reading.sentences:
        amount = None
        for q in sentence.quantities:
            if q.dimension == wanted.dimension and not q.per:
                amount = q
            elif amount is not None and q.dimension == "time" and _OVER.fullmatch(text, amount.end, q.start):
                if _is_said(reading, amount) and q.low > 0:
                    low, high = amount.low / q.high * hours, amount.high / q.low * hours
                    found.append(amount._replace(low=low, high=high, per=wanted.per, end=q.end))
                amount = None
    return found


#: "six or over", "anything from 6 up", "if it comes back at 6": a number where something begins
_BOUND_BEFORE = re.compile(
    r"\b(?:above|over|past|beyond|exceeds|passes|reaches|hits|touches|from|below|under|(?:comes? back|is|was|gets"
    r"|goes|climbs|rises|falls|drops)(?: back)?(?: up| down)?(?: to| at| as)?(?: an?)?|(?:less|more|higher|lower)"
    r" than|at)\s[<>≥≤]?$|[<>≥≤]=?\s?$"
)
_BOUND_AFTER = re.compile(
    r"\s?(?:(?:or|and) (?:over|more|above|up|upwards|higher|beyond|under|less|below|lower)\b|\+|up\b)"
)


def _bounds_next(reading: Reading, mentions: list[Mention], wanted: Quantity, body: QuantityOf) -> list[Quantity]:
    """The bare numbers that bound something right after what a level is of was named.

    "Check the potassium in two weeks. Six or over and it stops."
    """
    text, found = reading.folded.text, []
    if not body.unit_optional or wanted.dimension == "time" or (wanted.dimension and not wanted.per):
        return []
    for index in sorted({m.sentence + more for m in mentions for more in (0, 1)}):
        if index >= len(reading.sentences):
            continue
        sentence = reading.sentences[index]
        if any(word not in body.of.lower() for word in _OTHER_ANALYTE.findall(sentence.text)):
            continue
        found += [
            q
            for q in sentence.quantities
            if not q.dimension
            and (_BOUND_BEFORE.search(text, sentence.start, q.start) or _BOUND_AFTER.match(text, q.end, sentence.end))
            and _is_said(reading, q)
        ]
    return found


#: four weeks in a month
_FOUR_WEEKS = 28 / 30.4375


def _is_within(q: Quantity, wanted: Quantity, of: str, unit_optional: bool) -> bool:
    q = in_unit_of(q, wanted, of)
    if _by_day(q, wanted):
        q = q._replace(per=wanted.per)
    if is_daily(wanted) and q.operator in (">", ">="):
        return False  # a change that is not to be passed
    if not q.dimension and unit_optional:
        low, high, wanted_low, wanted_high = q.value_low, q.value_high, wanted.value_low, wanted.value_high
    elif q.per == wanted.per or (unit_optional and not q.per):
        low, high, wanted_low, wanted_high = q.low, q.high, wanted.low, wanted.high
    else:
        return False
    slack = 0.01 * max(abs(wanted_low), abs(wanted_high))
    if q.unit == "month" and wanted.unit in ("day", "week"):
        low = min(low, low * _FOUR_WEEKS)  # a month of tablets is four weeks' or a calendar's
        high = low if q.low == q.high else high
    if wanted.operator in ("<", "<="):
        return high <= wanted_high + slack and q.operator not in (">", ">=")
    if wanted.operator in (">", ">="):
        return low >= wanted_low - slack and q.operator not in ("<", "<=")
    if not wanted_low and q.operator in (">", ">=") and low >= wanted_high - slack:
        return False  # "over 2" is no "up to 2"
    return low >= wanted_low - slack and high <= wanted_high + slack
