"""Regimens: `dose`, `max_dose`, `frequency`, `step`: stated doses against accepted ones, in any unit and spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from rubrx.contracts import Case, Judge, Outcome, met, not_applicable, not_met
from rubrx.reading import Lexicon, Reading
from rubrx.reading.dosing import Dose, Role, doses_of
from rubrx.reading.quantities import Quantity, parse_frequency, parse_quantity
from rubrx.records import Span
from rubrx_alignment.kinds import Body, sentence_quote


def _as_text(written: Any) -> Any:
    return str(written) if isinstance(written, (int, float)) and not isinstance(written, bool) else written


def _as_list(written: Any) -> Any:
    return [written] if isinstance(written, str) else written


Route = Literal["oral", "IV", "SC", "IM", "inhaled", "rectal", "topical", "sublingual"]
_ALSO_WRITTEN = {
    "po": "oral", "by mouth": "oral", "iv": "IV", "intravenous": "IV", "sc": "SC", "subcutaneous": "SC",
    "subcut": "SC", "im": "IM", "intramuscular": "IM",
}  # fmt: skip


def _route_written(written: Any) -> Any:
    return _ALSO_WRITTEN.get(written.strip().lower(), written) if isinstance(written, str) else written


Amount = Annotated[str, BeforeValidator(_as_text)]
#: one or several, as an editor may complete them
_ONE_OR_SEVERAL = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Frequencies = Annotated[list[str], BeforeValidator(_as_list), WithJsonSchema(_ONE_OR_SEVERAL)]


class Accepted(Body):
    """One accepted regimen: how much, how often, by which route."""

    amount: Amount = Field(description="such as '500 mg', '25-45 mg/kg/day', '6-6.75 mL'")
    drug: str | None = Field(None, description="the drug of this regimen, where there is a choice of drugs")
    frequency: Frequencies = Field(default_factory=list, description="such as BID, q8h, once; any of them")
    route: Annotated[Route | None, BeforeValidator(_route_written)] = Field(
        None, description="by which way; an answer that names another one is wrong, one that names none is not"
    )


class DoseBody(Body):
    """The accepted regimens of a drug."""

    drug: str
    any_of: list[Accepted] = Field(min_length=1)
    as_: Literal["total", "each", "per_kg", "volume", "any"] = Field(
        "any",
        alias="as",
        description="which figure must be right: the daily total, each dose, the dose by weight, the volume, or any",
    )
    if_given: bool = Field(False, description="not applicable where the answer gives no dose of the drug")
    tolerance: Amount = Field("5%", description="how far a stated figure may lie outside the range")


class MaxDose(Body):
    """The ceiling that no dose or maximum in the answer may exceed, a day ("4 g/day") or each time ("1 g")."""

    drug: str
    amount: Amount


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


@dataclass(frozen=True)
class _Range:
    """An accepted regimen for this patient, in base units; `rates` are the accepted times a day."""

    quantity: Quantity
    rates: tuple[tuple[float, float], ...]
    weight: float | None
    slack: float
    route: str | None = None

    def within(self, low: float, high: float, range_low: float, range_high: float) -> bool:
        return low >= range_low * (1 - self.slack) - 1e-12 and high <= range_high * (1 + self.slack) + 1e-12

    @property
    def _daily_rates(self) -> list[float]:
        return [rate for pair in self.rates for rate in pair if rate > 0] or [1.0]

    def ranges(self, figure: str) -> list[tuple[float, float]]:
        """The accepted ranges of a figure: each, total, each_kg, total_kg."""
        q, weight = self.quantity, self.weight
        by_weight = figure.endswith("_kg")
        if by_weight and not q.per_kg:
            if weight is None:
                return []
            low, high = q.low / weight, q.high / weight
        elif not by_weight and q.per_kg:
            if weight is None:
                return []
            low, high = q.low * weight, q.high * weight
        else:
            low, high = q.low, q.high
        if figure.startswith("total"):
            return [(low, high)] if q.per_day else [(low * rate, high * rate) for rate in self._daily_rates]
        return [(low / rate, high / rate) for rate in self._daily_rates] if q.per_day else [(low, high)]

    def accepts_rate(self, stated: tuple[float, float] | None) -> bool:
        """Whether the stated times a day are accepted; where none is stated, nothing is wrong."""
        if stated is None or not self.rates:
            return True
        low, high = sorted(stated)
        return any(low <= max(pair) * 1.05 + 1e-9 and high >= min(pair) * 0.95 - 1e-9 for pair in self.rates)


def _accepted(each: Accepted, lexicon: Lexicon, tolerance: str) -> _Range:
    quantity = parse_quantity(each.amount)
    if not quantity.dimension or quantity.dimension == "time":
        raise ValueError(f"amount needs a unit of dose such as mg, g, mcg, units, mL: got {each.amount!r}")
    slack = parse_quantity(tolerance).low if "%" in tolerance else float(tolerance)
    if quantity.per_kg and lexicon.patient.weight is None:
        raise ValueError(f"{each.amount!r} is by weight: the patient needs a `weight`")
    return _Range(
        quantity, tuple(parse_frequency(f) for f in each.frequency), lexicon.patient.weight, slack, each.route
    )


def dose(body: DoseBody, lexicon: Lexicon) -> Judge:
    """Met when a stated dose fits an accepted regimen of its drug, and no advised one contradicts all of them."""
    accepted: dict[str, list[_Range]] = {}
    for each in body.any_of:
        drug = lexicon.concept(each.drug or body.drug, drug=True).name
        accepted.setdefault(drug, []).append(_accepted(each, lexicon, body.tolerance))
    figure, if_given = body.as_, body.if_given
    wanted = ", or ".join(f"{a.drug or ''} {a.amount} {'/'.join(a.frequency)}".strip() for a in body.any_of)

    def ranges(stated: Dose) -> list[_Range]:
        """The accepted regimens that a stated dose is to be held against."""
        return [
            each
            for drug in stated.drugs
            for each in accepted.get(drug, ())
            if each.quantity.dimension == stated.quantity.dimension
        ]

    def judge(case: Case) -> Outcome:
        reading = case.reading
        stated = [d for d in reading.doses if not accepted.keys().isdisjoint(d.drugs)]
        given = [d for d in stated if d.role is Role.ADVISED and ranges(d) and _is_figure(d, figure)]
        if not given:
            given = [d for d in stated if d.role is Role.MAXIMUM and ranges(d) and _is_figure(d, figure)]
        if not given:
            return _nothing_given(reading, stated, body.drug, wanted, if_given)
        wrong = [
            d
            for d in given
            if not any(_fits(d, each, figure) and _right_way(reading, d, each.route) for each in ranges(d))
        ]
        if wrong:
            place = sentence_quote(reading, wrong[0].quantity.start)
            return not_met(f"{_shown(reading, wrong[0])} does not fit {wanted}: {place}", _spans(reading, wrong))
        return met(f"{_shown(reading, given[0])} fits {wanted}", _spans(reading, given))

    return judge


def _nothing_given(reading: Reading, stated: list[Dose], drug: str, wanted: str, if_given: bool) -> Outcome:
    aside = [d for d in stated if d.role not in (Role.STRENGTH,)]
    if if_given and not [d for d in aside if d.role is Role.ADVISED]:
        return not_applicable(f"gives no dose of {drug}")
    if aside:
        first = aside[0]
        why = first.role if first.role is not Role.ADVISED else "in another figure or unit"
        return not_met(f"{_shown(reading, first)} is {why}; {wanted} is not given", _spans(reading, aside))
    return not_met(f"gives no dose of {drug} ({wanted})")


def _is_figure(stated: Dose, figure: str) -> bool:
    """Whether a stated dose is the figure that the criterion asks about."""
    q = stated.quantity
    if figure == "per_kg":
        return q.per_kg
    if figure == "volume":
        return q.dimension == "volume"
    if figure == "each":
        return not q.per_day and not (q.per_kg and stated.frequency is None and "dose" not in q.per)
    if figure == "total":
        return q.per_day or stated.frequency is not None or not q.per_kg
    return True


def _fits(stated: Dose, accepted: _Range, figure: str) -> bool:
    """Whether a stated dose lies in an accepted regimen, in the figure it is written in."""
    q = stated.quantity
    if q.dimension != accepted.quantity.dimension:
        return False
    rate = (stated.frequency.low, stated.frequency.high) if stated.frequency is not None else None
    if rate is not None and not accepted.accepts_rate(rate):
        return False
    suffix = "_kg" if q.per_kg else ""
    total, each = accepted.ranges(f"total{suffix}"), accepted.ranges(f"each{suffix}")

    def lies(ranges: list[tuple[float, float]], factor: float = 1.0) -> bool:
        return any(accepted.within(q.low * factor, q.high * factor, low, high) for low, high in ranges)

    if q.per_day:
        return lies(total)
    if "dose" in q.per:
        return lies(each)
    if rate is not None and max(rate) > 0 and not q.per_kg:
        if accepted.rates and not accepted.quantity.per_day:
            return lies(each)
        return lies(total, min(rate)) or lies(total, max(rate))
    if figure == "each":
        return lies(each)
    if figure == "total" and q.per_kg:
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
#: how far from its amount a route may stand, in characters
ROUTE_REACH = 30


def _right_way(reading: Reading, stated: Dose, route: str | None) -> bool:
    """Whether the way named beside a dose is the accepted one; where none is named, nothing is wrong."""
    if route is None:
        return True
    sentence = reading.sentences[stated.sentence]
    start = max(sentence.start, stated.quantity.start - ROUTE_REACH)
    near = reading.folded.text[start : min(sentence.end, stated.quantity.end + ROUTE_REACH)]
    named = {name for name, pattern in _ROUTES.items() if pattern.search(near)}
    return not named or route in named


def _shown(reading: Reading, stated: Dose) -> str:
    end = stated.quantity.end
    if stated.frequency is not None and 0 <= stated.frequency.start - end <= 30:
        end = stated.frequency.end
    return f"“{reading.quote(stated.quantity.start, end)}”"


def _spans(reading: Reading, stated: list[Dose]) -> list[Span]:
    return [reading.span(d.quantity.start, d.quantity.end) for d in stated[:4]]


def max_dose(body: MaxDose, lexicon: Lexicon) -> Judge:
    """Met when no dose and no maximum that the answer gives lies above this one; without any, not applicable."""
    drug = lexicon.concept(body.drug, drug=True)
    limit = _Range(parse_quantity(body.amount), (), lexicon.patient.weight, 0.01)

    def judge(case: Case) -> Outcome:
        reading = case.reading
        stated = [
            d
            for d in doses_of(reading, drug)
            if d.role in (Role.ADVISED, Role.MAXIMUM) and d.quantity.dimension == limit.quantity.dimension
        ]
        above = [d for d in stated if _above(d, limit)]
        if above:
            return not_met(f"{_shown(reading, above[0])} is more than {body.amount}", _spans(reading, above))
        if not stated:
            return not_applicable(f"gives neither a dose nor a maximum of {body.drug}")
        stated.sort(key=lambda d: d.role is not Role.MAXIMUM)
        return met(f"{_shown(reading, stated[0])} is within {body.amount}", _spans(reading, stated))

    return judge


def _above(stated: Dose, limit: _Range) -> bool:
    """Whether a dose exceeds the limit in the figure that both can be put in."""
    q = stated.quantity
    suffix = "_kg" if q.per_kg else ""
    daily = limit.quantity.per_day
    rate = 1.0
    if daily and not q.per_day and stated.frequency is not None:
        rate = max(stated.frequency.low, 1.0)  # an "up to 6 times" counts at its lower end: it is no error by itself
    ranges = limit.ranges(("total" if daily else "each") + suffix)
    return bool(ranges) and all(q.high * rate > high * (1 + limit.slack) + 1e-12 for _, high in ranges)


def frequency(body: FrequencyBody, lexicon: Lexicon) -> Judge:
    """Met when the drug's stated schedule is an accepted one."""
    drug = lexicon.concept(body.drug, drug=True)
    accepted = _Range(parse_quantity("1 mg"), tuple(parse_frequency(f) for f in body.any_of), None, 0.0)

    def judge(case: Case) -> Outcome:
        reading = case.reading
        stated = [
            d.frequency
            for d in doses_of(reading, drug)
            if d.frequency is not None and d.role in (Role.ADVISED, Role.MAXIMUM)
        ] or _undosed(reading, drug.name)
        if not stated:
            return (
                not_applicable(f"gives no schedule of {body.drug}")
                if body.if_given
                else not_met(f"gives no schedule of {body.drug} ({' or '.join(body.any_of)})")
            )
        wrong = [f for f in stated if not accepted.accepts_rate((f.low, f.high))]
        spans = [reading.span(f.start, f.end) for f in (wrong or stated)[:3]]
        shown = f"“{reading.quote((wrong or stated)[0].start, (wrong or stated)[0].end)}”"
        if wrong:
            return not_met(f"{shown} is not {' or '.join(body.any_of)}", spans)
        return met(f"{shown} is {' or '.join(body.any_of)}", spans)

    return judge


