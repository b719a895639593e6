"""Finding stances: cues with their negations, actions and changes of drug, put together sentence by sentence.

A cue ("avoid", "is safe", "must not be given") has a level and a side on which its drug stands. Negations before it
turn it round, an action before it is weighed by it ("stopping it is unnecessary"), a condition around it says when
it holds. Without a drug of its own ("Avoid.", "it should be stopped") it is about the last one named, or the one
that was asked about.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.cues import CueHit
from rubrx.reading.stances.changes import changed, headed_change, left_unsaid
from rubrx.reading.stances.choices import chosen, exclusive
from rubrx.reading.stances.clauses import GAP, clause_of, outside_asides
from rubrx.reading.stances.company import (
    of_that_kind,
    reversed_in,
    split_by_reversal,
    taken_in,
    whole_class,
    with_others,
)
from rubrx.reading.stances.denials import denied
from rubrx.reading.stances.idle import advises_nothing, taken_now
from rubrx.reading.stances.jabs import no_jab
from rubrx.reading.stances.kinds import none_of_a_kind, plural_subjects
from rubrx.reading.stances.levels import SUDDENLY, level_of, usable
from rubrx.reading.stances.likeness import ditto, likened
from rubrx.reading.stances.making import stance_at
from rubrx.reading.stances.prospects import comes_to_grief, dared, harm_in
from rubrx.reading.stances.refusals import refused
from rubrx.reading.stances.replies import answered, yes_or_no
from rubrx.reading.stances.rules import lets_switch, only_bears_on
from rubrx.reading.stances.silence import declines, may_decline
from rubrx.reading.stances.stance import Stance, Targets
from rubrx.reading.stances.targets import targets_of
from rubrx.reading.stances.turns import another_kind, but_not, rhetorical
from rubrx.reading.stances.wordless import verbless

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence


def find_stances(reading: Reading) -> list[Stance]:
    """Every stance of an answer, in order of place."""
    found: list[Stance] = []
    verdict = yes_or_no(reading)
    if verdict is not None:
        found.append(verdict)
    silent = may_decline(reading.folded.text)
    for sentence in reading.sentences:
        if sentence.is_bare_list or (silent and declines(sentence)):
            continue
        if sentence.is_question:
            found.extend(rhetorical(sentence))
            continue
        if any(hit.cue.kind == "grader" for hit in sentence.cues("attribution")):
            continue
        here = [_of_the_question(each, sentence, found) for each in _of_sentence(sentence)]
        found.extend(here or ditto(sentence, found) or answered(sentence))
    found.extend(denied(reading, found))
    views = [each for each in found if each.assertion is assertion.State.REJECTED and each.against > 0]
    found = [each for each in _but_what_is_given(found) if not (views and _on_a_view(each, views))]
    return [each for at, each in enumerate(found) if not _told_by_others(each, found[at + 1 : at + 1 + _SOON], reading)]


def _but_what_is_given(found: list[Stance]) -> list[Stance]:
    """The stances, a ban of no named drug not on those asked about that are given: "Best not: ... Paracetamol 1 g"."""
    given = {
        target for each in found for target in each.targets
        if not each.implied and each.against < 0 and not each.conditional
        and each.assertion is assertion.State.AFFIRMED
    }  # fmt: skip
    if not given:
        return found
    return [
        replace(each, targets=left)
        if each.implied
        and each.against >= LEVELS["hold"]
        and (left := tuple(t for t in each.targets if t not in given))
        else each
        for each in found
    ]


def _on_a_view(stance: Stance, views: list[Stance]) -> bool:
    """Whether a stance is on a ban that was told and not on its drug: "he wants it stopped; that is premature"."""
    return stance.implied and stance.against > 0 and any(
        each.end <= stance.start
        and 0 <= stance.sentence - each.sentence <= 1 and not set(each.targets).isdisjoint(stance.targets)
        for each in views
    )  # fmt: skip


#: how many stances later an answer may turn against what others say
_SOON = 4


#: "some centres never use them, others do": views that are left open
_SOME = re.compile(r"\bsome\b(?! (?:will|may) tell)[^.;:]{0,50}$")
_OTHERS = re.compile(r"[,;]? (?:and |but |while |whereas )?(?:still |yet )?others?\b")


def _told_by_others(stance: Stance, later: list[Stance], reading: Reading) -> bool:
    """Whether a ban is what some say, and the answer goes on to allow the drug: "some will tell you ...; start it"."""
    if stance.against <= 0:
        return False
    sentence = reading.sentences[stance.sentence]
    if "other" in sentence.text and _SOME.search(reading.folded.text, sentence.start, stance.start):
        return _OTHERS.search(reading.folded.text, stance.end, sentence.end) is not None
    if not any(hit.cue.kind == "quoted" and hit.end <= stance.start for hit in sentence.cues("attribution")):
        return False
    return any(
        each.against < 0 and each.start > stance.end and each.sentence - stance.sentence <= 1
        and each.assertion is assertion.State.AFFIRMED and not set(each.targets).isdisjoint(stance.targets)
        for each in later
    )  # fmt: skip


_POINTS = re.compile(r"\b(?:it|this|that|these|those|them|they|both|either)\b")


def _of_the_question(stance: Stance, sentence: Sentence, earlier: list[Stance]) -> Stance:
    """ "Use acetaminophen. Never combine.": a bare warning is about what was asked, not what was just advised."""
    topics = sentence.reading.lexicon.asked.topics
    last = earlier[-1] if earlier else None
    if (
        last is None
        or not topics
        or not stance.implied
        or stance.against < LEVELS["hold"]
        or last.against >= 0
        or last.sentence != sentence.index - 1
        or last.implied
        or last.conditional
        or not set(stance.targets) <= set(last.targets) - set(topics)
        or sentence.reading.drugs_in(sentence)
        or _POINTS.search(sentence.text)
    ):
        return stance
    return replace(stance, targets=topics)


def _of_sentence(sentence: Sentence) -> list[Stance]:
    """The stances of one sentence, each with the drugs it is about."""
    cues = usable(sentence)
    named = sentence.reading.drugs_in(sentence)
    found: list[Stance] = []
    used: set[int] = set()
    for position, hit in enumerate(cues):
        if position in used:
            continue
        drugs = outside_asides(sentence, hit, named)
        if hit.cue.kind == "swap":
            found.extend(_changes(sentence, hit, drugs))
            continue
        clause = clause_of(sentence, hit)
        level, negated = level_of(sentence, hit, cues)
        action = _action_before(sentence, hit, cues, position, clause)
        judged = _action_after(sentence, hit, cues, position) if action is None else None
        if action is not None:
            used.add(action)
            found = [each for each in found if each.start != cues[action].start]
            level = _combine(cues[action].cue.kind, level)
            targets, implied = targets_of(sentence, cues[action], cues, drugs, clause)
            done = cues[action]
            if LEVELS[done.cue.kind] > 0 and SUDDENLY.search(sentence.reading.folded.text, done.end, hit.start):
                level = "monitor"  # "stopping it suddenly must be avoided"
        elif judged is not None:
            used.add(judged)
            done = cues[judged]
            level = _combine(_done(sentence, done, cues), level)
            targets, implied = targets_of(sentence, done, cues, drugs, clause_of(sentence, done))
        else:
            targets, implied = targets_of(sentence, hit, cues, drugs, clause)
        subject = action is None and _is_subject(sentence, hit, cues, position)
        if against := subject and LEVELS[level] > 0 and not negated:
            level = _of_doing(sentence, hit, level)
        last = position + 1 == len(cues)
        idle = implied and negated and hit.cue.text == "wait"  # "only surgery is left, and it cannot wait"
        idle = idle or (subject and not against) or advises_nothing(sentence, hit, level, targets, clause, last=last)
        if idle or _as_it_was(hit, targets, found):
            continue  # "adding vitamin A risks ..." advises nothing
        if level == "caution" and found and _qualifies(sentence, found[-1], hit, targets):
            found[-1] = replace(found[-1], level="caution")  # "use it with caution"
            continue
        if LEVELS[level] > 0 and (implied or not targets):
            targets, implied = _taken_in_all(sentence, hit, drugs, targets, implied=implied)
        level = _meant(sentence, hit, level, targets, drugs, negated=negated)
        if targets:
            found.append(stance_at(sentence, hit, level, negated, targets, implied=implied))
    found.extend(but_not(sentence, found))
    return _completed(sentence, named, found)


def _changes(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """The stances of a change of drug; none where one is only let be made."""
    if lets_switch(sentence, hit):
        return []
    return headed_change(sentence, hit, drugs) or changed(sentence, hit, drugs)


def _as_it_was(hit: CueHit, targets: Targets, found: list[Stance]) -> bool:
    """Whether a cue only says that a ban stands as it did: "avoid it in future, as before"."""
    return (
        hit.cue.text in _AS_IT_WAS and bool(found) and found[-1].against > 0 and set(targets) <= set(found[-1].targets)
    )


def _meant(
    sentence: Sentence, hit: CueHit, level: str, targets: Targets, drugs: list[Mention], *, negated: bool
) -> str:
    """The level of a stance, where it speaks of what is taken already or its own words say what will come of it."""
    if _goes_on(sentence, hit, level, negated=negated) and taken_now(sentence, targets):
        return "acceptable"
    if negated or LEVELS[level] >= 0 or hit.cue.target != "after":
        return level
    if level == "recommended" and _left_there(sentence, hit, targets, drugs):
        return "avoid"
    if comes_to_grief(sentence, hit.end):
        return "avoid"  # "put her on X and she'll be shaking before the month is out"
    if dared(sentence, hit.start):
        return "avoid" if harm_in(sentence.reading.folded.text, hit.end, sentence.end) >= 0 else "monitor"
    return level


def _taken_in_all(
    sentence: Sentence, hit: CueHit, drugs: list[Mention], targets: Targets, *, implied: bool
) -> tuple[Targets, bool]:
    """The drugs that a warning which names none is about, and whether they are implied."""
    if not targets:
        whole = whole_class(sentence, hit.start) or plural_subjects(sentence, hit.start)
        return (whole, False) if whole else (taken_in(sentence, hit.end, drugs), implied)
    # "all vaccines are contraindicated": not only the one that was asked about
    if whole := plural_subjects(sentence, hit.start):
        return whole, False
    kind = tuple(of_that_kind(sentence, hit.start))
    return (kind, False) if not set(kind).isdisjoint(targets) else (targets, implied)


def _completed(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """The stances of cues with those that a sentence takes without one, each with all of its drugs."""
    wordless = verbless(sentence, drugs, found)
    found.extend([each for each in wordless if not only_bears_on(sentence, each.start)] if wordless else ())
    found.extend(exclusive(sentence, drugs, found))
    found.extend(chosen(sentence, drugs, found))
    found.extend(likened(sentence, drugs, found))
    found.extend(another_kind(sentence))
    found.extend(none_of_a_kind(sentence, found) or no_jab(sentence))
    found.extend(_instead(sentence, found))
    found.extend(refused(sentence, drugs, found))
    reversals = reversed_in(sentence, drugs) if found else []
    every = (with_others(sentence, _with_kinds(sentence, each), drugs) for each in found)
    return [piece for each in every for piece in split_by_reversal(each, reversals)]


_AS_IT_WAS = frozenset(("as before", "unchanged"))
_MIXES = re.compile(r"\b(?:mix\w*|together|meet|combin\w+|pair\w*)\b")


def _with_kinds(sentence: Sentence, stance: Stance) -> Stance:
    """A ban with the kinds that stand, in the plural, beside its drug: "rifampicin and blood thinners never mix"."""
    more = plural_subjects(sentence, stance.start) if stance.against > 0 and not stance.implied else ()
    text = sentence.reading.folded.text
    if stance.against > 0 and not more and len(stance.targets) == 1 and _MIXES.search(text[stance.start : stance.end]):
        asked = tuple(each for each in sentence.reading.lexicon.asked.topics if each not in stance.targets)
        if asked and taken_now(sentence, stance.targets):
            return replace(stance, targets=asked, implied=True)  # "cold remedies and phenelzine never mix"
    return replace(stance, targets=tuple(dict.fromkeys(stance.targets + more))) if more else stance


def _goes_on(sentence: Sentence, hit: CueHit, level: str, *, negated: bool) -> bool:
    """Whether what is taken goes on as it is: "don't touch her levodopa", "leave it alone"."""
    if negated and hit.cue.text == "touch":
        return True
    alone = level == "avoid" and hit.cue.kind == "apart"
    text = sentence.reading.folded.text
    return alone and _ALONE.match(text, hit.end) is not None and not _SHE_MUST.search(text, sentence.start, hit.start)


#: "she must leave that one alone": she is not to take it
_SHE_MUST = re.compile(
    r"\b(?:she|he|they|you|patients?|women|mothers?) (?:must|should|has to|have to|needs? to|had better|ought to) $"
)
_ALONE = re.compile(
    r"[^.;:]{0,40}?\b(?:alone|be|untouched|in place|where (?:it|they) (?:is|are|stands?|belongs?)"
    r"|as (?:it|they) (?:is|are|stands?))\b"
)


def _left_there(sentence: Sentence, hit: CueHit, targets: Targets, drugs: list[Mention]) -> bool:
    """Whether "leave X." ends there and X is not taken: "the ibuprofen is better; leave the paracetamol"."""
    if hit.cue.text != "leave":
        return False
    object_ = next((m for m in drugs if m.start >= hit.end and m.concept in targets), None)
    closed = object_ and re.match(r"\s*(?:$|[.;!])", sentence.reading.folded.text[object_.end : sentence.end])
    return bool(closed) and not taken_now(sentence, targets)


_INSTEAD = re.compile(
    r"\binstead\b(?! of)|\brather (?:he|she|they|you) (?:had|took|used|were|was|went|tried"
    r"|started)\b"
)


def _instead(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "Give paracetamol instead.": against what was asked about, where nothing else is said of that here."""
    match = _INSTEAD.search(sentence.reading.folded.text, sentence.start, sentence.end)
    taken = [each for each in found if each.level == "recommended" and not each.conditional and not each.implied]
    if match is None or not taken:
        return []
    topics = left_unsaid(sentence, tuple(name for each in found for name in each.targets))
    return [Stance("avoid", topics, match.start(), match.end(), sentence.index, implied=True)] if topics else []


