"""How an answer speaks of two kinds of figures in a rubric: a dose that stays ("keep 300 mg"), and a half-life."""

from __future__ import annotations

from rubrx.reading import late_re as re

_UNIT = r"(?P<unit>mg|mcg|micrograms?|g|units?|ml|tablets?|capsules?|puffs?|drops)"
_KEPT = re.compile(
    r"(?:keep|leave|continue|maintain|hold at|stay (?:on|at)|remain (?:on|at)|stick (?:to|with)"
    r"|carry on with)"
    rf"(?: (?:the|him on|her on|it at|at|on|with|to))? ?(?P<number>\d+(?:\.\d+)?) ?{_UNIT}"
    r"(?: (?:daily|a day|once daily))?"
)
#: a dose that is left behind, and one that waits until something has come
_NOT_LEFT = r"(?! ?(?:out|off|aside|behind|unused|over|until|till|for (?:later|now)))"
_KEEPS = (
    r"(?:keep|leav|continu|maintain|stay|remain|stick|carry on|carries on|carrying on|sit|go on|goes on"
    r"|stand)(?:e|s|ing)?"
    r"(?: (?:it|her|him|them|you|things|the dose|the drug|\w+in|\w+ol))?"
    r"(?: (?:on|at|to|with|as|by|just|exactly|the|her|his|their|your|that|same|present|current|usual))*"
)


def kept_dose(spelling: str) -> re.Pattern[str] | None:
    """The pattern by which an answer has a dose stay: "leave 300 mg"; None for other phrases."""
    kept = _KEPT.fullmatch(spelling)
    if kept is None:
        return None
    amount = rf"(?<![\d.]){re.escape(kept['number'])} ?-?{kept['unit'].rstrip('s')}s?\b"
    return re.compile(
        rf"\b{_KEEPS} {amount}{_NOT_LEFT}"
        rf"|{amount}(?: (?:a day|daily|dose|at night|nightly|it))? (?:stays|stands|remains|(?:is|looks) (?:plenty|right"
        r"|enough|correct|the right dose)|should (?:stay|stand|remain)|can (?:stay|stand)|as (?:it is|before|now))\b"
    )


_HALF_LIFE = re.compile(
    r"(?:(?:terminal|elimination|plasma|long|short) )*half-?\s?life (?:of |is |about |around |approximately |roughly"
    r" |~)*"
    r"(?P<number>\d+) ?(?P<unit>h|hours?|days?|weeks?|months?)"
)
_HOURS = {"h": 1, "d": 24, "w": 168, "m": 730}
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
#: the names of a stretch of time: how it is said, and how many hours it has
_NAMED = (
    ("a day", 24),
    ("a week", 168),
    ("a fortnight", 336),
    ("a month", 730),
    ("half a day", 12),
    ("half a week", 84),
)
#: how far another way to say the same time may be off, as a share
_SLACK = 0.12
#: half of it is there, or gone, so long after
_LEFT = (
    r"\bhalf(?: of)?(?: (?:it|the|that|a|dose|drug|antibody|each|of|jab|injection|tablet|stuff|amount|any|level))*"
    r" (?:(?:is|are|was|will be|be|still|only|then|has|have|been|lingers?|sits?) )*"
    r"(?:left|there|aboard|on board|around|in (?:the|her|his|your) (?:body|blood|system|circulation|bloodstream)|gone"
    r"|cleared|remains?|remaining|out|inside|present|circulating|washed out|used up)\b"
)


def half_life(spelling: str) -> re.Pattern[str] | None:
    """The pattern by which an answer tells a half-life without the word: "a month on, half is still aboard"."""
    told = _HALF_LIFE.fullmatch(spelling)
    if told is None:
        return None
    hours = int(told["number"]) * _HOURS[told["unit"][0]]
    times = "|".join(_said(hours))
    time = rf"(?<![\d-])(?:{times})\b"
    return re.compile(
        rf"{time}[^.;:]{{0,40}}?{_LEFT}|{_LEFT}[^.;:]{{0,25}}?{time}"
        rf"|\bhalf-? ?li(?:fe|ves)\b[^.;:]{{0,30}}?{time}|{time}(?: to)? (?:halve|lose half|clear half|shed half"
        rf"|be halved)"
        rf"|\bhalv(?:es|ing|ed)\b[^.;:]{{0,25}}?(?:every|each|in|over|after|about|takes)"
        rf" (?:about |around |roughly )?{time}"
        rf"|{time} half-? ?life"
    )


def _said(hours: int) -> list[str]:
    """The ways in which a stretch of so many hours, or nearly so, is said."""
    found = [name for name, each in _NAMED if abs(each - hours) <= _SLACK * hours]
    for unit, long in (("hour", 1), ("day", 24), ("week", 168), ("month", 730)):
        number = round(hours / long)
        if number and abs(number * long - hours) <= _SLACK * hours:
            words = [str(number), *([_WORDS[number]] if number < len(_WORDS) else [])]
            found.append(rf"(?:{'|'.join(words)})[ -]?{unit}s?")
    return found
