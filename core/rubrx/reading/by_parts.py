"""What is told by its parts: a term's facets near each other in one sentence, each in any words of its kind."""

from __future__ import annotations

import re
from collections.abc import KeysView, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading.assertion import State
from rubrx.reading.facets import Part, parts_of, sayings
from rubrx.reading.folding import fold
from rubrx.reading.loose import allows
from rubrx.reading.sayings import opened
from rubrx.reading.walks import Reach, Saying
from rubrx.reading.words import bare, tokens_of, words_in

if TYPE_CHECKING:
    from rubrx.reading.lexicon import Concept, Lexicon
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence


class Hit(NamedTuple):
    """A saying at its place among a sentence's tokens and in the folded text."""

    first: int
    last: int
    start: int
    end: int
    #: the words that the saying may have
    own: frozenset[str] = frozenset()


#: so many places of a part in a sentence, which are looked at with those of the others
_MOST_HITS = 6
#: what may stand between two words of one part
_REACH = Reach(2, objects=True)
#: so many words at most between two parts
_APART = 8
_JOINED = re.compile(
    r", so\b|\band (?:so|then|the|her|his|your|its|it|she|he|they|you|that|this)\b"
    r"|, and (?:\w+ )?\w+ing (?:is|are|does|do|can|may|will|would|kills?|harms?|costs?)\b"
)
#: a new statement begins
_NEW = frozenset((";", ":", ".", "!", "?", "→", "but", "whereas", "although", "hence", "therefore"))
#: how many characters before a thing it may be said that there is no need to leave it
_FAR = 60
#: words that take everything back, so many words before and behind
_NEAR = 5
_SPARED = frozenset("nothing neither nor nobody unaffected untouched unharmed unchanged spared myth".split())
#: facets of what is forbidden more often than told: "no candles near by" speaks of flames
_EITHER_WAY = frozenset(
    ("flame", "sun", "driving", "swallow_whole", "upright", "dairy", "grapefruit", "caffeine", "heat")
)
#: "there's no harm in a sudden stop": what is denied is the harm
_NO_HARM = re.compile(
    r"(?:no|little|not any|without) (?:harm|danger|risk|problem|objection|trouble|bar|hazard|fear|need)\b"
)
#: so many characters before a thing it may be said that there is less of it
_RIGHT_BEFORE = 16
#: what follows a "not" that denies an effect, and not the thing itself
_NO_EFFECT = re.compile(
    r"\b(?:less|lower|poor|decreas|diminish|loss of|lack of|drop in|fall in|affect|alter|chang|influenc|interfer|bother"
    r"|touch|matter|harm|hinder|reduc|impair|slow|delay|stop|prevent|hamper|block|get in the way)\w*\b"
)
#: "the potassium will sort itself out": nobody mends it
BY_ITSELF = re.compile(r"[^.;:]{0,30}\b(?:itself|themselves|(?:of|on) (?:its|their) own|unaided)\b")
#: what is told of the thing before it
_OF_ITS_SUBJECT = frozenset(("soars", "plummets"))
_MENDS = frozenset(("mend", "replenish"))
#: words by which a thing is kept away from, without a "not"
_SHUNNED = frozenset(
    map(bare, "miss skip postpone shelve forbidden ban bar steer avoid ditch rid refrain forgo".split())
)


@dataclass(frozen=True, eq=False)
class Told:
    """What may say a part: its sayings by each word that they may begin with, each opened into those without a choice
    at the beginning, in the order in which they are tried."""

    sayings: Mapping[str, tuple[tuple[Saying, ...], ...]]
    firsts: frozenset[str]

    def may_stand(self, words: frozenset[str]) -> bool:
        """Whether a sentence of these words may have one of them."""
        for word in self.firsts & words:
            for alternatives in self.sayings[word]:
                for saying in alternatives:
                    if saying.may_stand(words):
                        return True
        return False


@cache
def _told(part: Part, alone: bool) -> Told:
    """The sayings of a part; the same for all terms that have it."""
    found: dict[str, list[tuple[Saying, ...]]] = {}
    for row in sayings(part, alone=alone):
        by_word: dict[str, list[Saying]] = {}
        for each in opened(row):
            saying = Saying.of(each)
            for word in saying.firsts:
                by_word.setdefault(word, []).append(saying)
        for word, those in by_word.items():
            found.setdefault(word, []).append(tuple(those))
    return Told({word: tuple(rows) for word, rows in found.items()}, frozenset(found))


