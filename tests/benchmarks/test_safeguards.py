"""The benchmarks of the safeguards run on a small input, and their share is what it says."""

from __future__ import annotations

import audit
import numpy as np
import pytest

import safeguards


def test_true_labels_recover_what_fooled_raters_cost():
    place = safeguards.world()
    used = frozenset(["active learning"])
    [row] = safeguards.measured(place, "length", 0.8, range(2), [used])
    assert row["gold_without"] < row["gold_honest"] - 1
    assert row["recovered"] > 0.2
    assert row["interval"][0] <= row["recovered"] <= row["interval"][1]
    assert (row["crowd_labels"], row["expert_labels"]) == (150, 30)
    [none] = safeguards.measured(place, "length", 0.0, range(1), [used])
    assert none["recovered"] is None


def test_the_share_s_interval_resamples_seeds():
    low, high = safeguards.ratio_interval(np.array([1.0, 3.0] * 20), np.full(40, 4.0), np.random.default_rng(0))
    assert low < 0.5 < high
    assert high - low == pytest.approx(2 * 1.96 * 0.25 / np.sqrt(40), rel=0.15)


def test_the_audit_s_answers_differ(tmp_path):
    file = tmp_path / "answers.jsonl"
    assert audit.write_answers(file, 700) == 700
    assert len(set(file.read_text().splitlines())) == 700
    assert len(audit.preferences()) > 500
