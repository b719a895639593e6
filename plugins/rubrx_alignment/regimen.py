"""Regimens: `dose` and `max_dose`: stated doses against accepted ones and ceilings, in any unit and spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema

from rubrx.contracts import Case, Judge, Outcome, met, not_applicable, not_met
from rubrx.reading import Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.conditions import parse_condition
from rubrx.reading.doses.bare import bare_doses
from rubrx.reading.doses.dosing import Dose, doses_of
from rubrx.reading.doses.pairs import in_either_way
from rubrx.reading.doses.roles import Role
from rubrx.reading.doses.strengths import per_ml, per_unit
from rubrx.reading.folding import fold
from rubrx.reading.last_word import goes_ahead
from rubrx.reading.quantities import Frequency, find_quantities, parse_frequency, parse_quantity
from rubrx.records import Status
from rubrx_alignment.ampoules import diluted, in_mass
from rubrx_alignment.analytes import in_mmol
from rubrx_alignment.kinds import Body, sentence_quote
from rubrx_alignment.parts import all_at_once
from rubrx_alignment.phases import (
    comes_of,
    in_one_go,
    is_reckoned,
    is_sip,
    of_each_drug,
    of_phase,
    of_the_course,
    over_the_day,
    over_the_week,
    same_amount,
    whole_of,
)
from rubrx_alignment.ranges import Amount, Frequencies, Range, by_day, by_hour, is_rate, shown, size_of, spans
from rubrx_alignment.run_rates import bags, run_in
from rubrx_alignment.run_times import in_its_time, run_time, tells_apart
from rubrx_alignment.unnamed import described, meant_for, named_in_query, of_any_insulin

Route = Literal["oral", "IV", "SC", "IM", "inhaled", "rectal", "topical", "sublingual"]
_ALSO_WRITTEN = {
    "po": "oral", "by mouth": "oral", "iv": "IV", "intravenous": "IV", "sc": "SC", "subcutaneous": "SC",
    "subcut": "SC", "im": "IM", "intramuscular": "IM", **{name.lower(): name for name in get_args(Route)},
}  # fmt: skip


def _route_written(written: Any) -> Any:
    return _ALSO_WRITTEN.get(written.strip().lower(), written) if isinstance(written, str) else written


def _in_any_case(words: Iterable[str]) -> str:
    """A pattern for these words in any case, as JSON Schema's patterns have no flag for it."""
    folded = ("".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in word) for word in words)
    return f"^\\s*(?:{'|'.join(folded)})\\s*$"


#: the ways to complete, the other spellings that are taken, and none
_ROUTE_SCHEMA = {
    "anyOf": [
        {"type": "string", "enum": list(get_args(Route))},
        {"type": "string", "pattern": _in_any_case(_ALSO_WRITTEN)},
        {"type": "null"},
    ]
}


Phase = Literal["first", "second", "third", "maintenance", "target", "as needed", "maximum", "total"]


class Accepted(Body):
    """One accepted regimen: how much, how often, by which route."""

    amount: Amount = Field(description="such as '500 mg', '25-45 mg/kg/day', '6-6.75 mL'")
    drug: str | None = Field(None, description="the drug of this regimen, where there is a choice of drugs")
    frequency: Frequencies = Field(default_factory=list, description="such as BID, q8h, once; any of them")
    route: Annotated[Route | None, BeforeValidator(_route_written), WithJsonSchema(_ROUTE_SCHEMA)] = Field(
        None, description="by which way; an answer that names another one is wrong, one that names none is not"
    )


class Adjustment(Body):
    """What a condition of the patient makes of the accepted amounts."""

    when: str = Field(description="a bound such as 'egfr < 30', or a state such as 'Child-Pugh B'")
    times: float = Field(gt=0, le=10, description="by how much the amounts are multiplied where it holds")


