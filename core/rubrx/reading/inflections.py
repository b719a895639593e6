"""Other forms of a rubric's single words: "remove" is also said by "removed", "saturable" by "saturates".

A term of several words is found by its stems; one of a single word is found as it is written, in the forms made here.
Forms that no English word has do no harm: nobody writes them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rubrx.reading import late_re as re

#: words that only look like a form of another one, and little words that are too many things
_NO_FORMS = frozenset(
    """evening morning nothing something anything everything during ceiling sibling several severe series species
    fasting fast always perhaps sometimes news means lens general generic special local mental dental oral total
    normal usual even every never ever under over after before other another rather either neither whether
    together further early daily weekly monthly yearly twice once three seven eight eleven hundred minute hour
    night today tonight tomorrow week month year please safe sure able less more most same half full high""".split()
)
_SHORTEST = 4
_LONG = 5
_VOWELS = "aeiou"
_WORD = re.compile(r"[a-z]+")
_PARTICLE = re.compile(r"([a-z]{3,}) (off|out|up|down|back|away|aside|over|in|on)")


def forms_of(term: str) -> Iterator[str]:
    """The other forms of a folded term of one word, or of a verb and its particle ("take off"); none of any other."""
    phrase = _PARTICLE.fullmatch(term)
    word, rest = (phrase[1], f" {phrase[2]}") if phrase else (term, "")
    if not _WORD.fullmatch(word) or len(word) < (3 if phrase else _SHORTEST) or word in _NO_FORMS:
        return
    for plain in _plain_forms(word):
        for form in _all_forms(plain):
            if form != word and form not in _NO_FORMS:
                yield form + rest


_IRREGULAR = {
    plain: tuple(forms)
    for plain, *forms in (
        verb.split()
        for verb in (
            "take takes took taken taking|come comes came coming|leave leaves left leaving|"
            "give gives gave given giving|keep keeps kept keeping|hold holds held holding|"
            "bind binds bound binding|withdraw withdraws withdrew withdrawn withdrawing withdrawal|"
            "withhold withholds withheld withholding|bleed bleeds bled bleeding|fall falls fell fallen falling|"
            "rise rises rose risen rising|break breaks broke broken breaking|lose loses lost losing|"
            "swell swells swelled swollen swelling|choose chooses chose chosen choosing|cut cuts cutting|"
            "put puts putting|spit spits spat spitting|split splits splitting|shake shakes shook shaken shaking|"
            "drink drinks drank drunk drinking|eat eats ate eaten eating|sleep sleeps slept sleeping|"
            "wear wears wore worn wearing|throw throws threw thrown throwing"
        ).split("|")
    )
}
_PLAIN = {form: plain for plain, forms in _IRREGULAR.items() for form in forms}


def _plain_forms(word: str) -> list[str]:
    """What a word may be a form of ("crushed" of "crush", "removal" of "remove"): itself, where no ending says so."""
    if word in _PLAIN:
        return [_PLAIN[word]]
    for ending, puts, shortest in _ENDINGS:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= shortest:
            doubled = ending in ("ing", "ed") and len(stem) > _SHORTEST and stem[-1] == stem[-2]
            return [*(stem + each for each in puts), *((stem[:-1],) if doubled else ())]
    return [word]


#: endings with what may stand in their place, and how much must be left; the longest first
_ENDINGS = (
    ("ations", ("ate", "e"), 4), ("ation", ("ate", "e"), 4), ("able", ("ate", "e"), 5), ("ions", ("", "e"), 5),
    ("ion", ("", "e"), 5), ("ings", ("", "e"), 4), ("ing", ("", "e"), 4), ("ied", ("y",), 3), ("ies", ("y",), 3),
    ("ed", ("", "e"), 4), ("awal", ("aw",), 4), ("oval", ("ove",), 3), ("usal", ("use",), 3),
)  # fmt: skip


def _all_forms(plain: str) -> Iterator[str]:
    """A plain word and its regular forms, or the irregular ones."""
    yield plain
    if plain in _IRREGULAR:
        yield from _IRREGULAR[plain]
        return
    if plain.endswith("e"):
        yield from (f"{plain}s", f"{plain}d", f"{plain[:-1]}ing")
    elif plain.endswith("y") and plain[-2] not in _VOWELS:
        yield from (f"{plain[:-1]}ies", f"{plain[:-1]}ied", f"{plain}ing")
    else:
        many = "es" if plain.endswith(("s", "x", "z", "ch", "sh")) else "s"
        yield from (f"{plain}{many}", f"{plain}ed", f"{plain}ing")
        if plain[-1] not in "wxy" + _VOWELS and plain[-2] in _VOWELS and plain[-3:-2] not in _VOWELS:
            yield from (f"{plain}{plain[-1]}ed", f"{plain}{plain[-1]}ing")
    if plain.endswith("ate") and len(plain) > _LONG:
        yield from (f"{plain[:-1]}ion", f"{plain[:-3]}able")
    if plain.endswith(("ct", "pt", "st")) and len(plain) >= _LONG:
        yield f"{plain}ion"
