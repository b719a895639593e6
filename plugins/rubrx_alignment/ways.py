"""Terms that say which way a drug's exposure goes ("raised lithium level"), told by any clause that gives it so."""

from __future__ import annotations

from functools import cached_property

from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.claims.courses import Exposure, generic_name
from rubrx.reading.exposure import Course
from rubrx.reading.names import drug_names
from rubrx.reading.reader import Reader
from rubrx.reading.sentence import Mention

#: a level, or what becomes of a drug, and which way it goes: the drug is named beside
_WAY = re.compile(
    r"(?=.*\b(?:rais|ris|increas|higher|high|elevat|doubl|reduc|lower|low|decreas|fall|drop|accumul|retention|retain"
    r"|less|poor|impair))"
    r"(?=.*\b(?:levels?|concentrations?|exposure|clearance|excretion|elimination|absorption|accumul\w+|retention|auc"
    r"|rais\w+|increases|lowers|reduces)\b)"
)


def is_way(concept: Concept) -> bool:
    """Whether a term gives the way of a named drug's exposure."""
    if concept.is_drug:
        return False
    known = drug_names().generic
    return any(_WAY.match(each) and any(word in known for word in each.split()) for each in concept.spellings[:1])


class Way:
    """The way that a term gives; worked out when first asked, once every criterion has put its words in."""

    def __init__(self, name: str, lexicon: Lexicon) -> None:
        """`name` is the term as the rubric writes it."""
        self._name, self._lexicon = name, lexicon

    @cached_property
    def _exposure(self) -> Exposure | None:
        return Exposure.of(Reader(self._lexicon).read(f"{self._name}."), ())

    def told_in(self, reading: Reading) -> list[Course]:
        """The clauses of an answer that give the exposure of the term's drug the same way."""
        return self._exposure.told_in(reading) if self._exposure is not None else []

    def is_of_another(self, mention: Mention, reading: Reading) -> bool:
        """Whether the clause of a mention gives the level of another drug than the term's: "ibuprofen levels rise"."""
        mine = self._exposure.targets if self._exposure is not None else frozenset[str]()
        theirs = (each for each in reading.courses if each.start <= mention.start < each.end and not each.others)
        if next((True for each in theirs if each.drugs and mine.isdisjoint(map(generic_name, each.drugs))), False):
            near = reading.drugs_in(reading.sentences[mention.sentence])
            return bool(mine) and mine.isdisjoint(generic_name(each.concept) for each in near)
        return False
