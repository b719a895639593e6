"""Each two-sample figure is what scikit-learn, scipy or a plain loop says, and the tests hold their level."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rubrx.safeguards.two_sample import (
    auc,
    cohen_d,
    discrepancy,
    feature_shifts,
    ks,
    logistic,
    separation,
)


def samples(shift=0.0, n=40, m=50, features=3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, features)), rng.normal(size=(m, features)) + shift


def clusters(*tables):
    return tuple([str(i % 8) for i in range(len(table))] for table in tables)


def test_auc_is_scikit_learn_s():
    a, b = (np.round(table[:, 0], 1) for table in samples(0.5))
    labels = np.r_[np.zeros(len(a)), np.ones(len(b))]
    assert auc(a, b) == pytest.approx(roc_auc_score(labels, np.r_[a, b]))


def test_the_logistic_fit_is_scikit_learn_s():
    a, b = samples(0.7)
    x, y = np.concatenate([a, b]), np.arange(len(a) + len(b)) >= len(a)
    theirs = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-10, max_iter=10_000)
    theirs.fit(np.column_stack([x, np.ones(len(x))]), y)
    assert logistic(x, y, l2=2.0) == pytest.approx(theirs.coef_[0], abs=1e-5)


@pytest.mark.parametrize("shift", [0.0, 0.4, 2.0])
def test_ks_is_scipy_s(shift):
    a, b = (table[:, 0] for table in samples(shift))
    theirs = stats.ks_2samp(a, b, method="asymp")
    d, p = ks(a, b)
    assert d == pytest.approx(theirs.statistic)
    # scipy takes the finite-sample Kolmogorov distribution of the rounded effective n
    assert p == pytest.approx(theirs.pvalue, abs=0.06)
    assert p == pytest.approx(stats.kstwobign.sf(d * np.sqrt(len(a) * len(b) / (len(a) + len(b)))), abs=1e-9)


def test_cohen_s_d_by_hand():
    assert cohen_d(np.array([1.0, 3.0]), np.array([4.0, 6.0])) == pytest.approx(3 / np.sqrt(2))
    assert cohen_d(np.zeros(3), np.zeros(3)) == 0.0
    assert cohen_d(np.zeros(3), np.ones(3)) == np.inf


def test_mmd_is_what_two_loops_say():
    a, b = samples(0.5, n=7, m=9)
    found = discrepancy(a, b, clusters(a, b), np.random.default_rng(0), permutations=9)

    def k(x, y):
        return np.exp(-((x - y) ** 2).sum() / (2 * found.width**2))

    aa = np.mean([k(x, y) for i, x in enumerate(a) for j, y in enumerate(a) if i != j])
    bb = np.mean([k(x, y) for i, x in enumerate(b) for j, y in enumerate(b) if i != j])
    ab = np.mean([k(x, y) for x in a for y in b])
    assert found.mmd2 == pytest.approx(aa + bb - 2 * ab)
    both = np.concatenate([a, b])
    apart = [np.linalg.norm(both[i] - both[j]) for i in range(16) for j in range(16) if i != j]
    assert found.width == pytest.approx(np.sqrt(np.median(np.square(apart)) / 2))


def test_mmd_holds_its_level_and_sees_a_shift():
    p_values = [
        discrepancy(a, b, clusters(a, b), np.random.default_rng(seed), permutations=39).p_value
        for seed in range(60)
        for a, b in [samples(seed=seed, n=20, m=20)]
    ]
    assert 0 <= sum(p <= 0.1 for p in p_values) <= 15  # 6 expected; 15 or fewer but for 1 in 3,000
    a, b = samples(1.0)
    assert discrepancy(a, b, clusters(a, b), np.random.default_rng(0), permutations=99).p_value == 0.01
    with pytest.raises(ValueError, match="two rows"):
        discrepancy(a[:1], b, clusters(a[:1], b), np.random.default_rng(0))


def test_the_classifier_sees_a_shift_and_not_a_mix_of_queries():
    a, b = samples(1.5)
    found = separation(a, b, clusters(a, b), np.random.default_rng(0))
    assert found.interval.low > 0.6
    rng = np.random.default_rng(1)
    # queries far apart, and more answers to some in one sample: the manner within each query is the same
    of_a, of_b = np.repeat(np.arange(8), [9, 9, 9, 9, 3, 3, 3, 3]), np.repeat(np.arange(8), [3, 3, 3, 3, 9, 9, 9, 9])
    centres = 5 * rng.normal(size=(8, 3))
    a, b = (centres[of] + rng.normal(size=(48, 3)) for of in (of_a, of_b))
    labels = tuple([str(i) for i in of] for of in (of_a, of_b))
    assert separation(a, b, labels, np.random.default_rng(0)).interval.low < 0.5


def test_feature_shifts_are_ordered_and_adjusted():
    a, b = samples()
    b = b + np.array([0.0, 3.0, 0.0])
    found = feature_shifts(["x", "y", "z"], a, b)
    assert next(iter(found)) == "y"
    assert found["y"].p_holm < 0.001
    assert all(each.p_holm >= each.p_value for each in found.values())
    assert found["y"].after - found["y"].before == pytest.approx(3.0, abs=0.6)
