"""Every interval against an independent witness: scipy, a published figure, or a slow loop."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rubrx.statistics import (
    bootstrap_mean,
    bootstrap_mean_difference,
    clean_bound,
    clean_n,
    clustered_rate,
    design_effect,
    student_t_quantile,
    wilson,
    wilson_n,
)

#: (successes, size, unassessed) of one cluster
cluster = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 4)).map(
    lambda c: (c[0], c[0] + c[1] + c[2], c[2])
)
clean_cluster = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda c: (c[0], c[0] + c[1], 0))


@given(st.integers(1, 500), st.data(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_is_scipys(n: int, data: st.DataObject, confidence: float) -> None:
    k = data.draw(st.integers(0, n))
    witness = stats.binomtest(k, n).proportion_ci(confidence, "wilson")
    assert wilson(k, n, confidence) == pytest.approx((witness.low, witness.high), abs=1e-12)


def test_wilson_matches_newcombes_published_examples() -> None:
    """Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3."""
    for k, n, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


@given(st.floats(0.01, 1e6), st.integers(0, 1000).map(lambda i: i / 1000))
def test_a_rate_never_has_zero_width(n: float, share: float) -> None:
    low, high = wilson(share * n, n)
    assert 0 <= low < high <= 1
    assert low <= share <= high


@pytest.mark.parametrize(("k", "n"), [(1, 0), (-1, 3), (4, 3), (1, math.nan)])
def test_wilson_refuses_what_is_no_rate(k: float, n: float) -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson(k, n)


def test_what_a_clean_sheet_proves() -> None:
    """8 of 8 proves 0.676 by Wilson, 0.631 exactly; 0.95 needs 73 or 72 clean cases, 0.99 381 or 368."""
    assert clean_bound(8) == pytest.approx(0.6756, abs=5e-5)
    assert clean_bound(8, method="exact") == pytest.approx(0.6306, abs=5e-5)
    assert clean_bound(8, method="exact") == pytest.approx(stats.binomtest(8, 8).proportion_ci(0.95, "exact").low)
    assert (clean_n(0.95), clean_n(0.99)) == (73, 381)
    assert (clean_n(0.95, method="exact"), clean_n(0.99, method="exact")) == (72, 368)


@given(st.floats(0.001, 0.999), st.sampled_from(["wilson", "exact"]))
def test_clean_n_is_the_smallest(bound: float, method: str) -> None:
    n = clean_n(bound, method=method)  # type: ignore[arg-type]
    assert clean_bound(n, method=method) >= bound  # type: ignore[arg-type]
    assert n == 1 or clean_bound(n - 1, method=method) < bound  # type: ignore[arg-type]


@pytest.mark.parametrize("bound", [0.0, 1.0, 1.5, math.nan])
def test_no_finite_n_proves_certainty(bound: float) -> None:
    with pytest.raises(ValueError, match="no finite n proves 1"):
        clean_n(bound)


def test_design_effect_is_rao_and_scotts_ratio_with_two_imaginary_clusters() -> None:
    """By a slow loop over single observations: variance of a ratio over variance of independent draws."""
    clusters = [(3, 4), (1, 4), (0, 2), (6, 6)]
    size = 4.0  # the mean of the four
    padded = [*clusters, (0, size), (size, size)]
    n, p = 24.0, 14 / 24
    ratio_variance = sum((k - m * p) ** 2 for k, m in padded) / n**2
    assert design_effect(clusters) == pytest.approx(ratio_variance / (p * (1 - p) / n))


@given(st.lists(st.integers(0, 1), min_size=1, max_size=30))
def test_independent_observations_have_no_design_effect(outcomes: list[int]) -> None:
    assert design_effect([(k, 1) for k in outcomes]) == pytest.approx(1.0)


@given(
    st.lists(clean_cluster, min_size=1, max_size=8).filter(lambda cs: any(m for _, m, _ in cs)),
    st.integers(2, 50),
)
def test_grading_the_same_answers_again_never_narrows_an_interval(
    clusters: list[tuple[int, int, int]], times: int
) -> None:
    once = clustered_rate(clusters)
    often = clustered_rate([(k * times, m * times, 0) for k, m, _ in clusters])
    assert once is not None
    assert often is not None
    assert often.effective_n <= once.effective_n + 1e-9 or once.effective_n == once.n
    if all(m == 1 for _, m, _ in clusters if m):
        assert often.interval == pytest.approx(once.interval)


@given(st.lists(cluster, max_size=8))
def test_the_design_effect_lies_between_one_and_the_largest_cluster(
    clusters: list[tuple[int, int, int]],
) -> None:
    effect = design_effect([(k, m) for k, m, _ in clusters])
    assert 1.0 <= effect <= max([1, *(m for _, m, _ in clusters)])


def test_a_clean_sheet_counts_each_query_once() -> None:
    """80 of 80 on 8 queries proves what 8 of 8 proves."""
    rate = clustered_rate([(10, 10, 0)] * 8)
    assert rate is not None
    assert rate.effective_n == pytest.approx(8)
    assert rate.interval.low == pytest.approx(clean_bound(8))


def _open_one(clusters: list[tuple[int, int, int]], at: int, was: str) -> list[tuple[int, int, int]]:
    """The clusters with one verdict of cluster `at` turned into an error."""
    k, m, u = clusters[at]
    if was == "success" and k:
        new = (k - 1, m, u + 1)
    elif was == "failure" and m - k - u > 0:
        new = (k, m, u + 1)
    else:  # it did not apply before
        new = (k, m + 1, u + 1)
    return [*clusters[:at], new, *clusters[at + 1 :]]


@settings(max_examples=500)
@given(st.lists(cluster, min_size=1, max_size=6), st.data())
def test_an_error_never_raises_a_rate(clusters: list[tuple[int, int, int]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(clusters) - 1))
    before = clustered_rate(clusters)
    after = clustered_rate(_open_one(clusters, at, data.draw(st.sampled_from(["success", "failure", "outside"]))))
    assert after is not None
    assert after.value <= (before.value if before else 0.0) + 1e-12


@settings(max_examples=500)
@given(st.lists(clean_cluster, min_size=1, max_size=6), st.data())
def test_a_first_error_never_raises_the_lower_bound(clusters: list[tuple[int, int, int]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(clusters) - 1))
    before = clustered_rate(clusters)
    after = clustered_rate(_open_one(clusters, at, data.draw(st.sampled_from(["success", "failure", "outside"]))))
    assert after is not None
    assert after.interval.low <= (before.interval.low if before else 0.0) + 1e-9


def test_nothing_applicable_is_no_rate() -> None:
    assert clustered_rate([]) is None
    assert clustered_rate([(0, 0, 0)]) is None


@pytest.mark.parametrize("row", [(3, 2, 0), (2, 3, 2), (0, 1, -1)])
def test_clusters_that_do_not_add_up_are_refused(row: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="cluster"):
        clustered_rate([row])


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 30, 101, 1000])
@pytest.mark.parametrize("probability", [0.5, 0.75, 0.95, 0.975, 0.995])
def test_student_t_is_scipys(probability: float, df: int) -> None:
    assert student_t_quantile(probability, df) == pytest.approx(stats.t.ppf(probability, df), rel=1e-9, abs=1e-9)


def test_student_t_beyond_a_thousand_is_normal_to_within_its_word() -> None:
    assert student_t_quantile(0.975, 1001) == pytest.approx(stats.t.ppf(0.975, 1001), abs=0.0025)


def test_bootstrap_matches_a_slow_loop_over_the_same_draws() -> None:
    sums, sizes = [1.0, 4.0, 2.5, 0.0, 3.0], [2, 5, 3, 1, 4]
    interval = bootstrap_mean(sums, sizes, np.random.default_rng(7), resamples=500)
    drawn = np.random.default_rng(7).integers(0, 5, size=(500, 5))
    means = sorted(sum(sums[i] for i in row) / sum(sizes[i] for i in row) for row in drawn)
    tail = stats.norm.cdf(-math.sqrt(5 / 4) * stats.t.ppf(0.975, 4))
    assert interval == pytest.approx(tuple(np.quantile(means, [tail, 1 - tail])), abs=1e-9)


def test_bootstrap_of_many_clusters_agrees_with_scipys() -> None:
    values = np.random.default_rng(3).beta(2, 3, size=150)
    ours = bootstrap_mean(values.tolist(), [1] * 150, np.random.default_rng(0))
    theirs = stats.bootstrap((values,), np.mean, method="percentile", rng=np.random.default_rng(1)).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_bootstrap_covers_the_mean_about_as_often_as_it_says() -> None:
    """With 12 clusters, between 92 and 98 of 100 nominal 95 % intervals hold the true mean (fixed seed)."""
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(300):
        values = rng.beta(3, 2, size=12)
        interval = bootstrap_mean(values.tolist(), [1] * 12, rng, resamples=999)
        assert interval is not None
        hits += interval.low <= 0.6 <= interval.high
    assert 0.92 <= hits / 300 <= 0.98


def test_bootstrap_repeats_with_its_seed_and_not_without() -> None:
    data = ([0.1, 0.9, 0.4, 0.7], [1, 1, 1, 1])
    first = bootstrap_mean(*data, np.random.default_rng(1), resamples=200)
    assert first == bootstrap_mean(*data, np.random.default_rng(1), resamples=200)
    assert first != bootstrap_mean(*data, np.random.default_rng(2), resamples=200)


def test_one_cluster_has_no_resampled_interval() -> None:
    assert bootstrap_mean([3.0], [4], np.random.default_rng(0)) is None


@pytest.mark.parametrize(("sums", "sizes"), [([1.0], [1, 2]), ([math.nan, 1.0], [1, 1]), ([1.0, 2.0], [0, 1])])
def test_bootstrap_refuses_nonsense(sums: list[float], sizes: list[int]) -> None:
    with pytest.raises(ValueError, match=r"size|sum"):
        bootstrap_mean(sums, sizes, np.random.default_rng(0))


def test_a_paired_difference_ignores_what_both_share() -> None:
    """The seed's five printed queries: +2.16 on average, and surely above zero though the levels overlap."""
    sft, ppo = [3.8, 3.2, 2.1, 2.9, 3.4], [5.3, 5.1, 5.2, 5.4, 5.2]
    interval = bootstrap_mean_difference(sft, ppo, np.random.default_rng(5))
    assert interval is not None
    assert 1.4 < interval.low < 2.16 < interval.high < 3.2
    with pytest.raises(ValueError, match="equal lengths"):
        bootstrap_mean_difference(sft, ppo[:4], np.random.default_rng(5))


@given(st.integers(1, 99), st.integers(2, 99))
def test_wilson_n_is_the_smallest_n_whose_bound_holds(percent: int, bound: int) -> None:
    rate, wanted = percent / 100, bound / 100
    n = wilson_n(rate, wanted)
    if rate <= wanted:
        assert n is None
        return
    assert n is not None
    assert stats_wilson_low(rate, n) >= wanted - 1e-9
    assert n == 1 or stats_wilson_low(rate, n - 1) < wanted


def stats_wilson_low(rate: float, n: int) -> float:
    """The lower limit from statsmodels, which takes fractional counts too."""
    from statsmodels.stats.proportion import proportion_confint

    return float(proportion_confint(rate * n, n, method="wilson")[0])


def test_wilson_n_of_a_clean_sheet_is_clean_n() -> None:
    assert wilson_n(1.0, 0.95) == clean_n(0.95) == 73
    with pytest.raises(ValueError, match="bound"):
        wilson_n(1.0, 1.0)
