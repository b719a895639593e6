"""Tests that are ordered without their name: "bloods in a week", "INR goes up; recheck on day 4", "FBC & anti-Xa."."""

from __future__ import annotations

from functools import cache, lru_cache

from rubrx.reading import Concept, Reading
from rubrx.reading import late_re as re
from rubrx.reading.matching import has_words
from rubrx.reading.sentence import Mention
from rubrx.reading.tables import read_table

#: blood tests by the first name of their line in `data/tests.tsv`, and substances that a laboratory tells
_IN_BLOOD = re.compile(
    r"\b(?:bloods|blood(?=$| (?:tests?|samples?|checks?|results?|work|levels?|film|glucose|sugars?|ketones?|gas|gases"
    r"|pressures?|counts?|picture|profile|cultures?|concentrations?|cells?|lipids?|alcohol"
    r"|lead)\b)(?<!lose.blood)(?<!leak.blood)"
    r"|lfts?|liver (?:function|tests?|enzymes)|alt|ast|u&es?|creatinine|egfr|(?:renal"
    r"|kidney) (?:function|profile)"
    r"|potassium|k\+|sodium|electrolytes?|fbc|cbc|(?:full |complete )?blood count|platelets?|neutrophils?"
    r"|haemoglobin"
    r"|hemoglobin|inr|ck|creatine kinase|tsh|tfts?|thyroid function|calcium|magnesium|ferritin|urate|crp"
    r"|hba1c|lipids?"
    r"|anti-xa|ammonia|(?:\w+ )?(?:(?<!conscious.)(?<!alertness.)(?<!energy.)(?<!awareness.)(?<!activity.)levels?"
    r"(?![ -]of[ -](?:consciousness|alertness|awareness|sedation))|concentrations?|trough))\b"
)
#: bloods of which nobody says what is looked for in them
_BLOODS = re.compile(
    r"(?<![\w-])(?:(?:further |repeat |fresh |new |regular |another |serial |safety |routine |urgent "
    r"|same-day )*)"
    r"(?:bloods|blood (?:tests?|samples?|checks?|work)|bloodwork|lab (?:tests?|checks?|work)|labs"
    r"|monitoring bloods|(?<=between )tests|(?:next|each|repeat|further|regular|weekly|monthly|fortnightly"
    r"|two-weekly|more) tests?"
    r"|(?:an?other|an? (?:further|fresh|new|second|repeat|blood)|(?:his|her|your|the) next"
    r"|serial) (?:blood )?(?:samples?|draws?|stick|stab|needle)|an? needle(?= in (?:his|her|the|your) (?:arm|vein))"
    r"|(?:take|draw|drawn|send|sent|collect|get|have|give|gives|taking|drawing|run|a (?:tube|sample|drop"
    r"|drops) of|samples? of|some|more|fresh) (?:some |more |his |her |your |a bit of )?blood"
    r"(?= ?(?:again|if\b|when\b|once\b|straight|from\b|in\b|at\b|on\b|by\b|every|before|after|today"
    r"|tonight|tomorrow|next|each|twice|once|daily"
    r"|weekly|monthly|first|off|now|taken|drawn|sent|so (?:we|i|that)|[.,;]|$))"
    r"|tubes?(?= (?:of blood|for|to the lab|every|each|morning|today|tomorrow|at|in|before|after|daily"
    r"|weekly))|numbers (?:each|every|daily|twice|today|tomorrow|by)"
    r"|(?:daily|weekly|monthly|fortnightly|quarterly|yearly) (?:needles?|pricks?|vials?|tubes?|jabs?(?= for))"
    r"|bleed (?:him|her|them|you)|bled(?= (?:at|in|on|every|again|weekly|monthly|daily))"
    r"|(?:sees?|visits?|goes? to|back to|trips? to|off to|down to|over to|queue at|stops? at) (?:the|our"
    r"|your) (?:lab|laboratory|phlebotomist|blood (?:clinic|room|lady)|vampires?)"
    r"|(?:(?<=^)|(?<=[.;:] )|(?<=and ))sample(?= (?:tomorrow|before|again|him|her|them|at|in|just|today|tonight|next))"
    r"|(?:a|one) (?:needle|prick|tube|vial|stab) (?:a|every|each|per) (?:week|day|month|fortnight)"
    r"|blood(?= (?:again|in (?:\d|an?\b|one|two|three|four|six|seven|ten)|at (?:\d|the end|noon|day)"
    r"|on (?:day|mon|tue|wed|thu|fri|sat|sun)|by (?:mon|tue|wed|thu|fri|sat|sun|day)"
    r"|every|tomorrow|next|each|twice|once|daily|weekly|monthly)))\b"
    r"(?! (?:pressure|glucose|sugar|for|of|count|group|cultures?|to (?:check|look|see)|thinner))(?! ?[:(])"
)
#: a word that says which bloods they are
_WHOSE = re.compile(
    r"(?:\b(?:liver|kidney|renal|thyroid|bone|clotting|iron|sugar|lipid|cholesterol|coeliac|hormone|b12"
    r"|vitamin|fasting|heart"
    r"|cardiac|full|cross-?match\w*|stool|urine)) $"
)
#: bloods that are due some time anyhow: "with his yearly bloods"
_ANYHOW = re.compile(
    r"\b(?:with|at|until|till|wait for|in) (?:his|her|the|their|your|its) (?:next |usual )?"
    r"(?:annual|yearly|(?:six|three|twelve|6|3|12)-monthly|half-yearly|quarterly) $"
)
#: a level of which nobody says what of
_LEVEL = re.compile(
    r"(?:^|[.;:,&+\n*•-] |\b(?:a|an|another|the|and|with|his|her|their|check|take|fresh|repeat|new|first|next"
    r"|early|send|get|do|for"
    r"|trough|random|steady-state|drug|blood|serum|plasma) )(?P<level>levels?|troughs?)\b(?! (?:of|out|off|up"
    r"|teaspoon|spoon))"
    r"|\b(?P<rest>(?:what's|what is|how much is) in (?:her|his|the|their|your) (?:blood|system|bloodstream)"
    r"|what(?:'s| is) (?:circulating|on board|going round)"
    r"|(?:find out|see|know|check|learn|tell us|show us|measure) (?:how (?:far|high|much|low)|where (?:it"
    r"|that|he|she|we|things|they)(?:'s|'ve|'re)? ?(?:is|are|stands?|lands?|sits?|has got|have got|got)))\b"
)
#: a count of which nobody says what of, and cells that are counted
_COUNT = re.compile(
    r"\b(?:the|his|her|your|an?|another|repeat|blood|cell|cells|fresh|new|daily|weekly|urgent|that|re-?check"
    r"|check|next|day-?\d+|d\d+|(?:the|an?) (?:week|month|day|first|second|third|repeat"
    r"|follow-?up)(?: \w+)?) (?P<count>counts?)\b(?! (?:on|for|as|towards|of (?:the )?(?:tablets|pills"
    r"|doses)))"
    r"|\b(?P<cells>count(?:s|ing|ed)? (?:(?:the|his|her|your|those|blood|white|clotting"
    r"|red) ){0,2}(?:blood )?(?:cells|platelets|neutrophils|them\b))"
)
_COUNTED = re.compile(r"\b(?:count|platelets?|neutrophils?|fbc|cbc|white cells?|wcc|wbc)\b")
#: a drop of blood from the finger, and a test with no word for what is tested
_PRICK = re.compile(
    r"\b(?:prick\w*|jab\w*|finger-?(?:prick|stick)s?|strips?|meter)\b|(?:^|[.;:,?] ?|\b(?:and|please|should"
    r"|must|to|then|him|her|them) )"
    r"(?P<test>test(?:s|ing)?)(?= (?:at|before|after|more|again|twice|every|daily|on|first|four|three|two"
    r"|often|each|morning|overnight|\d))"
)
_FROM_FINGER = re.compile(r"\b(?:glucose|sugars?|smbg|cbgs?|bms?|ketones?|inr)\b")
#: the test of which a sentence spoke is done again: "INR up; recheck d4"
_AGAIN = re.compile(
    r"(?:^|[;:,.&+>→] ?|\b(?:and|so|then|please|must|should|to|i'd|would|we'll"
    r"|will) )(?P<again>re-?check(?:ed)?|re-?test(?:ed)?"
    r"|re-?measure[d]?|repeat(?:ed)?|rpt|re-?sample[d]?|re-?bleed|re-?bled|re-?done"
    r"|test again|redo|(?:test|check|prick)(?:ed)? (?:him|her|them|you|himself|herself|yourself)"
    r"(?= (?:again )?(?:in|after|at|every) (?:\w+ (?:or |to )?){1,5}(?:minutes|mins?|hour)\b)|(?:check"
    r"|measure|test|repeat|do|run|take|see|get|have|redo)(?:ed"
    r"|d)? (?:it|this|that|them|both|again|another(?: one)?"
    r"|(?:the|that|this|his|her) (?:number|figure|result|value|reading|readings|numbers|figures|results"
    r"|test|sample|total))|(?:have|get) (?:it|them|that|those|this|both) (?:re-?checked|re-?tested|re-?done"
    r"|looked at|done"
    r"|run|taken|repeated|checked))\b"
    r"(?=\W+(?:it\b|this\b|that\b|again\b|after\b|in\b|at\b|on\b|after\b|within\b|by\b|d ?\d|day\b|daily|weekly|\d"
    r"|an?\b|every|tomorrow|(?:just|right|straight) (?:before|ahead|after|away)|ahead of|prior to|first thing"
    r"|the day after"
    r"|the (?:next|following)|later|tonight|today|once\b|when\b|the total|the number|the figure|the reading"
    r"|next|before|early|soon|\W*$))(?! (?:the |her |his |an? )?(?:dose|tablet|course|prescription|bag"
    r"|infusion))"
)
#: what may follow upon a heading in a note of tests alone
_HEAD = re.compile(
    r"^(?:(?:obs|observations|bloods|tests?|monitoring|monitor|check|labs|f/u|follow-?up"
    r"|plan) ?[:-]? )?"
)
_PARTS = re.compile(r"\s*(?:[,&/+;]|\band\b|\bplus\b)\s*")
_FEW = 8


