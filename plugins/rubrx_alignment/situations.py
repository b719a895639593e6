"""Situations: a drug, where it is asked about, and which of an answer's stances bear on that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.bounds import RENAL, Bound
from rubrx.reading.conditions import Condition, parse_condition
from rubrx.reading.names import drug_names, members_of
from rubrx.reading.stances.stance import Stance, applies, own_views
from rubrx.records import Span
from rubrx_alignment.kinds import Body
from rubrx_alignment.pairs import pair_of_others


class Situation(Body):
    """A drug, and where it is asked about: a condition of the patient, another drug, or simply this patient."""

    drug: str | list[str] = Field(description="a drug or class: a term, or several that all count")
    when: str | None = Field(None, description="a bound such as 'egfr < 30', or a state such as 'cirrhosis'")
    with_: str | None = Field(None, alias="with", description="another drug")


Strength = Literal["caution", "hold", "avoid", "contraindicated"]


def listed(written: str | list[str]) -> list[str]:
    """The names, also where only one is written."""
    return [written] if isinstance(written, str) else written


@dataclass
class Question:
    """A situation compiled with a lexicon, and the stances that bear on it."""

    drugs: tuple[Concept, ...]
    condition: Condition | None
    state: Concept | None
    partner: Concept | None

    @classmethod
    def of(cls, body: Situation, lexicon: Lexicon) -> Question:
        """The question that a body asks; ValueError where it names no drug."""
        names = listed(body.drug)
        if not names:
            raise ValueError("drug must name at least one drug")
        condition = parse_condition(body.when) if body.when else None
        state = lexicon.concept(body.when) if body.when and (condition is None or condition.bound is None) else None
        partner = lexicon.concept(body.with_, drug=True) if body.with_ else None
        return cls(tuple(lexicon.concept(name, drug=True) for name in names), condition, state, partner)

    @property
    def names(self) -> frozenset[str]:
        """The concepts of its drugs."""
        return frozenset(drug.name for drug in self.drugs)

    @property
    def pair(self) -> frozenset[str]:
        """The concepts of its drugs and of the other drug; none where no other drug is asked about."""
        return self.names | {self.partner.name} if self.partner is not None else frozenset()

    def bears(self, stance: Stance, reading: Reading) -> bool | None:
        """Whether a stance speaks of the situation: yes, no, or None where nobody can settle it."""
        here = applies(stance, reading)
        if self.condition is None:
            return True if here is None and self._in_company(stance) else here
        wanted = self.condition.bound
        if wanted is not None:
            patient = reading.patient.satisfies(self.condition)
            own = [bound for bound in stance.bounds if _same_measure(bound, wanted)]
            if own:
                if patient is True:
                    value = reading.patient.value(wanted.measure)
                    return (
                        value is not None
                        and any(bound.holds(value) for bound in own)
                        and stance.assertion == "affirmed"
                    )
                return any(_renamed(bound, wanted).overlaps(wanted) for bound in own) and stance.assertion == "affirmed"
            if patient is True:
                if here is None and not (
                    wanted.measure in RENAL and re.search(r"renal|kidney|egfr|crcl|nephr", stance.state)
                ):
                    return False  # tied to some other state than the one asked about
                return here
            return False if stance.conditional or here is False else (None if patient is None else False)
        assert self.state is not None
        in_state = self.condition.text in stance.state or any(s in stance.state for s in self.state.spellings)
        if in_state:
            return stance.assertion == "affirmed" or stance.conditional
        has = reading.patient.satisfies(self.condition) or any(
            s in reading.lexicon.patient_spellings for s in self.state.spellings
        )
        if has:
            return here
        near = any(m.sentence == stance.sentence for m in reading.find(self.state))
        return near and stance.assertion == "affirmed"

    def _in_company(self, stance: Stance) -> bool:
        """Whether the state that a stance is tied to is the other drug's being there: "is barred with digoxin"."""
        others = (*self.drugs, self.partner) if self.partner is not None else ()
        return not stance.conditional and any(each in stance.state for drug in others for each in drug.spellings)

    def stances(self, reading: Reading) -> list[tuple[Stance, bool | None]]:
        """The stances on its drugs that may bear on it, in order."""
        names = self.names
        bearing = [
            (s, self.bears(s, reading))
            for s in reading.stances
            if names & set(s.targets) or (self.partner is not None and self._of_pair(s, reading))
        ]
        asked = self._asked_and_named(reading)
        bearing = [
            (s, bears)
            for s, bears in bearing
            if bears is not False
            and not (asked and s.against > 0 and self._of_sibling(s, asked, reading))
            and not (s.against > 0 and pair_of_others(s, names, self.partner, reading))
        ]
        if self.partner is None:
            return bearing
        near = {m.sentence for m in reading.mentions(self.partner)}
        bearing = [(s, bears) for s, bears in bearing if s.sentence in near or not _with_another(s, reading)]
        beside = [(s, bears) for s, bears in bearing if s.sentence in near]
        if not beside:
            return bearing
        last = beside[-1][0].sentence
        later = [(s, bears) for s, bears in bearing if s.sentence > last]
        return beside + [
            each for each in later if self._firmly_for(each[0], reading) or self._firmly_against(each[0], reading)
        ]

    def _firmly_against(self, stance: Stance, reading: Reading) -> bool:
        """Whether a stance bars one of its drugs by name and for no reason but those told before: "Warfarin: no."."""
        bars = stance.against >= LEVELS["avoid"] and not (stance.implied or stance.conditional or stance.state)
        if not bars or stance.bounds or self.names.isdisjoint(stance.targets):
            return False
        return all(m.concept in self.names for m in reading.drugs_in(reading.sentences[stance.sentence]))

    def _firmly_for(self, stance: Stance, reading: Reading) -> bool:
        """Whether a stance allows one of its drugs by name and without a condition, and at no later time."""
        if any(q.dimension == "time" for q in reading.sentences[stance.sentence].quantities):
            return False
        allows = stance.against < 0 and not (stance.implied or stance.conditional or stance.state or stance.bounds)
        return allows and not self.names.isdisjoint(stance.targets)

    def _asked_and_named(self, reading: Reading) -> frozenset[str]:
        """Those of its drugs that the query asks about and the answer names."""
        asked = self.names.intersection(reading.lexicon.asked.topics)
        return frozenset(d.name for d in self.drugs if d.name in asked and reading.mentions(d)) if asked else asked

    def _of_sibling(self, stance: Stance, asked: frozenset[str], reading: Reading) -> bool:
        """Whether a stance is only on single drugs beside the one asked about: "verapamil is the one to avoid"."""
        here = self.names.intersection(stance.targets)
        beside = {m.concept for m in reading.drugs_in(reading.sentences[stance.sentence])}
        if self.partner is not None and self.partner.name in here and not beside.isdisjoint(asked):
            return False  # "amiodarone is contraindicated with digoxin": the two together were asked about
        known = drug_names().generic
        return bool(here) and here.isdisjoint(asked) and all(
            any(each in known for each in d.spellings) and not members_of(d.name.lower())
            for d in self.drugs if d.name in here
        )  # fmt: skip

    def _of_pair(self, stance: Stance, reading: Reading) -> bool:
        """Whether a stance on the other drug is about the two together: both stand in one statement."""
        assert self.partner is not None
        if self.partner.name not in stance.targets:
            return False
        names = {drug.name for drug in self.drugs}
        if any(s.sentence == stance.sentence and s.against < 0 and names & set(s.targets) for s in reading.stances):
            return False  # "stop the other one and give this one"
        if stance.level == "hold" and not _JOINED.search(reading.sentences[stance.sentence].text):
            return False
        scopes = reading.sentences[stance.sentence].scopes

        def apart(position: int) -> bool:
            first, last = sorted((position, stance.start))
            return any(hit.cue.kind == "boundary" and first <= hit.start < last for hit in scopes)

        return any(
            m.sentence == stance.sentence and not apart(m.start) for drug in self.drugs for m in reading.mentions(drug)
        )


