"""Promises: an outcome foretold as certain or ruled out in plain words, without "always", "never" or "guaranteed"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.sentence import Sentence
from rubrx.reading.stems import content_stems
from rubrx.reading.tables import read_table

_WILL = re.compile(
    r"(?:\bwill|'ll|\b(?:count|bank|rely|depend) on|\b(?:is|are) going to|'(?:s|re) going to|\b(?:is"
    r"|are) (?:certain|sure"
    r"|bound|guaranteed|destined|doomed) to)\b(?! (?:not|never|need|have to|want|be able|also need))"
)
_CANNOT = re.compile(
    r"\b(?:(?:cannot|can't|can not|could not|couldn't) (?:possibly|ever)|cannot|can't|(?:is|are|'s"
    r"|'re) not going to|aren't able to|isn't able to|is incapable of|never ever|(?:has|have"
    r"|had) no (?:effect|influence|impact|bearing)"
    r" (?:whatsoever|at all|whatever|of any kind)|(?:doesn't|don't|does not|do not) (?:ever|possibly)|can not"
    r"|can never|won't|will not|'ll not|'ll never|will never|isn't going to|is not going to|aren't going to"
    r"|doesn't ever|couldn't possibly|can't possibly|has no way (?:of|to)|there(?:'s| is"
    r"| will be) (?:absolutely )?(?:no|zero)"
    r"(?= (?:\w+ )?(?:risk|chance|danger|possibility|question|prospect)))\b"
)
#: who acts, and foretells nothing
_ACTOR = re.compile(r"(?:\b(?:i|we|you|they|gp|doctor|nurse|team|pharmacist|prescriber|clinic|ward|lab)\s?)$")
#: what softens it, or makes another thing of it than the outcome itself
_SOFT = re.compile(
    r"\b(?:probably|likely|usually|often|generally|mostly|perhaps|possibly|typically|may|might|could|tend"
    r"|need|help\w*"
    r"|reduc\w+|lower\w*|prevent\w*|protect\w*|watch|check|look|monitor|treat\w*|tell|show|depend\w*|some"
    r"|sometimes"
    r"|most|many|only if|unless|risk of|chance of|more|less|ask|be told|be reviewed|not always"
    r"|not necessarily"
    r"|promise|guarantee|exclude|rule out|say|be sure|know|tell|assume|hope\w*)\b"
)
#: how an outcome that stands first is said to come, or to go away
_COMES = re.compile(
    r"\s(?:be (?:gone|over|cured|fine|better|away|complete)|go|disappear|vanish|stop|resolve|clear|settle"
    r"|cease|work|happen"
    r"|occur|come|follow|return|end|set in|strike|fail)\b"
)
#: how an outcome that stands first is said to be of no account
_NO_MATTER = re.compile(r"\s(?:be|become|pose|cause|arise|happen|occur|come|follow)\b")
#: that a treatment will do what it is for
_WORKS = re.compile(
    r"(?:\bwill|'ll|\b(?:is|are) going to)\s(?:(?:definitely|certainly|surely|soon|quickly|completely"
    r"|easily)\s)?"
    r"(?:be (?:(?:\w+ly )?(?:gone|cured|fixed|healed|sorted|solved|over(?! the| a\b)|better|fine|well)\b|back to normal"
    r"|right as rain|as good as"
    r" new|rid of|walking|home|up and about|out of pain|(?:symptom|pain|seizure)-free)|work\b|do the trick"
    r"|fix\b|cure\b|clear (?:it|this|up)|solve\b|sort\b|put (?:it|this|things) right"
    r"|feel (?:fine|better|well|normal)|recover\b|disappear|vanish|stop (?:within|in|at once|immediately))"
)
#: "the antidote will be gone by teatime": what wears off is no illness
_WEARS_OFF = re.compile(
    r"\b(?:antidote|drug|dose|tablet|capsule|pill|medicine|medication|antibiotic|injection|patch|drip|effect|level"
    r"|course|supply|packet|bottle|cream|syrup|anaesthetic|anesthetic|sedation|sedative)s? $"
)
_IS_OVER = re.compile(r"\b(?:gone|over|stop|disappear|vanish)\b")
_EFFICACY = frozenset(
    stem
    for word in "work works cure relief recovery recover success succeed effective heal response".split()
    for stem in content_stems(word)
)
#: "I couldn't swear that it will", "nobody can say it won't"
_UNSWORN = re.compile(
    r"(?:\b(?:nobody|no one|none of us|cannot|never|not|hesitate to|wary of|hard to|doubt\w*|wrong to|untrue"
    r"|nonsense|myth|if|whether|unless)\b|n't\b)[^.;:]{0,60}$"
)
_NO_EFFECT = re.compile(
    r"\b(?:ha(?:s|ve|d)|with|makes?) (?:absolutely |simply |just )?(?:no|zero) (?:effect|influence|impact"
    r"|bearing|difference)\b[^.;]{0,30}?\b(?:whatsoever|at all|whatever|ever|of any kind)\b"
)
_EFFECT = frozenset(content_stems("effect"))
_I_CANNOT = re.compile(r"\b(?:i|we|one|nobody|doctors?|science)\s?$")
#: an outcome ruled out without a verb of its own
_RULED_OUT = re.compile(
    r"\s(?:is|are|'s|was)\s(?:(?:now|simply|quite|completely|absolutely"
    r"|totally)\s)*(?:out of the question|impossible|ruled out|off the table|excluded|not possible"
    r"|unthinkable)\b"
)
#: nothing but "surely" between who suffers it and the outcome
_AT_ONCE = re.compile(
    r"\s(?:(?:certainly|surely|definitely|undoubtedly|absolutely|inevitably|also|then|just"
    r"|simply|get|have|be|start|a|an|the|to|die of|die from)\s)*"
)
#: "that simply doesn't happen"
_NEVER_HAPPENS = re.compile(
    r"\b(?:it|that|this|such a thing|these) (?:just |simply |really |absolutely )*(?:doesn't|does not|don't|do not"
    r"|never|can't|cannot|won't|could not|couldn't)(?: ever| possibly| just)? (?:happens?|occurs?)\b(?! (?:often|every"
    r"|to every|in every|very|much|that|all|at once|overnight|quickly|fast|immediately|if|unless|when|until"
    r"|with(?:out)?))"
)
#: "he'll bleed a bit more than his neighbour"
_MILDLY = re.compile(r"\s(?:a (?:bit|little|touch)|slightly|somewhat|more|less|easily|longer|freely|at times)\b")
_HARM = frozenset(stem for word in ("harm", "harmed", "damage", "malformation") for stem in content_stems(word))
#: harm told as done, or as proven: "it has destroyed the baby's kidneys", "trials have shown breakdown in infants"
_HAS_HARMED = re.compile(
    r"\b(?:has|have|'s|'ve) (?:already |certainly |surely |by now |irreversibly )?(?:harmed|damaged|destroyed|ruined"
    r"|wrecked"
    r"|deformed|malformed|poisoned|injured|maimed|crippled)\b|\b(?:damage|harm) (?:is|has been) (?:already )?done\b"
    r"|\b(?:trials?|studies|research|evidence|data|science) (?:(?:now|has|have|clearly|conclusively|long|since) )*"
    r"(?:shown?|shows|proved?|proven|proves|demonstrat\w+|establish\w+) (?:(?!no\b|little\b|that no\b)[\w'-]+ ){0,5}?"
    r"(?:harm\w*|damag\w*|breakdown|toxic\w*|malform\w*|deform\w*|deaths?|injur\w*|defects?|poison\w*|destruction)\b"
)
#: what tells of less than that: of beasts, of single cases, of what may be
_LESS_THAN_THAT = re.compile(
    r"\b(?:animals?|rats?|mice|mouse|rabbits?|rodents?|case|cases|laborator\w+|lab|in vitro|may|might|could|can"
    r"|possible"
    r"|possibly|suggest\w*|not|no|never|none|nothing|nobody|little|few|whether|if|rarely|seldom|some)\b|n't\b"
)
_GAP_WORDS = 6
_LEAD_WORDS = 4
_CLAUSE = re.compile(r"[,;:()]|\b(?:and|but|so|because|which)\b")


@cache
def _families() -> tuple[frozenset[str], ...]:
    """The stems of words for the same outcome: a rubric names one, an answer foretells another."""
    return tuple(
        frozenset(stem for word in words.split() for stem in content_stems(word)) for _, words in read_table("outcomes")
    )


def _stems(phrases: Iterable[str]) -> frozenset[str]:
    own = frozenset(stem for phrase in phrases for stem in content_stems(phrase.lower()))
    return own.union(*(family for family in _families() if not family.isdisjoint(own)))


def _works(sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence says that it will work, without an "if" or a "probably"."""
    match = _WORKS.search(sentence.text)
    if match is None or sentence.conditions or _SOFT.search(sentence.text, 0, match.end()):
        return None
    if _UNSWORN.search(sentence.text, 0, match.start()):
        return None
    if _ACTOR.search(sentence.text, 0, match.start()) and "work" in match[0]:
        return None
    if _WEARS_OFF.search(sentence.text, 0, match.start()) and _IS_OVER.search(match[0]):
        return None
    return sentence.start + match.start(), sentence.start + match.end()


