"""Phases: which of several doses of a drug a criterion means, and which amounts are only steps of the reckoning."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.doses.dosing import Dose
from rubrx.reading.doses.roles import Role
from rubrx.reading.numbers import SMALL_NUMBER, number_of
from rubrx.reading.quantities import Quantity
from rubrx_alignment.parts import is_share
from rubrx_alignment.ranges import size_of

#: the first doses, and those that follow them
_FIRST = re.compile(
    r"\b(?:load|ld\b|first(?! (?:[\w-]+ )?(?:hours?|hrs?|h|minutes?|mins?)\b)|1st\b|start|begin|initial|open|stat\b"
    r"|bolus|another|again|up front|(?:day|d"
    r"|bag|week) ?(?:1|one)\b(?! ?[-–])"
    r"|today\b|(?<!from )tonight\b|now\b|straight away|at once)(?:[^.;]|(?<=\d)\.(?=\d))*$"
)
_AFTER_THAT = re.compile(
    r"\b(?:after (?:that|this|it|which|then)|then|thereafter|followed by|follow(?:ed)? (?:it |this |that "
    r"|on )?with"
    r"|maintenance|maintain|md|subsequently|from then on|afterwards|after which|later|from tonight|from this evening"
    r"|(?:from |on )?d(?:ays?)? ?(?:[2-9]|two)|from tomorrow|tomorrow|from the next day|next day"
    r"|following day"
    r"|after (?:an?|one|two|three|\d+|twenty-four) ?(?:h|hours?|days?|weeks?|fortnight)|(?:\d+|twenty-four"
    r"|twelve) ?(?:h|hours?) later|following (?:doses?|bags?)"
    r"|(?:every|each) (?:bag|dose|tablet|one) after|carry(?:ing)? on with|continue (?:with|at|on)|followed"
    r"|daily(?= ?[:=])|daily dose|second day|other days|remaining days|rest of the (?:course|week)|(?:going"
    r"|carry(?:ing)?"
    r"|go) on)\b(?:[^.;]|(?<=\d)\.(?=\d))*$"
)
#: "100 mg daily thereafter", "100 mg each morning from tomorrow"
_AFTER_AFTER = re.compile(
    r"[\s,(]{1,2}(?:(?!then\b|and\b|after\b)[\w/-]+\s){0,6}?(?:thereafter|after (?:that|this)|after(?=\s?(?:[.,;]"
    r"|$))|afterwards"
    r"|from (?:(?:day (?:2|two)|d2)(?![^\s.;]*\s(?:[:=]\s)?\d)|tomorrow|then on|the next day|the second day)"
    r"|(?:on )?d(?:ays? )?(?:[2-9]|two)\b(?![^\s.;]*\s(?:[:=]\s)?\d)|as (?:the )?maintenance"
    r"|for the (?:rest|remain\w+)"
    r"|(?:the )?(?:\w+ )?(?:following|next|remaining|other|later|further) (?:\w+ )?(?:days|mornings|evenings|nights)"
    r"|(?:days|mornings|evenings|nights) (?:that follow|which follow|following|after)"
    r"|for (?:\w+ )?(?:more|further) (?:days|mornings|evenings|nights))\b"
)
#: "9 mg by bolus", "as a push"
_FIRST_AFTER = re.compile(
    r"(?:\s(?:by|as an?|in an?|iv|i\.v\.|slow|im|stat|over a minute|initial|given as an?|is the"
    r"|for the)){0,3}\s"
    r"(?:bolus|push|load(?:ing)?|stat\b|up front|first\b|straight (?:away|off)|at once|initially"
    r"|to (?:start|begin|kick (?:(?:things|it) )?off|get (?:him|her|it|them|things) (?:going|started)|load)"
    r"|now\b|today\b|tonight\b|to open"
    r"|(?:once )?(?:on |for )?(?:the )?(?:first day|opening day|day (?:1|one)|d1)\b)"
)
#: words of the dose to arrive at, before it and after it
_TARGET = re.compile(
    r"\b(?:target\w*|goal|aim\w*|ultimately|eventually|final(?:ly)?|end(?:ing)? up|up to|work\w* (?:up )?to"
    r"|build\w* (?:up )?to"
    r"|titrat\w*(?: up)? to(?:wards?)?|until (?:\w+ ){1,3}(?:is|are|reach\w*|gets?|at|on)(?: on| at| to)?"
    r"|reach\w*|arriv\w* at|towards?|get (?:him|her|them|you) to"
    r"|as far as|top dose|full dose|settle (?:on|at)|where (?:we|you|i) want)\b[^.;]{0,40}$|(?:→|->)\s?$"
    r"|\bto\s(?:a\s)?$"
)
_TARGET_AFTER = re.compile(
    r"\s(?:\w+\s){0,4}?(?:target|goal|eventually|ultimately|in the end|in time|if tolerated|as tolerated)\b"
)
#: which of several a dose is said to be: "the second bag", "bag 2", "step 2"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "one": 1, "two": 2, "three": 3, "1": 1,
             "2": 2, "3": 3, "i": 1, "ii": 2, "iii": 3}  # fmt: skip
_LABEL = re.compile(
    r"\b(?:(?P<nth>first|1st|second|2nd|third|3rd)\b|(?:bag|infusion|dose|step|stage|bottle|part|phase|week"
    r"|drip)[ #]*(?P<n>[1-3]|one|two|three|i{1,3})\b)"
)
#: what a further part is told by: an arrow, or what is left
_NEXT_PART = re.compile(r"→|\b(?:remaining|remainder|rest|balance|what is left|the other)\b|(?<=\s)\+(?=\s)")
_SUM_BEFORE = re.compile(
    r"(?:\b(?:total(?:ling|s)?|sum|altogether|in all|overall|whole dose|entire dose)\b|[Σσ∑])[^.;)]{0,20}$"
)
_SUM_AFTER = re.compile(r"\s\(?(?:in all|altogether|all told|in total|total\b|overall|all in all|for the whole)")
#: "25 mg/kg, 2,250 mg"
_COMMA = re.compile(r"\s?[,:]\s?")
#: how an amount is said to be the same as the one before it
_THAT_IS = re.compile(
    r"[^.;→]{0,30}?(?:=|\(|\bi\.?e\b|\bthat is\b|\bthat's\b|\bso\b|\bor\b|\bcomes to\b|\bwhich is\b"
    r"|\bmaking\b|\bgives\b"
    r"|\babout\b|\broughly\b)"
)
_WHEN_NEEDED = (
    r"(?:rescue|break-?through|prn|as required|as needed|(?:when|if|where|whenever) (?:required|needed"
    r"|necessary)"
    r"|(?:pain|attacks?|spikes?|flares?|relief|needs?) in between|in between (?:doses|times)|top-?ups?"
    r"|on demand"
    r"|pain (?:that |which )?(?:breaks|comes|gets) through|breaks? through|extras?\b|when(?:ever)? (?:he"
    r"|she|they|you|it|the pain)(?:'s| is| are)?"
    r" (?:sore|hurts?|hurting|in pain|bad|bites|strikes|flares|breaks|comes|needed)|if (?:he|she|they|you"
    r"|it)(?:'s| is| are)? (?:sore"
    r"|hurts?|hurting|in pain|needs? it))"
)
_SAYS_NEEDED = re.compile(rf"\b{_WHEN_NEEDED}\b")
_NEEDED_BEFORE = re.compile(rf"\b{_WHEN_NEEDED}\b[^.;]*$")
_NEEDED_AFTER = re.compile(rf"[^.;]{{0,60}}?\b{_WHEN_NEEDED}\b")
#: "3 g in 500 mL over 4 hours": one of several, each run in over its own time
_RUN_IN = re.compile(
    r"(?:\s(?:iv|goes in|go in|run|in \d+ ?m?l(?: of)?(?: [\w%]+){0,3}))?\sover\s(?:the\s|an?\s|\d|[a-z]+\s)"
)
#: amounts within so much of each other are the same
_SLACK = 0.05


def of_phase(reading: Reading, given: list[Dose], phase: str | None, *, scheduled: bool, since: int = 0) -> list[Dose]:
    """The doses of the phase that is asked about, where the answer gives several; all of them where it doesn't.

    `scheduled` says that a schedule or a day's total is asked for: doses for when they are needed then stand aside.
    Words before `since` are of another drug.
    """
    if phase == "maximum":
        return [d for d in given if d.role is Role.MAXIMUM] or most_in_a_day(reading, given) or given
    if len(given) < 2:
        return given
    needed = _for_need(reading, given)
    if phase == "as needed":
        return [d for d in given if d.quantity.start in needed] or given
    if needed and scheduled:
        given = [d for d in given if d.quantity.start not in needed] or given
    if phase is None or len(given) < 2:
        return given
    if phase in _ORDINALS and (numbered := _of_number(reading, given, _ORDINALS[phase])):
        return numbered
    if phase == "maintenance" and (later := _numbered_later(reading, given)):
        return later
    told = [_Told(reading, d, before, since) for before, d in zip([None, *given], given, strict=False)]
    if phase == "target":
        return [_target(told)]
    if phase in ("second", "third"):
        rows = _rows(told)
        return rows[_ORDINALS[phase] - 1] if len(rows) == _BAGS else given
    return _told_of(told, phase) or given


def of_each_drug(reading: Reading, given: list[Dose], phase: str | None, *, scheduled: bool) -> list[Dose]:
    """The doses of the phase that is asked about, of each drug by itself: "A 180 mg then 90 mg, or B 60 mg then 10 mg".

    What is the only dose of its drug is seen beside those of the others.
    """
    whole = of_phase(reading, given, phase, scheduled=scheduled)
    if len(given) <= _CHOICE:
        return whole
    rows: dict[tuple[str, ...], list[Dose]] = {}
    for each in given:
        rows.setdefault(each.drugs, []).append(each)
    if phase not in ("first", "maintenance") or sum(len(row) > 1 for row in rows.values()) < _CHOICE:
        return whole
    apart: list[Dose] = []
    for row in rows.values():
        if len(row) > 1:
            since = max(
                (d.quantity.end for d in given if d not in row and d.quantity.end <= row[0].quantity.start), default=0
            )
            apart += of_phase(reading, row, phase, scheduled=scheduled, since=since)
        else:
            apart += filter(whole.__contains__, row)
    return sorted(apart, key=lambda d: d.quantity.start)


#: how many drugs with several doses each make a choice of drugs
_CHOICE = 2


def _target(told: list[_Told]) -> Dose:
    """The dose to arrive at: the last one that is said to be it, else the last one."""
    last = ([each for each in told if each.is_target] or told)[-1].dose
    steps = last.frequency is not None and 0 < last.frequency.high < 1  # "double it fortnightly up to 10 mg"
    return replace(last, frequency=None) if steps else last


def _rows(told: list[_Told]) -> list[list[Dose]]:
    """The doses one after another, each with what it is said to make."""
    rows: list[list[Dose]] = []
    for each in told:
        if rows and each.follows_on and not each.is_after:
            rows[-1].append(each.dose)
        else:
            rows.append([each.dose])
    return rows


def _told_of(told: list[_Told], phase: str) -> list[Dose]:
    """The doses that are told to be all of them together, the first ones, or those that follow; none where none is."""
    if phase == "total":
        bounds = [
            d for each in told if (d := each.dose).role is Role.MAXIMUM and not d.quantity.per and d.frequency is None
        ]
        sums = [
            each
            for before, each in zip([None, *told], told, strict=False)
            # "in all 300 mg/kg, that is 18 g": what the total is said to make
            if each.is_sum or (before is not None and before.is_sum and each.follows_on)
        ]
        return [each.dose for each in sums] or bounds
    parts = [each for each in told if not each.is_sum]
    # only beside one that is said to be of the phase asked about: what is not said is not guessed
    if phase == "maintenance":
        if all(each.is_run_in for each in parts) and len(rows := _rows(parts)) == _BAGS:
            return [d for row in rows[1:] for d in row]
        opened = [each for each in parts if (each.is_first or each.is_labelled) and not each.is_after]
        # "mind the salt: 30 mg of citrate ..." goes back to the load
        parts = [each for each in parts if each.is_after or each.dose.frequency or not _says_again(each, opened)]
        own = [each for each in parts if each.is_after and not each.is_first]
        if own:
            return [each.dose for each in parts if not each.is_first and each.start >= own[0].start]
        return [each.dose for each in parts if not each.is_labelled]
    own = [each for each in parts if not each.is_after]
    if not any(each.is_labelled for each in own) and all(each.is_run_in for each in own):
        return _rows(own)[0] if own else []  # "9 g over an hour, 3 g over 4 h, 6 g over 16 h"
    return [each.dose for each in _labelled(own) or own]


def _says_again(told: _Told, opened: list[_Told]) -> bool:
    """Whether a dose only says again, further on, one of those that open the treatment."""
    return any(each.start < told.start and same_amount(each.dose.quantity, told.dose.quantity) for each in opened)


def _is_made_of(reading: Reading, dose: Dose, before: Dose) -> bool:
    """Whether a dose is what the one before it makes for the patient's weight: "20 mg/kg -> 30 mg"."""
    weight, by_weight, whole = reading.patient.weight, before.quantity, dose.quantity
    if not weight or by_weight.per != ("kg",) or whole.per or by_weight.dimension != whole.dimension:
        return False
    return same_amount(by_weight.times(weight)._replace(per=()), whole)


