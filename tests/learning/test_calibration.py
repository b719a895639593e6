"""Calibration figures are their definitions, and a calibrated model has none to speak of."""

from __future__ import annotations

import numpy as np
import pytest

from rubrx.learning.calibration import expected_calibration_error, reliability


def test_the_error_is_its_definition_on_a_table_worked_by_hand():
    """0.9 four times, right three times; 0.6 twice, right once: (4 |0.75 - 0.9| + 2 |0.5 - 0.6|) / 6."""
    table = reliability([0.9, 0.9, 0.9, 0.1, 0.6, 0.4])
    assert [(each.n, each.accuracy) for each in table] == [(2, 0.5), (4, 0.75)]
    assert expected_calibration_error(table) == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)


def test_predictions_that_come_true_as_often_as_stated_are_calibrated():
    rng = np.random.default_rng(0)
    stated = rng.uniform(0, 1, 200_000)
    p = np.where(rng.random(200_000) < stated, stated, 1 - stated)
    assert expected_calibration_error(reliability(p)) < 0.005


def test_certainty_that_is_wrong_half_of_the_time_is_off_by_a_half():
    assert expected_calibration_error(reliability([1.0, 0.0])) == 0.5


def test_a_tie_is_half_right_and_nothing_is_lost():
    table = reliability([0.5, 0.5, 1.0])
    assert sum(each.n for each in table) == 3
    assert table[0].accuracy == 0.5
    assert expected_calibration_error(table) == 0


@pytest.mark.parametrize("bad", [[1.5], [-0.1], [float("nan")], [[0.5]]])
def test_what_is_no_probability_is_refused(bad):
    with pytest.raises(ValueError, match="probabilities"):
        reliability(bad)
