"""The benchmark of PPO: preferences follow marks, halves never meet, the engine that is timed learns."""

import json

import numpy as np
import pytest
from ppo import _engine, crossed_rewards, main, memory, page, preferences

from rubrx.jobs.candidates import Graded, graded_candidates
from rubrx.jobs.sources import installed


@pytest.fixture(scope="module")
def graded():
    whole = graded_candidates(None, installed())
    names = sorted({each.response.query_id for each in whole.scored})[:4]
    kept = [n for n, each in enumerate(whole.scored) if each.response.query_id in names]
    return Graded("four", tuple(whole.scored[n] for n in kept), tuple(whole.gold[n] for n in kept))


def test_a_pair_is_chosen_by_its_mark_and_only_of_the_queries_asked_for(graded):
    query = graded.scored[0].response.query_id
    mark = {each.response.text: gold for each, gold in zip(graded.scored, graded.gold, strict=True)}
    pairs = preferences(graded, frozenset({query}))
    assert {pair.prompt for pair in pairs} == {query}
    assert all(mark[pair.chosen] > mark[pair.rejected] for pair in pairs)
    marks = [mark[each.response.text] for each in graded.scored if each.response.query_id == query]
    assert len(pairs) == sum(a > b for a in marks for b in marks)


def test_marks_of_a_half_never_reach_its_own_rewards(graded):
    """Turn the marks of one half upside down: the rewards of the other half change, its own do not."""
    names = sorted({each.response.query_id for each in graded.scored})
    half = set(names[0::2])
    turned = tuple(
        10 - gold if each.response.query_id in half else gold
        for each, gold in zip(graded.scored, graded.gold, strict=True)
    )
    first, second = (crossed_rewards(Graded("x", graded.scored, gold), 1.0, 0) for gold in (graded.gold, turned))
    own = np.array([each.response.query_id in half for each in graded.scored])
    assert np.array_equal(np.array(first)[own], np.array(second)[own])
    assert not np.allclose(np.array(first)[~own], np.array(second)[~own])


def test_the_engine_that_is_timed_learns_in_flat_memory():
    engine = _engine(20, 64, 2)
    reports = [engine.step() for _ in range(60)]
    assert reports[-1].reward > reports[0].reward + 1
    assert memory(20, 32, iterations=50)["grew_mib"] < 5


def test_a_part_that_there_is_not_is_refused_and_the_page_holds_what_was_measured(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "no part is called nothing" in capsys.readouterr().err
    found = {"speed": {"1 epoch": {"rubrx_ms": 0.25, "torch_ms": 1.0, "torch_threads": 1, "times": 4.0}}}
    assert "torch 1.000 ms (1 threads), 4.0 times ours" in page(json.loads(json.dumps(found)))
