"""Roles: why an amount of a drug stands in an answer, and which ones that are not advised look as if they were.

An advised dose is told from one that is merely there: a maximum, the dose the patient takes now, one that the answer
takes back or rejects, a titration step, a strength, another patient's or another renal band's dose.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.doses.ceilings import MORE_THAN, harms_above, speaks_of_more
from rubrx.reading.doses.extent import end_of
from rubrx.reading.doses.others import adults_get, is_for_healthy, other_band, others_do
from rubrx.reading.doses.otherwise import is_otherwise
from rubrx.reading.doses.proposals import PROPOSED_AFTER, is_proposed
from rubrx.reading.quantities import Frequency, Quantity
from rubrx.reading.swift import first

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence


class Role(StrEnum):
    """Why a dose stands in an answer."""

    ADVISED = "advised"
    MAXIMUM = "a maximum"
    CURRENT = "the dose taken now"
    REJECTED = "taken back or rejected"
    STEP = "a titration step"
    STRENGTH = "a strength"
    LATER = "for later"
    ELSEWHERE = "for another case"


_MAX_BEFORE = re.compile(
    r"(?:\bmax(?:imum)?|\bceiling|\bcap(?:ped)?|\blimit(?:ed)?|\bexceed(?:ing)?|\bno more than"
    r"|\bnot more than"
    r"|\bupper limit)"
    r"(?:\s+(?:dose|daily|of|is|at|to|a|her|his|for|was|in|should|be|remains|single|the|adult|recommended"
    r"|total"
    r"|of [a-z][\w-]+))*\s*[:=(]?\s*$"
)
_MAX_AFTER = re.compile(
    r"\s*(?:\w+\s+){0,2}\(?(?:max\b|maximum\b|ceiling|is (?:the|his|her|your|my) (?:very |absolute )?(?:max"
    r"|most|limit|ceiling"
    r"|upper)"
    r"|cap\b|limit\b|at (?:the )?(?:very )?(?:most|outside)\b|tops\b|and (?:no more|not a \w+ more"
    r"|no higher)\b"
    r"|(?:should|must|is|can) not be exceeded)"
)
#: "wouldn't go past 600 mg", "never let it climb above 40 mg": what follows is a ceiling, for all the negation
_NOT_ABOVE = re.compile(
    r"(?:n't|\bnot|\bnever|\bcannot|\bwithout|\bno need to|\bavoid|\bstop short of)\s(?:[a-z]+\s){0,6}?"
    r"(?:above|over|past|beyond|exceed(?:ing)?|higher than|more than|faster than|quicker than|further than"
    r"|any (?:higher|further) than"
    r"|as (?:high|far) as)\s(?:(?:a|the|about|around|some|total|dose|of|daily|maximum)\s){0,4}$"
)
_CURRENT_BEFORE = re.compile(
    r"(?:\bcurrent(?:ly)?|\busual|\bpresent|(?<!anywhere )(?<!anything )(?<!somewhere )"
    r"\bfrom(?! (?:tonight|today|tomorrow|now|then|(?:the )?(?:next|following|second)|this|day|week|month|monday"
    r"|tuesday|wednesday|thursday|friday|saturday|sunday)\b)|\bis on|\btakes"
    r"|\bis taking"
    r"|\bhas been on|\bwas on"
    r"|\balready on|\bused to (?:take|be on|have|get)|\b(?:he|she) (?:swallows|uses)(?: now)?"
    r"|\b(?:having|has|had|have) (?:taken|swallowed|ingested)|\bswallowed|\bingested|\boverdose of"
    r"|\bformerly(?: on| took)?|\bpreviously(?: on| took)?|\bexceeds|\binstead of"
    r"|\brather than|\bomedd|\bmme|\bome|\bmorphine equivalents?|\bnot|\bnever|\b(?:has|have|had|he|she"
    r"|they|you|already) had|\btook)"
    r"(?:\s+(?:dose|of|at|a|the|her|his|on|taking|is|\w+))?\s*$"
)
#: "the 2.5 mg tablet is for others"
_FOR_OTHER_PEOPLE = re.compile(
    r"\s(?:(?:tablets?|strength|dose|capsules?|version|one)\s)?(?:is|are)\s(?:only\s|really\s)?(?:for"
    r"|meant for|reserved for|intended for|used in|used for|what)\s"
    r"(?:others?\b|other (?:people|patients)|the (?:young|fit|healthy|strong|robust|able-bodied)\b|(?:people"
    r"|patients|those|someone|somebody|smaller|frailer|older|bigger|larger|heavier|lighter|taller"
    r"|younger|children|adults|(?:\w+ ){0,2}families)\b(?! (?:like|such as) (?:her|him|you)))"
)


#: a step of a reckoning: "60 mg/day ÷ 2 = 30 mg/day"
_WORKING = re.compile(
    r"(?:\s?(?:oral|po|orally|by mouth|a day|daily|per day|/day|/d|in 24 h(?:ours)?))*"
    r"\s?(?:÷|/|divided by)\s?\d+(?:\.\d+)?\s?(?:=|is|makes|gives|comes to)"
)
#: "1 mg x 90 = 90 mg"
_TIMES = re.compile(r"\s?(?:x|×|\*|times|multiplied by)\s?\d+(?:\.\d+)?\s?(?:=|is|makes|gives|comes to)")
#: "70 kg x 150 mg = 10.5 g"
_TIMES_BEFORE = re.compile(r"\d ?(?:kg|kilos?)? ?(?:x|×|\*|times) ?$")
_EQUALS_TO = re.compile(r"(?:/kg| per kg)?\s?(?:=|is|makes|gives|comes to) ?\d")
#: "double the 50 mg he takes": the amount that is multiplied is the present one
_MULTIPLIED = re.compile(
    r"\b(?P<how>doubl|halv|tripl|trebl|quadrupl|half|twice|thrice)(?:e|es|ed|ing)?\s"
    r"(?:(?:the|that|this|his|her|their|your|its|usual|present|current|daily|dose|of|from|normal|standard"
    r"|ceiling|maximum|max|limit|amount|total|adult|ordinary|recommended|full|starting|licensed)\s){1,5}$"
)
_MULTIPLIED_AFTER = re.compile(
    r"\s(?:[a-z]+\s){0,4}?(?:should|must|needs? to|has to|is to|ought to|gets?|is|wants?"
    r"|wants? to)\s(?:be\s)?(?P<how>doubl|halv|tripl|trebl|quadrupl)(?:ed|ing)\b"
)
_FACTORS = {
    "doubl": 2.0,
    "halv": 0.5,
    "tripl": 3.0,
    "trebl": 3.0,
    "quadrupl": 4.0,
    "half": 0.5,
    "twice": 2.0,
    "thrice": 3.0,
}
#: "as much as I'd begin with": a ceiling on the first dose is that dose
_OPENS = re.compile(
    r"[^.;]{0,30}?\b(?:is|are)\s(?:as much as|the most|the highest|the limit|the maximum|plenty"
    r"|the ceiling)\s(?:that\s)?"
    r"(?:i'd|i would|you should|you'd|we|you|we'd|one should|she should|he should|to)\s(?:ever\s)?"
    r"(?:begin|start|open|commence|kick)\b"
)
#: words of a time after the first doses, before an amount and after it; of the amount itself, and of no other
_LATER_BEFORE = re.compile(
    r"\b(?:later|eventually|in time|in due course|ultimately|thereafter|over (?:the following "
    r"|the coming )?(?:weeks|months)"
    r"|(?:after|in) (?:an?|another|the (?:first|second)|one|two|three|four|six|\d+|a few"
    r"|several) (?:more )?(?:days?|weeks?|fortnights?|months?)"
    r"|from (?:week|day|month) \d+|(?:next|the following) (?:week|month)"
    r"|if [^.;,]{3,60},? (?:then )?(?:go|step|move|drop|increase|raise|reduce|cut|lower|push"
    r"|nudge)(?:ing)? (?:it |the dose |her |him |up |down |on ){0,3}to"
    r"|work(?:ing)? up|build(?:ing)? up|titrat\w+ up|creep(?:ing)? up|climb\w* (?:up )?to|up to"
    r"|as (?:far|high) as|aiming (?:for|at)|even (?:past|beyond|above|over))\b[^.;]{0,50}$"
)
_LATER_AFTER = re.compile(
    r"[^.;,]{0,30}?\b(?:later|eventually|in time|in due course|in the long run|down the line|ultimately)\b"
)
_CURRENT_AFTER = re.compile(
    r"\s*(?:\w+\s+)?(?:(?:dose|kit|vial|tablet|amount)\s+)?"
    r"(?:is|was|would be|seems|looks)(?: (?:far|much|way|well|rather|simply|a lot|clearly"
    r"|certainly"
    r"|still))*"
    r" (?:above|over|too|more than|higher|excessive|wrong|too high|too much|a (?:huge|massive|big"
    r"|large) (?:over)?dose"
    r"|an overdose|\w+ times)\b"
)
_STEP_BEFORE = re.compile(
    r"(?:(?:↑|↓|\b(?:increas(?:e|ing)|titrat(?:e|ing)|rais(?:e|ing)|go up|step up|adjust(?:ing)?|add(?:ing)?"
    r"|climb(?:ing)?|inch(?:ing)? up|creep(?:ing)? up|increases|decreases"
    r"|nudge (?:it |the dose )?(?:up)?|(?<!make )(?<!made )(?<!making )(?<!draw )(?<!drawn )"
    r"(?<!dial )(?<!dials )(?<!dialling )(?<!dialing )(?<!mix )(?<!take )(?<!takes )(?<!taking )(?<!fill )(?<!fills )up"
    r"|uptitrate|reduc(?:e|ing)|steps? of|increments? of|decreas(?:e|ing)|cut(?:ting)?|down))"
    r"(?:\s+(?:it|the dose|dose|up|by|in|of|about|another|basal|insulin|her|his|slowly|gradually))*"
    r"|(?<!followed )(?<!divided )(?<!multiplied )(?<!preceded )(?<!accompanied )(?<!covered )\bby)\s*$"
)
#: "take 2 mg off", "shave off a milligram at a time"
_TAKEN_OFF = re.compile(
    r"\b(?:tak(?:e|es|ing)|drop(?:s|ping)?|shav(?:e|es|ing)|trim(?:s|ming)?|knock(?:s|ing)?|lop(?:s|ping)?"
    r"|com(?:e|es|ing)|climb(?:s|ing)?|inch(?:es|ing)?|creep(?:s|ing)?|build(?:s|ing)?|mov(?:e|es|ing)"
    r"|go(?:es|ing)?|step(?:s|ping)?|put(?:s|ting)?|lower(?:s|ing)?)\b"
    r"(?:\s(?:off|down|up|it|him|her|by|to|the dose|another|a further|about|around|roughly|then|on|and))*\s*$"
)
_OFF = re.compile(
    r"\s*(?:off\b|less\b|more\b|lower\b|higher\b|at a time\b|a time\b|(?:each|per|every) (?:step|week"
    r"|fortnight|month|time)\b)"
)
#: "another 50 micrograms a day on top"
_ANOTHER = re.compile(r"\b(?:add(?:ing)? (?:an?|one)|another|an extra|a further|an additional)\s$")
_ON_TOP = re.compile(
    r"[^.;,]{0,20}?\b(?:on top|in addition|as well|besides|to what|to (?:her|his|the) (?:present|current"
    r"|usual|dose)|extra)\b"
)
_COMES_TO = re.compile(r"\b(?:com(?:e|es|ing)|works? out|go(?:es)?|put(?:s)?) (?:out )?(?:at|to|on)\s$")
#: "later you can build up in steps, even past 300 mg"
_LATER_STEP = re.compile(
    r"\b(?:later|eventually|in time|over time|build(?:ing)? up|stepp?(?:ing)? up"
    r"|work(?:ing)? up)\b[^.;]{0,60}"
    r"\b(?:past|beyond|above|over|as far as)\s+$"
)
_EVERY_DAYS = re.compile(r"\s*(?:\w+\s+){0,2}?(?:every|q|each|once|twice|per|for every|if)\b")


_CASE = re.compile(r"(?:where|for (?:more )?(?:severe|resistant|serious)|in (?:severe|resistant|serious))\b")


def role_of(
    reading: Reading, sentence: Sentence, quantity: Quantity, frequency: Frequency | None, amounts: list[Quantity]
) -> Role:
    """Why an amount stands where it does; `amounts` are all that could be doses in its sentence."""
    text = reading.folded.text
    lead = text[max(sentence.start, quantity.start - 60) : quantity.start]
    tail = text[quantity.end : min(sentence.end, quantity.end + 40)]
    said_end = end_of(quantity, frequency)
    if quantity.is_concentration:
        return Role.STRENGTH
    harms = any(each.match(text, said_end, sentence.end) for each in (_WOULD_HARM, _NO_USE, _NOT_GIVEN))
    if harms or _superseded(sentence, quantity):
        return Role.REJECTED
    if is_ceiling(text, quantity.start):
        return Role.MAXIMUM
    if aside := _set_aside(text, sentence, quantity, said_end):
        return aside
    said = assertion.assertion_of(reading, quantity.start, quantity.end)
    if said.state is assertion.State.NEGATED or said.state is assertion.State.REJECTED:
        stands = quantity.start in sentence.reading.second_thoughts.in_place_of  # "500 mg, no, 1 g"
        if not stands and (said.state is assertion.State.REJECTED or not _only_if_not(text, sentence, quantity)):
            return Role.REJECTED
        said = said._replace(state=assertion.State.AFFIRMED)
    theirs = _FOR_OTHER_PEOPLE.match(text, said_end, sentence.end) or is_for_healthy(text, sentence, said_end)
    if theirs or _is_worked_with(text, sentence, quantity) or not said.holds:
        return Role.ELSEWHERE
    if other_band(reading, sentence, quantity) or _CASE.match(text, sentence.words_start):
        return Role.ELSEWHERE
    by_factor = _MULTIPLIED.search(lead)  # "half the usual ceiling of 4 g"
    if not by_factor and (_MAX_BEFORE.search(lead) or _MAX_AFTER.match(tail) or quantity.operator in ("<", "<=")):
        return Role.ADVISED if _OPENS.match(text, said_end, sentence.end) else Role.MAXIMUM
    if _is_replaced(text, sentence, quantity, said_end, lead, amounts):
        return Role.CURRENT
    if _is_step(text, sentence, quantity, frequency):
        return Role.STEP
    if (
        _CURRENT_AFTER.match(tail)
        or _CURRENT_AFTER.match(text, said_end, sentence.end)
        or (_CURRENT_BEFORE.search(lead) and not re.search(r"\bnot only\s*$", lead))
        or is_proposed(sentence, quantity, lead)
        or PROPOSED_AFTER.match(text, said_end, sentence.end)
    ):
        return Role.CURRENT
    return Role.ADVISED


#: how a table heads the doses that are taken now
_NOW = re.compile(
    r"\W*(?:(?:dose|taken|on|what \w+ takes|as) )?(?:now|at present|current(?:ly)?|present|today|before|old|was|from"
    r"|existing|home|usual|until now|so far|takes?|taking|on admission|prescribed|written|charted|gp)\b"
)


def role_in_table(sentence: Sentence, quantity: Quantity) -> Role | None:
    """The role that the head of its column gives an amount in a table; None where none says that it is taken now."""
    text = sentence.text
    if "|" not in text:
        return None
    rows = sentence.reading.sentences
    first = sentence.index
    while first and "|" in rows[first - 1].text:
        first -= 1
    column = text.count("|", 0, quantity.start - sentence.start) + (text[0] != "|")
    head = rows[first].text
    cells = (head if head[0] == "|" else f"|{head}").split("|")
    return Role.CURRENT if first < sentence.index and column < len(cells) and _NOW.match(cells[column]) else None


def _is_worked_with(text: str, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount is only a step of a reckoning: "60 mg ÷ 2 = 30 mg", "1 mg x 90 = 90 mg"."""
    if _WORKING.match(text, quantity.end, sentence.end):
        return True
    if quantity.per:
        return False
    if _TIMES_BEFORE.search(text, sentence.start, quantity.start) and _EQUALS_TO.match(text, quantity.end):
        return True
    return _TIMES.match(text, quantity.end, sentence.end) is not None


