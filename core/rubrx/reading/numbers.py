"""Numbers as people write them: figures, words, fractions, and where in a text one may begin.

The comma groups thousands ("1,000"). A decimal comma is not read, for in English text the two can't be told apart
("1,500 mg"); what stands after "0," is taken for no number at all, lest "0,5 mg" be read as 5 mg.
A blank groups them only before what is no number by itself: "10 000 units", but not "2 500 mg tablets".
"""

from __future__ import annotations

from rubrx.reading import late_re as re

_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
#: "twenty" to "ninety"
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
#: what a number in figures begins and ends with
FIGURES = frozenset("0123456789.")
_LONGEST = 300  # figures beyond these would overflow, and say nothing
_PARTS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
    "fifth": 1 / 5, "fifths": 1 / 5, "eighth": 1 / 8, "eighths": 1 / 8, "tenth": 1 / 10, "tenths": 1 / 10,
}  # fmt: skip
_LOTS = {"a": 1.0, "a single": 1.0, "a dozen": 12.0, "half a dozen": 6.0, "a couple": 2.0, "a couple of": 2.0,
         "one-ten": 110.0, "two-ten": 210.0, "three-ten": 310.0}  # fmt: skip
_NOUGHT = frozenset(("", "nought", "nil", "zero"))
_SILENT = frozenset(("and", "a", "an", "of", "the", "that", "each", "his", "her"))

_WORD = "|".join(sorted([*_ONES, *TENS, "hundred", "thousand"], key=len, reverse=True))
_TIMES = {"thousand": 1e3, "million": 1e6}
#: "million units" is a unit (data/units.tsv), so that both ends of "1.5-3 million units" have it
_MANY = r"(?:thousand|million(?! (?:units?|iu|u|international)\b))"
_UNITS = "|".join(list(_ONES)[1:10])
#: "two point five", "nought point one two five"
_DECIMALS = rf"(?:zero|nought|oh|{_UNITS})(?:[ -](?:{_UNITS})){{0,2}}"
#: what half of something is given of: before other words "half" and "quarter" count nothing
_FORM = (
    r"(?= ?-?(?:tab|cap|pill|tea|tsp|sach|supp|amp|vial|patch|app|spoon|mls?\b|mil\b|millilit|milligram"
    r"|microgram|grams?\b"
    r"|mg\b|g\b|units?\b))"
)
_PART = (
    r"(?:half|halves|thirds?|quarters?|fifths?|eighths?|tenths?)"
    rf"(?:(?: of)?(?: an?| the| that| each| one| his| her)?{_FORM})"
)
_AND_PART = r"[ -]and[ -]an?[ -](?:half|quarter|third)"
#: "a dozen tablets", "a couple of milligrams"
_SEVERAL = rf"half an? dozen|an? dozen|a couple(?: of)?{_FORM}"
#: "point one six of a mL"
_OF_A = r"(?: of an?(?= ?-?(?:ml|mil|mg|mcg|gram|microgram|unit|litre|liter)))?"
_WORD_NUMBER = (
    rf"(?:one|two|three)-(?:{'|'.join(TENS)})(?:-(?:{_UNITS}))?|(?:one|two|three)-ten"
    r"|(?:four|five|six|seven|eight|nine)-(?:twenty-five|fifty|seventy-five)"
    rf"|hundred[ -]and[ -](?:{_WORD})(?:[ -](?:{_UNITS}))?"
    rf"|(?:(?:a|{_WORD})(?:[ -](?:hundred|{_MANY}))+(?:(?:[ -]and[ -]|[ -])(?:{_WORD}))*"
    rf"|(?:{'|'.join(TENS)})(?:[ -](?:{_UNITS}))?|(?:{_WORD}))(?:{_AND_PART}|[ -]{_PART})?"
)
_FRACTION = r"(?:1/[2348]|2/3|3/[48])(?![\d/])"
_DIGITS = (
    rf"\d+(?:\.\d+)?k(?= ?(?:iu|units?|u)\b)|(?<!/){_FRACTION}(?: of an?(?= )| an?(?= ))?"
    rf"|\d+(?:(?<!\d{{4}})(?:(?:,\d{{3}})+|(?: 0\d\d)+)(?!\d))?(?:\.\d+)?"
    rf"(?:(?: | ?- ?| and ){_FRACTION}|{_AND_PART}| {_MANY}\b)?{_OF_A}|\.\d+{_OF_A}"
)
#: "nine-tenths"; "half to one", "between a half and nine-tenths"
_TENTHS = rf"(?:{_UNITS})[ -]tenths(?![a-z])"
_UP_FROM_HALF = rf"(?:one\b|two\b|[12]\b|0?\.\d|(?:{_UNITS})[ -]tenths)"
_HALF_TO = (
    rf"(?:an? )?half(?= to {_UP_FROM_HALF}|(?:(?<=between half)|(?<=between a half)) and {_UP_FROM_HALF})"
    r"|a half(?=(?: or so| or thereabouts)? (?:is|will|would|does|suffices)\b)"
)
#: a number in figures or words
NUMBER = (
    rf"(?:{_DIGITS}|{_TENTHS}|{_HALF_TO}|(?:(?:{_SEVERAL})(?![a-z]))|(?:(?:(?:nought|nil"
    rf"|(?:{'|'.join(TENS)})[ -](?:{_UNITS})|{_WORD})[ -])?"
    rf"point[ -](?:{_DECIMALS})(?![a-z])(?: {_MANY}\b)?{_OF_A}|half an?"
    r"|a single(?= (?:tab|cap|pill|puff|patch|spray|sachet|drop))"
    r"|a(?= drop (?:in(?:to)? (?:each|both|either|the (?:[a-z]+ )?eye)|to (?:each|both)|at (?:night|bed)|each"
    r"|every|once"
    r"|twice))"
    r"|a(?: single)?(?= (?:gram|milligram"
    rf"|microgram|unit\b|ml\b|mil\b|millilit))|(?:an? )?{_PART}|{_WORD_NUMBER})(?![a-z]))"
)
#: a small number: figures, one word, or two ("twenty-four")
SMALL_NUMBER = rf"(?:\d+(?:\.\d+)?|(?:{'|'.join(TENS)})[ -](?:{_UNITS})\b|{_WORD})"
#: a number's first characters: cheap to look for, and sure to miss none
FIRST = (
    r"(?:\.?\d|one|point[ -]|nought[ -]|nil[ -]|t(?:wo|h(?:ree|irt|ousand)|en|welve|went)|f(?:our|ort|i(?:ve|f))"
    r"|s(?:ix|even)|e(?:ight|leven)|nine|zero"
    r"|h(?:undred|al[fv])|quarter|third|an? (?:hundred|thousand|million|half|quarter|third|gram|single |mil|ml\b|dozen"
    r"|couple|microgram|unit\b|drop ))"
)
_START = re.compile(rf"[^a-z0-9_.]{FIRST}")
_AT_ONCE = re.compile(FIRST)


