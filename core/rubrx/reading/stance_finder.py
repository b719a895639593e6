"""Finding stances: cues with their negations, actions and changes of drug, put together sentence by sentence.

A cue ("avoid", "is safe", "must not be given") has a level and a side on which its drug stands. Negations before it
turn it round, an action before it is weighed by it ("stopping it is unnecessary"), a condition around it says when
it holds. Without a drug of its own ("Avoid.", "it should be stopped") it is about the last one named, or the one
that was asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading.asked import LEVELS
from rubrx.reading.cues import CueHit
from rubrx.reading.stance import Stance
from rubrx.reading.stance_clauses import GAP, clause_of, condition_of, in_if_clause
from rubrx.reading.stance_targets import (
    PASSIVE,
    Targets,
    antecedent,
    names_of,
    split_by_reversal,
    targets_of,
    whole_class,
    with_others,
)

if TYPE_CHECKING:
    from rubrx.reading.reader import Mention, Reading, Sentence


def find_stances(reading: Reading) -> list[Stance]:
    """Every stance of an answer, in order of place."""
    found: list[Stance] = []
    verdict = _yes_or_no(reading)
    if verdict is not None:
        found.append(verdict)
    for sentence in reading.sentences:
        if sentence.is_bare_list or sentence.is_question:
            continue
        if any(hit.cue.kind == "grader" for hit in sentence.cues("attribution")):
            continue
        here = _of_sentence(sentence)
        found.extend(here or _ditto(sentence, found) or _answered(sentence))
    return found


_DITTO = re.compile(
    r"\b(?:so (?:is|are|do|does)|(?:the )?same (?:applies|goes|restriction|holds|for|is true)|likewise|ditto"
    r"|as (?:is|are)|"
    r"neither (?:is|are|should)|nor (?:is|are|should))\b"
)


def _ditto(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "So is tramadol": the stance of the sentence before, for another drug."""
    match = _DITTO.search(sentence.text)
    drugs = sentence.reading.drugs_in(sentence)
    last = next((each for each in reversed(found) if each.sentence >= sentence.index - 2), None)
    if match is None or not drugs or last is None:
        return []
    return [
        replace(
            last, targets=names_of(drugs), start=sentence.start + match.start(), end=sentence.start + match.end(),
            sentence=sentence.index, implied=False, bounds=(), state="", conditional=False,
        )
    ]  # fmt: skip


_SHORT_ANSWER = re.compile(
    r"\W*(?:(?:absolutely|definitely|certainly|of course|no, )\s*)?(never|no|not|nope|yes|yep|sure|fine)\b[^\w]*"
    r"(?:ever|at all)?\W*(?:\b(?:with|in|for|at|while|during|on|beside|given)\b[^,;:.]{0,60})?\W*"
)


def _answered(sentence: Sentence) -> list[Stance]:
    """ "Ibuprofen with warfarin? Never.": a question of the answer's own, and its short reply."""
    reading = sentence.reading
    match = _SHORT_ANSWER.fullmatch(sentence.text)
    if match is None or not sentence.index or not reading.sentences[sentence.index - 1].is_question:
        return []
    question = reading.sentences[sentence.index - 1]
    cues = [LEVELS[hit.cue.kind] for hit in question.stances if hit.cue.kind in LEVELS]
    asks_for = not cues or cues[0] <= 0
    level = "acceptable" if (match[1] in ("yes", "yep", "sure", "fine")) == asks_for else "avoid"
    named = names_of(reading.drugs_in(question))
    targets = named or antecedent(question, question.end)
    return [Stance(level, targets, sentence.start, sentence.end, sentence.index, implied=not named)] if targets else []


_BUT_NOT = re.compile(r"\bbut not (if|once|when|in|with|below|under|above|over|for|during|after|at)\b([^.;]*)")


