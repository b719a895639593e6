"""Targets of a stance: the drugs a cue is about, named beside it, pointed at, taken in by the way, or understood."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.cues import CueHit
from rubrx.reading.drug_kinds import members_called
from rubrx.reading.sayings import choices_of
from rubrx.reading.stances.antecedents import antecedent, names_of, takes, two_of
from rubrx.reading.stances.itself import stops_by_itself
from rubrx.reading.stances.jabs import asked_jabs
from rubrx.reading.stances.occasions import for_a_time
from rubrx.reading.stances.stance import Targets

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

#: cues that say how somebody is minded
MINDED = (
    "no ", "unable", "not ", "against", "unhappy", "uneasy", "uncomfortable", "reluctant", "unwilling", "loath",
    "hesitant", "happy", "comfortable", "tempted", "seduced", "talked", "lured", "drawn", "coaxed",
    "barred from", "banned from", "debarred from", "disqualified from", "precluded from", "excluded from",
    "shut out from", "in favour", "in favor", "too ", "taken off", "kept off", "weaned off", "moved off", "brought off",
    "eased off", "warned off", "put off", "talked out of", "argued out of", "reasoned out of",
)  # fmt: skip
#: a cue right after one of these is passive: its drug stands before it
PASSIVE = re.compile(r"\b(?:be|been|being|is|are|was|were|get|got|needs?)\s+(?:\w+ly\s+)?$")
_PREPOSITION = re.compile(
    r"(?:\bw/|\b)(?:(?<=w/)|with|without|over|plus|on top of|combined with|alongside|while on|taking|takes"
    r"|on|from|than|versus|vs|because of"
    r"|due to|to"
    r"|of the|away from|off|instead of|rather than|against|after|before|by|between)\s+(?:[\w-]+\s+)?(?:[\w-]+\s+)?$"
)
_THE_DRUG = choices_of("taken")
_IMPLICIT_AFTER = re.compile(
    rf"\s*(?:(?:re-?start|continu|giv|us|start|tak|add|supply|prescrib|resum|buy|hav|gett|sell|dispens|swallow"
    rf"|hand)ing\s+)?(?:(?:him|her|them"
    rf"|you) (?=(?:either|both)\b))?(?:it|this|that|them"
    rf"|(?:x ?)?(?:\d+|one|two|three|both|all|next|the next|tonight's|the second|the third|another|any more|further)"
    rf" (?:more |\d )?doses?|doses? (?:\d|two|three|number \d)"
    rf"|(?:these|those)(?: two)?|(?:both|either)(?: of (?:them|these|those|the two))?|(?:the )?two|her|him"
    rf"|(?:both|either|all)(?: of)? (?:these|those|the|his|her|your) (?:[\w-]+ )?{_THE_DRUG}"
    rf"|(?:the|this|that|those|these|her|his|your|tonight's|today's|tomorrow's"
    rf"|the \w+'s) (?:\w+ )?{_THE_DRUG}"
    rf"|(?:the|this|that|her|his|your) (?:(?:new|proposed|suggested|prescribed|weekly|daily|nightly"
    rf"|once-a-week|once-weekly|last|latest|extra|added"
    rf"|offending|first|said|same|old|little|big|white|red|blue|yellow|pink|\w+) ){{2}}{_THE_DRUG}"
    r"|(?:of |from )?(?:the|this|his|her|your) (?:\w+ )?(?:chart|list|repeat|plan|order|record|basket|sheet"
    r"|trolley))?"
    r"\s*(?:$|[.,;:!?)(]|(?:in|at|for|because|if|here|with|until|now|today|tonight|[a-z]+ly|altogether|as|when|once"
    r"|given|due|since|while|and|completely|entirely|unless|during|before|this|below|under|to|again|or|is|on|by"
    r"|but|so|together|alongside|alone|aside|out|off|away|till|pending|whilst|behind|on the shelf|long ago"
    r"|un(?:filled|collected|signed|opened|dispensed|used|touched|issued|made|taken|started|hung|bought|given|sold)"
    r"|a (?:day|minute|moment|dose) longer|please|any ?more|any longer|straight away|right away)\b)"
)
#: "skip the cough syrup since codeine turns into morphine"
_AND_ITS_REASON = re.compile(
    rf"\s*(?:the|this|that|those|these|her|his|your) (?:\w+ )?{_THE_DRUG},?\s+(?:since|because|as)\s+(?:the )?"
)
#: advice by a verb that is no cue: what follows is its object ("omit the statin and let her have paracetamol")
_NEW_ADVICE = re.compile(
    r"\b(?:and|then|but)\s+(?:let|have|get|make|buy|fetch|pick|add|ask|send|see|arrange|top up|taper|wean"
    r"|phase|tail|stop)\b"
)
#: "start 50 mg, no NSAIDs": an item of a list that bars what it names
_BARRED = re.compile(
    r"[,;.]\s*(?:and |but )?(?:no|not|never|avoid|without)\s+(?:any |more |other |an? "
    r"|the |his |her |your )?$"
)
#: "needs 2C19, which omeprazole blocks": the subject of a clause of its own
_CLAUSE = re.compile(r"\b(?:which|who|because|since)\b")
_LATTER = re.compile(r"\s*the (latter|former)\b")
#: "than naproxen, which I would never give": the object stands before its clause
_WHICH = re.compile(r",?\s+(?:which|that|whom)\s+(?!(?:is|are|was|were|can|may|has|have|will)\b)[^.,;:()]*$")
_GIVEN = ("given", "prescribed", "offered", "started")
_RIGHT_AFTER = re.compile(r"\s+(?:on\s+)?(?:the|an?|any|her|his|more)?\s*")
_POINTED = re.compile(r"\s*(?:it|this|that|them|these|both)\b")
_PRONOUN_SUBJECT = re.compile(
    rf"(?:^|\b)(?:it|this|that|they|these|both|which|each and every one"
    rf"|(?<!as though )(?<!as if )(?:the|these|those) two|(?:all|each|every one) of them"
    rf"|(?:the|this|that|her|his|your|today's|tonight's|tomorrow's|the \w+'s) (?:[\w']+ )?"
    rf"(?:{_THE_DRUG}|course|duo|mix|mixture|regimen|idea|use|class|family|group)|combination|use)(?:'s|'d|'ll|'re|'ve)?\b[^,]*$"
)
#: "the time that is needed": a relative clause about a thing that is no drug
_RELATIVE = re.compile(
    rf"\b(?:the|an?|any|all|every|some|your|his|her)\s+(?:[\w-]+\s+)?(?!{_THE_DRUG}\b)[\w-]+\s+(?:that|which)\s*$"
    r"|\b(?:(?<!the )(?<!this )(?<!that )one|something|anything|ones)\s+(?:that|which)\s*$"
)
_OPENERS = re.compile(r"^(?:so|and|but|then|well|yes|no|in short|overall|in summary|therefore)[, ]+")
_BARE_LEAD = re.compile(
    r"(?:\w+n't|not|never|is|are|absolutely|strictly|generally|still|probably|clearly|definitely|strongly|would be"
    r"|should be|must be|to be|to|be|best|better|all|also|currently|therefore|usually|relatively|'s"
    r"|(?:i|we)(?:'d| would)(?: much| far)?(?=\s*$)|\s)+"
)
_AFTER_COLON = re.compile(r"\s*(?::| - )")
_INSTEAD_OF = re.compile(r"\s*(?:to|for)\b")
_TO_AFTER = re.compile(r"\s*(?:to|of|for|:| - )")


def targets_of(
    sentence: Sentence, hit: CueHit, cues: list[CueHit], drugs: list[Mention], clause: tuple[int, int]
) -> tuple[Targets, bool]:
    """The drugs a cue is about, and whether they are implied rather than named in its clause."""
    text = sentence.reading.folded.text
    passive = PASSIVE.search(text[max(clause[0], hit.start - _FAR) : hit.start]) and not hit.cue.text.endswith("ing")
    passive = passive and not hit.cue.text.startswith(MINDED)  # "we are unable to support it"
    passive = passive and " to " not in hit.cue.text  # "she is right to refuse it"
    if hit.cue.target == "after" and not passive:
        return _object(sentence, hit, cues, drugs, clause)
    if "alternative" in hit.cue.text and _INSTEAD_OF.match(text, hit.end, sentence.end):
        return _subject(text, hit, cues, drugs, clause[0]), False  # an alternative to a drug is not that drug
    if "other " in sentence.text and _OTHER_TWO.search(text, clause[0], hit.start):
        topics = sentence.reading.lexicon.asked.topics
        return tuple(each for each in topics if each not in antecedent(sentence, clause[0])), True
    if _SEVERAL.search(text[clause[0] : hit.start]) and len(pair := two_of(sentence, hit.start)) > 1:
        beside = {m.concept for m in drugs if m.start > hit.end and is_behind_preposition(text, hit.end, m.start)}
        return tuple(
            each for each in pair if each not in beside
        ), False  # "all three ingredients are contraindicated, paracetamol included"
    if jabs := asked_jabs(sentence, clause[0], hit.start, drugs):
        return jabs, False
    named = _subject(text, hit, cues, drugs, clause[0]) or _named_after(sentence, hit, cues, drugs, clause[1])
    if not named and hit.cue.text.endswith(_GIVEN):  # "she shouldn't be given doxycycline"
        named = names_of([m for m in drugs if _RIGHT_AFTER.fullmatch(text, hit.end, max(hit.end, m.start))][:1])
    if named:
        return named, False
    understood = _understood(sentence, hit, clause[0])
    both = len(understood) == len(("one", "other")) and _BOTH.search(text, clause[0], hit.start)
    return understood, not both


def _former_or_latter(sentence: Sentence, hit: CueHit, end: int) -> Targets:
    """The drug that "the former" or "the latter" stands for, behind a cue; none where neither stands there."""
    pointed = _LATTER.match(sentence.reading.folded.text, hit.end, end)
    if not pointed or not sentence.index:
        return ()
    before = sentence.reading.drugs_in(sentence.reading.sentences[sentence.index - 1])
    return names_of(before[-1:] if pointed[1] == "latter" else before[:1])


#: "levels fall": what is said of a drug that stands behind "Avoid:"
_REASON_OF = re.compile(
    r"(?:'s)? (?:levels?|concentrations?|clearance|toxicity|exposure|effects?|[a-z]{3,}s|will|would|can|may|is|are)\b"
)
#: "don't use it, clarithromycin blocks 3A4": the object ends there
_IT_ENDS = re.compile(
    r"\s*(?:it|this|that|them|these|both)(?: (?:together|at all|here|now|please|yet|today|tonight|at once"
    r"|straight away))?"
    r"(?:\s*(?:[,;:(–]|- )(?!\s*(?:as (?:are|is|do|does)|and|or|nor|along with|as well as|plus|like)\b)"
    r"| (?:and|then|but) (?:onto|on to|put|give|start|use|move|switch|offer|try|take|get|swap|replace|have|let|send|ask"
    r"|write|prescribe|order)\b)"
)
#: "I'd cross that off and write up ondansetron": the object stands in the cue
_CLOSED_CUE = re.compile(r" (?:it|this|that|them|those)\b")
_THEN_MORE = re.compile(r"\s*,?\s*(?:and|then|but)\b")
#: "it's the gel that ...": what stands there is the object, and is no drug
_CLEFT = re.compile(
    r"\bit(?:'s| is| was) (?:the |an? |her |his |your )?(?!(?:one|tablets?|drug"
    r"|combination|pair)\b)[\w-]+ that\b[^,;:]*$"
)
#: "she must avoid it, and tacrolimus has to be stopped": a statement of its own
_IT_AND = re.compile(
    rf"\s*(?:it|this|that|them|these|both|(?:the|that|this|these|those|his|her) (?:\w+ )?{_THE_DRUG}),? (?:and"
    rf"|but|while) (?:the |her |his |your )?"
)
_PREDICATE = re.compile(r"\s+(?:has|have|is|are|should|must|needs?|can|cannot|may|will|would|ought)\b")


def _behind(sentence: Sentence, hit: CueHit, cues: list[CueHit], drugs: list[Mention], end: int) -> list[Mention]:
    """The drugs behind an active cue that are its objects, and not those of another advice or clause."""
    text = sentence.reading.folded.text
    if _IT_ENDS.match(text, hit.end, end):
        return []
    if _CLOSED_CUE.search(hit.cue.text) and _THEN_MORE.match(text, hit.end, end):
        return []
    next_cue = _cue_after(cues, hit.end, end)
    after = []
    for m in drugs[bisect_left(drugs, (hit.end,)) :]:
        if m.start >= end or (m.start >= next_cue and text.count(" ", hit.end, m.start) > _LIST):
            break
        if m.start < next_cue or _listed(text, hit.end, m.start):
            after.append(m)
    after = [m for m in after if not is_behind_preposition(text, hit.end, m.start) or m.start - hit.end < 6]
    return [
        m
        for m in after
        if not _NEW_ADVICE.search(text, hit.end, m.start)
        and not _CLAUSE.search(text, hit.end, m.start)
        and not _BARRED.search(text, hit.end, m.start)
        and not (_IT_AND.fullmatch(text, hit.end, m.start) and _PREDICATE.match(text, m.end))
    ]


def _told_why(sentence: Sentence, mention: Mention, end: int) -> Targets:
    """What was asked about, where "Avoid: VPA level crashes" only tells why, of a drug that the patient takes."""
    topics = sentence.reading.lexicon.asked.topics
    told = mention.concept not in topics and _REASON_OF.match(sentence.reading.folded.text, mention.end, end)
    return topics if told and takes(mention.concept, sentence.reading) else ()


def _object(
    sentence: Sentence, hit: CueHit, cues: list[CueHit], drugs: list[Mention], clause: tuple[int, int]
) -> tuple[Targets, bool]:
    """The drugs after an active cue ("avoid X and Y", "stop it")."""
    text = sentence.reading.folded.text
    start, end = clause
    if "other " in sentence.text and _OTHER_TWO.search(text, start, hit.start):
        topics = sentence.reading.lexicon.asked.topics
        return tuple(each for each in topics if each not in antecedent(sentence, start)), True
    if (itself := stops_by_itself(text, hit, drugs, start)) and not is_behind_preposition(text, start, itself.start):
        return (itself.concept,), False
    colon = text.find(":", hit.end, end)
    if colon > hit.end + 1:  # what follows a colon explains the advice and is not its object
        end = colon
    after = _behind(sentence, hit, cues, drugs, end)
    apart = colon == hit.end or text.startswith((",", " -", " –"), hit.end)
    if after and apart and (topics := _told_why(sentence, after[0], end)):
        return topics, True
    if after:
        return names_of(_undosed(sentence, after) if LEVELS.get(hit.cue.kind, 0) > 0 else after), False
    if latter := _former_or_latter(sentence, hit, end):
        return latter, False
    timed = LEVELS.get(hit.cue.kind, 0) > 0 and for_a_time(text, hit.end, end)
    if not (timed or _IMPLICIT_AFTER.match(text, hit.end, end)) or _CLEFT.search(text, start, hit.start):
        return (), False
    reason = _AND_ITS_REASON.match(text, hit.end, sentence.end)
    if reason and (barred := names_of([m for m in drugs if m.start == reason.end()])):
        return barred, False
    inside = [m for m in drugs if start <= m.start < hit.start]
    if (
        inside
        and ":" in text[inside[-1].end : hit.start]
        and inside[-1].concept not in sentence.reading.lexicon.asked.topics
    ):
        inside = []  # "X stops its breakdown, so Y builds up: don't start it"
    pointed = _POINTED.match(text, hit.end, end) is not None
    if named := _named_before(text, hit, inside, start, pointed=pointed):
        return named, False
    if pair := two_of(sentence, hit.start) if _TWO.match(text, hit.end, end) else ():
        return pair, False
    targets = antecedent(sentence, hit.start)
    if len(targets) > 1 and _DOSES.match(text, hit.end, end):  # "Omit x2 doses": of what is taken
        targets = tuple(each for each in targets if takes(each, sentence.reading)) or targets
    return targets, not pointed or len(targets) > 1


def _undosed(sentence: Sentence, listed: list[Mention]) -> list[Mention]:
    """What a ban's list holds before an item that is dosed: "hold warfarin, PCC 50 units/kg and vitamin K 10 mg"."""
    doses = [q.start for q in sentence.quantities if q.unit and q.dimension != "time"]
    dosed = [any(0 <= start - m.end <= len(" iv ") for start in doses) for m in listed]
    return listed if dosed[0] or True not in dosed else listed[: dosed.index(True)]


