"""Which way a drug's exposure goes: raised or lowered, whatever words say so.

"Blocks the enzyme", "holds up its breakdown", "the kidneys can't get rid of it", "it builds up" and "the level climbs"
are one: there is more of the drug. "Revs up the liver", "burns through it", "soaks it up in the gut" and "the level
sinks" are another: there is less. A clause gives a sign by what is changed (a level and uptake count as they stand,
clearance and its enzymes the other way round) and which way it is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading import swift
from rubrx.reading.assertion import State

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence


class Course(NamedTuple):
    """A clause that gives the way of an exposure: `sign` +1 for more of a drug, -1 for less; `kind` is what is
    changed (a key of `_CLASSES`).

    `drugs` are those that it can be of, as the clause names them: none where it names none. `others` says that the
    drugs named may be what acts, and not what is acted upon. `start:end` is the clause in the folded text.
    """

    sign: int
    kind: str
    drugs: frozenset[str]
    others: bool
    sentence: int
    start: int
    end: int


_INTO = r"(?:the |her |his |your |their |its |this |that )*"
#: "INR up": no order to follow it up, and no "up to 250 mg"
_UP = r"(?<!follow )(?<!follow-)(?<!pick )(?<!set )(?<!chase )(?<!sit )(?<!stand )(?<!get )up(?! to)"
#: "build up to 300 mg": it is the dose that goes up
_AS_A_DOSE = (
    r"(?! (?:(?:slowly|gradually|gently) )?(?:(?:to|by|from|in) (?:about |around )?(?:\d|steps)"
    r"|(?:the |her |his )?dose))"
)
_CLASSES = {
    # an enzyme or a pump: more of it is less of the drug
    "pump": r"enzymes?|cyp ?\w*|(?:1a2|2b6|2c9|2c19|2d6|3a4)i?|p-?gp|p-glycoprotein|ugt\w*|transporters?"
    r"|(?:xanthine )?oxidase|xo|machinery|glucuronidation|cytochrome|pumps?",
    "clear": r"clearance|clear(?:s|ed|ing)?|metabol(?:is|iz)\w*|metabolism|break(?:s|ing)?(?: \w+){0,3} down"
    rf"|broken down|break-?down|g[eo]t(?:s|ting)? rid|shifts? it|dispos\w+|excret\w+|eliminat\w+|remov\w+|flush\w*"
    rf"|wash\w* out|(?:leav\w+|out of) {_INTO}(?:body|system)|(?:pump|throw|carri?|usher|escort"
    rf"|filter)\w* (?:\w+ )?(?:out|off)|thrown (?:\w+ )?out|degrad\w+|inactivat\w+",
    "built": rf"accumul\w+|pil(?:e|es|ed|ing) up|build(?:s|ing)?[ -]?up{_AS_A_DOSE}|built up{_AS_A_DOSE}|hang(?:s"
    rf"|ing)? (?:around|about)"
    r"|linger\w*|stack(?:s|ing)? up|mount(?:s|ing)? up|bank(?:s|ing)? up"
    r"|claw\w* (?:\w+ ){0,2}back|reabsor\w+|back(?:s|ing)? up"
    r"|(?:retain\w*|(?:hang|hold)\w* on to|hoard\w*)(?! (?:\w+ )?(?:water|salt|sodium|potassium|fluid"
    r"|calcium|a mineral|acid|gas|waste|carbon|co2))",
    "spent": r"(?:burn\w*|chew\w*|race\w*|run\w*) (?:\w+ ){0,2}?through|chew(?:s|ing)? (?:\w+ ){0,2}?up"
    r"|burn\w* (?:\w+ ){0,2}?(?:up|off)|disappear\w*|vanish\w*",
    "taken": rf"absor\w+|uptake|taken up|get(?:s|ting)? (?:in|across|into)\b|reach(?:es|ing)? {_INTO}(?:blood"
    r"|bloodstream|circulation)|bioavailab\w+",
    "bound": r"bind(?:s|ing)?|chelat\w+|sticks?(?: on)? to|sticking to|latch\w* on|soak\w* (?:\w+ ){0,3}?up"
    r"|mop\w* (?:\w+ ){0,3}?up|grabs?|clings? to|ties? up",
    "level": r"levels?|concentrations?|exposure|auc|amount|(?:in|of|on) (?:the |his |her "
    r"|your )?(?:blood|bloodstream|veins|circulation|board|system)",
    "more": r"increas\w*|rais\w+|ris(?:e|es|ing|en)|rose|climb\w*|doubl\w*|tripl\w*|quadrupl\w*|boost\w*|elevat\w*"
    r"|higher|induc\w+|speed\w*|sped|accelerat\w*|faster|quicker|quickly|too fast|as (?:fast|quick)|rev(?:s|ved"
    r"|ving)?|ramp\w*|stimulat\w*"
    r"|whip\w*|crank\w*|(?:switch|turn|step|gear)\w* (?:\w+ )?(?:on|up)|fire\w* up|soar\w*|shoot\w*|shot up"
    r"|go(?:es|ing)? up"
    rf"|(?:push|driv|send|bring)\w* (?:\w+ ){{0,4}}up|swing\w* up|creep\w* up|{_UP}|spik\w*|jump\w*"
    rf"|surg\w+|upregulat\w*"
    r"|overshoot\w*|too high|high|(?:ten|two|three|four|five|many|several)[- ]?fold|twofold|threefold|tenfold"
    r"|(?:twice|double|(?:two|three|four|five|ten|many|several|\d+) times) (?:as much|the)|x ?\d+"
    r"|(?:much|far|a lot|lots) more|too much",
    "less": r"decreas\w*|reduc\w*|lower\w*|fall(?:s|ing|en)?|fell|drop\w*|sink\w*|sank|plung\w+|plummet\w*"
    r"|dip(?:s|ped)?|halv\w*|less|cut(?:s|ting)?|inhib\w*|block\w*|shut\w*|jam\w*|stop\w*|slow\w*"
    r"|(?:hold|held)(?:s|ing)? (?:up|back)|prevent\w*|hinder\w*|hamper\w*|interfer\w*|impair\w*|knock\w*|out of action"
    r"|ties? up|tied up|clog\w*|occup\w+|stall\w*|saturat\w*|commandeer\w*|hog(?:s|ged)?|disabl\w*|poor\w*|fail\w*"
    r"|unable|struggl\w*|delay\w*|(?:switch|turn)\w* off|suppress\w*|go(?:es|ing)? down"
    r"|(?:bring|driv|drag)\w* (?:\w+ ){0,4}down|down|hardly|barely|loss|[a-z]*[0-9]i|keep\w* (?:\w+ ){0,3}from"
    r"|only half|in (?:the|its) way|too low|compet\w+",
    "not": r"not|nobody|no one|cannot|can't|\w+n't|never|no|without|nothing|neither|nor",
    "made": r"activat\w+|conver\w+|turn(?:s|ed|ing)? (?:\w+ )?into|switched into"
    r"|(?:active|working) (?:form|metabolite)",
    "dosed": r"doses?|dosage|mg|mcg|micrograms?|tablets?|capsules?",
}
_WORD = re.compile(r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _CLASSES.items()) + r")(?!\w)")
#: any word of the things that are changed: a cheap look before the sentences
_THING = re.compile(
    r"\b(?:"
    + "|".join(_CLASSES[name] for name in ("pump", "clear", "built", "spent", "taken", "bound", "level", "made"))
    + r"|increas|decreas|rais|lower|climb|fall|halv|creep\w* up"
    r"|(?:push|drag|driv|send)\w* (?:\w+ ){1,3}(?:up|down)|soar"
    r"|plummet|plung|drop|doubl|tripl)"
)
_SPLIT = re.compile(
    r"[,;:()→]|(?<!\w)[-=](?!\w)|\.(?=\s|$)|\b(?:and|so|but|because|since|as|which|who|that|thus|hence|while"
    r"|whereas|until|when"
    r"|if|leading|therefore|by|or|with|causing|after)\b"
)
#: what is measured and is no drug's level
_OTHER_LEVEL = re.compile(
    r"\b(?:potassium|sodium|calcium|magnesium|sugar|glucose|urate|acid|cell|white|platelet|pressure|hormone|tsh|inr"
    r"|enzyme|creatinine|haemoglobin|cholesterol|lactate|k|na|bp)\b"
)
#: a word of what is changed, or of an enzyme
MECHANISM = re.compile(
    r"\b(?:" + "|".join(_CLASSES[name] for name in ("pump", "clear", "built", "taken", "bound", "made")) + r")(?!\w)"
)
_BACK = frozenset(("pump", "clear"))


def courses(reading: Reading, sentences: Collection[Sentence] | None = None) -> list[Course]:
    """All clauses of a text, or of some of its sentences, that give the way of an exposure."""
    if not swift.first(_THING, reading.folded.text):
        return []
    return [each for sentence in (reading.sentences if sentences is None else sentences) for each in _of(sentence)]


def _of(sentence: Sentence) -> Iterator[Course]:
    if sentence.is_question or sentence.is_bare_list or not swift.first(_THING, sentence.text):
        return
    start = sentence.start
    text = sentence.reading.folded.text
    for mark in (*_SPLIT.finditer(text, sentence.start, sentence.end), None):
        end = mark.start() if mark else sentence.end
        found = _course(sentence, start, end) if end - start > 5 else None
        if found is not None:
            yield found
        if mark:
            start = mark.end()


def _course(sentence: Sentence, start: int, end: int) -> Course | None:
    """The way that one clause gives, if it gives one."""
    reading = sentence.reading
    text = reading.folded.text
    words = [(str(m.lastgroup), m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    kinds = {kind for kind, _, _ in words}
    drugs = [m for m in reading.drugs_in(sentence) if start <= m.start and m.end <= end]
    names = frozenset(m.concept for m in drugs)
    moves = [each for each in words if each[0] in ("more", "less")]
    denied = any(
        kind == "not"
        and any(0 <= at - stop <= _CLOSE for _, at, _ in (*moves, *_these(words, "built", "spent", "bound")))
        for kind, _, stop in words
    )
    thing = next(
        (each for each in words if each[0] in ("built", "spent", "pump", "clear", "taken", "bound", "made")), None
    )
    if thing is None:
        return _level(sentence, start, end, words, moves) if moves and not denied else None
    if not _is_told(reading, thing[1], thing[2]) or (denied and moves):
        return None
    if thing[0] in ("built", "spent", "bound"):
        if "not" in kinds:
            return None
        others = thing[0] != "built"
        return Course(1 if thing[0] == "built" else -1, thing[0], names, others, sentence.index, start, end)
    if moves:
        near = min(moves, key=lambda each: (abs(each[1] - thing[1]), each[1]))
        sign = 1 if near[0] == "more" else -1
    elif "not" in kinds and thing[0] != "pump":
        sign = -1
    else:
        return None
    return Course(-sign if thing[0] in _BACK else sign, thing[0], names, True, sentence.index, start, end)


_CLOSE = 14


def _these(words: list[tuple[str, int, int]], *kinds: str) -> list[tuple[str, int, int]]:
    return [each for each in words if each[0] in kinds]


_BETWEEN_V_AND_DRUG = re.compile(
    rf"\s*{_INTO}(?:(?:blood|plasma|serum|trough|peak|the|levels?|concentrations?|exposure|amount|auc|of|to|her|his"
    r"|your|their) )*$"
)
_AFTER_DRUG = re.compile(
    r"(?:'s)?\s*(?:(?:blood|plasma|serum|levels?|concentrations?|exposure|auc|is|are|be|being|gets?|may|might"
    r"|can|could|will"
    r"|would|has|been|tends? to|to|then|also|in (?:the|his|her) blood) )*$"
)
_TO_THE_END = re.compile(
    r"\s*(?:$|[~≈<>]?\s*\d|(?:by|to|about|several|many|sharply|markedly|x|after|with|in"
    r"|within|on)\b)"
)


def _level(
    sentence: Sentence, start: int, end: int, words: list[tuple[str, int, int]], moves: list[tuple[str, int, int]]
) -> Course | None:
    """The way of a clause on a level, or on a drug itself: "raises the digoxin", "the level climbs"."""
    reading, text = sentence.reading, sentence.reading.folded.text
    has_level = any(kind == "level" for kind, _, _ in words)
    if not has_level and any(kind == "dosed" for kind, _, _ in words):
        return None
    drugs = [m for m in reading.drugs_in(sentence) if start <= m.start and m.end <= end]
    for kind, first, last in moves:
        sign = 1 if kind == "more" else -1
        if not _is_told(reading, first, last):
            continue
        for m in drugs:
            if first <= m.start and m.end <= last:  # "pushes the digoxin up"
                return Course(sign, "level", frozenset((m.concept,)), False, sentence.index, start, end)
            if m.start >= last and _BETWEEN_V_AND_DRUG.fullmatch(text[last : m.start]):
                order = (
                    not text[start:first].strip() and text[first:last].isalpha() and not _is_no_order(reading, first)
                )
                if not order or has_level:
                    return Course(sign, "level", frozenset((m.concept,)), False, sentence.index, start, end)
        for m in drugs:
            after = first >= m.end and _AFTER_DRUG.fullmatch(text[m.end : first])
            if after and ("level" in text[m.end : first] or has_level or _TO_THE_END.match(text, last, end)):
                return Course(sign, "level", frozenset((m.concept,)), False, sentence.index, start, end)
        if has_level and not drugs and not _OTHER_LEVEL.search(text, start, end):
            return Course(sign, "level", frozenset(), False, sentence.index, start, end)
    return None


def _is_no_order(reading: Reading, place: int) -> bool:
    """Whether what stands there is an arrow, or a verb with an ending that no order has: "raises"."""
    if reading.text[reading.span(place, place + 1).start] in "↑↓":
        return True
    word = reading.folded.text[place : place + 20].split(" ")[0]
    return word.endswith(("s", "ed", "ing", "es"))


def _is_told(reading: Reading, start: int, end: int) -> bool:
    """Whether the answer itself says so of this patient; a "not" is the clause's own affair."""
    return reading.assertion_of(start, end).state in (State.AFFIRMED, State.NEGATED)
