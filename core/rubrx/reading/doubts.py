"""Doubts: the ways an answer leaves a decision open without the word for it: by response, by results, by person.

A rubric writes "titrate to response", "individual variation" or "ask about missed doses"; an answer says "where we go
from there depends on how sleepy she gets". Each is an errand like those of `actions`: one pattern for how a rubric
names it, one for how an answer does. Some are said in an "if" or a question, and are none the less said. `GAP` is how
missing knowledge is told of in general: what evidence is of, what it lacks, what it amounts to.
"""

from __future__ import annotations

import re

from rubrx.reading.assertion import State

_THEY = r"(?:she|he|they|you|it|the (?:patient|child|baby|boy|girl|man|woman)|(?:mr|mrs|ms|miss)\.? \w+)"
_RESPONSE = (
    r"(?:response|respond\w*|effect\w*|symptoms?|tolera\w+|pain|sedation|sleep\w*|drows\w+|dizz\w+|side[- ]effects?"
    r"|blood pressure|readings?|sugars?|levels?|meter|finger-?pricks?|numbers?|figures?|results?|chart|diary|cuff|monitor|tests?|bloods?|progress|need|comfort|function|weight|mood|rash|bleeding)"
)
_BY_RESPONSE = (
    rf"(?:\b(?:depend\w*|hing\w+|bas\w+|driven|guided|steered|dictated|decided|led|judged?)(?: [a-z]+)?"
    rf" (?:on|upon|by|from) (?:how|what|whether|(?:the |her |his |their |your |its )?(?:[a-z]+ )?{_RESPONSE})"
    rf"|\baccording to (?:how|(?:the |her |his |their |your )?(?:[a-z]+ )?{_RESPONSE})"
    rf"|\bin line with (?:the |her |his |their |your )?{_RESPONSE}"
    rf"|\bas (?:well )?(?:{_THEY} )?(?:is |are )?(?:tolerat\w+|manages?|copes?|able|can (?:tolerate|manage|bear|take))"
    r"|\b(?:as|if|when|until|provided|while|per) (?:well |it'?s |she's |he's |they're )?tolera\w+"
    r"|[/+,] ?tolerabilit\w+|\btolerabilit\w+ permitting"
    rf"|\bin (?:the )?light of (?:how|what|(?:the |her |his |their |your |its )?(?:[a-z]+ )?{_RESPONSE})|(?:\bper|/|@|acc\.? to|according) (?:to )?{_RESPONSE}"
    rf"|\b{_RESPONSE} (?:will |should |must |can |to |then |always )*(?:calls? the (?:tune|shots)|decides?|sets?|tells?|guides?|dictates?|leads?|steers?|determines?|rules?|drives?|governs?|has the last word)\b"
    r"|\b(?:creep|inch|step|go|work|edge|move|climb|build|nudge|ease|come|titrat\w*)(?:ing)? (?:it |the dose |you |him |her |slowly |gradually )*(?:up|down)\b[^.;]{0,40}\b(?:till|until|as|if|by how|according|depending|while)\b"
    r"|\bstart(?:ing)? low,? (?:and |& )?go(?:ing)? slow|\bnext (?:dose|step|change|move|script|increase|rise) (?:is|will be|gets|comes|depends|hangs) (?:\w+ )?(?:written|decided|set|chosen|worked|taken|made|on|from)"
    r"|\bwhere (?:we|you) start\b|\bstarting (?:point|dose|place),? (?:not|and|only|to be|which)\b|\b(?:only|just|merely) (?:a|the|where) (?:starting|start|opening|first)\b"
    r"|\b(?:shift|nudge|move|change|alter|modify|modified|revise|revised|adapt|adapted|tailor\w*) (?:it |the dose |that |things )?(?:accordingly|from there|as (?:we|you) go|to (?:her|him|the (?:person|patient))|up or down)\b"
    r"|\bto (?:effect|response|symptoms?|comfort|clinical response|tolerability)\b"
    rf"|\bgo(?:ing)? by (?:how|what|(?:the |her |his )?{_RESPONSE})|\bsee how {_THEY} (?:get|go|respond|feel|cope|do|take|far)"
    rf"|\b(?:if|unless|provided|so long as|as long as|once|until|only when) {_THEY}"
    r"(?:'s| is| are|'re| isn't| aren't| does| doesn't| gets| feels| becomes| remains| can)?(?: [a-z]+){0,2}?"
    r" (?:dizz\w+|drows\w+|sleepy|sick|comfortable|coping|cop(?:es|e)|tolerat\w+|manag\w+|unsteady|settled|sedated"
    r"|faint|light-?headed|respond\w*|improv\w+)"
    r"|\btitrat\w+ (?:[a-z]+ ){0,4}(?:to|against|by|according)\b"
    r"|\b(?:patient|pt|person|client|symptom|her|him|self)[- ]led\b|\b(?:own|comfortable) (?:pace|speed|rate|time)\b"
    rf"|\b(?:let|allow|have) (?:[\w']+ ){{0,3}}{_RESPONSE}(?: \w+)? (?:be |to )?(?:guide|decide|dictate|tell|set|show|steer|lead|say|govern|determine|the judge|your guide)\b"
    rf"|\bwhichever way (?:\w+ ){{0,3}}{_RESPONSE}|\b(?:up or down|up and down|down or up)\b|\bopening (?:bid|gambit|move|shot)\b|\bfirst (?:guess|shot|stab|approximation)\b"
    r"|\bset (?:the|his|her|their|your) (?:own )?(?:pace|speed|tempo)\b"
    rf"|\b(?:hold|pause|stay|stop|wait|plateau|slow(?: down)?|go back|back (?:up|off)|stick|linger|don't (?:move|go)|drop back)\b"
    r"[^.;]{0,50}?\b(?:if|until|till|should|when)\b"
    rf"|\b(?:if|should|when)\b[^.;]{{3,50}}?,? (?:then )?(?:hold|pause|stay|wait|plateau|slow|go back|back off|stick|ease|drop back)\b"
    r"|\b(?:let|allow) (?:the |her |his |their |your )?(?:symptoms?|response|pain|levels?|body|numbers?|readings?)"
    r" (?:guide|decide|dictate|tell|set|be (?:the|your|our) guide)|\bfeel (?:our|your|the) way\b)"
)
_REVIEWED = (
    rf"(?:\b(?:(?:agreed|arranged|booked|fixed|planned) (?:on )?(?:an? )?(?:\w+ )?(?:call|review|visit|appointment|check)|review(?:ed|ing)?|reassess\w*|re-assess\w*|re-?evaluat\w+|re-?visit\w*|re-?examin\w+|re-?think\w*"
    rf"|look(?:ed)? (?:at )?(?:(?:it|this|things|him|her|them|you) )?(?:again|afresh|anew)|(?:takes?|has|have|having|taking) (?:another|a second|a fresh|a further) look|start (?:again|afresh|over)|think again|take stock|check (?:back|in) (?:on|with)"
    rf"|(?:see|have|look at) (?:him|her|them|you) (?:again|back)"
    rf"|(?:see|ring|call|phone) (?:him|her|them|you) (?:again|tomorrow|next|in|on|after|at|the)"
    rf"|follow(?:ing)?[- ]?up|follow (?:him|her|them|this|it) up|{_THEY} (?:needs|need) (?:another|a further) look)\b"
    r"|\b(?:r/v|rv|f/u)\b)"
)
_ADJUSTED = (
    r"(?:\b(?:to|and|then|can|may|might|will|we'll|i'd|should|ready to|prepared to) (?:be )?(?:tweak|adjust|fine-?tun"
    r"|chang|modif|alter|correct|step(?:ped)? (?:up|down)|go (?:up|down))\w*"
    r"|\badjust (?:it|the dose|as|from there|according|after|if|later|accordingly)|\b(?:fine-?tun|tweak)\w*)"
)
_IF_IT_FAILS = (
    r"\b(?:if|should|when|where)\b[^.;,]{0,40}?\b(?:fails?|doesn't|does not|hasn't|has not|isn't|is not|aren't|don't|haven't"
    r"|no (?:response|improvement|better|change|rise|effect|relief|benefit|joy|luck)|persists?|still)\b"
    r"|\bno (?:joy|luck|better|improvement|change|relief|response|success|progress|difference) (?:by|after|in|within|at|on|from)\b"
    r"|\bstill (?:\w+ ){1,4}(?:after|by|in|at|on|next|tomorrow|a week|and)\b"
    r"|\b(?:give|allow)(?:ing)? it (?:about |up to |only )?(?:an?|one|two|three|four|five|\d+|until|till)\b[^.;]{0,25}(?:[;,:]| and| then| before| at most)[^.;]{0,60}?"
    r"\b(?:see|still|review|back|look|again|more|ring|call|if|think|rethink|reconsider|longer)\b"
    r"|\b(?:failing that|failing which|in which case|if not,|non-?respon\w+|if no (?:↑|↓))"
)
_OTHER_MEDICINES = (
    r"\b(?:what else|(?:anything|something|any\w*) else|any(?: other)?|other|all (?:her|his|the|your)|which|what|current|regular)"
    r" (?:[a-z-]+ ){0,2}?(?:medicines?|medications?|meds|drugs?|tablets?|pills?|supplements?|remedies|prescriptions?|inhalers?"
    r"|(?:are|is|do|does) (?:she|he|they|you)\b|(?:she|he|they|you)(?:'s|'re| is| are)? (?:tak|on\b|us))"
    r"|\b(?:are|is) (?:you|she|he|they) (?:also )?(?:on|taking|using) (?:any|the|other|some|something|a|an)\b"
    r"|\b(?:check|review|see|know|list|go through) (?:her |his |the |your |their |all )?(?:meds|medicines?|medications?|drug chart"
    r"|drug history|other tablets|prescriptions?)\b|\bdhx?\b|\bdrug history\b|\bmeds\?"
)
_PEOPLE_DIFFER = (
    r"(?:\bvar(?:y|ies|ied|iable|iation|iability|ying)\b|\bdiffers?\b(?! (?:in|by) (?:one|a) )"
    r"|\b(?:not every(?:one|body|\b)|no two|nobody|no one|no-one|not all|few) (?:[\w']+ ){0,4}?(?:the same|alike"
    r"|identical(?:ly)?|equally|exactly|quite as|match)"
    r"|\bone (?:man|woman|person|patient|child|body|baby)\b[^.;]{3,60}\b(?:another|the next|(?:his|her) neighbou?r|someone else|others?|his brother|her sister)\b"
    r"|\b(?:no recipe|no one[- ]size|one[- ]size|one size fits|off the peg|made to measure|made-to-measure|bespoke|tailor\w*|no two alike|horses for courses|your mileage may vary)\b"
    r"|\b(?:from )?(?:one )?(?:person|patient|man|woman|child|body) to (?:the next|another|person|patient)\b"
    r"|\bindividual(?:ly|s|ised|ized)?\b (?:\w+ )?(?:differ|respon|vari|react|sensitiv|factors?|basis|patient)"
    r"|\b(?:approximat\w+|rough(?:ly)? (?:guide|equivalen\w+|estimate|figure|conversion)|ballpark|rule of thumb"
    r"|only (?:a |an )?(?:guide|estimate|approximation|starting point)|(?:not|isn't|aren't|hardly|nothing|far from)"
    r" (?:an )?exact(?: science)?|inexact|imprecise|not set in stone|educated guess)"
    r"|\b(?:x|cross|incomplete cross)-? ?tolerance\b"
    r"|\b(?:may|might|could|can) (?:well |turn out |prove |be ){0,2}(?:be )?(?:more|less|unusually) (?:sensitive"
    r"|responsive|affected|susceptible)|\bsome (?:people|patients|women|men|children|of them)\b[^.;]{3,80}"
    r"\b(?:others?|some|while|whereas|and a few)\b)"
)
_RESULTS = (
    r"(?:results?|cultures?|levels?|sensitivit\w+|susceptib\w+|swabs?|scans?|tests?|bloods?|labs?|reports?|biops\w+"
    r"|x-?ray|echo\w*|ecg|urine|sample|microbiolog\w+|lab reports?|creatinine|creat|scr|biochem\w*|chemistry|egfr|renal function|lfts?|inr|count)"
)
_AWAITED = (
    rf"(?:\b(?:pending|awaiting|await)\b|\b(?:until|till|once|when|after|before) (?:the |we |i |her |his |you |those "
    rf"|that |all )?(?:[a-z]+ ){{0,2}}?(?:{_RESULTS} (?:is|are|come|comes|arrive|report|results?|back|in\b|known"
    rf"|available|show|tell)|(?:know|hear|have|get|see) (?:[a-z]+ ){{0,3}}?(?:{_RESULTS}|what|which|whether|more"
    rf"|back))|\b{_RESULTS} (?:is|are|comes?) (?:back|in|known|to hand|through)\b"
    rf"|\b(?:subject to|depend\w* on|contingent on|conditional on|guided by|in (?:the )?light of|go(?:ing)? by"
    rf"|according to|based on|tailor\w* to|adjust\w* to) (?:the |her |his |your |local )?(?:[a-z]+ )?{_RESULTS}"
    rf"|\b(?:see|wait for|wait and see) what (?:the )?(?:{_RESULTS}|grows|comes back)|\bwhat (?:the )?(?:urine|lab"
    r"|culture|sample|swab) (?:grows|shows|says|turns up))"
)
_FIGURES = (
    rf"(?:{_RESULTS}|counts?|figures?|numbers?|readings?|filtration|kidneys?(?: function)?|gas(?:es)?|ph|sats|saturations?|troughs?"
    r"|potassium|u&es?|weight|glucose|sugars?|pressure|scores?|liver (?:tests|function))"
)
#: the next step hangs on a figure: "if the trough is above 1, hold", "a pH under 7.35 then means ..."
_HANGS_ON = (
    rf"(?:{_AWAITED}"
    rf"|\b(?:hang|hing|turn|rest|depend|stand)s? (?:or falls? )?(?:on|upon|with) (?:(?:the|her|his|your|their|what|how|whether) )*"
    rf"(?:[a-z-]+ ){{0,2}}?{_FIGURES}\b"
    rf"|\b(?:if|should|unless|provided(?: that)?|as long as|so long as|when|once|only if|where) (?:(?:the|her|his|your|their|that|this"
    rf"|repeat|next) )*(?:[a-z-]+ ){{0,2}}?{_FIGURES}(?: \w+){{0,2}}? (?:is|are|comes?|came|stays?|goes?|falls?|drops?|rises?|climbs?|turns?"
    r"|proves?|shows?|grows?|reads?|exceeds?|reaches|allows?|permits?|says?|tells?|remains?|[<>≤≥])(?! (?:this|so|that|as|already|too)\b)"
    rf"|\b(?:question|matter|job|one|call|decision) for (?:the |her |his |your )?(?:[a-z]+ )?{_FIGURES}\b|\btbc\b[^.;]{{0,40}}{_FIGURES}|\bleave (?:\w+ )?(?:blank|open)\b"
    rf"|\b{_FIGURES} (?:will|should|must|can|may|to|then|(?:of|under|over|above|below) [\d.]+(?: \w+)? )*(?:decides?|tells?|guides?"
    r"|dictates?|steers?|determines?|settles?|means?|permitting|allowing)\b)"
)
_TAKEN_AS_MEANT = (
    r"(?:\b(?:miss(?:ed|es|ing)?|skipp?\w*|forg[eo]t\w*|left out|leaving out|omitt\w+|run out of|ran out of|dropped)\b"
    r"[^.;?]{0,40}?\b(?:doses?|tablets?|pills?|capsules?|any|it|them|one|insulin|injections?|some)\b"
    r"|\b(?:vouch|certain|sure|confirm|check|swear|know) (?:\w+ ){0,3}(?:every|each|all) (?:\w+ )?(?:tablets?|capsules?|doses?|pills?)\b"
    r"|\b(?:adheren|complian|concordan)\w+"
    r"|\b(?:is|are|was|been|has) (?:he|she|they|you)?(?: \w+)? ?(?:taking|swallowing|using) (?:it|them|his|her|every|all"
    r"|the)\b[^.;?]{0,40}\?|\btak\w+ (?:it|them|his \w+|her \w+) (?:regularly|reliably|as prescribed|every day"
    r"|properly|at all))"
)
#: (how a rubric names it, how an answer says it, the states in which it is said all the same)
OPEN = frozenset({State.HYPOTHETICAL})
_ASKED = frozenset({State.HYPOTHETICAL, State.QUESTION})
DOUBTS = (
    (
        r"(?:titrat\w*|adjust\w*|individuali[sz]\w*|increas\w*|dos\w+)?(?: (?:the )?(?:dose|slowly|gradually))* ?"
        r"\b(?:to|by|on|with|per|according to|depending on|based on|guided by|against) "
        r"(?:(?:clinical |patient |individual |the |her |his |blood |glucose |drug )*(?:response|effects?|toler\w+|symptoms?|side[- ]effects?|readings?|glucose|levels?|sugars?|inr|blood pressure|pain))"
        r"(?: and (?:response|tolerability|side effects))?|(?:as|if) tolerated"
        r"|(?:patient|symptom|person)[- ](?:led|guided|driven)|(?:hold|pause|slow|stop)(?: the taper| reduction| step)? (?:if|when)"
        r" .*|(?:at )?(?:his|her|their|own|the patient's) (?:own )?pace|flexible pace",
        _BY_RESPONSE,
        OPEN,
    ),
    (
        r"(?:review|reassess|re-?evaluate|follow[- ]?up|early review|close follow[- ]?up|revisit)"
        r"(?: (?:after|in|within|at|if|the|regularly|dose|it|later|early|\d+|hours?|days?|weeks?|h|needed"
        r"|every|response|treatment|need|progress))*",
        _REVIEWED,
        OPEN,
    ),
    (
        r"(?:review|reassess|investigate|re-?evaluate|reconsider|stop|switch|escalate|change)(?: .*)? if (?:no|not|poor"
        r"|inadequate|insufficient|symptoms|persist)\b.*|if (?:no response|it fails|not improving).*",
        _REVIEWED + "|" + _IF_IT_FAILS,
        OPEN,
    ),
    (
        r"(?:ask (?:about|for) |check |review |asks about |confirm )*(?:other|concomitant|concurrent|current|all|her other"
        r"|his other) (?:medicines?|medications?|drugs?|meds|treatments?|prescriptions?)|(?:drug|medication) history"
        r"|interacting (?:drugs?|medicines?)|polypharmacy",
        _OTHER_MEDICINES,
        _ASKED,
    ),
    (r"(?:review|reassess) and adjust|adjust (?:later|as needed|accordingly)", f"{_REVIEWED}|{_ADJUSTED}", OPEN),
    (
        r"(?:ratios?|responses?|effects?|needs?|doses?|levels?|requirements?|people|patients?|tables?) (?:vary|varies"
        r"|differ|are approximate)|(?:inter-?)?individual (?:variation|variability|response|differences)|varies"
        r"|(?:inter-?patient )?variab\w+|(?:incomplete )?cross-tolerance|approximate|(?:an? )?(?:estimate|approximation)"
        r"|not everyone(?: .*)?",
        _PEOPLE_DIFFER,
        OPEN,
    ),
    (
        r"(?:pending|await(?:ing)?|subject to|depending on(?! results)|once|until|wait for) (?:the )?(?:[a-z]+ ){0,2}?"
        r"(?:results?|cultures?|levels?|tests?|bloods|scan|sensitivit\w+|susceptib\w+|swab)(?: .*)?",
        _AWAITED,
        OPEN,
    ),
    (r"depends on results|depending on (?:the )?results|conditional on (?:the )?results", _HANGS_ON, OPEN),
    (
        r"(?:ask about |check |assess |missed )*(?:adherence|compliance|missed doses?|missed tablets|skipped doses)",
        _TAKEN_AS_MEANT,
        _ASKED,
    ),
)

