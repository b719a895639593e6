"""Courses and infusions: how long something is given, however it is put: "x 7d", "days 2-5", "a week's worth".

The times are those of giving; when a test is repeated, or how far two doses stand apart, is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.numbers import SMALL_NUMBER, number_of
from rubrx.reading.quantities import Quantity
from rubrx.reading.sentence import Sentence
from rubrx.reading.spoken_times import spoken_times

_DAY = 24.0
_FILL = (
    r"(?:(?:an?|the|about|around|roughly|only|just|at least|another|full|complete|whole|clear|total|further"
    r"|solid|of|say|some|minimum)\s){0,3}"
)
#: what stands before the length of a course
_LASTING_BEFORE = re.compile(
    r"(?:\bx|×|\b(?:for|over|of|total(?:ling)?|total of|in total|course:?|duration:?|length:?|makes|making"
    r"|gives|giving|equals|i\.?e\.?,?|that is|that's|which is"
    r"|inside|within|across|cover|prophylaxis|continu\w*|carry on|carrying on|keep (?:it|that|this|them"
    r"|going)(?: up| going)?|up for|lasting|lasts?|runs?(?: for)?|to complete|complet\w*"
    r"|finish\w*(?: after| in| at)?|stop\w*(?: after| at)|through(?:out)?|after|treat(?:ment)?(?: for)?"
    r"|take|takes|need\w*|wants?|give|use|until|prescribe|plan|aim for|allow|expect|make it|cut (?:it )?to"
    r"|shorten\w* to"
    r"|extend\w* to)|[:(=,]|^|\s[-–])\s?"
    rf"{_FILL}$"
)
#: what stands after it
_LASTING_AFTER = re.compile(
    r"\s?(?:['-]?s?['s]?\s?)?(?:\(\w+\)\s)?(?:course|in all\b|in total|altogether|all told|total\b|worth\b"
    r"|supply|of (?:treatment|therapy|tablets|capsules|antibiotics?|it|this|doxy|steroids?)|(?:is|are"
    r"|will be|should be) (?:enough|plenty|ample|sufficient"
    r"|long enough|all)|will (?:do|be enough|suffice)|and (?:then )?(?:stop|no (?:more|longer)"
    r"|that'?s (?:it|all))|then (?:stop|off|nothing|done)|max\b|maximum|only\b|straight|running|on the trot"
    r"|long\b)"
)
#: a time that is of something else
_OTHERWISE = re.compile(
    r"\b(?:re-?check\w*|check\w*|review\w*|repeat\w*|monitor\w*|test\w*|re-?test\w*|bloods?|level\w*"
    r"|scan\w*|see (?:him|her|them|you|your|the|me|again)|had|has had|ring|call|come back|ago|since|was|were"
    r"|last(?! \w+ (?:days|nights|mornings) of)|past|previous|inr|u&es?|lfts?|wait|gap|apart|before|washout"
    r"|better|improv\w*|settle\w*|(?:be|feel|get|is|are) (?:\w+ )?(?:well|fine|back|right|clear|over)"
    r"|look\w*|(?:has|have|had|is|are) been|been there|symptoms?|fever|allergy"
    r"|rash)\b[^.;,]{0,45}(?:, or (?:at|in|after)\s[^.;,]{0,8})?$"
)
_AWAY = re.compile(
    r"\s?(?:later|before|after (?!that)|apart|ago|earlier|prior|old\b|post|from (?:now|the)|between|off (?:school"
    r"|work|nursery))"
)
_SPAN = re.compile(
    r"\b(?:days?|d|nights?|weeks?)\s?(?P<first>\d{1,2})\s?(?:-|–|to|until|till|through)\s?(?:(?:day|d"
    r"|week)\s?)?(?P<last>\d{1,2})\b"
)
_NTH = {name: value for value, names in enumerate(
    (
        "first|1st",
        "second|2nd",
        "third|3rd",
        "fourth|4th",
        "fifth|5th",
        "sixth|6th",
        "seventh|7th",
        "eighth|8th",
        "ninth|9th",
     "tenth|10th"), 1) for name in names.split(
         "|"
     )} | {"fourteenth": 14, "14th": 14, "twenty-first": 21, "21st": 21}  # fmt: skip
_UP_TO = re.compile(
    r"\b(?:stop\w*|finish\w*|end\w*|last\w*|done|complete\w*|until|till|up to|through|over|off|gone"
    r"|finished|out|nothing|zero)\b[^.;,]{0,25}?\b(?:after|on|at|with|by|is|to|until|the"
    r"|end of)?\s?(?:the\s|(?:and )?including\s|end of\s)*"
    rf"(?:day\s?(?P<day>{SMALL_NUMBER})"
    rf"|(?P<nth>{'|'.join(sorted(_NTH, key=len, reverse=True))})\s(?P<unit>day|morning|night|evening|week"
    rf"|dose|tablet|jab))\b"
)
_COUNTED = re.compile(
    rf"\b(?P<n>{SMALL_NUMBER})\s(?:consecutive\s|straight\s|successive\s|full\s)?(?P<unit>mornings|nights"
    rf"|evenings|bedtimes|breakfasts|suppers|days)\b"
)
#: "then 180 mg for four more days", "on the six mornings that follow": with the first one, one more
_MORE_DAYS = re.compile(
    r"\b(?:(?:for|on|over|each of)\s(?:another\s|a further\s|each of\s)?)?"
    r"(?P<next>the (?:next|following|other|remaining|subsequent)\s)?(?:the\s)?"
    rf"(?P<n>{SMALL_NUMBER})\s(?P<more>(?:more|further|other|extra|additional|following|remaining|subsequent)\s)?"
    r"(?:days?|mornings|nights|evenings)\b(?P<after>\s(?:more|that follow|which follow|following|after(?:wards)?"
    r"|thereafter)\b)?"
)
_ONE_FIRST = re.compile(
    r"\b(?:first|day (?:1|one)|d1|today|tonight|now|stat|start\w*|begin|load\w*|opening"
    r"|(?:and|then|with) (?:exactly )?the same(?: again)?(?=,? (?:for|on|over)))\b"
)
#: "then 6 mg/kg to day 5", "days two to five", "from the second to the fifth"
#: "today, tomorrow and the day after"
_THREE_IN_A_ROW = re.compile(
    r"\b(?:today|now|tonight|this (?:morning|evening|afternoon))(?:,| and|, and)? (?:again )?tomorrow"
    r"(?: morning| night| evening)?(?:,| and|, and) (?:again )?(?:on )?the (?:day|morning|night|evening) after\b"
)
_TO_DAY = re.compile(
    rf"\b(?:to|till|until|through)\s(?:the end of\s)?(?:d(?:ay)?\s?(?P<day>{SMALL_NUMBER})"
    rf"|(?:the\s)?(?P<nth>{'|'.join(sorted(_NTH, key=len, reverse=True))})(?!\s(?:dose|week|bag|tablet)))\b"
)
_FROM_DAY = re.compile(
    r"\b(?:days?\s?(?:2|two|one|1)|(?:first|second)(?:\sday)?)\s(?P<to>to)\s(?P<n>three|four|five|six|seven|ten)\b"
)
_SUPPLY = re.compile(
    r"(?:#|\b(?:dispense|supply|mitte|issue|quantity|qty|send|prescribe|box of|pack of"
    r"|total of)\b[\s:#]{0,3})\s?(?P<n>\d{1,3})\b(?!\s?(?:mg|g|mcg|ml|%|days?))"
)


#: "x5/7", "x14d"
_SO_MANY = re.compile(
    r"(?:\bx|×)\s?(?P<n>\d{1,3})\s?(?P<unit>/\s?7\b|/\s?52|/\s?12|d(?:ays?)?\b|w(?:ks?|eeks?)?\b|m(?:ths?"
    r"|onths?)\b)"
)
_DAYS = {"7": 1.0, "5": 7.0, "1": 30.4375, "d": 1.0, "w": 7.0, "m": 30.4375}
_DAY_LABEL = re.compile(r"\bd(?:ay)? ?(\d{1,2})\b")
_FEWEST_DAYS = 3


def _by_labels(reading: Reading) -> list[Quantity]:
    """The last day of a schedule that goes from day to day."""
    found = [(int(m[1]), m) for m in _DAY_LABEL.finditer(reading.folded.text)]
    days = [day for day, _ in found]
    if len(days) < _FEWEST_DAYS or days[0] != 1 or days != sorted(days):
        return []
    return [_time(found[-1][1].start(), found[-1][1].end(), float(days[-1]))]


def courses(reading: Reading) -> list[Quantity]:
    """The lengths of courses that an answer gives itself, in order of place."""
    found = [q for s in reading.sentences if not s.is_question for q in _courses_in(s) if _holds(reading, q)]
    return [*found, *_by_labels(reading)]


def _holds(reading: Reading, q: Quantity) -> bool:
    return reading.assertion_of(q.start, q.end).holds


def is_otherwise(reading: Reading, q: Quantity) -> bool:
    """Whether a time is of something else than giving: when to see somebody again, how long they were ill."""
    sentence = next((s for s in reading.sentences if s.start <= q.start < s.end), None)
    return sentence is not None and bool(
        _OTHERWISE.search(reading.folded.text, max(sentence.start, q.start - 60), q.start)
    )


def _courses_in(sentence: Sentence) -> Iterator[Quantity]:
    yield from _stretches(sentence)
    text, start, end = sentence.reading.folded.text, sentence.start, sentence.end
    for match in _SO_MANY.finditer(text, start, end):
        yield _time(match.start(), match.end(), float(match["n"]) * _DAYS[match["unit"].strip("/ ")[:1]])
    for match in _SPAN.finditer(text, start, end):
        weeks = match[0].startswith("week")
        first, last = float(match["first"]), float(match["last"])
        length = last if first <= _FROM_THE_START else last - first + 1  # "days 15-26 of the cycle"
        if length > 0:
            yield _time(match.start(), match.end(), length * (7 if weeks else 1))
    for match in _UP_TO.finditer(text, start, end):
        if match["day"]:
            yield _time(match.start(), match.end(), number_of(match["day"]))
        elif match["nth"]:
            yield _time(match.start(), match.end(), _NTH[match["nth"]] * (7.0 if match["unit"] == "week" else 1.0))
    for match in _COUNTED.finditer(text, start, end):
        if not _OTHERWISE.search(text, max(start, match.start() - 60), match.start()):
            yield _time(match.start(), match.end(), number_of(match["n"]))
    yield from _after_the_first(text, start, end)
    if "tomorrow" in sentence.text:
        for match in _THREE_IN_A_ROW.finditer(text, start, end):
            yield _time(match.start(), match.end(), 3.0)
    yield from _supplies(sentence)


def _supplies(sentence: Sentence) -> Iterator[Quantity]:
    """The lengths of courses that are told by how much is supplied: "125 mg four times a day, 40 capsules"."""
    for q in sentence.quantities:
        boxed = q.dimension in _FORMS and q.low == q.high >= _A_BOX and not q.per
        if boxed and (days := _days_of(sentence.reading, q.low)):
            yield _time(q.start, q.end, days)
    for match in _SUPPLY.finditer(sentence.reading.folded.text, sentence.start, sentence.end):
        if days := _days_of(sentence.reading, float(match["n"])):
            yield _time(match.start(), match.end(), days)


def _after_the_first(text: str, start: int, end: int) -> Iterator[Quantity]:
    """The lengths of courses that are told by the days after the first: "360 mg today, 180 mg for four more days"."""
    if not _ONE_FIRST.search(text, start, end):
        return
    for match in _MORE_DAYS.finditer(text, start, end):
        if match["more"] or match["after"] or match["next"]:
            yield _time(match.start(), match.end(), number_of(match["n"]) + 1)
    for match in _TO_DAY.finditer(text, start, end):
        yield _time(match.start(), match.end(), number_of(match["day"]) if match["day"] else float(_NTH[match["nth"]]))
    for match in _FROM_DAY.finditer(text, start, end):
        yield _time(match.start(), match.end(), number_of(match["n"]))


#: a span from here on goes on from the start ("200 mg, then 100 mg on days 2-5")
_FROM_THE_START = 2


def _stretches(sentence: Sentence) -> Iterator[Quantity]:
    """The times of a sentence that stand as the length of something given."""
    text, start, end = sentence.reading.folded.text, sentence.start, sentence.end
    for q in (*sentence.quantities, *spoken_times(sentence)):
        if q.dimension != "time" or q.per or q.high < _DAY or _AWAY.match(text, q.end, end):
            continue
        if _OTHERWISE.search(text, max(start, q.start - 60), q.start):
            continue
        behind = any(0 <= q.start - f.end <= _NEXT_TO for f in sentence.frequencies)
        if (
            (behind and not _OFTEN_AFTER.match(text, q.end, end))
            or _LASTING_AFTER.match(text, q.end, end)
            or _LASTING_BEFORE.search(text, max(start, q.start - 40), q.start)
        ):
            yield q


#: "tds 3/7": how long stands right behind how often
_NEXT_TO = 2
_OFTEN_AFTER = re.compile(r"\s?(?:review|check|recheck|bloods)\b")


def _time(start: int, end: int, days: float) -> Quantity:
    return Quantity(start, end, days * _DAY, days * _DAY, "day", "time", (), "", days, days)


_FORMS = ("tablet", "capsule", "sachet", "patch", "vial")
#: as many as nobody takes at once
_A_BOX = 14


def _days_of(reading: Reading, supply: float) -> float | None:
    """For how many days a supply lasts at the first schedule that the answer gives; None where it gives none."""
    for sentence in reading.sentences:
        often = next((f for f in sentence.frequencies if f.high >= 1), None)
        if often is not None:
            counts = [q.high for q in sentence.quantities if q.dimension in _FORMS and q.high <= 4]
            return supply / (often.high * (counts[0] if counts else 1.0))
    return None


_WITHIN = re.compile(
    r"\b(?:over|in|within|across|for|lasting|during|through|takes?|taking|time:?|by)\s(?:(?:about|around"
    r"|at least|roughly|some|the|a|an|next|not less than|no less than"
    r"|no faster than|minimum of|space of|say)\s){0,4}$|[/,(]\s?$"
)
_A_QUARTER = re.compile(
    r"\b(?:a )?(?P<n>quarter|three quarters|three-quarters|half) (?:of )?an? hour\b|\bhalf[- ]?hour\b"
    r"|\b(?P<q>quarter)[- ]hour\b"
)
_MINUTES = {"quarter": 15.0, "half": 30.0, "three quarters": 45.0, "three-quarters": 45.0}


def infusion_times(reading: Reading) -> list[Quantity]:
    """Over what times an answer has something run in, a volume at a rate among them."""
    text, found = reading.folded.text, []
    volumes: list[Quantity] = []
    for sentence in reading.sentences:
        for q in sentence.quantities:
            if q.dimension == "time" and not q.per and not _AWAY.match(text, q.end, sentence.end):
                if _WITHIN.search(text, max(sentence.start, q.start - 40), q.start):
                    found.append(q)
            elif q.dimension == "volume" and not q.per:
                volumes.append(q)
            elif q.dimension == "volume" and q.per in (("h",), ("min",)) and volumes and q.low > 0:
                rate = q.low * (60 if q.per == ("min",) else 1)
                hours = volumes[-1].low / rate
                found.append(
                    q._replace(
                        low=hours, high=hours, unit="h", dimension="time", per=(), value_low=hours, value_high=hours
                    )
                )
        for match in _A_QUARTER.finditer(text, sentence.start, sentence.end):
            minutes = _MINUTES[match["n"] or match["q"] or "half"]
            found.append(
                Quantity(
                    match.start(), match.end(), minutes / 60, minutes / 60, "min", "time", (), "", minutes, minutes
                )
            )
    return [q for q in found if _holds(reading, q)]
