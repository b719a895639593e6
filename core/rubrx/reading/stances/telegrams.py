"""Verdicts in a word behind a name: "trimethoprim: no.", "naproxen = x", "codeine in breastfeeding: best not"."""

from __future__ import annotations

from rubrx.reading import late_re as re

_VERDICT = re.compile(
    r"\s*[✗✘✖❌]+|"
    r"(?:\s(?:gel|cream|tablets?|capsules?|syrup|oral|iv|jab|patch|inhaler|spray|drops|\d+ ?m?c?g))?"
    r"\s*(?:(?:\b(?:and|with|in|for|plus|during|at)|[+&/]"
    r"|w/)\s?[^.;:,()?]{1,40})?(?:[(][^()]{1,40}[)]\s*)?(?:[:=→?]|-+>?)\s*\**"
    r"(?:[✗✘✖❌]|"
    r"no(?: way| chance| thanks| go)?|nope|never|nil|x|out|stop|avoid(?: too| as well| also)?|(?:don't"
    r"|do not)(?: even(?: think(?: about| of)?(?: it)?)?| do it| use| give| go there)?|best not|better not"
    r"|forget it|dream on"
    r"|not (?:ok|okay|safe|suitable|advised|recommended|for (?:her|him|them|me))|nay|veto|omit|ban"
    r"|banned|retired?|drop(?:ped)?|scrap(?:ped)?|bin(?:ned)?|cease|halt|withhold|discontinued?|d/c"
    r"|cancel(?:led)?"
    r"|remove|delete|strike|refused?|declined?|withdrawn?|reject(?:ed)?|off"
    r"|(?:bin|stop|drop|ditch|scrap|omit|avoid|hold|cancel|refuse|skip|lose|chuck|leave) (?:it|them|this"
    r"|that)(?: out| off)?)"
    r"\s*\**(?=[.;!(\[,→]|$|-)(?!, (?:it's |that's )?(?:fine|problem|issue|ok|safe))"
)
#: the reasons first: "etoricoxib: HFrEF + triple whammy - no"
_AFTER_REASONS = re.compile(
    r"\s*[:=-]\s*(?!none\b|no\b)[^.;:!?=→]{3,60}?\s(?:-+>?|→|=|:)\s*(?:so )?"
    r"(?:no(?: way| go)?|nope|never|x|avoid|don't|do not|best not|better not|veto|omit)\s*(?=[.;!]|$)"
)
#: a question that is answered, or a fact that is noted: "any problem with X? No.", "allergic to X: no"
_ASKED_OF = re.compile(
    r"\b(?:on|taking|takes|took|had|allerg\w+|tried|objections?|problems?|issues?|concerns?|interactions?|history"
    r"|contraindications?|adjustments?|stop|avoid|hold|reduce|previous|need for)\b[^.;:]*$"
)


#: "aspirin, ibuprofen - neither": a verdict on all that stands before it
_NEITHER = re.compile(
    r"[^.;:!?]*(?:[:,]|-+)\s*(?:(?:so|hence|therefore|thus),? )?(?:neither|none|not either)\b(?: of (?:them|these|those"
    r"|the two))?(?: for (?:him|her|them|you|this \w+))?\W*$"
)
#: "you could hardly pick a worse antibiotic for her than clarithromycin"
_NONE_WORSE = re.compile(
    r"\b(?:hardly|scarcely|couldn't|could not|can't|cannot|no)\b[^.;:]{0,40}\b(?:worse|riskier|less suitable)\b"
    r"[^.;:]{0,40}\bthan\s+$"
)


#: "morphine, codeine: both out", "spironolactone and lisinopril both off": a verdict on all of a list
_ALL_OUT = re.compile(
    r"(?:\s*(?:,|/|\+|&|\band\b|\bor\b|, (?:and|or)\b)\s*[a-z][\w/-]+(?: [a-z][\w-]+)?){0,7}?\s*(?:[:–]|-+)?\s+"
    r"(?:both|all(?: (?:two|three|four|five))?|each|every one)(?: of (?:them|these|those))?"
    r"(?: (?:are|is|were|must be|should be|to be))?(?: (?:equally|strictly|absolutely|also|now|simply|therefore))?"
    r" (?:contra-?indicated|ci\b|out|off|stopped|held|withheld|paused|on hold|barred|banned|avoided|forbidden"
    r"|omitted|no)"
    r"(?=\s*(?:[.,;(!)]|$|for|until|till|today|now|tonight|in|at|with|here|pending|while|because|as))"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
#: "last tablet Sunday": what was taken last is no such, what is to be the last stops then
_LAST_LEAD = re.compile(
    r"(?:^|[.;:,!] |\b(?:and|with|make|has|have) )(?:the |his |her |your )?(?:last|final) "
    r"(?:(?:dose|tablet|capsule|jab|pill) )?(?:of )?(?:the |his |her )?$"
)
_LAST_WHEN = (
    rf"(?:,|is|to be|should be|goes|on|due| )*(?:{_DAY}|the (?:day|night|evening|morning|week) before|tomorrow"
    r"|(?:\d+|two|three|four|five|seven) (?:clear |full |whole )?(?:days?|hours?|h|weeks?) (?:before|ahead|pre-?op"
    r"|prior))\b"
)
_LAST_AFTER = re.compile(rf"(?: (?:dose|tablet|capsule|jab|pill))?\s+{_LAST_WHEN}")
_ITS_LAST = re.compile(
    rf"\s*[:,-]\s*(?:(?:last|final) (?:dose|tablet|capsule|jab|pill|one)\s+{_LAST_WHEN}"
    r"|(?:none|nothing|no more|no further doses?)(?: at all)? (?:from|after|on|until|till|for now|today|tonight"
    r"|tomorrow|now)\b)"
)
#: "she has had her last indapamide": with a time it is what was
_HAD_LAST = re.compile(
    r"\b(?:has|have) (?:now )?had (?:her|his|their|your) last (?:(?:dose|tablet|capsule|jab|pill) )?(?:of )?$"
)
_ENDS = re.compile(r"(?: (?:dose|tablet|capsule|jab|pill))?\s*(?:[.;,!]|$)")


def _last_of_it(text: str, begin: int, start: int, end: int, stop: int) -> bool:
    """Whether a drug is to be taken for the last time on a day to come: "last empagliflozin on Sunday"."""
    if _ITS_LAST.match(text, end, stop):
        return True
    if _HAD_LAST.search(text, begin, start) and _ENDS.match(text, end, stop):
        return True
    return bool(_LAST_AFTER.match(text, end, stop) and _LAST_LEAD.search(text, begin, start))


def barred_in_a_word(text: str, begin: int, start: int, end: int, stop: int) -> bool:
    """Whether the name at `start:end` of the sentence `begin:stop` is followed by a verdict against it."""
    if _VERDICT.match(text, end, stop) or _AFTER_REASONS.match(text, end, stop) or _NEITHER.match(text, end, stop):
        return not _ASKED_OF.search(text, begin, start)
    if _ALL_OUT.match(text, end, stop) or _last_of_it(text, begin, start, end, stop):
        return True
    return bool(_NONE_WORSE.search(text, begin, start))
