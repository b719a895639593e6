"""Limits: what an answer says of others only ("it raises potassium only in people on dialysis").

Whoever plays a harm down names it all the same, and gives it to patients that this one is not among. Bounds on a
measure are settled by the patient's facts elsewhere; here stand the groups in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.names import drug_names
from rubrx.reading.stems import content_stems, stem

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: one of these stands in every limit: a look before the search
_WORDS = (
    "only",
    "none but",
    "one but",
    "body but",
    "solely",
    "exclusively",
    "confined",
    "limited",
    "restricted",
    "all come",
    "all came",
    "nowhere but",
)
#: and one of these where it is limited to another drug
_OF_A_DRUG = (
    "it's ",
    "it is ",
    "it was ",
    "only",
    "belong",
    " thing",
    " story",
    " matter",
    " problem",
    " issue",
    " worry",
)
#: "a heparin run-in is a dabigatran thing", "muscle trouble belongs to the 80 mg tablet", "only with haloperidol"
_THEIRS = re.compile(
    r"[^.;:]{0,40}?(?:\b(?:is|are|was|were|'s) (?:(?:really|purely|more|only|just|mainly|mostly|of) )*an? (?P<a>[\w-]+)"
    r"(?: \w+)? (?:thing|story|matter|problem|issue|worry)s?\b"
    r"|\bbelongs? (?:to|with) (?:the )?(?P<b>[\w-]+)"
    r"|\bonly (?:[\w']+ ){0,3}(?:with|on|from|of|after) (?P<c>[\w-]+))"
)
#: "it's itraconazole that people lose limbs over"
_CLEFT = re.compile(r"\bit(?:'s| is| was) (?P<d>[\w-]+) (?:that|which)\b")
_GROUP = (
    r"(?P<group>(?:people|patients?|those|anyone|somebody|adults?|children|babies|infants|newborns|women|men|pregnan\w+"
    r"|(?:the )?(?:elderly|frail|old|very old|young)|older|younger|overdos\w+|poisoning|dialysis|transplant\w*"
    r"|intensive care|(?:very |really |a )?(?:high|higher|large|huge|massive|big|toxic|enormous) (?:doses?|amounts?)"
    r"|long[- ]term|prolonged|years of|months of|animals?|rats|mice|(?:a |the )?test[- ]tubes?|theory)\b[^.;:]*)"
)
_ONLY = re.compile(
    r"(?<!not )(?:\b(?:only|solely|exclusively)\b "
    r"(?!(?:if|when|because|as|by|to|a|an|the|one|two|three|for|half|once)\b)"
    r"(?:[\w']+ ){0,4}?(?:in|with|at|on|among|after|from|of|beyond|outside) "
    r"|\b(?:confined|limited|restricted) to |\ball c[ao]me from |\bnowhere but in )(?:the )?" + _GROUP
)
#: "only in people on dialysis, as she is": this patient is one of them
_ONE_OF_THEM = re.compile(
    r"\b(?:like (?:her|him|this|these|yours|hers|his)|as (?:she|he|here|in (?:her|his|this))"
    r"|such as (?:she|he|her|him|this)"
    r"|and (?:she|he|that|this)|which (?:she|he)|(?:she|he|this)(?:'s| is| has| was)|includ\w+ (?:her|him))\b"
)


#: "only the 32 mg dose prolonged it", "only people on dialysis get it", said of them before the thing is named
_ONLY_THEY = re.compile(
    r"\b(?:only|solely|exclusively|nobody but|no one but|none but) (?:ever )?(?:(?:in|with|at|on|among|after|from|for"
    r"|beyond|the|those|a|an) )*"
    r"(?:(?:doses? )?(?P<over>(?:over|above|beyond|past|exceeding|more than|higher than|at least) )?"
    r"(?P<amount>\d[\d.,]*) ?(?P<unit>mg|mcg|micrograms?|g|grams?|units?|ml|%)\b(?! (?:or|and) (?:more|over|above))|"
    + _GROUP
    + r")"
)


#: what says no more of a group than that it is one
_PERSONS = content_stems(
    "people patients anyone somebody adults children babies infants newborns women men elderly frail old older young"
    " younger high higher large doses amounts term years months"
)


_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ?(mg|mcg|micrograms?|g|grams?|units?|ml|%)\b")
#: what ends what is said of a group
_NEXT_CLAUSE = re.compile(r"[,;:]|\b(?:but|so|because|while|whereas|though|although|then|yet)\b")


#: what sets a patient apart, whatever else is shared: "in people with renal failure on dialysis"
_SET_APART = content_stems("dialysis transplant chemotherapy overdose poisoning rats mice premature")


def _only_of_another_drug(sentence: Sentence, position: int) -> bool:
    """Whether a sentence gives what stands before a position to a drug or an amount that nobody asked about."""
    text, known = sentence.reading.folded.text, sentence.reading.lexicon
    found = _THEIRS.match(text, position, sentence.end) or _CLEFT.search(text, sentence.start, position)
    if found is None:
        return False
    name = next(filter(None, found.groups()))
    if name in drug_names().generic:
        terms = (each.spellings for each in known.concepts.values() if each.is_drug)
        return stem(name) not in known.query_stems and not any(name in each for each in terms)
    return name.isdigit() and name not in known.query


def only_of_others(sentence: Sentence, position: int) -> bool:
    """Whether a sentence limits what stands before a position to patients that this one is not among, or to a drug."""
    text = sentence.text
    for word in _OF_A_DRUG:  # asked of every statement: `any` takes twice the time
        if word in text:
            if _only_of_another_drug(sentence, position):
                return True
            break
    for word in _WORDS:
        if word in text:
            break
    else:
        return False
    if _said_before_of_others(sentence, position) or _only_within_other_bounds(sentence):
        return True
    limit = _ONLY.search(sentence.reading.folded.text, position, sentence.end)
    return limit is not None and _is_not_among(limit["group"], sentence)


#: "40 mmol/L is for children": right behind a figure, for whom it is
_IS_FOR = re.compile(
    r"(?: (?:limit|range|figure|rule|cap|target|value|number|dose))? (?:is|was|would be|are|applies|belongs|holds)"
    r" (?:(?:only|really|meant|just|the|one|figure|range|limit|target|what \w+ use|used) )*(?:for|in|to|of|with|on) "
    r"(?:the )?" + _GROUP
)


def is_of_a_group(sentence: Sentence, position: int) -> bool:
    """Whether what stands before a position is given to a group that this patient is not among."""
    group = _IS_FOR.match(sentence.reading.folded.text, position, sentence.end)
    return group is not None and _is_not_among(group["group"], sentence)


def _said_before_of_others(sentence: Sentence, position: int) -> bool:
    """Whether a place stands behind those of whom alone it is said: "only the 32 mg dose prolonged it"."""
    limit = _ONLY_THEY.search(sentence.reading.folded.text, sentence.start, position)
    if limit is None or limit.end() > position:
        return False
    if limit["amount"]:
        behind = sentence.reading.folded.text[limit.end() : position]
        return not _NEXT_CLAUSE.search(behind) and not _takes_as_much(limit, sentence.reading.lexicon.query_folded)
    return not _NEXT_CLAUSE.search(limit["group"]) and _is_not_among(limit["group"], sentence)


#: "only with an INR under 1.5", "only above 45": what stands before the bound
_ONLY_WITHIN = re.compile(
    r"(?<!not )\b(?:only|solely|exclusively)\b(?: (?:if|when|with|at|for|in|once|where|while|provided|as long as|and"
    r"|the"
    r"|an?|his|her|their|is|stays?|has|been|patients?|people|those|adults|whose|who|have|kidneys|fallen|risen|happens?|occurs?|arises?|comes?"
    r"|matters?|applies|apply|seen|shows?|bites?|develops?|a (?:problem|worry|risk|danger|concern|matter)|likely))*\s*$"
)


def _only_within_other_bounds(sentence: Sentence) -> bool:
    """Whether a sentence limits what it says to a bound on a measure that this patient's value is not within."""
    text, patient = sentence.reading.folded.text, sentence.reading.patient
    for first, _, bound in sentence.bounds:
        value = patient.value(bound.measure)
        if value is not None and not bound.holds(value) and _ONLY_WITHIN.search(text, sentence.start, first):
            return True
    return False


def _takes_as_much(limit: re.Match[str], query: str) -> bool:
    """Whether the query names the amount that an answer limits something to, or one that is over it."""
    amount = limit["amount"].rstrip(".,").replace(",", "")
    if not limit["over"]:
        return amount in query
    asked = (each[1] for each in _AMOUNT.finditer(query) if each[2] == limit["unit"])
    return not amount.replace(".", "", 1).isdigit() or any(float(each) >= float(amount) for each in asked)


def _is_not_among(them: str, sentence: Sentence) -> bool:
    """Whether this patient is none of a group."""
    if _ONE_OF_THEM.search(them):
        return False
    group = content_stems(them.split(",", maxsplit=1)[0])
    if not (group & _SET_APART).issubset(sentence.reading.lexicon.query_stems):
        return True
    return (group - _PERSONS or group).isdisjoint(sentence.reading.lexicon.query_stems)
