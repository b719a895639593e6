"""Doses: which quantities of an answer are doses of which drug, how often, and whether they are advised.

Which drug and schedule an amount belongs to is decided in `dose_links`, why it stands in an answer in `dose_roles`,
what a count of a strength makes in `dose_strengths`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rubrx.reading import late_re as re
from rubrx.reading.doses.again import told_again
from rubrx.reading.doses.links import all_at, as_daily_total, changed_to, drugs_of, frequency_of, is_dose_like
from rubrx.reading.doses.others import is_for_others
from rubrx.reading.doses.pairs import paired
from rubrx.reading.doses.relative import relative_doses, says_relative
from rubrx.reading.doses.roles import Role, is_for_later, multiplied, rises_to, role_in_table, role_of
from rubrx.reading.doses.strengths import (
    FORMS,
    MASSES,
    Made,
    form_after,
    given_of,
    is_measured,
    made_in,
    made_of,
    per_ml,
    per_unit,
)
from rubrx.reading.drug_kinds import one_more_of_a_kind, other_kind_in
from rubrx.reading.lexicon import Concept
from rubrx.reading.quantities import Frequency, Quantity

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence

__all__ = ["Dose", "Role", "doses", "doses_of", "is_dose_like", "named_in"]


@dataclass(frozen=True, slots=True)
class Dose:
    """A quantity of a drug with its frequency (times a day, None where none is given) and its role.

    `drugs` are concept names: the one drug it is of or, where the answer has named none so far, all that were asked
    about. `strength` is what one mL or one tablet of a counted amount holds, where the answer says it; `made_of` is
    the counted amount, where the quantity is what that makes ("9 mL of 250 mg/5 mL": 450 mg, made of 9 mL).
    """

    drugs: tuple[str, ...]
    quantity: Quantity
    frequency: Frequency | None
    role: Role
    sentence: int
    strength: Quantity | None = None
    made_of: Quantity | None = None
    #: whether its own sentence names no drug, and it is taken for one of the drug last spoken of
    is_inherited: bool = False


#: what a rubric may call a level, a rate or a course of a drug by, and no drug itself
MEASURED = frozenset(
    """level levels trough peak target goal concentration rate infusion auc inr course duration treatment treat therapy
    for total loading maintenance load threshold take takes lasts continue cont keep reckon over altogether allow expect
    recheck repeat check test again retest measure review bloods rv rpt washout wait gap apart interval between separate
    space after before leave in infuse run run-in drip observe observation obs monitor watch stay due step
    steps""".split()
)
#: "it is the tar, not nicotine": a drug named only to say that it is another
_IN_PASSING = re.compile(r"\b(?:not|unlike|other than)\s+(?:the )?$")


def _in_passing(text: str, start: int) -> bool:
    return _IN_PASSING.search(text[max(0, start - 16) : start]) is not None


#: "his statin", "the statin", and no other one
_THE_ONE = re.compile(r"\b(?:the|his|her|their|your|this|that|its|present|current|usual)\s$")


def _by_own_name(reading: Reading, mention: Mention, own: Mapping[str, str]) -> Mention:
    """A mention of "the statin" as one of the statin that the patient takes."""
    name = own.get(mention.concept)
    if name is None or not _THE_ONE.search(reading.folded.text, max(0, mention.start - 9), mention.start):
        return mention
    return mention._replace(concept=name)


_OWN_DOSE = re.compile(r"\s\d")


class _Named:
    """The drugs of an answer that a dose can be of, grouped once: by sentence, and in order for what came earlier."""

    def __init__(self, reading: Reading) -> None:
        self.topics = reading.lexicon.dosed
        own = reading.lexicon.own_of_class
        self.all = [_by_own_name(reading, m, own) for m in reading.dosable] if own else reading.dosable
        #: what was asked about, less the drugs that the answer names with a dose of their own, where any remain
        self.unowned = self.topics
        if len(self.topics) > 1:
            owned = {m.concept for m in self.all if _OWN_DOSE.match(reading.folded.text, m.end)}
            self.unowned = tuple(each for each in self.topics if each not in owned) or self.topics
        self.ends = [m.end for m in self.all]
        self.asked = [m for m in self.all if m.concept in self.topics]
        self.asked_ends = [m.end for m in self.asked]
        self.by_sentence: dict[int, list[Mention]] = {}
        for mention in self.all:
            self.by_sentence.setdefault(mention.sentence, []).append(mention)

    def last_before(self, sentence: Sentence) -> tuple[str, ...]:
        """The drug that a sentence without one goes on about."""
        count = bisect_right(self.ends, sentence.start)
        if not count:
            return self.unowned
        last = self.all[count - 1]
        if last.sentence < sentence.index - 1 or _in_passing(sentence.reading.folded.text, last.start):
            # a drug of the question is what "the dose" goes back to, before one that was named in passing
            asked = bisect_right(self.asked_ends, sentence.start)
            last = self.asked[asked - 1] if asked else last
        return all_at(last, self.by_sentence[last.sentence])

    @staticmethod
    def changed_by(*parts: Any) -> tuple[Quantity, Frequency | None] | None:
        """What a change of so much makes of the present dose."""
        return _changed_by(*parts)

    @staticmethod
    def dose(*parts: Any, **more: Any) -> Dose:
        """A dose."""
        return Dose(*parts, **more)


def named_in(reading: Reading) -> _Named:
    """The drugs of an answer, as a dose looks for its own."""
    return _Named(reading)


def doses(reading: Reading) -> list[Dose]:
    """Every dose of an answer, in order of place. Linear in its sentences."""
    named = _Named(reading)
    found: list[Dose] = []
    for_others: set[int] = set()
    relative = says_relative(reading.folded.text) and reading.lexicon.current_doses
    for sentence in reading.sentences:
        if relative and says_relative(sentence.text) and not (sentence.is_bare_list or sentence.is_question):
            drugs = named.by_sentence.get(sentence.index, [])
            made = relative_doses(reading, sentence, drugs, named.last_before(sentence))
            found += [Dose(of, amount, often, role, sentence.index) for of, amount, often, role in made]
        if sentence.is_bare_list or not any(map(is_dose_like, sentence.quantities)):
            found += told_again(sentence, found) if found and not relative else []
            continue
        amounts = [q for q in sentence.quantities if is_dose_like(q)]
        for each in _of_sentence(reading, sentence, amounts, named):
            place = each.made_of or each.quantity
            if each.role is Role.ADVISED and is_for_others(reading, sentence, place, each.frequency, amounts):
                for_others.add(len(found))
            elif each.role is Role.ADVISED and is_for_later(reading, sentence, place, each.frequency):
                for_others.add(len(found))
                each = replace(each, role=Role.LATER)  # noqa: PLW2901 -- the same dose, better understood
            found.append(each)
        found += told_again(sentence, found)
    advised = {
        (drug, d.quantity.dimension)
        for index, d in enumerate(found)
        if d.role is Role.ADVISED and index not in for_others
        for drug in d.drugs
    }
    for index in for_others:
        each = found[index]
        if any((drug, each.quantity.dimension) in advised for drug in each.drugs):
            found[index] = replace(each, role=Role.LATER if each.role is Role.LATER else Role.ELSEWHERE)
        else:
            found[index] = replace(each, role=Role.ADVISED)
    return _with_strengths_from_afar(reading, found)


def _of_sentence(reading: Reading, sentence: Sentence, amounts: list[Quantity], named: _Named) -> list[Dose]:
    drugs = named.by_sentence.get(sentence.index, [])
    made = made_in(reading.folded.text, sentence.quantities)
    strengths = {each.strength for each in made}
    of_counted = {each.counted: each for each in made}
    found: list[Dose] = []
    for quantity in amounts:
        of = drugs_of(reading, sentence, quantity, drugs, amounts, named.last_before)
        if not of or (not drugs and _is_of_another(reading, sentence, quantity, of)):
            continue
        made_here = of_counted.get(quantity)
        if "/" in reading.folded.text[quantity.start - 2 : quantity.start]:
            quantity = paired(reading.folded.text, quantity)  # noqa: PLW2901 -- "49/51 mg"
        quantity = as_daily_total(sentence, given_of(sentence, quantity))  # noqa: PLW2901 -- the same amount, better understood
        frequency = frequency_of(sentence, quantity, drugs, amounts)
        role = role_in_table(sentence, quantity) or role_of(reading, sentence, quantity, frequency, amounts)
        quantity, role = _of_a_day(reading.folded.text, found[-1:], quantity, role)  # noqa: PLW2901 -- better understood
        if quantity in strengths:
            role = Role.STRENGTH
        strength = made_here.strength if made_here else None
        found.append(Dose(of, quantity, frequency, role, sentence.index, strength, is_inherited=not drugs))
        if role is Role.CURRENT and (later := changed_to(sentence, quantity, frequency, amounts)):
            found.append(Dose(of, quantity, later, Role.ADVISED, sentence.index, strength))
        if role is Role.STEP and (changed := _changed_by(reading, sentence, quantity, of)):
            found.append(Dose(of, *changed, Role.ADVISED, sentence.index, strength))
        if role is Role.CURRENT and rises_to(sentence, quantity):
            risen = quantity._replace(low=quantity.high, value_low=quantity.value_high)
            found.append(Dose(of, risen, frequency, Role.ADVISED, sentence.index, strength))
        if role is Role.CURRENT and (factor := multiplied(sentence, quantity)):
            found.append(Dose(of, quantity.times(factor), frequency, Role.ADVISED, sentence.index, strength))
        if made_here:
            frequency = frequency or frequency_of(sentence, made_here.strength, drugs, amounts)
            found.append(_made(of, made_here, frequency, role, sentence.index, not drugs))
    for each in made:  # bare numbers, which are no doses by themselves
        if each.counted not in amounts and (
            of := drugs_of(reading, sentence, each.strength, drugs, amounts, named.last_before)
        ):
            frequency = frequency_of(sentence, each.quantity, drugs, amounts)
            role = role_of(reading, sentence, each.quantity, frequency, amounts)
            found.append(_made(of, each, frequency, role, sentence.index, not drugs))
            if not each.counted.dimension and (form := form_after(reading.folded.text, each.strength)):
                counted = each.counted._replace(unit=form, dimension=form)  # "six 5 mg tablets" are six tablets
                found.append(Dose(of, counted, frequency, role, sentence.index, each.strength))
    return sorted(found, key=lambda dose: (dose.quantity.start, dose.made_of is not None))


#: "40 mg/kg/day (x 15 kg) = 600 mg"
_COMES_TO = re.compile(
    r"\s?\(?(?:[x×*]\s?[\d.]+\s?kg\s?)?(?:=|≈|→|->|i\.?e\.?,?|,? (?:which |that )?(?:is|makes|comes to|means)\b)"
    r"\s?(?:(?:about|a total of|around|roughly|~)\s?)?"
)


def _of_a_day(text: str, before: list[Dose], quantity: Quantity, role: Role) -> tuple[Quantity, Role]:
    """An amount as a day's, where it is what the one before by weight and day comes to: "40 mg/kg/day = 600 mg"."""
    said = before[0].quantity if before else quantity
    if quantity.per or not (said.per_kg and said.per_day) or said.dimension != quantity.dimension:
        return quantity, role
    if _COMES_TO.fullmatch(text, said.end, quantity.start) is None:
        return quantity, role
    return quantity._replace(per=("day",)), before[0].role


