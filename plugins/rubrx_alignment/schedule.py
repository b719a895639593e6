"""Schedules: `frequency` and `step`: how often a drug is given, and by how much and how often its dose is changed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from pydantic import Field

from rubrx.contracts import Case, Judge, Outcome, met, not_applicable, not_met
from rubrx.reading import Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.doses.bare import bare_doses
from rubrx.reading.doses.dosing import Dose, doses_of
from rubrx.reading.doses.links import TESTS
from rubrx.reading.doses.roles import Role
from rubrx.reading.drug_kinds import members_meant
from rubrx.reading.lexicon import Concept
from rubrx.reading.quantities import Frequency, Quantity, parse_frequency, parse_quantity
from rubrx.reading.sentence import Sentence
from rubrx.reading.spoken_times import times_to_come
from rubrx_alignment.kinds import Body
from rubrx_alignment.phases import over_the_day
from rubrx_alignment.ranges import Amount, Frequencies, Range, shown, spans
from rubrx_alignment.unnamed import schedule_stands, schedules_meant


class FrequencyBody(Body):
    """The accepted schedules of a drug."""

    drug: str
    any_of: Frequencies = Field(min_length=1)
    if_given: bool = False


class Step(Body):
    """A titration step: by how much, how often."""

    drug: str
    amount: Amount
    every: Amount


def frequency(body: FrequencyBody, lexicon: Lexicon) -> Judge:
    """Met when the drug's stated schedule is an accepted one."""
    drug = lexicon.concept(body.drug, drug=True)
    accepted = Range(parse_quantity("1 mg"), tuple(parse_frequency(f) for f in body.any_of), None, 0.0)

    def judge(case: Case) -> Outcome:
        reading = case.reading
        stated = _given(reading, drug, _NOW) or _given(reading, drug, (*_NOW, Role.LATER))
        stated = stated or _only_once(reading, drug)
        stated = (
            stated or _as_now(reading, drug.name) or _undosed(reading, drug.name) or _of_the_topic(reading, drug.name)
        )
        stated = stated or [f for f in schedules_meant(reading, drug.name) if accepted.accepts_rate((f.low, f.high))]
        stated = stated or [f for f in _of_bare(reading, drug.name) if accepted.accepts_rate((f.low, f.high))]
        stated = stated or [f for f in _a_day(reading, drug) if accepted.accepts_rate((f.low, f.high))]
        if not stated:
            return (
                not_applicable(f"gives no schedule of {body.drug}")
                if body.if_given
                else not_met(f"gives no schedule of {body.drug} ({' or '.join(body.any_of)})")
            )
        stated = sorted(stated, key=lambda f: f.start)
        stated = [f for f in stated if not _is_left_behind(reading, f, stated)] or stated
        wrong = [f for f in stated if not accepted.accepts_rate((f.low, f.high))]
        if wrong and wrong[0] is not stated[0]:
            wrong = [f for f in wrong if not _is_later_step(reading, stated[0], f)]
        places = [reading.span(f.start, f.end) for f in (wrong or stated)[:3]]
        words = f"“{reading.quote((wrong or stated)[0].start, (wrong or stated)[0].end)}”"
        if not wrong and (kept := _kept_otherwise(reading, stated[-1], accepted)) is not None:
            words, wrong = f"“{reading.quote(kept.start, kept.end)}”", [kept]
            places = [reading.span(kept.start, kept.end)]
        if wrong:
            return not_met(f"{words} is not {' or '.join(body.any_of)}", places)
        return met(f"{words} is {' or '.join(body.any_of)}", places)

    return judge


#: "..., but on reflection I would keep it at 12-hourly"
_KEEPS = re.compile(
    r"\b(?:but|yet|however|though|still|instead|on (?:reflection|second thoughts|balance)|in (?:her|him|this|practice"
    r"|the end)|all the same|even so|nevertheless)\b[^.;:]{0,30}"
    r"\b(?:keep|leave|stay|stick|remain|carry on|continue|go on|go back|hold)(?:s|ing)?\b"
    r"(?: (?:it|this|that|her|him|them|on|at|with|to|the|dose|injections?|as|is|every|same|present|a|an)\b)*\s?$"
)


