"""The contract of a feature set, check by check: the shape it declares, finite, and the answer's alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rubrx.contracts import FeatureSet, Metric, Scored
from rubrx.testing.answers import broken, named, require, scored_batch, short


def check_feature_set(features: FeatureSet, batch: Sequence[Scored] = ()) -> None:
    """Hold the contract of a feature set on `batch` and on a batch of awkward answers (see `scored_batch`).

    One row of `width` finite numbers an answer, in order, also for no answers; the same again the second time, in
    any order, and alone; names for its own columns only.
    """
    for _, check in feature_set_checks(features, batch):
        check()


def feature_set_checks(
    features: FeatureSet, batch: Sequence[Scored] = (), metrics: Mapping[str, Metric] | None = None
) -> list[tuple[str, Callable[[], None]]]:
    """The parts of the contract by name; each call raises AssertionError with what was broken."""
    sample = scored_batch(metrics=metrics)
    answers = (*batch, *sample, broken(sample[3]))
    return [
        ("name and scaling", lambda: _declared(features)),
        ("shape", lambda: _shape(features, answers)),
        ("finite", lambda: _finite(features, answers)),
        ("deterministic", lambda: _same(features, "when asked a second time", answers, _rows(features, answers))),
        (
            "order-independent",
            lambda: _same(features, "in another order", answers, _rows(features, answers[::-1])[::-1]),
        ),
        (
            "batch-independent",
            lambda: _same(features, "alone", answers, np.concatenate([_rows(features, (each,)) for each in answers])),
        ),
        ("names of columns", lambda: _names(features, answers)),
    ]


def _declared(features: FeatureSet) -> None:
    name = named(features, "feature set")
    require(
        isinstance(features.width, int) and features.width > 0,
        f"{name}: width must be a number of columns, got {features.width!r}",
    )
    require(
        features.scaling in ("column", "block"),
        f"{name}: scaling must be 'column' or 'block', got {features.scaling!r}",
    )


def _rows(features: FeatureSet, batch: Sequence[Scored]) -> NDArray[np.float64]:
    return np.asarray(features.vectors(batch), dtype=np.float64)


def _shape(features: FeatureSet, batch: Sequence[Scored]) -> None:
    for answers in ((), batch):
        shape, wanted = _rows(features, answers).shape, (len(answers), features.width)
        require(shape == wanted, f"feature set {features.name}: gave rows of shape {shape}, not {wanted}")


def _finite(features: FeatureSet, batch: Sequence[Scored]) -> None:
    for scored, row in zip(batch, _rows(features, batch), strict=True):
        bad = np.flatnonzero(~np.isfinite(row))
        require(
            not len(bad),
            f"feature set {features.name}: column {bad[:1]} isn't finite for {short(scored.response.text)}",
        )


def _same(features: FeatureSet, when: str, batch: Sequence[Scored], again: NDArray[np.float64]) -> None:
    for scored, first, second in zip(batch, _rows(features, batch), again, strict=True):
        same = np.allclose(first, second, rtol=1e-9, atol=1e-12)
        require(same, f"feature set {features.name}: a row changed {when}, for {short(scored.response.text)}")


def _names(features: FeatureSet, batch: Sequence[Scored]) -> None:
    for column, name in features.names(batch).items():
        require(
            isinstance(column, int) and 0 <= column < features.width and isinstance(name, str) and bool(name),
            f"feature set {features.name}: names must map its columns to words, got {column!r}: {name!r}",
        )