class DoseBody(Body):
    """The accepted regimens of a drug."""

    drug: str
    any_of: list[Accepted] = Field(min_length=1)
    as_: Literal["total", "each", "per_kg", "volume", "written", "any"] = Field(
        "any",
        alias="as",
        description="which figure must be right: the daily total, each dose, the dose by weight, the volume, the one"
        " that `amount` is written in where the answer gives it, or any",
    )
    schedule: bool = Field(True, description="how often counts too; `false`: that is another criterion's question")
    adjust: list[Adjustment] = Field(
        default_factory=list, description="factors of this patient's own; all that hold are multiplied"
    )
    phase: Phase | None = Field(
        None,
        description="which dose is meant where an answer gives several: the first one (or second, or third), the"
        " one that follows it, the one to arrive at, the one for when it is needed, the ceiling, or all of them"
        " together",
    )
    if_given: bool = Field(False, description="not applicable where the answer gives no dose of the drug")
    tolerance: Amount = Field("5%", description="how far a stated figure may lie outside the range")


class MaxDose(Body):
    """The ceiling that no dose or maximum in the answer may exceed, a day ("4 g/day") or each time ("1 g")."""

    drug: str
    amount: Amount
    if_given: bool = Field(True, description="not applicable where the answer gives neither; `false`: not met there")


def _accepted(each: Accepted, lexicon: Lexicon, body: DoseBody, factor: float) -> Range:
    quantity = parse_quantity(each.amount)
    if not quantity.dimension or quantity.dimension == "time":
        raise ValueError(f"amount needs a unit of dose such as mg, g, mcg, units, mL: got {each.amount!r}")
    slack = parse_quantity(body.tolerance).low if "%" in body.tolerance else float(body.tolerance)
    patient = lexicon.patient
    if quantity.per_kg and patient.weight is None:
        raise ValueError(f"{each.amount!r} is by weight: the patient needs a `weight`")
    if quantity.per_m2 and patient.surface is None:
        raise ValueError(f"{each.amount!r} is by body surface: the patient needs a `bsa`, or `height` and `weight`")
    rates = tuple(parse_frequency(f) for f in each.frequency)
    amount = in_mmol(by_hour(by_day(quantity.times(factor))), each.drug or body.drug)
    over = next(filter(None, map(run_time, each.frequency)), None)
    apart = tells_apart(next(filter(None, map(run_time, other.frequency)), None) for other in body.any_of)
    return Range(
        amount, rates, patient.weight, slack, each.route, patient.surface,
        any_rate=not body.schedule, over=over if apart else None,
    )  # fmt: skip


def _factor(adjustments: list[Adjustment], lexicon: Lexicon) -> float:
    """The product of the adjustments whose conditions the patient meets."""
    factor = 1.0
    for each in adjustments:
        condition = parse_condition(each.when)
        holds = lexicon.patient.satisfies(condition)
        if holds is None and condition.bound is not None:
            raise ValueError(f"adjust: {each.when!r}: the patient's facts don't give {condition.bound.measure}")
        factor *= each.times if holds else 1.0
    return factor


