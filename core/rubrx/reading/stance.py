"""Stance: what the answer says should be done with a drug, in which condition, and for whom.

A cue ("avoid", "is safe", "must not be given") has a level and a side on which its drug stands. Negations before it
turn it round, an action before it is weighed by it ("stopping it is unnecessary"), a condition around it says when
it holds. Without a drug of its own ("Avoid.", "it should be stopped") it is about the last one named, or the one
that was asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading.asked import LEVELS
from rubrx.reading.conditions import RENAL, Bound
from rubrx.reading.cues import CueHit
from rubrx.reading.names import classes_spoken_of

if TYPE_CHECKING:
    from rubrx.reading.reader import Mention, Reading, Sentence


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
        found.extend(here or _ditto(sentence, found))
    return found


_DITTO = re.compile(
    r"\b(?:so (?:is|are|do|does)|(?:the )?same (?:applies|goes|restriction|holds|for|is true)|likewise|ditto|as (?:is|are)|"
    r"neither (?:is|are|should)|nor (?:is|are|should))\b"
)


def _ditto(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "So is tramadol": the stance of the sentence before, for another drug."""
    match = _DITTO.search(sentence.text)
    drugs = [m for m in sentence.reading.drug_mentions if m.sentence == sentence.index]
    last = next((each for each in reversed(found) if each.sentence >= sentence.index - 2), None)
    if match is None or not drugs or last is None:
        return []
    return [
        replace(
            last, targets=_names(drugs), start=sentence.start + match.start(), end=sentence.start + match.end(),
            sentence=sentence.index, implied=False, bounds=(), state="", conditional=False,
        )
    ]  # fmt: skip


def query_topics(reading: Reading) -> tuple[str, ...]:
    """The drugs that the query is about: the proposed one where the patient's facts name it, else all it names."""
    return reading.lexicon.asked.topics


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
    cues = _usable(sentence)
    drugs = [m for m in sentence.reading.drug_mentions if m.sentence == sentence.index]
    found: list[Stance] = []
    used: set[int] = set()
    for position, hit in enumerate(cues):
        if position in used:
            continue
        segment = _segment(sentence, hit)
        if hit.cue.kind == "swap":
            found.extend(_swap(sentence, hit, drugs))
            continue
        level, negated = _level(sentence, hit, cues)
        action = _action_before(sentence, hit, cues, position, segment)
        if action is not None:
            used.add(action)
            found = [each for each in found if each.start != cues[action].start]
            level = _combine(cues[action].cue.kind, level)
            targets, implied = _targets(sentence, cues[action], cues, drugs, segment)
        else:
            targets, implied = _targets(sentence, hit, cues, drugs, segment)
        if level == "caution" and found and _qualifies(sentence, found[-1], hit, targets):
            found[-1] = replace(found[-1], level="caution")  # "use it with caution"
            continue
        if not targets and LEVELS[level] > 0:
            targets = _whole_class(sentence, _stance(sentence, hit, level, negated, (), False))
        if targets:
            found.append(_stance(sentence, hit, level, negated, targets, implied))
    found.extend(_verbless(sentence, drugs, found))
    return [piece for each in found for piece in _split_by_mention(sentence, _joined(sentence, each, drugs), drugs)]


_OF = re.compile(r"\s+of\b")
_IT = re.compile(r"\s+(?:it|this|that|them)\b")


def _usable(sentence: Sentence) -> list[CueHit]:
    """The stance cues that speak as such: not a noun ("the use of"), one for each place."""
    text = sentence.reading.folded.text
    kept: list[CueHit] = []
    for hit in sentence.stances:
        if kept and hit.start < kept[-1].end:
            if (hit.start, hit.end) == (kept[-1].start, kept[-1].end):
                passive = re.search(
                    r"\b(?:be|been|being|is|are|was|were|get|got|not|isn't|aren't)\s+(?:\w+ly\s+)?$",
                    text[sentence.start : hit.start],
                )
                if (hit.cue.target == "before") == bool(passive):
                    kept[-1] = hit
            continue
        if LEVELS.get(hit.cue.kind, 1) <= 0 and _in_if_clause(sentence, hit):
            continue
        if hit.cue.text in ("use", "using", "start", "stop", "hold", "trial of") and _OF.match(text, hit.end):
            continue
        if hit.cue.text in (
            "swap",
            "wait",
            "needs",
            "required",
            "needed",
            "better",
            "limit",
            "options",
            "try",
            "load",
        ) and re.search(r"\b(?:the|a|no|any|this|that)\s+$", text[sentence.start : hit.start]):
            continue
        kept.append(hit)
    return kept


