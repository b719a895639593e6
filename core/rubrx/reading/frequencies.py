"""How often: statements such as "BID", "q8h", "every 4 to 6 hours", "three times a week", as times a day.

Each begins at a word that can begin one, looked up in a table, so that a text without them costs one pass over its
words. Fixed phrases are a table that a pharmacist can edit (`data/frequency.tsv`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.folding import fold
from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.numbers import SMALL_NUMBER, number_of, number_starts
from rubrx.reading.tables import read_table


class Frequency(NamedTuple):
    """How often, in times a day, at its place in the folded text; 0 means once and not again."""

    start: int
    end: int
    low: float
    high: float


_HOURS = {"m": 1 / 60, "h": 1, "d": 24, "n": 24, "e": 24, "w": 168, "f": 336, "mo": 720, "y": 8760}
_NOTED = {"/7": 24.0, "/52": 168.0, "/12": 720.0}
_ORDINALS = {"other": 2, "alternate": 2, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
             "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "tenth": 10, "10th": 10}  # fmt: skip

_RANGED = rf"(?: ?(?:-|to|or|/) ?(?P<{{}}>{SMALL_NUMBER}))?"
_EVERY = re.compile(
    rf"(?:every|each|q\.?) ?(?P<every>{SMALL_NUMBER}){_RANGED.format('every2')}[ -]?"
    rf"(?P<unit>min(?:ute)?s?|h(?:ou)?rs?|h|hourly|d|days?|nights?|weeks?|wks?|w|fortnights?|months?|mo"
    rf"|years?)\b"
    rf"|q ?(?P<note>\d{{1,2}})(?: ?- ?(?P<note2>\d{{1,2}}))?(?P<note_unit>/7|/52|/12)\b"
    rf"|(?:every|each)[ -](?P<ordinal>{'|'.join(_ORDINALS)})[ -](?P<ordinal_unit>day|night|morning|evening|week"
    rf"|month)\b"
)
_WAKING = (
    r"(?:getting up|waking(?: up)?|breakfast|dawn|morning|sun-?rise|rising|bed(?:time)?|going to bed|sleep|night"
    r"|supper)"
)
#: "three times between waking and bedtime", "four times round the clock"
_ROUND_THE_DAY = (
    rf"(?:between {_WAKING} and {_WAKING}|(?:a?round the clock)|(?:spread |spaced )?(?:over|across|through|throughout"
    r"|during|in the course of) (?:the|each|every|a) (?:whole )?day)\b"
)
_NUMBERED = re.compile(
    rf"(?P<hourly>{SMALL_NUMBER}){_RANGED.format('hourly2')}[ -]?"
    r"(?:h(?:ou)?rly\b|(?:h|hrs?|hours?)(?: gap)? (?:between (?:the |each |any |two )?(?:doses?|them|it)\b"
    r"|between(?=\s?(?:$|[.,;)]))"
    r"|apart\b))"
    rf"|(?P<times>{SMALL_NUMBER}){_RANGED.format('times2')}[ -]?(?:times|x)[ /-]?"
    rf"(?:(?:a|per|each|every|in a|in the|in one|over the|during the|in|within|in any|/) ?)?"
    rf"(?P<unit>day|daily|dayly|dialy|24 ?(?:h|hrs|hours)|week|weekly|wk|month|monthly|year|yearly|d)\b"
    rf"|(?P<round>{SMALL_NUMBER}){_RANGED.format('round2')} (?:times|lots|goes|doses)?,? ?{_ROUND_THE_DAY}"
    rf"|(?P<parts>{SMALL_NUMBER})(?:(?:-| to | or )(?P<parts2>{SMALL_NUMBER}))? (?:equally )?divided doses\b"
)
_IN_DOSES = re.compile(
    rf"\bin (?P<parts>{SMALL_NUMBER})(?:(?:-| to | or )(?P<parts2>{SMALL_NUMBER}))? (?:divided )?doses\b"
)
_SPLIT = re.compile(
    r"(?!(?<=\d)/5(?! =| ?doses))/ ?(?P<parts>[2-6])(?P<parts2>)(?= ?=| doses|\b(?! ?(?:\d|ml|kg|mg|l|day"
    r"|52|12|h\b|hr|hours?|min)))"
)


#: "at 8 am and 8 pm": so many hours of the clock, so many times a day
_HOUR = re.compile(r"\b\d{1,2}(?:[:.]\d\d)? ?[ap]m\b")
_CLOCK = re.compile(rf"{_HOUR.pattern}(?:(?:,|,? and| &|,? then)(?: at)? {_HOUR.pattern})+")
#: "07:00, 13:00 and 19:00", "0800/2000"
_BY_THE_CLOCK = re.compile(
    r"\b(?:(?:[01]?\d|2[0-3])[:.][0-5]\d|(?:[01]\d|2[0-3])[0-5]0)(?: ?h(?:rs?)?)?"
    r"(?:(?: ?[,/&+] ?(?:and |then )?| and | then )(?:again )?(?:at )?(?:(?:[01]?\d|2[0-3])[:.][0-5]\d|(?:[01]\d"
    r"|2[0-3])[0-5]0)"
    r"(?: ?h(?:rs?)?)?)+\b(?! ?(?:mg|g|mcg|units?|iu|ml|%|kcal))"
)
_OF_CLOCK = re.compile(r"\d{1,2}[:.]\d\d|\d{4}")
#: "at 7, 10, 1, 4 and 7", "at eight and again at eight": hours without a word that they are
_HOUR_NAME = (
    r"(?:half past )?(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)"
)
_BARE_HOURS = re.compile(
    rf"\b(?:at|around) (?P<first>{_HOUR_NAME})(?P<more>(?:, (?!and)(?:{_HOUR_NAME}))*),? (?:and|then"
    rf"|&)(?: again)?(?: at)? "
    rf"(?P<last>{_HOUR_NAME})\b(?! ?(?:h|hrs?|hours?|min\w*|d|days?|wks?|weeks?|months?|years?|%|mg|mcg|ml|g"
    rf"|units?|mmol|to|or"
    r"|per|[-/:.]\d|times|in the|at night|tablets?|capsules?)\b)(?! ?%)"
)
#: "at breakfast, mid-afternoon and bedtime": so many times of the day
_TIME_OF_DAY = (
    r"(?:(?:mid-?)?(?:morning|afternoon|night)s?|midday|mid-day|evenings?|noon|breakfast|lunch(?:time)?"
    r"|dinner(?:time)?|supper(?:time)?|tea(?:time)?|bed(?:time)?"
    r"|midnight|waking|rising|mane|nocte|after (?:school|nursery|work))"
)
_COUNT = r"(?:one|two|three|four|five|six|eight|ten|fifteen|twenty|half|\d{1,3})"
_TIMES_OF_DAY = re.compile(
    rf"\b(?:once )?(?:(?:in|at|with|before|after|on) (?:the )?|each |every )?{_TIME_OF_DAY}"
    rf"(?:(?:,|,? and|,? then|,? &| ?/| ?\+)\s?(?:(?:and|then) )?(?:again |once (?:more |again )?"
    rf"|another (?:one |dose |\d+ mls? )?|a second (?:one |dose )?|{_COUNT} "
    rf"|(?:the )?same (?:again )?)?(?:(?:in|at|with|before|after|on) )?(?:the |each |every |going to )?"
    rf"{_TIME_OF_DAY})+\b"
)
_OF_DAY = re.compile(rf"\b{_TIME_OF_DAY}\b")
#: "one in the evening as well as the morning one", "a tablet at night on top of his breakfast one"
_BESIDE_THE = re.compile(
    rf"\b(?:(?:in|at|with|before|after|on) (?:the )?)?{_TIME_OF_DAY},? (?:as well as|on top of|in addition to"
    rf"|besides|plus"
    rf"|to go with|to add to) (?:the |his |her |their |your )?(?:usual |present |existing )?{_TIME_OF_DAY}\b"
)
_BESIDE = ("as well as ", "on top of ", "in addition to ", "besides ", "plus ", "to go with ", "to add to ")
#: "another tablet twelve hours after the first"
_HALF_A_DAY_ON = re.compile(
    r"(?:twelve|12)[ -](?:hours?|h|hrs?) (?:after|from|behind|apart from|following) (?:the|his|her"
    r"|that) (?:first|morning"
    r"|breakfast|earlier|usual|combination)\b"
)
_ANOTHER = re.compile(r"\b(?:another|second|extra|additional|further|one more|again|lone)\b[^.;:]{0,50}$")
#: "then the same again at lunch and the same again at night": once more each
_SAME_AGAIN = re.compile(
    rf"(?:,? ?(?:and |then )*(?:the )?same (?:again |dose |amount |once more |much )?\s?(?:(?:in|at|with"
    rf"|before|after|on) )?(?:the )?{_TIME_OF_DAY})+\b"
)
#: "every Thursday", "Sundays only", "Mondays and Fridays", "Mon/Wed/Fri": so many days of the week
_DAY_NAME = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thurs?|thu|fri|sat|sun)\b"
_WEEKDAYS = re.compile(
    rf"\b(?P<lead>every|each|on an?|on) {_DAY_NAME}(?:(?:,| and|, and| &| \+|/) ?(?:on |every |each )?{_DAY_NAME})*"
    rf"|\b{_DAY_NAME}(?:(?:,| and|, and| &| \+|/) ?(?:on )?{_DAY_NAME})*"
)
_IS_WEEKDAY = re.compile(_DAY_NAME)
#: two days may be two dates, three are a week's
_A_WEEK_OF_DAYS = 3
_ONLY = re.compile(
    r" ?(?:only\b|alone\b|every week|each week|of (?:each|every) week|(?:medicine|tablet|pill|drug|capsule|dose"
    r"|job|medication)s?\b)"
)
_LOTS = re.compile(
    rf"(?P<times>{SMALL_NUMBER})(?:(?:-| to | or )(?P<times2>{SMALL_NUMBER}))? (?:doses?|lots|goes|shots?"
    rf"|jabs?|injections?|helpings|spoonfuls at a time"
    r"|separate doses|equal doses) ?(?:a|per|each|every|in a|in|in any|/) ?(?:day|24 ?h(?:ours?|rs)?"
    r"|twenty-four hours)\b"
)
_DAY_WORDS = ("morning", "evening", "waking", "breakfast", "lunch", "night", "supper", "dinner", "mane", "noon", "tea")
#: words without which no number says how often
_AFTER_NUMBERS = ("rly", "times", "x", "divided doses", "between", "apart", "the clock")
#: "twice between waking and bedtime", "once or twice a day"
_ONCE_TWICE = re.compile(
    rf"\b(?:(?P<both>(?:once|one dose) or twice)(?:,? (?:a|per|each|every|in a|in the|on (?:the"
    rf"|that)(?: first)?) ?day|/day| daily)?"
    rf"|(?P<twice>once|twice|thrice),? {_ROUND_THE_DAY})"
)
#: "interval 24 h", "a dosing interval of 36 hours", "24 h between bags"
_INTERVAL = re.compile(
    rf"\b(?<!qt )(?<!pr )(?<!check )(?<!test )(?:(?:dos(?:e|ing|age) )?interval(?: stays| should be| is| of| =| at)?"
    r"|(?:stretch|widen|lengthen|extend|open|increas|shorten|mov|chang|bring|push|spac)\w* (?:out )?(?:the "
    r"|its |his |her )?"
    r"(?:dosing |dose )?(?:gap|spacing|timing|distance|time)(?: between (?:the )?doses)?(?: out| up)?(?= to )"
    rf"|no (?:closer|nearer|sooner|oftener|more often)(?: together)? than(?: every)?)"
    rf"(?: now| still)?[:,=*]{{0,3}} ?(?:about |to )?(?P<hours>{SMALL_NUMBER}){_RANGED.format('hours2')}[ -]?"
    r"(?P<unit>h|hrs?|hours?|d|days?)\b"
)


#: "each patch lasts three days", "leave it on for 72 hours", "a fresh one after three days": how often one is changed
_WORN = re.compile(
    r"\b(?:(?:one|each|every|a|the|it|patch) (?:patch )?(?:lasts?|stays? (?:on|put|in place)|is worn|is good)(?: for)?"
    r"|(?:leave|leaving|keep|wear|left|kept|worn) (?:(?:it|each|one|each one|them|each patch|the patch|a patch) )?"
    r"(?:(?:on|in place|stuck on) )?for|(?:on|put) for"
    r"|(?:chang|replac|swap|renew|new one|fresh one|new patch|fresh patch)[^.;,]{0,25}? after)"
    rf" (?:a full |a whole |up to |about )?(?P<worn>{SMALL_NUMBER}){_RANGED.format('worn2')}[ -]?"
    r"(?P<unit>h|hrs?|hours?|d|days?)\b"
)
#: "once instead of three times a day": once a day
_OF_A_DAY = re.compile(
    rf"\b(?P<first>once|twice|thrice|(?P<n>{SMALL_NUMBER}) times)(?:,? (?:instead of|rather than)"
    rf"|, (?:and )?not) (?:the )?"
    rf"(?:once|twice|thrice|{SMALL_NUMBER}(?: times)?),? (?:a day|daily|each day|every day|per day)\b"
)
_STRETCHED = ("gap to ", "spacing to ", "timing to ", "distance to ", "doses to ", "gap out to ", "spacing out to ")
#: "wait a day", "for a week": how long, and not how often
_A_WHILE = (
    "wait ",
    "for ",
    "after ",
    "within ",
    "half ",
    "another ",
    "lasts ",
    "takes ",
    "leave ",
    "skip ",
    "miss ",
    "allow ",
    "again in ",
    "back in ",
    "due in ",
    "give it ",
    "quarter of ",
)
#: "once the two are together"
_WHEN = re.compile(
    r"\s(?:(?:the|his|her|their|your|both|these|those) (?!day|morning|evening|night|week|month)|(?:they|he|she"
    r"|it|you|we|i)\b"
    r"(?!\s?[.,;:]))"
)
_FRACTION = re.compile(r"\D?(?:1/[2348]|2/3|3/[48])")


#: slips of the pen in the words that say how often
_SLIPS = {"daily": ("dayly", "dialy", "daliy", "dailey"), "twice": ("twise", "tiwce"), "morning": ("mornig", "moring"),
          "evening": ("evning", "evenning"), "night": ("nite", "nigth"), "three": ("thre",), "every": ("evry",),
          "hourly": ("hrly", "hourley")}  # fmt: skip


def _with_slips(phrase: str) -> list[str]:
    """A phrase, and the same with one of its words misspelt: "twice daily", "twise daily", "twice dayly"."""
    wrong = [
        " ".join([*words[:at], slip, *words[at + 1 :]])
        for words in [phrase.split(" ")]
        for at, word in enumerate(words)
        for slip in _SLIPS.get(word, ())
    ]
    return [phrase, *wrong]


@cache
def _phrases() -> tuple[list[tuple[str, float]], PhraseMatcher]:
    """The fixed phrases with their times a day, and their matcher."""
    table = [(each, float(times)) for times, phrase in read_table("frequency") for each in _with_slips(phrase)]
    return table, PhraseMatcher([phrase for phrase, _ in table])


def find_frequencies(text: str) -> list[Frequency]:
    """Every statement of how often, in order of place: one with a number first, then the longest phrase.

    Linear in the text's length.
    """
    found = _patterned(text)
    table, matcher = _phrases()
    phrased: list[Frequency] = []
    for start, _, index in matcher.find(text):
        phrase, times = table[index]
        end = start + len(phrase)
        if phrase == "once" and (text.endswith("at ", 0, start) or _WHEN.match(text, end)):
            continue  # how soon, or from when, and not how often
        if phrase[:2] == "a " and text[max(0, start - 9) : start].endswith(_A_WHILE):
            continue
        if not _goes_on(text, end) and not (start and text[start - 1] in "-_"):
            phrased.append(Frequency(start, end, times, times))
    if len(found) + len(phrased) < 2:
        return found or phrased
    phrased.sort(key=lambda frequency: -frequency.end)
    found = sorted(found + phrased, key=lambda frequency: frequency.start)
    position = 0
    kept: list[Frequency] = []
    for frequency in found:
        if frequency.start >= position:
            if kept and kept[-1].high == 0 and frequency.start == position + 1:
                frequency = frequency._replace(start=kept.pop().start)  # noqa: PLW2901 -- "once every three weeks"
            kept.append(frequency)
            position = frequency.end
    return kept


def _patterned(text: str) -> list[Frequency]:
    """The statements with a number or an ordinal in them, at every place where one can begin."""
    found: list[Frequency | None] = []
    for head in ("every", "each", "q"):
        for start in _places(text, head):
            if not (start and _is_word(text[start - 1])) and (match := _EVERY.match(text, start)):
                found.append(_of(match, *_every(match)))
    if "doses" in text:
        found += [_of(match, *_range(match, "parts")) for match in _IN_DOSES.finditer(text)]
    for start in _places(text, "/"):
        if not _FRACTION.match(text, max(0, start - 2)) and (match := _SPLIT.match(text, start)):
            found.append(_of(match, *_range(match, "parts")))
    if any(word in text for word in _AFTER_NUMBERS):
        for start in number_starts(text):
            if match := _NUMBERED.match(text, start):
                found.append(_of(match, *_numbered(match)))
    if " day" in text or "24" in text or "twenty-four" in text:
        found += [_of(match, *_range(match, "times")) for match in _LOTS.finditer(text)]
    found += _in_other_words(text)
    return [frequency for frequency in found if frequency] + _times_of_day(text) + _days_of_the_week(text)


_DAY_ENDS = ("nday", "sday", "iday", "urday", "mon/", "every mon", "every t", "every w", "every fri", "every s")


def _days_of_the_week(text: str) -> list[Frequency]:
    """The days of the week on which something is done again and again: "every Thursday", "Mondays and Fridays".

    A day alone may be a date ("see her on Monday"); it counts with an every or each, in the plural ("Tuesdays"), with
    an only, or among three.
    """
    if not any(end in text for end in _DAY_ENDS) and not ("wed" in text and "fri" in text):
        return []
    found = []
    for match in _WEEKDAYS.finditer(text):
        names = _IS_WEEKDAY.findall(match[0])
        days = {name[:3] for name in names}
        again = match["lead"] not in (None, "on") or any(name.endswith("days") for name in names)
        if again or len(days) >= _A_WEEK_OF_DAYS or _ONLY.match(text, match.end()):
            found.append(Frequency(match.start(), match.end(), len(days) / 7, len(days) / 7))
    return found


def _times_of_day(text: str) -> list[Frequency]:
    """The rows of meals, times of the day and hours of the clock, each as often as it has members."""
    rows: list[tuple[re.Match[str], float]] = []
    if "same" in text or "bed" in text or sum(word in text for word in _DAY_WORDS) > 1:
        rows += [
            (match, float(len(_OF_DAY.findall(match[0]))))
            for match in _TIMES_OF_DAY.finditer(text)
            if _same_count(text, match)
        ]
        if "same" in text:
            rows += [(match, 1.0 + len(_OF_DAY.findall(match[0]))) for match in _SAME_AGAIN.finditer(text)]
    if any(map(text.__contains__, _BESIDE)):
        rows += [(match, 2.0) for match in _BESIDE_THE.finditer(text) if _differ(match[0])]
    if ":" in text or "00" in text or ".30" in text:
        rows += [
            (match, float(len(_OF_CLOCK.findall(match[0]))))
            for match in _BY_THE_CLOCK.finditer(text)
            if ":" in match[0] or re.search(r"\b0\d", match[0])
        ]
    if "at " in text or "around " in text:
        rows += [
            (match, 2.0 + match["more"].count(","))
            for match in _BARE_HOURS.finditer(text)
            if match["more"] or match["first"] == match["last"]  # "at 8 and 8"; two others may be anything
        ]
    if "hours a" in text or "h after" in text:
        rows += [(match, 2.0) for match in _HALF_A_DAY_ON.finditer(text) if _ANOTHER.search(text, 0, match.start())]
    if "am" in text and "pm" in text:
        rows += [(match, float(len(_HOUR.findall(match[0])))) for match in _CLOCK.finditer(text)]
    return [Frequency(match.start(), match.end(), times, times) for match, times in rows]


def _differ(words: str) -> bool:
    """Whether the times of the day that some words name are not one and the same."""
    return len(set(_OF_DAY.findall(words))) > 1


_COUNTS = re.compile(rf"\b{_COUNT}(?= )")
_COUNT_REACH = 40
_AT_AN_HOUR = re.compile(r"\b(?:at|around) (?:half past )?(?:\d{1,2}|[a-z]+) $")


def _same_count(text: str, match: re.Match[str]) -> bool:
    """Whether each time of the day has as many ("two in the morning and two at night"), where it is counted."""
    counts = set(_COUNTS.findall(match[0])) - {"one"}
    if _AT_AN_HOUR.search(text, max(0, match.start() - _COUNT_REACH), match.start()):
        return True  # "at six in the morning, two in the afternoon and ten at night"
    return not counts or any(
        re.search(rf"\b{count}\b", text[max(0, match.start() - _COUNT_REACH) : match.start()]) for count in counts
    )


def _places(text: str, part: str) -> Iterator[int]:
    """Where a part of a text stands."""
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


def _is_word(char: str) -> bool:
    return char == "_" or char.isalnum()


def _goes_on(text: str, position: int) -> bool:
    """Whether a word or a hyphen goes on at a position."""
    following = text[position : position + 1]
    return following == "-" or _is_word(following)


def _of(match: re.Match[str], low: float, high: float) -> Frequency | None:
    """A frequency at its place; None where it would be without end."""
    if low <= 0 or high <= 0:
        return None
    return Frequency(match.start(), match.end(), min(low, high), max(low, high))


def _range(match: re.Match[str], name: str) -> tuple[float, float]:
    """The number of a group, and the one that its range ends with."""
    first = number_of(match[name])
    return first, number_of(match[f"{name}2"]) if match[f"{name}2"] else first


def _hours(unit: str) -> float:
    """The hours of a unit of time, whatever its ending; a month is 30 days, a year 365."""
    return (
        _HOURS[unit[:2]] if unit[:2] in _HOURS and unit[:3] != "mor" else 24 if unit[:3] == "mor" else _HOURS[unit[0]]
    )


def _every(match: re.Match[str]) -> tuple[float, float]:
    """Times a day of an interval: "every 4-6 hours", "every third day"."""
    if match["ordinal"]:
        times = 24 / (_ORDINALS[match["ordinal"]] * _hours(match["ordinal_unit"]))
        return times, times
    if match["note"]:  # "q4/52"
        shorter, longer = (number * _NOTED[match["note_unit"]] for number in _range(match, "note"))
        return (24 / shorter, 24 / longer) if shorter and longer else (0.0, 0.0)
    shorter, longer = (number * _hours(match["unit"]) for number in _range(match, "every"))
    return (24 / shorter, 24 / longer) if shorter and longer else (0.0, 0.0)


def _numbered(match: re.Match[str]) -> tuple[float, float]:
    """Times a day of a count: "8 hourly", "3 to 4 times a week", "3 divided doses"."""
    if match["hourly"]:
        shorter, longer = _range(match, "hourly")
        return (24 / shorter, 24 / longer) if shorter and longer else (0.0, 0.0)
    for name in ("parts", "round"):
        if match[name]:
            return _range(match, name)
    days = 1.0 if match["unit"].startswith("2") else _hours(match["unit"]) / 24
    low, high = _range(match, "times")
    return low / days, high / days


def _in_other_words(text: str) -> Iterator[Frequency | None]:
    """The statements of other forms: "once or twice a day", "interval 24 h"."""
    if "twice" in text or "the clock" in text or "once" in text:
        for match in _ONCE_TWICE.finditer(text):
            yield _of(match, *_once_or_twice(match))
    if "patch" in text or "durogesic" in text:
        for match in _WORN.finditer(text):
            shorter, longer = (number * _hours(match["unit"]) for number in _range(match, "worn"))
            if shorter and longer:
                yield _of(match, 24 / longer, 24 / shorter)
    if "instead of" in text or "rather than" in text or ", not " in text:
        for match in _OF_A_DAY.finditer(text):
            times = {"once": 1.0, "twice": 2.0, "thrice": 3.0}.get(match["first"]) or number_of(match["n"])
            yield Frequency(*match.span("first"), times, times)
    if "interval" in text or " than " in text or any(map(text.__contains__, _STRETCHED)):
        for match in _INTERVAL.finditer(text):
            shorter, longer = (number * _hours(match["unit"]) for number in _range(match, "hours"))
            if shorter and longer:
                yield _of(match, 24 / shorter, 24 / longer)


def _once_or_twice(match: re.Match[str]) -> tuple[float, float]:
    """Times a day in words: "once or twice a day", "twice between waking and bedtime"."""
    if match["both"]:
        return 1.0, 2.0
    times = {"once": 1.0, "twice": 2.0, "thrice": 3.0}[match["twice"]]
    return times, times


def parse_frequency(written: str) -> tuple[float, float]:
    """Times a day of what a rubric wrote ("BID", "q8h", "once"); ValueError if it is no frequency."""
    found = find_frequencies(fold(written).text.strip())
    if not found:
        raise ValueError(f"expected a frequency such as BID, q8h, daily or once, got {written!r}")
    longest = max(found, key=lambda frequency: frequency.end - frequency.start)
    return longest.low, longest.high
