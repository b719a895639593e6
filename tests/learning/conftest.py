"""What the tests of the learning room share: finite differences, and a policy over sequences."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest


def _finite_differences(function, array, step=1e-6):
    """The gradient of `function()` for every entry of `array`, changed in place and put back."""
    gradient = np.zeros(array.shape)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + step
        high = function()
        array[index] = kept - step
        low = function()
        array[index] = kept
        gradient[index] = (high - low) / (2 * step)
    return gradient


@pytest.fixture
def finite_differences():
    return _finite_differences


@pytest.fixture(scope="session")
def sequence_policy():
    """The class `SequencePolicy` of the file beside this one."""
    spec = importlib.util.spec_from_file_location("sequences", Path(__file__).with_name("sequences.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SequencePolicy
