"""Watching: whether a sentence has a test done, and how soon: words of watching, notes such as "INR d3", times."""

from __future__ import annotations

from bisect import bisect_left

from rubrx.reading import Concept, Reading
from rubrx.reading import late_re as re
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.spoken_times import PLANNED, spoken_times, times_to_come
from rubrx.reading.stems import content_stems
from rubrx.reading.swift import first
from rubrx_alignment.alarmed import is_in_a_name
from rubrx_alignment.bloods import is_test

_WATCH = re.compile(
    r"\b(?:monitor\w*|check\w*|re-?check\w*|repeat\w*|rpt|measur\w+|assay(?:ed|ing)|watch\w*|follow\w*"
    r"|test (?:again|at|in|after|before|every|twice|each)|test\w*|re-?test\w*|re-?sampl\w+|re-?bleed\w*"
    r"|re-?do(?:ne|ing)?"
    r"|track\w*|review\w*|notes? of|"
    r"look(?:ed|ing)? at|assess\w*|reassess\w*|surveillance|levels?"
    r"|bloods?(?!(?: vessels?| thin\w+| clots?| supply| loss| flow| stream|-brain)\b)|look out|keep an eye|eye on"
    r"|draw\w*"
    r"|obtain|get an?"
    r"|prick\w*|screen\w*|"
    r"record\w*|plot\w*|weigh|ring us|show us|tell us|let us know|call|report|come back|return if"
    r"|bring (?:her|him|them) back|seek help|baseline|before and after"
    r"|keep (?:tabs|track|an? \w+ eye)|tabs on|send(?:ing)?(?: off)?|request\w*|arrang\w+|organi[sz]e\w*"
    r"|book\w*"
    r"|bring (?:him|her|them) in"
    r"|(?:i'd|i would|i|we'd|we'll|i'll|we|let's|let us|please|would) (?:also |just )?(?:want|get|like|take"
    r"|have|do|add|run|see)(?! (?:no|nothing|little|neither|not much)\b)"
    r"|(?:take|do|run|get|have|add) (?:an?|another|one|his|her|their|some|the|serial)\b"
    r"(?![^.;:,]{0,25}\b(?:away|off)\b)|wants? (?:an?"
    r"|another)"
    r"|(?:order|wants?|needs?|ask \w+(?: \w+)? for) (?:an?|another|his|her|their|new|fresh|urgent|regular"
    r"|frequent)"
    r"|before (?:i|we|you)(?:'ve| have)? (?:seen|checked|had|got|looked)"
    r"|(?:until|till|once|when) (?:the|an?|his|her) (?:\w+ ){1,3}?(?:is|are|comes?) (?:back(?! (?:to|up"
    r"|down|within)\b)|in\b|known"
    r"|through)|(?:until|till) (?:the|an?|his|her) (?:\w+ ){1,7}?(?:says?|shows?|tells?|confirms?|proves?)\b"
    r"|until (?:i|we|you|somebody|someone)(?:'ve| have|'s| has)?(?: (?:seen|got|had"
    r"|checked))? (?:an?|the|his|her)\b"
    r"|(?:straight|right|come|call|pop|brought|back) in for|lend|loan|know (?:his|her|the|their)"
    r"|(?:put|tick|tag|add|write|pop|squeeze|slip|include)\b[^.;:]{0,45}?\b(?:on (?:to )?(?:the |that "
    r"|this |same |next |her "
    r"|his )*(?:form|request|sample|bottle|tube|blood form|list)|box(?:es)?|to (?:the |that "
    r"|same )*(?:form|request|sample"
    r"|order|tube|bloods?|list))|(?:throw|chuck|pop|slip) in an?|(?:tack|bolt|stick|tag|add) on an?"
    r"|(?:tube|sample|bottle|specimen|needle) (?:should |can |could |must )?(?:also )?(?:go|do) for"
    r"|ble(?:ed|d) (?:him|her|them|you)|(?:put|pop|stand|get|sit) (?:him|her|them|you|yourself) (?:up )?on"
    r"|(?:would|will|should) (?:settle|answer|clinch|clear) (?:it|that|this|matters|the matter)|diary"
    r"|calendar|pencil\w*|(?:i've|we've|i have|we have|someone has|somebody has|you've) (?:seen|got|had) an?"
    r"|count\w*|chart(?:ed|ing)?\b(?! (?:it|the dose))|make sure|making sure|(?:hook|wire|attach|connect|link)(?:ed)? "
    r"(?:him|her|them|you)? ?(?:up )?to|keep (?:the|an?) \w+ on|see (?:(?:in|within|after|at|on"
    r"|by) (?:[\w-]+ ){1,3}?)?(?:what|how|where"
    r"|whether|if|that)|find out"
    r"|(?:off )?to the lab\b|(?:needle|sleeve|tube|vial|recall list|recall system|(?:pull|bring|move"
    r"|push)\w* (?:\w+ ){0,4}(?:forward|closer)|(?:see|sees|seen by|expect)\b(?= (?:him|her|them|you|back)\b)"
    r"|phlebotom\w+)\b|pls|plz|please(?=\W*$|[,;])|belongs? (?:in|at|on|to)|chas(?:e|ing) (?:the|up|his|her|that)"
    r"|(?:an?|another) (?:\w+ )?look (?:at|to see)|looking (?:out )?for|on the lookout|lookout for|observ(?:e"
    r"|ed|ing|ation\w*)\b|\bobs\b"
    r"|alert (?:to|for)|vigilan\w+|(?:is|are|falls?|comes?) due|due (?:in|on|at|by|next|again|every|now|today"
    r"|tomorrow)"
    r"|(?:is|are|be|been|gets?|have it|have them) (?:run|taken|drawn|sent|done|seen to|looked at|ordered"
    r"|requested|booked)"
    r"|(?:ask|look|feel|listen|examin\w+|inspect\w*|press) (?:him |her |them |you |outright |directly "
    r"|openly |straight )*(?:about|for|after|at|how|whether|if)|enquir\w+ about|inquir\w+ about"
    r"|wants? (?:checking|watching|measuring|looking at|repeating|doing|following|monitoring|tracking)"
    r"|(?:needs?|deserves?|merits?|warrants?|requires?|calls? for|earns?) (?!no |little |neither )(?:an? "
    r"|the |some |close |careful |regular |\w+ )?"
    r"(?:checking|watching|measuring|repeating|following|monitoring|tracking|attention|look|eye|check|test"
    r"|count|level|sample))\b"
)
#: words of watching that are also part of a test's name: "blood counts are costly" has nothing watched
_NOUNS = frozenset({"level", "levels", "blood", "bloods", "test", "tests", "count", "counts"})
_OFTEN = re.compile(
    r"[^.;,:]{0,30}\b(?:daily|h(?:ou)?rly|weekly|monthly|fortnightly|every|each|twice|thrice|yearly|quarterly"
    r"|annually"
    r"|once an? (?:week|month|year)|q ?\d{0,2} ?(?:min\w*|h|d|wk|w|mo|mth)|\d{1,2}/(?:7|52|12)(?:ly|[- ]?th?ly))\b"
)
_WHEN = re.compile(
    r"\b(?:in|at|within|after|by|on|between)\s+(?:about |around |the |a |an )*(?:morning|week|day|month|next"
    r"|couple|few|fortnight"
    r"|(?:\d{1,3}(?!\d)|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?! ?(?:(?:in|of|out|per|people"
    r"|patients|children|women|men|cases|users|mg|ml|g|mmol|percent|years? old)\b|%))(?<!\bat [3-9]\d))"
    r"|\b\d+ ?(?:h|hrs?|hours|d|days?|wk|wks|weeks?) (?:post|after|later)\b"
    r"|(?<!from )(?<!since )(?<!until )\b(?:today|tonight|now|tomorrow|this week|d(?:ay)? ?\d+|weekly|daily"
    r"|\d+ ?(?:wk|wks|weeks?|days?|h|hrs?|hours|months?))\W*$"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
#: what stands between a test and its time in a note: other tests, and words that are no verb
_NOTED_AFTER = re.compile(
    r"s?(?: ?[<>≤≥~]\d[\d.]*(?: ?-\d[\d.]*)? ?(?:[mn]?c?g|units|m?mol)/m?d?l\b)?(?:[ /+&,]|\b(?!(?:is|was|are|were"
    r"|has|had|may|can|will|rises?|falls?|tell"
    r"|tells)\b)[a-z][a-z&+-]*){0,12}?"
    r"[ ,:(-]+(?:(?:in|at|on|by|every|within|after|q) ?)?"
    rf"(?:now\b|today|tonight|tomorrow|tmrw|stat\b|asap|urgently|(?:next )?{_WEEKDAY}|d ?\d|day \d|q\d"
    r"|[<≤≥~]?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|ten|twelve)(?:(?: ?(?:-|to|or) ?|,? (?:and "
    r"|then )?)"
    r"(?:\d{1,2}|two|three|four|five|six|eight|ten|twelve)){0,4}(?:/7|/52|/12| ?(?:h|hrs?|hours?|d|days?|wks?"
    r"|weeks?|months?"
    r"|mths?|mo)\b)"
    r"|(?:a|one|another) (?:week|fortnight|month)(?: or (?:two|three|so))? (?:in\b|on\b|after|later|from now"
    r"|hence)|mid-?week"
    r"|(?:\d+ ?(?:h|hrs?|hours?|min\w*) )?(?:before|prior to|pre|after|following|post) (?:the |each |every |his "
    r"|her |any )*(?:\d(?:st|nd|rd|th)|fourth|next|first"
    r"|second|third|each|every|dose|script|start)"
    r"|(?:od|bd|tds|qds|qid|bid|tid|hourly|\d-hourly|mane|nocte)\b|before and after|throughout|pre-? ?meals?"
    r"|pre ?(?:&|and|/) ?post"
    r"|until\b|till\b|overnight|(?:twice|once|three times) (?:a|per|each|every) (?:day|week|month|year)"
    r"|each (?:day|morning|night)"
    r"|q ?\d{0,2} ?-?(?:h|hrs?|d|days?|w|wks?|weeks?|mo|mths?|months?|y)\b|\d{1,2}/(?:7|52|12)(?:ly"
    r"|[- ]?th?ly)|once an? (?:week|month|year)"
    r"|(?:\d{1,2}|two|three|four|six|eight|twelve)[- ](?:week|wk|month|mth|dai|year)ly|(?:\d{1,2}|three|four"
    r"|six) times an? (?:week|month|year)"
    r"|\d{1,2}-?h(?:ou)?rly|half-?yearly|each morning|every (?:day|morning|night|few|half|other)"
    r"|(?:on|at|upon) (?:arrival|admission|discharge|presentation|triage|follow-?up|completion|the end)\b"
    r"|at (?:the )?(?:end|finish|stop|start)\b|alt(?:ernate)? (?:days?|mornings?|nights?|weeks?)"
    r"|as (?:the|each|this) (?:\w+ ){0,3}(?:ends|finishes|starts|goes up|runs out|comes down)\b"
    r"|(?:when|once|as soon as) (?:he|she|they|you|it) (?:gets?|is|are|comes?|returns?|reach\w*|wakes?|goes|leaves?)\b"
    r"|(?:when|once) (?:the|each|this) (?:\w+ ){0,3}(?:is (?:done|up|through)|ends|finishes)\b"
    r"|(?:at )?baseline|(?:each|every) (?:week|month|day|fortnight)|wkly|mthly|this week|next week|the end of"
    r"|same day|that day|the same day|this (?:morning|afternoon"
    r"|evening)|later today|fortnightly|weekly|monthly|before (?:the |each |every |his |her |any )*[a-z]+"
    r"|beforehand|afterwards)"
)
_NOTED_BEFORE = re.compile(
    rf"(?:\b(?:annual|yearly|half-?yearly|(?:\d{{1,2}}-|two-|three-|four-|six-|twelve-)?h(?:ou)?rly|nightly"
    rf"|overnight|bedtime|regular|serial|weekly|monthly|daily|fortnightly|periodic|urgent|ongoing"
    rf"|continuous|cont|constant|{_WEEKDAY}|tomorrow|today|now|day[- ]?\d+|d\d+|(?:\d{{1,2}}|one|two|three|four"
    rf"|six|eight|ten"
    rf"|twelve) ?(?:h|hrs?|hours?|d|days?|wks?|weeks?|months?)(?= ?(?:→|->|=|:))|\d/(?:7|52|12)"
    rf"|baseline)(?:[,:]| ?(?:→|->|=))? +"
    r"(?:for )?(?:(?:an?|his|her|the|repeat|rpt|another|fresh) )*)$"
)
_CLAUSE = re.compile(r"[;:]|\bbut\b|\bbecause\b|\bsince\b|\bso that\b")
#: what a test showed: "a TSH of 11 means ..."
_VALUE = re.compile(
    r"(?: levels?| counts?)? ?(?:of|is|was|at|=|:|,|are|were)? ?(?:now |about "
    r"|only )?[<>≤≥~]?\d+(?:\.\d+)?(?! ?(?:/|h\b|hrs?|hours?|d\b|days?|w\b|wks?|weeks?|mo\b|mths?|months?"
    r"|years?|x\b|times))"
)
#: what might have been: nobody is asked to do it
_UNREAL = re.compile(
    r"\bif (?:he|she|they|it|you|there|the \w+|his \w+|her \w+) (?:had|were)\b[^.;]*\b(?:i|we|he|she|they|you"
    r"|one|it)(?:'d| would| wouldn't| would not)\b"
    r"|\b(?:would|'d|might|could) have (?:been )?(?:\w+ed|sent|taken|done|run|told|asked"
    r"|seen)\b[^.;]{0,60}\bif\b"
)
#: "..., but it is borderline, so", "here, though, ...": back from a case put to this one
_TURNS_REAL = re.compile(
    r"(?:[,;:.-] ?|\b)(?:but|however|as it is|here|since)\b[^;.]{0,80}?(?:\b(?:is|are|isn't|aren't|has"
    r"|hasn't|was|wasn't)\b"
    r"|'s\b|'re\b)"
)
#: "falls within 24 h -> breakthrough seizures": what comes of something, and nobody looks for it
_COMES = re.compile(
    r"(?:->|→|=>)|\b(?:falls?|drops?|rises?|climbs?|leads? to|leading to|causes?|means|brings?|follows?|risks?|risking"
    r"|expect|then comes?|occurs?|recurs?|begins?|starts?|sets? in|appears?|peaks?)\b"
)
#: "don't let a week go by without a level": two denials, and an order
_NOT_WITHOUT = re.compile(
    r"(?:n't|\bnot|\bnever|\bno|\bnobody|\bnothing|\bnone|\bcannot|\brefuse\w*|\bforbid\w*|\bunsafe"
    r"|\breckless|\bmistake|\bfoolish|\bwrong)\b[^.;]{1,60}"
    r"\bwithout (?:(?:an?|the|his|her|your|their|any|first|having|doing|checking|seeing|knowing|fresh|another"
    r"|regular|repeat|recent|new|proper"
    r"|at least|one|serum|baseline) )*$"
)
_FAR = 100
#: "no count, no clozapine", "six months without a TSH is too long"
_NO_TEST_NO_DRUG = re.compile(r"\bno (?:\w+ ){0,3}$")
_NO_DRUG = re.compile(r"[,;:]? (?:means |= ?|→ ?)?no (?!problem|harm|need|worr|change)\w+")
_TOO_LONG = re.compile(
    r"[^.;]{0,50}?\b(?:too long|(?:far |much )?too (?:late|far apart)|asking for trouble|not on\b|unsafe)"
)
_GONE_WITHOUT = re.compile(r"\bwithout (?:(?:an?|the|his|her|your|their|any|fresh|repeat)\s)*$")


def not_without(reading: Reading, concept: Concept) -> list[Mention]:
    """Where a test is what nothing may go without."""
    text = reading.folded.text
    if "without" not in text and "no " not in text:
        return []
    return [m for m in reading.find(concept) if _is_owed(text, reading.sentences[m.sentence], m)]


def _is_owed(text: str, sentence: Sentence, mention: Mention) -> bool:
    """Whether nothing may go without a test: "don't let a week go by without a level", "no count, no clozapine"."""
    start = max(sentence.start, mention.start - _FAR)
    if first(_NOT_WITHOUT, text, start, mention.start):
        return True
    if _NO_TEST_NO_DRUG.search(text, start, mention.start):
        return _NO_DRUG.match(text, mention.end, sentence.end) is not None
    gone = _GONE_WITHOUT.search(text, start, mention.start)
    return gone is not None and _TOO_LONG.match(text, mention.end, sentence.end) is not None


#: a word of watching with a pronoun for what was named: "they can crash, so we count them weekly"
_THEM = re.compile(
    r" (?:it|them|these|those|both|this|that)\b(?! (?:is|are|was|were|would|will|could|should"
    r"|his|her)\b)"
)
#: what a value does by itself
_DOES = re.compile(
    r"(?:s|'s)?(?: levels?| counts?| readings?| values?)?"
    r"(?: (?:may|might|can|could|will|would|tends? to|often|usually|sometimes|generally|then|soon|also|always"
    r"|normally|well|\w+ly))*"
    r" (?:rises?|climbs?|falls?|drops?|goes?|go|increases?|decreases?|creeps?|shoots?|doubles?|dips?|settles?"
    r"|peaks?|change[sd]?"
    r"|var(?:y|ies)|rose|fell|swings?|shifts?|recovers?|normalises?|vanish(?:es)?|disappears?|crash(?:es)?"
    r"|plummets?|plunges?|tumbles?|dwindles?|soars?|rockets?"
    r"|collapses?|sinks?|jumps?|spikes?|move[sd]?|occurs?|happens?|affects?"
    r"|come[sd]? (?:back|down|up)|react\w*)\b"
)
_PUSHES = re.compile(
    r"\b(?:lowers?|raises?|drops?|increases?|reduces?|decreases?|affects?|changes?|causes?|depletes?"
    r"|elevates?|pushes|push|sends?|drives?|brings?|doubles?|halves|boosts?|upsets?|disturbs?)"
    r"(?: (?:up|down|the|his|her|your|their|serum|plasma|blood|some|a))* *$"
)
_NEEDLESS = (
    r"(?:(?:just |only |simply |really |rather |quite |frankly |clearly |in my view |i think |all )*"
    r"(?:a waste|unnecessary|needless|overkill|pointless|excessive|superfluous|overdone|over the top|nonsense"
    r"|too (?:much|often|fussy|cautious)"
    r"|out of date|wrong|silly|fussing|not (?:needed|necessary|called for|required|worth)|of no (?:use|value"
    r"|help)))"
)
_NOT_NEEDED = (
    r"(?:(?:it|that|this|they|which|these|those|none of (?:it|this|that|them)) (?:isn't|aren't|is not|are not"
    r"|won't be|is never) (?:really |actually |at all )?"
    r"(?:needed|necessary|called for|required|worth (?:it|the|doing|having)|something i|my (?:practice"
    r"|advice))"
    r"|(?:there is|there's|i see|we see|with|i can see) no (?:real )?(?:need|call|point|reason|use)(?: (?:for"
    r"|in) (?:it|that|this|any of (?:it|that)|them))?(?= ?[.;,!]| here|$)"
    r"|(?:that|it|this|they) (?:can|may|could) be (?:skipped|dropped|left out|omitted|dispensed with"
    r"|forgotten)"
    r"|(?:don't|do not|needn't|wouldn't|i'd not|no need to) bother(?: with (?:it|that|this|them|any of (?:it"
    r"|that)))?(?= ?[.;,!]| here|$)"
    r"|[^.;]{0,40}?\bneeds? (?:none|neither)\b|[^.;]{0,40}?\b(?:doesn't|does not|don't|do not"
    r"|won't) need (?:any|it|one|that|them|either)\b(?! (?:\w+ ){0,2}(?:daily|weekly|more often))"
    r"|(?:so |and )?(?:don't|do not|no need to|needn't|never|wouldn't) (?:send|check|do|take|measure|repeat"
    r"|order|draw|ask for) (?:one|it|them|any|that|those)\b(?! (?:until|before|within|yet|more|as))"
    r"|(?:i|we)(?:'ve| have)? (?:stopped|given up|gave up|no longer|don't|do not|never) (?:bother\w*"
    r"|do(?:ing)? (?:it|that|so|this))"
    r"|(?:i|we) (?:disagree|don't agree|do not agree|beg to differ|see it differently))"
)
#: "platelets are only worth looking at with unfractionated heparin": what is watched there, and not here
_ONLY_THERE = re.compile(
    r"(?:s|'s)?(?: (?:levels?|counts?|monitoring|checks?|tests?|measurements?))?"
    r" (?:(?:is|are|would (?:only |just )?be|was|were|need|needs|matter|matters|help|helps|make"
    r"|makes) )(?:only |just |really )?"
    r"(?P<how>only|just|(?:worth|needed|necessary|advis|requir|indicat|useful|wise|done|for\b|reserved|sense|call)\w*)"
)
_THERE = re.compile(
    r"[^.;:]{0,40}?\b(?:with|in|for|if|when|under|after|on|beyond|past) (?P<where>[^.;:]{3,70}?)"
    r"(?P<none>,? (?:and|but|which|none of which|neither of which) (?:he|she|they|this|it|that|you|applies|is)\b"
    r"[^.;:]{0,30}?(?:neither|none|not|n't|\bno\b|applies)|$|(?=[.;:]))"
)
#: "blood counts are for the hospital to fuss about", "belong to the past", "will look after itself"
_LEFT_TO = re.compile(
    r"(?:s|'s)?(?: (?:levels?|counts?|monitoring|checks?|tests?))? (?:(?:is|are) (?:for|up to|the business of)"
    r" (?:the |her |his |your |an? )?[\w-]+(?: [\w-]+)? (?:to (?:fuss|worry|bother|fret|care|think)|business|not)\b"
    r"|belongs? (?:to|in) [^.;:]{0,25}?\b(?:past|history|museum|yesterday|last century|textbooks?|bygone)\b"
    r"|(?:i'd|i would|i'll|we'd|we) (?:leave|hand|pass) to\b"
    r"|[^.;:]{0,25}? (?:is|are) what (?:they|others|people|you|some|we used to) (?:do|did|use)\b"
    r"|(?:will|can|should|'ll|would) (?:look after|take care of|sort|right|mind|see to) (?:itself|themselves"
    r"|himself|herself)\b"
    r"|(?:can|may|could) (?:safely |quite |happily |well )*(?:be (?:skipped|left|dropped|spared"
    r"|forgotten|omitted|ignored"
    r"|dispensed with)|wait|go)\b|(?:tells?|add|adds|bring|brings|change|changes|show|shows) (?:us "
    r"|you )?(?:little|nothing)\b"
    rf"|(?:is|are|would be|seems?) {_NEEDLESS}"
    r"|(?:is|are) (?:neither here nor there|of no (?:use|interest|value)|no use|no help|a luxury|a formality"
    r"|optional|beside the point))"
)
#: what takes the watching back, in the sentence itself or at the head of the next
_SPURNED = re.compile(
    rf"(?:[,;:(-]|\bbut\b|\bthough\b|\byet\b)[^.;]{{0,60}}?(?:\b(?:that|this|which|it|they)(?:'s| is| are"
    rf"| would be| seems?| strikes me as)? {_NEEDLESS}|\b{_NOT_NEEDED})"
)
_SPURNED_NEXT = re.compile(
    rf"(?:but |however,? |yet |actually,? |(?:with|for|on|in) [^,.;]{{1,30}}? )?(?:(?:that|this|it|they)(?:'s"
    rf"| is| are| would be| seems?| strikes me as)? {_NEEDLESS}|{_NOT_NEEDED})"
)
#: how often a drug is given
_DOSED = re.compile(r"(?:od|bd|tds|qds|qid|bid|tid|hourly|mane|nocte|daily|weekly|now|stat)$")
_SO_MANY = re.compile(r"^ (?:\d|one|two|three|four|half)\b.{0,12}\b(?:od|bd|tds|qds|qid|bid|tid|daily|nocte|mane)$")
#: how far before a test its time may stand, in characters
_REACH = 40
_PAST = re.compile(
    r"\W*(?:\w+ ){0,2}?(?:was|were|used to|showed|came back|has always|have always|has been|have been"
    r"|had been)\b"
)
#: "nightmares at nine are normal": a sentence that tells how things are orders nothing by a time in it
_TELLS = re.compile(r"\b(?:is|are|was|were|has|have|had|does|did|would be|will be|may be|might be|could be)\b")
#: "the ECG after the first dose was normal"
_CAME_BACK = re.compile(r"(?: \w+){0,3}? (?:was|were|showed|came back|looked|had)\b")
#: "Free level, then decide.": a note that begins with the test
_ORDERED_FIRST = re.compile(
    r"s?(?: ?[,;+&→]| ?->) ?(?:and )?(?:then|restart|decide|hold|stop|only then)\b|s? (?:first|please|pls|beforehand)\b"
)
#: "most clinics used to do weekly counts"
_USED_TO = re.compile(r"\bused to (?:\w+ ){1,4}$")
#: the same test of an earlier day: "last week's INR"
_EARLIER = re.compile(
    r"(?:\b(?:last (?:week|month|year)(?:'s)?|yesterday(?:'s)?|previous"
    r"|earlier) +(?:\w+ )?)$"
)
#: "his last trough three days ago was fine"
_LAST = re.compile(r"\b(?:last|latest|most recent|previous)\s+$")
_WAS = re.compile(r"(?: [\w-]+){0,6}? (?:was|were|came back|looked|showed|is|are) ")
#: a condition that waits for symptoms
_WAITS = re.compile(
    r"\b(?:only (?:if|when|once)|unless|if(?: and when)?|should|in case)"
    r"(?: (?:of|any|new|there (?:is|are)|(?:he|she|they|you|it|the (?:patient|\w+))(?: \w+){0,2}?))?"
    r" (?:develop|feel|felt|get|got|becom|start(?:s|ed)? (?:to |bleed|vomit|feel|bruis)|bleed|bruis|faint"
    r"|look(?!s? (?:at|in|after|to))|seem|notic|complain|symptom|sign|show|unwell|ill\b"
    r"|see[s]? (?:badly|double|poorly|less|worse|blur)|deteriorat|worse|sick|appear|occur|collaps|vomit"
    r"|needed|problem|indicated|clinical|toxic)\w*"
)
#: "some doctors might look at a TSH": what others do, and nobody is asked to
_BY_OTHERS = re.compile(
    r"\W*(?:(?:and|but|though|also|perhaps|of course),? )?(?:some|certain|a few|one or two|the odd|other|many)(?: of)?"
    r"(?: (?:my|the|these|more cautious|cautious|careful))?"
    r"(?: (?:doctors?|clinicians?|colleagues|people|cent(?:re|er)s|clinics?|units|physicians?|prescribers?|gps?"
    r"|authorities|pharmacists|specialists?|places))? "
    r"(?:might|may|could|would|do|will|like to|prefer to|choose to|check|measure|test|look|repeat|send"
    r"|monitor|ask for)\b"
)
_OWN_VIEW = re.compile(r"\b(?:i|we|i'd|we'd|i'm|me|my|our|you|should|must|please|worth|wise|sensible|reasonable)\b")
#: "a tracing would be wise too"
_WORTH = re.compile(
    r"s?(?: (?:too|also|at \w+ (?:stage|point)|today|now|tonight|tomorrow|in \w+ \w+))?(?: (?:would|might|could"
    r"|will) (?:also )?(?:be|prove)|'d be"
    r"| (?:is|are)(?: also)?) (?:an? )?(?:wise|sensible|prudent|useful|helpful|worthwhile|informative"
    r"|handy|helpful|good idea|in order"
    r"|worth (?:having|doing|a look|the)|no bad thing|called for|reasonable)\b"
    r"|s? (?:would not|wouldn't|will not|won't) (?:go amiss|hurt|do any harm|be wasted)\b"
)
#: what a drug does to somebody: "it is what makes him fall"
_DONE_TO = re.compile(
    r"\b(?:makes?|made|making|stops?|stopping|halts?|causes?|causing|slows?|sends?)"
    r"(?: (?:him|her|them|people|folk|patients|you|somebody|the (?:baby|patient|child|elderly)))? $"
)
_ASKED_IF = re.compile(r"\b(?:if|whether|anything|should|unless|when)\b|\?")
_ONLY = re.compile(r"\b(?:only|just|unless|until|not)\b|n't\b")
#: how far before a condition an "only" bears on it, in characters
_NEAR_WAIT = 30
_GIVEN_AFTER = re.compile(r" \d[\d.,]* ?(?:mg|g|mmol|mcg|micrograms?|iu|tablets?)\b(?!/| per)")
_GIVEN_BEFORE = re.compile(
    r"\b(?:start|give|giving|replac\w+|top up|supplement\w*|prescrib\w+|correct\w*|oral|iv) (?:the |her "
    r"|his |some |oral |iv )*$"
)
_JOINED = re.compile(r"[,;]|\b(?:and|then|plus|but)\b")


class Watched:
    """What a sentence has watched: all of it where it is timed, else what stands in a statement with such a word."""

    def __init__(self, sentence: Sentence, *, timed: bool = False) -> None:
        """`timed` says that a time is asked for: what waits for symptoms is never in time."""
        self._sentence = sentence
        self._timed = bool(_WHEN.search(sentence.text)) and len(sentence.text.split()) <= 20
        self._walls = [hit.start for hit in sentence.scopes if hit.cue.kind in ("boundary", "cause")]
        reading = sentence.reading
        words = list(_WATCH.finditer(reading.folded.text, sentence.start, sentence.end))
        self._wanted = [match for match in words if not _is_denied(reading, match)]
        self._refused = bool(words) and not self._wanted  # "the INR need not be checked for a month"
        unreal = _UNREAL.search(sentence.text)
        #: where what is real begins again: "if his QTc were long I would not, but it is borderline, so ..."
        self._real = _real_again(sentence, unreal.end()) if unreal else sentence.start
        self._by_others = _is_of_others(sentence)
        self._waits = [
            match
            for match in _WAITS.finditer(reading.folded.text, sentence.start, sentence.end)
            if timed or _ONLY.search(reading.folded.text, max(sentence.start, match.start() - _NEAR_WAIT), match.end())
        ]

    def is_unreal(self, mention: Mention) -> bool:
        """Whether what is said of a mention is what might have been, or what others do."""
        return self._by_others or mention.start < self._real

    def holds(self, mention: Mention) -> bool:
        """Whether a mention is watched: no "so" or "because" between it and the word of watching."""
        if self._owes(mention):
            return True
        if (
            self._refused
            or self._only_tells(mention)
            or self._is_done(mention)
            or is_in_a_name(self._sentence.reading, mention)
            or self.gives(mention)
            or self._is_past(mention)
            or (self._waits and self._waits_for_symptoms(mention))
        ):
            return False
        place = bisect_left(self._walls, mention.start)
        return (
            (self._timed and (bool(self._wanted) or self._is_timed_note(mention)))
            or self._is_next(mention)
            or self._is_planned(mention)
            or any(
                bisect_left(self._walls, match.start()) == place and not _is_part_of(match, mention)
                for match in self._wanted
            )
            or any(
                match.start() >= mention.end and _THEM.match(self._sentence.reading.folded.text, match.end())
                for match in self._wanted
            )
            or self._is_noted(mention)
            or self._is_worth_it(mention)
            or self._comes_first(mention)
        )

    def _is_timed_note(self, mention: Mention) -> bool:
        """Whether a time alone has it done: of a test, and not where it is told what comes of something."""
        return not _TELLS.search(self._sentence.text) and not self._only_comes(mention)

    def _only_comes(self, mention: Mention) -> bool:
        """Whether a sign is told as what comes of something: "falls within 24 h -> breakthrough seizures"."""
        if is_test(self._sentence.reading.lexicon.concepts[mention.concept]):
            return False
        return _COMES.search(self._sentence.text) is not None

    def _comes_first(self, mention: Mention) -> bool:
        """Whether a note begins with a test, and goes on to what then is done: "Free level, then decide."."""
        reading, sentence = self._sentence.reading, self._sentence
        if mention.start > sentence.words_start or not is_test(reading.lexicon.concepts[mention.concept]):
            return False
        return _ORDERED_FIRST.match(reading.folded.text, mention.end, sentence.end) is not None

    def _is_worth_it(self, mention: Mention) -> bool:
        """Whether a test is called worth doing: "a tracing would be wise too"."""
        reading = self._sentence.reading
        worth = _WORTH.match(reading.folded.text, mention.end, self._sentence.end)
        return worth is not None and is_test(reading.lexicon.concepts[mention.concept])

    def _owes(self, mention: Mention) -> bool:
        """Whether nothing may go without a test: "don't let a week go by without a level"."""
        return _is_owed(self._sentence.reading.folded.text, self._sentence, mention)

    def _is_planned(self, mention: Mention) -> bool:
        """Whether a test stands in one clause with a time to come, and nothing is told of what it does then."""
        reading, sentence = self._sentence.reading, self._sentence
        if not is_test(reading.lexicon.concepts[mention.concept]):
            return False
        text = reading.folded.text
        if _VALUE.match(text, mention.end, sentence.end):
            return False
        start, end = max(sentence.start, mention.start - _REACH), min(sentence.end, mention.end + _FAR // 2)
        for mark in _CLAUSE.finditer(text, start, end):
            if mark.end() <= mention.start:
                start = mark.end()
            elif mark.start() >= mention.end:
                end = mark.start()
                break
        return first(PLANNED, text, start, end) is not None

    def _is_next(self, mention: Mention) -> bool:
        """Whether a brief sentence has a test follow upon something: "Then a level."."""
        text = self._sentence.text
        if len(text.split()) > _SHORT or not is_test(self._sentence.reading.lexicon.concepts[mention.concept]):
            return False
        return _THEN.match(text) is not None

    def _only_tells(self, mention: Mention) -> bool:
        """Whether a sentence without a word of watching tells what a value does: "potassium may rise in a week"."""
        text, sentence = self._sentence.reading.folded.text, self._sentence
        if any(not _is_part_of(match, mention) for match in self._wanted):
            return False
        return bool(
            _DOES.match(text, mention.end, sentence.end)
            or _PUSHES.search(text, max(sentence.start, mention.start - _REACH), mention.start)
        )

    def _is_done(self, mention: Mention) -> bool:
        """Whether a sign is told as what something does to somebody: "it is what makes him fall"."""
        text, sentence = self._sentence.reading.folded.text, self._sentence
        if is_test(sentence.reading.lexicon.concepts[mention.concept]):
            return False  # "send a second sample"
        done = _DONE_TO.search(text, max(sentence.start, mention.start - _REACH), mention.start)
        return done is not None and not _ASKED_IF.search(sentence.text)

    def spurns(self, mention: Mention) -> bool:
        """Whether what is watched is brushed aside after all: "..., but that is a waste of blood"."""
        reading, index = self._sentence.reading, self._sentence.index
        text = reading.folded.text
        if first(_SPURNED, text, mention.end, self._sentence.end):
            return True
        if _LEFT_TO.match(text, mention.end, self._sentence.end) or self._is_for_others(mention):
            return True
        after = reading.sentences[index + 1] if index + 1 < len(reading.sentences) else None
        return after is not None and _SPURNED_NEXT.match(after.text) is not None

    def _is_for_others(self, mention: Mention) -> bool:
        """Whether a test is called for in others only: "only with X", "advisable in Y, and she is neither"."""
        text, end = self._sentence.reading.folded.text, self._sentence.end
        head = _ONLY_THERE.match(text, mention.end, end)
        there = _THERE.match(text, head.end(), end) if head else None
        if head is None or there is None:
            return False
        if there["none"]:
            return True
        lexicon = self._sentence.reading.lexicon
        only = re.search(r"\b(?:only|just)\b", head[0]) is not None
        return only and content_stems(there["where"]).isdisjoint(lexicon.query_stems)

    def gives(self, mention: Mention) -> bool:
        """Whether what could be a test is given as a drug: "start calcium 1 g daily"."""
        text, sentence = self._sentence.reading.folded.text, self._sentence
        return bool(
            _GIVEN_AFTER.match(text, mention.end, sentence.end)
            or _GIVEN_BEFORE.search(text, max(sentence.start, mention.start - _REACH), mention.start)
        )

    def waits(self, mention: Mention) -> bool:
        """Whether a mention is watched only once symptoms come."""
        return bool(self._waits) and self._waits_for_symptoms(mention)

    def _is_past(self, mention: Mention) -> bool:
        """Whether a test is told of, not asked for: "levels used to be taken", "last week's INR"."""
        text, sentence = self._sentence.reading.folded.text, self._sentence
        if _USED_TO.search(text, max(sentence.start, mention.start - _REACH), mention.start):
            return True
        if any(match.end() <= mention.start for match in self._wanted):
            return False
        lead = text[max(sentence.start, mention.start - _REACH) : mention.start]
        if _LAST.search(lead) and _WAS.match(text, mention.end, sentence.end):
            return True
        return bool(
            _PAST.match(text, mention.end, sentence.end)
            or _EARLIER.search(text, max(sentence.start, mention.start - _REACH), mention.start)
        )

    def _waits_for_symptoms(self, mention: Mention) -> bool:
        """Whether a test hangs on symptoms to come ("only if he faints"), and is not itself what is waited for."""
        text = self._sentence.reading.folded.text
        for wait in self._waits:
            if mention.start >= wait.end():
                comma = text.find(",", wait.end(), mention.start)
                if comma >= 0 and wait.start() - self._sentence.words_start < _REACH / 2:
                    return True
            elif mention.end <= wait.start() and not _JOINED.search(text, mention.end, wait.start()):
                return True
        return False

    def _is_noted(self, mention: Mention) -> bool:
        """Whether a note puts the test at a time: "FBC/LFT now", "Friday: TFT"."""
        text, sentence = self._sentence.reading.folded.text, self._sentence
        after = _NOTED_AFTER.match(text, mention.end, sentence.end)
        if after is not None and _CAME_BACK.match(text, after.end(), sentence.end):
            return False
        if after is not None:  # "magnesium BD" is a dose of it, and so is "Slow Sodium two TDS"
            is_drug = sentence.reading.lexicon.concepts[mention.concept].is_drug
            if _TELLS.search(sentence.text) and not is_test(sentence.reading.lexicon.concepts[mention.concept]):
                return False  # "contractions at 20 weeks would be unusual"
            return not ((is_drug and _DOSED.search(after[0])) or _SO_MANY.search(after[0]))
        if self._only_comes(mention):
            return False
        return _NOTED_BEFORE.search(text, max(sentence.start, mention.start - _REACH), mention.start) is not None


def _real_again(sentence: Sentence, after: int) -> int:
    """Where a sentence with a case put comes back to this patient; its end where it does not."""
    turn = _TURNS_REAL.search(sentence.text, after)
    return sentence.start + turn.end() if turn else sentence.end


def _is_part_of(match: re.Match[str], mention: Mention) -> bool:
    """Whether a word of watching is one of a test's name: "blood counts recover"."""
    if match[0] not in _NOUNS:
        return False
    here = mention.start <= match.start() < mention.end
    return here or (match[0] == "blood" and match.string.startswith("count", mention.start, match.end() + 6))


def _is_of_others(sentence: Sentence) -> bool:
    """Whether a sentence tells what others do, and nothing of what to do: "Some doctors might look at a TSH."."""
    told = _BY_OTHERS.match(sentence.text)
    return told is not None and not _OWN_VIEW.search(sentence.text, told.end())


#: "there is nothing to look out for"
_NOTHING_TO = re.compile(
    r"\b(?:nothing|little|not much|no (?:need|call|reason|point|signs?|cause)) (?:(?:in|else|particular|special"
    r"|here|much"
    r"|more|at all|that needs) )*(?:to |worth )?$"
)
_ITSELF = re.compile(r" (?:itself|themselves|himself|herself)\b")


#: words of watching that are none here: "seizures may follow", "rose in one report"
_COMES_BY = {
    "follow": re.compile(r"\b(?:may|might|can|could|will|would|usually|often|soon|then)(?: \w+ly)? $"),
    "follows": re.compile(r"[a-z] $"),
    "report": re.compile(r"\b(?:in|one|an?|the|case|single|this|that|each|every|another) $"),
    "reports": re.compile(r"\b(?:in|case|few|some|two|three|several|these|those|of|no|are|the) $"),
}


def _is_denied(reading: Reading, match: re.Match[str]) -> bool:
    if match[0].endswith("after") and _ITSELF.match(reading.folded.text, match.end()):
        return True  # "her pulse will look after itself"
    if match[0] in _COMES_BY and _COMES_BY[match[0]].search(
        reading.folded.text[max(0, match.start() - _NEAR_WAIT) : match.start()]
    ):
        return True
    if _NOTHING_TO.search(reading.folded.text, max(0, match.start() - _REACH), match.start()):
        return True
    return reading.assertion_of(match.start(), match.end()).state == "negated"


def is_regular(reading: Reading, mention: Mention, end: int) -> bool:
    """Whether a test is named with how often it is done: "INR weekly"."""
    return _OFTEN.match(reading.folded.text, mention.end, end) is not None


#: "Let it settle for a week. Then a level.": the time stands before
_THEN = re.compile(r"\W*(?:(?:and |only )?(?:then|thereafter|after (?:that|which))|that(?:'s| is) when)\b")
_SHORT = 5


#: "with his yearly bloods" is no time within days, of hours
_FAR_OFF = re.compile(
    r"\b(?:annual|yearly|quarterly|(?:half|six|three|twelve|6|3|12)-(?:yearly|monthly)"
    r"|next (?:month|year|quarter))\b"
)
_LONG = 24.0 * 28


def soon_enough(reading: Reading, index: int, limit: float) -> bool:
    """Whether a time no longer than the limit, in hours, stands in the sentence or the next; or before a "then"."""
    here = list(reading.sentences[index : index + 2])
    if index and (_THEN.match(here[0].text) or len(here[0].text.split()) <= _SHORT):
        here.append(reading.sentences[index - 1])
    for sentence in here:
        spans = (*sentence.quantities, *spoken_times(sentence, articles=False))
        times = [q.low for q in spans if q.dimension == "time"]
        times += [hours for hours, _, _ in times_to_come(sentence)]
        if not times and limit < _LONG and _FAR_OFF.search(sentence.text):
            return False
        if times:
            return min(times) <= limit
    return False


def told_later(reading: Reading, index: int, latest: float) -> bool:
    """Whether a sentence tells a time to come, and none but later ones than this, in hours."""
    sentence = reading.sentences[index]
    times = [hours for hours, _, _ in times_to_come(sentence)] or [
        q.low for q in sentence.quantities if q.dimension == "time"
    ]
    if not times and latest < _LONG:
        return _FAR_OFF.search(sentence.text) is not None
    return bool(times) and min(times) > latest