class Taken:
    """A concept taken apart, ready to be looked for in readings."""

    def __init__(self, rows: Sequence[tuple[Part, ...]]) -> None:
        self._rows = [(row, [_told(part, len(row) == 1) for part in row]) for row in rows]
        #: the words that its sayings begin with, without their endings
        self.words = frozenset().union(*(each.firsts for _, told in self._rows for each in told))

    @classmethod
    def of(cls, concept: Concept, name: str, lexicon: Lexicon) -> Taken | None:
        """What a concept's own term is taken apart into, its words registered; None where nothing is known of them."""
        if concept.is_drug:
            return None
        rows = [row for row in parts_of(fold(name).text.strip()) if len(row) > 1 or sayings(row[0], alone=True)]
        if not rows:
            return None
        taken = cls(rows)
        lexicon.look_for(taken.words)
        return taken

    def may_stand(self, reading: Reading) -> bool:
        """Whether an answer has a word of each part of one row: a look at its words, before its sentences."""
        words = reading.bare_words.keys()
        return any(_may_stand(told, words) for _, told in self._rows)

    def said_in(self, reading: Reading) -> list[tuple[int, int]]:
        """Where an answer itself says it: all parts of one row near each other in one sentence."""
        texts = reading.bare_words
        near: dict[int, tuple[Sentence, list[tuple[tuple[Part, ...], list[Told]]]]] = {}
        words: dict[int, frozenset[str]] = {}
        for row, told in self._rows:
            if _may_stand(told, texts.keys()):
                carriers = [[text for word in each.firsts & texts.keys() for text in texts[word]] for each in told]
                for sentence in reading.sentences_with(carriers):
                    index = sentence.index
                    there = words.get(index) or words.setdefault(index, _bare_in(sentence))
                    if all(each.may_stand(there) for each in told):  # before it is taken into tokens
                        near.setdefault(index, (sentence, []))[1].append((row, told))
        for index in sorted(near):
            sentence, rows = near[index]
            plain = [bare(text) for text, _, _ in sentence.tokens]
            hits: dict[Told, list[Hit]] = {}  # rows share parts
            for row, told in rows:
                place = _place(row, _all_hits(told, plain, sentence, hits), sentence)
                if place is not None:
                    return [place]
        return []


def _bare_in(sentence: Sentence) -> frozenset[str]:
    """The words of a sentence without their endings, and what those are meant for that are slips of the pen."""
    words, slips = frozenset(map(bare, words_in(sentence.text))), sentence.reading.slips
    return words.union(bare(meant) for slip, meant in slips.items() if slip in sentence.text) if slips else words


def _may_stand(told: Sequence[Told], words: KeysView[str]) -> bool:
    for each in told:  # noqa: SIM110 - asked of every term that is not named: `all` takes twice the time
        if each.firsts.isdisjoint(words):
            return False
    return True


def _all_hits(
    told: Sequence[Told], words: Sequence[str], sentence: Sentence, known: dict[Told, list[Hit]]
) -> list[list[Hit]]:
    """The sayings of each part in a sentence; none of any where one part has none. `known` keeps what was found."""
    found: list[list[Hit]] = []
    for each in told:
        here = known.get(each)
        if here is None:
            here = known[each] = _hits(each, words, sentence)
        if not here:
            return [here]
        found.append(here)
    return found


def _hits(told: Told, words: Sequence[str], sentence: Sentence) -> list[Hit]:
    """The first few sayings of a part in a sentence of these words, given without their endings."""
    tokens, found, there = sentence.tokens, list[Hit](), frozenset(words)
    for at, word in enumerate(words):
        if word not in told.firsts or (word == "under" and sentence.text.startswith("-", tokens[at][2])):
            continue  # "under-treating a clot" lowers nothing
        for alternatives in told.sayings[word]:
            for saying in alternatives:
                behind = saying.behind(tokens, at, _REACH) if saying.may_stand(there) else at
                if behind > at:
                    start, end = sentence.start + tokens[at][1], sentence.start + tokens[behind - 1][2]
                    found.append(Hit(at, behind - 1, start, end, saying.words))
                    break
        if len(found) >= _MOST_HITS:
            return found[:_MOST_HITS]
    return found


def _place(row: Sequence[Part], hits: Sequence[Sequence[Hit]], sentence: Sentence) -> tuple[int, int] | None:
    """Where the parts of a row stand together and are said with the right mood; None where they don't."""
    for chosen in product(*hits):
        if not _together(chosen, sentence) or _spared(chosen, sentence):
            continue
        if row[-1].name in _OF_ITS_SUBJECT and chosen[-1].first < chosen[0].first:
            continue  # "her sugar climbs on tacrolimus"
        if all(_holds(row, part, hit, chosen, sentence) for part, hit in zip(row, chosen, strict=True)):
            return min(hit.start for hit in chosen), max(hit.end for hit in chosen)
    return None


