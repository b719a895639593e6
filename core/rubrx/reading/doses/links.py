"""What an amount belongs to: the drug it is of, how often it is given, whether it is a day's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.doses.pairs import drug_of_pair
from rubrx.reading.quantities import Frequency, Quantity

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence

_DOSED = frozenset(
    """mass volume units amount equivalent tablet capsule puff drop patch spray sachet application vial ampoule
    suppository teaspoon tablespoon spoonful""".split()
)


def is_dose_like(quantity: Quantity) -> bool:
    """Whether a quantity could be an amount of drug: not a weight, a laboratory value, a rate of filtration."""
    if quantity.dimension not in _DOSED or quantity.unit in ("kg", "lb"):
        return False
    if quantity.dimension in ("mass", "units") and quantity.per[-1:] == ("min",):
        return not any(part in ("dl", "l", "m2") for part in quantity.per)  # "2 micrograms/kg/min" is an infusion's
    return not any(part in ("dl", "l", "min", "m2") for part in quantity.per) or quantity.per[:1] == ("m2",)


#: "220 mg over the day"
_OVER_THE_DAY = re.compile(
    r"(?:\s(?:sc|iv|po|im|csci|subcut\w*|orally|by mouth|by infusion|in the (?:driver|pump|syringe)))?\s(?:over"
    r"|across|in|within|spread over|throughout|during|between)\s(?:the|a|each|any|every"
    r"|one)?\s?(?:whole |course of the )?"
    r"(?:(?:day|24[ -]?h(?:ou)?r?s?|twenty-four hours)\b(?! or| later|'s| time)|sunrise and sunset"
    r"|one midnight and the next)"
    r"|\s?(?:sc|iv|po|im|oral(?:ly)?|subcut\w*)\s?/\s?(?:24\s?(?:h(?:ou)?r?s?)?|day|d)\b"
)


#: "120 mg on day one in four divided doses"
_IN_PARTS = re.compile(r"\b(?:divided|split|halves|parts|thirds|goes|lots|portions|helpings)\b")
_PARTS_REACH = 30


def as_daily_total(sentence: Sentence, quantity: Quantity) -> Quantity:
    """ "800 mg daily in three doses": the amount is a day's, when a "daily" is followed by the number of parts."""
    if quantity.per_day:
        return quantity
    if not quantity.per and (whole := _OVER_THE_DAY.match(sentence.reading.folded.text, quantity.end, sentence.end)):
        return quantity._replace(end=whole.end(), per=("day",))
    after = [f for f in sentence.frequencies if f.start >= quantity.end]
    if after and not quantity.per and after[0].low >= 2 and after[0].start - quantity.end <= _PARTS_REACH:
        text = sentence.reading.folded.text
        no_other = not any(quantity.end <= q.start < after[0].start and is_dose_like(q) for q in sentence.quantities)
        if no_other and _IN_PARTS.search(text, max(quantity.end, after[0].start - 9), after[0].end):
            return quantity._replace(per=("day",))
    if len(after) < 2 or after[0].start - quantity.end > 2 or (after[0].low, after[0].high) != (1.0, 1.0):
        return quantity
    text = sentence.reading.folded.text
    parts = re.search(r"\b(?:divided|doses|split)\b|/ ?[2-6]", text[after[0].end : after[1].end])
    if after[1].low < 2 or after[1].start - after[0].end > 25 or not parts:
        return quantity
    return quantity._replace(end=after[0].end, per=(*quantity.per, "day"))


