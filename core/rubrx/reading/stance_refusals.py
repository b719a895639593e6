"""Refusals of what was proposed, in sentences that name no drug: "tear up that script", "they stay in the box".

Each is a way to say no to the plan that the query puts forward, and so to its drugs, in the words of a dispensary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.stance import Stance
from rubrx.reading.swift import first

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

_THE = r"(?:the|that|this|those|these|his|her|their|your)"
_PAPER = (
    r"(?:prescriptions?|scripts?|print-?outs?|orders?|chart entry|requests?|letters?|plans?|proposals?"
    r"|suggestions?|ideas?"
    r"|regimens?|recipes?|labels?|combinations?|combos?|pairings?|mixtures?|cocktails?)"
)
_HANDED = r"(?:sale|supply|prescription|script|order|request|item|purchase|purchase request|repeat|chart entry)s?"
_DRUG = (
    r"(?:drug|medicine|medication|tablet|capsule|pill|antibiotic|painkiller|inhaler|cream|injection|jab|agent|choice"
    r"|one)s?"
)
_BAD = (
    r"(?:bad|wrong|unsafe|dangerous|unwise|poor|a mistake|mistaken|risky|hazardous|no good|not safe|a non-?starter"
    r"|unacceptable|ill-advised|reckless|unsound|out of order|faulty|an error)"
)
_WHO = r"(?:he|she|they|you|it|nobody|the (?:patient|child|baby|man|woman|boy|girl|lady|gentleman))"
#: a drug of the plan thrown out, sent back, kept in its box
_THROWN_OUT = (
    rf"(?:tear|rip) up {_THE} (?:\w+ )?{_PAPER}"
    rf"|(?:bin|cancel|scrap|shred|reject|refuse|decline|veto|disregard|withdraw|overrule|strike out|cross out|void)"
    rf" {_THE} (?:\w+ )?{_PAPER}"
    rf"|(?:put|lock|throw|chuck|give|hand|send|take|bring) (?:it|them|those|these|(?:that|this)(?: one)?"
    rf"|{_THE} (?:\w+ )?(?:{_DRUG}|box|packet|bottle|pack|strip|carton)) (?:away|back)\b"
    r"|\b(?:away from|clear of|off) (?:that|this|the) (?:whole |entire |complete )?(?:family|class|group"
    r"|lot|clan|tribe)\b"
    rf"|\bleave (?:{_THE} |\w+'s )(?:\w+'s )?(?:\w+ )?{_DRUG} (?:where (?:they|it) (?:are|is)\b|untouched"
    rf"|unopened|be\b)"
    rf"|\b(?:bin|ditch|dump|scrap|shelve|veto) (?:it|that|them|those)\b"
    rf"|\b(?:it|they|that|those|tonight's|today's|tomorrow's|(?:those|these|the|that|this) (?:\w+ )?{_DRUG})"
    rf" (?:can |should |must |had better |has to |have to )?(?:stay|remain|live|sit|belong|goe?)s? (?:back )?"
    rf"(?:in|on|inside) {_THE} (?:box|cupboard|drawer|packet|cabinet|bag|handbag|shelf|bottle|pharmacy"
    rf"|bin|trolley|shop)"
    rf"|\b(?:it|they|that|those|these|(?:those|these|the|that|this|your|his|her) (?:\w+ )?(?:{_DRUG}|box"
    rf"|packet|bottle|pack|ampoule))"
    rf" (?:(?:can|should|must|will|had better|(?:has|have|needs?|ought|wants?) to) )?(?:go|goes|be (?:taken"
    rf"|sent|handed)"
    rf"|is (?:going|sent|taken)) (?:straight |right )?back to (?:the |its |your |that )?(?:shop|chemist"
    rf"|pharmacy|store|shelf|counter"
    rf"|till|fridge|stock|supplier|maker|manufacturer|wholesaler|supermarket|drugstore|trolley|cupboard)s?\b"
    rf"|\b(?:pour|tip|flush|send) (?:it|them|that|those|{_THE} (?:\w+"
    rf" )?{_DRUG}) (?:straight )?down the (?:sink|drain|toilet|loo|pan)\b"
    rf"|\bleave (?:it|them|that|those|{_THE} (?:\w+ )?{_DRUG}) (?:in|on|inside) {_THE}"
    rf" (?:box|cupboard|drawer|packet|cabinet|bag|handbag|shelf|bottle)"
    rf"|\bleave (?:it|that|them|those|this) well alone\b"
)
#: the plan turned away, or the patient sent off without it
_TURNED_AWAY = (
    r"\b(?:nobody|no one|no-one|i (?:can't|cannot|would not|wouldn't|won't|will not|shall not|shan't"
    r"|refuse to|decline to)"
    r"|we (?:can't|cannot|won't|will not|must not)|don't|do not|never|not to)"
    r" (?:(?:should|must|may|ought to|would|can|ever|knowingly) )*(?:sign|countersign|issue|print|fill"
    r"|honou?r|dispense|supply"
    rf"|process|hand out|hand over|put through|let through|authori[sz]e|release) {_THE} (?:\w+ )?{_HANDED}\b"
    rf"|\b{_THE} (?:\w+ )?{_HANDED} (?:(?:was|has been|is|must|should|had|ought|will|needs|have|to"
    rf"|be) )*(?:\w+ly )?"
    r"(?:declined|refused|rejected|turned down|withheld|cancelled|sent back|blocked|vetoed|torn up|binned"
    r"|destroyed"
    r"|not (?:be )?(?:issued|dispensed|filled|supplied|made|completed|honoured))\b"
    r"|(?:\b(?:not|never)|n't) (?:(?:want|like|choose|be tempted) to )?(?:go|head|travel|start) (?:down"
    r"|along) (?:that|this) (?:road|route|path|line|track|avenue)\b"
    r"|(?:\b(?:not|never)|n't) (?:want to )?go there\b"
    r"|\bover my dead body\b|\bnot (?:on my watch|in a (?:million|thousand) years|for all the \w+"
    r"|on your life|while i)\b|\bwhen hell freezes\b"
    r"|\b(?:bin|cancel|scrap|shred|tear up|rip up|void|reject) (?:rx|script|prescription|order|request)\b"
    r"|\bthe sooner (?:it|this|that|he|she) (?:goes|stops|comes off|is (?:off|out|stopped|gone)|drops)\b"
    r"|\b(?:left|leaves|went|goes|walked|walks|sent away|travels|travelled) (?:(?:home|away|out|off"
    r"|the (?:shop|pharmacy|surgery)) )?"
    rf"(?:without (?:it\b|them\b|any\b|one\b|{_THE} (?:\w+ )?{_DRUG}\b|the (?:sachets|bottle|box|packet"
    rf"|tube|syrup|spray|strip))|empty-handed)"
    r"|\b(?:have|has|had|need|needs|learn) to (?:\w+ ){1,2}without(?: (?:it|them|that))?(?=\s*(?:[.;,!]|$))"
    r"|\b(?:could|can|may|might|would|should) (?:this|that|it|the (?:\w+ )?(?:prescription|script|order"
    r"|drug|antibiotic|choice|plan)) (?:please )?be"
    r" (?:rewritten|re-written|changed|reconsidered|replaced|swapped|amended|cancelled|withdrawn|altered)\b"
    r"|(?:\bnot|\bnever|n't|\bcannot|\brefuse to|\bdecline to|\bunable"
    r" to)(?: \w+){0,3} (?:put my name (?:to|on|under)|(?:hand|pass|give) (?:it|them|these"
    r"|those|that|this) (?:over|out|across))\b"
    r"|\b(?:go|goes|going|went|be sent|be handed|pass|passed) back to (?:its|the|his|her) (?:author"
    r"|prescriber|sender|clinic|doctor"
    r"|surgery|practice|ward|writer|gp|locum|consultant|registrar)\b"
    r"|\b(?:get|have|want|like|see) (?:it|that|this|them) (?:changed|rewritten|re-written|swapped"
    r"|replaced|cancelled|altered|amended)\b"
    r"|(?:^|[.:;] )\W*(?:request|sale|supply|script|prescription|order|item)s? (?:was |is "
    r"|politely )?(?:declined|refused|rejected|cancelled|withheld)\b"
    r"|(?:^|[.:;] )\W*(?:not (?:signed|issued|dispensed|supplied|sold|authori[sz]ed|approved|renewed)"
    r"|no (?:repeat|sale|supply|script|prescription"
    r"|renewal)(?: issued| given| from me)?)\s*(?:[.;,!(]|$)"
    r"|(?:not|n't|never) be (?:writing|signing|prescribing|giving|ordering|issuing|dispensing|selling"
    r"|supplying|handing)"
    r" (?:that|this|it|them|those|these)\b"
    r"|(?:^|[.?!:;] )\W*not (?:by|from|with|through) (?:me|us|my (?:name|blessing|signature|hand))\b"
    r"|\bleave (?:the|that|his|her|your) (?:other )?(?:box|bottle|packet|tub|pot|carton|jar"
    r"|pack) (?:shut|closed|unopened|sealed|alone"
    r"|where it is)\b"
    rf"|\bkeep (?:the|that) (?:lid|cap|top|cork|seal|stopper) on\b"
    rf"|\bleave {_THE} (?:\w+ )?(?:{_DRUG}|box|packet|bottle|pack) (?:at|on|in|with) the (?:till|counter"
    rf"|shop|pharmacy|chemist|shelf)\b"
    r"|\bsent (?:him|her|them|the \w+) (?:home|away|off|on (?:his|her|their) way) (?:without\b|empty-handed)"
)
#: the plan itself called wrong
_CALLED_WRONG = (
    rf"{_THE} (?:[\w']+ )?(?:{_PAPER}|choice|pick|selection) (?:is|was|are|would be|looks"
    rf"|seems) (?:\w+ ){{0,2}}{_BAD}"
    r"|\b(?:the|that|this|it) (?:sum|maths|equation|arithmetic|plan|idea) (?:doesn't|don't|won't"
    r"|does not) (?:add up|work out|make sense|work)\b"
    r"|\bno sense in (?:it|that|this|either)\b|\banswer (?:isn't|is not) \W?yes\b"
    rf"|\b(?:the|that|this) (?:[\w']+ )?{_PAPER} (?:would|could|will|may|might) (?:harm|hurt|kill|injure|poison"
    rf"|endanger)"
    rf"|\bwrong {_DRUG}(?:\s+(?:for|here|in)\b|\s*[.,;!]|$)"
    rf"|\b(?:can't|cannot|couldn't|won't|can not) (?:agree|go along|support|endorse|back|approve|condone"
    rf"|sanction|sign off)"
    rf" (?:to |with |on |of |about )?(?:that|this|it|{_THE} (?:[\w']+ )?{_PAPER})\b"
    r"|\b(?:asking|begging|a recipe|heading) for (?:trouble|disaster|an? \w+)"
)
#: the patient kept from it
_KEPT_FROM = (
    r"(?:\bnot|\bnever|n't) (?:add|give|use|want|have|prescribe|start|put|touch"
    r"|let)\b[^.;:,]{0,20}?\b(?:(?:an?|any|another)"
    rf" (?:\w+ )?{_DRUG}|anything|something) (?:that|which) (?!(?:works|helps|suits|is (?:safe|better"
    rf"|needed)))|"
    r"(?:\bnot|n't) want (?:you|him|her|them) to (?:open|start|take|use|have|touch|swallow|drink"
    r"|buy) (?:that|it|this|them|these|those)\b"
    r"|(?:^|\bso |[.;:,] )\W*no more (?:from (?:today|now|tonight)|for (?:her|him|you|them|now)"
    r"|after (?:today|tonight)|please)\b"
    r"|\b(?:had|seen|taken|swallowed|worn|used) (?:her|his|the|their|your) last (?:\w+ )?(?:of (?:those"
    r"|these|them|it))\b"
    r"|\b(?:put|placed|got) (?:the|that|his|her|this) (?:bag|script|prescription|order|request|item"
    r"|supply|packet|box) on hold\b|"
    rf"\b{_WHO} (?:can't|cannot|mustn't|must not|shouldn't|should not|may not|can not) (?:have|take|use|swallow"
    rf"|get|be given)"
    r" (?:that|this|those|these)(?: one)?\b"
    rf"|(?:^|[.:;!?] )\W*not (?:an?|one|another|any)(?: single| more| other)? {_DRUG} of (?:it|them|that"
    rf"|this|those|these)\b"
    r"|(?:^|[.:;,!?] )\W*no (?:more )?(?:dose|tablet|capsule|injection)s? (?:tonight|today|tomorrow|for now"
    r"|this (?:evening|morning"
    r"|week))\b|\bno more of (?:it|them|that|those|these|this)\b"
    r"|(?:\b(?:not|never)|n't) (?:get|have|be given|see|touch|swallow|take|want|give)(?: (?:him|her|them"
    r"|you))? (?:a |one |any |another |even"
    r" |single |half )*(?:one |tablet |dose |drop |crumb |milligram |gram )?of (?:these|those|them|it"
    r"|that|this)\b"
    r"|\b(?:not|n't|never) (?:let|allow|give|want|have|see|take|get|swallow"
    r"|need) (?:[^.;:,]{0,20})?(?:another one\b(?! of)|another|one more|any more) "
    r"(?:dose|tablet|capsule|drop|puff|sip|spoonful|patch|injection|jab|of (?:it|them|those|that))"
)
#: another wanted in its place
_ANOTHER = (
    r"\b(?:choos|pick|find|us|giv|try|prescrib|order)ing (?:something|one|an agent|a drug|another)\b"
    r"|\b(?:choose|pick|find|use|prescribe|order) (?:something|one|an agent|a drug) (?:that|which|without"
    r"|kinder|gentler)\b"
    r"|\b(?:something|anything) (?:else|other|different|safer) (?:is|must|has to|should|will have to"
    r"|needs to)\b"
    r"|\b(?:needs?|wants?|find|choose|pick|look for|try|use|give|prescribe|have) (?:something|anything) (?:else"
    r"|different|safer)\b"
    rf"|\b(?:needs?|find|choose|pick|try|use|give|prescribe) an?(?:other| different| safer) {_DRUG}\b"
    r"|\blook elsewhere\b|\bfind another\b|\bin (?:its|their) (?:place|stead)\b"
)
#: the answer itself said aloud; which way it goes is the question's
_NO = (
    r"\b(?:(?:the|my|our|first|short|final|straight|honest) (?:answer|verdict|thought|reply|advice"
    r"|response|ruling|view|vote)(?: here)?"
    r"\s?(?:is|:|would be|has to be|must be|stays|remains) (?:a )?(?:\w+ )?no\b"
    r"|(?:hard|firm|flat|definite|straight|clear|big) no\b|say no\b|\b(?:i|we|i'd|we'd) say (?:no|never)\b)"
)
#: the whole answer to what was asked: "Not with your lungs."
_NOT_HERE = (
    r"(?:^|[\"'] ?)\W*not (?:with|for|in|given|while|until|till|under|on|at) (?!long\b|least|the least"
    r"|now but|nothing|all|only|once|the whole)"
    r"[^.;:,?]{3,60}[.!\"']"
)
#: the end of a reason: "it's live, so not while she is on adalimumab", "he's on warfarin and so can't", "so no; ..."
_SO_NOT = (
    r"(?:[,;:-]|\band\b|\bbut\b) ?(?:so|hence|therefore|thus|ergo|consequently|which means),? (?:(?:it's"
    r"|that's|i'm afraid|then|i'd say"
    r"|the answer is|please) )?(?:no(?=\s*[.,;:!-]|$)|not (?:for (?!long|nothing)|while|until|till"
    r"|as long as|so long as|with"
    r"|in|on|yet|now|today|tonight|here|under|at (?!all)|after|before|during|her\b|him\b|them\b|this one|that one|it\b)"
    r"|(?:he |she |they |you |it |we )?(?:can't|cannot|mustn't|must not|shouldn't|should not"
    r"|may not)(?=\s*(?:[.;!]|$)))"
)
#: somebody else's words, or a ground for another thing
_NOT_MINE = re.compile(
    r"\b(?:no (?:need|reason) to|do(?:es)?n't (?:have|need) to|wouldn't|would not"
    r"|if(?! (?:\w+ ){1,2}(?:were|was) (?:my|mine|me|you)\b| i (?:were|was)\b| you ask)|unless|until"
    r"|some|others?)\b"
)


def _manner(pattern: str, words: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """A manner of refusing, with words of which an answer has one: a cheap look before the pattern."""
    return re.compile(pattern), frozenset(words.split())


_OUTRIGHT = (
    _manner(
        _THROWN_OUT,
        "tear rip bin cancel scrap shred reject refuse decline veto disregard withdraw overrule strike cross void away"
        " back ditch dump shelve box cupboard drawer packet cabinet"
        " bag handbag shelf bottle pharmacy sink drain toilet loo pan alone trolley shop"
        " family class group lot clan tribe leave",
    ),
    _manner(
        _CALLED_WRONG,
        "bad wrong unsafe dangerous unwise poor mistake mistaken risky hazardous good safe starter nonstarter"
        " unacceptable advised reckless unsound order faulty error harm hurt kill injure poison endanger agree along"
        " support endorse back approve condone sanction sign sense"
        " sum maths equation arithmetic answer asking begging recipe heading",
    ),
    _manner(
        _TURNED_AWAY,
        "sign countersign issue print fill honour honor dispense supply process hand put let authorise"
        " authorize release declined refused"
        " rejected turned withheld cancelled sent blocked vetoed torn binned destroyed road route path"
        " track avenue dead watch million"
        " thousand hell life sooner left leaves went goes walked walks travels travelled without handed"
        " rewritten written changed"
        " reconsidered replaced swapped amended withdrawn altered"
        " me us name over out signed issued dispensed supplied sold"
        " authorised authorized approved renewed repeat sale script"
        " prescription renewal back box bottle packet request writing"
        " signing prescribing giving ordering issuing dispensing selling"
        " supplying handing family class group clan tribe leave bin"
        " cancel scrap shred tear rip"
        " void reject there lid cap top cork seal stopper till counter shop pharmacy chemist shelf",
    ),
    _manner(_KEPT_FROM, "that this those these more another it them hold which dose doses tablet tablets injection"),
)
_REPLACED = _manner(_ANOTHER, "something anything one agent drug elsewhere another other different safer place stead")
_SAID_NO = _manner(_NO, "no never")
_SO_IT_IS_NOT = _manner(_SO_NOT, "so hence therefore thus consequently which")
_SAID_NOT = _manner(_NOT_HERE, "not")


def refused(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """The stance against what was asked about that a sentence takes by refusing the plan."""
    asked = sentence.reading.lexicon.asked
    if not asked.topics or any(each.against > 0 for each in found):
        return []
    named = {mention.concept for mention in drugs}
    place = None
    apart = named.isdisjoint(asked.topics) and all(each.level == "recommended" for each in found)
    if not named or (found and apart) or (not found and named.issubset(asked.topics) and not sentence.corrections):
        manners = (*_OUTRIGHT, _SAID_NO) if asked.polarity >= 0 else _OUTRIGHT
        if asked.polarity > 0 and not drugs and not _after_a_name(sentence):
            manners = (*manners, _SAID_NOT)
        place = next((found_here for manner in manners if (found_here := _said(sentence, *manner))), None)
    if place is None and asked.polarity >= 0 and (place := _said(sentence, *_SO_IT_IS_NOT)) is not None:
        named = {m.concept for m in drugs if m.start < sentence.start + place.start()}
        if not named.issubset(asked.topics):
            place = None
    if place is None and named.isdisjoint(asked.topics):
        place = _said(sentence, *_REPLACED)
    if place is None or _NOT_MINE.search(sentence.text, 0, place.start()):
        return []
    start = sentence.start + place.start()
    own = tuple(each for each in asked.topics if each in named and not any(each in s.targets for s in found))
    return [Stance("avoid", own or asked.topics, start, sentence.start + place.end(), sentence.index, implied=True)]


def _after_a_name(sentence: Sentence) -> bool:
    """Whether a sentence answers a question of the answer's own that names a drug: "Ibuprofen? Not with pox."."""
    before = sentence.reading.sentences[sentence.index - 1] if sentence.index else None
    return before is not None and before.is_question and bool(sentence.reading.drugs_in(before))


def _said(sentence: Sentence, pattern: re.Pattern[str], words: frozenset[str]) -> re.Match[str] | None:
    return None if words.isdisjoint(sentence.reading.word_set) else first(pattern, sentence.text)
