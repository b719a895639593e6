"""Wrong shapes and numbers that aren't numbers are refused where they enter, and named."""

import numpy as np
import pytest

from rubrx.learning.arrays import Trajectories, floats, log_softmax, restore


def test_a_nan_or_an_infinity_is_named_by_its_place():
    for bad in (np.nan, np.inf, -np.inf):
        with pytest.raises(ValueError, match=r"reward\[1, 0\] is"):
            floats("reward", [[1.0, 2.0], [bad, 3.0]], (2, 2))


def test_a_wrong_shape_says_what_was_wanted():
    with pytest.raises(ValueError, match=r"x must have shape \[any, 3\], got \[2, 2\]"):
        floats("x", np.zeros((2, 2)), (None, 3))


@pytest.mark.parametrize("mask", [[[False, False]], [[True, False, True]]])
def test_a_mask_is_a_run_of_steps_from_the_first(mask):
    mask = np.array(mask)
    with pytest.raises(ValueError, match="mask"):
        Trajectories(np.array([0]), np.zeros(mask.shape, dtype=int), mask)


def test_trajectories_must_agree_in_length():
    with pytest.raises(ValueError, match="2 queries for 1"):
        Trajectories(np.array([0, 1]), np.zeros((1, 1), dtype=int), np.ones((1, 1), dtype=bool))


def test_log_softmax_keeps_missing_actions_missing_and_survives_large_logits():
    result = log_softmax(np.array([[1000.0, 1000.0, -np.inf]]))
    assert np.allclose(np.exp(result), [[0.5, 0.5, 0.0]])


def test_a_corrupt_state_is_refused_and_changes_nothing():
    parameters = {"a": np.ones(2), "b": np.ones(3)}
    for b in ({}, {"b": np.zeros(2)}, {"b": [0, np.nan, 0]}):
        with pytest.raises(ValueError, match=r"state of policy|policy\.b"):
            restore(parameters, {"a": np.zeros(2), **b}, "policy")
    assert parameters["a"].tolist() == [1, 1]
