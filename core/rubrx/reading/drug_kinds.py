"""Drugs by kind: "the statin", "tonight's blood-thinner", "avoid NSAIDs": which of a rubric's drugs is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.drug_roles import ALONE, FORMS, STANDS_ALONE, roles_in
from rubrx.reading.matching import PhraseMatcher, has_words
from rubrx.reading.names import DrugClass, drug_classes
from rubrx.reading.tables import read_table

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Concept

#: what a kind is called among the concepts of a text; as another drug than the rubric's until it is known which
KIND = "drug:any "
#: a particular one: "the statin", "her new water tablet", "tonight's blood-thinner"
_PARTICULAR = re.compile(
    r"\b(?:the|this|that|these|those|his|her|their|your|my|our|its|current|existing|regular|usual|[a-z]+'s)\s+"
    r"(?:(?!other\b|different\b|second\b|alternative\b|old\b|previous\b|former\b)[\w-]+\s+)?$"
)
#: "50 mcg/h patch", "a new patch": one of those that the query speaks of
_ONE_MORE = re.compile(
    r"(?:\d\s?(?:mg|mcg|g|ml|units?|%|micrograms?|milligrams?)(?:\s?(?:/|per)\s?(?:\d+\s?)?(?:h|hr|hour|ml|24 ?h|day))?"
    r"|\b(?:new|fresh|first|next|last|each|every|one))\s$"
)
#: "ten units of quick insulin": so much of the one that was asked about, and none of a choice of them
_SO_MUCH_OF = re.compile(r"\b(?:units?|iu|mg|milligrams?|grams?|g|mcg|micrograms?|ml|millilit(?:re|er)s?)\sof\s$")
#: "no gel", "patch? no": a form that is refused
_REFUSED = re.compile(r"(?:^|[.;:,!?(]\s*|\b(?:so|and|with) )(?:no|never|without|not(?: the)?|nor) $")
_REFUSED_AFTER = re.compile(
    r"(?:e?s)?(?:\?\s*(?:no|never|absolutely not|not for (?:her|him|them))\b|:\s*no\b|\s+(?:is|are) (?:out|not|for"
    r" (?:people|those|patients))\b)"
)
_NEEDLESS = re.compile(r"(?:e?s)?(?: (?:is|are))? (?:needed|required|necessary|yet|change|dose)\b")
_HEAD = re.compile(r"(?:^|[.;:!?\n]\s*)$")
#: not the one that is spoken of: "another statin", "a different PPI", "most NSAIDs"
_OTHER = re.compile(
    r"\b(?:an?other|other|others?|different|alternative|second|new|newer|most|some|certain|several|many|which|what|non"
    r"|than|topical|either)[\s-]+(?:[\w-]+\s+)?$"
)
#: names before which the sort stands, and what stands there where none is told
_OF_ANY_SORT = frozenset(
    ("vaccine", "vaccination", "immunisation", "immunization", "inoculation", "im injection", "intramuscular injection")
)
_OF_A_SORT = re.compile(r"s? (?:that|which|made|with|containing|based|grown|for|against) ")
_BARE = re.compile(
    r"(?:^|[.;:,!?(–-] ?|\b(?:then|any|all|every|no|the|this|that|these|those|and|so|but|both|an?|her|his"
    r"|your|such|of|to|for"
    r"|with|since|because|before|after|until|till|delay|defer|postpone|withhold|avoid|give|allow|refuse|cancel|stop|against"
    r"|which|neither|either)\s)$"
)
#: the one that was spoken of: "that anticoagulant", where others of the kind are choices
_THAT = re.compile(r"\b(?:that|this|these|those)\s+$")
#: what sets a thing apart from another of its kind: "the live one", of all that the rubric calls so
_SORTS = (" one", " kind", " sort", " type", " version", " form", " variety")
REACH = 30


#: names of kinds whose other names are lay words: a rubric that has one of theirs means the same by the others
_IN_LAY_WORDS = frozenset(("quick insulin", "slow insulin", "vitamin tablet", "prostaglandin drop"))


class Kind(NamedTuple):
    """A kind of drugs: those of the rubric that are of it, and whether it is too broad to be spoken of as a whole."""

    drugs: tuple[str, ...]
    broad: bool
    #: the only one of them that the patient takes, if there is such
    own: str | None = None
    #: the only one of them that the query names
    asked: str | None = None


#: what medicines are made as: "the acne capsules"
_FORMS = ("tablet", "pill", "medicine", "capsule", "drug", "medication")


@cache
def _classes() -> tuple[DrugClass, ...]:
    """The classes of drugs, and those that go by what they are for, as `data/uses.tsv` has them."""
    found = list(drug_classes())
    for uses, members in read_table("uses"):
        names = uses.removeprefix("!").split("|")
        if not uses.startswith("!"):
            names = [f"{use} {form}" for use in names for form in _FORMS]
        found.append(DrugClass(tuple(names), frozenset(members.split("|")), not uses.startswith("!")))
    return tuple(found)


def kinds_of(concepts: Iterable[Concept], taken_now: str = "", query: str = "", proposed: str = "") -> dict[str, Kind]:
    """The kinds that some drugs are of, by each name of the class; and their parts in a query, by what they are called.

    `taken_now` is what the patient takes, `proposed` what is to be given; they and the query are folded.
    """
    drugs = [concept for concept in concepts if concept.is_drug]
    taken = {spelling for concept in drugs for spelling in concept.spellings}
    found = {role: Kind((name,), broad=True) for role, name in roles_in(query, drugs, taken_now, proposed).items()}
    for each in _classes():
        members = tuple(concept.name for concept in drugs if not each.members.isdisjoint(concept.spellings))
        named = taken.isdisjoint(each.names) or not set(each.names).isdisjoint(_IN_LAY_WORDS)
        if members and not named and not each.broad:
            own_class = next(c.name for c in drugs if not set(each.names).isdisjoint(c.spellings))
            found.update({name: Kind((own_class,), broad=False) for name in each.names if name not in taken})
        if members and named:
            own = [c.name for c in drugs if c.name in members and any(s in taken_now for s in c.spellings)]
            asked = [c.name for c in drugs if c.name in members and any(has_words(query, s) for s in c.spellings)]
            kind = Kind(members, each.broad, _only(own), _only(asked))
            found.update({name: kind for name in each.names if name not in taken})
    return found


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def members_called(name: str) -> frozenset[str]:
    """The drugs of the kinds that go by a name ("sleeping tablet"); empty where it is no kind's."""
    return frozenset(member for each in _classes() if name in each.names for member in each.members)