#: how far from an amount the kind of drug may stand that it is of, in characters
_REACH = 45


def _is_of_another(reading: Reading, sentence: Sentence, quantity: Quantity, of: tuple[str, ...]) -> bool:
    """Whether an amount, in a sentence that names no drug, is of another kind of drug: "the vitamin is 5 mg"."""
    lead = re.split(r"[:;]", reading.folded.text[max(sentence.start, quantity.start - _REACH) : quantity.start])[-1]
    spellings = [
        each for name in of if name in reading.lexicon.concepts for each in reading.lexicon.concepts[name].spellings
    ]
    if spellings and not reading.lexicon.current_doses.keys().isdisjoint(of) and one_more_of_a_kind(lead, spellings):
        return True  # "switch to another statin, 10 mg" is none of the statin that he takes
    return bool(spellings) and other_kind_in(lead, spellings)


_LESS = re.compile(
    r"\b(?:reduc\w*|cut\w*|lower\w*|drop\w*|decreas\w*|take|taking|knock\w*|shav\w*|trim\w*|lop\w*|eas\w+"
    r"|scal\w+|down)\b[^.;]{0,40}$|^\W*(?:one|1|a)\s$"
)
_MORE = re.compile(
    r"\b(?:increas\w*|rais\w*|add\w*|another|extra|further|up|uptitrat\w*|go up|nudg\w*|bump\w*)\b[^.;]{0,40}$"
)
_MORE_AFTER = re.compile(r"\s(?:tablets?\s|capsules?\s|pills?\s)?(?:more|extra|on top|higher)\b")
_FEWER_AFTER = re.compile(r"\s(?:tablets?\s|capsules?\s|pills?\s)?(?:fewer|less|off)\b")
#: what makes a change one of several: it is made again and again, or from day to day
_AGAIN_AND_AGAIN = re.compile(
    r"\b(?:steps?|every|each (?:week|fortnight|month|time)|weekly|fortnightly|monthly|a (?:week|fortnight"
    r"|month|time)|at a time|titrat\w*|until|per (?:week|step|month)"
    r"|/ ?(?:wk|week|52|12)|q\d|alternat\w+|increments?|gradual\w*|slowly|taper\w*|wean\w*"
    r"|to(?! (?:what|her|his|their|your|the|it|that|this)\b))\b"
)


