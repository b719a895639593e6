"""Doses of other people: of the healthy, of adults, of another renal band, of what shops and books give."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.doses.extent import end_of
from rubrx.reading.quantities import Frequency, Quantity

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence


#: "300 mg/day is a dose for normal kidneys", "suits a healthy clearance"
_FOR_HEALTHY = re.compile(
    r"\s(?:(?:tablets?|strength|dose|capsules?|regimen|schedule)\s)?"
    r"(?:(?:is|are|would be|was)\s(?:[a-z]+\s){0,3}?(?:dose|dosage|amount|figure|regimen|for|what|right|fine"
    r"|all right|ok)\b"
    r"|suits|fits|belongs to|assumes|presumes|presupposes|expects|needs|goes with|was (?:made|worked out|written) for)"
    r"(?:\s(?!him\b|her\b|them\b|his\b)[a-z']+){0,6}?\s(?:normal|healthy|good|intact|young(?:er)?|working"
    r"|undamaged|perfect"
    r"|sound|full|ordinary|fit|well|decent|unimpaired|preserved)(?:ly[- ]working)?\s(?:(?:pair|set) of\s)?"
    r"(?:(?:renal|kidney|liver|hepatic|working|healthy|grown|adult)\s)?(?:kidneys?|livers?|functions?|adults?"
    r"|clearances?|e?gfr"
    r"|crcl|people|person|patients?|men|women|man|woman|hearts?|filters?)\b"
)
_IMPAIRED = 60.0


def is_for_healthy(text: str, sentence: Sentence, said_end: int) -> bool:
    """Whether an amount is one for healthy kidneys or people, and the patient's kidneys are not known to be so."""
    if _FOR_HEALTHY.match(text, said_end, sentence.end) is None:
        return False
    known = [v for m in ("crcl", "egfr") if (v := sentence.reading.patient.value(m)) is not None]
    return not any(value >= _IMPAIRED for value in known)


#: "some would give 200 mg, but I'd use ...": what others do, where the writer goes on with what he does
_OTHERS_DO = re.compile(
    r"\b(?:some|others|many|most|certain|a few)\s(?:(?:people|colleagues|doctors|clinicians|centres|centers"
    r"|units|guidelines|textbooks|books|sources)\s)?"
    r"(?:would|might|may|will|still|like to|prefer to|give|use|start|say|suggest|recommend|advise"
    r"|go for)\b[^.;]{0,60}$"
)
_BUT_I = re.compile(
    r"[^.]{0,80}?(?:[,;]|\bbut\b|\.)\s?(?:but\s)?(?:i\b|i'd|i'm|we\b|we'd|here\b|in (?:him|her|this)\b"
    r"|my (?:own )?(?:view|choice|advice)|that (?:is|would be) (?:wrong|too))"
)
#: "the tables say 1 g once a day ...; however, leave it at three": what a book gives, and the writer overrules
_BOOKS_SAY = re.compile(
    r"\b(?:books?|tables?|bnf|guidelines?|textbooks?|leaflets?|label|spc|protocol|computer|formulary|monograph"
    r"|manual|rule"
    r"|licen[cs]e)(?: would)? (?:all )?(?:says?|gives?|suggests?|recommends?|advises?|states?|quotes?"
    r"|wants?|asks? for|allows?"
    r"|halves?|has|have|cuts?|limits?|caps?)[^.;]{0,40}$"
)
_OVERRULED = re.compile(
    r"\b(?:however|but|still|yet|though|even so|that said|i'd rather|i would rather|i'd overrule|i would overrule)\b"
    r"[^.;]{0,80}?\b(?:leave|keep|stick|stay|stands?|overrule|ignore|disagree|give|go (?:for|to|with"
    r"|up)|make it|i'd|i prefer)\b"
)
#: "an adult would get 0.5 mL", of a child
_ADULTS_GET = re.compile(
    r"\b(?:an?|most|for|in) (?:adults?|grown-?ups?|grown (?:man|woman))\b[^.;,\d]{0,40}$|\bthe (?:usual "
    r"|full )?adult(?:'s)? (?:dose|amount)\b[^.;\d]{0,30}$"
)
_GROWN_UP = 16.0


