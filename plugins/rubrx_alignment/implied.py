"""Warnings without a word of advice: the drug's harm is told, and something else is chosen in its place."""

from __future__ import annotations

from collections.abc import Iterator

from rubrx.reading import Concept, Reading
from rubrx.reading import late_re as re
from rubrx.reading.drug_kinds import KIND
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.stances.antecedents import antecedent
from rubrx.reading.stances.prospects import harm_in

_MODAL = r"(?:would|could|can|will|might|may|is going to|is likely to|is known to|tends? to|has|have|'ll|'d)"
#: what a drug does to somebody, as the predicate of its name
_HARMS = re.compile(
    r"(?:\s(?:eye )?(?:drops?|tablets?|capsules?|gels?|creams?|patch(?:es)?|inhalers?|syrup)(?=\s))?"
    r"(?:[,:]?\s*(?:such as|like|including)\s+[\w-]+)?\s*(?:itself |too |also |only )?"
    r"(?:[a-z]+s [^.;:,!?]{1,30}? and )?"
    rf"(?:(?:{_MODAL}|is|are|gets? into|turns? into|blocks?|passes? into|crosses|raises?|lowers?|thins?|irritates?)\b"
    r"[^.;:!?]{0,60}?)?\s*\b(?:kill(?:s|ed)?|tighten(?:s|ed)?|constrict(?:s|ed)?|squeez(?:es?|ed)|narrow(?:s|ed)?"
    r"|finish(?:es)? (?:off|\w+ \w+ off)|wreck\w*|ruin\w*|destroy\w*"
    r"|undo(?:es)?|trigger\w*"
    r"|provok\w+|worsen\w*|mak(?:e|es) [^.;:,]{2,40} (?:worse|bleed|confused|drowsy|ill|sick|faint|toxic"
    r"|delirious|wheez\w+|retain"
    r"|(?:more|even|too|dangerously) (?!comfort|settled|alert|stable|regular|active|mobile|cheerful)\w+)"
    r"|rot(?:s|ted)?\b|blind(?:s|ed)?\b|land(?:s|ed)? (?:him|her|you|them|people)\b"
    r"|bring(?:s)? [^.;:,]{2,30} back|accumulat\w*|pil(?:es?|ing) up|tip(?:s)? (?:her|him|them|you) (?:over"
    r"|into)|push(?:es)? "
    r"(?:her|him|them|you|it|the)|send(?:s)? (?:her|him|them|you|it|the)|giv(?:e|es) (?:her|him|them|you"
    r"|the baby) an? |set(?:s)? off|bring(?:s)? on|cause(?:s|d)?"
    r"|stop(?:s|ped)? (?:her|him|them|the baby|the child|babies|children|people|breathing)|close(?:s)? (?:up"
    r"|off|the airways?|her|his)"
    r"|shut(?:s)? (?:down|off)|poison\w*|scar(?:s)?|stain\w*|have died|has died|died of|damag\w+|harm\w*"
    r"|counteract\w*"
    r"|driv(?:e|es) (?:up\b|down\b|the |his |her |your |their )|precipitat\w+|aggravat\w+|inflam\w+|flar\w+"
    r"|clos(?:e|es) the airways?|gets into the baby)\b"
)
#: a drug that nobody asked about is named for its harm alone
_CERTAIN = re.compile(r"\s*(?:would|will|'d|'ll)\b")
#: the same in a telegram: "NSAID + Li = toxicity"
_EQUALS = re.compile(
    r"[^.;:!?=→]{0,40}(?:=|→|->)\s*(?:[\w-]+ ){0,2}(?:toxicity|toxic|bleed(?:ing|s)?|haemorrhage"
    r"|hemorrhage|(?:heart )?attack|failure|clots?|infarct\w*|miscarriage|malform\w*|coma|anaphylaxis"
    r"|falls?|rupture|psychosis|delirium|crisis|(?<!low )(?<!no )(?<!small )(?<!little )risk"
    r"|hyperkala?emia"
    r"|aki|arrhythmia|torsades?|death|trouble|danger|overdose|rhabdo\w*|bradycardia|asystole|hypotension|hypos?"
    r"|hypoglyca?emia|seizures?|bronchospasm|stroke|syndrome|neutropenia|pancytopenia|teratogen\w*"
    r"|respiratory depression)\b"
)
#: a harm that is made light of, or that something is done about
_LIGHT = re.compile(
    r"\b(?:rare(?:ly)?|some (?:people|patients|women|men|cases|users)|few|occasional(?:ly)?|unlikely|hardly"
    r"|seldom|slight(?:ly)?|a little|minor|mild(?:ly)?|theoretical\w*|small"
    r"|tiny|transient"
    r"|but|though|although|however|if|unless|not|no|never|without|used to|once|myth|add|with (?:an? "
    r"|the )?(?:ppi|omeprazole"
    r"|lansoprazole)|cover|monitor\w*|check|watch|worth|outweigh\w*|usually fine|acceptable|okay|fine)\b|n't\b"
)
#: something else is chosen
_CHOICE = re.compile(
    r"\b(?:instead|stick (?:to|with)|choose|pick|of the two|alternative|safer|kinder|gentler|better|prefer\w*"
    r"|go for|opt for"
    r"|swap|switch|change to|the one\b|point (?:her|him|them|you) to|rather have|rather use|the answer|will do"
    r"|would do)\b"
)
_ANOTHER = re.compile(
    r"\b(?:choose|pick|find|use|give|try|prescribe|take|want|need)\s+(?:another|a different|something (?:else"
    r"|other|safer)"
    r"|an alternative|some other)\b|\b(?:choose|pick|opt for|go for)\s+(?!the\b|this\b|it\b|that\b|them\b"
    r"|an? (?:dose|time|day))\w+"
)
#: the words of a sentence that only names what to take ("Paracetamol 1 g.")
_FEW = 4
_NOT = re.compile(r"\b(?:no|nor|never|avoid|stop|neither)\b")
_BESIDES = re.compile(r"\b(?:add|added|adding|with|alongside|cover|together|plus|as well|also|too|while)\b")