def _in_if_clause(sentence: Sentence, hit: CueHit) -> bool:
    """Whether a cue only states a condition ("if clarithromycin is needed, ..."), so that it advises nothing."""
    text = sentence.reading.folded.text
    for condition in assertion.condition_hits(sentence):
        close = assertion.clause_end(sentence, condition.end)
        if condition.cue.text in ("if", "unless", "when", "once") and condition.end <= hit.start < close:
            return close < sentence.end and text[close] == ","
    return False


_GAP = re.compile(r"[.;:,()]|→| - ")


def _level(sentence: Sentence, hit: CueHit, cues: list[CueHit]) -> tuple[str, bool]:
    """The cue's level after the negations before it."""
    text = sentence.reading.folded.text
    flips = 0
    kind = hit.cue.kind
    if kind == "apart":
        stop = min((c.start for c in cues if c.start >= hit.end), default=sentence.end)
        kind = "avoid" if _AWAY.match(text, hit.end, stop) else "recommended"
    for negation in sentence.negations:
        if negation.cue.kind in ("pseudo", "double"):
            continue
        if negation.start < hit.end and negation.end > hit.start and negation.start >= hit.start:
            continue
        if negation.cue.kind == "before" and negation.start < hit.start:
            between = text[negation.end : hit.start]
            crossing = any(negation.end <= c.start and c.end <= hit.start for c in cues)
            scoped = any(negation.end <= s.start and s.end <= hit.start for s in sentence.scopes)
            if between.count(" ") <= 6 and not _GAP.search(between) and not scoped and not crossing:
                flips += 1
            elif (
                crossing
                and not scoped
                and re.fullmatch(r"[\w\s]*\b(?:or|nor|to be|be)\s*", between)
                and between.count(" ") <= 6
            ):
                flips += 1  # "should not be started or continued"
        elif (
            negation.cue.kind == "after"
            and negation.start >= hit.end
            and text[hit.end : negation.start].count(" ") <= 2
        ):
            flips += 1
    if not flips % 2:
        return kind, False
    return ("acceptable" if LEVELS[kind] > 0 else "avoid"), True


_AWAY = re.compile(
    r"[^.;:]{0,40}?\b(?:away|alone|apart|aside|off|out|on the shelf|in the cupboard|on the side|in the box|in the drawer|be)\b"
)


