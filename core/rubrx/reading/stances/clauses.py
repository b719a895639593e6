"""Clauses around a stance: where its statement begins and ends, and the condition that it is tied to."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.bounds import Bound
from rubrx.reading.cues import CueHit
from rubrx.reading.stances.occasions import other_occasion

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

#: what ends the reach of one word upon another
GAP = re.compile(r"[.;:,()]|→| - ")
#: cues that end a scope elsewhere and not the clause of a stance ("metformin, which is safe", "to stop would be wrong")
_WITHIN = frozenset({"which", "who", "still", "then", "as", "given", "once", "would be"})
_MARKS = re.compile(r";|\. | - |→|\(|\)")


#: "Ramipril, which raises lithium, should be stopped": what is told by the way of the drug before it
_ASIDE = re.compile(r",\s+(?:which|who|whose)\b[^,;:()]*(?=,)")


def outside_asides(sentence: Sentence, hit: CueHit, drugs: list[Mention]) -> list[Mention]:
    """The drugs that a cue may be about: those told by the way, between two commas, are not, unless it stands there."""
    if len(drugs) <= 1 or not (", which" in sentence.text or ", who" in sentence.text):
        return drugs
    asides = [match.span() for match in _ASIDE.finditer(sentence.reading.folded.text, sentence.start, sentence.end)]
    asides = [(start, end) for start, end in asides if not start <= hit.start < end]
    return [m for m in drugs if not any(start <= m.start < end for start, end in asides)]


def clause_of(sentence: Sentence, hit: CueHit) -> tuple[int, int]:
    """The clause around a cue: between the nearest marks that begin or end a statement."""
    text = sentence.reading.folded.text
    start, end = sentence.words_start, sentence.end
    scopes = sentence.scopes
    here = bisect_left(scopes, (hit.start,))
    for scope in reversed(scopes[:here]):
        if scope.end <= hit.start and scope.cue.text not in _WITHIN:
            start = max(start, scope.end)
            break
    for scope in scopes[here:]:
        if scope.start >= hit.end and scope.cue.text not in _WITHIN:
            end = min(end, scope.start)
            break
    opened = -1
    for match in _MARKS.finditer(text, start, end):
        if match.end() <= hit.start:
            if match[0] == ")" and opened >= 0:
                start, opened = opened, -1  # "X (at this eGFR) is contraindicated": an aside ends nothing
                continue
            opened = start if match[0] == "(" else -1
            start = match.end()
        elif match.start() >= hit.start:
            return start, match.start()
    return start, end


def in_if_clause(sentence: Sentence, hit: CueHit) -> bool:
    """Whether a cue only states a condition ("if clarithromycin is needed, ..."), so that it advises nothing."""
    text = sentence.reading.folded.text
    for condition, close in sentence.conditions:
        if condition.cue.text in ("if", "unless", "when", "once") and condition.end <= hit.start < close:
            return close < sentence.end and text[close] == ","
    return False


_WOULD = re.compile(r"\b(?:would|could|might)\b|'d\b")
_PLACE = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:in|during|for|with|after"
    r"|by(?= (?:people|those|any\w+|someone|women|men|patients|[a-z]+ics|smokers|drinkers|drivers)\b))"
    r"\s+([^,.;:()]{3,60})"
)
_OPENING = re.compile(
    r"(?:in|for|with|during|after|among)\s+((?:[a-z][\w'/-]*\s?){1,5}?)(?=,|\s(?=(?:i|we|you)(?:'d|'ll)?\b)"
    r"|\s(?=(?:it|that|they)(?:'d|'s|'ll|'re)\b)|\s(?=[\w-]+ (?:is|are|may|can|should"
    r"|would|could|must|will|has|have|needs)\b))"
)
#: "anyone with a history of angioedema is barred from it": the people that a statement is about
_GROUP = re.compile(
    r"\W*(?:any(?:one|body)|every(?:one|body)|some(?:one|body)|people|patients|those|(?:wo)?men|adults|children)"
    r" (?:with|who (?:has|have|had)(?: ever)?(?: had| taken| swallowed| used)?|(?:who (?:is|are) )?on"
    r"|(?:who )?tak(?:ing|es?))"
    r" ([^,.;:()]{3,60}?)(?= (?:is|are|must|should|can|cannot|can't|may|will|has to|have to|needs?|ought)\b)"
)
#: words after "in" or "for" that name no state of a patient
_WHEN_WORDS = re.compile(
    r"\b(?:dose|doses|mg|days?|weeks?|months?|years?|hours?|night|evening|morning|bedtime|now|time|life"
    r"|ever|good|care"
    r"|drawer|cupboard|box|shelf|packet|bag|fridge|bin|bottle|cabinet|caution|food|weekend|while|moment"
    r"|duration|present|fortnight|meantime"
    r"|meals?)\b"
)
_HERE = re.compile(
    r"^(?:it|them|both)\b|\b(?:case (?!of)|here|this|her|hers|him|yours|she|he|you|your|the patient|such|these|his"
    r"|current (?:level|dose|egfr|crcl|weight|renal|kidney|state)|that level|that (?:\w+ ){0,2}(?:result|genotype"
    r"|gene|report|tracing|reading|figure|number|history|count|test)|any|all|every|most"
    r"|many|some)\b"
)
_FOR_THIS_ONE = re.compile(
    r" (?:for|in|with) (?:her|him|you|this (?:patient|child|man|woman|boy|girl|lady|gentleman|one))\b"
)
#: "stop it if it is still running": what is stopped goes on, or the order is carried out already
_STILL_TAKEN = re.compile(
    r" (?:(?:it|she|he|they|you|that|this|one|any)(?: is| are|'s|'re)? )?still (?:running|going|on (?:it|them|board|the"
    r" chart)|tak(?:en|ing|es?)|being (?:given|taken|used)|given|prescribed|charted|in use|us(?:ed|ing)|up|there"
    r"|active)\b"
    r"| (?:(?:it|this|that) (?:has(?: not|n't)|is(?: not|n't)) |not )(?:already "
    r"|yet )?(?:been )?(?:already )?(?:stopped"
    r"|done|off|discontinued|withdrawn|crossed off)\b"
)
#: how far behind a stance a condition may begin, in characters
_REACH = 80


def condition_of(sentence: Sentence, hit: CueHit) -> tuple[tuple[Bound, ...], str, bool]:
    """What a stance is tied to: bounds, the words of a state, and whether it was put as a condition."""
    text = sentence.reading.folded.text
    conditions = [
        each for each in sentence.conditions
        if (each[0].cue.text != "once" or each[0].start < hit.start) and not text.endswith("even ", 0, each[0].start)
        # "stop it in case it bleeds"
        and not (each[0].cue.text == "in case" and _against(hit) and hit.end <= each[0].start)
        and not (each[0].cue.text == "if" and _against(hit) and _STILL_TAKEN.match(text, each[0].end))
    ]  # fmt: skip
    wall = _wall_before(sentence, hit)
    for cue, close in conditions:
        if _governs(sentence, cue, hit, wall):
            # without a comma, the condition ends where what follows from it begins
            until = hit.start if cue.start < hit.start < close else close
            bounds = tuple(b for s, e, b in sentence.bounds if cue.end <= s + 1 and e <= until + 1)
            return bounds, f"{cue.cue.text} {sentence.reading.folded.text[cue.end : until].strip()}", True
    start, end = clause_of(sentence, hit)
    bounds = tuple(b for s, e, b in sentence.bounds if start <= s and e <= end + 1)
    if bounds:
        return bounds, "", _is_unreal(sentence, hit, start) and bool(conditions)
    return (), *_state_of(sentence, hit, start, end, bool(conditions))


def _against(hit: CueHit) -> bool:
    return LEVELS.get(hit.cue.kind, 0) > 0


def _wall_before(sentence: Sentence, hit: CueHit) -> int:
    """Where the last new statement begins before a stance; -1 where none does."""
    scopes = sentence.scopes
    for at in range(bisect_left(scopes, (hit.start,)) - 1, -1, -1):
        each = scopes[at]
        if (
            each.cue.kind == "boundary"
            and each.cue.text not in ("who", "which")
            and not (each.cue.text == "then" and _follows_condition(sentence, each.start))
        ):
            return each.start
    return -1


def _follows_condition(sentence: Sentence, position: int) -> bool:
    """Whether a "then" only opens what follows from a condition: "if it climbs, then stop"."""
    text = sentence.reading.folded.text
    return any(close <= position and not text[close:position].strip(" ,") for _, close in sentence.conditions)


def _governs(sentence: Sentence, cue: CueHit, hit: CueHit, wall: int) -> bool:
    """Whether a condition holds for a stance: no new statement between them, no other stance nearer to it."""
    if cue.end <= wall:
        return False
    if cue.start < hit.start:
        return True
    if sentence.reading.folded.text.rfind("(", hit.end, cue.start) > sentence.reading.folded.text.rfind(
        ")", hit.end, cue.start
    ):
        return False  # "stop both (amlodipine if the pressure needs something)"
    return cue.start - hit.end < _REACH and not any(hit.start < each.start < cue.start for each in sentence.stances)


def _state_of(sentence: Sentence, hit: CueHit, start: int, end: int, conditional: bool) -> tuple[str, bool]:
    """The state that a stance names without an "if": "in cirrhosis", "plain MASLD, where it is fine"."""
    text = sentence.reading.folded.text
    if occasion := other_occasion(sentence, start, hit.end, end):
        return f"if {occasion}", True
    where = text.rfind(" where ", sentence.start, hit.start)
    if where > sentence.start and not _FOR_THIS_ONE.match(text, hit.end):
        lead = re.split(r"[,.;:]", text[sentence.start : where].rstrip(" ,"))[-1].strip()
        return lead[-60:], False
    opening = _OPENING.match(text, sentence.words_start, hit.start)
    if opening and not _HERE.search(opening[1]):
        return opening[1].strip(), bool(_WOULD.search(text, opening.end(), hit.start))
    group = _GROUP.match(text, sentence.words_start, hit.start)
    if group and not _HERE.search(group[1]):
        return group[1], False
    place = None if hit.cue.kind == "swap" else _PLACE.match(text, hit.end, min(end + 40, sentence.end))
    named = bool(place) and not _HERE.search(place[1]) and not _WHEN_WORDS.search(place[1]) if place else False
    state = place[1].strip() if place and named else ""
    unlike = bool(state) and text.endswith("would be ", 0, hit.start) and text.startswith(" in ", hit.end)
    foreign = unlike and not _is_asked_about(sentence, state)  # "it would be contraindicated in leukaemia"
    return state, foreign or (conditional and _is_unreal(sentence, hit, start))


def _is_asked_about(sentence: Sentence, state: str) -> bool:
    """Whether the query or the patient's facts share a word with a state."""
    lexicon = sentence.reading.lexicon
    known = f"{lexicon.query} {' '.join(lexicon.patient.words)}".lower()
    return any(word in known for word in re.findall(r"[a-z]{5,}", state))


def _is_unreal(sentence: Sentence, hit: CueHit, start: int) -> bool:
    return any(each.cue.kind == "unreal" and start <= each.start < hit.end + 20 for each in sentence.scopes)
