"""Warnings: `contraindicated` and `not_contraindicated`: does the answer warn of a drug, in the condition asked for?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.bounds import RENAL, Bound
from rubrx.reading.conditions import Condition, parse_condition
from rubrx.reading.dosing import Dose
from rubrx.reading.expressions import Expr
from rubrx.reading.folding import fold
from rubrx.reading.last_word import goes_ahead, only_a_pause
from rubrx.reading.names import drug_classes, drug_names, members_of
from rubrx.reading.stance import Stance, applies, own_views
from rubrx.reading.stems import content_stems
from rubrx.records import Span
from rubrx_alignment.advice import endorsed
from rubrx_alignment.implied import harm_told
from rubrx_alignment.kinds import Body, needs_content, sentence_quote
from rubrx_alignment.pairs import pair_of_others, reason_is_another, unless_stopped
from rubrx_alignment.statements import states


class Situation(Body):
    """A drug, and where it is asked about: a condition of the patient, another drug, or simply this patient."""

    drug: str | list[str] = Field(description="a drug or class: a term, or several that all count")
    when: str | None = Field(None, description="a bound such as 'egfr < 30', or a state such as 'cirrhosis'")
    with_: str | None = Field(None, alias="with", description="another drug")


Strength = Literal["caution", "hold", "avoid", "contraindicated"]


class Warned(Situation):
    """A situation, and how strong a warning must at least be."""

    at_least: Strength = "avoid"
    for_good: bool = Field(False, description="it must not come back: stopping it for now is not enough")
    or_says: Expr | None = Field(None, description="reasons; giving them, with no word for the drug, is a warning too")
    or_instead: str | list[str] = Field(
        [], description="drugs or measures; advising one of them, with no word for the drug, is a warning too"
    )


class Barred(Situation):
    """A situation, and how strong a warning must be to count as a false alarm."""

    at_least: Strength = "hold"
    for_good: bool = Field(False, description="only a ban without end counts: 'never again', 'stop it for good'")
    in_state: list[str] = Field([], description="states that this patient is in: a ban there is one of this patient")


#: the least strength that counts: holding a drug and avoiding it are both a warning not to give it
_NEEDED = {"caution": 1, "hold": 2, "avoid": 2, "contraindicated": 4}


def _listed(written: str | list[str]) -> list[str]:
    return [written] if isinstance(written, str) else written


@dataclass
class _Question:
    """A situation compiled with a lexicon, and the stances that bear on it."""

    drugs: tuple[Concept, ...]
    condition: Condition | None
    state: Concept | None
    partner: Concept | None

    @classmethod
    def of(cls, body: Situation, lexicon: Lexicon) -> _Question:
        names = _listed(body.drug)
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
#: "piperacillin needs holding, vancomycin doesn't"
_DOES_NOT = re.compile(
    r"(?: itself)? (?:doesn't|does not|don't|isn't|is not|needn't|need not|won't|shouldn't)\s*(?=[.;,!]|$)"
)


def _excepted(stance: Stance, names: frozenset[str], reading: Reading) -> bool:
    """Whether a drug stands behind a warning only to be taken out of it."""
    sentence = reading.sentences[stance.sentence]
    if "n't" not in sentence.text and " not" not in sentence.text:
        return False
    own = [m for m in reading.drugs_in(sentence) if m.concept in names]
    return bool(own) and all(
        m.start >= stance.end and _DOES_NOT.match(reading.folded.text, m.end, sentence.end) for m in own
    )


def _same_measure(bound: Bound, wanted: Bound) -> bool:
    return bound.measure == wanted.measure or (bound.measure in RENAL and wanted.measure in RENAL)


def _renamed(bound: Bound, wanted: Bound) -> Bound:
    return Bound(wanted.measure, bound.low, bound.high, bound.low_included, bound.high_included)


_RESTART = ("restart", "restarting", "resume", "resuming")


def _sides(
    stances: list[tuple[Stance, bool | None]], needed: int, reading: Reading
) -> tuple[list[Stance], list[Stance]]:
    """The stances that warn strongly enough, and those that allow; unsettled ones only where none is settled."""
    settled = own_views([s for s, bears in stances if bears]) or own_views([s for s, _ in stances])
    warn = [s for s in settled if s.against >= needed]
    allow = [s for s in settled if s.against < 0 and reading.folded.text[s.start : s.end] not in _RESTART]
    return warn, allow


def _spans(stances: list[Stance], reading: Reading) -> list[Span]:
    return [reading.span(s.start, s.end) for s in stances[:4]]


def contraindicated(body: Warned, lexicon: Lexicon) -> Judge:
    """Met when the answer warns of the drug there, strongly enough, and does not take it back."""
    question = _Question.of(body, lexicon)
    needed = _NEEDED[body.at_least]
    name = question.drugs[0].name
    partner = question.partner.name if question.partner is not None else ""
    reasons = states(body.or_says, lexicon) if body.or_says is not None else None
    others = [lexicon.concept(each, advisable=True) for each in _listed(body.or_instead)]
    names_of_others = frozenset(each.name for each in others)

    def judge(case: Case) -> Outcome:
        reading = case.reading
        stances = question.stances(reading)
        warn, allow = _sides(stances, needed, reading)
        warn = [each for each in warn if _counts(each, body, question, reading)]
        if warn:
            undone = _undone(warn, allow, stances, question, reading, needed=needed, others=names_of_others)
            if undone is not None:
                how, places = undone
                telling = places if how == _SAYS_BOTH else places[-1:]
                quoted = " and ".join(sentence_quote(reading, start) for start, _ in telling)
                return not_met(f"{how}: {quoted}", [reading.span(*place) for place in places])
            return met(f"{warn[0].level}: {sentence_quote(reading, warn[0].start)}", _spans(warn, reading))
        if allow:
            return not_met(f"allows {name}: {sentence_quote(reading, allow[0].start)}", _spans(allow, reading))
        weaker = [s for s, _ in stances if s.against > 0]
        if weaker:
            return not_met(
                f"only {weaker[0].level}, not {body.at_least}: {sentence_quote(reading, weaker[0].start)}",
                _spans(weaker, reading),
            )
        told = harm_told(reading, question.drugs)
        if told is not None and goes_ahead(reading, question.names, told.end, partner) is None:
            return met(
                f"tells the harm and chooses another: {sentence_quote(reading, told.start)}",
                [reading.span(told.start, told.end)],
            )
        chosen = _chosen_instead(reading, others, question, partner)
        if chosen is not None:
            place = reading.folded.position(chosen.start)
            return met(f"advises another in its place: {sentence_quote(reading, place)}", [chosen])
        if reasons is not None and not _is_used(reading, question, partner):
            said = reasons(case)
            if said.status == "met":
                return met(f"says why not: {said.explanation.removeprefix('says ')}", said.evidence)
        return not_met(f"does not warn of {name}")

    return judge


#: what is given beside the drug, later, or if somebody likes, is not given in its place
_NOT_IN_ITS_PLACE = re.compile(
    r"\b(?:add(?:s|ed|ing)?|plus|as well|also|too|on top|alongside|beside|along with|in addition|together with"
    r"|besides|cover|if|after|once|when|until|later|eventually|option|may|might|could)\b"
)


def _chosen_instead(reading: Reading, others: list[Concept], question: _Question, partner: str) -> Span | None:
    """Where the answer advises one of the others, and the drug itself in no word: neither dosed nor gone ahead with."""
    for other in others:
        for span in endorsed(reading, other)[:1]:
            start = reading.folded.position(span.start)
            sentence = next(each for each in reading.sentences if each.start <= start < each.end)
            if _NOT_IN_ITS_PLACE.search(sentence.text):
                continue
            if not _is_used(reading, question, partner):
                return span
    return None


def _is_used(reading: Reading, question: _Question, partner: str) -> bool:
    """Whether the answer doses the drug, or goes ahead with it in any words."""
    dosed = any(d.role == "advised" and not question.names.isdisjoint(d.drugs) for d in reading.doses)
    return dosed or goes_ahead(reading, question.names, 0, partner) is not None


#: where something stands in the folded text
_Place = tuple[int, int]


_SAYS_BOTH = "says both"


def _counts(stance: Stance, body: Warned, question: _Question, reading: Reading) -> bool:
    """Whether a warning is one of this drug, for as long as is asked for."""
    if body.for_good and not _FOR_GOOD.search(reading.sentences[stance.sentence].text):
        return False
    if _excepted(stance, question.names, reading):
        return False
    pauses = _NEEDED[body.at_least] > 1 and body.at_least != "hold"
    return not (pauses and only_a_pause(reading, stance.start, stance.end))


def _undone(
    warn: list[Stance], allow: list[Stance], stances: list[tuple[Stance, bool | None]], question: _Question,
    reading: Reading, *, needed: int, others: frozenset[str] = frozenset(),
) -> tuple[str, list[_Place]] | None:  # fmt: skip
    """What takes a warning back, in words and with its places, the telling one last; None where nothing does."""
    first, names = (warn[0].start, warn[0].end), question.names
    if question.partner is None and unless_stopped(warn, names, reading):
        return "only until another is stopped", [first]
    if needed <= 1:
        return None
    if allow and _contradicts(warn, allow, reading):
        return _SAYS_BOTH, [first, (allow[0].start, allow[0].end)]
    sibling = _sibling_chosen(warn, question, reading)
    if sibling is not None and others.isdisjoint(sibling.targets):
        return "chooses another of them", [first, (sibling.start, sibling.end)]
    dosed = None
    if not any(bears for _, bears in stances):
        later = _allowed_after(warn, names, reading)
        if later is not None:
            return "barred in another case only, and allowed", [first, (later.start, later.end)]
        dosed = next((d for d in reading.doses if _is_advised(d, names, warn[-1].end)), None)
    dosed = dosed or _dosed_after(warn, names, reading)
    if dosed is not None:
        return "doses it after all", [(dosed.quantity.start, dosed.quantity.end)]
    partner = question.partner.name if question.partner is not None else ""
    ahead = goes_ahead(reading, names, warn[-1].end, partner)
    return ("goes ahead all the same", [ahead]) if ahead is not None else None


#: what a ban says that holds later too
_FOR_GOOD = re.compile(
    r"\b(?:never|again|future|re-?start\w*|re-?challeng\w*|resum\w*|re-?introduc\w*|for good|permanent\w*"
    r"|for life|lifelong|any dose|back|ever|contraindicated"
    r"|anymore|any more|no more|off the table|history|card|records?|allergy list)\b"
)
#: "don't take ibuprofen; take Advil instead": the same drug under another name is no other drug
_INSTEAD = re.compile(r"[^.;:!?]{0,60}?\binstead\b(?! of)")


#: "allowed once 24 h have passed": at a later time, and not now
_ONCE_PAST = re.compile(
    r"[^.;:]{0,20}\b(?:once|after|when)\b[^.;:]{0,50}\b(?:passed|gone|elapsed|finished|over|clear\w*|stopped"
    r"|done|complete\w*"
    r"|washed|since the last|born|delivered)\b"
)
#: "hold it while on the course and start again the day after, then it is ok"
_THEN_AGAIN = re.compile(
    r"\b(?:re-?start|start|resum|back on|go back)\w*\b[^.;:]{0,30}\b(?:again|after|afterwards|then|later)\b"
)


def _contradicts(warn: list[Stance], allow: list[Stance], reading: Reading) -> bool:
    """Whether what allows undoes what warns: as explicit, unconditional, and not an earlier remark overruled later."""
    text = reading.folded.text
    held = [s for s in warn if s.level == "hold"]
    firm = [
        s for s in allow
        if not s.conditional and not s.implied and not s.bounds
        and not _ONCE_PAST.match(text, s.end, reading.sentences[s.sentence].end)
        and not any(w.sentence == s.sentence and _THEN_AGAIN.search(text, w.end, s.start) for w in held)
    ]  # fmt: skip
    if not firm:
        return False
    here = {s.sentence for s in firm}
    explicit = [
        s for s in warn
        if not s.conditional and (not s.implied or (s.sentence not in here and _for_now(s, reading)))
    ]  # fmt: skip
    return not explicit or any(
        s.negated or LEVELS[s.level] == -1 or (s.end > warn[0].end and _INSTEAD.match(text, s.end)) for s in firm
    )


def _sibling_chosen(warn: list[Stance], question: _Question, reading: Reading) -> Stance | None:
    """What takes up another of the question's drugs, of the same class, in the place of the one that is barred."""
    barred = {name for s in warn for name in s.targets}
    drugs = {drug.name: drug.spellings for drug in question.drugs}
    whole = {member for spellings in drugs.values() for each in spellings for member in members_of(each.lower())}
    for each in reading.stances:
        if each.level != "recommended" or each.implied or each.conditional or each.assertion != "affirmed":
            continue
        for name in each.targets:
            beside = any(s.sentence == each.sentence for s in warn)
            if beside and name.removeprefix("drug:") in whole and name not in barred:
                return each  # "celecoxib in place of naproxen", where NSAIDs are to be avoided
            if (
                name in drugs
                and name not in barred
                and any(
                    not kind.broad
                    and not kind.members.isdisjoint(drugs[name])
                    and any(other != name and not kind.members.isdisjoint(drugs.get(other, ())) for other in barred)
                    for kind in drug_classes()
                )
            ):
                return each
    return None