def _swap(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """ "Switch X to Y": X is left, Y is taken up; "change to Y" and "replace it" say one of the two."""
    text = sentence.reading.folded.text
    later = [c.start for c in sentence.stances if c.start >= hit.end and c.cue.kind not in ("acceptable",)]
    end = min([sentence.end, *later])
    joiner = re.compile(r"\b(?:to|with|by|for|→)\b").search(text, hit.end, end)
    negated = any(
        n.cue.kind == "before" and 0 <= hit.start - n.end <= 20 and not _GAP.search(text[n.end : hit.start])
        for n in sentence.negations
    )
    passive = re.search(r"\b(?:be|been|being|is|are|needs?|get)\s+(?:\w+ly\s+)?$", text[sentence.start : hit.start])
    away = re.match(r"\s+(?:away )?from\b", text[hit.end : end])
    if away and joiner:
        left = [m for m in drugs if hit.end <= m.start < joiner.start()] or [
            m for m in drugs if hit.end <= m.start < end
        ]
    elif joiner:
        left = [m for m in drugs if hit.end <= m.start < joiner.start()]
    else:
        left = [m for m in drugs if hit.end <= m.start < end]
    taken = [
        m for m in drugs if joiner and joiner.end() <= m.start < sentence.end and m.start < end + 200 and m not in left
    ]
    if not left and passive:
        left = [m for m in drugs if m.end <= hit.start][-1:]
    heading = [m for m in drugs if m.end <= hit.start and re.fullmatch(r"\W*", text[sentence.words_start : m.start])]
    if not left and taken and heading and re.match(r"\W*(?:-|:)", text[heading[0].end :]):
        left = heading[:1]  # "HCTZ - ask the GP to change to amlodipine"
    found = []
    targets, implied = _names(left), False
    if not targets and (passive or _IT.match(text, hit.end)):
        targets, implied = _antecedent(sentence, hit.start), False
    if targets:
        found.append(_stance(sentence, hit, "acceptable" if negated else "avoid", negated, targets, implied))
    if taken and not negated:
        found.append(_stance(sentence, hit, "recommended", False, _names(taken), False))
    return found


def _combine(action: str, judgement: str) -> str:
    """The level of an action that is itself judged: "stopping it is unnecessary" is acceptable."""
    if LEVELS[action] <= 0:
        return judgement
    return "acceptable" if LEVELS[judgement] > 0 else action


def _qualifies(sentence: Sentence, before: Stance, hit: CueHit, targets: tuple[str, ...]) -> bool:
    """Whether a caution only qualifies the advice before it ("use it with caution beside oxycodone")."""
    if before.against >= 0 or before.end > hit.start:
        return False
    between = sentence.reading.folded.text[before.end : hit.start]
    return not targets or (between.rstrip().endswith("with") and between.count(" ") <= 5)


def _action_before(
    sentence: Sentence, hit: CueHit, cues: list[CueHit], position: int, segment: tuple[int, int]
) -> int | None:
    """The action ("starting", "to stop") that this predicate judges, if one stands before it in the clause."""
    if hit.cue.target != "before" or position == 0:
        return None
    text = sentence.reading.folded.text
    before = cues[position - 1]
    if before.cue.target != "after" or before.start < segment[0] or before.cue.kind not in LEVELS:
        return None
    between = text[before.end : hit.start]
    gerund = before.cue.text.endswith("ing") or bool(re.search(r"\bto\s+$", text[segment[0] : before.start]))
    linked = re.search(r"\b(?:is|are|was|would be|would|isn't|seems|be)\b", between)
    return position - 1 if gerund and linked and not _GAP.search(between) else None


def _segment(sentence: Sentence, hit: CueHit) -> tuple[int, int]:
    """The clause around a cue: between the nearest marks that begin or end a statement."""
    text = sentence.reading.folded.text
    start, end = sentence.words_start, sentence.end
    for scope in sentence.scopes:
        if scope.cue.text in ("which", "who", "still", "then", "as", "so", "given", "once") and scope.cue.text != "so":
            continue
        if scope.end <= hit.start:
            start = max(start, scope.end)
        elif scope.start >= hit.end:
            end = min(end, scope.start)
    for match in re.finditer(r";|\. | - |→|\(|\)", text[start:end]):
        at = start + match.start()
        if at < hit.start:
            start = max(start, start + match.end()) if start + match.end() <= hit.start else start
        else:
            end = min(end, at)
            break
    return start, end


_PREPOSITION = re.compile(
    r"\b(?:with|plus|on top of|combined with|alongside|while on|taking|takes|on|from|than|versus|vs|because of|due to|to|of the|"
    r"away from|off|instead of|rather than|against|after|before|by|between)\s+(?:\w+\s+)?(?:\w+\s+)?$"
)
_IMPLICIT_AFTER = re.compile(
    r"\s*(?:it|this|that|them|these|those|both|either|her|him|"
    r"(?:the|this|that) (?:\w+ )?(?:drug|medicine|medication|combination|tablets?|elixir|agent|pair|bottle|antibiotic|swap|dose))?"
    r"\s*(?:$|[.,;:!?)(]|(?:in|at|for|because|if|here|with|until|now|today|tonight|immediately|altogether|as|when|once|given|"
    r"due|since|while|and|completely|entirely|unless|during|before|this|below|under|to|again|or|is|on|by|but|so)\b)"
)
_PRONOUN_SUBJECT = re.compile(
    r"(?:^|\b)(?:it|this|that|they|these|both|which|(?:the|this|that|her|his) (?:\w+ )?(?:drug|medicine|medication|combination|tablets?|"
    r"elixir|agent|pair|course|antibiotic|duo|mix|mixture|regimen|bottle|idea|use)|combination|use)"
    r"(?:'s|'d|'ll)?\b[^,]*$"
)


def _targets(
    sentence: Sentence, hit: CueHit, cues: list[CueHit], drugs: list[Mention], segment: tuple[int, int]
) -> tuple[tuple[str, ...], bool]:
    """The drugs a cue is about, and whether they are implied rather than named in its clause."""
    text = sentence.reading.folded.text
    start, end = segment
    next_cue = min((c.start for c in cues if c.start >= hit.end), default=end)
    last_cue = max((c.end for c in cues if c.end <= hit.start), default=start)
    side = hit.cue.target
    if (
        side == "after"
        and re.search(r"\b(?:be|been|being|is|are|was|were)\s+(?:\w+ly\s+)?$", text[start : hit.start])
        and not hit.cue.text.endswith("ing")
    ):
        side = "before"
    if side == "after":
        after = [
            m
            for m in drugs
            if hit.end <= m.start < min(end, next_cue) or (hit.end <= m.start < end and _listed(text, hit.end, m.start))
        ]
        after = [m for m in after if not _PREPOSITION.search(text[hit.end : m.start]) or m.start - hit.end < 6]
        if after:
            return _names(after), False
        if _IMPLICIT_AFTER.match(text[hit.end : end] or ""):
            pointed = bool(re.match(r"\s*(?:it|this|that|them|these|both)\b", text[hit.end : end]))
            inside = [m for m in drugs if start <= m.start < hit.start]
            if inside and not _PREPOSITION.search(text[start : inside[-1].start]):
                return _names(inside[-1:]), False
            targets = _antecedent(sentence, hit.start)
            return targets, not pointed or len(targets) > 1
        return (), False
    before = [
        m for m in drugs if max(start, last_cue if _breaks(text, last_cue, hit.start) else start) <= m.start < hit.start
    ]
    named = [m for m in before if not _PREPOSITION.search(text[start : m.start])]
    if not named and before and re.fullmatch(r"\s*(?:\w+\s+){0,3}", text[before[-1].end : hit.start]):
        named = before[-1:]  # "with simvastatin clarithromycin is contraindicated"
    if named:
        return _names(named), False
    if side == "either" or re.match(r"\s*(?::|-|in\b|with\b)?\s*", text[hit.end : end]):
        after = [m for m in drugs if hit.end <= m.start < min(end if side == "either" else next_cue, sentence.end)]
        colon = re.match(r"\s*(?::| - )", text[hit.end : sentence.end])
        if colon:
            after = [m for m in drugs if m.start >= hit.end]
        to_after = re.match(r"\s*(?:to|of|for|:| - )", text[hit.end : sentence.end]) or hit.cue.target == "either"
        after = [
            m
            for m in after
            if colon
            or not _PREPOSITION.search(text[hit.end : m.start])
            or re.match(r"\s*to\b", text[hit.end : m.start])
        ]
        if after and to_after:
            return _names(after[:1] if not colon else after), False
    if re.search(r"[:;]\W*$", text[start : hit.start]) and hit.cue.kind in ("contraindicated", "avoid", "acceptable"):
        return _antecedent(sentence, hit.start), True
    lead = text[start : hit.start].strip(" ,*-'\"")
    lead = re.sub(r"^(?:so|and|but|then|well|yes|no|in short|overall|in summary|therefore)[, ]+", "", lead)
    if (
        not lead
        or _PRONOUN_SUBJECT.search(lead)
        or re.fullmatch(
            r"(?:\w+n't|not|never|is|are|absolutely|strictly|generally|still|probably|clearly|definitely|strongly|would be|should be|"
            r"must be|to be|be|best|better|all|also|currently|therefore|usually|relatively|'s|\s)+",
            lead,
        )
    ):
        return _antecedent(sentence, hit.start), True
    if hit.cue.kind == "contraindicated" and len(lead.split()) <= 3:
        return _antecedent(sentence, hit.start), True
    return (), False


_TOO = re.compile(r"\s*(?:included|too\b|as well|likewise|inclusive)")
_ALSO = re.compile(r"(?:\bincluding|\bso is|\bas is|\bso are|\beven|\bas are|\bas well as)\s+(?:the |any )?$")


def _joined(sentence: Sentence, stance: Stance, drugs: list[Mention]) -> Stance:
    """The stance with those drugs added that it takes in by the way: "..., X included", "so is X"."""
    text = sentence.reading.folded.text
    more = tuple(
        m.concept
        for m in drugs
        if m.start >= stance.end
        and m.concept not in stance.targets
        and (_TOO.match(text, m.end) or _ALSO.search(text[max(sentence.start, m.start - 20) : m.start]))
    )
    if stance.against > 0:
        more += _whole_class(sentence, stance)
    return replace(stance, targets=tuple(dict.fromkeys(stance.targets + more))) if more and stance.against > 0 else stance


def _whole_class(sentence: Sentence, stance: Stance) -> tuple[str, ...]:
    """The rubric's drugs that a warning about a whole class takes in ("all cephalosporins are contraindicated")."""
    found = []
    for place, drug_class in classes_spoken_of(sentence.text):
        at = sentence.start + place
        if abs(at - stance.start) > 60:
            continue
        for name, concept in sentence.reading.lexicon.concepts.items():
            if concept.is_drug and not drug_class.members.isdisjoint(concept.spellings):
                found.append(name)
    return tuple(found)


def _breaks(text: str, cue_end: int, position: int) -> bool:
    """Whether an earlier cue's clause is closed before this one ("avoid X and Y is safe")."""
    return bool(re.search(r",|\band\b|\bbut\b|:", text[cue_end:position]))


def _listed(text: str, start: int, position: int) -> bool:
    """Whether what stands between is only other names in a list."""
    return (
        bool(re.fullmatch(r"[\w\s,/-]*(?:,|\band\b|\bor\b)\s*", text[start:position]))
        and text[start:position].count(" ") <= 6
    )


def _names(mentions: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.concept for m in mentions))


