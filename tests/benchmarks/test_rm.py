"""The benchmark of reward models: it runs, and its own figures have witnesses."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rm
from statsmodels.stats.inter_rater import fleiss_kappa


def test_kappa_of_votes_is_that_of_statsmodels():
    votes = np.random.default_rng(0).integers(0, 4, 200)
    assert rm.fleiss(votes) == pytest.approx(fleiss_kappa(np.stack([votes, 3 - votes], axis=1)))


def test_all_solvers_end_at_the_same_loss(capsys):
    rm.main(["solver", "--quick", "--json"])
    rows = json.loads(capsys.readouterr().out)["solver"]
    assert {row["data"] for row in rows} == {"independent", "correlated", "counts"}
    assert len({row["solver"] for row in rows}) >= 4
    exact = [row for row in rows if "own tolerance" not in row["solver"]]
    assert all(abs(row["above"]) < 1e-6 for row in exact)


def test_without_noise_no_filter_makes_a_difference():
    """The same folds and resamples for each: labels alone make the difference."""
    found = rm.noisy(rm.bundled(("verdicts",)), 0.0, seed=0, iterations=2)
    assert found["kappa"] == 1
    assert found["one annotator"] == found["two of three"] == found["all three"]
    assert found["one annotator"][1] > 0.7


def test_tables_are_markdown():
    assert rm.told("curve", [{"queries": 1.0, "pairs": 10.0, "accuracy": 0.5, "sd": 0.1}]).splitlines() == [
        "| queries | pairs | accuracy | sd |",
        "|---|---|---|---|",
        "| 1.0 | 10 | 0.500 | 0.100 |",
    ]


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        rm.main(["speed"])
    assert "no part is called speed" in capsys.readouterr().err