def dose(body: DoseBody, lexicon: Lexicon) -> Judge:  # noqa: PLR0915 -- one judgement, told in its order
    """Met when a stated dose fits an accepted regimen of its drug, and no advised one contradicts all of them."""
    accepted: dict[str, list[Range]] = {}
    factor = _factor(body.adjust, lexicon)
    for each in body.any_of:
        drug = lexicon.concept(each.drug or body.drug, drug=True).name
        accepted.setdefault(drug, []).append(_accepted(each, lexicon, body, factor))
    topics = named_in_query(lexicon, accepted)
    figure, if_given = body.as_, body.if_given
    usual = _usual_strength(lexicon.query)
    weekly = any("week" in parse_quantity(each.amount).per for each in body.any_of)
    daily = any(each.quantity.per_day for several in accepted.values() for each in several)
    rated = any(is_rate(each.quantity) for several in accepted.values() for each in several)
    roles = _ROLES.get(body.phase or "", (Role.ADVISED,))
    by_weight = figure == "written" and any(size_of(parse_quantity(each.amount)) for each in body.any_of)
    scheduled = any(each.rates for several in accepted.values() for each in several)
    wanted = ", or ".join(f"{a.drug or ''} {a.amount} {'/'.join(a.frequency)}".strip() for a in body.any_of)

    def ranges(stated: Dose) -> list[Range]:
        """The accepted regimens that a stated dose is to be held against."""
        return [
            each
            for drug in stated.drugs
            for each in accepted.get(drug, ())
            if each.quantity.dimension == stated.quantity.dimension
            and is_rate(each.quantity) == is_rate(stated.quantity)
        ]

    def in_figure(comparable: list[Dose]) -> list[Dose]:
        """The doses that are the figure asked about: advised ones, else ceilings, else parts of a day's total."""
        advised = [d for d in comparable if d.role in roles]
        return (
            [
                d
                for d in advised
                if _is_figure(d, figure, usual)
                # "250 mg a day", where it is given once a day
                or (figure == "each" and d.quantity.per_day and any(map(_once, ranges(d))))
            ]
            or [d for d in comparable if d.role is Role.MAXIMUM and _is_figure(d, figure, usual)]
            or [_each_of(d) for d in advised if figure == "each" and _is_divided(d)]
        )

    def in_parts(reading: Reading, wrong: list[Dose], right: list[Dose]) -> bool:
        """Whether doses that don't fit make one that does: "9 mg as a push and 81 mg over the hour"."""
        whole = whole_of(reading, wrong)
        return whole is not None and (
            any(same_amount(whole.quantity, d.quantity) for d in right)
            or any(_fits(whole, each, figure) for each in ranges(whole))
        )

    def is_accepted(reading: Reading, d: Dose) -> bool:
        """Whether a dose is one of the accepted regimens, an amount of a pair in any way that it is counted."""
        of_it, text = ranges(d), reading.folded.text
        fitting = [each for each in of_it if _fits(d, each, figure) and _right_way(reading, d, each.route)]
        if fitting:
            return any(in_its_time(reading, d, each.over) for each in fitting)
        either = in_either_way(text, d.quantity) if "/" in text[d.quantity.start : d.quantity.end] else ()
        if any(_fits(replace(d, quantity=q), each, figure) for q in either for each in of_it):
            return True
        return weekly and _fits_a_week(d, of_it)

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = judged(reading, reading.doses)
        if found.status is Status.MET or not (bare := _in_unit_of(bare_doses(reading), accepted)):
            return found
        again = judged(reading, sorted([*reading.doses, *bare], key=lambda d: d.quantity.start))
        return again if again.status is Status.MET else found

    def in_form(reading: Reading, said: Iterable[Dose]) -> list[Dose]:
        """Doses in the units and per the time that the accepted ones are given in."""
        return [
            _by_day(
                in_units(in_vials(in_ml(_of_a_patch(reading, d) if rated else d), accepted), accepted),
                weekly_total=daily,
                hourly=rated,
                whole_day=daily and not scheduled,
            )
            for d in said
        ]

    def by_rate(reading: Reading, stated: list[Dose]) -> list[Dose]:
        """The doses, with what they make an hour where that is asked for and not given as such."""
        return stated + run_in(reading, stated) if rated and not any(map(ranges, stated)) else stated

    def meant_by(reading: Reading, said: list[Dose]) -> list[Dose]:
        """The doses of no named drug that may be of these: of one that the query names, or one that is described."""
        found: list[Dose] = []
        others = [each for each in accepted if each not in topics]
        unnamed = [*described(reading, others, said), *of_any_insulin(reading, others, said)]
        if rated:
            unnamed += bags(reading, topics, next(iter(accepted.values()))[0].quantity)
        for meant, of_query in ((meant_for(reading, topics, said), True), (unnamed, False)):
            stated = by_rate(reading, in_form(reading, meant))
            given = in_figure([d for d in stated if ranges(d)])
            if not given and usual:
                given = _measured_out(stated, ranges, roles, usual)
            found += of_phase(reading, given, body.phase, scheduled=scheduled or daily) if of_query else given
        return found

    def named(reading: Reading, stated: list[Dose], comparable: list[Dose]) -> list[Dose]:
        """The doses of the accepted drugs that are given by name, in the figure that is asked for."""
        given = in_figure(comparable)
        if body.phase != "total":
            given = [d for d in given if not of_the_course(reading, d)] or given
        if by_weight and any(size_of(d.quantity) and d.quantity.per_day == daily for d in given):
            given = [d for d in given if size_of(d.quantity)]
        if not given and usual:
            given = _measured_out(stated, ranges, roles, usual)
        given = given or [d for d in in_mass(reading, stated) if ranges(d)]
        if not given and figure == "volume":  # 1 g, where the criterion says what mass the volume holds
            given = [d for d in comparable if d.role in roles and d.quantity.dimension == "mass"]
        return given

    def judged(reading: Reading, said: list[Dose]) -> Outcome:
        stated = by_rate(reading, in_form(reading, (d for d in said if not accepted.keys().isdisjoint(d.drugs))))
        comparable = [d for d in stated if ranges(d)]
        if "dilut" in reading.folded.text:
            comparable += diluted(reading, stated)
        given = named(reading, stated, comparable)
        if not given:
            meant = meant_by(reading, said)
            given = [d for d in meant if any(_fits(d, each, figure) for each in ranges(d))]
            given += comes_of(reading, meant, given)
        # where a mass is given, a volume that does not make it is wrong as a volume, and no second mass
        given = [d for d in given if d.made_of is None] or given
        if not given and (kept := _kept_on(reading, stated, accepted)):
            return met(f"{shown(reading, kept[0])}, taken already, as often as {wanted} says", spans(reading, kept))
        given = of_each_drug(reading, given, body.phase, scheduled=scheduled or daily)
        if not given:
            return _nothing_given(reading, stated, body.drug, wanted, if_given)
        given = in_one_go(reading, all_at_once(reading, given))
        given = over_the_day(reading, given, unequal=figure == "total")
        given = over_the_week(reading, given) if weekly else given
        right: list[Dose] = []
        wrong: list[Dose] = []
        for d in given:
            (right if is_accepted(reading, d) else wrong).append(d)
        wrong = [d for d in wrong if not (is_reckoned(reading, d, right) or is_sip(reading, d, right))]
        if any(not d.is_inherited for d in right):  # an amount of no named drug is of another that was asked about
            wrong = [
                d for d in wrong if not (d.is_inherited and (len(d.drugs) > 1 or _before_its_name(reading, d, right)))
            ]
        if wrong and in_parts(reading, wrong, right):
            right, wrong = right or wrong, []
        if wrong:
            place = sentence_quote(reading, wrong[0].quantity.start)
            return not_met(f"{shown(reading, wrong[0])} does not fit {wanted}: {place}", spans(reading, wrong))
        if left := _left_as_it_is(reading, right[-1]):
            return not_met(f"leaves the dose as it is: {sentence_quote(reading, left[0])}", [reading.span(*left)])
        return met(f"{shown(reading, right[0])} fits {wanted}", spans(reading, right))

    return judge


