"""Doses and schedules whose drug an answer does not name: it was asked about that drug, and speaks of nothing else.

"Keep an antihistamine at hand. First bag 150 mg/kg over an hour": the dose is no antihistamine's. Such a dose can only
be right: one that fits what was asked for is taken for it, and any other says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rubrx.reading import Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.doses.dosing import Dose
from rubrx.reading.drug_kinds import is_called, members_meant
from rubrx.reading.folding import fold
from rubrx.reading.matching import has_words
from rubrx.reading.quantities import Frequency

#: a sentence that puts another drug in the place of the one that was asked about
_PUT_FORWARD = re.compile(
    r"\b(?:instead|switch\w*|swap\w*|replac\w*|alternativ\w*|rather|prefer\w*|choose|use|give|start|try"
    r"|prescribe|offer"
    r"|go for|opt|recommend\w*|better|safer|suggest\w*|change)\b"
)
#: what is given, worn or taken again and again
_GIVEN = re.compile(
    r"\b(?:chang|replac|swap|renew|appl(?:y|ied)|giv|gave|tak|inject|patch|dose|tablet|capsule|syringe"
    r"|injection|swallow"
    r"|single|shot|jab|same time|one-?off|fresh|new one|drop|puff|dab|sachet|spoon|mouthful|bag|infus)"
)
#: what is looked at again and again, or done to the dose
_LOOKED_AT = re.compile(
    r"\b(?:check|monitor|measure|review|test|level|blood|weigh|visit|appointment|see (?:him|her|them)|titrat"
    r"|increas|step"
    r"|creep|raise|follow|scan|ecg|inr|u&e)"
)


def named_in_query(lexicon: Lexicon, drugs: Iterable[str]) -> tuple[str, ...]:
    """Those of some drugs that the query names."""
    query = fold(lexicon.query).text
    return tuple(
        drug for drug in drugs if any(has_words(query, each, whole=False) for each in lexicon.concepts[drug].spellings)
    )


#: classes by whose name a drug is meant
_CLASSES = (
    r"prostaglandin|prostanoid|penicillin|cephalosporin|macrolide|tetracycline|quinolone|statin|triptan|gliptin|gliflozin"
    r"|sartan|ace|beta-?blocker|azole|opioid|opiate|steroid|ssri|thiazide|loop|antihistamine|benzodiazepine|bisphosphonate"
    r"|insulin|heparin|coumarin|xanthine|nitrate|potassium-sparing|dopamine|anticholinergic|long-acting|short-acting"
)
#: "sixty milligrams of the twice-yearly jab": another drug than those that were named, by what it is
_DESCRIBED = re.compile(
    r"\b(?:older|newer|old|new|other|another|different|second|alternative|quick\w*|fast\w*|rapid\w*|short-acting"
    r"|long-acting|gentler|milder"
    r"|weaker|stronger|safer|half-yearly|twice-yearly|six-monthly|monthly|weekly|yearly|annual|morning-after"
    r"|ready-made|proper|plain)\b"
    r"[\w' -]{0,25}\b(?:pills?|tablets?|jabs?|injections?|shots?|syrup|liquid|spray|patch|gum|vitamins?"
    r"|antibod(?:y|ies)|antidote|stuff"
    r"|insulin|drug|medicine|steroid|antibiotic|inhaler|drops|infusion|drip|powder|capsules?|mixture|solution"
    r"|remedy|helper|one|penicillin|heparin|opioid|opiate|statin|nitrate|beta-?blocker|antihistamine|anticoagulant"
    r"|anti-?epileptic|diuretic|laxative|vaccine|relaxant|sedative|painkiller|kind|sort|type|version)\b"
    r"|\b(?:antidote|antibody fragment|reversal agent|reversing agent|neutrali[sz]er|specific reversal)\b"
    r"|\b(?:use|try|prefer|give|choose|pick|and use)\s(?:one|something|another) (?:that|which|already|made)\b"
    # "its cousin", "a close relative of it", "the drug she fears", "the prostaglandin sort"
    r"|\b(?:its|this|the|a|an|another|one of its|close|near|nearest|safer|gentler|newer|older|sister)\s(?:[a-z]+\s)?"
    r"(?:cousin|sister|brother|sibling|relative|relation|stablemate|half-?brother|neighbour in the class)s?\b"
    r"|\b(?:the|that) (?:very )?(?:drug|one|medicine|tablet|thing) (?:that |which )?(?:he|she|they)(?:'s| is"
    r"| has| have)?"
    r" (?:fears?|dreads?|afraid of|labelled|never had|been told)\b"
    r"|\b(?:one|sort|kind|drug|tablet|cousin|version) (?:that|which) (?:(?:does not|doesn't|cannot|can't|won't"
    r"|never|barely"
    r"|hardly|scarcely) (?:cross|enter|get|reach|go|pass|touch|leave)|stays|keeps|works|sits|spares|leaves|acts)\b"
    rf"|\b(?:the|an?) (?:{_CLASSES}) (?:sort|kind|type|family|group|class|drops?|ones?|version|tablets?|eye ?drops?)\b"
)


def described(reading: Reading, drugs: Iterable[str], said: Iterable[Dose]) -> list[Dose]:
    """The doses, of those said, in sentences that tell of another drug by what it is, as doses of these drugs.

    Like all of no named drug, they can only be right.
    """
    others = tuple(drugs)
    if not others:
        return []
    kinds, concepts = reading.lexicon.compiled.kinds, reading.lexicon.concepts
    return [
        replace(each, drugs=others)
        for each in said
        if (each.is_inherited and _DESCRIBED.search(reading.sentences[each.sentence].text))
        or not set(members_meant(each.drugs, kinds)).isdisjoint(others)
        or any(is_called(concepts[one], concepts[other]) for one in each.drugs if one in concepts for other in others)
    ]


def of_any_insulin(reading: Reading, drugs: Iterable[str], said: Iterable[Dose]) -> list[Dose]:
    """The doses of "insulin" as such, or of a pump, as doses of these drugs where all of them are insulins."""
    wanted, concepts = tuple(drugs), reading.lexicon.concepts
    if not wanted or not all(any("insulin" in s for s in concepts[each].spellings) for each in wanted):
        return []
    kinds = reading.lexicon.compiled.kinds
    any_of_them = {"insulin", "pump", *wanted}
    return [
        replace(each, drugs=wanted)
        for each in said
        if each.quantity.dimension == "units"
        and not {*each.drugs, *members_meant(each.drugs, kinds)}.isdisjoint(any_of_them)
    ]


def meant_for(reading: Reading, topics: tuple[str, ...], said: Iterable[Dose]) -> list[Dose]:
    """The doses, of those said, in sentences that name no drug, as doses of the topics, drugs that the query names.

    None of a drug that the answer puts forward where it was last named.
    """
    if not topics:
        return []
    kinds = reading.lexicon.compiled.kinds
    return [
        replace(each, drugs=topics)
        for each in said
        if (each.is_inherited and not _is_put_forward(reading, each))
        or each.drugs == _GLAND
        or not set(members_meant(each.drugs, kinds)).isdisjoint(topics)
    ]


#: "twenty milligrams of the thyroid tablet": a list of drugs has the gland's name
_GLAND = ("drug:thyroid",)


#: "make it 10 mg once weekly": of what was named right before
_POINTED = re.compile(r"\b(?:make|give|keep|write|label|change|reduce|drop|cut|take|start|get) it\b")


def _is_put_forward(reading: Reading, dose: Dose) -> bool:
    """Whether the drug that a dose was taken for is named or pointed at in its sentence, or advised where it was last
    named.

    A dose by weight is worked out for the drug that was asked about.
    """
    if dose.quantity.per_kg:
        return False
    before = [m for m in reading.drug_mentions if m.concept in dose.drugs and m.start < dose.quantity.start]
    sentence = reading.sentences[dose.sentence]
    pointed = _POINTED.search(reading.folded.text, sentence.start, dose.quantity.start)
    if before and before[-1].sentence >= dose.sentence - (pointed is not None):
        return True  # "Daily methotrexate is wrong; make it 10 mg once weekly"
    return bool(before) and bool(_PUT_FORWARD.search(reading.sentences[before[-1].sentence].text))


#: what is said against a schedule with the drug: "once a week is still too risky", "weekly or not"
_NOT_SO_EITHER = re.compile(
    r",?\s(?:or (?:not|otherwise|no)\b|(?:is|are|would be|remains|seems)\s(?:\w+\s){0,2}?(?:too\b"
    r"|contraindicated\b|danger"
    r"|unsafe|wrong\b|out\b|risky|no (?:better|safer|good|use)\b|off\b"
    r"|not (?:right|safe|ok|okay|on|allowed|advised|acceptable|suitable)\b))"
)


def schedule_stands(reading: Reading, said: Frequency) -> bool:
    """Whether an answer asserts a schedule, and does not reject it with the drug."""
    return (
        reading.assertion_of(said.start, said.end).holds and _NOT_SO_EITHER.match(reading.folded.text, said.end) is None
    )


def schedules_meant(reading: Reading, drug: str) -> list[Frequency]:
    """The schedules of giving in sentences that name no drug, where the answer was asked about this one."""
    if drug not in reading.lexicon.dosed:
        return []
    kinds = reading.lexicon.compiled.kinds
    others = {
        m.sentence
        for m in reading.drug_mentions
        if m.concept != drug and drug not in members_meant((m.concept,), kinds)
    }
    return [
        f
        for sentence in reading.sentences
        if sentence.index not in others and _GIVEN.search(sentence.text)
        for f in sentence.frequencies
        if not _LOOKED_AT.search(reading.folded.text, max(sentence.start, f.start - 40), f.start)
        and schedule_stands(reading, f)
    ]
