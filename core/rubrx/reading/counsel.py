"""What a patient is told to do with a medicine: how it is swallowed, kept, timed, finished, not stopped, in any words.

Each point is two patterns: how a rubric names it, and how an answer says it (`actions.errand_of` finds them).
"""

from __future__ import annotations

_YOUR = r"(?:(?:the|a|an|his|her|their|your|every|any|whole|entire|full|rest of|all|last|of|its) )*"
_NO = (
    r"(?:no|not|[a-z]+n't|never|without|avoid(?:ing)?|nor|instead of|rather than|refrain from|stop"
    r"|dont|cannot)"
)
_IT = (
    r"(?:it|them|this|these|that|the (?:\w+ )?(?:tablets?|capsules?|pills?|drug|medicine|treatment"
    r"|medication|dose)|[a-z]{5,})"
)

_UPRIGHT = (
    r"\b(?:upright|vertical|(?:sit|stand|stay|keep|remain|sat|propped?)\w* (?:bolt |straight )?(?:up"
    r"|upright|straight)\b"
    rf"|{_NO} (?:\w+ ){{0,3}}(?:lying|lies?|laying|reclin\w+|lie-?downs?|horizontal|slouch\w*)\b|(?:sit"
    rf"|stand)\w*(?: or |/| and )"
    r"(?:sit|stand|walk)\w*|(?:on|off to) (?:your|her|his|their) feet|before (?:you |she "
    r"|he )?(?:\w+ )?(?:lie|lying)\w*)"
)
_WATER = (
    r"\b(?:(?:full|big|large|tall|whole|good|generous|proper|decent|brimming) (?:glass|glassful|tumbler"
    r"|mug|cup|beaker)"
    r"|(?:glass|tumbler|glassful|mug|beaker)(?:ful)? of (?:plain |tap |cold |still )*(?:water|h2o)"
    r"|plenty of (?:\w+ )?water|lots of (?:\w+ )?water|(?:200|240|250|180)\s?ml\b|wash(?:ed|ing)? (?:it "
    r"|them )?down"
    r"|(?:swig|gulp|drink)s? of water|with water)"
)
_WHOLE = (
    rf"\b(?:whole\b|in one piece|intact|unbroken|uncrushed|{_NO} (?:be )?(?:\w+ ){{0,2}}(?:crush|chew"
    rf"|split|break|broken|open|bite"
    r"|bitten|cut|dissolv|grind|ground|halv|suck)\w*)"
)
_COURSE = (
    rf"\b(?:(?:finish|complet|take|see|use up|get through|swallow|go through)\w* {_YOUR}(?:course|box"
    rf"|pack|packet|tablets|strip"
    r"|capsules|bottle|supply)|to the (?:very )?(?:end|last (?:tablet|capsule|dose|one))|(?:right "
    r"|all the way )?to the end"
    r"|until (?:it is |they are |the \w+ is )?(?:all )?(?:gone|finished|empty|used up|run out)"
    r"|(?:down )?to the last (?:tablet|capsule|one|pill)"
    r"|even (?:if|when|though|once|after) (?:\w+ ){1,4}(?:better|well|improv\w+|fine|right as rain"
    r"|clear\w*|gone)"
    r"|(?:take|swallow|finish) (?:them|the lot|it) all|see (?:it|them|this) (?:all |right )?through|(?:full|whole"
    r"|entire) course|every last (?:tablet|capsule|one|dose|pill)|finish (?:it|them)\b"
    rf"|{_NO} (?:\w+ ){{0,2}}(?:stop|quit|cut)\w* (?:\w+ )?(?:early|short|halfway|half-way|part-way"
    rf"|when (?:\w+ )?(?:feel|better)))"
)
_NO_DOUBLE = (
    rf"\b(?:{_NO} (?:\w+ ){{0,3}}(?:doubl\w+|two (?:at once|together|tablets|doses)|twice|extra"
    rf"|catch(?:ing)? up|make up)"
    r"|(?:skip|leave out|miss out|forget about|let go of|drop) (?:the )?(?:missed|forgotten|lost|late)"
    r"|(?:just )?(?:take|have) (?:the )?next (?:one|dose|tablet) (?:as|at)|one (?:dose|tablet) (?:only"
    r"|at a time))"
)
_MISSED = (
    r"\b(?:as soon as (?:\w+ )?(?:remember|realis|realiz|notic|think)\w*|(?:the )?(?:moment"
    r"|minute) (?:\w+ )?(?:remember|realis|realiz|notic)\w*"
    r"|(?:skip|leave out|miss out|forget about|drop) (?:the )?(?:missed|forgotten|late)|(?:if|when"
    r"|should|suppose)"
    r"(?: \w+){1,3} (?:miss|forget|forgot|skip|late)\w*|(?:missed|forgotten|late|skipped) (?:dose|tablet"
    r"|pill|one|day|injection)"
    rf"|{_NO} (?:\w+ ){{0,2}}doubl\w+)"
)
_EVERY_DOSE = (
    rf"\b(?:{_NO} (?:\w+ ){{0,3}}(?:miss|skip|omit|forget|leave out|let (?:\w+ )?slip|run out|gap|late"
    rf"|lapse)\w*"
    r"|(?:every|each) (?:single |last )?(?:dose|tablet|day|time)\b(?! (?:reduc|halv))|without fail"
    r"|without (?:a )?(?:break|gap)s?|religiously|faithfully"
    r"|(?:has|have|must|needs?) (?:to )?be (?:given|taken)\b|have it (?:s?he|they|you) must|cannot (?:do"
    r"|be|go) without|regularly|to the (?:minute|hour|dot|letter)|on the dot|like clockwork|(?:right "
    r"|bang )?on time|punctual\w*|day in,? day out"
    r"|same time (?:each|every|of)|come what may|alarm|pill ?box|dosette|stick to (?:it|the)"
    r"|taken as (?:told|directed|prescribed))"
)
_RINSE = (
    r"\b(?:(?:rins|gargl|swill|swish|wash)\w*(?: out)?(?: (?:the|his|her|your|their))? ?(?:mouth"
    r"|and spit|and gargl|with water|throat|after)?"
    r"|brush\w* (?:\w+ ){0,2}teeth)\b"
)
_ROTATE = (
    r"\b(?:rotat\w+|(?:chang|var|mov|altern|switch|differ|new|fresh|another"
    r"|other)\w* (?:\w+ ){0,4}(?:site|spot|place|side|area|patch of skin|thigh|arm)s?"
    rf"|{_NO} (?:\w+ ){{0,4}}same (?:little |old )?(?:site|spot|place|patch|area|bit|part|side))\b"
)
_FRIDGE = (
    r"\b(?:fridge|refrigerat\w+|cold chain|2 ?(?:-|to) ?8|keep(?:s|ing)? (?:it |them )?(?:cool|cold"
    r"|chilled)|cool ?box|icebox)\b"
)
_DRINKS = (
    r"\b(?:drink\w* (?:\w+ ){0,2}(?:plenty|enough|lots|well|more|water|fluids?|pints|litres?|often"
    r"|a lot)|plenty (?:of fluids?|to drink)"
    r"|(?:well|stay|keep|keeping|staying) (?:well )?(?:hydrated|topped up)|keep (?:\w+ )?fluids? (?:up"
    r"|going)|push (?:the )?fluids|hydrat\w+"
    r"|(?:two|2|three|3) lit(?:re|er)s|lots of (?:water|fluids?)|pint glass|fluid intake|don't (?:go|run"
    r"|get) dry)\b"
)
_SICK_DAY = (
    r"\b(?:sick[- ]day|(?:if|when|while|whenever|on days|during|should|any)\b[^.;]{0,45}\b(?:vomit|sick"
    r"|diarrh|ill\b|dehydrat|the runs|unwell"
    r"|throw\w* up|off (?:his|her|your) food|not (?:eating|drinking)|tummy bug|stomach bug|d&v"
    r"|gastroenteritis|fever)[^.;]{0,60}"
    r"\b(?:stop|paus|hold|skip|omit|leave|withhold|suspend|miss|break|off)\w*"
    r"|\b(?:stop|paus|hold|skip|omit|leave|withhold|suspend|miss|break from"
    r"|stay off)\w*\b[^.;]{0,45}\b(?:vomit|sick\b|diarrh|ill\b|dehydrat|the runs"
    r"|unwell|throwing up|off (?:his|her|your) food|not (?:eating|drinking)|tummy bug|stomach bug|d&v"
    r"|gastroenteritis))"
)
_EATING = (
    r"\b(?:(?:keep|kept|hold|held|manag)\w*[^.;]{0,25}\b(?:meals?|food|dinners?|fluids?|solids|breakfast"
    r"|supper)(?: down)?|back (?:on|to) (?:\w+ )?(?:food|meals|eating|solids)"
    r"|eat(?:s|ing)?(?: and drink\w*)?(?: (?:normally|properly|again|well|as usual))?|e ?& ?d\b"
    r"|meals (?:are )?(?:going|staying) down|(?:appetite|food) (?:is |has )?(?:come )?back"
    r"|tucking in)"
)
_ABSTAIN = (
    rf"\b(?:{_NO} (?:\w+ ){{0,2}}(?:sex|bedroom|intercourse|sleep\w* with|making love)\w*|abstain\w*"
    rf"|abstinence|(?:off|lay off|keep off|hold off|refrain from|skip) (?:\w+ )?(?:sex|intercourse)"
    r"|celibate|condoms?)"
)
_PARTNERS = (
    r"\b(?:partners?|whoever (?:\w+['’]?\w* ){1,5}with|anyone (?:\w+['’]?\w* ){0,4}(?:slept|been) with"
    r"|contact tracing|contacts|girlfriend|boyfriend|husband|wife)\b"
)
_FLAT = (
    r"\b(?:(?:lie|lay|lying|laid|keep|put)\w*[^.;]{0,20}\b(?:flat|down|floor|back)\b|feet up"
    r"|legs? (?:raised|up|elevated|in the air)|on (?:her|his|your|their) back|supine"
    r"|(?:raise|lift|prop|elevat)\w* (?:up )?(?:the |her |his |your )?(?:legs|feet))"
)
_AGAIN_IN_FIVE = (
    r"\b(?:(?:again|repeat\w*|second|another|other (?:pen|one|thigh)|one more)[^.;]{0,50}\b(?:5|five) min\w*"
    r"|(?:5|five) min\w*[^.;]{0,60}\b(?:again|repeat|second|another|other (?:pen|one|thigh)|one more))"
)
_SHADE = (
    r"\b(?:sun(?: ?screen|cream|block| cream| lotion| block|hat)|factor (?:\d+|fifty|thirty)|spf"
    r"|cover(?:ed|ing)? up|long sleeves|(?:wear |a )?(?:wide |broad )?"
    r"(?:brimmed )?hat|(?:stay|keep|keeping|out|away|avoid|shield|protect|hide|stay out|limit|careful"
    r"|watch)\w*(?: \w+){0,3} (?:of|from|in|the)? ?(?:\w+ )?"
    r"(?:sun\b|sunlight|sunshine|sunbeds?|sunbath\w+|midday)|shade|(?:burn|fry"
    r"|blister)s? (?:\w+ ){0,3}(?:in the sun|easily|quick\w+)|no sunbath\w+|sun protection)"
)
_NO_DRIVING = (
    rf"\b(?:{_NO} (?:\w+ ){{0,3}}(?:driv\w+|get(?:ting)? behind (?:a|the) wheel|behind the wheel"
    rf"|operat\w+ machin\w+|machin\w+|go up ladders|climb\w* ladders)"
    r"|(?:hand over|hang up|leave|put away|give up) (?:the |his |her |your )?(?:car )?keys|(?:leave"
    r"|keep) the car (?:at home|in)|driving is (?:out|off|not)"
    r"|(?:keep|stay)\w* (?:away from|off|clear of) (?:the )?(?:wheel|roads?|driving)|off the road"
    r"|someone else (?:\w+ )?(?:drive|at the wheel)|take (?:the bus|a taxi)|dvla)\b"
)
_TAPER = (
    r"\b(?:(?:wean|taper|tail)\w*(?: \w+)? (?:off|down)|(?:wean|taper)\w*|(?:come|bring|step|reduc|cut"
    r"|withdraw|phase|lower)\w* (?:\w+ ){0,3}"
    r"(?:slowly|gradually|in steps|in stages|bit by bit|by degrees|stepwise|over (?:\w+ )?(?:weeks|months))"
    r"|(?:down|drop|reduc\w+|cut|lower|com(?:e|ing)|go)\b[^.;]{0,20}\bby (?:\w+ ){1,4}?(?:every|each|a"
    r"|per) (?:\w+ )?(?:week|fortnight|month|day)s?"
    r"|one (?:\w+ )?(?:step|rung|stair|notch|stage|tablet)?s? ?at a time|step by step|nice and slow"
    r"|eas\w+ off|inch down|down (?:the|a) (?:stairs|ladder|staircase)"
    r"|(?:slow|gradual|stepwise|gentle)(?:ly)? (?:\w+ )?(?:taper|reduction|withdrawal|wean\w*)"
    r"|little by little"
)
_SUDDENLY = (
    rf"|{_NO} (?:\w+ ){{0,4}}(?:stop|quit|drop|come off|coming off|throw|bin\b|cease|discontinu|cut"
    rf"|give up|withdraw|halt|interrupt|chuck|run out)\w*"
    rf"(?: {_IT})? ?(?:suddenly|abruptly|overnight|at once|dead|on (?:your|her|his) own|in one go"
    rf"|cold turkey|straight off|just like that|all at once"
    r"|without|before|of (?:your|her|his) own|off (?:your|her|his) own bat|tonight|today|away"
    r"|at a stroke|sharply)"
    rf"|{_NO.replace('|stop', '')} (?:a |an )?(?:all at once|cold turkey|overnight|suddenly|abruptly|(?:sudden"
    rf"|abrupt) (?:stop|halt|end)\w*)"
    r"|(?:carry|keep|continue) (?:on |going )?(?:with )?(?:\w+ ){0,3}(?:for now|until|till"
    r"|for the time being|meanwhile|pending)"
)
_STOPPING = (
    rf"(?:{_NO}|neither|nothing) (?:\w+ ){{0,4}}?(?:stop|stopped|cease|discontinue|discontinued|come off"
    rf"|quit|omit|omitted|interrupt|interrupted"
    r"|miss|missed|skip|skipped|withheld|abandon|abandoned)\b"
)
#: what is had, and had by a patient who eats nothing: "he takes his 18 units, food or no food"
_HAD = (
    r"(?:needs?|should have|must have|has|have|takes?|taking|(?:go(?:es)?|put) (?:in|down|on)|gives?|given"
    r"|stays?|keeps?"
    r"|kept|inject(?:s|ed)?|gets?|wants? (?:her|his|their)|carr(?:y|ies) on)"
)
_COME_WHAT_MAY = (
    r"\b(?:whatever (?:happens|else|comes|(?:s?he|they|you) (?:eats?|does|do|keeps?|manages?|skips?|leaves?))"
    r"|no matter (?:what|how|whether|if)|come (?:what may|rain or shine)|rain or shine|regardless|at all costs"
    r"|food or no food|(?:eating|sick|well|ill|fed|meals?|food|vomiting|hungry) or (?:not|well|sick|ill"
    r"|fasting|none|no)\b"
    r"|whether (?:or not )?(?:s?he|they|you)(?:'s| is| are| can)? (?:eat\w*|hungry|sick|well|ill|vomit\w*)"
    r"|even (?:if|when|though|on|with|while) (?:[\w']+ ){0,5}(?:eat\w*|empty|food|vomit\w*|sick|fasting"
    r"|starving|nothing))"
)
_LEFT_OUT = r"\b(?:not|never|no|stop|skip|omit|leaves? (?:out|off)|without|hold|withhold|pause)\b|n't\b"
#: "Lantus 22 as normal", "same dose, same time": but "once he eats as normal" speaks of meals
_AS_USUAL = (
    r"(?:\b(?:\d+|units?|u|mg|dose|insulin|pen|tablets?|it|one|basal|(?:needs?|should have|must have|takes?|gives?"
    r"|gets?) (?:[\w'-]+ ){1,4}?)"
    r" ?(?:(?:just |exactly )?(?:as|like) (?:usual|normal|always|ever|before)|unchanged|the same as (?:ever|always))\b"
    r"|\bsame dose,? (?:and )?(?:the )?same time)"
)
#: "the pen is not up for negotiation"; "stopping it is not optional" is of the stopping
_NO_CHOICE = (
    r"(?:(?<!ing)(?<!ing it)(?<!ing this)(?:(?:'s| is| are) (?:not|never|far from)| isn't| aren't)"
    r" (?:up for (?:negotiation|debate|discussion)|optional|negotiable)\b"
    r"|(?<!ing)(?<!ing it)(?:'s| is| are) (?:non-?negotiable|sacrosanct|sacred|untouchable"
    r"|the one (?:thing )?(?:s?he|they|you) (?:cannot|can't|must not|mustn't) (?:do|go|be|manage) without)\b"
    r"|\bkeep(?:s|ing)? (?:[\w-]+ ){1,4}(?:going|running)\b)"
)
_GO_ON = (
    rf"\b(?:{_STOPPING}"
    r"|(?:stopp|ceas|discontinu|dropp|interrupt|withhold|skipp)ing (?:\w+ ){1,3}(?:is"
    r"|would be) (?:an error|a mistake|wrong|dangerous|unwise|unsafe|how)"
    r"|(?:carry|carries|carrying|goes?|go) on (?:with|taking|as|all|through)|carries on\b"
    r"|keeps? (?:going|taking|on|it going|them going|it running)|continu(?:es?|ed|ing)?\b"
    r"|stays? (?:put|on|in place|as it is)|(?:should|must|has to|needs to) (?:stay|continue"
    r"|be (?:continued|kept|given))\b|have it (?:s?he|they|you) must"
    r"|leave (?:it|them|the \w+) (?:as (?:it is|they are)|running|in place)"
    rf"|{_HAD}\b[^.;]{{0,50}}?{_COME_WHAT_MAY}|{_COME_WHAT_MAY}(?:(?!{_LEFT_OUT})[^.;]){{0,60}}?\b{_HAD}\b"
    rf"|{_AS_USUAL}|{_NO_CHOICE})"
)
_NOT_SUDDENLY = rf"{_TAPER}{_SUDDENLY}|{_STOPPING})"
_TAPER += ")"
_WHEN_ILL = (
    r"\b(?:(?:doubl\w+|twofold|twice (?:the|as much|her|his|your)|2x|two times|extra|goes? up|increas\w+"
    r"|raise|top up|more)\b[^.;]{0,60}"
    r"\b(?:ill\b|illness|fever\w*|flu|sick\b|temperature|infection|unwell|operation|surgery)"
    r"|(?:ill\b|illness|fever\w*|flu|sick\b|temperature|infection|unwell|operation|surgery)[^.;]{0,60}"
    r"\b(?:doubl\w+|twofold|twice (?:the|as much|her|his|your)|2x|two times|goes? up|increas\w+|raise"
    r"|top up))"
)
_GLUCOSE = (
    r"\b(?:glucose (?:tabs?|tablets?|gel|drink)|dextrose|jelly bab\w+|(?:full[- ]sugar|sugary|sweet"
    r"|fizzy|non-diet|regular|proper) (?:cola|coke|drink|pop|lemonade|tea"
    r"|soda|squash)|lucozade|fruit juice|orange juice|glass of juice|jelly beans|wine gums|sweets"
    r"|(?:sugar|glucose) (?:lumps?|cubes?)|spoonfuls? of sugar"
    r"|(?:15|20|15-20|10-20)\s?g (?:\w+ ){0,3}(?:cho|carb\w*|glucose|sugar|dextrose)|glucogel|hypostop"
    r"|honey|fast(?:-acting)? (?:sugar|carb\w*|glucose)"
    r"|quick(?:-acting)? (?:sugar|carb\w*|glucose)|something (?:sweet|sugary)|dextro)\b"
)
_SNACK = (
    r"\b(?:(?:slice of |some )?(?:toast|bread|sandwich|biscuits?|crackers?|digestive|banana|cereal"
    r"|bowl of)|(?:long(?:-| )acting|slow(?:-| )(?:acting|release)?"
    r"|starchy|complex) (?:carb\w*|food|snack)|(?:next |proper |normal )?meal|(?:something"
    r"|snack) (?:starchy|filling|solid|to eat))\b"
)
_RECHECK = (
    r"\b(?:re-?check|re-?test|test again|check again|repeat (?:\w+ ){0,2}(?:finger|glucose|sugar|bm|cbg"
    r"|test|reading|check)|measure again|look again|another (?:finger|reading|prick|test)|re-?prick)\w*\b"
)
_LIGHT = (
    r"\b(?:(?:protect|keep|shield|away|out of|store)\w* (?:\w+ ){0,4}(?:light|sunlight|sun)"
    r"|original (?:pack|box|bottle)\w*|dark (?:place|cupboard|bottle)|amber)\b"
)
_SHAKE = r"\b(?:shake|shaken|shaking|invert)\b"
_SPACER = (
    r"\b(?:(?:plastic|big) (?:chamber|bubble|tube|thing)|bubble|spacer|aerochamber|volumatic"
    r"|holding chamber)\b"
)
_CARD = (
    r"\b(?:(?:steroid|alert|warning|emergency|blue|yellow|medical|treatment) (?:\w+ )?(?:card"
    r"|bracelet)|medic-?alert|alert bracelet)\b"
)
_SOON = (
    r"\b(?:promptly|as soon as (?:possible|\w+ can)|asap|straight ?away|right away|at once|immediately"
    r"|without delay|urgently|pronto|(?:start|begin|give|get|take|treat)\w*[^.;]{0,30}\b(?:today|tonight"
    r"|now|stat|same[- ]day)"
    r"|the sooner|quickly|within (?:hours|the hour|minutes)|do not wait|don't wait|no time to lose"
    r"|not wait)\b"
)
_SIPS = (
    r"\b(?:(?:small|little|frequent|tiny|regular) (?:\w+ )?(?:sips?|amounts?|volumes?|drinks?"
    r"|spoonfuls?)|sips?\b|(?:teaspoon|spoon|syringe|mouthful)(?:ful)?s?"
    r"|little and often|(?:5|10) ?ml every|every few minutes|a bit at a time)"
)
_SOAP = r"\b(?:soap|wash(?:ing|ed)? (?:\w+ )?hands|hand ?wash\w*|basin|sink)\b"
_SIDE_ROOM = (
    r"\b(?:side ?room|isolat\w+|own (?:room|toilet)|single room|barrier nurs\w+|cubicle"
    r"|segregat\w+)\b"
)
_NO_NEED = (
    r"\b(?:(?:no|not|[a-z]+n't|without|never) (?:\w+ ){0,2}(?:need|call for|place for|role|point|benefit"
    r"|indication|indicated|warranted|necessary|required"
    r"|justified|called for)\w*|needless|unnecessary|unneeded|pointless|futile|waste of|adds? nothing"
    r"|do(?:es)? nothing"
    r"|achieves? nothing|nothing to (?:gain|be gained)|superfluous|no better than (?:nothing|placebo))\b"
)