def is_of_blood(concept: Concept) -> bool:
    """Whether a concept is a blood test, by one of its names."""
    return "blood" in _sorts_of(concept.spellings)


@lru_cache(maxsize=4096)
def _sorts_of(spellings: tuple[str, ...]) -> frozenset[str]:
    """Which of the unnamed orders may mean a concept of these spellings: worked out once, not once an answer."""
    sorts = {
        "blood": any(_IN_BLOOD.search(each) for each in spellings),
        "level": any(each.endswith((" level", " levels", " trough", " concentration")) for each in spellings),
        "count": any(_COUNTED.search(each) for each in spellings),
        "finger": any(_FROM_FINGER.search(each) for each in spellings),
        "test": any(_TEST.search(each) for each in spellings),
        "free": any(_FREE_NAME.search(each) for each in spellings),
        "obs": any(_OBSERVED.fullmatch(each) for each in spellings),
    }
    return frozenset(sort for sort, holds in sorts.items() if holds)


#: what a nurse writes down at every round, and the round
_OBSERVED = re.compile(
    r"(?:respiratory rate|resp rate|breathing(?: rate)?|breath rate|sedation(?: (?:score|level))?"
    r"|drowsiness|conscious level"
    r"|(?:level of )?consciousness|blood pressure|bp|pulse|heart rate|temperature|(?:oxygen )?saturations?|sats|spo2"
    r"|vital signs|pain score)"
)
_OBS = re.compile(r"\b(?:obs|observations|vital signs|vitals|news2? (?:score|chart)s?)\b")
#: the part of a drug that no protein binds, by whatever name
_FREE_NAME = re.compile(r"\b(?:free|unbound)\b(?! t[34])")
_FREE = re.compile(
    r"\b(?:free|unbound|unattached|loose)(?: or unbound| \(unbound\))?(?:[ -](?:drug|serum|plasma|phenytoin|valproate"
    r"|[a-z]{3}))?[ -](?:levels?|figures?|fraction|portion|part|bit|share|amount|concentrations?|assay|sample"
    r"|measurement"
    r"|result|value|one|test|drug)\b"
)
#: tests that are no blood tests
_TEST = re.compile(
    r"\b(?:ecg|ekg|12-lead|qtc?|echo\w*|dexa|dxa|bone density|eye (?:test|exam\w*|screening|check)"
    r"|retinal screening|ophthalmology|x-ray|cxr|spirometry|lung function|weight|height|growth"
    r"|blood pressure|bp|heart rate|pulse|culture|scan|test|screening|ultrasound|audiometry|peak flow)\b"
)


