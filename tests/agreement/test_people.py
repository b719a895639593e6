"""Consensus, raters beside each other, Dawid and Skene, and corrections: against loops, simulation and sources."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rubrx.agreement import (
    consensus,
    dawid_skene,
    prediction_powered,
    profiles,
    rogan_gladen,
    spearman,
    table_of,
    weighted_kappa,
    with_interval,
)
from rubrx.agreement.raters import newcombe


def test_consensus_needs_that_many_votes_and_no_tie():
    table = table_of(
        ["a", "a", "a", "b", "b", "c", "d", "d", "d", "d"],
        ["x", "y", "z", "x", "y", "x", "x", "y", "z", "w"],
        ["1", "1", "2", "1", "2", "1", "1", "1", "2", "2"],
    )
    for need, expected in ((1, ["1", None, "1", None]), (2, ["1", None, None, None]), (3, [None] * 4)):
        found = consensus(table, need)
        assert [None if code < 0 else table.categories[code] for code in found.label] == expected
        assert found.reached == sum(label is not None for label in expected)
    with pytest.raises(ValueError, match="at least one"):
        consensus(table, 0)


def crowd(n: int, skills: list[tuple[float, float]], rng: np.random.Generator, share: float = 0.4):
    """Truth [n] and a table of raters with those sensitivities and specificities."""
    truth = rng.random(n) < share
    said = [np.where(truth, rng.random(n) < se, rng.random(n) >= sp).astype(int) for se, sp in skills]
    items = [str(i) for i in range(n)] * len(skills)
    names = [f"r{r}" for r in range(len(skills)) for _ in range(n)]
    return truth, table_of(items, names, [str(x) for row in said for x in row], categories=["0", "1"])


def test_dawid_and_skene_find_each_raters_sensitivity_and_specificity():
    skills = [(0.95, 0.9), (0.7, 0.95), (0.8, 0.8), (0.6, 0.7)]
    _, table = crowd(6_000, skills, np.random.default_rng(0))
    fit = dawid_skene(table)
    assert fit.converged
    assert fit.prevalence[1] == pytest.approx(0.4, abs=0.03)
    for found, made in zip(fit.rates(1), skills, strict=True):
        assert found == pytest.approx(made, abs=0.04)


def test_dawid_and_skene_beat_the_majority_of_a_careless_crowd():
    """Two able raters and three who guess: EM finds whom to believe, a vote can't."""
    truth, table = crowd(
        2_000, [(0.95, 0.95), (0.9, 0.9), (0.55, 0.5), (0.5, 0.55), (0.5, 0.5)], np.random.default_rng(1)
    )
    majority = consensus(table, 3).label == 1
    estimated = dawid_skene(table).posterior[:, 1] > 0.5
    assert np.mean(estimated == truth) > np.mean(majority == truth) + 0.08


def test_anchors_settle_what_a_misled_crowd_has_backwards():
    """Three of five raters are wrong most of the time: only an expert's spot checks can tell which way is up."""
    skills = [(0.9, 0.9), (0.9, 0.9), (0.25, 0.25), (0.25, 0.25), (0.25, 0.25)]
    truth, table = crowd(1_000, skills, np.random.default_rng(2))
    alone = np.mean((dawid_skene(table).posterior[:, 1] > 0.5) == truth)
    known = {int(i): int(truth[i]) for i in range(100)}
    anchored = dawid_skene(table, known).posterior[100:, 1] > 0.5
    assert alone < 0.2
    assert np.mean(anchored == truth[100:]) > 0.9


def test_one_step_of_em_is_what_a_loop_says():
    """The first maximisation and expectation, from vote shares, by loops over labels."""
    _, table = crowd(30, [(0.9, 0.8), (0.7, 0.7), (0.8, 0.9)], np.random.default_rng(5))
    fit = dawid_skene(table, iterations=1)
    start = np.zeros((30, 2))
    for i, x in zip(table.item, table.label, strict=True):
        start[i, x] += 1 / 3
    confusion = np.full((3, 2, 2), 0.01)
    for i, r, x in zip(table.item, table.rater, table.label, strict=True):
        confusion[r, :, x] += start[i]
    confusion /= confusion.sum(axis=2, keepdims=True)
    prior = start.mean(axis=0)
    expected = np.tile(prior, (30, 1))
    for i, r, x in zip(table.item, table.rater, table.label, strict=True):
        expected[i] *= confusion[r, :, x]
    expected /= expected.sum(axis=1, keepdims=True)
    assert fit.posterior == pytest.approx(expected, abs=1e-6)


def test_a_lenient_rater_leans_and_one_who_tires_drifts():
    rng = np.random.default_rng(3)
    n = 400
    truth = rng.random(n) < 0.5
    careful = [np.where(rng.random(n) < 0.95, truth, ~truth) for _ in range(4)]
    lenient = truth | (rng.random(n) < 0.3)
    tiring = np.where(rng.random(n) < np.where(np.arange(n) < 200, 0.97, 0.6), truth, ~truth)
    rows = [
        (str(i), name, "met" if labels[i] else "not_met")
        for i in range(n)
        for name, labels in zip(("a", "b", "c", "d", "lenient", "tiring"), (*careful, lenient, tiring), strict=True)
    ]
    found = {each.name: each for each in profiles(table_of(*(list(x) for x in zip(*rows, strict=True))))}
    value, interval = found["lenient"].leaning["met"]
    assert value > 0.1
    assert interval.low > 0
    assert found["tiring"].drift is not None
    assert found["tiring"].drift[1].high < -0.1
    assert found["a"].drift[1].low < 0 < found["a"].drift[1].high
    assert found["a"].leaning["met"][1].low < 0


