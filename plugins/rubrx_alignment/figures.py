"""Figures: a rubric's phrase with one quantity in it ("wait 2 hours", "5 days"), and where a sentence says it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.assertion import State
from rubrx.reading.names import drug_names
from rubrx.reading.quantities import Quantity, find_quantities
from rubrx.reading.sentence import Sentence
from rubrx.reading.spoken_times import spoken_times
from rubrx.reading.stems import content_stems

_NUMERAL = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen)\b")


#: how many times as long a time may be as the least that is asked for
_MUCH_LONGER = 4.0
#: by how much weeks that are counted as months fall short of them, at most
_WEEKS_AND_MONTHS = 0.1
#: two things so many hours apart, or further: a longer gap does as well
_APART = re.compile(r"\b(?:apart|separat\w+|gap|between|spac\w+)\b")
_GAP = 6.0
_HALF_A_DAY, _A_DAY = 4.0, 24.0
#: words by which an answer keeps two things apart, and those by which it puts one of them at the other end of the day
_KEPT_APART = re.compile(
    r"\b(?:apart|between|before|after|separat\w*|gap|spac\w+|stagger\w*|later|earlier|sooner than"
    r"|either side|clear of|away from"
    r"|ahead of|behind|distance|interval|leave|wait|following|until|from the)\b"
)
_OTHER_END = re.compile(
    r"\b(?:mov\w+|shift\w*|push\w*|put|leav\w*|keep|tak\w+|have|giv\w+|switch\w*|sav\w+|hold"
    r"|swap\w*)\b[^.;]{0,50}?\b(?:to|until|till|at|for|with|in)"
    r" (?:the |her |his |your )?(?:bed ?time|night|evening|lunch\w*|tea-?time|supper|dinner|midday|noon"
    r"|afternoon)\b"
    # "iron at bedtime, thyroxine on waking"
    r"|\b(?:at|before|last thing at) (?:bed ?time|bed|night|supper)\b[^.;]{0,50}?\b(?:on waking|on rising|first thing"
    r"|(?:in the |each |every )?mornings?|(?:at|before) breakfast)\b"
    r"|\b(?:on waking|on rising|first thing|in the morning|before breakfast)\b[^.;]{0,50}?"
    r"\b(?:at|before) (?:bed ?time|bed|night|supper)\b"
)
#: a stretch after something has stopped, in any words for stopping
_STOPPED = re.compile(
    r"\b(?:stop\w*|finish\w*|ceas\w*|cessation|discontinu\w*|quit\w*|last (?:[\w-]+ )?(?:dose|tablet|one|day|pill"
    r"|capsule|injection|patch)"
    r"|com(?:e|ing) off|came off|withdraw\w*"
    r"|off it|end(?:s|ed|ing)?|complet\w*|gone|over|swallowed|washout|wash-out|thereafter|afterwards)\b"
    r"|(?:\d|weeks?|days?|fortnight|months?) after(?=[.;,)]|$)"  # "back to one a day 2/52 after"
)
#: a stretch between two drugs, in any words for it
_DRUG_FREE = re.compile(
    r"\b(?:wash-?out|wash out|drug-free|free of|clear (?:week|fortnight|month|day|gap|of)|gap|between|apart"
    r"|wait\w*|leave\w*|allow\w*|elapse|must pass|interval|break|before (?:starting|the (?:first|other|next|new))"
    r"|clear)\b"
)


_WASHED_OUT = re.compile(
    r"\W*(?:at least |a |an |of )*(?:wash-?out|wash out|drug-free)(?: (?:period|interval|gap|time))?\W*"
)
_AFTER_DRUG = re.compile(r"\W*(?:at least |for |about )*(?:after|post) (?:the )?(?:last dose of )?([a-z-]+)\W*")

#: "a year must pass first": one of them is a least time
_WAITS = re.compile(
    r"\b(?:pass|wait\w*|gap|apart|between|until|till|gone by|go by|elapse\w*|lapse\w*|not before|first)\b"
)
#: a time before the knife, in any words for it
_INCISION = frozenset(
    content_stems("before incision surgery operation theatre skin knife procedure pre-op preop preoperatively")
)
_BEFORE_CUT = re.compile(
    r"(?: or so| or more)?,? (?:before|ahead of|prior to|in advance of|pre-?) ?(?:the |his |her |your "
    r"|any |first |skin )*"
    r"(?:cuts?|incision|knife|skin|surgeons?|surgery|operation|theatre|procedure|scalpel|blade|(?:s?he|they) cuts?)\b"
    r"|\b(?:days?|weeks?|fortnight|hours?|h)(?: or so| or more)? (?:ahead(?! of)|beforehand|in advance|earlier)\b"
)
#: how a time is said that something is to happen within: "wait twenty minutes" is none
_WITHIN = re.compile(
    r"(?:\b(?:within|inside|in|during|before|by|under|less than|fewer than|up to|at most|no (?:more"
    r"|later) than|every|at"
    r"|over|not more than|below|maximum|max|first|next|until|<=?|≤)|[<≤(:])\W*(?:the )?(?:about |around "
    r"|first |next |space of )*"
    r"(?:[\w.]+ ?(?:-|to|or|and) ?)?$"
)
_THEREOF = re.compile(
    r"(?: or (?:less|so|two|under|sooner))?,? (?:before|ahead|prior|beforehand|of|from|after|post|pre"
    r"|at (?:most|the latest)"
    r"|maximum|max|or less|window|later)\b"
)


@dataclass(frozen=True)
class Figure:
    """A phrase with one quantity in it: the quantity, and the stems of the words that must stand in its sentence."""

    quantity: Quantity
    stems: frozenset[str]
    #: what its words are for, where any of their kind will do: a gap, or a time after stopping
    manner: str = ""
    #: it has no other words
    bare: bool = False

    @property
    def single(self) -> frozenset[str]:
        """The stems that a single word can have, and has to: not "q.i.d"."""
        return frozenset() if self.manner else frozenset(filter(str.isalnum, self.stems))

    @property
    def is_course(self) -> bool:
        """Whether it may be the length of a course: "5 days" and no more."""
        q = self.quantity
        return self.bare and not q.operator and q.dimension == "time" and q.low > _A_DAY

    @property
    def slack(self) -> float:
        """How far a figure may be off, as a share: ninety days are three months."""
        return 0.03 if self.quantity.unit == "month" else 0.01

    def _slack_of(self, found: Quantity) -> float:
        """How far a figure that an answer gives may be off: four weeks are called a month, and three months twelve."""
        units = {self.quantity.unit, found.unit}
        return _WEEKS_AND_MONTHS if units == {"week", "month"} else self.slack

    @classmethod
    def of(cls, spelling: str) -> Figure | None:
        """The figure of a folded phrase, or None where it has no single quantity with a unit."""
        if not _NUMERAL.search(spelling):
            return None
        quantities = find_quantities(spelling)
        if len(quantities) != 1 or not quantities[0].unit:
            return None
        quantity = quantities[0]
        lead = spelling[: quantity.start]
        if not quantity.operator and re.search(r"\bwithin\b|\bup to\b", lead):
            quantity = quantity._replace(operator="<=")
        elif (not quantity.operator and re.search(r"\bat least\b", lead)) or (
            not quantity.operator and quantity.dimension == "time" and quantity.high <= _GAP and _APART.search(spelling)
        ):
            quantity = quantity._replace(operator=">=")
        rest = (content_stems(lead) | content_stems(spelling[quantity.end :])) - {"within", "least"}
        timed = quantity.dimension == "time"
        about = " ".join((lead, spelling[quantity.end :]))
        apart = timed and _APART.search(about) and len(rest) == 1
        stopped = timed and (
            re.fullmatch(
                r"\W*(?:at least |for |about )*(?:after|of|post) (?:stopping|cessation|discontinuation|last dose)\W*",
                about,
            )
            or ((drug := _AFTER_DRUG.fullmatch(about)) is not None and drug[1] in drug_names().generic)
        )
        within = timed and quantity.operator == "<=" and "within" in lead and rest <= _INCISION
        cut = timed and not apart and ("before" in about or "pre" in about) and bool(rest) and rest <= _INCISION
        free = timed and _WASHED_OUT.fullmatch(about)
        manner = (
            "apart"
            if apart
            else "stopped"
            if stopped
            else "free"
            if free
            else "within"
            if within
            else "cut"
            if cut
            else ""
        )
        if within and rest:
            manner = "within cut"
        return cls(quantity, rest, manner, not re.search(r"[a-z]", about.replace("for ", " ")))

    def found_in(self, sentence: Sentence) -> list[Quantity]:
        """The quantities of a sentence that say it, asserted by the answer itself, none where its words are missing."""
        if self.stems and not (
            self.stems <= {each for each, _, _ in sentence.stems}
            or (self.manner == "apart" and (_KEPT_APART.search(sentence.text) or _OTHER_END.search(sentence.text)))
            or (self.manner == "stopped" and _STOPPED.search(sentence.text))
            or (self.manner == "free" and (_DRUG_FREE.search(sentence.text) or _STOPPED.search(sentence.text)))
            or (self.manner.endswith("cut") and _BEFORE_CUT.search(sentence.text))
        ):
            return []
        reading = sentence.reading
        found = [
            q
            for q in (*sentence.quantities, *self._spoken(sentence))
            if q.high <= (_A_DAY if self.manner == "apart" else self._longest)
            and same_quantity(self.quantity, q, 0.1 if self.manner in ("stopped", "free") else self._slack_of(q))
            and (not self.manner.startswith("within") or _is_within(sentence, q))
            and not (self.is_course and is_no_course(sentence, q.start, q.end))
            and (reading.assertion_of(q.start, q.end).holds or _lasts(reading, q))
        ]
        if not found and self.manner == "apart" and self.quantity.high <= _HALF_A_DAY:
            place = _OTHER_END.search(sentence.text)
            if place is not None:
                start, end = sentence.start + place.start(), sentence.start + place.end()
                return [self.quantity._replace(start=start, end=end)] if reading.assertion_of(start, end).holds else []
        return found

    @property
    def _longest(self) -> float:
        """How long a time may be that says "at least 6 hours": "see her in three months" is another matter."""
        least = self.quantity.dimension == "time" and self.quantity.operator in (">", ">=")
        return _MUCH_LONGER * self.quantity.high if least else math.inf

    def _spoken(self, sentence: Sentence) -> Iterator[Quantity]:
        if self.quantity.dimension != "time":
            return iter(())
        waits = self.quantity.operator == ">=" and _WAITS.search(sentence.text)
        return spoken_times(sentence, articles=self._takes_articles(sentence, waits=bool(waits)))

    def _takes_articles(self, sentence: Sentence, *, waits: bool) -> bool:
        """Whether "a week" is as good as "one week"."""
        return waits or self.manner == "cut" or (self.manner in ("stopped", "free") and "month" in sentence.text)


#: "5 days ago", "for the last five days", "five days is overkill": no length of what is to be taken
_AGO = re.compile(r" (?:ago|earlier|back|previously|before (?:that|this|now|admission))\b")
_JUDGED = re.compile(
    r" (?:is|are|would be|seems?) (?:overkill|too (?:long|short|much|many|few|little)|excessive|unnecessary|needless"
    r"|not enough|insufficient|(?:far |much |way )?(?:longer|shorter|more|less) than)\b"
)
_UNTIL_NOW = re.compile(r"\b(?:(?:for|over|in|during) the (?:last|past|previous)|since|these (?:last|past)) $")


def is_no_course(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the time at a place lies behind, or is called wrong as the length of a course."""
    text = sentence.reading.folded.text
    return bool(
        _AGO.match(text, end, sentence.end)
        or _JUDGED.match(text, end, sentence.end)
        or _UNTIL_NOW.search(text, sentence.start, start)
    )


