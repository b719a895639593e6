"""Ways of saying: patterns of words in their order, for what no list of fixed phrases could hold.

`{potassium} {climbs}` stands for "her potassium may well creep up" as for "the K+ soared": each slot takes any of its
words in any of their endings, and only little words may stand between two slots.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.stems import without_ending
from rubrx.reading.tables import read_table


class Way(NamedTuple):
    """A pattern: for each of its words, the words that may stand for it, without their endings.

    `told` says that it must be told and not ordered: "raises potassium" warns, "raise the potassium" advises.
    """

    places: tuple[frozenset[str], ...]
    told: bool = False


#: what may stand between the words of a pattern and adds nothing to it; adverbs in -ly may too
FILLERS = frozenset(
    """a an the his her their your our my its this that of in on to be been being is are was were will would can could
    may might must have has had get gets getting got start starts started begin begins began tend tends likely
    able well then also even still just really quite very too so all whole both again already further more s
    serum plasma level levels concentration concentrations count counts reading readings patient patients person
    people woman man child lady user users own right new any some much far him them you us me at
    make makes making cause causes causing become becomes becoming turn turns turned run runs
    go goes going gone went left feel feels felt feeling seem seems look looks stay stays somewhat fairly here
    overall circulating little bit same poor old actually eventually often sometimes quickly suddenly""".split()
)
#: at most so many of them
_MOST_BETWEEN = 5
_TOKEN = re.compile(r"[a-z]+n't\b|[a-z0-9]+|[,;:()\n.!?→]")
_NOT = re.compile(r"\b(?:[a-z]+n't|cannot)\b")
_ASIDE = re.compile(r" \([^()]{1,40}\)(?= \w)")
_PIECE = re.compile(r"\{(\w+)\}|\(([^()]*)\)(\??)|([a-z0-9]+)")
#: what an order may stand behind, other than a mark
_BEFORE_ORDER = frozenset("and then please should must also so or now".split())
#: what a "to" behind it makes no order of
_HABITS = frozenset("known likely tends tend tended apt prone liable able said enough reported seems appears".split())


#: verbs whose forms no ending tells, or that are too short to lose one: the plain form first
_FORMS = """ache aches ached aching|be|bind binds bound binding|bite bites bit bitten biting
bleed bleeds bled bleeding|blow blows blew blown|break breaks broke broken breaking
bring brings brought bringing|burn burns burnt burned burning|catch catches caught catching
choke chokes choked choking|cling clings clung|come comes came coming|creep creeps crept
cry cries cried crying|cut cuts cutting|die dies died dying|dip dips dipped dipping
draw draws drew drawn|drink drinks drank|drive drives drove driven driving|dry dries dried drying
eat eats ate eaten eating|end ends ended ending|fade fades faded|fall falls fell fallen falling
feed feeds fed feeding|feel feels felt feeling|find finds found|fit fits fitted fitting
forget forgets forgot forgotten forgetting|freeze freezes froze frozen freezing
get gets got gotten getting|give gives gave given giving|go goes went gone going
grow grows grew grown growing|hang hangs hung hanging|have|hear hears heard hearing
hide hides hid hidden hiding|hit hits hitting|hold holds held holding|hurt hurts hurting
itch itches itched itching|keep keeps kept keeping|know knows knew known|lay lays laid laying
leak leaks leaked leaking|leave leaves left leaving|lie lies lying|lose loses lost losing
meet meets met meeting|mix mixes mixed mixing|mop mops mopped mopping|nod nods nodded
pack packs packed|pass passes passed passing|pay pays paid paying|pee pees peed
pile piles piled piling|put puts putting|quit quits quitting|raise raises raised raising
ride rides rode|ring rings rang rung ringing|rise rises rose risen rising|rob robs robbed robbing
run runs ran running|see sees saw seen seeing|send sends sent sending|set sets setting
shake shakes shook shaken shaking|shed sheds shedding|shoot shoots shot shooting
shrink shrinks shrank shrunk|shut shuts shutting|sink sinks sank sunk|sit sits sat sitting
sleep sleeps slept sleeping|slide slides slid|slow slows slowed slowing|soak soaks soaked soaking
speak speaks spoke spoken|spin spins spun|stand stands stood standing|steal steals stole stolen
stick sticks stuck sticking|sting stings stung|swallow swallows swallowed swallowing
sweat sweats sweated sweating|swell swells swelled swollen swelling|swim swims swam
take takes took taken taking|tear tears tore torn tearing|tell tells told
throw throws threw thrown throwing|tie ties tied tying|tip tips tipped tipping
trip trips tripped tripping|turn turns turned turning|use uses used using
wake wakes woke woken waking|wear wears wore worn wearing|wee wees weed|wipe wipes wiped wiping
write writes wrote"""
_PLAIN_FORM = {each: forms.split()[0] for forms in re.split(r"[|\n]", _FORMS) for each in forms.split()}


@cache
def bare(word: str) -> str:
    """A word of a pattern, or one to compare with it, without its ending; a verb in its plain form."""
    plain = _PLAIN_FORM.get(word)
    if plain is not None:
        return plain
    single = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    return without_ending(single)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """The named sets of words of `data/ways.tsv`."""
    return {name: tuple(words.split("|")) for name, words in read_table("ways")}


_PLAIN = re.compile(r"[^{}()]+")


def is_pattern(text: str) -> bool:
    """Whether an entry has slots, and is no phrase as it stands."""
    return not _PLAIN.fullmatch(text)


@cache
def ways_of(pattern: str) -> tuple[Way, ...]:
    """The ways that a pattern, or a phrase of two words or more, stands for; KeyError names an unknown set."""
    slots = []
    for name, choice, may_lack, word in _PIECE.findall(_NOT.sub("not", pattern)):
        options = _words()[name] if name else choice.split("|") if choice else (word,)
        options = (*options, "") if may_lack else options
        slots.append(list(_slot(options)))
    rows = (tuple(each for part in parts for each in part) for parts in product(*slots))
    return tuple(dict.fromkeys(Way(row, _orders(row)) for row in rows if len(row) > 1))


#: the sets of verbs that tell of a harm where they tell, and advise a measure where they order
_ORDERABLE = ("raises", "lowers", "pushes", "speeds", "blocks")


@cache
def _verbs() -> frozenset[str]:
    return frozenset(bare(word) for name in _ORDERABLE for word in _words()[name] if _SINGLE.fullmatch(word))


def _orders(row: tuple[frozenset[str], ...]) -> bool:
    """Whether a pattern opens with a verb that could be an order: "raise potassium", and not "rise in potassium"."""
    return len(row) > 1 and not _verbs().isdisjoint(row[0]) and row[1].isdisjoint(("in", "of"))


_SINGLE = re.compile(r"[a-z0-9]+")
#: what is measured, without which "blood" is no level
_MEASURED = frozenset(("level", "concentration", "count"))
#: words that say nothing without the verb before them
_PARTICLES = frozenset("up down out off on in for over through with from away about around back at".split())


def _slot(options: Iterable[str]) -> Iterator[tuple[frozenset[str], ...]]:
    """A slot's words: single ones stand for each other at one place, others are rows of places."""
    single = frozenset(bare(each) for each in options if _SINGLE.fullmatch(each))
    if single:
        yield (single,)
    for each in options:
        if not each:
            yield ()
        elif not _SINGLE.fullmatch(each):
            words = re.findall(r"[a-z0-9]+", each)
            telling = [word for word in words if word not in FILLERS]
            # "too much for" is not "for", "turn on" not nothing
            kept = words if _PARTICLES.issuperset(telling) or words[-1] in _MEASURED else telling
            yield tuple(frozenset((bare(word),)) for word in kept)


