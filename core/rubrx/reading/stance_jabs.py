"""Vaccines spoken of by what is done with them: "until then vaccination is contraindicated", "an IM injection is out"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: what a predicate is of, with nothing but its verb behind it
_SUBJECT = re.compile(
    r"\b(?:vaccinat(?:ion|ing)|immuni[sz](?:ation|ing)|inoculation|vaccines?|jabs?|shots?|injections?|injecting|needles?)"
    r"(?: (?:him|her|them|you|today|now|here|at all))?"
    r"(?:\s+(?:is|are|was|were|be|being|would|should|must|has|have|to|both|also|therefore|now|still|quite|not|simply"
    r"|then|so|all|\w+ly))*\W*$"
)
_VACCINE = re.compile(r"\b(?:vaccin|immuni[sz]|jab\b|shot\b)")


def asked_jabs(sentence: Sentence, lead: str) -> tuple[str, ...]:
    """The vaccines asked about, or else the rubric's, where a predicate behind `lead` is of the jab as such."""
    if not _SUBJECT.search(lead):
        return ()
    lexicon = sentence.reading.lexicon
    drugs = ((name, concept) for name, concept in lexicon.concepts.items() if concept.is_drug)
    jabs = [name for name, drug in drugs if any(_VACCINE.search(each) for each in drug.spellings)]
    asked = {*lexicon.asked.topics, *lexicon.offered}
    told = {m.concept for m in sentence.reading.drug_mentions if m.end <= sentence.start}
    return tuple([name for name in jabs if name in asked] or [name for name in jabs if name in told] or jabs)
