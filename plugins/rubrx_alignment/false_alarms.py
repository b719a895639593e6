"""`not_contraindicated`: does the answer leave alone what need not be barred?"""

from __future__ import annotations

from pydantic import Field

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.folding import fold
from rubrx.reading.stances.stance import Stance, own_views
from rubrx.reading.stems import content_stems
from rubrx_alignment.kinds import needs_content, sentence_quote
from rubrx_alignment.pairs import reason_is_another
from rubrx_alignment.situations import Question, Situation, Strength, spans_of


class Barred(Situation):
    """A situation, and how strong a warning must be to count as a false alarm."""

    at_least: Strength = "hold"
    for_good: bool = Field(False, description="only a ban without end counts: 'never again', 'stop it for good'")
    in_state: list[str] = Field([], description="states that this patient is in: a ban there is one of this patient")


def _of_the_other(stance: Stance, question: Question, reading: Reading) -> bool:
    """Whether a ban of a pair is, for a drug that the patient takes, one of the other, which was asked about."""
    lexicon = reading.lexicon
    if len(stance.targets) < 2 or stance.level == "hold" or question.partner is not None:
        return False
    here = question.names.intersection(stance.targets)
    if (
        not here.isdisjoint(lexicon.asked.topics)
        or lexicon.asked.topics == ()
        or set(lexicon.asked.topics).isdisjoint(stance.targets)
    ):
        return False
    taken = lexicon.patient.taken
    return bool(_TOGETHER.search(reading.sentences[stance.sentence].text)) and all(
        any(each in taken for each in drug.spellings) for drug in question.drugs if drug.name in here
    )


def _of_another_pair(stance: Stance, question: Question) -> bool:
    """Whether a ban is of the other drug beside one that is none of those asked about, both by name."""
    named = not stance.implied and len(stance.targets) > 1 and question.names.isdisjoint(stance.targets)
    return named and question.partner is not None and question.partner.name in stance.targets


_TOGETHER = re.compile(
    r"\b(?:combin\w+|together|mix\w*|pair\w*|apart|beside|alongside|duo|marriage|cocktail"
    r"|both|two)\b|[+&]"
)
_TAKES_UP = re.compile(r"(?:swap|switch|chang|replac|mov|exchang|instead)")


def _unsaid(stance: Stance, reading: Reading) -> bool:
    """Whether a stance only follows from another drug's being taken up: "Switch to X"."""
    return _TAKES_UP.match(reading.folded.text, stance.start) is not None


def _unsettled(
    stances: list[tuple[Stance, bool | None]], names: frozenset[str], state: frozenset[str], reading: Reading
) -> list[Stance]:
    """The bans of what was asked about, in a state that may or may not be here, or of any drug in a state that is."""
    asked = names.intersection(reading.lexicon.asked.topics)
    bans = [s for s, bears in stances if bears is None and s.against >= LEVELS["avoid"]]
    return [
        s for s in bans
        if (not s.implied and not asked.isdisjoint(s.targets)) or not state.isdisjoint(content_stems(s.state))
    ]  # fmt: skip


#: words of a ban without end, and those that set it one
_FOR_EVER = re.compile(
    r"\b(?:(?:not|n't|never) (?:to )?(?:be )?(?:re-?start|resum|re-?introduc|re-?challeng|go(?:ing)? back)\w*|never"
    r"|ever(?! since)|for good|indefinite\w*|permanent\w*|for life|lifelong|for the rest of"
    r"|under no circumstances|for ever|forever)\b"
)
_WITHOUT_END = re.compile(r"\b(?:no more|again|finished|any ?more|absolutely|contraindicated|out of the question)\b")
_UNTIL = re.compile(r"\b(?:until|till)\b")
_WITH_AN_END = re.compile(
    r"\b(?:until|till|restart\w*|resum\w+|re-?introduc\w+|once|back|when|for now|tonight|today|tomorrow"
    r"|present|moment|meanwhile|meantime|time being|just yet"
    r"|later|days|hours|week|(?:starts?|started|begins?|begun|goes on|taken up) (?:it |them )?again)\b"
)


def _is_for_good(sentence: str) -> bool:
    """Whether a sentence with a ban says that it is without end: "never again", and not "hold it, then start again"."""
    if _FOR_EVER.search(sentence):
        return _UNTIL.search(sentence) is None
    return _WITHOUT_END.search(sentence) is not None and _WITH_AN_END.search(sentence) is None


#: "has no place in any overdose and ought to be banned": a ban as strong as any
_UTTERLY = re.compile(
    r"\b(?:banned|outlawed|no place|in any|of any|whatsoever|under no|for anyone|every (?:patient|one|case))\b"
)


def _is_utter(stance: Stance, reading: Reading) -> bool:
    """Whether an avoidance is put as one of everybody, always."""
    return not stance.implied and _UTTERLY.search(reading.sentences[stance.sentence].text) is not None