def _changed_by(
    reading: Reading, sentence: Sentence, quantity: Quantity, of: tuple[str, ...]
) -> tuple[Quantity, Frequency | None] | None:
    """The dose that a single change of so much makes of the present one ("take 200 mg off"); None where it is not
    known, or where the change is one of several."""
    known = next((reading.lexicon.current_doses[drug] for drug in of if drug in reading.lexicon.current_doses), None)
    if known is None or quantity.per not in ((), ("day",)):
        return None
    if quantity.per and not known[0].per_day:  # "up by 1 mg a day", of what is given once
        if known[1] is not None and known[1].high != 1:
            return None
        quantity = quantity._replace(per=())
    if not quantity.dimension and known[0].value_low:  # "come down by two", of what the present dose is given in
        quantity = quantity.times(known[0].low / known[0].value_low)._replace(dimension=known[0].dimension)
    if known[0].dimension != quantity.dimension:
        return None
    text = reading.folded.text
    if _AGAIN_AND_AGAIN.search(text, sentence.start, quantity.start) or _AGAIN_AND_AGAIN.search(
        text, quantity.end, sentence.end
    ):
        return None
    lead = text[max(sentence.start, quantity.start - 50) : quantity.start]
    fewer = _FEWER_AFTER.match(text, quantity.end, sentence.end)
    if _MORE_AFTER.match(text, quantity.end, sentence.end):
        lead = "add "
    sign = -1.0 if fewer or _LESS.search(lead) else 1.0 if _MORE.search(lead) else 0.0
    present, often = known
    ends = sorted((present.low + sign * quantity.low, present.low + sign * quantity.high))
    if not sign or ends[0] <= 0 or present.low != present.high:
        return None
    made = present._replace(start=quantity.start, end=quantity.end, low=ends[0], high=ends[1])
    return made, often and often._replace(start=quantity.start, end=quantity.end)


