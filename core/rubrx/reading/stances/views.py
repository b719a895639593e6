"""Whose view a stance is: one the answer disowns in its next words, or one it would take in another case only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.sayings import choices_of

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

_TOO_MUCH = (
    r"(?:an? )?(?:\w+ly |a bit |a little |rather |somewhat |far |far too |quite |all |pure |simply |just |plain )*"
    rf"{choices_of('too_much')}\b"
)
#: "I find that exaggerated", "That is going too far", "I don't share that view": the answer is of another mind
_DISOWNS = re.compile(
    r"\W*(?:(?:but|yet|however|personally|frankly|in my view|to my mind|here|still|now|well),? )*"
    r"(?:(?:in|for|with|at|on|over|after) [^,.;:]{3,60}?,? (?=i\b|i'd\b|we\b|that\b))?"
    r"(?:i (?:find|think|consider|call|believe|feel) (?:that|this|it|them|the \w+|such \w+)(?:'s| is| to be"
    r"| are| goes)? "
    rf"{_TOO_MUCH}"
    rf"|(?:that|this|it|which|they)(?:'s|'re| is| are| seems?| sounds?| strikes me as| looks?) {_TOO_MUCH}"
    r"|(?:that|this|the|such|his|her|their) (?:old )?(?:advice|warning|rule|view|fear|worry|concern"
    r"|recommendation|teaching|idea|belief"
    r"|claim|caution|guidance|notion|ban|restriction)s?(?: \w+)?\s+(?:is|was|are|were|has been|have been|seems?"
    r"|no longer|does not|doesn't"
    r"|can be|may be|should be)\s+(?:\w+ly )?"
    rf"(?:{_TOO_MUCH}|(?:obsolete|superseded|withdrawn|dropped|abandoned|lifted|disproved|disproven|debunked"
    rf"|ignored|disregarded"
    r"|hold|holds|apply|applies|stand|stands|old|unhelpful|baseless)\b)"
    r"|(?:that|this|it)(?:'s| is)? (?:goes|going) too far"
    r"|it(?:'s| is) (?:exactly |just |quite |precisely )?(?:the (?:other way a?round|reverse|opposite)"
    r"|back to front|upside down)"
    r"|(?:i (?:think|find|believe|reckon|feel|fear)(?: that)? )?(?:he|she|they|that)(?:'s| is| was|'re"
    r"| are)? (?:exaggerat\w+|over(?:do|doe|state"
    r"|react)\w*|wrong\b|mistaken|scaremongering|being \w*cautious|too (?:cautious|careful|strict|timid))"
    r"|i (?:don't|do not|can't|cannot|wouldn't|would not) (?:share|agree|accept|see (?:it|that|things)|buy"
    r"|subscribe|go"
    r" along|follow|hold with|believe|take that)\b"
    r"|i (?:disagree|differ|beg to differ|see (?:it|things|this) differently|take a different view|think otherwise"
    r")\b|i(?:'d| would|'ll| will) (?:happily |gladly |simply )?(?:ignore|disregard|overrule|override|discount)\b"
    r"|(?:for|in|with) (?:him|her|them|you|this \w+|his case|her case|your case),? (?:i|we)(?: would|'d"
    r"|'ll| will) (?:bend|relax|waive|break|set aside"
    r"|overlook|ignore|make an exception)\b|(?:i|we)(?: would|'d|'ll| will) (?:bend|relax|waive|break"
    r"|set aside|make an exception)\b"
    r"|(?:as |since |because )?(?:s?he|you|they|this \w+|the patient)(?:'s|'re|'ve| is| are| has| have)? (?:got )?"
    r"(?:none|neither)(?: of (?:these|those|them|the \w+))?(?=[.,;:]|$)"
    r"|(?:nothing (?:of the|of that|like that|of this) ?(?:kind|sort)?|none)(?:'s| is| are| of (?:these|those) is)?"
    r" (?:recorded|known|present|the case|on (?:his|her|the|record|file)|here|applies|mentioned|noted)\b"
    r"|(?:none|neither) of (?:these|those|them|which|that)(?: \w+)? (?:is|are|appl\w+|fits?|concerns?)"
    r" (?:true |said )?(?:her|him|you|them|here|this|to (?:her|him|you|them|this))\b"
    r"|(?:i(?:'d| would)|you (?:can|may|should)) take (?:it|that|this|them) with a (?:pinch|grain|spoonful) of salt"
    r"|(?:that|this|the|such an?) (?:rule|warning|advice|ban|line|guidance|caution)(?:'s| is| was)?(?: not|n't)"
    r" (?:really |actually )?(?:aimed at|meant for|written for|about|for) (?:him|her|you|them|people"
    r"|patients|women|men)"
    # "with 25 micrograms that never happens"
    r"|(?:(?:with|at|on|in|for|after) [^,.;:]{2,40} )?(?:that|this|it|they)(?: really| simply| just)?"
    r" (?:never|hardly ever|doesn't|does not|don't|do not|won't|will not)(?: really| ever)?"
    r" (?:happens?|occurs?|arises?|matters?|holds?|comes? (?:about|true))\b"
    r"|(?:not so|not true|nonsense|rubbish|wrong)\s*[.,;:!])"
)


#: after somebody else's view this is enough
_DIFFERS = re.compile(
    r"\W*(?:(?:but|yet|however|personally|frankly|here|still|now|well),? )*"
    r"(?:i (?:can )?see no (?:need|reason|point|cause|sense)(?: (?:for|in) (?:it|that|this))?\s*[.;,!]"
    r"|i(?:'m| am) (?:not (?:so sure|convinced|persuaded|with them)|unconvinced|less (?:worried|strict))"
    r"|i (?:would not|wouldn't|don't|do not)\s*[.;,!]|i(?:'d| would) (?:leave|keep|carry on|go ahead|give"
    r"|continue)\b|(?:(?:for|with|after|in|on|at) [^,.;:]{2,30},? )?i(?:'d| would|'ll| shall) (?:still "
    r"|simply |just |happily )"
    r"?(?:let (?:it|him|her|them)|press on|push on|not (?:lose (?:any )?sleep|worry|fret|fuss"
    r"|be too (?:strict|fussy)))\b"
    r"|i(?:'d| would|'ll) (?:simply|just|only) (?:leave out|skip|miss|omit|drop|hold|stop|give|take)\b"
    r"|(?:\w+ ){1,5}?(?:will do|is (?:enough|plenty|ample|fine)|would do|are (?:enough|plenty|fine))\b"
    r"|(?:[\w'-]+ ){1,4}?(?:is|are) (?:just |only |merely |simply )?an? (?:passing )?(?:fad|fashion"
    r"|gimmick|craze|nonsense)\b"
    r"|[^.;:]{0,60}\bso i(?:'d| would|'ll) (?:still )?(?:start|give|use|begin|prescribe|dispense|let|apply|keep|leave)"
    r" (?:it|them|him|her|the)\b"
    r"|[^.;:]{0,60}\b(?:press|push|plough|crack|carry) on with\b)"
)
#: "should be kept apart, the books say", "36 hours is what they quote": the view is named behind what it holds
_VIEW_BEHIND = re.compile(
    r"[^.;:]{0,30}?(?:,? (?:says?|said|warns?|insists?|according to) (?:the|a|some|his|her|their|most|many)\b"
    r"|,? (?:the|some|most|many|their|our|they|old)(?: [\w-]+){0,2}? (?:says?|quotes?|teach(?:es)?"
    r"|writes?|insists?|claims?"
    r"|will tell you)\b|\bis what (?:they|people|the [\w-]+) (?:says?|quotes?|teach(?:es)?|wants?|writes?|asks? for)\b)"
)
_VIEW = re.compile(
    r"\b(?:thinks?|says?|said|wants?|wanted|believes?|feels?|insists?|argues?|suggests?|claims?|maintains?"
    r"|would have|prefers?"
    r"|advises?|told|reckons?|fears?|would)\b"
)


def disowned(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the answer, right after a stance at `start:end` of a sentence, says that it is of another mind."""
    sentences = sentence.reading.sentences
    text = sentence.reading.folded.text
    following = sentences[sentence.index + 1] if sentence.index + 1 < len(sentences) else None
    places = [(following.start, following.end)] if following is not None else []
    places += [(mark.end(), sentence.end) for mark in _TURN.finditer(text, end, sentence.end)]
    if any(_DISOWNS.match(text, *place) for place in places):
        return True
    if not any(_DIFFERS.match(text, *place) for place in places):
        return False
    if _VIEW_BEHIND.match(text, end, sentence.end):
        return True
    view = _VIEW.search(text, sentence.words_start, start)
    return view is not None and not _OWN.search(text, sentence.words_start, view.start())


