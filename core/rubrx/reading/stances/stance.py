"""Stance: what an answer says should be done with a drug, in which condition; whether that is about this patient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.bounds import RENAL, Bound
from rubrx.reading.drug_kinds import kind_is_taken
from rubrx.reading.matching import has_words
from rubrx.reading.stances.foods import is_of_food
from rubrx.reading.stances.occasions import is_of_this_trimester, is_passing
from rubrx.reading.stems import content_stems

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading


Targets = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stance:
    """One stance, at its place in the folded text.

    `targets` are concept names ("drug:NAME" for a drug of the open list only). `bounds` are the measures' bounds it
    is tied to; `state` the words of a condition that is no bound; `conditional` says that it was put as a condition
    ("if", "unless", "would be"). `implied` marks a target that was not named in the same clause.
    """

    level: str
    targets: tuple[str, ...]
    start: int
    end: int
    sentence: int
    negated: bool = False
    bounds: tuple[Bound, ...] = ()
    state: str = ""
    conditional: bool = False
    implied: bool = False
    assertion: assertion.State = assertion.State.AFFIRMED
    #: what a label or guideline says, by its name: the answer's own view comes before it
    reported: bool = False

    @property
    def against(self) -> int:
        """How strongly it speaks against the drug: 4 contraindicated ... 1 caution, 0 or less for it."""
        return LEVELS[self.level]


def applies(stance: Stance, reading: Reading) -> bool | None:
    """Whether a stance is about this patient: True, False (another condition), or None where nobody can settle it."""
    patient = reading.patient
    if stance.assertion is not assertion.State.AFFIRMED:
        return False
    if reading.lexicon.asks_about_supplement and is_of_food(stance, reading):
        return False
    if stance.bounds:
        known = [(bound, patient.value(bound.measure)) for bound in stance.bounds]
        verdicts = [bound.holds(value) for bound, value in known if value is not None]
        if verdicts:
            holds = all(verdicts) if len({b.measure in RENAL or b.measure for b, _ in known}) > 1 else any(verdicts)
            return holds != stance.state.startswith(("unless", "until"))
    if stance.conditional:
        return _condition_holds(stance, reading)
    return _is_of(stance.state, reading) if stance.state else True


def _is_of(state: str, reading: Reading) -> bool | None:
    """Whether the patient is in a state; None where nobody can settle it."""
    patient = reading.patient
    graded = _GRADED.search(state)
    if graded and graded[0] not in f"{reading.lexicon.query_folded} ; {patient.text}":
        return None  # "in people with active bulimia", where hers is in remission
    if any(word in patient.taken for word in _WORDS.findall(state)):
        return True  # "with propranolol on board"
    if patient.taken and kind_is_taken(state, patient.taken):
        return True  # "with any JAK inhibitor", of somebody on tofacitinib
    if is_of_this_trimester(state, reading.lexicon.query_folded, patient.text):
        return True
    if (egfr := patient.value("egfr")) is not None and _KIDNEYS.search(state):
        return egfr < _IMPAIRED
    if patient.has_state(state) or any(concept in state for concept in _facts_named(reading)):
        return True
    named = content_stems(state)
    return True if named and named <= reading.lexicon.query_stems else None  # "with a heart murmur", as the query tells


#: words long enough to be a drug's name
_WORDS = re.compile(r"[a-z]{6,}")


_LAST_RESORT = re.compile(r"\b(?:others?|else|alternatives?|nothing|everything|none|no other|last resort)\b")


def _condition_holds(stance: Stance, reading: Reading) -> bool:
    """Whether what a stance was put under as a condition ("if", "unless", "until") is so in this patient."""
    patient, condition = reading.patient, stance.state
    if condition.startswith("unless") and stance.against > 0 and _LAST_RESORT.search(condition):
        return True  # "unless other treatments have failed": nobody has said so
    if condition.startswith("unless") and any(concept in condition for concept in _facts_named(reading)):
        return False
    state = _LEAD.sub("", condition)
    if condition.startswith("when") and is_passing(condition, reading.lexicon.query_folded, patient.text):
        return False
    if condition.startswith(("until", "till")) and stance.against > 0:
        return True  # "hold it until the potassium is below 5": so it is now
    if condition.startswith(("until", "once", "when")) and not stance.bounds and not _SOMEBODY.match(condition):
        return True
    if stance.against > 0 and _WHOEVER_ASKS.match(condition):
        return True  # "should anybody still have it in the fridge": barred whoever it be
    if stance.against > 0 and condition.startswith(("as long as", "so long as", "while")):
        return True  # "he must not have it as long as he wears the patch": so it is now
    if patient.has_state(state) or (
        len(state.split()) <= 4 and any(has_words(state, each) for each in _facts_named(reading))
    ):
        return not condition.startswith("unless")
    return condition.startswith("unless")


#: "when somebody stops smoking": of whoever it may be
_SOMEBODY = re.compile(r"when (?:some|any)(?:one|body)\b|when (?:people|others|patients|smokers|a person)\b")
_WHOEVER_ASKS = re.compile(
    r"(?:should|if|when|whenever) (?:any|some)(?:one|body)(?: else)?(?: (?:still|ever|has|have|had|offer|suggest|ask"
    r"|propos|want"
    r"|prescrib|tries|try|reach|tell)\w*\b|\W*$)"
)
_GRADED = re.compile(
    r"\b(?:active|current|acute|ongoing|uncontrolled|unstable|decompensated|untreated|severe|recent|end-stage|advanced"
    r"|poorly controlled|symptomatic)\b"
)
#: kidneys that are not what they should be, to no degree that is told; and the eGFR below which they are so
_KIDNEYS = re.compile(
    r"^(?:(?:the|any|all|every|chronic|patients? with|people with|those with|someone with) )*(?:(?:renal|kidney)"
    r" (?:disease|impairment|insufficiency|dysfunction|trouble|problems?)|ckd|(?:poor|failing|weak|damaged|impaired)"
    r" (?:kidneys?|renal function|kidney function))\b"
)
_IMPAIRED = 60.0
_LEAD = re.compile(r"^(?:if|unless|when|in case|provided|as long as|once|until|only when)\s+")


def own_views(stances: list[Stance]) -> list[Stance]:
    """The stances that are the answer's own, where it has any; else what it reports of labels and guidelines."""
    return [each for each in stances if not each.reported] or stances


def settled(stances: list[Stance], reading: Reading) -> list[Stance]:
    """The stances about this patient; where there are none, those of which nobody can say."""
    judged = [(each, applies(each, reading)) for each in stances]
    sure = own_views([each for each, here in judged if here])
    return sure or [each for each, here in judged if here is None]


def _facts_named(reading: Reading) -> frozenset[str]:
    """Spellings of the rubric's terms that the query or the patient's facts name: states this patient is in."""
    return reading.lexicon.patient_spellings
