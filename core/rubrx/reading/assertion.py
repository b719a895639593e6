"""Assertion: does the answer itself say this, of this patient, now? The ConText method, for medication advice.

Chapman et al. 2001 (NegEx, J Biomed Inform 34:301) and Harkema et al. 2009 (ConText, J Biomed Inform 42:839):
a trigger opens a scope in its direction, a terminator closes it. To their negated, hypothetical, historical and
other-subject states this adds what answers do: ask, quote a view and reject it, take back, list without saying.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.alarms import is_sign_to_act_on
from rubrx.reading.cues import CueHit
from rubrx.reading.stances.views import disowned
from rubrx.reading.unreal import WOULD_BE, put_and_denied

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence


class State(StrEnum):
    """How something is asserted."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    OTHER_SUBJECT = "said of somebody else"
    REJECTED = "a view the answer rejects"
    OPEN = "left open"
    QUESTION = "only asked"
    LISTED = "named in a bare list"
    ADDRESSED = "aimed at the grader"


class Assertion(NamedTuple):
    """The state, and the words that decide it (a place in the folded text, or None)."""

    state: State
    cue: tuple[int, int] | None = None

    @property
    def holds(self) -> bool:
        """Whether the answer says so itself."""
        return self.state is State.AFFIRMED


AFFIRMED = Assertion(State.AFFIRMED)


def assertion_of(reading: Reading, start: int, end: int) -> Assertion:
    """How the stretch `start:end` of the folded text is asserted."""
    sentence = reading.sentence_at(start)
    if sentence.is_plain:
        return AFFIRMED
    if sentence.is_bare_list:
        return Assertion(State.LISTED)
    if sentence.is_question and not is_sign_to_act_on(sentence):
        return Assertion(State.QUESTION)
    attributions = sentence.cues("attribution")
    for hit in attributions:
        if hit.cue.kind == "grader":
            return Assertion(State.ADDRESSED, hit[:2])
    return (
        (_other_subject(sentence, start) if sentence.cues("subject") else None)
        or _of_a_story(sentence)
        or (_rejected(sentence, start, end) if attributions else None)
        or _left_open(sentence, start, end)
        or _taken_back(sentence, start, end)
        or (_negated(sentence, start, end) if sentence.negations else None)
        or (_hypothetical(sentence, start) if sentence.scopes else None)
        or AFFIRMED
    )


#: negations of a sentence that are quicker looked at than searched
_FEW = 4
#: how far a negation reaches forwards and backwards, in words
_WORDS_BEFORE, _WORDS_AFTER = 14, 5


def within_reach(sentence: Sentence, start: int, end: int, before: int, after: int) -> list[CueHit]:
    """The negations of a sentence with so many words or less between them and the stretch `start:end`, in order."""
    hits, text = sentence.negations, sentence.reading.folded.text
    if len(hits) < _FEW:
        return hits
    first = last = bisect_left(hits, (start,))
    while first and text.count(" ", hits[first - 1].end, start) <= before:
        first -= 1
    while last < len(hits) and text.count(" ", end, hits[last].start) <= after:
        last += 1
    return hits[first:last]


#: denials that a name may begin in
_WITHIN = frozenset(("before", "pseudo", "after"))


def _negated(sentence: Sentence, start: int, end: int) -> Assertion | None:
    deciding: CueHit | None = None
    for hit in within_reach(sentence, start, end, _WORDS_BEFORE, _WORDS_AFTER):
        if hit.cue.kind == "double" and hit.end <= start and not _closed(sentence, hit.end, start):
            return None
        if hit.cue.kind == "double" and hit.start >= end and not _closed_after(sentence, end, hit.start):
            return None
        if hit.end <= start:
            if hit.cue.kind == "before" and not _closed(sentence, hit.end, start):
                deciding = hit
        elif hit.start < start < hit.end:  # "no signs of", of what is itself called "signs of bleeding"
            if hit.cue.kind in _WITHIN and hit.cue.text.startswith(("no ", "is no ", "are no ")):
                deciding = hit
        elif hit.start >= end and hit.cue.kind == "after" and not _closed_after(sentence, end, hit.start):
            deciding = hit
    return Assertion(State.NEGATED, deciding[:2]) if deciding is not None else None