def _made(
    of: tuple[str, ...], made: Made, frequency: Frequency | None, role: Role, sentence: int, is_inherited: bool = False
) -> Dose:
    """The dose that a counted amount makes; it stands for what that stands for."""
    return Dose(of, made.quantity, frequency, role, sentence, made.strength, made.counted, is_inherited)


def _with_strengths_from_afar(reading: Reading, found: list[Dose]) -> list[Dose]:
    """The doses, and what counted ones make with a strength that another sentence says.

    Before it ("500 mg tablets. Take 2 ..."), or else right after it ("Give 9 mL. Use the 250 mg/5 mL suspension.").
    """
    text = reading.folded.text
    said: dict[tuple[str, str], list[Dose]] = {}
    masses: set[int] = set()
    for each in found:
        q = each.quantity
        if q.dimension not in MASSES or each.made_of:
            continue
        unit = per_unit(q)[0]
        if per_ml(q) or unit in FORMS or (not q.per and form_after(text, q)):
            for drug in each.drugs:
                said.setdefault((drug, "ml" if q.is_concentration else "form"), []).append(each)
        if not q.per or (not q.is_concentration and unit not in FORMS):
            masses.add(each.sentence)
    if not said:
        return found
    starts = {key: [d.quantity.start for d in several] for key, several in said.items()}
    all_doses: list[Dose] = []
    counted_with: set[Quantity] = set()
    for each in found:
        all_doses.append(each)
        q = each.quantity
        measured = is_measured(text, q)
        if not (measured or q.dimension in FORMS) or each.strength or each.sentence in masses:
            continue
        key = (each.drugs[0], "ml" if measured else "form")
        several = said.get(key, [])
        index = bisect_right(starts.get(key, []), q.start)
        strength = several[index - 1] if index else several[0] if several else None
        if strength is None or (not index and strength.sentence > each.sentence + 1):
            continue
        if measured or per_unit(strength.quantity)[0] in ("", q.dimension):
            counted_with.add(strength.quantity)
            all_doses[-1] = replace(each, strength=strength.quantity)
            if measured or (q.low, q.high) != (1.0, 1.0):
                all_doses.append(
                    _made(each.drugs, made_of(q, strength.quantity), each.frequency, each.role, each.sentence)
                )
    return [
        replace(d, role=Role.STRENGTH) if d.quantity in counted_with and d.frequency is None else d for d in all_doses
    ]


def doses_of(reading: Reading, concept: Concept) -> list[Dose]:
    """The doses of one drug."""
    return [dose for dose in reading.doses if concept.name in dose.drugs]