#: (how a rubric names the point, how an answer says it)
POINTS: tuple[tuple[str, str], ...] = (
    (r"(?:.*\b)?upright\b.*|(?:do |don't |must )?(?:not )?(?:lie|lying) down.*|avoid lying.*", _UPRIGHT),
    (r"(?:with |take with |swallow with )?(?:a )?(?:full|large|whole|plenty|glass)\b.*\bwater", _WATER),
    (
        r"(?:swallow(?:ed)? |take )?whole|(?:do not|don't|not|never) (?:crush|chew|split|break"
        r"|open)\w*(?: .*)?|swallow (?:it |them )?whole.*",
        _WHOLE,
    ),
    (
        r"(?:finish|complete|full) (?:the )?(?:full |whole |entire )?course(?: of .*)?|course completion"
        r"|complete (?:the )?treatment",
        _COURSE,
    ),
    (r"(?:do not|don't|never|not) (?:take a )?doubl\w*.*|no double dos\w*|do not take two.*", _NO_DOUBLE),
    (
        r"(?:missed|forgotten|late) (?:dose|pill|tablet)s?(?: (?:advice|rules?|instructions?))?"
        r"|take (?:it )?as soon as remembered.*",
        _MISSED,
    ),
    (
        r"(?:do not|don't|never|not|avoid) (?:miss|skip|omit|missing|skipping)\w*(?: .*)?|(?:good "
        r"|strict )?(?:adherence|compliance|concordance)|take (?:it )?(?:every|each) day.*"
        r"|(?:take )?(?:every dose )?(?:on time|regularly|at the same time.*)",
        _EVERY_DOSE,
    ),
    (r"rins\w+ (?:the |your )?mouth.*|mouth rins\w+|gargle.*|rinse(?: and spit)?|mouth ?wash after.*", _RINSE),
    (r"rotat\w+(?: .*)?|(?:change|vary) (?:the )?(?:injection )?sites?|site rotation", _ROTATE),
    (r"(?:keep |store )?(?:in (?:the|a) )?(?:fridge|refrigerator)|refrigerat\w+|cold chain|2-8 ?°?c", _FRIDGE),
    (
        r"(?:adequate |good |stay |maintain |keep |well |drink )?(?:hydrat\w+|fluid intake"
        r"|plenty of fluids?|plenty of water|fluids)|drink (?:plenty|enough).*|encourage fluids",
        _DRINKS,
    ),
    (
        r"sick[- ]day (?:rules?|guidance|advice)|(?:stop|pause|hold|withhold|suspend) (?:it |them )?(?:if"
        r"|when|while|during) (?:vomiting|unwell|ill|dehydrat|sick|acute illness|intercurrent).*",
        _SICK_DAY,
    ),
    (
        r"(?:double|increase|triple|raise) (?:the |her |his )?(?:steroid |hydrocortisone "
        r"|prednisolone )?(?:dose )?(?:when|if|during|for) (?:ill|unwell|fever|illness|sick|febrile).*",
        _WHEN_ILL,
    ),
    (
        r"(?:lie|lying|lay) (?:the patient |him |her )?flat.*|(?:legs?|feet) (?:raised|elevated|up)"
        r"|(?:raise|elevate) (?:the )?(?:legs?|feet)|supine",
        _FLAT,
    ),
    (r"(?:second|repeat|another) (?:dose|injection|pen|adrenaline)?.*\b(?:5|five) min.*", _AGAIN_IN_FIVE),
    (
        r"(?:restart |resume |once |when |until )*(?:normal )?(?:eating and drinking|oral intake"
        r"|eating)(?: normally| again)?.*",
        _EATING,
    ),
    (r"(?:abstain|abstinence|avoid sex|no sex|avoid intercourse).*", _ABSTAIN),
    (
        r"(?:sexual )?partner (?:notification|treatment|tracing)|(?:treat|inform|notify|tell) (?:the |his "
        r"|her |sexual )*partners?|contact tracing",
        _PARTNERS,
    ),
    (
        r"sun ?(?:screen|cream|block|protection|avoidance)|(?:avoid|avoidance of|protect from"
        r"|limit) (?:the )?(?:sun|sunlight|uv|strong sunlight)(?: .*)?|photoprotection|cover up",
        _SHADE,
    ),
    (
        r"(?:do not|don't|avoid|no|not|stop) driv\w+(?: .*)?|driving (?:advice|warning|ban|restriction)s?"
        r"|(?:do not|avoid) (?:drive or )?operat\w+ machinery|(?:inform |tell )(?:the )?dvla",
        _NO_DRIVING,
    ),
    (
        r"(?:do not|don't|never|not|must not|should not|avoid|no) (?:be )?(?:stop|stopped|stopping"
        r"|discontinue|discontinued|withdraw|withdrawn|interrupt)(?: (?:it|treatment|taking(?: it)?"
        r"|the \w+))?"
        r" (?:suddenly|abruptly|at once|overnight|without .*)|(?:avoid |no )?(?:abrupt"
        r"|sudden) (?:stopping|withdrawal|cessation|discontinuation)",
        _NOT_SUDDENLY,
    ),
    (
        r"(?:slow |gradual )?taper(?:ed|ing)?(?: .*)?|gradual (?:withdrawal|reduction|dose reduction)"
        r"|wean(?:ing)?",
        _TAPER,
    ),
    (
        r"(?:do not|don't|must not|should not) (?:be )?(?:stop|stopped|discontinue|discontinued"
        r"|interrupt|interrupted)(?: (?:it|treatment|taking(?: it)?|the \w+))?"
        r"|never (?:stop|miss|omit)|keep taking(?: it)?|continue(?: (?:it|taking it|treatment|therapy))?"
        r"|carry on|do not omit|stay on(?: it)?",
        _GO_ON,
    ),
    (
        r"(?:fast|rapid|quick)[- ]acting (?:carbohydrate|glucose|sugar)s?|glucose (?:tablets?|gel)"
        r"|sugary (?:drink|food|snack)s?|oral glucose|dextrose tablets?|(?:15|15-20"
        r"|20) ?g (?:of )?(?:glucose|carbohydrate)",
        _GLUCOSE,
    ),
    (
        r"(?:long|longer)[- ]acting carbohydrate|toast|(?:starchy|follow-up) snack|complex carbohydrate"
        r"|biscuits?|next meal",
        _SNACK,
    ),
    (
        r"re-?(?:check|test)(?: (?:glucose|blood glucose|sugar|blood sugar|bm|cbg)?(?: ?(?:after"
        r"|in) 1[05].*)?)?",
        _RECHECK,
    ),
    (r"protect(?:ed)? from light|(?:keep|store) in (?:the )?(?:original|dark).*|light[- ]sensitive", _LIGHT),
    (r"shake (?:the |it |well|bottle|before).*|shake", _SHAKE),
    (r"(?:use (?:a )?)?spacer(?: device)?", _SPACER),
    (
        r"(?:carry |give )?(?:a )?(?:steroid|alert|warning|medical alert|treatment) (?:card|bracelet)"
        r"|medic-?alert.*",
        _CARD,
    ),
    (r"promptly|as soon as possible|immediately|without delay|urgently|straight away|at once", _SOON),
    (
        r"(?:small|frequent)(?:,? frequent)? (?:sips?|amounts?|volumes?|drinks?)|small frequent|sips"
        r"|every few minutes|little and often|5 ml",
        _SIPS,
    ),
    (r"soap and water|hand ?wash\w*|wash hands.*|hand hygiene", _SOAP),
    (r"isolation|side room|isolate|barrier nursing|single room", _SIDE_ROOM),
    (
        r"not (?:indicated|needed|required|necessary|warranted)|unnecessary|no (?:benefit|role|need"
        r"|indication|place|value)|not of benefit|pointless|no point",
        _NO_NEED,
    ),
)