#: "no capsule before a negative test": what must come first is no part of the denial
_BEFORE_THAT = re.compile(r"^\s(?:\w+\s){1,4}(?:before|until|unless|other than|besides|beyond)\s")
_PERSON = r"(?:it|he|she|they|this|that|you|we|i)"
#: where the reach of a negation ends: a mark, or a new statement with its own subject or imperative
_STOP = re.compile(
    rf"[;:()→]| - |\. |, ?[+↑↓]|\bor (?:else\b|{_PERSON}(?:'ll|'d| (?:will|may|might|could|risks?|gets?|end)\b))"
    rf"|\band (?:{_PERSON}|so|then)\b|\b{_PERSON} (?:is|was|are|has|will|can|may)\b|, (?:an?|the) "
    r"|, its (?:an?|the|too) "
    rf"|, (?:and |or |then )?(?:{_PERSON}|there|with a|use|give|start|take|consider|try|switch|continue|choose|prefer"
    r"|but|leading|causing|resulting|making)\b"
)


#: "without food much of it goes straight through": what is lacking is told, and a statement of its own begins
_WITHOUT_IT = re.compile(
    r" (?:an? |the |any |his |her )?(?!(?:of|to|in|on|for|or|and|with|from)\b)[\w-]+(?: \w+ing)?,? (?:(?:an?|the|one"
    r"|its?|this|that|s?he|they"
    r"|you|we|there|most|much|many|about|half|less|little|only|some|a third|levels?|absorption)\b)"
)
#: "not, in my view, safe": what stands between commas interrupts, and ends nothing
_ASIDE = re.compile(r", [^,;:.]{1,40},")


def _closed(sentence: Sentence, cue_end: int, start: int) -> bool:
    """Whether the scope of a negation ends before it reaches `start`."""
    text = sentence.reading.folded.text
    if text[cue_end : cue_end + 2] == ", " and not _ASIDE.match(text, cue_end, sentence.end):
        return True  # "if she'd rather not, give paracetamol"
    between = text[cue_end:start]
    if between.count(" ") > _WORDS_BEFORE or _STOP.search(between):  # the count first: it spares the search a flood
        return True
    if any(_own_clause(text, cue_end + match.end(), sentence.end) for match in re.finditer(",", between)):
        return True
    if _NOT.search(text, max(0, cue_end - 8), cue_end) and _new_subject(text, cue_end, start, sentence.end):
        return True
    if text.endswith(("rather than", "instead of"), 0, cue_end) and (
        "," in between or (cue_end - sentence.words_start < _FRONTED and _GOES_ON.search(between))
    ):
        return True
    if text.endswith("without", 0, cue_end) and (
        _WITHOUT_IT.match(between) or any(cue_end <= hit.start <= start for hit in sentence.stances)
    ):
        return True
    if _BEFORE_THAT.search(between):
        return True
    if any(cue_end <= hit.start and hit.end <= start for hit in sentence.scopes):
        return True
    if _TELLS_NOT.search(text, max(0, cue_end - 9), cue_end):
        return False
    # "do not use X with its risk of Y": a negated piece of advice denies the advice, not the facts around it
    for hit in sentence.stances:
        if cue_end <= hit.start < start and text[cue_end : hit.start].count(" ") <= 4:
            after = text[hit.end : start]
            if re.search(r",|\b(?:with|for|at|in|by|to|from|on|after|during|causes?|can|may|will)\b", after):
                return True
    return False


#: "it does not cut the supply to the kidney" is no advice
_TELLS_NOT = re.compile(r"\bd(?:oes|id)(?: not|n't)$")
#: "Instead of 1 g every 8 hours give 1 g every 12 hours": the length of a cue at the front, and what its scope ends at
_FRONTED = 12
_GOES_ON = re.compile(
    r"\b(?:he|she|they|it|we|you|i|give|use|take|start|prescribe|choose|try|consider|offer|make it|now|should|must)\b"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|should|may|might|can|could|will|would|must|needs?|remains?|becomes?|gets?)\b"
)


#: a negation of a verb: what "and" joins on with a verb of its own is said by itself
_NOT = re.compile(r"(?:\bnot|n't|cannot|\bnever)$")
_AND = re.compile(r"\band ")
#: what the verb before "and" takes as a whole: "does not mean that warfarin and ibuprofen can be combined"
_EMBEDS = re.compile(
    r"\b(?:that|whether|if|which|how|why|when|where|because|think|believe|expect|say|mean|suggest|show|know|sure)\b"
)


