"""The last word: whether an answer goes ahead with what it has warned of, or waves the danger away."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.cues import expand
from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.stems import content_stems
from rubrx.reading.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubrx.reading.reader import Reading


class LastWord(NamedTuple):
    """A saying by which an answer goes ahead, waves a danger away or leaves a dose, at its place, and its kind."""

    start: int
    end: int
    kind: str


def last_words(reading: Reading) -> list[LastWord]:
    """Every such saying of an answer, in order of place; whether it is about a drug is asked for each drug."""
    matcher, kinds = _sayings()
    return [LastWord(start, end, kinds[which]) for start, end, which in matcher.find(*reading.to_match)]


@cache
def _sayings() -> tuple[PhraseMatcher, tuple[str, ...]]:
    """The sayings of `data/last_word.tsv`, and the kind of each."""
    kinds: dict[str, str] = {}
    for kind, row in read_table("last_word"):
        for saying in row.split(", "):
            for each in expand(saying):
                kinds.setdefault(each, kind)
    return PhraseMatcher(list(kinds)), tuple(kinds.values())


#: what is gone ahead with later, or in another case, or with all the rest
_LATER = re.compile(
    r"\b(?:once|when|after|afterwards|until|till|if|unless|then|finished|over|later|else|rest|others?|otherwise"
    r"|instead|without|provided|only|apart from|except|alternative)\b"
)
_BREAK = re.compile(r"\b(?:from|as of|starting) (?:tomorrow|monday|the morning|next week|the next day)\b")
_TURN = re.compile(r"[;:]|, (?:but|though|yet|so)\b|\b(?:but|though|yet|however|still|nevertheless)\b")
_NOT = re.compile(r"(?:\bnot|\bnever|\bcannot|n't|\bneither|\bno|\brather than|\binstead of|\bto)\s(?:[\w']+\s){0,3}$")
_IT = re.compile(r"\b(?:it|them|both|two)\b")
_REACH = 40
#: "stop it until he has seen the dietitian, then go back to the full dose"
_UNTIL = re.compile(
    r"\b(?:(?:until|till) (?P<what>[^.;:]{3,60}?)|(?:over|for|just) (?:the weekend|(?:a|one|two|three"
    r"|a couple of) (?:days?"
    r"|nights?)|today|tonight))(?:,| -| and\b| then\b)"
)
_AGAIN = re.compile(
    r"\b(?:go(?:es)? (?:back|on)|back (?:to|on)|re-?start\w*|resum\w*|continu\w*|carr(?:y|ies) on|return\w*|on again"
    r"|start (?:again|it|him|her|them)\b|(?:give|take|have)\w* (?:it|them|both) again|re-?introduc\w*)\b"
)
#: what is waited for is that the danger goes
_GONE = re.compile(
    r"\b(?:recover|settl|clear|finish|over\b|complet|resolv|course|improv|normal|above|below|under\b|down\b|back\b|fall"
    r"|falls|fell|ris|heal|stop|gone|wash|end|done with|off\b|last|level|result|review|deliver|born|wean|test|bloods?\b"
    r"|count|\d)"
)


#: "miss tonight's clozapine ..., and give it again from tomorrow"
_SKIPS = re.compile(
    r"(?:miss|skip|omit|leave out|drop|hold|withhold)\w* (?:tonight|today|this (?:morning|evening)|tomorrow|one|two|an?"
    r"|the next|a (?:couple|few))\b"
)
_MAY_PAUSE = re.compile(r"\b(?:until|till|weekend|days?|nights?|today|tonight)\b")


def only_a_pause(reading: Reading, start: int, end: int) -> bool:
    """Whether a stop at a place is none: it waits for something beside the matter, and then all goes on as before."""
    sentence = reading.sentence_at(start)
    if not _MAY_PAUSE.search(sentence.text):
        return False
    text = reading.folded.text
    until = _UNTIL.search(text, end, sentence.end) or _SKIPS.match(text, start, sentence.end)
    if until is None or not _AGAIN.search(text, until.end(), sentence.end):
        return False
    what = until.groupdict().get("what") or ""
    return not _GONE.search(what) and content_stems(what).isdisjoint(reading.lexicon.query_stems)


#: behind a saying: its end, or words that are still about the same
_STILL_OF_IT = re.compile(
    r"(?: (?:it|them|both|the two|the pair|anyway|regardless|together|all the same"
    r"|as (?:before|usual|planned|prescribed|written|they are|it is)|with (?:it|them|both|the two)"
    r"|for (?:now|him|her|them|you|the (?:week|course|time being))"
    r"|here|today|tonight|now|at (?:the|his|her|full|once)"
    r"|(?:twice|once|three times|four times) (?:a|daily)|by all means"
    r"|and|but|though|since|because|as|in (?:him|her|his|my|this|these)|\d[\w/ .-]*))*\s*(?:[.;:!?,)–-]|$|and\b|but\b"
    r"|since\b|because\b|as\b(?! (?:before|usual|planned|prescribed|written))|of (?!(?:the|his|her|your|their) )\b)"
)
#: sayings that go on with what never happens, and what is none: "in practice nobody should"
_GOES_ON = tuple("nobody|no one|anybody|anyone|never|hardly|nothing|rarely|does|do|will|is|are|has|have".split("|"))
_OUGHT = re.compile(r" (?:ever )?(?:should|must|ought|may|can|could|needs?|would dare|asked|the|be|a)\b")


def _is_of_something_else(text: str, start: int, end: int, stop: int, reading: Reading, own: set[str]) -> bool:
    """Whether a saying goes on about something else: "carry on as planned with the rehab"."""
    if text[start:end].endswith(_GOES_ON):
        return _OUGHT.match(text, end, stop) is not None
    if any(end <= m.start <= end + len(" with the ") and m.concept in own for m in reading.drug_mentions):
        return False
    return _STILL_OF_IT.match(text, end, stop) is None


def goes_ahead(
    reading: Reading, names: Iterable[str], after: int, partner: str = "", *, stays: bool = False
) -> tuple[int, int] | None:
    """Where the answer, after a place, goes ahead with drugs it warned of: by a saying that names no other drug.

    `stays` asks instead where it leaves a dose as it is, after another one was named.
    """
    own = {*names, partner}
    text = reading.folded.text
    for start, end, kind in reading.last_words:
        if start < after or (kind == "stay") is not stays:
            continue
        sentence, warned = reading.sentence_at(start), reading.sentence_at(after)
        if sentence.is_question or _NOT.search(text, max(sentence.start, start - _REACH), start):
            continue
        if _is_of_something_else(text, start, end, sentence.end, reading, own):
            continue
        until = end + _REACH if not _IT.search(text, start, end) else start  # "carry on with the other one"
        since = after or sentence.start
        if any(since <= m.start < until and m.concept not in own for m in reading.drug_mentions):
            continue  # "avoid X; Y is fine, so carry on as planned"
        begin = after if sentence is warned else sentence.start
        lead = text[begin:start]
        later = _LATER.search(lead) or _LATER.match(text, end + 1, sentence.end)
        if (later and not _BREAK.search(lead)) or text.startswith((" otherwise", " with everything"), end):
            continue
        if sentence is warned and kind == "ahead" and not (_TURN.search(lead) or _BREAK.search(lead)):
            continue
        if assertion.assertion_of(reading, start, end).state is assertion.State.REJECTED:
            continue
        return start, end
    return None if stays else _bidden(reading, own, after)


#: a sentence that is nothing but leave: "Dispense.", "So go ahead."
_BIDDEN = re.compile(
    r"\W*(?:(?:so|then|just|please|yes|and|do|by all means),? )*(?:dispense|supply|go ahead|carry on|proceed|continue"
    r"|hand (?:it |them )?over|(?:issue|approve|sign|fill|supply|dispense|give) (?:it|them)|press on)"
    r"(?: (?:then|please))?\W*"
)


def _bidden(reading: Reading, own: set[str], after: int) -> tuple[int, int] | None:
    """Where a sentence after a place does no more than bid it be done, with no other drug spoken of since."""
    warned = reading.sentence_at(after)
    for sentence in reading.sentences[warned.index + 1 :]:
        if _BIDDEN.fullmatch(sentence.text):
            return sentence.start, sentence.end
        if any(m.concept not in own for m in reading.drugs_in(sentence)):
            return None
    return None
