"""Which words of a text matter to a lexicon: slips of its long words, stems of its phrases, clinical words.

Each word is judged once and remembered: a language has few words and answers repeat them, so that a whole text costs
one look-up a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rubrx.reading import late_re as re
from rubrx.reading.misspelling import Misspellings
from rubrx.reading.shorthand import single_words
from rubrx.reading.stems import content_stem
from rubrx.reading.words import bare

#: how many words are remembered: more than a language uses, less than an attacker can send
MOST_WORDS = 100_000

#: words that a courtesy ("thank you for this important question", "every patient is different") does without
_CLINICAL = re.compile(
    r"(?:re)?(?:check|monitor|measur|test|tak(?:e|ing)\b|giv(?:e|ing)\b|dos(?:e|es|ing|age)\b|drug|medicin|medication"
    r"|tablet|therap|treat|kidney|renal|egfr|crcl|liver|hepat|blood|bleed|potassium|sodium|creatinine|inr\b|pregnan"
    r"|allerg|symptom|toxic|infect|pain|risk)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What a single word tells: the slips of the pen in it with what they mean, the wanted stem that it carries.

    `stem` is empty where it carries none; `bare` is the word without its ending, empty where no pattern wants it;
    `is_short` says that it is shorthand.
    """

    text: str
    slips: Mapping[str, str]
    stem: str
    is_clinical: bool
    bare: str = ""
    is_short: bool = False


class Vocabulary(dict[str, Word | None]):
    """One lexicon's view of single words, filled as words turn up: None for those that tell nothing."""

    def __init__(
        self,
        misspellings: Misspellings,
        stems: Iterable[frozenset[str]],
        parts: Iterable[str] = (),
    ) -> None:
        """`stems` are the sets of stems that the lexicon looks for side by side.

        `parts` are words without their endings, of which the texts are wanted.
        """
        super().__init__()
        self._misspellings = misspellings
        self._wanted = frozenset(each for group in stems for each in group)
        self._places = frozenset(parts)

    def __missing__(self, text: str) -> Word | None:
        stem = content_stem(text)
        slips = self._misspellings.slips_in(text)
        clinical, ending_off = _CLINICAL.match(text) is not None, bare(slips.get(text, text))
        place = ending_off if ending_off in self._places else ""
        word = Word(text, slips, stem if stem in self._wanted else "", clinical, place, text in single_words())
        if len(self) >= MOST_WORDS:
            self.clear()  # what was known of them stays true, and is found again
        self[text] = word if slips or word.stem or clinical or place or word.is_short else None
        return self[text]

    def telling(self, words: Iterable[str]) -> list[Word]:
        """The different ones of these folded words that tell something, in order."""
        return list(dict.fromkeys(filter(None, map(self.__getitem__, words))))