def drugs_of(
    reading: Reading,
    sentence: Sentence,
    quantity: Quantity,
    drugs: list[Mention],
    amounts: list[Quantity],
    earlier: Callable[[Sentence], tuple[str, ...]],
) -> tuple[str, ...]:
    """The drug that an amount is of: the one named before it, right after it, or last spoken of."""
    text = reading.folded.text
    before = [
        m
        for m in drugs
        if m.end <= quantity.start
        and not _IN_TIME.search(text, max(0, m.start - 5), m.start)
        and not _is_beside(text, sentence, m, quantity)
    ]
    after = [m for m in drugs if m.start >= quantity.end]
    if after:
        between = text[quantity.end : after[0].start]
        close = re.fullmatch(
            r"\s*(?:\w+\s+){0,2}(?:of\s+)?(?:(?:\d+(?:\.\d+)?|[a-z]+)\s?(?:%|per ?cent)\s)?(?:\w+\s+){0,2}", between
        )
        own = before and not any(before[-1].end <= q.start and q.end <= quantity.start for q in amounts)
        tied = own and re.fullmatch(r"[\s\w:(-]{0,30}", text[before[-1].end : quantity.start])
        of_it = re.fullmatch(r"\s*of\s+", between)  # "3 mg of vitamin K" is of no drug before it
        if (
            close
            and (of_it or not tied)
            and not re.search(
                r"\b(?:and|or|plus|with|than|for|while|on|if|when|alongside|because|since|due|owing|so|but|then"
                r"|which|until|given|before"
                r"|(?:blunt|reduc|rais|increas|block|inhibit|weaken|affect|slow|boost|lift|push|lower|stop|doubl"
                r"|halv|spoil)e?s)\b",
                between,
            )
        ):
            return all_at(after[0], drugs)
    if made_so := (
        _of_that_form(reading, quantity)
        or _of_that_kind(reading, quantity)
        or ("/" in text[quantity.start - 2 : quantity.start] and drug_of_pair(reading, quantity))
    ):
        return made_so
    if before:
        return all_at(before[-1], drugs)
    before_it = earlier(sentence)
    if scaled := _of_that_size(reading, quantity, before_it):
        return scaled
    if _FROM_PRESENT.search(text, max(sentence.start, quantity.start - 60), quantity.start):
        # what is brought down is the dose that the patient takes, not that of a drug named in passing
        known = reading.lexicon.current_doses
        if len(known) == 1 and not known.keys() & set(before_it):
            return tuple(known)
    if before_it:
        return before_it
    return all_at(after[0], drugs) if after else ()


#: "with verapamil the dose becomes 110 mg": a drug that the dose of another is changed for
_BESIDE_BEFORE = re.compile(
    r"\b(?:with|while on|whilst on|alongside|because of|owing to|due to|given|beside|under|adding"
    r"|in view of|in combination with|together with|once|now that|as|since|when|if)"
    r"\s(?:the\s|his\s|her\s|your\s|he(?:'s| is) on\s|she(?:'s| is) on\s)?$"
)
_BESIDE_AFTER = re.compile(
    r"\s(?:(?!not\b)\w+\s){0,2}?(?:push\w*|rais\w*|increas\w*|boost\w*|inhibit\w*|block\w*|slow\w*|doubl\w*"
    r"|pump\w*|driv\w*|lift\w*|lowers\b|interact\w*|affect\w*"
    r"|hinder\w*|is on board|on board|goes on|comes in|in the mix|makes|bumps|drags|ramps)\b"
)
_OWN = re.compile(
    r"[\s(:,]{0,3}(?:(?:tablets?|capsules?|injection|oral|iv|dose|mr|er|xl|at|of|to|is|=)[\s:]{1,2}){0,3}"
)


def _is_beside(text: str, sentence: Sentence, mention: Mention, quantity: Quantity) -> bool:
    """Whether a drug is only what the dose of another is changed for, and the amount is not right behind it."""
    if _OWN.fullmatch(text, mention.end, quantity.start):
        return False
    return bool(
        _BESIDE_BEFORE.search(text, max(sentence.start, mention.start - 30), mention.start)
        or _BESIDE_AFTER.match(text, mention.end, quantity.start)
    )


_FORM = re.compile(
    r"(?:/24 ?h)?\s(?:(?:step|size|strength|transdermal)\s\d?\s?)?(?P<form>patch|gum|lozenge|spray"
    r"|inhalator|suppository|pessary)(?:e?s)?\b"
)


#: "a patch of 12 micrograms an hour"
_FORM_OF = re.compile(
    r"\b(?P<form>patch|gum|lozenge|spray|inhalator|suppository|pessary)(?:e?s)?\s(?:of|at|delivering|releasing|giving)\s$"
)


#: "three 4 mg tablets of the old antihistamine"
_OF_THE = re.compile(
    r"(?:[\s-](?:tablets?|capsules?|pills?|doses?))?\sof\s(?:the|that|an?|his|her"
    r"|your)\s(?P<what>(?:[a-z-]+\s?){1,4})"
)


def _of_that_kind(reading: Reading, quantity: Quantity) -> tuple[str, ...]:
    """The rubric's only drug of the kind that an amount is expressly of; none where no kind is named."""
    said = _OF_THE.match(reading.folded.text, quantity.end)
    if said is None:
        return ()
    words = said["what"].split()
    names = (" ".join(words[at : at + size]) for size in (2, 1) for at in range(len(words) + 1 - size))
    kinds = reading.lexicon.compiled.kinds
    return next((kinds[name].drugs for name in names if name in kinds and len(kinds[name].drugs) == 1), ())


