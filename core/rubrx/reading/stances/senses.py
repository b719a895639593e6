"""Other senses of a stance cue: "avoid getting it in the eyes", "drop the dose", "out of stock", "95 % CI"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.cues import CueHit

#: where a medicine lies that is not taken: "stays in its box", "back to the shop"
PUT_AWAY = (
    r"(?:the|his|her|its|their|your|my|that|this) (?:\w+ )?(?:box|cupboard|drawer|packet|cabinet|bag"
    r"|handbag|shelf|bottle"
    r"|pharmacy|shop|bin|trolley|counter|stock|stores?|fridge|ampoule|vial|blister|wrapper|tin|pack|jar|tube|carton"
    r"|strip|foil|sachet|wrapping|chemist(?:'s)?|till|counter|supermarket|store|checkout|cardboard|chest|safe"
    r"|pot|syringe|pen|tub|case|pouch)s?"
)
_PEOPLE = r"\b(?:she|he|who|patient|woman|man|mother|child|boy|girl)\s+(?:doesn't|does not|isn't|is not|didn't)\s+$"
#: what is suggested stands in a clause of its own: "nobody is suggesting that it be stopped"
_THAT_BE = (
    r"\s+(?:that\s+)?[^.;:,]{1,40}?\s(?:(?:should |must )?(?:be|is|are|goes|stays) (?:touched|stopped|held"
    r"|left|omitted|changed"
    r"|altered|interrupted|withheld|dropped|avoided|tampered)|(?:should|must) (?:go|stop)\b)"
)
_ITS = ("it's", "that's", "this is", "it is", "that is", "they're", "they are", "this one's", "that one's")
_MUST_NOT = ("must not", "mustn't", "should not", "shouldn't", "may not", "can not", "can't", "cannot", "could not")
#: what follows a cue that advises nothing, by the cue's words
_FOLLOWED: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("avoid", "avoiding", "avoids"),
        r"\s+(?:[\w-]+\s+){1,3}?(?:in|on|near|around|round)\s+(?:the |your |white |broken |open |his |her )*"
        r"(?:eyes?|mouth|shirts?|clothes|clothing|skin|wounds?|face|lips|hair|carpets?|nappies)\b"
        r"|\s+(?:[\w-]+\s+){1,3}?(?:for (?:more|longer) than|as an? (?:first|routine|initial)|as first)\b"
        r"|\s+(?:getting|exceeding|contact|going (?:above|over)|missing|running out|sudden|abrupt|excessive|large"
        r"|prolonged)\b",
    ),
    (
        ("drop", "dropping", "dropped"),
        r"\s+(?:a |an |one |the |his |her |your )?(?:\w+ )?(?:dose|dosage|in|off|by|to|from|out|of)\b",
    ),
    (
        ("hold", "holds", "holding"),
        r"\s+(?:on to|onto|(?:extra |more )?(?:water|fluid|salt|sodium)|good|true|promise|(?:you|me|us"
        r"|him|her|them) (?:back|up)\b)",
    ),
    (
        ("withdrawn", "discontinued", "stopped", "recalled", "banned"),
        r"\s+(?:by (?:its|the|their) (?:maker|manufacturer|company|firm|regulator|producer)|(?:from"
        r"|on) (?:the|any|all|most|some)"
        r" (?:\w+ )?markets?|from sale|worldwide|years ago|(?:in|since) (?:19|20)\d\d|in (?:europe|america"
        r"|the us|the uk))\b",
    ),
    (("cancel", "cancels", "cancelling", "canceling"), r"\s+(?:out|each other)\b"),
    (("stays", "can stay", "may stay", "stay", "remains"), rf"\s+(?:back )?(?:in|on|inside|behind) {PUT_AWAY}\b"),
    (("is out", "are out"), r"\s+(?:of (?!the question|bounds)|there\b|today\b|tomorrow\b|in the open)"),
    (
        ("is not for", "are not for", "isn't for", "aren't for", "'s not for"),
        r"\s+(?:me to|us to|you to|long\b|nothing\b|a moment|discussion|debate|free\b|lack\b|want\b|life\b|ever\b"
        r"|everyday|every day|daily|[^.;:,]{1,25}\b(?:only|alone)\b)",
    ),
    (
        tuple(f"{who} {gone}" for who in _ITS for gone in ("off", "gone", "over")),
        r"\s+(?!(?:for (?:her|him|them|you|now)|here|today|now|as of|straight|until|because|since|with"
        r"|in)\b)\w",
    ),
    (
        (
            "has to be off",
            "have to be off",
            "needs to be off",
            "need to be off",
            "ought to be off",
            "must be off",
            "should be off",
        ),
        r"\s+(?!(?:for|at least|about|by|before|until|till|from|one|two|three|four|five|seven|ten|an?|\d\S*)\b)\w",
    ),
    (("better",), r"\s+(?:late|safe|to be safe|luck|still|the devil)\b"),
    (("safe",), r"\s+side\b"),
    (
        ("replace", "replaces", "replacing"),  # what the body lacks is given, and not left
        r"\s+(?:the |any |her |his |all |that )*(?:low |missing |lost |depleted )?(?:magnesium|potassium"
        r"|phosphate|calcium|fluids?|volume|loss(?:es)?|folate|b12|vitamin \w+|electrolytes?|sodium|salts?|iron|zinc"
        r"|blood|thiamine|k\b|mg\b)"
        r"(?![^.;:,]{0,30} (?:with|by)\b)\b",
    ),
    (
        ("cut",),
        r"\s+(?:(?:the|his|her|your|its|that|each|every) )?(?:[\w-]+ )?(?:doses?|dosage|down|back|by"
        r"|in (?:half|two)|into|to|it|them|short|off|up"
        r"|risk\w*|tablets?|corners|through|across|both ways)\b",
    ),
    (("fine",), r"\s+(?:needles?|gauge|bore|tremors?|print|line|balance|tuning|motor|crackles|details?|powder|tip)\b"),
    (("strike",), r"\s+(?:an?|up|again|back|at|him|her|you|me|us|that|it|down)\b"),
    (("scrap", "bin", "drop", "forget"), r"\s+(?:that|it|liner|man)\b(?=\W*$|\s*[:;,.-])"),
    (("contraindication", "contraindications"), r"[^.;:]{0,40}:\s*(?:none|nil|no)\b"),
    (("not for her", "not for him", "not for them"), r"\s+[^.;:,]{1,20}\b(?:only|alone)\b"),
    (("switch", "switches", "switching", "switched"), r"\s+(?:[\w-]+\s+){0,3}?(?:off|on)\b(?! to)"),
    (
        ("leave", "leaves", "leaving"),
        r"\s+(?:by|via|through|behind|the (?:body|blood|system|kidneys?)|(?:her|him|them|you|us"
        r"|an? \w+|the (?:baby|child|patient)|people|patients)"
        r" (?:with|open|at|exposed|prone|vulnerable|without|short|no|shaky|sleepy|drowsy|dizzy"
        r"|breathless|confused|unwell|ill"
        r"|weak|dry|sick|thirsty|dehydrated|muddled|faint|jittery|wheezy|bleeding|unprotected|uncovered|flat|anaemic|deaf|blind"
        r"|toxic|hypo|low|constipated|unable)\b)",
    ),
    (
        ("take", "takes", "taking"),
        r"\s+(?:(?:it|that|this|them|what \w+) with a (?:pinch|grain|spoonful) of salt|away (?:the"
        r"|her|his|their|any|what)"
        r"|place\b|care\b|time\b|hours|days|weeks|longer"
        r"|(?:(?:roughly|about|almost|nearly|up to|over|at least) )?(?:half|most|much|part|some|all"
        r"|a (?:third|quarter|little|lot)"
        r"|two[- ]thirds|the (?:brakes?|edge|sting|pressure|heat|shine|little|rest)|\d+ ?%) (?:of|off|out|away|from)\b"
        r"|note\b|account|into account|effect\b|part\b|up to\b"
        r"|an? (?:risk|view|while|history|decision|chance|look|hint|dim view)\b)",
    ),
    (
        ("can take", "may take", "could take"),
        r"\s+(?:out|off|over|hold|effect|days|weeks|hours|months"
        r"|time|a (?:while|few|week|month|day))\b",
    ),
    (("needs",), r"\s+to\b"),
    (
        ("don't get", "do not get", "doesn't get", "does not get", "never get"),
        r"\s+(?:in|on|to|into|over|better|worse|rid|through|used|up|out|off|away|pregnant|enough|much|any)\b",
    ),
    (
        ("hang", "hanging", "fill", "filling", "buy", "buying"),
        r"\s+(?:on|in|into|around|about|over|up|back|together|fire|time|out|under|with)\b",
    ),
    (("pull", "pulling"), r"\s+(?:on|in|out|up|through|together|down|at)\b"),
    (
        ("would be wrong", "would be quite wrong", "would be an error", "would be a blunder", "would be foolish"),
        r"\s+to\s+(?!(?:give|use|start|continue|carry|add|prescribe|supply|sell|hand|let|keep|put|restart|issue)\b)",
    ),
    (("starts", "begins", "continues"), r"\s*(?:[.,;:!?)]|$|when\b|after\b|before\b|within\b)"),
    (
        tuple(f"{verb} have" for verb in _MUST_NOT),
        r"\s+(?:to|been|had|stopped|missed|skipped|waited|worried|\w+ed)\b",
    ),
    (("think of",), r"\s+(?:it|them|this|that|these|the two) (?:as|like)\b"),
    (("suggest", "suggests", "suggesting"), _THAT_BE),
    (
        ("advise", "advises", "advising", "recommend", "recommends", "recommending"),
        rf"{_THAT_BE}|\s+(?:(?:you|him|her|them)\s+)?(?:on|about|anything|either way|one way)\b",
    ),
    (("ci",), r"\s*[:=]?\s*[\[(]?-?\d"),
    (
        ("move", "moves", "moving", "moved", "switch", "shift", "shifting", "change", "changing"),
        r"\s+(?:[\w-]+\s+){1,3}?to\s+(?:the |her |his )?(?:morning|evening|night|bedtime|breakfast|afternoon|lunch)\b",
    ),
    (
        ("continuing", "stopping", "starting", "using", "giving"),
        r"\s+(?:and|or|or else|as well as)\s+(?:not|stopping|continuing|withholding)\b",
    ),
    (
        ("start", "starts", "starting", "begin", "begins", "beginning"),
        r"\s+to\s+(?!(?:take|use|have"
        r"|give|receive)\b)",
    ),
    (
        ("would do", "will do"),
        r"\s+(?:just |exactly |much )?(?:the same|likewise|so\b|it\b|this\b|that\b|harm|damage|nothing"
        r"|no good|more harm)",
    ),
    (
        ("asking for", "asks for", "ask for"),
        r"\s+(?:trouble|disaster|an? (?:bleed|fall|fit|stroke"
        r"|repeat)|acute|toxicity|it\b|[^.;:,]{0,30}"
        r"\b(?:injury|failure|bleeds?|bleeding|toxicity|poisoning|overdose|arrhythmia|arrest|problems)\b)",
    ),
)
#: what stands before one, by the cue's words: a fact about the patient ("she doesn't take that"), an interval
_PRECEDED: tuple[tuple[tuple[str, ...], str], ...] = (
    (("take", "taking", "use", "using", "start", "drop"), _PEOPLE),
    (("think of",), r"\b(?:i|one|you|we) (?:can|could)(?: possibly| ever)?\s+$"),
    (
        ("taking", "using"),
        r"\b(?:any(?:one|body)|some(?:one|body)|people|patients|those|women|men|adults|who (?:is|are)"
        r"|already|still|currently) $",
    ),
    (
        ("use",),
        r"\bfor\s+(?:long-term|long term|regular|daily|continuous|prolonged|routine|everyday|chronic|occasional"
        r"|emergency|rare)\s+$",
    ),
    (
        ("load",),
        r"\b(?:sodium|salt|fluid|volume|water|tablet|pill|viral|drug|solute|acid|anticholinergic|sugar|iron"
        r"|protein)[ -]$",
    ),
    (
        ("withdrawn", "discontinued", "stopped"),
        r"\b\d[\d.,]* ?(?:mg|m?cg|micrograms?|g|ml|units?|%)(?: [\w-]+){0,2}? (?:dose|tablet|capsule"
        r"|strength|brand|product"
        r"|version|form|formulation|injection|patch|vial|preparation|size)s?(?: that| which)?(?: (?:was"
        r"|were|is|has been))? $",
    ),
    (
        ("hold", "holds", "holding"),  # "with so little protein to hold the stuff"
        r"\b(?:protein|proteins|albumin|binding sites?|resin|tissues?|vessels?|walls?|clot|stitches"
        r"|suture)\b[^.;:,]{0,15}"
        r" (?:to|that|which|can|could|left to) $",
    ),
    (("drop",), r"\b(?:one|two|an?|single|each|every|eye|ear|last|next|\d+)\s+(?:\w+ )?$"),
    (
        ("stop", "stops"),
        r"\b(?:heart|breathing|bleeding|pulse|growth|body|bowel|gut|kidney|kidneys|marrow|brain|pain|flow)\s+$",
    ),
    (
        ("stopped", "ceased", "halted"),
        r"\b(?:heart|breathing|respiration|bleeding|pulse|vomiting|sickness|diarrh?oea|fits?|fitting|seizures?|convulsions?"
        r"|shaking|bleed|pain|itch|itching|rain|flow|symptoms|tremor|cough|periods?)"
        r"(?:'s|'ve| has| have| had| is| was| were)?(?: just| already| finally| now)? $",
    ),
    (("go for", "goes for"), r"\b(?:what|same|that|this|it|which)\b[^.;:,]{0,40}(?<! i'd )(?<! i would )(?<! we'd )$"),
    (("safe",), r"(?:^|[,(;:]|\b(?:and|or|but))\s*(?:just )?to be (?:doubly |extra |quite |really |on the )?$"),
    (
        ("replace", "replacing"),  # "check the magnesium and replace it"
        r"\b(?:send|check|measure|test|get|chase|do|look (?:at|for)|add)\w* (?:an? |the |her |his |low |serum )*"
        r"(?:magnesium|phosphate|calcium|b12|folate|ferritin|vitamin d|zinc|iron|mg)\b[^.;:]{0,25}"
        r" (?:and|then) (?:\w+ )?$",
    ),
    (("switch",), r"\b(?:off|on|kill|light|time|safety)[- ]$"),
    (("limit",), r"\b(?:her|his|your|their|daily|upper|safe|usual)\s+$"),
    (
        ("swallow",),
        r"\b(?:hurts?|hard|painful|difficult|able|unable|sore) to $|\b(?:she|he|they|who|patient"
        r"|child) (?:can't|cannot|couldn't)(?: \w+)? $",
    ),
    (("do no harm", "does no harm"), r"\bfirst,? $"),
    (
        ("continuing", "stopping", "starting", "using", "giving"),
        r"\b(?:continuing|stopping|starting|using|giving) (?:and|or|or else) (?:not )?$",
    ),
    (
        ("asking for", "asks for", "ask for"),
        r"\b(?:she|he|they|you|who|patient|mother|father|woman|man|son|daughter|wife|husband|friend|gp"
        r"|doctor)(?:'s|'re| is| are| was| keeps?)? $",
    ),
    (("ci",), r"(?:%|\d|confidence|credible)\s*\(?$"),
)


def _by_word(rows: tuple[tuple[tuple[str, ...], str], ...]) -> dict[str, re.Pattern[str]]:
    """For each cue's words all the patterns that they have, as one."""
    words = dict.fromkeys(word for cues, _ in rows for word in cues)
    return {word: re.compile("|".join(f"(?:{each})" for cues, each in rows if word in cues)) for word in words}


