"""Whether an answer says a claim's words with the claim's meaning: the same polarity, direction and mood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.assertion import State
from rubrx.reading.claims.units import Unit
from rubrx.reading.claims.words import LIGHT, drug_stems, known_words
from rubrx.reading.stems import stem

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence

#: a word is looked at in so many places: more would only cost time
MOST_PLACES = 12
Place = tuple["Sentence", int, int]
Places = dict[str, list[Place]]
#: further away than any word of the same sentence
_FAR = 10_000
#: how far behind a word its "does not" may stand, in characters, and what ends its clause before that
_NEAR = 40
_OTHER = re.compile(r"[;:,()]|\. ")
#: "meals make no odds": what a claim that has it taken with food is contradicted by
_WITH_FOOD = re.compile(
    r"\b(?:with|after|during) (?:\(?\w+\)? )?(?:food|meals?|breakfast|dinner)\b|\bwith .{0,20}\bmeal\b"
)
_MEALS = frozenset(map(stem, ("food", "meal", "with food", "with-food"))) | {"with-food"}
_FOOD_OR_NONE = re.compile(
    r"\b(?:food|meals?|eating|breakfast|stomach)\b[^.;:]{0,25}\b(?:no (?:odds|difference|matter)|(?:not|n't) matter"
    r"|irrelevant|immaterial|neither here nor there|unimportant)|\bwith or without (?:food|meals?|a meal)\b"
    r"|\b(?:regardless|irrespective) of (?:food|meals?|mealtimes)\b|\bfood or no food\b|\bno need (?:of|for) food\b"
    r"|\bon an empty stomach\b"
)
#: less of this is more of what is cleared
_CLEARANCE = frozenset(map(stem, ("clearance", "excretion", "elimination", "removal")))
_DIRECTIONS = ("increase", "decrease")
#: stems of words that deny what stands after them without a "not"
_DENYING = frozenset(map(stem, ("inhibit", "prevent", "stop", "avoid", "lack", "absence", "fail")))


def places_of(sentences: Sequence[Sentence]) -> Places:
    """Where each stem stands in some sentences."""
    found: Places = {}
    for sentence in sentences:
        for each, start, end in sentence.stems:
            here = found.setdefault(each, [])
            if len(here) < MOST_PLACES:
                here.append((sentence, start, end))
    return found


def contrary(
    units: Sequence[Unit], denied: frozenset[str], reading: Reading, sentences: Sequence[Sentence]
) -> Sentence | None:
    """The sentence that says a claim's words with the other polarity, or the opposite of one of them.

    `denied` are the stems that the claim itself puts in the negative; `sentences` the stretch that says most of it.
    """
    places = places_of(sentences)
    if not any(unit.stem in _CLEARANCE for unit in units):
        places = _by_effect(places)
    turned = _turned(units, denied, reading, places)
    if turned is not None:
        return turned
    if denied:
        said = [unit.stem for unit in units if unit.stem in denied and unit.stem in places]
        return places[said[0]][0][0] if said and not _denies(units, said, reading, places) else None
    flat = _without_effect(units, reading, sentences, places)
    if flat is not None:
        return flat
    if any(unit.stem in _DENYING for unit in units):
        return None  # "blocks the breakdown" and "is not broken down" are one
    against = tested = 0.0
    for unit in units:
        here = places.get(unit.stem, ())[:3] if unit.weight > LIGHT else ()
        if not here and unit.concepts and unit.weight > LIGHT:
            here = _mentions(unit, reading, sentences)[:3]
        if here:
            tested += unit.weight
            if all(reading.assertion_of(start, end).state is State.NEGATED for _, start, end in here):
                against += unit.weight
    return sentences[0] if against > tested / 2 else None


def fed_or_not(units: Sequence[Unit], sentences: Sequence[Sentence]) -> Sentence | None:
    """The sentence that says that food does not matter, where a claim has something taken with it."""
    if not any(unit.stem in _MEALS for unit in units):
        return None
    unfed = next((each for each in sentences if _FOOD_OR_NONE.search(each.text)), None)
    return None if any(_WITH_FOOD.search(_FOOD_OR_NONE.sub("", each.text)) for each in sentences) else unfed


def _mentions(unit: Unit, reading: Reading, sentences: Sequence[Sentence]) -> list[Place]:
    """Where a thing that the claim says is named in other words than its own."""
    within = {sentence.index: sentence for sentence in sentences}
    found = (m for name in unit.concepts for m in reading.mentions(reading.lexicon.concepts[name]))
    return [(within[m.sentence], m.start, m.end) for m in found if m.sentence in within]


#: words by which a claim says that one thing acts on another
_EFFECTS = frozenset(
    map(stem, ("increase", "decrease", "cause", "inhibit", "induce", "affect", "worsen", "accumulate", "prevent"))
)
_NO_EFFECT = re.compile(
    r"(?:\b(?:no|not|never|neither|nor|hardly|without|cannot)\b|n't\b)[^.;:,]{0,30}?"
    r"\b(?:affect|influenc|alter|chang|interact|interfer|(?:effect|impact|influence|bearing) (?:up)?on\b)"
    r"|\b(?:unaffected|unchanged|unaltered)\b"
)


def _without_effect(
    units: Sequence[Unit], reading: Reading, sentences: Sequence[Sentence], places: Places
) -> Sentence | None:
    """The sentence that says of a claim's things that one does nothing to the other, where it claims that it does."""
    effects = [unit.stem for unit in units if unit.stem in _EFFECTS]
    if not effects or any(reading.assertion_of(*p[1:]).holds for each in effects for p in places.get(each, ())[:3]):
        return None
    things = [unit.stem for unit in units if unit.stem not in effects and unit.weight > LIGHT]
    for sentence in sentences:
        if _NO_EFFECT.search(sentence.text):
            here = {each for each, _, _ in sentence.stems}
            if sum(each in here for each in things) >= min(2, len(things)):
                return sentence
    return None


