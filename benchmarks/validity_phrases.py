"""The English of a validity set's criteria: frames, alternatives, times and strengths, as plain data for the
converter."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from validity_givings import turned

from rubrx.reading.claims.words import RARE, known_words
from rubrx.reading.folding import fold
from rubrx.reading.names import drug_names
from rubrx.reading.stems import content_stems

#: how a criterion's text introduces what must be said
_FRAME = re.compile(
    r"^(?:(?:also|either|clearly|correctly|explicitly|briefly|at least) )*"
    r"(?:says?|states?|explains?|notes?|mentions?|names?|identifies|advises?|recommends?|suggests?|gives?|"
    r"includes?|"
    r"acknowledges?|recogni[sz]es?|warns?|describes?|points? out|flags?|confirms?|clarifies|tells?|"
    r"attributes?|reports?|"
    r"makes? (?:it )?clear|draws? attention to|specifies|indicates?|provides?|offers?|admits?|expresses|"
    r"concludes?|"
    r"defers?|discusses|cites?|makes?|refers? to|counsels?|asks?|wants?|calls? for|reasons?|blames?|foresees?"
    r"|anticipates?|"
    r"predicts?|expects?|knows?|understands?|reali[sz]es?|appreciates?|highlights?|stresses|emphasi[sz]es"
    r"|underlines?|"
    r"insists? on|insists?|urges?|reminds?|informs?|shows?|demonstrates?|proposes?|puts? forward|brings? up"
    r"|raises|"
    r"lists?|spots?|accepts?|observes?|remarks?|considers?|requires?|requests?|looks for|spells? out|owns? up"
    r"|"
    r"describes?|quotes?|adds?|conveys?|communicates?|alerts?|cautions?|picks? up)\b"
    r"(?: (?:the )?(?:nurse|doctor|gp|prescriber|patient|mother|father|parents?|carer|woman|man|caller|team"
    r"|ward|"
    r"surgeon|her|him|them)(?= (?:that|to|about|of|against|not|how|why|when)\b))?"
    r"(?: (?:(?:the )?timing|(?:the )?duration|(?:the )?schedule|that|to|for|about|of|on"
    r"|as)\b)?(?: as\b)?[ :]*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:(?:a|an|the|one|at least one|any|some|correct|right|plausible|main|key|real|likely|possible|valid|"
    r"relevant|chief|major|early|further) )*"
    r"(?:reason|mechanism|mechanism or hazard|rationale|hazard|cause|explanation|safety[- ]net caveat|danger"
    r"|risk|"
    r"consequence|concern|timing|effect|problem|result|signs?|symptoms?|signs? and symptoms?|"
    r"caveat|principle|"
    r"rule|reverse direction|option|warning|course|point)s?:\s*",
    re.IGNORECASE,
)
#: what a criterion says of the rank of a thing that must be named: "as the consequence"
_RANK = re.compile(
    r"(?:,? as (?:the|a|an|one) (?:\w+ ){0,2}(?:hazards?|dangers?|consequences?|risks?|concerns?|results?"
    r"|problems?|reasons?|"
    r"complications?|possibility|outcome|cause|culprit)|,? as (?:a )?(?:result|possible cause))\b(?=\s*(?:\("
    r"|[.;]|$))",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\((?:conditional|n/a)\b[^)]*\)", re.IGNORECASE)
_EXAMPLE = re.compile(r"[,;]?\s*\(?(?:for example|e\.g\.|for instance|such as|i\.e\.)[ ,:]*", re.IGNORECASE)
#: words that make no claim of one other word: "an infusion may be needed"
_NO_CLAIM = frozenset("needed required necessary needs used given advised recommended possible likely".split())
#: "a day or two", "5 mg or less" are one thing
_OR = re.compile(
    r"\s*(?:;|,)?\s+(?:and/or|or)\s+(?!(?:two|three|four|five|six|so|more|less|fewer|\d[\d.,-]*)\b)", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Za-z]{3,}")
_SMALL = frozenset(
    {"the", "and", "for", "with", "this", "that", "from", "into", "than", "then", "are", "was", "were", "has",
     "have", "can", "may", "must", "about"}
)  # fmt: skip


def statement(text: str) -> str:
    """A criterion's text without its frame: what the answer itself would have to say."""
    body = turned(_ASIDE.sub("", text).strip())
    body = re.sub(r"^if (?:\w+ ){0,6}(?:used|given|needed|chosen|occurs?),\s*", "", body, flags=re.IGNORECASE)
    body = _FRAME.sub("", body, count=1)
    body = _LABEL.sub("", body, count=1)
    ranked = _RANK.sub("", body)
    body = ranked if len(_content(ranked)) >= 1 else body
    return body.strip(" .;:") + "."


def claims_of(text: str) -> list[str]:
    """The alternatives that a criterion's text accepts, each as a plain sentence; the whole comes first.

    "A and/or B", "A or B" and "for example C" are alternatives where each part has two content words of its
    own.
    """
    whole = statement(text)
    asides = [aside for aside in re.findall(r"\(([^)]*)\)", whole) if _EXAMPLE.match(aside)]
    main, *examples = _EXAMPLE.split(_plain(whole))
    parts = [part for each in (main, *examples, *asides) for part in _OR.split(_EXAMPLE.sub("", each))]
    chosen = [" ".join(part.split()).strip(" ,.;:") for part in parts]
    separate = [part for part in chosen if sum(word.lower() not in _NO_CLAIM for word in _content(part)) >= 2]
    separate = [part for part in separate if _weight(part) > TELLING] if len(separate) > 1 else []
    main = _TAIL.split(_plain(whole))[0]
    sentences = [_plain(whole), *separate, *([main] if _weight(main) >= TELLING else [])]
    return list(dict.fromkeys(each.rstrip(".") + "." for each in sentences if len(each) > 3))


