"""Relative doses: "halve it", "the same dose, but every 12 hours", against the dose that the rubric gives.

The dose that a relative one starts from stands in the patient's facts or in the query. Where neither gives one, or
gives several for a drug, nothing is computed; where the answer says the figure itself, the figure counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.doses.links import is_dose_like
from rubrx.reading.doses.roles import Role
from rubrx.reading.doses.strengths import FORMS, MASSES, form_after
from rubrx.reading.folding import fold
from rubrx.reading.numbers import number_of
from rubrx.reading.quantities import Frequency, Quantity
from rubrx.reading.unreal import contrary_to_fact

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Lexicon
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence

#: a text without any of these says no relative dose
_SIGNS = (
    "hal",
    "oubl",
    "%",
    "third",
    "tenth",
    "fifth",
    "same",
    "gram",
    "stay",
    "quarter",
    "twice",
    "fourth",
    "sixth",
    "tripl",
    "trebl",
    "percent",
    "per cent",
    "interval",
    "unchanged",
    "present dos",
    "current dos",
    "usual dos",
    "existing dos",
    "no change",
    "leave",
    "carry on",
    "as you were",
    "no dose",
    "no adjust",
    "one ",
    "single ",
    "just the ",
    "keep the ",
    "each dose",
    "is right",
    "is correct",
    "is fine",
    "are right",
    "are correct",
    "are fine",
    "is sound",
    "is spot on",
)
_DOWN = (
    r"(?:reduc\w+|cut\w*|lower\w*|drop\w*|decreas\w+|bring|brought|com(?:e|es|ing)|go(?:es)?|tak(?:e|en"
    r"|ing)|down\w*)"
)
_UP = r"(?:increas\w+|rais\w+|up\w*|go(?:es)?|step\w*|put|push\w*|nudg\w*|bump\w*|edg\w*|lift\w*|turn\w*)"
_SHARES = {"half": 0.5, "a half": 0.5, "a third": 1 / 3, "one third": 1 / 3, "one-third": 1 / 3, "two thirds": 2 / 3,
           "two-thirds": 2 / 3, "a quarter": 0.25, "one quarter": 0.25, "a fourth": 0.25, "three quarters": 0.75,
           "three-quarters": 0.75,
           "a tenth": 0.1, "one tenth": 0.1, "a fifth": 0.2, "one fifth": 0.2, "a sixth": 1 / 6}  # fmt: skip
_SHARE = (
    rf"(?:about |around |roughly )?(?P<share>{'|'.join(sorted(_SHARES, key=len, reverse=True))}"
    r"|(?:(?:\d{1,2}|five|ten|fifteen|twenty) ?(?:-|to|or) ?)?(?:\d{1,3}(?:\.\d+)?|ten|fifteen|twenty"
    r"|twenty-five|thirty|forty|fifty|sixty|seventy"
    r"|seventy-five) ?(?:%|percent|per cent))"
)
_ITS = r"(?:the|her|his|their|your|its|that|this)"
_KEEPS = r"keep|leave|continue|carry on|stay|stick|remain|go on|persist|maintain"
_WANTS = r"(?:wants?|needs?|should|must|is to|ought to|has to|deserves?|could do with|is due for|merits?|requires?)"
_TIME = r"(?P<once>morning|evening|night|bedtime|lunchtime|breakfast|teatime|nightly)"
#: "what she's on now"
_TAKEN = (
    r"(?:(?:he|she|they|you)(?:(?:'s|'re|'ve| is| are)(?: been)?| has been| have been)?(?: now"
    r"| currently)? (?:on|taking|takes?|having|has|had"
    r"|swallows?|swallowing"
    r"|gets?|getting|using|uses?|given)\b|is (?:written|charted|prescribed)\b"
    r"|(?:the )?(?:gp|chart|drug card|prescription|bottle|box|label) (?:has|says|wrote|shows)\b)"
)
#: "the same amount as before"
_AS_BEFORE = re.compile(r"\s(?:as (?:before|now|last time|yesterday|the first|at present|he|she|they|you)|again)\b")
#: "halve the number of jabs": how often, and not how much
_OF_TIMES = re.compile(
    r"\s?(?:(?:the|her|his|their|your) )?(?:number of |how many )?(?:jabs|injections|doses|times|shots|infusions"
    r"|visits|frequency|how often)\b"
)
#: "his kidneys clear it at about a third of the normal pace": a share of how fast, and not of how much
_OF_A_PACE = re.compile(
    r"(?: of)?(?: (?:the|his|her|its|their|your))?(?: (?:normal|usual|ordinary|full|healthy|expected|youthful|proper))?"
    r" (?:pace|speed|rate|capacity|clearance|function|power|working order|tempo)\b"
)
#: what doubles or halves without anybody giving more or less of a drug
_NOT_A_DOSE = r"(?:level|concentration|exposure|risk|effect|chance|toxicity|clearance|interval|auc|inr|tsh|half-life)"
#: "the strength is right, only the spacing is wrong"
_RIGHT = (
    r"\b(?<!whether )(?<!if )(?:(?:the|his|her|their|that|this|each|prescription's|chart's|charted|written"
    r"|prescribed|single) ){0,3}"
    r"(?:dose|dosage|strength|amount|milligrams|mg/kg|milligrams per kilo(?:gram)?|size of (?:each|the) dose)"
    r"(?: (?:as )?(?:written|charted|prescribed|ordered|itself|per kilo|for (?:his|her|their) (?:weight|size)"
    r"|by weight|each time))*"
    r"(?:'s| is| are| was) (?:quite |perfectly |about )?(?:right|correct|fine|ok|okay|spot on|sound|appropriate"
    r"|all right|in order)\b"
    r"(?! (?:for (?:normal|healthy|an?|someone|somebody|people|those|adults|the young|others)|if|once|provided"
    r"|when|only if|in (?:normal|healthy|others))\b)"
)
_KEPT = re.compile(rf"(?:{_KEEPS}|as you were|no (?:dose |dosage )?(?:change|adjust|alter)|{_RIGHT})")
_IS_RIGHT = re.compile(_RIGHT)
_SPACED = re.compile(
    r"\b(?:only|but|just|it's|it is) (?:the |how )?(?:spacing|intervals?|gap|timing|frequency|often|eight|six|twelve)\b"
    r"|\b(?:spacing|intervals?|gap|timing|frequency|how often)(?:'s| is| are)?(?:n't| not| wrong| off"
    r"| too (?:short|close|tight|frequent|narrow))\b"
    r"|\b(?:stretch|widen|lengthen|space|extend)\w*\b|\btoo often\b"
    r"|\b(?:chang|alter|fix|correct|mov)\w* (?:only |just )?the (?:spacing|interval|gap|timing|frequency)\b"
)
_SPACED_REACH = 90
#: where an instruction begins
_BEGINS = r"(?:^|(?<=[.!?:;,(] )|\b(?:and|then|so|i'd|i would|we|you|please|must|should|to|give|take|use|just)\s)"
#: pattern, and the factor as a sum: so much, and so much times the share that it names
_PATTERNS = [
    (re.compile(words), base, slope)
    for words, base, slope in (
        (rf"\b{_DOWN}\b[^.;:]{{0,50}}?\b(?:by|in) {_SHARE}", 1.0, -1.0),  # "cut it by half", "in half"
        (
            rf"\b(?:{_DOWN}|trim\w*|knock\w*|shav\w*|scal\w+|dial\w*|eas\w+) (?:back |it |down |the dose "
            rf"|off )*(?:by )?{_SHARE}(?! of\b)",
            1.0,
            -1.0,
        ),
        (rf"\b{_UP}\b[^.;:]{{0,50}}?\bby {_SHARE}", 1.0, 1.0),
        (rf"\b{_DOWN}\b[^.;:]{{0,50}}?\bto {_SHARE}", 0.0, 1.0),
        (
            rf"\b(?:smaller|lower|reduced) (?:[\w-]+ )?(?:dose|amount),? (?:perhaps |maybe |say |about "
            rf"|of )+{_SHARE}",
            0.0,
            1.0,
        ),
        (rf"\b{_SHARE} (?:less|lower|smaller|reduction)\b", 1.0, -1.0),
        (
            # "half of the present dose", "only a third of what he takes"
            rf"\b(?:to|at|give|giving|use|take|with) (?:(?:only|just|about) )?{_SHARE} (?:of )?(?:{_ITS}|what)\b",
            0.0,
            1.0,
        ),
        (
            rf"\b(?:only|just|give|gets?|needs?|wants?|on) {_SHARE} (?:of )?(?:the|her|his|their"
            rf"|your) (?=[a-z-]{{5,}})",
            0.0,
            1.0,
        ),
        (
            rf"{_BEGINS}(?:just |only )?{_SHARE} (?:of )?{_ITS} (?:usual|normal|present|current|regular|ordinary)\b",
            0.0,
            1.0,
        ),
        (rf"{_BEGINS}quarter (?={_ITS} )", 0.25, 0.0),  # "quarter the azathioprine"
        (rf"{_BEGINS}half (?:of )?(?={_ITS} [\w-]+ (?:a day|daily|each|every|at night|nightly|od\b))", 0.5, 0.0),
        (rf"\b{_WANTS} (?:to be )?(?:cut(?:ting)?|split(?:ting)?|chopp(?:ed|ing)) in (?:two|half)\b", 0.5, 0.0),
        (rf"\bhalf (?:of )?{_ITS} (?:[\w-]+ ){{0,3}}?(?:dose|dosage|amount|tablet|strength)\b", 0.5, 0.0),
        (
            rf"(?:^|(?<=[.!?] )|[:;,.(–-]\s?|\b(?:give|use|just|only|try|with|needs?|gets?|about)\s){_SHARE} of (?:that"
            rf"|it|this|what)\b(?! (?:[\w-]+ )?(?:ampoule|vial|tablet|bag|syringe|pen|sachet|patch|bottle|glass))",
            0.0,
            1.0,
        ),
        (
            r"\b(?:one|a single|1) (?:(?:tablet|capsule|pill|dose|injection|one|sachet|puff)s? )?"
            r"(?=(?:a day|daily|once|each|every|per day|nightly|at night|in the (?:morning|evening)|mane"
            r"|nocte|od)\b)",
            1.0,
            0.0,
        ),
        (
            rf"\b(?:keep|just|only|leav\w+|stick to|with)\b[^.;]{{0,20}}?\bthe {_TIME} (?:one|dose|tablet"
            rf"|capsule|pill)\b",
            1.0,
            0.0,
        ),
        (rf"\bhalf (?:of )?(?:what|that which|the amount|the dose|the number) {_TAKEN}", 0.5, 0.0),
        (rf"\b(?:twice|double) (?:what|the amount|the dose) {_TAKEN}", 2.0, 0.0),
        (r"\bhalf as much again\b", 1.5, 0.0),
        (rf"\b(?:only|just|give|takes?|needs?|gets?|have|on|will do on|to) {_SHARE} as much\b(?! again\b)", 0.0, 1.0),
        (r"(?:^|(?<=[.!?:;] ))half as much\b(?! again\b)", 0.5, 0.0),
        (
            rf"\b(?:should|must|may|can) (?:only |just )?(?:have|be on|get) {_SHARE} of (?=(?:his|her|their"
            rf"|your) [a-z-]{{5,}})",
            0.0,
            1.0,
        ),
        (
            rf"\b(?:snap|break|cut|split|bit)\w* (?:each|all|both|them|{_ITS})(?: of {_ITS})?(?: (?:tablets?"
            rf"|pills?|ones?))?"
            r" (?:in|into) (?:two|half|halves)\b",
            0.5,
            0.0,
        ),
        (
            r"\bhalv(?:e|es|ed|ing)\b(?! (?:the|her|his|their|your) (?:number|frequency|count|times)\b)"
            r"|\bhalf an? (?:tablet|pill|capsule)\b|\bhalf of (?:one|it)\b"
            r"|\bhalf (?:each|every) (?:day|morning|night|evening)\b|\b(?:cut|split|broken"
            r"|snapped) (?:it )?(?:down|through) the middle\b",
            0.5,
            0.0,
        ),
        (rf"\b(?:doubl(?:e|ing)|twice) (?:(?:up|it|this|that)\b|{_ITS} )", 2.0, 0.0),
        (r"\bdoubl(?:e|ing) (?=[a-z-]{5,})", 2.0, 0.0),
        (rf"\b(?:tripl|trebl)(?:e|ing) (?:it\b|{_ITS} )", 3.0, 0.0),
        (rf"\b{_WANTS} (?:to be )?doubl(?:ed|ing)\b", 2.0, 0.0),  # "her water tablet wants doubling"
        (rf"\b{_WANTS} (?:to be )?(?:tripl|trebl)(?:ed|ing)\b", 3.0, 0.0),
        (
            rf"\b(?:lose|losing|shed|loses|less|minus|(?:comes?|goes|go|is|be) down(?: by)?) {_SHARE}(?! of\b)",
            1.0,
            -1.0,
        ),
        (rf"\b(?:gain|gains|plus|(?:comes?|goes|go|is|be) up(?: by)?|add(?:ing)?) {_SHARE}(?! of\b)", 1.0, 1.0),
        (rf"\b(?:up|higher|bigger|more) by {_SHARE}(?! of\b)", 1.0, 1.0),
        (r"\b(?:same|unchanged) (?:[\w-]+ )?(?:dose|amount|strength|gram)\b", 1.0, 0.0),
        (
            r"(?:^|(?<=[.!?:;] ))(?:no change|leave (?:it|that|things|the dose) (?:be|alone|as (?:it"
            r"|they) (?:is|are|stands?)"
            r"|where it is)|stay put|carry on as (?:before|now|you are|he is|she is)|as you were|keep (?:it"
            r"|things) as (?:it|they)"
            r" (?:is|are))(?= ?(?:[.;:,!]|$|and\b|for\b|on\b|at\b))",
            1.0,
            0.0,
        ),
        (_RIGHT, 1.0, 0.0),
        (r"\b(?:keep|leav|hold)\w* each (?:dose|amount|injection|bag)\b", 1.0, 0.0),
        (r"\bdose (?:stays|remains|is|can stay|should stay) (?:the same|unchanged|as it is)\b", 1.0, 0.0),
        (r"\b(?:gram|amount|dose) (?:stays|remains|is kept|can stay|should stay)\b", 1.0, 0.0),
        (rf"\b(?:keep|leav|hold)\w* {_ITS} (?:[\w-]+ ){{0,2}}?(?:dose|gram|amount|milligrams)\b", 1.0, 0.0),
        (
            rf"\b(?:{_KEEPS}) (?:(?:to|with|at|on|taking) )?{_ITS} (?:present|current|usual|same"
            rf"|existing) (?:[\w-]+ )?dos(?:e|age)\b",
            1.0,
            0.0,
        ),
        (
            r"\bno (?:dose |dosage )?(?:change|adjustment|alteration)s? (?:to|of|in) (?:the|her|his|their"
            r"|your) (?:[\w-]+ )?dos(?:e|age)\b",
            1.0,
            0.0,
        ),
        (
            r"\b(?:stretch|extend|lengthen|widen|shorten|space|chang|spread|increas|prolong)\w* (?:out )?"
            rf"{_ITS} (?:dosing |dose )?interval\b",
            1.0,
            0.0,
        ),
    )
]
_LEAD = 30
_OF_OTHERS = re.compile(
    rf"\b{_NOT_A_DOSE}s?\b[^.;:,]*(?:, (?:perhaps|maybe|possibly|probably|say|often|even|by)\b[^.;:,]*)?$"
)
_AFTER = re.compile(rf"\s*(?:the |her |his |its |their |your )?(?:[\w-]+ ){{0,3}}?{_NOT_A_DOSE}s?\b")
#: "halve the tablets with a cutter": a tablet made small enough to swallow
_BROKEN = re.compile(
    r" (?:the |her |his |your )?(?:tablets?|pills?) (?:with an?|if|in case|to (?:help|ease|make)|for (?:easier|easy))\b"
)
#: "halving it is for verapamil": what is done to a dose, and for whom
_IS_FOR = re.compile(
    r"(?: [\w-]+){0,3}? (?:is|would be|was) (?:only |just |really |meant |something )?(?:for"
    r"|unnecessary|needless)\b"
)
_OTHER_TIME = re.compile(
    r"\b(?:re-?check|check|finger|counts?|look|watch|eye|repeat|monitor|measure|review|weigh|test|see|bloods?"
    r"|visit)\w*\b|\bin $"
)
_TO_HOURS = re.compile(r"\bto (?:every )?(?P<hours>\d{1,2})(?: ?- ?hourly| ?h(?:ou)?rs?\b| ?h\b)")


_OVER_THE_DAY = re.compile(
    r"[^.;,]{0,15}\b(?:(?:over|in|across) the (?:whole )?day|altogether|in all|a day in total)\b"
)


class _Relative(NamedTuple):
    """A relative dose at its place: what the present dose is multiplied by."""

    start: int
    end: int
    factor: float
    often: Frequency | None = None


def says_relative(text: str) -> bool:
    """Whether a folded text may say a relative dose: a cheap look."""
    return any(map(text.__contains__, _SIGNS))


def relative_doses(
    reading: Reading, sentence: Sentence, drugs: list[Mention], earlier: tuple[str, ...]
) -> list[tuple[tuple[str, ...], Quantity, Frequency | None, Role]]:
    """What a sentence without a figure of its own makes of the doses that the rubric gives: drug, amount, schedule.

    `drugs` are those named in the sentence, `earlier` the one that a sentence without any goes on about.
    """
    if any(is_dose_like(q) and q.dimension not in ("tablet", "capsule") for q in sentence.quantities):
        return []
    known = reading.lexicon.current_doses
    if not known or _names_a_size(sentence):
        return []
    for each in _found(sentence):
        of = _drug(sentence.reading.folded.text, each, drugs, earlier, known)
        if of is None:
            continue
        amount, schedule = known[of]
        new = each.often or _schedule(sentence, each)
        kept = _KEPT.match(sentence.text, each.start - sentence.start)
        if (
            each.factor == 1.0
            and new is None
            and not (kept or _AS_BEFORE.match(sentence.text, each.end - sentence.start))
        ):
            continue
        said = assertion.assertion_of(reading, each.start, each.end)
        role = Role.ADVISED if said.holds and not contrary_to_fact(sentence, each.start) else Role.ELSEWHERE
        if said.state in (assertion.State.NEGATED, assertion.State.REJECTED):
            role = Role.REJECTED
        quantity = amount.times(each.factor)._replace(start=each.start, end=each.end)
        frequency = new or (schedule and schedule._replace(start=each.start, end=each.end))
        if new is not None and "day" in quantity.per:
            continue  # a day's total in other parts is the same total
        if new is None and _is_right_but_spaced(sentence, each):
            frequency = None
        if schedule and not new and _OVER_THE_DAY.match(sentence.text, each.end - sentence.start):
            quantity, frequency = quantity.times(schedule.low)._replace(per=("day",)), None
        return [((of,), quantity, frequency, role)]
    return []


def _is_right_but_spaced(sentence: Sentence, each: _Relative) -> bool:
    """Whether how much is called right, and how often is another matter: "the strength is right, only the spacing
    isn't"."""
    if not _IS_RIGHT.match(sentence.text, each.start - sentence.start):
        return False
    return _SPACED.search(sentence.reading.folded.text, each.start, each.end + _SPACED_REACH) is not None