def _antecedent(sentence: Sentence, position: int) -> tuple[str, ...]:
    """The drug last spoken of before this place, else the one that was asked about."""
    reading = sentence.reading
    earlier = [m for m in reading.drug_mentions if m.end <= position and sentence.index - m.sentence <= 1]
    topics = query_topics(reading)
    if not earlier:
        return topics
    last = earlier[-1]
    own = [m for m in reversed(earlier) if m.sentence == last.sentence]
    for mention in own:
        if mention.concept in topics:
            return (mention.concept,)
    return (last.concept,)


def _stance(
    sentence: Sentence, hit: CueHit, level: str, negated: bool, targets: tuple[str, ...], implied: bool
) -> Stance:
    bounds, state, conditional = _condition(sentence, hit)
    said = assertion.assertion_of(sentence.reading, hit.start, hit.end).state
    if said is assertion.State.NEGATED:  # the level has taken the negation in
        said = assertion.State.AFFIRMED
    reported = any(
        source.cue.kind == "source" and source.end <= hit.start and hit.start - source.end <= 50
        for source in sentence.cues("attribution")
    )
    return Stance(
        level, targets, hit.start, hit.end, sentence.index, negated, bounds, state, conditional, implied, said, reported
    )


_PLACE = re.compile(r"\s*(?:\w+\s+){0,2}?(?:in|during|for|with|after)\s+([^,.;:()]{3,60})")
_WHEN_WORDS = re.compile(
    r"\b(?:dose|doses|mg|days?|weeks?|months?|hours?|night|evening|morning|bedtime|now|time|life|ever|good|care|caution|food|meals?)\b"
)
_OPENING = re.compile(
    r"(?:in|for|with|during|after|among)\s+((?:[a-z][\w'/-]*\s?){1,5}?)(?=,|\s(?=\w+ (?:is|are|may|can|should)\b))"
)
_HERE = re.compile(
    r"\b(?:here|this|her|him|she|he|you|your|the patient|such|these|his|current|that level|any|all|every|most|many|some)\b"
)


