"""What an n could have seen, against statsmodels' exact power and scipy's binomial."""

from __future__ import annotations

import pytest
from scipy import stats
from statsmodels.stats.power import TTestPower

from rubrx.statistics import detectable_change, detectable_mean, mcnemar


@pytest.mark.parametrize("n", [5, 8, 14, 30, 200])
def test_the_mean_that_a_t_test_finds(n: int) -> None:
    witness = TTestPower().solve_power(nobs=n, alpha=0.05, power=0.8)
    assert detectable_mean(1.0, n) == pytest.approx(witness, rel=0.02)
    assert detectable_mean(3.0, n) == pytest.approx(3 * witness, rel=0.02)


def test_without_spread_or_a_second_pair_nothing_is_said() -> None:
    assert detectable_mean(0.0, 10) is detectable_mean(1.0, 1) is None


@pytest.mark.parametrize("n", [6, 7, 14, 73, 1_000])
def test_the_share_that_mcnemar_finds_with_80_percent(n: int) -> None:
    share = detectable_change(n)
    assert share is not None
    significant = [k for k in range(n + 1) if mcnemar(k, 0) <= 0.05]
    assert stats.binom.sf(min(significant) - 1, n, share) == pytest.approx(0.8, abs=1e-6)


def test_five_pairs_can_show_nothing() -> None:
    assert mcnemar(5, 0) == 0.0625
    assert detectable_change(5) is None
    assert detectable_change(5.9) is None
    assert detectable_change(0) is None


def test_a_million_pairs_are_no_trouble() -> None:
    share = detectable_change(1_000_000)
    assert share is not None
    assert stats.binom.sf(5, 1_000_000, share) == pytest.approx(0.8, abs=1e-4)