_FAR_KEPT = 100
_IF = re.compile(r",? (?:if|when|once|should|as soon as|after|until)\b")


def _kept_otherwise(reading: Reading, said: Frequency, accepted: Range) -> Frequency | None:
    """The schedule at which an answer that named an accepted one leaves the drug after all."""
    here, text = reading.sentence_at(said.start), reading.folded.text
    for sentence in (here, here.following):
        for each in sentence.frequencies if sentence is not None else ():
            if (
                each.start > said.end
                and not accepted.accepts_rate((each.low, each.high))
                and _KEEPS.search(text, max(said.end, each.start - _FAR_KEPT), each.start)
                and reading.assertion_of(each.start, each.end).holds
                and not _IF.match(text, each.end)
                and not any(said.end < m.start < each.start for m in reading.drug_mentions)
            ):
                return each
    return None


#: "go from 12-hourly to 24-hourly"
_FROM = re.compile(r"\bfrom (?:(?:the|a|his|her|being|present|usual|current) ){0,2}$")
_TO = re.compile(r"(?: (?:down|back|out|up|straight|doses?|dosing))? to (?:just |only )?$")


def _is_left_behind(reading: Reading, said: Frequency, others: list[Frequency]) -> bool:
    """Whether a schedule is what another one of those said takes the place of."""
    text = reading.folded.text
    if not _FROM.search(text, max(0, said.start - _CLOSE), said.start):
        return False
    return any(_TO.fullmatch(text, said.end, each.start) for each in others if each.start > said.end)


#: "four times daily for a week, twice daily for a week, then once": how long the first schedule lasts, and what follows
_FOR_A_WHILE = re.compile(
    r"(?:\bfor (?:the first |about )?(?:an?|one|two|three|four|five|six|seven|ten|fourteen|\d+|some)[ -][^.;,]{0,20}"
    r"|\bx ?\d+/\d+|\b\d{1,2}/(?:7|52|12)\b|\bdays? \d[^.;,]{0,8}|\b(?:week|wk) (?:1|one))[^.]*?(?:[,;→]|->"
    r"|\bthen\b|\bafter\b)"
)


def _is_later_step(reading: Reading, first: Frequency, later: Frequency) -> bool:
    """Whether a schedule is a later step of a course that begins with another: "TDS for a week, then BD"."""
    return _FOR_A_WHILE.search(reading.folded.text, first.end, later.start) is not None


#: what a dose may stand for whose schedule is asked about
_NOW = (Role.ADVISED, Role.MAXIMUM)


def _given(reading: Reading, drug: Concept, roles: tuple[Role, ...]) -> list[Frequency]:
    """The schedules of the doses of a drug in some roles; what is given once ("160 mg stat, then 80 mg od") has none.

    Equal amounts at several times of the day are one dose ("80 mg in the morning and 80 mg at night"): twice a day.
    """
    alike: dict[str, list[Dose]] = {}
    for each in doses_of(reading, drug):
        if each.role in roles:
            alike.setdefault(each.quantity.dimension, []).append(each)
    whole = [d for several in alike.values() for d in over_the_day(reading, several, unequal=False)]
    return [d.frequency for d in whole if d.frequency is not None and d.frequency.high]


def _only_once(reading: Reading, drug: Concept) -> list[Frequency]:
    """What the answer gives once, where it gives nothing else."""
    return [d.frequency for d in doses_of(reading, drug) if d.frequency is not None and d.role in _NOW]


def _of_bare(reading: Reading, drug: str) -> list[Frequency]:
    """The schedules of doses without a unit: "he wants the one-ten, breakfast and supper"."""
    return [d.frequency for d in bare_doses(reading) if d.frequency is not None and d.role in _NOW and drug in d.drugs]


_AS_NOW = re.compile(
    r"\b(?:same|present|current|usual|existing|unchanged) (?:dosing |dose )?(?:interval|frequency|schedule"
    r"|times|timings?|spacing)\b|\bas often as (?:now|before|at present)\b"
    r"|\b(?:interval|frequency|timing|schedule) (?:stays|remains|is|can stay) (?:the same|unchanged"
    r"|as it is)\b"
)


