"""Intervals said by rule rather than from a list: "q2wk", "6/12ly", "three-weekly", "four times a year"."""

from __future__ import annotations

from collections.abc import Iterator

from rubrx.reading import late_re as re
from rubrx.reading.numbers import number_of

_N = r"\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve"
_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0, "f": 336.0, "mo": 730.5, "mt": 730.5, "q": 2192.0, "y": 8766.0}
_UNIT = r"hours?|hrs?|h|days?|d|weeks?|wks?|w|fortnights?|months?|mths?|mo|quarters?|years?|yrs?|y"
#: "q2wk", "q 6 h"; "6/12ly"; "three-weekly", "6 wkly"; "every second week", "alternate days"
_EVERY = re.compile(
    rf"\bq ?(?P<q>\d{{0,2}}) ?-?(?P<qu>{_UNIT})\b"
    r"|\b(?:q ?)?(?P<n>\d{1,2})/(?P<of>7|52|12)(?:ly|[- ]?th?ly)?\b"
    rf"|\b(?P<m>{_N})[- ](?P<ly>hour|hr|dai|week|wk|month|mth|mnth|year)ly\b"
    r"|\b(?:every|each) (?:other|second|2nd|alternate) (?P<other>day|week|month|year)\b"
    r"|\balternate (?P<alt>day|week|month)s?\b"
    r"|\b(?:every|each|next|this) (?P<annual>spring|summer|autumn|winter|fall|birthday|christmas|easter"
    r"|january|april|may|june|july|september|october)\b|\b(?:on|at|by) (?:her|his"
    r"|your) (?P<birthday>birthday)\b"
    r"|\b(?:every|each) half[- ]?(?P<half>year|yearly)\b"
    r"|\b(?:every|each) (?P<each>hour|day|week|fortnight|month|quarter|year)\b"
)
#: "four times a year", "twice per month", "thrice weekly"
_TIMES = re.compile(
    rf"\b(?:(?P<n>{_N}) times|(?P<once>once)|(?P<twice>twice)|(?P<thrice>thrice)) (?:(?:a|an|per|each|every"
    rf"|in a|in the) )?"
    r"(?P<unit>day|dai|week|fortnight|month|quarter|year)(?:ly)?\b"
)
#: "a week or two", "another fortnight", "in a month's time", "the following day", "a couple of hours"
_SPAN = re.compile(
    r"\b(?:an?|one|another|the|the (?:next|first|following|coming)|next|first|following|the same|about an?"
    r"|half an?|within an?)"
    r" (?:good |full |further )?(?P<unit>hour|day(?! after)|week|fortnight|month|quarter|year)\b(?! (?:before"
    r"|ago|earlier))"
    r"|\b(?:a |the (?:first|next) )?(?P<many>few|couple of|handful of|several) (?P<units>hours|days|weeks"
    r"|months)\b(?! (?:before|ago|earlier))"
    r"|\b(?P<weekday>mon|tues?|thurs?|thu|fri)\b|\b(?P<season>(?:in|by|this|next) (?:the )?(?:spring|summer"
    r"|autumn|winter|fall))\b"
    r"|\b(?P<after>day after tomorrow|following morning|next morning|morning after|day after|first thing"
    r"|by (?:the )?evening|by morning)\b"
)
#: a time to come or a rate, and no stretch that is over: "in ten days", "every six months", "d7"
PLANNED = re.compile(
    rf"{_EVERY.pattern.replace('?P<', '?P<e_')}"
    rf"|\b(?:(?:once|twice|thrice|(?:{_N}) times) (?:(?:a|an|per|each|every|in a) )?(?:{_N} )?(?:daily|weekly"
    rf"|monthly|yearly|days?|weeks?|fortnights?|months?|quarters?|years?))\b"
    r"|\b(?:hourly|daily|weekly|fortnightly|monthly|quarterly|annually|yearly)\b"
    rf"|\b(?:in|at|after|within|by|every|on|from|around|about|until|before) (?:about |around |the |end of "
    rf"|her |his |your |some |roughly )*(?:(?:\d{{1,3}}(?: ?(?:-|to|or|and) ?\d{{1,3}})?[ -]?|(?:{_N}|an?"
    rf"|half(?: an?)?|next|first"
    rf"|second|third|couple of|few)(?: (?:to|or) (?:{_N}))?[ -]))+(?:{_UNIT})\b"
    rf"|\b(?:{_N}) (?:{_UNIT}) (?:between|apart)\b|\bwithin the (?:hour|day|week|fortnight|month)\b"
    rf"|\b(?:forward|back|up|until|till|this|for) (?:to )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:day|d|week|wk|month) ?\d{1,2}\b|\b\d{1,2}/(?:7|52|12)\b|\b(?:tomorrow|next (?:week|month|year"
    r"|visit|time)|(?:on|by|next|before) (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_MANY = {"few": 4.0, "couple of": 2.0, "handful of": 5.0, "several": 6.0}


def _hours(unit: str) -> float:
    return _HOURS.get(unit[:2]) or _HOURS[unit[0]]


def _number(word: str) -> float:
    return float(word) if word.isdigit() else float(number_of(word) or 1)


def intervals(text: str) -> Iterator[tuple[float, int, int]]:
    """The hours between two times, or until the one, that a folded text says, with their places."""
    for match in _EVERY.finditer(text):
        yield (_every(match), *match.span())
    for match in _TIMES.finditer(text):
        count = 1.0 if match["once"] else 2.0 if match["twice"] else 3.0 if match["thrice"] else _number(match["n"])
        yield (_hours(match["unit"]) / max(count, 1.0), *match.span())
    for match in _SPAN.finditer(text):
        yield (_span(match), *match.span())


def _every(match: re.Match[str]) -> float:
    """The hours of a rate."""
    if match["qu"]:
        return (float(match["q"]) if match["q"] else 1.0) * _hours(match["qu"])
    if match["n"]:
        return float(match["n"]) * {"7": 24.0, "52": 168.0, "12": 730.5}[match["of"]]
    if match["m"]:
        return _number(match["m"]) * _hours(match["ly"])
    if match["annual"] or match["birthday"]:
        return 8766.0
    if match["half"]:
        return 4383.0
    return _hours(match["each"]) if match["each"] else 2 * _hours(match["other"] or match["alt"])


def _span(match: re.Match[str]) -> float:
    """The hours of a stretch."""
    if match["after"]:
        return 48.0 if match["after"].endswith("tomorrow") else 24.0
    if match["weekday"]:
        return 96.0
    if match["season"]:
        return 2192.0
    return _MANY[match["many"]] * _hours(match["units"]) if match["many"] else _hours(match["unit"])
