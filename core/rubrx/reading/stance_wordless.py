"""Stances without a cue of their own: short answers, "so is X", "but not if", "no PCC", "X, not Y", a dose given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.stance import Stance
from rubrx.reading.stance_senses import PUT_AWAY
from rubrx.reading.stance_targets import antecedent, names_of
from rubrx.reading.stance_telegrams import barred_in_a_word

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence

_DITTO = re.compile(
    r"\b(?:so (?:is|are|do|does)|(?:the )?same (?:applies|goes|restriction|holds|for|is true)|likewise|ditto"
    r"|as (?:is|are)|"
    r"neither (?:is|are|should)|nor (?:is|are|should)|just as (?:bad|risky|dangerous|unsafe)|equally (?:bad|risky)"
    r"|ha(?:s|ve) the same (?:problem|drawback|effect|risk|flaw)|shares? (?:the|that|this) (?:problem|risk"
    r"|drawback|flaw)"
    r"|the same problem|suffers? from the same|(?:in|into) the same (?:boat|camp|basket|bracket|category"
    r"|league)|tarred with the same brush"
    r"|cut from the same cloth|the same story|no different|no exception|equally (?:out|barred|unsafe"
    r"|unsuitable|unwise))\b"
)


_NO_BETTER = re.compile(
    r"\b(?:no|hardly(?: any)?|not any|isn't any|aren't any|scarcely(?: any)?|little)\s+(?:better|safer"
    r"|different|kinder"
    r"|gentler)\s+(?:a choice )?than\b"
)


def no_better(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "Droperidol is no better than ondansetron": the stance against the one, for the other."""
    text = sentence.reading.folded.text
    match = _NO_BETTER.search(text, sentence.start, sentence.end) if found else None
    if match is None:
        return []
    drugs = sentence.reading.drugs_in(sentence)
    likened = {m.concept for m in drugs if m.start >= match.end()}
    named = names_of([m for m in drugs if m.end <= match.start()])
    last = next(
        (each for each in reversed(found) if each.against >= LEVELS["hold"] and likened & set(each.targets)), None
    )
    if last is None or not named:
        return []
    return [
        replace(
            last, targets=named, start=match.start(), end=match.end(), sentence=sentence.index, implied=False,
            bounds=(), state="", conditional=False,
        )
    ]  # fmt: skip


#: "..., and sartans do the same", "...; the same goes for prochlorperazine", "... and nor is X"
_SO_IS = re.compile(
    r"\b(?:so (?:is|are|do|does|would|will)|(?:the |very )?same (?:applies|goes|holds|is true|for|with)(?: for"
    r"| to| of)?"
    r"|neither (?:is|are|should|would|can)|nor (?:is|are|should|would|can)|likewise|ditto(?: for)?)\s+"
    r"(?:the |an? |all |any |oral |other |every )*$"
)
_DOES_TOO = re.compile(
    r"\s*(?:(?:do|does|is|are|would|will|has|have|be|shares?|carry|carries|would be|'s|both|all)\s+)+(?:(?:much"
    r"|just|exactly|all)\s+)?"
    r"(?:the (?:very )?same\b|no (?:better|safer|different)(?! than)|likewise|just as (?:bad|risky|dangerous)"
    r"|equally (?:bad|risky)"
    r"|as (?:bad|risky)\b(?! as)|no exception|similar(?:ly)?\b)"
)


