"""Strengths: the mass that a volume of a concentration, or a number of tablets of a strength, makes.

"9 mL of 250 mg/5 mL" is 450 mg, "1-2 tablets of 500 mg" is 500-1000 mg. "500 mg (1 tablet)" and "1 g (2 tablets)" say
one dose twice, and nothing is multiplied.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.quantities import Quantity, unit_at

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: what a strength is given in
MASSES = frozenset(("mass", "units", "amount", "equivalent"))
#: what is counted out, each of one strength
FORMS = frozenset(
    ("tablet", "capsule", "puff", "spray", "patch", "sachet", "vial", "ampoule", "suppository", "lozenge", "nebule")
)
#: more than these nobody takes at once; a larger bare number counts something else
MOST_AT_ONCE = 20
#: how far a concentration may stand from its volume in one sentence, in characters
CONCENTRATION_REACH = 80
#: how far apart the words of one amount may stand to be shown together, in characters
SHOWN_TOGETHER = 40

_FORM = (
    r"(?:tablets?|tabs?|pills?|caplets?|capsules?|caps?|puffs?|inhalations?|sprays?|patch(?:es)?|sachets?"
    r"|vials?"
    r"|ampoules?|suppositor(?:y|ies)|lozenges?|nebules?|ones?)\b"
)
_FORM_TAIL = re.compile(rf"[\s-]{{0,2}}(?:[a-z-]+\s)?({_FORM})")
_OF_EACH = re.compile(
    r"\s?\(?(?:of|x|@|at|containing|each(?: of| containing| with)?)\s(?:the\s"
    r"|(?!each)[a-z-]+\s)?(?:[a-z-]+\s)?"
)
_APART = re.compile(r"\s?[(,:]?\s?")
_EACH = re.compile(rf"\s?(?:each|apiece|a piece|per {_FORM})|[\s-]{{0,2}}{_FORM}")
_TIMES = re.compile(r"\s?x\s?")
#: "two Levonelle 1.5 mg tablets"
_BY_NAME = re.compile(r"\s(?!(?:mg|g|ml|times|days?|weeks?|hours?|doses?|or|and|to|then|of)\b)[a-z][a-z-]{3,}\s")
_JOINED = re.compile(
    r"\s(?:of (?:the |her |his |your |their |those |these )?)?(?:(?:crushed|chewed|whole|small|large|little|big"
    r"|white|blue|pink|red"
    r"|yellow|green|orange|round|oral|ordinary|plain|single|soluble|dispersible|full|standard)[ -])?"
)
_NO_COUNT_LEAD = re.compile(
    r"(?:\b(?:day|days|week|step|table|grade|stage|class|age|aged|q|every|each|type|dispense|dispensing"
    r"|supply"
    r"|(?:pack|packet|box|bottle|strip|supply|quantity|total) of)|[/\d])[\s:]{0,2}$"
)
_NO_COUNT_TAIL = re.compile(r"\s?(?:dispensed|supplied|(?:in|per|to) (?:a|the|each) (?:pack|packet|box|bottle|strip))")
_HALF_LEAD = re.compile(r"\b(?:an? )?(?P<share>half|quarter|third)(?: of)?(?: an?| the| one| each)?\s$")
_SHARES = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}
_FORM_FIRST = re.compile(
    rf"[\s-]{{0,2}}(?:[a-z-]+\s)?{_FORM}\)?\s?[,:(-]?\s?(?:(?:please )?(?:take|give|use|swallow|at|with)\s)?"
)
_COLON = re.compile(r"\s?:\s?(?:(?:take|give|use|swallow)\s)?")
_TAKEN = re.compile(
    r"\s?(?:up to|every|each|once|twice|three|four|\d|at (?:night|bed)|in the|daily|nightly|q|bd|bid|tid"
    r"|tds|od\b|prn"
    r"|as needed|when|$|[.,])"
)
_FROM_STOCK = re.compile(r"[\s\w,/()-]{0,45}?(?:\b(?:of|from|using|with)\s(?:the\s|an?\s)?|\()\s?(?:[\w-]+\s){0,3}")
_DILUENT_LEAD = re.compile(r"\b(?:in|into|over|with|to)\s(?:an?\s|about\s)?$")
_NO_DRUG_TAIL = re.compile(
    r"\s?(?:bottle|syringe|bag|bolus|spoon|measure|cup"
    r"|of (?:water|saline|sodium|normal|glucose|dextrose|sterile|ns\b|d5w))"
)


class Made(NamedTuple):
    """An amount that a counted or measured one makes with its strength; `quantity` stands where their words stand."""

    quantity: Quantity
    counted: Quantity
    strength: Quantity


def per_unit(strength: Quantity) -> tuple[str, float]:
    """What a strength is of ("ml", "tablet", or "" where it does not say) and how much of that."""
    if not strength.per:
        return "", 1.0
    number, _, unit = strength.per[-1].rpartition(" ")
    return unit, float(number) if number else 1.0


def per_ml(strength: Quantity) -> float:
    """A concentration in base units per mL; 0 where it is none."""
    unit, size = per_unit(strength)
    volume = size * {"ml": 1, "dl": 100, "l": 1000}.get(unit, 0)
    return strength.low / volume if volume else 0.0


def form_after(text: str, quantity: Quantity) -> str:
    """The form that follows an amount ("500 mg tablets": tablet), "one" where it is not told; empty where none does."""
    match = _FORM_TAIL.match(text, quantity.end)
    unit = unit_at(text, match.start(1)) if match else None
    return unit[0].name if unit else "one" if match else ""


def made_of(counted: Quantity, strength: Quantity) -> Made:
    """The amount that so many, or so much, of a strength makes."""
    share = 1.0
    if counted.dimension == "volume":
        share = per_ml(strength) / strength.low if strength.low else 0.0
    low, high = counted.low * strength.low * share, counted.high * strength.high * share
    start, end = counted.start, counted.end
    if max(start - strength.end, strength.start - end) <= SHOWN_TOGETHER:
        start, end = min(start, strength.start), max(end, strength.end)
    quantity = Quantity(
        start, end, low, high, strength.unit, strength.dimension, counted.per, counted.operator, low, high
    )
    return Made(quantity, counted, strength)


def made_in(text: str, quantities: list[Quantity]) -> list[Made]:
    """The amounts that the quantities of one sentence make of each other; `text` is the one that they stand in."""
    concentrations = [q for q in quantities if q.dimension in MASSES and q.is_concentration and per_ml(q)]
    concentrations += [_by_volume(q) for q in quantities if q.unit == "%" and _is_solution(text, q)]
    concentrations += filter(None, map(partial(_one_in, text), quantities, quantities[1:]))
    found = []
    for index, quantity in enumerate(quantities):
        strength = None
        counted = quantity
        if is_measured(text, quantity):
            strength = _concentration(text, quantity, concentrations)
        elif quantity.dimension in FORMS or not quantity.dimension:
            counted, strength = _counted(text, quantities, index)
        elif quantity.dimension in MASSES and not quantity.per and form_after(text, quantity):
            half = _HALF_LEAD.search(text, max(0, quantity.start - 22), quantity.start)
            share = _SHARES[half["share"]] if half else 0.0
            if half and not (index and quantities[index - 1].end > half.start()):
                counted, strength = Quantity(half.start(), quantity.start, share, share, "", ""), quantity
        if strength is not None and (counted.dimension == "volume" or (counted.low, counted.high) != (1.0, 1.0)):
            found.append(made_of(counted, strength))
    return found


#: "snap a 2.5 mg tablet in two", "halve a 5 mg tablet"
_SNAPPED = re.compile(
    r"\b(?:(?P<halves>halv\w+)|snap\w*|break\w*|cut\w*|split\w*|bit(?:e|ing))\s(?:an?|the|each"
    r"|one|his|her|your)\s$"
)
_IN_TWO = re.compile(rf"[\s-]{_FORM}(?P<two>\s(?:in|into|down|through)\s(?:two|half|halves|the middle))?")


def given_of(sentence: Sentence, quantity: Quantity) -> Quantity:
    """What is given of what a tablet holds: half of it where that is halved ("snap a 2.5 mg tablet in two")."""
    text = sentence.reading.folded.text
    how = _SNAPPED.search(text, sentence.start, quantity.start) if quantity.dimension in MASSES else None
    what = _IN_TWO.match(text, quantity.end, sentence.end) if how else None
    return quantity.times(0.5) if how and what and (how["halves"] or what["two"]) else quantity


#: nobody dissolves more than so many grams in 100 mL
STRONGEST = 60.0
_OF_BEFORE = re.compile(r"\b(?:ml|millilit(?:re|er)s?)\s+(?:of\s+)?(?:an?\s+|the\s+)?(?:[a-z-]+\s+){0,2}$")
_SOLUTION_AFTER = re.compile(
    r"\s*(?:w/v\b|(?:[a-z-]+\s)?(?:solution|injection|infusion)\b|[,:(]?\s*\d+(?:\.\d+)?\s*ml\b)"
)


def _is_solution(text: str, percent: Quantity) -> bool:
    """Whether a percentage is the strength of a solution ("20 mL of 1% lidocaine", "lidocaine 2% 5 mL")."""
    if not 0 < percent.value_low == percent.value_high <= STRONGEST:
        return False
    lead = text[max(0, percent.start - 40) : percent.start]
    return bool(_OF_BEFORE.search(lead) or _SOLUTION_AFTER.match(text, percent.end))


#: "1:1000", "one in ten thousand"
_ONE_IN = re.compile(r"\s?(?::|in)\s?")


def _one_in(text: str, one: Quantity, many: Quantity) -> Quantity | None:
    """The concentration that a ratio of two numbers is: 1 in 1000 is 1 mg in each mL."""
    if one.low != 1 or one.dimension or many.dimension or many.low not in (1e3, 1e4):
        return None
    if not _ONE_IN.fullmatch(text, one.end, many.start):
        return None
    mg = 1000 / many.low
    return Quantity(one.start, many.end, mg, mg, "mg", "mass", ("ml",), "", mg, mg)


def _by_volume(percent: Quantity) -> Quantity:
    """The concentration that a percentage by volume is: 1 % is 1 g in 100 mL, 10 mg in each."""
    low, high = 10 * percent.value_low, 10 * percent.value_high
    return percent._replace(
        low=low, high=high, unit="mg", dimension="mass", per=("ml",), value_low=low, value_high=high
    )


def is_measured(text: str, quantity: Quantity) -> bool:
    """Whether a volume is one that is given, and not a bottle's or what a drug is diluted in."""
    return (
        quantity.dimension == "volume"
        and not quantity.is_concentration
        and not _NO_DRUG_TAIL.match(text, quantity.end)
        and not _DILUENT_LEAD.search(text, max(0, quantity.start - 12), quantity.start)
    )