def _numbered_later(reading: Reading, given: list[Dose]) -> list[Dose]:
    """The doses that the answer numbers as the second and the third bag; none where it does not number three."""
    rows = [_of_number(reading, given, number) for number in (1, 2, 3)]
    return [*rows[1], *rows[2]] if all(rows) else []


def _of_number(reading: Reading, given: list[Dose], number: int) -> list[Dose]:
    """The doses that the answer calls the first, second or third of several; none where it numbers none."""
    text, found, labels = reading.folded.text, [], set()
    for each in given:
        sentence = reading.sentences[each.sentence]
        said = [_ORDINALS[m["nth"] or m["n"]] for m in _LABEL.finditer(text, sentence.start, each.quantity.start)]
        if said:
            labels.add(said[-1])
            if said[-1] == number:
                found.append(each)
    return found if len(labels) > 1 else []


#: an amount that is told by the one before it
_REFERS = re.compile(
    r"(?:half|twice|double|a (?:quarter|third) of|that|as|(?:the )?same|halv\w+"
    r"|doubl\w+)\b(?! (?:an?|tab|cap)\b)"
)
#: the bracket behind an amount, or the rest of the one that it stands in
_BRACKET = re.compile(r"(?:\s?(?P<own>\([^().;]{0,40}\))|[^().;]{0,30}\))(?= )")


