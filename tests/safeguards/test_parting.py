"""Where rewards part from gold: pairs counted as by hand, the outliers named, and the trait they share."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from rubrx.safeguards.parting import Labelled, concordance, parting


def test_concordance_is_the_share_of_pairs_in_gold_s_order():
    rng = np.random.default_rng(0)
    reward, gold = rng.integers(0, 4, 20).astype(float), rng.integers(0, 4, 20).astype(float)
    alike = pairs = 0.0
    for i, j in itertools.combinations(range(20), 2):
        if gold[i] != gold[j]:
            pairs += 1
            same = (reward[i] - reward[j]) * (gold[i] - gold[j])
            alike += 1.0 if same > 0 else 0.5 if same == 0 else 0.0
    assert concordance(reward, gold) == (alike, pairs)


def rows():
    """Four queries of four answers; `loud` pays for length, `fair` for gold."""
    texts = ["Stop it.", "Stop it because it builds up.", "word " * 40, "A middling answer with some words in it."]
    golds = [6.0, 9.0, 0.0, 3.0]
    return [
        Labelled(f"q{q}", f"q{q}-{i}", text, gold, {"loud": float(len(text)), "fair": gold, "half": None})
        for q in range(4)
        for i, (text, gold) in enumerate(zip(texts, golds, strict=True))
    ]


def test_a_reward_is_held_against_gold():
    found = parting("run", "gold", rows(), np.random.default_rng(0), unlabelled=2)
    fair, loud = found.rewards["fair"], found.rewards["loud"]
    assert (fair.agreement, fair.spearman, fair.over, fair.under) == (1.0, pytest.approx(1.0), (), ())
    assert loud.pairs == 24
    assert loud.agreement == pytest.approx(1 / 6)
    expected = stats.spearmanr([len(row.text) for row in rows()], [row.gold for row in rows()]).statistic
    assert loud.spearman == pytest.approx(expected)
    assert {each.response_id for each in loud.over} == {"q0-2", "q1-2", "q2-2"}
    assert (loud.over[0].reward_place, loud.over[0].gold_place) == (1.0, 0.0)
    assert loud.traits["words"] > 0.5
    assert (found.labelled, found.unlabelled, found.rewards["half"].n) == (16, 2, 0)
