"""What is not known: where a sentence tells of missing knowledge, in the sayings of `data/doubts.tsv`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rubrx.reading import late_re as re
from rubrx.reading.sayings import Reach, Saying, most_telling, parsed
from rubrx.reading.tables import read_table
from rubrx.reading.words import Token, tokens_of

#: little words between those of a saying, which stand as they are written
_REACH = Reach(1, adverbs=True, seen=str)
#: what makes a small number one of doses, and none of patients
_OF_A_DOSE = frozenset(
    """tablet tablets capsule capsules dose doses dosing dosage mg g ml puff puffs day days week weeks time times hour
    hours pill pills thing things factor factors question""".split()
)
_OF_THOSE = frozenset("the these those".split())
#: figures and questions that no words hold: "n = 12", "50:50", "do we know? No", "how sure are we? Not very"
_IN_FIGURES = re.compile(
    r"\bn ?[=≈~<] ?\d{1,2}\b(?![,.]\d)|\b(?:50-50|50:50|50/50)\b"
    r"|\b(?:do|does|can|could) (?:we|anyone|anybody|i|you|science) (?:really )?(?:know|tell|say|be sure)\b[^?.]{0,40}"
    r"\? ?(?:(?:we|i|they) (?:don't|can't|do not|cannot)|no\b|not\b|nobody|hardly)"
    r"|\bhow (?:sure|certain|confident|solid|strong|good|reliable|firm) (?:is|are|am|can)\b[^?.]{1,40}"
    r"\? ?(?:not (?:very|at all|sure|really|that|as|especially|particularly|terribly)|hardly|barely|less|only)"
)


@cache
def _by_word() -> dict[str, list[tuple[Saying, bool]]]:
    """The sayings, and whether a dose makes something else of them, by each word of their most telling place."""
    found: dict[str, list[tuple[Saying, bool]]] = {}
    for kind, written in read_table("doubts"):
        for saying in map(Saying.of, parsed(written, seen=str)):
            for word in most_telling(saying.needs):
                found.setdefault(word, []).append((saying, kind == "few"))
    return found


def gaps_in(text: str, tokens: Sequence[Token] | None = None) -> list[tuple[int, int]]:
    """Where a folded sentence tells of missing knowledge, in order, disjoint; `tokens` are its own, if known."""
    tokens = tokens_of(text) if tokens is None else tokens
    known, places = _by_word(), [match.span() for match in _IN_FIGURES.finditer(text)]
    words = {word for word, _, _ in tokens}
    for key in words & known.keys():
        for saying, not_of_a_dose in known[key]:
            if saying.may_stand(words):
                places.extend(_places(saying, tokens, not_of_a_dose=not_of_a_dose))
    found: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _places(saying: Saying, tokens: Sequence[Token], *, not_of_a_dose: bool) -> list[tuple[int, int]]:
    found = []
    for at, (word, start, _) in enumerate(tokens):
        if word in saying.firsts:
            behind = saying.behind(tokens, at, _REACH)
            if behind > at and not (not_of_a_dose and _is_of_a_dose(tokens, behind)):
                found.append((start, tokens[behind - 1][2]))
    return found


def _is_of_a_dose(tokens: Sequence[Token], at: int) -> bool:
    """Whether a dose, or one of those just spoken of, stands from a token on."""
    word, after = (*(each for each, _, _ in tokens[at : at + 2]), "", "")[:2]
    return word in _OF_A_DOSE or (word == "of" and after in _OF_THOSE)