_SIZE = re.compile(r"[- ]strength\b|\s?[,;:]\s?(?:one|two|half)\b")


def _names_a_size(sentence: Sentence) -> bool:
    """Whether a sentence tells another tablet by its size alone: "the fifteen-strength tablet, one each evening"."""
    text = sentence.reading.folded.text
    return any(not q.dimension and q.low and _SIZE.match(text, q.end, sentence.end) for q in sentence.quantities)


def _found(sentence: Sentence) -> list[_Relative]:
    """The relative doses of a sentence, the most telling pattern first."""
    text = sentence.reading.folded.text
    found = []
    for pattern, base, slope in _PATTERNS:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            lead = text[max(sentence.start, match.start() - _LEAD) : match.end()]
            changes = base != 1.0 or slope != 0.0
            if _AFTER.match(text, match.end(), sentence.end) or (changes and _OF_OTHERS.search(lead)):
                continue
            if _BROKEN.match(text, match.end(), sentence.end) or _OF_TIMES.match(text, match.end(), sentence.end):
                continue
            if _OF_A_PACE.match(text, match.end(), sentence.end):
                continue
            if match[0].endswith("ing") and _IS_FOR.match(text, match.end(), sentence.end):
                continue
            if ("half" in match[0] or (slope and base == 0.0)) and _GOES_ON.match(
                text, match.end() - match[0].endswith(" "), sentence.end
            ):
                continue
            if changes and _is_a_fact(text[max(sentence.start, match.start() - 2 * _LEAD) : match.end()]):
                continue
            factor = base + slope * _share(match["share"]) if slope else base
            if factor > 0:
                once = "once" in pattern.groupindex and match["once"]
                often = Frequency(match.start(), match.end(), 1.0, 1.0) if once else None
                found.append(_Relative(match.start(), match.end(), factor, often))
    return found


