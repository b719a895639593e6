"""The metric `plain_language`, with the kind `sentences`: none longer than so many words."""

from pydantic import BaseModel, ConfigDict, Field

from rubrx import Metric, Rubric
from rubrx.contracts import Case, Judge, Outcome, met, not_applicable, not_met
from rubrx.reading import Lexicon
from rubrx.records import Criterion


class Sentences(BaseModel):
    """The longest sentence allowed, in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    up_to: int = Field(ge=1)


class PlainLanguage(Metric):
    """Can a patient follow it?"""

    name = "plain_language"
    description = "sentences short enough to follow"
    target = 0.9
    kinds = {"sentences": Sentences}
    kind_examples = {"sentences": "{id: short, metric: plain_language, points: 1, sentences: {up_to: 25}}"}

    def prepare(self, criterion: Criterion, rubric: Rubric, lexicon: Lexicon) -> Judge:
        """A judge that measures every sentence."""
        body = criterion.body
        assert isinstance(body, Sentences)

        def judge(case: Case) -> Outcome:
            lengths = {sentence: len(sentence.text.split()) for sentence in case.reading.sentences}
            if not lengths:
                return not_applicable("no sentence to measure")
            longest = max(lengths, key=lambda sentence: lengths[sentence])
            span = case.reading.span(longest.start, longest.end)
            if lengths[longest] > body.up_to:
                return not_met(f"a sentence of {lengths[longest]} words", [span])
            return met(f"no sentence is longer than {body.up_to} words")

        return judge