def _named_before(text: str, hit: CueHit, inside: list[Mention], start: int, *, pointed: bool) -> Targets:
    """The drugs of its clause that an active cue without an object is about: "X we stop", "than X, which I'd avoid"."""
    if not inside:
        return ()
    if _WHICH.match(text, inside[-1].end, hit.start):
        return names_of(inside[-1:])
    if is_behind_preposition(text, start, inside[-1].start):
        return ()
    named = [m for m in inside if not is_behind_preposition(text, start, m.start)]
    if len(named) > 1 and not pointed:
        named = _of_predicate(text, named, hit.start)
        if " be " in hit.cue.text:  # "lithium and losartan must never be given": the subject, all of it
            return names_of(named)
        return names_of(named if named[-1] is not inside[-1] else inside[-1:])
    return names_of(inside[-1:])


def _cue_after(cues: list[CueHit], position: int, default: int) -> int:
    """Where the next cue begins."""
    index = bisect_left(cues, (position,))
    return cues[index].start if index < len(cues) else default


_DOSES = re.compile(r"[^.;:,]{0,20}\bdoses?\b")
_TO_IT = re.compile(r"\b(?:to|for|of|than)\s+(?:the )?$")
_CLOSED = re.compile(r",|\band\b|\bbut\b|:")


def _subject(text: str, hit: CueHit, cues: list[CueHit], drugs: list[Mention], start: int) -> Targets:
    """The drugs before a predicate ("X and Y are contraindicated")."""
    last_cue = max((c.end for c in cues if c.end <= hit.start), default=start)
    # an earlier cue keeps its own drug, unless its statement is closed ("avoid X and Y is safe")
    first = max(start, last_cue) if _CLOSED.search(text, last_cue, hit.start) else start
    before = [m for m in drugs if first <= m.start < hit.start]
    if before and _another_subject(text, before[-1].end, hit.start):
        return ()
    named = [m for m in before if not is_behind_preposition(text, start, m.start)]
    if named and not _LINK.fullmatch(text, named[-1].end, hit.start):
        if _OBJECT.search(text, start, named[0].start):
            return ()  # "it opposes donepezil and is one to avoid"
        named = _of_predicate(text, named, hit.start)
    elif len(named) > 1:
        named = _of_predicate(text, named, hit.start)
    if (
        not named
        and before
        and not _TO_IT.search(text, start, before[-1].start)
        and re.fullmatch(r"\s*(?:\w+\s+){0,3}", text[before[-1].end : hit.start])
    ):
        named = before[-1:]  # "with simvastatin clarithromycin is contraindicated"
    return names_of(named)


