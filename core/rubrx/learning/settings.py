"""The settings of PPO, refused where they could not work."""

from __future__ import annotations

from dataclasses import dataclass

from rubrx.learning.arrays import finite_number


@dataclass(frozen=True)
class Settings:
    """How PPO runs; symbols as in the papers."""

    #: epsilon of the clipped surrogate
    clip: float = 0.2
    #: passes over each batch, and trajectories in a minibatch
    epochs: int = 4
    minibatch: int = 64
    #: how many queries a batch draws (None: all, each once) and how often it answers each
    queries_per_batch: int | None = None
    samples_per_query: int = 8
    #: what a return is compared with: "leave-one-out", "query-mean" or "value" (then GAE)
    baseline: str = "leave-one-out"
    gamma: float = 1.0
    lam: float = 0.95
    #: divide advantages by their sd; beta is then in units of it
    normalise: bool = False
    #: where beta * KL is subtracted ("reward" or "loss"), and which estimate of it. In the loss it bears on
    #: each step's own distribution, which for one step is the whole gradient; over several steps only k1 in
    #: the reward also counts where a step leads
    kl_in: str = "loss"
    kl_estimator: str = "exact"
    entropy_bonus: float = 0.0
    #: stop an iteration's epochs where KL(pi_old || pi) passes this; None: never
    stop_kl: float | None = None
    learning_rate: float = 0.05
    #: learning rates fall with the iterations n done, as 1 / sqrt(1 + n / slowing); None: they never do. At a
    #: constant rate the policy goes on shaking with the noise of its samples, which costs reward and adds to the KL
    slowing: float | None = None
    max_gradient_norm: float = 10.0
    value_clip: float | None = 0.2
    value_learning_rate: float = 0.05
    #: sum over every trajectory instead of sampling (small problems; the policy must be Enumerable)
    exact: bool = False

    def __post_init__(self) -> None:
        if self.baseline not in ("leave-one-out", "query-mean", "value"):
            raise ValueError(f"baseline must be leave-one-out, query-mean or value, got {self.baseline!r}")
        allowed = {"reward": ("k1", "k2", "k3"), "loss": ("k2", "k3", "exact")}.get(self.kl_in)
        if allowed is None:
            raise ValueError(f"kl_in must be reward or loss, got {self.kl_in!r}")
        if self.kl_estimator not in allowed:
            raise ValueError(
                f"the KL in the {self.kl_in} can be {', '.join(allowed)}, not {self.kl_estimator!r}: "
                "k1 has no gradient of its own, and an exact sum says nothing of a single sample"
            )
        if self.exact and self.baseline == "leave-one-out":
            raise ValueError("in exact expectation every trajectory stands once: use query-mean or value")
        counts = (self.epochs, self.minibatch, self.samples_per_query, self.queries_per_batch or 1)
        if any(count < 1 for count in counts):
            raise ValueError("epochs, minibatch, samples_per_query and queries_per_batch must be at least 1")
        finite_number("clip", self.clip, 0.0)
        if self.slowing is not None and finite_number("slowing", self.slowing, 0.0) == 0.0:
            raise ValueError("slowing must be above 0: no rate is left after 0 iterations")

    def rate_share(self, done: int) -> float:
        """The share of the learning rates that is left after `done` iterations, in (0, 1].

        The decay with the root of time under which Adam's regret is bounded (Kingma & Ba 2015, arXiv 1412.6980,
        theorem 4.1); it needs no last iteration, so a training can be prolonged.
        """
        return 1.0 if self.slowing is None else (1.0 + done / self.slowing) ** -0.5
