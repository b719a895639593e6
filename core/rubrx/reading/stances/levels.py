"""What a stance cue means where it stands: whether it speaks at all, its level, and the negations that turn it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.assertion import within_reach
from rubrx.reading.cues import CueHit
from rubrx.reading.stances.clauses import GAP, in_if_clause
from rubrx.reading.stances.senses import PUT_AWAY, means_something_else
from rubrx.reading.stances.timing import PUT_OFF, at_its_time

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: nouns as often as verbs: they advise nothing after an article ("the swap") or before "of" ("use of")
_NOUNS = frozenset("mix pair pairing swap wait needs required needed better limit options try load supply".split())
_BEFORE_OF = frozenset(["use", "using", "start", "stop", "hold", "trial of"])
#: "too weak to be of use"
_FOR_USE = re.compile(r"\b(?:of|in)\s+$")
_OF = re.compile(r"\s+of\b")
_ARTICLE = re.compile(r"\b(?:the|an?|no|any|this|that)\s+$")
_ADJECTIVE = re.compile(r"\b(?:the|an?|no|any|this|that)\s+[a-z-]+\s+$")
_PASSIVE_OR_NOT = re.compile(r"\b(?:be|been|being|is|are|was|were|get|got|not|isn't|aren't)\s+(?:\w+ly\s+)?$")


_LEAVING = (" go", " goes", "comes off", "came off")


def usable(sentence: Sentence) -> list[CueHit]:
    """The stance cues that speak as such: not a noun ("the use of"), one for each place."""
    text = sentence.reading.folded.text
    kept: list[CueHit] = []
    inside = [m for m in sentence.reading.drugs_in(sentence) if " " in text[m.start : m.end]]
    for hit in sentence.stances:
        if any(m.start <= hit.start and hit.end <= m.end for m in inside):
            continue  # "your second offer"
        lead = text[sentence.start : hit.start]
        if kept and hit.start < kept[-1].end:
            same_place = (hit.start, hit.end) == (kept[-1].start, kept[-1].end)
            behind = _PASSIVE_OR_NOT.search(lead) and not _has_object(sentence, hit)
            if same_place and (hit.cue.target == "before") == bool(behind):
                kept[-1] = hit
            continue
        a_condition = LEVELS.get(hit.cue.kind, 1) <= 0 and in_if_clause(sentence, hit)
        a_noun = (
            (hit.cue.text in _BEFORE_OF and _OF.match(text, hit.end))
            or (hit.cue.text == "use" and _FOR_USE.search(lead))
            or (
                hit.cue.text in _NOUNS
                and not (hit.cue.text == "swap" and text.startswith(" from ", hit.end))
                and (_ARTICLE.search(lead) or (hit.cue.text in ("mix", "pair") and _ADJECTIVE.search(lead)))
            )
        )
        goes_on = hit.cue.text.endswith(_LEAVING) and not _GONE.match(text, hit.end, sentence.end)
        a_fact = hit.cue.text.startswith(_LESS) and _OF_FACT.match(text, hit.end, sentence.end)
        ahead = LEVELS.get(hit.cue.kind, 0) > 0 and _AHEAD.search(lead) is not None
        left_to = hit.cue.kind == "apart" and _TO_SOMEBODY.match(text, hit.end, sentence.end)
        another = means_something_else(text, hit, lead)
        told = (
            (hit.cue.text == "needs" and _A_DRUG.search(lead) and _ends_in_drug(sentence, hit.start))
            or (text[hit.start : hit.end] == "takes" and (_WHO.search(lead) or _does_so(sentence, hit.start)))
            or (
                _OTHERS_DO.search(lead)
                and not (hit.cue.text.startswith(_MUST) and not _SOME_OF_THEM.search(lead))
                and not (hit.cue.target == "before" and _THEY.search(lead))
            )
        )
        if (
            not a_condition
            and not a_noun
            and not a_fact
            and not told
            and not ahead
            and not left_to
            and not another
            and not goes_on
            and not (kept and _weighed(text, kept[-1], hit))
            and (hit.cue.kind != "bars" or _rules_out(sentence, hit))
        ):
            kept.append(hit)
    return kept


_ITS_OBJECT = re.compile(r"\s+(?:it|this|that|them|both)\b(?! list)")


def _has_object(sentence: Sentence, hit: CueHit) -> bool:
    """Whether a cue on "off" has its drug right behind it, whoever is its subject: "needs to be taken off it"."""
    if not hit.cue.text.endswith(" off"):
        return False
    text = sentence.reading.folded.text
    beside = re.match(r"\s+(?:the |her |his |their )?", text[hit.end : sentence.end])
    here = hit.end + (beside.end() if beside else 0)
    return bool(_ITS_OBJECT.match(text, hit.end)) or any(m.start == here for m in sentence.reading.drugs_in(sentence))


#: "thiazides reduce the clearance of lithium", "lower the lithium level": what a drug does is no advice on the dose
_LESS = ("reduc", "lower", "limit", "halve", "cut")
_OF_FACT = re.compile(
    r"\s*(?:(?:the|its|their|his|her|your|any|both|renal|hepatic|serum|plasma|blood)\s+)*(?!dose|dosage|dosing)"
    r"(?:[\w-]+\s+(?:and\s+[\w-]+\s+)?)?(?:levels?|concentrations?|clearance|excretion|elimination|metabolism"
    r"|absorption|bioavailability|uptake|exposure|effects?|effectiveness|efficacy|action|risks?|toxicity|half-life"
    r"|protection|symptoms|bleeding|mortality|pain|fever)\b"
)
#: "she already takes metformin" tells what is, and advises nothing
_WHO = re.compile(
    r"\b(?:she|he|who|patient|woman|man|mother|child)\s+(?:(?:already|currently|still|also|regularly|never"
    r"|rarely|seldom|often"
    r"|usually|sometimes|normally|no longer)\s+)?$"
)
#: "I leave that to you" advises nothing
_TO_SOMEBODY = re.compile(
    r"\s+(?:it|this|that|them|the (?:choice|decision|rest))\s+(?:up )?to\s+(?:you|her|him|them|the|your)\b"
)
#: "some clinics do use it": what is done elsewhere is no advice
_OTHERS_DO = re.compile(
    r"\b(?:clinics|hospitals|centres|centers|units|countries|colleagues|doctors|prescribers|gps|specialists|people"
    r"|many|some|others|they|(?:many|most|some|several|other|certain|plenty of|a few)\s+(?!guid|references"
    r"|formular|authorit"
    r"|source|label|bodies|stud|trial)[\w-]+s)\s+(?:(?:(?:prefer|like|choose|tend|opt|elect) to"
    r"|do|still|often|sometimes|routinely|also|will|may|might|would|even|indeed)\s+)*$"
)


#: "old people must not be given it" is a rule, and no custom; "some people should not have it" is one of others
_MUST = ("must ", "should ", "shouldn't", "mustn't", "ought ", "cannot", "can't", "may not")
_SOME_OF_THEM = re.compile(r"\b(?:some|others?|certain|a few|one or two|many|several|most|they)\b(?: [\w-]+){0,2}\s+$")
#: "they must go" is of the drugs
_THEY = re.compile(r"\bthey\s+(?:\w+ly\s+)?$")
#: "before anybody thinks of stopping it": what comes first is what is advised
_AHEAD = re.compile(r"\bbefore\s+(?:[\w'-]+\s+){0,5}$")
_A_DRUG = re.compile(r"[a-z]\s+$")


def _ends_in_drug(sentence: Sentence, position: int) -> bool:
    """Whether the word before a place is a drug's name: "clopidogrel needs 2C19" is pharmacology."""
    return any(m.end == position - 1 for m in sentence.reading.drugs_in(sentence))