def _set_aside(text: str, sentence: Sentence, quantity: Quantity, said_end: int) -> Role | None:
    """The role of an amount that was only thought of, that others give, or that would be somebody else's.

    And of one that is only where more begins: a ceiling where more does harm.
    """
    if is_otherwise(sentence, quantity, said_end):
        return Role.ELSEWHERE
    if text.endswith(MORE_THAN, 0, quantity.start) and speaks_of_more(text, sentence, quantity):
        return Role.MAXIMUM if harms_above(text, sentence, said_end) else Role.ELSEWHERE
    if _THOUGHT_FIRST.search(text, max(sentence.start, quantity.start - 80), quantity.start):
        return Role.REJECTED
    if _FEWER.match(text, quantity.end, sentence.end) and not quantity.per:
        return Role.STEP
    if _MORE.search(text, sentence.start, quantity.start) and _MIGHT.match(text, quantity.end, sentence.end):
        return Role.STEP
    if _REFUSED_WITH.search(text, sentence.start, quantity.start):
        return Role.REJECTED
    if _is_made_up(text, sentence, quantity):
        return Role.STRENGTH
    if _FORMERLY.search(text, sentence.start, quantity.start) or _is_other_salt(sentence, quantity):
        return Role.ELSEWHERE
    if quantity.per_kg and _RECKONED.search(text, sentence.start, quantity.start) and _TOO_MUCH.search(sentence.text):
        return Role.CURRENT
    if _TOXIC.match(text, quantity.end, sentence.end):
        return Role.CURRENT
    if _IN_SHOPS.search(text, sentence.start, quantity.start) or _CONCEDED.search(text, sentence.start, quantity.start):
        return Role.ELSEWHERE
    if adults_get(text, sentence, quantity) or others_do(text, sentence, quantity) or _is_unreal(sentence, quantity):
        return Role.ELSEWHERE
    return None


