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
from rubrx.reading.matching import has_words
from rubrx.reading.names import drug_classes
from rubrx.reading.stances.blame import blamed
from rubrx.reading.stances.choices import chosen, exclusive
from rubrx.reading.stances.clauses import GAP, clause_of, condition_of, outside_asides
from rubrx.reading.stances.denials import denied
from rubrx.reading.stances.idle import advises_nothing, taken_now
from rubrx.reading.stances.jabs import no_jab
from rubrx.reading.stances.kinds import none_of_a_kind, plural_subjects
from rubrx.reading.stances.levels import FATAL, SUDDENLY, level_of, usable
from rubrx.reading.stances.likeness import ditto, likened
from rubrx.reading.stances.prospects import comes_to_grief, dared, harm_in
from rubrx.reading.stances.refusals import refused
from rubrx.reading.stances.replies import answered, yes_or_no
from rubrx.reading.stances.rules import lets_switch, only_bears_on
from rubrx.reading.stances.silence import declines, may_decline
from rubrx.reading.stances.stance import Stance
from rubrx.reading.stances.swaps import gains_nothing, is_headed, is_no_swap
from rubrx.reading.stances.targets import (
    MINDED,
    PASSIVE,
    Targets,
    antecedent,
    is_behind_preposition,
    names_of,
    of_that_kind,
    reversed_in,
    split_by_reversal,
    taken_in,
    targets_of,
    whole_class,
    with_others,
)
from rubrx.reading.stances.turns import another_kind, but_not, rhetorical
from rubrx.reading.stances.views import disowned, grounds
from rubrx.reading.stances.wordless import verbless
from rubrx.reading.unreal import MY_OWN, only_elsewhere, only_within

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Lexicon
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
            if not lets_switch(sentence, hit):
                found.extend(_swapped_for(sentence, hit, drugs) or _swap(sentence, hit, drugs))
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
        if (
            idle
            or (subject and not against)
            or advises_nothing(sentence, hit, level, targets, clause, last=last)
            or _as_it_was(hit, targets, found)
        ):
            continue  # "adding vitamin A risks ..." advises nothing
        if level == "caution" and found and _qualifies(sentence, found[-1], hit, targets):
            found[-1] = replace(found[-1], level="caution")  # "use it with caution"
            continue
        if LEVELS[level] > 0 and (implied or not targets):
            targets, implied = _taken_in_all(sentence, hit, drugs, targets, implied=implied)
        level = _meant(sentence, hit, level, targets, drugs, negated=negated)
        if targets:
            found.append(_stance(sentence, hit, level, negated, targets, implied=implied))
    found.extend(but_not(sentence, found))
    return _completed(sentence, named, found)


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


#: a swap of what was spoken of, without a word on what for; "no change" is none
_SWITCHES = ("switch", "swap", "rotat")
_AND_NO_MORE = re.compile(
    r"(?: (?:now|today|opioids?|drugs?|agents?|class|it))?\s*(?:$|[.;!(]|(?:before"
    r"|because|once|when|as soon as"
    r"|early|straight away|first|ahead of)\b)"
)
_JOINER = re.compile(r"(?<= it):\s|(?<= them):\s|\b(?:to|with|by|for)\b|\bonto\b|\bacross to\b|→|->")
_AT_MARK = re.compile(r":\s")
_FROM = re.compile(r"\s+(?:away )?from\b")
#: "rather than cutting down I'd move him to Y": what is not done stands before
_SOONER_THAN = ("rather than", "instead of", "without", "not just", "not merely")
_I_WOULD = re.compile(r"\b(?:i|we|he|she|they|you)(?:'d|'ll| would| should| could| must| can)?\s+$")
_IT = re.compile(r"\s+(?:it|this|that|them)\b")


_NO_NEED = re.compile(
    r"\b(?:not necessary|no need|unnecessary|no reason|needless|not needed|no call|pointless)\s+(?:for \w+ )?to\s+$"
)


#: "she can carry on with it until her scan and change to nifedipine then"
_UNTIL_THEN = re.compile(
    r"\b(?:carr(?:y|ies)|continues?|stays?|keeps?|goes? on|remains?|takes?)\b[^.;:]*\buntil\b[^.;:]*\b(?:and|then)\s+$"
)