def _allowed_after(warn: list[Stance], names: frozenset[str], reading: Reading) -> Stance | None:
    """What allows the drug, in any words, after a ban of which nobody can say whether it is this patient's."""
    for each in reading.stances:
        elsewhere = each.sentence != warn[-1].sentence or not each.implied
        if each.against < 0 and each.start > warn[-1].end and elsewhere and not names.isdisjoint(each.targets):
            return each
    return None


def _dosed_after(warn: list[Stance], names: frozenset[str], reading: Reading) -> Dose | None:
    """The dose of the drug that is advised after all warnings of it: "not on the same day as X. Then 50 mg is fine"."""
    last = warn[-1]
    if last.level == "hold" or last.conditional or names.isdisjoint(reading.lexicon.asked.topics):
        return None
    return next(
        (each for each in reading.doses
         if each.role == "advised" and each.sentence > last.sentence and _is_of(each, names, reading)), None,
    )  # fmt: skip


def _is_advised(dose: Dose, names: frozenset[str], after: int) -> bool:
    return dose.role == "advised" and dose.quantity.start > after and not names.isdisjoint(dose.drugs)


#: "add dig 125 mcg": a name that no list has
_UNKNOWN = re.compile(
    r"\b(?:add|give|start|use|try|prescribe|begin|offer)\s+(?!(?:it|him|her|them|just|only|about|up|an?"
    r"|one|two|half|the|this|that|at|on|with|no|iv|im|po|sc|oral)\b)"
    r"[a-z][a-z-]{2,}\s+$"
)
_ANOTHER_ONE = re.compile(
    r"\W*(?:the|an?) (?:[\w-]+ ){1,2}(?:drug|medicine|tablet|capsule|pill|antibiotic|injection|cream|patch"
    r"|jab|syrup|inhaler|spray|drops|stuff|one|cousin|sort|kind)\b"
)
#: what is given again, or later, is not given now; and "something else" is another thing
_LATER = re.compile(
    r"\b(?:else|an?other|re-?start\w*|resum\w+|reintroduc\w+|re-?challeng\w+|again|later"
    r"|once|when|after|afterwards|until)\b|\bif\b[^.;]{0,30}(?:[<>≤≥]|below|under|above|falls|drops|rises"
    r"|back)"
)