def number_starts(text: str) -> list[int]:
    """Where numbers may begin in a folded text, in order; `NUMBER` decides whether they do."""
    starts = [match.start() + 1 for match in _START.finditer(text)]
    if _AT_ONCE.match(text):
        starts.insert(0, 0)
    return starts


def number_of(text: str) -> float:
    """The value of a number in figures or words ("1,000", "2 1/2", "two and a half"); ValueError if it is none."""
    text = text.removesuffix(" of an").removesuffix(" of a")
    if text in _LOTS:
        return _LOTS[text]
    if text[-1:] == "k":
        return float(text[:-1]) * 1e3
    if text[:1] in FIGURES:
        try:
            return float(text[:_LONGEST])
        except ValueError:
            return _fraction(_GROUPED.sub("", text).strip())
    whole, point, decimals = text.partition("point")
    if point:
        return _with_decimals(whole.strip(" -"), decimals)
    total, current, before = 0.0, 0.0, ""
    for word in re.split(r"[ -]+", text):
        if word in _ONES:
            current += _ONES[word]
        elif word in TENS:
            current = (100 * current if 0 < current < 10 and before in _ONES else current) + TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _TIMES:
            total, current = total + max(current, 1) * _TIMES[word], 0.0
        elif word in _PARTS:  # "three quarters", but "three and a quarter"
            current = current * _PARTS[word] if current and before not in _SILENT else current + _PARTS[word]
        elif word not in _SILENT:
            raise ValueError(f"not a number: {text!r}")
        before = word
    return total + current


def _with_decimals(whole: str, decimals: str) -> float:
    """The value of "two" and "four", of "nought" and "one two five", of "two" and "four million"."""
    words = re.findall("[a-z]+", decimals)
    many = _TIMES.get(words[-1], 1.0) if words else 1.0
    figures = "".join(str(int(_ONES.get(word, 0))) for word in words if word not in _TIMES)
    return ((number_of(whole) if whole not in _NOUGHT else 0.0) + float(f"0.{figures}")) * many


def _fraction(text: str) -> float:
    """The value of "1/2", "2 1/2", "2-1/2", "2 and a half", "2 million", or of figures that had commas in them."""
    figures, _, word = text.rpartition(" ")
    if word in _TIMES:
        return float(figures[:_LONGEST]) * _TIMES[word]
    match = _MIXED.fullmatch(text)
    if match is None:
        return float(text[:_LONGEST])
    whole, top, bottom, part = match.groups()
    return float(whole or 0) + (_PARTS[part] if part else float(top) / float(bottom))


_GROUPED = re.compile(r",| (?=0\d\d)")
_MIXED = re.compile(r"(?:(\d+(?:\.\d+)?)(?: ?- ?| and | ))?(?:(\d)/(\d)(?: of)?(?: an?)?|an? (half|quarter|third))")