_SOMEBODY = re.compile(r"\b(?:she|he|you|they|who|patient|woman|man|mother|child|boy|girl|lady|baby)\b")


def _does_so(sentence: Sentence, position: int) -> bool:
    """Whether a drug is what "takes" at a place: "rifampicin induces CYP3A4 and takes half of it away"."""
    named = [m for m in sentence.reading.drugs_in(sentence) if m.end <= position]
    text = sentence.reading.folded.text
    return (
        bool(named)
        and not GAP.search(text, named[0].end, position)
        and not _SOMEBODY.search(text, named[0].end, position)
    )


def _weighed(text: str, before: CueHit, hit: CueHit) -> bool:
    """Whether a cue is only the action that the one before it warns of: "think twice before using it"."""
    return (
        hit.cue.text.endswith("ing")
        and before.cue.text.endswith(("before", "about", "against", "from", " out of", " point in", " merit in"))
        and before.cue.target == "after"
        and text[before.end : hit.start].isspace()
    )


#: "the statin has to go" ends there, "the dose has to go up" does not
_GONE = re.compile(
    r"\s*(?:$|[.,;:!)]|(?:for now|for good|for ever|forever|permanently|first|today|now|while|during|until"
    r"|before|because|altogether"
    r"|for the (?:time being|moment|present)|at present|from|pending|straight|pronto|please"
    r"|at once|at (?:this|that|his|her)|with (?:this|that|his|her|such)|given|tonight|tomorrow"
    r"|immediately|straight away|right away)\b)"
)
_BARRED = re.compile(
    r"\s*(?:$|[.,;:)]|(?:for|in|here|as|at|until|with|because|given|and|or|altogether|completely|too|now)\b)"
)