#: by how much an amount must differ from a drug's to be none of it, where the drug is named only later
_OF_OTHER_SIZE = 10.0


def _before_its_name(reading: Reading, stated: Dose, right: list[Dose]) -> bool:
    """Whether an amount of quite another size stands before its drug is first named: "fifteen grams of sugar ... if she
    can't be roused, 1 mg of glucagon"."""
    named = min((m.start for m in reading.drug_mentions if m.concept in stated.drugs), default=0)
    sizes = [d.quantity.low for d in right if d.quantity.dimension == stated.quantity.dimension]
    return stated.quantity.end <= named and all(
        max(size, stated.quantity.low) >= _OF_OTHER_SIZE * min(size, stated.quantity.low) for size in sizes
    )


def _left_as_it_is(reading: Reading, right: Dose) -> tuple[int, int] | None:
    """Where an answer that named another dose of a drug than the present one leaves it at that after all."""
    present = reading.lexicon.current_doses
    taken = [present[name][0] for name in right.drugs if name in present]
    if not taken or any(same_amount(each, right.quantity) for each in taken):
        return None
    return goes_ahead(reading, right.drugs, right.quantity.end, stays=True)


_PATCH = re.compile(r"[\s-](?:strength\s)?patch\b")


def _of_a_patch(reading: Reading, stated: Dose) -> Dose:
    """A patch told by what it gives in an hour, as people call it by that alone: "a 25 microgram patch"."""
    q = stated.quantity
    if q.unit != "mcg" or q.per or _PATCH.match(reading.folded.text, q.end) is None:
        return stated
    return replace(stated, quantity=q._replace(per=("h",)))


#: mL of a spoon of medicine
_SPOONS = {"teaspoon": 5.0, "spoonful": 5.0, "tablespoon": 15.0}


def in_ml(stated: Dose) -> Dose:
    """A dose in spoons as one in mL."""
    size = _SPOONS.get(stated.quantity.dimension)
    if size is None:
        return stated
    return replace(stated, quantity=stated.quantity.times(size)._replace(unit="ml", dimension="volume"))


