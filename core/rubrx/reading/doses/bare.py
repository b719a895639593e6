"""Doses without a unit: "Doxy 200 stat, then 100 od", "fifteen a day", "until he is on ten".

Such a number is a dose where a drug stands right before it, a schedule right after it, or words that put a dose to a
figure. It is a dose of an unknown unit: who holds it against an accepted amount takes it in that amount's unit. Small
whole numbers count tablets, and are left alone unless a drug stands right before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.doses.links import drugs_of, frequency_of, is_dose_like
from rubrx.reading.doses.pairs import is_pair
from rubrx.reading.doses.roles import Role, role_of
from rubrx.reading.doses.strengths import FORMS, MASSES, MOST_AT_ONCE, form_after
from rubrx.reading.numbers import TENS, number_of
from rubrx.reading.quantities import Quantity

if TYPE_CHECKING:
    from rubrx.reading.doses.dosing import Dose
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Mention, Sentence

#: whole numbers up to here may count tablets
_COUNTS = 4
#: what puts a dose to a figure
_PUT = re.compile(
    r"\b(?:up|drop|cut|reduc\w*|go(?:ing)?|come|bring|lower\w*|rais\w*|increas\w*|decreas\w*|titrat\w*"
    r"|work\w*|build\w*|start\w*|begin\w*"
    r"|give|giving|needs?|wants?|gets?|have|having|use|take|taking|stay|stick|remain|settle|on|dose|doses?"
    r"|does the job|run|running|set|put"
    r"|target|aim\w*|reach\w*|follow with|end(?:ing)? up"
    r"|halve\w*|double\w*|make (?:it|that)|(?:it|this|that|dose|answer|figure) (?:is|becomes|would be"
    r"|should be)|(?:it|that)'s|becomes|so|say|call it|namely|keep\w*|hold|leave|bump\w*|step\w*|nudg\w*"
    r"|knock\w*|trim\w*|shav\w*"
    r"|eas(?:e|ing)|wind\w*|dial\w*|scal(?:e|ing)|settle|switch\w*|chang\w*|tablets?|capsules?|patch"
    r"|strength|sticker|size)"
    r"(?:\s(?:of|to|at|on|with|down|up|it|him|her|them|you|the|a|an|dose|back|just|only|about|around"
    r"|straight|again|by|is|one|daily|from|pump|rate|driver|syringe|machine|weaker"
    r"|smaller|lower|higher|single|pair|is|be|should|would|will|then|in|for|now|\w+er)){0,6}\s?[:=(]?\s?$"
    r"|(?:→|->|[:=])\s?$|\b(?:(?:down|up|back)(?: an? (?:notch|step|rung|peg|tad|touch|little|bit|shade))? to"
    r"|makes|totals|equals|any(?:where|thing) (?:from|between)|somewhere between)\s(?:(?:about|around|just"
    r"|only|a|the)\s){0,2}$"
)
#: "the smaller tablet, the 2.5"
_THE = re.compile(r"\b(?:the|a|your|her|his)\s$")
#: "come down by two", "four off": what a dose is changed by
_BY = re.compile(r"\b(?:by|another)\s(?:(?:about|around)\s)?$")
_OFF = re.compile(r"\s(?:off|fewer|less)\b")
#: "bring it down to two", of what is taken now
_DOWN_TO = re.compile(r"\b(?:down|up|back) to\s(?:(?:just|only|about)\s)?$")
#: "two fifties", "the 100s": tablets by what is in them
_SIZES = re.compile(
    r"\b(?:(?P<count>one|two|three|four|five|six|eight|[1-8]|a couple|an?)(?: of)? )?(?:(?:the|his|her|your"
    r"|those) (?:[a-z]+ )?)?"
    r"(?:(?P<size>\d{1,4}(?:\.\d+)?)'?s|(?P<word>(?:[a-z]+[- ])?(?:ten|twent|thirt|fort|fift|sixt|sevent|eight"
    r"|ninet|hundred|five)(?:ie|e)?s))\b(?:[,:] (?:take |give )?(?P<after>one|two|three|four|[1-4])\b)?"
)
_SIZED = re.compile(r"(?:\d'?|tie|ten|teen|twelve|hundred|five)s\b")
_DECADE = re.compile(r"\b(?:his|her|their|in|the late|the early|mid|of) (?:the )?$")
#: "one of the white ones", "a single tablet", "two at a time"
_COUNT = re.compile(
    r"\b(?P<count>half a dozen|a dozen|an?(?: single)?|a couple(?: of)?|one|two|three|four|five|six|seven|eight"
    r"|nine|ten"
    r"|twelve|half an?|[1-9]|1[0-2])(?: (?:or|to) (?P<most>two|three|four))?"
    r"(?: of (?:the|his|her|your|those|these|them))?(?:(?: [a-z]+){0,2}? (?:tablet|capsule|pill|caplet|ones?\b"
    r"|soluble|dispersible|enteric)"
    r"|(?<=of them|f these|f those)\b|(?= (?:at a time|each time|every time|a time)\b))"
)
#: what a bare number is then followed by, where no schedule follows it
_ENDS = re.compile(
    r"\s?(?:$|[.,;:)→]|->|(?:if|when|once|until|as|and|then|or|for|with|which|in|at|every|per|a|an|each|od"
    r"|bd|stat|tablet|capsule|patch|nightly|prn"
    r"|the (?:night|evening|day|morning)|(?:will|would|should) (?:do|be)|does"
    r"|is (?:enough|plenty|fine|right|usual|ample)|suffices)\b)"
)
#: what a number is of, and no dose
_NO_DOSE_BEFORE = re.compile(
    r"(?:\b(?:age|aged|day|days|d|week|step|stage|grade|inr|egfr|crcl|(?<!-)k|potassium|sodium|bp|hr|ph|hba1c|a1c"
    r"|score|page|table|at least"
    r"|(?:about|over|under|above|below|than|within|another|last|past|next|first|every|q|x|×|÷|/)|clearance"
    r"|creatinine|factor|level|one in|aim(?:ing)?(?: for| at)?|trough|between|target|\d)|[<>≥≤/×÷*])\s?$"
)
_NO_DOSE_AFTER = re.compile(
    r"\s?(?:times|x\b|×|÷|/(?!\s?(?:24|day|d\b))|%|\+?\s?=|[-–]\s?\d|of (?:the|these|them)|(?:more|other"
    r"|further|full|clear|whole|good|or so)\s|days?|(?:nights?|mornings?|evenings?)(?!,? (?:and|&|then)\b| ?[/+&])"
    r"|weeks?|months?|hours?|hrs?|h\b|minutes?|doses|lots|in (?:ten|100|a hundred)|per cent"
    r"|percent|out of|fold|kilos?|kg\b|years?|o'clock|am\b|pm\b)"
)
_NEAR = 3
#: between a schedule and the number that it is of; and how a clause ends behind that
_APART = (", ", ": ", " - ", " – ")
_CLOSES = re.compile(r"\s?(?:$|[.;)])")
#: "9 g over the first hour, three over the following four and six over the last sixteen"
_OVER_A_TIME = re.compile(
    r"\sover (?:(?:the|a|another) )?(?:(?:first|next|following|last|final|second|third|subsequent"
    r"|remaining|other|further)\b|(?:\d{1,2}|an?|one|two|four|eight|twelve|sixteen|twenty|twenty-four)"
    r"[ -]?(?:h|hrs?|hours?|minutes?|mins?)\b)"
)
#: "thirty, not sixty"
_NOT_THAT = re.compile(
    r",? (?:not|rather than|instead of|and not) (?:the |a )?(?:usual |full )?(?:\d|ten|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundred|one|two|five|a hundred)"
)
#: "forty, the very number he turns to tonight"
_SAME_FIGURE = re.compile(
    r",? (?:unit|milligram|like|one|1) for (?:unit|milligram|like|one|1)\b|,? (?:the|that)(?:'s)? (?:(?:very|same"
    r"|exact) ){1,2}(?:number|figure|dose|amount|units|count)\b"
)
#: "the fifteen-strength tablet"
_OF_STRENGTH = re.compile(r"[- ]strength\b")
#: "at eight in the morning and eight at night"
_OF_CLOCK = re.compile(r"\s(?:in the (?:morning|evening|afternoon)|at night|tonight|sharp)\b")
#: "two is the limit"
_IS_LIMIT = re.compile(r"\sis (?:the|his|her|your) (?:limit|ceiling|max|maximum|most)\b")
#: "twenty at most", "forty max"
_AT_MOST = re.compile(
    r"\s(?:at (?:the )?(?:very )?most|max(?:imum)?|tops)(?=\s?(?:[.,;:)]|$|with\b|while\b|as\b|on\b))"
)
#: "five under the skin whenever it breaks through"
_BY_ROUTE = re.compile(
    r"\s(?:under the (?:skin|tongue)|by (?:mouth|injection|needle)|into the (?:thigh|muscle|vein)|sc|im|iv|po"
    r"|subcut\w*)\b"
)
#: "ten is a lot: three would do nicely", where the dose taken now is known
_WILL_DO = re.compile(
    r"\s(?:(?:will|would|should|ought to) (?:do|be (?:enough|plenty|ample))|(?:is|are) (?:enough|plenty|ample)"
    r"|suffices)\b"
)
#: "42 tablets": what is dispensed, and no strength
_SUPPLIED = re.compile(
    r"(?:\b(?:dispense|supply|supplied|issue|quantity|total|pack|packet|box|bottle|prescribe|send"
    r"|have)\b[^.;]{0,20}|[,;]\s?|^)$"
)
#: "forty of prednisolone", "five of the quick one"
_OF_A_DRUG = re.compile(r"\sof\s(?!the(?:se|m)\b)(?:(?:the|his|her|their|your|my)\s)?")
_OF_REACH = 12
#: "60/24h", "twenty-five-an-hour": what the number is per
_PER_TIME = re.compile(
    r"(?:\s?/\s?(?:24\s?h(?:ou)?r?s?|24\b|day|d)\b|\s(?:a|per|over"
    r"|in)\s(?:the )?(?:(?:whole )?day(?: and (?:the )?night)?"
    r"|24 h(?:ou)?rs?|twenty-four hours)\b(?! in)"
    r"|(?P<hour>\s?/\s?h(?:ou)?r?\b|[- ](?:an|per)[- ]hour\b)"
    r"|(?P<kilo>\s?/\s?kg\b|[- ](?:a|per|for (?:each|every))[- ](?:kg|kilo(?:gram)?)\b))"
)


def bare_doses(reading: Reading) -> list[Dose]:
    """The doses of an answer that are given without a unit, in order; their quantities have no dimension."""
    from rubrx.reading.doses.dosing import named_in  # noqa: PLC0415 -- it makes the doses that have a unit

    named = named_in(reading)
    found: list[Dose] = []
    for sentence in reading.sentences:
        if sentence.is_bare_list or sentence.is_question:
            continue
        drugs = named.by_sentence.get(sentence.index, [])
        chained = _in_chains(sentence)
        bare = [
            q._replace(unit="", dimension="") if q.dimension in FORMS else q
            for q in sentence.quantities
            if (not q.dimension and q.low > 0 and (q in chained or _may_be(sentence, q, drugs)))
            or (
                q.dimension in FORMS
                and (q.low > MOST_AT_ONCE or _is_one_of_a_size(sentence, q))
                and not _SUPPLIED.search(reading.folded.text, sentence.start, q.start)
            )
        ]
        bare += [*_sizes(sentence), *_at_hand(reading, sentence, drugs or named.last_before(sentence))]
        bare += [*_drawn_up(sentence), *_run_in(sentence), *_of_pairs(sentence, drugs)]
        if drugs and _COUNTED.search(sentence.text):
            bare += _by_name(sentence, drugs)
        if "eye" in sentence.text:
            bare += _in_the_eye(sentence)
        if bare:
            amounts = [q for q in sentence.quantities if is_dose_like(q) or q in bare]
            for each in bare:
                if not each.dimension and (rate := _PER_TIME.match(reading.folded.text, each.end, sentence.end)):
                    per = ("h",) if rate["hour"] else ("kg",) if rate["kilo"] else ("day",)
                    each = each._replace(end=rate.end(), per=per)  # noqa: PLW2901 -- the same number, better understood
                if of := drugs_of(reading, sentence, each, drugs, amounts, named.last_before):
                    often = frequency_of(sentence, each, drugs, amounts)
                    role = role_of(reading, sentence, each, often, amounts)
                    if role is Role.ADVISED and _is_left(reading, each, of):
                        role = Role.CURRENT
                    if role is Role.STEP and (changed := named.changed_by(reading, sentence, each, of)):
                        found.append(named.dose(of, *changed, Role.ADVISED, sentence.index, is_inherited=not drugs))
                    found.append(named.dose(of, each, often, role, sentence.index, is_inherited=not drugs))
    return found


#: "a 12 patch", "the 30 tablet": a size, and no number of them
_A_SINGLE = re.compile(r"\b(?:an?|the|one|his|her|each|every|this|that)\s$")


def _is_one_of_a_size(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number before a form in the singular tells its size."""
    text = sentence.reading.folded.text
    return (
        quantity.low > 1
        and quantity.low == quantity.high
        and text[quantity.start].isdigit()
        and text[quantity.end - 1] != "s"
        and _A_SINGLE.search(text, max(sentence.start, quantity.start - 6), quantity.start) is not None
    )