def _is_within(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a time is one that something is to happen within, or before something: "wait 20 minutes" is not."""
    text = sentence.reading.folded.text
    lead = text[max(sentence.start, quantity.start - 40) : quantity.start]
    return bool(_WITHIN.search(lead) or _THEREOF.match(text, quantity.end))


#: "no nitrate for 24 h": what is denied is the nitrate, for that long
_FOR = re.compile(
    r"\b(?:for|within|until|in the (?:next|first))(?: (?:at least|about|some|the|next"
    r"|first|another|a))* $"
)
_NO_NEED = re.compile(r"\b(?:need|have to|has to|necessary|point|reason|must wait|should wait|wait)\b")


def _lasts(reading: Reading, quantity: Quantity) -> bool:
    """Whether a stretch of time says for how long something is not to be done."""
    text, said = reading.folded.text, reading.assertion_of(quantity.start, quantity.end)
    if said.state is not State.NEGATED or said.cue is None or quantity.dimension != "time":
        return False
    between = text[said.cue[1] : quantity.start]
    if between.strip() == "for":  # "not for 5 days, but for 10"
        return False
    return bool(_FOR.search(between)) and not _NO_NEED.search(text[max(0, said.cue[0] - 6) : quantity.start])


def same_quantity(wanted: Quantity, found: Quantity, share: float = 0.01) -> bool:
    """Whether a stated quantity is the wanted one: same dimension and rate, within 1 %; a bound takes what it holds."""
    if wanted.dimension != found.dimension or wanted.per != found.per:
        return False
    slack = share * max(abs(wanted.high), abs(wanted.low))
    if wanted.operator in ("<", "<="):
        return found.high <= wanted.high + slack and found.operator not in (">", ">=")
    if wanted.operator in (">", ">="):
        return found.low >= wanted.low - slack and found.operator not in ("<", "<=")
    return found.low >= wanted.low - slack and found.high <= wanted.high + slack