_EVIDENCE = (
    r"(?:data|evidence|stud(?:y|ies)|trials?|research|information|literature|experience|knowledge|science|reports?"
    r"|papers?|testing|figures|cohorts?|series|case reports?|samples?|numbers|publications?|follow-up(?: data)?|proof|facts|findings"
    r"|published \w+)\b"
)
_SMALL = (
    r"(?:case|cases|reports?|anecdot\w+|animals?|mice|mouse|rats?|test[- ]tubes?|in vitro|lab\w*|petri|small|handful|few"
    r"|one|two|three|four|five|six|single|isolated|volunteers|theory|hearsay|observational|uncontrolled|an? (?:few )?dozen|dozens?|thin|young|early|sparse"
    r"|shaky|patchy|unsettled|unclear|mixed|poor|weak|contradict\w+|conflict\w+|limited|scant\w*|scarce|flimsy|immature|old|dated|indirect|second-hand|short|retrospective)\b"
)
#: missing knowledge, put in any of the usual manners
GAP = re.compile(
    rf"\b{_EVIDENCE}[^.;:]{{0,40}}?(?:\b(?:never|not|yet to|hardly|barely|scarcely|rarely|seldom)|n't) (?:yet |ever |really )?"
    r"(?:been |be )?(?:properly |formally |well )?(?:done|carried out|published|performed|conducted|run|completed|available"
    r"|exist\w*|there|collected|gathered|settled?|answered?|tell|say|reach\w*|agree\w*|conclusive|clear|good|strong"
    r"|solid|great|robust|up to much)\b"
    rf"|\b(?:don't|do not|haven't|have not|hasn't|has not|doesn't|does not|didn't) (?:really |actually |yet |exactly )?(?:have|got|possess|boast|come with)"
    rf" (?:many|much|enough|a lot of|any|good|proper|decent|reliable|solid|the) (?:[a-z-]+ ){{0,2}}?{_EVIDENCE}"
    r"|\b(?:nobody|no one|no-one|none of us) (?:has|have|had)(?: ever| yet| really| so far)? [a-z]+ (?:\w+ ){0,2}?(?:enough|many|more than)\b"
    r"|\b(?:not|n't|hesitate to|hesitant to|reluctant to|loath to|never|nor) (?:want to |like to |dare )?(?:draw|reach|jump to|come to|rely|lean|hang|bet|bank|count|stake"
    r"|build|read too much|read much|swear|vouch|put (?:much|any|a lot of|too much) (?:weight|faith|trust|store))\b"
    r"|\b(?:too|so|very|rather|pretty|still|quite|fairly|yet) (?:thin|small|short|few|weak|sparse|early|young|scant\w*|patchy|muddled) (?:to|for|that)\b"
    r"|\b(?:early days|in its infancy|in their infancy|work in progress|pinch of salt|grain of salt|crystal ball|flying blind|blind spots?|blank (?:page|spot)s?"
    r"|guess is as good as|be (?:guessing|lying|bluffing|speculating)|thin ice|unanswered|unsettled|not settled|undecided|murky|hazy|uncharted|grey zone|gray zone"
    r"|hunch\w*|folklore|hearsay|word of mouth|by analogy|borrowed from|inferred from|by inference|theoretical(?: only)?|on paper only|mostly theory|only in theory)\b"
    r"|\bmore (?:hope|hype|faith|tradition|theory|opinion|belief|enthusiasm|guess\w*|rumou?r|marketing|noise|questions) than (?:proof|evidence|science|data|facts?|answers?|knowledge|substance)\b"
    r"|\b(?:point|pull|cut|go|look|lean)s? (?:in )?(?:both|several|different|opposite|two|all|either) (?:ways?|directions?)\b"
    r"|\b(?:what|which|that|how \w+) (?:i|we|nobody|no one) (?:can't|cannot|can not|couldn't|don't|do not|can)(?: yet)? (?:tell|say|know|promise|answer|predict|judge|quantify)\b"
    r"|\b(?:wish|would love|'d love) (?:i|we|to)(?: could| be able)?(?: to)? (?:give|tell|say|know|answer)\b"
    rf"|\b{_EVIDENCE}[^.;:]{{0,40}}?\b(?:still (?:recruiting|running|going|under way|ongoing|open|out|awaited)|under ?way|ongoing|awaited|in progress|not (?:yet )?finished|yet to report|recruiting)\b"
    r"|\b(?:realm|territory|land|level|stage) of (?:the )?(?:anecdot\w+|hearsay|theory|guess\w*|speculation|belief|opinion)\b|\banecdotes?\b|\bone (?:person|man|woman|patient)'s (?:story|word|experience)\b"
    r"|\b(?:the|just|only|but) (?:one|only|single|sole|lone) (?:\w+ )?(?:trial|study|paper|report|series|case|publication|experiment)\b"
    r"|\b(?:nobody|no one|no-one|none of us) (?:can|could|would|will|is able to)(?: \w+)? (?:give|tell|say|answer|know|put|name|predict|judge|swear)\b"
    r"|\b(?:suspicion|hunch|hypothesis|impression|theory|belief|guess|rumou?r|possibility|opinion|signal|hint) (?:rather than|more than|not|and not|instead of|but not) (?:an? |hard |solid )?(?:facts?|proof|proven|evidence|certainty|knowledge|finding|verdict)\b"
    r"|\b(?:numbers|data|trials|studies|literature|books?|textbooks?|journals?|pubmed|guidelines?|evidence|research|science|databases?) (?:say|says|offers?|gives?|tells?|shows?|has|have|are|is|holds?) (?:\w+ )?(?:to say )?"
    r"(?:nothing|little|silent|next to nothing|not much|no help|nowt|precious little|no answer|mute|quiet)\b"
    r"|\ball (?:that )?(?:i|we|anyone|you) ?(?:can|could|'ve|have|'d)? ?(?:lay|find|found|offer|have|got|had|know|see|saw|dig|dug|has)\b[^.;]{0,30}?\b(?:is|are|was|were)\b|\b(?:is|gives?|get) (?:you )?a shrug\b|\bshrugs?\b"
    r"|(?:n't|\bnot|\bnothing|\blittle|\bhardly|\bnot a lot|\bnot very) (?:very |all that |a lot |anything )?(?:much |many |a lot )?(?:published|known|written|on record|recorded|documented)\b"
    r"|\b(?:nobody|no one|no-one|none of them) (?:ever |really |properly |yet )?(?:studied|tested|looked|tried|checked|asked|followed|measured|counted|compared|bothered|examined)\b"
    r"|\b(?:trials?|stud(?:y|ies)|reviews?)\b[^.]{0,60}\b(?:negative\b[^.]{3,60}\bpositive|positive\b[^.]{3,60}\bnegative)\b"
    r"|\b(?:reviews?|experts?|opinions?|trials|studies|guidelines|authors|doctors|meta-analyses) (?:\w+ ){0,3}(?:either side|both sides|split|divided|at odds|disagree|contradict|clash)\b"
    r"|\bsome (?:studies|trials|papers|experts|reports|data|doctors|guidelines|authors|reviews|sources|say|found|find)\b[^.;]{3,90}\b(?:others?|some|while|whereas|but)\b"
    r"|\bfor (?:each|every) (?:trial|study|paper|expert|one)\b[^.;]{3,60}\b(?:against|another|opposite|none)\b"
    r"|\b(?:fifty-fifty|50-50|50:50|50/50|toss-?up|toss of a coin|flip of a coin|heads or tails|a mess|messy|all over the place|a muddle|muddled|patchwork)\b"
    r"|\b(?:empty-handed|drew a blank|draws? a blank|(?:came|come|comes|comes?) up (?:empty|short|with (?:nothing|little))|(?:found|find|finds) (?:nothing|little|next to nothing|hardly anything|no \w+)"
    r"|nothing (?:published|in the literature|on record|worth)|(?:can't|cannot|couldn't|could not) find (?:any|a|much|one))\b"
    r"|\b(?:rest|hang|lean|stand|turn)s? (?:up)?on (?:just |only |merely |little more than |no more than |a |an )*(?:one|two|three|single|few|couple|handful|dozen|case"
    r"|animal|lab\w*|mouse|rat|small|pilot|crossover|uncontrolled|anecdot\w+|theory|extrapolat\w+|old)\b(?! (?:tablets?|capsules?|doses?|things?|factors?|question))"
    r"|\b(?:wary|careful|cautious|chary|leery) (?:of|about|with) (?:reading|relying|drawing|leaning|making|claiming|promising|saying)\b"
    r"|\b(?:hasn't|has not|haven't|have not|yet to|not yet|never) (?:really |quite |ever |yet )?(?:caught up|kept up|got (?:there|that far|round to)|come (?:in|up|to)|spoken|ruled|pronounced)\b"
    r"|\b(?:make|making|made|invent|pluck|pull|conjure)(?:ing|ed)? (?:one|it|something|a (?:number|figure)|an? answer|figures|numbers)? ?(?:up\b|out of (?:the air|thin air|a hat)|from (?:the air|thin air|nowhere))"
    r"|\b(?:back of an envelope|back-of-the-envelope|on a napkin|finger in the (?:air|wind)|through a keyhole|in the fog|half the picture|part of the picture"
    r"|(?:incomplete|partial|patchy|blurred|blurry) picture|pieces (?:are )?missing|shaky ground|thin ground|at sea)\b"
    r"|\bhow (?:sure|certain|confident|solid|strong|good|reliable|firm) (?:is|are|am|can)\b[^?.]{1,40}\? ?(?:not (?:very|at all|sure|really|that|as|especially|particularly|terribly)|hardly|barely|less|only)"
    r"|\b(?:not|n't|hardly|scarcely|less than|far from|a long way from|nowhere near) (?:very |at all |really |quite |entirely |too |that |being )?(?:sure|certain|confident|convinced|clear|proof|proven|settled|conclusive)\b"
    r"|\b(?:low|little|limited|modest|weak) (?:confidence|certainty|quality)\b|\bconfidence (?:is|in (?:this|it|that) is) (?:low|limited|modest)\b"
    rf"|\b(?:few|little|hardly any|scant|sparse|limited|scanty|thin|insufficient|inadequate|meagre|patchy|sketchy|flimsy"
    rf"|shaky|weak|poor|low[- ]grade|isolated|sporadic|scattered|conflicting|mixed|a (?:couple|handful|few|scattering"
    rf"|smattering) of|one or two|two or three|not much|not enough|n't much|n't enough|n't any|not any)"
    rf" (?:[a-z-]+ ){{0,3}}?{_EVIDENCE}"
    rf"|\bno (?:good|robust|controlled|human|proper|reliable|long-term|direct|head-to-head|randomi[sz]ed|decent|solid|firm"
    rf"|published|formal|real|convincing|large|clinical|safety) (?:[a-z-]+ ){{0,2}}?{_EVIDENCE}"
    r"|\bno (?:real |certain |reliable |good )?way (?:of|to) (?:know|tell|predict|say|be sure)\w*"
    rf"|\b(?:tiny|small|small-scale|underpowered|too small an?|too few) (?:[a-z-]+ ){{0,2}}?(?:{_EVIDENCE}|group|handful)"
    r"|\bn ?[=≈~<] ?\d{1,2}\b"
    r"|\b(?:impossible|hard|difficult|tricky|not (?:easy|possible)|too (?:early|soon)) (?:for \w+ )?to (?:say|know|tell"
    r"|predict|be (?:sure|certain)|judge)\b"
    r"|\b(?:nobody|no one|no-one|none of us|we|i|experts?|doctors|science|medicine)(?: \w+){0,2}?"
    r" (?:can|could|knows?|know|has|have|is|are)? ?(?:don't|do not|does not|doesn't|cannot|can't|haven't|hasn't|have yet to"
    r"|has yet to|have not|has not) (?:\w+ )?(?:know|tell|worked? (?:it |this )?out|figured?|stud(?:y|ied)|tested?"
    r"|looked (?:at|into)|found out|got (?:good|enough|much|proper)|have (?:good|enough|much|proper|any))\b"
    r"|\b(?:nobody|no one|no-one|none of us) (?:has|have|had)(?: \w+){0,2}? (?:collected|gathered|counted|followed|recorded"
    r"|published|run|done|asked|put|found out|worked out|studied|tested|looked|kept|written|proved|proven|shown)\b"
    r"|(?:\b(?:never|not|yet to|hardly|barely|scarcely|rarely|seldom|poorly|little)|n't) (?:been |be )?(?:properly "
    r"|formally |systematically |really |well |yet |ever |actually |much )*(?:studied|tested|investigated|researched"
    r"|trialled|evaluated|explored|looked (?:at|into)|compared|put to (?:the|a|any)(?: \w+)? (?:test|trial)|worked out|understood|established)\b"
    r"|\b(?:unstudied|untested|guess-?work|guessing|a guess|speculati\w+|grey area|gray area|uncharted|up in the air"
    r"|unanswered|no (?:firm|clear|definite|straight|good) (?:answer|conclusion|verdict)|open to (?:question|debate)"
    r"|far from (?:clear|certain|settled|proven)|anyone's guess|not clear[- ]cut|not black and white)\b"
    rf"|\b(?:needs?|need|want\w*|await\w*|lack\w*|short of|absence of|gaps? in|shortage of|dearth of|paucity of|shy of)"
    rf" (?:the |any |more |better |good |proper |solid |our |further |of )*(?:[a-z]+ )?{_EVIDENCE}"
    rf"|\b(?:more|better|further|larger) (?:[a-z]+ )?{_EVIDENCE} (?:is|are) (?:needed|required|wanted|awaited)"
    rf"|\b(?:{_EVIDENCE}|(?:all|what|everything|most of what|the little)(?:'s)? ?(?:that )?(?:we|i|there|is|out there|exists?|has been)\b[^.;:]{{0,20}}?)"
    rf"[^.;:]{{0,25}}?\b(?:comes? from|consists? (?:of|in)|amounts? to|is (?:limited|confined|restricted|down) to|boils? down"
    rf" to|rests? on|based on|stops? at|goes no further than|add up to|adds up to|is|are)"
    rf" (?:just |only |mostly |mainly |about |no more than |little more than |a |an |some |the |odd )*{_SMALL}"
    rf"|\b(?:only|just|mainly|mostly|merely|nothing but|little more than|little beyond|no more than|nothing beyond"
    rf"|nothing more than|at best) (?:about |a |an |some |odd |the )*(?:[a-z]+ )?{_SMALL}"
    r"(?! (?:tablets?|capsules?|dos\w+|mg|g|ml|puffs?|days?|weeks?|times?|hours?|pills?|of (?:the|these|those)))"
)

