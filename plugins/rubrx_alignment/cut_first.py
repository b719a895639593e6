"""A drug that may be given beside another only once that is cut to a part of its dose: so not on top of the full"
" one."""

from __future__ import annotations

from rubrx.reading import Concept, Reading
from rubrx.reading import late_re as re
from rubrx.records import Span

_PART = r"(?:an? |one[ -])?(?:quarter|third|fifth|(?:20|25|30|33) ?(?:%|per ?cent))(?! (?:of an hour|time|day|line))"
_OFF = r"(?:two[ -]thirds|three[ -]quarters|(?:65|66|67|70|75|80) ?(?:%|per ?cent)|a factor of (?:three|four))"
_LOWER = (
    r"(?:reduc\w+|drop\w*|cut\w*|lower\w*|fall\w*|fell|slash\w*|trim\w*|shr[iau]nk\w*|bring\w*|brought|com(?:e|es"
    r"|ing) down"
    r"|go(?:es)? down|tak(?:e|en) down|tak(?:e|es|en)|chop\w*)"
)
#: by how much the dose of the other is cut: "drops to a quarter", "is cut by two-thirds", "at a third of its dose"
_CUT = re.compile(
    rf"\b{_LOWER}\b[^.;:!?]{{0,45}}?\b(?:(?:to|by) (?:\w+ )?(?:{_PART}|{_OFF})"
    rf"|(?:to|by) (?:about |around |roughly |only |just |some |at least )+(?:{_PART}|{_OFF}))"
)
#: what is not done first: when something else comes, or not at all
_NOT_FIRST = re.compile(
    r"(?<!only )\bif (?:the (?!two|team|gut|clinic|gp)|his|her|they (?:fall|drop)|counts?|white|wbc|wcc|neutro\w+"
    r"|platelets?|there"
    r"|any|blood|he (?:gets|becomes)|she (?:gets|becomes)|it (?:falls|drops))"
    r"|\b(?:later|no need|needn't|need not|without|rather than|instead of|not|never|unnecessary|stays?|unchanged"
    r"|should (?:his|her"
    r"|the) (?:counts?|white))\b|n't\b"
)
_NEEDLESS = re.compile(
    r"(?:\bnot|n't|\bnever|\bhardly) (?:\w+ )?(?:need\w*|necessary|required|called for|worth|help\w*|warranted)"
    r"|\bunnecessary\b"
    r"|\bsome (?:do|say|would|people)\b|\bif (?:the|his|her|counts?|white|platelets?|neutro\w+) [^.;]{0,25}(?:fall"
    r"|drop|go)"
)


def cut_first(reading: Reading, partner: Concept | None) -> Span | None:
    """Where the answer has the other drug cut to a part of its dose for the two to be taken together."""
    if partner is None:
        return None
    text = reading.folded.text
    for index in sorted({m.sentence for m in reading.mentions(partner)}):
        sentence = reading.sentences[index]
        cut = None if sentence.is_question else _CUT.search(text, sentence.start, sentence.end)
        if cut and not (
            _NOT_FIRST.search(text, sentence.start, cut.end()) or _NEEDLESS.search(text, cut.end(), sentence.end)
        ):
            return reading.span(cut.start(), cut.end())
    return None
