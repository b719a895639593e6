"""The printed run is replayed cell by cell, its sign put right too, and the engine is a real optimiser beside it."""

from __future__ import annotations

import numpy as np
import pytest

from rubrx.training.replay import PRINTED, eight_queries, replay

#: the rows as the notes print them: iteration, loss, reward, KL, clipped, beta
GOLDEN = [
    (250, -2.1936, 5.25, -0.0606, 0.0, 0.475),
    (500, -2.1922, 5.25, -0.0606, 0.0, 0.451),
    (750, -2.1908, 5.25, -0.0606, 0.0, 0.429),
    (1000, -2.1895, 5.25, -0.0606, 0.0, 0.407),
]
#: the same formula with a KL of +0.0606
GOLDEN_SIGN_RIGHT = [
    (250, -2.1330, 5.25, 0.0606, 0.0, 0.525),
    (500, -2.1314, 5.25, 0.0606, 0.0, 0.551),
    (750, -2.1297, 5.25, 0.0606, 0.0, 0.579),
    (1000, -2.1280, 5.25, 0.0606, 0.0, 0.608),
]


@pytest.fixture(scope="module")
def found():
    return replay()


@pytest.mark.parametrize(("which", "golden"), [("rows", GOLDEN), ("corrected_sign", GOLDEN_SIGN_RIGHT)])
def test_every_cell_is_the_printed_one(found, which, golden):
    rows = getattr(found, which)
    assert len(rows) == len(golden)
    for row, (iteration, loss, reward, kl, clipped, beta) in zip(rows, golden, strict=True):
        assert row.iteration == iteration
        assert abs(row.loss - loss) <= 1e-4
        assert abs(row.reward - reward) <= 1e-4
        assert abs(row.kl - kl) <= 1e-4
        assert row.clip_fraction == clipped
        assert abs(row.beta - beta) <= 1e-3


def test_the_loss_gets_worse_not_better_and_all_of_it_comes_from_beta(found):
    losses, betas = [row.loss for row in found.rows], [row.beta for row in found.rows]
    assert losses == sorted(losses)
    rise = losses[-1] - losses[0]
    assert rise == pytest.approx(0.0041, abs=5e-5)
    assert rise == pytest.approx(found.rows[0].kl * (betas[-1] - betas[0]))
    assert rise / abs(losses[0]) == pytest.approx(0.0019, abs=5e-5)


def test_the_engine_learns_on_the_eight_queries_and_its_kl_is_positive(found):
    assert [row.beta for row in found.engine] == pytest.approx([row.beta for row in found.corrected_sign])
    assert all(row.kl > 0 for row in found.engine)
    assert found.training.queries == 8
    assert found.training.optimum_share > 0.95
    assert len({row.reward for row in found.engine}) > 1  # a real run moves


def test_the_eight_queries_carry_the_notes_marks_and_means():
    table = eight_queries()
    assert len(table.names) == 8
    assert np.allclose(table.rewards.mean(axis=0), [3.3, 5.25])
    assert [tuple(row) for row in table.rewards[:5]] == [row[1:] for row in PRINTED]
    assert np.allclose(table.rewards[5:].mean(axis=0), [3.67, 5.27], atol=0.01)


def test_the_formula_has_no_chance_in_it_and_the_engine_has(found):
    other = replay(seed=1)
    assert (other.rows, other.corrected_sign) == (found.rows, found.corrected_sign)
    assert other.engine != found.engine