_NOTHING = re.compile(r"\b(?:nothing|none)\b[^.;:,]{0,25}$")
_WOULD = re.compile(r"\b(?:would|could|might)\s+(?:\w+\s+)?$")


_OUT_IT = re.compile(
    r"\s+out\s+(?:(?:the|any|all|every|each|both|either|an?|using|giving) (?:kinds? of |sorts? of )?)?"
)


def _rules_out(sentence: Sentence, hit: CueHit) -> bool:
    """Whether "rules out" bars a drug: it stands there by itself, as "lithium" in "lithium toxicity" does not."""
    text = sentence.reading.folded.text
    if _WOULD.search(text, sentence.start, hit.start) or _NOTHING.search(text, sentence.start, hit.start):
        return False  # "only an earlier collapse would rule it out"
    for mention in sentence.reading.drugs_in(sentence):
        if mention.start >= hit.end:
            before = _OUT_IT.fullmatch(text, hit.end, mention.start)
            if before and _BARRED.match(text, mention.end, sentence.end):
                return True
            if re.fullmatch(r"\s+(?:the )?", text[hit.end : mention.start]) and re.match(
                r"\s+out\b", text[mention.end :]
            ):
                return True
    return bool(re.match(r"\s+(?:it|this|that|them|both) out\b", text[hit.end :]))


