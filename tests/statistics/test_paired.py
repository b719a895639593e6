"""Paired verdicts against statsmodels, scipy, published figures, and slow enumeration."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar
from statsmodels.stats.multitest import multipletests

from rubrx.statistics import change_design_effect, clean_bound, holm, mcnemar, paired_change, sign_flip, tango


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_statsmodels_and_the_sign_test(fixed: int, regressed: int) -> None:
    witness = statsmodels_mcnemar([[5, fixed], [regressed, 5]], exact=True).pvalue if fixed + regressed else 1.0
    assert mcnemar(fixed, regressed) == pytest.approx(witness, rel=1e-9)
    if fixed + regressed:
        assert mcnemar(fixed, regressed) == pytest.approx(
            stats.binomtest(fixed, fixed + regressed).pvalue, rel=1e-9, abs=1e-300
        )


def test_mcnemar_of_many_pairs_is_still_a_number() -> None:
    assert mcnemar(3_000, 3_100) == pytest.approx(stats.binomtest(3_000, 6_100).pvalue, rel=1e-8)
    assert 0 <= mcnemar(5_000, 0) < 1e-300


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        mcnemar(-1, 2)


@given(st.lists(st.integers(-5, 5), max_size=9))
def test_sign_flip_counts_the_sign_patterns(changes: list[int]) -> None:
    total = abs(sum(changes))
    sums = [
        abs(sum(s * c for s, c in zip(signs, changes, strict=True)))
        for signs in itertools.product((1, -1), repeat=len(changes))
    ]
    assert sign_flip(changes) == pytest.approx(sum(each >= total for each in sums) / len(sums))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 9))
def test_one_pair_a_cluster_is_mcnemar(fixed: int, regressed: int, same: int) -> None:
    assert sign_flip([1] * fixed + [-1] * regressed + [0] * same) == pytest.approx(mcnemar(fixed, regressed))


def test_three_pairs_that_move_together_prove_no_more_than_one() -> None:
    assert sign_flip([3, 3, 3, 3]) == sign_flip([1, 1, 1, 1]) == 0.125
    assert mcnemar(12, 0) < 0.001


def test_a_size_beyond_the_exact_one_is_close_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [*range(-30, 31), 60, 70, 90]
    exact = sign_flip(changes)
    monkeypatch.setattr("rubrx.statistics.paired._FLIP_STEPS", 10)
    assert sign_flip(changes) == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_holm_is_statsmodels(n: int) -> None:
    p_values = list(np.random.default_rng(n).uniform(0, 0.2, n).round(2))  # rounded: equal ones occur
    assert holm(p_values) == pytest.approx(list(multipletests(p_values, method="holm")[1]))


def test_holm_of_nothing_is_nothing() -> None:
    assert holm([]) == []


def quartic(fixed: int, regressed: int, n: int) -> tuple[float, float]:
    """Tango's limits as roots of a polynomial: Yang, Sun & Hardin 2013, Statistics in Medicine 32:1336."""
    g, d, s = stats.norm.ppf(0.975) ** 2, fixed - regressed, fixed + regressed
    k = n / g
    roots = np.roots(
        [
            n**2 * (k + 1) ** 2,
            -n * d * (k + 1) * (4 * k + 1),
            2 * n * d**2 * (3 * k + 2) / g - n**2 * (s / g + 1),
            n * d * (2 * s / g + 1) - d**3 * (4 * k + 1) / g,
            d**2 * (d**2 / g - s) / g,
        ]
    )
    real = sorted(root.real for root in roots if abs(root.imag) < 1e-7)
    return real[0], real[-1]


@pytest.mark.parametrize(
    ("fixed", "regressed", "n"), [(1, 7, 21), (9, 5, 32), (12, 2, 50), (3, 1, 44), (20, 11, 100), (1, 0, 9)]
)
def test_tango_is_the_published_closed_form(fixed: int, regressed: int, n: int) -> None:
    assert tango(fixed, regressed, n) == pytest.approx(quartic(fixed, regressed, n), abs=1e-6)


