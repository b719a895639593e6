"""Spearman's correlation against scipy, and its interval against a simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rubrx.statistics import ranks, spearman

pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=25)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_ranks_are_scipys(values: list[int]) -> None:
    assert list(ranks(values)) == list(stats.rankdata(values))


@given(pairs)
def test_the_correlation_is_scipys(points: list[tuple[int, int]]) -> None:
    x, y = ([float(p[i]) for p in points] for i in (0, 1))
    found = spearman(x, y)
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    assert (found.interval is None) == (len(points) < 4)
    if found.interval:
        assert -1 <= found.interval.low <= found.value <= found.interval.high <= 1
        assert found.interval.low < found.interval.high


def test_the_interval_is_scipys_for_fishers_z_but_for_the_variance() -> None:
    """scipy's interval of Pearson's r has variance 1 / (n - 3); ours (1 + r^2 / 2) times that."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=30)
    y = x + rng.normal(size=30)
    found = spearman(list(x), list(y))
    assert found is not None
    assert found.interval is not None
    plain = stats.pearsonr(stats.rankdata(x), stats.rankdata(y)).confidence_interval(0.95)
    middle = math.atanh(found.value)
    assert (middle - math.atanh(found.interval.low)) / (middle - math.atanh(plain.low)) == pytest.approx(
        math.sqrt(1 + found.value**2 / 2)
    )


def test_the_interval_holds_the_true_value_as_often_as_it_says() -> None:
    """1,000 samples of 14 from a normal pair with r = 0.6: Spearman's is 6/pi asin(0.3) (Pearson 1907)."""
    rng = np.random.default_rng(0)
    true = 6 / math.pi * math.asin(0.3)
    held = 0
    for _ in range(1_000):
        x = rng.normal(size=14)
        y = 0.6 * x + 0.8 * rng.normal(size=14)
        found = spearman(list(x), list(y))
        assert found is not None
        assert found.interval is not None
        held += found.interval.low <= true <= found.interval.high
    assert 0.925 <= held / 1_000 <= 0.985


def test_a_perfect_order_is_still_uncertain() -> None:
    found = spearman([1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12])
    assert found is not None
    assert found.value == pytest.approx(1)
    assert found.interval is not None
    assert 0.3 < found.interval.low < 0.95


def test_pairs_must_be_pairs_of_numbers() -> None:
    with pytest.raises(ValueError, match="one y an x"):
        spearman([1], [1, 2])
    with pytest.raises(ValueError, match="finite"):
        spearman([1, math.nan], [1, 2])
