"""Alarms: how an answer says that a sign must bring somebody to act: ring, come back, be seen, never wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.swift import first

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

_WHO = r"(?:us|me|a|an|the|your|his|her|their|our|any|someone|somebody|whoever|111|112|999|911|them|mum|dad)\b"
_HIM = (
    r"(?:him|her|them|it|you|yourself|himself|herself|themselves|that|this"
    r"|(?:the |your )?(?:baby|child|patient|little one|lad|lass))"
)
_HASTE = (
    r"(?:at once|immediately|straight ?away|right away|urgently|promptly|without delay|the same day|that (?:same )?day"
    r"|today|tonight|now|asap|stat|pronto)"
)
#: what somebody is told to do about a sign; not what a prescriber does about a result
ACTION = (
    rf"(?:\b(?:ring|phone|telephone|call|dial|bleep|text)(?:ing|s)? (?:{_WHO}|in\b|for (?:help|advice|an?\b)"
    rf"|back\b|up\b|straight|{_HASTE})"
    r"|, (?:then |just )?(?:ring|phone|call)(?=\s?(?:[.;!]|$))"
    rf"|\b(?:stop(?:ped|ping)?|and|or|then|to|must|should|please|of) (?:and |please )?(?:ring|phone"
    rf"|call)\b(?! (?:it|this|that)\b)"
    rf"|\b(?:contact|tell|inform|speak to|talk to|see|consult|notify|alert|visit|go to|find|fetch"
    rf"|get hold of) {_WHO}"
    r"|\b(?:he|she|they|and|who|patient|mother) (?:reports|mentions|flags)\b(?! (?:of|from|that|in|as)\b)"
    rf"|\blet {_WHO}(?: \w+){{0,2}} know|\bknocking on (?:our|the|my)|\b(?:a|your|his|her) (?:call|word"
    rf"|phone call) to {_WHO}"
    r"|\bseek (?:\w+ ){0,3}(?:help|advice|attention|care|assessment|review)"
    rf"|\bget (?:\w+ )?(?:help|advice|medical|seen|checked|looked at|to (?:a&e|hospital|casualty|the|a))\b"
    rf"|\b(?:have|get|want|need|like) {_HIM} (?:\w+ )?(?:seen|checked|looked at|examined|reviewed|assessed"
    rf"|back|in)\b"
    r"|\b(?:must|should|needs? to|ought to|has to|have to|to|may need to) (?:\w+ )?be (?:\w+ )?(?:seen"
    r"|checked|reviewed|assessed|examined"
    r"|looked at|told|reported|brought (?:in|back)|investigated|admitted|followed up|acted on"
    r"|taken seriously)\b"
    r"|\b(?:wants?|needs?|deserves?|merits?|warrants?|worth) (?:\w+ )?(?:showing|a listen|listening to|an ear|an eye"
    r"|a doctor's|seeing|looking at|checking out|reporting|a (?:call|visit|review|look|doctor))\b"
    rf"|\b(?:go|goes|come|comes|bring|take|send|rush|pop|return|report|head"
    rf"|run)s? (?:{_HIM} )?(?:(?:(?:straight|right|up|over|round|along|down) )?(?:back|in)\b(?! (?:a|an|my"
    rf"|his|her|about)\b)|(?:straight|right) (?:to|here|in)\b"
    rf"|(?:up|over|round|along|down) (?:to|here)\b|{_HASTE})"
    rf"|\b(?:go|come|bring|take|send|rush|return|report|head)s? (?:{_HIM} )?(?:to (?:a&e|hospital|casualty"
    rf"|the (?:er|ed|hospital|surgery|doctor|ward|clinic|pharmacy)|us\b)"
    rf"|if\b|when\b|for\b|{_HASTE})"
    r"|\b(?:can't|cannot|can not|won't|don't|do not|must not|mustn't|should not|shouldn't|never|not to"
    r"|not) (?:be )?(?:wait|delay\w*|hang about|sit on"
    r"|ignor\w+|shrug\w*|brush\w*|dismiss\w*|put (?:it )?off|overlook\w*|left|leave it|hesitate"
    r"|tough it out)\b"
    r"|\b(?:emergency|ambulance|paramedics?|999|112|911|111|a&e|casualty|out[- ]of[- ]hours|blue[- ]lights?"
    r"|same[- ]day (?:review|visit|appointment|call|blood|bloods|count|fbc))\b"
    r"|\b(?:red flags?|warning signs?|danger signs?|alarm (?:signs?|bells?|symptoms?|features?)"
    r"|safety[- ]net\w*)\b"
    r"|\b(?:would|should|will|must|that|which|may|might) (?:also |really |always )?(?:worry|alarm"
    r"|concern) (?:me|us|you|anyone)\b|\b(?:be|is|are|very|more) (?:a )?worr(?:y|ying|ied)\b"
    r"|\b(?:should|ought to|must|needs? to|has to|have to|will|'ll|want to|wants to|like to"
    r"|to) (?:all )?(?:know(?: about| of)?|be aware|hear|prompt|trigger|bring"
    r"|raise|set off|send|flag|mention|report|speak up|say so|shout|own up|recogni[sz]e)\b"
    r"|\b(?:report|mention|flag(?: up)?|speak up|say so|shout|holler|sing out|raise the alarm"
    r"|hear from (?:you|him|her|them))\b"
    r"|\b(?:warn|counsel|advise|teach|remind|brief)(?:s|ed|ing)? (?:\w+ ){0,3}(?:about|of|on|for|to|that)\b"
    r"|\bteach (?:\w+ ){0,3}(?:signs?|symptoms?)"
    r"|\b(?:he|she|they|you|mum|mother|parents?|patient|carers?) (?:should|must|ought to|needs? to|has to) say\b"
    r"(?= ?(?:[.;,!]|$|so\b|at once|straight|if\b|when\b))"
    r"|\bkeep(?:ing)? (?:him|her|them|it) in\b(?! (?:mind|a|an|the|his|her|line|check|place|range)\b)"
    r"|\breasons? (?:to|for) (?:ring|call|phon|com|stop|a call|review|seek|be|go|see|see|visit|worry"
    r"|concern)\w*"
    r"|(?:\bmeans?|\bequals?|\bis|\bare|=|→|->|:) (?:a |an |stop(?:ping)? and |time (?:to|for) )*(?:call|ring"
    r"|ringing|phone|phoning|visit|trip|hospital|clinic|gp|doctor|stop|stopping"
    r"|review|seeing|see|same[- ]day|urgent|reasons?|today|tell)\b"
    r"|\burgent(?:ly)?\b|(?::|→|->|=|-) ?(?:straight to |go to |to )?(?:the |a |an |your )?(?:hospital|a&e|999|111"
    r"|gp|clinic|doctor"
    r"|phone|ring|call|us\b|stop and|same day|today|surgery)\b|\boff to (?:hospital|a&e|casualty|the)\b"
    r"|\b(?:and|or|then|to|must|should|please) (?:re-?)?admit(?: (?:him|her|them|at once|urgently))?"
    r"(?=\s*(?:[.,;:!)]|$))"
    r"|\bdon't wait\b|\bback (?:he|she|they|you|it) (?:comes?|goes?|must|should)\b|\b(?:want|like|need"
    r"|have) (?:\w+ )?(?:eyes|pair of eyes) on\b|\b(?:has|have|got|take|keep|use|give\w*|on) (?:\w+ )?(?:my"
    r"|our|the) (?:\w+ ){0,2}number\b"
    r"|\b(?:go(?:es)?|run|talk|went|take) (?:\w+ ){0,2}through (?:\w+ ){0,2}(?:what|how|when|signs?)\b"
    r"|\b(?:explain|show)(?:ed|s|n)? (?:\w+ ){0,3}(?:what|how|when) (?:to )?\b"
    r"|\b(?:doctor|gp|nurse|hospital|surgery|specialist|paediatrician)'s turn\b|\b(?:ring|phone|call"
    r"|stop) (?:if|when|should)\b|\bsick[- ]day (?:rules?|guidance|advice)\b|\b(?:explain|go over|cover"
    r"|discuss) (?:the )?(?:signs?|symptoms?|risks?)\b|\bphone call\b|\b(?:don't|do not|never"
    r"|not) (?:just )?(?:sit|stay) (?:at home|on|it out|tight|with it)\b"
    r"|\b(?:cue|sign|signal|moment|time|day|prompt) (?:for (?:\w+ )?)?to (?:call|ring|phone|come|stop|see"
    r"|seek|get|go|act|contact|tell|pick up|be seen|bring)\b"
    r"|\bi'd (?:sooner|rather) (?:hear|see|know|you (?:rang|called|phoned|came))\b|\b(?:take"
    r"|taken) (?:\w+ )?seriously\b)"
)
_ACT = re.compile(ACTION)
#: characters before an action in which it may be called needless
_LEAD = 30
#: an action that need not be taken, and what merely might have been
_IDLE = re.compile(
    r"(?:\b(?:no|not any|never any|little) (?:need|reason|call|point|cause)(?: for \w+)?(?: (?:to|in))?"
    r"|needn't|need not|(?:don't|do not|doesn't|does not|didn't"
    r"|won't|will not|not) (?:\w+ )?(?:need|have|want|require|bother)?(?: \w+)? ?(?:to)?|\b(?:would|might"
    r"|could|'d) have|rather than|instead of|without)\W*$"
)
_UNREAL = re.compile(
    r"\bif (?:he|she|they|it|there|you|the \w+|his \w+|her \w+) (?:were|had (?:been|had|shown|gone|got))\b"
    r"|\bhad (?:he|she|they|there|you|it|the \w+) (?:been|had|shown|gone|got)\b"
)
#: "the MHRA warns about moods", "for the leaflet to shout about it": what stands in print, and nobody is told
_PRINTED = re.compile(
    r"(?:\b(?:fda|mhra|ema|agenc(?:y|ies)|regulators?|leaflets?|labels?|authorit(?:y|ies)|manufacturers?|makers?|smpc"
    r"|insert|company|bnf|literature|textbooks?|internet|papers?|boxed|black[- ]box|official)(?:'s|s'|')?"
    r"|\b(?:the|a|this|that|their|its))(?: (?:now|has|have|only|also|do|does|did|to|own|old|recent))* $"
)
_SAYS = ("warn", "shout", "mention", "report", "flag")
#: a sign without weight
_HARMLESS = re.compile(
    r"[^.;]{0,50}?\b(?:harmless|nothing to worry|no cause for|don't worry|no concern|(?:is|are) (?:normal"
    r"|expected|usual|to be expected|common)"
    r"|not (?:a )?(?:worry|problem|concern|dangerous|serious)|need no|needs no|wears? off|pass(?:es)? by)\b"
)
_CLAUSE_END = re.compile(r"[;:]|\bbut\b(?! (?:that|it|this|they))|\bwhereas\b|\bwhile\b")
#: a question of the patient's that the answer goes on to answer with signs
ASKS_WHEN = re.compile(
    r"\b(?:when|what) (?:should|do|would|must|to|can) (?:i|we|you|she|he|they|the (?:mother|patient"
    r"|parents))?\b ?[^?]{0,30}\b(?:worr(?:y|ied)|call|ring|come back|phone|look (?:out )?for"
    r"|watch(?: out)? for"
    r"|seek help|go to|see)\b|\bwhat (?:are|is) the (?:red flags|warning signs|danger signs)\b"
)
HEADING = re.compile(
    r"(?:red flags?|warning signs?|danger signs?|alarm (?:signs?|symptoms?|features?)|safety[- ]net\w*"
    r"|when to (?:worry|call|ring|come back|seek help)"
    r"|(?:report|return|come back|call|ring|stop and ring|seek help|tell us|look out|watch out|(?:tell|teach|show"
    r"|explain to|warn) [^:.?]{0,40}?(?:looks? like|to (?:look|watch)(?: out)? for"
    r"|the signs|what to expect))(?: (?:if|for"
    r"|promptly|at once|immediately|straight away|about|back if))*)[^:?.]{0,25}[:-]"
)


def acts(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a stretch of folded text tells somebody to act, and does not call it needless or undone."""
    stop = len(text) if end is None else end
    if _UNREAL.search(text, start, stop):
        return False
    action = first(_ACT, text, start, stop)
    while action is not None:
        lead = max(start, action.start() - _LEAD), action.start()
        printed = any(map(action[0].__contains__, _SAYS)) and _PRINTED.search(text, *lead)
        if not printed and not _IDLE.search(text, *lead):
            return True
        action = first(_ACT, text, action.end(), stop)
    return False


