"""Words as the lists of sayings see them: without their endings, little words told apart, "not" for any n't."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

from rubrx.reading import late_re as re
from rubrx.reading.matching import blanked
from rubrx.reading.stems import without_ending

#: a word of a sentence or a mark between two, and where it stands
Token: TypeAlias = tuple[str, int, int]

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
_TOKEN = re.compile(r"[a-z]+n't\b|[a-z0-9]+|[,;:()\n.!?→]")
#: the ends of words that are a "not"
_DENIALS = ("n't", "cannot")
_NOT = re.compile(rf"\b[a-z]*(?:{'|'.join(_DENIALS)})\b")
_ASIDE = re.compile(r" \([^()]{1,40}\)(?= \w)")


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
wake wakes woke woken waking|survive survives survived surviving|conceive conceives conceived conceiving
receive receives received receiving|relieve relieves relieved relieving|deceive deceives deceived deceiving
outlive outlives outlived outliving|repeat repeats repeated repeating|defeat defeats defeated defeating
document documents documented documenting|caution cautions cautioned cautioning|treat treats treated treating
overheat overheats overheated overheating|reveal reveals revealed revealing|type types typed typing
wear wears wore worn wearing|wee wees weed|wipe wipes wiped wiping
write writes wrote"""
_PLAIN_FORM = {each: forms.split()[0] for forms in re.split(r"[|\n]", _FORMS) for each in forms.split()}


#: the forms of words in -y: "carries", "carried", "carrying", "destroyed"
_Y_FORMS = re.compile(r"(?<=[a-z]{2})(?:(?<![aeiou])(?:ies|ied)|y(?:ing|ed))$")
#: short verbs whose -e an ending takes: "saved", "curing"; others double their last letter
_E_DROPPED = re.compile(r"[b-df-hj-np-tv-z][aeiou][bcdfgklmnprstvz](?:ed|ing)")


@cache
def bare(word: str) -> str:
    """A word of a pattern, or one to compare with it, without its ending; a verb in its plain form."""
    plain = _PLAIN_FORM.get(word)
    if plain is not None:
        return plain
    if (dropped := _Y_FORMS.search(word)) is not None:
        return without_ending(word[: dropped.start()] + "y")
    if _E_DROPPED.fullmatch(word):
        return re.sub("(?:ed|ing)$", "e", word)
    single = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    return without_ending(single)


def with_not(text: str) -> str:
    """An entry of a list with "not" for "can't", "cannot" and their like, as `tokens_of` tells them."""
    return _NOT.sub("not", text)


def tokens_of(text: str) -> list[Token]:
    """The words of a folded sentence and its marks, with places; short asides in brackets are left out."""
    if "(" in text:
        text = _ASIDE.sub(lambda aside: " " * len(aside[0]), text)
    return [("not" if (word := m[0]).endswith(_DENIALS) else word, m.start(), m.end()) for m in _TOKEN.finditer(text)]


def words_in(text: str) -> set[str]:
    """The different words of a folded text, as `tokens_of` tells them: a look before it is taken into tokens."""
    words = set(blanked(text).split())
    if denials_in(text):
        words.add("not")
    return words


def denials_in(text: str) -> list[str]:
    """What in a folded text makes a "not" of a word, as `tokens_of` tells it."""
    return [each for each in _DENIALS if each in text]