def _new_subject(text: str, cue_end: int, start: int, end: int) -> bool:
    """Whether an "and" between a denied verb and `start` joins on a new subject with a verb of its own."""
    for match in _AND.finditer(text, cue_end + 2, start):
        verb = _FINITE.search(text, match.end(), end)
        if verb is None or _EMBEDS.search(text, cue_end, match.start()):
            return False
        subject = text[match.end() : verb.start()]
        if 0 < subject.count(" ") <= 4 and not re.search(r"[,.;:()]|\b(?:or|and|not|that|which)\b", subject):
            return True
    return False


def _own_clause(text: str, start: int, end: int) -> bool:
    """Whether what stands between a comma and the next one has a verb of its own: a new clause, not a list's item."""
    comma = text.find(",", start, end)
    return bool(_FINITE.search(text, start, comma if comma >= 0 else end))


def _closed_after(sentence: Sentence, end: int, cue_start: int) -> bool:
    between = sentence.reading.folded.text[end:cue_start]
    return (
        between.count(" ") > _WORDS_AFTER
        or bool(re.search(r"[;:,()]", between))
        or any(end <= hit.start and hit.end <= cue_start for hit in sentence.scopes)
    )


#: "were he my father, he'd have ...": said of this patient
_WERE_HE = re.compile(r"\b(?:were s?he|(?:s?he|it|this) (?:were|was)) $")


#: somebody who is not named, in a story of the writer's own: "a lady I looked after", "one of our regulars"
_SOMEBODY = re.compile(
    r"\b(?:(?:an?|one|another|that|the(?: other)?|(?:my|our) (?:last|previous|first|other))"
    r" (?:[\w*/'’-]+ ){0,3}?(?:patient|lady|gentleman|woman|man|girl|boy|child|baby|chap|fellow|customer|regular"
    r"|resident|case|person|teenager|pensioner|student|nurse|farmer|teacher|neighbou?r|friend|colleague)\b"
    r"|someone\b|somebody\b|one of (?:my|our) \w+|last (?:week|month|year)'s \w+)"
)
#: how a story goes on: "for her it was banned outright", "he had kidney failure"
_GOES_ON_OF_THEM = re.compile(r"\W*(?:(?:and|so|but) )?(?:(?:for|in|with) (?:her|him|them)|it|she|he|they|that)\b")
_PAST = re.compile(r"\b(?:was|were|had|did|didn't|couldn't|could not|bled|died|got|went|took|came|\w{3,}ed)\b")
_OF_NOW = re.compile(
    r"\b(?:is|are|has|have|can|may|must|should|will|needs?|your|yours|this|our|here|now"
    r"|today|these|the (?:patient|gp))\b"
    r"|'s\b|'re\b|'ll\b"
)


#: a query whose patient is the mother herself, or her baby
_OF_A_MOTHER = re.compile(
    r"\b(?:mother|mum|mom|pregnan\w+|breast-?feed\w*|nursing|lactat\w+|gestation|trimester|postpartum|postnatal|newborn"
    r"|neonat\w+|weeks? pregnant|g\dp\d|\d+/40|antenatal|feeding (?:her|a) (?:baby|son|daughter|infant))\b"
)


def _somebody_else(sentence: Sentence, start: int) -> list[CueHit]:
    """The words before a place by which a sentence, or the story that it goes on with, is of somebody else."""
    text = sentence.reading.folded.text
    found = [
        hit
        for hit in sentence.cues("subject")
        if hit.cue.kind == "other"
        and hit.start <= start
        and not _WERE_HE.search(text, max(0, hit.start - 14), hit.start)
        and not (hit.cue.text == "the mother" and _OF_A_MOTHER.search(sentence.reading.lexicon.query_folded))
    ]
    stories = [hit for hit in sentence.cues("subject") if hit.cue.kind == "story" and hit.start <= start]
    if stories and not found and _SOMEBODY.search(text, sentence.start, max(start, stories[-1].end)):
        found = stories[-1:]
    return found