def _together(chosen: Sequence[Hit], sentence: Sentence) -> bool:
    """Whether the hits stand apart from each other, with few words and no new statement between them."""
    row = sorted(chosen)
    for one, other in pairwise(row):
        if other.first <= one.last or other.first - one.last > _APART + 1:
            return False
        between = [word for word, _, _ in sentence.tokens[one.last + 1 : other.first]]
        if not _NEW.isdisjoint(between) or _JOINED.search(" ".join(between)):
            return False
    return True


def _spared(chosen: Sequence[Hit], sentence: Sentence) -> bool:
    """Whether words near the hits say that nothing becomes of it: "nothing that could slow her breathing"."""
    first, last = min(hit.first for hit in chosen), max(hit.last for hit in chosen)
    near = range(max(0, first - _NEAR), min(last + _NEAR, len(sentence.tokens)))
    own = {index for hit in chosen for index in range(hit.first, hit.last + 1)}
    return any(sentence.tokens[index][0] in _SPARED for index in near if index not in own)


#: facets of what may not be, and what makes a limit of it: "never push it faster than", "nothing by mouth that works"
_BARRING = ("no_push", "nil_by_mouth", "not_vein", "not_spine")
_LIMITED = re.compile(
    r"\s+(?:it |this |that |them |the \w+ |in |at |any |too )*?(?:faster|quicker|quickly|fast|hard|more than|over|above"
    r"|beyond|within|in under|in less|without|unless|except|bar|apart from|other than|but|works?|acts?|beats?"
    r"|(?:that|which|is|was)"
    r" (?:work|act|beat|help|better|as|quick|fast)\w*)\b"
)


#: "no reason not to push it": nothing is barred
_REASON_NOT = re.compile(
    r"\b(?:no|little|not (?:a|any)|any) (?:\w+ )?(?:reason|harm|objection|need|cause|call|point)\W+(?:\w+ )?$"
)


def _is_no_bar(hit: Hit, sentence: Sentence) -> bool:
    """Whether what seems to bar a way of giving only sets a limit to it, or finds no fault with it."""
    text = sentence.reading.folded.text
    return bool(_LIMITED.match(text, hit.end, sentence.end) or _REASON_NOT.search(text, sentence.start, hit.start))


def _holds(row: Sequence[Part], part: Part, hit: Hit, chosen: Sequence[Hit], sentence: Sentence) -> bool:
    """Whether what stands there is said by the answer itself, or denied where the term or a saying's own "not" does."""
    if (part.name in _BARRING and _is_no_bar(hit, sentence)) or (
        part.name in _MENDS and BY_ITSELF.match(sentence.reading.folded.text, hit.start, sentence.end)
    ):
        return False
    if part.denied and any(word == "need" for word, _, _ in sentence.tokens[max(0, hit.first - _NEAR) : hit.first]):
        return False  # "no need to avoid alcohol"
    if part.denied and allows(sentence.reading.folded.text, max(sentence.start, hit.start - _FAR), hit.end):
        return False  # "she needn't avoid grapefruit, alcohol or ..."
    said = sentence.reading.assertion_of(hit.end - 1, hit.end)
    if said.state is State.NEGATED and said.cue and allows(sentence.reading.folded.text, said.cue[0], hit.end):
        return False  # "she needn't avoid grapefruit"
    if part.denied and said.cue is not None:
        begin = max(sentence.start, min(said.cue[1], hit.start - _RIGHT_BEFORE))
        if _NO_EFFECT.search(sentence.reading.folded.text, begin, hit.start):
            return False  # "it does not affect the uptake", "no reduced uptake": neither is a lack of it
    if said.state is State.NEGATED and (part.name in _EITHER_WAY or any(each.denied for each in row)):
        return said.cue is None or not _NO_HARM.match(sentence.reading.folded.text, said.cue[0])
    if part.denied and said.state is State.AFFIRMED:  # "give waxing a miss"
        near = sentence.tokens[max(0, hit.first - _NEAR) : hit.first] + sentence.tokens[hit.last + 1 : hit.last + _NEAR]
        return any(bare(word) in _SHUNNED for word, _, _ in near)
    if part.denied or said.state is not State.NEGATED:
        return said.state is (State.NEGATED if part.denied else State.AFFIRMED)
    if said.cue is None:
        return False
    denial = {bare(word) for word, _, _ in tokens_of(sentence.reading.folded.text[said.cue[0] : said.cue[1]])}
    return any(each.start <= said.cue[0] < each.end and not denial.isdisjoint(each.own) for each in chosen)