#: "one point two out of the little ampoule"
_OUT_OF = re.compile(
    r"\s(?:out of|from|of) (?:the|that|his|her|your|its|this) (?:[\w-]+ ){0,2}?(?:ampoule|vial|bottle|suspension"
    r"|syrup|liquid|solution"
    r"|elixir)\b"
)


def _drawn_up(sentence: Sentence) -> list[Quantity]:
    """The bare numbers that are mL, for they are drawn from what holds a liquid."""
    text = sentence.reading.folded.text
    return [
        q._replace(unit="ml", dimension="volume")
        for q in sentence.quantities
        if not q.dimension and q.low > 0 and _OUT_OF.match(text, q.end, sentence.end)
    ]


#: "five glucose tablets", "four GlucoTabs": so many of what is named
_TABLETS = re.compile(r"s?\s(?P<form>tablet|capsule|sachet|lozenge|patch|puff)(?:e?s)?\b")


def _by_name(sentence: Sentence, drugs: Sequence[Mention]) -> Iterator[Quantity]:
    """The bare numbers right before a drug that is counted."""
    text = sentence.reading.folded.text
    for mention in drugs:
        counted = _TABLETS.match(text, mention.end, sentence.end)
        form = counted["form"] if counted else "tablet" if _IS_TABS.search(text, mention.start, mention.end) else ""
        for q in sentence.quantities if form else ():
            if not q.dimension and 0 < q.low <= q.high <= MOST_AT_ONCE and mention.start - q.end == 1:
                yield q._replace(unit=form, dimension=form)


