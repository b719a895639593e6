"""Drift is told where the manner changed, not where it did not, and says when a reward got worse."""

from __future__ import annotations

import numpy as np
import pytest

from rubrx.safeguards.drift import Sample, accuracy, drift
from rubrx.safeguards.text_features import NAMES, feature_table, features

WORDS = "stop the drug because it builds up in her kidneys and use insulin or another agent while you watch".split()


def texts(rng, n, loud):
    made = []
    for _ in range(n):
        text = " ".join(rng.choice(WORDS, 14)) + "."
        made.append(text.upper() + "!!" if loud and rng.random() < loud else text)
    return made


def sample(name, seed, loud=0.0, n=60, queries=10, **more):
    rng = np.random.default_rng(seed)
    return Sample(name, [f"q{i % queries}" for i in range(n)], texts(rng, n, loud), **more)


def test_one_manner_is_not_told_apart():
    found = drift(sample("a", 1), sample("b", 2), np.random.default_rng(0))
    assert found.verdict == "same"
    assert found.told[0].startswith("No shift shows: on these answers")
    assert found.shared_queries == 10


def test_a_handful_that_shows_no_shift_is_not_told_as_the_same_manner():
    """Two answers against two, one run all capitals: whatever the AUC, its interval rules nothing out."""
    found = drift(sample("a", 1, n=2, queries=2), sample("b", 2, n=2, queries=2, loud=1.0), np.random.default_rng(0))
    assert found.verdict == "unclear"
    assert "too few to tell" in found.told[0]


def test_another_manner_is():
    found = drift(sample("a", 1), sample("b", 2, loud=0.8), np.random.default_rng(0))
    assert found.verdict == "shifted"
    assert found.mmd.p_value == 0.001
    assert {"capitals", "exclamations"} <= set(list(found.features)[:3])
    assert found.outside.interval.low > 0.3
    assert any("label some" in line for line in found.told)


def test_runs_without_common_queries_are_compared_with_a_warning():
    other = sample("b", 2)
    moved = Sample("b", [f"x{query}" for query in other.queries], other.texts)
    found = drift(sample("a", 1), moved, np.random.default_rng(0))
    assert found.shared_queries == 0
    assert "questions may be what differs" in found.told[0]


def test_doubt_and_accuracy_are_told():
    n, rng = 60, np.random.default_rng(3)
    gold = rng.normal(size=n).tolist()
    old = sample("a", 1, sd=[0.1] * n, reward=gold, gold=gold)
    new = sample("b", 2, sd=[0.5] * n, reward=[-value for value in gold], gold=gold)
    found = drift(old, new, np.random.default_rng(0))
    assert found.uncertain.share == 1.0
    assert (found.accuracy_a.value, found.accuracy_b.value) == (1.0, 0.0)
    assert any("got worse" in line for line in found.told)
    assert accuracy(sample("c", 1), rng) is None


def test_too_few_answers_are_refused():
    with pytest.raises(ValueError, match="two answers"):
        drift(sample("a", 1, n=1), sample("b", 2), np.random.default_rng(0))


def test_features_of_any_text_are_finite():
    awkward = ["", "\x00", "?!…—", "💊" * 500, "word " * 5000, "MG 5,000.0 %", "\n- a\n- b"]
    table = feature_table(awkward)
    assert table.shape == (len(awkward), len(NAMES))
    assert np.isfinite(table).all()
    value = dict(zip(NAMES, features("STOP it now. Give 5 mg! May I?"), strict=True))
    assert value["capitals"] == pytest.approx(1 / 7)
    assert value["hedges"] == pytest.approx(1 / 7)
    assert value["questions"] == value["exclamations"] == pytest.approx(1 / 3)
    assert value["units"] == pytest.approx(1 / 7)
