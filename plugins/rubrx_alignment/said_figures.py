"""How an answer says the bare figures of a rubric: bounds ("<360 umol/L"), ranges, multiples ("fivefold"), rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rubrx.reading import late_re as re
from rubrx.reading.frequencies import parse_frequency
from rubrx.reading.quantities import Quantity
from rubrx.reading.sentence import Sentence
from rubrx.reading.spoken_times import times_to_come

#: what a bound may be of
_MEASURE = (
    r"(?:crcl|e?gfr|(?:creatinine )?clearance|inr|auc|(?:serum |plasma |fasting )?(?:urate|uric acid|potassium|sodium"
    r"|magnesium|calcium|glucose|sugar|urea|creatinine|phosphate|ferritin)|hba1c|trough|level|target|weight|age|ldl"
    r"|psa|tsh|qtc?|(?:blood )?pressure|bp|k|hr|pulse|heart rate|sats|spo2|o2|counts?|neutrophils|platelets|hb)"
)
_UNIT = r"(?: ?(?:[munµμp]?mol/l|m?mol|m?g/d?l|[mµμ]?g/l|[mun]g/ml|ml/min|%|mmhg|ms|bpm|kg|units?/l|x ?10.*))?"
#: a bound or range that a rubric names ("below 50", "<360 umol/L", "CrCl 15-49"), and how an answer writes it
_BOUND = re.compile(
    rf"(?:(?P<of>{_MEASURE}) (?:is |of )?)?(?:(?P<under><|≤|<=|below|under|less than)"
    rf"|(?P<over>>|≥|>=|above|over|more than|at least)) ?=? ?(?P<number>\d+(?:\.\d+)?)(?P<unit>{_UNIT})"
)
_RANGE = re.compile(rf"(?:(?P<of>{_MEASURE}) )?(?P<low>\d+) ?(?:-|to) ?(?P<high>\d+)(?P<unit>{_UNIT})")
_UNDER = (
    r"(?:<|≤|<=|below|under|less than|lower than|fewer than|beneath|short of|not (?:yet|quite)|south of"
    r"|not (?:over|above|more than|exceeding)|no (?:more|heavier|higher) than|at most)"
)
_OVER = r"(?:>|≥|>=|above|over|more than|past|at least|beyond|greater than|upwards of|older than|north of)"
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "(?:a|one) hundred")
#: what is no measured value: "under six tablets", "over four days"
_COUNTED = (
    r"(?! ?(?:-|to|or)? ?\w* ?(?:tabl|caps|pill|dose|hour|h\b|hr|day|week|month|year|min|stone|pound|lb|people|patient"
    r"|in\b|out of|of (?:the|them)|times|mg\b(?!/)|mcg|microg|milli|gram|g\b|ml\b|unit|drop|puff|case"
    r"|stud|drink|glass))"
)
#: measures whose bounds are said without them: "below 30"
_RENAL = re.compile(r"crcl|e?gfr|.*clearance|inr")
#: a figure that can hardly be anything else, and one that needs its measure
_TELLING = 100.0


def bound_of(spelling: str) -> re.Pattern[str] | None:
    """The pattern by which an answer writes a rubric's bare bound or range; None for other phrases.

    "<6 mg/dL" is said by "until the uric acid is beneath six", its unit unsaid.
    """
    if bound := _BOUND.fullmatch(spelling):
        if bound["of"] == "age" and bound["over"] and float(bound["number"]) >= _OLD:
            return _aged(int(float(bound["number"])))
        number = _number(bound["number"])
        said = rf"{_UNDER if bound['under'] else _OVER} ?=? ?(?:(?:about|the age of|age) )?{number}(?!\d|\.\d)"
        bare = not bound["unit"].strip()
        if bare and (not bound["of"] or _RENAL.match(bound["of"])):
            return re.compile(said)
        alone = not bare and not bound["of"] and float(bound["number"]) >= _TELLING
        of = "" if alone else rf"\b{_MEASURE}\b[^.;:]{{0,60}}?"
        return re.compile(rf"{of}{said}{_COUNTED}")
    span = _RANGE.fullmatch(spelling)
    if span is None or (span["unit"].strip() and not span["of"]):
        return None
    both = rf"(?<![\d.]){span['low']}(?: [a-z/]+)? ?(?:-|to|and|up to|through) ?{span['high']}(?!\d|\.\d)"
    if span["of"]:
        both += rf"|\b{_MEASURE}\b[^.;:,]{{0,30}}?{_UNDER} ?{span['high']}(?!\d|\.\d)"
    return re.compile(both)


#: from this age on, age is a reason by itself
_OLD = 55
_DECADES = dict(enumerate("fifty sixty seventy eighty ninety".split(), 5))
_ONES = "one two three four five six seven eight nine".split()


#: what an age by itself is the reason for
_SMALLER = r"(?=[^.;]{0,50}\b(?:mg|doses?|lower|smaller|less|reduc\w+|hal[fv]\w*|strength|tablets?|capsules?)\b)"


def _years(number: int) -> str:
    """The pattern of a year of life, in figures or in words."""
    ones = f"[ -]{_ONES[number % 10 - 1]}" if number % 10 else ""
    return rf"(?:{number}|{_DECADES[number // 10]}{ones})"


def _aged(least: int) -> re.Pattern[str]:
    """The pattern by which an answer says that somebody is so old: "eighty-plus", "at 84", "for someone his age"."""
    at = "|".join(map(_years, range(least, 100)))
    decades = "|".join(f"{_TENS[ten // 10]}|{ten}" for ten in range(-(-least // 10) * 10, 100, 10))
    decades = decades.replace("ty", "ties").replace("0", "0s")
    bound = _years(least)
    return re.compile(
        rf"\b{_OVER} ?(?:the age of |age )?{bound}\b{_COUNTED}|\b{bound}(?:[- ]?plus\b|\+|[- ](?:or|and) (?:over"
        rf"|older|above|more)\b)"
        rf"|\b(?:at|aged|being) (?:the age of )?(?:{at})\b{_COUNTED}(?! ?%){_SMALLER}|\bin (?:his|her"
        rf"|their) (?:{decades})\b"
        r"|\b(?:at|because of|for|due to|given|with|on account of|(?:someone|somebody|anyone|a (?:man|woman"
        r"|person)) (?:of )?)"
        r" ?(?:his|her|that|this|such an?|your) (?:advanced |great |ripe |old )?age\b"
        r"(?![^.;:]{0,25}\b(?:no (?:reason|difference|matter|bar)|irrelevant|not (?:matter|a reason)))"
    )


def _number(digits: str) -> str:
    word = _word(int(digits)) if digits.isdigit() else ""
    return rf"(?:{re.escape(digits)}|{word}\b)" if word else re.escape(digits)


def _word(number: int) -> str:
    """A number in words, as a pattern: "forty-five"; "" for one that nobody writes so."""
    if number < len(_WORDS):
        return _WORDS[number]
    tens, ones = divmod(number, 10)
    if tens >= len(_TENS) or (ones and tens == len(_TENS) - 1):
        return ""
    return (
        rf"{_TENS[tens]}[- ]{_WORDS[ones]}" if ones else rf"{_TENS[tens]}(?![- ](?:one|two|three|four|five|six|seven))"
    )


#: what stands before the figure of a bound that is the other one: "71 kg is above the 60 kg cut-off"
_ABOVE = re.compile(
    r"(?<!not )(?<!no )(?<!never )\b(?:above|over|exceeds?|exceeding|more than|heavier than"
    r"|greater than|higher than|beyond|past)\b"
)
_BELOW = re.compile(
    r"(?<!not )(?<!no )(?<!never )\b(?:below|under|less than|lower than|lighter than|beneath|short of|fewer than)\b"
)


def other_side(spelling: str) -> re.Pattern[str] | None:
    """What puts a figure on the other side of the bound that a rubric names; None for other phrases."""
    bound = _BOUND.fullmatch(spelling)
    if bound is None:
        return None
    return _ABOVE if bound["under"] else _BELOW


_MANY = {2: "two|twice|double", 3: "three|thrice|triple|treble", 4: "four|quadruple", 5: "five|quintuple", 6: "six",
         7: "seven", 8: "eight", 10: "ten", 20: "twenty", 100: "(?:a |one )?hundred",
         1000: "(?:a |one )?thousand"}  # fmt: skip
_MULTIPLE = re.compile(
    r"(?:an? )?(?:(?P<number>\d+)|(?P<word>two|three|four|five|six|seven|eight|ten|twenty|hundred|thousand))"
    r"(?:[- ]?fold|[- ]times?|[- ]?x)(?: (?:overdose|error|difference|stronger|higher|lower|greater"
    r"|concentrated|too much"
    r"|as (?:\w+)|the (?:dose|strength|usual|concentration)|more (?:\w+)|overdosing|excess|dose|concentration))*"
)


def multiple_of(spelling: str) -> re.Pattern[str] | None:
    """The pattern by which an answer says so many times: "five-fold", "5 x as strong"; None for other phrases."""
    found = _MULTIPLE.fullmatch(spelling)
    many = found and next(
        (n for n, words in _MANY.items() if found["number"] == str(n) or (found["word"] or "-") in words), None
    )
    if not many:
        return None
    name = _MANY[many].split("|")
    once = "|".join((*name[1:], "nothing^")) if many < _TENFOLD else "nothing^"
    return re.compile(
        rf"\b(?:{name[0]}|{many})(?:[- ]?(?:fold|times|x))\b(?! (?:an?|per|each|every|daily|in the|weekly|over)\b)"
        rf"|\bx ?{many}\b|\b(?:{once})\b(?! (?:an?|per|each|every|daily)\b)"
    )


#: from here on one word for it is rare
_TENFOLD = 10
_RATE = re.compile(r"(?:(?:repeated|given|taken|increased?|steps?) )?(?:every|each|once|q|\w*ly\b|\d)")
#: rates further apart are no times of a day, which every dose has
_RARE, _SLACK = 36.0, 0.1


@dataclass(frozen=True)
class Rate:
    """How seldom something is done, in hours between one time and the next: "every 4 weeks" is "monthly"."""

    hours: float
    #: as a figure has it: no word has to stand beside it
    single: frozenset[str] = frozenset()

    @classmethod
    def of(cls, spelling: str) -> Rate | None:
        """The rate that a folded phrase is, or None where it is none, or several times in two days."""
        if not _RATE.match(spelling):
            return None
        try:
            low, high = parse_frequency(spelling)
        except ValueError:
            return None
        return cls(24.0 / high) if 0 < high == low and 24.0 / high >= _RARE else None

    def found_in(self, sentence: Sentence) -> Iterator[Quantity]:
        """Where a sentence itself says the rate, as stretches of time."""
        for hours, start, end in times_to_come(sentence):
            reading, near = sentence.reading, abs(hours - self.hours) <= _SLACK * self.hours
            repeated = near and _REPEATED.search(reading.folded.text, max(sentence.start, start - 12), end)
            if repeated and reading.assertion_of(start, end).holds:
                yield Quantity(start, end, hours, hours, "h", "time", (), "", hours, hours)


_REPEATED = re.compile(
    r"\b(?:every|each|once|twice|q ?\d*|per|apart|between|intervals?|alternate)\b|ly\b|/(?:52|12|7)"
    r"|(?:\d|[mun]g|times?|days?|doses?|one) an? "
)
