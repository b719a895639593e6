"""Drugs that a stance takes in beside its own: what is joined on, a class as a whole, what a reversal sets apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.drug_kinds import members_meant
from rubrx.reading.stances.stance import Stance, Targets

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence


#: how far a class may stand from the warning about it, in characters
_NEAR = 80
_TOO = re.compile(
    r"\s*(?:and [\w-]+ )?(?:(?:is|are)\s+)?(?:included|among (?:them|these|those)\b|too\b|as well|likewise|inclusive)"
)
_LIKE = re.compile(
    r",\s*(?:just |much )?(?:like|as with|along with|together with|as well as)\s+(?:the |all "
    r"|other )?$"
)
_INCLUDED = re.compile(r",? (?:included|inclusive)\b")
_ALSO = re.compile(
    r"(?:\bnot even|\bincluding|\bso is|\bas is|\bso are|\beven|\bas are|\bas well as)\s+(?:the |any )?$"
)
#: any of the words that take a drug in by the way
_BY_THE_WAY = re.compile(
    r"\b(?:included|too|as well|likewise|inclusive|including|so is|as is|so are|even|as are|among)\b"
)


def with_others(sentence: Sentence, stance: Stance, drugs: list[Mention]) -> Stance:
    """The stance with those drugs added that it takes in by the way: "..., X included", "so is X"."""
    if stance.against <= 0:
        return stance
    more = tuple(each for each in taken_in(sentence, stance.end, drugs) if each not in stance.targets)
    if more:
        stance = replace(stance, implied=False)
    more += members_meant(stance.targets, sentence.reading.lexicon.compiled.kinds)
    more += _parts(sentence, stance.targets, drugs)
    text = sentence.reading.folded.text
    more += tuple(
        m.concept for m in drugs if m.end <= stance.start and m.concept not in stance.targets
        and (
            _INCLUDED.match(text, m.end)
            or (_LIKE.search(text, sentence.start, m.start) and text.startswith(",", m.end))
        )
    )  # fmt: skip
    more += whole_class(sentence, stance.start)
    more += _joined_on(sentence, stance, drugs)
    return replace(stance, targets=tuple(dict.fromkeys(stance.targets + more))) if more else stance


_AND = re.compile(r"\s?(?:and|or|&|\+|/|nor)\s?(?:the |his |her |your )*")
_HEADS = re.compile(r"(?:^|[.;:,!?(-] ?|\b(?:but|so|because|since|that)\s)(?:the |his |her |your |both |either )*$")


def _joined_on(sentence: Sentence, stance: Stance, drugs: list[Mention]) -> Targets:
    """The first of two subjects of a ban, where only the second was taken: "A and B must never be given"."""
    text = sentence.reading.folded.text
    before = [m for m in drugs if m.end <= stance.start]
    if len(before) < _PAIR or before[-1].concept not in stance.targets or stance.start - before[-1].end > 1:
        return ()
    first, second = before[-2:]
    joined = _AND.fullmatch(text, first.end, second.start) and _HEADS.search(text[sentence.start : first.start])
    return (first.concept,) if joined else ()


#: subjects that an "and" joins
_PAIR = 2


def _parts(sentence: Sentence, targets: Targets, drugs: list[Mention]) -> Targets:
    """The rubric's drugs that those targets take in that are classes, and are named as such here."""
    covered = sentence.reading.lexicon.covered
    wholes = [each for each in targets if each in covered]
    if not wholes:
        return ()
    singly = {m.start for m in drugs if m.concept not in covered}
    named = {m.concept for m in drugs if m.start not in singly}
    return tuple(part for each in wholes if each in named for part in covered[each])


