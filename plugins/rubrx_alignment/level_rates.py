"""Levels by the day and by the bag: how much one may rise in a day, what a bag of so much holds in a litre."""

from __future__ import annotations

from collections.abc import Iterator

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.quantities import Quantity
from rubrx.reading.sentence import Sentence

_MOVES = re.compile(
    r"\b(?:ris(?:es?|ing)|climb\w*|creep\w*|rais\w+|increas\w*|lift\w*|correct\w*|drift\w*|shift\w*|mov(?:e|es|ing)"
    r"|chang(?:e|es|ing)|(?:com|go|bring|tak|nudg|edg)\w* (?:(?:it|that|this|her|his|him|the [a-z]+|back|gently|slowly)"
    r"\s){0,3}up|upwards?|replac\w+|fall\w*|drop\w*|lower\w*|faster|quicker)\b"
)
#: "eight points a day", "8-10/24 h", "eight to ten over the first twenty-four hours"
_A_DAY = re.compile(
    r"\s?(?:of (?:rise|climb|correction|change|it)\s)?(?:(?:points?|units?|milli?mols?|millimoles?|mmols?|mm"
    r"|meq)\s?(?:per lit(?:re|er)\s)?)?"
    r"(?:of (?:a |the )?(?:rise|climb|correction|change)\s)?(?:/|per|an?|in|over|each|every|within|for"
    r"|across)\s?(?:(?:an?|any|one|the|each|first|single|whole|full|given|next"
    r"|opening)\s){0,3}(?:days?\b|24\b ?-?(?:h(?:ou)?rs?\b|h\b)?|twenty-four[ -]hours?\b|24-hour\b)"
)
#: "raise it to 10": where something is to arrive, and not by how much it moves
_TO = re.compile(r"(?<!up )\bto\s$")
_LIMITED = re.compile(
    r"\b(?:limit\w*|cap\w*|ceiling|most|maximum|max|outrun|outpace|than|beyond|past|exceed)\b[^.;,]{0,15}$"
)
_HOURLY = re.compile(
    r"\s?(?:/ ?h\b|(?:per|an|each|every|in an|in one|in the first|within an|over an|over the first)"
    r" (?:hour|h)\b|hourly)"
)


def is_daily(wanted: Quantity) -> bool:
    """Whether a value is a level's change from day to day: "8 mmol/L/day"."""
    return len(wanted.per) > 1 and wanted.per[-1] == "day" and wanted.per[0] in ("l", "dl", "ml")


def is_hourly(reading: Reading, q: Quantity) -> bool:
    """Whether a value goes on to be one of an hour ("10 mmol/L every hour")."""
    return _HOURLY.match(reading.folded.text, q.end) is not None


#: what would be this part of a day's limit in an hour is far too fast
_FAST = 0.25


def by_the_day(reading: Reading, near: list[Quantity], wanted: Quantity) -> list[Quantity] | None:
    """Those of some values that are no hour's; None where one of an hour is too fast for the day."""
    hourly = [q for q in near if is_hourly(reading, q) or "h" in q.per]
    if any(q.low > _FAST * wanted.high for q in hourly):
        return None
    return [q for q in near if q not in hourly]


def rises(reading: Reading) -> list[Quantity]:
    """The bare numbers by which an answer lets something rise in a day."""
    found: list[Quantity] = []
    for sentence in reading.sentences:
        if "day" not in sentence.text and "24" not in sentence.text and "twenty-four" not in sentence.text:
            continue
        found += _rises_in(sentence)
    return found


def _rises_in(sentence: Sentence) -> Iterator[Quantity]:
    text = sentence.reading.folded.text
    moves = _MOVES.search(text, sentence.start, sentence.end)
    for q in sentence.quantities:
        lead = text[max(sentence.start, q.start - 25) : q.start]
        if _TO.search(lead) or not (moves or q.operator or _LIMITED.search(lead)):
            continue
        if not q.dimension or (q.dimension == "amount" and not q.per):
            daily = _A_DAY.match(text, q.end, sentence.end)
            if daily or q.per == ("day",):
                yield q._replace(low=q.value_low, high=q.value_high, unit="", dimension="", per=())


_DISSOLVED = re.compile(
    r"[^.;,\d]{0,25}?\s(?:in|into|per|to|added to|made up (?:to|in|with)|diluted (?:to|in|with))\s"
    r"(?:(?:each|every|an?|one|the|about)\s)?$"
)
_A_LITRE = re.compile(
    r"[^.;,\d]{0,25}?\s(?:in|into|per|to|added to|to each|to every)\s(?:an?|one|each|every|the)\slit(?:re|er)\b"
)


def dissolved(reading: Reading, wanted: Quantity) -> list[Quantity]:
    """The concentrations that an answer gives as an amount in a volume: "20 mmol in 500 mL", per litre."""
    text, found = reading.folded.text, []
    for sentence in reading.sentences:
        amount = None
        for q in sentence.quantities:
            if q.dimension == wanted.dimension and not q.per:
                amount = q
                if _A_LITRE.match(text, q.end, sentence.end):
                    found.append(q._replace(per=("l",)))
            elif amount is not None and q.dimension == "volume" and not q.per and q.low > 0:
                if _DISSOLVED.fullmatch(text, amount.end, q.start):
                    litres = q.low / 1000
                    found.append(amount._replace(low=amount.low / litres, high=amount.high / litres, per=("l",)))
                amount = None
    return found
