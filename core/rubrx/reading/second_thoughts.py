"""Second thoughts: a figure or a schedule that its writer takes back in the same breath, and what stands instead.

"250 mg, sorry, 500 mg", "about 14, no, 16", "twice daily... I mean three times daily". What is taken back counts no
more; what takes its place has its unit and its schedule where it gives none of its own. The words by which a figure
is taken back are the "corrected" ones of `data/attribution.tsv`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rubrx.reading import late_re as re
from rubrx.reading.quantities import Frequency, Quantity, unit_at

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence

#: what may stand between a figure and the word that takes it back
_GAP = re.compile(r"[\s,;:.…()\[\]–—-]*(?:(?:h+m+|er+m?|um+|ah|oh|well|but)\b[\s,;:.…()\[\]–—-]*)*")
#: when an amount is given, between it and the words that take it back: "24 mg to start, sorry, 240 mg"
_WHEN = re.compile(
    r"\s(?:to (?:start|begin|open)(?: with)?|as (?:a|the) (?:load|bolus|start|first dose)|first|now|stat"
    r"|straight away|initially"
    r"|up front|or so|in all|each time|per dose|a time|of it)(?=[\s,;:.…(–—-])"
)
#: what may lead from there to the figure that stands
_LEAD = re.compile(
    r"(?:(?:it|that|this|they|i|you|we|so|the (?:right |correct |true |real )?(?:figure|dose|number|answer|level|total"
    r"|amount|volume)|is|are|be|was|should|must|will|would|makes?|read|say|comes?|out|works?|to|at|by|of|about|around"
    r"|roughly|nearer|only|just|more|like|give|use|an?|the|on|and|but|then|'s|'d)(?!\w)[\s:]*)*"
)
#: between one amount and another that only says the same ("0.6 mg a day, near enough 25 mcg/h")
_EQUALS = re.compile(
    r"[\s,;:(=≈~-]{0,3}(?:(?:a day|daily|i\.?e\.?|that is|that's|which is|is|or|so|makes|near enough|about|roughly)"
    r"[\s,]*){0,4}"
)
#: how far behind a figure what takes its place may begin, in characters
_REACH = 80
#: between an amount and its schedule
_TIED = re.compile(r"[\s,(]{0,2}(?:(?:po|iv|sc|im|orally|by mouth|given|taken|to be taken)\s)?")
#: "no, 4 is too high", "hold on, 3.5 if he has a metal valve"
_IS_NO_FIGURE = re.compile(
    r"\s(?:(?:is|would be|was) (?:too|wrong|not|far|over)|isn't|if|for (?:those|people|patients|someone))\b"
)
#: "no more of it", "no: do not go over 4 g": words that take nothing back
_NO_CORRECTION = re.compile(
    r" (?:of|should|must|for|to|that(?! (?:is|was)\b(?! (?:right|correct|fine|ok|okay|enough|plenty|it)\b)|'s\b"
    r"(?! (?:right|correct|fine|ok|okay|enough|plenty|it)\b))|last|though|is|was|works|if|below|in|under)\b"
    r"|[\s,:;-]*(?:do not|don't|never|nothing|not|he can't|she can't|above|over|though)\b"
)


#: "20 mg, no, wait, that's the elderly": nothing need stand instead
_IS_ANOTHERS = re.compile(
    r"(?:that's|that is|that was|i'm thinking of|i was thinking of|i mean) (?:(?:only|for|in|what"
    r"|the dose)\s)*(?:the |a |an )?"
    r"(?:elderly|old\w*|young\w*|child\w*|adults?|babies|neonates?|kidneys?|liver|renal|other|another|maximum"
    r"|loading|maintenance|oral"
    r"|iv\b|intravenous|prophyla\w+|treatment|previous|usual|wrong)"
)


class Change(NamedTuple):
    """What second thoughts change in an answer.

    `taken_back` are the places of what counts no more, `in_place_of` where that began for which a figure stands that
    begins at a place; `quantities` and `frequencies` are those of the sentences that read otherwise now, by the
    sentence's index.
    """

    taken_back: set[tuple[int, int]]
    in_place_of: dict[int, int]
    quantities: dict[int, list[Quantity]]
    frequencies: dict[int, list[Frequency]]

    def replace(self, sentence: Sentence, old: Quantity, new: Quantity) -> None:
        """Let an amount of a sentence read otherwise."""
        here = self.quantities.setdefault(sentence.index, list(sentence.written_quantities))
        here[here.index(old)] = new

    def drop(self, sentence: Sentence, frequency: Frequency) -> None:
        """Take a schedule out of a sentence."""
        self.frequencies.setdefault(sentence.index, list(sentence.written_frequencies)).remove(frequency)

    def add(self, sentence: Sentence, frequency: Frequency) -> None:
        """Put a schedule into a sentence."""
        here = self.frequencies.setdefault(sentence.index, list(sentence.written_frequencies))
        here.append(frequency)
        here.sort(key=lambda each: each.start)


NOTHING = Change(set(), {}, {}, {})
Figure = Quantity | Frequency
Row = Sequence[tuple[Figure, "Sentence"]]


def second_thoughts(reading: Reading) -> Change:
    """What an answer takes back of its figures, and what stands instead. Linear in its sentences."""
    if not reading.weighty.correcting:
        return NOTHING
    cues = {hit.start: hit.end for sentence in reading.sentences for hit in sentence.corrections}
    row = [(each, sentence) for sentence in reading.sentences for each in _figures(sentence)] if cues else []
    change = Change(set(), {}, {}, {})
    text = reading.folded.text
    for at, (figure, _) in enumerate(row):
        behind = _behind_cues(text, figure.end, cues)
        if behind is not None:
            _take_back(text, row, at, behind, change)
    return change


def _figures(sentence: Sentence) -> list[Figure]:
    """The amounts and schedules of a sentence, in order; the number in a schedule is none of its own."""
    schedules = sentence.written_frequencies
    amounts = [
        q for q in sentence.written_quantities if not any(f.start < q.end and q.start < f.end for f in schedules)
    ]
    return sorted([*amounts, *schedules], key=lambda each: each.start)


def _behind_cues(text: str, end: int, cues: dict[int, int]) -> int | None:
    """Where the words end that take back what ends at a place; None where none follow it at once."""
    found = None
    end = _after(_WHEN, text, end)
    while (gap := _GAP.match(text, end)) and gap.end() in cues:
        found = end = cues[gap.end()]
    return found


def _take_back(text: str, row: Row, at: int, behind: int, change: Change) -> None:
    """Take back the figure at a place of a row, where something else stands behind the words that do so."""
    here = row[at][1]
    if _NO_CORRECTION.match(text, behind):
        return
    amount, schedule = _pair(text, row, at, -1)
    start = _after(_LEAD, text, _after(_GAP, text, behind))
    if amount and (other := _in_another_unit(text, start, amount)):
        change.replace(here, amount, other)
        return
    instead_at = _stands(text, row, at, amount, start)
    if instead_at is None:
        if amount and _IS_ANOTHERS.match(text, _after(_GAP, text, behind)):
            change.taken_back.add((amount.start, amount.end))
        return
    there = row[instead_at][1]
    instead, anew = _pair(text, row, instead_at, 1)
    if instead and amount:
        change.taken_back.update(_and_its_like(text, row, at, amount))
        change.in_place_of[instead.start] = amount.start
        if not instead.dimension and amount.dimension:
            change.replace(there, instead, _in_unit_of(amount, instead))
        if schedule is not None:
            change.drop(here, schedule)
            if anew is None:
                change.add(there, schedule._replace(start=instead.end, end=instead.end))
    elif instead is None and anew is not None and schedule is not None:
        change.taken_back.add((schedule.start, schedule.end))
        change.drop(here, schedule)
        if there.index != here.index:
            change.drop(there, anew)
            change.add(here, anew._replace(start=schedule.start))


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where a pattern that begins at a place ends; the place itself where none does."""
    match = pattern.match(text, position)
    return match.end() if match else position