#: "prednisolone, and the crocus extract stays in the pharmacy": the subject is another thing, whatever it be
_THING = re.compile(
    r"(?:[,;:]|\band\b|\bbut\b|\bso\b|\bwhile\b|\bwhereas\b)\s*(?:and |but |so |while )?(?:the|these"
    r"|those|his|her|your|our)\s+"
    rf"(?!(?:[\w'-]+ ){{0,3}}(?:{_THE_DRUG}|both|two|same|latter|former|first|second|last|dose|risk"
    rf"|combination|use|rest|others|lot)\b)(?:[\w'-]+\s+){{1,3}}?"
    r"(?:\([^)]*\)\s*)?(?:(?:is|are|was|were|will|would|can|could|should|must|has|have|may|to|be|had"
    r"|better|then)\s+)*$"
)


def _another_subject(text: str, start: int, position: int) -> bool:
    """Whether the predicate at a place has a subject of its own behind the drug that is named last."""
    return _THING.search(text, start, position) is not None


_LINK = re.compile(
    r"(?: (?:drugs?|medicines?|medications?|tablets?|agents?|therapy|treatment)\b)?"
    r"(?:\s*\([^()]*\))?[\s,:;*=→-]*(?:(?:\w+n't|\w+ly|is|are|was|were|be|been|being|would|should|must|may"
    r"|might|can|could|will"
    r"|shall|has|have|to|also|both|all|either|neither|each|together|alone|therefore|thus|hence|still|now|not"
    r"|never|no|an?|the|too|best"
    r"|better|rather|very|so|quite|then|here|itself|themselves|remains?|seems?|ought|do|does|always|just|even"
    r"|'s|'re|'d|'ll)\b\s*)*"
)
_JOINED = re.compile(
    r"(?:\s*\([^()]*\))?\s*(?:,|/|\+|&|\band\b|\bor\b|\bplus\b|\bnor\b|\bas well as\b|,\s*(?:and|or))\s*"
    r"(?:(?:all|any|every|other|both|the|an?|even|also|then|probably|oral|topical|his|her|your|indeed"
    r"|[\w-]+)\s+){0,2}"
)


