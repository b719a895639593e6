"""What a plugin hands over: metrics, rewards, feature sets, rubric packs, file formats, report formats.

A plugin imports `rubrx`, `rubrx.reading`, `rubrx.contracts` and `rubrx.testing`, and nothing else of rubrx.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

import pluggy

from rubrx.reading import Lexicon, Reading
from rubrx.records import Criterion, Grade, Response, Rubric, Span, Status

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import numpy as np
    from numpy.typing import NDArray

    FloatRows = NDArray[np.float32] | NDArray[np.float64]

#: marks a plugin's functions: `@hookimpl def rubrx_rewards(): return [MyReward()]`
hookimpl = pluggy.HookimplMarker("rubrx")


class Outcome(NamedTuple):
    """What a metric says of one criterion on one response; rubrx makes a verdict of it."""

    status: Status
    score: float
    evidence: tuple[Span, ...]
    explanation: str


def met(explanation: str, evidence: Iterable[Span] = (), score: float = 1.0) -> Outcome:
    """The answer does what the criterion describes."""
    return Outcome(Status.MET, score, tuple(evidence), explanation)


def not_met(explanation: str, evidence: Iterable[Span] = (), score: float = 1.0) -> Outcome:
    """The answer does not do what the criterion describes."""
    return Outcome(Status.NOT_MET, score, tuple(evidence), explanation)


def not_applicable(explanation: str, evidence: Iterable[Span] = ()) -> Outcome:
    """The criterion does not arise for this answer; it leaves numerator and denominator."""
    return Outcome(Status.NOT_APPLICABLE, 1.0, tuple(evidence), explanation)


def cannot_assess(explanation: str, evidence: Iterable[Span] = ()) -> Outcome:
    """No rule here decides it: a judge or a human must. It earns nothing until then."""
    return Outcome(Status.CANNOT_ASSESS, 0.0, tuple(evidence), explanation)


class Case(NamedTuple):
    """One response before a judge: what it says, who said it, and the rubric it answers to."""

    reading: Reading
    response: Response
    rubric: Rubric


Judge = Callable[[Case], Outcome]


class MetricExample(NamedTuple):
    """A metric's own test: a criterion as a rubric writes it, an answer, and the status it must get.

    `rubric` holds further keys of the rubric, as plain data: `query`, `patient`, `terms`.
    """

    criterion: str
    text: str
    status: Status
    rubric: Mapping[str, Any] = MappingProxyType({})


class RewardExample(NamedTuple):
    """A reward's own test: an answer on metformin at an eGFR of 28, and the value it must get."""

    text: str
    value: float | None


class Metric(ABC):
    """A named quality, with the kinds of criteria that measure it.

    Subclass it, set the class attributes, write `prepare`. A metric's rate is the share of its applicable
    verdicts that went well (met, or for a criterion with negative points: not met); an unassessed one counts
    as having gone badly.
    """

    #: the name that criteria write under `metric:`
    name: ClassVar[str]
    #: one line for people
    description: ClassVar[str] = ""
    #: the rate to aim at, in [0, 1]
    target: ClassVar[float] = 1.0
    #: changes whenever a verdict could change
    version: ClassVar[str] = "1"
    #: kind name -> what a criterion writes under it: a pydantic model, or any type pydantic can validate
    kinds: ClassVar[Mapping[str, Any]]
    #: kind name -> one worked example, as YAML, for the manual
    kind_examples: ClassVar[Mapping[str, str]] = {}
    #: what `rubrx plugins check` holds the metric to
    self_tests: ClassVar[Sequence[MetricExample]] = ()
    #: False where no verdict rests on more of the rubric than its own criterion, the terms, the patient and the
    #: query: `rubrx regrade` then keeps verdicts when something else in the rubric changes
    whole_rubric: ClassVar[bool] = True

    @abstractmethod
    def prepare(self, criterion: Criterion, rubric: Rubric, lexicon: Lexicon) -> Judge:
        """Compile one criterion, once a rubric, into a function that judges every response.

        Register the words that the criterion looks for with `lexicon.concept(...)`, so that the reader finds
        them. Raise ValueError with one line if the body can't work; the message reaches the rubric's author
        with file, line and field.
        """


class Scored(NamedTuple):
    """A graded response as a reward sees it."""

    response: Response
    rubric: Rubric
    reading: Reading
    grade: Grade


class Reward(ABC):
    """A number for each response of a batch, for training or for reports."""

    name: ClassVar[str]
    description: ClassVar[str] = ""
    version: ClassVar[str] = "1"
    #: lowest and highest value that `score` may return
    range: ClassVar[tuple[float, float]] = (0.0, 10.0)
    #: what `rubrx plugins check` holds the reward to
    self_tests: ClassVar[Sequence[RewardExample]] = ()

    @abstractmethod
    def score(self, batch: Sequence[Scored]) -> list[float | None]:
        """One finite number within `range`, or None where the reward does not apply, per response, in order."""

    def configured(self, settings: Mapping[str, object], rewards: Mapping[str, Reward]) -> Reward:
        """This reward with its table of the settings file; `rewards` are all the others, by name.

        The default takes no settings. Raise ValueError with one line for a setting that can't work.
        """
        del rewards
        if settings:
            raise ValueError(f"reward {self.name} takes no settings, got {', '.join(sorted(settings))}")
        return self