def test_a_rater_alone_has_no_figures():
    only = profiles(table_of(["a", "b", "b"], ["x", "y", "x"], ["1", "1", "1"]))
    assert {each.name: each.n for each in only} == {"x": 1, "y": 1}
    alone = profiles(table_of(["a"], ["x"], ["1"]))[0]
    assert (alone.n, alone.agrees, alone.drift) == (0, None, None)


def test_newcombes_interval_is_the_published_one():
    """Newcombe 1998, Stat Med 17:873, Table II (a): 56/70 - 48/80 by method 10 is 0.0524 to 0.3339."""
    value, interval = newcombe(56, 70, 48, 80)
    assert round(value, 4) == 0.2
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0524, 0.3339)


def test_rogan_and_gladen_undo_known_errors():
    """At a true rate of 0.3, Se 0.9 and Sp 0.8, 0.41 of all test positive; the formula returns 0.3."""
    found = rogan_gladen(0.3 * 0.9 + 0.7 * 0.2, 10_000, (0.9, 10_000), (0.8, 10_000))
    assert found.value == pytest.approx(0.3)
    assert found.interval.low < 0.3 < found.interval.high
    # a screening test with 23 of 150 positive, Se 0.96, Sp 0.89: epiR's worked example gives 0.051
    assert round(rogan_gladen(23 / 150, 150, (0.96, 10**9), (0.89, 10**9)).value, 3) == 0.051
    assert rogan_gladen(0.5, 100, (0.5, 50), (0.5, 50)) is None
    assert rogan_gladen(0.5, 100, (0.9, 0), (0.9, 50)) is None


def test_the_corrected_rates_interval_covers():
    """In 300 simulated studies with sensitivity and specificity measured on 60 answers each."""
    rng = np.random.default_rng(8)
    inside = 0
    for _ in range(300):
        se, sp, p = (
            rng.binomial(60, 0.9) / 60,
            rng.binomial(60, 0.85) / 60,
            rng.binomial(400, 0.4 * 0.9 + 0.6 * 0.15) / 400,
        )
        interval = rogan_gladen(p, 400, (se, 60), (sp, 60)).interval
        inside += interval.low <= 0.4 <= interval.high
    assert inside >= 276


def test_prediction_powered_inference_covers_and_is_narrower_than_the_sample_alone():
    """A grader that is 8 points too kind: its raw mean misses the truth every time, the corrected one seldom."""
    rng = np.random.default_rng(9)
    inside, raw_inside, widths, alone = 0, 0, [], []
    for _ in range(300):
        truth = rng.random(2_100)
        grader = truth + 0.08 + 0.1 * rng.normal(size=2_100)
        found = prediction_powered(grader[100:], grader[:100], truth[:100])
        inside += found.interval.low <= 0.5 <= found.interval.high
        raw_inside += abs(grader.mean() - 0.5) < 0.03
        widths.append(found.interval.high - found.interval.low)
        alone.append(2 * 1.96 * truth[:100].std(ddof=1) / 10)
    assert inside >= 0.91 * 300
    assert raw_inside == 0
    assert np.mean(widths) < 0.6 * np.mean(alone)


def test_a_useless_grader_changes_nothing():
    rng = np.random.default_rng(1)
    people = rng.random(50)
    found = prediction_powered(np.full(500, 0.7), np.full(50, 0.7), people)
    assert found.value == pytest.approx(people.mean())
    assert prediction_powered(np.ones(5), np.ones(1), np.ones(1)) is None


def test_clusters_widen_the_interval():
    """Ten copies of each value in a cluster say no more than one."""
    rng = np.random.default_rng(2)
    few = rng.random(30)
    people, code = np.repeat(few, 10), np.repeat(np.arange(30), 10)
    nothing = np.zeros(0)
    wide = prediction_powered(nothing, people, people, (code, code[:0]))
    single = prediction_powered(nothing, few, few)
    assert wide.interval.high - wide.interval.low == pytest.approx(single.interval.high - single.interval.low, rel=1e-9)


def test_spearman_is_what_scipy_says_ties_and_all():
    rng = np.random.default_rng(0)
    for _ in range(5):
        x = rng.integers(0, 8, 60).astype(float)
        y = x + rng.integers(-3, 4, 60)
        assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)


def test_weighted_kappa_of_numbers_is_what_scikit_learn_says():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(1)
    x = rng.integers(0, 11, 200)
    y = np.clip(x + rng.integers(-2, 3, 200), 0, 10)
    said = metrics.cohen_kappa_score(x, y, weights="quadratic", labels=list(range(11)))
    assert weighted_kappa(x.astype(float), y.astype(float)) == pytest.approx(said, abs=1e-12)


def test_a_column_that_does_not_vary_has_no_correlation():
    flat, rising = np.ones(10), np.arange(10.0)
    assert with_interval("spearman", flat, rising, np.arange(10), np.random.default_rng(0)) == (None, None)
    value, interval = with_interval("spearman", rising, rising, np.zeros(10, int), np.random.default_rng(0))
    assert (value, interval) == (pytest.approx(1.0), None)