def _harm_done(sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence tells harm as done or proven, and not of beasts, single cases or what may be."""
    match = _HAS_HARMED.search(sentence.text)
    if match is None or sentence.conditions or _LESS_THAN_THAT.search(sentence.text, 0, match.end()):
        return None
    return sentence.start + match.start(), sentence.start + match.end()


class Promises:
    """Finds where an answer says that an outcome will come, or cannot."""

    def __init__(self, will: list[str], cannot: list[str]) -> None:
        """`will` and `cannot` are outcomes in words: any content word of them names one."""
        self._will, self._cannot = _stems(will), _stems(cannot)
        self._works = not self._will.isdisjoint(_EFFICACY)
        self._harm = not self._will.isdisjoint(_HARM)

    def found_in(self, reading: Reading) -> tuple[int, int] | None:
        """The first place, or None."""
        if not (self._will or self._cannot):
            return None
        for sentence in reading.sentences:
            if sentence.is_bare_list or sentence.is_question or sentence.cues("attribution"):
                continue
            place = (
                self._never_happens(sentence)
                or self._in(sentence, _WILL, self._will)
                or self._in(sentence, _CANNOT, self._cannot)
                or (self._works and _works(sentence))
                or (self._harm and _harm_done(sentence))
            )
            if place:
                return place
        return None

    def _never_happens(self, sentence: Sentence) -> tuple[int, int] | None:
        """Where a sentence says of what was asked about that it never happens."""
        found = _NEVER_HAPPENS.search(sentence.text) if "happen" in sentence.text or "occur" in sentence.text else None
        if found is None or _UNSWORN.search(sentence.text, 0, found.start()):
            return None
        return sentence.start + found.start(), sentence.start + found.end()

    def _in(self, sentence: Sentence, sure: re.Pattern[str], outcomes: frozenset[str]) -> tuple[int, int] | None:
        if not outcomes:
            return None
        if sure is _CANNOT and (place := _ruled_out(sentence, outcomes)):
            return place
        text, offset = sentence.text, sentence.start
        named = [(start - offset, end - offset) for stem, start, end in sentence.stems if stem in outcomes]
        for match in sure.finditer(text) if named else ():
            if _UNSWORN.search(text, 0, match.start()):
                continue
            if sure is _CANNOT and _I_CANNOT.search(text, 0, match.start()):
                continue
            acts = sure is _WILL and _ACTOR.search(text, 0, match.start()) is not None
            comes = None if acts else (_COMES if sure is _WILL else _NO_MATTER).match(text, match.end())
            for start, end in named:
                if start >= match.end():
                    between = text[match.end() : start]
                    at_once = not acts or _AT_ONCE.fullmatch(between)  # "you will check", and "you will bleed"
                    if at_once and _is_near(between, _GAP_WORDS) and not _MILDLY.match(text, end):
                        return offset + match.start(), offset + end
                elif end <= match.start() and comes and _is_near(text[end : match.start()], _LEAD_WORDS):
                    return offset + start, offset + comes.end()
        return None


def _is_near(between: str, words: int) -> bool:
    """Whether so few words lie between, and none that softens it or begins something new."""
    return between.count(" ") <= words and not (_SOFT.search(between) or _CLAUSE.search(between))


def _ruled_out(sentence: Sentence, outcomes: frozenset[str]) -> tuple[int, int] | None:
    """Where a sentence rules an outcome out without a "cannot": "is out of the question"."""
    text, offset = sentence.text, sentence.start
    none = _NO_EFFECT.search(text) if outcomes >= _EFFECT else None
    if none and not _UNSWORN.search(text, 0, none.start()):
        return offset + none.start(), offset + none.end()
    for stem, start, end in sentence.stems:
        ruled = _RULED_OUT.match(text, end - offset) if stem in outcomes else None
        if ruled and not _UNSWORN.search(text, 0, ruled.start()):
            return start, offset + ruled.end()
    return None
