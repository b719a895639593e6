"""Refusals of what was proposed, in sentences that name no drug: "tear up that script", "they stay in the box".

Each is a way to say no to the plan that the query puts forward, and so to its drugs, in the words of a dispensary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.stances.antecedents import takes, two_of
from rubrx.reading.stances.silence import leaves_open
from rubrx.reading.stances.stance import Stance
from rubrx.reading.stances.targets import is_behind_preposition
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
    r"|drop|gel|syrup|ointment|spray"
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
    r"|\b(?:away from|clear of|off|outside|outwith) (?:that|this|the) (?:whole |entire "
    r"|complete )?(?:family|class|group"
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
    r"(?:^|[.;:] )(?:the |his |her |your )?(?:last|final) (?:one|tablet|dose|capsule|pill) (?:(?:goes down|is|to be"
    r"|should be|on|due|taken) )*"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|the (?:day|night|evening|morning|week)"
    r" before)\b|"
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
_HELD = (
    r"(?:box|packet|bottle|pack|strip|carton|bag|drip|infusion|syringe|ampoule|vial|pen|tub|tube|jar|blister|sachet|pot"
    r"|card|item|line|entry|dose|needle|jab|vaccine|shot|spray|patch|stuff|thing|swap|change|course)s?"
)
_NAMED = rf"{_THE} (?:[\w'-]+ ){{0,2}}?(?:{_DRUG}|{_HELD}|{_PAPER}|{_HANDED})"
_POINTED = r"(?:it|that|this|them|those|these)(?: one| lot)?"
_WRITTEN = (
    r"what(?:'s| is| was| has been|ever is| they| he| she| the \w+)? (?:[\w'-]+ ){0,2}?"
    r"(?:drawn|written|charted|ordered|prescribed|suggested|planned|proposed|asked for)(?: up)?"
)
_ANY_OF_IT = rf"(?:{_NAMED}|{_POINTED}|{_WRITTEN})"
#: the plan stopped on its way, by whatever is done with it: "I'd bounce this back", "bin what's drawn up"
_STOPPED = (
    rf"\b(?:tear|rip|bin|cancel|scrap|shred|reject|refuse|decline|veto|intercept|overrule|bounce|waste|destroy|discard"
    rf"|abandon|revoke|rescind|quash|halt|pull|void|shelve|oppose|contest) {_ANY_OF_IT}\b(?! (?:apart|through"
    rf"|to pieces))"
    rf"|\b(?:block|stop|drop|strike|query|challenge|withdraw|bar|catch|ban) (?:{_NAMED}|{_WRITTEN})\b"
    rf"|\b(?:send|hand|put|throw|give|pass|turn|take|bounce|push|bring) (?:{_NAMED}|{_POINTED})"
    r" (?:(?:straight|right) )?(?:back(?! on\b(?! the shelf))|down(?! (?:as|to))|aside)(?! (?:at|by|in) (?:a"
    r"|half|an|night|bed)\b)"
    rf"|\b(?:turn|send|bounce|hand|give) (?:down|back|away) (?:{_NAMED})\b"
    rf"|\b(?:hold|hang) on to (?:{_NAMED}|{_POINTED})\b|\bhold back (?:{_NAMED})\b"
    rf"|\blet (?:{_NAMED}|{_POINTED}) (?:go|drop|lie|lapse|rest|pass)(?! (?:ahead|in|up|through|on|to|with|into"
    rf"|down)\b)"
    rf"|\bknock (?:{_ANY_OF_IT}) on the head\b|\btalk (?:him|her|them|you) (?:out of|round from)\b"
    r"|\b(?:stop|catch|halt|ring|call off|intercept) the (?:nurse|team|junior|porter|midwife)\b(?= (?:before"
    r"|at once|now)|[.;:,!]|$)"
    r"|\bnurse, (?:please )?(?:put|stop|wait|hold|leave|don't)\b"
    r"|\b(?:sale|script|prescription|order|item|request|supply|plan|order) to (?:refuse|be refused|decline"
    r"|intercept|query"
    r"|reject|turn down|bounce|stop|send back)\b"
    rf"|\b(?:{_NAMED}) (?:is|are) off(?=\s*(?:[.;:!,]|$|for|until|till|while|today|now))"
    rf"|\b(?:{_NAMED}|{_POINTED}) (?:(?:can|should|must|had better|has to|will|is going to|goes|gets) )?(?:stay"
    rf"|remain|kept?)s?"
    r" (?:on )?(?:my|this|our) side\b"
    rf"|\bkeep (?:{_NAMED}|{_POINTED}) (?:on )?(?:(?:my|this|our) side\b|behind (?:the|my|our) counter)"
    r"|\b(?:idea|plan|suggestion|door|avenue|option|route) is (?:shut|closed|dead|buried|over)\b"
    r"|\bi (?:do |would |strongly |really |must |have to |'d )*object\b(?! to)"
    r"|\btime to part company\b|\bthink again\b(?! (?:if|when|once))|\b(?:end of the (?:road|line)) (?:for|with)\b"
    rf"|\b(?:give|gives|giving|gave) (?:{_NAMED}|{_POINTED}) (?:[\w-]+ )?a (?:miss|wide berth)\b"
)
_GOES = (
    r"(?:go (?:up|in|into|out|ahead|near|anywhere near|through|on the)|leave (?:the|my|this|our) \w+"
    r"|reach (?:him|her|them|the \w+)|(?:run|start|happen|proceed|stand)(?=\s*(?:[.;:,!]|$|here|today|now|until|till"
    r"|while|because|in (?:his|her|this|some)|with (?:his|her|that|this)))"
    r"|be (?:hung|done|allowed|let in|let through|handed (?:out|over)|filled|issued|sent out|put up|going (?:up"
    r"|in|out)))"
)
#: the thing that must not go ahead: "that bag must not go up", "this one shouldn't leave the pharmacy"
_MUST_NOT_GO = (
    rf"\b(?:it|that|this|{_THE} (?:[\w'-]+ ){{0,2}}?(?:{_DRUG}|box|packet|bottle|bag|drip|infusion|syringe|ampoule|vial"
    rf"|needle|jab|vaccine|shot|spray|item|{_PAPER}|{_HANDED})|(?:that|this) one) (?:really |simply |just |certainly )?"
    rf"(?:(?:must|should|can|may|shall|will|ought|is|are)(?:n't| not| never)(?: to)?|cannot|can never) {_GOES}"
    rf"|\b(?:it|that|this|they) (?:doesn't|does not|don't|do not|never) (?:go|goes|gets?|come|comes) (?:in|into|near"
    r"|anywhere near|out)\b"
    r"|(?:^|[.;:,!] |\band |\bso )nothing (?:goes|is to go|is going|gets|is|should be|leaves) (?:up|out|in|into|given"
    r"|handed|dispensed|supplied|hung|started|injected|the (?:shop|pharmacy|counter|ward))\b"
    rf"|(?:\bnot|n't|\bnever) (?:be )?(?:hand|handing|give|giving|let|letting) {_ANY_OF_IT} (?:out|over|go|run"
    rf"|through|past"
    r"|across|leave)\b"
    rf"|(?:\b(?:not|never)|n't) (?:sell|hang|fill|inject|renew|issue|dispense|hand over|hand out|honour|supply"
    rf"|release) (?:{_ANY_OF_IT}|another|any more)\b"
)
#: the patient sent off, or moved to another: "I'd turn him away", "I wouldn't dream of it"
_SENT_OFF = (
    r"\bturn (?:him|her|them|you) (?:away|down)\b"
    r"|\b(?:say|saying|said|tell|telling) (?:him |her |them |you )?no (?:to (?:him|her|them|you|the \w+|this one"
    r"|that one)\b"
    r"|for now\b)|\bdisappoint (?:him|her|them|you)\b"
    r"|(?:\bnot|n't|\bnever) (?:\w+ ){0,2}(?:dream of|hear of|countenance|entertain|contemplate)"
    r" (?:it|that|this|doing|giving|selling|using)\b"
    r"|\bsend (?:him|her|them|you) (?:home|away|off|on (?:his|her|their) way) (?:without|empty-handed)\b"
    r"|\bnot something (?:i|we)(?:'d| would| could)\b|\bnot something (?:for|to) (?:him|her|give|let|sell|start|use)\b"
    r"|(?:\bnot|n't|\bnever) (?:\w+ ){0,2}(?:walk|go) (?:out|away|off|home) with (?:it|that|this|them|any)\b"
    r"|\b(?:steer|point|guide|move|nudge|direct|shift|push) (?:him|her|them|you) (?:away\b(?! with)|(?:to|towards?"
    r"|onto|on to) (?:something|another|an alternative|a different|anything)\b)"
    r"|\b(?:managed?|treat(?:ed)?|dealt with|handled?|controll?(?:ed)?|eased?) (?:in )?(?:some other|another"
    r"|a different|any other)"
    r" (?:way|means|route)\b|\b(?:some|any|find an)other way\b"
)
#: another wanted in its place
_ANOTHER = (
    r"\b(?:choos|pick|find|us|giv|try|prescrib|order)ing (?:something|one|an agent|a drug|another)\b"
    r"|\b(?:choose|pick|find|use|prescribe|order) (?:something|one|an agent|a drug) (?:that|which|without"
    r"|kinder|gentler)\b"
    r"|\b(?:something|anything) (?:else|other|different|safer) (?:is(?! (?:under|too|wrong|dangerous|unsafe|negligen"
    r"|malpractice|an? (?:gamble|risk|mistake|half|poor)|mere|not |only |just |asking|second|less))|must|has to"
    r"|should|will have to"
    r"|needs to)\b"
    r"|\b(?:needs?|wants?|find|choose|pick|look for|try|use|give|prescribe|have) (?:something|anything) (?:else"
    r"|different|safer)\b"
    rf"|\b(?:needs?|find|choose|pick|try|use|give|prescribe|want|ask for|asking for|suggest|request|propose|change to"
    rf"|swap to|switch to) (?:an?(?:other| different| safer| alternative)|some other) (?:[\w'-]+ )?(?:{_DRUG}"
    rf"|drip|remedy"
    rf"|treatment|class|family|kind|sort|type|product|medicine|route|approach|plan)s?\b"
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
    r"(?:^|[\"'] ?)\W*not (?:next (?:week|month)|this week|so soon|that soon)\b|"
    r"(?:^|[\"'] ?)\W*not (?:with|for|in|given|while|until|till|under|on|at) (?!long\b|least|the least"
    r"|now but|nothing|all|only|once|the whole)"
    r"[^.;:,?]{3,60}[.!\"']"
)
#: the end of a reason: "it's live, so not while she is on adalimumab", "he's on warfarin and so can't", "so no; ..."
_SO_NOT = (
    r"(?:[,;:-]|\band\b) ?(?:so|hence|therefore) something else\b|"
    r"(?:→|->|=>|⇒) ?(?:so )?(?:not|never) (?:in|with|on|for|while|until|till|during|under|at|if|now|today|safe|ok)\b|"
    r"(?:[,;:-]|\band\b|\bbut\b) ?(?:so|hence|therefore|thus|ergo|consequently|which means),? (?:(?:it's"
    r"|that's|i'm afraid|then|i'd say"
    r"|the answer is|please) )?(?:no(?=\s*[.,;:!-]|$)|not (?:for (?!long|nothing)|while|until|till"
    r"|as long as|so long as|with"
    r"|in|on|yet|now|today|tonight|here|under|so soon|that soon|next (?:week|month)|this week|at (?!all)|after"
    r"|before|during|her\b|him\b|them\b|this one|that one|it\b"
    r"|(?:that|this|those|these)\b(?=\s*(?:[.,;:!]|$)))|never (?:that|this) one\b"
    r"|(?:he |she |they |you |it |we )?(?:can't|cannot|mustn't|must not|shouldn't|should not"
    r"|may not)(?=\s*(?:[.;!]|$)))"
)
#: somebody else's words, or a ground for another thing
_NOT_MINE = re.compile(
    r"\b(?:no (?:need|reason) to|do(?:es)?n't (?:have|need) to|wouldn't|would not"
    r"|if(?! (?:\w+ ){1,2}(?:were|was) (?:my|mine|me|you)\b| i (?:were|was)\b| you ask)|unless|until"
    r"|some|others?)\b"
    r"|\b(?:potassium|sodium|magnesium|qtc?|kidneys|pressure|sugar|weight|liver|platelets|inr|bleeding|infection)"
    r" (?:is|are) $"
    r"|^\W*(?:should|were|had|when|whenever|once) (?:he|she|they|you|it|the|this|that|any\w*|his|her)\b"
)


#: a refusal that is refused itself: "don't send it back", "no reason to turn him away"
_DENIED = re.compile(
    r"(?:n't|\bnot|\bnever|\bcannot|\b(?:reason|need|call|cause|wrong|mistake|harsh|silly)(?: for \w+)? to|\bwithout"
    r"|\brather than|\binstead of|\bnor)\s+(?:(?:\w+ly|have|to|be|just|simply|even|let|want|go|being|having) )*$"
)


#: "not together": of the two that were asked about
_NOT_BOTH = (
    r"(?:^|[.:;!?] )\W*(?:no[,;:] ?)?(?:not|never) (?:together|both|the two|at the same time|in combination|side by"
    r" side"
    r"|in the same (?:week|patient|person|course|breath))\b(?! (?:but|only)|[^.]*\bapart\b)"
)


def _manner(pattern: str, words: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """A manner of refusing, with words of which an answer has one: a cheap look before the pattern."""
    return re.compile(pattern), frozenset(words.split())


_OUTRIGHT = (
    _manner(
        _THROWN_OUT,
        "tear rip bin cancel scrap shred reject refuse decline veto disregard withdraw overrule strike cross"
        " void away back ditch dump shelve box cupboard drawer packet cabinet bag handbag shelf bottle pharmacy"
        " sink drain toilet loo pan alone trolley shop family class group lot clan tribe leave",
    ),
    _manner(
        _CALLED_WRONG,
        "bad wrong unsafe dangerous unwise poor mistake mistaken risky hazardous good safe starter nonstarter"
        " unacceptable advised reckless unsound order faulty error harm hurt kill injure poison endanger agree"
        " along support endorse back approve condone sanction sign sense sum maths equation arithmetic answer"
        " asking begging recipe heading",
    ),
    _manner(
        _TURNED_AWAY,
        "sign countersign issue print fill honour honor dispense supply process hand put let authorise"
        " authorize release declined refused rejected turned withheld cancelled sent blocked vetoed torn binned"
        " destroyed road route path track avenue dead watch million thousand hell life sooner left leaves went"
        " goes walked walks travels travelled without handed rewritten written changed reconsidered replaced"
        " swapped amended withdrawn altered me us name over out signed issued dispensed supplied sold authorised"
        " authorized approved renewed repeat sale script prescription renewal back box bottle packet request"
        " writing signing prescribing giving ordering issuing dispensing selling supplying handing family class"
        " group clan tribe leave bin cancel scrap shred tear rip void reject there lid cap top cork seal stopper"
        " till counter shop pharmacy chemist shelf",
    ),
    _manner(
        _STOPPED,
        "tear rip bin cancel scrap shred reject refuse decline veto intercept overrule bounce waste destroy"
        " discard abandon revoke rescind quash halt pull void shelve oppose contest block stop drop strike query"
        " challenge withdraw bar catch ban send hand put throw give gives giving gave pass turn take push bring"
        " hold hang let knock talk ring call nurse refused off my our side counter shut closed dead buried over"
        " company again road line object",
    ),
    _manner(_MUST_NOT_GO, "not never nothing cannot mustn shouldn can isn aren won don doesn wouldn"),
    _manner(
        _SENT_OFF,
        "turn say saying said tell telling disappoint dream hear countenance entertain contemplate send"
        " something walk go steer point guide move nudge direct shift push manage managed treat treated dealt"
        " handle handled control controlled ease eased way",
    ),
    _manner(
        _KEPT_FROM,
        "last final that this those these more another it them hold which dose doses tablet tablets injection",
    ),
)
_NOT_TOGETHER = _manner(_NOT_BOTH, "together both two same combination side")
_REPLACED = _manner(_ANOTHER, "something anything one agent drug elsewhere another other different safer place stead")
_SAID_NO = _manner(_NO, "no never")
_SO_IT_IS_NOT = _manner(_SO_NOT, "so hence therefore thus consequently which not never")
_SAID_NOT = _manner(_NOT_HERE, "not")


def refused(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """The stance against what was asked about that a sentence takes by refusing the plan."""
    asked = sentence.reading.lexicon.asked
    if not asked.topics or any(each.against > 0 for each in found):
        return []
    if (together := _said(sentence, *_NOT_TOGETHER)) and not _NOT_MINE.search(sentence.text, 0, together.start()):
        end = sentence.start + together.end()
        return [Stance("avoid", two_of(sentence, sentence.end) or asked.topics, end - 1, end, sentence.index)]
    text = sentence.reading.folded.text
    named = {
        m.concept for m in drugs
        if m.concept in asked.topics or not is_behind_preposition(text, sentence.start, m.start)
    }  # fmt: skip
    place = None
    apart = named.isdisjoint(asked.topics) and all(each.level == "recommended" for each in found)
    if not named or (found and apart) or (not found and named.issubset(asked.topics) and not sentence.corrections):
        manners = (*_OUTRIGHT, _SAID_NO) if asked.polarity >= 0 else _OUTRIGHT
        if asked.polarity > 0 and not drugs and not _after_a_name(sentence):
            manners = (*manners, _SAID_NOT)
        place = next((found_here for manner in manners if (found_here := _said(sentence, *manner))), None)
    if place is None and asked.polarity >= 0 and (place := _said(sentence, *_SO_IT_IS_NOT)) is not None:
        before = [m for m in drugs if m.start < sentence.start + place.start()]
        if before and place[0].endswith(_POINTING):  # "it splits lips, so please not that": of what was just named
            start, end = sentence.start + place.start(), sentence.start + place.end()
            return [Stance("avoid", (before[-1].concept,), start, end, sentence.index)]
        named = {m.concept for m in before}
        if not named.issubset(asked.topics):
            place = None
    if place is None and named.isdisjoint(asked.topics):
        place = _said(sentence, *_REPLACED)
    if (
        place is None
        or leaves_open(sentence, place.start())
        or _NOT_MINE.search(sentence.text, 0, place.start())
        or _DENIED.search(sentence.text, 0, place.start())
    ):
        return []
    start = sentence.start + place.start()
    own = tuple(each for each in asked.topics if each in named and not any(each in s.targets for s in found))
    if not named and len(asked.topics) > 1 and place[0].startswith(_ARROWS):
        return []  # "YF = live → not while on it": of two that were asked about, which is not known
    topics = asked.topics
    if not own and _ONE_MORE.search(place[0]):  # "I'd not add another drug that ...": none that is taken already
        topics = tuple(each for each in topics if not takes(each, sentence.reading))
        topics = topics or tuple(e for e in sentence.reading.lexicon.offered if not takes(e, sentence.reading))
        if not topics:
            return []
    level = "hold" if _FOR_NOW.search(sentence.text, place.start()) else "avoid"
    return [Stance(level, own or topics, start, sentence.start + place.end(), sentence.index, implied=True)]


_POINTING = (" that", " this", " those", " these", " that one", " this one")
_ONE_MORE = re.compile(r"\b(?:add|start|another|a new|a second|a further)\b")
_ARROWS = ("→", "->", "=>", "⇒")
_FOR_NOW = re.compile(r"\b(?:until|till|for now|for the moment|for the time being)\b")


def _after_a_name(sentence: Sentence) -> bool:
    """Whether a sentence answers a question of the answer's own that names a drug: "Ibuprofen? Not with pox."."""
    before = sentence.reading.sentences[sentence.index - 1] if sentence.index else None
    return before is not None and before.is_question and bool(sentence.reading.drugs_in(before))


def _said(sentence: Sentence, pattern: re.Pattern[str], words: frozenset[str]) -> re.Match[str] | None:
    return None if words.isdisjoint(sentence.reading.word_set) else first(pattern, sentence.text)