def listed_in(text: str) -> list[str]:
    """The things that a criterion lists to choose from ("at least one hazard: A, B or C"); none where it
    lists no choice."""
    if not re.search(r"\bat least one\b|\bany (?:one )?of\b", text, re.IGNORECASE) or ":" not in text:
        return []
    parts = re.split(r",|;|\bor\b|\band/or\b", text.split(":", 1)[1])
    return [part for each in parts if (part := each.strip(" .()")) and len(part.split()) <= 4]


_NAMES = re.compile(
    r"^(?:names|mentions|lists|tells (?:\w+ )?|warns (?:\w+ )?of)\b[^(]*\b(?:symptoms?|signs?"
    r"|dangers?|hazards?|effects?|reactions?"
    r"|complications?|features?)\b[^(]*\(([^)]*)\)",
    re.IGNORECASE,
)


def named_in(text: str) -> list[str]:
    """The things that a criterion which asks to name some puts in brackets: "names symptoms of it (nausea, a rash)"."""
    told = _NAMES.search(text)
    if told is None:
        return []
    parts = re.split(r",|;|/|\band/or\b|\bor\b|\band\b", re.sub(r"^(?:e\.g\.|for example|such as)\s*", "", told[1]))
    return [part for each in parts if (part := each.strip(" .")) and 0 < len(part.split()) <= _FEW_WORDS]


_AGAINST = re.compile(
    r"^(?:advises?|recommends?|says?|warns?|counsels?|suggests?|states?)\b[^:]{0,40}?\b(?:avoid\w*|reduc\w+|limit\w*|against"
    r"|not (?:to )?(?:us|giv|tak)\w*|stop\w*|withh\w+)\b[^:]*:",
    re.IGNORECASE,
)


def advises_against(text: str) -> bool:
    """Whether what a criterion lists is to be avoided: "advises avoiding at least one of: lidocaine, ..."."""
    return bool(_AGAINST.search(text))


_ADVISES = re.compile(
    r"^(?:advises?|recommends?|suggests?|tells?|encourages?|asks?)\b(?P<what>[^(]+)\((?P<why>[^)]*)\)", re.I
)
#: what advice is there to spare somebody, and is no advice itself
_ILL = re.compile(
    r"\b(?:\w+(?:pathy|itis|osis|aemia|emia|toxicity|rrhage|rrhoea|uria|algia|plegia)|aki|injury|failure|damage|dehydration"
    r"|withdrawal|bleed\w*|infections?|arrhythmias?|seizures?|overdose|rebound|relapse|crisis|reactions?)\b",
    re.IGNORECASE,
)


def aims_of_advice(text: str, findings: Sequence[str]) -> list[str]:
    """The findings that name only the illness that advice is to spare somebody: "advises hydration (nephropathy, AKI)";
    none where no others are left."""
    told = _ADVISES.search(text)
    if told is None:
        return []
    aims = [each for each in findings if _ILL.search(each) and each.lower() not in told["what"].lower()]
    return aims if len(aims) < len(findings) else []


_ATTRIBUTES = re.compile(
    r"^(?:attributes|links|ascribes|puts down|relates|connects|traces)\s(?P<what>.+?)\sto\s(?P<to>.+)$", re.IGNORECASE
)


def only_blamed(text: str, findings: Sequence[str]) -> list[str]:
    """The findings that a criterion would have blamed on something, and not told: "attributes the jerks (myoclonus) to
    gabapentin toxicity"; none where no others are left."""
    told = _ATTRIBUTES.search(text)
    blamed = [each for each in findings if told and each.lower() in told["what"].lower()]
    return blamed if len(blamed) < len(findings) else []


_AS_THE_CAUSE = re.compile(
    r"\bas (?:the|a|an) (?:[\w-]+ ){0,2}(?:cause|culprit|reason|explanation|offender|contributor|trigger|suspect)\b",
    re.IGNORECASE,
)


def asks_for_culprit(text: str) -> bool:
    """Whether a criterion would have something named as the cause: "identifies indapamide as the likely cause"."""
    return bool(_AS_THE_CAUSE.search(text))


_SMALL_RISK = re.compile(
    r"\b(?:risks?|rises?|increases?)\b[^.;(]{0,25}\b(?:is|are|appears?|seems?|looks?|remains?) (?:very |rather )?"
    r"(?:small|low|slight|rare)|\bno (?:large|major|marked|clear|big) (?:rise|increase|risk)",
    re.IGNORECASE,
)
_NO_MORE_THAN = re.compile(
    r"\b(?:small|low|slight|no|not|little|minor|rare|reassuring|absolute|about|per|in)\b|\d", re.I
)


def plays_down(text: str, findings: Sequence[str]) -> list[str]:
    """The findings that say how small a risk is, where a criterion would have it said, and not those that only name the
    harm; all of them elsewhere."""
    small = [each for each in findings if _NO_MORE_THAN.search(each)] if _SMALL_RISK.search(text) else []
    return small or list(findings)


#: how many words a thing to name may have
_FEW_WORDS = 3


#: an amount that is only guessed at belongs to no claim's point: "lowers it, by about a half"
_ROUGHLY = re.compile(
    r",? (?:by )?(?:about|roughly|around|approximately|some) (?:by )?(?:an? |one |two )?(?:half|thirds?"
    r"|quarters?)\b"
    r"(?! (?:of|the|an?)\b)",
    re.I,
)


def _plain(sentence: str) -> str:
    sentence = _ROUGHLY.sub("", re.sub(r"\s*\([^)]*\)", "", sentence))
    return re.sub(r"\s+(?=[.,;])", "", " ".join(sentence.split()))


#: a claim stands without its tail where its words weigh so much: two rare ones
TELLING = 2.0
#: when what must be said holds, which answers take as said: "until the result is known"
_TAIL = re.compile(r",? (?<!only )(?:if|unless|until|once|in case|should) .*$", re.IGNORECASE)