def _combine(action: str, judgement: str) -> str:
    """The level of an action that is itself judged: "stopping it is unnecessary" is acceptable."""
    if LEVELS[action] <= 0:
        return judgement
    return "acceptable" if LEVELS[judgement] > 0 else action


def _qualifies(sentence: Sentence, before: Stance, hit: CueHit, targets: Targets) -> bool:
    """Whether a caution only qualifies the advice before it ("use it with caution beside oxycodone")."""
    if before.against >= 0 or before.end > hit.start:
        return False
    between = sentence.reading.folded.text[before.end : hit.start]
    return not targets or (between.rstrip().endswith("with") and between.count(" ") <= 5)


def _action_before(
    sentence: Sentence, hit: CueHit, cues: list[CueHit], position: int, clause: tuple[int, int]
) -> int | None:
    """The action ("starting", "to stop") that this predicate judges, if one stands before it in the clause."""
    if hit.cue.target not in ("before", "either") or position == 0:
        return None
    text = sentence.reading.folded.text
    before = cues[position - 1]
    if before.cue.target != "after" or before.start < clause[0] or before.cue.kind not in LEVELS:
        return None
    between = text[before.end : hit.start]
    gerund = before.cue.text.split(" ")[0].endswith("ing") or bool(
        re.search(r"\bto\s+$", text[clause[0] : before.start])
    )
    linked = _LINKS.search(between) or hit.cue.text.startswith(("would be ", "is ", "are ", "isn't ", "aren't "))
    return position - 1 if gerund and linked and not GAP.search(between) else None


