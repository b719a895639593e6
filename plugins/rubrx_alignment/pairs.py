"""Warnings of a pair: a drug barred beside another that is not taken here, or only until the other is stopped."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rubrx.reading import Concept, Reading
from rubrx.reading import late_re as re
from rubrx.reading.matching import has_words
from rubrx.reading.names import drug_classes
from rubrx.reading.stances.stance import Stance

#: what joins a drug to the one beside which it is barred
_BESIDE = re.compile(
    r"\s*(?:(?:together|combined|concurrently|concomitantly|simultaneously|along|at the same time|in combination|used"
    r"|taken|given|only|just|washed down)\s+)*(?:with|alongside|beside|on top of|next to)\s+"
    r"(?:(?:the|an?|any|other|another|his|her|your|some|large|amounts|of|too|much|strong|both)\s+)*"
)
#: what is taken beside a drug and is no drug
_TABLE = re.compile(
    r"(?:alcohol|wine|beer|spirits|drinks?|grapefruit(?: juice)?|milk|dairy(?: products)?|yoghurt|antacids?"
    r"|indigestion"
    r" (?:remedies|tablets)|calcium|iron|zinc|coffee|caffeine|food|meals?|vitamin k|herbal \w+|herbs"
    r"|supplements|st john's wort|cranberry(?: juice)?"
    r"|live vaccines?)\b"
)
_STOPPED = re.compile(
    r"\b(?:stops?|stopped|off|without|comes off|leaves out|gives up|washed out|replaced|held|paused)\b"
)
_CLAUSE_END = re.compile(r"[.;:!?()]| - |\b(?:but|because|so|otherwise)\b")


_OTHERS = re.compile(r"\b(?:an?)?other\s+$")


@cache
def _class_names() -> re.Pattern[str]:
    names = sorted((name for each in drug_classes() for name in each.names), key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, names))})s?\b")


#: "replace X with Y" bars X, beside whatever
_EXCHANGE = re.compile(r"replac|swap|exchang|substitut|chang|switch")


def _beside(stance: Stance, names: Iterable[str], reading: Reading) -> tuple[int, int] | None:
    """The stretch behind "with" that a stance is tied to: right after it, or right after the drug it takes."""
    text, sentence = reading.folded.text, reading.sentences[stance.sentence]
    ends = [stance.end]
    ends += [m.end for m in reading.drugs_in(sentence) if m.concept in names and 0 <= m.start - stance.end <= 40]
    for end in ends:
        match = _BESIDE.match(text, end, sentence.end)
        if match:
            stop = _CLAUSE_END.search(text, match.end(), sentence.end)
            return match.end(), stop.start() if stop else sentence.end
    return None


def pair_of_others(stance: Stance, names: frozenset[str], partner: Concept | None, reading: Reading) -> bool:
    """Whether a warning is of its drug beside something that this patient, as far as is known, does not take."""
    stretch = None if _EXCHANGE.match(reading.folded.text, stance.start) else _beside(stance, names, reading)
    if stretch is None:
        return False
    start, end = stretch
    known = f"{reading.lexicon.query_folded} ; {reading.patient.text}"
    drugs = [
        m.concept for m in reading.drugs_in(reading.sentences[stance.sentence])
        if start <= m.start < end and m.concept not in names
    ]  # fmt: skip
    if not drugs:
        if _OTHERS.search(reading.folded.text, stance.end, start):
            return True  # "together with other fever medicines"
        kind = _class_names().match(reading.folded.text, start, end)
        if kind is not None:
            return kind[1] not in known and not any(
                member in known for each in drug_classes() if kind[1] in each.names for member in each.members
            )
        table = _TABLE.match(reading.folded.text, start, end)
        return table is not None and table[0] not in known and (partner is None or table[0] not in partner.spellings)
    if not any(m.start == start for m in reading.drugs_in(reading.sentences[stance.sentence])):
        return False
    return not any(_is_here(each, partner, known, reading) for each in drugs)


def _is_here(name: str, partner: Concept | None, known: str, reading: Reading) -> bool:
    if partner is not None and name == partner.name:
        return True
    concept = reading.lexicon.concepts.get(name)
    kind, _, bare = name.partition(":")
    spellings = concept.spellings if concept is not None else (bare or kind,)
    return name.startswith("drug:any ") or any(has_words(known, each, whole=False) for each in spellings)


def unless_stopped(warn: list[Stance], names: frozenset[str], reading: Reading) -> bool:
    """Whether every warning is of the drug beside another, and the answer allows it once that one is stopped."""
    for each in warn:
        stretch = _beside(each, names, reading)
        if stretch is None:
            return False
        others = {
            m.concept for m in reading.drugs_in(reading.sentences[each.sentence])
            if stretch[0] <= m.start < stretch[1] and m.concept not in names
        }  # fmt: skip
        if not others or not any(_lifts(later, each, others, names, reading) for later in reading.stances):
            return False
    return True


def _lifts(later: Stance, warned: Stance, others: set[str], names: frozenset[str], reading: Reading) -> bool:
    if later.against >= 0 or later.start < warned.end or names.isdisjoint(later.targets) or not later.conditional:
        return False
    sentence = reading.sentences[later.sentence]
    return any(m.concept in others for m in reading.drugs_in(sentence)) and bool(_STOPPED.search(later.state))


_NO_MATTER = re.compile(
    r"\b(?:not?|isn't|aren't|wasn't|doesn't|don't|neither|nothing|never|no|fine|safe|ok|okay|harmless"
    r"|theoretical|matter"
    r"|irrelevant|red herring|compatible)\b"
)


#: "anyone on azathioprine must never receive it": no word that clears the other drug
_MUST_NOT = re.compile(
    r"\b(?:(?:must|should|may|can|will)(?:n't| not| never)|cannot|never to) (?:ever )?"
    r"(?:have|take|receive|get|use|touch|swallow|be (?:given|treated|offered|started|prescribed|combined))\b"
)


def reason_is_another(stance: Stance, partner: Concept, reading: Reading) -> bool:
    """Whether a warning is not for the other drug's sake: it is not named there, and elsewhere only to be cleared."""
    named = {m.sentence for m in reading.drug_mentions if m.concept == partner.name}
    named.update(m.sentence for m in reading.mentions(partner))
    if not named or stance.sentence in named:
        return False
    said = [reading.sentences[index].text for index in named]
    return all(_NO_MATTER.search(each) and not _MUST_NOT.search(each) for each in said)
