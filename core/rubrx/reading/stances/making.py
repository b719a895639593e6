"""A stance at a cue: its condition, who says it of whom, and what is made of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.cues import CueHit
from rubrx.reading.stances.clauses import clause_of, condition_of
from rubrx.reading.stances.levels import FATAL
from rubrx.reading.stances.stance import Stance, Targets
from rubrx.reading.stances.targets import MINDED
from rubrx.reading.stances.views import disowned, grounds
from rubrx.reading.unreal import MY_OWN, only_elsewhere, only_within

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence


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


def stance_at(
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
