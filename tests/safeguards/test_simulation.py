"""The replay finds no saving where there is none, and counts labels as its page says."""

from __future__ import annotations

import numpy as np
import pytest

from rubrx.safeguards.simulation import Setup, fit, labels_to, reduce, simulate, smooth

SMALL = Setup(budget=60, batch=10, repeats=2, members=3)


def answers(seed=0, n=80, features=8):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, features))
    gold = x @ rng.normal(size=features) + 0.5 * rng.normal(size=n)
    return x, [str(i // 10) for i in range(n)], gold.tolist()


def test_random_against_random_saves_nothing():
    x, queries, gold = answers()
    found = simulate(x, queries, gold, range(24), method="random", methods=(), setup=SMALL)
    assert found.interval.low < 0 < found.interval.high
    assert abs(found.labels_saved) < 0.1
    assert found.p_value > 0.05


def test_the_figures_on_top_are_the_method_s():
    x, queries, gold = answers()
    found = simulate(x, queries, gold, range(3), setup=SMALL)
    assert set(found.methods) == {"bald", "disagreement", "close"}
    assert found.labels_saved == found.methods["bald"].labels_saved
    assert [n for n, _ in found.random_curve] == [10, 20, 30, 40, 50, 60]
    assert found.random_curve[-1][1] > found.random_curve[0][1]  # it learns
    assert found == simulate(x, queries, gold, range(3), setup=SMALL)


def test_labels_to_an_accuracy():
    steps = [10, 20, 30]
    assert labels_to(0.7, np.array([0.6, 0.7, 0.8]), steps) == 20
    assert labels_to(0.9, np.array([0.6, 0.7, 0.8]), steps) == 30
    assert smooth(np.array([0.0, 3.0, 6.0])) == pytest.approx([1.5, 3.0, 4.5])


def test_reducing_keeps_all_distances_that_a_fit_sees():
    x = np.random.default_rng(0).normal(size=(20, 100))
    y = reduce(x)
    assert y.shape == (20, 19)
    assert np.linalg.norm(y[3] - y[7]) == pytest.approx(np.linalg.norm(x[3] - x[7]))


def test_the_first_member_sees_every_pair_once():
    rng = np.random.default_rng(0)
    differences = rng.normal(size=(30, 4)) + 0.5
    alone, many = fit(differences, 1, 0.1, rng), fit(differences, 4, 0.1, rng)
    assert many[0] == pytest.approx(alone[0], abs=1e-4)
    assert not np.allclose(many[1], many[2])


def test_too_little_is_refused():
    x, queries, gold = answers()
    with pytest.raises(ValueError, match="four queries"):
        simulate(x[:20], queries[:20], gold[:20], range(2))
    with pytest.raises(ValueError, match="one seed"):
        simulate(x, queries, gold, [])