_COUNTED = re.compile(r"tabs?\b|tablet|capsule|sachet|lozenge|patch|puff")
_IS_TABS = re.compile(r"tabs?$")
_EYE = re.compile(r"\s(?:in(?:to)?|to) (?:the |each |both |either |her |his |that )?(?:[\w-]+ ){0,2}eyes?\b")


def _in_the_eye(sentence: Sentence) -> Iterator[Quantity]:
    """The bare numbers that are drops: "one in the bad eye each evening"."""
    text = sentence.reading.folded.text
    for q in sentence.quantities:
        if not q.dimension and 0 < q.low <= q.high <= _COUNTS and _EYE.match(text, q.end, sentence.end):
            yield q._replace(unit="drop", dimension="drop")


#: "Entresto 49/51 bd", and no blood pressure
_PAIR = re.compile(r"\s(?:at |of |to )?(?P<first>\d{1,3}(?:\.\d+)?)/\d{1,3}\b(?! ?(?:mg|mcg|g\b|mm|ml|\d|/))")


def _of_pairs(sentence: Sentence, drugs: list[Mention]) -> Iterator[Quantity]:
    """The first numbers of pairs right behind the name of a pair of drugs."""
    if "/" not in sentence.text:
        return
    text, concepts = sentence.reading.folded.text, sentence.reading.lexicon.concepts
    for each in drugs:
        match = _PAIR.match(text, each.end, sentence.end)
        if match and each.concept in concepts and is_pair(concepts[each.concept].spellings):
            value = float(match["first"])
            yield Quantity(match.start("first"), match.end(), value, value, "", "", (), "", value, value)


