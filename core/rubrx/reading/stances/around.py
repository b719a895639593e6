"""Refusals by the words on both sides of a name: "we buried the X idea", "X or Y, never both", "X won't be it"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

#: "the cut-off for dabigatran is 30 and she has slipped beneath it"
_CUT_OFF = re.compile(
    r"\b(?:cut-?off|threshold|limit|floor|line|minimum|ceiling)s? (?:\w+ ){0,2}?(?:for"
    r"|of|with)\s+(?:the )?$"
)
_WRONG_SIDE = re.compile(
    r"[^.;]{0,50}\b(?:she|he|they|you|hers|his|yours|theirs)(?:'s|'re| is| are| has| have| falls?| sits?"
    r"| lies)? (?:[\w%]+ ){0,3}?(?:below|beneath|under|underneath"
    r"|past it|crossed|short of|outside|on the wrong side)\b"
)
#: "isn't something you can borrow"
_NO_THING = re.compile(
    r"\s*(?:'s not|is not|isn't|are not|aren't|was never|is never|is hardly|is scarcely)\s+(?:something"
    r"|anything|one|an? \w+|the \w+)\s+"
    r"(?:that |which )?(?:i|we|you|he|she|they|one|anyone|[a-z]+ [a-z]+|people|patients)(?:'d| can| could"
    r"| may| should| ought to| would| must| wants?| needs?)\b"
    r"(?! (?:\w+ )?(?:refuse|avoid|stop|do without|ignore|withhold|hesitate|be afraid|fear|worry"
    r"|live without|lightly|without))"
)
#: "I will not see allopurinol given again", "you won't find it on my list"
_NOT_SEEN = re.compile(
    r"(?:\b(?:not|never|nobody)|n't)\s+(?:(?:want|wish|like|be able|to|ever|have|let|be seen|catch|hear"
    r"|me)\s+)*"
    r"(?:see|find|permit|countenance|tolerate|stand for|hear of|entertain|condone|accept|catch|giving"
    r"|signing|selling|prescribing|putting forward)\s+(?:any |more |the )?$"
)
_NOTHING = re.compile(r"(?:^|[.;:!?]\s|\n)\W*(?:nothing|none|no [a-z]+)\b[^.;:]*$")
_INCLUDED = re.compile(r"\s*(?:included|inclusive|among them)\b")
#: "in a year's time, not before"
_NOT_BEFORE = re.compile(
    r"[^.;:]{0,60}\b(?:not|never|no) (?:an? (?:day|minute|moment|second|dose|week"
    r"|hour) )?(?:before|sooner|earlier|until then|till then)\s*(?:$|[.;,!])"
)
#: "as for paracetamol, he may not"
_HE_MAY_NOT = re.compile(
    r",?\s*(?:then |no,? )?(?:he|she|you|they|we|i)\s+(?:may not|must not|cannot|can't|mustn't|shouldn't"
    r"|should not|wouldn't|would not)\s*(?:[,.;!]|$)"
)
#: "shingrix not zostavax"
_NOT_BUT = ("not", "and not", "but not", "never", "and never", "but never")
#: "I'd take almost any antibiotic over ciprofloxacin"
_ANY_OVER = re.compile(r"\b(?:any|anything|another|something else)\b[^.;:,]{0,25}\b(?:over|before)\s+$")
#: "asked twice for temazepam, refused both times"
_REFUSED_IT = re.compile(
    r",?\s*(?:-|,|and|but|which (?:i|we))\s*(?:was |were |i |we |have "
    r"|has been )?(?:refused|declined|turned down|withheld|not given|not supplied|vetoed)\b"
)
#: "the trouble with chlorphenamine is your glaucoma"
_TROUBLE_WITH = re.compile(
    r"\b(?:trouble|problem|snag|catch|worry|danger|difficulty"
    r"|obstacle) with (?:the |this |giving )?$"
)
_TROUBLE_IS = re.compile(r"\s+(?:is|here is|would be) (?:your|his|her|their)\b(?! (?:cost|price|taste|size))")
#: "nor can she have ciprofloxacin"
_NOR_CAN = re.compile(
    r"\b(?:nor|neither) (?:can|may|should|must|would|could|will) (?:she|he|they|you|i|we|the \w+"
    r"|this \w+) (?:be )?"
    r"(?!(?:stop|withhold|avoid|omit|refuse|reduce|hold|change|drop|skip|mind|object|worry|bar|ban"
    r"|miss)\w*)(?:\w+ ){1,2}(?:any |the |to )?$"
)
_IT_IS_NOT_IT = re.compile(
    r"\s+it (?:isn't|is not|ain't|won't be|will not be|cannot be|can't be"
    r"|shall not be)\b"
)
_BUT_NOT_BESIDE = re.compile(
    r"[^.;:]{0,60}?,? but not (?:beside|alongside|next to|on top of|together with|here\b|now\b|yet\b"
    r"|for (?:him|her|you|them|this)\b|in (?:his|her|your|this|these|someone|somebody)\b"
    r"|with (?:his|her|your|an?|the|that|those|these)\b)"
)
_COMMA_NO = re.compile(r",\s*no(?=\s*[,.;!]|$)")
_BEATS = re.compile(r"\b(?:beats?|trumps?|outclass(?:es)?|knocks?)\s+(?:the )?$")
_EASILY = re.compile(r"\s+(?:hands down|any day|every time|into a cocked hat|by a mile|by far)\b")
_SOONER = re.compile(
    r"[^.;:]{0,60}\bthe (?:sooner|quicker|earlier) (?:it|this|that|she|he|we)(?: is"
    r"| comes?)? (?:goes|go|stops?|off|out|stopped|gone|drops?|leaves?|lose it)\b"
)
_NEVER_BOTH = re.compile(
    r"\b(?:never|not) (?:ever )?(?:both|the two|together|the pair|in the same|on the same"
    r"|at the same time|at once|side by side)\b"
)
_NEITHER_NOR = re.compile(r"\W*neither\s+[\w' -]{3,30}\s+nor\s+[\w' -]{3,30}(?=\s*(?:[.;:,!]|$))")
#: "we buried the lisinopril idea": what the author has done
_I_HAVE = r"(?:^|\b)(?:i|we|i've|we've)(?: have| had)? (?:(?:now|already|also|just|therefore|since|accordingly) )*"
_UNDID = re.compile(
    _I_HAVE + r"(?:stopped|withheld|held|omitted|suspended|paused|dropped|buried|killed|killed off|quashed"
    r"|abandoned|shelved|scrapped|parked|ditched|binned"
    r"|vetoed|cancelled|canceled|refused|declined|rejected|blocked|removed|deleted|crossed out|struck off"
    r"|struck out|withdrew|withdrawn|discontinued"
    r"|ruled out|advised against|decided against|talked (?:him|her|them) out of)\s+(?:the |her |his "
    r"|their |this |that |your |all |any )*$"
)


def refused_around(sentence: Sentence, mention: Mention, drugs: list[Mention]) -> bool:
    """Whether the words on both sides of a name refuse it: "we buried the X idea", "X or Y, never both"."""
    text, begin, end = sentence.reading.folded.text, sentence.start, sentence.end
    start, after, said = mention.start, mention.end, sentence.text
    words = sentence.reading.word_set
    last = mention is drugs[-1]
    topic = mention.concept in sentence.reading.lexicon.asked.topics
    if any(each in said for each in _DENIALS) and (
        _NO_THING.match(text, after, end)
        or _NOT_SEEN.search(text, begin, start)
        or _IT_IS_NOT_IT.match(text, after, end)
        or (last and (_NOT_BEFORE.match(text, after, end) or _HE_MAY_NOT.match(text, after, end)))
        or (topic and len(drugs) > 1 and _NEVER_BOTH.search(text, after, end))
        or (topic and mention is drugs[0] and _BUT_NOT_BESIDE.match(text, after, end))
        or any(text[m.end : start].strip(" ,;") in _NOT_BUT for m in drugs if m.end <= start)
    ):
        return True
    if ", no" in said and _COMMA_NO.match(text, after, end) and not text[sentence.words_start : start].strip(" -*"):
        return True
    bounded = "off" in said or "limit" in said or "threshold" in said
    if bounded and _CUT_OFF.search(text, begin, start) and _WRONG_SIDE.match(text, after, end):
        return True
    return not _AROUND.isdisjoint(words) and bool(
        _UNDID.search(text, begin, start)
        or _ANY_OVER.search(text, begin, start)
        or _REFUSED_IT.match(text, after, end)
        or (_TROUBLE_IS.match(text, after, end) and _TROUBLE_WITH.search(text, begin, start))
        or _NOR_CAN.search(text, begin, start)
        or (_BEATS.search(text, begin, start) and _EASILY.match(text, after, end))
        or (last and _SOONER.match(text, after, end))
        or (_INCLUDED.match(text, after, end) and _NOTHING.search(text[begin:start]))
        or (len(drugs) > 1 and _NEITHER_NOR.match(text, begin, end))
    )


#: what a sentence holds, and words of which an answer has one, where these patterns are worth a look
_DENIALS = ("not", "n't", "never", "no ", "nobody", "hardly ", "scarcely ")
_AROUND = frozenset(
    "stopped withheld held omitted suspended paused dropped buried killed quashed abandoned shelved"
    " scrapped parked ditched binned vetoed"
    " cancelled canceled refused declined rejected blocked removed deleted crossed struck withdrew"
    " withdrawn discontinued ruled advised"
    " decided talked turned any anything another something trouble problem snag catch worry danger"
    " difficulty obstacle nor neither"
    " beat beats trump trumps outclass outclasses knocks sooner quicker earlier cut-off cut-offs cutoff"
    " threshold limit floor line minimum"
    " ceiling included inclusive among".split()
)
