"""The intervals cover what they should, have no zero width, and don't depend on how items are put together."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rubrx.agreement import coefficients as c
from rubrx.agreement import measure, table_of
from rubrx.agreement.resampling import bca, bootstrap, drawn, units_of
from rubrx.statistics import wilson


def noisy(n: int, rng: np.random.Generator, right: float = 0.85, share: float = 0.3, raters: int = 3):
    """Binary labels of raters who are each right with that probability."""
    truth = rng.random(n) < share
    labels = np.where(rng.random((raters, n)) < right, truth, ~truth).astype(int)
    items = [str(i) for i in range(n)] * raters
    names = [str(r) for r in range(raters) for _ in range(n)]
    return table_of(items, names, [str(x) for x in labels.ravel()])


def test_the_interval_covers_the_true_kappa_about_as_often_as_it_says():
    """kappa of endless items, in closed form, is inside in 90 to 99 % of 200 samples of 60 items."""
    right, share = 0.85, 0.3
    agree = right**2 + (1 - right) ** 2
    met = share * right + (1 - share) * (1 - right)
    chance = met**2 + (1 - met) ** 2
    kappa = (agree - chance) / (1 - chance)
    rng = np.random.default_rng(7)
    inside = 0
    for _ in range(200):
        found = measure(noisy(60, rng), rng, resamples=400, with_pairs=False).estimates["fleiss_kappa"]
        inside += found.low <= kappa <= found.high
    assert 180 <= inside <= 198


def test_bca_is_what_scipy_says():
    """On a mean of 40 skewed values, with the jackknife in closed form."""
    rng = np.random.default_rng(3)
    values = rng.exponential(size=40)
    said = stats.bootstrap(
        (values,), np.mean, method="BCa", n_resamples=20_000, rng=np.random.default_rng(5)
    ).confidence_interval
    resampled = values[rng.integers(0, 40, (20_000, 40))].mean(axis=1)
    left_out = (values.sum() - values) / 39
    ours = bca(float(values.mean()), resampled, left_out, np.ones(40))
    assert (ours.low, ours.high) == (pytest.approx(said.low, abs=0.02), pytest.approx(said.high, abs=0.02))


def test_items_put_together_at_random_give_the_same_interval():
    """64 random groups in place of every item: the ends move by no more than the noise of 64 groups allows."""
    table = noisy(4_000, np.random.default_rng(0))
    cells = c.cells_of(table)
    ends = []
    for most in (64, 2_048):
        rng = np.random.default_rng(1)
        units = units_of(table, rng, most) if most == 2_048 else units_of(table, rng, 4)
        if most == 64:
            units = type(units)(rng.permutation(4_000) % 64, np.ones(64), False)
        assert units.alike is (most == 2_048)
        sums = units.sums(c.count_sums(table, cells, units))
        value, interval = bootstrap(c.fleiss_kappa, sums, units, drawn(units, rng))
        ends.append((value, interval.high - interval.low))
    (same, width), (value, exact) = ends
    assert same == pytest.approx(value, abs=1e-12)
    assert width == pytest.approx(exact, rel=0.3)


def test_items_alike_are_drawn_as_single_items():
    """The multinomial over patterns has the standard error of a plain bootstrap over items."""
    table = noisy(200, np.random.default_rng(4))
    cells = c.cells_of(table)
    per_item = np.zeros(200)
    np.add.at(per_item, cells.item, cells.n * (cells.n - 1) / 6)
    rng = np.random.default_rng(2)
    plain = per_item[rng.integers(0, 200, (4_000, 200))].mean(axis=1).std()
    units = units_of(table, rng)
    assert len(units.size) <= 8
    quick = c.raw_agreement(drawn(units, rng, 4_000) @ units.sums(c.count_sums(table, cells, units))).std()
    assert quick == pytest.approx(plain, rel=0.06)


@pytest.mark.parametrize("n", [1, 2, 10, 100])
def test_a_clean_sheet_has_a_lower_bound_below_one_that_rises_with_n(n):
    labels = [str(i % 2) for i in range(n)]
    table = table_of([str(i) for i in range(n)] * 2, ["x"] * n + ["y"] * n, labels * 2, categories=["0", "1"])
    found = measure(table, np.random.default_rng(0)).estimates
    assert found["raw_agreement"].low == pytest.approx(n / (n + 1.959964**2))
    assert found["gwet_ac1"].low < found["raw_agreement"].low < 1


@pytest.mark.parametrize("n", [1, 2, 10, 100])
@pytest.mark.parametrize("turned", [False, True])
def test_where_all_items_are_disagreed_on_wilson_bounds_what_resampling_can_not(n, turned):
    """0 of n: raw agreement's upper end is z^2 / (n + z^2), and no coefficient beyond chance lies above that."""
    x = ["1" if turned and i % 2 else "0" for i in range(n)]
    y = ["0" if label == "1" else "1" for label in x]
    table = table_of([str(i) for i in range(n)] * 2, ["x"] * n + ["y"] * n, [*x, *y])
    found = measure(table, np.random.default_rng(0)).estimates
    highest = 1.959964**2 / (n + 1.959964**2)
    assert found["raw_agreement"] == (0.0, 0.0, pytest.approx(highest), n)
    for name in ("cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"):
        each = found[name]
        assert -1 <= each.low <= each.value <= each.high <= max(highest, each.value)


def test_where_two_of_three_agree_on_every_item_there_is_an_interval_too():
    """Every item agrees by a third: Wilson's interval of n / 3 in n, as wide as any variable of that mean needs."""
    n = 30
    items = [str(i) for i in range(n) for _ in range(3)]
    table = table_of(items, ["x", "y", "z"] * n, ["1", "1", "0"] * n)
    found = measure(table, np.random.default_rng(0)).estimates
    low, high = wilson(n / 3, n)
    assert found["raw_agreement"][:3] == pytest.approx((1 / 3, low, high))
    assert found["fleiss_kappa"].low <= 2 * low - 1 < found["fleiss_kappa"].value < found["fleiss_kappa"].high <= high


def test_near_misses_count_so_that_raw_agreement_bounds_no_alpha_of_numbers():
    """All items are disagreed on by one step of ten: alpha is near 1, and Wilson's 0 of n says nothing of it."""
    table = table_of(
        [str(i) for i in range(9)] * 2, ["x"] * 9 + ["y"] * 9, [str(i % 9 + d) for d in (0, 1) for i in range(9)]
    )
    found = measure(table, np.random.default_rng(0), level="interval").estimates
    assert found["raw_agreement"].high < 0.31
    assert found["krippendorff_alpha"].value > 0.9
    assert found["krippendorff_alpha"].low > 0.5


def test_the_same_seed_gives_the_same_figures():
    table = noisy(50, np.random.default_rng(0))
    first, again = (measure(table, np.random.default_rng(11)) for _ in range(2))
    assert first == again


def test_too_many_pairs_of_raters_are_cut_and_said():
    rng = np.random.default_rng(0)
    items = [str(i // 3) for i in range(600)]
    raters = [f"r{x}" for _ in range(200) for x in rng.choice(60, 3, replace=False)]
    found = measure(table_of(items, raters, [str(x) for x in rng.integers(0, 4, 600)]), rng, resamples=50)
    assert len(found.pairs) == 64
    assert "over 64 pairs" in " ".join(found.notes)