def _of_a_story(sentence: Sentence) -> Assertion | None:
    """Whether a sentence goes on with the story of somebody else that the one before it tells."""
    if not sentence.index or not _GOES_ON_OF_THEM.match(sentence.text):
        return None
    if not _PAST.search(sentence.text) or _OF_NOW.search(sentence.text):
        return None
    before = sentence.reading.sentences[sentence.index - 1]
    if before.cues("subject") and (told := _somebody_else(before, before.end)):
        return Assertion(State.OTHER_SUBJECT, told[-1][:2])
    return _of_a_story(before)


def _other_subject(sentence: Sentence, start: int) -> Assertion | None:
    others = _somebody_else(sentence, start)
    if not others:
        return None
    following = sentence.reading.sentences[sentence.index : sentence.index + 2]
    if any(hit.cue.kind == "same" for each in following for hit in each.cues("subject")):
        return None
    # "his cousin had it, but this boy ..." : back to the patient
    if any(hit.cue.kind == "this" and others[-1].end <= hit.start <= start for hit in sentence.cues("subject")):
        return None
    if _SO_DO.search(sentence.reading.folded.text, others[-1].end, start):
        return None
    return Assertion(State.OTHER_SUBJECT, others[-1][:2])


#: "her brother fitted on it, so use ...": what follows from it is advice for the patient
_SO_DO = re.compile(
    r"[,;:]\s*(?:and )?(?:so|therefore|hence)\b,? (?:please |just )?(?!(?:she|he|they|it"
    r"|his|her|their|was|were|had|did|that)\b)"
)


def _rejected(sentence: Sentence, start: int, end: int) -> Assertion | None:
    """Quoted, and then disagreed with in the same breath or the next."""
    for hit in sentence.cues("attribution"):
        if hit.cue.kind == "rejected" and hit.start >= end and not _closed_after_claim(sentence, end, hit.start):
            return Assertion(State.REJECTED, hit[:2])
    if any(_is_anothers(sentence, hit, start, end) for hit in sentence.cues("attribution")) and disowned(
        sentence, start, end
    ):
        return Assertion(State.REJECTED)
    quoted = [
        hit
        for hit in sentence.cues("attribution")
        if hit.cue.kind in ("quoted", "cited") and (hit.start <= start or " the " in hit.cue.text[:_SAYS_THE])
    ]
    if not quoted:
        return None
    if (following := sentence.following) is not None and _FLATLY.fullmatch(following.text):
        return Assertion(State.REJECTED, quoted[-1][:2])
    view = any(hit.cue.kind == "quoted" for hit in quoted)
    sentences = sentence.reading.sentences
    for later in sentences[sentence.index : sentence.index + 2]:
        for hit in later.cues("attribution"):
            if hit.start < quoted[-1].end:
                continue
            if hit.cue.kind == "rejected" or (view and hit.cue.kind == "overruled") or _ignores(sentence, hit):
                return Assertion(State.REJECTED, hit[:2])
        # "the label warns of it, but a lower dose will do" does not deny what stands there
        if view and any(hit.cue.text in ("but", "however", "whereas") and hit.start > end for hit in later.scopes):
            return Assertion(State.REJECTED, quoted[-1][:2])
    return None


#: ", says the book" stands behind what it says: how far into such a cue its "the" stands at most, in characters
_SAYS_THE = 12
#: "You'll read that it brings fits. It doesn't."
_FLATLY = re.compile(
    r"\W*(?:but |well,? |in fact,? |actually,? |in truth,? )?(?:it|they|that|this|he|she|those)"
    r" (?:(?:does|do|did|is|are|was|will|has|have)(?: not|n't)|won't|never (?:does|did|has|will))"
    r"(?: (?:so|here|in practice|any more|now|at this dose|in real life|for (?:him|her)))*\s*[.!]?\s*"
)
_NOT_TO = re.compile(r"(?:not|n't|never|cannot|nobody|wrong to|unwise to|mistake to|danger\w* to) (?:\w+ )?$")


#: how a warning is waved away, whoever gave it
_WAVED_AWAY = ("ignore ", "click ", "skip past", "swipe away", "wave away", "dismiss ", "bypass ", "close ")