def tokens_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a folded sentence and its marks, with places; short asides in brackets are left out."""
    if "(" in text:
        text = _ASIDE.sub(lambda aside: " " * len(aside[0]), text)
    return [
        ("not" if (word := m[0]) == "cannot" or word.endswith("n't") else word, m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]


def found_in(way: Way, tokens: Sequence[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    """Where a sentence says it: the words in order, nothing but fillers between them."""
    first, others = way.places[0], way.places[1:]
    for index, (word, start, end) in enumerate(tokens):
        if bare(word) in first and not (way.told and _is_order(tokens, index)):
            last = _rest(others, tokens, index + 1) if others else end
            if last is not None:
                yield start, max(end, last)


def _is_order(tokens: Sequence[tuple[str, int, int]], index: int) -> bool:
    """Whether a verb stands as an order does: in its plain form, first in its clause."""
    if tokens[index][0].endswith(("s", "ed", "ing")):
        return False
    before = tokens[index - 1][0] if index else "."
    if before == "to":
        return index < 2 or tokens[index - 2][0] not in _HABITS
    return before in _BEFORE_ORDER or not before.isalnum()


def _rest(places: Sequence[frozenset[str]], tokens: Sequence[tuple[str, int, int]], index: int) -> int | None:
    """Where a pattern ends whose first word stands before `index`; None where the others don't follow."""
    end = None
    for place in places:
        for token, _, stop in tokens[index : index + _MOST_BETWEEN + 1]:
            index += 1
            if bare(token) in place:
                end = stop
                break
            if token not in FILLERS and not (token.endswith("ly") and len(token) > 4):
                return None
        else:
            return None
    return end


def by_word(ways: Iterable[tuple[str, Way]]) -> Mapping[str, list[tuple[str, Way]]]:
    """Named patterns by each word of their most telling place: the one with the fewest words."""
    found: dict[str, list[tuple[str, Way]]] = {}
    for name, way in ways:
        for word in min(way.places, key=lambda place: (len(place), -min(map(len, place)))):
            found.setdefault(word, []).append((name, way))
    return found
