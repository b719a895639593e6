"""Stances of short replies, to a question of its own or to the query: "Never.", "I wouldn't.", "By all means."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.stances.antecedents import antecedent, names_of
from rubrx.reading.stances.stance import Stance

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence

_SHORT_ANSWER = re.compile(
    r"\W*(?:(?:absolutely|definitely|certainly|emphatically|of course|no, |i(?: would|'d) say|i think"
    r"|i'm afraid)\s*)?"
    r"(never|no+|not|nope|yes|yep|sure|fine|hardly|out|i (?:would|should|could) not|i (?:wouldn't"
    r"|shouldn't|couldn't)|nor (?:would|should) (?:i|we)"
    r"|(?:she|he|you|they) (?:can't|cannot|mustn't|must not|shouldn't|should not|may not)|i would|i should"
    r"|(?:she|he|you|they) (?:can|may))\b[^\w]*"
    r"(?:ever|at all|really|chance|way|(?:for|from) me|i'm afraid)?\W*(?:\b(?:with|in|for|at|while|during"
    r"|on|beside|given|beyond|before|until|after|without)\b[^,;:.]{0,60})?(?:\s*[:-]\s[^?]*)?\W*"
)


#: words of a question that only names a drug: "Aspirin?"
_FEW = 4
_REPLY = re.compile(
    r"\W*(no|not|never|nope|yes|yep|sure|fine)\b(?! (?:problem|harm|bad|worries|worry"
    r"|trouble|need|reason|objection|issue|concern))"
)
#: a question to which "no" is good news
_ASKS_FOR_TROUBLE = re.compile(
    r"\b(?:problem|issue|concern|worry|worries|objection|danger|harm|drawback|obstacle|reason not to"
    r"|interact\w*|matter|against"
    r"|toxic|clash|change|alarm|dangerous|urgent|worried)s?\b"
)


_YES = (
    "yes", "yep", "sure", "fine", "i would", "i should",
    *(f"{who} {verb}" for who in ("she", "he", "you", "they") for verb in ("can", "may")),
)  # fmt: skip


_FLATLY = re.compile(
    r"\W*(?:never|no|nope|absolutely not|certainly not|not ever|don't|please don't"
    r"|no way|not a chance|no thank you)\W*"
)


#: words by which a question may be about a drug that it does not name
_ABOUT_IT = re.compile(
    r"\b(?:it|this|that|these|those|them|both|either|one|ones|any|the|his|her|your)\W|\b(?:it|this|that|them"
    r"|both|any)\?"
    r"|\b(?:can|may|could|should|shall|would) (?:he|she|they|you|i|we)\b|\b(?:agree|agreed|support|approve"
    r"|go along|sign)\b"
)


def _flatly(sentence: Sentence) -> list[Stance]:
    """ "NSAIDs + ascites → hepatorenal. Never.": against what the note before it names."""
    if _FLATLY.fullmatch(sentence.text) is None:
        return []
    before = sentence.reading.sentences[sentence.index - 1]
    named = names_of(sentence.reading.drugs_in(before)[:1])
    bare = named and not before.stances and not before.negations
    return [Stance("avoid", named, sentence.start, sentence.end, sentence.index, implied=True)] if bare else []


def answered(sentence: Sentence) -> list[Stance]:
    """ "Ibuprofen with warfarin? Never.": a question of the answer's own, and its short reply."""
    reading = sentence.reading
    if not sentence.index:
        return []
    if not reading.sentences[sentence.index - 1].is_question:
        return _flatly(sentence)
    question = reading.sentences[sentence.index - 1]
    match = _SHORT_ANSWER.fullmatch(sentence.text)
    if match is None and len(question.text.split()) <= _FEW and reading.drugs_in(question):
        match = _REPLY.match(sentence.text)
    if match is None:
        return []
    cues = [LEVELS[hit.cue.kind] for hit in question.stances if hit.cue.kind in LEVELS]
    if not (cues or reading.drugs_in(question) or _ABOUT_IT.search(question.text)):
        return []  # "Does anything need to happen today? Hardly."
    asks_for = (not cues or cues[0] <= 0) and not _ASKS_FOR_TROUBLE.search(question.text)
    level = "acceptable" if (match[1] in _YES) == asks_for else "avoid"
    named = names_of(reading.drugs_in(question))
    topics = reading.lexicon.asked.topics
    two = question.index and reading.sentences[question.index - 1].is_question
    if two and named and topics and set(named).isdisjoint(topics):
        named = topics  # "simva?? with ritonavir?? no"
    targets = named or antecedent(question, question.end)
    return [Stance(level, targets, sentence.start, sentence.end, sentence.index, implied=not named)] if targets else []


