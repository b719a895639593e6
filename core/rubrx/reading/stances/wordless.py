"""Stances without a cue of their own, by what stands beside a name: "no PCC", "X: no", "X, not Y", a dose given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.stances.antecedents import names_of
from rubrx.reading.stances.around import refused_around
from rubrx.reading.stances.senses import PUT_AWAY
from rubrx.reading.stances.stance import Stance
from rubrx.reading.stances.telegrams import barred_in_a_word

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

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
#: "I'd rather she had fosfomycin than trimethoprim"
_RATHER_THAN = re.compile(
    r"\b(?:rather|sooner)\b(?! than)[^.;:]{3,80}\bthan\s+(?:(?:with|on|see|give|have|take|had|took"
    r"|took) )?(?:the |a |any )?$"
)


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
    r"(?=\s+(?:either|again|as well|with|in|for|here|now|at|while|during|until|today)\b|\s*(?:[.,;!]|$))"
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
    r"(?:^|[.,;:(=→>+*]\s*|, (?:but |and )?with |- |\b(?:there'll|there will|there is|there's|there should|there must"
    r"|there can)(?: be)? |\b(?:and|so|means|hence|therefore|thus|ergo|consequently|ok|okay|nor"
    r"|told (?:her|him|them|mum|dad|\w+)|advised"
    r"|said|says|say) )"
    r"(?:no|not|never|without|nor|none of)(?: the)? (?:\w+ )?$|\b(?:be|it's|is|use|give|have|take"
    r"|with) neither (?:the )?$"
)


#: "albumin matters for calcium, not for phenytoin": what is true of one is not true of the other, and nothing is barred
_TRUE_OF_ONE = re.compile(
    r"\b(?:matters?|counts?|appl(?:y|ies)|holds?|used|meant|true|important|relevant|common|known|correct(?:ed|ion)?|formula"
    r"|rule|figure|range|sum|an? (?:problem|matter|question|feature|thing|trouble|worry|concern|effect))"
    r"(?: (?:is|are|was|were|holds?|applies))?[^.,;:]{0,25}? (?:for|in|with|of|to|on) [^.,;:]{1,30}, "
    r"(?:and )?not (?:for |in |with |of |to |on )?(?:the )?$"
)
#: "not a milligram of colchicine"
_NOT_A_BIT = re.compile(
    r"\b(?:not|never) (?:an?|one|another|even an?|even one)(?: single| half)? "
    r"(?!case|sign|matter|question|symptom|problem|side|member|risk|hint|lack|trace|result|feature"
    r"|course|shortage|kind|form)"
    r"[\w-]+ of (?:the |any |that |his |her |your )?$"
)
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
_IS_OFF = re.compile(
    r"\s+(?:is|are) (?:therefore |also |now |thus |clearly )?off(?=\s*(?:[,.;(!:]|$|until|till"
    r"|from|today|tonight|for (?:him|her|them|you|now)))"
)
_OUT = re.compile(
    r"(?: (?:mr|sr|er|xl|xr|ir|la|cr|tablets?|capsules?))?\s+(?:out|off|gone|stopped|nil|no)\b(?=\s*(?:[,.;(!]|- |$"
    r"|until\b|for now\b|today\b"
    r"|now\b|asap\b|stat\b|tonight\b|at once\b|as of\b|ahead\b|pre-?op\b|before\b"
    r"|from (?:now|today|tonight|tomorrow|the|mon|tue|wed|thu|fri|sat|sun)"
    r"|(?:\d+|two|three|four|five|seven|a few|several|an?|the) (?:clear |full |whole )?"
    r"(?:days?|hours?|h|weeks?|months?|doses?|night|evening|morning)\b))"
)
#: "empagliflozin goes three days ahead of the operation"
_GOES_AHEAD_OF = re.compile(
    r"\s+(?:(?:must|should|has to|needs to|is to|will) )?(?:goes?|stops?|ends?|finish(?:es)?|comes? off|drops? out"
    r"|stopped|off) "
    r"(?:at least |about |a full )?(?:\d+|two|three|four|five|seven|ten|a) (?:clear |full |whole )?(?:days?|hours?|h"
    r"|weeks?) "
    r"(?:before|ahead|prior|pre-?op|earlier|in advance|beforehand)\b"
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
    rf"|wait)s? (?:back )?(?:in|on|inside|behind|to) (?:{PUT_AWAY}|(?:his|her|their|the|your)"
    r" (?:daughter|son|wife|husband|friend|neighbour|neighbor|owner|sister|brother|mother|father|giver))\b"
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
    r"\s+(?:(?:dose |dosage )?(?:allerg\w+|interactions?|problems?|issues?|adjustments?|changes?|reductions?|increases?"
    r"|levels?|history|use|exposure|needed|required|necessary|limits?|toxicity|side[- ]effects?|cover|intolerance"
    r"|sensitivity|reactions?)\b"
    r"|within|less than|until \d|for \d+ (?:hours|minutes)|before (?:food|meals"
    r"|breakfast|bed)|after (?:\d|noon|midday))"
)
#: "no daptomycin reaches the milk": what becomes of it, and no word on whether it is given
_IN_FACT = re.compile(
    r"(?: at all| whatever| ever| really| actually)? (?:reach(?:es|ed)?|pass(?:es|ed)?|gets? (?:in|into|through|across"
    r"|to)|enters?|cross(?:es|ed)?|appears?|turns? up|shows? up|escapes?|leaks?|crept|interacts?|builds up|accumulates?"
    r"|(?:is|was|has been|could be|can be) (?:found|detected|detectable|measured|measurable|absorbed|excreted|lost"
    r"|removed|left (?:in|by)))\b"
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


def _outranked(text: str, mention: Mention, drugs: list[Mention], topics: tuple[str, ...]) -> bool:
    """Whether a drug that was asked about stands behind another and "over": "cyclizine over ondansetron"."""
    return mention.concept in topics and any(
        m.end < mention.start and _OVER.fullmatch(text, m.end, mention.start)
        for m in drugs
        if m.concept != mention.concept
    )


_NOT_THAT = re.compile(r",\s*(?:but |and )?(?:not|never) (?:the |her |his |your )?$")
#: "X will do, but Y won't"
_WONT = re.compile(
    r"\s+(?:won't|will not|isn't|is not|can't|cannot|may not|shouldn't|should not|must not|wouldn't)\s*(?:[.;!,]|$)"
)
_AND_THAT = re.compile(r"\b(?:but|and|only|while|whereas|though)(?: the)? $")
#: "no painkiller of the ibuprofen kind"
_NONE_OF = re.compile(r"\b(?:no|never an?|not an?|avoid any|nothing) (?:[\w-]+ )?(?:of|from) (?:the |that )?$")
_OF_KIND = re.compile(r"\s+(?:kind|sort|type|family|class|group|ilk|tribe)\b")
_UNIT = (
    r"(?:vials?|ampoules?|doses?|mg|milligrams?|mcg|micrograms?|grams?|g|ml|millilitres?|units?|tablets?|capsules?"
    r"|bags?|puffs?)"
)
#: "ten vials of X immediately": an order without a verb
_AMOUNT_OF = re.compile(
    rf"(?:^|[.;:!?,] |\b(?:and|then|but|plus) )\W*(?:an?|one|two|three|four|five|six|eight|ten|twelve"
    rf"|(?:twenty|thirty|forty|fifty"
    rf"|sixty|eighty)|a hundred|half an?|[\d.,]+) ?(?:[\w-]+ )?{_UNIT} (?:of )?(?:the )?$"
)
_ORDER_HEAD = re.compile(r"(?:^|[.;!?,] |\b(?:and|then|but) )\W*(?:the )?$")
_AT_ONCE = re.compile(
    r"(?: (?:iv|im|sc|po))?,? (?:and )?(?:immediately|at once|now|stat|straight ?away|right away"
    r"|this minute|this instant|quickly"
    r"|asap|without delay|forthwith)\b(?! (?:would|is|was|could|might|if|may|has|unless|seems|looks|makes"
    r"|does|can|costs|risks"
    r"|that|because it)\b)"
)


def _other_way(sentence: Sentence, mention: Mention, lead: str, found: list[Stance]) -> str:
    """The level of a drug that goes the other way than what was said last: "X will do, but Y won't"; "" where none."""
    if _NOT_THAT.search(lead):  # "leave out the Humalog, never the Tresiba"
        held = any(s.against >= LEVELS["hold"] and not s.negated and s.end <= mention.start for s in found)
        return "acceptable" if held else ""
    if not found or not _AND_THAT.search(lead):
        return ""
    wont = _WONT.match(sentence.reading.folded.text, mention.end, sentence.end)
    return "" if wont is None else "avoid" if found[-1].against < 0 else "acceptable"


def _ordered(sentence: Sentence, mention: Mention) -> bool:
    """Whether a drug is ordered without a verb: "ten vials of X immediately", "X stat, please"."""
    text = sentence.reading.folded.text
    conditions = any(not text.endswith("at ", 0, each.start) for each, _ in sentence.conditions)
    if conditions or not _AT_ONCE.match(text, mention.end, sentence.end):
        return False
    lead = text[max(sentence.start, mention.start - 45) : mention.start]
    return bool(_AMOUNT_OF.search(lead) or _ORDER_HEAD.search(lead))


def verbless(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """Stances without a cue: "no PCC", "X, not Y", and a drug with a dose beside it."""
    text = sentence.reading.folded.text
    taken = {target for each in found if not each.implied for target in each.targets}
    reading_topics = sentence.reading.lexicon.asked.topics
    stances = []
    for mention in drugs:
        if mention.concept in taken:
            continue
        lead = text[max(sentence.start, mention.start - 24) : mention.start]
        barred = (
            (_LET.search(lead) and _REST.match(text, mention.end, sentence.end))
            or _ALL_BUT.search(lead)
            or _IS_OFF.match(text, mention.end, sentence.end)
            or _SHELVED.match(text, mention.end, sentence.end)
            or _GOES_AHEAD_OF.match(text, mention.end, sentence.end)
            or (_SAVE.search(lead) and _FOR_LATER.match(text, mention.end, sentence.end))
            or (mention is not drugs[0] and _outranked(text, mention, drugs, reading_topics))
            or refused_around(sentence, mention, drugs)
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
                (_WITHOUT.search(lead) or (_OF_KIND.match(text, mention.end) and _NONE_OF.search(lead)))
                and not _SAME_TIME.match(text, mention.end, sentence.end)
                and not _IN_FACT.match(text, mention.end, sentence.end)
                and not lead.endswith(("not for ", "not for the "))  # "it matters for calcium, not for phenytoin"
                and not text.startswith("without", sentence.words_start)
                and not (", " in lead and _TRUE_OF_ONE.search(text, sentence.start, mention.start))
            )
        )
        if level := _other_way(sentence, mention, lead, found):
            stances.append(Stance(level, (mention.concept,), mention.start, mention.end, sentence.index, True))
            continue
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
        elif _ordered(sentence, mention) or _TICK.match(text, mention.end, sentence.end):
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
