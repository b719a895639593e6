"""Actions: who is told, where somebody is sent, how a dose is taken: the many ways to say one and the same errand.

A rubric writes "contact the prescriber"; an answer rings the surgery, bleeps the registrar or lets the doctor know.
Verbs and persons go together freely, so that a list of expressions would never end: each errand is one pattern for how
a rubric names it and one for how an answer does.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.alarms import ACTION, ASKS_WHEN
from rubrx.reading.assertion import State
from rubrx.reading.counsel import POINTS
from rubrx.reading.doubts import DOUBTS, OPEN, SAID
from rubrx.reading.loose import allows
from rubrx.reading.nursing import NURSING

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading

_OF = r"(?:(?:the|a|an|his|her|their|your|our|my|whoever|duty|on-call|ward|own|original|medical|local|usual) )*"
_PRESCRIBER = (
    r"(?:prescribers?|doctors?|drs?|gps?|general practitioner|surgery|practice|physicians?|registrar|reg"
    r"|spr|sho"
    r"|consultant|clinicians?|medics?|medical team|team|houseman|house officer|f1|f2|fy1|resident|attending"
    r"|clinic)\b"
)
_ANYONE = (
    _PRESCRIBER.removesuffix(r")\b") + r"|[a-z]+ologists?|psychiatrists?|specialists?|obstetrician"
    r"|p?a?ediatrician"
    r"|(?:dr|doctor) [a-z]+|who(?:ever)? (?:prescribed|wrote|ordered)|switchboard)\b"
)
_TELL = (
    r"(?:contact(?:ed|ing)?|inform(?:ed|ing)?|call(?:ed|ing)?|ring(?:ing)?|rang|phon(?:e|ed|ing)"
    r"|telephon(?:e|ed|ing)"
    r"|notif(?:y|ied|ying)|alert(?:ed|ing)?|speak(?:ing)? (?:to|with)|spoken (?:to|with)|spoke (?:to|with)"
    r"|talk(?:ed|ing)? (?:to|with)|t(?:ell|old|elling)|bleep(?:ed|ing)?|pag(?:e|ed|ing)|messag(?:e|ed|ing)"
    r"|email(?:ed|ing)?|discuss(?:ed|ing)?(?: (?:it|this|that))? with|d/w|check(?:ed|ing)?(?: (?:it|this"
    r"|that))? with"
    r"|quer(?:y|ied|ying)(?: (?:it|this|that))? with|liais(?:e|ed|ing) with|consult(?:ed|ing)?"
    r"|clarif(?:y|ied|ying)(?: \w+){0,2} with|confirm(?:ed|ing)?(?: \w+){0,3} with|get (?:hold of|on to"
    r"|back to)"
    r"|get in touch with|run(?:ning)? (?:it|this|that) (?:past|by)|rais(?:e|ed|ing)(?: \w+){0,3} with"
    r"|flag(?:ged|ging)?(?: \w+){0,2} (?:with|to)|escalat(?:e|ed|ing)(?: (?:it|this|that))? to"
    r"|go(?:ing)? back to)"
)
_TOLD = (
    rf"\b(?:{_TELL} {_OF}{_ANYONE}|let(?:ting)? {_OF}{_ANYONE} know|make {_OF}{_ANYONE} aware"
    rf"|(?:give|given|gave|giving|drop|dropped|send|sent) {_OF}{_ANYONE} (?:a|an) (?:quick )?(?:ring|call"
    rf"|bell|shout|line|message|email|note)"
    rf"|(?:a (?:quick )?)(?:word|chat|call|message|note|phone call) (?:with|to) {_OF}{_ANYONE}"
    rf"|(?:ask(?:ed|ing)?|get(?:ting)?|have) {_OF}{_ANYONE} to (?:change|re-?write|correct|amend"
    rf"|review|confirm|clarify|switch|stop|cancel|reconsider|write|say|specify|state|spell|decide|look|check|think|sign"
    rf"|prescribe|re-?chart|chart|alter|adjust|swap|choose|pick|explain|agree)"
    rf"|{_PRESCRIBER} (?:needs? to|must|should|has to) (?:know|be told|be informed|hear)"
    rf"|{_PRESCRIBER} (?:informed|notified|contacted|told|aware)\b)"
)
_SPECIALIST = (
    r"(?:[a-z]*ologists?|[a-z]*iatrists?|[a-z]*iatricians?|obstetricians?|geneticists?|dietici?ans?"
    r"|dietitians?"
    r"|surgeons?|an(?:a)?esthetists?|midwife|midwives|dentists?|optician|(?:clinical )?pharmacists?"
    r"|(?:[a-z]+ )?(?:specialists?|consultants?|experts?)|(?:[a-z]+ ){0,2}(?:team|unit|clinic|nurse|service"
    r"|centre|center"
    r"|department|doctors?)|(?:the )?hospital (?:that|which|where|who)|onc|neuro|haem|gastro|cardio|renal"
    r"|rheum|psych|endo"
    r"|nephro|derm|obs|gynae|micro|id)\b"
)
_CONSULTED = (
    rf"\b(?:(?:{_TELL}|ask(?:ed|ing)?|see(?:n by)?|involv(?:e|ed|ing)|refer(?:red|ral)?(?: \w+)? to|via"
    rf"|through|under"
    rf"|appointment with|input from|advice (?:of|from)|opinion (?:of|from)|reviewed by|agreed? with"
    rf"|agreement (?:of|with)"
    rf"|together with|jointly with|sent? to|hand (?:\w+ )?to|get|r/v|a word with|leave (?:it|this|that) to"
    rf"|take (?:it|this) up with"
    rf"|up to|decision (?:of|for)|with) {_OF}(?:new |specialist |named )?{_SPECIALIST}"
    rf"|let(?:ting)? {_OF}{_SPECIALIST}[^.;]{{0,40}}? know|{_SPECIALIST} (?:should|must|ought to|needs? to"
    rf"|has to|to|can|will"
    rf"|would) (?:\w+ )?(?:decide|know|be told|be asked|advise|choose|agree|review|see|plan|guide|weigh|say"
    rf"|approve|oversee"
    rf"|r/v))|\b{_SPECIALIST.removesuffix(chr(92) + 'b')} (?:r/v|review|referral|input|advice|opinion"
    rf"|appointment)\b"
)
_REPORTED = (
    r"\b(?:datix(?:ed)?\b|dif1|incident (?:form|report)s?\b|(?:error|incident) (?:log|system|reporting)\b"
    r"|(?:report|log|record|writ(?:e|ten) up|submit|file|enter)(?:ed|ing)?\b(?: \w+){0,4}"
    r" (?:incidents?|errors?|near[ -]miss(?:es)?|ismp|nrls|lfpse|medwatch|safety report)\b"
    r"|(?:incident|error|near[ -]miss) (?:(?:must|should|needs to|has to|is to|to|will) be )?"
    r"(?:reported|logged|recorded|written up)\b)"
)
_EMERGENCY = (
    r"(?:\ba&e\b|\ba and e\b|\bcasualty\b|\bemergency (?:department|room|services|care)\b|\b(?:the|an"
    r"|to) (?:er|ed)\b"
    r"|\b(?:dial|ring|call|phone) (?:999|911|112|000)\b|\b999\b|\b911\b|\bambulance\b|\bblue[ -]light"
    r"|\bparamedics?\b|\bhospital (?:now|today|tonight|at once|immediately|straight away|right away)\b"
    r"|\b(?:straight|right|go|send (?:him|her|them)|get (?:him|her|them|yourself)) to (?:the )?hospital\b)"
)
_FED = (
    r"\b(?:with (?:or (?:just |right )?after |or following )?(?:some |a |an |your |her |his |the |each "
    r"|every |main )*"
    r"(?:food|meals?|breakfast|lunch|dinner|supper|tea|snack"
    r"|something (?:to eat|fatty|rich|greasy|solid|substantial)|bite to eat|evening meal|milk)"
    r"|(?:just |right |straight )?after (?:some |a |your |her |his |the |each |every )*"
    r"(?:food|meals?|eating|breakfast|lunch|dinner)|pc|on a full stomach|cc|at (?:meal ?times?|meals"
    r"|breakfast|lunch|dinner)|alongside (?:food|a meal)"
    r"|something in (?:your|her|his|the|their) (?:stomach|tummy)|line (?:your|her|his|the) stomach"
    r"|(?:halfway |midway )?(?:through|during) (?:a |the |your |her |his |their |each |every |main |evening )*"
    r"(?:meals?|breakfast|lunch|dinner|supper|tea)|(?:when|while|as) (?:s?he|you|they)(?: is| are|'s"
    r"|'re)? eat(?:s|ing)?"
    r"|needs? (?:the |a |some |its |proper )*(?:meal|food)|(?:mov\w+|shift\w*|tied) to (?:the |her |his |your )*"
    r"(?:[\w']+ ){0,3}(?:meal|breakfast|lunch|dinner|supper|tea)|along ?(?:with|side) (?:a |the |your "
    r"|her |his |their )*"
    r"(?:meal|food|breakfast|lunch|dinner|supper)|not (?:on|with) an empty stomach|never on an empty stomach"
    r"|food (?:with|alongside) it)\b"
)
_UNFED = (
    r"\b(?:(?:on )?an empty stomach|before (?:any |your |her |his |the |each |every )*(?:food|meals?|eating"
    r"|breakfast)"
    r"|before anything else|before any other \w+|ac|fasting|fasted|(?:not|never) with (?:any )?(?:food"
    r"|meals?)|(?:(?<!with or )without|away from"
    r"|apart from) (?:food|meals))\b"
)
_BACK = (
    r"(?:\b(?:straight|right) (?:back|in)(?: to (?:us|me|the \w+))?\b"
    r"|\bmeans? (?:an? )?(?:ambulance|999|hospital|a&e)\b"
    r"|[a-z], (?:ring|phone|call)(?=[.;!]|$)"
    r"|\b(?:come|comes|bring (?:him|her|them|the child|baby)|go|return|pop|get|phone|ring|call|report"
    r"|take (?:him|her|them))"
    r" (?:(?:straight|right) )?(?:back|us|in again|to us)\b|\breturn(?:s|ing)? (?:if|immediately|at once"
    r"|with|for|when|should)"
    r"|\bseek (?:\w+ )?(?:medical |urgent )?(?:help|advice|attention|care)\b|\b(?:ring|call|dial|phone) 111\b"
    r"|\bsafety[- ]net|\bcome in (?:again )?(?:if|should|when)\b|\bre-?attend\b"
    r"|\b(?:review(?:ed)?|seen|looked at|re-?examined?|re-?checked?) (?:\w+ )?(?:if|should)\b"
    r"|\bsos\b(?= (?:if|when|for))"
    r"|\b(?:if|should|unless)\b[^.;]{3,90}?,? (?:then )?(?:a|the|your|her|his) (?:gp|doctor|nurse|surgery"
    r"|hospital|clinic)"
    r" (?:should|must|needs|ought|has)\b"
    r"|\b(?:if|should|unless)\b[^.;]{3,80}?\b(?:(?:have|get) (?:him|her|them|it|you"
    r"|yourself) (?:\w+ )?(?:seen|looked at"
    r"|examined|checked|reviewed|in\b|back)|(?:needs?|must|should|has|have) (?:to )?(?:be )?(?:seen?"
    r"|looked at|examined"
    r"|a (?:doctor|review|second look))\b|(?:see|phone|call|ring|contact|tell|let) (?:the |a |your |her "
    r"|his )?"
    r"(?:gp|doctor|surgery|us|me|111|999|clinic|nurse|ward|team)\b|(?:i|we) (?:want|need|would like"
    r"|'d like) to "
    r"(?:know|hear|see))"
    rf"|\b(?:if|should|unless|when|once|as soon as|in case|(?:at )?the first|any|an?y? (?:child|baby|person"
    rf"|patient|mother|man|woman|toddler|infant) (?:that|who|with))\b[^.;?]{{3,90}}?{ACTION}"
    rf"|[a-z]{{3}}[^.;?!]{{0,60}}\? ?(?:then |and |please |so |stop \w+ and )?(?=(?:dial|ring|phone|call|go"
    rf"|come|bring|get|seek|see|tell|straight|take|a&e|999|111|hospital|contact|have|back|don't"
    rf"|stop)){ACTION}"
    rf"|{ACTION}[^.;?]{{0,40}}?\b(?:if|should|when|unless|for any|with any|at the first|as soon as|in case)\b"
    rf"|{ASKS_WHEN.pattern})"
)
#: where somebody is sent or kept so that others watch over them
_ADMITTED = (
    r"(?:\badmi(?:t|ts|tted|tting|ssion)\b(?! (?:that|to (?:being|having|some)|it\b|on admission))|\bhospitali[sz]\w+"
    r"|\bblue[- ]light(?:ed)?\b|\b999\b|\bambulance\b|\b(?:send|bring|take|get|ship|rush) (?:him|her|them|you"
    r"|the (?:patient|child|baby)) (?:(?:straight|right|on|over|up|down|round) )?(?:in\b(?! (?:a|an|my|his|her|with)\b)"
    r"|to (?:the |a |an )?(?:hospital|a&e|casualty|medics|medical|acute|emergency|assessment|ward|er\b|ed\b))"
    r"|\bhospital (?:observation|bed|stay|today|now|tonight|assessment|monitoring|care)\b"
    r"|\b(?:needs?|wants?|belongs?|goes?|straight|off|into|to be in|keep (?:him|her|them) in) (?:to |in "
    r"|a )?(?:the )?hospital\b"
    r"|\bkeep(?:s|ing)? (?:him|her|them) (?:in (?:overnight|tonight|for|until|till|hospital)|on the ward)\b"
    r"|\b(?:acute medical|medical assessment|amu|mau|sdec|same[- ]day emergency care)\b"
    r"|\bsame[- ]day (?:medical )?(?:assessment|admission)\b|\ba&e (?:now|today|tonight|at once|straight)\b)"
)
_REFERRED = (
    rf"(?:\brefer(?:red|ring|ral|s)?\b|\b(?:see|seen by|seeing|visit|go to|pop (?:in |along |down |round )?to"
    rf"|book(?:ed)? (?:in )?with|appointment with|assessed by"
    rf"|reviewed by|review by|hand (?:him|her|it) (?:over )?to) {_OF}{_PRESCRIBER}|\b(?:needs?|has|ought"
    rf"|must|should) (?:to )?be seen"
    rf"|\b(?:gp|doctor) (?:appointment|review|today|now|this (?:week|morning|afternoon))|\bcrisis (?:line"
    rf"|team)|\bsame[- ]day"
    r" (?:review|appointment|assessment)|\bout[- ]of[- ]hours\b|\burgent (?:review|appointment|assessment))"
    r"(?![^.;]{0,60}\b(?:if|should|in case)\b)"
)
_DRY = (
    r"\b(?:(?:no|avoid\w*|without|off|skip|cut out|give up|steer(?:ing)? clear of|stay(?:ing)? (?:away from"
    r"|off)|keep(?:ing)? (?:off|away from|clear of)"
    r"|abstain(?:ing)? from|leave|nothing|lay off|stop drinking|(?:don't|not|never) (?:drink|touch"
    r"|have)(?: any)?)"
    r" (?:the |all |any |your |his |her )*(?:alcohol\w*|booze|drink(?:ing)?\b(?! of| water)|wine|beer"
    r"|spirits)"
    r"|alcohol (?:should be|must be|is to be|is best) avoided|alcohol is out(?! of)|alcohol-free|teetotal"
    r"|not a drop\b(?! of (?:water|it\b|juice)))"
)
_MORNING = (
    r"\b(?:in the mornings?|(?:each|every) morning|mane|om|qam|at breakfast|with breakfast|after breakfast"
    r"|before breakfast"
    r"|on waking|first thing|before noon|early in the day|in the am)\b"
)
_NIGHT = (
    r"\b(?:at (?:night|bed ?time)|nocte|before (?:bed|sleep|going to bed)|bed ?time|last thing|qhs"
    r"|in the evenings?|each evening|every evening)\b"
)
#: (how a rubric names the errand, how an answer does)
_SPELL = (
    r"(?:overnight|through the night|all night|for (?:the next |at least )?(?:\d+|six|four|a few|several|some|twelve)"
    r" ?(?:h|hrs?|hours?|days?))"
)
_AWHILE = (
    r"(?:(?:at least|a minimum of|a good|about|a further|another|the first|some) )?"
    r"(?:\d{1,2}|four|six|eight|ten|twelve|a few|several|some)(?: ?(?:-|to|or) ?(?:\d{1,2}|six|eight|twelve))?"
    r" ?(?:h|hrs?|hours)\b"
)
_ON_THE_WARD = (
    r"(?:in|here|on the ward|(?:in|with) (?:hospital|us|the department|resus|majors))"
    rf" (?:(?:for )?{_AWHILE}|overnight|tonight|(?:until|till) (?:morning|tomorrow|the morning))"
)
_WATCHED_OVER = (
    r"\b(?:observ|watch|monitor|check)(?:e|ed|ing|s)? (?:(?:her|him|them|the (?:patient|child|baby)) )?(?:very |so )?"
    rf"(?:closely|carefully|hourly|{_SPELL})"
    rf"|\bkeep(?:s|ing)? (?:a (?:close|careful) (?:eye|watch)|(?:her|him|them) (?:under observation|in for|{_SPELL}))"
    rf"|\b(?:keep|hold)(?:s|ing)? (?:her|him|them|the (?:patient|child)) {_ON_THE_WARD}"
    rf"|\b(?:stays?|remains?|kept|is to stay) {_ON_THE_WARD}"
    rf"|\b{_AWHILE} (?:of observation|under our eyes|on the ward|in the department|in resus)\b"
    r"|\b(?:close|careful|continuous|hourly|regular|frequent|strict|overnight|24-hour)"
    r" (?:observations?|monitoring|watch|obs)\b"
    r"|\b(?:obs|observations) (?:(?:every|q) ?\d+|\d+[- ]?h(?:ou)?rly|hourly|overnight|q\d+)"
    r"|\bunder observation\b|\bkeep(?:s|ing)? (?:her|him|them) on (?:a|the) (?:\w+ )?monitor\b"
    r"|\b(?:obs|observations?)(?: (?:chart|set))?\W{0,4}(?:every|each|per) (?:\w+ )?(?:shift|hour|day|\d)"
    r"|\b(?:watch|monitor|observ)(?:e|ed|ing|s)? (?:x ?\d|(?:(?:her|him|them) )?(?:out )?for (?!(?:half|an?|\d+"
    r"|ten|fifteen|twenty|thirty)\b))"
    r"|\blook(?:s|ing)? out (?:all (?:through|week|the time) |throughout |carefully |hard )*for\b"
    r"|\b(?:sit|stay|nurse) (?:with|by|beside) (?:her|him|them)\b"
    r"|\b(?:somebody|someone) (?:must |should |to )?(?:stays?|sits?) (?:with|by|at|beside) (?:her|him)\b"
)
_BABY = r"(?:new-?born|neonate|baby|infant|little one|bairn|child|bub|bairn|nursling|tot)"
_BABY_WATCHED = (
    r"\b(?:watch|observ|monitor|check|examin|assess|weigh)(?:e|ed|ing|s|es)? (?:on |over |for )?(?:[\w-]+ ){0,3}?"
    rf"{_BABY}\b|\bkeep(?:s|ing)? (?:an? )?(?:[\w-]+ )?(?:eye|watch) on (?:[\w-]+ ){{0,2}}?{_BABY}\b"
    rf"|\b{_BABY} (?:(?:should|must|needs?|wants?|is|ought|has|to|will)\s){{1,3}}(?:be )?(?:watch|observ|monitor|check"
    r"|examin|assess|kept in|seen)\w*"
    rf"|\b(?:obs|observations?) (?:on|of|for) (?:[\w-]+ ){{0,2}}?{_BABY}\b"
)
#: when somebody is seen again, and to find out what
_COME = (
    r"(?:(?:again |back |here )?(?:in|within|on|at|next|by|this|before|after|the (?:next|following|day)|every"
    r"|tomorrow|weekly"
    r"|monthly|daily)\b|(?:again )?to (?:make sure|be sure|see|check|find out|ensure)\b|again\b)"
)
_SEEN_AGAIN = (
    r"\b(?:re-?assess|re-?evaluat)\w*|\b(?:clinical |early |close |regular |weekly )?(?:review|r/v|rv|f/u)(?:ed)? "
    rf"(?:(?:her|him|them|you) )?{_COME}|\bfollow(?:ed|s|ing)?[- ](?:up|(?:her|him|them|you) (?:up|closely))\b"
    rf"|\b(?:see|sees|seeing|seen|visit|look in on|drop in on|check (?:in )?on|phone|ring) (?:(?:her|him|them"
    rf"|you) )?{_COME}"
    rf"|\b(?:have|want|get|bring|ask) (?:her|him|them|you) (?:to come )?(?:back|in) {_COME}"
    rf"|\b(?:come|comes|pop|pops|call) (?:back|in) {_COME}"
)
_ERRANDS = (
    (
        r"(?:close |continued |further |keep )?(?:observ(?:e|ing|ation)|monitoring|monitor)"
        r"(?: (?:closely|him|her|the patient|overnight|in hospital|for .*toxicity|for .*syndrome))?",
        _WATCHED_OVER,
    ),
    (
        r"(?:clinical(?:ly)? |early )?(?:re-?assess(?:ment|ing|ed)?|follow[- ]?up(?: (?:visit|appointment|review))?)",
        _SEEN_AGAIN,
    ),
    (
        r"(?:observ(?:e|ing|ation)|monitor(?:ing)?|watch(?:ing)?|check(?:ing)?)(?: of| for| on)? (?:the |her |an? )?"
        r"(?:newborn|neonate|baby|infant|breastfed infant|nursling)(?: (?:closely|after birth|at birth))?"
        r"|(?:newborn|neonatal|infant) (?:observations?|monitoring|checks?)|observing newborn",
        _BABY_WATCHED,
    ),
    (
        r"(?:(?:ask|tell|involve|refer to|discuss with|contact|inform|see) )?(?:the |her |his |a "
        r"|an )*(?:[a-z]+ologists?"
        r"|[a-z]+ology(?: team| advice| review| input)?|psychiatrists?|specialists?(?: advice| input| review"
        r"| referral)?"
        r"|(?:[a-z]+ ){1,2}(?:team|unit|clinic|specialist|nurse|service))",
        _CONSULTED,
    ),
    (
        rf"(?:(?:to|by|please) )?{_TELL} {_OF}{_PRESCRIBER}|(?:prescriber|gp|doctor) (?:contacted|informed"
        rf"|notified)",
        _TOLD,
    ),
    (
        r"(?:medication |safety )?(?:incident|error) report(?:ing|ed)?|(?:report|log|record) (?:it as "
        r"|as )?(?:the|an?|this|it as an?) "
        r"(?:incident|error|medication error|near[ -]miss)|datix",
        _REPORTED,
    ),
    (
        r"a&e|999|911|112|(?:call |an? )*ambulance|(?:go to |the |an? )*emergency (?:department|room"
        r"|services)|casualty"
        r"|(?:call|dial|ring) (?:999|911|112)|(?:the )?(?:er|ed)",
        _EMERGENCY,
    ),
    (
        r"(?:urgent |emergency |hospital |immediate |same[- ]day )*(?:admi(?:t|tted|ssion)|hospitali[sz]ation)"
        r"(?: to (?:the )?hospital)?|same[- ]day assessment(?: or admission)?|send (?:in|to (?:the )?hospital)"
        r"|hospital (?:admission|observation|assessment)",
        _ADMITTED,
    ),
    (
        r"(?:take |taken |taking )?(?:it )?(?:with|after) (?:or after )?(?:food|meals?|a meal|breakfast"
        r"|eating)",
        _FED,
    ),
    (
        r"(?:return|come back|bring back|seek (?:\w+ )?(?:help|advice|attention|care)|re-?attend|call back|red flags"
        r"|when to seek (?:\w+ )?help)"
        r"(?: (?:immediately|urgently|promptly|at once))?(?: if\b.*)?|(?:return precautions|safety[- ]net\w*"
        r"|red flags advice)(?: .*)?",
        _BACK,
        OPEN,
    ),
    (
        rf"(?:refer(?:ral|red)?|see|sees|seen by|signpost)(?: (?:to|with))? {_OF}{_PRESCRIBER}(?: (?:review"
        rf"|referral|appointment))?"
        r"|(?:gp|doctor|medical) (?:review|referral|assessment|appointment)|same[- ]day (?:review"
        r"|assessment|appointment)"
        r"|(?:needs |urgent )+(?:medical )?(?:review|referral|assessment)|refer(?:ral)?|medical review",
        _REFERRED,
    ),
    (
        r"(?:avoid(?:ing)?|no|abstain from|(?:do not|don't) drink|not drink(?:ing)?)(?: any| all"
        r"| drinking)? alcohol",
        _DRY,
    ),
    (r"(?:take |taken )?(?:it )?(?:in the|each|every) morning|morning dos(?:e|ing)", _MORNING),
    (
        r"(?:take |taken )?(?:it )?(?:at (?:night|bedtime)|before bed|in the evening|each evening)"
        r"|bedtime dos(?:e|ing)",
        _NIGHT,
    ),
    (r"(?:take |taken |on )*an? empty stomach|empty stomach|before (?:food|breakfast|meals)", _UNFED),
)


#: those that leave something open among them, with the states in which they are said all the same
_ALL: tuple[tuple[str, str] | tuple[str, str, frozenset[State]], ...] = (*_ERRANDS, *DOUBTS, *POINTS, *NURSING)


@cache
def _errands() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(named), re.compile(done)) for named, done, *_ in _ALL)


@cache
def _also_said_in() -> dict[str, frozenset[State]]:
    """The states, beside a plain statement, in which each errand that leaves something open is said."""
    return {each[1]: each[2] for each in _ALL if len(each) > 2}


@cache
def _said_as() -> dict[str, str]:
    """The errands that the sayings of `data/doubts.tsv` tell too, and of which kind."""
    return {**SAID, _BACK: "fails"}


def places_of(errand: re.Pattern[str], reading: Reading) -> list[tuple[int, int]]:
    """Where the words of an errand stand, whoever says them."""
    found, kind = reading.places_of(errand), _said_as().get(errand.pattern)
    return [*found, *reading.told(kind)] if kind is not None else found


#: errands that are done now: "999 if she fits" sends nobody in
_AT_ONCE = frozenset((_ADMITTED,))


def _hangs_on_worse(reading: Reading, start: int) -> bool:
    """Whether something is done only once it comes to the worst, in the sentence where it stands."""
    sentence = reading.sentence_at(start)
    return bool(sentence.conditions) or sentence.is_question


def said_in(errand: re.Pattern[str], reading: Reading) -> Iterator[tuple[int, int]]:
    """Where an answer itself says an errand."""
    also = _also_said_in().get(errand.pattern, frozenset())
    for start, end in places_of(errand, reading):
        if allows(reading.folded.text, start, end):
            continue  # "no harm in crushing it"
        if errand.pattern in _AT_ONCE and _hangs_on_worse(reading, start):
            continue
        said = reading.assertion_of(start, end)
        if said.holds or said.state in also:
            yield start, end


@lru_cache(maxsize=16_384)  # the rubrics of a run ask for the same words again and again
def errand_of(spelling: str) -> re.Pattern[str] | None:
    """The pattern by which an answer says what a folded phrase of a rubric asks to be done; None for other phrases."""
    return next((done for named, done in _errands() if named.fullmatch(spelling)), None)