def share_a_use(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether drugs of two sets are of one class or use: amlodipine can stand for indapamide, and not for lithium."""
    first, second = set(some), set(others)
    return any(not each.members.isdisjoint(first) and not each.members.isdisjoint(second) for each in _classes())


@cache
def _plural() -> re.Pattern[str]:
    names = sorted((name for each in _classes() for name in each.names), key=len, reverse=True)
    written = "|".join(re.escape(name).replace(r"\ ", "[ -]") for name in names)
    return re.compile(rf"(?:^|[.;:!?,] |\b(?:and|so|because|since|but) )({written})s\b")


def plural_kinds(text: str, concepts: Iterable[Concept]) -> list[tuple[int, tuple[str, ...]]]:
    """The kinds named in the plural at the head of a statement ("statins"): (where the name ends, the drugs).

    A broad one counts as one of a pair only: "rifampicin and blood thinners never mix".
    """
    found = []
    drugs = [concept for concept in concepts if concept.is_drug]
    for match in _plural().finditer(text):
        paired = text.startswith(" and ", match.end()) or text.endswith("and ", 0, match.start(1))
        name = match[1].replace("-", " ")
        for each in _classes():
            if (paired or not each.broad) and (match[1] in each.names or name in each.names):
                members = (
                    c.name for c in drugs if not each.members.isdisjoint(c.spellings) or c.name.lower() in each.names
                )
                found.append((match.end(), tuple(members)))
    return found


def covers(whole: Concept, part: Concept) -> bool:
    """Whether one concept is a class of drugs, by its name, and the other a drug of that class."""
    return any(
        not each.members.isdisjoint(part.spellings)
        and any(spelling.removesuffix("s") in each.names for spelling in whole.spellings)
        for each in drug_classes()
    )


def is_called(whole: Concept, part: Concept) -> bool:
    """Whether a concept is what drugs like another one go by: a class by its name, or by what its drugs are for."""
    return any(
        not each.members.isdisjoint(part.spellings) and not set(each.names).isdisjoint(whole.spellings)
        for each in _classes()
        if not each.broad
    )


def _is_refused(text: str, end: int, lead: str) -> bool:
    """Whether the name of a form stands there to be refused: "no gel", "patch? no"."""
    if _REFUSED.search(lead):
        return not _NEEDLESS.match(text, end)
    return _HEAD.search(lead) is not None and _REFUSED_AFTER.match(text, end) is not None


def drug_meant(text: str, start: int, kinds: Mapping[str, Kind], name: str) -> str | None:
    """The concept that the name of a kind at a place of a folded text stands for; None where it is some other drug.

    A particular one of a kind is the rubric's only drug of that kind. A kind as such ("NSAIDs", "an NSAID") keeps
    its own name, `KIND` and the class's; a broad one as such ("antibiotics") is no drug.
    """
    kind = kinds[name]
    if (name in ALONE or name.endswith("'s")) and not STANDS_ALONE.match(text, start + len(name)):
        return None
    lead = text[max(0, start - REACH) : start]
    if name.endswith(_SORTS) and len(kind.drugs) > 1:
        return KIND + name
    if name in _OF_ANY_SORT and (not _BARE.search(lead) or _OF_A_SORT.match(text, start + len(name))):
        return None  # "the flu vaccine", where the rubric has another
    if _PARTICULAR.search(lead) or name.startswith("what ") or (name in FORMS and _ONE_MORE.search(lead)):
        return kind.drugs[0] if len(kind.drugs) == 1 else kind.own or (kind.asked if _THAT.search(lead) else None)
    if len(kind.drugs) == 1 and (
        (not kind.broad and _SO_MUCH_OF.search(lead)) or (name in FORMS and _is_refused(text, start + len(name), lead))
    ):
        return kind.drugs[0]
    return None if kind.broad or _OTHER.search(lead) else KIND + name


@cache
def _kind_names() -> tuple[dict[str, frozenset[str]], PhraseMatcher]:
    """The members of every class of drugs by its names, and a matcher of those names."""
    members: dict[str, frozenset[str]] = {}
    for each in _classes():
        for name in each.names:
            members[name] = members.get(name, frozenset()) | each.members
    return members, PhraseMatcher(list(members))


def other_kind_in(text: str, spellings: Iterable[str]) -> bool:
    """Whether a folded text speaks of a particular drug of a kind that none of these names is of.

    "The vitamin is one 5 mg tablet" speaks of no methotrexate.
    """
    members, matcher = _kind_names()
    own = set(spellings)
    return any(
        own.isdisjoint(members[name]) and name not in own and _PARTICULAR.search(text, max(0, start - REACH), start)
        for start, _, index in matcher.find(text)
        for name in (matcher.phrases[index],)
    )


#: "another statin", "a different PPI"
_NOT_THAT_ONE = re.compile(r"\b(?:an?other|other|different|alternative)[\s-]+(?:[\w-]+\s+)?$")


def one_more_of_a_kind(text: str, spellings: Iterable[str]) -> bool:
    """Whether a folded text speaks of another drug of the kind that some names are of: "another statin"."""
    if "other" not in text and "different" not in text and "alternative" not in text:
        return False
    members, matcher = _kind_names()
    own = set(spellings)
    return any(
        not own.isdisjoint(members[matcher.phrases[index]]) and _NOT_THAT_ONE.search(text, max(0, start - REACH), start)
        for start, _, index in matcher.find(text)
    )


#: "with other anticoagulants": with none that is taken, as far as is known
_NOT_HIS = re.compile(r"\b(?:other|another|different|second|non)[\s-]+(?:\w+\s+)?$")


def kind_is_taken(text: str, taken: str) -> bool:
    """Whether a folded text names a kind of drugs of which one is taken: "with a JAK inhibitor", on tofacitinib."""
    members, matcher = _kind_names()
    return any(
        any(has_words(taken, each) for each in members[matcher.phrases[index]])
        and not _NOT_HIS.search(text, max(0, start - REACH), start)
        for start, _, index in matcher.find(text)
    )


def members_meant(targets: Iterable[str], kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """The drugs that a warning about whole kinds takes in."""
    named = (kinds[each.removeprefix(KIND)] for each in targets if each.startswith(KIND))
    return tuple(drug for kind in named for drug in kind.drugs)
