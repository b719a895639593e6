"""What a label tells is what the formulas say; a batch takes the most telling, never near-duplicates."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rubrx.safeguards.selection import choose, worth


def test_worth_by_hand():
    """Two sure members who disagree tell one bit; two unsure who agree tell nothing."""
    found = worth(np.array([[40.0, 0.0, math.log(3)], [-40.0, 0.0, math.log(3)]]))
    assert found.bald == pytest.approx([1.0, 0.0, 0.0], abs=1e-9)
    assert found.disagreement == pytest.approx([0.5, 0.0, 0.0])
    assert found.chance == pytest.approx([0.5, 0.5, 0.75])
    assert found.close == pytest.approx([1.0, 1.0, 0.5])


def test_information_is_never_negative_nor_more_than_a_bit():
    found = worth(np.random.default_rng(0).normal(scale=5, size=(5, 500)))
    assert found.bald.min() >= 0
    assert found.bald.max() <= 1
    p = 1 / (1 + np.exp(-np.array([[1.0], [-2.0], [0.5]])))
    h = [-(q * math.log2(q) + (1 - q) * math.log2(1 - q)) for q in (p.mean(), *p[:, 0])]
    assert worth(np.array([[1.0], [-2.0], [0.5]])).bald[0] == pytest.approx(h[0] - np.mean(h[1:]))


def test_the_most_telling_come_first_and_no_answer_is_asked_about_too_often():
    pairs = [(0, 1), (0, 2), (3, 4)]
    values = worth(np.array([[5.0, 4.0, 2.5], [-5.0, -4.0, -2.5]]))
    chosen = choose(pairs, values, 3, np.random.default_rng(0))
    assert [choice.pair for choice in chosen] == [0, 2, 1]  # the second shares an answer with the first
    assert [choice.worth for choice in chosen] == sorted((c.worth for c in chosen), reverse=True)


def test_near_duplicates_are_left_out():
    pairs = [(0, 1), (2, 3), (4, 5)]
    values = worth(np.array([[3.0, 2.0, 1.0], [-3.0, -2.0, -1.0]]))
    words = np.eye(6)
    words[[2, 3]] = words[[1, 0]]  # the second pair is the first, the other way round
    chosen = choose(pairs, values, 3, np.random.default_rng(0), words=words)
    assert [choice.pair for choice in chosen] == [0, 2]


def test_random_is_random_and_repeats():
    pairs = [(2 * i, 2 * i + 1) for i in range(50)]
    values = worth(np.random.default_rng(0).normal(size=(3, 50)))
    once, again, other = (
        [c.pair for c in choose(pairs, values, 10, np.random.default_rng(seed), method="random")] for seed in (1, 1, 2)
    )
    assert once == again != other
    assert len(set(once)) == 10


def test_nonsense_is_refused():
    good = worth(np.zeros((2, 1)))
    with pytest.raises(ValueError, match="no method"):
        choose([(0, 1)], good, 1, np.random.default_rng(0), method="best")
    with pytest.raises(ValueError, match="at least 1"):
        choose([(0, 1)], good, 0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="two members"):
        worth(np.zeros((1, 3)))
    with pytest.raises(ValueError, match="finite"):
        worth(np.array([[np.nan], [0.0]]))