def _ignores(sentence: Sentence, hit: CueHit) -> bool:
    """Whether a reader is told to take no notice of what was quoted: "the leaflet mentions it; ignore it"."""
    text = sentence.reading.folded.text
    return hit.cue.text.startswith(_WAVED_AWAY) and not _NOT_TO.search(text, max(0, hit.start - 20), hit.start)


#: how far behind what is told its source may stand, in characters
_BEHIND = 12
_MY = re.compile(r"\b(?:i|we)(?:'d| would| have|'ve)?(?: \w+ly)? $")


def _is_anothers(sentence: Sentence, hit: CueHit, start: int, end: int) -> bool:
    """Whether words beside a place make what stands there another's: "the data sheet says", not "I fear"."""
    if hit.cue.kind == "said" and 0 <= hit.start - end <= _BEHIND:
        return True  # "36 hours is what they quote"
    if hit.cue.kind not in ("quoted", "said") or hit.start > start:
        return False
    return not _MY.search(sentence.reading.folded.text, sentence.start, hit.start)


#: an answer that takes a side after all
_SIDES = re.compile(
    r"\b(?:(?:so|as|and) (?:would|do|am) i|i'd|i would(?! not| never)|i(?:'m| am) (?:with|in|among|firmly|all)|i side"
    r"|i (?:prefer|agree|favou?r|recommend|advise|suggest|think|believe)|(?:my|our) (?:own )?(?:view|advice|choice|vote"
    r"|practice|preference)|for (?:me|her|him|this (?:patient|man|woman|child)))\b"
)
_ELSEWHERE = re.compile(r"[;:]| - |\bbut\b|, so\b")


def _left_open(sentence: Sentence, start: int, end: int) -> Assertion | None:
    """What some do and others don't, where the answer takes no side: "Some stop it, others carry on."."""
    hits = [hit for hit in sentence.cues("attribution") if hit.cue.kind in ("open", "even")]
    following, text = sentence.following, sentence.reading.folded.text
    if following is not None and not hits:
        hits = [
            hit
            for hit in following.cues("attribution")
            if hit.cue.kind == "even" and hit.start - following.words_start <= _OPENING
        ]
    for hit in hits:
        if _SIDES.search(sentence.text) or (following is not None and _SIDES.search(following.text)):
            return None
        if hit.start >= sentence.end or not _ELSEWHERE.search(text, min(end, hit.end), max(start, hit.start)):
            return Assertion(State.OPEN, hit[:2])
    return None


def _closed_after_claim(sentence: Sentence, end: int, cue_start: int) -> bool:
    between = sentence.reading.folded.text[end:cue_start]
    return between.count(" ") > 10 or any(end <= hit.start and hit.end <= cue_start for hit in sentence.scopes)


_OF_IT_ALL = re.compile(r"(?:none|neither|nothing|this|that|it)\b(?!\sshould)")
#: how far into a sentence its denial of the one before may stand, in characters ("But here, none of that applies")
_OPENING = 20
_CORRECTABLE = re.compile(r"\d|\b(?:once|twice|three|four|daily|weekly|hours?|times)\b")


#: "people worry about bleeds, but at this dose it doesn't happen"
_DENIED_LATER = re.compile(
    r"\b(?:but|yet|though|although|however|only|well)\b[^.;]{0,40}?\b(?:it|that|this|they|these|those)"
    r" (?:really |simply |just |actually )?(?:"
    r"(?:does(?: not|n't)|do(?: not|n't)|did(?: not|n't)|will not|won't) (?:happen|occur|arise|apply"
    r"|hold|follow|come)\b"
    r"|never (?:happen|occur|arise|appl|come)\w*|(?:is|are)(?: not|n't) (?:so|true|right|correct"
    r"|the case|what|borne out)\b"
    r"|(?:leaves?|left) (?:it|them|that|him|her) (?:alone|be|untouched|unchanged|as (?:it|they) (?:is|are))\b"
    r"|(?:is|are) (?:wrong|untrue|mistaken|nonsense|rubbish|not so|a myth|unfounded|false)\b)"
    r"|\bbut\b[^.;]{0,40}?\b(?:it|that|this)(?:'s| is) (?:only |merely |just )?a (?:paper|textbook|purely theoretical"
    r"|theoretical) "
    r"|\b(?:but|yet|though)\b[^.;]{0,10}?\b(?:it|that|this)(?:'s| is| was| came| comes) (?:only |all |mostly )?(?:for"
    r"|in|at|with|from|about) (?:(?:the|people|patients|those|much|far|far more|very|on|taking|doses|with) )*(?:bigger"
    r"|higher|larger|massive|huge|enormous|toxic|intravenous|old formulation|overdos\w+|dialysis)\b"
)