_BACK = re.compile(r"\b(?:hold(?:s|ing)?|held|keep(?:s|ing)?|kept) back\b|\bwith(?:hold|held)")
#: how far behind a stance's words "back" may end, in characters
_BEHIND = len(" back")
_FOR_A_WHILE = re.compile(
    r"\b(?:until|till|unless|while|before|for now|today|tonight|tomorrow|first|if|pending|once|for (?:the|a|an) \w+)\b"
)


def _held_back(stance: Stance, question: Question, reading: Reading) -> bool:
    """Whether a drug that is not taken yet is held back, with no word of for how long: it is not given at all."""
    words = _BACK.search(reading.folded.text, stance.start, stance.end + _BEHIND)
    if stance.conditional or stance.implied or words is None:
        return False
    taken = reading.lexicon.patient.taken
    if any(each in taken for drug in question.drugs for each in drug.spellings):
        return False
    return _FOR_A_WHILE.search(reading.sentences[stance.sentence].text) is None


def _overruled(warn: list[Stance], allow: list[Stance], question: Question, reading: Reading) -> bool:
    """Whether bans are none of the drug itself: it is allowed after one under a condition, or unnamed in the bans and
    dosed, or allowed by name after them ("Not as written. 500 mg twice daily", "Neither. Give both").
    """
    later = bool(allow) and allow[-1].start > warn[-1].start and not allow[-1].implied
    if later and warn[-1].conditional:
        return True
    named = {m.sentence for drug in question.drugs for m in reading.mentions(drug)}
    dosed = [
        d for d in reading.doses
        if d.role in ("advised", "maximum") and not question.names.isdisjoint(d.drugs)
        and not _LEFT_OUT.search(reading.folded.text, max(0, d.quantity.start - 40), d.quantity.start)
    ]  # fmt: skip
    if all(s.implied or s.sentence not in named for s in warn):
        return (later and not allow[-1].conditional) or any(d.role == "advised" for d in dosed)
    return bool(dosed) and all(
        len(s.targets) > 1 and _JOINTLY.search(reading.folded.text, reading.sentences[s.sentence].start, s.start)
        for s in warn
    )


#: "miss two or three tablets": no dose that is given
_LEFT_OUT = re.compile(r"\b(?:miss|skip|omit|leav(?:e|ing) out|drop|forgo|hold)(?:s|es|ping|ting|ing)? (?:\w+ ){0,2}$")
#: two that are barred together, and not one by one: "domperidone + citalopram: no"
_JOINTLY = re.compile(r"[a-z]\s?(?:[+&]|\bplus\b|\btogether with\b|\balongside\b|\bcombined with\b)\s?[a-z]")
#: words of a ban in pregnancy that name no pregnancy: "in the first trimester"
_PREGNANT, _EARLY = content_stems("pregnancy pregnant"), content_stems("first any every trimester")
#: words that set no state apart
_NO_STATE = content_stems(
    "patient people use history previous old mild level dose year week age high low normal no not"
)


def not_contraindicated(body: Barred, lexicon: Lexicon) -> Judge:
    """Met by silence and by allowing; not met when the answer bars the drug there, as strongly as `at_least` says."""
    question = Question.of(body, lexicon)
    needed = LEVELS[body.at_least]
    state = content_stems(" ".join(fold(each).text for each in body.in_state)) - _NO_STATE
    state |= _EARLY if state & _PREGNANT else frozenset()

    def judge(case: Case) -> Outcome:
        reading = case.reading
        stances = question.stances(reading)

        def strong(each: Stance) -> bool:
            several = each.implied and len(each.targets) > 1 and not question.pair.issuperset(each.targets)
            other = several or _of_the_other(each, question, reading) or _of_another_pair(each, question)
            enough = each.against >= needed or (each.against >= LEVELS["avoid"] and _is_utter(each, reading))
            enough = enough or (each.level == "hold" and _held_back(each, question, reading))
            return enough and not other and not (each.implied and _unsaid(each, reading))

        own = own_views([s for s, bears in stances if bears])
        warn = [s for s in own if strong(s)]
        if not warn and not any(s.against < 0 for s, _ in stances):
            own = own + _unsettled(stances, question.names, state, reading)
            warn = [s for s in own if strong(s)]
        if body.for_good:
            warn = [s for s in warn if _is_for_good(reading.sentences[s.sentence].text)]
        if question.partner is not None and warn:
            warn = [s for s in warn if not reason_is_another(s, question.partner, reading)]
        allow = [s for s in own if s.against < 0]
        if warn and not _overruled(warn, allow, question, reading):
            return not_met(f"{warn[0].level}: {sentence_quote(reading, warn[0].start)}", spans_of(warn, reading))
        if allow:
            return met(f"allows it: {sentence_quote(reading, allow[0].start)}", spans_of(allow, reading))
        return met("does not bar it")

    return needs_content(judge)