class _Told:
    """A dose with what its answer tells of it: the first one, one that comes after, the sum of several."""

    def __init__(self, reading: Reading, dose: Dose, before: Dose | None, since: int) -> None:
        text, sentence = reading.folded.text, reading.sentences[dose.sentence]
        start, end = dose.quantity.start, dose.quantity.end
        begin = max(sentence.start, since)
        last = before.quantity.end if before is not None else 0
        if last > sentence.start and (own := _FIRST_AFTER.match(text, last, start)):
            last = own.end()  # "2 g first and 1 g twice daily": the first is the one before it
        self.dose, self.start, often = dose, start, dose.frequency
        if bracket := _BRACKET.match(text, end, sentence.end):  # "10 mg/kg (200 mg, 5 mL) on day 1"
            inside = text.count("(", sentence.start, end) > text.count(")", sentence.start, end)
            end = bracket.end() if bracket["own"] or inside else end
        self.is_sum = of_the_course(reading, dose) or bool(
            _SUM_BEFORE.search(text, max(sentence.start, last), start) or _SUM_AFTER.match(text, end, sentence.end)
        )
        self.is_after = bool(
            _AFTER_THAT.search(text, begin, start)
            or (
                before is not None
                and last > sentence.start
                and _NEXT_PART.search(text, last, start)
                and not _is_made_of(reading, dose, before)
            )
            or _AFTER_AFTER.match(text, end, sentence.end)
            or (often and often.start >= end and _AFTER_AFTER.match(text, often.end, sentence.end))
            or (last > 0 and _REFERS.match(text, start, dose.quantity.end))
        ) and not _FIRST_AFTER.match(text, end, sentence.end)
        self.is_target = bool(_TARGET.search(text, max(sentence.start, last), start)) or bool(
            _TARGET_AFTER.match(text, end, sentence.end)
        )
        self.is_first = not self.is_after and bool(_FIRST.search(text, begin, start))
        self.is_labelled = bool(
            _FIRST.search(text, max(sentence.start, last), start) or _FIRST_AFTER.match(text, end, sentence.end)
        )
        self.is_run_in = _RUN_IN.match(text, end, sentence.end) is not None
        self.follows_on = last > sentence.start and bool(
            _THAT_IS.match(text, last, start)
            or (before and before.quantity.per_kg and not dose.quantity.per and _COMMA.fullmatch(text, last, start))
        )


