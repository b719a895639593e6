"""Light stems: the part of an English word that its endings leave alone, and the words that carry no content."""

from __future__ import annotations

from functools import cache, lru_cache

from rubrx.reading import late_re as re
from rubrx.reading.abbreviations import abbreviations
from rubrx.reading.tables import read_table

STOPWORDS = frozenset(
    """a an the and or but if then than that this these those of in on at by for with from to into onto as is are was
    were be been being am do does did done doing have has had having it its it's he she they them their his
    her him we you your i me my our us there here who whom which what when where why how so such not no nor
    only own same too very can could may might must shall should will would about above after again against
    all any because before below between both during each few more most other over under until up down out off
    while per via also just""".split()
)
_WORD = re.compile(r"[a-z0-9]+(?:[-'.][a-z0-9]+)*")
_ENDINGS = ("ations", "ation", "ingly", "ments", "ment", "ness", "ities", "ity", "ally", "atory", "ating", "ated",
            "ates", "ate", "ions", "ion", "ings", "ing", "edly", "ious", "ous", "ance", "ence", "ies", "ied", "ive",
            "ful", "able", "ed", "es", "ly", "al", "ic", "s", "e", "y")  # fmt: skip


@cache
def _same_meaning() -> dict[str, str]:
    """Words of `data/synonyms.tsv`, and their stems, by the word that stands for them; words as written first.

    An abbreviation stands with the words that it is for, where it is for these alone.
    """
    rows = [(first, (first, *others.split("|"))) for first, others in read_table("synonyms")]
    stems = {without_ending(word): first for first, words in reversed(rows) for word in words if " " not in word}
    same = stems | {word: first for first, words in rows for word in words}
    for full, shorts in abbreviations().items():
        head = same.get(full, full)
        for each in (full, *filter(_COMPARABLE.fullmatch, shorts)):
            same.setdefault(each, head)
    return same


#: what can be compared as a word, or found as a phrase
_COMPARABLE = re.compile(r"[a-z0-9]{2,}(?: [a-z0-9]+)*")


@cache
def synonym_phrases() -> dict[str, str]:
    """The entries of `data/synonyms.tsv` of more than one word ("shortness of breath"), by the word they stand for."""
    return {phrase: first for phrase, first in _same_meaning().items() if " " in phrase}


#: words that are none of the word they would be without their ending: "quite" is no "quit", "several" not "severe"
_WHOLE = frozenset({"quite", "several"})


def without_ending(word: str) -> str:
    """A folded word without its ending, while four letters stay ("prolongation", "prolonged" -> "prolong")."""
    if word in _WHOLE:
        return word
    if len(word) < 5 or not word.isalpha():
        return word[:-1] if len(word) == 4 and word.endswith("s") and not word.endswith("ss") else word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word  # "swelling", "swelled", "swell" -> "swel"


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What a folded word is compared by: the word that stands for its meaning, else its stem."""
    same = _same_meaning()
    bare = without_ending(word)
    return same.get(word) or same.get(bare) or bare


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a folded text with their places; hyphenated ones stay whole."""
    return [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


#: little words that carry the meaning of the verb they end: "pushes the level up", "it is coming down"
_WAYS = {"up": "increase", "down": "decrease"}
_MOVES = {
    "up": re.compile(
        r"\b(?:g(?:o|oes|oing|one)|went|push\w*|dr(?:ive|ives|iving|ove|iven)|br(?:ing|ings|inging|ought)|sen(?:d|ds|t)"
        r"|sending|mov\w+|shoot\w*|shot|creep\w*|crept|climb\w*|com(?:e|es|ing)|came|jump\w*|tick\w*|edg\w+|inch\w*"
        r"|get(?:s|ting)?|got|nudg\w+|bump\w*|ramp\w*|step(?:s|ped|ping)?|pull\w*|tak(?:e|es|ing)|took|turn\w*|crank\w*"
        r"|hik\w+|drift\w*|run(?:s|ning)?|ran|is|are|was|were|be|been)\b(?:\s[\w'%.-]+){0,5}\s$"
    ),
    "down": re.compile(
        r"\b(?:g(?:o|oes|oing|one)|went|push\w*|dr(?:ive|ives|iving|ove|iven)|br(?:ing|ings|inging|ought)|sen(?:d|ds|t)"
        r"|mov\w+|com(?:e|es|ing)|came|tick\w*|edg\w+|inch\w*|get(?:s|ting)?|got|nudg\w+|knock\w*|pull\w*|drag\w*"
        r"|tak(?:e|es|ing)|took|drift\w*|cut(?:s|ting)?|step(?:s|ped|ping)?|is|are|was|were|be|been)\b"
        r"(?:\s[\w'%.-]+){0,5}\s$"
    ),
}
#: how far behind its verb such a word may stand, in characters, and what follows where it means something else
_REACH = 60
_NOT_A_WAY = re.compile(r" (?:to\b(?! \d)|with|on|for|until)\b|[-'/]")


def _moves(text: str, start: int, end: int) -> bool:
    """Whether an "up" or "down" ends a verb of motion before it."""
    return bool(_MOVES[text[start:end]].search(text, max(0, start - _REACH), start)) and not _NOT_A_WAY.match(text, end)


class _Stems(dict[str, str]):
    """Stems by word, filled as words turn up; the empty string for a word without content."""

    def __missing__(self, word: str) -> str:
        found = _WAYS.get(word, "") if word in STOPWORDS else stem(word)
        if len(self) < MOST_WORDS:
            self[word] = found
        return found


#: how many words are remembered: more than a language uses, less than an attacker can send
MOST_WORDS = 100_000
_STEMS = _Stems()
#: a full stop joins "q.i.d" and "2.5", and not the words on both sides of a forgotten space
_PART = re.compile(r"[a-z0-9]+(?:(?:'|(?<![a-z]{3})\.)[a-z0-9]+)*")


def stems_of(text: str) -> list[tuple[str, int, int]]:
    """The stems of a folded text's content words with their places; a hyphenated word counts as its parts."""
    stems = _STEMS
    found = [(each, m.start(), m.end()) for m in _PART.finditer(text) if (each := stems[m[0]])]
    if "up" in text or "down" in text:
        return [each for each in found if text[each[1] : each[2]] not in _WAYS or _moves(text, each[1], each[2])]
    return found


def content_stem(word: str) -> str:
    """The stem of one folded word; empty where it carries no content."""
    return _STEMS[word]


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry content; a hyphenated word counts as its parts."""
    return frozenset(each for each, _, _ in stems_of(text))
