"""What an n could have seen, against statsmodels' exact power and scipy's binomial."""

from __future__ import annotations

import math

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


@pytest.mark.parametrize(("n", "changed"), [(200, 0.3), (300, 0.5), (80, 0.6), (2_000, 0.05)])
def test_with_changes_both_ways_it_takes_connors_difference(n: int, changed: float) -> None:
    """Connor's sample size for it is n again, and the exact test finds it with about 80 %."""
    net = detectable_change(n, changed)
    assert net is not None
    a, b = stats.norm.ppf(0.975), stats.norm.ppf(0.8)
    assert (a * math.sqrt(changed) + b * math.sqrt(changed - net**2)) ** 2 / net**2 == pytest.approx(n)
    power = sum(
        stats.binom.pmf(d, n, changed)
        * stats.binom.pmf(
            [k for k in range(d + 1) if mcnemar(k, d - k) <= 0.05], d, (changed + net) / 2 / changed
        ).sum()
        for d in range(n + 1)
        if stats.binom.pmf(d, n, changed) > 1e-4
    )
    assert power == pytest.approx(0.8, abs=0.07)  # the exact test is cautious


@pytest.mark.parametrize("changed", [0.0, 0.01, 0.05])
def test_fewer_changes_than_a_result_takes_don_t_make_it_smaller(changed: float) -> None:
    assert detectable_change(60, changed) == detectable_change(60)


def test_five_pairs_can_show_nothing() -> None:
    assert mcnemar(5, 0) == 0.0625
    assert detectable_change(5) is None
    assert detectable_change(5.9) is None
    assert detectable_change(0) is None


def test_a_million_pairs_are_no_trouble() -> None:
    share = detectable_change(1_000_000)
    assert share is not None
    assert stats.binom.sf(5, 1_000_000, share) == pytest.approx(0.8, abs=1e-4)