_OWN = re.compile(r"\b(?:i|we|i'd|we'd|i'll)\b")


_TURN = re.compile(r"[,;:-]\s*(?:but|though|yet|which|and)?\b|\b(?:but|which)\b")
#: "active thrombosis would be a reason to refuse it": what the stance would be taken for
_GROUNDS = re.compile(
    r"(?:^|[.;:!?,]\s|\b(?:but|and|only|though|whereas|while)\s)((?:[^.;:,!?\s]+\s){1,10}?)"
    r"(?:would|might|could|'d)\s+(?:(?:also|only|then|certainly|indeed|alone|of course|be|have been|give"
    r"|count as|serve"
    r" as)\s+)+(?:me |us |you |one )?(?:an?|the|my|any|another|one|good|only|sufficient|enough)\s+"
    r"(?:[\w-]+\s+){0,2}?(?:reasons?|grounds?|causes?|case|argument|excuse)\s+(?:enough\s+)?(?:to|for|not to"
    r"|against)\b"
    r"[^.;:,]*$"
)


def grounds(text: str, begin: int, start: int) -> str:
    """What would be the ground for a stance at `start`, in the words of its sentence; empty where none is told."""
    if "reason" not in (lead := text[begin:start]) and not _A_WORD.search(lead):
        return ""
    match = _GROUNDS.search(lead)
    return match[1].strip() if match else ""


_A_WORD = re.compile(r"\b(?:grounds?|causes?|case|argument|excuse)\b")