_TAKE_OFF = re.compile(
    r"\s+(?:the|his|her|that|this) (?:patch|drip|pump|infusion|syringe driver|tablets?)\s+(?:off|down|out|away)\b"
)
#: "give it a miss"
_A_MISS = re.compile(
    r"[^.;:]{0,40}?\b(?:back to (?:the|its|their|your) (?:shelf|shop|pharmacy|chemist|counter|cupboard|ward stock"
    r"|stock|drawer)"
    r"|a (?:miss|wide berth|rest|break|holiday|breather)"
    r"|(?:an? |one |two |a few )?(?:day|week|night|fortnight|month)s? off)\b"
)
#: "keep it away", "leave the tablets on the shelf": what counts stands after the drug
_AWAY = re.compile(
    r"(?![^.;:,]{0,30}\bas (?:it|they|things) (?:is|are|stands?)\b)"
    r"[^.;:]{0,40}?\b(?:away|alone|apart|aside|off|out(?! of (?:(?:the|a|any|all|small|young|your"
    r"|her) )*(?:child|toddler|kid|bab|grandchild|pet|sun|direct|light)\w*)|on the shelf|on the side"
    rf"|(?:in|at|behind|inside) {PUT_AWAY}(?![^.;:]*\b(?:reach|sunlight|moisture|needed|required|ready|opened"
    r"|and (?:take|have|use|give))\b)"
    r"|on (?:the|that|its|my|this) (?:tray|trolley|shelf|counter|bench|worktop|table|rack|hook|stand|desk|side)"
    r"|un(?:filled|collected|signed|opened|dispensed|used|touched|issued|made|taken|started|hung|bought|given|sold)"
    r"|where it is|on pause|on ice|to one side|back(?= (?:on the"
    r"|in the|in its|where)|\W*$)"
    r"|down(?=\W*$)|a (?:line|pen|cross|stroke) through|through the shredder|be)\b"
)
#: "leave the ibuprofen until he's peeing"; not "leave the patch on until"
_LEFT_UNTIL = re.compile(
    r"\s+(?:the |any |her |his |your |that |this )?(?:[\w-]+\s+){1,2}(?<!on )(?<!in )(?<!running )(?<!alone )"
    r"(?:until|till|for now|for the moment|for today|for tonight)\b"
)
_ON_HOLD = re.compile(r"[^.;:,]{0,40}?\bon hold\b")
#: how far a negation reaches, in words: before a cue, and behind it
_NEGATION_REACH, _AFTERTHOUGHT = 6, 2
_ENOUGH = re.compile(
    r"[^.;:,]{0,60}?\b(?:(?:highly|strongly|warmly|often|loudly) enough|too (?:highly"
    r"|strongly|warmly|often))\b"
)
#: "only with a ventilator at the bedside would I contemplate it"
_ONLY_WOULD = re.compile(
    r"(?:\A|[.!?;:]\s|\n)\W*only\b[^.;:]{3,80}\b(?:would|could|might|should) (?:i|we"
    r"|anyone|one) (?:ever |even )?$"
)
#: "I doubt that any prescriber would reach for it"
_DOUBT = re.compile(
    r"\b(?:i|we)(?:'d)? (?:(?:very much|rather|strongly|seriously|do|really|would"
    r"|much) )*doubt\b(?! (?:it|that)[.,;!])[^.;:,]*$"
)
#: "a splendid idea if you want him on a ventilator"
FATAL = re.compile(
    r"(?:\b|^)if (?:you|we|the (?:aim|plan|idea|goal)|your (?:aim|plan|goal))(?:'d| is| was"
    r"| were)? (?:want|wish|like|fancy|enjoy|aim|hope|to)\b[^.;:]{0,60}"
    r"\b(?:die|dies|dead|kill|bleed|bleeds|bleeding|ventilator|a&e|casualty|hospital|intensive care|icu"
    r"|itu|mortuary|coffin|funeral|dialysis|stroke"
    r"|fits?|seizures?|ambulance|arrest|crash call|coma|transplant)\b"
)
#: "she can have neither tramadol nor loperamide"
_NO_OBJECT = re.compile(
    r"\s+(?:neither|none of|no(?! (?:more|less|later|longer|earlier|other|fewer|matter"
    r"|doubt|notice|risks?|chances?|problem|sooner)\b))\b"
)
#: "the last antibiotic she should be offered"
_THE_LAST = re.compile(
    r"\bthe (?:very )?last (?:[\w-]+ ){1,4}?(?:i|we|you|she|he|they|anyone|anybody|any \w+|a \w+|this \w+"
    r"|my \w+)"
    r"(?:'d| would| should| ought| could)(?: ever| want| wish| like| to)* (?:be )?$"
)
#: "there is nothing safe in a bottle for her", "nothing about the genotype speaks against it"
_NOTHING_IS = re.compile(
    r"\bnothing (?:(?:else|at all|left|here|that is|that's|is|in|about|on|of|the|his|her|your|this) ?|\w+ ?){0,5}$"
)
_FIT = frozenset(("safe", "suitable", "acceptable", "appropriate", "allowed", "permitted", "usable"))
#: "there is no drop she may use", "no painkiller that he can safely take"
_NO_SUCH = re.compile(
    r"\bno (?!(?:doubt|problem|question|matter|longer|more|harm|risk|way|reason|wonder|issue"
    r"|trouble)\b)(?:[\w-]+ ){1,4}?"
    r"(?:that |which )?(?:she|he|they|you|we|i|anyone|anybody)(?: can| may| could| might| should| would| dare)"
    r"(?: ever| safely| now| still| be| have)* $"
)
_HARD_TO = re.compile(r"\b(?:hard|difficult|impossible|silly|wrong|overcautious|needless) to\s+(?:\w+ly\s+)?$")
#: "it isn't as though the two can't be mixed"
_AS_THOUGH = re.compile(r"(?:\bnot|n't) (?:\w+ )?as (?:though|if)\b[^,;:]*$")
#: "too high for spironolactone to be continued"
_TOO_FOR = re.compile(r"\btoo\s+\w+\s+(?:for\s+[^.;:,]{1,40}?\s)?to\s+$")
#: "can be stopped later if needed"
_SOME_DAY = re.compile(r"\b(?:can|could|may|might)\s+(?:always |later |then )?be\s+$")
_LATER = re.compile(r"[^.;:,]{0,20}?\s(?:later|eventually|in time|in due course|afterwards|some day|at some point)\b")
_OR_BE = re.compile(r"[\w\s]*\b(?:or|nor|to be|be)\s*")