def _run_in(sentence: Sentence) -> list[Quantity]:
    """The bare numbers that are run in after an amount of their sentence, in its unit: "9 g over 1 h, 3 over 4"."""
    text = sentence.reading.folded.text
    if " over " not in sentence.text:
        return []
    run = [
        q
        for q in sentence.quantities
        if (not q.dimension or (q.dimension in MASSES and not q.per))
        and (_OVER_A_TIME.match(text, q.end, sentence.end) or _GO_IN.match(text, q.end, sentence.end))
    ]
    own = run[0] if run and run[0].dimension else None
    if own is None or not own.value_low:
        return []
    scale = own.low / own.value_low
    return [q.times(scale)._replace(unit=own.unit, dimension=own.dimension) for q in run if not q.dimension and q.low]


_GO_IN = re.compile(r"\s(?:goes|go|runs?|is run|is given|given|iv|in|to go)(?: in)?(?=\sover\b)")
_ARROW = re.compile(r"\s?(?:→|->|=>)")


def _is_left(reading: Reading, quantity: Quantity, of: tuple[str, ...]) -> bool:
    """Whether a bare number is the present dose, with an arrow to another one: "7.5 → 3.75"."""
    if not _ARROW.match(reading.folded.text, quantity.end):
        return False
    known = (reading.lexicon.current_doses[drug][0] for drug in of if drug in reading.lexicon.current_doses)
    return any(each.value_low == quantity.value_low for each in known)