#: a fact that is missing, assumed or sent for, in any of the usual manners
MISSING = re.compile(
    r"\b(?:you|they|he|she|the (?:letter|card|chart|note|notes|referral|question|script|form)|nobody|no one) (?:did not|didn't|do not|don't|does not|doesn't|have not"
    r"|haven't|hasn't|has not|has|had|have)? ?(?:\w+ )?(?:state[ds]?|say|said|give[ns]?|gave|mention\w*|tell|told|includ\w+|suppl(?:y|ied)|provid\w+|recorded|weighed|measured|written)\b"
    r"|\b(?:not|n't|never|nowhere) (?:been )?(?:stated|given|mentioned|recorded|supplied|provided|to hand|available|documented|included|specified|measured|weighed|on (?:the )?(?:chart|letter|card|file|record|form))\b"
    r"|\b(?:no|without (?:an?|the|any|his|her|their|your)?) ?(?:recent |current |up-to-date |mention of |record of |sign of |note of |information on |details? of |figure for |word on |idea of |clue to )"
    r"|\b(?:i am|i'm|i've|i have|we are|we're|i) (?:\w+ )?(?:assum(?:e|ed|ing)|presum(?:e|ed|ing)|guess(?:ed|ing)?|suppos(?:e|ed|ing)|taken? (?:it|her|his|the)|taking (?:it|her|his|the)|working (?:on|from))\b"
    r"|\b(?:assuming|presuming|on the assumption|supposing|taking it that|provided that|if we assume)\b"
    r"|\b(?:stands? or falls?|hing\w+|depend\w*|rests?|hangs?|turns?) (?:on|upon|with)\b"
    r"|\b(?:i|we)(?:'d|'ll| would| will)? (?:like|love|want|need|have|prefer|wish)(?: first)? (?:to (?:see|have|know|hear|find out|get|look at)|the|a|an|her|his|your|their|one)\b"
    r"|\b(?:let me have|send me|get me|give me|tell me|find me|fax me|dig out|look up|can you (?:find|get|send|let|give|look)|could you (?:find|get|send|let|give|look))\b"
    r"|\b(?:missing|lacking|blank|absent|unknown|outstanding|wanted|needed|required|first things first|before (?:i|we|you|anyone|anybody|the first|any|a) (?:\w+ )?(?:put|pick|choose|commit|dose|give|say|settle|name"
    r"|decide|recommend|advise|answer|calculate|work|start|tablet|number|dose))\b"
    r"|\b(?:can't|cannot|couldn't|won't|wouldn't|unable to|not able to|impossible to|hard to|no way to) (?:safely |properly |really )?(?:dose|advise|say|answer|commit|recommend|calculate|work (?:it|this|that) out"
    r"|put a (?:figure|number)|give (?:you )?an?|tell|judge|decide|settle|be sure)\b[^.;]{0,40}\b(?:without|until|unless|before|till|w/o)\b"
)

