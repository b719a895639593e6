"""Changes of drug: what is left and what is taken up in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.cues import CueHit
from rubrx.reading.matching import has_words
from rubrx.reading.names import drug_classes
from rubrx.reading.stances.antecedents import antecedent, names_of
from rubrx.reading.stances.blame import blamed
from rubrx.reading.stances.clauses import GAP
from rubrx.reading.stances.company import (
    reversed_in,
)
from rubrx.reading.stances.idle import taken_now
from rubrx.reading.stances.making import stance_at
from rubrx.reading.stances.stance import Stance, Targets
from rubrx.reading.stances.swaps import gains_nothing, is_headed, is_no_swap
from rubrx.reading.stances.targets import PASSIVE, is_behind_preposition

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Lexicon
    from rubrx.reading.sentence import Mention, Sentence


#: a swap of what was spoken of, without a word on what for; "no change" is none
_SWITCHES = ("switch", "swap", "rotat")
_AND_NO_MORE = re.compile(
    r"(?: (?:now|today|opioids?|drugs?|agents?|class|it))?\s*(?:$|[.;!(]|(?:before"
    r"|because|once|when|as soon as"
    r"|early|straight away|first|ahead of)\b)"
)
_JOINER = re.compile(r"(?<= it):\s|(?<= them):\s|\b(?:to|with|by|for)\b|\bonto\b|\bacross to\b|→|->")
_AT_MARK = re.compile(r":\s")
_FROM = re.compile(r"\s+(?:away )?from\b")
#: "rather than cutting down I'd move him to Y": what is not done stands before
_SOONER_THAN = ("rather than", "instead of", "without", "not just", "not merely")
_I_WOULD = re.compile(r"\b(?:i|we|he|she|they|you)(?:'d|'ll| would| should| could| must| can)?\s+$")
_IT = re.compile(r"\s+(?:it|this|that|them)\b")
_NO_NEED = re.compile(
    r"\b(?:not necessary|no need|unnecessary|no reason|needless|not needed|no call|pointless)\s+(?:for \w+ )?to\s+$"
)
#: "she can carry on with it until her scan and change to nifedipine then"
_UNTIL_THEN = re.compile(
    r"\b(?:carr(?:y|ies)|continues?|stays?|keeps?|goes? on|remains?|takes?)\b[^.;:]*\buntil\b[^.;:]*\b(?:and|then)\s+$"
)


def headed_change(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """ "Swap: X 10 mg or Y 20 mg": what stands behind the colon is taken up, unless it is what was taken."""
    if not sentence.reading.folded.text.startswith(":", hit.end):
        return []
    taken = names_of([m for m in drugs if m.start >= hit.end])
    if not taken or taken_now(sentence, taken[:1]):
        return []
    left = left_unsaid(sentence, taken)
    found = [stance_at(sentence, hit, "avoid", False, left, implied=True)] if left else []
    return [*found, stance_at(sentence, hit, "recommended", False, taken)]


#: what comes of it if a change is not made
_OR_ELSE = re.compile(r",? \b(?:otherwise|or else)\b")


def _before_or_else(sentence: Sentence, start: int, end: int) -> int:
    """Where the words on a change end: before what comes of it if it is not made."""
    if "or else" not in sentence.text and "otherwise" not in sentence.text:
        return end
    why = _OR_ELSE.search(sentence.reading.folded.text, start, end)
    return why.start() if why else end


def changed(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """ "Switch X to Y": X is left, Y is taken up; "change to Y" and "replace it" say one of the two."""
    text = sentence.reading.folded.text
    if hit.cue.text.startswith("replac") and (taker := _takes_its_place(sentence, hit, drugs)):
        return taker
    place = sentence.words_start, hit.start, hit.end, sentence.end
    if is_no_swap(text, *place) or ("until" in sentence.text and _UNTIL_THEN.search(text, sentence.start, hit.start)):
        return []  # what is changed some day goes on until then
    end = min([sentence.end, *(c.start for c in sentence.stances if c.start >= hit.end and c.cue.kind != "acceptable")])
    end = _before_or_else(sentence, hit.end, end)
    joiner = _AT_MARK.match(text, hit.end) if is_headed(text, *place) else _JOINER.search(text, hit.end, end)
    after = [m for m in drugs if hit.end <= m.start < end]
    left = [m for m in after if joiner is None or m.start < joiner.start()]
    if not left and joiner and _FROM.match(text, hit.end, end):
        left = after
    taken = [m for m in drugs if joiner and joiner.end() <= m.start < end + 200 and m not in left]
    turned = reversed_in(sentence, taken)  # "swap to X instead of Y"
    taken, left = [m for m in taken if m not in turned], left or turned
    passive = PASSIVE.search(text[sentence.start : hit.start])
    if passive and joiner is None:
        left = []  # "has to be changed, venlafaxine being the usual pick"
    if not left and passive:
        left = [m for m in drugs if m.end <= hit.start][-1:]
    if not left and taken:
        left = _heading(sentence, hit, drugs) or _taken_before(sentence, hit, drugs)
    in_vain = bool(taken) and hit.cue.text.endswith("ing") and gains_nothing(text, hit.end, sentence.end)
    negated = any(
        n.cue.kind == "before"
        and 0 <= hit.start - n.end <= 20
        and not GAP.search(text[n.end : hit.start])
        and not (n.cue.text in _SOONER_THAN and _I_WOULD.search(text, n.end, hit.start))
        for n in sentence.negations
    ) or bool(_NO_NEED.search(text, sentence.start, hit.start))
    found = []
    targets = names_of(left)
    if not targets and _IT.match(text, hit.end):
        targets = blamed(sentence, hit.start, drugs, names_of(taken))
    targets = targets or (antecedent(sentence, hit.start) if passive or _IT.match(text, hit.end) else ())
    implied = not targets and bool(taken) and not left
    if implied:  # "Switch to cefalexin.": away from what was asked about
        targets = left_unsaid(sentence, names_of(taken))
    elif (
        not targets
        and joiner is None
        and hit.cue.text.startswith(_SWITCHES)
        and _AND_NO_MORE.match(text, hit.end, sentence.end)
    ):  # "M6G piles up; switch."
        targets = _only_taken(sentence, hit.start) or antecedent(sentence, hit.start)
        implied = True
    if targets and not in_vain:
        level = "acceptable" if negated else "avoid"
        found.append(stance_at(sentence, hit, level, negated, targets, implied=implied))
    if taken and negated:
        found.append(stance_at(sentence, hit, "caution", negated, names_of(taken)))
    if taken and not negated:
        found.append(stance_at(sentence, hit, "avoid" if in_vain else "recommended", in_vain, names_of(taken)))
    return found


def _only_taken(sentence: Sentence, position: int) -> Targets:
    """The rubric's only drug that is taken already, where the answer has named none so far."""
    reading = sentence.reading
    if any(m.start < position for m in reading.drug_mentions):
        return ()
    lexicon = reading.lexicon
    found = tuple(
        name for name, concept in lexicon.concepts.items()
        if concept.is_drug and name not in lexicon.covered
        and any(each in lexicon.patient.taken for each in concept.spellings)
    )  # fmt: skip
    return found if len(found) == 1 else ()