def test_tango_matches_a_published_example() -> None:
    """Airway reactivity, 21 children: Fagerland, Lydersen & Laake 2014, Statistics in Medicine 33:2850, table VI."""
    assert tango(1, 7, 21) == pytest.approx((-0.517, -0.026), abs=5e-4)


def test_tango_is_the_score_test_turned_round() -> None:
    """At each end the statistic is z, with the nuisance parameter at its constrained maximum, found by search."""
    fixed, regressed, n = 4, 9, 40

    def z_at(difference: float) -> float:
        def minus_likelihood(q: float) -> float:  # q: the chance of regressing; q + difference: of being fixed
            return -(
                fixed * math.log(q + difference)
                + regressed * math.log(q)
                + (n - fixed - regressed) * math.log(1 - 2 * q - difference)
            )

        bounds = (max(0, -difference) + 1e-9, (1 - difference) / 2 - 1e-9)
        q = optimize.minimize_scalar(minus_likelihood, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
        return (fixed - regressed - n * difference) / math.sqrt(n * (2 * q + difference - difference**2))

    low, high = tango(fixed, regressed, n)
    assert (z_at(low), z_at(high)) == pytest.approx((1.95996, -1.95996), abs=1e-4)


@given(st.integers(1, 400))
def test_nothing_changed_is_no_proof_that_nothing_can(n: int) -> None:
    low, high = tango(0, 0, n)
    assert -low == pytest.approx(high) == pytest.approx(1 - clean_bound(n))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_the_interval_holds_its_value_and_mirrors(fixed: int, regressed: int, same: int) -> None:
    n = fixed + regressed + same + 1
    low, high = tango(fixed, regressed, n)
    assert -1 <= low <= (fixed - regressed) / n <= high <= 1
    assert low < high
    assert tango(regressed, fixed, n) == pytest.approx((-high, -low))


@given(st.lists(st.sampled_from([(1, 0, 1), (0, 1, 1), (0, 0, 1)]), min_size=1, max_size=30))
def test_single_pairs_are_worth_themselves(clusters: list[tuple[int, int, int]]) -> None:
    assert change_design_effect(clusters) == 1
    change = paired_change(clusters)
    assert change is not None
    fixed, regressed = sum(c[0] for c in clusters), sum(c[1] for c in clusters)
    assert change.interval == pytest.approx(tango(fixed, regressed, len(clusters)))


def test_pairs_of_one_query_count_once_where_nothing_changed() -> None:
    change = paired_change([(0, 0, 10)] * 8)
    assert change is not None
    assert (change.n, change.effective_n) == (80, pytest.approx(8))
    assert change.interval.low == pytest.approx(-(1 - clean_bound(8)))


def test_no_pair_is_no_change_and_too_many_changes_are_refused() -> None:
    assert paired_change([]) is paired_change([(0, 0, 0)]) is None
    with pytest.raises(ValueError, match="fixed"):
        paired_change([(2, 1, 2)])
    with pytest.raises(ValueError, match="n > 0"):
        tango(1, 1, 0)


def test_by_query_holds_its_error_rate_where_pairs_move_together_and_mcnemar_does_not() -> None:
    """No difference, 14 queries, 12 pairs each that resemble each other: 5 % may look significant."""
    rng = np.random.default_rng(0)
    alone = by_query = held = 0
    for _ in range(300):
        chances = rng.dirichlet([0.35, 0.35, 1.63], 14)
        counts = [rng.multinomial(12, chance) for chance in chances]
        rows = [(int(fixed), int(regressed), 12) for fixed, regressed, _ in counts]
        alone += mcnemar(sum(row[0] for row in rows), sum(row[1] for row in rows)) <= 0.05
        by_query += sign_flip([row[0] - row[1] for row in rows]) <= 0.05
        change = paired_change(rows)
        assert change is not None
        held += change.interval.low <= 0 <= change.interval.high
    assert alone > 60
    assert by_query <= 15
    assert held >= 285