def _labelled(parts: list[_Told]) -> list[_Told]:
    """The doses that are called the first, the load or the push, and what is made of them ("20 mg/kg = 1,400 mg")."""
    found: list[_Told] = []
    for index, each in enumerate(parts):
        carried = index > 0 and parts[index - 1] in found and each.follows_on
        if each.is_labelled or carried:
            found.append(each)
        elif each.follows_on and index + 1 == len(parts) and not found:
            return []
    return found


#: "2 mcg/kg/min x 70 kg = ...", "1.5 mg/kg, which is ..."
_RECKONED = re.compile(
    r"\s?(?:[x×*]\s?[\d.,]+ ?(?:kg)?\s?)?(?:[,(]\s?)?(?:[=:≈]|i\.?e\.?,?|that is|that's|which (?:is|makes|gives"
    r"|comes to)|making|gives|is|so|or)?\s?(?:about |roughly |~)?"
)


def comes_of(reading: Reading, stated: list[Dose], right: list[Dose]) -> list[Dose]:
    """The amounts that one right before them is said to make for this patient: a slip in them is one in the dose."""
    text, ends = reading.folded.text, [d.quantity.end for d in right if size_of(d.quantity)]
    starts = {d.quantity.start for d in right}
    found = []
    for each in stated if ends else ():
        q = each.quantity
        before = bisect_left(ends, q.start) - 1
        if (
            before >= 0
            and q.start not in starts
            and not size_of(q)
            and _RECKONED.fullmatch(text, ends[before], q.start)
        ):
            found.append(each)
    return found