def _of_that_form(reading: Reading, quantity: Quantity) -> tuple[str, ...]:
    """The drug that the rubric names with the form that follows an amount: "a 21 mg patch" is the nicotine patch's."""
    text = reading.folded.text
    found = _FORM.match(text, quantity.end) or _FORM_OF.search(text, max(0, quantity.start - 24), quantity.start)
    an_hour = quantity.per == ("h",) and quantity.unit == "mcg"
    form = found["form"] if found else _PATCH if an_hour and _PATCH in reading.sentence_at(quantity.start).text else ""
    if not form:
        return ()
    of = [
        name
        for name, concept in reading.lexicon.concepts.items()
        if concept.is_drug and any(form in spelling for spelling in concept.spellings)
    ]
    if not of and form in reading.lexicon.compiled.kinds:  # "the team proposes a fentanyl patch"
        of = [*reading.lexicon.compiled.kinds[form].drugs]
    return (of[0],) if len(of) == 1 else ()


#: what alone gives micrograms an hour
_PATCH = "patch"


#: "48 h post-contrast" gives none
_IN_TIME = re.compile(r"\b(?:post|pre)-$")
#: how far an amount may lie from the present dose and still be of the same drug, as a factor
_SAME_SIZE, _OTHER_SIZE = 10.0, 50.0


def _of_that_size(reading: Reading, quantity: Quantity, spoken_of: tuple[str, ...]) -> tuple[str, ...]:
    """The one drug whose present dose an amount is like, where it is nothing like that of the drug last spoken of."""
    known = reading.lexicon.current_doses
    if len(known) < 2 or quantity.per or not quantity.low:
        return ()
    sizes = {
        name: max(amount.low / quantity.low, quantity.low / amount.low)
        for name, (amount, _) in known.items()
        if amount.dimension == quantity.dimension and not amount.per and amount.low
    }
    like = [name for name, size in sizes.items() if size <= _SAME_SIZE]
    if len(like) != 1 or like[0] in spoken_of:
        return ()
    return tuple(like) if any(sizes.get(name, 0.0) >= _OTHER_SIZE for name in spoken_of) else ()


def all_at(mention: Mention, mentions: list[Mention]) -> tuple[str, ...]:
    """Every concept that one mention names: a drug, and a class that a rubric spells out with it."""
    return tuple(m.concept for m in mentions if (m.start, m.end) == (mention.start, mention.end))


def frequency_of(
    sentence: Sentence, quantity: Quantity, drugs: list[Mention], amounts: list[Quantity]
) -> Frequency | None:
    """How often an amount is given: the first statement after it, before another drug or amount takes over."""
    if "week" in quantity.per:
        return None  # "50,000 units a week, then 800 daily" says how often already
    text = sentence.reading.folded.text
    walls = [
        m.start
        for m in drugs
        if m.start > quantity.end
        and any(q.start > m.start for q in amounts)
        and not _OF_IT.fullmatch(text, quantity.end, m.start)  # "60 mg of oxycodone per day, so 30 mg ..."
    ]
    wall = min(walls, default=sentence.end)
    after = [f for f in sentence.frequencies if quantity.end - 1 <= f.start < wall]
    overlapping = [f for f in sentence.frequencies if f.start < quantity.end <= f.end and quantity.per_day]
    after = [f for f in after if f not in overlapping or len(sentence.frequencies) == 1]
    # "once daily, not twice daily"; "fifty milligrams, and creep up monthly"
    after = [
        f
        for f in after
        if not _DENIED.search(text, quantity.end, f.start)
        and not _STEPS.search(text, quantity.end, f.start)
        and not _is_of_a_test(text, quantity, f)
    ]
    turn = _NEXT.search(text, quantity.end, sentence.end) if after else None  # a later amount behind it takes over
    for frequency in after:
        if frequency.low >= _WITHIN_THE_HOUR:
            continue  # "repeat every 5 minutes" is no schedule
        between = text[quantity.end : frequency.start]
        if turn and any(turn.end() <= q.start and q.end <= frequency.start for q in amounts):
            return None
        if _is_of_next(sentence, quantity, frequency, turn, amounts):
            return None
        if _OTHER_COUNT.search(between):
            return None
        # after a daily total, a "daily" only repeats it
        repeats = quantity.per_day and frequency.high == 1 and not text.startswith("once", frequency.start)
        if not repeats:
            return frequency if between.count(" ") <= 16 else None
    before = [
        f
        for f in sentence.frequencies
        if f.end <= quantity.start
        and not quantity.per_day
        and not any(f.end <= m.start and m.end <= quantity.start and text[m.end : m.end + 1] == ":" for m in drugs)
        and not _DENIED.search(text, sentence.start, f.start)
    ]
    if before and quantity.start - before[-1].end < 25:
        # "from 5 mg every day to 7.5 mg": the schedule of the amount that it follows; and "two
        # three times a day gives 72 mmol"
        owned = any(0 <= before[-1].start - q.end <= 2 for q in amounts) or _GIVES.search(
            text, before[-1].end, quantity.start
        )
        return None if owned and not _EACH_TIME.match(text, quantity.end) else before[-1]
    following = sentence.reading.sentences[sentence.index + 1 : sentence.index + 2]
    if following and not any(is_dose_like(q) for q in following[0].quantities) and following[0].frequencies:
        first = following[0].frequencies[0]
        begins = following[0].words_start
        of_it = not _OF_A_TEST.match(text, begins) and not _STEPS.search(text, begins, first.start)
        of_it = of_it and first.low < _WITHIN_THE_HOUR and not sentence.reading.drugs_in(following[0])
        if first.start - begins < 12 and of_it:
            return first
    return None


