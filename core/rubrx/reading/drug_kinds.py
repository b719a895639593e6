"""Drugs by kind: "the statin", "tonight's blood-thinner", "avoid NSAIDs": which of a rubric's drugs is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.names import drug_classes

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Concept

#: what a kind is called among the concepts of a text; as another drug than the rubric's until it is known which
KIND = "drug:any "
#: a particular one: "the statin", "her new water tablet", "tonight's blood-thinner"
_PARTICULAR = re.compile(
    r"\b(?:the|this|that|these|those|his|her|their|your|my|our|its|current|existing|regular|usual|[a-z]+'s)\s+"
    r"(?:(?!other\b|different\b|second\b|alternative\b|old\b|previous\b|former\b)[\w-]+\s+)?$"
)
#: not the one that is spoken of: "another statin", "a different PPI", "most NSAIDs"
_OTHER = re.compile(
    r"\b(?:an?other|other|others?|different|alternative|second|new|newer|most|some|certain|several|many|which|what|non"
    r"|than|topical|either)[\s-]+(?:[\w-]+\s+)?$"
)
REACH = 30


class Kind(NamedTuple):
    """A kind of drugs: those of the rubric that are of it, and whether it is too broad to be spoken of as a whole."""

    drugs: tuple[str, ...]
    broad: bool
    #: the only one of them that the patient takes, if there is such
    own: str | None = None


def kinds_of(concepts: Iterable[Concept], taken_now: str = "") -> dict[str, Kind]:
    """The kinds that some drugs are of, by each name of the class."""
    drugs = [concept for concept in concepts if concept.is_drug]
    taken = {spelling for concept in drugs for spelling in concept.spellings}
    found: dict[str, Kind] = {}
    for each in drug_classes():
        members = tuple(concept.name for concept in drugs if not each.members.isdisjoint(concept.spellings))
        if members and taken.isdisjoint(each.names):
            own = [c.name for c in drugs if c.name in members and any(s in taken_now for s in c.spellings)]
            kind = Kind(members, each.broad, own[0] if len(own) == 1 else None)
            found.update(dict.fromkeys(each.names, kind))
    return found


def drug_meant(text: str, start: int, kinds: Mapping[str, Kind], name: str) -> str | None:
    """The concept that the name of a kind at a place of a folded text stands for; None where it is some other drug.

    A particular one of a kind is the rubric's only drug of that kind. A kind as such ("NSAIDs", "an NSAID") keeps
    its own name, `KIND` and the class's; a broad one as such ("antibiotics") is no drug.
    """
    kind = kinds[name]
    lead = text[max(0, start - REACH) : start]
    if _PARTICULAR.search(lead):
        return kind.drugs[0] if len(kind.drugs) == 1 else kind.own
    return None if kind.broad or _OTHER.search(lead) else KIND + name


def members_meant(targets: Iterable[str], kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """The drugs that a warning about whole kinds takes in."""
    named = (kinds[each.removeprefix(KIND)] for each in targets if each.startswith(KIND))
    return tuple(drug for kind in named for drug in kind.drugs)