_WILL = re.compile(
    r"\s+(?:(?:will|can|could|should|may|might|would|must|shall|is to|has to|ought to|cannot|can't|won't|not|never"
    r"|easily|simply|then|now|always|safely) )*$"
)


def _takes_its_place(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Stance]:
    """ "Bimatoprost will replace it": for what stands before, against what is replaced; none where it is not so."""
    text = sentence.reading.folded.text
    before = [m for m in drugs if m.end <= hit.start]
    if not before or hit.cue.text == "replaced" or not _WILL.fullmatch(text, before[-1].end, hit.start):
        return []
    taken = names_of([m for m in before if m.start == before[-1].start])
    if _DENIED.search(text, before[-1].end, hit.start):
        return [stance_at(sentence, hit, "caution", True, taken)]
    left = names_of([m for m in drugs if 0 <= m.start - hit.end <= _NEXT_WORDS])
    asked = tuple(each for each in sentence.reading.lexicon.asked.topics if each not in taken)
    found = [stance_at(sentence, hit, "recommended", False, taken)]
    if left or asked:
        found.append(stance_at(sentence, hit, "avoid", False, left or asked, implied=not left))
    return found


_DENIED = re.compile(r"\b(?:not|never|cannot)\b|n't\b")
#: how far behind its verb an object may begin, in characters
_NEXT_WORDS = 8


def _taken_of_its_kind(lexicon: Lexicon, taken: Targets) -> Targets:
    """The only drug of the same class that the patient takes already: "swap to diazepam" is away from temazepam."""
    known = lexicon.patient.taken
    names = {each for name in taken for each in lexicon.names_of(name)}
    found: set[str] = set()
    for kind in drug_classes():
        if not kind.broad and not kind.members.isdisjoint(names):
            if not kind.members.isdisjoint(each for topic in lexicon.asked.topics for each in lexicon.names_of(topic)):
                return ()
            found.update(each for each in kind.members - names if has_words(known, each))
    if len(found) != 1:
        return ()
    drug = found.pop()
    own = (name for name, concept in lexicon.concepts.items() if concept.is_drug and drug in concept.spellings)
    return (next((name for name in own if name not in lexicon.covered), f"drug:{drug}"),)


def left_unsaid(sentence: Sentence, taken: Targets) -> Targets:
    """What was asked about, where that is one drug and none of those taken up."""
    lexicon = sentence.reading.lexicon
    topics = lexicon.asked.topics
    if (alike := _taken_of_its_kind(lexicon, taken)) and topics != alike:
        return alike
    if len(topics) == 1 and set(topics).isdisjoint(taken):
        return topics
    last = antecedent(sentence, sentence.start) if sentence.index else ()
    known = [lexicon.concepts[name].spellings for name in last if name in lexicon.concepts]
    present = known and all(any(each in lexicon.patient.taken for each in spellings) for spellings in known)
    return last if present and set(last).isdisjoint(taken) else ()


def _taken_before(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Mention]:
    """What is taken, where it is all that a sentence spoke of: "the tablet he takes is too strong; move him to X"."""
    text = sentence.reading.folded.text
    before = [m for m in drugs if m.end <= hit.start and not is_behind_preposition(text, sentence.start, m.start)]
    return before if len({m.concept for m in before}) == 1 and taken_now(sentence, names_of(before)) else []


def _heading(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Mention]:
    """The drug that heads a list item ("HCTZ - ask the GP to change to amlodipine")."""
    text = sentence.reading.folded.text
    return [
        m
        for m in drugs
        if m.end <= hit.start
        and re.fullmatch(r"\W*", text[sentence.words_start : m.start])
        and re.match(r"\W*(?:-|:)", text[m.end :])
    ][:1]