#: "and half that twice a day"
_PART_OF_IT = re.compile(
    r"\b(?:(?:half|twice|double|a third|a quarter) (?:of )?(?:that|it|this|as much)|(?:about )?(?:that|as|so) much"
    r"|(?:the )?same (?:again|amount|dose)|halv(?:e|ing) it,?|half it,?)\s?$"
)
_AND = re.compile(r"\band\s(?!an? (?:half|quarter|third))")
#: numbers up to here may count tablets
_COUNTS = 4
_COMMA_AND = re.compile(r"[,;]\s?and\s")


def _is_of_next(
    sentence: Sentence, quantity: Quantity, often: Frequency, turn: re.Match[str] | None, amounts: list[Quantity]
) -> bool:
    """Whether a schedule is that of a later amount: "180 mg, then ninety twice daily", "a 30 mg load and 9 daily"."""
    text = sentence.reading.folded.text
    if _PART_OF_IT.search(text, quantity.end, often.start):
        return True
    last = next((q for q in reversed(sentence.quantities) if quantity.end <= q.start and q.end <= often.start), None)
    if last is None or often.start - last.end > 1:
        return False
    if not last.dimension and last.low > _COUNTS:
        return bool(turn and turn.end() <= last.start) or text[quantity.end : last.start].endswith(" and ")
    if last not in amounts:
        return False
    other = (last.low, last.high) != (quantity.low, quantity.high)
    joins = _AND if other and last.dimension == quantity.dimension and last.per == quantity.per else _COMMA_AND
    return joins.search(text, quantity.end, last.start) is not None


def changed_to(
    sentence: Sentence, quantity: Quantity, frequency: Frequency | None, amounts: list[Quantity]
) -> Frequency | None:
    """The schedule that the same amount is changed to ("1 mg/kg q12h must be cut to once daily")."""
    if frequency is None or any(q.start >= quantity.end for q in amounts):
        return None
    text = sentence.reading.folded.text
    later = next((f for f in sentence.frequencies if f.start >= frequency.end), None)
    return later if later and re.search(r"\bto\s(?:just\s|only\s)?$", text[frequency.end : later.start]) else None


#: "CBGs 4-hourly overnight": what is looked at, and no schedule of a drug
TESTS = (
    r"(?:cbgs?|bms?|inr|u&es?|u\+es?|ues|bloods?|blood (?:tests?|counts?)|lfts?|liver (?:tests?|function)|fbc|cbc"
    r"|platelets?|plts?|(?:full )?counts?|obs|bp|pulse|weigh\w*|checks?|checked|re-?check\w*|test(?:s|ed)?"
    r"|monitor\w*|levels?|sugars?"
    r"|glucose|creatinine|egfr|kidney (?:tests?|function)|renal (?:tests?|function)|tsh|tfts?|hba1c|potassium"
    r"|sodium|na|k"
    r"|visits?|appointments?|review\w*|see|look|ecg|gcs|scans?|rinse|wash|drink|eat|walk)\b"
)
_OF_A_TEST = re.compile(TESTS)
#: "20 mg with weekly blood counts", "with a blood count every second day": the schedule is the test's
_TESTED = (
    r"(?:(?:full |kidney |renal |liver |blood |serum |trough |potassium |sodium |finger-?prick )*(?:inr|u&es?|u\+es?"
    r"|ues|bloods|tests?|counts?|lfts?|fbcs?|cbcs?|platelets|plts|obs|levels?|sugars|glucose|cbgs?|creatinine|egfr|tsh|tfts?"
    r"|hba1c|potassium|sodium|checks?|ecgs?|scans?|reviews?|visits|appointments|weights|monitoring))\b"
)
_TEST_NEXT = re.compile(rf"\s{_TESTED}")
_TEST_BEFORE = re.compile(
    rf"(?:\b(?:with|and|plus|alongside|under)|[,;:(])\s(?:(?:an?|the|his|her|your|some|regular)\s)?{_TESTED}"
    rf"(?:,?\s(?:and|or|&|plus)\s{_TESTED})?\s(?:(?:done|taken|checked|repeated|measured)\s)?$"
)