def _for_need(reading: Reading, given: list[Dose]) -> set[int]:
    """Where the doses stand that are for breakthrough pain, or for whenever they are needed."""
    text = reading.folded.text
    if not _SAYS_NEEDED.search(text):
        return set()
    found = set()
    for index, each in enumerate(given):
        sentence, place = reading.sentences[each.sentence], each.quantity
        start = max(sentence.start, given[index - 1].quantity.end if index else 0)
        stop = min(sentence.end, given[index + 1].quantity.start if index + 1 < len(given) else sentence.end)
        if _NEEDED_BEFORE.search(text, start, place.start) or _NEEDED_AFTER.match(text, place.end, stop):
            found.add(place.start)
    return found


#: parts of one dose: a push and the rest
_IN_PARTS = re.compile(
    r"\b(?:bolus|push|remaining|remainder|rest|balance|then|followed by|first|over the (?:next|following)"
    r"|split|half)\b|→"
)
_MOST_PARTS = 6
#: as many doses, one after another, are the first, the second and the third
_BAGS = 3
_PLUS = re.compile(r"\s?(?:\+|plus)\s?")


#: "6 mg altogether", "six milligrams in one attack": all that is taken, and no dose of it
_COURSE_AFTER = re.compile(
    r"\s?\(?(?:/ ?course|(?:per|in (?:any |the )?(?:one |whole )?|for (?:the |a )?(?:whole )?|over (?:the "
    r"|a )?(?:whole )?)(?:course|attack|flare|episode)|altogether|in all\b|all told"
    r"|(?:have|has) been (?:taken|swallowed|used|given)|is reached|are (?:gone|used up)|in an attack\b"
    r"|,?(?: and| then)? (?:he|she|they|you|it)(?:'s|'re| is| are)? (?:done|finished|over|stops?|must stop"
    r"|has had enough))"
)
_COURSE_BEFORE = re.compile(
    r"\b(?:total(?: course)?(?: dose)?(?: of| is| per course)?|course total|cumulative(?: dose)?|stop (?:at"
    r"|after)|(?:once|till|until|when) (?:he|she|they|you)(?:'ve|'s| has| have)? (?:had|taken|reached)"
    r"|in total)\s?:?\s$"
)


