"""Adam takes the published steps, and clipping keeps the direction."""

import math

import numpy as np
import pytest

from rubrx.learning.optimizer import Adam, clip_by_norm


def slow_adam(gradients, rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Algorithm 1 of the paper, one number at a time."""
    x = m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g * g
        x -= rate * (m / (1 - beta_1**t)) / (math.sqrt(v / (1 - beta_2**t)) + epsilon)
    return x


def test_adam_is_the_papers_algorithm():
    gradients = [3.0, -1.0, 0.5, 0.0, 2.0]
    parameters = {"x": np.zeros(1)}
    adam = Adam(parameters, 0.1)
    for g in gradients:
        adam.step({"x": np.array([g])})
    assert parameters["x"][0] == pytest.approx(slow_adam(gradients, 0.1), rel=1e-12)


def test_adam_changes_the_array_it_was_given():
    array = np.zeros(2)
    Adam({"x": array}, 0.1).step({"x": np.ones(2)})
    assert (array != 0).all()


def test_clipping_keeps_the_direction_and_the_small():
    gradients = {"a": np.array([3.0]), "b": np.array([0.0, 4.0])}
    clipped, norm = clip_by_norm(gradients, 1.0)
    assert norm == 5
    assert clipped["a"] == pytest.approx([0.6])
    assert clipped["b"] == pytest.approx([0, 0.8])
    same, _ = clip_by_norm(gradients, 10.0)
    assert same["b"].tolist() == [0, 4]
    zero, norm = clip_by_norm({"a": np.zeros(3)}, 1.0)
    assert norm == 0
    assert zero["a"].tolist() == [0, 0, 0]


def test_a_gradient_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        clip_by_norm({"a": np.array([np.nan])}, 1.0)
