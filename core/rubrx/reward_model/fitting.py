"""Fit a reward model: bootstrap members over the prompts, solved together; held out, calibrated, with its curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rubrx.errors import UsageError
from rubrx.learning.bradley_terry import Fit, Problem, sigmoid, solve
from rubrx.learning.calibration import Bin, expected_calibration_error, reliability
from rubrx.statistics import Rate, clustered_rate

MEMBERS = 5
#: the prior's weight beside the mean loss of a pair
L2 = 0.03
HELD_OUT = 0.2
ANCHORS = 0.1
#: fewer pairs than this are no basis for anything
LEAST_PAIRS = 10
#: with fewer prompts than this members are resampled by pair, not by prompt
LEAST_PROMPTS = 5
MOST_MEMBERS = 100
#: how many prompts the learning curve learns from, as shares of those in training; and how often each is drawn
CURVE = (0.125, 0.25, 0.5, 0.75, 1.0)
CURVE_DRAWS = 3

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """n pairs of N answers, as arrays: scaled feature rows [N, D], and for each pair the places of its answers.

    `prompt` [n] numbers the pair's prompt from 0; `margins` [n] or None. The last `anchors` pairs were not preferred by
    anybody: they take part in the fit with their `weight` [n] (1 for all others), and in no measurement.
    """

    rows: Array
    chosen: NDArray[np.int64]
    rejected: NDArray[np.int64]
    prompt: NDArray[np.int64]
    margins: Array | None = None
    weight: Array | None = None
    anchors: int = 0

    @property
    def prompts(self) -> int:
        """How many prompts there are."""
        return int(self.prompt.max()) + 1

    @property
    def real(self) -> int:
        """How many pairs somebody preferred: the first ones."""
        return len(self.chosen) - self.anchors

    def weights(self) -> Array:
        """What each pair counts for [n]."""
        return np.ones(len(self.chosen)) if self.weight is None else self.weight

    def differences(self) -> Array:
        """Chosen less rejected [n, D]."""
        return np.asarray(self.rows[self.chosen] - self.rows[self.rejected])


def anchored(pairs: Pairs, worthless: Array, share: float) -> Pairs:
    """The pairs, and for each prompt every chosen answer preferred to every worthless one.

    Preferences are between answers that somebody thought worth comparing, and say nothing of silence. `worthless`
    [prompts, A, D] are the feature rows of such answers; a prompt's anchors weigh `share` of its pairs, together.
    """
    if not share:
        return pairs
    prompts, each, width = worthless.shape
    chosen, rejected, prompt, weight = [], [], [], []
    for p in range(prompts):
        at = pairs.prompt == p
        answers = np.unique(pairs.chosen[at])
        for a in range(each):
            chosen.append(answers)
            rejected.append(np.full(len(answers), len(pairs.rows) + p * each + a))
            prompt.append(np.full(len(answers), p))
            weight.append(np.full(len(answers), share * at.sum() / (len(answers) * each)))
    added = np.concatenate(weight)
    return Pairs(
        rows=np.concatenate([pairs.rows, worthless.reshape(-1, width)]),
        chosen=np.concatenate([pairs.chosen, *chosen]),
        rejected=np.concatenate([pairs.rejected, *rejected]),
        prompt=np.concatenate([pairs.prompt, *prompt]),
        margins=None if pairs.margins is None else np.concatenate([pairs.margins, np.zeros(len(added))]),
        weight=np.concatenate([pairs.weights(), added]),
        anchors=len(added),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fit: `l2` weighs |w|^2 / 2 beside the mean loss of a pair; the labels err by `label_smoothing`.

    `anchors` is what worthless answers weigh beside the pairs, see `anchored`.
    """

    members: int = MEMBERS
    l2: float = L2
    label_smoothing: float = 0.0
    anchors: float = ANCHORS

    def __post_init__(self) -> None:
        if not 1 <= self.members <= MOST_MEMBERS:
            raise UsageError(f"members must be from 1 to {MOST_MEMBERS}, got {self.members}")
        if not 0 < self.l2 < float("inf"):
            raise UsageError(f"l2 must be a positive number, got {self.l2}")
        if not 0 <= self.label_smoothing < 0.5:
            raise UsageError(f"label smoothing must be at least 0 and below 0.5, got {self.label_smoothing}")
        if not 0 <= self.anchors <= 1:
            raise UsageError(f"anchors must be a share from 0 to 1, got {self.anchors}")


@dataclass(frozen=True, slots=True)
class Measured:
    """How a model's choices agree with people's: pair accuracy with its interval by prompt, loss, calibration."""

    accuracy: Rate
    log_loss: float
    ece: float
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Held-out pair accuracy after learning from `pairs` pairs of `prompts` prompts, means over the draws."""

    pairs: float
    prompts: float
    accuracy: float


def check_enough(pairs: int) -> None:
    """UsageError where there is too little to learn from."""
    if pairs < LEAST_PAIRS:
        raise UsageError(f"{pairs} usable pair{'s' * (pairs != 1)}; at least {LEAST_PAIRS} are needed to learn from")


def fit(pairs: Pairs, settings: Settings, rng: np.random.Generator) -> Fit:
    """The members' optima. One member learns from all pairs as they are, several from bootstrap resamples."""
    weights = resamples(pairs, pairs.weights(), settings.members, rng)
    return _solved(pairs, weights, settings)