def is_test(concept: Concept) -> bool:
    """Whether a concept is something that is measured, and no sign that somebody feels or sees."""
    return not _sorts_of(concept.spellings).isdisjoint(("blood", "test", "finger"))


_OBSERVED_ONLY = frozenset(("obs",))


def ordered_unnamed(reading: Reading, concept: Concept) -> list[Mention]:
    """Where the answer speaks of bloods, of a level, or of "again" and means a concept without its name."""
    sorts = _sorts_of(concept.spellings)
    text = reading.folded.text
    found: list[tuple[int, int]] = _done_again(reading, concept) if sorts - _OBSERVED_ONLY else []
    if "free" in sorts and ("free" in text or "unbound" in text or "loose" in text):
        found += [match.span() for match in _FREE.finditer(text)]
    if "obs" in sorts and ("ob" in text or "vital" in text or "news" in text):
        found += [match.span() for match in _OBS.finditer(text)]
    if "blood" not in sorts:
        return [reading.mention(concept, start, end) for start, end in found if _is_said(reading, start, end)]
    for match in _BLOODS.finditer(text):
        lead = max(0, match.start() - 40), match.start()
        if not _WHOSE.search(text, *lead) and not _ANYHOW.search(text, *lead):
            found.append(match.span())
    if "level" in sorts:
        for match in _LEVEL.finditer(text):
            found.append(match.span("level") if match["level"] else match.span("rest"))
    if "count" in sorts:
        found += [match.span("count" if match["count"] else "cells") for match in _COUNT.finditer(text)]
    if "finger" in sorts:
        found += [match.span("test" if match["test"] else 0) for match in _PRICK.finditer(text)]
    return [reading.mention(concept, start, end) for start, end in found if _is_said(reading, start, end)]


