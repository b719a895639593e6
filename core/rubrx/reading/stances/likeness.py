"""Stances that a drug takes from another: "so is X", "the same goes for Y", "Z is no better than either"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.asked import LEVELS
from rubrx.reading.stances.antecedents import names_of
from rubrx.reading.stances.stance import Stance

if TYPE_CHECKING:
    from rubrx.reading.sentence import Mention, Sentence

_DITTO = re.compile(
    r"\b(?:so (?:is|are|do|does)|(?:the )?same (?:applies|goes|restriction|holds|for|is true)|likewise|ditto"
    r"|as (?:is|are)|"
    r"neither (?:is|are|should)|nor (?:is|are|should)|just as (?:bad|risky|dangerous|unsafe)|equally (?:bad|risky)"
    r"|ha(?:s|ve) the same (?:problem|drawback|effect|risk|flaw)|shares? (?:the|that|this) (?:problem|risk"
    r"|drawback|flaw)"
    r"|the same problem|suffers? from the same|(?:in|into) the same (?:boat|camp|basket|bracket|category"
    r"|league)|tarred with the same brush"
    r"|(?:under|within|by|in|has|have|carr(?:y|ies)|gets?|earns?|meets?) the same (?:ban|bar|rule|warning"
    r"|restriction|objection|heading"
    r"|prohibition|caution|contraindication)|the same (?:ban|bar|rule|warning|restriction|objection|prohibition"
    r"|caution|contraindication)"
    r" (?:covers|applies to|holds for|includes|goes for|extends to|is on|takes in)"
    r"|cut from the same cloth|the same story|no different|no exception|equally (?:out|barred|unsafe"
    r"|unsuitable|unwise))\b"
)


_NO_BETTER = re.compile(
    r"\b(?:no|hardly(?: any)?|not any|isn't any|aren't any|scarcely(?: any)?|little)\s+(?:better|safer"
    r"|different|kinder"
    r"|gentler)\s+(?:a choice )?than\b"
)


def no_better(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "Droperidol is no better than ondansetron": the stance against the one, for the other."""
    text = sentence.reading.folded.text
    match = _NO_BETTER.search(text, sentence.start, sentence.end) if found else None
    if match is None:
        return []
    drugs = sentence.reading.drugs_in(sentence)
    likened = {m.concept for m in drugs if m.start >= match.end()}
    named = names_of([m for m in drugs if m.end <= match.start()])
    last = next(
        (each for each in reversed(found) if each.against >= LEVELS["hold"] and likened & set(each.targets)), None
    )
    if last is None or not named:
        return []
    return [
        replace(
            last, targets=named, start=match.start(), end=match.end(), sentence=sentence.index, implied=False,
            bounds=(), state="", conditional=False,
        )
    ]  # fmt: skip


#: "..., and sartans do the same", "...; the same goes for prochlorperazine", "... and nor is X"
_SO_IS = re.compile(
    r"\b(?:so (?:is|are|do|does|would|will)|(?:the |very )?same (?:applies|goes|holds|is true|for|with)(?: for"
    r"| to| of)?"
    r"|neither (?:is|are|should|would|can)|nor (?:is|are|should|would|can)|likewise|ditto(?: for)?)\s+"
    r"(?:the |an? |all |any |oral |other |every )*$"
)
_DOES_TOO = re.compile(
    r"\s*(?:(?:do|does|is|are|would|will|has|have|be|shares?|carry|carries|would be|'s|both|all)\s+)+(?:(?:much"
    r"|just|exactly|all)\s+)?"
    r"(?:the (?:very )?same\b|no (?:better|safer|different)(?! than)|likewise|just as (?:bad|risky|dangerous)"
    r"|equally (?:bad|risky)"
    r"|as (?:bad|risky)\b(?! as)|no exception|similar(?:ly)?\b)"
)


def likened(sentence: Sentence, drugs: list[Mention], found: list[Stance]) -> list[Stance]:
    """ "Avoid X; the same goes for Y": the last stance against something here, for a drug likened to it."""
    last = next((each for each in reversed(found) if each.against >= LEVELS["hold"]), None)
    if last is None:
        return []
    text = sentence.reading.folded.text
    more = [
        m for m in drugs
        if m.start > last.end and m.concept not in last.targets
        and (_DOES_TOO.match(text, m.end, sentence.end) or _SO_IS.search(text, sentence.start, m.start))
    ]  # fmt: skip
    if not more:
        return []
    return [
        replace(last, targets=names_of(more), start=more[0].start, end=more[0].end, implied=False, bounds=(), state="",
                conditional=False)
    ]  # fmt: skip


def ditto(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "So is tramadol": the stance of the sentence before, for another drug."""
    likened = no_better(sentence, found)
    if likened:
        return likened
    match = _DITTO.search(sentence.text)
    drugs = sentence.reading.drugs_in(sentence)
    if match is None and drugs:
        match = _DOES_TOO.match(sentence.text, drugs[0].end - sentence.start)
        drugs = drugs[:1] if match else drugs
    last = next((each for each in reversed(found) if each.sentence >= sentence.index - 2), None)
    if match is None or not drugs or last is None:
        return []
    return [
        replace(
            last, targets=names_of(drugs), start=sentence.start + match.start(), end=sentence.start + match.end(),
            sentence=sentence.index, implied=False, bounds=(), state="", conditional=False,
        )
    ]  # fmt: skip