#: what is no tablet
_FORM = re.compile(
    r"(?:[ /-][\w/-]+){0,2}?[ -](patch|gum|lozenge|spray|inhaler|cream|gel|ointment|drops|suppositor|pessar|enema)\w*\b"
)


def _is_of(dose: Dose, names: frozenset[str], reading: Reading) -> bool:
    """Whether a dose is of one of these, by its words or because the drug it stands nearest to is barred."""
    sentence = reading.sentences[dose.sentence]
    if _LATER.search(sentence.text) or _UNKNOWN.search(reading.folded.text, sentence.start, dose.quantity.start):
        return False
    if not reading.drugs_in(sentence) and _ANOTHER_ONE.match(sentence.text):
        return False  # "The half-yearly jab suits such kidneys, sixty milligrams a go"
    named = {m.concept for m in reading.drugs_in(sentence)}
    form = _FORM.match(reading.folded.text, dose.quantity.end)
    if form and not named and not any(form[1] in each for name in names for each in reading.lexicon.names_of(name)):
        return False  # "That tablet is off the table. Put a 21 mg patch on each morning"
    if not names.isdisjoint(dose.drugs):
        return not named or not named.isdisjoint(names)
    if named:
        return not named.isdisjoint(names) and not names.isdisjoint(dose.drugs)
    barred = {
        name for s in reading.stances if s.against >= LEVELS["hold"] and not s.implied and s.end <= sentence.start
        for name in s.targets
    }  # fmt: skip
    return barred.issuperset(dose.drugs) and names.isdisjoint(dose.drugs)


