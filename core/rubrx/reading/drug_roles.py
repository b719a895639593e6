"""Drugs by their part in the question: "your second idea", "the registrar's pick", "the newcomer", "the old one"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.names import drug_classes, drug_names

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Concept

#: what is put forward, in the words of whoever answers
_PROPOSAL = (
    "pick choice idea suggestion proposal request preference favourite"
    " favorite recommendation tablet drug medicine"
    " prescription script antibiotic plan order alternative option"
    " offer pill capsule helper purchase bottle packet"
).split()
#: "what his wife bought"
_THE = ("the", "his", "her")
_PUT_IT = (
    "bought brought wrote prescribed suggested suggests wants wanted offered offers chose ordered proposed proposes"
).split()
#: who goes by another name too
_CALLED = {"reg": ("registrar",), "registrar": ("reg",), "spr": ("registrar",), "mum": ("mother",), "mother": ("mum",)}
#: somebody said to be right, whose drug it then is
RIGHT = (
    " is right", "'s right", " has it right", " has the better idea", " has the right idea", " had the right idea",
    " got it right",
)  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth")
_OF_THEM = ("of these", "of those", "of them", "of the two", "of the three", "of your two", "of your three")
_ITEMS = (
    "one option idea suggestion drug alternative candidate proposal offer thought choice pill tablet medicine"
).split()
_ON_LIST = ("on your list", "on the list", "you list", "you name", "you mention", "you offer")
_NEW = (
    "newcomer|new one|new tablet|new drug|new medicine|new capsule|new pill|new arrival"
    "|latest addition|new prescription"
)
_PROPOSED = tuple(
    f"{which} {thing}" for which in ("proposed", "suggested", "planned", "intended")
    for thing in ("replacement", "alternative", "substitute", "swap", "switch", "successor", "stand-in")
)  # fmt: skip
_DID = ("wrote", "ordered", "chose", "prescribed", "suggested", "picked", "have in mind", "put down")
_HANDED = (
    *(f"one {who} {done}" for who in ("she was", "he was", "they were", "you were")
      for done in ("handed", "given", "prescribed", "sold", "put on", "started on")),
    *(f"one you {did}" for did in _DID),
)  # fmt: skip
_OLD = (
    "old one|old tablet|old drug|old medicine|present tablet|present drug|present medicine"
    "|present one|current one|existing one"
)
_TAKEN = tuple(
    f"{form} {who}"
    for form in ("tablet", "drug", "medicine", "pill", "one")
    for who in ("he takes", "he is on", "he's on", "she takes", "she is on", "she's on", "you take", "you are on")
)
#: "acetaminophen-codeine elixir" is made of two
_COMBINED = re.compile(r"(?:[/+-]|\b(?:with|and|plus))\s*$")
#: what a drug of the query is made as: "paracetamol syrup"
FORMS = frozenset(
    "tablet syrup gel cream drop spray patch linctus suspension injection inhaler capsule lotion ointment liquid sachet"
    " powder elixir pessary implant infusion".split()
)
_FORM = re.compile(rf"\s+({'|'.join(sorted(FORMS))})(?:e?s)?\b")
#: somebody who puts a drug forward, and how
_SOMEBODY = re.compile(
    r"\b(gp|doctor|registrar|reg|spr|staff|consultant|nurse|midwife|surgeon|locum|sho|house officer"
    r"|trainee|intern|resident|clinic"
    r"|team|dermatolog(?:ist|y)|psychiatrist|neurologist|cardiologist|urologist|oncologist"
    r"|rheumatologist|dentist"
    r"|physio|mother|mum|father|son|daughter|wife|husband|sister|brother|friend|neighbour|colleague"
    r"|pharmacist"
    r"|student|hospital|optician|paramedic|anaesthetist|practice|surgery|partner)s?\b"
)
_PUTS_FORWARD = re.compile(
    r"\b(?:suggest|want|wr[io]te|ask|plan|prescrib|recommend|propos|order|start|print|issue|chart|prefer"
    r"|wish|wonder"
    r"|would (?:like|prefer)|'d (?:like|prefer)|has put|put |is thinking|thinks? of|gave|given|chose"
    r"|request|swears by|takes|uses|asks about|asked about|is on|says|said|advises|favours|favors|opts"
    r"|picks|picked|insists|brought|bought|brings|buys|got|has got)"
)
#: words behind "the first" that let it stand for a thing by itself
STANDS_ALONE = re.compile(
    r"\s*(?:[,.;:!?)]|$|(?:would|will|is|isn't|has|hasn't|can|can't|could|should|may|must|mustn't|does"
    r"|doesn't|was"
    r"|goes|stays|and|but|or|nor|because|since|with|alongside|out|off|if|for (?:her|him|you|them|this)"
    r"|in (?:her|him))\b)"
)
ALONE = frozenset((*_ORDINALS, "last", "former", "latter"))


class Place(NamedTuple):
    """A drug of the query, where it stands there."""

    start: int
    end: int
    concept: str


def roles_in(query: str, concepts: Iterable[Concept], taken_now: str, proposed: str = "") -> dict[str, str]:
    """What an answer may call the drugs of a folded query by their part in it: phrase without its article -> concept.

    `taken_now` is what the patient takes already, `proposed` what is to be given, both folded. A drug that no concept
    names is "drug:NAME".
    """
    places = _places(query, concepts)
    taken = [each for each in places if query[each.start : each.end] in taken_now]
    offered = [each for each in places if each not in taken]
    new = [each for each in offered if query[each.start : each.end] in proposed] or offered
    found = dict(_by_named_form(query, concepts)) | dict(_roles(query, offered, taken))
    return found | (dict.fromkeys((*_NEW.split("|"), *_HANDED, *_PROPOSED), new[0].concept) if len(new) == 1 else {})


def _places(query: str, concepts: Iterable[Concept]) -> list[Place]:
    """The drugs of a query, each where it is named first, in order; two names at one place are the rubric's."""
    found: dict[int, Place] = {}
    for concept in concepts:
        named = [each for each in concept.spellings if each in query] if concept.is_drug else []
        for each in named:
            for match in re.finditer(rf"\b{re.escape(each)}s?\b", query):
                if match.start() not in found or found[match.start()].end < match.end():
                    found[match.start()] = Place(match.start(), match.end(), concept.name)
    names = drug_names().matcher
    for start, end, index in names.find(query):
        if not any(each.start < end and start < each.end for each in found.values()):
            found[start] = Place(start, end, "drug:" + names.phrases[index])
    first: dict[str, Place] = {}
    for start in sorted(found):
        first.setdefault(found[start].concept, found[start])
    return list(first.values())


