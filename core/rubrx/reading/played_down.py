"""What is named only to be played down: "precipitation was only ever a worry in newborns", "the induction has little
effect".

Whoever waves a danger away names it all the same. The words stand right behind what they play down, or right before
it; a term that is itself of something small ("low risk") is said by them, and not taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.stems import content_stems

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: one of these stands in all of them: a look before the search
PLAYING_DOWN = (
    "only ", "just", "mere", "obsolete", "past", "worr", "fret", "fuss", "little", "hardly", "barely", "its day",
    "scarcely", " no ", "old hat", "slight", "small", "minor", "trivial", "negligible", "unchanged", "unaffected",
    "s normal", "the same", "steady", "as it ", "as they ", "untouched", "unaltered", "trouble", "bother", "alarm",
    "concern", "deter", "detain", " stop ", "cards", "picture", "at issue", "in play", "foreseen", "prospect", " gone",
    "are over", "is over", "now over", "behind", " last ", "least", "far down", "way down", "forget", "mind ",
    "disregard", "discount", "aside", "sleep", "takes far", "take far", "takes much", "take much", "take many",
    "needs much", "needs far", "too ", "solely", "protect", "guard", "shield", "save",
)  # fmt: skip
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
    r"|(?:has|have|had|makes?|made) (?:very |precious )?(?:little|hardly any|barely any|scarcely any|next to no"
    r"|no(?: great)?)"
    r" (?:effect|impact|influence|bearing|difference|odds)\b"
    # "the QT stays as it was", "his G6PD is normal"
    r"|(?:(?:will |would |should )?(?:stays?|remains?|is|are|was|were)) (?:quite |perfectly |entirely |exactly "
    r"|still )?"
    r"(?:as (?:it|they) (?:was|were|is|are)|unchanged|unaffected|normal|the same|steady|untouched|unaltered)\b"
    r"|(?:hardly|barely|scarcely) (?:matters?|counts?|shows?|comes? into it)\b"
    r"|(?:needn't|need not|shouldn't|should not|won't|will not|doesn't|does not|don't|do not|cannot|can't) (?:really )?"
    r"(?:trouble|worry|bother|concern|alarm|detain|stop|deter) (?:you|us|me|her|him|them|any(?:body|one))\b"
    r"|(?:is|are|was|were|would be)(?: not|n't) (?:on the cards|in the picture|at issue|in play|foreseen|in prospect)\b"
    r"|(?:is|are|would be) (?:the (?:last|least)|(?:very )?far down (?:my|the|our)|nowhere near|way down (?:my|the)) "
    r"|needs? no (?:action|treatment|worry|mention|attention|thought)\b"
    # "if his legs ache, that's just the pneumonia"
    r"|,? ?(?:that|it|this)(?:'s| is| will be| would be| was) (?:just|only|merely|simply|nothing but|no more than"
    r"|all) (?!an? (?:\w+ )?(?:sign|warning|signal)"
    r"|(?:the )?(?:sign|warning|first|start|tip|what|when|why|because|if|once|after|in))"
    # "any hyperkalaemia he had is long gone"
    r"|(?:(?:that )?(?:s?he|they|you) (?:once )?had )?(?:is|are) (?:long|now|all|well) (?:gone|over|past"
    r"|behind (?:her|him|them|us))\b"
)
#: what stands right before what is waved away, or put where it does not come about
_BEFORE = re.compile(
    # "forget about kidney damage"
    r"(?:(?<!not )(?<!n't )(?<!never )\b(?:forget|never mind|disregard|discount|leave aside|put aside)|\b(?:stop"
    r"|not|n't"
    r"|no need to) (?:fret|worry|worrying|fretting|lose sleep)) (?:(?:about|over|all|any|the|this|that|talk of"
    r"|his|her|your) )*$"
    # "it would take far larger doses to hurt", "too little to inhibit"
    r"|\b(?:takes?|taking|needs?|wants?) (?:far|much|many|a lot|very much|several)[^.;:]{0,30} to $"
    r"|\btoo (?:little|small|low|weak|short|few|brief|slight|feeble)(?: [\w-]+){0,3} to $"
    # "protects against kidney injury"
    r"|\b(?:protect|guard|shield|save)(?:s|ed|ing)? (?:(?:the|her|his|your) )?(?:\w+ )?(?:from|against) "
    r"(?:(?:any|such|the|further) )?$"
)
#: "only people on dialysis get"
_THEY_ALONE = re.compile(
    r"\b(?:only|solely) (?:people|patients|those|babies|children|infants|adults|the (?:elderly|frail|old|very old))\b"
    r"(?P<group>[^.;:,]{3,40}?) (?:ever )?(?:gets?|suffers?|develops?|risks?|runs? into|sees?|has|have"
    r"|bleeds?) (?:the |any |an? )?$"
)
_PROTECTS = re.compile(r"\b(?:protect|guard|shield|save)(?:s|ed|ing)? (?:the |her |his |your )?$")
_FROM = re.compile(r" (?:from|against) ")
#: how far before it those words may begin
_REACH = 60
#: a term of something small
_OF_LITTLE = re.compile(
    r"\b(?:low|small|little|slight|minor|minimal|modest|rare|no|not|normal|same|unchanged|stable|steady|limited|weak|unlikely|less)\b"
)


def is_played_down(sentence: Sentence, start: int, end: int, term: str) -> bool:
    """Whether a sentence plays down, right behind a place or right before it, what a term there names."""
    folded = sentence.reading.folded.text
    if _BEHIND.match(folded, end + 1 if folded[end : end + 1] == " " else end, sentence.end) is not None:
        return _OF_LITTLE.search(term) is None
    return _before(sentence, start, end) and _OF_LITTLE.search(term) is None


def _before(sentence: Sentence, start: int, end: int) -> bool:
    """Whether words right before a place wave it away, or give it to others."""
    folded = sentence.reading.folded.text
    before = folded[max(sentence.start, start - _REACH) : start]
    if _BEFORE.search(before):
        return True
    if _PROTECTS.search(before) and _FROM.search(folded, start, end):
        return True
    they = _THEY_ALONE.search(before)
    return they is not None and content_stems(they["group"]).isdisjoint(sentence.reading.lexicon.query_stems)