def _concentration(text: str, volume: Quantity, concentrations: list[Quantity]) -> Quantity | None:
    """The concentration that a volume is of: the one that "of" or a bracket ties to it, else the nearest."""
    for each in concentrations:
        if each.start >= volume.end and _FROM_STOCK.fullmatch(text, volume.end, each.start):
            return each
    near = [(max(q.start - volume.end, volume.start - q.end), q) for q in concentrations]
    gap, nearest = min(near, default=(CONCENTRATION_REACH + 1, None), key=lambda pair: pair[0])
    return nearest if gap <= CONCENTRATION_REACH else None


def _counted(text: str, quantities: list[Quantity], index: int) -> tuple[Quantity, Quantity | None]:
    """A count, as it is to be understood, and the strength of what it counts; None where nothing says so."""
    count = quantities[index]
    if count.high > MOST_AT_ONCE or _NO_COUNT_LEAD.search(text, max(0, count.start - 16), count.start):
        return count, None
    if _NO_COUNT_TAIL.match(text, count.end):
        return count, None
    after = quantities[index + 1] if index + 1 < len(quantities) else None
    if after is not None and _is_strength_after(text, count, after):
        return count, after
    before = quantities[index - 1] if index else None
    if before is not None and _is_times(text, count, before):
        return count, before
    if before is None or before.dimension not in MASSES or before.is_concentration or before.per_kg:
        return count, None
    if before.per == (count.dimension,):
        return count, before
    if before.per:
        return count, None
    if not count.dimension and " up to " in text[count.start : count.end]:
        # "take 2 up to four times a day": the number after it is of times
        end = text.index(" up to ", count.start)
        count = count._replace(end=end, high=count.low, value_high=count.value_low)
    first = _FORM_FIRST.fullmatch(text, before.end, count.start)
    if first and (count.dimension or _TAKEN.match(text, count.end)):
        return count, before
    apart = _COLON.fullmatch(text, before.end, count.start) or (
        _is_of_each(count, before) and _APART.fullmatch(text, before.end, count.start)
    )
    return count, before if count.dimension and apart else None


