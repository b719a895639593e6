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


def barred_in_a_word(text: str, begin: int, start: int, end: int, stop: int) -> bool:
    """Whether the name at `start:end` of the sentence `begin:stop` is followed by a verdict against it."""
    if _VERDICT.match(text, end, stop) or _AFTER_REASONS.match(text, end, stop) or _NEITHER.match(text, end, stop):
        return not _ASKED_OF.search(text, begin, start)
    return bool(_NONE_WORSE.search(text, begin, start))
