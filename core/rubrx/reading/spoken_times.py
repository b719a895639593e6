"""Times said without a plain figure: stretches ("a fortnight", "three full days"), and times to come ("q2wk", "d7").

Whatever asks for how long or how soon reads it here. Rates ("twice a week") are `frequencies`' own, phrases that no
rule tells stand in `data/times.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.numbers import SMALL_NUMBER, number_of
from rubrx.reading.quantities import Frequency, Quantity
from rubrx.reading.tables import read_table

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

_HOURS = {"min": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0, "f": 336.0, "m": 730.5, "q": 2192.0, "y": 8766.0}
_UNIT = r"(?P<unit>min|hour|hr|day|week|wk|month|mth|year)(?:ute)?(?:'?s'?)?(?!\w)"
_SPOKEN = re.compile(
    rf"\b(?:(?P<fortnight>fortnight)|(?P<half>half)(?: an?|-)? ?(?=hour|hr|day|week|month|year)"
    rf"|(?P<couple>(?:a )?couple of (?:more )?)|"
    rf"(?P<number>{SMALL_NUMBER}) (?:full|whole|clear|complete|entire|good|solid|more|further|extra) "
    rf"|(?P<single>an?|each|every|the|one full|one whole) (?P<solid>(?:full|clear|whole|good|solid"
    rf"|complete|entire) )?)(?:{_UNIT}|(?<=fortnight)\b)"
)


#: "an hour and a half", "a week or two", "a quarter of a year", "a dozen weeks"
_COMPOUND = re.compile(
    r"\b(?:(?:an?|one) (?P<unit>hour|day|week|fortnight|month|year) (?:and (?:a )?(?P<more>half|quarter|three[ -]quarters)"
    r"|or (?P<most>two|three))"
    r"|(?:(?P<quarters>three) quarters|an? (?:good |full |whole |solid )?quarter"
    r"|(?P<half>half)) of an? (?P<whole>hour|year)"
    r"|(?P<dozen>an? dozen|half an? dozen) (?P<many>hours|days|weeks|months))\b"
)


def _compound_times(text: str) -> Iterator[tuple[int, int, float, float]]:
    """The stretches that a folded text puts together of several words: (start, end, hours, hours at most)."""
    for match in _COMPOUND.finditer(text):
        if match["unit"]:
            more = match["more"] or ""
            low = 1.0 + (0.75 if more.startswith("three") else {"half": 0.5, "quarter": 0.25}.get(more, 0.0))
            high = {"two": 2.0, "three": 3.0}.get(match["most"], low)
        elif match["whole"]:
            low = high = 0.75 if match["quarters"] else 0.5 if match["half"] else 0.25
        else:
            low = high = 6.0 if match["dozen"].startswith("half") else 12.0
        hours = _hours(match["unit"] or match["whole"] or match["many"])
        yield (*match.span(), low * hours, high * hours)


def _hours(unit: str) -> float:
    return _HOURS["min"] if unit[:3] == "min" else _HOURS[unit[0]]


def _number(word: str) -> float:
    return float(word) if word.isdigit() else number_of(word)


def spoken_times(sentence: Sentence, *, articles: bool = True) -> Iterator[Quantity]:
    """The stretches of time that a sentence says without a plain figure, with places in the folded text.

    `articles` takes "a month" for one month, too; "within the hour" always is one.
    """
    compound = list(_compound_times(sentence.text))
    for start, end, low, high in compound:
        yield Quantity(start + sentence.start, end + sentence.start, low, high, "h", "time", (), "", low, high)
    for match in _SPOKEN.finditer(sentence.text):
        if any(start <= match.start() < end for start, end, *_ in compound):
            continue
        if (
            match["single"]
            and not articles
            and not match["solid"]
            and not sentence.text.endswith("within ", 0, match.start())
        ):
            continue
        hours = _HOURS["f"]
        if not match["fortnight"]:
            if not match["unit"]:
                continue
            many = 0.5 if match["half"] else 2.0 if match["couple"] else 1.0
            many = number_of(match["number"]) if match["number"] else many
            hours = many * _hours(match["unit"])
        start, end = match.start() + sentence.start, match.end() + sentence.start
        yield Quantity(start, end, hours, hours, "h", "time", (), "", hours, hours)


_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|twelve"
_N = rf"\d{{1,3}}|{_WORDS}"
_ANY = r"(?:hours?|hrs?|h|days?|d|weeks?|wks?|w|fortnights?|months?|mths?|mo|quarters?|years?|yrs?|y)"
#: "q wk", "q 6 h"; "6/12ly"; "three-weekly", "6 wkly"; "each autumn", "every quarter"
_EVERY = re.compile(
    rf"\bq ?(?P<q>\d{{0,2}}) ?-?(?P<qu>{_ANY})\b"
    r"|\b(?:q ?)?(?P<n>\d{1,2})/(?P<of>7|52|12)(?:ly|[- ]?th?ly)?\b"
    rf"|\b(?P<m>{_N})[- ](?P<ly>hour|hr|dai|week|wk|month|mth|mnth|year)ly\b"
    r"|\b(?:every|each|next|this) (?P<annual>spring|summer|autumn|winter|fall|birthday|christmas|easter"
    r"|january|april|may|june|july|september|october)\b|\b(?:on|at|by) (?:her|his|your) (?P<birthday>birthday)\b"
    r"|\b(?:every|each) (?P<each>hour|day|week|fortnight|month|quarter|year)\b"
)
#: "a week or two", "another fortnight", "in a month's time", "the following day", "a couple of hours"
_SPAN = re.compile(
    r"\b(?:an?|one|another|the|the (?:next|first|following|coming)|next|first|following|the same|about an?|half an?"
    r"|within an?) (?:good |full |further )?(?P<unit>hour|day(?! after)|week|fortnight|month|quarter|year)\b"
    r"(?! (?:before|ago|earlier))"
    r"|\b(?:a |the (?:first|next) )?(?P<many>few|couple of|handful of|several) (?P<units>hours|days|weeks|months)\b"
    r"(?! (?:before|ago|earlier))|\b(?P<weekday>mon|thu|fri)\b"
)
#: a time to come or a rate, and no stretch that is over: "in ten days", "every six months", "d7"
PLANNED = re.compile(
    rf"{re.sub('P<[a-z]+>', ':', _EVERY.pattern)}"
    rf"|\b(?:once|twice|thrice|(?:{_N}) times) (?:(?:a|an|per|each|every|in a) )?(?:{_N} )?(?:daily|weekly"
    r"|monthly|yearly|days?|weeks?|fortnights?|months?|quarters?|years?)\b"
    r"|\b(?:hourly|daily|weekly|fortnightly|monthly|quarterly|annually|yearly)\b"
    rf"|\b(?:in|at|after|within|by|every|each|on|from|around|about|until|before) (?:about |around |the |end of "
    rf"|her |his |your |some |roughly )*(?:(?:\d{{1,3}}(?: ?(?:-|to|or|and) ?\d{{1,3}})?[ -]?|(?:{_N}|an?"
    rf"|half(?: an?)?|next|first|second|third|other|alternate|couple of|few)(?: (?:to|or) (?:{_N}))?[ -]))+"
    rf"{_ANY}\b"
    rf"|\b(?:{_N}) {_ANY} (?:between|apart)\b|\bwithin the (?:hour|day|week|fortnight|month)\b"
    r"|\balternate (?:day|week|month)s?\b|\bhalf[- ]?year(?:ly)?\b"
    rf"|\b(?:forward|back|up|until|till|this|for) (?:to )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:day|d|week|wk|month) ?(?:\d{1,2}|one|two|three|four|five|six|seven|ten)\b|\b\d{1,2}/(?:7|52|12)\b"
    r"|\b(?:tomorrow|next (?:week|month|year"
    r"|visit|time)|(?:on|by|next|before) (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_MANY = {"few": 4.0, "couple of": 2.0, "handful of": 5.0, "several": 6.0}
_A_WEEKDAY = 96.0
_OVER = (" ago", " before", " earlier")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|august|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
#: "week two", "wk 6"
_ON_WEEK = re.compile(rf"\b(?P<unit>week|wk|month) ?(?P<number>\d{{1,2}}|{_WORDS})\b(?! of)")
#: "in January and July", "spring and autumn": so many times a year
_MONTHS = re.compile(
    rf"\b(?:in|for|each|every|come) (?:{_MONTH}(?:, {_MONTH})*,? and {_MONTH}|(?:the )?(?:spring|summer) and (?:the )?"
    r"(?:autumn|winter|fall))\b"
)
#: "day 7", "d3"; "at 6, 12 and 24 h": the first of several
_ON_DAY = re.compile(
    r"(?<!vitamin )\b(?:day ?|d)(\d{1,2}|(?<=day )(?:one|two|three|four|five|six|seven|ten|fourteen))\b"
    r"|\bthe (\d{1,2}|third|fourth|fifth|sixth|seventh|eighth|tenth|fourteenth)(?:(?<=\d)(?:st|nd|rd|th))? day\b"
)
_ORDINALS = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "tenth": 10, "fourteenth": 14}
_FIRST_OF = re.compile(
    r"\b(\d{1,2}(?:, ?\d{1,2}){0,4}),? (?:and|then|&|or) (\d{1,2}) ?(h|hrs?|hours|d|days|wks?|weeks|months)\b"
)


@cache
def _phrases() -> tuple[list[float], PhraseMatcher]:
    """The hours of the listed phrases, and their matcher."""
    rows = [(float(hours), phrase) for hours, phrases in read_table("times") for phrase in phrases.split("|")]
    return [hours for hours, _ in rows], PhraseMatcher([phrase for _, phrase in rows])


def times_to_come(sentence: Sentence) -> list[tuple[float, int, int]]:
    """The hours until a time to come, or between one and the next, that a sentence says; places in the folded text.

    What stands within a longer one is not told apart: "six-monthly" says nothing of a month.
    """
    start, text = sentence.start, sentence.text
    found = [(24.0 / f.high, f.start, f.end) for f in sentence.frequencies if f.high and not _is_none(sentence, f)]
    found += ((hours, at + start, end + start) for hours, at, end in _by_rule(text))
    if len(found) < 2:
        return found
    found.sort(key=lambda each: (each[1], -each[2], each[0]))
    kept = found[:1]
    for each in found[1:]:
        if each[2] > kept[-1][2] or each[1:] == kept[-1][1:]:
            kept.append(each)
    return kept


def _is_none(sentence: Sentence, often: Frequency) -> bool:
    """Whether a rate is an amount's own ("5 mg bd" has nothing looked at twice a day), or over ("a week ago")."""
    return sentence.text.startswith(_OVER, often.end - sentence.start) or any(
        0 <= often.start - q.end <= 1 and q.dimension not in ("", "time") for q in sentence.quantities
    )


