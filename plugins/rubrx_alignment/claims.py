"""Claims in plain English: `claim`: does the answer say so, in its own words?"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated

from pydantic import Field

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Lexicon, Reader, Reading
from rubrx.reading.assertion import State
from rubrx.reading.folding import fold
from rubrx.reading.reader import Sentence
from rubrx.reading.stance import Stance, settled
from rubrx.reading.stems import content_stems
from rubrx_alignment.kinds import sentence_quote

#: a claim as a criterion writes it
Claim = Annotated[str, Field(min_length=3, max_length=500)]
#: a claim is met from this share of its content words on, in one sentence or two that follow each other
CLAIM_COVERAGE = 0.6
#: with its stance found, a claim needs only this share of its other words
STANCE_COVERAGE = 0.34


class _Claim:
    """A claim in plain English, read with the same reader as the answers: its content words, polarity and stances."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.wanted = content_stems(fold(text).text)
        if not self.wanted:
            raise ValueError("a claim needs at least one word with content")
        self._lexicon = lexicon

    @cached_property
    def reading(self) -> Reading:
        """The claim, read; only once every criterion has put its words into the lexicon."""
        return Reader(self._lexicon).read(self.text)

    @cached_property
    def denies(self) -> bool:
        """Whether the claim is put as a denial, and no stance takes the denial in."""
        sentence = self.reading.sentences[0]
        return bool([hit for hit in sentence.negations if hit.cue.kind == "before"]) and not self.stances

    @cached_property
    def stances(self) -> list[Stance]:
        """The stances that the claim itself takes."""
        return [
            each
            for each in self.reading.stances
            if each.against
            and not each.implied
            and not each.conditional
            # "sources disagree whether it should be avoided" takes no stance itself
            and not re.search(r"\b(?:which|whether|where|about|if)\b", self.reading.folded.text[: each.start])
        ]

    def judge(self, case: Case) -> Outcome:
        """Whether the answer says so, says the contrary, or neither."""
        reading = case.reading
        for mine in self.stances[:1]:
            theirs = settled([s for s in reading.stances if set(s.targets) & set(mine.targets)], reading)
            opposed = [s for s in theirs if s.against * mine.against < 0]
            if opposed:
                place = opposed[0]
                return not_met(
                    f"says the contrary: {sentence_quote(reading, place.start)}", [reading.span(place.start, place.end)]
                )
        share, window = self._best(reading)
        agrees = bool(self.stances) and any(
            s.against * self.stances[0].against > 0 and set(s.targets) & set(self.stances[0].targets)
            for s in settled(reading.stances, reading)
        )
        needed = STANCE_COVERAGE if agrees else CLAIM_COVERAGE
        if self.stances and not agrees and share < 0.8:
            needed = 1.0
        if not window or share < needed:
            return not_met(f"no sentence holds enough of the claim (best {share:.0%} of its words)", score=1 - share)
        return self._weighed(reading, window, share)

    def _best(self, reading: Reading) -> tuple[float, list[Sentence]]:
        """The sentence, or two that follow each other, with the largest share of the claim's words."""
        best, window = 0.0, []
        sentences = [s for s in reading.sentences if not s.is_bare_list and not s.is_question]
        for index in range(len(sentences)):
            for width in (1, 2):
                here = sentences[index : index + width]
                have = {each for s in here for each, _, _ in s.stems}
                share = len(self.wanted & have) / len(self.wanted) - 0.05 * (width - 1)
                if share > best:
                    best, window = share, here
        return best, window

    def _weighed(self, reading: Reading, window: list[Sentence], share: float) -> Outcome:
        """The outcome once the words are there: does the answer say so itself, and with the claim's polarity?"""
        hits = [start for s in window for each, start, _ in s.stems if each in self.wanted]
        states = [reading.assertion_of(hit, hit + 1).state for hit in hits]
        span = reading.span(window[0].start, window[-1].end)
        shown = sentence_quote(reading, hits[0])
        negated = states.count(State.NEGATED) > len(states) / 2
        if negated != self.denies:
            return not_met(f"says the contrary: {shown}", [span], score=share)
        if states[0] in (State.HYPOTHETICAL, State.OTHER_SUBJECT, State.REJECTED, State.ADDRESSED):
            return not_met(f"{states[0]}: {shown}", [span], score=share)
        return met(f"says so: {shown}", [span], score=min(1.0, share))


def claim(body: str, lexicon: Lexicon) -> Judge:
    """Met when one sentence, or two together, hold enough of the claim's content words with its polarity and stance."""
    return _Claim(body, lexicon).judge
