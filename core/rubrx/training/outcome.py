"""What a training tells: one line an iteration, and everything it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from rubrx.statistics import Interval


@dataclass(frozen=True, slots=True)
class Iteration:
    """Where training stands after an iteration.

    `reward`, `gold`, `kl` (to the reference, in nats), `entropy`, `words` and `keywords` (the share of the
    rubric's terms that are named) are exact expectations under the policy then, averaged over the queries that
    train; `validation_*` are the same over held-out ones. `loss`, `clip_fraction`, `beta`, `gradient_norm` and
    `explained_variance` (of returns, by the baseline) are of the update that led there.
    """

    iteration: int
    loss: float
    reward: float
    kl: float
    clip_fraction: float
    beta: float
    entropy: float
    gold: float | None
    words: float | None = None
    keywords: float | None = None
    gradient_norm: float | None = None
    explained_variance: float | None = None
    validation_reward: float | None = None
    validation_gold: float | None = None
    validation_kl: float | None = None

    def figures(self) -> dict[str, float]:
        """All but the iteration's number, by name; without those that there are not."""
        return {name: value for name, value in asdict(self).items() if name != "iteration" and value is not None}


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the monitor noticed, and when: `kind` is one of `rubrx.training.monitor.KINDS`."""

    kind: str
    iteration: int
    message: str


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One metric of the answers that the policy gives, before and after: the share of verdicts that went well."""

    metric: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """Reward and gold on a set of queries, before and after, with the 95 % interval of the mean change.

    `optimum_share` is the gain in reward as a share of the best that any policy has there at the KL reached;
    `gold_queries` counts the queries that gold is of: those whose every candidate has its mark.
    """

    queries: int
    reward_before: float
    reward_after: float
    reward_interval: Interval | None
    gold_before: float | None
    gold_after: float | None
    gold_interval: Interval | None
    kl: float
    optimum_share: float | None = None
    gold_queries: int = 0


@dataclass(frozen=True, slots=True)
class Training:
    """What training did, as exact expectations over `queries` queries; before = the uniform reference.

    The intervals are of the mean change, queries resampled, 95 %; None for a single query. `optimum_share`
    is the gain in reward as a share of the best that any policy has at the KL reached; `target_kl` is where
    the controller steered it, None for one without a target. `left_out` counts candidates without a reward,
    and `queries_left_out` names queries with fewer than two others. Gold is of the `gold_queries` whose every
    candidate has a mark, None without any. `turn` is the iteration of gold's maximum (0: the start),
    `stopped` what the monitor ended it for. `validation` is of queries that never trained. `probabilities` is
    the final policy: query -> response -> share.
    """

    queries: int
    candidates: int
    left_out: int
    queries_left_out: tuple[str, ...]
    reward_before: float
    reward_after: float
    reward_interval: Interval | None
    gold_before: float | None
    gold_after: float | None
    gold_interval: Interval | None
    kl: float
    target_kl: float | None
    entropy_before: float
    entropy_after: float
    optimum_share: float | None
    history: tuple[Iteration, ...]
    probabilities: Mapping[str, Mapping[str, float]]
    policy: str = "tabular"
    batch: int = 0
    words_before: float | None = None
    words_after: float | None = None
    metrics: tuple[MetricChange, ...] = ()
    turn: int | None = None
    warnings: tuple[Alarm, ...] = ()
    stopped: str | None = None
    validation: Change | None = None
    gold_queries: int = 0