def is_harmless(text: str, start: int, end: int) -> bool:
    """Whether what stands right after a sign, in its clause, calls it harmless."""
    clause = _CLAUSE_END.search(text, start, end)
    return _HARMLESS.match(text, start, clause.start() if clause else end) is not None


#: how a question begins that wants an answer, and is no sign put as one ("Off his food? Ring us.")
_WANTS_ANSWER = re.compile(
    r"\W*(?:(?:and|so|but|or|also|then) )*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|shall|should|will"
    r"|would|may|might|must|what|which|who|whom|whose|how|why|when|where|whether|if|not|any (?:reason|idea|thoughts?"
    r"|chance|history|need|point|objection|news|advice|ideas|suggestions))\b"
)
#: how it is answered: "Drowsy? Not on this one."
_ANSWERED = re.compile(
    r"\W*(?:no|not|never|nothing|none|unlikely|hardly|yes|yeah|possibly|perhaps|maybe|rarely|i|we|it|that|they)\b"
)
#: a sign put as a question has so many words at most, and what is to be done stands so near behind it, in characters
_SHORT_SIGN, _AT_ONCE = 14, 60


def is_sign_to_act_on(question: Sentence) -> bool:
    """Whether a question is a sign with what to do when it comes behind it: "Sick, or seeing haloes? Ring us."."""
    after = question.following
    if (
        after is None
        or after.is_question
        or _ANSWERED.match(after.text)
        or _WANTS_ANSWER.match(question.text)
        or question.stances
    ):
        return False
    return len(question.text.split()) <= _SHORT_SIGN and acts(after.text[:_AT_ONCE])