def _by_effect(places: Places) -> Places:
    """The places with less clearance of something counted as more of it, and more clearance as less."""
    said = {each: places.get(each, []) for each in _DIRECTIONS}
    turned = {
        each: [
            place for place in here if any(0 < _gap(place, c) <= _NEAR for e in _CLEARANCE for c in places.get(e, ()))
        ]
        for each, here in said.items()
    }
    changed = {
        one: [place for place in said[one] if place not in turned[one]] + turned[other]
        for one, other in (_DIRECTIONS, _DIRECTIONS[::-1])
    }
    return {**places, **{each: here for each, here in changed.items() if here or each in places}}


def _gap(place: Place, later: Place) -> int:
    """How many characters lie between a word and one behind it in the same sentence; 0 where it is not so."""
    return later[1] - place[2] if later[0] is place[0] else 0


def _denies(units: Sequence[Unit], said: Sequence[str], reading: Reading, places: Places) -> bool:
    """Whether an answer puts a claim's words in the negative: one of `said` itself, or what its weighty words do."""
    if any(reading.assertion_of(start, end).state is State.NEGATED for each in said for _, start, end in places[each]):
        return True
    for unit in units:
        for sentence, _, end in places.get(unit.stem, ()) if unit.weight > LIGHT else ():
            # "the kidneys do not matter", but not "if the kidneys are not perfect"
            if any(
                hit.cue.kind == "before"
                and 0 <= hit.start - end <= _NEAR
                and not _OTHER.search(reading.folded.text, end, hit.start)
                and not any(condition.start < hit.start for condition, _ in sentence.conditions)
                for hit in sentence.negations
            ):
                return True
    return False


def _turned(units: Sequence[Unit], denied: frozenset[str], reading: Reading, places: Places) -> Sentence | None:
    """The sentence that says the opposite of one of a claim's words beside the words next to it in the claim."""
    opposites, mine = known_words().opposites, {unit.stem for unit in units}
    better = _bettered(units, reading, places)
    if better is not None:
        return better
    for position, unit in enumerate(units):
        if unit.stem in denied or unit.stem not in opposites:
            continue
        neighbours = [*units[max(0, position - 1) : position], *units[position + 1 : position + 2]]
        beside = [each.stem for each in neighbours if each.weight > LIGHT]
        near = min((_nearest(place, beside, places) for place in places.get(unit.stem, ())), default=_FAR)
        for other in opposites[unit.stem] - mine:
            for place in places.get(other, ()):
                if _nearest(place, beside, places) < near and reading.assertion_of(*place[1:]).holds:
                    return place[0]
    return None


_BETTER = stem("improve")
#: what is more where it is better; better pain is less of it
_GAINED = frozenset(
    map(stem, ("absorption", "clearance", "bioavailability", "effective", "efficacy", "uptake", "function"))
)


def _bettered(units: Sequence[Unit], reading: Reading, places: Places) -> Sentence | None:
    """The sentence that says "improves the absorption" where the claim says that there is less of it."""
    stems = [unit.stem for unit in units]
    if "decrease" not in stems or _BETTER in stems:
        return None
    for each in _GAINED.intersection(stems):
        for place in places.get(each, ()):
            for better in places.get(_BETTER, ()):
                if 0 < _gap(better, place) <= _NEAR and reading.assertion_of(*better[1:]).holds:
                    return place[0]
    return None