def _as_now(reading: Reading, drug: str) -> list[Any]:
    """The present schedule, where the answer keeps to it in so many words."""
    known = reading.lexicon.current_doses.get(drug)
    kept = _AS_NOW.search(reading.folded.text) if known and known[1] else None
    if not kept or not known or not known[1] or not reading.assertion_of(kept.start(), kept.end()).holds:
        return []
    return [known[1]._replace(start=kept.start(), end=kept.end())]


def _a_day(reading: Reading, drug: Concept) -> list[Frequency]:
    """Amounts a day that are told without parts, each as one dose: "120 mg a day" may be right, and is never wrong."""
    return [
        Frequency(d.quantity.start, d.quantity.end, 1.0, 1.0)
        for d in doses_of(reading, drug)
        if d.quantity.per == ("day",) and d.frequency is None and d.role in (*_NOW, Role.LATER)
    ]


def _undosed(reading: Reading, drug: str) -> list[Any]:
    """Schedules in a sentence that names the drug, where no amount carries them, and none is of a test or another."""
    text = reading.folded.text
    theirs = {d.frequency.start for d in reading.doses if d.frequency is not None and drug not in d.drugs}
    return [
        f
        for m in reading.drug_mentions
        if m.concept == drug
        for f in reading.sentences[m.sentence].frequencies
        if f.start > m.end
        and f.start not in theirs
        and not _OTHER_ERRAND.search(text, max(m.end, f.start - _CLOSE), f.start)
        and schedule_stands(reading, f)
    ]


#: how far before a schedule stands what is done so often, in characters
_CLOSE = 25
#: what else is done so many times
_OTHER_ERRAND = re.compile(rf"\b(?:{TESTS}|(?:measure|repeat|exercise)\w*\b)")


def _of_the_topic(reading: Reading, drug: str) -> list[Any]:
    """Schedules in sentences that name no drug, where the drug is the one that was asked about."""
    if reading.lexicon.dosed[:1] != (drug,):
        return []
    kinds = reading.lexicon.compiled.kinds
    named = {m.sentence for m in reading.drug_mentions if drug not in members_meant((m.concept,), kinds)}
    return [
        f
        for sentence in reading.sentences
        if sentence.index not in named
        for f in sentence.frequencies
        if not _OTHER_ERRAND.search(sentence.text, 0, f.end - sentence.start)
        and (
            f.end - f.start > len(sentence.text) / 2  # "07:00, 13:00, 19:00."
            if sentence.is_bare_list
            else schedule_stands(reading, f)
        )
    ]


def step(body: Step, lexicon: Lexicon) -> Judge:
    """Met when a change by this amount at this interval is advised."""
    drug = lexicon.concept(body.drug, drug=True)
    amount, every = parse_quantity(body.amount), parse_quantity(body.every)
    if every.dimension != "time":
        raise ValueError(f"every must be a time such as '3 days', got {body.every!r}")

    def judge(case: Case) -> Outcome:
        reading = case.reading
        seen: dict[int, float | None] = {}
        steps = [d for d in reading.doses if d.role is Role.STEP and {drug.name, *reading.lexicon.dosed} & set(d.drugs)]
        steps += [
            d
            for d in reading.doses
            if d.role is Role.ADVISED and drug.name in d.drugs and (_interval(reading, d, seen) or 0) >= 36
        ]
        steps += _by_the_week(reading, drug.name)
        if bare := _bare_step(reading, drug.name, amount, every):
            return met(f"steps of “{reading.quote(*bare)}”", [reading.span(*bare)])
        if rungs := _rungs(reading, drug.name, amount, every):
            return met(f"steps of {shown(reading, rungs[0])}", spans(reading, rungs))
        if not steps:
            return not_met(f"gives no titration step of {body.drug} ({body.amount} every {body.every})")
        for each in steps:
            interval = _interval(reading, each, seen)
            if (
                _amount_is(each.quantity, amount)
                and interval is not None
                and every.low * 0.95 <= interval <= every.high * 1.05
            ):
                return met(f"steps of {shown(reading, each)}", spans(reading, [each]))
        return not_met(
            f"steps of {shown(reading, steps[0])}, not {body.amount} every {body.every}", spans(reading, steps)
        )

    return judge


