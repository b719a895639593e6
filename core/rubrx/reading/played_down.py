"""What is named only to be played down: "precipitation was only ever a worry in newborns", "the induction has little
effect".

Whoever waves a danger away names it all the same. The words stand right behind what they play down; a term that is
itself of something small ("low risk") is said by them, and not taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: one of these stands in all of them: a look before the search
_WORDS = ("only", "just", "mere", "obsolete", "past", "worr", "fret", "fuss", "little", "hardly", "barely", "its day",
          "scarcely", " no ", "old hat", "slight", "small", "minor", "trivial", "negligible", "unchanged",
          "unaffected", "normal", "the same", "steady", "as it", "as they", "untouched", "unaltered")  # fmt: skip
_WORRY = r"(?:worry|concern|problem|issue|danger|risk|scare|fear|theory|bother|nuisance|thing|matter|question)"
_PEOPLE = r"(?:people|everyone|everybody|folk|(?:the )?textbooks|(?:the )?books|doctors|pharmacists|some|others|they)"
_SMALL = r"(?:small|slight|minor|modest|trivial|negligible|minimal|tiny|weak|marginal|passing)"
_BEHIND = re.compile(
    # "was only ever a worry in", "is just a scare", "was merely a concern"
    rf"(?:[\w'-]+ ){{0,2}}?(?:(?:is|are|'s) (?:only|just|merely) ever|(?:was|were) (?:only|just|merely)(?: ever)?)"
    rf" (?:an? )?(?:[\w-]+ )?{_WORRY}\b"
    # "is the thing people worry about"
    rf"|(?:is|are|was|were) (?:what|(?:the|a) (?:thing|danger|risk|one)|something) (?:that |which )?{_PEOPLE} "
    r"(?:\w+ )?(?:worr(?:y|ies|ied)|fret|fretted|fuss|fussed|panic|go on|bang on) (?:about|over)\b"
    # "is obsolete", "has had its day"
    r"|(?:is|are|has become|have become)(?: now| quite| long| really)? (?:obsolete|old hat|(?:a thing )?of the past)\b"
    r"|(?:has|have) (?:long )?had (?:its|their) day\b"
    # "has only a small effect", "makes little difference", "hardly matters"
    rf"|(?:has|have|had|with) (?:only |just |at most |at best )?an? (?:very |quite |rather )?{_SMALL} (?:effect|impact"
    r"|influence|bearing)\b"
    r"|(?:has|have|had|makes?|made) (?:very |precious )?(?:little|hardly any|barely any|scarcely any|next to no|no(?: great)?)"
    r" (?:effect|impact|influence|bearing|difference|odds)\b"
    # "the QT stays as it was", "his G6PD is normal"
    r"|(?:(?:will |would |should )?(?:stays?|remains?|is|are|was|were)) (?:quite |perfectly |entirely |exactly |still )?"
    r"(?:as (?:it|they) (?:was|were|is|are)|unchanged|unaffected|normal|the same|steady|untouched|unaltered)\b"
    r"|(?:hardly|barely|scarcely) (?:matters?|counts?|shows?|comes? into it)\b"
)
#: a term of something small
_OF_LITTLE = re.compile(r"\b(?:low|small|little|slight|minor|minimal|modest|rare|no|not|normal|same|unchanged|stable|steady|limited|weak|unlikely|less)\b")


def is_played_down(sentence: Sentence, end: int, term: str) -> bool:
    """Whether a sentence plays down, right behind a place, what a term there names."""
    text = sentence.text
    for word in _WORDS:  # asked of every statement: `any` takes twice the time
        if word in text:
            break
    else:
        return False
    folded = sentence.reading.folded.text
    at = end + 1 if folded[end : end + 1] == " " else end
    return _BEHIND.match(folded, at, sentence.end) is not None and _OF_LITTLE.search(term) is None