#: "340 mg now, repeated once every 24 hours": what is repeated is a dose
_OF_A_DOSE = re.compile(r"\b(?:mg|g|mcg|micrograms?|grams?|units?|ml|tablets?|capsules?|doses?|puffs?)\b[^.;:]*$")
_LEAD = 40
#: "test him again in a quarter of an hour": what is tested so is a drop from the finger
_OF_SOMEBODY = (" him", " her", " them", " you", " himself", " herself", " yourself")


def _done_again(reading: Reading, concept: Concept) -> list[tuple[int, int]]:
    """Where a test is done again of which the answer has just spoken, or the query, where the answer never names it."""
    text, found = reading.folded.text, []
    mentions = reading.find(concept)
    query = reading.lexicon.query_folded
    asked = not mentions and any(has_words(query, each, whole=False) for each in concept.spellings)
    for match in _AGAIN.finditer(text) if mentions or asked else ():
        if match["again"].endswith(_OF_SOMEBODY) and "finger" not in _sorts_of(concept.spellings):
            continue
        named = [m for m in mentions if m.end <= match.start("again")]
        here = reading.sentence_at(match.start("again")).index
        dosed = match["again"].startswith(("rep", "rpt")) and _OF_A_DOSE.search(
            text, max(0, match.start("again") - _LEAD), match.start("again")
        )
        if (asked and not dosed) or (named and named[-1].sentence >= here - 1):
            found.append(match.span("again"))
    return found


#: "potassium creeps. Ten days in, somebody needs to look": a look at what the sentence before spoke of
_LOOK = re.compile(
    r"\b(?:(?:send|order|get|do|request|book|take|ask for) (?:one|another)|look(?: at (?:it|them|that))?"
    r"|check(?:ed)?|measured?|tested|peek|(?:a|another) (?:look|check|peek|test"
    r"|sample|tube))(?= ?(?:[.;,!]|$|again|then|now|in\b|at\b|on\b|by\b|within|every|each|weekly|monthly|daily|before"
    r"|after|tomorrow|today|next|once|twice|is due|are due))"
)

_NOTHING = re.compile(r"\b(?:nothing|nobody|no|not|none|never|needn't|without)\b|n't\b")


def looked_at_next(reading: Reading, concept: Concept) -> list[Mention]:
    """Where the sentence after one that names a test has somebody look, and names nothing else to look at."""
    if not is_test(concept):
        return []
    text, found = reading.folded.text, []
    for index in sorted({m.sentence + 1 for m in reading.find(concept)}):
        if index >= len(reading.sentences):
            continue
        sentence = reading.sentences[index]
        look = _LOOK.search(text, sentence.start, sentence.end)
        denied = look and _NOTHING.search(text, sentence.start, look.start())
        if look and not denied and not sentence.is_question and _is_said(reading, *look.span()):
            found.append(reading.mention(concept, *look.span()))
    return found


def _is_said(reading: Reading, start: int, end: int) -> bool:
    return reading.assertion_of(start, end).holds


def is_note_of_tests(reading: Reading, mention: Mention) -> bool:
    """Whether a sentence is a note with nothing but tests in it: "FBC & anti-Xa."."""
    sentence = reading.sentences[mention.sentence]
    text = reading.folded.text[sentence.words_start : sentence.end].rstrip(" .!\n")
    if sentence.is_question or len(text.split()) > _FEW:
        return False
    rest = text[_HEAD.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    parts = [each for each in _PARTS.split(rest) if each]
    return bool(parts) and all(each in _test_names() or each in _ALSO for each in parts)


_ALSO = frozenset(
    """k na mg ca sedation drowsiness breathing consciousness gcs bm bms obs pain score hearing balance vision colour
    symptoms mood bleeding
    bruising rr hr bp spo2 sats temp weight level levels trough anti-xa clotting lactate""".split()
)


@cache
def _test_names() -> frozenset[str]:
    """All names of tests, folded as they stand in `data/tests.tsv`."""
    return frozenset(name for row in read_table("tests") for cell in row for name in cell.split("|"))