def _in_unit_of(amount: Quantity, bare: Quantity) -> Quantity:
    """A bare number as an amount in the unit of another."""
    factor = amount.low / amount.value_low if amount.value_low else 1.0
    return bare._replace(
        low=bare.low * factor, high=bare.high * factor,
        unit=amount.unit, dimension=amount.dimension, per=amount.per,
    )  # fmt: skip


def _in_another_unit(text: str, start: int, amount: Quantity) -> Quantity | None:
    """The amount in the unit that takes the place of its own ("500 mcg tds, I mean mg"); None where none does."""
    written = unit_at(text, start)
    if written is None or written[0].dimension != amount.dimension or not amount.unit:
        return None
    unit = written[0]
    low, high = amount.value_low * unit.factor, amount.value_high * unit.factor
    return amount._replace(low=low, high=high, unit=unit.name)


def _stands(text: str, row: Row, at: int, amount: Quantity | None, start: int) -> int | None:
    """The place in a row of what stands instead of the figure at a place; None where nothing does.

    Right behind the words that take it back (at `start`) that is any figure that may be of its kind; further on, an
    amount of its dimension.
    """
    before, here = row[at]
    own = {m.concept for m in here.reading.drugs_in(here) if m.end <= before.start}
    mentions = here.reading.drug_mentions
    first = bisect_left(mentions, (start,))
    for behind in range(at + 1, len(row)):
        figure, there = row[behind]
        if there.index - here.index > 2 or "?" in text[before.end : figure.start]:
            return None
        if any(m.concept not in own for m in mentions[first : bisect_left(mentions, (figure.start,))]):
            return None  # "no, ibuprofen 400 mg is not needed" takes nothing of another drug back
        if _IS_NO_FIGURE.match(text, figure.end):
            return None
        unit, kind = (figure.unit, figure.dimension) if isinstance(figure, Quantity) else ("", "")
        alike = amount is None or not kind or not amount.dimension or kind == amount.dimension
        if alike and figure.start <= start < figure.end and figure.start - before.end < _REACH:
            return behind
        if amount and kind and kind == amount.dimension and unit not in ("kg", "lb"):
            return behind
    return None


def _and_its_like(text: str, row: Row, at: int, amount: Quantity) -> Iterator[tuple[int, int]]:
    """The places of an amount at a place of a row, and of those before it that only say the same."""
    yield amount.start, amount.end
    for before in range(at - 1, -1, -1):
        figure = row[before][0]
        if not isinstance(figure, Quantity) or figure.end > amount.start:
            continue
        if figure.dimension != amount.dimension or not _EQUALS.fullmatch(text, figure.end, amount.start):
            return
        yield figure.start, figure.end
        amount = figure


def _pair(text: str, row: Row, at: int, step: int) -> tuple[Quantity | None, Frequency | None]:
    """The amount and its schedule, of which one stands at a place of a row and the other beside it, if at all."""
    figure, sentence = row[at]
    beside, other = row[at + step] if 0 <= at + step < len(row) else (None, None)
    amount, schedule = (figure, beside) if isinstance(figure, Quantity) else (beside, figure)
    alone = (figure, None) if isinstance(figure, Quantity) else (None, figure)
    if not isinstance(amount, Quantity) or not isinstance(schedule, Frequency) or other is not sentence:
        return alone
    tied = amount.end <= schedule.start and _TIED.fullmatch(text, amount.end, schedule.start)
    return (amount, schedule) if tied else alone
