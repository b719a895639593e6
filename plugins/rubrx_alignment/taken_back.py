"""What takes a warning back: an answer that says both, chooses a sibling, or doses the drug after all."""

from __future__ import annotations

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.doses.dosing import Dose
from rubrx.reading.last_word import goes_ahead
from rubrx.reading.names import drug_classes, members_of
from rubrx.reading.stances.stance import Stance
from rubrx_alignment.pairs import unless_stopped
from rubrx_alignment.situations import Question

#: where something stands in the folded text
Place = tuple[int, int]
SAYS_BOTH = "says both"


def how_taken_back(
    warn: list[Stance], allow: list[Stance], stances: list[tuple[Stance, bool | None]], question: Question,
    reading: Reading, *, needed: int, others: frozenset[str] = frozenset(),
) -> tuple[str, list[Place]] | None:  # fmt: skip
    """What takes a warning back, in words and with its places, the telling one last; None where nothing does."""
    first, names = (warn[0].start, warn[0].end), question.names
    if question.partner is None and unless_stopped(warn, names, reading):
        return "only until another is stopped", [first]
    if needed <= 1:
        return None
    if allow and _contradicts(warn, allow, reading):
        return SAYS_BOTH, [first, (allow[0].start, allow[0].end)]
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
    if any(_bids(s, explicit, reading) for s in firm):
        return True
    return not explicit or any(
        s.negated or LEVELS[s.level] == -1 or (s.end > warn[0].end and _INSTEAD.match(text, s.end)) for s in firm
    )


#: "..., so dispense the timolol", after a ban: it is done all the same, in the same form and now
_BIDS = re.compile(r"(?:dispens|suppl|appl|hand|keep|carr|continu|press|start|begin|give|go ahead|let|sell|use)")
_NOT_NOW = re.compile(
    r"\b(?:once|when|after|afterwards|until|till|if|unless|then|later|tomorrow|next|days?|hours?|weeks?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|else|instead|again|other|others|another|new|lower"
    r"|only|provided|different|without|not|never|no|rather)\b|n't\b"
)
_SO = (", so ", " so just ", ", so please ")
_ROUTES = re.compile(
    r"\b(?:oral|orally|mouth|iv|im|sc|po|intravenous\w*|patch\w*|gel|cream|drops?|tablets?|capsules?|infusion|drip|injection"
    r"|jab|topical\w*|rectal|inhal\w+|mr|sr|ir|immediate|modified|slow|flush\w*|push|bolus|undiluted|diluted|syrup|liquid)\b"
)


def _bids(stance: Stance, explicit: list[Stance], reading: Reading) -> bool:
    """Whether a drug is bidden to be given by name, after all bans of it, with no other form, time or amount told."""
    sentence = reading.sentences[stance.sentence]
    last = explicit[-1] if explicit else None
    if last is None or stance.sentence < last.sentence or not _BIDS.match(reading.folded.text, stance.start):
        return False
    if stance.sentence == last.sentence and not reading.folded.text.endswith(_SO, last.end, stance.start):
        return False
    if any(each.level == "hold" for each in explicit) or sentence.quantities or _NOT_NOW.search(sentence.text):
        return False
    same = [each for each in explicit if not set(each.targets).isdisjoint(stance.targets)]
    return not same or not any(_ROUTES.search(reading.sentences[s.sentence].text) for s in (stance, *same))


def _sibling_chosen(warn: list[Stance], question: Question, reading: Reading) -> Stance | None:
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
            if name in drugs and name not in barred and any(s.start == each.start for s in warn):
                return each  # "change enoxaparin to heparin", where all heparin is to be avoided
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


#: "with pyridostigmine on board it is safe, so give 5 mg/kg": company, and not what is given
_WITH_IT = re.compile(
    r"(?:^|[.;:,] |\b(?:however|but|yet|since|as),? )(?:with|despite|under|besides)(?: (?:the|his|her|a))? $"
)


#: what is measured in units
_BY_UNITS = re.compile(
    r"insulin|glargine|detemir|degludec|lispro|aspart|heparin|parin\b|toxin|epoetin|vitamin d|factor|ferol"
)


def _in_units(names: frozenset[str], reading: Reading) -> bool:
    return any(_BY_UNITS.search(each) for name in names for each in reading.lexicon.names_of(name))


def _is_of(dose: Dose, names: frozenset[str], reading: Reading) -> bool:
    """Whether a dose is of one of these, by its words or because the drug it stands nearest to is barred."""
    sentence = reading.sentences[dose.sentence]
    if dose.is_inherited and dose.quantity.dimension == "units" and not _in_units(names, reading):
        return False  # "Hold the gliflozin. Give 32 units at night": of the insulin that she has
    if _LATER.search(sentence.text) or _UNKNOWN.search(reading.folded.text, sentence.start, dose.quantity.start):
        return False
    if not reading.drugs_in(sentence) and _ANOTHER_ONE.match(sentence.text):
        return False  # "The half-yearly jab suits such kidneys, sixty milligrams a go"
    named = {
        m.concept
        for m in reading.drugs_in(sentence)
        if m.concept in names or not _WITH_IT.search(reading.folded.text, sentence.start, m.start)
    }
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
