"""Unreal cases: what an answer would do if the case were another one than it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubrx.reading.bounds import Bound
    from rubrx.reading.sentence import Sentence

#: "if he weren't anticoagulated, naproxen would be my first thought": so it is not, here
_UNREAL = re.compile(
    r"(?:if|were|had) (?:(?:only |her |his |your |their |the )*[\w-]+ )(?:(?:were|was|been"
    r"|had been) )?(?:more |much |only |a bit )*(?:normal|better|healthy|good"
    r"|lower|higher|fine|intact|younger|older|well|sound|stronger|clear)\b|if (?:[\w']+ ){1,3}?(?:weren't"
    r"|were not|hadn't|had not|had no|didn't have|did not have)\b(?! (?:\w+ )?(?:improv|respond|better"
    r"|settl|work|tolerat|start))|if it wasn't for\b|if it was not for\b"
)
_BUT_FOR = re.compile(
    r"\b(?:were it not for|but for (?:the|his|her|your|that|this)|had it not been for"
    r"|had (?:she|he|they|you) not)\b"
)
_IN_ANOTHER = re.compile(
    r"\b(?:in|for|with) (?:anyone|anybody|someone|somebody|any) else\b|\b(?:in|for) (?:another"
    r"|a different) (?:patient|man|woman|person|child"
    r"|case|customer)\b|\bon (?:another|any other) day\b|\bin (?:other|different|happier) circumstances\b"
)
_USUALLY = re.compile(
    r"\b(?:normally|usually|ordinarily|as a rule|most (?:people|patients|women|men)"
    r"|in a healthy \w+)\b"
)
_BUT_NOT_HERE = re.compile(
    r"[^.]{0,60}(?:,|;|\.| -)\s*(?:but |yet |however,? )?(?:not (?:here|in (?:his|her|your|this)"
    r"|for (?:him|her|you)|this time|today|with)"
    r"|(?:here|in (?:his|her|your) case|this time),? (?:it|that)(?:'s| is| would be| has) (?:not|a no"
    r"|wrong|too|out))"
)
#: "were she my mother", "if I were you", "if you ask me": a way to say what one advises
MY_OWN = re.compile(
    r"^(?:if|were) (?:(?:she|he|they|it|this|that|the (?:patient|child|baby)|were|was) )*(?:my|mine|our)\b"
    r"|^if i (?:was|were) you\b|^were i (?:you|in your)\b|^if i (?:was|were) in (?:your|his|her|their)\b"
    r"|^if you ask me\b"
    r"|^if it (?:was|were) (?:up to |down to )?me\b"
)
#: what would be done, or come of it, in a case that is not this one
WOULD_BE = re.compile(r"\b(?:would|could|might|'d)\b|'d\b")
#: "I would", right before what would be done
_WOULD = re.compile(r"\b(?:would|could|might)(?: \w+)?\s+$|'d(?: \w+)?\s+$")
#: "if her kidneys were failing", "were he on dialysis"; "if she were mine" is no other case
_WERE_IT_SO = re.compile(
    r"\b(?:if|were|had) (?!(?:it|she|he|they|i|this|that|the \w+) (?:were|was|been)? ?"
    r"(?:my|mine|me|you|our|asked|told)\b)[^.;:]*?"
    r"\b(?:were|was|had|weren't|wasn't|hadn't)\b|\b(?:were|had) (?:he|she|it|her|his|their|the|these|those|this)\b"
)
_NOT_HERE = re.compile(
    r"\s*(?:but )?(?:not (?:here|in (?:his|her|this)|for (?:him|her)|this time)|neither|(?:here|that) )"
)


def only_elsewhere(sentence: Sentence, start: int, end: int, state: str) -> bool:
    """Whether what is said at a place, in a state, is so in a case that is expressly not this one."""
    text = sentence.reading.folded.text
    if not WOULD_BE.search(sentence.text):
        return False
    if _UNREAL.match(state) or _BUT_FOR.search(sentence.text) or _IN_ANOTHER.search(sentence.text):
        return True
    return bool(_USUALLY.search(text, sentence.start, start) and _BUT_NOT_HERE.match(text, end))


#: leave under a bound, and no more: "acceptable only with an INR under 1.5", "may only have it above 30"
_ONLY_IF = re.compile(
    r"\bonly (?:ever |really |to )?(?:(?:be )?(?:have|take|use|get|receive|give|given|used|taken|started|safe|fine|ok"
    r"|suitable"
    r"|appropriate|acceptable|allowed|permitted|licensed|an option) (?:(?:it|them|this|that|both|the \w+) )?)?(?:if"
    r"|when|once|where|with|in|at|for"
    r"|below|under|above|over|beyond|from|down to|up to|as long as|so long as|provided|while)\b"
)


def only_within(sentence: Sentence, bounds: Sequence[Bound]) -> bool:
    """Whether leave is given within bounds only, and what is known of this patient lies without."""
    if "only " not in sentence.text or not _ONLY_IF.search(sentence.text):
        return False
    known = [(bound, sentence.reading.patient.value(bound.measure)) for bound in bounds]
    held = [bound.holds(value) for bound, value in known if value is not None]
    return bool(held) and not any(held)


def contrary_to_fact(sentence: Sentence, start: int) -> bool:
    """Whether what "would" be done at a place is done in a case that is not this one: "were she ill I would halve it",
    "Normally you would halve it. Not here."
    """
    text = sentence.reading.folded.text
    if not _WOULD.search(text, sentence.start, start):
        return False
    if (own := _WERE_IT_SO.search(text, sentence.start, start)) and "my patient" not in own[0]:
        return True
    following = sentence.following
    return bool(following and _USUALLY.search(text, sentence.start, start) and _NOT_HERE.match(following.text))


#: "were the QTc beyond 550 I would", "if he had been on 80 mg I'd": a figure that is not the patient's
_AT_A_FIGURE = re.compile(
    r"\b(?:were|had|if (?:[\w'-]+ ){1,4}?(?:were|had been|'d been)) (?:[\w'-]+ ){0,6}?"
    r"(?:(?:beyond|over|above|past|under|below|less than|more than|north of|short of) \d|(?:on|at|of|taking) \d)"
    r"[^;:]*?(?:'d| would| might)\b"
)
#: "should it turn out to be serotonin syndrome"
_TURNS_OUT = re.compile(r"\b(?:if|should|were|in case) (?:[\w'-]+ ){1,3}?(?:turns? out|proves?|transpires?)\b[^,;]*$")
#: "she hasn't", "hers is a handsome 428", "he has none": the case that was put is not this one
_NO_SUCH = re.compile(
    r"[\s,;-]*(?:(?:but|and|which|whereas|yet) )?(?:(?:he|she|they|it|hers|his|yours|theirs|this|that|these|here)"
    r"(?: \w+)? ?(?:isn't|is not|hasn't|has not|has none|has neither|doesn't|does not|didn't|did not|wasn't|was not"
    r"|weren't|aren't|are not|haven't|have none|hadn't)(?: and (?:s?he|it|they) (?:isn't|hasn't|doesn't|didn't))?"
    r"\s?(?:[.,;:!)]|$)"
    r"|(?:hers|his|theirs|yours)(?:'s| is| are) (?:an? )?(?:[a-z]+ )?(?:\d|normal|fine|short|clear|healthy|only))"
)


#: ", but it is borderline, so": back from the case that was put to this one
_HERE_AGAIN = re.compile(
    r",? \bbut (?:here|at|with|it|he|she|they|this|that|his|hers|yours|the)\b[^,;:]{0,40}?(?:\b(?:is"
    r"|isn't|are|aren't|has|hasn't)\b"
    r"|'s\b|'re\b)[^;:]{0,60}, (?:so|and so|hence|which|therefore)\b"
)


#: "it would be too much in dialysis. He isn't on dialysis": what is denied of the patient is what was put
_IS_NOT = re.compile(
    r"\W*(?:but |and |yet )?(?:he|she|they|it|this man|this woman|the patient)(?:'s not| is not| isn't"
    r"| are not| aren't| has not"
    r"| hasn't| has no| doesn't have| does not have| never had| did not have| had no)"
    r" (?:(?:on|in|at|had|any|an?|yet|the|such|of) )*(?P<what>[a-z-]{4,})"
)
_IN_A_STATE = re.compile(
    r"\b(?:in|on|with|after|for|if|under|during)(?: (?:an?|the|his|her|he|she|someone|people|those))* "
)


def _is_not_so_here(put: str, denial: str) -> bool:
    """Whether a denial is of the state in which something would be so."""
    denied = _IS_NOT.match(denial)
    return denied is not None and any(
        put.startswith(denied["what"], state.end()) for state in _IN_A_STATE.finditer(put)
    )


def put_and_denied(sentence: Sentence, start: int) -> bool:
    """Whether what stands at a place would be so in a case that is put and denied: "if he had fitted I'd fear
    convulsions; he hasn't"."""
    text, folded = sentence.text, sentence.reading.folded.text
    if not WOULD_BE.search(text):
        return False
    put = _AT_A_FIGURE.search(folded, sentence.start, start) or _TURNS_OUT.search(folded, sentence.start, start)
    if put and not _HERE_AGAIN.search(folded, put.end(), start):
        return True
    following = sentence.following
    if following is not None and (_NO_SUCH.match(following.text) or _is_not_so_here(text, following.text)):
        return True
    marks = (mark for mark in sentence.marks if mark >= start)
    return any(_NO_SUCH.match(folded, mark, sentence.end) for mark in marks)