#: what is also given in micrograms: 1 microgram is 40 units
_VITAMIN_D = ("vitamin d", "colecalciferol", "cholecalciferol", "ergocalciferol")
_UNITS_PER_MG = 40_000.0
#: mg of it that nobody is given more of: 600,000 units
_MOST_VITAMIN_D = 15.0


def in_vials(stated: Dose, accepted: dict[str, list[Range]]) -> Dose:
    """A dose in ampoules as one in vials, where those are asked for, and the other way round."""
    other = _GLASS.get(stated.quantity.dimension)
    if other is None or not any(
        each.quantity.dimension == other for drug in stated.drugs for each in accepted.get(drug, ())
    ):
        return stated
    return replace(stated, quantity=stated.quantity._replace(unit=other, dimension=other))


_GLASS = {"ampoule": "vial", "vial": "ampoule"}


def in_units(stated: Dose, accepted: dict[str, list[Range]]) -> Dose:
    """A mass of vitamin D in units, where units are asked for; mEq of a salt in mmol."""
    q = stated.quantity
    if q.dimension == "equivalent":
        return replace(stated, quantity=in_mmol(q, next(filter(accepted.__contains__, stated.drugs), "")))
    if q.dimension != "mass" or q.is_concentration or size_of(q):
        return stated
    asked = [a for drug in stated.drugs if drug.lower().startswith(_VITAMIN_D) for a in accepted.get(drug, ())]
    if not asked or any(a.quantity.dimension != "units" for a in asked) or q.high > _MOST_VITAMIN_D:
        return stated
    return replace(stated, quantity=q.times(_UNITS_PER_MG)._replace(unit="U", dimension="units"))


def _in_unit_of(bare: list[Dose], accepted: dict[str, list[Range]]) -> list[Dose]:
    """Doses without a unit in the one that the rubric's amounts are written in; a gram's in mg where they are large."""
    found = []
    for each in bare:
        units = [a.quantity for drug in each.drugs for a in accepted.get(drug, ())]
        if not units and each.is_inherited:  # of no named drug: perhaps of these
            units = [a.quantity for several in accepted.values() for a in several]
        if each.quantity.dimension:
            found.append(each)
        elif units and units[0].value_high:
            own = units[0]
            scale = own.high / own.value_high
            unit = own.unit
            if unit == "g" and each.quantity.low > _MANY_GRAMS * own.value_high:
                scale, unit = 1.0, "mg"
            if own.low <= 2 * each.quantity.low <= 4 * own.high:
                scale = 1.0 if scale >= _MANY_UNITS else scale  # "two point four million", of as many million units
            per = each.quantity.per or (own.per if is_rate(own) and not size_of(own) else ())
            of_it = each.quantity.times(scale)._replace(unit=unit, dimension=own.dimension, per=per)
            found.append(replace(each, quantity=of_it))
    return found


_MANY_GRAMS = 50
_MANY_UNITS = 1e6

#: what a dose of a phase may stand for, where that is more than being advised
_ROLES = {
    "maintenance": (Role.ADVISED, Role.LATER),
    "target": (Role.ADVISED, Role.LATER, Role.MAXIMUM),
    "maximum": (Role.ADVISED, Role.MAXIMUM),
    "total": (Role.ADVISED, Role.MAXIMUM),
}


def _once(accepted: Range) -> bool:
    """Whether a regimen is given once a day, so that a dose is a day's."""
    return (1.0, 1.0) in accepted.rates