def harm_told(reading: Reading, drugs: tuple[Concept, ...]) -> Mention | None:
    """Where the answer tells the harm of one of the drugs and chooses another thing; None where it does not.

    Only for an answer that says nothing else on the drugs: no advice for them, none with a dose.
    """
    names = {drug.name for drug in drugs}
    asked = not names.isdisjoint(reading.lexicon.asked.topics)
    if any(names & set(dose.drugs) and dose.role == "advised" for dose in reading.doses):
        return None
    mentions = [m for drug in drugs for m in reading.mentions(drug)]
    mentions += [m for m in reading.drug_mentions if m.concept in names and m not in mentions]
    mentions += [
        m for sentence in reading.sentences for m in reading.drugs_in(sentence)
        if m.concept.startswith(KIND)
        and names & set(reading.lexicon.compiled.kinds[m.concept.removeprefix(KIND)].drugs)
    ]  # fmt: skip
    text = reading.folded.text
    for mention in sorted(mentions):
        sentence = reading.sentences[mention.sentence]
        if (
            not sentence.is_question
            and (
                _HARMS.match(text, mention.end, sentence.end)
                or _EQUALS.match(text, mention.end, sentence.end)
                or harm_in(text, mention.end, _clause_end(text, mention.end, sentence.end)) >= 0
            )
            and reading.assertion_of(mention.start, mention.end).holds
            and not _LIGHT.search(text, mention.end, _until(reading, mention))
            and not _BARRED_IN.search(text, mention.end, _clause_end(text, mention.end, sentence.end))
            and (
                _chooses(reading, mention, names)
                or (asked and _hurts(reading, mention))
                or (not asked and _CERTAIN.match(text, mention.end, sentence.end))
            )
        ):
            return mention
    if not asked or any(not names.isdisjoint(each.targets) for each in reading.stances):
        return None
    return _foretold(reading, names) or _weighed(reading, names)