def of_the_course(reading: Reading, stated: Dose) -> bool:
    """Whether an amount is all that is taken in a course."""
    q, text = stated.quantity, reading.folded.text
    if q.per_day or stated.frequency is not None:
        return False
    sentence = reading.sentences[stated.sentence]
    return bool(
        _COURSE_AFTER.match(text, q.end, sentence.end)
        or _COURSE_BEFORE.search(text, max(sentence.start, q.start - 40), q.start)
    )


def same_amount(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts are the same, within what is rounded for practical use."""
    return (
        one.dimension == other.dimension
        and one.per == other.per
        and abs(one.low - other.low) <= _SLACK * other.low
        and abs(one.high - other.high) <= _SLACK * other.high
    )


def whole_of(reading: Reading, parts: list[Dose]) -> Dose | None:
    """The single dose that several parts make together, where the answer speaks of parts; None elsewhere."""
    plain = all(
        not d.quantity.per
        and d.quantity.dimension == parts[0].quantity.dimension
        and (d.frequency is None or not d.frequency.high)
        for d in parts
    )
    if not 1 < len(parts) <= _MOST_PARTS or not plain:
        return None
    text = reading.folded.text
    summed = all(_PLUS.fullmatch(text, a.quantity.end, b.quantity.start) for a, b in pairwise(parts))
    if not (summed or _IN_PARTS.search(text)):
        return None
    low, high = (sum(getattr(d.quantity, end) for d in parts) for end in ("low", "high"))
    return replace(parts[0], quantity=parts[0].quantity._replace(low=low, high=high), frequency=None)


_HELD = r"(?:syringes?|tablets?|tabs?|capsules?|caps|pens?|patch(?:es)?|vials?|ones?|sachets?)"
#: "a 100 mg syringe plus a 40 mg one", "one of 100 mg and one of 40 mg": taken at once
_ADDED = re.compile(
    rf"[\s-]?(?:{_HELD})?\s?(?:(?P<plus>\+|plus|together with|added to)|and|&|with)\s"
    rf"(?:(?:an?|one|another|the|a single|{_HELD}|of)\s){{0,3}}"
)
_AT_ONCE = re.compile(
    rf"\b(?:together|each time|at once|at the same time|combined|in one go|as one dose|{_HELD})\b(?! (?:day|daily))"
)


def in_one_go(reading: Reading, given: list[Dose]) -> list[Dose]:
    """The doses, with those that are taken together as one: "a 100 mg syringe plus a 40 mg one, twelve-hourly"."""
    found: list[Dose] = []
    for each in given:
        if found and (whole := _together(reading, found[-1], each)):
            found[-1] = whole
        else:
            found.append(each)
    return found


def _together(reading: Reading, one: Dose, other: Dose) -> Dose | None:
    """The dose that two make which are taken together; None where they are two doses."""
    a, b = one.quantity, other.quantity
    if one.sentence != other.sentence or one.drugs != other.drugs or a.dimension != b.dimension or a.per or b.per:
        return None
    text, sentence = reading.folded.text, reading.sentences[one.sentence]
    joined = _ADDED.fullmatch(text, a.end, b.start)
    often = other.frequency
    if joined is None or one.made_of or other.made_of or (one.frequency and one.frequency != often):
        return None
    if not joined["plus"] and not (_AT_ONCE.search(text, a.end, sentence.end) and (one.frequency == often)):
        return None
    return replace(one, quantity=a._replace(end=b.end, low=a.low + b.low, high=a.high + b.high), frequency=often)


#: "4 doses a day at most", "never more than four helpings in a day"
_SO_OFTEN = (
    rf"(?P<n>{SMALL_NUMBER}) (?:such |of these |of them )?(?:doses|times|helpings|lots|goes|spoonfuls|tablets"
    rf"|of those) (?:a|per|in a|in any|each"
    r"|every|in the|in|/) ?(?:day|24)"
)
_MOST_OFTEN = re.compile(
    rf"\b(?:max(?:imum)?(?: of)?:?|at (?:the )?most|no more than|(?:not|never) more than|up to"
    rf"|not to exceed) {_SO_OFTEN}"
    rf"|\b{_SO_OFTEN.replace('<n>', '<m>')}[\w -]{{0,20}}? (?:at (?:the )?(?:very )?most|max\b|maximum\b|tops\b"
    rf"|and no more)"
)


def most_in_a_day(reading: Reading, given: list[Dose]) -> list[Dose]:
    """The most that doses come to in a day where an answer says how many of them it may have; none where it doesn't."""
    match = _MOST_OFTEN.search(reading.folded.text)
    each = next((d for d in reversed(given) if d.role is Role.ADVISED and not d.quantity.per), None)
    if match is None or each is None:
        return []
    quantity = each.quantity.times(number_of(match["n"] or match["m"]))._replace(per=("day",))
    return [replace(each, quantity=quantity, frequency=None, role=Role.MAXIMUM)]


#: "in the morning", "at lunch": once a day, and not the only time of it
_TIME_OF_DAY = re.compile(
    r"\b(?:morning|breakfast|mane|a\.?m|noon|midday|lunch|afternoon|tea|evening|supper|dinner|night|nocte|bed|p\.?m"
    r"|waking|rising)"
)


def over_the_day(reading: Reading, given: list[Dose], *, unequal: bool) -> list[Dose]:
    """The doses, with those of one sentence at several times of the day as one: "a gram at breakfast, one at night".

    Equal ones are one dose, given so many times a day; `unequal` ones a day's total, where that is asked for.
    """
    rows: list[list[Dose]] = []
    for each in given:
        last = rows[-1][-1] if rows else None
        if last is not None and _goes_on(reading, last, each):
            rows[-1].append(each)
        else:
            rows.append([each])
    return [whole for row in rows for whole in _of_a_day(row, unequal=unequal)]


def _goes_on(reading: Reading, last: Dose, each: Dose) -> bool:
    """Whether a dose is given at another time of the day than the one before it, in the same sentence."""
    if last.drugs != each.drugs or last.sentence != each.sentence or {last.role, each.role} != {Role.ADVISED}:
        return False
    text = reading.folded.text
    times = []
    for dose in (last, each):
        often = dose.frequency
        said = often and often.low == often.high == 1 and _TIME_OF_DAY.search(text, often.start, often.end)
        if not said or dose.quantity.per or dose.made_of is not None:
            return False
        times.append(said[0])
    return times[0] != times[1] and " or " not in text[last.quantity.end : each.quantity.start]


def _of_a_day(row: list[Dose], *, unequal: bool) -> list[Dose]:
    first, often = row[0], row[0].frequency
    if len(row) < 2 or often is None:
        return row
    if all(same_amount(first.quantity, each.quantity) for each in row):
        many = float(len(row))
        return [replace(first, frequency=often._replace(low=many, high=many))]
    if not unequal:
        return row
    low, high = (sum(getattr(each.quantity, end) for each in row) for end in ("low", "high"))
    return [replace(first, quantity=first.quantity._replace(low=low, high=high, per=("day",)), frequency=None)]


_WEEKDAY = re.compile(
    r"[\s(,]{0,2}(?:(?!and\b|or\b|then\b)[a-z]+\s){0,2}?(?:on\s|every\s|each\s){0,2}"
    r"(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]*\b"
)


def over_the_week(reading: Reading, given: list[Dose]) -> list[Dose]:
    """The doses, with those of one sentence on several days of the week as the week's: "10 mg on Monday, 10 on Friday".

    An amount that is given on a named day alone stays as it is.
    """
    rows: list[list[tuple[str, Dose]]] = []
    for each in given:
        q = each.quantity
        plain = each.role is Role.ADVISED and not q.per and (each.frequency is None or each.frequency.high < 1)
        said = _WEEKDAY.match(reading.folded.text, q.end) if plain else None
        day = said["day"] if said else ""
        last = rows[-1] if rows else []
        goes_on = day and last and last[0][0] and last[-1][1].sentence == each.sentence
        if goes_on and day not in {name for name, _ in last} and last[-1][1].drugs == each.drugs:
            last.append((day, each))
        else:
            rows.append([(day, each)])
    return [_of_a_week([dose for _, dose in row]) for row in rows]


def _of_a_week(row: list[Dose]) -> Dose:
    first = row[0]
    if len(row) == 1:
        return first
    low, high = (sum(getattr(each.quantity, end) for each in row) / 7 for end in ("low", "high"))
    return replace(first, quantity=first.quantity._replace(low=low, high=high, per=("day",)), frequency=None)


#: how many doses before and after an amount it may be a step to
_NEAR = 3
#: a day's dose when it is said like this is given once a day
_ONCE = "once"


_PARTED = re.compile(r"(?:÷|/|\bsplit|\bdivided|=|\bin (?:two|three|four|[2-6])\b|\bso\b|\bi\.?e\b|\()")


def _is_part(reading: Reading, stated: Dose, right: list[Dose]) -> bool:
    """Whether an amount is one of the parts of a day's total that is right ("375 mg/day / 3 = 125 mg/dose")."""
    q = stated.quantity
    if q.per not in ((), ("dose",)) or not q.low or stated.frequency is not None:
        return False
    for each in right:
        total = each.quantity
        if total.per != ("day",) or total.dimension != q.dimension or total.end > q.start:
            continue
        parts = total.low / q.low
        whole = 2 <= round(parts) <= 6 and abs(parts - round(parts)) <= _SLACK * parts
        if whole and stated.sentence - each.sentence <= 1 and _PARTED.search(reading.folded.text, total.end, q.start):
            return True
    return False


#: "5 mL every minute or two", "80 mL after each loose stool": how the whole is taken, and what is given besides
_SIPPED = re.compile(
    r"\s?(?:(?:at a time|by spoon|sips?),?\s)?(?:(?:every|each)\s(?:(?:few|couple of|or two|or so|[a-z]+"
    r"|\d+(?:\s?[-–]\s?\d+)?)\s){0,3}?"
    r"(?:minutes?|mins?)\b|at a time\b|(?:after|for|per|with)\s(?:each|every|any|a)?\s?(?:\w+\s){0,2}?(?:stools?"
    r"|vomits?|motions?"
    r"|napp(?:y|ies)|diapers?|episodes?)\b)"
)
_SIP = 3.0


def is_sip(reading: Reading, stated: Dose, right: list[Dose]) -> bool:
    """Whether a volume is a sip of a whole that is right ("675 mL over 4 h, 5 mL every minute or two")."""
    q, sentence = stated.quantity, reading.sentences[stated.sentence]
    if q.dimension not in ("volume", "teaspoon", "spoonful") or not _SIPPED.match(
        reading.folded.text, q.end, sentence.end
    ):
        return False
    return any(each.quantity.dimension == "volume" and each.quantity.low >= _SIP * q.high for each in right)


_ON_AVERAGE = re.compile(r"\b(?:on average|average of|averag(?:es|ing)|works out (?:at|to)|spread over the week)\b")


def is_reckoned(reading: Reading, stated: Dose, right: list[Dose]) -> bool:
    """Whether an amount is a step on the way to a dose that is right, and no dose by itself.

    The day's total of it ("that gives 60 mg per day, so 30 mg morning and evening"), or a part of the week's total in
    its own sentence ("5 mg on five days and 7.5 mg on two: 40 mg a week").
    """
    q, often = stated.quantity, stated.frequency
    if _is_part(reading, stated, right) or is_share(reading, stated, right):
        return True
    if any(d.sentence == stated.sentence for d in right) and _ON_AVERAGE.search(
        reading.sentences[stated.sentence].text
    ):
        return True
    if often is not None and (often.high != 1 or reading.folded.text.startswith(_ONCE, often.start)):
        return False
    if q.per not in ((), ("day",)):
        return False
    near = bisect_left(right, q.start, key=lambda dose: dose.quantity.start)
    for each in right[max(0, near - _NEAR) : near + _NEAR]:
        amount, rate = each.quantity, each.frequency
        if amount.dimension != q.dimension or abs(each.sentence - stated.sentence) > 1:
            continue
        if not amount.per and rate is not None and rate.low > 1:
            total_low, total_high = amount.low * rate.low, amount.high * rate.high
            if abs(q.low - total_low) <= _SLACK * total_low and abs(q.high - total_high) <= _SLACK * total_high:
                return True
        if amount.per == ("day",) and not q.per and often is None and each.sentence == stated.sentence:
            week = 7 * amount.high
            if reading.folded.text[amount.start : amount.end].rstrip().endswith(_WEEK) and q.high < week:
                return True
    return False


_WEEK = ("week", "wk", "weekly", "/w")