_PERSON = (
    r"(?:gps?|doctors?|drs?|general practitioner|surgery|physicians?|registrar|consultants?|clinicians?|medics?|midwi(?:fe|ves)"
    r"|health visitors?|hv|nurses?|pharmacists?|prescribers?|specialists?|surgeons?|dentists?|dietitians?|[a-z]+ologists?"
    r"|(?:cardi|dermat|neur|haemat|hemat|rheumat|nephr|onc|endocrin|gastroenter|microbi|ur|ophthalm|immun|pharmac|hepat|virol|toxic|radi|path)[a-z]*ology|psychiatry|obstetrics|paediatrics"
    r"|psychiatrists?|p?a?ediatricians?|obstetricians?|geriatricians?|(?:[a-z]+ ){0,2}?(?:team|clinic|unit|service|centre|center"
    r"|ward|department|colleagues?|line|works doctor)|whoever \w+|the (?:one|person|people) who \w+|neuro|cardio|haem|renal|psych|micro|derm|gastro|endo|onc|itu|icu|mdt)\b"
)
_POSS = r"(?:the |her |his |their |your |our |my |an? |whichever |local |own |usual |treating |duty |on-call )*"
#: somebody else's decision, in any of the usual manners
DEFERRED = re.compile(
    rf"\b(?:your|her|his|the|their|a|an) (?:[a-z]+ )?{_PERSON}(?:'s)? (?:can|could|will|would|should|may|might|must|needs? to"
    rf"|ought to|has to|have to|is (?:best|better) placed|knows? best|to (?:decide|advise|review|confirm|choose|agree|weigh|say)"
    rf"|first|agrees?|prefers?|wants?|thinks?|(?:has |have )?(?:said|says|agreed|approved|okayed|signed off|given the)|is (?:happy|content|ok)|advice|opinion|input|blessing|approval|agreement|say-so|decision|call)\b"
    rf"|\b(?:with|without|on|under|after|per|via|through|by|from) {_POSS}{_PERSON}(?:'s)? (?:blessing|approval|agreement|advice"
    rf"|input|say-so|guidance|supervision|ok|okay|nod|consent|go-ahead|opinion)\b"
    rf"|\b(?:leave|hand|pass|put|take|up) (?:it |that |this |the \w+ )?(?:over )?to {_POSS}{_PERSON}"
    rf"|\b(?:defer|liaise|agree|agreed|plan|planned|decide|decided|co-?ordinat\w+|clear|cleared|check|checked|talk|chat|work"
    rf"|raise|sort|sorted|settle|go) (?:it |this |that |things |any \w+ |the \w+ )?(?:to|with|by|through|past|out with"
    rf"|over with|up with) {_POSS}{_PERSON}"
    rf"|\b(?:needs?|wants?|get|seek|take|ask for|obtain|await) {_POSS}{_PERSON} (?:input|advice|opinion|review|approval|view|say)\b"
    rf"|\b{_POSS}{_PERSON} (?:has|have|gets?|should have|must have|with) the (?:last|final|casting) (?:word|say|vote|decision)"
    r"|\b(?:above|beyond|outside) my (?:pay grade|remit|scope|competence|expertise|field|role|station|league)\b|\bnot (?:really )?(?:mine|for me|my (?:call|decision|place|field|job))\b"
    r"|\bsecond opinion\b|\bwiser heads\b|\b(?:somebody|someone) (?:with more|who knows|more (?:senior|experienced)|senior)\b|\b(?:more senior|senior) (?:colleague|help|advice|doctor|review|input)\b"
    rf"|\b(?:want|like|prefer|need) {_POSS}(?:[a-z-]+ )?{_PERSON} (?:in|on|to|involved)\b|\b(?:have|get|let|ask|asking) {_POSS}(?:[a-z-]+ )?{_PERSON} (?:to )?(?:look|see|check|decide|review|say|weigh|assess|have a|clear|sign|examine|advise|take|think|choose|pick|settle|handle|lead|guide|know)\b"
    rf"|\b(?:pop|popped|put|left|leave|leaving|sent|send|sending|dropped|drop|written|wrote|write|emailed|email|messaged|message|bleeped|rung|phoned|texted) (?:an? )?(?:\w+ )?(?:message|note|word|email|letter|line|query|voicemail)? ?(?:for|with|to|at)? ?{_POSS}{_PERSON}"
    rf"|\b(?:view|views|thoughts|take|steer|opinion|verdict|nod|blessing|go-ahead|green light|sign-off|say-so|advice|approval|ok) (?:from|of|by) {_POSS}{_PERSON}"
    rf"|\b{_POSS}{_PERSON}(?:'s|s'|s) (?:view|views|verdict|steer|thoughts|take|blessing|nod|sign-off|green light|territory|domain|job|department|shout|decision|call|choice|opinion|advice)\b"
    rf"|\bwhat (?:does|do|would|will|did) {_POSS}{_PERSON} (?:think|say|prefer|advise|want|suggest|make of)|\b(?:over|down) to {_POSS}{_PERSON}"
    rf"|\b(?:unless|until|once|if) {_POSS}{_PERSON} (?:\w+ )?(?:agree|say|advise|approve|decide|confirm|okay|want|suggest|recommend|prefer|is happy|has)\w*"
    rf"|\b(?:is|are|be|that's|it's|was) (?:one |something |really |best |left |a matter |up )*(?:for|to) {_POSS}(?:[a-z-]+ )?{_PERSON}(?! (?:to take|use|only))"
    rf"|\bget {_POSS}(?:[a-z-]+ )?{_PERSON} (?:on the|in|over|to look|involved|down|on board|to (?:advise|agree|see|say))"
    rf"|\b(?:agreed|arranged|booked|fixed|set up|planned) (?:on )?(?:an? )?(?:\w+ )?(?:call|review|visit|appointment|chat|check) with {_POSS}{_PERSON}"
    rf"|\b(?:one|question|matter|job|decision|task|call|case|thing|choice|problem) for {_POSS}(?:[a-z-]+ )?{_PERSON}"
    rf"|\b(?:brought?|bring|draw\w*|come|call)(?: \w+){{0,3}} to the (?:attention|notice) of {_POSS}(?:[a-z-]+ )?{_PERSON}|\b(?:loop|copy|bring|let) (?:in )?{_POSS}(?:[a-z-]+ )?{_PERSON} (?:in|know|into)\b"
    rf"|\b(?:give|drop|giving|gave|given|dropped) {_POSS}(?:[a-z-]+ ){{0,2}}(?:people|folks?|lot|nurses?|{_PERSON}) (?:an? )(?:\w+ )?(?:bell|ring|call|line|shout|buzz|message|email|note)\b"
    rf"|\b(?:emailed|messaged|bleeped|rung|rang|phoned|texted|asked|told|informed|contacted|alerted|written to|spoken to|consulted) {_POSS}(?:[a-z-]+ )?{_PERSON}"
    rf"|\b(?:word|chat|appointment|conversation|discussion|talk) with {_POSS}{_PERSON}"
    rf"|(?:^|[.;,:→+(]) ?(?:[a-z]+ )?(?:via |per |→ ?|inform |ref(?:er)? |see )?{_PERSON}(?:/[a-z]+)?"
    rf" (?:re\b|first|r/v|rv\b|review|input|advice|to (?:decide|review|advise|ok)|aware|opinion)"
)
