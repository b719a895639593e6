"""Stance cues that advise nothing where they stand: "it isn't for me to choose", "that limit doesn't touch him"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.cues import CueHit
from rubrx.reading.stances.occasions import is_of_its_dose, undone
from rubrx.reading.stances.rules import stands_in_a_rule
from rubrx.reading.stances.stance import Targets

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence


_HIS_TABLETS = re.compile(
    r"\s(?:a single|any of|one of|any|(?:his|her|their|your|the)(?: other| usual| regular| own)?)"
    r" (?:(?:his|her|their|your|the)(?: other| usual| regular)? )?(?:tablets?|pills?|capsules?|doses?|medicines?)\b"
)
_SO_THEY = re.compile(r"\bso (?:the two|they|these two|those two|the pair|both)(?: simply| just| really| can)? $")
_NEED_AN_OBJECT = frozenset({"suggests", "suggest", "starts", "begins", "gives", "takes", "uses", "needs"})
_NEEDS = frozenset(("needed", "required", "is needed", "necessary"))
_NO_OBJECT_AFTER = re.compile(r"\s*(?:[.,;:!?)]|$)")
_WHETHER = re.compile(
    r"\b(?:ask(?:ed|s|ing)?|wonder(?:ed|s|ing)?|decid(?:e|es|ed|ing)|know(?:s|n)?|consider(?:s|ed|ing)?|unclear|unsure"
    r"|debated?|question(?:ed)?|discuss(?:ed)?)(?: \w+)? whether\b[^,;:.]*$"
)
_NOT_MINE = re.compile(r"\bfor (?:me|us|anyone else) to $")
_SOMEBODY = re.compile(r"\s(?:him|her|you|them|us|me|the (?:patient|child|baby|man|woman|boy|girl))(?=[.,;:!)]|$)")
_A_DOSE = re.compile(
    r"\b(?:dos(?:e|es|ing|age)|strength|regimen|infusion|injection|form|tablet) (?:of )?[\w-]+ (?:is"
    r"|are) (?:only )?$"
    r"|\b(?:dos(?:e|es|ing|age)|strength|schedule|interval) (?:is|are) (?:only )?$"
)
_NO_DRUG = re.compile(
    r"\b(?:tests?|genes?|genotyp\w*|scans?|figures?|rules?|advice|warnings?|limits?|thresholds?|range|targets?"
    r"|leaflets?"
    r"|guidelines?|guidance|results?|study|studies|trials?|cards?|clinics?|forms?) (?:is|are|was|were)?\s*$"
)
_LEAVES = re.compile(r"\b(?:(?:would|will|does|which|that|it)\s+leaves?|leaves)$")


def advises_nothing(
    sentence: Sentence, hit: CueHit, level: str, targets: Targets, clause: tuple[int, int], *, last: bool
) -> bool:
    """Whether a cue's words advise nothing where they stand; `last` says that no other cue follows it."""
    text = sentence.reading.folded.text
    if level == "avoid" and hit.cue.kind == "apart" and _LEAVES.search(text, sentence.start, hit.end):
        return True  # "venlafaxine would leave tamoxifen alone"
    if hit.cue.text == "touch" and _SOMEBODY.match(text, hit.end):
        return True  # "that limit doesn't touch him"
    if hit.cue.text == "touch" and _HIS_TABLETS.match(text, hit.end) and not taken_now(sentence, targets):
        return True  # "have both jabs, and I wouldn't touch a single tablet"
    if hit.cue.text == "never meet" and _SO_THEY.search(text, sentence.start, hit.start):
        return True  # "one goes by the liver, one by the kidney, so the two never meet"
    if _NO_OBJECT_AFTER.match(text, hit.end) and hit.cue.text in _NEED_AN_OBJECT:
        return True  # "more than the printout suggests", "how it starts"
    if LEVELS[level] > 0 and undone(text, hit.cue.text, hit.end):
        return True  # "I'd rather it wasn't stopped", "on her allergy list by mistake"
    if hit.cue.text in _NEEDS and is_of_its_dose(text, sentence.start, hit.start):
        return True  # "no metformin reduction needed"
    if stands_in_a_rule(sentence, hit, level):
        return True  # "there is no drop she may use"
    if _NOT_MINE.search(text, sentence.start, hit.start):
        return True  # "it isn't for me to choose"
    if LEVELS[level] < 0 and _WHETHER.search(text, sentence.start, hit.start):
        return True  # "she could be asked whether amlodipine would suit"
    if hit.cue.text.startswith("among "):  # "bisphosphonates, alendronate among them": that one was asked about
        return not last or not set(targets).isdisjoint(sentence.reading.lexicon.asked.topics)
    # "the reduced dose of it is reserved for a CrCl below 30", "the test is only for Europeans"
    return hit.cue.kind == "kept" and any(each.search(text, clause[0], hit.start) for each in (_A_DOSE, _NO_DRUG))


def taken_now(sentence: Sentence, targets: Targets) -> bool:
    """Whether the patient takes all of these already, as the facts tell, and none is what was proposed."""
    lexicon = sentence.reading.lexicon
    known = [lexicon.concepts[name].spellings for name in targets if name in lexicon.concepts]
    return bool(known) and all(any(each in lexicon.patient.taken for each in spellings) for spellings in known)
