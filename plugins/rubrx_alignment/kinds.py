"""What the five metrics share: a metric whose kinds are each a model and a function that prepares a judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from rubrx.contracts import Case, Judge, Metric, Outcome, not_applicable
from rubrx.reading import Lexicon, Reading
from rubrx.records import Criterion, Rubric, Span

Prepare = Callable[[Any, Lexicon], Judge]
MAX_QUOTE = 90


class Body(BaseModel):
    """The body of a criterion: unknown keys are refused, values don't change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KindMetric(Metric):
    """A metric with one preparing function a kind."""

    prepares: ClassVar[Mapping[str, Prepare]]
    whole_rubric: ClassVar[bool] = False

    def prepare(self, criterion: Criterion, rubric: Rubric, lexicon: Lexicon) -> Judge:
        """The judge of one criterion."""
        del rubric
        return self.prepares[criterion.kind](criterion.body, lexicon)


def quote(reading: Reading, start: int, end: int) -> str:
    """The original words at a place of the folded text, in quotation marks, cut to a readable length."""
    words = reading.quote(start, end)
    return f"“{words if len(words) <= MAX_QUOTE else words[: MAX_QUOTE - 1].rstrip() + '…'}”"


def sentence_quote(reading: Reading, position: int) -> str:
    """The sentence around a place of the folded text, quoted."""
    sentence = reading.sentence_at(position)
    if sentence.end - sentence.start <= MAX_QUOTE:
        return quote(reading, sentence.start, sentence.end)
    start = max(sentence.start, min(position - 30, sentence.end - MAX_QUOTE))
    return f"“…{reading.quote(start, min(start + MAX_QUOTE - 2, sentence.end)).strip()}…”"


def words_of(spans: Iterable[Span], reading: Reading) -> str:
    """The original words of some spans, quoted and joined."""
    text = reading.text
    quoted = [f"“{' '.join(text[start:end].split())}”" for start, end in spans]
    return quoted[0] if len(quoted) == 1 else ", ".join(list(dict.fromkeys(quoted))[:3])


def needs_content(judge: Judge) -> Judge:
    """The judge for what silence meets: an answer without clinical content is not applicable there."""

    def judged(case: Case) -> Outcome:
        if not case.reading.has_clinical_content:
            return not_applicable("the answer has no clinical content")
        return judge(case)

    return judged