def _by_day(stated: Dose, *, weekly_total: bool, hourly: bool, whole_day: bool = False) -> Dose:
    """A dose whose amount is a week's as one whose amount is a day's, and a minute's as an hour's.

    Without `weekly_total` an amount "per week" is one dose, given once a week; with `hourly`, where an infusion is
    asked about, what is given every hour is an amount per hour; with `whole_day`, where a day's amount is asked for
    and no schedule, an amount per hour is run all day.
    """
    quantity, often = stated.quantity, stated.frequency
    if hourly and quantity.per == ("day",):
        return replace(stated, quantity=quantity.times(1 / 24)._replace(per=("h",)), frequency=None)
    if whole_day and quantity.per in (("h",), ("min",)):
        by_the_hour = by_hour(quantity)
        return replace(stated, quantity=by_the_hour.times(24.0)._replace(per=("day",)), frequency=None)
    if quantity.per == ("week",) and often is None and not weekly_total:
        return replace(
            stated, quantity=quantity._replace(per=()), frequency=Frequency(quantity.start, quantity.end, 1 / 7, 1 / 7)
        )
    every_hour = often is not None and often.low == often.high == _HOURLY
    if hourly and every_hour and not is_rate(quantity) and not quantity.per_day:
        return replace(stated, quantity=quantity._replace(per=(*quantity.per, "h")), frequency=None)
    changed = by_hour(by_day(quantity))
    if changed.over_time:  # "81 mg/60 min" is 81 mg
        changed = changed._replace(per=tuple(each for each in changed.per if not each[:1].isdigit()))
    return stated if changed is quantity else replace(stated, quantity=changed)


#: times a day of what is given every hour
_HOURLY = 24


def _measured_out(
    stated: list[Dose], ranges: Callable[[Dose], list[Range]], roles: tuple[Role, ...], usual: float
) -> list[Dose]:
    """The masses that volumes make with the strength that the query names, where the answer gives volumes only."""
    volumes = [
        d
        for d in stated
        if d.role in roles and d.quantity.dimension == "volume" and not (d.strength and per_ml(d.strength))
    ]
    made = [
        replace(d, quantity=d.quantity.times(usual)._replace(unit="mg", dimension="mass"))
        for d in volumes
        if not d.quantity.per
    ]
    return [d for d in made if ranges(d)]


def _fits_a_week(stated: Dose, ranges: list[Range]) -> bool:
    """Whether a bare amount is the week's, where the week's is asked for ("TWD 38.5 mg")."""
    q = stated.quantity
    if q.per or stated.frequency is not None:
        return False
    week = replace(stated, quantity=by_day(q._replace(per=("week",))))
    return any(_fits(week, each, "total") for each in ranges)


def _kept_on(reading: Reading, stated: list[Dose], accepted: dict[str, list[Range]]) -> list[Dose]:
    """Doses taken now of an accepted amount, where the answer says of the drug how often, and rightly.

    "It goes in once a week, never daily; he had his 15 mg yesterday" gives 15 mg a week.
    """
    ranges = [each for several in accepted.values() for each in several]
    if not ranges or not all(each.rates for each in ranges):
        return []
    now = [d for d in stated if d.role is Role.CURRENT]
    if not now or any(d.role is not Role.CURRENT for d in stated):
        return []
    said = [
        f
        for m in reading.drug_mentions
        if m.concept in accepted
        for f in reading.sentences[m.sentence].frequencies
        if reading.assertion_of(f.start, f.end).holds
    ]
    if not said or not all(any(each.accepts_rate((f.low, f.high)) for each in ranges) for f in said):
        return []
    fits = [
        d
        for d in now
        if any(_fits(d if d.frequency in said else replace(d, frequency=None), each, "each") for each in ranges)
    ]
    return fits if len(fits) == len(now) else []


def _nothing_given(reading: Reading, stated: list[Dose], drug: str, wanted: str, if_given: bool) -> Outcome:
    aside = [d for d in stated if d.role not in (Role.STRENGTH,)]
    if if_given and not [d for d in aside if d.role is Role.ADVISED]:
        return not_applicable(f"gives no dose of {drug}")
    if aside:
        first = aside[0]
        why = first.role if first.role is not Role.ADVISED else "in another figure or unit"
        return not_met(f"{shown(reading, first)} is {why}; {wanted} is not given", spans(reading, aside))
    return not_met(f"gives no dose of {drug} ({wanted})")


def _usual_strength(query: str) -> float | None:
    """The concentration that the query names, in base units per mL: the one that a rubric's volumes are of.

    What is per litre is a level: a potassium of 7.1 mmol/L says nothing of what is drawn up.
    """
    said = find_quantities(fold(query).text)
    return next((strength for q in said if per_unit(q)[0] == "ml" and (strength := per_ml(q))), None)