def _weight(part: str) -> float:
    weights = known_words().weights
    return sum({each: weights.get(each, RARE) for each in content_stems(fold(part).text)}.values(), 0.0)


def _content(part: str) -> list[str]:
    return [word for word in _WORDS.findall(part) if word.lower() not in _SMALL]


_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def count_asked(text: str) -> int:
    """How many of a list a criterion asks for ("at least two alternatives"): 1 unless it says so."""
    found = re.search(
        r"\bat least (one|two|three|four|five|\d)\b"
        r"(?!(?: |-)?(?:weeks?|days?|hours?|months?|years?|half|min(?:ute)?s?|seconds?|h|g|[mk]g|micrograms?|mcg|units?"
        r"|ml|l|lit(?:re|er)s?|times?|doses?|fold|%|mmol|metres?|cm|mm)\b)",
        text,
        re.I,
    )
    if not found:
        return 1
    word = found[1].lower()
    return _NUMBERS.get(word) or int(word)


_TIME = re.compile(
    r"(?<![a-z])(?P<low>\d+(?:\.\d+)?|an?|one|two|three|four|five|six)\s*(?:(?:-|–|to)\s*(?P<high>\d+))?[ -]?"
    r"(?P<unit>min(?:ute)?s?|hours?|hourly|h|hrs?|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
_SOON = re.compile(r"\b(?:within|up to|early|soon|about|after|in|every|first|by|at)\b", re.IGNORECASE)


def soonest(text: str, intervals: list[str]) -> str | None:
    """The longest time that a criterion on soonness allows ("24 hours"), or None where it asks for no
    time."""
    if _NOT_BEFORE.search(text):
        return None  # "at least four weeks after": the later the better
    often = [_OFTEN_HOURS[m[0].lower()] for each in intervals for m in _OFTEN.finditer(each)]
    spoken = _times_asked(text)
    written = [m for each in intervals for m in _TIME.finditer(each)]
    times = [*often, *(_hours(match) for match in (*spoken, *written))]
    if not times:
        return None
    return f"{max(times):g} hours"


def _times_asked(text: str) -> list[re.Match[str]]:
    """The times of a criterion by which something is to be done, and not how long it may go on."""
    before = ((m, text[max(0, m.start() - _BEFORE_A_TIME) : m.start()]) for m in _TIME.finditer(text))
    return [m for m, lead in before if _SOON.search(lead[-16:]) and not _LASTS.search(lead)]


_BEFORE_A_TIME = 30
#: "shortest course (up to 7 days)"
_LASTS = re.compile(r"\b(?:course|treatment|use|duration|maximum|max|for)\b[^.;]{0,6}(?:up to|at most)\s*$", re.I)


def asks_when(text: str) -> bool:
    """Whether a criterion itself, and not only its terms, tells by when something is to be done."""
    return bool(_times_asked(text) or _OFTEN.search(text))


_NOT_BEFORE = re.compile(
    r"(?:\bat least|\bminimum of|\bno (?:sooner|earlier) than|\bnot before|[≥>]=?)\s*(?:a |an )?[\w.-]+"
    r" ?(?:hours?|h|days?|weeks?|months?)\b(?! (?:daily|weekly))(?=[^.;]{0,20}\b(?:after|later|following|post"
    r"|off|from|past)\b)",
    re.I,
)


def untimed(text: str, watched: Sequence[str]) -> list[str]:
    """What is asked for without a time beside something timed: "a level on day 5 and/or renal function"."""
    parts = re.split(r"\band/or\b", text)
    if len(parts) > 1 and _OFTEN.match(parts[-1].strip()) and not asks_when(" ".join(parts[:-1])):
        own = parts[-1].lower()  # "aPTT monitoring and/or daily counts": how often stands before what it is said of
        return [each for each in watched if each.lower() in text.lower() and each.lower() not in own]
    if len(parts) < 2 or not _TIME.search(parts[0]):
        return []  # a time at the end is one for all: "a level (and/or renal function) within 24 hours"
    free = [part for part in parts if not re.search(r"\d", part) and not _TIME.search(part)]
    timed = " ".join(part for part in parts if part not in free).lower()
    found = {each for each in watched for part in free if each.lower() in part.lower()}
    return [each for each in watched if each in found and each.lower() not in timed] if timed else []


_TOLD_NOT = (
    r"(?:no|not an?|not|without|avoid(?:s|ing)?|never an?|(?:is|are|am)n't an?|free of|stay(?:ing)? off"
    r"|keep(?:ing)? off)"
    r" (?:any |the |more |longer )?"
)


def told_not(text: str, findings: Sequence[str]) -> list[str]:
    """The findings that the criterion itself denies or has avoided: "no alcohol", "are no substitute"."""
    return [each for each in findings if re.search(rf"\b{_TOLD_NOT}{re.escape(each)}\b", text, re.I)]


_OFTEN_HOURS = {"daily": 24.0, "weekly": 168.0, "fortnightly": 336.0, "monthly": 730.5, "same day": 24.0, "today": 24.0,
                "tomorrow": 24.0, "every day": 24.0, "every week": 168.0, "each week": 168.0}  # fmt: skip
_OFTEN = re.compile(rf"\b(?:{'|'.join(_OFTEN_HOURS)})\b", re.IGNORECASE)


def is_time(term: str) -> bool:
    """Whether a term is a time and nothing else ("24-48 h", "tomorrow")."""
    rest = _TIME.sub("", term.lower())
    return not re.sub(
        r"\b(?:within|tomorrow|today|next day|same day|the|in|after|about|first|every|each|daily|weekly"
        r"|monthly"
        r"|fortnightly|week|baseline|day \d+)\b|[\W_]",
        "",
        rest,
    )


def _hours(match: re.Match[str]) -> float:
    word = (match["high"] or match["low"]).lower()
    number = _NUMBERS.get(word) or (1 if word in ("a", "an") else 6 if word == "six" else float(word))
    unit = match["unit"].lower()
    unit = "min" if unit.startswith("mi") else unit[0]
    return float(number) * {"min": 1 / 60, "h": 1, "d": 24, "w": 168, "m": 730.5}[unit]


_CAUTION = re.compile(
    r"\b(?:caution|cautious\w*|or reduc\w+|reduce\w*|dose reduction|lower\w*|adjust\w*|monitor\w*|close\w* "
    r"levels?|"
    r"careful\w*|if (?:used|unavoidable)|or manage\w*|flags? the (?:risk|interaction))\b",
    re.IGNORECASE,
)
_HOLD = re.compile(r"\b(?:hold|held|withh[eo]ld|omit\w*|stop\w*|suspend\w*|pause\w*|skip)\b", re.IGNORECASE)
_BAN = re.compile(
    r"\b(?:contraindicat\w*|avoid\w*|must not|do not|don't|not (?:be )?(?:appropriate|acceptable|"
    r"recommended|suitable|given|"
    r"used|safe)|boxed warning|unsafe|never|too soon|dangerous|advise\w* against|against|stop\w*|"
    r"discontinu\w*|allergy|"
    r"withh[eo]ld|hold|switch|cannot|refuse\w*|precluded?|barred)\b",
    re.IGNORECASE,
)
#: "persists after stopping" tells when, "do not miss a dose" asks for it: they bar nothing
_AFTERWARDS = re.compile(
    r"\b(?:do not|don't|must not|never|not) (?:be )?(?:miss|skip|delay|forg|omit|stop|interrupt|withh"
    r"|reduc|replac|lower"
    r"|chang|swap|switch|halv|cut|withdr|discontinu|alter|taper)\w*"
    r"|\b(?:after|before|on|since|when|despite|upon) (?:stop|discontinu|withh|withdraw|switch)\w*",
    re.I,
)
_USE = re.compile(
    r"^(?:give|needs?|use|start|requires?|must (?:use|have|get)|mandatory|add|prescribe)\b|\binstead$|"
    r"\brequired$",
    re.I,
)
_ALWAYS = re.compile(
    r"\b(?:absolute(?:ly)?|always|in (?:all|every|any) (?:patients?|cases?|one\b)|categorically)\b", re.I
)
_FOREVER = re.compile(
    r"\b(?:never|permanent\w*|for ?ever|for good|for life|lifelong|indefinite\w*|any circumstances)\b", re.I
)
_OTHERS = re.compile(
    r"\b(?:previous|prior|history of|real|true|actual|genuine|only (?:in|if|for|when)|in (?:patients|people|"
    r"those)|others?|known)\b",
    re.I,
)
_ALL = re.compile(r"^(?:never|permanently|absolutely|always|outright)$", re.I)


def strength(text: str, findings: list[str]) -> str:
    """How strong a warning must at least be, from the wording: caution, hold or avoid."""
    if _CAUTION.search(text) and re.search(r"\bor\b|/", text):
        return "caution"
    if any(_HOLD.search(each) for each in findings) and not any("contraindicated" in each for each in findings):
        return "hold"
    return "avoid"


def is_for_good(text: str, findings: list[str]) -> bool:
    """Whether a drug is to be barred from coming back, so that stopping it now is not enough."""
    return bool(_COME_BACK.search(text)) and any(_COME_BACK.search(each) or "future" in each for each in findings)


_COME_BACK = re.compile(
    r"\b(?:re-?start\w*|re-?challeng\w*|resum\w*|re-?introduc\w*|given again"
    r"|ever again|never again|have it again|in future)\b",
    re.I,
)


def is_ban(term: str) -> bool:
    """Whether a term says that a drug must not be used."""
    return bool(_BAN.search(_AFTERWARDS.sub(" ", term))) or bool(_ALL.match(term))


#: what a ban in a finding may be of, other than a drug by name
_BANNED = re.compile(
    r"\b(?:it|this|that|any|all|more|further|next|the|of|use|used|using|doses?|drugs?|medicines?|medication"
    r"|tablets?|"
    r"treatment|therapy|combination|both|together|be|is|are|should|at once|now|immediately|completely|for|and"
    r"|or|in|with|"
    r"given|taken|taking|give|take|recommended|safe|appropriate|suitable|today|tonight|him|her|them|patient"
    r"|temporarily|"
    r"until|result|known|known|strictly|absolutely|best|better|to)\b|[\W\d_]",
    re.IGNORECASE,
)


#: what is done with a drug other than giving it: "do not repeat the level"
_TESTED = re.compile(r"\b(?:levels?|tests?|assays?|bloods?|repeat|measure|recheck|monitor\w*)\b", re.IGNORECASE)


def is_ban_of_drug(term: str, drugs: Collection[str]) -> bool:
    """Whether a term bars a drug (of these folded names, or any known one), and not something else ("do not lie
    down", "do not repeat the digoxin level")."""
    if not is_ban(term) or _TESTED.search(term):
        return False
    rest = _BAN.sub(" ", fold(term).text)
    known = drug_names().generic
    return any(word in known or word in drugs for word in rest.split()) or not _BANNED.sub("", rest)


#: what may come of a drug, for which it is then stopped
_IF_IT_COMES = re.compile(
    r"\b(?:stop\w*|discontinu\w*|withh\w+|seek|report\w*|contact)\b[^.;]*?\b(?:if|should|for any|with any|at the first"
    r"|in case of|on (?:any|the first))\b[^.;]*\b(?:appears?|begins?|develops?|occurs?|comes?|starts?|follows?"
    r"|rash\w*|fever|diarrh\w+|vomiting|pain|bleed\w*|jaundice|swelling|symptoms?|signs?|reaction|weakness|cough)\b",
    re.IGNORECASE,
)


def stops_if_it_comes(text: str) -> bool:
    """Whether a criterion would have a drug stopped for what may come of it: "stop at once if a rash appears"."""
    return bool(_IF_IT_COMES.search(text))


def is_hold(term: str) -> bool:
    """Whether a text speaks of stopping or leaving out a drug."""
    return bool(_HOLD.search(term))


def is_use(term: str) -> bool:
    """Whether a term says that something is to be used ("give X", "needs X", "X instead")."""
    return bool(_USE.search(term))


def is_absolute(text: str) -> bool:
    """Whether what is forbidden is an absolute ban ("absolutely contraindicated"), while a softer one
    passes."""
    return bool(_ALWAYS.search(text))


def is_forever(text: str, bans: list[str]) -> bool:
    """Whether what is forbidden is a ban without end ("never", "permanently"), and no plain one beside it."""
    plain = [each for each in bans if re.search(r"contraindicat|must not|do not|not be", each, re.I)]
    endless = [each for each in bans if _FOREVER.search(each)]
    return bool(bans and len(endless) == len(bans)) or bool(_FOREVER.search(text) and (not plain or endless))


def speaks_of_other_patients(text: str) -> bool:
    """Whether a warning is about a condition that need not be this patient's ("the real contraindication:
    previous ...")."""
    return bool(_OTHERS.search(text))


#: ways of giving a drug, and the term of the facets that bars each
_WAYS = (
    (re.compile(r"\b(?:push(?:ed)?|bolus|undiluted|neat|rapid(?:ly)? inject\w*)\b", re.I), "no undiluted push"),
    (re.compile(r"\b(?:by mouth|orally|into (?:his|her|the) mouth)\b", re.I), "nothing whatever by mouth"),
    (re.compile(r"\b(?:intrathecal(?:ly)?|into the spine)\b", re.I), "never intrathecally"),
    (re.compile(r"\b(?:intravenously|into a vein)\b", re.I), "not for intravenous use"),
)
#: what is barred is a way of giving: "must never be given as an IV push", "nothing should be given by mouth"
_NOT_THAT_WAY = re.compile(
    r"\b(?:never|not|nothing|no)\b[^.;]{0,40}?\b(?:given|injected|used|put|run|administered|taken|go)\b(?P<way>[^.;]*)",
    re.I,
)
_AS_A_WAY = re.compile(r"^\s+(?:\w+ )?(?:as|by|into|via|undiluted|neat|orally|rapidly|intra\w+)\b", re.I)


def ways_barred(text: str) -> list[str]:
    """The ways of giving a drug that a criterion has barred, and not the drug, by the terms that say so."""
    barred = _NOT_THAT_WAY.search(text)
    if barred is None or not _AS_A_WAY.match(barred["way"]):
        return []
    return [term for way, term in _WAYS if way.search(barred["way"])]


#: what is barred is the two at the full dose: "must not be added to azathioprine at the present (full) dose"
_FULL_DOSE = re.compile(
    r"\b(?:full|present|usual|current|unchanged|same|unreduced|normal)\b[^.;]{0,30}\bdose\b|\b(?:large|big) dose"
    r" (?:cut|reduction)\b"
    r"|\bwithout (?:\w+ )?(?:reduc|cut|lower)\w*",
    re.I,
)


def cuts_the_other(text: str) -> bool:
    """Whether a criterion bars a drug beside the full dose of another, so that cutting that one answers it, too."""
    return bool(_FULL_DOSE.search(text))


#: what is asked of two together: "both X and Y", "X and Y must both", "X and Y must be withheld"
_TWO_OF = (
    r"\bboth (?:the )?{one}\b[^.;]{{0,25}}?\band (?:the )?{other}\b",
    r"\b{one}\b(?: \([^)]*\))? and (?:the )?{other}\b(?: \([^)]*\))?[^.;]{{0,20}}?\bboth\b",
    r"\b{one}\b(?: \([^)]*\))? and (?:the )?{other}\b(?: \([^)]*\))? (?:must|should|have to|need to|are to)"
    r" (?:now )?(?:be )?(?:stop|withh|held|hold|omit|paus|suspend|discontinu)",
)


def both_named(text: str, names: Sequence[str]) -> list[str]:
    """The drugs that a criterion wants barred one and all ("X and Y must both be withheld"); none where it does not."""
    for one in names:
        for other in names:
            said = {"one": re.escape(one), "other": re.escape(other)}
            if one != other and any(re.search(each.format(**said), text, re.I) for each in _TWO_OF):
                return [one, other]
    return []


_DOUBT = re.compile(
    r"\b(?:limited|unknown|uncertain\w*|evidence|data|trials?|stud(?:y|ies)|case reports?|unclear|not known|"
    r"insufficient|"
    r"sparse|lacking|inconclusive|conflicting|controvers\w+|no (?:good|direct|human)|low[- ]certainty|"
    r"extrapolat\w+|varies|"
    r"debated|estimate\w*)\b",
    re.IGNORECASE,
)
_DEFER = re.compile(
    r"\b(?:specialist|prescriber|clinician|doctor|physician|gp|midwife|nurse|pharmacist|unit|surgeon|team"
    r"|consult\w*|discuss\w*|refer\w*|shared "
    r"decision|"
    r"individuali[sz]\w*|ask (?:the|a|her|his)|liaise|psychiatrist|cardiolog\w+|nephrolog\w+|haematolog\w+|"
    r"hematolog\w+)\b",
    re.IGNORECASE,
)


def speaks_of_evidence(text: str) -> bool:
    """Whether a criterion on doubt asks about the state of the evidence."""
    return bool(_DOUBT.search(text))


def speaks_of_others(text: str) -> bool:
    """Whether a criterion on doubt asks to involve somebody else."""
    return bool(_DEFER.search(text))


_WATCH_VERB = re.compile(
    r"^(?:(?:repeat|re-?check|check|monitor(?:ing)?|measure|watch(?: for)?|follow(?:[- ]?up\b)?(?! up\b)"
    r"|regular|frequent"
    r"|closer?|early|extra"
    r"|additional|more|another|serial|daily|weekly|baseline)\s+)+",
    re.I,
)
_WATCH_NOUN = re.compile(r"\s+(?:re-?checks?|checks?|checking|monitoring|measurements?|testing)$", re.I)


def bare_watch(term: str) -> str:
    """What is to be watched, without the verb ("repeat INR" -> "INR")."""
    bare = _WATCH_VERB.sub("", _WATCH_NOUN.sub("", term))
    return bare if bare.strip() and not _WATCH_VERB.fullmatch(f"{bare} ") else term


_WATCHING = re.compile(
    r"\b(?:has|have|gets?|wants?|orders?|books?|arranges?|sends?|takes?|his|her|their|status|reviewed"
    r"|(?:re-?)?checked"
    r"|measured|taken|tested|watched|now|urgent|blood tests? for|new|further|repeated|(?:self-)?monitor(?:ing"
    r"|s)?|re-?check(?:ing)?|check(?:ing)?|repeat(?:ing)?|measur(?:e|ing)|"
    r"watch(?:ing)?(?: for| the)?|"
    r"follow-up(?: of)?|regular|early|close|baseline|periodic|serial|advice|within|of|the|first|an?)\b",
    re.I,
)


def watched_in(text: str) -> list[str]:
    """What a criterion's text wants watched, thing by thing: two or three words each, without times and
    verbs."""
    whole = statement(text)
    main = _EXAMPLE.split(re.sub(r"\([^)]*\)", "", whole))[0]
    main = re.split(
        r"\b(?:if|when|because|to detect|so that|given|after|before|within|during|every"
        r"|about|where)\b",
        main,
    )[0]
    parts = re.split(r",|;|/|:|\band/or\b|\bor\b|\band\b", _TIME.sub(" ", main))
    found = [" ".join(_WATCHING.sub(" ", part).split()).strip(" .-") for part in parts]
    found += [f"{kind} {thing}" for pair in _OTHERWISE.findall(whole) for kind in pair[:2] for thing in pair[2:]]
    return [part for part in found if 1 <= len(part.split()) <= 3 and len(part) > 3]


#: "a free (unbound) phenytoin level": a kind of test that has two names
_OTHERWISE = re.compile(r"\b([a-z]+) \(([a-z]+)\) ([a-z]+) (?:levels?|concentrations?)\b", re.IGNORECASE)


_AWAITED = {
    "culture result": re.compile(r"\bcultures?\b|\bswab|\bmicrobiolog", re.I),
    "sensitivities": re.compile(r"\bsensitivit|\bsusceptib", re.I),
    "local resistance": re.compile(r"\bresistance\b", re.I),
    "local guideline": re.compile(r"\blocal (?:guid|policy|formulary|protocol|practice)", re.I),
    "depends on local policy or carriage": re.compile(
        r"\b(?:condition\w*|depend\w*|subject to|contingent|guided by|adapt\w*|according to)\b.{0,80}"
        r"\b(?:mrsa|local|policy|formulary|coloni\w+|carriage|resistance|microbiolog\w+)",
        re.I,
    ),
}


def awaited(text: str) -> list[str]:
    """What a criterion on doubt makes a choice wait for or go by: a culture, resistance, local guidance."""
    return [name for name, pattern in _AWAITED.items() if pattern.search(text)]


#: what a criterion on doubt leaves open, and the name that the reader knows it by
_LEFT_OPEN = {
    "according to response": re.compile(
        r"\btitrat\w+ (?:to|against|by|according)|\bas tolerated\b|\b(?:response|tolerab\w+|side effects?"
        r"|symptoms?|effect)"
        r"\b.{0,40}\b(?:decid|guid|determin|dictat|steer)|\b(?:guided|decided|determined|depend\w*|based"
        r"|according)\b"
        r" (?:by|on|to)\b.{0,40}\b(?:response|tolerab\w+|symptoms?|side effects?|effect)\b",
        re.I,
    ),
    "patient-led": re.compile(
        r"\b(?:pace|speed|how (?:he|she|they) copes?|patient-led|taper\w*|holding"
        r"|pausing)\b",
        re.I,
    ),
    "review if no response": re.compile(
        r"\b(?:if|when)\b.{0,40}\b(?:does not|doesn't|fails?|no (?:response|improvement)|not (?:improv"
        r"|respond|ris|work|settl|better|resolv|clear|relie)\w*"
        r"|persists?)\b",
        re.I,
    ),
    "other medicines": re.compile(
        r"\b(?:other|concomitant|current) (?:medicines?|medications?"
        r"|drugs?)\b",
        re.I,
    ),
    "review and adjust": re.compile(r"\b(?:review\w*|reassess\w*|re-?evaluat\w*|adjusted|revisit\w*)\b", re.I),
    "individual variation": re.compile(
        r"\bvar(?:y|ies|iab\w+|iation)\b|\bdiffers?\b|\bindividual\b|\bapproximat\w+|\bestimate[sd]?\b"
        r"|\bcross-tolerance\b",
        re.I,
    ),
    "pending results": re.compile(
        r"\b(?:pending|await\w*|until|once|subject to|depend\w* on|conditional on)\b.{0,40}"
        r"\b(?:results?|cultures?|levels?|tests?|bloods|scan|sensitivit|susceptib|swab|biopsy)",
        re.I,
    ),
    "missed doses": re.compile(r"\badheren|\bcomplian|\bmissed (?:doses?|tablets?)", re.I),
    "return if worse": re.compile(
        r"\bsafety[- ]net|\bcaveat\b|\breview\w* (?:if|for|when)\b|\b(?:come|bring\w*|go) back\b|\breturn(?:s"
        r"|ing)? (?:if|should|precautions)|\bseek\w* (?:\w+ )?"
        r"(?:help|advice|attention|care)\b",
        re.I,
    ),
}


def left_open(text: str) -> list[str]:
    """What a criterion on doubt leaves open: to the response, a result, a review, the person's own way."""
    return [name for name, pattern in _LEFT_OPEN.items() if pattern.search(text)]


_ASKS = re.compile(
    r"\b(?:asks?|asking|enquir\w+|inquir\w+|needs? to know|wants? to know|requests?|missing|(?:must|needs? to"
    r"|should|has to) be known|without knowing|not (?:given|stated|known)"
    r"|clarif\w+|establish\w*|finds? out|confirm(?:s|ing)?|verif\w+)\b",
    re.I,
)
_FACT_TAIL = re.compile(
    r" (?:needed|required|missing|unknown|not given|not stated|not known|first|wanted"
    r"|\\?)$",
    re.I,
)
_ASKING = re.compile(
    r"^(?:asks?(?: for| about| whether)?|confirm|check|clarify|establish|verify|needs?|want|what is|missing"
    r"|unknown"
    r"|no|not given|find out|request)\s+(?:the |her |his |a |an )?",
    re.I,
)


def asked_for(text: str, findings: Sequence[str]) -> list[str]:
    """The facts that a criterion on doubt wants asked for; none where it asks for none."""
    if not _ASKS.search(text):
        return []
    facts = [each for each in findings if not is_person(each)]
    facts += [drug for each in facts if _TAKES.search(each) for drug in drugs_in(each)]
    return list(dict.fromkeys(_FACT_TAIL.sub("", _ASKING.sub("", each)) for each in facts))


#: that a drug is taken already: its name is what is asked about
_TAKES = re.compile(
    r"\b(?:already|takes?|taking|on|uses?|using|prior|previous|current|currently|home"
    r"|recent)\b",
    re.I,
)


def drugs_in(term: str) -> list[str]:
    """The drugs that a term names by their generic names."""
    known = drug_names().generic
    return [word for word in fold(term).text.split() if word in known]


_FACT = re.compile(
    r"(?!.*\b(?:if|review|reassess|return|refer\w*|discuss|check\w*|confirm\w*|depend\w*"
    r"|subject|no|not|unknown|missing)\b)[a-z&/+ -]+",
    re.I,
)


def is_bare_fact(term: str) -> bool:
    """Whether a term only names a fact ("weight"), so that giving it a value would not be asking for it."""
    return len(term.split()) <= 3 and _FACT.fullmatch(term) is not None


_PEOPLE = re.compile(
    r"(?:the |a |an |her |his )?(?:senior |duty |local )?(?:specialists?|prescribers?|clinicians?|doctors?"
    r"|physicians?|gps?|midwi(?:fe|ves)|nurses?|pharmacists?|surgeons?|teams?"
    r"|consultants?|[a-z]+ologists?|[a-z]+iatrists?|[a-z]+icians?|[a-z]+ (?:team|clinic|unit|specialist"
    r"|nurse))",
    re.I,
)


def is_person(term: str) -> bool:
    """Whether a term is nothing but somebody: naming them is not yet asking them."""
    return _PEOPLE.fullmatch(term) is not None


_ACTION = re.compile(
    r"\b(?:return|follow\w*|review\w*|reassess\w*|seek|see|come|call|ring|contact|refer\w*|go|bring|if|caveat"
    r"|safety"
    r"|check\w*|confirm\w*|a&e|999|111|doctor|gp|hospital|urgent|worse|improv\w*|persist\w*|better)\b",
    re.I,
)


def is_bare_sign(text: str, term: str) -> bool:
    """Whether a criterion asks for a safety net and this term is only a sign or a time, which anybody may mention."""
    return "return if worse" in left_open(text) and _ACTION.search(term) is None


_HANGS = re.compile(
    r"\b(?:condition\w*|depend\w*|subject to|contingent|guided by|tailor\w*"
    r"|qualif\w+)\b",
    re.I,
)
_RESULT = re.compile(
    r"(?:the |her |his )?(?:\w+ )?(?:levels?|cultures?|renal function|u&es?|creatinine|results?|sensitivit\w+"
    r"|susceptib\w+|inr|trough|egfr|lfts?|anti-xa|bloods?|gas|weight|potassium)",
    re.I,
)


def hangs_on(text: str, term: str) -> bool:
    """Whether a criterion makes something hang on a result that this term only names."""
    return _HANGS.search(text) is not None and _RESULT.fullmatch(term) is not None


_A_RISK = re.compile(
    r"(?:the |his |her |their )?(?P<what>[a-z]+ing|[a-z]+|[a-z]+ [a-z]+) risks?|risks? of [a-z ]+", re.I
)


def weighed(text: str, term: str) -> str | None:
    """What a choice is to depend on, where a criterion has it depend and this term only names a risk; else None."""
    return f"depends on {term}" if _HANGS.search(text) and _A_RISK.fullmatch(term) else None


_GAP = re.compile(
    r"\b(?:limited|evidence|data|trials?|stud(?:y|ies|ied)|case reports?|insufficient|sparse|scarce|lacking"
    r"|known|research)\b",
    re.I,
)
_OPEN = re.compile(r"\b(?:uncertain\w*|var(?:y|ies|iable)|individual\w*|may|might|depends?|risk)\b", re.I)


_ROUGH = re.compile(r"\b(?:estimates?|imprecise|approximat\w+|rough(?:ly)?|inexact)\b", re.I)


def asks_for_roughness(text: str) -> bool:
    """Whether a criterion on doubt wants a figure or formula called rough, where a mere "may" says nothing."""
    return bool(_ROUGH.search(text))


def asks_for_gap(text: str) -> bool:
    """Whether a criterion on doubt wants it said that knowledge is missing, where a mere "may" says nothing."""
    return bool(_GAP.search(text)) and not _OPEN.search(text)


#: words of a criterion on absolutes that name no outcome
_NO_OUTCOME = re.compile(
    r"\b(?:does|do|did|not|n't|doesn't|don't|never|nor|claims?|claim|promis\w+|says?|state\w*|assert\w*"
    r"|guarantee\w*|swear\w*"
    r"|proclaims?|declares?|suggests?|tells?|vouch\w*|makes?|assures?|insists?|call\w*|describes?|presents?"
    r"|certain\w*"
    r"|definite\w*|sure\w*|absolute\w*|complete\w*|total\w*|entire\w*|perfect\w*|proven|proves?|impossible"
    r"|possib\w+|inevitabl\w*|bound|happens?|occurs?|occur|cannot|can't|can|will|always|zero|chance|risks?"
    r"|free|safe\w*"
    r"|harmless|harmful|harms?|no|any|all|every|everyone|everybody|the|a|an|is|are|be|being|it|its|that|this"
    r"|for|of|in|on|to"
    r"|or|and|with|without|by|at|from|as|he|she|him|her|his|they|them|their|patient|has|have|had|get|gets"
    r"|cause[sd]?"
    r"|removes?|rules? out|out|outright|either|neither|case|cases|kind|effects?|drug|alone|perfectly"
    r"|absolutes|absolute"
    r"|danger\w*|problem\w*|serious|severe|use|using|taking|e\.g|mentions?|routine|avoids?|readiness"
    r"|chosen|whatsoever|recommend\w*|suggested|puts?|doses?|after|further|beyond|doubt\w*|alternatives?"
    r"|painkillers?|antibod\w+|single|again|long-term|breast-?feeding|pregnancy|whether|definitively)\b",
    re.I,
)
#: "impossible after the switch": when it would be is no outcome
_OCCASION = re.compile(r"\s(?:after|before|since|following|despite|once)\s(?:(?:the|an?|this|any|her|his)\s)?\w+\.?$")
_DENIES = re.compile(
    r"\b(?:impossible|cannot|can't|can not|could not|no |zero|free of|without|removes?|eliminat\w+|safe"
    r"|harmless|rules? out"
    r"|never)\b",
    re.I,
)
_FORETELLS = re.compile(
    r"\b(?:certain to|bound to|sure to|surely|will|inevitabl\w*|is certain|certainty|certainly|promises?"
    r"|guarantee\w*|assures?"
    r"|proven harmful|proves?|definitely|always|causes?|invariably)\b",
    re.I,
)


def outcomes_of(text: str, findings: Sequence[str], drugs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The outcomes that a criterion on absolutes is about: those not to be foretold, and those not to be ruled out."""
    plain = re.sub(r"\((?:e\.g|for example|such as|conditional)[^)]*\)", " ", text, flags=re.I)
    claims = [each for part in re.split(r"[,;]|\bnor\b|\bor\b|\band\b", plain) if (each := part.strip())]
    claims = [part for each in claims if (part := _OCCASION.sub("", each).strip())]
    names = re.compile(rf"\b(?:{'|'.join(map(re.escape, drugs))})\b", re.I) if drugs else None
    will: list[str] = []
    cannot: list[str] = []
    before: list[str] = []
    for each in [*claims, *findings]:
        left = _NO_OUTCOME.sub(" ", names.sub(" ", each) if names else each)
        words = [word for word in re.findall(r"[a-z][a-z-]{2,}", left.lower()) if len(word) > 3]
        denies, foretells = bool(_DENIES.search(each)), bool(_FORETELLS.search(each))
        # "a stroke is certain or impossible": what is only denied is what was spoken of
        words += ["damage"] if _HARM.search(each) and foretells and not denies else []
        outcomes = words or (before if each in claims and (denies or foretells) else [])
        words += ["harm"] if denies and not outcomes and re.search(r"\bharm", each, re.I) else []
        will += [] if denies else outcomes
        outcomes = outcomes or words
        cannot += outcomes if denies or not foretells else []
        before = words if words and each in claims else before
    if any(each in _WARDS_OFF for each in will):  # "will prevent pregnancy": that it cannot come is as bad a promise
        cannot += [each for each in will if each not in _WARDS_OFF]
    return list(dict.fromkeys(will)), list(dict.fromkeys(cannot))


_HARM = re.compile(r"\b(?:harms?|harmful|damag\w+|injur\w+)\b", re.I)
_WARDS_OFF = frozenset("prevent prevents prevented stop stops avoid avoids protect protects protection".split())


_TO_GO_ON = re.compile(
    r"\b(?:must|should|do|does|to|can|is|are|be)(?: not|n't) (?:to )?(?:be )?(?:\w+ )?(?:stop|discontinu"
    r"|withdraw)\w*"
    r"|\bnot to (?:\w+ )?stop\b|\bagainst (?:\w+ )?stopping\b|\b(?:is|are|be) continued\b",
    re.I,
)
_GOING_ON = re.compile(
    r"\b(?:stop\w*|continu\w*|carry on|keep\w*|stay\w*|withdraw\w*|discontinu\w*|taper\w*|abrupt\w*|sudden\w*"
    r"|cold"
    r" turkey|specialist|team|doctor|gp|\w+(?:ologist|iatrist))\b",
    re.I,
)


def reasons_to_go_on(text: str, findings: Sequence[str]) -> list[str]:
    """The findings that are why a drug must go on, where a criterion asks for the advice: "must not be stopped
    (adrenal crisis)"."""
    if not _TO_GO_ON.search(text):
        return []
    reasons = [each for each in findings if not _GOING_ON.search(each)]
    return reasons if len(reasons) < len(findings) else []


_COMBINED = re.compile(r"[^,;()]*\w \+ \w[^,;()]*")


def without_parts(text: str) -> str:
    """A text without the parts of its combinations ("PPI + bismuth + tetracycline") and what it is not
    ("non-heparin")."""
    return re.sub(r"\bnon-[\w-]+", " ", _COMBINED.sub(" ", text))