_NOW = re.compile(r"\b(?:today|tonight|now|this (?:morning|evening|dose)|for the moment)\b|'s\b")


def _for_now(stance: Stance, reading: Reading) -> bool:
    """Whether a dose is held back for now ("hold today"), whatever drug is named: what comes later is another dose."""
    after = reading.folded.text[stance.end : stance.end + 20].split(",")[0]
    return stance.level == "hold" and _NOW.search(after.split(".")[0]) is not None


def _of_the_other(stance: Stance, question: _Question, reading: Reading) -> bool:
    """Whether a ban of a pair is, for a drug that the patient takes, one of the other, which was asked about."""
    lexicon = reading.lexicon
    if len(stance.targets) < 2 or stance.level == "hold" or question.partner is not None:
        return False
    here = question.names.intersection(stance.targets)
    if (
        not here.isdisjoint(lexicon.asked.topics)
        or lexicon.asked.topics == ()
        or set(lexicon.asked.topics).isdisjoint(stance.targets)
    ):
        return False
    taken = lexicon.patient.taken
    return bool(_TOGETHER.search(reading.sentences[stance.sentence].text)) and all(
        any(each in taken for each in drug.spellings) for drug in question.drugs if drug.name in here
    )


_TOGETHER = re.compile(
    r"\b(?:combin\w+|together|mix\w*|pair\w*|apart|beside|alongside|duo|marriage|cocktail"
    r"|both|two)\b|[+&]"
)
_TAKES_UP = re.compile(r"(?:swap|switch|chang|replac|mov|exchang|instead)")