def _swapped_for(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """ "Swap: X 10 mg or Y 20 mg": what stands behind the colon is taken up, unless it is what was taken."""
    if not sentence.reading.folded.text.startswith(":", hit.end):
        return []
    taken = names_of([m for m in drugs if m.start >= hit.end])
    if not taken or taken_now(sentence, taken[:1]):
        return []
    left = _left_unsaid(sentence, taken)
    found = [_stance(sentence, hit, "avoid", False, left, implied=True)] if left else []
    return [*found, _stance(sentence, hit, "recommended", False, taken)]


#: what comes of it if a change is not made
_OR_ELSE = re.compile(r",? \b(?:otherwise|or else)\b")


def _before_or_else(sentence: Sentence, start: int, end: int) -> int:
    """Where the words on a change end: before what comes of it if it is not made."""
    if "or else" not in sentence.text and "otherwise" not in sentence.text:
        return end
    why = _OR_ELSE.search(sentence.reading.folded.text, start, end)
    return why.start() if why else end


def _swap(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """ "Switch X to Y": X is left, Y is taken up; "change to Y" and "replace it" say one of the two."""
    text = sentence.reading.folded.text
    if hit.cue.text.startswith("replac") and (taker := _takes_its_place(sentence, hit, drugs)):
        return taker
    place = sentence.words_start, hit.start, hit.end, sentence.end
    if is_no_swap(text, *place) or ("until" in sentence.text and _UNTIL_THEN.search(text, sentence.start, hit.start)):
        return []  # what is changed some day goes on until then
    end = min([sentence.end, *(c.start for c in sentence.stances if c.start >= hit.end and c.cue.kind != "acceptable")])
    end = _before_or_else(sentence, hit.end, end)
    joiner = _AT_MARK.match(text, hit.end) if is_headed(text, *place) else _JOINER.search(text, hit.end, end)
    after = [m for m in drugs if hit.end <= m.start < end]
    left = [m for m in after if joiner is None or m.start < joiner.start()]
    if not left and joiner and _FROM.match(text, hit.end, end):
        left = after
    taken = [m for m in drugs if joiner and joiner.end() <= m.start < end + 200 and m not in left]
    turned = reversed_in(sentence, taken)  # "swap to X instead of Y"
    taken, left = [m for m in taken if m not in turned], left or turned
    passive = PASSIVE.search(text[sentence.start : hit.start])
    if passive and joiner is None:
        left = []  # "has to be changed, venlafaxine being the usual pick"
    if not left and passive:
        left = [m for m in drugs if m.end <= hit.start][-1:]
    if not left and taken:
        left = _heading(sentence, hit, drugs) or _taken_before(sentence, hit, drugs)
    in_vain = bool(taken) and hit.cue.text.endswith("ing") and gains_nothing(text, hit.end, sentence.end)
    negated = any(
        n.cue.kind == "before"
        and 0 <= hit.start - n.end <= 20
        and not GAP.search(text[n.end : hit.start])
        and not (n.cue.text in _SOONER_THAN and _I_WOULD.search(text, n.end, hit.start))
        for n in sentence.negations
    ) or bool(_NO_NEED.search(text, sentence.start, hit.start))
    found = []
    targets = names_of(left)
    if not targets and _IT.match(text, hit.end):
        targets = blamed(sentence, hit.start, drugs, names_of(taken))
    targets = targets or (antecedent(sentence, hit.start) if passive or _IT.match(text, hit.end) else ())
    implied = not targets and bool(taken) and not left
    if implied:  # "Switch to cefalexin.": away from what was asked about
        targets = _left_unsaid(sentence, names_of(taken))
    elif (
        not targets
        and joiner is None
        and hit.cue.text.startswith(_SWITCHES)
        and _AND_NO_MORE.match(text, hit.end, sentence.end)
    ):  # "M6G piles up; switch."
        targets = _only_taken(sentence, hit.start) or antecedent(sentence, hit.start)
        implied = True
    if targets and not in_vain:
        level = "acceptable" if negated else "avoid"
        found.append(_stance(sentence, hit, level, negated, targets, implied=implied))
    if taken and negated:
        found.append(_stance(sentence, hit, "caution", negated, names_of(taken)))
    if taken and not negated:
        found.append(_stance(sentence, hit, "avoid" if in_vain else "recommended", in_vain, names_of(taken)))
    return found


def _only_taken(sentence: Sentence, position: int) -> Targets:
    """The rubric's only drug that is taken already, where the answer has named none so far."""
    reading = sentence.reading
    if any(m.start < position for m in reading.drug_mentions):
        return ()
    lexicon = reading.lexicon
    found = tuple(
        name for name, concept in lexicon.concepts.items()
        if concept.is_drug and name not in lexicon.covered
        and any(each in lexicon.patient.taken for each in concept.spellings)
    )  # fmt: skip
    return found if len(found) == 1 else ()


_WILL = re.compile(
    r"\s+(?:(?:will|can|could|should|may|might|would|must|shall|is to|has to|ought to|cannot|can't|won't|not|never"
    r"|easily|simply|then|now|always|safely) )*$"
)


def _takes_its_place(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """ "Bimatoprost will replace it": for what stands before, against what is replaced; none where it is not so."""
    text = sentence.reading.folded.text
    before = [m for m in drugs if m.end <= hit.start]
    if not before or hit.cue.text == "replaced" or not _WILL.fullmatch(text, before[-1].end, hit.start):
        return []
    taken = names_of([m for m in before if m.start == before[-1].start])
    if _DENIED.search(text, before[-1].end, hit.start):
        return [_stance(sentence, hit, "caution", True, taken)]
    left = names_of([m for m in drugs if 0 <= m.start - hit.end <= _NEXT_WORDS])
    asked = tuple(each for each in sentence.reading.lexicon.asked.topics if each not in taken)
    found = [_stance(sentence, hit, "recommended", False, taken)]
    if left or asked:
        found.append(_stance(sentence, hit, "avoid", False, left or asked, implied=not left))
    return found


_DENIED = re.compile(r"\b(?:not|never|cannot)\b|n't\b")
#: how far behind its verb an object may begin, in characters
_NEXT_WORDS = 8


def _taken_of_its_kind(lexicon: Lexicon, taken: Targets) -> Targets:
    """The only drug of the same class that the patient takes already: "swap to diazepam" is away from temazepam."""
    known = lexicon.patient.taken
    names = {each for name in taken for each in lexicon.names_of(name)}
    found: set[str] = set()
    for kind in drug_classes():
        if not kind.broad and not kind.members.isdisjoint(names):
            if not kind.members.isdisjoint(each for topic in lexicon.asked.topics for each in lexicon.names_of(topic)):
                return ()
            found.update(each for each in kind.members - names if has_words(known, each))
    if len(found) != 1:
        return ()
    drug = found.pop()
    own = (name for name, concept in lexicon.concepts.items() if concept.is_drug and drug in concept.spellings)
    return (next((name for name in own if name not in lexicon.covered), f"drug:{drug}"),)


def _left_unsaid(sentence: Sentence, taken: Targets) -> Targets:
    """What was asked about, where that is one drug and none of those taken up."""
    lexicon = sentence.reading.lexicon
    topics = lexicon.asked.topics
    if (alike := _taken_of_its_kind(lexicon, taken)) and topics != alike:
        return alike
    if len(topics) == 1 and set(topics).isdisjoint(taken):
        return topics
    last = antecedent(sentence, sentence.start) if sentence.index else ()
    known = [lexicon.concepts[name].spellings for name in last if name in lexicon.concepts]
    present = known and all(any(each in lexicon.patient.taken for each in spellings) for spellings in known)
    return last if present and set(last).isdisjoint(taken) else ()


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
    topics = _left_unsaid(sentence, tuple(name for each in found for name in each.targets))
    return [Stance("avoid", topics, match.start(), match.end(), sentence.index, implied=True)] if topics else []


def _taken_before(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Mention]:
    """What is taken, where it is all that a sentence spoke of: "the tablet he takes is too strong; move him to X"."""
    text = sentence.reading.folded.text
    before = [m for m in drugs if m.end <= hit.start and not is_behind_preposition(text, sentence.start, m.start)]
    return before if len({m.concept for m in before}) == 1 and taken_now(sentence, names_of(before)) else []


def _heading(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Mention]:
    """The drug that heads a list item ("HCTZ - ask the GP to change to amlodipine")."""
    text = sentence.reading.folded.text
    return [
        m
        for m in drugs
        if m.end <= hit.start
        and re.fullmatch(r"\W*", text[sentence.words_start : m.start])
        and re.match(r"\W*(?:-|:)", text[m.end :])
    ][:1]


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


_LACKS = (
    r"(?:(?:does not|doesn't|do not|don't|has not|hasn't|have not|haven't|did not|didn't) (?:have|had|got|suffer)\b"
    r"|has none\b|lacks\b|never had\b|has never had\b|is not the case\b|does not apply\b|is not (?:hers|his)\b)"
)
_PATIENT = r"(?:(?:she|he|they|this patient|the patient|this woman|this man) )?"
#: "is contraindicated in heart block, which she does not have": what the patient is without
_WITHOUT_IT = re.compile(
    rf"[^.;]{{0,80}}?,? (?:which|that) (?:{_PATIENT}{_LACKS}|(?:does not|doesn't|hardly|scarcely) (?:describ"
    rf"|concern|fit|appl))"
)
#: the same where a state is named: "is contraindicated in heart block, but she has none"
_BUT_WITHOUT = re.compile(rf"[^.;]{{0,80}}?,? (?:who|but|and) {_PATIENT}{_LACKS}")
#: the same in the next sentence: "He hasn't, ...", "Crohn's is neither", "That doesn't describe her."
_NOT_SO = re.compile(
    r"\W*(?:(?:but|and|luckily|fortunately|as it happens|well|at \d+|at (?:her|his) age),? )*(?:"
    r"(?:she|he|they|this \w+|the (?:patient|boy|girl|child|lady|man|woman)|[\w']+(?: disease)?) (?:"
    r"(?:has|had|have) (?:no such|none\b|neither\b|never had (?:one|any|either|it|that|those)\b)"
    r"|(?:never had (?:one|any|either|it|that|those)|(?:is|has|had) neither|lacks (?:both|either|it))\b"
    r"|(?:hasn't|haven't|has not|hadn't|had not|isn't|is not|doesn't|does not|didn't|did not|never has|never did)"
    r"(?=\s*[,.;:]|$| and| so))"
    r"|(?:that|this|it)(?:'s| is| was) not (?:her|him|hers|his|the case)\b"
    r"|(?:that|this|which|it|none of (?:that|this|these|those|it|them|which)) (?:hardly|scarcely|does not"
    r"|doesn't|do not"
    r"|don't|cannot|can't)? ?(?:really )?(?:concerns?|describes?|appl(?:y|ies)|fits?)\b)"
)
_ALSO_SO = re.compile(r"\W*(?:that|this|which|it) (?:\w+ly )?(?:concerns|describes|applies|fits)\b")


def _is_denied_next(sentence: Sentence) -> bool:
    """Whether the next sentence says that the state just named is not this patient's."""
    following = sentence.following
    return following is not None and bool(_NOT_SO.match(following.text)) and not _ALSO_SO.match(following.text)


_NO_LONGER = re.compile(r"\b(?:used to be|was once|were once|once was|formerly|was previously)\s+(?:\w+\s+)?$")


_WAS = re.compile(r"\b(?:was|were|had been) $")
_OF_OLD = re.compile(r" (?:on|with|in|by|under|for) (?:the |all )?(?:older|old|earlier|previous|former|first)\b")


def _is_history(sentence: Sentence, hit: CueHit) -> bool:
    """Whether a stance is one of former times: "used to be barred", "was contraindicated on older drugs"."""
    text = sentence.reading.folded.text
    if _OF_OLD.match(text, hit.end, sentence.end) and _WAS.search(text, sentence.start, hit.start):
        return True
    return _NO_LONGER.search(text[sentence.start : hit.start]) is not None


_PROVIDED = re.compile(
    r"(?:provided|as long as|so long as)(?: that)?(?: (?:he|she|they|you|we|the \w+|her \w+"
    r"|his \w+))?"
)
_ONLY = re.compile(r"\bonly\s+(?:ever |really |strictly |absolutely |to be )?$")
_PLACED = re.compile(
    r"(?: \w+)?\s+(?:in|from|with|during|for|after|when|if|below|above|beyond"
    r"|at)\s+([^,;:()]{3,80})"
)


def _is_in_a_name(sentence: Sentence) -> bool:
    """Whether whoever else a sentence speaks of stands only in what it calls a drug: "her friend's tablet"."""
    drugs = sentence.reading.drugs_in(sentence)
    others = [hit for hit in sentence.cues("subject") if hit.cue.kind == "other"]
    return bool(others) and all(
        any(m.start - len("her ") <= hit.start and hit.end <= m.end for m in drugs) for hit in others
    )


def _stance(
    sentence: Sentence, hit: CueHit, level: str, negated: bool, targets: Targets, *, implied: bool = False
) -> Stance:
    """The stance at a cue, with its condition, and who says it of whom."""
    bounds, state, conditional = condition_of(sentence, hit)
    if hit.cue.kind == "kept":  # "is reserved for those over sixteen"
        text, end = sentence.reading.folded.text, clause_of(sentence, hit)[1]
        whom = text[hit.end : end].strip() or hit.cue.text.removeprefix("for ").removesuffix(" only")
        bounds = tuple(b for s, e, b in sentence.bounds if hit.start <= s and e <= end + 1)
        state, conditional = f"unless {whom}", True
    said = assertion.assertion_of(sentence.reading, hit.start, hit.end).state
    if said is assertion.State.NEGATED:  # the level has taken the negation in
        said = assertion.State.AFFIRMED
    if said is assertion.State.OTHER_SUBJECT and _is_in_a_name(sentence):
        said = assertion.State.AFFIRMED  # "her friend's tablet" is a drug, and no friend
    text = sentence.reading.folded.text
    lacked = _WITHOUT_IT.match(text, hit.end, sentence.end)
    if lacked or (state and (_BUT_WITHOUT.match(text, hit.end, sentence.end) or _is_denied_next(sentence))):
        said = assertion.State.OTHER_SUBJECT
    if _is_history(sentence, hit) or disowned(sentence, hit.start, hit.end):
        said = assertion.State.REJECTED
    if LEVELS[level] > 0 and not conditional and _ONLY.search(text, sentence.start, hit.start):
        where = clause_of(sentence, hit)[1]
        told = _PLACED.match(text, hit.end, where)
        if told:  # "is only contraindicated from the second trimester"
            state, conditional = f"if {told[1].strip()}", True
    if conditional and LEVELS[level] >= LEVELS["hold"] and _PROVIDED.fullmatch(state):
        state, conditional = "", False  # "he may have it provided he skips the warfarin" has it skipped
    if conditional and negated and FATAL.match(state):
        state, conditional = "", False  # "a splendid idea if you want him on a ventilator"
    # "I would be reluctant to see it while ..."
    conditional = conditional and bool(state or bounds or not hit.cue.text.startswith(MINDED))
    if conditional and MY_OWN.search(state):
        state, conditional = "", False
        said = assertion.State.AFFIRMED if said is assertion.State.OTHER_SUBJECT else said
    elsewhere = LEVELS[level] < 0 and not negated and (
        only_elsewhere(sentence, hit.start, hit.end, state if conditional else "") or only_within(sentence, bounds)
    )  # fmt: skip
    if elsewhere:
        level, state, conditional, bounds = "avoid", "", False, ()
    ground = "" if conditional else grounds(text, sentence.words_start, hit.start)
    if ground:
        bounds, state, conditional = (), f"if {ground}", True
    reported = any(
        source.cue.kind == "source" and source.end <= hit.start and hit.start - source.end <= 50
        for source in sentence.cues("attribution")
    )
    return Stance(
        level, targets, hit.start, hit.end, sentence.index, negated, bounds, state, conditional, implied, said, reported
    )
