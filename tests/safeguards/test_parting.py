"""Where rewards part from gold: pairs counted as by hand, the outliers named, and the trait they share."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from rubrx.reports.audit_text import parting_text
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


def test_where_all_marks_are_equal_nothing_is_ranked():
    """No answer is placed wrong, no trait is told, and the page says why."""
    equal = [row._replace(gold=5.0) for row in rows()]
    found = parting("run", "gold", equal, np.random.default_rng(0))
    loud = found.rewards["loud"]
    assert (loud.pairs, loud.agreement, loud.over, loud.under, loud.traits) == (0, None, (), (), {})
    page = parting_text(found)
    assert "Nothing to rank: no query has two answers with different marks." in page
    assert "too high" not in page
    assert "it has no value for a marked answer" in page  # the reward `half`


def test_a_query_of_equal_marks_lists_none_of_its_answers():
    """It says nothing of places, beside queries that do."""
    mixed = [row._replace(gold=5.0) if row.query_id == "q0" else row for row in rows()]
    found = parting("run", "gold", mixed, np.random.default_rng(0), shown=50).rewards["loud"]
    assert found.pairs == 18
    assert {each.query_id for each in (*found.over, *found.under)} == {"q1", "q2", "q3"}
    assert found.traits == parting("run", "gold", mixed[4:], np.random.default_rng(0)).rewards["loud"].traits