def _by_rule(text: str) -> Iterator[tuple[float, int, int]]:
    """The hours between two times, or until the one, that a folded text says, with their places."""
    for match in _EVERY.finditer(text):
        yield (_every(match), *match.span())
    for match in _SPAN.finditer(text):
        unit = match["unit"] or match["units"]
        hours = _A_WEEKDAY if match["weekday"] else _MANY.get(match["many"], 1.0) * _hours(unit)
        yield (hours, *match.span())
    for match in _ON_DAY.finditer(text):
        number = match[1] or match[2]
        yield (24.0 * (_ORDINALS.get(number) or _number(number)), *match.span())
    for match in _ON_WEEK.finditer(text):
        yield (_number(match["number"]) * _hours(match["unit"]), *match.span())
    for match in _FIRST_OF.finditer(text):
        row = [float(each) for each in (*match[1].split(","), match[2])]
        gaps = [later - earlier for earlier, later in pairwise(row) if later > earlier]
        yield (min([row[0], *gaps[1:]]) * _hours(match[3]), *match.span())
    if " and " in text:
        for match in _MONTHS.finditer(text):
            yield _HOURS["y"] / (2 + match[0].count(",")), *match.span()
    until, matcher = _phrases()
    for at, end, index in matcher.find(text):
        if not text.startswith(" dose", end):
            yield until[index], at, end


def _every(match: re.Match[str]) -> float:
    """The hours of a rate."""
    if match["qu"]:
        return (float(match["q"]) if match["q"] else 1.0) * _hours(match["qu"])
    if match["n"]:
        return float(match["n"]) * {"7": 24.0, "52": 168.0, "12": 730.5}[match["of"]]
    if match["m"]:
        return _number(match["m"]) * _hours(match["ly"])
    return _HOURS["y"] if match["annual"] or match["birthday"] else _hours(match["each"])