#: a pronoun with its verb before a drug: what the predicate behind them is of
_OBJECT = re.compile(
    r"(?:^|[.;:,!?]\s*|\band )(?:it|this|which|they)\s+[a-z]+(?:s"
    r"|ed)?\b[^.;:]*?\b[a-z]+s\s+(?:the )?$"
)


def _of_predicate(text: str, named: list[Mention], position: int) -> list[Mention]:
    """Of several drugs before a predicate those that are its subject: a list right before it, else the first list.

    "Oxybutynin opposes donepezil and is to be avoided" is about the first.
    """
    if _LINK.fullmatch(text, named[-1].end, position):
        first = len(named) - 1
        while first and (
            named[first - 1].start == named[first].start
            or _JOINED.fullmatch(text, named[first - 1].end, named[first].start)
        ):
            first -= 1
        return named[first:]
    last = 1
    while last < len(named) and (
        named[last - 1].start == named[last].start or _JOINED.fullmatch(text, named[last - 1].end, named[last].start)
    ):
        last += 1
    return named[:last]


#: what a drug can be called before its name
_QUALITIES = frozenset(("safe", "suitable", "acceptable", "unsafe", "unsuitable", "inappropriate", "appropriate"))


def _named_after(sentence: Sentence, hit: CueHit, cues: list[CueHit], drugs: list[Mention], end: int) -> Targets:
    """The drugs after a predicate that takes them there ("contraindicated: X", "no contraindication to X")."""
    text = sentence.reading.folded.text
    either = hit.cue.target == "either"
    if _AFTER_COLON.match(text, hit.end, sentence.end):
        behind = [m for m in drugs if m.start >= hit.end and not is_behind_preposition(text, hit.end, m.start)]
        return (behind and _told_why(sentence, behind[0], sentence.end)) or names_of(behind)
    list_at = text.find(":", hit.end, min(sentence.end, hit.end + _HEADING))
    if list_at > 0 and not any(hit.end <= m.start < list_at for m in drugs) and "," not in text[hit.end : list_at]:
        listed = [m for m in drugs if list_at < m.start]
        if len(listed) > 1 and listed[0].start - list_at <= len(": "):
            return names_of(listed)  # "all of them are contraindicated in pregnancy: X, Y, Z"
    if (
        hit.cue.text in _LISTED
        and hit.start - sentence.words_start <= _HEADING
        and (colon := _AND_COLON.match(text, hit.end, sentence.end))
    ):  # "medicines stopped during this admission: X, Y"
        return names_of([m for m in drugs if m.start >= colon.end()])
    if not either and not _TO_AFTER.match(text, hit.end, sentence.end):
        # "there is no safe NSAID"
        return names_of([m for m in drugs if m.start == hit.end + 1]) if hit.cue.text in _QUALITIES else ()
    until = min(end if either else _cue_after(cues, hit.end, end), sentence.end)
    for mention in drugs:
        if hit.end <= mention.start < until and (
            _RIGHT_TO.fullmatch(text, hit.end, mention.start) or not is_behind_preposition(text, hit.end, mention.start)
        ):
            return (mention.concept,)
    return ()