#: "half of it would leave her heart racing", "half of what she has is lost": what becomes of it, and no dose
_GOES_ON = re.compile(
    r"(?:\s(?!and\b|or\b|then\b|so\b|which\b|once\b|when\b|if\b|while\b|as\b|because\b|since\b|before\b|after\b"
    r"|until\b|from\b|for\b|with\b|will\b)[\w'-]+){0,5}?\s(?:would|could|might|may|is|are|was|goes|gets lost"
    r"|ends? up|leaves|reach(?:es)?|gets? (?:in|through|to)|passes|survives|stays in|remains in|binds)\s"
    r"(?!do\b|where\b|best\b|better\b|a (?:good|sensible|safe|fair)\b|be (?:enough|plenty|right|fine|ample"
    r"|safer?|about right|where|my|the)\b|suffice|enough\b|plenty\b"
    r"|right\b|ample\b"
    r"|fine\b|all\b|what\b|the (?:right|most|dose|amount|answer)\b|about right|now\b|sensible|safer?\b|my\b|taking\b"
    r"|on\b|having\b|getting\b|given\b)"
)
#: what follows from a fact is advice again: "the level rises, so halve it"
_SO = r"\b(?:so|therefore|hence|thus|please|then|and|i'd|i would|we|you)\b|:"
_OF_A_LEVEL = re.compile(rf"\b{_NOT_A_DOSE}s?\b(?:(?!{_SO})[^.;])*$")
_OF_SOMETHING = re.compile(
    r"\b(?:may|might|could|can|will|would) (?:well |even |easily |perhaps )?(?:go|rise|double|halve|triple"
    r"|treble|increase|drop|fall|decrease|come)\b"
)
_OF_THE_DOSE = re.compile(r"\b(?:dose|dosage|you|we|i|i'd|they)\b")