class Effect(StrEnum):
    """What an attack does to an answer, in the eyes of somebody who knows the subject."""

    SAME = "same"  # it says the same: the reward must move neither up nor down
    NO_BETTER = "no_better"  # it may be worse, it is surely no better: the reward must not rise
    WORSE = "worse"  # it is worse: the reward must not rise, and should fall


class Attack(ABC):
    """A way to change an answer that can't make it better; `rubrx audit reward` measures what it gains.

    `rung` places what it makes on the ladder right (0, the answer as it was) > hedged-right (1) > wrong (2) >
    dangerous (3), which a reward should come down step by step; None for an attack that stands on no rung.
    """

    name: ClassVar[str]
    description: ClassVar[str] = ""
    version: ClassVar[str] = "1"
    effect: ClassVar[Effect] = Effect.NO_BETTER
    rung: ClassVar[int | None] = None

    @abstractmethod
    def perturb(self, scored: Scored) -> str | None:
        """The changed text, or None where the attack does not apply to this answer.

        The same answer must give the same text. Return None wherever the change might make *this* answer
        better: a refusal improves on a dangerous answer, and a negation on a wrong one.
        """


class FeatureSet(ABC):
    """Answers as rows of numbers, for the reward models that `rubrx rm` learns from preferences.

    A row depends on its own answer only. `version` changes whenever a number could: a model that learned from
    another version is refused.
    """

    name: ClassVar[str]
    description: ClassVar[str] = ""
    version: ClassVar[str] = "1"
    #: how many numbers an answer has
    width: ClassVar[int]
    #: how they are brought to a common scale: `column`, each by its spread over the training answers; `block`, all
    #: by one number (for many columns that are mostly 0)
    scaling: ClassVar[Literal["column", "block"]] = "column"
    #: whether it looks at the grade; if not, an answer is read without being graded where nothing else needs it, and
    #: `grade` then has no verdicts
    reads_grade: ClassVar[bool] = True

    @abstractmethod
    def vectors(self, batch: Sequence[Scored]) -> FloatRows:
        """The answers' rows in order, [len(batch), width], finite.

        The rubric of an answer to a prompt that no rubric asks has no criteria, and the prompt as its query.
        """

    @abstractmethod
    def names(self, batch: Sequence[Scored]) -> Mapping[int, str]:
        """What the columns mean, in a few words each; columns that these answers leave empty may be missing."""


@dataclass(frozen=True)
class PPOVariant:
    """PPO with some of its parts replaced, for `rubrx ppo --variant NAME`: to try an idea, or to see a fault work.

    A part that is None stays as it is. Arrays are numpy's; B trajectories, T steps, A actions.
    """

    name: str
    description: str = ""
    #: log pi, log pi_ref over all actions [..., A] -> what beta weighs [...], and its gradient for log pi [..., A]
    penalty: Callable[[Any, Any], tuple[Any, Any]] | None = None
    #: log pi_old, log pi_ref of the actions taken [B, T] -> the logarithm of the ratio's denominator [B, T]
    ratio_base: Callable[[Any, Any], Any] | None = None
    #: returns [B], queries [B] -> what each return is compared with [B]
    baseline: Callable[[Any, Any], Any] | None = None
    #: log pi, log pi_ref of the actions taken [B, T], and the KL -> the number that the controller of beta is told
    controlled_kl: Callable[[Any, Any, float], float] | None = None


@dataclass(frozen=True)
class RubricPack:
    """A collection of rubrics in an importable package: its YAML files, and example files by name.

    `probes` are files of minimal pairs, by name: preferences with a `kind`, for `rubrx rm probe`.
    """

    name: str
    description: str
    rubrics: tuple[Traversable, ...]
    examples: Mapping[str, Traversable] = field(default_factory=dict)
    probes: Mapping[str, Traversable] = field(default_factory=dict)


class Row(NamedTuple):
    """One row of a response file: where it stood, and its columns, or what is wrong with it."""

    line: int
    columns: Mapping[str, object] | None
    problem: str = ""
    #: the row as it stood in the file, cut to a sane length, kept with the rejects
    raw: str = ""
    field: str = ""


@dataclass(frozen=True)
class ResponseFormat:
    """A way to read response files: chosen by suffix, one `Row` a response, streaming."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[IO[bytes]], Iterator[Row]]


@dataclass(frozen=True)
class ReportFormat:
    """A way to write a report: from the summary's plain data to text."""

    name: str
    render: Callable[[Mapping[str, Any]], str]