def _understood(sentence: Sentence, hit: CueHit, start: int) -> Targets:
    """The drugs of a predicate that names none: what "it" or nothing stands for; none where something else is meant."""
    text = sentence.reading.folded.text
    lead = text[start : hit.start]
    if _RELATIVE.search(text, start, hit.start) or _THE_OTHER.search(lead):
        return ()
    if _PLAN.search(lead) or (hit.cue.text in _TOO_SOON and _A_TIME.match(lead.rstrip())):
        return sentence.reading.lexicon.asked.topics
    fragment = re.search(r"[:;]\W*$", lead) and hit.cue.kind in ("contraindicated", "avoid", "acceptable")
    lead = _OPENERS.sub("", lead.strip(" ,*-'\""))
    if _TWO.fullmatch(_AUXILIARY.sub("", lead)) and (pair := two_of(sentence, hit.start)):
        return pair
    if (
        fragment
        or not lead
        or _PRONOUN_SUBJECT.search(lead)
        or _BARE_LEAD.fullmatch(lead)
        or (hit.cue.kind == "contraindicated" and len(lead.split()) <= 3)
    ):
        return _of_kind(sentence, lead, antecedent(sentence, hit.start))
    return _headed(sentence, hit.start)


#: "tonight is too early": for what was put forward
_TOO_SOON = frozenset(("too soon", "too early", "premature"))
_A_TIME = re.compile(
    r"\W*(?:tonight|today|tomorrow|now|next \w+|this (?:evening|week|afternoon|morning)|(?:\w+ )?(?:hours|days"
    r"|weeks)(?: later)?|a week)"
    r"(?:'s| is| are| would be| seems)(?: (?:far|much|still|a bit|rather|way))?$"
)
_CALLED = re.compile(
    r"(?:^|\W)(?:the|his|her|your|that|this) ((?:[\w'-]+ )?[\w'-]+ [\w'-]+?)s?(?:'s| (?:is|are|was|has|must"
    r"|should|can|needs?|would|will)\b.*)?$"
)