def resamples(pairs: Pairs, among: Array, members: int, rng: np.random.Generator) -> Array:
    """What each pair counts for in each member [K, n]: prompts drawn with replacement among the pairs that count.

    `among` [n] is what pairs count for at first. Answers to one prompt resemble each other, so whole prompts are drawn;
    pairs, where there are few prompts. Each member's weights are scaled to add up to what they were.
    """
    if members == 1:
        return among[None].copy()
    units = pairs.prompt if len(np.unique(pairs.prompt[among > 0])) >= LEAST_PROMPTS else np.arange(len(among))
    present = np.unique(units[among > 0])
    drawn = np.zeros((members, int(units.max()) + 1))
    for member in drawn:
        np.add.at(member, rng.choice(present, size=len(present)), 1.0)
    weights = drawn[:, units] * among
    return np.asarray(weights * (among.sum() / weights.sum(axis=1, keepdims=True)))


def _solved(pairs: Pairs, weights: Array, settings: Settings) -> Fit:
    return solve(
        Problem(
            pairs.differences(),
            weights=weights,
            margins=pairs.margins,
            label_smoothing=settings.label_smoothing,
            # the prior is measured against the mean loss, the solver adds losses up
            l2=settings.l2 * np.maximum(1.0, weights.sum(axis=1)),
        )
    )


def check_share(share: float) -> None:
    """UsageError unless this is a share of the prompts that can be held out."""
    if not 0 < share <= 0.5:
        raise UsageError(f"held out must be a share above 0 and at most 0.5, got {share}")


def folds(prompts: int, share: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Which fold each prompt is held out in, [prompts]: about 1 / share folds of nearly equal size, at least two."""
    check_share(share)
    order = rng.permutation(prompts)
    places = np.empty(prompts, dtype=np.int64)
    places[order] = np.arange(prompts) % max(2, min(prompts, round(1 / share)))
    return places


def cross_fit(pairs: Pairs, settings: Settings, fold: NDArray[np.int64], rng: np.random.Generator) -> Array:
    """The members' weights [F, K, D] of models that each left one fold's prompts out, all solved at once.

    `fold` [prompts] says which fold a prompt is in, from 0. Feature scales come from all answers, which tells
    nothing of who won.
    """
    of_pair = fold[pairs.prompt]
    weight = pairs.weights()
    each = [resamples(pairs, (of_pair != f) * weight, settings.members, rng) for f in range(int(fold.max()) + 1)]
    solved = _solved(pairs, np.concatenate(each), settings).weights
    return solved.reshape(len(each), settings.members, -1)


def held_out(pairs: Pairs, settings: Settings, share: float, rng: np.random.Generator) -> Measured | None:
    """Every pair judged by members that learned from other prompts only; None with fewer than two prompts."""
    if pairs.prompts < 2:
        return None
    fold = folds(pairs.prompts, share, rng)
    differences, of_pair = pairs.differences(), fold[pairs.prompt]
    p = np.empty(len(of_pair))
    real = slice(pairs.real)
    for f, members in enumerate(cross_fit(pairs, settings, fold, rng)):
        at = of_pair == f
        p[at] = sigmoid(differences[at] @ members.T).mean(axis=1)
    return measured(p[real], pairs.prompt[real])


def measured(p: Array, prompt: Sequence[int] | NDArray[np.int64]) -> Measured:
    """What probabilities [n] that the chosen answer wins say of a model; a tie counts as wrong."""
    prompt = np.asarray(prompt)
    clusters = [(int((p[at] > 0.5).sum()), int(at.sum()), 0) for at in (prompt == each for each in np.unique(prompt))]
    accuracy = clustered_rate(clusters)
    if accuracy is None:
        raise UsageError("no pairs to measure on")
    table = reliability(p)
    loss = float(-np.log(np.clip(p, 1e-300, 1.0)).mean())
    return Measured(accuracy, loss, expected_calibration_error(table), tuple(table))


def learning_curve(pairs: Pairs, settings: Settings, share: float, rng: np.random.Generator) -> tuple[CurvePoint, ...]:
    """Held-out accuracy against the number of pairs learned from; every fold and draw is solved at once.

    Prompts are drawn, not pairs: what a new pair teaches depends on whether its prompt is new.
    """
    if pairs.prompts < LEAST_PROMPTS:
        return ()
    fold = folds(pairs.prompts, share, rng)
    rows, owner = [], []
    for f in range(fold.max() + 1):
        for _ in range(CURVE_DRAWS):
            order = rng.permutation(np.flatnonzero(fold != f))
            for size in CURVE:
                taken = order[: max(1, round(size * len(order)))]
                rows.append(np.isin(pairs.prompt, taken) * 1.0)
                owner.append((size, f, len(taken)))
    weights = np.array(rows)
    solved = _solved(pairs, weights * pairs.weights(), replace(settings, members=1)).weights
    weights, prompt = weights[:, : pairs.real], pairs.prompt[: pairs.real]
    right = solved @ pairs.differences()[: pairs.real].T > 0
    points = []
    for size in CURVE:
        at = [i for i, (s, _, _) in enumerate(owner) if s == size]
        tested = np.concatenate([right[i][fold[prompt] == owner[i][1]] for i in at])
        points.append(
            CurvePoint(
                float(np.mean([weights[i].sum() for i in at])),
                float(np.mean([owner[i][2] for i in at])),
                float(tested.mean()),
            )
        )
    return tuple(points)