def taken_in(sentence: Sentence, position: int, drugs: list[Mention]) -> tuple[str, ...]:
    """The drugs behind a place that are taken in by the way: "..., X included", "so is X"."""
    text = sentence.reading.folded.text
    if not _BY_THE_WAY.search(text, position, sentence.end):
        return ()
    return tuple(
        m.concept
        for m in drugs
        if m.start >= position
        and (_TOO.match(text, m.end) or _ALSO.search(text[max(sentence.start, m.start - 20) : m.start]))
    )


def whole_class(sentence: Sentence, position: int) -> tuple[str, ...]:
    """The rubric's drugs that a warning about a whole class takes in ("all cephalosporins are contraindicated")."""
    found = []
    for place, drug_class in sentence.classes:
        if abs(sentence.start + place - position) > _NEAR or sentence.text.endswith(("of ", "not "), 0, place):
            continue  # "of all antidepressants it is the worst", "not every"
        for name, concept in sentence.reading.lexicon.concepts.items():
            if concept.is_drug and not (
                drug_class.members.isdisjoint(concept.spellings)
                and not any(each.removesuffix("s") in drug_class.names for each in concept.spellings)
            ):
                found.append(name)
    found.extend(each for each in of_that_kind(sentence, position) if each not in found)
    return tuple(found)


#: all of a kind: what the name of a drug ends in ("recombinant zoster vaccine", "fusidic acid cream")
_ALL_OF_A_KIND = re.compile(
    r"\b(?:all|any|every|each|both|no|whatever|whichever)\s+(?:of the |the |other |such |kinds? of "
    r"|types? of |sorts? of |and every "
    r"|his |her |your |single |last |travel |routine |available |possible |usual |known |remaining )*"
    r"(?P<kind>[a-z]+)\b(?! (?:that|which|containing|with|from)\b)"
)
#: what the name of a drug may end in, and says nothing of its kind
_NO_KIND = frozenset(
    """dose dosage tablet capsule pill day week month time course therapy treatment drug medicine medication level use
    acid salt sodium combination regimen oral infusion strength form release preparation product supplement""".split()
)
#: everyday names of what a drug's own name ends in
_JABS = dict.fromkeys(("jab", "shot", "immunisation", "immunization", "vaccination", "inoculation"), "vaccine")


def of_that_kind(sentence: Sentence, position: int) -> Iterator[str]:
    """The rubric's drugs whose own name ends in what a sentence speaks of as a whole: "all vaccines are barred"."""
    for match in _ALL_OF_A_KIND.finditer(sentence.text):
        if abs(sentence.start + match.start() - position) > _NEAR or match["kind"].removesuffix("s") in _NO_KIND:
            continue
        kind = _JABS.get(match["kind"].removesuffix("s"), match["kind"].removesuffix("s"))
        for name, concept in sentence.reading.lexicon.concepts.items():
            if concept.is_drug and any(
                each.endswith((f" {kind}", f" {kind}s")) or each.startswith(f"{kind} ") for each in concept.spellings
            ):
                yield name


_REVERSED = re.compile(r"\b(?:instead of|rather than|not|other than|in place of|as opposed to)\s+(?:the |a |any )?$")


def reversed_in(sentence: Sentence, drugs: list[Mention]) -> list[Mention]:
    """The drugs of a sentence that stand right behind a reversal: "not X", "instead of X"."""
    text = sentence.reading.folded.text
    return [m for m in drugs if _REVERSED.search(text[max(sentence.start, m.start - 24) : m.start])]


def split_by_reversal(stance: Stance, reversals: list[Mention]) -> list[Stance]:
    """ "Use insulin, not metformin": a target with a reversal right before it gets the opposite stance."""
    if stance.against > 0 or not reversals:
        return [stance]
    reversed_ = tuple(m.concept for m in reversals if m.concept in stance.targets and m.start > stance.end)
    if not reversed_ or not set(stance.targets) - set(reversed_):
        return [stance]
    kept = tuple(target for target in stance.targets if target not in reversed_)
    return [replace(stance, targets=kept), replace(stance, targets=reversed_, level="avoid", negated=True)]