def adults_get(text: str, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount is an adult's, and the patient is a child."""
    age = sentence.reading.patient.value("age")
    return age is not None and age < _GROWN_UP and _ADULTS_GET.search(text, sentence.start, quantity.start) is not None


def others_do(text: str, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount is what others would give, and the writer would not."""
    if _BOOKS_SAY.search(text, max(sentence.start, quantity.start - 90), quantity.start):
        return _OVERRULED.search(text, quantity.end, quantity.end + 200) is not None
    return bool(
        _OTHERS_DO.search(text, max(sentence.start, quantity.start - 90), quantity.start)
        and _BUT_I.match(text, quantity.end, quantity.end + 100)
    )


#: infections and places that call for more than most patients need
_OTHER_CASE = (
    r"(?P<case>(?:severe|serious|complicated|resistant|recurrent|invasive)\s(?:(?!renal|kidney|hepatic|liver"
    r"|chronic)[a-z]+\s)?"
    r"(?:infections?|diseases?|cases?|illness|sinusitis|otitis|pneumonia|pathogens?|strains?|organisms?"
    r"|symptoms"
    r"|exacerbations?)|(?:[a-z]+-|high\s)?resistan(?:ce|t)|non-?susceptib\w+|endemic|(?:areas?|regions?"
    r"|communities)\b)"
)
_FOR_OTHERS = rf"\b(?:in|for|where|when|if|with)\s(?:[\w-]+\s){{0,5}}?{_OTHER_CASE}"
_FOR_OTHERS_BEFORE = re.compile(_FOR_OTHERS)
_FOR_OTHERS_AFTER = re.compile(rf"\s?\(?(?:[a-z]+\s){{0,5}}?{_FOR_OTHERS}")
_CLAUSE_BREAK = re.compile(r"[,:(;]|\b(?:and|or|but)\b")
_USUALLY = re.compile(r"\b(?:usual|standard|normal|normally|ordinary|conventional)\b[^,;.:]{0,40}$")
_ADVISES = re.compile(r"\b(?:give|use|start|take|prescribe|recommend|continue|should)\b")


def is_for_others(
    reading: Reading, sentence: Sentence, quantity: Quantity, frequency: Frequency | None, amounts: list[Quantity]
) -> bool:
    """Whether an amount is what others get: where resistance is common, in severe infection, usually.

    Such an amount is only set aside where the answer advises another one without such a condition.
    """
    text = reading.folded.text
    before = bisect_left(amounts, (quantity.start,))
    start = amounts[before - 1].end if before else sentence.start
    if start > sentence.start:
        broken = _CLAUSE_BREAK.search(text, start, quantity.start)
        start = broken.start() if broken else quantity.start
    match = _FOR_OTHERS_BEFORE.search(text, start, quantity.start) or _FOR_OTHERS_AFTER.match(
        text, end_of(quantity, frequency), sentence.end
    )
    if match:
        known = f"{reading.lexicon.query} {reading.patient.text}".lower()
        word = re.split(r"[\s-]", match["case"])[0]
        return not known.count(word[:7])
    lead = text[start : quantity.start]
    return bool(_USUALLY.search(lead)) and not _ADVISES.search(lead)


_CONDITION_FIRST = re.compile(
    r"\s*(?:and |but |or )?(?:if|when|where|once|for|in|at|with|from|below|above|under|over)\b[^,;|]*$"
)
#: "(a weight under 60 kg would also count)": what else would do
_ALSO = re.compile(r"\([^()]*\b(?:also|too|as well|equally)\b[^()]*\)")
_MARK = re.compile(r"[;,|]")
_CLOSE = re.compile(r"[;,|)]")


def other_band(reading: Reading, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the amount stands under a bound that is not this patient's ("3 g from 120 kg", "eGFR > 60: 100 %")."""
    if not sentence.bounds:
        return False
    text = reading.folded.text
    start = sentence.words_start
    for mark in _MARK.finditer(text, start, quantity.start):
        # "if the CrCl is above 60, 1 g is given": such a comma ends the condition, and not what hangs on it
        if mark[0] != "," or not _CONDITION_FIRST.match(text, start, mark.start()):
            start = mark.end()
    close = _CLOSE.search(text, quantity.end, sentence.end)
    end = close.start() if close else sentence.end
    asides = [m.span() for m in _ALSO.finditer(text, sentence.start, quantity.start)] if "(" in sentence.text else []
    near = [
        b for s, e, b in sentence.bounds
        if (start <= s and e <= end) and not (s <= quantity.start < e) and not any(a <= s and e <= z for a, z in asides)
    ]  # fmt: skip
    verdicts = [
        b.holds(v) for b in near if (v := reading.patient.value(b.measure)) is not None and b.measure != "creatinine"
    ]
    return bool(verdicts) and not any(verdicts)