def _but_not(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "It is fine in fatty liver, but not once cirrhosis has decompensated": the opposite, elsewhere."""
    match = _BUT_NOT.search(sentence.reading.folded.text, sentence.start, sentence.end)
    before = [each for each in found if match and each.end <= match.start()]
    if match is None or not before or before[-1].against >= 0:
        return []
    bounds = tuple(bound for s, e, bound in sentence.bounds if match.start() <= s and e <= match.end())
    state = match[2].strip()
    return [
        replace(
            before[-1], level="avoid", start=match.start(), end=match.end(1), negated=True, bounds=bounds,
            state=f"{match[1]} {state}" if match[1] in ("if", "once", "when") else state,
            conditional=match[1] == "if",
        )
    ]  # fmt: skip


def _yes_or_no(reading: Reading) -> Stance | None:
    """An answer that begins "No." or "Yes," takes the stance that the query asked about."""
    match = re.match(
        r"\W*(yes|no|nope|absolutely not|certainly not|not safe|definitely not)\b\s*[.,:;!-]", reading.folded.text
    )
    asked = reading.lexicon.asked
    if match is None or not asked.topics or not asked.polarity:
        return None
    positive = (match[1] == "yes") == (asked.polarity > 0)
    return Stance("acceptable" if positive else "avoid", asked.topics, match.start(1), match.end(1), 0, implied=True)


def _of_sentence(sentence: Sentence) -> list[Stance]:
    """The stances of one sentence, each with the drugs it is about."""
    cues = _usable(sentence)
    drugs = sentence.reading.drugs_in(sentence)
    found: list[Stance] = []
    used: set[int] = set()
    for position, hit in enumerate(cues):
        if position in used:
            continue
        clause = clause_of(sentence, hit)
        if hit.cue.kind == "swap":
            found.extend(_swap(sentence, hit, drugs))
            continue
        level, negated = _level(sentence, hit, cues)
        action = _action_before(sentence, hit, cues, position, clause)
        if action is not None:
            used.add(action)
            found = [each for each in found if each.start != cues[action].start]
            level = _combine(cues[action].cue.kind, level)
            targets, implied = targets_of(sentence, cues[action], cues, drugs, clause)
        else:
            targets, implied = targets_of(sentence, hit, cues, drugs, clause)
        if level == "caution" and found and _qualifies(sentence, found[-1], hit, targets):
            found[-1] = replace(found[-1], level="caution")  # "use it with caution"
            continue
        if not targets and LEVELS[level] > 0:
            targets = whole_class(sentence, hit.start)
        if targets:
            found.append(_stance(sentence, hit, level, negated, targets, implied=implied))
    found.extend(_but_not(sentence, found))
    found.extend(_verbless(sentence, drugs, found))
    return [piece for each in found for piece in split_by_reversal(sentence, with_others(sentence, each, drugs), drugs)]


#: nouns as often as verbs: they advise nothing after an article ("the swap") or before "of" ("use of")
_NOUNS = frozenset("swap wait needs required needed better limit options try load".split())
_BEFORE_OF = frozenset(["use", "using", "start", "stop", "hold", "trial of"])
_OF = re.compile(r"\s+of\b")
_ARTICLE = re.compile(r"\b(?:the|a|no|any|this|that)\s+$")
_PASSIVE_OR_NOT = re.compile(r"\b(?:be|been|being|is|are|was|were|get|got|not|isn't|aren't)\s+(?:\w+ly\s+)?$")


def _usable(sentence: Sentence) -> list[CueHit]:
    """The stance cues that speak as such: not a noun ("the use of"), one for each place."""
    text = sentence.reading.folded.text
    kept: list[CueHit] = []
    for hit in sentence.stances:
        lead = text[sentence.start : hit.start]
        if kept and hit.start < kept[-1].end:
            same_place = (hit.start, hit.end) == (kept[-1].start, kept[-1].end)
            if same_place and (hit.cue.target == "before") == bool(_PASSIVE_OR_NOT.search(lead)):
                kept[-1] = hit
            continue
        a_condition = LEVELS.get(hit.cue.kind, 1) <= 0 and in_if_clause(sentence, hit)
        a_noun = (hit.cue.text in _BEFORE_OF and _OF.match(text, hit.end)) or (
            hit.cue.text in _NOUNS and _ARTICLE.search(lead)
        )
        goes_on = hit.cue.text.endswith(" go") and not _GONE.match(text, hit.end, sentence.end)
        if not a_condition and not a_noun and not goes_on and (hit.cue.kind != "bars" or _rules_out(sentence, hit)):
            kept.append(hit)
    return kept


#: "the statin has to go" ends there, "the dose has to go up" does not
_GONE = re.compile(r"\s*(?:$|[.,;:!)]|(?:for now|first|today|now|while|during|until|because|altogether|at once)\b)")
_BARRED = re.compile(
    r"\s*(?:$|[.,;:)]|(?:for|in|here|as|at|until|with|because|given|and|or|altogether|completely|too|now)\b)"
)


def _rules_out(sentence: Sentence, hit: CueHit) -> bool:
    """Whether "rules out" bars a drug: it stands there by itself, as "lithium" in "lithium toxicity" does not."""
    text = sentence.reading.folded.text
    for mention in sentence.reading.drugs_in(sentence):
        if mention.start >= hit.end:
            before = re.fullmatch(r"\s+out\s+(?:the |any |all |using |giving )?", text[hit.end : mention.start])
            if before and _BARRED.match(text, mention.end, sentence.end):
                return True
            if re.fullmatch(r"\s+(?:the )?", text[hit.end : mention.start]) and re.match(
                r"\s+out\b", text[mention.end :]
            ):
                return True
    return bool(re.match(r"\s+(?:it|this|that|them|both) out\b", text[hit.end :]))


#: "give it a miss"
_A_MISS = re.compile(r"[^.;:]{0,40}?\ba (?:miss|wide berth|rest)\b")
#: "keep it away", "leave the tablets on the shelf": what counts stands after the drug
_AWAY = re.compile(
    r"[^.;:]{0,40}?\b(?:away|alone|apart|aside|off|out|on the shelf|in the cupboard|on the side|in the box"
    r"|in the drawer|on pause|on ice|to one side|be)\b"
)
_ON_HOLD = re.compile(r"[^.;:,]{0,40}?\bon hold\b")
#: how far a negation reaches, in words
_NEGATION_REACH = 6
_OR_BE = re.compile(r"[\w\s]*\b(?:or|nor|to be|be)\s*")


def _level(sentence: Sentence, hit: CueHit, cues: list[CueHit]) -> tuple[str, bool]:
    """The cue's level after the negations around it, and whether they turned it round."""
    kind = hit.cue.kind
    if kind == "apart":
        stop = min((c.start for c in cues if c.start >= hit.end), default=sentence.end)
        text = sentence.reading.folded.text
        away = _AWAY.match(text, hit.end, stop) or _ON_HOLD.match(text, hit.end, sentence.end)
        kind = "avoid" if away else "recommended"
    elif kind == "bars":
        kind = "contraindicated"
    elif hit.cue.text.startswith("giv") and _A_MISS.match(sentence.reading.folded.text, hit.end, sentence.end):
        kind = "avoid"
    turns = sum(_turns(sentence, negation, hit, cues) for negation in sentence.negations)
    if not turns % 2:
        return kind, False
    return ("acceptable" if LEVELS[kind] > 0 else "avoid"), True


def _turns(sentence: Sentence, negation: CueHit, hit: CueHit, cues: list[CueHit]) -> bool:
    """Whether a negation turns a cue round: close before it in the same clause, or right after it."""
    text = sentence.reading.folded.text
    if negation.start < hit.start and hit.end <= negation.end:  # "is not needed", a negation of its own
        return True
    if negation.cue.kind == "after":
        return negation.start >= hit.end and text[hit.end : negation.start].count(" ") <= 2
    if negation.cue.kind != "before" or negation.start >= hit.start:
        return False
    between = text[negation.end : hit.start]
    if between.count(" ") > _NEGATION_REACH or any(
        negation.end <= s.start and s.end <= hit.start for s in sentence.scopes
    ):
        return False
    if any(negation.end <= c.start and c.end <= hit.start for c in cues):
        return bool(_OR_BE.fullmatch(between))  # "should not be started or continued"
    return not GAP.search(between)


_JOINER = re.compile(r"\b(?:to|with|by|for|→)\b")
_FROM = re.compile(r"\s+(?:away )?from\b")
_IT = re.compile(r"\s+(?:it|this|that|them)\b")


def _swap(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """ "Switch X to Y": X is left, Y is taken up; "change to Y" and "replace it" say one of the two."""
    text = sentence.reading.folded.text
    end = min([sentence.end, *(c.start for c in sentence.stances if c.start >= hit.end and c.cue.kind != "acceptable")])
    joiner = _JOINER.search(text, hit.end, end)
    after = [m for m in drugs if hit.end <= m.start < end]
    left = [m for m in after if joiner is None or m.start < joiner.start()]
    if not left and joiner and _FROM.match(text, hit.end, end):
        left = after
    taken = [m for m in drugs if joiner and joiner.end() <= m.start < end + 200 and m not in left]
    passive = PASSIVE.search(text[sentence.start : hit.start])
    if not left and passive:
        left = [m for m in drugs if m.end <= hit.start][-1:]
    if not left and taken:
        left = _heading(sentence, hit, drugs)
    negated = any(
        n.cue.kind == "before" and 0 <= hit.start - n.end <= 20 and not GAP.search(text[n.end : hit.start])
        for n in sentence.negations
    )
    found = []
    targets = names_of(left) or (antecedent(sentence, hit.start) if passive or _IT.match(text, hit.end) else ())
    if targets:
        found.append(_stance(sentence, hit, "acceptable" if negated else "avoid", negated, targets))
    if taken and not negated:
        found.append(_stance(sentence, hit, "recommended", False, names_of(taken)))
    return found


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
    if hit.cue.target != "before" or position == 0:
        return None
    text = sentence.reading.folded.text
    before = cues[position - 1]
    if before.cue.target != "after" or before.start < clause[0] or before.cue.kind not in LEVELS:
        return None
    between = text[before.end : hit.start]
    gerund = before.cue.text.endswith("ing") or bool(re.search(r"\bto\s+$", text[clause[0] : before.start]))
    linked = re.search(r"\b(?:is|are|was|would be|would|isn't|seems|be)\b", between)
    return position - 1 if gerund and linked and not GAP.search(between) else None


_NO_LONGER = re.compile(r"\b(?:used to be|was once|were once|once was|formerly|was previously)\s+(?:\w+\s+)?$")


def _stance(
    sentence: Sentence, hit: CueHit, level: str, negated: bool, targets: Targets, *, implied: bool = False
) -> Stance:
    """The stance at a cue, with its condition, and who says it of whom."""
    bounds, state, conditional = condition_of(sentence, hit)
    said = assertion.assertion_of(sentence.reading, hit.start, hit.end).state
    if said is assertion.State.NEGATED:  # the level has taken the negation in
        said = assertion.State.AFFIRMED
    if _NO_LONGER.search(sentence.reading.folded.text[sentence.start : hit.start]):
        said = assertion.State.REJECTED
    reported = any(
        source.cue.kind == "source" and source.end <= hit.start and hit.start - source.end <= 50
        for source in sentence.cues("attribution")
    )
    return Stance(
        level, targets, hit.start, hit.end, sentence.index, negated, bounds, state, conditional, implied, said, reported
    )


#: "I'd rather she had fosfomycin than trimethoprim"
_RATHER_THAN = re.compile(r"\b(?:rather|sooner)\b(?! than)[^.;:]{3,80}\bthan\s+(?:the |a |any )?$")


def _verbless(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """Stances without a cue: "no PCC", "X, not Y", and a drug with a dose beside it."""
    text = sentence.reading.folded.text
    taken = {target for each in found for target in each.targets}
    stances = []
    for mention in drugs:
        if mention.concept in taken:
            continue
        lead = text[max(sentence.start, mention.start - 24) : mention.start]
        if _RATHER_THAN.search(text, sentence.start, mention.start) or re.search(
            r"(?:^|[.,;:(]\s*|\band )(?:no|not|never|without) (?:\w+ )?$", lead
        ):
            stances.append(Stance("avoid", (mention.concept,), mention.start, mention.end, sentence.index, True))
        elif any(
            dose.role == "advised" and mention.concept in dose.drugs and 0 <= dose.quantity.start - mention.end <= 25
            for dose in sentence.reading.doses_in(sentence)
        ):
            said = assertion.assertion_of(sentence.reading, mention.start, mention.end).state
            bounds = tuple(bound for _, _, bound in sentence.bounds)
            stances.append(
                Stance("recommended", (mention.concept,), mention.start, mention.end, sentence.index, False, bounds,
                       assertion=said)
            )  # fmt: skip
    return stances
