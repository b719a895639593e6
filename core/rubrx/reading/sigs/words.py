"""The words of a dose instruction, set right before it is read: slips of the pen, and shorthand in one form."""

from __future__ import annotations

from rubrx.reading import late_re as re
from rubrx.reading.misspelling import within_one_edit

_WORDS = frozenset(
    "tablet tablets capsule capsules puff puffs drop drops spray sprays take taken apply inhale inject times daily once"
    " twice every hour hours days week weeks weekly month months monthly morning evening night nightly bedtime needed"
    " required directed before after meals food mouth breakfast dinner lunch sachet sachets patch patches units"
    " alternate with then each when time than hourly nocte spoonful spoonfuls affected minutes".split()
)
#: right words that one slip of the pen would turn into another right word
_LEFT_ALONE = frozenset(
    "right light sight might tight eight nine three there these weak weakly tables ours house even mouths moth unit"
    " week dose doses hourly rapidly both other into your this that have days dally meal patched tables tale"
    " make wake".split()
)
_WORD = re.compile(r"[a-z]{4,}")
#: what "a" before it counts one of
_COUNTED = (
    "tablet|tab|capsule|cap|teaspoon|teaspoonful|tablespoon|tablespoonful|spoonful|puff|drop|patch|sachet|suppository|pessary"
    "|lozenge|spray|ampoule|nebule|pill"
)
_NUMBER = r"(\d+(?:\.\d+)?|one|two|three|four|half(?: an?)?|1/2)"
_FORMS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"\b(\d|one|two|three|four) ?x ?(?=\d+(?:\.\d+)? ?(?:mg|mcg|g|ml|microgram))"), r"\1 "),
    (re.compile(r"(?<![\w.])x ?(\d) ?(?=(?:daily|a day|per day|/ ?day|each day)\b)"), r"\1 times "),
    (re.compile(r"\b(\d+) ?\((?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)\)"), r"\1"),
    (re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve) ?\(\d+\)"), r"\1"),
    (re.compile(r"(?:and|&) (?=half\b)"), "and a "),
    (re.compile(r"& (?=a half\b)"), "and "),
    (re.compile(r"\bonce (?:or|to) twice (?=a day|daily|per day|each day|a week|weekly)"), "1-2 times "),
    (re.compile(rf"(?<!half )(?<!quarter )(?<!of )(?<!third )(?<!and )\ban? (?=(?:{_COUNTED})\b)"), "1 "),
    (re.compile(r"(?<![\d.])(\d)(?=(?:od|bd|tds|qds|bid|tid|qid|om|on|nocte|mane|daily)\b)"), r"\1 "),
    (re.compile(r"\biii\b"), "3"),
    (re.compile(r"\bii\b"), "2"),
    (re.compile(rf"\bi (?=(?:{_COUNTED}|od|bd|tds|qds|bid|tid|qid|mane|nocte|daily)\b)"), "1 "),
    (re.compile(r"\bupto\b"), "up to"),
    (re.compile(r"\b(od|bd|bid|tds|tid|qds|qid|daily)\s*[-/]\s*(?=(?:bd|bid|tds|tid|qds|qid)\b)"), r"\1 to "),
    (re.compile(r"\b(\d)\s*-\s*(\d)\b"), r"\1-\2"),
    (re.compile(r"\bft?nightly\b"), "fortnightly"),
]
_SPOONS = re.compile(rf"\b{_NUMBER}(?: ?(?:-|to|or) ?{_NUMBER})? (?:x )?(2\.5|5|10) ?mls? spoon(?:s?fuls?|s)?\b")
_VALUES = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "half": 0.5, "half a": 0.5, "1/2": 0.5}


def plain_words(text: str) -> str:
    """A folded instruction with its words spelt right and its shorthand in the forms that the reader knows."""
    text = _WORD.sub(lambda match: _spelt(match[0]), text)
    for pattern, form in _FORMS:
        text = pattern.sub(form, text)
    return _SPOONS.sub(_spoons, text)


def _spoons(match: re.Match[str]) -> str:
    """ "Two 5 ml spoonfuls" are 10 ml."""
    low, high, size = match.groups()
    values = [_VALUES.get(each) or float(each) for each in (low, high) if each]
    return "-".join(f"{value * float(size):g}" for value in values) + " ml"


def _spelt(word: str) -> str:
    """The one word of dose instructions that is a single slip away, or the word itself.

    Four letters may be two neighbours swapped, no more; a wrong letter is believed in words of six letters or more.
    """
    if word in _WORDS or word in _LEFT_ALONE or word.removesuffix("s") in _WORDS:
        return word
    meant = {
        known
        for known in _WORDS
        if abs(len(known) - len(word)) <= 1 and within_one_edit(known, word) and _believed(known, word)
    }
    return meant.pop() if len(meant) == 1 else word


def _believed(known: str, word: str) -> bool:
    if sorted(known) == sorted(word):
        return True
    return len(known) >= 6 if len(known) == len(word) else min(len(known), len(word)) >= 4 and len(known) >= 5
