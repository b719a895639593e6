"""One sentence of a reading: the cues, quantities and bounds that stand in it, worked out when first asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import assertion
from rubrx.reading.bounds import RENAL, Bound, elliptic_bounds, find_bounds, find_states
from rubrx.reading.cues import LEANING, SILENCING, CueHit, leanings, triggers
from rubrx.reading.lazy import lazy
from rubrx.reading.names import DrugClass, classes_spoken_of
from rubrx.reading.quantities import Frequency, Quantity, find_frequencies, find_quantities
from rubrx.reading.rows import is_bare_list, is_fragment
from rubrx.reading.segments import item_start
from rubrx.reading.stems import stems_of
from rubrx.reading.words import tokens_of

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading

#: how far behind a sentence a word may still bear on it ("... - correction: ...", "That is wrong.")
NEARBY = 60


#: "keep her off it, and could somebody change the entry?": a statement, with a request behind it
_AND_A_REQUEST = re.compile(
    r"\W*(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|should|shall|would|will|may|might|must|what|which|who"
    r"|whom|whose|how|why|when|where|if|am|any)\b)[^?]{15,}?[,;:-] (?:and|but|so) (?:could|can|would|will|may|please)"
    r" (?:you|we|i|some\w+|any\w+|the|they|he|she)\b"
)
#: a question that is a request
_REQUEST = re.compile(
    r"(?:[^.;:?!]{0,40}?,? (?:but|and|so) )?(?:could|can|may|might|would) (?:this|that|it"
    r"|the (?:\w+ )?\w+) (?:please )?be (?:rewritten|re-written|changed|reconsidered"
    r"|replaced|swapped|amended|cancelled|withdrawn|altered|stopped)\b"
    r"|(?:[^.;:?!]{0,80}?,? (?:but|and|so) |and |so |please,? )?(?:(?:could|can|may|might) (?:i"
    r"|we) (?:persuade|ask|beg|trouble|urge"
    r"|invite) you to|(?:could|would|can|will) (?:you|some(?:body|one)|one of you)|could we"
    r"|may i ask you to|could i ask you to|would you mind)"
    r"\s+(?:(?:please|kindly|perhaps|possibly|just|instead)\s+)*(?:stop(?:ping)?|switch(?:ing)?|swap(?:ping)?"
    r"|chang(?:e|ing)|replac(?:e|ing)|hold|omit|withhold|cancel|cross|strike|avoid|have (?:something|an alternative)"
    r"|choos(?:e|ing)|pick(?:ing)?|find(?:ing)?|rewrit(?:e|ing)|reconsidering|cancelling|looking again|ask"
    r"|request|order|prescribe|leave|drop|suspend|pause|discontinue|reconsider|amend|update|correct|fetch|bring|ring"
    r"|call|check|recheck|repeat|add|get|book|arrange|send|move|make sure|remind|let (?:her|him|them|the)|put|take"
    r"|note|record|mark|label|keep|watch|teach|show|draw|dilute|measure|weigh)\b"
)

_CLAUSE_END = re.compile(r",|;|:| - |→")


class Mention(NamedTuple):
    """A concept at its place in the folded text; `loose` where its words stand near each other in another order."""

    start: int
    end: int
    concept: str
    sentence: int
    loose: bool = False


class Sentence:
    """One sentence of a reading, with the cues, quantities and names that stand in it."""

    def __init__(self, reading: Reading, index: int, start: int, end: int) -> None:
        self.reading = reading
        self.index = index
        self.start = start
        self.end = end

    @lazy
    def text(self) -> str:
        """The folded words."""
        return self.reading.folded.text[self.start : self.end]

    @lazy
    def words_start(self) -> int:
        """Where the words begin, after a bullet."""
        return item_start(self.reading.folded.text, self.start, self.end)

    def cues(self, family: str) -> list[CueHit]:
        """The cues of one family within the sentence."""
        return (self._leanings if family in LEANING else self._bearings).get(family, [])

    @lazy
    def _bearings(self) -> dict[str, list[CueHit]]:
        """The cues within the sentence that bear on assertion, by family; a family without any is left out."""
        return (
            triggers().cues([hit for hit in self._triggers if hit[1] <= self.end], self.reading.folded.text)
            if self._triggers
            else {}
        )

    @lazy
    def _leanings(self) -> dict[str, list[CueHit]]:
        """The other cues within the sentence, likewise."""
        found = self._within(self.reading.leanings)
        return leanings().cues([hit for hit in found if hit[1] <= self.end], self.reading.folded.text) if found else {}

    @lazy
    def _triggers(self) -> list[tuple[int, int, int]]:
        """The texts of the lists that bear on assertion, of those that begin within the sentence."""
        return self._within(self.reading.triggers)

    def _within(self, found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """Those that begin within the sentence."""
        return found[bisect_left(found, (self.start,)) : bisect_left(found, (self.end,))]

    @property
    def following(self) -> Sentence | None:
        """The sentence after it; None after the last."""
        return self.reading.sentence_after(self)

    @property
    def is_silenced(self) -> bool:
        """Whether it refuses to answer, or speaks to the grader."""
        if not self._begins_in(self.reading.weighty.silencing):  # only then the cues are worth making
            return False
        return any(hit.cue.kind in SILENCING for hit in self.cues("attribution"))

    @property
    def corrections(self) -> list[CueHit]:
        """The cues in it that take back what stands before them."""
        if not self._begins_in(self.reading.weighty.correcting):
            return []
        return [hit for hit in self.cues("attribution") if hit.cue.kind == "corrected"]

    def _begins_in(self, places: list[int], beyond: int = 0) -> bool:
        """Whether one of these places lies in the sentence, or not further than that behind it."""
        if not places:
            return False
        first = bisect_left(places, self.start)
        return first < len(places) and places[first] < self.end + beyond

    @lazy
    def negations(self) -> list[CueHit]:
        """Negation cues."""
        return self.cues("negation")

    @lazy
    def scopes(self) -> list[CueHit]:
        """Cues that end a scope or open a condition."""
        return [hit for hit in self.cues("scope") if not assertion.opens_nothing(self, hit)]

    @lazy
    def marks(self) -> list[int]:
        """Where the marks stand that end a clause: a comma, a semicolon, a colon, a dash, an arrow."""
        return [match.start() for match in _CLAUSE_END.finditer(self.reading.folded.text, self.start, self.end)]

    @lazy
    def conditions(self) -> list[tuple[CueHit, int]]:
        """The cues that open a condition, each with the end of its clause."""
        return assertion.conditions(self)

    @lazy
    def classes(self) -> list[tuple[int, DrugClass]]:
        """The classes of drugs it speaks of as a whole, with places in its own text."""
        return classes_spoken_of(self.text)

    @lazy
    def unmet_conditions(self) -> list[tuple[CueHit, int]]:
        """The conditions that are not this patient's, each with the end of its clause."""
        return assertion.unmet_conditions(self)

    @lazy
    def stances(self) -> list[CueHit]:
        """Stance cues."""
        return self.cues("stance")

    @lazy
    def quantities(self) -> list[Quantity]:
        """Quantities, with places in the folded text; a corrected figure has the unit of the one before it."""
        return self.reading.second_thoughts.quantities.get(self.index, self.written_quantities)

    @lazy
    def written_quantities(self) -> list[Quantity]:
        """Quantities as they are written."""
        return find_quantities(self.text, self.start)

    @lazy
    def frequencies(self) -> list[Frequency]:
        """Statements of how often that stand, with places in the folded text."""
        return self.reading.second_thoughts.frequencies.get(self.index, self.written_frequencies)

    @lazy
    def written_frequencies(self) -> list[Frequency]:
        """Statements of how often as they are written."""
        rates = [(q.start, q.end) for q in self.written_quantities if q.per]
        found = [
            Frequency(f.start + self.start, f.end + self.start, f.low, f.high) for f in find_frequencies(self.text)
        ]
        # "900 mg a day" is a daily total, not a schedule
        return [f for f in found if not any(start < f.start and f.end <= end for start, end in rates)]

    @lazy
    def bounds(self) -> list[tuple[int, int, Bound]]:
        """Bounds on measures and graded states, with places in the folded text."""
        text, offset = self.text, self.start
        found = find_states(text)
        if self.quantities:
            quantities = [q._replace(start=q.start - offset, end=q.end - offset) for q in self.quantities]
            found = find_bounds(text, quantities) + found
            measure = self.reading.measure_before(self.start)
            if measure in RENAL:
                found += elliptic_bounds(text, quantities, found, measure, self.reading.patient.values.get("age"))
        return sorted((start + offset, end + offset, bound) for start, end, bound in found)

    @lazy
    def is_plain(self) -> bool:
        """Whether nothing in it, and no correction right after it, bears on how something is asserted."""
        weighty = self.reading.weighty
        if self._begins_in(weighty.deciding) or self._begins_in(weighty.correcting, NEARBY):
            return False
        if weighty.telling_of_others and weighty.telling_of_others[0] < self.start:
            return False  # it may go on with a story of somebody else
        text, end = self.reading.folded.text, self.end
        return not self.is_bare_list and (text[end - 1] != "?" or not self.is_question)

    @lazy
    def is_question(self) -> bool:
        """Whether it asks; what is asked of somebody politely ("could you stop the X?") is advice."""
        text = self.reading.folded.text
        return text[self.end - 1] == "?" and not (
            _REQUEST.match(text, self.words_start, self.end) or _AND_A_REQUEST.match(text, self.words_start, self.end)
        )

    @lazy
    def is_bare_list(self) -> bool:
        """Whether it is a row of terms that asserts nothing, or stands in a column of them."""
        text = self.text
        return is_bare_list(text) or (is_fragment(text) and self.index in self.reading.columns)

    @lazy
    def tokens(self) -> list[tuple[str, int, int]]:
        """The words and the marks between them, with places in the sentence; slips of the pen are put right."""
        found, slips = tokens_of(self.text), self.reading.slips
        return [(slips.get(word, word), start, end) for word, start, end in found] if slips else found

    @lazy
    def stems(self) -> list[tuple[str, int, int]]:
        """The stems of the content words, with places in the folded text."""
        offset = self.start
        return [(stem, start + offset, end + offset) for stem, start, end in stems_of(self.text)]