def level_of(sentence: Sentence, hit: CueHit, cues: list[CueHit]) -> tuple[str, bool]:
    """The cue's level after the negations around it, and whether they turned it round."""
    kind = _kind_of(sentence, hit, cues)
    text, against, favours = sentence.reading.folded.text, LEVELS[kind] > 0, LEVELS[kind] < 0
    if against and _SOME_DAY.search(text, sentence.start, hit.start) and _LATER.match(text, hit.end, sentence.end):
        return "monitor", False
    if against and hit.cue.text.startswith(PUT_OFF) and at_its_time(text, hit, sentence.end):
        return "monitor", False  # "best left until the evening" tells when to take it
    if against and _ONLY_SO.match(text, hit.end, sentence.end):
        return "monitor", False  # "avoid it on an empty stomach" tells how to take it
    turning = _turnings(sentence, hit, cues, favours=favours)
    if turning and _ENOUGH.match(text, hit.end, sentence.end):
        return kind, False  # "I can't recommend it highly enough"
    # "neither ... nor" is one negation
    count = len(turning) - (turning.count("nor") if "neither" in turning else 0)
    if count % 2 == 0 or LEVELS[kind] == 0:
        return kind, False  # "it needs no monitoring" does not speak against it
    if favours and _WITHOUT.match(text, hit.end, sentence.end):
        return "caution", False  # "never give it without a gastroprotectant" asks for company, it does not forbid
    if favours and _MANNER.match(text, hit.end, sentence.end):
        return "monitor", False  # "shouldn't be taken on an empty stomach" tells how to take it
    if kind == "hold" and _JUST.search(text, sentence.start, hit.start):
        return "monitor", False  # "don't just stop"
    if kind in ("hold", "avoid") and _HOW.match(text, hit.end, sentence.end):
        return "monitor", False  # "she shouldn't stop it by herself" is on how to stop it
    return ("acceptable" if against else "avoid"), True


def _kind_of(sentence: Sentence, hit: CueHit, cues: list[CueHit]) -> str:
    """The level of a cue by its words and those that complete them ("leave" by what it is left to)."""
    kind, text = hit.cue.kind, sentence.reading.folded.text
    if kind == "apart":
        later = (c.start for c in cues if c.start >= hit.end and c.cue.text != "on the shelf")
        stop = min(later, default=sentence.end)
        away = _AWAY.match(text, hit.end, stop) or _ON_HOLD.match(text, hit.end, sentence.end)
        if hit.cue.text.startswith("leav") and at_its_time(text, hit, sentence.end):
            return "monitor"  # "leave them in the strip until he takes one"
        if not away and hit.cue.text.startswith("leav"):
            away = _LEFT_UNTIL.match(text, hit.end, sentence.end)
        return "avoid" if away else "recommended"
    if kind == "bars":
        return "contraindicated"
    taken_off = hit.cue.text.startswith("tak") and any(
        each.match(text, hit.end, sentence.end) for each in (_TAKE_OFF, _OFF)
    )
    missed = hit.cue.text.startswith("giv") and _A_MISS.match(text, hit.end, sentence.end)
    return "avoid" if kind == "kept" or taken_off or missed else kind