def _is_figure(stated: Dose, figure: str, usual: float | None) -> bool:
    """Whether a stated dose is the figure that the criterion asks about.

    A volume of another strength than the usual one is not comparable in mL, only by the mass that it makes.
    """
    q = stated.quantity
    if figure == "per_kg":
        return bool(size_of(q))
    if figure == "volume":
        if stated.made_of is not None:
            return "volume" in (stated.made_of.dimension, q.dimension)
        own = per_ml(stated.strength) if stated.strength is not None else 0.0
        comparable = not own or usual is None or abs(own - usual) <= 0.01 * usual
        return q.dimension == "volume" and comparable
    if figure == "each":
        return not q.per_day and not (q.per_kg and stated.frequency is None and "dose" not in q.per)
    if figure == "total":
        return q.per_day or stated.frequency is not None or not size_of(q)
    return True


def _is_divided(stated: Dose) -> bool:
    """Whether a day's total is said to be given in so many parts ("3 g/day in three divided doses")."""
    often = stated.frequency
    return stated.quantity.per == ("day",) and often is not None and often.low == often.high and often.low > 1


def _each_of(stated: Dose) -> Dose:
    """One of the parts of a day's total."""
    often = stated.frequency
    parts = often.low if often is not None else 1.0
    return replace(stated, quantity=stated.quantity.times(1 / parts)._replace(per=()))


def _fits(stated: Dose, accepted: Range, figure: str) -> bool:
    """Whether a stated dose lies in an accepted regimen, in the figure it is written in."""
    q = stated.quantity
    if q.dimension != accepted.quantity.dimension:
        return False
    rate = (stated.frequency.low, stated.frequency.high) if stated.frequency is not None else None
    if rate is not None and not accepted.accepts_rate(rate):
        # a day's amount, given on alternate days twice as large
        if not (accepted.quantity.per_day and not q.per and 0 < max(rate) < 1):
            return False
        figure = "total"
    suffix = f"_{size_of(q)}" if size_of(q) else ""
    total, each = accepted.ranges(f"total{suffix}"), accepted.ranges(f"each{suffix}")

    def lies(ranges: list[tuple[float, float]], factor: float = 1.0) -> bool:
        return any(accepted.within(q.low * factor, q.high * factor, low, high) for low, high in ranges)

    if q.per_day:
        return lies(total)
    if "dose" in q.per:
        if accepted.quantity.per_day and not accepted.rates:  # a day's amount is not each dose's
            return rate is not None and max(rate) > 0 and (lies(total, min(rate)) or lies(total, max(rate)))
        return lies(each)
    if rate is not None and max(rate) > 0 and not size_of(q):
        single = "dose" in accepted.quantity.per or accepted.rates or figure == "each"
        if single and not accepted.quantity.per_day:
            return lies(each)
        return lies(total, min(rate)) or lies(total, max(rate))
    single = not accepted.quantity.per_day and not size_of(q)
    if figure == "each" or "dose" in accepted.quantity.per or single:
        return lies(each)
    if figure == "total" and size_of(q):
        return lies(total)
    return lies(each) or lies(total)


_ROUTES = {
    "oral": re.compile(r"\b(?:oral|orally|by mouth|po|p\.o\.|swallow)(?!\w)"),
    "IV": re.compile(r"\b(?:iv|i\.v\.|intravenous|intravenously|infusion|infuse)(?!\w)"),
    "SC": re.compile(r"\b(?:sc|s\.c\.|subcut|subcutaneous|subcutaneously|under the skin)(?!\w)"),
    "IM": re.compile(r"\b(?:im|i\.m\.|intramuscular|intramuscularly)(?!\w)"),
    "inhaled": re.compile(r"\b(?:inhaled|inhale|nebulised|nebulized|puffs?)(?!\w)"),
    "rectal": re.compile(r"\b(?:rectal|rectally|pr|suppository)(?!\w)"),
    "topical": re.compile(r"\b(?:topical|topically|cream|gel|ointment)(?!\w)"),
    "sublingual": re.compile(r"\b(?:sublingual|sublingually|under the tongue)(?!\w)"),
}
#: the way that is left: "by mouth, not IV", "swap the drip for 125 mg", "the infusion never reaches the gut"
_NOT_SO = re.compile(
    r"\b(?:not?|never|nothing|instead of|rather than|stop|in place of|without|swap|from|replac\w+|than|(?<!via )the"
    r"|given|has|had|his|her)\s(?:(?:the|by|an?|any|given|its|his|her|via|for|to|through|intended|written)\s){0,2}"
    r"(?:iv|i\.v\.|intravenous(?:ly)?|infusion|oral(?:ly)?|po|by mouth|mouth|swallow|sc|subcut\w*|im|intramuscular"
    r"(?:ly)?|inhaled|rectal(?:ly)?|topical(?:ly)?)(?!\w)"
)
#: how far from its amount a route may stand, in characters
ROUTE_REACH = 30