def _condition(sentence: Sentence, hit: CueHit) -> tuple[tuple[Bound, ...], str, bool]:
    """What a stance is tied to: bounds in its clause, or the state that a condition names."""
    text = sentence.reading.folded.text
    start, end = _segment(sentence, hit)
    conditions = assertion.condition_hits(sentence)
    opened = [
        (c, assertion.clause_end(sentence, c.end))
        for c in conditions
        if c.cue.text not in ("once",) or c.start < hit.start
    ]
    for cue, close in opened:
        governs = cue.start < hit.start or cue.start - hit.end < 80
        walls = [w for w in sentence.scopes if w.cue.kind == "boundary" and cue.end <= w.start < hit.start]
        if not governs or walls:
            continue
        if cue.start < hit.start < close:  # no comma between the condition and what follows from it
            close = hit.start
        others = [
            each for each in sentence.stances if min(cue.start, hit.start) < each.start < max(cue.start, hit.start)
        ]
        if others and cue.start > hit.start:
            continue
        bounds = tuple(b for s, e, b in sentence.bounds if cue.end <= s + 1 and e <= close + 1)
        words = text[cue.end : close].strip()
        return bounds, f"{cue.cue.text} {words}", True
    bounds = tuple(b for s, e, b in sentence.bounds if start <= s and e <= end + 1)
    where = text.rfind(" where ", sentence.start, hit.start)
    if where > sentence.start and not bounds:
        lead = re.split(r"[,.;:]", text[sentence.start : where].rstrip(" ,"))[-1].strip()
        return bounds, lead[-60:], False
    opening = _OPENING.match(text, sentence.words_start, hit.start)
    if opening and not bounds and not _HERE.search(opening[1]):
        return bounds, opening[1].strip(), False
    place = _PLACE.match(text, hit.end, min(end + 40, sentence.end))
    state = ""
    if place and not bounds and not _HERE.search(place[1]) and not _WHEN_WORDS.search(place[1]):
        state = place[1].strip()
    unreal = bool(opened) and any(
        each.cue.kind == "unreal" and start <= each.start < hit.end + 20 for each in sentence.scopes
    )
    return bounds, state, unreal