_OF_IT = re.compile(
    r"\s*(?:(?:the|its|plasma|blood|serum)\s+)*(?:levels?|concentrations?|exposure|clearance|effects?|absorption|action|auc)?"
    r"\s*(?:(?:of|to|from)\s+)?(?:the\s+)?"
)


def other_way_round(units: Sequence[Unit], sentences: Sequence[Sentence]) -> bool:
    """Whether the answer has a claim's two drugs change places about the verb: "B raises A" for "A raises B"."""
    stems = [unit.stem for unit in units]
    verbs = [at for at, each in enumerate(stems) if each in _EFFECTS]
    if not verbs:
        return False
    drugs = drug_stems()
    agents = [each for each in stems[: verbs[0]] if each in drugs]
    objects = [each for each in stems[verbs[0] + 1 :] if each in drugs]
    if len(agents) != 1 or len(objects) != 1:
        return False
    turned = straight = False
    for sentence in sentences:
        text = sentence.reading.folded.text
        for at, (each, _, end) in enumerate(sentence.stems):
            if each != stems[verbs[0]]:
                continue
            before = {other for other, _, _ in sentence.stems[:at]}
            after = [(other, start) for other, start, _ in sentence.stems[at + 1 :] if other in drugs][:1]
            if after and _OF_IT.fullmatch(text, end, after[0][1]):
                turned |= after[0][0] == agents[0] and objects[0] in before
                straight |= after[0][0] == objects[0]
    return turned and not straight


#: the ways out of the body: a claim names one, an answer the other
_WAYS_OUT = (
    re.compile(r"\b(?:kidneys?|renal(?:ly)?|urine|nephr\w+)\b"),
    re.compile(r"\b(?:liver|hepatic(?:ally)?|bile|biliary)\b"),
)
_GOES_OUT = re.compile(
    r"\b(?:clear(?:s|ed|ance)?|excret\w+|eliminat\w+|remov\w+|metaboli\w+|broken down|breaks? (?:it )?down|burn\w*"
    r"|handled?|process\w*|dispos\w+|gets? rid|leaves?|leav\w+|flush\w*|destroy\w*|inactivat\w+)\b"
)


def other_way_out(claim: str, sentences: Sequence[Sentence]) -> bool:
    """Whether an answer has a drug leave by the liver of which a claim says the kidney, or the other way round."""
    if not _GOES_OUT.search(claim):
        return False
    for one, other in (_WAYS_OUT, _WAYS_OUT[::-1]):
        if one.search(claim) and not other.search(claim):
            return any(
                other.search(each.text) and not one.search(each.text) and _GOES_OUT.search(each.text)
                for each in sentences
            )
    return False


_WEEKS = (
    r"(?:over|after|within|in|takes?|across) (?:(?:about|around|some|several|many|a few"
    r"|the next|the following|up to|at least"
    r"|\w+ (?:to|or|-)|\d+ ?(?:to|or|-)) )*(?:\w+ )?(?:weeks|months)"
)
#: how soon a thing comes about: at once, or by and by
_PACES = (
    re.compile(
        r"\b(?:fast|rapid(?:ly)?|quick(?:ly)?|swift(?:ly)?|abrupt(?:ly)?|sudden(?:ly)?|at once"
        r"|immediate(?:ly)?|overnight"
        r"|tomorrow|(?:within|in|over) (?:[\w-]+ ){0,3}?(?:minutes|hours?|days?))\b"
    ),
    re.compile(rf"\b(?:slowly|gradual(?:ly)?|by degrees|little by little|{_WEEKS})\b"),
)


def other_pace(claim: str, sentences: Sequence[Sentence]) -> bool:
    """Whether an answer has come about in weeks what a claim says comes fast, or the other way round."""
    for one, other in (_PACES, _PACES[::-1]):
        if one.search(claim) and not other.search(claim):
            return any(other.search(each.text) for each in sentences) and not any(one.search(e.text) for e in sentences)
    return False


def foreign_mood(units: Sequence[Unit], reading: Reading, sentences: Sequence[Sentence]) -> str | None:
    """Why the words are not the answer's own statement about this patient: a hypothesis, a rejected view, ..."""
    wanted = {unit.stem for unit in units if unit.weight > LIGHT}
    states = [
        reading.assertion_of(start, end).state
        for each, here in places_of(sentences).items()
        if each in wanted
        for _, start, end in here
    ]
    foreign = [state for state in states if state not in (State.AFFIRMED, State.NEGATED)]
    return str(foreign[0]) if len(foreign) > len(states) / 2 else None


def _nearest(place: Place, stems: list[str], places: Places) -> int:
    """How many characters lie between a word and the nearest of some others in its sentence."""
    sentence, start, end = place
    return min(
        (max(first - end, start - last) for each in stems for s, first, last in places.get(each, ()) if s is sentence),
        default=_FAR,
    )
