"""Vaccines spoken of by what is done with them: "until then vaccination is barred", "an IM injection is out"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.stances.stance import Stance

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

#: what a predicate is of, with nothing but its verb behind it
_SUBJECT = re.compile(
    r"(?<!live )(?<!living )(?<!attenuated )(?<!non-live )\b(?:vaccinat(?:ion|ing)|immuni[sz](?:ation|ing)|inoculation"
    r"|vaccines?|jabs?|shots?|injections?|injecting|needles?|im(?: route)?|intramuscular route)"
    r"(?: (?:him|her|them|you|today|now|here|at all))?"
    r"(?:\s+(?:is|are|was|were|be|being|would|should|must|has|have|to|both|also|therefore|now|still|quite|not|simply"
    r"|then|so|all|\w+ly))*\W*$"
)
#: "no jab while he is on warfarin", "no vaccine for her"
_NO_JAB = re.compile(
    r"(?:^|[.;:,!?] |\b(?:so|and|hence|therefore|but|means|then) )\W*"
    r"no (?:(?:more|further|flu|im|intramuscular|such) )?"
    r"(?:vaccin(?:es?|ations?)|immuni[sz]ations?|jabs?|shots?|injections?|needles?) (?:(?:at all|whatsoever) )?"
    r"(?:while|whilst|as long as|on|with|until|till|for (?:him|her|them|you|now|anyone)|today|now|yet|before"
    r"|is (?:allowed|permitted|possible))\b"
)
#: a vaccine by its illness alone: "yellow fever isn't allowed", "varicella: no"; an illness is bad, not barred
_RULED = (
    "allowed", "permitted", "contraindicated", "contra-indicated", "is out", "off limits", "off the table", "barred",
    "banned", "forbidden", "prohibited", "ruled out", "not an option", "excluded", "out of the question", "off-limits",
)  # fmt: skip
_STILL = (
    r"(?:\s+(?:is|are|isn't|aren't|not|still|be|being|must|can|can't|cannot|would|both|also|therefore|now|strictly"
    r"|absolutely|simply|clearly|definitely))*\s*$"
)
_FLAT_NO = r"\s*(?:[:=?→]|-+>?)\s*(?:so |sorry,? )?(?:no|nope|never)(?=\s*(?:[.,;!(–]|$|-))"
_FLATLY = re.compile(rf"[a-z]{_FLAT_NO}")
_VACCINE_AGAINST = re.compile(r"(?!(?:live|dead|the|any|that|this|flu)\b)([a-z][a-z -]+) (?:vaccine|vaccination|jab)")
_VACCINE = re.compile(r"\b(?:vaccin|immuni[sz]|jab\b|shot\b)")


def no_jab(sentence: Sentence) -> list[Stance]:
    """The stance against the vaccines asked about that a sentence takes without a verb: "no jab while on warfarin"."""
    if "no" not in sentence.reading.word_set:
        return []
    match = _NO_JAB.search(sentence.text)
    targets = _jabs(sentence) if match else ()
    for name, illness in _against(sentence) if not match and _FLATLY.search(sentence.text) else ():
        if match := re.compile(rf"(?:^|[.;,!?] )\W*{re.escape(illness)}{_FLAT_NO}").search(sentence.text):
            targets = (name,)
            break
    if not match or not targets:
        return []
    place = (sentence.start + match.start(), sentence.start + match.end(), sentence.index)
    return [Stance("avoid", targets, *place, negated=True)]


def asked_jabs(sentence: Sentence, start: int, position: int, drugs: list[Mention]) -> tuple[str, ...]:
    """The vaccines asked about, or else the rubric's, where a predicate at a place is of the jab as such."""
    text = sentence.reading.folded.text
    if text.startswith(_RULED, position) and not any(start <= m.start < position for m in drugs):
        for name, illness in _against(sentence):
            if illness in text and re.compile(rf"\b{re.escape(illness)}{_STILL}").search(text, start, position):
                return (name,)
    subject = _SUBJECT.search(text, start, position)
    named = subject is not None and any(m.start <= subject.start() < m.end for m in drugs)  # "the flu jab"
    return _jabs(sentence) if subject and not named else ()


def _against(sentence: Sentence) -> list[tuple[str, str]]:
    """The vaccines of the rubric and the query, each with the illness that it is against."""
    found = []
    for name, concept in sentence.reading.lexicon.concepts.items():
        if concept.is_drug:
            named = (_VACCINE_AGAINST.fullmatch(each) for each in concept.spellings)
            found += [(name, match[1]) for match in named if match]
    return found


def _jabs(sentence: Sentence) -> tuple[str, ...]:
    lexicon = sentence.reading.lexicon
    drugs = ((name, concept) for name, concept in lexicon.concepts.items() if concept.is_drug)
    jabs = [name for name, drug in drugs if any(_VACCINE.search(each) for each in drug.spellings)]
    asked = {*lexicon.asked.topics, *lexicon.offered}
    told = {m.concept for m in sentence.reading.drug_mentions if m.end <= sentence.start}
    return tuple([name for name in jabs if name in asked] or [name for name in jabs if name in told] or jabs)