#: "drop 10 mg/wk": an amount a week by which the dose is changed
_CHANGED_BY = re.compile(
    r"\b(?:drop\w*|reduc\w*|cut\w*|lower\w*|taper\w*|wean\w*|decreas\w*|com(?:e|ing) down|down|↓|increas\w*"
    r"|up|rais\w*|titrat\w*|add\w*|↑|knock\w*|shav\w*|shift\w*|mov(?:e|ing)|nudg\w*|chang\w*|adjust\w*"
    r"|step\w*)\s?(?:(?:it|the dose|dose|down|up|by|off|about|at|of|then|a|in)\s){0,3}$|[-–−]\s?$"
)
#: "+2 every 3 days": a bare number that is added
_ADDED = re.compile(r"(?:^|[\s,;(])[+↑±]\s?$")
#: "two more units every three days"
_MORE = re.compile(
    r"\s(?:more|extra|further|additional|fewer|less)\s(?:units?|mg|mcg|grams?|milligrams?|micrograms?)\b"
)
#: what else may be counted, changed by so many
_COUNTED = re.compile(
    r"\s?(?:(?:more|extra|full|whole)\s)?(?:times|steps?|fingers?|nights?|days?|weeks?|o'clock|am\b|pm\b|%|/|x\b)"
)
#: "it needs three days to settle; wait that long, then shift by two"
_THAT_LONG = re.compile(r"\b(?:that long|then|after that|each time|at that pace)\b")
_IN_TWOS = re.compile(r"\b(?:in|by) (?P<many>ones|twos|threes|fours|fives|tens)\b")
_MANY = {"ones": 1.0, "twos": 2.0, "threes": 3.0, "fours": 4.0, "fives": 5.0, "tens": 10.0}


def _bare_step(reading: Reading, drug: str, amount: Quantity, every: Quantity) -> tuple[int, int] | None:
    """Where a step without a unit fits, in a sentence that names no other drug: "+2 every 3 days", "in twos"."""
    text = reading.folded.text
    others = {m.sentence for m in reading.drug_mentions if m.concept != drug}
    if drug not in {*reading.lexicon.dosed, *(m.concept for m in reading.drug_mentions)}:
        return None
    for sentence in reading.sentences:
        if sentence.index in others or not (sentence.quantities or _IN_TWOS.search(sentence.text)):
            continue
        steps = [
            (q.start, q.end, q.low, q.high)
            for q in sentence.quantities
            if not q.dimension
            and (
                _CHANGED_BY.search(text, max(sentence.start, q.start - 40), q.start)
                or _ADDED.search(text, max(sentence.start, q.start - 3), q.start)
                or _MORE.match(text, q.end)
            )
            and not _COUNTED.match(text, q.end)
        ]
        steps += [
            (sentence.start + m.start(), sentence.start + m.end(), _MANY[m["many"]], _MANY[m["many"]])
            for m in _IN_TWOS.finditer(sentence.text)
        ]
        hours = _interval_in(sentence) if steps else None
        if steps and hours is None and sentence.index and _THAT_LONG.search(sentence.text):
            hours = _interval_in(reading.sentences[sentence.index - 1])
        if hours is None or not every.low * 0.95 <= hours <= every.high * 1.05:
            continue
        for start, end, low, high in steps:
            fits = low >= amount.value_low * 0.95 and high <= amount.value_high * 1.05
            if fits and (text[:start].rstrip().endswith(("+", "↑")) or reading.assertion_of(start, end).holds):
                return start, end  # "no halving, +2 every 4 days": no sign is part of what is denied
    return None


def _by_the_week(reading: Reading, drug: str) -> list[Dose]:
    """The amounts a week by which a dose is changed, each as one step of a week."""
    return [
        replace(
            d, quantity=d.quantity._replace(per=()), frequency=Frequency(d.quantity.end, d.quantity.end, 1 / 7, 1 / 7)
        )
        for d in reading.doses
        if d.quantity.per == ("week",)
        and drug in d.drugs
        and _CHANGED_BY.search(reading.folded.text, max(0, d.quantity.start - 40), d.quantity.start)
    ]