_AFTER, _BEFORE = _by_word(_FOLLOWED), _by_word(_PRECEDED)


#: what is not to be trusted, and is no drug: "a level taken now can't be trusted"
_TRUST = (
    "trusted",
    "relied on",
    "relied upon",
    "counted on",
    "counted upon",
    "banked on",
    "depended on",
    " trust",
    " count on",
    " bank on",
    " depend on",
)
_NOT_A_DRUG = (
    r"\b(?:levels?|results?|readings?|tests?|testing|assays?|figures?|numbers?|counts?|strips?|meters?|monitors?|samples?"
    r"|histor(?:y|ies)|labels?|leaflets?|stor(?:y|ies)|memor(?:y|ies)|concentrations?|absorption|response"
    r"|estimates?|equations?|formulas?|scores?|uptake|alone|cover)\b"
)
_NO_MEDICINE = re.compile(rf"{_NOT_A_DRUG}(?:(?!\b(?:and|so|but|while|because|as|means?|makes?|fall|drop)\b)[^.;:,])*$")
#: "don't count on metformin alone", "I wouldn't trust a digoxin level taken now"
_NOT_ALONE = re.compile(rf"[^.;:,]{{0,30}}?(?:{_NOT_A_DRUG}|\bby (?:itself|themselves)\b|\bon (?:its|their) own\b)")


def means_something_else(text: str, hit: CueHit, lead: str) -> bool:
    """Whether a cue's words mean something else where they stand, so that they advise nothing."""
    if text[hit.start : hit.end] == "drops":
        return True  # a form of medicine
    if hit.cue.text.endswith(_TRUST) and (_NO_MEDICINE.search(lead) or _NOT_ALONE.match(text, hit.end)):
        return True
    after, before = _AFTER.get(hit.cue.text), _BEFORE.get(hit.cue.text)
    return bool((after and after.match(text, hit.end)) or (before and before.search(lead)))