def _unsaid(stance: Stance, reading: Reading) -> bool:
    """Whether a stance only follows from another drug's being taken up: "Switch to X"."""
    return _TAKES_UP.match(reading.folded.text, stance.start) is not None


def _unsettled(
    stances: list[tuple[Stance, bool | None]], names: frozenset[str], state: frozenset[str], reading: Reading
) -> list[Stance]:
    """The bans of what was asked about, in a state that may or may not be here, or of any drug in a state that is."""
    asked = names.intersection(reading.lexicon.asked.topics)
    bans = [s for s, bears in stances if bears is None and s.against >= LEVELS["avoid"]]
    return [
        s for s in bans
        if (not s.implied and not asked.isdisjoint(s.targets)) or not state.isdisjoint(content_stems(s.state))
    ]  # fmt: skip


#: words of a ban without end, and those that set it one
_FOR_EVER = re.compile(
    r"\b(?:never|ever(?! since)|for good|permanent\w*|for life|lifelong|for the rest of"
    r"|under no circumstances|for ever|forever)\b"
)
_WITHOUT_END = re.compile(r"\b(?:no more|again|finished|any ?more|absolutely|contraindicated|out of the question)\b")
_UNTIL = re.compile(r"\b(?:until|till)\b")
_WITH_AN_END = re.compile(
    r"\b(?:until|till|restart\w*|resum\w+|re-?introduc\w+|once|back|when|for now|tonight|today|tomorrow"
    r"|present|moment|meanwhile|meantime|time being|just yet"
    r"|later|days|hours|week)\b"
)


