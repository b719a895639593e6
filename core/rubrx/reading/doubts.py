"""Doubts: the ways an answer leaves a decision open without the word for it: by response, by results, by person.

A rubric writes "titrate to response", "individual variation" or "ask about missed doses"; an answer says "where we go
from there depends on how sleepy she gets". Each is an errand like those of `actions`: one pattern for how a rubric
names it, one for how an answer does. Some are said in an "if" or a question, and are none the less said.
"""

from __future__ import annotations

from rubrx.reading.assertion import State
from rubrx.reading.sayings import choices_of

_THEY = r"(?:she|he|they|you|it|the (?:patient|child|baby|boy|girl|man|woman)|(?:mr|mrs|ms|miss)\.? \w+)"
_RESPONSE = choices_of("guiding")
_BY_RESPONSE = (
    rf"(?:\b(?:depend\w*|hing\w+|bas\w+|driven|guided|steered|dictated|decided|led|judged?)(?: [a-z]+)?"
    rf" (?:on|upon|by|from) (?:how|what|whether|(?:the |her |his |their |your |its )?(?:[a-z]+ )?{_RESPONSE})"
    rf"|\baccording to (?:how|(?:the |her |his |their |your )?(?:[a-z]+ )?{_RESPONSE})"
    rf"|\bin line with (?:the |her |his |their |your )?{_RESPONSE}"
    rf"|\bas (?:well )?(?:{_THEY} )?(?:is |are )?(?:tolerat\w+|manages?|copes?|able|can (?:tolerate|manage"
    rf"|bear|take))"
    r"|\b(?:as|if|when|until|provided|while|per) (?:well |it'?s |she's |he's |they're )?tolera\w+"
    r"|[/+,] ?tolerabilit\w+|\btolerabilit\w+ permitting"
    rf"|\bin (?:the )?light of (?:how|what|(?:the |her |his |their |your |its )?(?:[a-z]+ )?{_RESPONSE})"
    rf"|(?:\bper|/|@|acc\.? to|according) (?:to )?{_RESPONSE}"
    rf"|\b{_RESPONSE} (?:will |should |must |can |to |then |always )*(?:calls? the (?:tune|shots)|decides?"
    rf"|sets?|tells?|guides?|dictates?|leads?|steers?|determines?|rules?|drives?|governs?"
    rf"|has the last word)\b"
    r"|\b(?:creep|inch|step|go|work|edge|move|climb|build|nudge|ease|come|titrat\w*)(?:ing)? (?:it |the dose "
    r"|you |him |her |slowly |gradually )*(?:up|down)\b[^.;]{0,40}\b(?:till|until|as|if|by how|according"
    r"|depending|while)\b"
    r"|\bstart(?:ing)? low,? (?:and |& )?go(?:ing)? slow|\bnext (?:dose|step|change|move|script|increase"
    r"|rise) (?:is|will be|gets|comes|depends|hangs) (?:\w+ )?(?:written|decided|set|chosen|worked|taken|made"
    r"|on|from)"
    r"|\bwhere (?:we|you) start\b|\bstarting (?:point|dose|place),? (?:not|and|only|to be|which)\b|\b(?:only"
    r"|just|merely) (?:a|the|where) (?:starting|start|opening|first)\b"
    r"|\b(?:shift|nudge|move|change|alter|modify|modified|revise|revised|adapt|adapted|tailor\w*) (?:it "
    r"|the dose |that |things )?(?:accordingly|from there|as (?:we|you) go|to (?:her|him|the (?:person"
    r"|patient))|up or down)\b"
    r"|\bto (?:effect|response|symptoms?|comfort|clinical response|tolerability)\b"
    rf"|\bgo(?:ing)? by (?:how|what|(?:the |her |his )?{_RESPONSE})|\bsee how {_THEY} (?:get|go|respond|feel"
    rf"|cope|do|take|far)"
    rf"|\b(?:if|unless|provided|so long as|as long as|once|until|only when) {_THEY}"
    r"(?:'s| is| are|'re| isn't| aren't| does| doesn't| gets| feels| becomes| remains| can)?(?: [a-z]+){0,2}?"
    r" (?:dizz\w+|drows\w+|sleepy|sick|comfortable|coping|cop(?:es|e)|tolerat\w+|manag\w+|unsteady|settled"
    r"|sedated"
    r"|faint|light-?headed|respond\w*|improv\w+)"
    r"|\btitrat\w+ (?:[a-z]+ ){0,4}(?:to|against|by|according)\b"
    r"|\b(?:patient|pt|person|client|symptom|her|him|self)[- ]led\b|\b(?:own|comfortable) (?:pace|speed|rate"
    r"|time)\b"
    rf"|\b(?:let|allow|have) (?:[\w']+ ){{0,3}}{_RESPONSE}(?: \w+)? (?:be |to )?(?:guide|decide|dictate|tell"
    rf"|set|show|steer|lead|say|govern|determine|the judge|your guide)\b"
    rf"|\bwhichever way (?:\w+ ){{0,3}}{_RESPONSE}|\b(?:up or down|up and down|down or up)\b|\bopening (?:bid"
    rf"|gambit|move|shot)\b|\bfirst (?:guess|shot|stab|approximation)\b"
    r"|\bset (?:the|his|her|their|your) (?:own )?(?:pace|speed|tempo)\b"
    rf"|\b(?:let|adjust\w*|chang\w*|guid\w*|set|go|judge\w*|decid\w*) (?:it )?(?:by |on |from |with )?(?:what"
    rf"|how (?:often|much"
    rf"|many|well|far)) {_THEY} (?:has|have|need\w*|ask\w*|use\w*|feel\w*|cop\w*|do|does|get\w*|manag\w*|tolerat\w*)\b"
    r"|\b(?:if|provided|as long as|once|so long as|when) (?:the|this|that|each|every) (?:\w+ )?(?:round|cycle"
    r"|step|dose|week|course"
    r"|fortnight) (?:is|goes|passes|was|went|proves|stays|has gone)\b"
    rf"|\b(?:hold(?:ing)?|pause|stay(?:ing)?|stop|stand(?:ing)?|wait|plateau|slow(?: down)?|go back"
    rf"|back (?:up|off)|stick|linger"
    rf"|don't (?:move|go)|drop back)\b"
    r"[^.;]{0,50}?\b(?:if|until|till|should|when(?:ever)?)\b"
    rf"|\b(?:if|should|when)\b[^.;]{{3,50}}?,? (?:then )?(?:hold|pause|stay|wait|plateau|slow|go back"
    rf"|back off|stick|ease|drop back)\b"
    r"|\b(?:let|allow) (?:the |her |his |their |your )?(?:symptoms?|response|pain|levels?|body|numbers?"
    r"|readings?)"
    r" (?:guide|decide|dictate|tell|set|be (?:the|your|our) guide)|\bfeel (?:our|your|the) way\b)"
)
_REVIEWED = (
    rf"(?:\b(?:(?:agreed|arranged|booked|fixed|planned) (?:on )?(?:an? )?(?:\w+ )?(?:call|review|visit"
    rf"|appointment|check)|review(?:ed|ing)?|reassess\w*|re-assess\w*|re-?evaluat\w+|re-?visit\w*"
    rf"|re-?examin\w+|re-?think\w*"
    rf"|look(?:ed)? (?:at )?(?:(?:it|this|things|him|her|them|you) )?(?:again|afresh|anew)|(?:takes?|has|have"
    rf"|having|taking) (?:another|a second|a fresh|a further) look|start (?:again|afresh|over)|think again"
    rf"|take stock|check (?:back|in) (?:on|with)"
    rf"|(?:see|have|look at) (?:him|her|them|you) (?:again|back)"
    rf"|(?:see|ring|call|phone) (?:him|her|them|you) (?:again|tomorrow|next|in|on|after|at|the)"
    rf"|follow(?:ing)?[- ]?up|follow (?:him|her|them|this|it) up|{_THEY} (?:needs|need) (?:another"
    rf"|a further) look)\b"
    r"|\b(?:r/v|rv|f/u)\b)"
)
#: "let's see how she gets on": looked at again, by what comes of it
_SEE_HOW = (
    rf"(?:{_REVIEWED}|\bsee how (?:well )?{_THEY} (?:gets? on|goes?|responds?|feels?|copes?|does|do|fares?|manages?))"
)
_ADJUSTED = (
    r"(?:\b(?:to|and|then|can|may|might|will|we'll|i'd|should|ready to|prepared to) (?:be )?(?:tweak|adjust"
    r"|fine-?tun"
    r"|chang|modif|alter|correct|step(?:ped)? (?:up|down)|go (?:up|down))\w*"
    r"|\b(?:shift|nudge|move|alter|change) (?:it|the dose|things) from there"
    r"|\badjust (?:it|the dose|as|from there|according|after|if|later|accordingly)|\b(?:fine-?tun|tweak)\w*)"
)
_IF_IT_FAILS = (
    r"\b(?:if|should|when|where)\b[^.;,]{0,40}?\b(?:fails?|doesn't|does not|hasn't|has not|isn't|is not"
    r"|aren't|don't|haven't"
    r"|no (?:response|improvement|better|change|rise|effect|relief|benefit|joy|luck)|persists?|still)\b"
    r"|\bno (?:joy|luck|better|improvement|change|relief|response|success|progress|difference) (?:by|after|in"
    r"|within|at|on|from)\b"
    r"|\bstill (?:\w+ ){1,4}(?:after|by|in|at|on|next|tomorrow|a week|and)\b"
    r"|\b(?:give|allow)(?:ing)? it (?:about |up to |only )?(?:an?|one|two|three|four|five|\d+|until"
    r"|till)\b[^.;]{0,25}(?:[;,:]| and| then| before| at most)[^.;]{0,60}?"
    r"\b(?:see|still|review|back|look|again|more|ring|call|if|think|rethink|reconsider|longer)\b"
    r"|\b(?:failing that|failing which|in which case|if not,|non-?respon\w+|if no (?:↑|↓))"
)
_REVIEWED_IF = _REVIEWED + "|" + _IF_IT_FAILS
_OTHER_MEDICINES = (
    r"\b(?:what else|(?:anything|something|any\w*) else|any(?: other)?|other|all (?:her|his|the|your)|which"
    r"|what|current|regular)"
    r" (?:[a-z-]+ ){0,2}?(?:medicines?|medications?|meds|drugs?|tablets?|pills?|supplements?|remedies"
    r"|prescriptions?|inhalers?"
    r"|(?:are|is|do|does) (?:she|he|they|you)\b|(?:she|he|they|you)(?:'s|'re| is| are)? (?:tak|on\b|us))"
    r"|\b(?:are|is) (?:you|she|he|they) (?:also )?(?:on|taking|using) (?:any|the|other|some|something|a|an)\b"
    r"|\b(?:check|review|see|know|list|go through) (?:her |his |the |your |their |all )?(?:meds|medicines?"
    r"|medications?|drug chart"
    r"|drug history|other tablets|prescriptions?)\b|\bdhx?\b|\bdrug history\b|\bmeds\?"
)
_PEOPLE_DIFFER = (
    r"(?:\bvar(?:y|ies|ied|iable|iation|iability|ying)\b|\bdiffers?\b(?! (?:in|by) (?:one|a) )"
    r"|\b(?:not every(?:one|body|\b)|no two|nobody|no one|no-one|not all|few) (?:[\w']+ ){0,4}?(?:the same"
    r"|alike"
    r"|identical(?:ly)?|equally|exactly|quite as|match)"
    r"|\bone (?:man|woman|person|patient|child|body|baby)\b[^.;]{3,60}\b(?:another|the next|(?:his"
    r"|her) neighbou?r|someone else|others?|his brother|her sister)\b"
    r"|\b(?:no recipe|no one[- ]size|one[- ]size|one size fits|off the peg|made to measure|made-to-measure"
    r"|bespoke|tailor\w*|no two alike|horses for courses|your mileage may vary)\b"
    r"|\b(?:from )?(?:one )?(?:person|patient|man|woman|child|body) to (?:the next|another|person|patient)\b"
    r"|\bindividual(?:ly|s|ised|ized)?\b (?:\w+ )?(?:differ|respon|vari|react|sensitiv|factors?|basis"
    r"|patient)"
    r"|\b(?:approximat\w+|rough(?:ly)? (?:guide|equivalen\w+|estimate|figure|conversion)|ballpark"
    r"|rule of thumb"
    r"|only (?:a |an )?(?:guide|estimate|approximation|starting point)|(?:not|isn't|aren't|hardly|nothing"
    r"|far from)"
    r" (?:an )?exact(?: science)?|inexact|imprecise|not set in stone|educated guess)"
    r"|\b(?:x|cross|incomplete cross)-? ?tolerance\b"
    r"|\b(?:may|might|could|can) (?:well |turn out |prove |be ){0,2}(?:be )?(?:more|less"
    r"|unusually) (?:sensitive"
    r"|responsive|affected|susceptible)|\bsome (?:people|patients|women|men|children|of them)\b[^.;]{3,80}"
    r"\b(?:others?|some|while|whereas|and a few)\b)"
)
_RESULTS = choices_of("results")
_AWAITED = (
    rf"(?:\b(?:pending|awaiting|await)\b|\b(?:until|till|once|when|after|before) (?:the |we |i |her |his "
    rf"|you |those "
    rf"|that |all )?(?:[a-z]+ ){{0,2}}?(?:{_RESULTS} (?:is|are|come|comes|arrive|report|results?|back|in\b"
    rf"|known"
    rf"|available|show|tell)|(?:know|hear|have|get|see) (?:[a-z]+ ){{0,3}}?(?:{_RESULTS}|what|which|whether"
    rf"|more"
    rf"|back))|\b{_RESULTS} (?:is|are|comes?) (?:back|in|known|to hand|through)\b"
    rf"|\b(?:subject to|depend\w* on|contingent on|conditional on|guided by|in (?:the )?light of"
    rf"|go(?:ing)? by"
    rf"|according to|based on|tailor\w* to|adjust\w* to) (?:the |her |his |your "
    rf"|local )?(?:[a-z]+ )?{_RESULTS}"
    rf"|\b(?:see|wait for|wait and see) what (?:the )?(?:{_RESULTS}|grows|comes back)"
    rf"|\bwhat (?:the )?(?:urine|lab"
    r"|culture|sample|swab) (?:grows|shows|says|turns up))"
)
_FIGURES = f"(?:{_RESULTS}|{choices_of('figures')})"
#: the next step hangs on a figure: "if the trough is above 1, hold", "a pH under 7.35 then means ..."
_HANGS_ON = (
    rf"(?:{_AWAITED}|\b(?:until|till|once|when|before) (?:the |her |his )?{_FIGURES}(?:'s|'re| is| are) (?:in"
    rf"|back|known|through)\b"
    rf"|\b(?:hang|hing|turn|rest|depend|stand)s? (?:or falls? )?(?:on|upon|with) (?:(?:the|her|his|your|their"
    rf"|what|how|whether) )*"
    rf"(?:[a-z-]+ ){{0,2}}?{_FIGURES}\b"
    rf"|\b(?:if|should|unless|provided(?: that)?|as long as|so long as|when|once|only if|where) (?:(?:the|her"
    rf"|his|your|their|that|this"
    rf"|repeat|next) )*(?:[a-z-]+ ){{0,2}}?{_FIGURES}(?: \w+){{0,2}}? (?:is|are|comes?|came|stays?|goes?"
    rf"|falls?|drops?|rises?|climbs?|turns?"
    r"|proves?|shows?|grows?|reads?|exceeds?|reaches|allows?|permits?|says?|tells?|remains?"
    r"|[<>≤≥])(?! (?:this|so|that|as|already|too)\b)"
    rf"|\b(?:question|matter|job|one|call|decision) for (?:the |her |his |your )?(?:[a-z]+ )?{_FIGURES}\b"
    rf"|\btbc\b[^.;]{{0,40}}{_FIGURES}|\bleave (?:\w+ )?(?:blank|open)\b"
    rf"|\b{_FIGURES} (?:will|should|must|can|may|to|then|(?:of|under|over|above"
    rf"|below) [\d.]+(?: \w+)? )*(?:decides?|tells?|guides?"
    r"|dictates?|steers?|determines?|settles?|means?|permitting|allowing)\b(?! (?:nothing|little|no\b|not\b|very)))"
)
_TAKEN_AS_MEANT = (
    r"(?:\b(?:miss(?:ed|es|ing)?|skipp?\w*|forg[eo]t\w*|left out|leaving out|omitt\w+|run out of|ran out of"
    r"|dropped)\b"
    r"[^.;?]{0,40}?\b(?:doses?|tablets?|pills?|capsules?|any|it|them|one|insulin|injections?|some)\b"
    r"|\b(?:vouch|certain|sure|confirm|check|swear|know) (?:\w+ ){0,3}(?:every|each|all) (?:\w+ )?(?:tablets?"
    r"|capsules?|doses?|pills?)\b"
    r"|\b(?:adheren|complian|concordan)\w+"
    r"|\b(?:is|are|was|been|has) (?:he|she|they|you)?(?: \w+)? ?(?:taking|swallowing|using) (?:it|them|his"
    r"|her|every|all"
    r"|the)\b[^.;?]{0,40}\?|\btak\w+ (?:it|them|his \w+|her \w+) (?:regularly|reliably|as prescribed"
    r"|every day"
    r"|properly|at all))"
)
_GUIDES = choices_of("guides")
_CARRIAGE = r"(?:swabs?|screen\w*|mrsa|carri\w+|coloni\w+|resistan\w+|status)"
#: the choice hangs on what is found here: "unless the microbiologists say otherwise", "if he carries MRSA, vancomycin"
_LOCAL = (
    rf"(?:\b(?:subject to|depend\w* (?:up)?on|hing\w+ on|hang\w* on|contingent on|conditional on"
    rf"|according to|in line with"
    rf"|guided by|as per|per|go(?:ing)? by|goes by|follow\w*|look up|bow to|defer to|stick to|check) [^.;]{{0,40}}?"
    rf"\b(?:{_CARRIAGE}|{_GUIDES}|(?:your|the|local|his|her) (?:hospital|trust|unit|ward|region|bugs|house)\w*)"
    rf"|\b(?:unless|if|should|until|once|when|provided|assuming|where"
    rf"|pending)\b [^.;]{{0,30}}?\b(?:{_CARRIAGE}|{_GUIDES})\b"
    rf"|\b{_GUIDES} (?:may|might|could|will|can|would)(?: well| yet| still)? (?:steer|send|point|prefer"
    rf"|want|choose|overrule"
    rf"|direct|have|say|suggest|differ|advise|name|pick|favou?r|rather|tell|know|swap|change)\b"
    rf"|\b(?:whatever|what|whichever)\b[^.;]{{0,30}}?\b(?:{_GUIDES}|hospital|trust|unit|lab)\b[^.;]{{0,20}}"
    rf"\b(?:says?|prefers?|uses?|grows?|stocks?|recommends?|advises?|dictates?|names?|wants?))"
)
_BLEEDING = r"\b(?:bleed(?:s|ing)?|bruis\w+|haemorrhag\w*|hemorrhag\w*)"
#: a risk that is weighed, and not only named: "hangs on his bleeding risk", "provided he is no bleeder"
_WEIGHED = (
    rf"(?:(?:\b(?:hang|hing|turn|rest|depend|com|boil)(?:s|es|ing|e)? (?:(?:up)?on|down to|with)"
    r"|\b(?:subject|according) to"
    rf"|\bcontingent on|\bguided by|\bdecided by|\bweigh\w*(?: up)?|\bbalanc\w*|\bjudge\w* (?:by|on)"
    rf"|\b(?:in|bearing) (?:the )?(?:light of|mind)|\bmindful of|\bassess\w*|\bconsider\w*|\btaking into account)\b"
    rf"[^.;]{{0,60}}?{_BLEEDING}"
    rf"|\b(?:if|provided|as long as|so long as|unless|assuming|where|should|whether|only)\b[^.;]{{0,50}}?(?:{_BLEEDING}"
    r" (?:risk|history|past)|\brisk (?:of|from) (?:a )?bleed\w*|\b(?:high|low) bleeding risk|\bbleeder|\bbled before)"
    rf"|{_BLEEDING} (?:risk|history)\b[^.;]{{0,40}}\b(?:decid\w+|permit\w*|allow\w*|guid\w+|settles?|dictat\w+|tips?"
    r"|sways?|determin\w*|low enough|acceptable|comes? into|weighs?))"
)
#: "as long as his kidneys hold", "stop it on days when he can't keep fluids down"
_WHILE_WELL = r"\bsick[- ]day|\bif (?:he|she|they|you) (?:is|are|gets?|falls?) (?:dehydrated|ill|unwell|sick)\b"
#: those that the sayings of `data/doubts.tsv` tell too, and of which kind
SAID = {_AWAITED: "await", _HANGS_ON: "await", _WHILE_WELL: "while", _REVIEWED_IF: "fails"}
#: (how a rubric names it, how an answer says it, the states in which it is said all the same)
OPEN = frozenset({State.HYPOTHETICAL, State.OPEN})
_ASKED = frozenset({State.HYPOTHETICAL, State.QUESTION, State.OPEN})
DOUBTS = (
    (
        r"(?:titrat\w*|adjust\w*|individuali[sz]\w*|increas\w*|dos\w+)?(?: (?:the )?(?:dose|slowly"
        r"|gradually))* ?"
        r"\b(?:to|by|on|with|per|according to|depending on|based on|guided by|against) "
        r"(?:(?:clinical |patient |individual |the |her |his |blood |glucose |drug )*(?:response|effects?"
        r"|toler\w+|symptoms?|side[- ]effects?|readings?|glucose|levels?|sugars?|inr|blood pressure|pain))"
        r"(?: and (?:response|tolerability|side effects))?|(?:as|if) tolerated"
        r"|(?:patient|symptom|person)[- ](?:led|guided|driven)|(?:hold|pause|slow|stop)(?: the taper"
        r"| reduction| step)? (?:if|when)"
        r" .*|(?:at )?(?:his|her|their|own|the patient's) (?:own )?pace|flexible pace",
        _BY_RESPONSE,
        OPEN,
    ),
    (
        r"(?:review|reassess|assess|check|see) (?:the |her |his )?(?:response|effect|progress)(?: to treatment)?",
        _SEE_HOW,
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
        r"(?:review|reassess|investigate|re-?evaluate|reconsider|stop|switch|escalate"
        r"|change)(?: .*)? if (?:no|not|poor"
        r"|inadequate|insufficient|symptoms|persist)\b.*|if (?:no response|it fails|not improving).*",
        _REVIEWED_IF,
        OPEN,
    ),
    (
        r"(?:ask (?:about|for) |check |review |asks about |confirm )*(?:other|concomitant|concurrent|current"
        r"|all|her other"
        r"|his other) (?:medicines?|medications?|drugs?|meds|treatments?|prescriptions?)|(?:drug"
        r"|medication) history"
        r"|interacting (?:drugs?|medicines?)|polypharmacy",
        _OTHER_MEDICINES,
        _ASKED,
    ),
    (r"(?:review|reassess) and adjust|adjust (?:later|as needed|accordingly)", f"{_REVIEWED}|{_ADJUSTED}", OPEN),
    (r"adjust(?:ed|ing|ment)?(?: (?:the )?dose)?", _ADJUSTED, OPEN),
    (
        r"(?:ratios?|responses?|effects?|needs?|doses?|levels?|requirements?|people|patients?"
        r"|tables?) (?:vary|varies"
        r"|differ|are approximate)|(?:inter-?)?individual (?:variation|variability|response|differences)"
        r"|varies"
        r"|(?:inter-?patient )?variab\w+|(?:incomplete )?cross-tolerance|approximate|(?:an? )?(?:estimate"
        r"|approximation)"
        r"|not everyone(?: .*)?",
        _PEOPLE_DIFFER,
        OPEN,
    ),
    (
        r"(?:pending|await(?:ing)?|subject to|depending on(?! results)|once|until"
        r"|wait for) (?:the )?(?:[a-z]+ ){0,2}?"
        r"(?:results?|cultures?|levels?|tests?|bloods|scan|sensitivit\w+|susceptib\w+|swab)(?: .*)?",
        _AWAITED,
        OPEN,
    ),
    (
        r"(?:(?:makes? )?(?:\w+ )?)?(?:depend(?:s|ing|ent)?|conditional|contingent|guided|based) (?:on|by) (?:the )?"
        rf"(?:[a-z]+ ){{0,2}}?{_RESULTS}|(?:only )?then decide|if confirmed|once confirmed|if (?:it is )?confirmed",
        _HANGS_ON,
        OPEN,
    ),
    (r"(?:choice )?depends on local policy or carriage", _LOCAL, OPEN),
    (r"depends on (?:the |his |her )?(?:bleeding risk|risk of bleeding)", _WEIGHED, OPEN),
    (
        r"(?:if|while|provided|as long as|so long as|when) (?:the )?(?:renal|kidney) function (?:is |stays |remains )?"
        r"(?:stable|unchanged|normal)|unless (?:dehydrated|unwell|ill)|sick[- ]day(?: rules?)?",
        _WHILE_WELL,
        OPEN,
    ),
    (
        r"(?:ask about |check |assess |missed )*(?:adherence|compliance|missed doses?|missed tablets"
        r"|skipped doses)",
        _TAKEN_AS_MEANT,
        _ASKED,
    ),
)