_LINKS = re.compile(r"\b(?:is|are|was|would be|would|isn't|seems|be)\b")
_BEGINS = re.compile(r"(?:^|[.;:,!?(\n]\s*|\b(?:and|but|because|since|as|so|that|while|although|though)\s+)$")
#: what somebody's doing so does: the predicate behind "adding X"
_DOES = re.compile(
    r"[^.;:,!?()]{0,60}?\s(?:risks|raises|lowers|causes|leads|increases|doubles|trebles|triples|reduces|makes"
    r"|puts|pushes|brings"
    r"|could|can|may|might|would|will|has (?:caused|led|killed)|have (?:caused|led|killed)|invites|courts"
    r"|defeats|adds|gives|means"
    r"|exposes|carries|worsens|provokes|triggers|threatens|tips|sends)\b(?!\s+be\s+(?:fine|safe|ok|all right))"
)


_COSTS = re.compile(r"\b(?:risks|invites|courts|exposes|threatens|worsens|provokes|triggers|precipitates|endangers)\b")


def _of_doing(sentence: Sentence, hit: CueHit, level: str) -> str:
    """The level of what is stopped, for it where that does harm: "stopping insulin would put her in ketoacidosis"."""
    text = sentence.reading.folded.text
    harm = _COSTS.search(text, hit.end, sentence.end) is not None or harm_in(text, hit.end, sentence.end) >= 0
    return "recommended" if harm else level