def _of_kind(sentence: Sentence, lead: str, targets: Targets) -> Targets:
    """Those targets, unless "the sleeping tablet" names a kind that none of them is of."""
    called = _CALLED.search(lead)
    members = members_called(called[1]) or members_called(called[1].partition(" ")[2]) if called else frozenset()
    if not members:
        return targets
    lexicon = sentence.reading.lexicon
    return tuple(each for each in targets if not members.isdisjoint(lexicon.names_of(each)))


_LISTED = frozenset(
    "stopped discontinued withheld held ceased omitted suspended avoided contraindicated withdrawn refused".split()
)
#: how far into a line its heading word may stand, in characters
_HEADING = 30
_AND_COLON = re.compile(r"[^.;:!?,]{0,45}?(?::|\s-\s)")
_HEAD = re.compile(r"(?:\s+[\w.]+){0,3}?\s*(?::|-(?=\s)|→)")


def _headed(sentence: Sentence, position: int) -> Targets:
    """The drug at the head of an item ("metoclopramide - endorsed 'not given'"), where it is the only one before."""
    named = [m for m in sentence.reading.drugs_in(sentence) if m.end <= position]
    if len({m.start for m in named}) != 1 or named[0].start != sentence.words_start:
        return ()
    return names_of(named) if _HEAD.match(sentence.reading.folded.text, named[0].end, position) else ()


