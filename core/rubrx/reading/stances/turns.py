"""Stances told by a turn of phrase: "why would anyone give X?", "fine, but not if", "choose another painkiller"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.stances.antecedents import names_of
from rubrx.reading.stances.stance import Stance

if TYPE_CHECKING:
    from rubrx.reading.sentence import Sentence

#: "why would anyone give potassium to her?", "who would add an NSAID to that?"
_WHY = re.compile(
    r"\W*(?:(?:so|but|and|then|now|besides|anyway),? )*(?:why (?:would|should|on earth|in the world|risk"
    r"|gamble|take (?:the|a) (?:chance|risk)|tempt"
    r"|poison|add|give|expose|reach for|put)|who (?:would|in (?:his|her|their) right mind)|what (?:sense"
    r"|good|point|use) (?:is|would|does|could)"
    r"|where is the sense|what possesse[sd])\b"
)
_WHY_NOT = re.compile(
    r"\b(?:not|n't|refuse|avoid|stop|withhold|hold back|worry|bother with|fear|deny|deprive|object|decline"
    r"|change|swap|switch|forbid|ban|leave|skip)\b"
    r"|n't\b"
)


def rhetorical(sentence: Sentence) -> list[Stance]:
    """ "Why would anyone give potassium to her?": a question that is a refusal."""
    match = _WHY.match(sentence.text)
    if match is None or _WHY_NOT.search(sentence.text):
        return []
    named = names_of(sentence.reading.drugs_in(sentence)[:1])
    return [Stance("avoid", named, sentence.start, sentence.end, sentence.index)] if named else []


_BUT_NOT = re.compile(r"\bbut not (if|once|when|in|with|below|under|above|over|for|during|after|at)\b([^.;]*)")


def but_not(sentence: Sentence, found: list[Stance]) -> list[Stance]:
    """ "It is fine in fatty liver, but not once cirrhosis has decompensated": the opposite, elsewhere."""
    match = _BUT_NOT.search(sentence.reading.folded.text, sentence.start, sentence.end)
    before = [each for each in found if match and each.end <= match.start()]
    if match is None or not before or before[-1].against >= 0:
        return []
    bounds = tuple(bound for s, e, bound in sentence.bounds if match.start() <= s and e <= match.end())
    state = match[2].strip()
    return [
        replace(
            before[-1], level="avoid", start=match.start(), end=match.end(1), negated=True, bounds=bounds,
            state=f"{match[1]} {state}" if match[1] in ("if", "once", "when") else state,
            conditional=match[1] == "if",
        )
    ]  # fmt: skip


_ANOTHER_KIND = re.compile(
    r"(?:\b(?:choose|pick|find|use|give|try|prescribe|want|need|consider|have|to|with|for|on|onto|prefer"
    r"|suggest|offer)\s+|\A\W*|(?<=[.!?\n] ))"
    r"(?:an?other|(?:a )?different|some other|an alternative)\s+((?:[\w-]+ ){0,2}[\w-]+)"
)


def another_kind(sentence: Sentence) -> list[Stance]:
    """ "Choose another blood-pressure tablet": against the one of that kind that was asked about."""
    text = sentence.reading.folded.text
    if "other " not in (words := sentence.text) and "different " not in words and "alternative " not in words:
        return []
    lexicon = sentence.reading.lexicon
    found = []
    for match in _ANOTHER_KIND.finditer(text, sentence.start, sentence.end):
        said = match[1].replace("-", " ").split(" ")
        kind = next(
            (kind for count in (3, 2, 1) for name in (" ".join(said[:count]),)
             if (kind := lexicon.compiled.kinds.get(name) or lexicon.compiled.kinds.get(name.removesuffix("s")))), None,
        )  # fmt: skip
        asked = tuple(
            name for name in (kind.drugs if kind else ())
            if any(each in lexicon.query_folded for each in lexicon.concepts[name].spellings)
        )  # fmt: skip
        if asked:
            found.append(Stance("avoid", asked, match.start(), match.end(), sentence.index, implied=True))
    return found