def _is_subject(sentence: Sentence, hit: CueHit, cues: list[CueHit], position: int) -> bool:
    """Whether an "-ing" is what its clause is about, with a verb of effect behind it and no judgement on it."""
    if not hit.cue.text.endswith("ing"):
        return False
    text = sentence.reading.folded.text
    if text.endswith("not ", sentence.start, hit.start):  # "not giving it would be the greater danger"
        lead = text[sentence.words_start : hit.start - 4]
        return bool(_BEGINS.search(lead)) and bool(_DOES.match(text, hit.end, sentence.end))
    stop = cues[position + 1].start if position + 1 < len(cues) else sentence.end
    return bool(_BEGINS.search(text[sentence.words_start : hit.start]) and _DOES.match(text, hit.end, stop))


def _done(sentence: Sentence, hit: CueHit, cues: list[CueHit]) -> str:
    """The level of an action itself, without what is said against it."""
    if hit.cue.kind in LEVELS:
        return hit.cue.kind
    level, turned = level_of(sentence, hit, cues)
    return level if not turned else "recommended" if LEVELS[level] > 0 else "avoid"


_TO_DO = re.compile(r"\s+(?:for (?:her|him|them|you|us|this patient) )?to\s+(?:\w+ly\s+)?")


def _action_after(sentence: Sentence, hit: CueHit, cues: list[CueHit], position: int) -> int | None:
    """The action that this predicate judges, where it stands behind it: "unwise to keep it going"."""
    if hit.cue.target != "before" or position + 1 >= len(cues) or not LEVELS.get(hit.cue.kind):
        return None
    after = cues[position + 1]
    if after.cue.target != "after" or after.cue.kind == "swap":
        return None
    return position + 1 if _TO_DO.fullmatch(sentence.reading.folded.text, hit.end, after.start) else None