def _turnings(sentence: Sentence, hit: CueHit, cues: list[CueHit], *, favours: bool) -> list[str]:
    """The words around a cue that turn it round, each of them once more; `favours` says that it speaks for a drug."""
    text, said = sentence.reading.folded.text, sentence.text
    near = within_reach(sentence, hit.start, hit.end, _NEGATION_REACH, _AFTERTHOUGHT)
    turning = [each.cue.text for each in near if _turns(sentence, each, hit, cues)]
    doubted = any(each.endswith("doubt") for each in turning)
    if favours and _TOO_FOR.search(text, sentence.start, hit.start):
        turning.append("too")
    if favours and _NO_OBJECT.match(text, hit.end, sentence.end):
        turning.append("neither")
    if "only" in said and _ONLY_WOULD.search(text[sentence.words_start : hit.start]):
        turning = ["only"]  # what stands between is the state: "only in a man without fits would I"
    if "doubt" in said and not doubted and _DOUBT.search(said, 0, hit.start - sentence.start):
        turning.append("doubt")
    if favours and "if " in said and FATAL.search(text, hit.end, sentence.end):
        turning.append("if you want him dead")
    if favours and " last " in said and _THE_LAST.search(said, 0, hit.start - sentence.start):
        turning.append("last")
    if not any(each.endswith(" to") for each in turning) and _HARD_TO.search(text, sentence.start, hit.start):
        turning.append("hard to")
    fit = hit.cue.text in _FIT if favours else hit.cue.text.endswith(" against")
    if fit and "nothing" in said and _NOTHING_IS.search(said, 0, hit.start - sentence.start):
        turning.append("nothing")
    if favours and "no" not in turning and "no " in said and _NO_SUCH.search(said, 0, hit.start - sentence.start):
        turning.append("no such")
    if " as " in said and _AS_THOUGH.search(text, sentence.start, hit.start):
        turning.append("as though")
    return turning


#: "take loperamide and omeprazole off the chart"
_OFF = re.compile(
    r"[^.;:!?,]{0,60}?\b(?:away(?: (?:today|now|tonight|at once|straight|immediately|altogether"
    r"|for good)\b|(?=[.,;:]|$))"
    r"|off(?=\s*(?:[.,;:!?)]|$|(?:the|his|her|your) (?:chart|list|repeat|script"
    r"|drug))))"
)
#: what a ban is lifted by: "without a PPI"; "without delay", "without exception" lift nothing
_WITHOUT = re.compile(
    r"[^.;:!?]{0,40}?\b(?:without|unless (?:together )?with)\s+(?!(?:delay|exception|question|doubt|fail"
    r"|hesitation)\b)"
)
#: what a negation is about when a way of taking it is all that is refused
_MANNER = re.compile(
    r"[^.;:!?,]{0,40}?\b(?:on an empty stomach|on a full stomach|before (?:food|meals|breakfast)|for (?:more"
    r"|longer) than"
    r"|more (?:than|often than)|longer than|lying down|in doses|at doses|at a dose|at higher|crushed|chewed"
    r"|all at once"
    r"|in one go|as an? (?:rapid |fast |quick )?(?:iv |intravenous )?(?:injection|push|bolus|depot)|by injection"
    r"|undiluted|for weeks on end|above \d|beyond \d|over \d)\b"
)
_ONLY_SO = re.compile(
    r"[^.;:!?,]{0,30}?\b(?:on an empty stomach|on a full stomach|lying down|crushed|chewed|undiluted|all at once"
    r"|in one go"
    r"|as an? (?:rapid |fast |quick )?(?:iv |intravenous )?(?:push|bolus)|before driving|at bedtime)\b"
)
_HOW = re.compile(
    r"(?:\s+(?:it|them|this|that|the \w+|her \w+|his \w+|your \w+|[\w-]+))?\s+(?:too )?(?:abruptly|suddenly"
    r"|at once|overnight"
    r"|cold turkey|straight away|in one go|quickly|by (?:her|him|your|them)sel(?:f|ves)"
    r"|on (?:her|his|your|their) own|without (?:advice|asking|talking|speaking|telling|a plan|cover|replac))\b"
)
SUDDENLY = re.compile(r"\b(?:suddenly|abruptly|overnight|at once|in one go|cold turkey|too quickly|too fast)\b")
_JUST = re.compile(r"\b(?:just|simply|suddenly|abruptly)\s+$")
_DENIES = re.compile(r"\b(?:not|no|never|neither|nor|without|nothing|cannot)\b|n't\b")
#: a statement of its own about what came before: "has no such action and is (perfectly) fine"
_AND_IS = re.compile(
    r"\band (?:so |therefore )?(?:is|are|remains?|(?:can|may|could|might|would|should|will)(?: still"
    r"| well| safely)?(?: be)?)"
    r"\s+(?:\w+ly |quite )?$"
)
_MODAL = ("may ", "can ", "could ", "should ", "is ", "are ", "remains ", "works ")


