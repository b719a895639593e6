"""How often, as dose instructions say it: rates, times of the day, meals, days of the week, and their combination."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.frequencies import Frequency, find_frequencies


class Times(NamedTuple):
    """Times a day, lowest and highest, at their place; 0 means once and not again.

    `slots` are the times of the day that are named, `weekdays` the days of the week.
    """

    start: int
    end: int
    low: float
    high: float
    slots: frozenset[str] = frozenset()
    weekdays: frozenset[str] = frozenset()

    @staticmethod
    def joined(times: list[Times], text: str) -> Times | None:
        """All the statements about one dose as one; None where there is none."""
        rates = [t for t in times if not t.slots and not t.weekdays and t.high]
        slots = frozenset(slot for t in times for slot in t.slots)
        weekdays = frozenset(day for t in times for day in t.weekdays)
        if not times:
            return None
        start, end = times[0].start, times[-1].end
        low, high = _rate(rates, text)
        if slots and high <= 1 and not any(r.high < 1 for r in rates):
            count = float(len(slots))
            low = high = 1.0 if _either(times, text) else count
        elif slots and len(slots) > 1 and 0 < high < 1:
            low, high = low * len(slots), high * len(slots)
        else:
            slots = frozenset() if high else slots
        if weekdays and (high >= 1 or not high):  # "weekly on a Monday" says it once, "daily on Mondays" twice
            low, high = (low or 1) * len(weekdays) / 7, (high or 1) * len(weekdays) / 7
            slots = frozenset()
        return Times(start, end, low, high, slots)


_SLOTS = {
    "morning": r"(?:in the |every |each |on |on the )?(?:mornings?|mane|o\.m\.|om|a\.m\.|qam|am)"
    r"|(?:at|with|before|after|on) breakfast|on (?:waking|rising)",
    "midday": r"(?:at |with |before |after )?(?:lunch(?:time)?|midday|noon|mid-day)",
    "afternoon": r"(?:in the |every |each )?afternoons?|(?:at |with |before |after )?(?:tea-?time|tea)",
    "evening": r"(?:in the |every |each |with |before |after |at )?"
    r"(?:evenings?(?: meal)?|dinner(?:time)?|supper|qpm|pm)",
    "night": r"(?:at |every |each |in the |on )?(?:nights?|bed-?time|bed time|nocte|nightly|o\.n\.|qhs|h\.s\.|hs)"
    r"|before (?:going to )?bed|on(?=\s*(?:$|[.,;+)]|prn|when|if|for \d|and \d))",
}
_MEALS = (
    r"(?P<meals>(?:before|after|with|at) (?:each |every |all |main |the )*meals?(?: times?)?"
    r"|a\.?c\.?|p\.?c\.?|at mealtimes)"
)
_MOMENT = re.compile(
    r"(?P<clock>\b(?:at )?\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b)|"
    + "|".join(rf"(?P<{name}>\b(?:{words})(?![\w]))" for name, words in _SLOTS.items())
    + rf"|\b(?:{_MEALS})(?![\w/])"
)
_WEEKDAY = re.compile(r"\b(mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:days?)?\b(?![a-z])")
_SOON = re.compile(r"\b(?:stat|now|at once|immediately|straight away|right away)\b")
_JOINER = re.compile(r"\s*(?:-|/|or|to)\s*")
_UP_TO = re.compile(r"\b(?:up to|max(?:imum)?(?: of)?|at most)\s*$")


def times_of(text: str) -> list[Times]:
    """Every statement of how often in a folded instruction, in order of place."""
    moments = _moments(text)
    found = [
        Times(f.start, f.end, 0.0 if f.high and _UP_TO.search(text, max(0, f.start - 20), f.start) else f.low, f.high)
        for f in find_frequencies(text)
        if not any(m.start < f.end and f.start < m.end and not _outlasts(f) for m in moments)
    ]
    soon = [Times(m.start(), m.end(), 0.0, 0.0) for m in _SOON.finditer(text)]
    kept = [m for m in moments if not any(f.start < m.end and m.start < f.end for f in found)]
    soon = [s for s in soon if not any(f.start < s.end and s.start < f.end for f in found)]
    return sorted(found + kept + soon, key=lambda t: t.start)


def _outlasts(frequency: Frequency) -> bool:
    """Whether a frequency says more than the time of the day within it ("on alternate nights")."""
    return frequency.high not in (0.0, 1.0) and not 1 < frequency.high <= 2


def _moments(text: str) -> list[Times]:
    """The times of the day, the meals and the days of the week that are named."""
    found = []
    for match in _MOMENT.finditer(text):
        name = match.lastgroup or ""
        if name == "meals":
            if "meal" in match[0] and not re.search(r"meals|each|every|times?$", match[0]):
                continue  # "with a meal" is no schedule
            slots = frozenset(("morning", "midday", "evening"))
        else:
            slots = frozenset((match[0] if name == "clock" else name,))
        found.append(Times(match.start(), match.end(), 1.0, 1.0, slots))
    for match in _WEEKDAY.finditer(text):
        day = match[1][:3]
        if match[0] in ("mon", "sat", "sun", "wed", "fri", "tue", "thu") or match[0].endswith(("day", "days")):
            found.append(Times(match.start(), match.end(), 0.0, 0.0, frozenset(), frozenset((day,))))
    return found


def _rate(rates: list[Times], text: str) -> tuple[float, float]:
    """The rates of one dose as one: joined ("bd or tds"), said again ("twice daily (every 12 hours)"), or nested."""
    if not rates:
        return 0.0, 0.0
    first = rates[0]
    low, high = first.low, first.high
    for rate in rates[1:]:
        if "divided" in text[rate.start : rate.end]:
            low, high = rate.low, rate.high
        elif _JOINER.fullmatch(text, first.end, rate.start):
            low, high = min(low, rate.low), max(high, rate.high)
        elif high >= 1 > rate.high:  # "twice daily three times a week"
            low, high = low * rate.high, high * rate.high
        elif high < 1 <= rate.low:  # "on alternate days twice a day"
            low, high = low * rate.low, high * rate.high
    return low, high


def _either(times: list[Times], text: str) -> bool:
    """Whether the times of the day are a choice: "in the morning or at night"."""
    moments = [t for t in times if t.slots]
    return any(re.fullmatch(r"\s*,?\s*or\s*", text[one.end : other.start]) for one, other in pairwise(moments))
