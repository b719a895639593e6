"""Claims on a drug's exposure: what an answer must say to give it the same way, in whatever words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.exposure import MECHANISM, Course
from rubrx.reading.names import drug_names

if TYPE_CHECKING:
    from rubrx.reading.claims.units import Unit
    from rubrx.reading.reader import Reading

#: how far the things of a mechanism count that an answer puts into other words
GRANTED = 0.9
#: how long it takes is another matter
_LASTING = re.compile(
    r"\b(?:days?|weeks?|months?|half-life|lasts?|lasting|persist\w*|wears? off|after stopping|no longer|lost)\b"
)
_MADE_CLAUSE = re.compile(r"\b(?:activat(?:ion|ed|es|ing)|conver\w+)(?: \w+){0,5}")
_MADE = re.compile(r"\b(?:activat(?:ion|ed|es|ing)|conver\w+|prodrug)\b")
#: what happens before a drug is in the blood, and what happens to it then: one is no reason for the other
_IN_THE_GUT, _ELSEWHERE = frozenset(("taken", "bound")), frozenset(("pump", "clear", "built", "spent"))
#: what may tell of each other
_KINDS = (frozenset(("clear", "built")), frozenset(("taken", "bound")), frozenset(("pump",)), frozenset(("spent",)))
Found = tuple[Collection[int], float]


class Exposure(NamedTuple):
    """A claim's way: `sign` of the exposure of `targets`, by `agents`; which of the claim's units tell of it.

    `made` says that less of an active form is made: an enzyme is blocked, and what it makes is missed; `pump` that
    nothing but an enzyme or a pump is spoken of; `kinds` are what its clauses change.
    """

    sign: int
    targets: frozenset[str]
    agents: frozenset[str]
    made: bool
    pump: bool
    kinds: frozenset[str]
    told: tuple[bool, ...]

    @classmethod
    def of(cls, reading: Reading, units: Sequence[Unit]) -> Exposure | None:
        """The way that a claim gives; None where it gives none, or several."""
        found = reading.courses
        signs = {each.sign for each in found if each.kind != "made"} or {each.sign for each in found}
        text = reading.folded.text
        if len(signs) != 1 or _LASTING.search(text):
            return None
        named = [generic_name(m.concept) for m in reading.drug_mentions]
        sure = {generic_name(name) for each in found if not each.others for name in each.drugs}
        sure = sure or {
            generic_name(name) for each in found if each.kind not in ("pump", "level") for name in each.drugs
        }
        targets = frozenset([name for name in named if name in sure][-1:] or named[-1:])
        made = _MADE.search(text) is not None
        spans = [*((each.start, each.end) for each in found), *(m.span() for m in MECHANISM.finditer(text))]
        clause = _MADE_CLAUSE.search(text)
        spans += [clause.span()] if clause else []
        told = tuple(unit.quantity is None and any(start <= unit.start < end for start, end in spans) for unit in units)
        kinds = frozenset(each.kind for each in found)
        return cls(
            signs.pop(), targets, frozenset(named) - targets, made, all(e.kind == "pump" for e in found), kinds, told
        )

    def _bears(self, course: Course, reading: Reading) -> bool:
        """Whether a clause of an answer can be of the claim's drug."""
        if not self.targets and self.pump and course.kind != "pump":
            return False
        names = frozenset(map(generic_name, course.drugs))
        if names:
            return bool(names & self.targets) or not self.targets or (course.others and names <= self.agents)
        near = frozenset(generic_name(m.concept) for m in reading.drugs_in(reading.sentences[course.sentence]))
        return not near or bool(near & (self.targets | self.agents)) or not self.targets

    def _same(self, reading: Reading) -> list[Course]:
        if not self.made:
            others: frozenset[str] = frozenset()
            if self.kinds <= _IN_THE_GUT:
                others = _ELSEWHERE
            elif self.kinds <= _ELSEWHERE:
                others = _IN_THE_GUT
            return [
                each
                for each in reading.courses
                if each.sign == self.sign and each.kind not in others and self._bears(each, reading)
            ]
        return [
            each
            for each in reading.courses
            if (each.kind == "made" and each.sign < 0)
            or (each.kind == "pump" and each.sign > 0 and not self._acts(each, reading))
            or (each.kind == "level" and each.sign < 0 and not frozenset(map(generic_name, each.drugs)) & self.targets)
        ]

    def _acts(self, course: Course, reading: Reading) -> bool:
        """Whether a clause begins with the claim's drug, as what acts: "Clopidogrel inhibits CYP2C19"."""
        drugs = reading.drugs_in(reading.sentences[course.sentence])
        first = next((m for m in drugs if course.start <= m.start < course.end), None)
        if first is None or generic_name(first.concept) not in self.targets:
            return False
        return not reading.folded.text[course.start : first.start].strip()

    def granted(self, found: Sequence[Found], reading: Reading) -> list[Found]:
        """What is found of a claim's units, with those of its mechanism where the answer gives the same way."""
        same = self._same(reading)
        places = {place for each in same if (place := reading.word_index.place(each.sentence)) is not None}
        if not places:
            return list(found)
        return [
            ((*here, *places), max(share, GRANTED)) if told else (here, share)
            for told, (here, share) in zip(self.told, found, strict=True)
        ]

    def told_in(self, reading: Reading) -> list[Course]:
        """The clauses by which an answer gives the drug's exposure the same way.

        They are of the same kind: "reduced clearance" is not said by a level that climbs, but a raised level by
        whatever raises it.
        """
        if self.made or not self.targets:
            return []
        kinds = next((each for each in _KINDS if self.kinds <= each), None)
        return [each for each in self._same(reading) if kinds is None or each.kind in kinds]

    def contrary(self, reading: Reading) -> Course | None:
        """The clause by which an answer gives the other way, and never the claim's."""
        if self.made or self._same(reading):
            return None
        for each in reading.courses:
            names = frozenset(map(generic_name, each.drugs))
            if each.sign == -self.sign and each.kind == "level" and names & self.targets:
                return each
        return None


def generic_name(name: str) -> str:
    """The generic name of a mention's drug, in small letters."""
    name = name.removeprefix("drug:").lower()
    return drug_names().generic.get(name, name)