def likened(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """ "Avoid X; the same goes for Y": the last stance against something here, for a drug likened to it."""
    last = next((each for each in reversed(found) if each.against >= LEVELS["hold"]), None)
    if last is None:
        return []
    text = sentence.reading.folded.text
    more = [
        m for m in drugs
        if m.start > last.end and m.concept not in last.targets
        and (_DOES_TOO.match(text, m.end, sentence.end) or _SO_IS.search(text, sentence.start, m.start))
    ]  # fmt: skip
    if not more:
        return []
    return [
        replace(last, targets=names_of(more), start=more[0].start, end=more[0].end, implied=False, bounds=(), state="",
                conditional=False)
    ]  # fmt: skip


def ditto(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "So is tramadol": the stance of the sentence before, for another drug."""
    likened = no_better(sentence, found)
    if likened:
        return likened
    match = _DITTO.search(sentence.text)
    drugs = sentence.reading.drugs_in(sentence)
    if match is None and drugs:
        match = _DOES_TOO.match(sentence.text, drugs[0].end - sentence.start)
        drugs = drugs[:1] if match else drugs
    last = next((each for each in reversed(found) if each.sentence >= sentence.index - 2), None)
    if match is None or not drugs or last is None:
        return []
    return [
        replace(
            last, targets=names_of(drugs), start=sentence.start + match.start(), end=sentence.start + match.end(),
            sentence=sentence.index, implied=False, bounds=(), state="", conditional=False,
        )
    ]  # fmt: skip


_SHORT_ANSWER = re.compile(
    r"\W*(?:(?:absolutely|definitely|certainly|emphatically|of course|no, |i(?: would|'d) say|i think"
    r"|i'm afraid)\s*)?"
    r"(never|no+|not|nope|yes|yep|sure|fine|hardly|out|i (?:would|should|could) not|i (?:wouldn't"
    r"|shouldn't|couldn't)|nor (?:would|should) (?:i|we)"
    r"|(?:she|he|you|they) (?:can't|cannot|mustn't|must not|shouldn't|should not|may not)|i would|i should"
    r"|(?:she|he|you|they) (?:can|may))\b[^\w]*"
    r"(?:ever|at all|really|chance|way|(?:for|from) me|i'm afraid)?\W*(?:\b(?:with|in|for|at|while|during"
    r"|on|beside|given|beyond|before|until|after|without)\b[^,;:.]{0,60})?(?:\s*[:-]\s[^?]*)?\W*"
)


#: words of a question that only names a drug: "Aspirin?"
_FEW = 4
_REPLY = re.compile(
    r"\W*(no|not|never|nope|yes|yep|sure|fine)\b(?! (?:problem|harm|bad|worries|worry"
    r"|trouble|need|reason|objection|issue|concern))"
)
#: a question to which "no" is good news
_ASKS_FOR_TROUBLE = re.compile(
    r"\b(?:problem|issue|concern|worry|worries|objection|danger|harm|drawback|obstacle|reason not to|interact\w*|matter"
    r"|toxic|clash|change|alarm|dangerous|urgent|worried)s?\b"
)


_YES = (
    "yes", "yep", "sure", "fine", "i would", "i should",
    *(f"{who} {verb}" for who in ("she", "he", "you", "they") for verb in ("can", "may")),
)  # fmt: skip


_FLATLY = re.compile(
    r"\W*(?:never|no|nope|absolutely not|certainly not|not ever|don't|please don't"
    r"|no way|not a chance|no thank you)\W*"
)


#: words by which a question may be about a drug that it does not name
_ABOUT_IT = re.compile(
    r"\b(?:it|this|that|these|those|them|both|either|one|ones|any|the|his|her|your)\W|\b(?:it|this|that|them|both|any)\?"
    r"|\b(?:can|may|could|should|shall|would) (?:he|she|they|you|i|we)\b"
)


def _flatly(sentence: Sentence) -> list[Stance]:
    """ "NSAIDs + ascites → hepatorenal. Never.": against what the note before it names."""
    if _FLATLY.fullmatch(sentence.text) is None:
        return []
    before = sentence.reading.sentences[sentence.index - 1]
    named = names_of(sentence.reading.drugs_in(before)[:1])
    bare = named and not before.stances and not before.negations
    return [Stance("avoid", named, sentence.start, sentence.end, sentence.index, implied=True)] if bare else []


def answered(sentence: Sentence) -> list[Stance]:
    """ "Ibuprofen with warfarin? Never.": a question of the answer's own, and its short reply."""
    reading = sentence.reading
    if not sentence.index:
        return []
    if not reading.sentences[sentence.index - 1].is_question:
        return _flatly(sentence)
    question = reading.sentences[sentence.index - 1]
    match = _SHORT_ANSWER.fullmatch(sentence.text)
    if match is None and len(question.text.split()) <= _FEW and reading.drugs_in(question):
        match = _REPLY.match(sentence.text)
    if match is None:
        return []
    cues = [LEVELS[hit.cue.kind] for hit in question.stances if hit.cue.kind in LEVELS]
    if not (cues or reading.drugs_in(question) or _ABOUT_IT.search(question.text)):
        return []  # "Does anything need to happen today? Hardly."
    asks_for = (not cues or cues[0] <= 0) and not _ASKS_FOR_TROUBLE.search(question.text)
    level = "acceptable" if (match[1] in _YES) == asks_for else "avoid"
    named = names_of(reading.drugs_in(question))
    topics = reading.lexicon.asked.topics
    two = question.index and reading.sentences[question.index - 1].is_question
    if two and named and topics and set(named).isdisjoint(topics):
        named = topics  # "simva?? with ritonavir?? no"
    targets = named or antecedent(question, question.end)
    return [Stance(level, targets, sentence.start, sentence.end, sentence.index, implied=not named)] if targets else []


#: "why would anyone give potassium to her?", "who would add an NSAID to that?"
_WHY = re.compile(
    r"\W*(?:(?:so|but|and|then|now|besides|anyway),? )*(?:why (?:would|should|on earth|in the world|risk"
    r"|gamble|take (?:the|a) (?:chance|risk)|tempt"
    r"|poison|add|give|expose|reach for|put)|who (?:would|in (?:his|her|their) right mind)|what (?:sense"
    r"|good|point|use) (?:is|would|does|could)"
    r"|where is the sense|what possesse[sd])\b"
)
_WHY_NOT = re.compile(
    r"\b(?:not|n't|refuse|avoid|stop|withhold|hold back|worry|bother with|fear|deny|deprive|object|decline"
    r"|change|swap|switch|forbid|ban|leave|skip)\b"
    r"|n't\b"
)


def rhetorical(sentence: Sentence) -> list[Stance]:
    """ "Why would anyone give potassium to her?": a question that is a refusal."""
    match = _WHY.match(sentence.text)
    if match is None or _WHY_NOT.search(sentence.text):
        return []
    named = names_of(sentence.reading.drugs_in(sentence)[:1])
    return [Stance("avoid", named, sentence.start, sentence.end, sentence.index)] if named else []


#: "I'd be failing him if I prescribed diazepam"
_IF_I_GAVE = re.compile(
    r"\b(?:failing|harming|hurting|endangering|letting \w+ down|negligent|wrong|mad|foolish|irresponsible"
    r"|reckless|remiss|never forgive (?:myself|ourselves)"
    r"|regret it|in trouble|struck off|ashamed|sorry|have a fit|have kittens|horrified|furious|appalled"
    r"|aghast|alarmed|livid|shocked|faint|shudder|scream|object|be cross|a (?:poor|bad) (?:doctor|nurse"
    r"|pharmacist)|lose sleep|uneasy|unhappy|worried|uncomfortable|nervous)"
    r"[^.;:,]{0,15} if (?:i|we|you|anyone|anybody|she|he|they) (?:(?:were|was) to )?"
    r"(?:prescrib|g[ia]ve|s[eo]ld?l?|suppl|dispens|let|start|add|t[ao]ok?|use|put|allow|continu"
    r"|sign)\w*\s+(?:(?:her|him|them|the|any|some|this|that"
    r"|you|off|on|have)\s+)*$"
)
_BUT_NOT = re.compile(r"\bbut not (if|once|when|in|with|below|under|above|over|for|during|after|at)\b([^.;]*)")


def but_not(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "It is fine in fatty liver, but not once cirrhosis has decompensated": the opposite, elsewhere."""
    match = _BUT_NOT.search(sentence.reading.folded.text, sentence.start, sentence.end)
    before = [each for each in found if match and each.end <= match.start()]
    if match is None or not before or before[-1].against >= 0:
        return []
    bounds = tuple(bound for s, e, bound in sentence.bounds if match.start() <= s and e <= match.end())
    state = match[2].strip()
    return [
        replace(
            before[-1], level="avoid", start=match.start(), end=match.end(1), negated=True, bounds=bounds,
            state=f"{match[1]} {state}" if match[1] in ("if", "once", "when") else state,
            conditional=match[1] == "if",
        )
    ]  # fmt: skip


#: "Please don't.", "I wouldn't.": against what was asked about, whichever way it was asked
_DO_NOT = re.compile(
    r"\W*(?:[a-z]+, )?(?:please,? |no,? )?(?:do not|don't|i would not|i wouldn't|better not|rather not|best not"
    r"|not advisable"
    r"|not a good idea|a bad idea|not recommended)(?: please| at all| here| for \w+| in (?:his|her"
    r"|this) \w+)?\s*[.!;:-]"
)
_YES_OR_NO = re.compile(
    r"\W*(?:(?:i'm |i am )?sorry,? (?:but )?)?(yes|no|nope|absolutely not|certainly not|not safe|definitely not)\b"
    r"\s*[.,:;!-]"
    r"(?!\s*(?:that's |that is |it's |it is )?(?:far |much |a bit |a little )?(?:too|not) (?:short|long"
    r"|little|few|much|many|high"
    r"|low|late|early|often|seldom|quick|slow|fast|enough|right away|yet)\b)"
)


#: "It isn't.", "She can't, I'm afraid.", "By all means."
_IN_SHORT = re.compile(
    r"\W*(?:(?:sorry|well|in short|honestly|frankly|unfortunately|i'm afraid)[,: ]+)?(?:"
    r"(?P<no>(?:it|that|this|she|he|they|you|i) (?:\w+n't|cannot|(?:is|can|may|should|would|must|could|will|do) not)"
    r"|neither(?: (?:of (?:those|these|them|the two)|is(?: \w+)?))?"
    r"|not with (?:those|these|his|her|that|this|your|such) (?:[\w-]+ ){0,2}[\w-]+(?: on| in| up| around)?"
    r"|not (?:while|as long as|so long as|until|yet|now|tonight|today)\b[^.;:!]*|not (?:this|that|the"
    r"|these|those) [\w-]+(?:,? (?:no|i'm afraid|please|thanks|thank you|sorry))?"
    r"|not (?:really|at all|a chance|in my view|here|advisable|ideal|on my watch)|(?:i'm |i am )?afraid not"
    r"|unfortunately not"
    r"|i (?:fear|think|would say|'d say) not|far from it|by no means|hardly|no way|out of the question"
    r"|under no circumstances)"
    r"|(?P<yes>(?:it|that|this) is|(?:she|he|they|you) (?:can|may|could|should)|of course|certainly|absolutely"
    r"|by all means"
    r"|sure|fine|indeed|i (?:would|do|agree)))(?:,? (?:i'm afraid|sadly|indeed|at all|here|unfortunately))?\s*[.!;:]"
)


def _in_short(reading: Reading) -> Stance | None:
    asked = reading.lexicon.asked
    match = _IN_SHORT.match(reading.folded.text) if asked.topics else None
    if match is None or (not asked.polarity and (match["yes"] is not None or "?" not in reading.lexicon.query)):
        return None
    if not asked.polarity:  # "Comments?" - "Not with that patch on."
        return Stance("avoid", asked.topics, 0, match.end(), 0, implied=True)
    positive = (match["yes"] is not None) == (asked.polarity > 0)
    return Stance("acceptable" if positive else "avoid", asked.topics, 0, match.end(), 0, implied=True)


def yes_or_no(reading: Reading) -> Stance | None:
    """An answer that begins "No." or "Yes," takes the stance that the query asked about."""
    match = _YES_OR_NO.match(reading.folded.text)
    asked = reading.lexicon.asked
    against = _DO_NOT.match(reading.folded.text)
    if against is not None and asked.topics:
        return Stance("avoid", asked.topics, 0, against.end(), 0, implied=True)
    if (
        match is None
        or not asked.topics
        or (not asked.polarity and (match[1] == "yes" or "?" not in reading.lexicon.query))
    ):
        return _in_short(reading) if match is None else None
    if not asked.polarity:  # "Comments?" - "No."
        return Stance("avoid", asked.topics, match.start(1), match.end(1), 0, implied=True)
    positive = (match[1] == "yes") == (asked.polarity > 0)
    return Stance("acceptable" if positive else "avoid", asked.topics, match.start(1), match.end(1), 0, implied=True)


#: "I'd rather she had fosfomycin than trimethoprim"
_RATHER_THAN = re.compile(r"\b(?:rather|sooner)\b(?! than)[^.;:]{3,80}\bthan\s+(?:the |a |any )?$")


#: "domperidone rather than metoclopramide"
_INSTEAD_OF = re.compile(r"\b(?:instead of|rather than|in place of)\s+(?:the |a |any )?$")
#: "find an alternative to ciprofloxacin", "choose something other than", "another gout drug than"
_OTHER_THAN = re.compile(
    r"\b(?:find|choose|pick|use|give|take|try|seek|want|need|have|consider|look(?:ing)? for|think of"
    r"|prescribing|choosing|using|giving|prescribe|opt for|go for|be on|onto|with)\b"
    r"[^.;:]{0,40}?\b(?:(?:alternative|substitute|replacement)s? (?:to|for)"
    r"|(?:an?other|other|different|something (?:other|else))\b[^.;:]{0,20}? than|(?:something|anything"
    r"|one) (?:\w+er|(?:more|less) \w+) than|anything but)\s+(?:the |this "
    r"|his |her )?$"
)
#: "allopurinol: definitely not with azathioprine"
_NOT_AFTER = re.compile(
    r"\s*[:,-]?\s*(?:definitely |absolutely |certainly |just |simply |probably |best )?(?:not|never)"
    r"(?=\s+(?:with|in|for|here|now|at|while|during|until|today)\b|\s*(?:[.,;!]|$))"
)
#: "propranolol can close the airways, so no"
_SO_NO = re.compile(
    r"[,;-]\s*(?:(?:so|hence|therefore|which means)[, ]+(?:please )?(?:no|not|not for (?:her|him|them)|not here|don't"
    r"|do not|best not|better not|i wouldn't|i would not|i'd rather not|not this one|leave it)|best not|better not"
    r"|not for (?:her|him|them))\W*$"
)
#: "warfarin: no.", "dabigatran CI" at the head of a line or sentence
_HEADED_NO = re.compile(
    r"\s*(?:[:=-]\s*no\b(?=\s*(?:[.,;!(]|$))|[:=-]?\s*c/?i\b(?=\s*(?:[.,;!(]|$|in\b|if\b"
    r"|with\b)))"
)
#: "cross the ondansetron off", "strike codeine out"
_STRUCK = re.compile(
    r"\b(?:cross(?:ed)?|strike|struck|scratch(?:ed)?|score|scored|rule|took|taken?|get|got|throw|threw"
    r"|thrown|chuck(?:ed)?|toss(?:ed)?|cut|knock(?:ed)?|rub(?:bed)?"
    r"|pour(?:ed)?|flush(?:ed)?|tip(?:ped)?|empty|emptied|hand(?:ed)?|put|send|sent"
    r"|return(?:ed)?)\s+(?:the |this |that |her "
    r"|his |your )?$"
)
_OFF = re.compile(
    r"(?: [\w-]+)?\s+(?:off|out|away|on the head|down the \w+|in(?:to)? the bin"
    r"|back)\b(?! (?:at|of (?:the )?(?:fridge|box|packet|pack)))"
)
_WITHOUT = re.compile(
    r"(?:^|[.,;:(=→+*]\s*|- |\b(?:and|so|means|hence|therefore|thus|consequently|ok|okay|nor|told (?:her|him|them|mum|dad|\w+)|advised"
    r"|said|says|say) )"
    r"(?:no|not|never|without|nor) (?:\w+ )?$|\b(?:be|it's|is|use|give|have|take|with) neither (?:the )?$"
)


#: "not a milligram of colchicine"
_NOT_A_BIT = re.compile(
    r"\b(?:not|never) (?:an?|one|another|even an?|even one)(?: single| half)? "
    r"(?!case|sign|matter|question|symptom|problem|side|member|risk|hint|lack|trace|result|feature"
    r"|course|shortage|kind|form)"
    r"[\w-]+ of (?:the |any |that |his |her |your )?$"
)
_ANOTHER_KIND = re.compile(
    r"(?:\b(?:choose|pick|find|use|give|try|prescribe|want|need|consider|have|to|with|for|on|onto|prefer"
    r"|suggest|offer)\s+|\A\W*|(?<=[.!?\n] ))"
    r"(?:an?other|(?:a )?different|some other|an alternative)\s+((?:[\w-]+ ){0,2}[\w-]+)"
)


def another_kind(sentence: Sentence) -> list[Stance]:
    """ "Choose another blood-pressure tablet": against the one of that kind that was asked about."""
    text = sentence.reading.folded.text
    if "other " not in (words := sentence.text) and "different " not in words and "alternative " not in words:
        return []
    lexicon = sentence.reading.lexicon
    found = []
    for match in _ANOTHER_KIND.finditer(text, sentence.start, sentence.end):
        said = match[1].replace("-", " ").split(" ")
        kind = next(
            (kind for count in (3, 2, 1) for name in (" ".join(said[:count]),)
             if (kind := lexicon.compiled.kinds.get(name) or lexicon.compiled.kinds.get(name.removesuffix("s")))), None,
        )  # fmt: skip
        asked = tuple(
            name for name in (kind.drugs if kind else ())
            if any(each in lexicon.query_folded for each in lexicon.concepts[name].spellings)
        )  # fmt: skip
        if asked:
            found.append(Stance("avoid", asked, match.start(), match.end(), sentence.index, implied=True))
    return found


_PAIRED = re.compile(r"(?:\s+[\w-]+)?\s*(?:[+&/]|\b(?:and|with|plus)\b|w/)\s*(?:the |an? )?")


def _beside_asked(sentence: Sentence, mention: Mention, drugs: list[Mention]) -> bool:
    """Whether a drug that is taken stands beside the one asked about: "miconazole + warfarin: ✗" bars the first."""
    lexicon, text = sentence.reading.lexicon, sentence.reading.folded.text
    if mention.concept in lexicon.asked.topics or mention.concept not in lexicon.concepts:
        return False
    if not any(each in lexicon.patient.taken for each in lexicon.concepts[mention.concept].spellings):
        return False
    return any(
        m.concept in lexicon.asked.topics and m.end <= mention.start and _PAIRED.fullmatch(text, m.end, mention.start)
        for m in drugs
    )


#: "paroxetine → venlafaxine" of a drug that is taken
_INTO = re.compile(r"(?: \d+ ?m?c?g)?\s*(?:→|->|=>)\s*")


def _left_for(sentence: Sentence, mention: Mention, drugs: list[Mention]) -> bool:
    """Whether an arrow leads from a drug that the patient takes to one that is not taken yet."""
    lexicon, text = sentence.reading.lexicon, sentence.reading.folded.text
    arrow = _INTO.match(text, mention.end, sentence.end)
    taken = [m for m in drugs if arrow and m.start == arrow.end()]

    def has(name: str) -> bool:
        concept = lexicon.concepts.get(name)
        return concept is not None and any(each in lexicon.patient.taken for each in concept.spellings)

    return bool(taken) and has(mention.concept) and not has(taken[0].concept)


_HEADS = re.compile(r"\s*(?:[:=]|[-–—]\s)")


def _headed_by_another(sentence: Sentence, mention: Mention, drugs: list[Mention]) -> bool:
    """Whether the item a drug stands in is on the drug at its head: "oxybutynin - antagonises donepezil → avoid"."""
    text, first = sentence.reading.folded.text, drugs[0]
    return (
        first.concept != mention.concept
        and first.start == sentence.words_start
        and _HEADS.match(text, first.end) is not None
        and re.match(r"\s*(?:→|->|=>)", text[mention.end : mention.end + 4]) is not None
    )


#: "spironolactone out, ramipril out until the potassium is below 5.5"
_OUT = re.compile(
    r"\s+(?:out|off|gone|stopped|nil|no)\b(?=\s*(?:[,.;(!]|- |$|until\b|for now\b|today\b"
    r"|now\b|asap\b|stat\b|tonight\b|at once\b))"
)
_AT_HEAD = re.compile(r"(?:^|[.!?,;:(*\n]\s*|\band |- )$")
#: "any acid blocker but omeprazole"
_ALL_BUT = re.compile(
    r"\b(?:any|every|all|another)\b[^.;:]{0,30}\b(?:but|except|bar|other than|apart from"
    r"|save)\s+(?:for )?$"
)
#: "there are better choices than omeprazole", "he'd do better on pantoprazole than on omeprazole"
_BETTER_THAN = re.compile(
    r"\b(?:(?:better|safer|wiser|kinder) (?:choices?|options?|drugs?|tablets?|ones?|ways?|things?|medicines?"
    r"|painkillers?|antibiotics?)"
    r"|(?:do|be|fare|is|are) (?:far |much |a lot )?(?:better|safer) (?:off )?(?:on"
    r"|with)[^.;:,]{3,40})\s+than\s+(?:(?:on|with|the|an?) )*$"
)
#: "let the statin rest until the antibiotic is finished"
_LET = re.compile(r"\blet\s+(?:the |this |that |her |his |your )?$")
_REST = re.compile(
    r"\s+(?:rest|pause|wait|lapse|sit out|lie|drop|slide|go(?! (?:up|ahead|in|to|on|down"
    r"|through)\b))\b"
)
#: "the statin sits in the drawer"
_SHELVED = re.compile(
    rf"\s+(?:can |should |must |had better |(?:has|have|needs?|ought) to |will )?(?:stay|remain|sit|live|belong|go|rest"
    rf"|wait)s? (?:back )?(?:in|on|inside|behind|to) {PUT_AWAY}\b"
)
#: "save the trimethoprim for after week thirteen"
_SAVE = re.compile(r"\b(?:save|reserve|keep) (?:the |that |this )?$")
_FOR_LATER = re.compile(
    r"\s+for (?:after|later|another|when|once|someone|somebody|those|people|patients|the (?:second|third"
    r"|last|next|day))\b"
)
#: "cyclizine over ondansetron"
_OVER = re.compile(r"\s+(?:over|ahead of|before|and not|rather than)\s+(?:the )?")
_SAME_TIME = re.compile(
    r"\s+(?:within|less than|until \d|for \d+ (?:hours|minutes)|before (?:food|meals"
    r"|breakfast|bed)|after (?:\d|noon|midday))"
)
_TICK = re.compile(r"\s*[✓✔☑👍]|\s*(?::|=|->|→)\s*(?:yes|ok|okay|fine|good|go|keep|retain)\s*(?=[.,;!(]|$)")
#: "YF is live → not on anti-TNF": what is barred is the drug it is about, beside this one
_NOT_BESIDE = re.compile(
    r"\b(?:not|never)\s+(?:while |if |when )?(?:on|with|w/|alongside|beside"
    r"|taking)\s+(?:an? |the )?$"
)


#: "there is one choice, and it isn't ramipril"
_IT_IS_NOT = re.compile(
    r"(?<!if )(?<!whether )(?<!sure )\b(?:it|that|the (?:answer|choice|one|drug|way|solution|thing))"
    r"(?:'s not| is not| isn't| won't be| will not be| would not be| wouldn't be| must not be| can't be"
    r"| cannot be)\s+"
    r"(?:going to be )?(?:the )?$"
)
_ENDS = re.compile(r"\s*(?:$|[.,;:!)]|\b(?:and|but|for (?:her|him|you|them)|here|either|in this)\b)")
#: "warfarin only once the platelets are back"
_ONLY_ONCE = re.compile(
    r"\s+(?:(?:can |may |should |to )?(?:be )?(?:started |begun |given |added "
    r"|restarted )?)?(?:only )(?:(?:be )?(?:started |begun |given |added ))?"
    r"(?:once|after|when (?=[^.;:]{0,40}\b(?:back|above|below|recover\w*|normal|off|gone|settled|over"
    r"|clear\w*|healed|finished|stopped)\b))"
)


#: "the cut-off for dabigatran is 30 and she has slipped beneath it"
_CUT_OFF = re.compile(
    r"\b(?:cut-?off|threshold|limit|floor|line|minimum|ceiling)s? (?:\w+ ){0,2}?(?:for"
    r"|of|with)\s+(?:the )?$"
)
_WRONG_SIDE = re.compile(
    r"[^.;]{0,50}\b(?:she|he|they|you|hers|his|yours|theirs)(?:'s|'re| is| are| has| have| falls?| sits?"
    r"| lies)? (?:[\w%]+ ){0,3}?(?:below|beneath|under|underneath"
    r"|past it|crossed|short of|outside|on the wrong side)\b"
)
#: "isn't something you can borrow"
_NO_THING = re.compile(
    r"\s*(?:'s not|is not|isn't|are not|aren't|was never|is never|is hardly|is scarcely)\s+(?:something"
    r"|anything|one|an? \w+|the \w+)\s+"
    r"(?:that |which )?(?:i|we|you|he|she|they|one|anyone|[a-z]+ [a-z]+|people|patients)(?:'d| can| could"
    r"| may| should| ought to| would| must| wants?| needs?)\b"
    r"(?! (?:\w+ )?(?:refuse|avoid|stop|do without|ignore|withhold|hesitate|be afraid|fear|worry"
    r"|live without|lightly|without))"
)
#: "I will not see allopurinol given again", "you won't find it on my list"
_NOT_SEEN = re.compile(
    r"(?:\b(?:not|never|nobody)|n't)\s+(?:(?:want|wish|like|be able|to|ever|have|let|be seen|catch|hear"
    r"|me)\s+)*"
    r"(?:see|find|permit|countenance|tolerate|stand for|hear of|entertain|condone|accept|catch|giving"
    r"|signing|selling|prescribing|putting forward)\s+(?:any |more |the )?$"
)
_NOTHING = re.compile(r"(?:^|[.;:!?]\s|\n)\W*(?:nothing|none|no [a-z]+)\b[^.;:]*$")
_INCLUDED = re.compile(r"\s*(?:included|inclusive|among them)\b")
#: "in a year's time, not before"
_NOT_BEFORE = re.compile(
    r"[^.;:]{0,60}\b(?:not|never|no) (?:an? (?:day|minute|moment|second|dose|week"
    r"|hour) )?(?:before|sooner|earlier|until then|till then)\s*(?:$|[.;,!])"
)
#: "as for paracetamol, he may not"
_HE_MAY_NOT = re.compile(
    r",?\s*(?:then |no,? )?(?:he|she|you|they|we|i)\s+(?:may not|must not|cannot|can't|mustn't|shouldn't"
    r"|should not|wouldn't|would not)\s*(?:[,.;!]|$)"
)
#: "shingrix not zostavax"
_NOT_BUT = ("not", "and not", "but not", "never", "and never", "but never")
#: "I'd take almost any antibiotic over ciprofloxacin"
_ANY_OVER = re.compile(r"\b(?:any|anything|another|something else)\b[^.;:,]{0,25}\b(?:over|before)\s+$")
#: "asked twice for temazepam, refused both times"
_REFUSED_IT = re.compile(
    r",?\s*(?:-|,|and|but|which (?:i|we))\s*(?:was |were |i |we |have "
    r"|has been )?(?:refused|declined|turned down|withheld|not given|not supplied|vetoed)\b"
)
#: "the trouble with chlorphenamine is your glaucoma"
_TROUBLE_WITH = re.compile(
    r"\b(?:trouble|problem|snag|catch|worry|danger|difficulty"
    r"|obstacle) with (?:the |this |giving )?$"
)
_TROUBLE_IS = re.compile(r"\s+(?:is|here is|would be) (?:your|his|her|their)\b(?! (?:cost|price|taste|size))")
#: "nor can she have ciprofloxacin"
_NOR_CAN = re.compile(
    r"\b(?:nor|neither) (?:can|may|should|must|would|could|will) (?:she|he|they|you|i|we|the \w+"
    r"|this \w+) (?:be )?"
    r"(?!(?:stop|withhold|avoid|omit|refuse|reduce|hold|change|drop|skip|mind|object|worry|bar|ban"
    r"|miss)\w*)(?:\w+ ){1,2}(?:any |the |to )?$"
)
_IT_IS_NOT_IT = re.compile(
    r"\s+it (?:isn't|is not|ain't|won't be|will not be|cannot be|can't be"
    r"|shall not be)\b"
)
_BUT_NOT_BESIDE = re.compile(
    r"[^.;:]{0,60}?,? but not (?:beside|alongside|next to|on top of|together with|here\b|now\b|yet\b"
    r"|for (?:him|her|you|them|this)\b|in (?:his|her|your|this|these|someone|somebody)\b"
    r"|with (?:his|her|your|an?|the|that|those|these)\b)"
)
_COMMA_NO = re.compile(r",\s*no(?=\s*[,.;!]|$)")
_BEATS = re.compile(r"\b(?:beats?|trumps?|outclass(?:es)?|knocks?)\s+(?:the )?$")
_EASILY = re.compile(r"\s+(?:hands down|any day|every time|into a cocked hat|by a mile|by far)\b")
_SOONER = re.compile(
    r"[^.;:]{0,60}\bthe (?:sooner|quicker|earlier) (?:it|this|that|she|he|we)(?: is"
    r"| comes?)? (?:goes|go|stops?|off|out|stopped|gone|drops?|leaves?|lose it)\b"
)
_NEVER_BOTH = re.compile(
    r"\b(?:never|not) (?:ever )?(?:both|the two|together|the pair|in the same|on the same"
    r"|at the same time|at once|side by side)\b"
)
_NEITHER_NOR = re.compile(r"\W*neither\s+[\w' -]{3,30}\s+nor\s+[\w' -]{3,30}(?=\s*(?:[.;:,!]|$))")
#: "we buried the lisinopril idea": what the author has done
_I_HAVE = r"(?:^|\b)(?:i|we|i've|we've)(?: have| had)? (?:(?:now|already|also|just|therefore|since|accordingly) )*"
_UNDID = re.compile(
    _I_HAVE + r"(?:stopped|withheld|held|omitted|suspended|paused|dropped|buried|killed|killed off|quashed"
    r"|abandoned|shelved|scrapped|parked|ditched|binned"
    r"|vetoed|cancelled|canceled|refused|declined|rejected|blocked|removed|deleted|crossed out|struck off"
    r"|struck out|withdrew|withdrawn|discontinued"
    r"|ruled out|advised against|decided against|talked (?:him|her|them) out of)\s+(?:the |her |his "
    r"|their |this |that |your |all |any )*$"
)


def _refused_around(sentence: Sentence, mention: Mention, drugs: list[Mention]) -> bool:
    """Whether the words on both sides of a name refuse it: "we buried the X idea", "X or Y, never both"."""
    text, begin, end = sentence.reading.folded.text, sentence.start, sentence.end
    start, after, said = mention.start, mention.end, sentence.text
    words = sentence.reading.word_set
    last = mention is drugs[-1]
    topic = mention.concept in sentence.reading.lexicon.asked.topics
    if any(each in said for each in _DENIALS) and (
        _NO_THING.match(text, after, end)
        or _NOT_SEEN.search(text, begin, start)
        or _IT_IS_NOT_IT.match(text, after, end)
        or (last and (_NOT_BEFORE.match(text, after, end) or _HE_MAY_NOT.match(text, after, end)))
        or (topic and len(drugs) > 1 and _NEVER_BOTH.search(text, after, end))
        or (topic and mention is drugs[0] and _BUT_NOT_BESIDE.match(text, after, end))
        or any(text[m.end : start].strip(" ,;") in _NOT_BUT for m in drugs if m.end <= start)
    ):
        return True
    if ", no" in said and _COMMA_NO.match(text, after, end) and not text[sentence.words_start : start].strip(" -*"):
        return True
    bounded = "off" in said or "limit" in said or "threshold" in said
    if bounded and _CUT_OFF.search(text, begin, start) and _WRONG_SIDE.match(text, after, end):
        return True
    return not _AROUND.isdisjoint(words) and bool(
        _UNDID.search(text, begin, start)
        or _ANY_OVER.search(text, begin, start)
        or _REFUSED_IT.match(text, after, end)
        or (_TROUBLE_IS.match(text, after, end) and _TROUBLE_WITH.search(text, begin, start))
        or _NOR_CAN.search(text, begin, start)
        or (_BEATS.search(text, begin, start) and _EASILY.match(text, after, end))
        or (last and _SOONER.match(text, after, end))
        or (_INCLUDED.match(text, after, end) and _NOTHING.search(text[begin:start]))
        or (len(drugs) > 1 and _NEITHER_NOR.match(text, begin, end))
    )


#: what a sentence holds, and words of which an answer has one, where these patterns are worth a look
_DENIALS = ("not", "n't", "never", "no ", "nobody", "hardly ", "scarcely ")
_AROUND = frozenset(
    "stopped withheld held omitted suspended paused dropped buried killed quashed abandoned shelved"
    " scrapped parked ditched binned vetoed"
    " cancelled canceled refused declined rejected blocked removed deleted crossed struck withdrew"
    " withdrawn discontinued ruled advised"
    " decided talked turned any anything another something trouble problem snag catch worry danger"
    " difficulty obstacle nor neither"
    " beat beats trump trumps outclass outclasses knocks sooner quicker earlier cut-off cut-offs cutoff"
    " threshold limit floor line minimum"
    " ceiling included inclusive among".split()
)


def _outranked(text: str, mention: Mention, drugs: list[Mention], topics: tuple[str, ...]) -> bool:
    """Whether a drug that was asked about stands behind another and "over": "cyclizine over ondansetron"."""
    return mention.concept in topics and any(
        m.end < mention.start and _OVER.fullmatch(text, m.end, mention.start)
        for m in drugs
        if m.concept != mention.concept
    )


def verbless(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """Stances without a cue: "no PCC", "X, not Y", and a drug with a dose beside it."""
    text = sentence.reading.folded.text
    taken = {target for each in found for target in each.targets}
    reading_topics = sentence.reading.lexicon.asked.topics
    stances = []
    for mention in drugs:
        if mention.concept in taken:
            continue
        lead = text[max(sentence.start, mention.start - 24) : mention.start]
        barred = (
            (_LET.search(lead) and _REST.match(text, mention.end, sentence.end))
            or _ALL_BUT.search(lead)
            or _SHELVED.match(text, mention.end, sentence.end)
            or (_SAVE.search(lead) and _FOR_LATER.match(text, mention.end, sentence.end))
            or (mention is not drugs[0] and _outranked(text, mention, drugs, reading_topics))
            or _refused_around(sentence, mention, drugs)
            or _IF_I_GAVE.search(text, sentence.start, mention.start)
            or (_IT_IS_NOT.search(text, sentence.start, mention.start) and _ENDS.match(text, mention.end, sentence.end))
            or _ONLY_ONCE.match(text, mention.end, sentence.end)
            or (_INTO.match(text, mention.end, sentence.end) and _left_for(sentence, mention, drugs))
            or (
                _OUT.match(text, mention.end, sentence.end)
                and _AT_HEAD.search(text[sentence.words_start : mention.start])
            )
            or _BETTER_THAN.search(text, sentence.start, mention.start)
            or _RATHER_THAN.search(text, sentence.start, mention.start)
            or (_INSTEAD_OF.search(lead) and not any(s.against > 0 and s.end <= mention.start for s in found))
            or _OTHER_THAN.search(text, sentence.start, mention.start)
            or _NOT_AFTER.match(text, mention.end, sentence.end)
            or (
                not text[sentence.words_start : mention.start].strip(" -*")
                and _HEADED_NO.match(text, mention.end, sentence.end)
            )
            or barred_in_a_word(text, sentence.start, mention.start, mention.end, sentence.end)
            or (_STRUCK.search(lead) and _OFF.match(text, mention.end, sentence.end))
            or (mention is drugs[-1] and _SO_NO.search(text, mention.end, sentence.end))
            or (" of " in lead and _NOT_A_BIT.search(text[max(sentence.start, mention.start - 45) : mention.start]))
            or (
                _WITHOUT.search(lead)
                and not _SAME_TIME.match(text, mention.end, sentence.end)
                and not text.startswith("without", sentence.words_start)
            )
        )
        if barred and (_headed_by_another(sentence, mention, drugs) or _beside_asked(sentence, mention, drugs)):
            continue
        if barred and _NOT_BESIDE.search(lead) and mention.concept not in reading_topics:
            others = names_of([m for m in drugs if m.end <= mention.start][:1]) or reading_topics
            if others:
                stances.append(Stance("avoid", others, mention.start, mention.end, sentence.index, True))
        elif barred:
            stances.append(Stance("avoid", (mention.concept,), mention.start, mention.end, sentence.index, True))
            if mention is drugs[-1] and len(drugs) > 1 and _OVER.fullmatch(text, drugs[-2].end, mention.start):
                better = drugs[-2]
                stances.append(Stance("recommended", (better.concept,), better.start, better.end, sentence.index))
        elif _TICK.match(text, mention.end, sentence.end):
            stances.append(Stance("recommended", (mention.concept,), mention.start, mention.end, sentence.index))
        elif any(
            dose.role == "advised" and mention.concept in dose.drugs and 0 <= dose.quantity.start - mention.end <= 25
            for dose in sentence.reading.doses_in(sentence)
        ):
            said = assertion.assertion_of(sentence.reading, mention.start, mention.end).state
            bounds = tuple(bound for _, _, bound in sentence.bounds)
            stances.append(
                Stance("recommended", (mention.concept,), mention.start, mention.end, sentence.index, False, bounds,
                       assertion=said)
            )  # fmt: skip
    return stances