def _undosed(reading: Reading, drug: str) -> list[Any]:
    """Schedules in a sentence that names the drug, where no amount carries them."""
    return [
        f
        for m in reading.drug_mentions
        if m.concept == drug
        for f in reading.sentences[m.sentence].frequencies
        if f.start > m.end and reading.assertion_of(f.start, f.end).holds
    ]


def step(body: Step, lexicon: Lexicon) -> Judge:
    """Met when a change by this amount at this interval is advised."""
    drug = lexicon.concept(body.drug, drug=True)
    amount, every = parse_quantity(body.amount), parse_quantity(body.every)
    if every.dimension != "time":
        raise ValueError(f"every must be a time such as '3 days', got {body.every!r}")

    def judge(case: Case) -> Outcome:
        reading = case.reading
        steps = [
            d
            for d in reading.doses
            if d.role is Role.STEP and {drug.name, *reading.lexicon.asked.topics} & set(d.drugs)
        ]
        steps += [
            d
            for d in reading.doses
            if d.role is Role.ADVISED and drug.name in d.drugs and (_interval(reading, d) or 0) >= 36
        ]
        if not steps:
            return not_met(f"gives no titration step of {body.drug} ({body.amount} every {body.every})")
        for each in steps:
            interval = _interval(reading, each)
            if (
                _amount_is(each.quantity, amount)
                and interval is not None
                and every.low * 0.95 <= interval <= every.high * 1.05
            ):
                return met(f"steps of {_shown(reading, each)}", _spans(reading, [each]))
        return not_met(
            f"steps of {_shown(reading, steps[0])}, not {body.amount} every {body.every}", _spans(reading, steps)
        )

    return judge


def _amount_is(stated: Quantity, wanted: Quantity) -> bool:
    return (
        stated.dimension == wanted.dimension and stated.low >= wanted.low * 0.95 and stated.high <= wanted.high * 1.05
    )


def _interval(reading: Reading, stated: Dose) -> float | None:
    """Hours between two steps, as stated in the dose's own sentence."""
    if stated.frequency is not None and 0 < stated.frequency.low < 1:
        return 24 / stated.frequency.low
    sentence = reading.sentences[stated.sentence]
    times = [q.low for q in sentence.quantities if q.dimension == "time" and q.low >= 24]
    if times:
        return min(times)
    mornings = re.search(r"\b(two|three|four|2|3|4)\s+(?:\w+\s+)?(?:mornings|nights|evenings|days)", sentence.text)
    if mornings:
        return 24.0 * {"two": 2, "three": 3, "four": 4}.get(
            mornings[1], int(mornings[1]) if mornings[1].isdigit() else 0
        )
    return None