def _is_a_fact(lead: str) -> bool:
    """Whether what goes up or down is a level, or goes by itself ("it could double"): no advice on a dose."""
    return bool(_OF_A_LEVEL.search(lead)) or bool(_OF_SOMETHING.search(lead) and not _OF_THE_DOSE.search(lead))


def _share(words: str) -> float:
    """A share in words or percent as a number."""
    if words in _SHARES:
        return _SHARES[words]
    figures = re.split(r" ?(?:-|to|or) ?", re.sub(r" ?(?:%|percent|per cent)$", "", words))
    return sum(map(number_of, figures)) / len(figures) / 100


#: between a change and a drug that it is none of: when it is made, why, and beside what
_APART = re.compile(
    r"\b(?:before|when|once|as|if|while|whilst|until|after|because|since|with|from|now|alongside|and|but|for|on|unless"
    r"|whenever|given|due|in case)\b|[,;:(]"
)


#: "the amiodarone dose should be cut by half": what is changed is another's
_ITSELF = re.compile(
    r"(?:'s)?\s(?:(?:dose|tablets?|amount|itself)\s)?(?:should|must|needs?|wants?|has|ought|can|is|gets?)\s(?:to\s)?(?:be\s)?"
)


def _drug(
    text: str,
    each: _Relative,
    drugs: list[Mention],
    earlier: tuple[str, ...],
    known: dict[str, tuple[Quantity, Frequency | None]],
) -> str | None:
    """The drug whose dose is meant: named within the words or right after them, else before them, else spoken of."""
    inside = [m for m in drugs if m.end > each.start]
    before = [m for m in drugs if m.end <= each.start][::-1]
    if inside and each.factor != 1.0 and _APART.search(text, each.end, inside[0].start):
        inside = []  # "come down by half before the first amiodarone tablet"
    if before and before[0].concept not in known and _ITSELF.fullmatch(text, before[0].end, each.start):
        return None
    named = [m.concept for m in inside[:1]] or [*(m.concept for m in before), *earlier]
    return next((name for name in named if name in known), None)


