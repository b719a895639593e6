"""Advice for an occasion that is not now: on sick days, before a scan, in the third trimester."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

_OBJECT = r"(?:\s+(?:it|them|this|that|(?:the|his|her|your) \w+|metformin|both))?"
_MERELY = (
    r"(?:\s+(?:only|just|temporarily|always|briefly|for (?:a day or two|\d+ (?:days|hours))|\d+ (?:days|hours|h)))*"
)
#: illnesses and interventions that come and go; which of them, in the group
_EVENTS = (
    r"(?P<event>sick[- ]days?|illness(?:es)?|vomiting|diarrhoea|gastroenteritis|dehydration|fever|contrast"
    r"|surgery|operations?"
    r"|scans?|procedures?|colonoscopy|ana?esthesia|ana?esthetics?|fasting|dental \w+)"
)
_ON = re.compile(
    rf"{_OBJECT}{_MERELY}\s+(?:only\s+)?(?:on|during|in|before|for|around|while|when)\s+"
    r"(?:(?:any|all|an?|the|her|his|your|future|intercurrent|acute|major|minor|iv|planned|dehydrating|febrile"
    r"|bouts? of|episodes? of"
    rf"|further|next)\s+)*{_EVENTS}\b"
)
_ILL = re.compile(
    rf"{_OBJECT}{_MERELY}\s+(?:whenever|when|while|on days when|any day)\s+(?:\w+(?:'s)?\s+){{0,3}}?"
    r"(?P<event>unwell|ill|sick|vomiting|dehydrated|feverish|poorly|fasting)\b"
)
_TRIMESTERS = re.compile(
    r"\b(?P<which>(?:(?:first|second|third|last|final|1st|2nd|3rd|latter|later|early|late)(?:,? (?:and|or|to) "
    r"|, )?)+)\s"
    r"(?:trimesters?|half of (?:the )?pregnancy|pregnancy)\b"
)
_NUMBERS = {
    "first": {1}, "1st": {1}, "early": {1}, "second": {2}, "2nd": {2}, "third": {3}, "3rd": {3}, "last": {3},
    "final": {3}, "late": {3}, "later": {2, 3}, "latter": {2, 3},
}  # fmt: skip
_WEEKS = re.compile(
    r"\b(\d{1,2})(?:\+\d)? ?(?:weeks?|wk|/40)(?:'s?)?[- ](?:of )?(?:pregnan\w*|gestation\w*)"
    r"|\bpregnan\w*[^.;]{0,20}?\b(\d{1,2})(?:\+\d)? ?(?:weeks?|/40)\b|\bgestation\w*[^.;\d]{0,12}(\d{1,2})\b"
)
#: the last week of the first trimester, and of the second
_FIRST, _SECOND = 13, 27


#: "stop at the first blister"
_AT_A_SIGN = re.compile(
    r"(?:\s+(?:it|them|this|the \w+))?\s+(?:at|on|upon) the (?:first|earliest|slightest|least)"
    r" (?!dose|week|day|visit|sight|opportunity|chance|trimester|line|place)(?P<event>(?:sign|hint"
    r"|trace|suspicion|\w+)\b"
    r"(?: of [\w ]{3,20})?)"
)


#: "is to be avoided within two hours of it"
_SPACED = re.compile(
    r"(?:\s+(?:it|them|this|the \w+))?\s+(?P<event>(?:within|for|in the) (?:[\w-]+ ){1,3}(?:hours?|minutes?|mins?|h)"
    r" (?:of|before|after|around|either side))\b"
)


#: "stop it three days before", "hold 72 h pre-op", "omit the tablets from Friday"
_FOR_A_TIME = re.compile(
    r"(?:\s+(?:it|this|that|them|these|those|both|(?:the|this|that|these|those|her|his|your) (?:\w+ )?"
    r"(?:tablets?|capsules?|pills?|drugs?|medicines?|injections?|doses?)))?,?\s+(?:for "
    r"|at least |about |around |roughly |some )*"
    r"(?:(?:\d+(?: ?(?:-|to) ?\d+)?|an?|one|two|three|four|five|six|seven|ten|several|a few|a couple of)[ -]"
    r"(?:full |whole |clear |working )?(?:h|hrs?|hours?|days?|weeks?|wks?|months?|nights?|half-lives)"
    r"|from (?:mon|tues|wednes|thurs|fri|satur|sun|the day|day|three|two|\d)|the (?:day|night|evening|week) before)"
    r"(?!\w| (?:of|on|in|dose|supply|course|at)\b)"
)


def for_a_time(text: str, position: int, end: int) -> bool:
    """Whether a time, and at most "it", is all that follows what stops a drug."""
    return _FOR_A_TIME.match(text, position, end) is not None


def other_occasion(sentence: Sentence, start: int, stop: int, end: int) -> str:
    """The occasion that a statement at `start:stop` (its clause ends at `end`) is for, where it is none of today's.

    An occasion that the query speaks of is one of today's; "" where the statement is tied to no occasion.
    """
    text = sentence.reading.folded.text
    asked = sentence.reading.lexicon.query_folded
    found = _ON.match(text, stop, end) or _ILL.match(text, stop, end) or _AT_A_SIGN.match(text, stop, end)
    found = found or _SPACED.match(text, stop, end)
    if found and found["event"].rstrip("s") not in f"{asked} ; {sentence.reading.patient.text}":
        return found["event"]
    if "trimester" in sentence.text or "pregnan" in sentence.text:
        told = _TRIMESTERS.search(text, start, end)
        now = _trimester(f"{asked} ; {sentence.reading.patient.text}") if told else 0
        if told and now and now not in _numbers(told["which"]):
            return told[0]
    if "week" in sentence.text and ("pregnan" in asked or "gestation" in asked):
        week = _week(f"{asked} ; {sentence.reading.patient.text}")
        told = _UP_TO_WEEK.search(text, start, end) if week else None
        if told and (week < int(told[2]) if told[1] in _FROM else week > int(told[2])):
            return told[0]
    return ""


def is_of_this_trimester(state: str, *facts: str) -> bool:
    """Whether a state ("the third trimester") is the part of the pregnancy that the facts tell, by name or in weeks."""
    told = _TRIMESTERS.search(state)
    now = _trimester(" ; ".join(facts)) if told else 0
    return bool(told and now and now in _numbers(told["which"]))


#: "from 36 weeks", "before week 20"
_UP_TO_WEEK = re.compile(
    r"\b(from|after|beyond|past|before|until|up to|under|below)"
    r" (?:about |around |week )?(\d{1,2})(?=(?: ?weeks?| onwards?|\b)(?! (?:later|after|of treatment)))"
)
_FROM = frozenset({"from", "after", "beyond", "past"})


def _week(facts: str) -> int:
    """The week of a pregnancy that the facts give; 0 where they give none."""
    weeks = _WEEKS.search(facts)
    return int(next(each for each in weeks.groups() if each)) if weeks else 0


def is_passing(state: str, *facts: str) -> bool:
    """Whether a condition ("when he is vomiting") is an illness that comes and goes and that no fact names."""
    named = _PASSING.search(state)
    return named is not None and not any(named[0] in each for each in facts)


_PASSING = re.compile(r"\b(?:unwell|ill|sick|vomiting|dehydrated|feverish|poorly|fasting)\b")


def _numbers(words: str) -> set[int]:
    return set().union(*(_NUMBERS.get(each, set()) for each in re.findall(r"\w+", words)))


def _trimester(facts: str) -> int:
    """The trimester that the facts name or give in weeks; 0 where they give none."""
    told = _TRIMESTERS.search(facts)
    if told and len(numbers := _numbers(told["which"])) == 1:
        return numbers.pop()
    week = _week(facts)
    if not week:
        return 0
    return 1 if week <= _FIRST else 2 if week <= _SECOND else 3


#: what is not to be done is to stop it; what stands on a list by a slip
_STOPPING = re.compile(
    r"\s+(?:\w+ly |just |simply )?(?:stopp|halt|withh|withdr|taken off|taken away|held|off\b|miss|without|denied"
    r"|refus|switch"
    r"|chang|reduc|interrupt|omitt|discontinu|ceas|swapp|delay|paus)"
)
_BY_A_SLIP = re.compile(
    r"\s*,?\s*(?:by mistake|in error|wrongly|incorrectly|erroneously|but\b|though\b|only because|without)"
)
_AGAINST = (" against", " about", " in", " from", " out of", " to")
_TO_STOP = re.compile(
    r"\s+(?:\w+ly )?(?:stopping|withholding|holding|omitting|pausing|interrupting|discontinuing|suspending|swapping"
    r"|switching"
    r"|changing|replacing|withdrawing|dropping|halting|missing|skipping|ceasing|(?:taking|bringing) (?:him|her|them"
    r"|you) off"
    r"|coming off|leaving (?:it|them) off)\b"
)
_LISTED = (" list", " record", " card", " alert", " allergy", " allergic", " reaction")


def undone(text: str, cue: str, end: int) -> bool:
    """Whether the words behind a cue that warns, at its end, undo it."""
    if cue.endswith(_AGAINST) and _TO_STOP.match(text, end):
        return True  # "I'd be against stopping it"
    if cue.startswith("rather "):
        return _STOPPING.match(text, end) is not None
    return cue.endswith(_LISTED) and _BY_A_SLIP.match(text, end) is not None


_OF_ITS_DOSE = re.compile(
    r"\b(?:reduction|change|adjustment|increase|monitoring|level|test|testing|cut|taper|tapering|loading|interruption|pause|break"
    r"|correction|conversion|switch|antidote|reversal)s? (?:to \w+ )?(?:is |are |be |was )?(?:\w+ )?$"
)


def is_of_its_dose(text: str, begin: int, start: int) -> bool:
    """Whether what is needed, or not, is something done with a drug, and not the drug: "no dose change is needed"."""
    return _OF_ITS_DOSE.search(text, begin, start) is not None