_BY_WEEK = re.compile(
    r"\bweeks? ?\d|\b(?:a|one|1) (?:full )?week (?:at|on|of|for|in between|per)\b|\bw(?:k|eek)? ?1\b"
    r"|\beach (?:for|step|rung|of them) (?:lasts? )?(?:a|one|1) week|\bweekly\b|/52\b|\bfor a week each\b"
)
_RUNGS = 3


def _rungs(reading: Reading, drug: str, amount: Quantity, every: Quantity) -> list[Dose]:
    """The doses of a ladder, rung by rung, where each differs from the next by the step that is asked for."""
    unit = {"mg": 1.0, "g": 1000.0, "mcg": 0.001}.get(amount.unit, 1.0)
    bare = [
        replace(d, quantity=d.quantity.times(unit)._replace(dimension=amount.dimension)) for d in bare_doses(reading)
    ]
    ladder = sorted(
        (
            d
            for d in (*reading.doses, *bare)
            if drug in d.drugs
            and not d.quantity.per_kg
            and d.quantity.dimension == amount.dimension
            and d.role in (Role.ADVISED, Role.LATER, Role.STEP, Role.CURRENT)
            and d.made_of is None
        ),
        key=lambda d: d.quantity.start,
    )
    if len(ladder) < _RUNGS:
        return []
    gaps = [abs(b.quantity.low - a.quantity.low) for a, b in pairwise(ladder)]
    gaps = [gap for gap in gaps if gap > 0]
    if len(gaps) < _RUNGS - 1 or not all(amount.low * 0.95 <= gap <= amount.high * 1.05 for gap in gaps):
        return []
    seen = [reading.sentences[index] for index in sorted({d.sentence for d in ladder})]
    seen += [each for each in (seen[-1].following,) if each is not None]
    hours = [h for h in map(_interval_in, seen) if h] or [168.0 for s in seen if _BY_WEEK.search(s.text)]
    return ladder if any(every.low * 0.95 <= h <= every.high * 1.05 for h in hours) else []


def _amount_is(stated: Quantity, wanted: Quantity) -> bool:
    return (
        stated.dimension == wanted.dimension and stated.low >= wanted.low * 0.95 and stated.high <= wanted.high * 1.05
    )


def _interval(reading: Reading, stated: Dose, seen: dict[int, float | None]) -> float | None:
    """Hours between two steps, as stated in the dose's own sentence; `seen` are those of sentences looked at."""
    if stated.frequency is not None and 0 < stated.frequency.low < 1:
        return 24 / stated.frequency.low
    near = stated.frequency is not None and 0 <= stated.frequency.start - stated.quantity.end <= _RIGHT_AFTER
    if near and stated.frequency is not None and stated.frequency.low == stated.frequency.high == 1:
        return 24.0  # "by 2 mg every day"
    if stated.sentence not in seen:
        seen[stated.sentence] = _interval_in(reading.sentences[stated.sentence])
    return seen[stated.sentence]


_RIGHT_AFTER = 4
_A_DAY = 24.0
#: "for ten days" says how long, and not how often
_LASTING = re.compile(r"\b(?:for|over|total|in all|takes?|lasts?)\s(?:(?:about|around|some|another|a)\s)*$")


def _interval_in(sentence: Sentence) -> float | None:
    """The shortest time of a day or more that a sentence says, in hours."""
    text = sentence.text
    times = [
        q.low
        for q in sentence.quantities
        if q.dimension == "time" and q.low >= 24 and not _LASTING.search(text, 0, q.start - sentence.start)
    ]
    times += [hours for hours, _, _ in times_to_come(sentence) if hours > _A_DAY]
    if times:
        return min(times)
    mornings = re.search(r"\b(two|three|four|2|3|4)\s+(?:\w+\s+)?(?:mornings|nights|evenings|days)", sentence.text)
    if mornings:
        return 24.0 * {"two": 2, "three": 3, "four": 4}.get(
            mornings[1], int(mornings[1]) if mornings[1].isdigit() else 0
        )
    return None