def _is_for_good(sentence: str) -> bool:
    """Whether a sentence with a ban says that it is without end: "never again", and not "hold it, then start again"."""
    if _FOR_EVER.search(sentence):
        return _UNTIL.search(sentence) is None
    return _WITHOUT_END.search(sentence) is not None and _WITH_AN_END.search(sentence) is None


#: "has no place in any overdose and ought to be banned": a ban as strong as any
_UTTERLY = re.compile(
    r"\b(?:banned|outlawed|no place|in any|of any|whatsoever|under no|for anyone|every (?:patient|one|case))\b"
)


def _is_utter(stance: Stance, reading: Reading) -> bool:
    """Whether an avoidance is put as one of everybody, always."""
    return not stance.implied and _UTTERLY.search(reading.sentences[stance.sentence].text) is not None


def _overruled(warn: list[Stance], allow: list[Stance], question: _Question, reading: Reading) -> bool:
    """Whether bans are none of the drug itself: it is allowed after one under a condition, or unnamed in the bans and
    dosed, or allowed by name after them ("Not as written. 500 mg twice daily", "Neither. Give both").
    """
    later = bool(allow) and allow[-1].start > warn[-1].start and not allow[-1].implied
    if later and warn[-1].conditional:
        return True
    named = {m.sentence for drug in question.drugs for m in reading.mentions(drug)}
    dosed = [d for d in reading.doses if d.role in ("advised", "maximum") and not question.names.isdisjoint(d.drugs)]
    if all(s.implied or s.sentence not in named for s in warn):
        return (later and not allow[-1].conditional) or any(d.role == "advised" for d in dosed)
    return bool(dosed) and all(
        len(s.targets) > 1 and _JOINTLY.search(reading.folded.text, reading.sentences[s.sentence].start, s.start)
        for s in warn
    )


#: two that are barred together, and not one by one: "domperidone + citalopram: no"
_JOINTLY = re.compile(r"[a-z]\s?(?:[+&]|\bplus\b|\btogether with\b|\balongside\b|\bcombined with\b)\s?[a-z]")
#: words that set no state apart
_NO_STATE = content_stems(
    "patient people use history previous old mild level dose year week age high low normal no not"
)


def not_contraindicated(body: Barred, lexicon: Lexicon) -> Judge:
    """Met by silence and by allowing; not met when the answer bars the drug there, as strongly as `at_least` says."""
    question = _Question.of(body, lexicon)
    needed = LEVELS[body.at_least]
    state = content_stems(" ".join(fold(each).text for each in body.in_state)) - _NO_STATE

    def judge(case: Case) -> Outcome:
        reading = case.reading
        stances = question.stances(reading)

        def strong(each: Stance) -> bool:
            several = each.implied and len(each.targets) > 1 and not question.pair.issuperset(each.targets)
            other = several or _of_the_other(each, question, reading)
            enough = each.against >= needed or (each.against >= LEVELS["avoid"] and _is_utter(each, reading))
            return enough and not other and not (each.implied and _unsaid(each, reading))

        own = own_views([s for s, bears in stances if bears])
        warn = [s for s in own if strong(s)]
        if not warn and not any(s.against < 0 for s, _ in stances):
            own = own + _unsettled(stances, question.names, state, reading)
            warn = [s for s in own if strong(s)]
        if body.for_good:
            warn = [s for s in warn if _is_for_good(reading.sentences[s.sentence].text)]
        if question.partner is not None and warn:
            warn = [s for s in warn if not reason_is_another(s, question.partner, reading)]
        allow = [s for s in own if s.against < 0]
        if warn and not _overruled(warn, allow, question, reading):
            return not_met(f"{warn[0].level}: {sentence_quote(reading, warn[0].start)}", _spans(warn, reading))
        if allow:
            return met(f"allows it: {sentence_quote(reading, allow[0].start)}", _spans(allow, reading))
        return met("does not bar it")

    return needs_content(judge)
