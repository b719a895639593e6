"""Bans that take in a whole kind or all: "no jab of any sort", "blood thinners never mix", "nothing he can have"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.drug_kinds import plural_kinds
from rubrx.reading.stances.company import whole_class
from rubrx.reading.stances.stance import Stance, Targets

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: "no jab of any sort", "no painkiller whatsoever"
_NONE_AT_ALL = re.compile(
    r"(?:^|[.;:,!?] |\b(?:and|so|but|then|hence|therefore) )no (?:[\w-]+ ){1,3}?"
    r"(?:of (?:any|whatever|no matter what) (?:sort|kind|type|description)|what(?:so)?ever|at all"
    r"|in any (?:form|shape))\b"
    r"(?! (?:is|are|was|were|has|need|prevent|stop|works?|beats?|does|helps?|comes))"
)
#: "there is nothing she can have", "nothing can be given for it"
_NOTHING = re.compile(
    r"\bnothing (?:else |at all |left |whatever )?(?:(?:that|which) )?(?:(?:i|we|you|he|she|they|one"
    r"|anyone) (?:can|could|may|dare)"
    r" (?:safely )?(?:have|take|give|use|offer|be given|swallow|prescribe)"
    r"|(?:can|could|may|should|must|is to) (?:safely )?be (?:given|used|taken|offered|prescribed)"
    r"|is (?:safe|allowed|suitable|permitted|left) (?:for|to) (?:her|him|them|you))\b"
)
#: what leaves something open after all
_BUT = re.compile(r"\b(?:but|except\w*|other than|apart from|bar|save|unless|until|if|wrong|yet|by mouth|orally)\b")
#: what a kind is the subject of, up to the words of a ban
_IS = re.compile(
    r"(?:,? of (?:any|every|all|each|either|whatever|whichever|no matter what) (?:sort|kind|type|description|make"
    r"|brand)s?)?"
    r"(?:, [\w' -]{3,40},)?"
    r"(?: and [\w'-]+(?: [\w'-]+)?)? (?:(?:are|is|must|should|can|do|may|will|have to|all|just|simply|therefore) )*$"
)


def plural_subjects(sentence: Sentence, position: int) -> Targets:
    """The rubric's drugs of the kind that is, in the plural, what a ban is of: "blood thinners and X never mix"."""
    text = sentence.text
    found: list[str] = []
    for end, drugs in plural_kinds(text, sentence.reading.lexicon.concepts.values()):
        if end <= position - sentence.start and _IS.fullmatch(text[end : position - sentence.start]):
            found.extend(each for each in drugs if each not in found)
    return tuple(found)


def none_of_a_kind(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """The stance against a whole kind, or against everything, that a sentence takes without a cue."""
    if "no" not in sentence.reading.word_set and "nothing" not in sentence.reading.word_set:
        return []
    match = _NONE_AT_ALL.search(sentence.text)
    if match is not None:
        start = sentence.start + match.start()
        targets = whole_class(sentence, start)
        if targets and not any(set(targets) <= set(each.targets) for each in found):
            return [Stance("avoid", targets, start, sentence.start + match.end(), sentence.index, negated=True)]
    match = _NOTHING.search(sentence.text)
    if match is None or sentence.conditions or _BUT.search(sentence.text, match.end()):
        return []
    reading = sentence.reading
    named = {m.concept for m in reading.drug_mentions}
    left = tuple(
        name for name, concept in reading.lexicon.concepts.items()
        if concept.is_drug and name not in named
        and not any(each in reading.lexicon.patient.taken for each in concept.spellings)
    )  # fmt: skip
    place = (sentence.start + match.start(), sentence.start + match.end(), sentence.index)
    return [Stance("contraindicated", left, *place, negated=True)] if left else []