def _right_way(reading: Reading, stated: Dose, route: str | None) -> bool:
    """Whether the way named beside a dose is the accepted one; where none is named, nothing is wrong."""
    if route is None:
        return True
    sentence, q = reading.sentences[stated.sentence], stated.quantity
    alike = [other for other in sentence.quantities if other.dimension == q.dimension]
    start = max(sentence.start, q.start - ROUTE_REACH, *(other.end for other in alike if other.end <= q.start))
    end = min(sentence.end, q.end + ROUTE_REACH, *(other.start for other in alike if other.start >= q.end))
    near = _NOT_SO.sub(" ", reading.folded.text[start:end])
    named = {name for name, pattern in _ROUTES.items() if pattern.search(near)}
    return not named or route in named


#: what is far below a ceiling is not what it bounds: a number without a unit is then something else
_LEAST_OF_LIMIT = 0.25


def max_dose(body: MaxDose, lexicon: Lexicon) -> Judge:
    """Met when no dose and no maximum that the answer gives lies above this one; without any, not applicable."""
    drug = lexicon.concept(body.drug, drug=True)
    most = in_mmol(parse_quantity(body.amount), body.drug)
    limit = Range(most, (), lexicon.patient.weight, 0.01, surface=lexicon.patient.surface)
    limits = {drug.name: [limit]}

    def judge(case: Case) -> Outcome:
        reading = case.reading
        stated = [
            d
            for d in (in_units(in_ml(each), limits) for each in doses_of(reading, drug))
            if d.role in (Role.ADVISED, Role.MAXIMUM) and d.quantity.dimension == limit.quantity.dimension
        ]
        if not stated:
            stated = [
                d
                for d in _in_unit_of(bare_doses(reading), limits)
                if drug.name in d.drugs
                and d.role in (Role.ADVISED, Role.MAXIMUM)
                and d.quantity.low >= _LEAST_OF_LIMIT * limit.quantity.high
            ]
        bounded = _is_bounded(stated)
        above = [d for d in stated if _above(d, limit, bounded)]
        if above:
            return not_met(f"{shown(reading, above[0])} is more than {body.amount}", spans(reading, above))
        if not stated:
            silent = not_applicable if body.if_given else not_met
            return silent(f"gives neither a dose nor a maximum of {body.drug}")
        stated.sort(key=lambda d: d.role is not Role.MAXIMUM)
        return met(f"{shown(reading, stated[0])} is within {body.amount}", spans(reading, stated))

    return judge


def _is_bounded(stated: list[Dose]) -> bool:
    """Whether the answer bounds a day's total itself ("1 g every 4-6 hours, at most 4 g"): that holds for its schedule.

    A maximum that is more than each dose is one of the day, whether it says so or not.
    """
    single = max((d.quantity.high for d in stated if d.role is Role.ADVISED and not d.quantity.per_day), default=0.0)
    maxima = [d.quantity for d in stated if d.role is Role.MAXIMUM]
    return any(q.per_day or ("dose" not in q.per and q.high > single) for q in maxima)


def _above(stated: Dose, limit: Range, bounded: bool) -> bool:
    """Whether a dose exceeds the limit in the figure that both can be put in.

    A schedule counts at its upper end, for an as-needed dose may be taken that often; at its lower one where the
    answer itself bounds a day's total.
    """
    q = stated.quantity
    suffix = f"_{size_of(q)}" if size_of(q) else ""
    daily = limit.quantity.per_day
    rate = 1.0
    if daily and not q.per_day and stated.frequency is not None:
        rate = max(stated.frequency.low if bounded else stated.frequency.high, 1.0)
    ranges = limit.ranges(("total" if daily else "each") + suffix)
    return bool(ranges) and all(q.high * rate > high * (1 + limit.slack) + 1e-12 for _, high in ranges)