#: "bleeding is a paper risk", "muscle trouble belongs to the 80 mg tablet": named, and said not to matter here
_MADE_LIGHT = re.compile(
    r"(?:,? [\w'-]+){0,6}? (?:(?:is|are|was|were|remains?|seems?)(?: really| just| only| merely| simply| largely"
    r"| mostly| purely| chiefly)? (?:an? |of )?(?:(?:purely |largely |mostly )?(?:theoretical|academic|textbook|paper"
    r"|historical)"
    r"|(?:mere )?curiosit|footnote|bogey|myth\b|old wives|urban|red herring|non-issue|scare stor|stuff of textbooks"
    r"|(?:things?|problems?|relics?) of the past|no (?:more (?:common|likely|frequent)|commoner|likelier)\b)"
    r"|belongs? to (?:the |an? )?(?:higher|bigger|larger|old\w*|other|\d))"
)


#: "desensitisation is obsolete", "..., so there is plenty of time": named, and put aside
_PUT_ASIDE = re.compile(
    r"(?: (?:itself|themselves|now|nowadays|these days|today|here|too|also|alone))? (?:is|are|was|seems?"
    r"|has been|have been)"
    r" (?:(?:now|quite|simply|rather|really|all|completely|entirely|largely|long|something) )*(?:obsolete|outdated"
    r"|out of date|old hat|old-fashioned|discredited|abandoned|superseded|a waste of time|debunked|disproved|disproven"
    r"|no longer (?:done|used|practised|recommended|needed|believed|advised)|of the past)\b"
    r"|[^.;:]{0,80}?,? (?:so|and) (?:there is|there's|we have|you have) (?:plenty of|ample|lots of|all the) time\b"
)


#: how far something may be raised
_SO_FAR = re.compile(
    r"(?: (?:it|hers|his|the dose))? (?:above|beyond|past|over|by more than|to more than|higher than|further than)"
    r" (?:about |around )?\d"
)
_RAISING = re.compile(r"\b(?:rais|increas|go |push|put|titrat)\w*")
#: "and the potassium will sort itself out": what is left to itself is not done
_BY_ITSELF = re.compile(r"\b(?:sort|right|correct|mend|fix)s? (?:itself|themselves|himself|herself)(?: out)?\b")
_NEAR_ITSELF = 25


def _mends_itself(sentence: Sentence, end: int) -> bool:
    """Whether the mending that is told up to a place is left to the thing itself."""
    text = sentence.reading.folded.text
    found = _BY_ITSELF.search(text, max(sentence.start, end - _NEAR_ITSELF), min(sentence.end, end + _NEAR_ITSELF))
    return found is not None and found.start() < end <= found.end()


_POINTING = (" it ", " that ", " they ", "that's", "it's")


def _taken_back(sentence: Sentence, start: int, end: int) -> Assertion | None:
    """What the next sentence denies ("None of that applies here."), or a figure that a correction right after it
    replaces ("twice daily - correction: once daily")."""
    text, following = sentence.reading.folded.text, sentence.following
    if _MADE_LIGHT.match(text, end, sentence.end) or _PUT_ASIDE.match(text, end, sentence.end):
        return Assertion(State.REJECTED)
    if _SO_FAR.match(text, end, sentence.end) and _RAISING.search(
        text, max(sentence.start, start - len("not raise")), end
    ):
        return Assertion(State.REJECTED)  # "I would not raise it above 600 mg" raises it
    if "sel" in sentence.text and _mends_itself(sentence, end):
        return Assertion(State.REJECTED)
    behind = following.corrections if following else []
    pointed = any(word in sentence.text for word in _POINTING)
    if pointed and _DENIED_LATER.search(text, end, sentence.end):
        return Assertion(State.REJECTED)
    for hit in behind:
        if following and hit.start - following.start <= _OPENING and _OF_IT_ALL.match(hit.cue.text):
            return Assertion(State.REJECTED, hit[:2])
    if _CORRECTABLE.search(text, start, end):
        thoughts = sentence.reading.second_thoughts
        taken_back = any(first < end and start < last for first, last in thoughts.taken_back)
        if taken_back and not any(start <= at < end for at in thoughts.in_place_of):
            return Assertion(State.REJECTED)
    return None


