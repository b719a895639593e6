"""Signs to be reported: a symptom that is named with what somebody has to do when it comes."""

from __future__ import annotations

from rubrx.reading import Concept, Reading
from rubrx.reading import late_re as re
from rubrx.reading.alarms import ASKS_WHEN, HEADING, acts, is_harmless
from rubrx.reading.assertion import State
from rubrx.reading.sentence import Mention, Sentence
from rubrx_alignment.bloods import is_of_blood

#: a sign put as a question ("Floppy? Dial 999.") is short
_SHORT = 16
#: "have his wife ring if he bleeds": who rings is not who bleeds
_MESSENGER = re.compile(
    r"\s(?:(?:should|must|can|could|will|to|please|ought to|needs to)\s)?(?:ring|call|phone|telephone|tell|bring"
    r"|watch|look"
    r"|report|let|fetch|come|keep|know|check|dial|contact|get)\b"
)
_INSTRUCTED = re.compile(
    r"\b(?:tell|teach|warn|show|explain to|ask|let|brief|alert|instruct)(?: both)? (?:him and |her and )?$"
)
_SAID = frozenset({State.AFFIRMED, State.HYPOTHETICAL, State.QUESTION, State.LISTED})


#: "the sleep clinic", "her feeding adviser": somebody's name, and no sign
_SOMEBODY = re.compile(
    r"[ -](?:(?:medicine|disorders?|support|care) )?(?:clinics?|teams?|specialists?|physicians?|cent(?:re|er)s?"
    r"|units?|nurses?|advis[eo]rs?|services?|doctors?|consultants?|experts?|lab(?:oratory)?|clinicians?|charity"
    r"|helpline|departments?|people|counsellors?|leads?|group|hygiene|apn(?:o)?ea|storm|cris[ie]s)\b"
)


#: "potassium-rich fruit", "a low-sodium diet": what is eaten, and nothing looked at
_FOOD_AFTER = re.compile(
    r"-(?:rich|free|sparing|containing|based|restricted|controlled)\b|[ -](?:diets?|foods?|salts?|fruits?|meals?"
    r"|substitutes?"
    r"|tablets?|supplements?|drinks?)\b"
)


def is_in_a_name(reading: Reading, mention: Mention) -> bool:
    """Whether a sign or a test is only part of what something is called: "the sleep clinic", "a low-sodium diet"."""
    text = reading.folded.text
    return _SOMEBODY.match(text, mention.end) is not None or _FOOD_AFTER.match(text, mention.end) is not None


#: "... and the water goes dark. If he notices that, ring.": the next sentence has somebody act on the signs of this
_IF_SO = re.compile(
    r"\W*(?:if|when|should|once|as soon as|the moment|in case|at the first (?:sign|hint) of|(?:any|either|all|both) of)"
    r" (?:(?:he|she|they|you|mum|dad|the (?:mother|carer|patient|wife|husband)|anyone|anybody|somebody|someone)"
    r" (?:ever |should )?(?:sees?|notic\w*|spots?|gets?|feels?|has|have|finds?|develops?|hears?|is)"
    r" (?:any(?:thing)? (?:of|like) )?)?"
    r"(?:that|this|those|these|it|them|either|any of (?:that|this|those|these|it|them)"
    r"|anything like (?:that|this|it))\b"
    r"(?: (?:happens?|comes?|starts?|occurs?|appears?|begins?|shows?|sets? in))?"
)


def alarmed(reading: Reading, concept: Concept) -> list[Mention]:
    """Where a sign is named with an action, or under a heading of signs that call for one."""
    if concept.is_drug or is_of_blood(concept):
        return []
    return [m for m in reading.find(concept) if not is_in_a_name(reading, m) and _is_alarm(reading, m)]


#: "ring her tomorrow to make sure she isn't too sleepy": what is denied there is what is looked for
_RULED_OUT = re.compile(
    r"\b(?:(?:be|make|making) sure|ensur\w+|check(?:ing|s)?|see(?:ing)?|confirm(?:ing|s)?|satisfy yourself)"
    r"(?: (?:that|whether|if))? (?:there|he|she|they|it|(?:the|her|his|your) [\w-]+)"
    r"(?: (?:is|are|has|have|does|do|shows?|gets?)(?: not|n't| no)\b|'s (?:not|no)\b)[^.;:,]{0,30}$"
)
_RULED_OUT_WORDS = re.compile(r"\b(?:sure|ensur|check|see|confirm|satisfy)")
_RULING_OUT = 90


def ruled_out(reading: Reading, concept: Concept) -> list[Mention]:
    """Where somebody is to make sure that a sign is not there."""
    text = reading.folded.text
    if not _RULED_OUT_WORDS.search(text) or concept.is_drug or is_of_blood(concept):
        return []
    return [
        m
        for m in reading.find(concept)
        if reading.assertion_of(m.start, m.end).state is State.NEGATED
        and _RULED_OUT.search(text, max(reading.sentences[m.sentence].start, m.start - _RULING_OUT), m.start)
    ]


def _is_messenger(text: str, somebody: tuple[int, int] | None) -> bool:
    """Whether somebody else is named to ring or to be told, and not as the one who has the sign."""
    if somebody is None:
        return False
    start, end = somebody
    return _MESSENGER.match(text, end) is not None or _INSTRUCTED.search(text, max(0, start - 20), start) is not None


def _is_alarm(reading: Reading, mention: Mention) -> bool:
    sentence = reading.sentences[mention.sentence]
    text = reading.folded.text
    said = reading.assertion_of(mention.start, mention.end)
    if said.state not in _SAID and not (said.state is State.OTHER_SUBJECT and _is_messenger(text, said.cue)):
        return False
    if is_harmless(text, mention.end, sentence.end):
        return False
    if sentence.is_question:
        after = _next(reading, sentence)
        while after is not None and after.is_question and after.index < sentence.index + 4:
            after = _next(reading, after)
        if after is None or after.is_question or len(sentence.text.split()) > _SHORT:
            return False
        return acts(after.text)
    # "zopiclone goes today, since the two stop people breathing": a reason, and no sign to act on
    reasons = [hit.end for hit in sentence.scopes if hit.cue.kind == "cause" and hit.end <= mention.start]
    if acts(text, reasons[-1] if reasons else sentence.start, sentence.end) or HEADING.match(sentence.text):
        return True
    after = _next(reading, sentence)
    if after is not None and _IF_SO.match(after.text) and acts(after.text):
        return True
    before = reading.sentences[sentence.index - 1] if sentence.index else None
    return before is not None and bool(ASKS_WHEN.search(before.text) or HEADING.fullmatch(before.text.strip()))


def _next(reading: Reading, sentence: Sentence) -> Sentence | None:
    return reading.sentences[sentence.index + 1] if sentence.index + 1 < len(reading.sentences) else None