#: "those other two I'd cross out": what was asked about beside the one just spoken of
_OTHER_TWO = re.compile(r"\b(?:the|those|these|his|her|your) other (?:two|three|pair|ones)\b")
#: what was put forward
_PLAN = re.compile(
    r"\b(?:the|this|that|her|his|your|their) (?:[\w']+ )?(?:plan|choice|proposal"
    r"|suggestion)(?:'s)?\b[^,]{0,20}$"
)
#: another one than was spoken of last: which, nobody can say
_THE_OTHER = re.compile(r"^\W*(?:and |but |so |while |whereas )?(?:the other|the others|another|others)\b")
#: words of a list of names between a cue and one of them
_LIST = 6
_RIGHT_TO = re.compile(r"\s*to\s+(?:the |any |other |all |her |his |your |giving |using |starting )*")
#: more than a preposition and two words after it take, in characters
_FAR = 80


def is_behind_preposition(text: str, start: int, position: int) -> bool:
    """Whether what stands at `position` hangs on a preposition behind `start`: "with X", "because of his X"."""
    lead = text[max(start, position - _FAR) : position]
    return _PREPOSITION.search(lead) is not None and not _SOME_OF.search(lead)


#: "none of the NSAIDs may be used": what is counted is what the statement is about
_SOME_OF = re.compile(
    r"\b(?:none|all|any|each|both|neither|either|most|one|every one) of (?:the |these |those |his |her )*$"
)