def _roles(query: str, offered: Sequence[Place], taken: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """The same for those that the query puts forward, and those that the patient has already; both in order."""
    if len(offered) > 1:
        yield from _by_number(offered)
    yield from _by_form(query, [*offered, *taken])
    yield from _by_release(query, [*offered, *taken])
    old = taken if len(taken) == 1 else [each for each in taken if any(_alike(query, each, new) for new in offered)]
    if len(old) == 1 and offered:
        yield from ((each, old[0].concept) for each in (*_OLD.split("|"), *_TAKEN))
    for each in offered:
        by = _proposed_by(query, each)
        for whose in (by, *_CALLED.get(by, ())) if by else ():
            yield f"{whose}'s", each.concept
            yield from ((f"what {the} {whose} {did}", each.concept) for the in _THE for did in _PUT_IT)
            yield from ((f"{whose}'s {thing}", each.concept) for thing in _PROPOSAL)
            yield from ((f"{whose}{right}", each.concept) for right in RIGHT)


def _by_form(query: str, places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """What the drugs of a query are made as, where it tells that of several: "the syrup", "the gel"."""
    made = [
        (form[1], each.concept)
        for each in places
        if (form := _FORM.match(query, each.end)) and not _COMBINED.search(query, 0, each.start)
    ]
    if len(places) > 1:
        yield from ((form, name) for form, name in made if sum(form == other for other, _ in made) == 1)


_SLOW = re.compile(
    r"\s+(?:mr|sr|xl|xr|er|cr|la|modified[- ]release|slow[- ]release|extended[- ]release|prolonged[- ]release)\b"
)
_SLOWLY = ("slow", "modified", "extended", "prolonged", "sustained", "controlled")


def _by_release(query: str, places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """What the one drug of a query goes by that is released slowly: "those slow-release tablets"."""
    slow = {each.concept for each in places if _SLOW.match(query, each.end)}
    if len(slow) == 1:
        yield from (
            (f"{how}{mark}release {thing}", min(slow))
            for how in _SLOWLY for mark in "- " for thing in ("tablet", "capsule", "pill")
        )  # fmt: skip
        yield from ((f"long-acting {thing}", min(slow)) for thing in ("tablet", "capsule", "pill"))


def _by_named_form(query: str, concepts: Iterable[Concept]) -> Iterator[tuple[str, str]]:
    """What the rubric's own drugs are named as, where the query speaks of one such: "the patch" of "fentanyl patch"."""
    made: dict[str, set[str]] = {}
    for concept in concepts:
        for each in concept.spellings if concept.is_drug else ():
            form = each.rpartition(" ")[2]
            if form in FORMS and form != "tablet" and form in query:
                made.setdefault(form, set()).add(concept.name)
    yield from ((form, min(names)) for form, names in made.items() if len(names) == 1)


def _alike(query: str, one: Place, other: Place) -> bool:
    """Whether two drugs of a query are of one class."""
    first, second = query[one.start : one.end], query[other.start : other.end]
    return any(first in each.members and second in each.members for each in drug_classes() if not each.broad)


def _by_number(offered: Sequence[Place]) -> Iterator[tuple[str, str]]:
    for number, place in zip(_ORDINALS, offered, strict=False):
        yield from ((f"{number} {thing}", place.concept) for thing in (*_ITEMS, *_OF_THEM, *_ON_LIST))
        yield number, place.concept
    yield from ((f"last {thing}", offered[-1].concept) for thing in (*_OF_THEM, *_ON_LIST))
    if len(offered) == len(("former", "latter")):
        yield "former", offered[0].concept
        yield "latter", offered[1].concept


def _proposed_by(query: str, place: Place) -> str:
    """Who puts a drug of the query forward: the nearest person before it, in its sentence, with a verb between."""
    begin = max(query.rfind(mark, 0, place.start) for mark in (". ", "? ", "! ", "; ")) + 1
    people = list(_SOMEBODY.finditer(query, begin, place.start))
    if people and (
        _PUTS_FORWARD.search(query, people[-1].end(), place.start)
        or not query[people[-1].end() : place.start].strip(" :,")  # "the son suggests quetiapine, the GP melatonin"
    ):
        return people[-1][1]
    return ""