def applies(stance: Stance, reading: Reading) -> bool | None:
    """Whether a stance is about this patient: True, False (another condition), or None (a condition nobody can settle)."""
    patient = reading.patient
    if stance.assertion is not assertion.State.AFFIRMED:
        return False
    if stance.bounds:
        known = [(bound, patient.value(bound.measure)) for bound in stance.bounds]
        verdicts = [bound.holds(value) for bound, value in known if value is not None]
        if verdicts:
            holds = all(verdicts) if len({b.measure in RENAL or b.measure for b, _ in known}) > 1 else any(verdicts)
            return holds != stance.state.startswith("unless")
    if stance.conditional:
        state = re.sub(r"^(?:if|unless|when|in case|provided|as long as|once|until|only when)\s+", "", stance.state)
        if stance.state.startswith(("until", "once", "when")) and not stance.bounds:
            return True
        if patient.has_state(state) or any(
            re.search(rf"\b{re.escape(each)}\b", state) for each in _facts_named(reading) if len(state.split()) <= 4
        ):
            return not stance.state.startswith("unless")
        return stance.state.startswith("unless")
    if stance.state:
        if patient.has_state(stance.state) or any(concept in stance.state for concept in _facts_named(reading)):
            return True
        return None
    return True


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


def _verbless(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """Stances without a cue: "no PCC", "X, not Y", and a drug with a dose beside it."""
    text = sentence.reading.folded.text
    taken = {target for each in found for target in each.targets}
    stances = []
    for mention in drugs:
        if mention.concept in taken:
            continue
        lead = text[max(sentence.start, mention.start - 24) : mention.start]
        if re.search(r"(?:^|[.,;:(]\s*|\band )(?:no|not|never|without) (?:\w+ )?$", lead):
            stances.append(Stance("avoid", (mention.concept,), mention.start, mention.end, sentence.index, True))
        elif any(
            dose.sentence == sentence.index
            and dose.role == "advised"
            and mention.concept in dose.drugs
            and 0 <= dose.quantity.start - mention.end <= 25
            for dose in sentence.reading.doses
        ):
            said = assertion.assertion_of(sentence.reading, mention.start, mention.end).state
            bounds = tuple(bound for _, _, bound in sentence.bounds)
            stances.append(
                Stance("recommended", (mention.concept,), mention.start, mention.end, sentence.index, False, bounds,
                       assertion=said)
            )  # fmt: skip
    return stances


_REVERSED = re.compile(r"\b(?:instead of|rather than|not|other than|in place of|as opposed to)\s+(?:the |a |any )?$")


def _split_by_mention(sentence: Sentence, stance: Stance, drugs: list[Mention]) -> list[Stance]:
    """ "Use insulin, not metformin": a target with a reversal right before it gets the opposite stance."""
    text = sentence.reading.folded.text
    reversed_ = tuple(
        m.concept
        for m in drugs
        if m.concept in stance.targets
        and m.start > stance.end
        and _REVERSED.search(text[max(sentence.start, m.start - 24) : m.start])
        and stance.against <= 0
    )
    if not reversed_ or not set(stance.targets) - set(reversed_):
        return [stance]
    kept = tuple(target for target in stance.targets if target not in reversed_)
    return [replace(stance, targets=kept), replace(stance, targets=reversed_, level="avoid", negated=True)]