_JOINED = re.compile(
    r"\b(?:with|and|plus|together|combin\w+|alongside|beside|while|on top of|both|two|mix\w*"
    r"|pair\w*)\b|[+&/]"
)
_BESIDE = re.compile(r"\s*(?:only |just |solely )?(?:with|alongside|together with|in combination with)\s+(?:the )?")


def _with_another(stance: Stance, reading: Reading) -> bool:
    """Whether a stance is on its drug beside one that its words name: "is forbidden with simvastatin"."""
    drugs = reading.drugs_in(reading.sentences[stance.sentence])
    ends = [m.end for m in drugs if m.concept in stance.targets and 0 <= m.start - stance.end <= _CLOSE]
    for end in (stance.end, *ends):
        beside = _BESIDE.match(reading.folded.text, end)
        if beside and any(m.start == beside.end() and m.concept not in stance.targets for m in drugs):
            return True
    return False


#: how far behind a ban its own drug may stand, in characters: "avoid the X with Y"
_CLOSE = 12


def _same_measure(bound: Bound, wanted: Bound) -> bool:
    return bound.measure == wanted.measure or (bound.measure in RENAL and wanted.measure in RENAL)


def _renamed(bound: Bound, wanted: Bound) -> Bound:
    return Bound(wanted.measure, bound.low, bound.high, bound.low_included, bound.high_included)


_RESTART = ("restart", "restarting", "resume", "resuming")


def sides(
    stances: list[tuple[Stance, bool | None]], needed: int, reading: Reading
) -> tuple[list[Stance], list[Stance]]:
    """The stances that warn strongly enough, and those that allow; unsettled ones only where none is settled."""
    settled = own_views([s for s, bears in stances if bears]) or own_views([s for s, _ in stances])
    warn = [s for s in settled if s.against >= needed]
    allow = [s for s in settled if s.against < 0 and reading.folded.text[s.start : s.end] not in _RESTART]
    return warn, allow


def spans_of(stances: list[Stance], reading: Reading) -> list[Span]:
    """Where the first few of them stand, as evidence."""
    return [reading.span(s.start, s.end) for s in stances[:4]]