def _listed(text: str, start: int, position: int) -> bool:
    """Whether what stands between is only other names in a list."""
    between = text[start:position]
    return between.count(" ") <= _LIST and bool(re.fullmatch(r"[\w\s,/-]*(?:,|\band\b|\bor\b)\s*", between))


#: "stop both", "these two must go"
_TWO = re.compile(
    r"\s*(?:(?:him|her|them|you) )?(?:them both|(?:both|either|neither|none|all)(?: of (?:them|these"
    r"|those|the two|(?:his|her|your) (?:two )?[\w-]+))?(?: (?:kinds? of [\w-]+|ideas?|choices?|options?"
    r"|drugs?"
    r"|tablets?|sorts?|types?|suggestions?|medicines?|pills?|ones|products?|antibiotics?|plans?))?"
    r"|(?:the|these|those|all) (?:two|three|lot)|all of them)\b"
)


#: "so all three are" off the table, "both tablets should be" avoided
_SEVERAL = re.compile(
    r"(?:^\W*|[.;:,] ?|\b(?:so|and|hence|then|therefore) )(?:both|all (?:two|three|four)|each"
    r"|every one)(?: of (?:them|these|those|the))?"
    r"(?: (?:two|three))?(?: (?:[\w-]+ )?(?:ingredients?|components?|parts?|agents?|drugs?|tablets?"
    r"|medicines?|painkillers?|products?|items?"
    r"|constituents?|things|remedies|options|antidotes|antibiotics|vaccines|jabs|inhalers"
    r"|creams))?(?: (?:are|is|were|must|should|have|has|had|to|be|better|therefore|equally|also))* $"
)
#: "both kinds of pill are" forbidden
_AUXILIARY = re.compile(r" (?:is|are|was|were|(?:should|must|can|may|would|will)(?: be)?)$")
_BOTH = re.compile(
    r"\b(?:both|neither|they|these two|those two|the two)(?: of (?:them|these|those"
    r"|[\w']+ \w+))?\W+(?:\w+ ){0,4}$"
)