def _is_of_a_test(text: str, quantity: Quantity, often: Frequency) -> bool:
    """Whether a schedule behind an amount is that of a test that goes with it, and not the amount's own."""
    if often.start - quantity.end <= _RIGHT_BEHIND:
        return False  # "5 mg daily INR on Monday"
    return bool(_TEST_NEXT.match(text, often.end) or _TEST_BEFORE.search(text, quantity.end, often.start))


#: how far behind an amount its own schedule stands at the least, in characters
_RIGHT_BEHIND = 2
_FROM_PRESENT = re.compile(
    r"\b(?:bring|drop|cut|reduc|lower|take|step|come|go|get|keep|leave|stay|hold|put|halv|trim)\w*\s(?:(?:him|her|it"
    r"|them|you|the dose|the daily dose)\s)?"
    r"(?:(?:back|down|up)\s(?:again\s)?to|to|on|at)\s"
    r"(?:(?:about|around|roughly|some|just|only|a|the|her|his|your|their|that)\s){0,2}$"
)
#: "two capsules tonight, one a day from tomorrow"
_OTHER_COUNT = re.compile(
    r"[,;] (?:then |and )?(?:(?:one|two|three|\d+(?:\.\d+)?)|half(?: (?:of )?(?:an?|one|the)(?: [a-z]+)?)?)\s$"
    # "ten mg a go, never more than thirty in a day"
    r"|\b(?:(?:more|higher) than|beyond|exceed(?:ing)?|max(?:imum)?(?: of)?|at most|ceiling(?: of)?)\s"
    r"(?:[a-z-]+|\d+(?:\.\d+)?)(?: in)?\s$"
)
_DENIED = re.compile(r"\b(?:not|never|rather than|instead of|in place of|from)\s(?:the\s)?(?:usual\s|given\s)?$")
#: a change, or a look at something, that what follows says how often
_STEPS = re.compile(
    r"\b(?:up(?! to\b)|doubl\w+|halv\w+|increas\w*|titrat\w*|rais(?:e|ing)|escalat\w*|nudg\w*|creep\w*|climb\w*|step\w*"
    r"|review\w*|check\w*"
    r"|recheck\w*|monitor\w*|measur\w*|test\w*|prick\w*|bleed\w*|re-?bleed\w*|ring\w*|come back"
    r"|look again)\s(?:[\w']+\s){0,3}$"
)
_NEXT = re.compile(
    r"\b(?:up|then|increas\w*|titrat\w*|rais\w*|add\w*|nudge|climb\w*|creep\w*|inch\w*|max\w*|exceed\w*|after\w*"
    r"|follow(?:ed|ing|s)?|by"
    r"|maintenance|md|ld"
    r"|thereafter|later|subsequently|rescue|breakthrough|prn|carry(?:ing)? on|wait|continue"
    r"|(?:first|opening) day|day (?:1|one)|d1|today|tonight|tomorrow)\b|;\s"
    r"|\bmin\.\s|→|->"
)
#: "one spoon three times a day (125 mg each)": what each time makes
_EACH_TIME = re.compile(r"\s?(?:each|a time|per dose|per time|every time|at a time|a go|apiece)\b")
#: times a day that no schedule has
_WITHIN_THE_HOUR = 47.0
_GIVES = re.compile(
    r"\b(?:gives?|giving|makes?|making|provid\w+|deliver\w+|equals|comes to|adds? up to|total\w*"
    r"|amounts? to|works out)\b"
)
_OF_IT = re.compile(r"\s(?:of\s)?(?:(?:the|oral|iv|slow|modified|immediate|release|mr|ir|sr)[\s-]){0,3}")