#: "half of a twenty-five", "half a 2.5"
_HALF_OF = re.compile(
    rf"\bhalf (?:of )?(?:an?|one|the|those|his|her) (?P<size>\d{{1,4}}\.\d+|\d{{2,4}}"
    rf"|(?:{'|'.join(TENS)})(?:-(?:five|one|two))?"
    r"|five|ten|fifteen|hundred)(?= ?(?:$|[.,;:)]|to\b|each|every|a day|daily|once|in the|at\b|with\b|tablet|and\b"
    r"|is\b|will\b|od\b|mane|nocte))"
)


def _sizes(sentence: Sentence) -> Iterator[Quantity]:
    """What tablets make that are told by what is in them: "two fifties", "half of a twenty-five"."""
    if "half" in sentence.text:
        for match in _HALF_OF.finditer(sentence.text):
            yield _amount(sentence, match, number_of(match["size"]) / 2)
    for match in _SIZES.finditer(sentence.text) if _SIZED.search(sentence.text) else ():
        if _DECADE.search(sentence.text, 0, match.start("size" if match["size"] else "word")) and not match["count"]:
            continue
        word = match["size"] or _singular(match["word"])
        count = match["count"] or match["after"] or "one"
        with suppress(ValueError):
            yield _amount(sentence, match, number_of(word) * _many(count))


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def _many(count: str) -> float:
    if count.startswith("half"):
        return 6.0 if count.endswith("dozen") else 0.5
    if count == "a dozen":
        return 12.0
    return 2.0 if count.startswith("a couple") else 1.0 if count[0] == "a" else number_of(count)


def _amount(sentence: Sentence, match: re.Match[str], low: float, high: float = 0.0) -> Quantity:
    start, end = match.start() + sentence.start, match.end() + sentence.start
    return Quantity(start, end, low, high or low, "", "", (), "", low, high or low)


#: "six Sando-K"
_OF_IT = re.compile(r"\b(?P<count>one|two|three|four|five|six|seven|eight|[1-8])(?P<most>) $")


#: "six Sando-K a day", "four of those in the day and night"
_A_DAY = re.compile(
    r"s?\s?(?:(?!once|twice|thrice|times|every)[\w-]+\s)?(?:a|per|in the|in any|in a|over the|each"
    r"|every)\s(?:whole )?(?:day|24)\b"
)


#: "two 90 mg tablets now, then one twice a day": so many of what was named before
_THEN_SO_MANY = re.compile(
    r"(?:[,;:-]|\b(?:then|and|followed by|after that))\s(?P<count>one|two|three|half an?|[1-3])(?P<most>)"
    r"(?= (?:once|twice|three times|morning|each|every|a day|daily|at night|nightly|in the|with (?:each|every|the"
    r"|her|his)|at (?:bed"
    r"|breakfast|tea)|bd|od|tds|night)\b)"
)