#: "a quarter, with weekly counts"
_OF_A_CHECK = re.compile(
    r"\s(?:blood|counts?|fbcs?|checks?|monitoring|levels?|tests?|review|visits?|weights?|u&es?|lfts?|inrs?|bloods|ecgs?)\b"
)


def _schedule(sentence: Sentence, each: _Relative) -> Frequency | None:
    """The schedule that the sentence puts beside a relative dose."""
    text = sentence.reading.folded.text
    # "... and repeat the bloods in a week" is no schedule of the dose
    after = [
        f
        for f in sentence.frequencies
        if f.end > each.start
        and not _OTHER_TIME.search(text, each.start, f.start)
        and not _OF_A_CHECK.match(text, f.end, sentence.end)
    ]
    if after:
        return after[0]
    hours = _TO_HOURS.search(text, each.start, sentence.end)
    if hours and 0 < int(hours["hours"]) <= 72:
        times = 24 / int(hours["hours"])
        return Frequency(hours.start(), hours.end(), times, times)
    return None


def _as_told(reading: Reading) -> Reading:
    """A reading of what a patient is like: however many commas a sentence of it has, it is no row of terms."""
    for sentence in reading.sentences:
        sentence.__dict__["is_bare_list"] = False
    return reading


#: amounts that nobody takes, in a query
_NO_DOSE = frozenset({Role.MAXIMUM, Role.STRENGTH, Role.STEP, Role.REJECTED})