def conditions(sentence: Sentence) -> list[tuple[CueHit, int]]:
    """The cues that open a condition in a sentence, each with the end of its clause."""
    text = sentence.reading.folded.text
    return [
        (hit, clause_end(sentence, hit.end))
        for hit in sentence.scopes
        if hit.cue.kind == "condition" and not _NO_CONDITION.match(text, hit.end)
    ]


#: verbs that open a condition before their subject: "were she older", "had it bled", "should he forget"
_INVERTED = ("were ", "had ", "should ")
#: subjects that stand behind such a verb only where it opens a condition, were it not for questions
_SUBJECTS = ("she", "he", "they", "there")
_CLAUSE_OPENS = re.compile(r"(?:^|[.,;:(!?]|\s[-–—]|→)\W*(?:(?:and|but|or|so|yet|though|then|only|even) )?$")
_AFTER_WOULD = re.compile(
    r"(?:\b(?:would|could|might)|'d)\b(?:.* (?:it|them|him|her|that|this|one|these|those|both)"
    r"| (?:not |only )?(?:be|have been) (?:\w+ly )?\w+) $"
)


#: "if the tracing is still long, ...", "has not yet": no new statement begins there
_STILL_SO = re.compile(r"(?:\b(?:is|are|was|were|has|have|be|he|she|it|they|not|does|do|remains?)|'s|n't) $")


def opens_nothing(sentence: Sentence, hit: CueHit) -> bool:
    """Whether a cue of scope is none: "is still long", "under no circumstances should she", "she had the rash"."""
    if hit.cue.text in ("still", "yet"):
        return _STILL_SO.search(sentence.reading.folded.text, sentence.start, hit.start) is not None
    if not hit.cue.text.startswith(_INVERTED):
        return False
    verb, _, subject = hit.cue.text.partition(" ")
    if verb != "should" and subject in _SUBJECTS:
        return False
    lead = sentence.reading.folded.text[sentence.words_start : hit.start]
    return not (_CLAUSE_OPENS.search(lead) or _AFTER_WOULD.search(lead))


_NO_CONDITION = re.compile(
    r"\s+(?:at all )?(?:possible|you can|needed|necessary|in doubt|anything|any|so|required|tolerated)\b"
)


def clause_end(sentence: Sentence, position: int) -> int:
    """Where the clause that begins at `position` ends: a comma, a new statement, or the sentence's end."""
    marks = sentence.marks
    nearest = bisect_left(marks, position)
    end = marks[nearest] if nearest < len(marks) else sentence.end
    scopes = sentence.scopes
    for at in range(bisect_left(scopes, (position + 1,)), len(scopes)):
        hit = scopes[at]
        if hit.start >= end:
            break
        if hit.cue.kind == "boundary":
            return hit.start
    return end


_UNMET = frozenset({"if", "unless", "in case", "in the event", "only when", "suppose", "supposing", "assuming"})


#: "were she my mother, she'd have ...", "if I were you": the author's own advice
_OWN = re.compile(
    r"(?:if|were|was|suppose|supposing) (?:(?:she|he|it|this|that|they|i|you) )?(?:(?:were"
    r"|was) )?(?:in (?:your|her|his) (?:shoes|place|position)"
    r"|(?:my|mine|me|up to me)\b)|if i were (?:you|her|him)\b"
)
#: one thing that "were": "if rhabdomyolysis were a concern"; "her kidneys were failing" is a fact
_SUBJUNCTIVE = re.compile(r"\b(?:she|he|it|this|that|there|[a-z-]*(?:[a-rt-z]|is|us|ss)) were\b")


