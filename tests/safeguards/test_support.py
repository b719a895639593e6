"""Distances are Mahalanobis' with Ledoit and Wolf's covariance, and the bound is met by what it was made from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import distance
from sklearn.covariance import LedoitWolf

from rubrx.safeguards.support import BEYOND, beyond, distances, ledoit_wolf, outside


@pytest.mark.parametrize("shape", [(60, 5), (12, 30)])
def test_the_covariance_is_scikit_learn_s(shape):
    x = np.random.default_rng(0).normal(size=shape) @ np.diag(np.linspace(0.5, 3, shape[1]))
    mean, covariance, shrinkage = ledoit_wolf(x)
    theirs = LedoitWolf().fit(x)
    assert mean == pytest.approx(theirs.location_)
    assert covariance == pytest.approx(theirs.covariance_)
    assert shrinkage == pytest.approx(theirs.shrinkage_)


def test_distances_are_scipy_s():
    rng = np.random.default_rng(0)
    training, x = rng.normal(size=(50, 4)), rng.normal(size=(6, 4))
    mean, covariance, _ = ledoit_wolf(training)
    inverse = np.linalg.inv(covariance)
    expected = [distance.mahalanobis(row, mean, inverse) ** 2 for row in x]
    assert distances(x, training) == pytest.approx(expected, rel=1e-6)


def test_training_like_answers_lie_inside_and_others_outside():
    rng = np.random.default_rng(0)
    training, like, far = rng.normal(size=(200, 6)), rng.normal(size=(200, 6)), 4 + rng.normal(size=(50, 6))
    labels = [str(i % 10) for i in range(200)]
    inside = outside(like, training, (labels, labels), rng)
    assert inside.share < 0.1
    assert inside.expected == pytest.approx(BEYOND, abs=0.01)
    assert outside(far, training, (labels[:50], labels), rng).interval.low > 0.6


def test_a_constant_feature_does_no_harm_and_too_little_says_nothing():
    rng = np.random.default_rng(0)
    training = np.column_stack([rng.normal(size=(40, 2)), np.zeros(40)])
    labels = [str(i % 5) for i in range(40)]
    assert np.isfinite(distances(training, training)).all()
    assert outside(training, training, (labels, labels), rng) is not None
    assert outside(training, training[:10], (labels, labels[:10]), rng) is None
    assert outside(training, training, (labels, ["one"] * 40), rng) is None
    with pytest.raises(ValueError, match="two rows"):
        ledoit_wolf(training[:1])


def test_doubt_beyond_the_old_is_counted():
    found = beyond(np.array([1.0, 5.0, 5.0, 1.0]), np.linspace(0, 2, 100), ["a", "a", "b", "b"])
    assert (found.share, found.n) == (0.5, 4)