def current_doses(lexicon: Lexicon) -> dict[str, tuple[Quantity, Frequency | None]]:
    """The dose of each drug that the patient's facts or the query give, by concept; none where they give several."""
    from rubrx.reading.reader import Reader  # noqa: PLC0415 -- the reader is made of this module

    lexicon.__dict__["current_doses"] = {}  # a query that says "halve it" starts from nothing
    reader = Reader(lexicon)
    for text in (". ".join(lexicon.patient.words), fold(lexicon.query).text):
        found: dict[str, set[tuple[Quantity, Frequency | None]]] = {}
        for dose in _as_told(reader.read(text)).doses:
            for drug in dose.drugs if len(dose.drugs) == 1 else ():
                if dose.role not in _NO_DOSE and dose.quantity.dimension in ("mass", "units", "amount"):
                    found.setdefault(drug, set()).add((dose.quantity, dose.frequency))
        if found:
            return {drug: next(iter(several)) for drug, several in found.items() if len(several) == 1}
    return {}


#: mg in a tablet of what is counted without its strength: "two paracetamol"; of general sale in the UK (BNF)
_SOLD_AS = {"paracetamol": 500.0, "ibuprofen": 200.0, "loperamide": 2.0, "cetirizine": 10.0, "loratadine": 10.0}


def strengths_at_hand(lexicon: Lexicon) -> dict[str, Quantity]:
    """What one tablet of each drug holds, by concept, where the query or the patient's facts say so, and say one."""
    from rubrx.reading.reader import Reader  # noqa: PLC0415 -- the reader is made of this module

    found: dict[str, set[Quantity]] = {}
    for text in (". ".join(lexicon.patient.words), fold(lexicon.query).text):
        reading = _as_told(Reader(lexicon).read(text))
        for dose in reading.doses:
            q = dose.quantity
            of_each = q.per[0] in FORMS if len(q.per) == 1 else not q.per and form_after(reading.folded.text, q)
            if q.dimension in MASSES and len(dose.drugs) == 1 and of_each:
                found.setdefault(dose.drugs[0], set()).add(q._replace(start=0, end=0, per=()))
    for name, concept in lexicon.concepts.items():
        usual = next((_SOLD_AS[each] for each in concept.spellings if each in _SOLD_AS), None)
        if usual and concept.is_drug and name not in found:
            found[name] = {Quantity(0, 0, usual, usual, "mg", "mass", (), "", usual, usual)}
    return {drug: next(iter(several)) for drug, several in found.items() if len(several) == 1}