#: "Please don't.", "I wouldn't.": against what was asked about, whichever way it was asked
_DO_NOT = re.compile(
    r"\W*(?:[a-z]+, )?(?:please,? |no,? )?(?:do not|don't|i would not|i wouldn't|better not|rather not|best not"
    r"|not advisable"
    r"|not a good idea|a bad idea|not recommended)(?: please| at all| here| for \w+| in (?:his|her"
    r"|this) \w+)?\s*[.!;:,-](?! (?:worry|panic|fret))"
)
_YES_OR_NO = re.compile(
    r"\W*(?:(?:i'm |i am )?sorry,? (?:but )?)?(yes|no|nope|absolutely not|certainly not|not safe|definitely not)\b"
    r"\s*[.,:;!-]"
    r"(?!\s*(?:that's |that is |it's |it is )?(?:far |much |a bit |a little )?(?:too|not) (?:short|long"
    r"|little|few|much|many|high"
    r"|low|late|early|often|seldom|quick|slow|fast|enough|right away|yet)\b)"
)


#: "It isn't.", "She can't, I'm afraid.", "By all means."
_IN_SHORT = re.compile(
    r"\W*(?:(?:sorry|well|in short|honestly|frankly|unfortunately|i'm afraid)[,: ]+)?(?:"
    r"(?P<no>(?:it|that|this|she|he|they|you|i) (?:\w+n't|cannot|(?:is|can|may|should|would|must|could|will"
    r"|do) not)(?: agree| think so| support (?:it|this|that))?"
    r"|i disagree(?: with (?:the|that|this|his|her) \w+)?|neither(?: (?:of (?:those|these|them|the two)|is(?: \w+)?))?"
    r"|not with (?:those|these|his|her|that|this|your|such) (?:[\w-]+ ){0,2}[\w-]+(?: on| in| up| around)?"
    r"|not (?:while|as long as|so long as|until|yet|now|tonight|today)\b[^.;:!]*|not (?:this|that|the"
    r"|these|those)(?: (?!said|the|only|yet|much|many|one of)[\w-]+)?(?:,? (?:no|i'm afraid|please|thanks"
    r"|thank you|sorry))?(?=\s*[.!;:]|, not\b)"
    r"|not (?:any ?more|any longer|like this|really|at all|a chance|in my view|here|advisable|ideal|on my watch)"
    r"|(?:i'm |i am )?afraid not"
    r"|unfortunately not"
    r"|i (?:fear|think|would say|'d say) not|far from it|by no means|hardly|no way|out of the question"
    r"|under no circumstances)"
    r"|(?P<yes>(?:it|that|this) is|(?:she|he|they|you) (?:can|may|could|should)|of course|certainly|absolutely"
    r"|by all means"
    r"|sure|fine|indeed|i (?:would|do|agree)))(?:,? (?:i'm afraid|sadly|indeed|at all|here"
    r"|unfortunately))?\s*(?:[.!;:]|(?=, not\b))"
)


def _in_short(reading: Reading) -> Stance | None:
    asked = reading.lexicon.asked
    match = _IN_SHORT.match(reading.folded.text) if asked.topics else None
    if match is None or (not asked.polarity and (match["yes"] is not None or "?" not in reading.lexicon.query)):
        return None
    if not asked.polarity:  # "Comments?" - "Not with that patch on."
        return Stance("avoid", asked.topics, 0, match.end(), 0, implied=True)
    positive = (match["yes"] is not None) == (asked.polarity > 0)
    return Stance("acceptable" if positive else "avoid", asked.topics, 0, match.end(), 0, implied=True)


def yes_or_no(reading: Reading) -> Stance | None:
    """An answer that begins "No." or "Yes," takes the stance that the query asked about."""
    match = _YES_OR_NO.match(reading.folded.text)
    asked = reading.lexicon.asked
    against = _DO_NOT.match(reading.folded.text)
    if against is not None and asked.topics:
        if against[0].endswith(":") and (named := names_of(reading.drugs_in(reading.sentences[0]))[:1]):
            return Stance("avoid", named, 0, against.end(), 0)  # "Best not: ibuprofen in chickenpox ..."
        return Stance("avoid", asked.topics, 0, against.end(), 0, implied=True)
    if (
        match is None
        or not asked.topics
        or (not asked.polarity and (match[1] == "yes" or "?" not in reading.lexicon.query))
    ):
        return _in_short(reading) if match is None else None
    if not asked.polarity:  # "Comments?" - "No."
        return Stance("avoid", asked.topics, match.start(1), match.end(1), 0, implied=True)
    positive = (match[1] == "yes") == (asked.polarity > 0)
    return Stance("acceptable" if positive else "avoid", asked.topics, match.start(1), match.end(1), 0, implied=True)