_NOT_DOING = re.compile(r" [a-z]+ing\b[^.;:,]{0,30}? (?:is|isn't|would be|was|makes|means|gives)\b")
_BEGINS = re.compile(r"(?:^|[.;:!?,] |\b(?:and|but|because|since|as) )\W*$")


def _turns(sentence: Sentence, negation: CueHit, hit: CueHit, cues: list[CueHit]) -> bool:
    """Whether a negation turns a cue round: close before it in the same clause, or right after it."""
    text = sentence.reading.folded.text
    if negation.start < hit.start and hit.end <= negation.end:  # "is not needed", and not "is ruled out"
        return bool(_DENIES.search(text, negation.start, hit.start))
    if negation.cue.kind == "after":
        near = negation.start >= hit.end and text[hit.end : negation.start].count(" ") <= _AFTERTHOUGHT
        return near and not _of_another(sentence, hit.end, negation.start)
    if negation.cue.kind != "before" or negation.start >= hit.start:
        return False
    between = text[negation.end : hit.start]
    if (
        text[negation.start : negation.end] == "not"
        and _NOT_DOING.match(between)
        and _BEGINS.search(text, sentence.start, negation.start)
    ):
        return False  # "not eating is reason enough to stop both"
    if " and " in between and (
        _AND_IS.search(between) or (between.endswith(" and ") and hit.cue.text.startswith(_MODAL))
    ):
        return False  # "it is not to blame and may stay", "has no such action and is fine"
    if "lack" in negation.cue.text and "i'd say" in between:
        return False
    if between.count(" ") > _NEGATION_REACH or any(
        negation.end <= s.start and s.end <= hit.start and not _inverted(s, negation) for s in sentence.scopes
    ):
        return False
    next_cue = bisect_left(cues, (negation.end,))
    if next_cue < len(cues) and cues[next_cue].end <= hit.start:
        return bool(_OR_BE.fullmatch(between))  # "should not be started or continued"
    return not GAP.search(between)


def _of_another(sentence: Sentence, start: int, end: int) -> bool:
    """Whether what is denied has a subject of its own: "the metformin must stop: digoxin is unaffected"."""
    text = sentence.reading.folded.text
    between = text[start:end]
    if "," not in between and ":" not in between:
        return False
    return any(
        start <= m.start and m.end + 1 >= end and text[start : m.start].rstrip(" the")[-1:] in (",", ":")
        for m in sentence.reading.drugs_in(sentence)
    )


def _inverted(scope: CueHit, negation: CueHit) -> bool:
    """ "Under no circumstances should he take it": the "should he" after a negation opens no condition."""
    return scope.cue.text.startswith("should ") and scope.start - negation.end <= 1
