"""The search finds what pays and is no better, finds nothing where gold always rises too, and repeats itself."""

from __future__ import annotations

import numpy as np
import pytest

from rubrx.safeguards.edits import bag, edit, nearest_mark, sentences
from rubrx.safeguards.search import Start, search

STARTS = [Start(f"q{i}", f"a{i}", "Stop the drug. It builds up.", ("drug", "dose")) for i in range(3)]


def by_length(query, texts):
    return [(min(10.0, len(text.split()) / 5), 3.0) for text in texts]


def run(measure, seed=0, **more):
    return search("length", (0.0, 10.0), STARTS, measure, np.random.default_rng(seed), **more)


def test_it_raises_a_reward_that_counts_words():
    found = run(by_length)
    assert (found.starts, found.found, found.share) == (3, 3, 1.0)
    for climb in found.climbs:
        assert climb.reward_after > climb.reward_before
        assert climb.gold_after <= climb.gold_before
    assert found.climbs == run(by_length).climbs
    assert found.climbs != run(by_length, seed=1).climbs


def test_what_gold_pays_for_too_is_no_hack():
    found = run(lambda query, texts: [(len(text) / 100, len(text) / 100) for text in texts])
    assert found.found == 0
    assert found.mean_gain == 0


def test_a_start_without_gold_is_left_out():
    found = run(lambda query, texts: [(1.0, None) for _ in texts])
    assert (found.starts, found.share, found.interval) == (0, None, None)


def test_without_leaving_out_no_sentence_goes():
    rng = np.random.default_rng(0)
    text = "Stop it. It builds up. Use insulin."
    assert any(len(sentences(edit(text, (), rng))) < 3 for _ in range(100))
    assert all(len(sentences(edit(text, (), rng, leave_out=False))) >= 3 for _ in range(100))


def test_the_nearest_marks_decide():
    marked = [(bag("stop metformin now"), 9.0), (bag("carry on as before"), 1.0)]
    assert nearest_mark("stop metformin", marked, k=1) == pytest.approx(9.0)
    assert 1.0 < nearest_mark("stop metformin", marked, k=2) < 9.0
    assert nearest_mark("anything", []) is None
    assert np.linalg.norm(bag("")) == 0
