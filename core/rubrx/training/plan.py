"""What a training is asked to do: policy, batch, held-out queries, and what holds unless told otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rubrx.errors import UsageError
from rubrx.learning import Parts, ProportionalBeta, Settings
from rubrx.training.monitor import Limits

ITERATIONS = 200
#: where the KL is steered to, in nats a query, and the beta it starts from
TARGET_KL = 0.9
START_BETA = 1.5
#: sampled answers after which a KL that is 20 % off has moved beta by 20 %, at a batch of 224
HORIZON = 1000.0
#: 16 samples a query: with eight queries or more a batch holds at least 128
SAMPLES, LEAST_BATCH, MOST_BATCH = 16, 128, 2048
LIMITS, PARTS = Limits(), Parts()
#: iterations after which the learning rate is 0.71 of what it was: after 200 it is 0.30. On the bundled candidates
#: 10 leaves the policy short where beta is small (KL 2.4 % under the closed form's), 40 shaking where it is large
#: (3 % over)
SLOWING = 20.0
SETTINGS = Settings(
    samples_per_query=SAMPLES, minibatch=128, epochs=4, learning_rate=0.03, slowing=SLOWING, stop_kl=0.05
)
POLICIES = ("tabular", "linear")
#: weights that every query shares move the whole policy at once: they take smaller steps
LINEAR_RATE = 0.01


@dataclass(frozen=True)
class Plan:
    """What to train and how; `batch` None is 16 answers a query, at least 128 and at most 2,048 in all."""

    policy: str = "tabular"
    iterations: int = ITERATIONS
    batch: int | None = None
    held_out: Sequence[str] = ()
    stop_on: frozenset[str] = frozenset()
    limits: Limits = LIMITS
    settings: Settings = SETTINGS
    parts: Parts = PARTS

    def batch_for(self, queries: int) -> int:
        """How many answers an iteration samples."""
        return self.batch or min(max(SAMPLES * queries, LEAST_BATCH), MOST_BATCH)

    def settings_for(self, queries: int) -> Settings:
        """The engine's settings: every query as often as the batch allows, at least twice where it is drawn.

        However large the batch, a pass over it takes two steps: more of them, on fewer answers a query each, leave
        what the batch can bear out, and the clip then holds the policy short of its optimum.
        """
        settings = replace(self.settings, learning_rate=LINEAR_RATE) if self.policy == "linear" else self.settings
        batch = self.batch_for(queries)
        if batch < 2:
            raise UsageError(f"a batch must hold at least 2 answers, got {batch}")
        if batch >= 2 * queries:
            drawn, samples = queries, round(batch / queries)
            settings = replace(settings, samples_per_query=samples)
        else:
            drawn, samples = max(1, batch // 2), 2
            settings = replace(settings, samples_per_query=samples, queries_per_batch=drawn)
        return replace(settings, minibatch=max(settings.minibatch, (drawn * samples + 1) // 2))


def proportional(beta: float, target: float, batch: int) -> ProportionalBeta:
    """The proportional controller, its horizon in keeping with the batch."""
    return ProportionalBeta(beta, target=target, horizon=HORIZON * batch / (14 * SAMPLES))