#: what a bad end is foretold of, where the drug is not named: "that combination could", "one shot of that and"
_OF_IT = re.compile(
    r"\W*(?:(?:and|but|so|because|no|oh),? )*(?:it|that|this|these|those|they|both|together"
    r"|(?:even )?(?:a|one|another|a single|even one)"
    r" (?:\w+ )?(?:of (?:it|that|this|them|those|(?:your|his|her|the|that) (?:syrup|bottle|stuff"
    r"|tablets?)))|(?:the|that|this|these|those|his|her|your) (?:\w+ )?(?:combination|combo"
    r"|pair|mix|mixture|cocktail|tablets?|pills?|capsules?|drug|medicine|injection|jab|dose|two|pairing"
    r"|bottle|syrup|linctus|packet|stuff|cream|patch))\b"
)
_HE_WOULD = re.compile(
    r"\W*(?:(?:and|but|so|because|no|oh|then|(?:by|within|before) [\w' ]{3,25}?),? )*"
    r"(?:(?:he|she|you|they|the (?:baby|child))(?:'d| would)|the [\w' ]{3,30} (?:could|would|might))\b"
)
_IN_PROSPECT = re.compile(r"\b(?:would|will|could|can|might|may)\b|'(?:d|ll)\b")
#: a bad end that something else brings, or that is made light of
_BY_ANOTHER = re.compile(
    r"\b(?:unless|myth|rare\w*|unlikely|untreated|left|stopping|stops?(?! (?:[\w']+ )?breath)|without"
    r"|miss\w*|delay\w*|wait\w*|infection|withdraw\w*"
    r"|used to|once|monitor\w*|check|watch|outweigh\w*|acceptable|fine|safe|worth|small|slight\w*"
    r"|theoretical\w*|not|never|no)\b"
    r"|n't\b"
)


#: words of a first sentence that is only the harm: "Serotonin crisis, possibly fatal."
_FRAGMENT = 6
_MARKS = re.compile(r"[;:]")


#: what takes the edge off a harm: "..., but she is on lansoprazole", "in some people"
_SOFTENED = re.compile(
    r"\b(?:some (?:people|patients|women|men|cases)|few|occasional(?:ly)?|hardly|seldom|mild(?:ly)?"
    r"|transient|but|though"
    r"|although|however|so (?:give|add|take|use)|with (?:an? |the )?(?:ppi|omeprazole|lansoprazole)|cover)\b"
)


#: a state that something is barred in: "would be contraindicated in liver failure"
_BARRED_IN = re.compile(
    r"\b(?:contra-?indicated|barred|banned|avoided|forbidden|ruled out|withheld|unsuitable|off limits|out|wrong)"
    r" (?:only |solely )?(?:in|for|with|after|during)\b[^.;]{0,60}$"
)


def _statements(reading: Reading) -> Iterator[tuple[Sentence, int, int, int]]:
    """Each statement that tells a harm, with its sentence: (sentence, start, end, where the harm stands)."""
    text = reading.folded.text
    for sentence in reading.sentences:
        if sentence.is_question:
            continue
        begin = sentence.start
        for end in (*(mark.start() for mark in _MARKS.finditer(text, begin, sentence.end)), sentence.end):
            harm = harm_in(text, begin, end)
            light = harm < 0 or _BY_ANOTHER.search(text, begin, end) or _SOFTENED.search(text, begin, end)
            if not light and not _BARRED_IN.search(text, begin, harm) and reading.assertion_of(harm, harm + 1).holds:
                yield sentence, begin, end, harm
            begin = min(end + 1, sentence.end)


def _foretold(reading: Reading, names: set[str]) -> Mention | None:
    """Where a bad end is foretold of what was asked about: "he'd be in hospital in a week", "that could kill him"."""
    text, taken = reading.folded.text, reading.lexicon.patient.taken
    for sentence, start, end, harm in _statements(reading):
        short = not sentence.index and end - start == len(sentence.text) and len(sentence.text.split()) <= _FRAGMENT
        if short and names.issuperset(m.concept for m in reading.drugs_in(sentence)):
            return Mention(start, end, min(names), sentence.index)
        if not _IN_PROSPECT.search(text, start, harm):
            continue
        drugs = [m for m in reading.drugs_in(sentence) if start <= m.start and m.end <= harm]
        named = [m for m in drugs if m.concept in names]
        if named and reading.assertion_of(named[0].start, named[0].end).holds:
            return named[0]
        if any(text[m.start : m.end] not in taken and m.concept not in reading.lexicon.concepts for m in drugs):
            continue
        if (_OF_IT.match(text, start, end) or _HE_WOULD.match(text, start, end)) and not names.isdisjoint(
            antecedent(sentence, start)
        ):
            return Mention(start, end, min(names), sentence.index)
    return None