#: "4 mg x 3", and no "15 mg x 10 kg" or "500 mg x 7 days"
_NO_TIMES_TAIL = re.compile(
    r"\s?(?:days?|d\b|/|÷|x\b|=|\*|%|weeks?|wks?|hours?|h\b|kg|kilos?|mg|ml|doses?|daily"
    r"|times|months?|nights?)"
)


def _is_times(text: str, count: Quantity, mass: Quantity) -> bool:
    """Whether a count says how many of the mass before it are taken: "4 mg x 3"."""
    return (
        mass.dimension in MASSES
        and not mass.per
        and not count.dimension
        and 1 < count.low == count.high == int(count.low)
        and _TIMES.fullmatch(text, mass.end, count.start) is not None
        and _NO_TIMES_TAIL.match(text, count.end) is None
    )


def _is_strength_after(text: str, count: Quantity, after: Quantity) -> bool:
    """Whether the amount that follows a count is the strength of each ("two 500 mg tablets", "2 tablets of 5 mg")."""
    if after.dimension == "volume" and not after.per and not count.dimension and count.low <= _SPOONS_AT_ONCE:
        return bool(_FULL.fullmatch(text, count.end, after.start) and _SPOON.match(text, after.end))
    if after.dimension not in MASSES or after.is_concentration or after.per_kg or after.per_day:
        return False
    if after.per and after.per != (count.dimension,):
        return False
    if not count.dimension:
        if _TIMES.fullmatch(text, count.end, after.start):
            return True
        joined = _JOINED.fullmatch(text, count.end, after.start) or (
            count.low > 1 and count.low == int(count.low) and _BY_NAME.fullmatch(text, count.end, after.start)
        )
        return bool(joined and form_after(text, after))
    if _OF_EACH.fullmatch(text, count.end, after.start):
        return True
    return bool(_APART.fullmatch(text, count.end, after.start)) and (
        bool(after.per) or bool(_EACH.match(text, after.end)) or _is_of_each(count, after)
    )


#: "two full five-mil spoons"
_FULL = re.compile(r"\s(?:full |level |whole |of the )?")
_SPOON = re.compile(r"[\s-]?(?:medicine |measuring |plastic |syringe)?(?:spoon|measure|syringe|scoop|cup)")
_SPOONS_AT_ONCE = 6


def _is_of_each(count: Quantity, mass: Quantity) -> bool:
    """Whether a mass beside a count can't be the whole: "1-2 tablets (500 mg)" would be two masses."""
    return count.low < count.high and mass.low == mass.high