def _told_strength(reading: Reading, sentence: Sentence) -> Quantity | None:
    """What one tablet holds, where this sentence or the one before it names one; None where they name several."""
    text = reading.folded.text
    earlier = reading.sentences[max(0, sentence.index - 1) : sentence.index + 1]
    found = {
        q._replace(start=0, end=0)
        for each in earlier
        for q in each.quantities
        if q.dimension in MASSES and not q.per and form_after(text, q)
    }
    return next(iter(found)) if len(found) == 1 else None


def _at_hand(reading: Reading, sentence: Sentence, drugs: Sequence[Mention | str]) -> Iterator[Quantity]:
    """What a count of tablets makes of the strength that the query says they have."""
    strengths = reading.lexicon.strengths_at_hand
    known = {strengths[each] for each in (getattr(m, "concept", m) for m in drugs) if each in strengths}
    if len(drugs) > 1 and not all(getattr(m, "concept", m) in strengths for m in drugs):
        known = set()  # of which of them a tablet is, nobody says
    if told := _told_strength(reading, sentence):
        known = {told}
    if len(known) != 1:
        return
    strength = next(iter(known))
    starts = [m.start - sentence.start for m in drugs if not isinstance(m, str)]
    before = (_OF_IT.search(sentence.text, max(0, start - 8), start) for start in starts)
    then = _THEN_SO_MANY.finditer(sentence.text) if told else ()
    for match in (*_COUNT.finditer(sentence.text), *filter(None, before), *then):
        low = _many(match["count"])
        made = _amount(sentence, match, low, number_of(match["most"]) if match["most"] else low)
        per = ("day",) if _A_DAY.match(sentence.text, match.end()) else ()
        yield made.times(strength.low)._replace(unit=strength.unit, dimension=strength.dimension, per=per)
        yield made._replace(unit="tablet", dimension="tablet", per=per)  # where they are asked for


#: what joins the amounts of one row: "1.25 → 2.5 → 5 mg", "20 + 10 + 10 mg", "15 mg mane + 10 nocte"
_JOIN = re.compile(
    r"\s?(?:(?:mane|am|om|morning|noon|lunch|midday)\s?)?(?:→|->|>|\+|,? then(?: to)?|,)\s?(?:then (?:to )?"
    r"|and )?"
)
_CHAIN = 3


def _in_chains(sentence: Sentence) -> set[Quantity]:
    """The bare numbers that stand in a row with amounts, or in one of three and more with arrows between."""
    text = sentence.reading.folded.text
    found: set[Quantity] = set()
    chain: list[Quantity] = []
    for q in [*(q for q in sentence.quantities if not q.dimension or is_dose_like(q)), None]:
        if q is not None and chain and _JOIN.fullmatch(text, chain[-1].end, q.start):
            chain.append(q)
            continue
        row = text[chain[0].start : chain[-1].end] if chain else ""
        if len(chain) > 1 and (
            any(each.dimension for each in chain) or (len(chain) >= _CHAIN and ("→" in row or "->" in row))
        ):
            found.update(each for each in chain if not each.dimension)
        chain = [q] if q is not None else []
    return found


def _is_insulin(reading: Reading, mention: Mention) -> bool:
    """Whether a drug is given in units, so that no small number of it counts tablets."""
    concept = reading.lexicon.concepts.get(mention.concept)
    return concept is not None and any("insulin" in each for each in concept.spellings)


def _goes_on_with(sentence: Sentence, quantity: Quantity, *patterns: re.Pattern[str]) -> bool:
    """Whether one of these follows a number in its sentence."""
    return any(each.match(sentence.reading.folded.text, quantity.end, sentence.end) for each in patterns)