def _weighed(reading: Reading, names: set[str]) -> Mention | None:
    """Where a harm is told of no drug by name, in an answer that chooses another and says nothing for this one.

    "One ties the other's hands and her memory is ruined. Mirabegron instead".
    """
    taken, text = reading.lexicon.patient.taken, reading.folded.text
    others = [
        s for s in reading.stances
        if s.against < 0 and not s.implied and not s.conditional and s.assertion == "affirmed"
        and names.isdisjoint(s.targets)
        and not any(each.partition(":")[2] in taken and ":" in each for each in s.targets)
        and not _WHETHER.search(text, reading.sentences[s.sentence].start, s.start)
    ]  # fmt: skip
    if not others:
        return None
    for sentence, start, end, _ in _statements(reading):
        if names.issuperset(m.concept for m in reading.drugs_in(sentence)):
            return Mention(start, end, min(names), sentence.index)
    return None


#: "the psychiatrist could be asked whether amlodipine would suit": nothing is chosen yet
_WHETHER = re.compile(r"\b(?:whether|(?:ask|asked|asking|wonder|see|know|decide) if)\b[^,;:]{0,60}$")


def harms(reading: Reading, mention: Mention) -> bool:
    """Whether a name's own predicate is a harm to somebody, without a word that makes light of it."""
    text, end = reading.folded.text, reading.sentences[mention.sentence].end
    stop = _clause_end(text, mention.end, end)
    if _WILL.match(text, mention.end, stop) and harm_in(text, mention.end, stop) >= 0:
        return True  # "venlafaxine will make the flushes worse"
    return (
        _HARMS.match(text, mention.end, end) is not None and _hurts(reading, mention)
        and not _LIGHT.search(text, mention.end, _until(reading, mention)) and not _LESS.search(text, mention.end, end)
    )  # fmt: skip


def _clause_end(text: str, start: int, end: int) -> int:
    """Where the clause that begins at a place ends."""
    mark = _CLAUSE.search(text, start, end)
    return mark.start() if mark else end


_CLAUSE = re.compile(r"[,;:()]")
_WILL = re.compile(r"\s*(?:itself |also |too |only )?(?:will|would|can|could|may|might)\b|'(?:ll|d)\b")
_LESS = re.compile(r"\b(?:less|fewer|least|lower|reduc\w*|without|no)\b")
#: whom or what of the body a harm is done to
_BODY = re.compile(
    r"\b(?:her|him|them|you|your|his|their|people|patients|women|men|children|child|babies|baby|unborn"
    r"|f(?:o)?etus\w*|kidneys?|liver|heart|airways?|lungs?|chest|bronch\w+|windpipe"
    r"|marrow|red (?:blood )?cells|stomach|brain|breathing|bowel|eyes?|skin|muscles?|bones?|encephalopathy"
    r"|seizures?|psychosis|attacks?|arrhythmia|pregnanc\w+)\b"
)


#: how far from a harm's words its victim may stand, in characters
_NEAR_BY = 30


def _hurts(reading: Reading, mention: Mention) -> bool:
    """Whether the harm told of a drug is done to somebody: "kills the liver stages" is what it is for."""
    text = reading.folded.text
    harm = _HARMS.match(text, mention.end, reading.sentences[mention.sentence].end)
    if harm is None or _BUGS.match(text, harm.end()):
        return False
    return _BODY.search(text, max(mention.end, harm.end() - _NEAR_BY), harm.end() + _NEAR_BY) is not None


_BUGS = re.compile(
    r"[^.;:,]{0,25}\b(?:stages|parasites?|bugs?|bacteria|germs?|infection|virus|fungus"
    r"|worms?|tumou?r|cancer|pain|clots?)\b"
)


def _until(reading: Reading, mention: Mention) -> int:
    """Where the statement that begins at a mention ends."""
    end = reading.sentences[mention.sentence].end
    mark = re.compile(r"[;:]").search(reading.folded.text, mention.end, end)
    return mark.start() if mark else end


def _chooses(reading: Reading, mention: Mention, names: set[str]) -> bool:
    """Whether the answer, within a sentence of the harm, chooses something else."""
    for sentence in reading.sentences[max(0, mention.sentence - 1) : mention.sentence + 3]:
        if _ANOTHER.search(sentence.text):
            return True
        alone = sentence.index > mention.sentence and len(sentence.text.split()) <= _FEW
        if not (alone or _CHOICE.search(sentence.text)) or _NOT.search(sentence.text) or _BESIDES.search(sentence.text):
            continue
        taken = reading.lexicon.patient.taken
        others = [m for m in reading.drugs_in(sentence) if m.concept not in names and not m.concept.startswith(KIND)]
        if any(m.concept.partition(":")[2] not in taken or ":" not in m.concept for m in others):
            return True
    return False