def unmet_conditions(sentence: Sentence) -> list[tuple[CueHit, int]]:
    """The conditions of a sentence that are not this patient's, each with the end of its clause."""
    words, text = sentence.text, sentence.reading.folded.text
    if "were" not in words and "had " not in words:  # most often: a look before the conditions are gone through
        return []
    were_to = "were to" in words
    found = []
    for hit, end in sentence.conditions:
        inverted = hit.cue.text.startswith(_INVERTED)
        if not (inverted or hit.cue.text in _UNMET) or _OWN.match(text, hit.start):
            continue
        if (
            were_to
            or (" would " in words and " had " in text[hit.end : end] and not _PERFECT.search(text, hit.end, end))
            or hit.cue.text.startswith(("were", "had "))
            or (" were" in text[hit.end : end] and _SUBJUNCTIVE.search(text, hit.end, end))
        ):
            found.append((hit, end))
    return found


#: "if he has had a bleed", and "if he had to": no unreal state
_PERFECT = re.compile(r"\b(?:has|have) had\b|\bhad to\b")


def _hypothetical(sentence: Sentence, start: int) -> Assertion | None:
    """Inside a condition that is not this patient's ("if she were to become toxic, with tremor"), or what would follow
    from one ("were the QTc past 550 I would fear torsades")."""
    if put_and_denied(sentence, start):
        return Assertion(State.HYPOTHETICAL)
    if not sentence.unmet_conditions:
        return None
    text = sentence.reading.folded.text
    unreal = any(each.cue.kind == "unreal" for each in sentence.scopes)
    for hit, end in sentence.unmet_conditions:
        walls = (w for w in sentence.scopes if w.cue.kind == "boundary" and hit.end <= w.start < start)
        if any(wall.cue.text != "then" or text[end : wall.start].strip(" ,") for wall in walls):
            continue
        contrary = unreal or (WOULD_BE.search(text, end, sentence.end) and not _TO_COME.search(text, hit.start, end))
        if contrary or hit.start < start < end:
            return Assertion(State.HYPOTHETICAL, hit[:2])
    return None


#: a case that may yet come: "were it to fall"
_TO_COME = re.compile(r"\bwere\b(?: [\w'-]+){0,3}? to\b")


def has_clinical_content(reading: Reading) -> bool:
    """Whether some sentence says something clinical: no refusal, courtesy, bare list, or words for the grader."""
    # most answers name a term of the rubric in a sentence that counts: what costs more is looked for after that
    return (
        any(map(_counts, reading.sentences_with_terms()))
        or any(map(_counts, _with_clinical_words(reading)))
        or any(_counts(each) for each in reading.sentences if reading.names_something(each))
        or any(_counts(each) for each in reading.sentences if each.quantities or each.stances)
    )


_CLINICAL_PHRASE = "side effect"


def _with_clinical_words(reading: Reading) -> Iterator[Sentence]:
    """The sentences that hold a plain clinical word; one comes as often as it holds different ones."""
    text = reading.folded.text
    for word in (*[each.text for each in reading.telling if each.is_clinical], _CLINICAL_PHRASE):
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            whole = not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
            if whole or word is _CLINICAL_PHRASE:
                sentence = reading.sentence_at(at)
                yield sentence
                end = max(end, sentence.end)
            at = text.find(word, end)


def is_clinical(sentence: Sentence) -> bool:
    """Whether a sentence by itself says something clinical, as `has_clinical_content` asks of a whole answer."""
    reading = sentence.reading
    said = sentence.quantities or sentence.stances or _CLINICAL_PHRASE in sentence.text
    return bool(said or reading.clinical_words_in(sentence) or reading.names_something(sentence)) and _counts(sentence)


_GENERIC = re.compile(r"(?:please )?(?:consult|ask|see|speak|contact|talk)\b")
#: words of what is hung on a bare list ("Use with care.") and makes it say no more
_TAG = 4
_COURTESY = re.compile(r"(?:i'm |i am )?(?:sorry|thank)")


def _counts(sentence: Sentence) -> bool:
    """Whether a sentence may make an answer clinical: no bare list, refusal or courtesy, and not for the grader."""
    text = sentence.text
    if sentence.is_bare_list or sentence.is_silenced:
        return False
    if " " not in text and not sentence.stances:
        return False
    if sentence.index and text.count(" ") < _TAG and sentence.reading.sentences[sentence.index - 1].is_bare_list:
        return sentence.reading.names_something(sentence)
    if _GENERIC.match(text) and not sentence.quantities:
        return False
    return not (_COURTESY.match(text) and not sentence.stances)