def _may_be(sentence: Sentence, quantity: Quantity, drugs: list[Mention]) -> bool:
    text = sentence.reading.folded.text
    after_drug = any(0 <= quantity.start - m.end <= _NEAR for m in drugs)
    if of_it := _OF_A_DRUG.match(text, quantity.end, sentence.end):
        of = next((m for m in drugs if 0 <= m.start - quantity.end < _OF_REACH), None)
        if of and (of.start == of_it.end() or quantity.low > _COUNTS):
            return quantity.low > _COUNTS or _is_insulin(sentence.reading, of)
    of_clock = text.endswith("at ", sentence.start, quantity.start) and _goes_on_with(sentence, quantity, _OF_CLOCK)
    if of_clock or _NO_DOSE_AFTER.match(text, quantity.end, sentence.end):
        return False
    begins = quantity.start
    if quantity.low < quantity.high and text.endswith("between ", sentence.start, begins):
        begins -= len("between ")
    if after_drug and (text[quantity.start].isdigit() or quantity.low > _COUNTS):
        return not _NO_DOSE_BEFORE.search(text, max(sentence.start, begins - 16), begins)
    if _NO_DOSE_BEFORE.search(text, max(sentence.start, begins - 16), begins):
        return False
    lead = max(sentence.start, quantity.start - 50)
    if _BY.search(text, lead, quantity.start) or _goes_on_with(
        sentence, quantity, _OFF, _OF_STRENGTH, _SAME_FIGURE, _IS_LIMIT
    ):
        return True
    if quantity.high <= _COUNTS and quantity.low == int(quantity.low):
        put = _WILL_DO.match(text, quantity.end, sentence.end) or _DOWN_TO.search(text, lead, quantity.start)
        return bool(put and sentence.reading.lexicon.current_doses)
    if _goes_on_with(sentence, quantity, _AT_MOST):
        return True
    if any(0 <= f.start - quantity.end <= _NEAR or 0 <= quantity.start - f.end <= 1 for f in sentence.frequencies):
        return True
    if any(text[f.end : quantity.start] in _APART for f in sentence.frequencies):  # "aspirin at night, seventy-five"
        return _CLOSES.match(text, quantity.end, sentence.end) is not None
    if _goes_on_with(sentence, quantity, _PER_TIME, _BY_ROUTE, _NOT_THAT):
        return True
    put = _PUT.search(text, lead, quantity.start) or _THE.search(text, lead, quantity.start)
    brought = put is not None or _is_brought_to(sentence, quantity, drugs) or _comes_to(sentence, quantity, drugs)
    return brought and _ENDS.match(text, quantity.end, sentence.end) is not None


#: "drop his simvastatin to 20": what is changed stands between, and is a drug
_BROUGHT = re.compile(
    r"\b(?:drop|cut|reduc\w*|lower|bring|take|rais(?:e|ing)|increas(?:e|ing)|titrat\w*|chang(?:e|ing)|put|step|move|turn|dial"
    r"|get|limit|cap|hold|keep)\b(?P<what>[^.;,:]{0,40})\s(?:to|at)\s(?:(?:just|only|about|around)\s){0,2}$"
)


def _is_brought_to(sentence: Sentence, quantity: Quantity, drugs: list[Mention]) -> bool:
    """Whether a number is what the dose of a drug is changed to, the drug being all that stands between."""
    text = sentence.reading.folded.text
    said = _BROUGHT.search(text, max(sentence.start, quantity.start - 70), quantity.start) if drugs else None
    if said is None:
        return False
    within = next((m for m in drugs if said.start("what") <= m.start and m.end <= said.end("what")), None)
    return within is not None and _ITSELF.fullmatch(text, within.end, said.end("what")) is not None


#: "his bedtime insulin drops to 32", "azathioprine should come down to 50"
_COMES_TO = re.compile(
    r"\s(?:dose\s)?(?:(?:then|now|also)\s)?(?:(?:should|must|needs? to|has to|can|would|is to|ought to)\s)?(?:drops?"
    r"|(?:comes?|goes|go|steps?|moves?) (?:down|up|back)|falls?|rises?|shrinks?|(?:be|is|gets?) (?:cut|reduced|dropped"
    r"|lowered|raised|increased|brought (?:down|up)|trimmed|taken down|capped|limited|held)(?: back)?)\s(?:to|at)\s"
    r"(?:(?:just|only|about|around)\s){0,2}"
)


def _comes_to(sentence: Sentence, quantity: Quantity, drugs: list[Mention]) -> bool:
    """Whether a number is what the dose of the drug named right before becomes."""
    text = sentence.reading.folded.text
    return any(m.end < quantity.start and _COMES_TO.fullmatch(text, m.end, quantity.start) for m in drugs)


_ITSELF = re.compile(r"\s?(?:(?:dose|tablets?|down|back|up|straight|again|mg|xl|mr|daily)\s?){0,2}")