def _is_made_up(text: str, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount is what a dose is diluted to or comes in: "made up to 50 mL", "in a 10 mL ampoule"."""
    if _DILUTED.search(text, sentence.start, quantity.start):
        return quantity.dimension == "volume" or _IN_VOLUME.match(text, quantity.end, sentence.end) is not None
    held = _CONTAINER.match(text, quantity.end, sentence.end)
    return held is not None and _IN_A.search(text, sentence.start, quantity.start) is not None


def _is_replaced(
    text: str, sentence: Sentence, quantity: Quantity, said_end: int, lead: str, amounts: list[Quantity]
) -> bool:
    """Whether an amount is what another takes the place of, or is made of by multiplying."""
    return (
        bool(_EQUALS.match(text, said_end, sentence.end) and any(q.start > said_end for q in amounts))
        or bool(_REPLACED.search(lead) or _MULTIPLIED.search(lead))
        or _swapped(text, sentence, quantity, amounts)
        or _changed(text, sentence, quantity, said_end, lead, amounts)
    )


def _is_step(text: str, sentence: Sentence, quantity: Quantity, frequency: Frequency | None) -> bool:
    """Whether an amount is what the dose is changed by."""
    lead = text[max(sentence.start, quantity.start - 60) : quantity.start]
    tail = text[quantity.end : min(sentence.end, quantity.end + 40)]
    return bool(
        (_STEP_BEFORE.search(lead) and not _adds_a_drug(sentence, quantity, lead))
        or (_TAKEN_OFF.search(lead) and _OFF.match(tail) and not _COMES_TO.search(lead))
        or (_ANOTHER.search(lead) and _ON_TOP.match(tail) and sentence.reading.lexicon.current_doses)
        or _LATER_STEP.search(text, sentence.start, quantity.start)
        or (
            frequency is not None
            and 0 < frequency.high < 0.9
            and _EVERY_DAYS.match(tail)
            and re.search(r"\b(?:titrat|increas|adjust|raise|up\b|then)", lead)
        )
    )


_ADDS = re.compile(r"\badd(?:ing)? $")
_OF = re.compile(r" (?:of )?")


def _adds_a_drug(sentence: Sentence, quantity: Quantity, lead: str) -> bool:
    """Whether an amount that is added is one of a drug that the patient does not take: "add 150 mg of aspirin"."""
    if not _ADDS.search(lead):
        return False
    text, known = sentence.reading.folded.text, sentence.reading.lexicon.current_doses
    return any(
        m.concept not in known and m.start >= quantity.end and _OF.fullmatch(text, quantity.end, m.start)
        for m in sentence.reading.drugs_in(sentence)
    )


#: "one 200 mg tablet fewer each night"
_FEWER = re.compile(r"\s(?:tablets?\s|capsules?\s|pills?\s)?(?:fewer|less)\b(?! than)")
#: "I was going to say 75 mg, but ..."
_THOUGHT_FIRST = re.compile(
    r"\b(?:(?:was|were) (?:going|about|tempted|inclined) to (?:say|write|give|suggest|recommend|advise)"
    r"|(?:nearly|almost) (?:said|wrote|gave|advised)"
    r"|(?:one|you|we|i)(?:'d| would| might| could) (?:normally |usually |ordinarily |naturally |have )*"
    r"(?:expect(?:ed)?|think|thought|be tempted|been tempted|assume[d]?) (?:to|of|that)?"
    r"|(?:my )?(?:first|initial) (?:thought|instinct|answer|draft)(?: was| said)?|(?:first|initially"
    r"|at first),? (?:(?:i|we)(?: had)? )?(?:thought|wrote|said)|thought (?:at first|first))\b[^.;,\d]{0,30}$"
)
#: "I know the books say 300 mg": granted, and not followed
_CONCEDED = re.compile(
    r"\b(?:i (?:know|realise|realize|see|appreciate|am aware)|granted|admittedly|true|yes|agreed|even if"
    r"|although|though"
    r"|while)\b,?\s(?:that )?(?:the |all the |most )?(?:books?|bnf|guidelines?|textbooks?|leaflets?|label|spc|protocol"
    r"|computer|formulary|monograph|manual)\s(?:all )?(?:says?|gives?|suggests?|recommends?|advises?|states?|quotes?)"
    r"[^.;]{0,30}$"
)
_IN_SHOPS = re.compile(
    r"\b(?:shop|over-the-counter|otc|supermarket|high street|chemist's|health-?food|corner-shop)[ -](?:ones?"
    r"|tablets?|strength"
    r"|version|pills?|kind|sort|dose)\b[^.;]{0,20}$"
)


#: "if no better, two grams": the negation is the condition's
_IF_NOT = re.compile(
    r"\b(?:if|unless|once|where|when|whenever|should|in case|(?:as|since|because|given that)(?= (?:he|she|they"
    r"|you|it|there"
    r"|his|her|their|your|the)\b))\b[^,;.:]{0,60}?"
    r"(?:n't|\b(?:no|not|cannot|without|fail\w*|never|little|hardly|barely|scarcely|nobody|no-?one|nothing))\b"
    r"(?:[^,;.:]{0,40}[,:]\s"
    r"|(?!(?:\s(?:to|be|been))*\s(?:giv|us|add|start|tak|had)\w*)\s(?:[a-z'-]+\s){1,6}?(?:(?:i|we)(?:'d| would"
    r"|'ll)\s|just\s)?"
    r"(?:add|give|inject|use|start|try|go (?:to|for)|switch to|push|offer)\s(?:[\w'-]+\s){0,3}$"
    r"|\s(?!(?:had|be|been|have|tak\w+|giv\w+|receiv\w+|on|exceed\w*|more|need\w*)\b)[a-z]+\s"
    r"(?:(?:up|him|her|them|give|inject|use|then)\s)?$)"
)


def _only_if_not(text: str, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether all negation before an amount stands in the condition that it follows."""
    found = list(_IF_NOT.finditer(text, sentence.start, quantity.start))
    return bool(found) and not any(found[-1].end() <= hit.start < quantity.start for hit in sentence.negations)


#: "sixty milligrams a day by mouth corresponds to a 25 microgram patch"
_EQUALS = re.compile(
    r"[^.;,]{0,25}?\b(?:corresponds? to|equates? to|(?:is|are) (?:roughly |about )?(?:equivalent to|worth"
    r"|as good as|the same"
    r" as)|(?:converts?|translates?) (?:in)?to)\b"
)
_REPLACED = re.compile(
    r"\b(?:replac(?:es|ing)|takes? the place of|in place of|stands in for)\s(?:(?:the|his|her|your|their"
    r"|daily|usual|present|current|old)\s){0,3}$"
)
_SWAP_BEFORE = re.compile(r"\b(?:swap\w*|exchang\w*|trad(?:e|ing)|replac(?:e|ing)|convert\w*)\s(?:[a-z'-]+\s){0,4}$")
_SWAP_TO = re.compile(r"\b(?:for|with|by|to|into)\s(?:[a-z-]+\s){0,3}$")


def _swapped(text: str, sentence: Sentence, quantity: Quantity, amounts: list[Quantity]) -> bool:
    """Whether an amount is what another is taken for ("swap his daily 10 mg for a weekly 70 mg")."""
    if not _SWAP_BEFORE.search(text, max(sentence.start, quantity.start - 60), quantity.start):
        return False
    later = next((q for q in amounts if q.start >= quantity.end), None)
    return later is not None and bool(_SWAP_TO.search(text, quantity.end, later.start))


def _is_unreal(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount would be right of somebody else ("you could use 5 mL if he were two")."""
    text = sentence.reading.folded.text
    return any(
        hit.start >= quantity.end and not _BROKEN.search(text, quantity.end, hit.start)
        for hit, _ in sentence.unmet_conditions
    )


_BROKEN = re.compile(r"[;:]|\bbut\b")


def is_ceiling(text: str, start: int) -> bool:
    """Whether what stands at a place is not to be passed ("must not go above 50 mg")."""
    return first(_NOT_ABOVE, text, max(0, start - _CEILING_REACH), start) is not None


_CEILING_REACH = 60


def multiplied(sentence: Sentence, quantity: Quantity) -> float | None:
    """By how much the present amount is multiplied ("double the 50 mg he takes"); None where it isn't."""
    text = sentence.reading.folded.text
    match = _MULTIPLIED.search(text, sentence.start, quantity.start)
    match = match or _MULTIPLIED_AFTER.match(text, quantity.end, sentence.end)
    return _FACTORS[match["how"]] if match else None


_RISES = re.compile(
    r"\b(?:go(?:es|ing)?|increas\w*|rais\w*|mov\w*|chang\w*|tak\w*|put\w*|step\w*|up|titrat\w*|nudg\w*"
    r"|bump\w*)\b[^.;]{0,30}?\bfrom\s$"
)


def rises_to(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a range is a rise from the present amount to the next one ("go from 35 to 39 mg weekly")."""
    text = sentence.reading.folded.text
    return (
        quantity.low < quantity.high
        and " to " in text[quantity.start : quantity.end]
        and _RISES.search(text, max(sentence.start, quantity.start - 50), quantity.start) is not None
    )


def is_for_later(reading: Reading, sentence: Sentence, quantity: Quantity, frequency: Frequency | None) -> bool:
    """Whether an amount is what a later dose may come to ("900 mg may be needed eventually").

    Such an amount is only set aside where the answer advises another one for now.
    """
    text = reading.folded.text
    start = max(sentence.start, quantity.start - 80)
    return bool(
        _LATER_BEFORE.search(text, start, quantity.start)
        or _LATER_AFTER.match(text, end_of(quantity, frequency), sentence.end)
    )


#: "another 100 mg might double his level"
_MORE = re.compile(r"\b(?:another|an extra|a further|an additional|any more than)\s$")
_MIGHT = re.compile(r"\s(?:[a-z]+\s){0,2}?(?:might|could|would|may|can)\b")
#: "don't start X with Y at 150 mg", "X must not be added to Y 150 mg": the dose of a pair that is refused
_REFUSED_WITH = re.compile(
    r"\b(?:don't|do not|never|must not|mustn't|should not|shouldn't|cannot|can't)\s(?:be\s)?(?:[a-z]+\s){0,2}?"
    r"(?:start|add|combin|mix|put|pair)(?:e|ed|ing)?\b[^,;.:()]{0,50}"
    r"\b(?:with|to|on top of|alongside)\s[^,;.:()]{0,30}$"
)
#: "dilute 400 micrograms to 10 mL and give 1 mL": neither of the first two is given
_DILUTED = re.compile(
    r"\b(?:dilut\w*|reconstitut\w*|dissolv\w*|draw(?:n|ing)? up|make(?: it)? up)\b"
    r"(?:(?!\bgive|\binject|\badminister|\bpush)[^.;:]){0,40}$"
)
_IN_VOLUME = re.compile(r"\s?(?:(?:ampoules?|vials?) )?(?:of \w+ )?(?:to|in|into|with|up to)\s(?:a total of )?\d")
#: "draw it up in a 1 mL tuberculin syringe", "from a 200 mg vial": what holds the dose
_IN_A = re.compile(r"\b(?:in|into|with|using|from|out of|on)\s(?:an?|the|its|your|his|her)\s$")
_CONTAINER = re.compile(
    r"[\s-](?:(?!of\b|and\b|by\b|in\b|with\b|for\b)[a-z-]+\s){0,2}?(?:syringes?|barrel|bags?|bottle|vial|ampoule|cup"
    r"|burette|flask|spoon)\b"
)
_FORMERLY = re.compile(
    r"\b(?:used to|formerly|in the past|historically|years ago|in the old days|in my day|once upon a time"
    r"|in the (?:(?:late|early) )?(?:fifties|sixties|seventies|eighties|nineties|(?:19)?[5-9]0'?s)"
    r"|when i (?:trained|started|qualified))\b[^.;:]{0,60}$"
)
#: "30 mg of the citrate is only 15 mg of base": what the amount is in another salt than the one that is given
_SALT = re.compile(
    r"\s(?:of |as |in )?(?:the |its |plain |pure |free |mere )?(?P<salt>base|elemental(?: iron| calcium| zinc"
    r"| magnesium)?"
    r"|free acid|anhydrous)\b"
)


def _is_other_salt(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount only says what another of its sentence is in base or element, which nobody asked about."""
    text = sentence.reading.folded.text
    salt = _SALT.match(text, quantity.end, sentence.end)
    others = (q for q in sentence.quantities if q.dimension == quantity.dimension and q.end <= quantity.start)
    if salt is None or next(others, None) is None:
        return False
    word, lexicon = salt["salt"].split(" ")[0], sentence.reading.lexicon
    asked = [lexicon.query.lower(), *(each for concept in lexicon.concepts.values() for each in concept.spellings)]
    return not any(word in each for each in asked)


#: "too much: 400/50 = 8 mg/kg": what the present dose comes to
_RECKONED = re.compile(
    r"\d\s?(?:mg\s?)?(?:/|÷|divided by)\s?\d+(?:\.\d+)?\s?(?:kg\s?)?(?:=|is|makes|gives|comes to)\s?$"
)
_TOO_MUCH = re.compile(r"\btoo (?:much|high|large|big)\b|\bover (?:the|her|his) (?:limit|ceiling|maximum)\b")
_WOULD_HARM = re.compile(
    r"[\s,]*(?:[a-z]+\s){0,3}?(?:would|will)\sonly\s(?!be (?:right|safe|fine|enough)|do\b|need)\w+"
    r"|[\s,]*(?:[a-z]+\s){0,4}?(?:would|could|might|may)\s(?!not\b)(?:(?:also|easily|roughly|about|more than|well"
    r"|soon)\s){0,2}"
    r"(?:double|triple|treble|quadruple|overdos|accumulat|pile up|build up|mount up|exceed|overshoot"
    r"|strain|stress|overwhelm|flood|swamp|bring on|provoke|trigger|precipitate|upset|land (?:him|her|them)"
    r"|send (?:him|her|them)"
    r"|throw|drive|tip|plunge|flatten|floor|finish|kill|wreck|poison|harm|knock|sink|stop (?:him|her|them|his|the)"
    r"|be (?:(?:far|much|a|an|way|roughly|about)\s)*(?:too|excessive|double|twice|overdos|toxic|dangerous"
    r"|unsafe"
    r"|premature|unwise|reckless|risky|wrong|mistake|error|folly|unnecessary|overkill|overdoing"
    r"|above|more than))"
    r"|[\s,]*(?:[a-z]+\s){0,3}?(?:would (?:also )?(?:risk|court|invite|endanger|put (?:him|her|them|you) at)\b"
    r"|(?:would|could|might|may|will) (?:cause|give|produce|lead to|end in|result in|bring"
    r"|mean|strip)\s(?:[a-z]+\s){0,2}?"
    r"(?:severe|serious|dangerous|fatal|lethal|life-threatening|disast\w+|catastroph\w+|irreversible)\b"
    r"|risks? (?:severe|serious|dangerous|fatal|lethal|life-threatening)\b"
    r"|(?:means|spells|guarantees|equals|is certain) (?:an? |certain "
    r"|almost certain )*(?:(?:mal|de)form\w+|dead|death|disaster"
    r"|miscarriage|stroke|bleed\w*|overdose|coma|poisoning|damage|harm|ruin\w*|fatal\w*|[a-z]+ failure)\b)"
)
#: "halving it to 3.75 mg buys nothing"
_NO_USE = re.compile(
    r"[^.;,]{0,25}?\b(?:(?:buys?|achieves?|gains?|does|adds?|brings?|solves?|changes?|would do) (?:you |her "
    r"|him |us |them )?"
    r"(?:nothing|nobody|little|no good|no one)|(?:is|would be) (?:pointless|futile|no (?:use|help|good)"
    r"|neither here))\b"
)
#: "glucagon 1 mg should not be given here"
_NOT_GIVEN = re.compile(
    r"(?:\s(?!and\b|or\b|but\b)[\w-]+){0,3}?\s(?:should|must|ought|can|need|is|are|was)(?:n't|not| not| never)"
    r"(?: to)?(?: be)? (?:given|used|started|prescribed|taken|repeated|supplied|offered|administered)"
    r"(?=\s?(?:$|[.;,:)]|(?:here|now|today|at all|as|because)\b|(?:to|in|for) (?:him|her|them|this)\b))"
)
_CHANGE = r"(?:reduc|cut|lower|chang|drop|decreas|switch|halv|shorten|stretch|bring|brought)"
_CHANGE_BEFORE = re.compile(rf"\b{_CHANGE}\w*\s(?:(?!to\b|by\b|and\b|or\b)[a-z'-]+\s){{0,6}}$")
_CHANGE_TO = re.compile(r"\bto\s(?:[a-z-]+\s){0,2}$")
_CHANGE_AFTER = re.compile(
    rf"\s(?:[a-z]+\s){{0,2}}?(?:should|must|needs? to|has to|have to|is|can"
    rf"|may)\s(?:[a-z]+\s)?(?:be\s)?{_CHANGE}"
)


def _changed(
    text: str, sentence: Sentence, quantity: Quantity, said_end: int, lead: str, amounts: list[Quantity]
) -> bool:
    """Whether an amount is what another takes the place of ("cut 1 mg/kg q12h to ...", "... is cut to ...")."""
    if _CHANGE_AFTER.match(text, said_end, sentence.end):
        return True
    if not _CHANGE_BEFORE.search(lead):
        return False
    later = next((q for q in amounts if q.start >= quantity.end), None)
    return later is not None and bool(_CHANGE_TO.search(text, quantity.end, later.start))


#: "sixteen grams in 55 kg is a toxic amount": what was swallowed
_TOXIC = re.compile(
    r"(?:\s(?:in|at|for|of)\s[^.;,]{1,25}?)?\s(?:is|was|would be|makes)\s(?:(?:an?|the|well|far|way|into|over|in"
    r"|past|above|clearly"
    r"|potentially|certainly)\s){0,4}(?:toxic|poison\w*|lethal|fatal|massive|hepatotoxic)\b"
)


def _superseded(sentence: Sentence, quantity: Quantity) -> bool:
    """Taken back in the same breath for another amount."""
    return (quantity.start, quantity.end) in sentence.reading.second_thoughts.taken_back
